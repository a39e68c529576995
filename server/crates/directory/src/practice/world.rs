//! The rules by which the practice directory lives: a lock after wrong tries, expiry, history,
//! minimum age, as a domain controller would keep them. No waiting, no I/O.

use latchkey_domain::directory::{
    AccountState, DirectoryError, DirectoryResult, Entry, PasswordCheck, PasswordPolicy, PolicySource,
};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::password::{OwnNames, check_age, check_text};
use latchkey_domain::{Secret, Timestamp};

pub(super) const BASE: &str = "DC=practice,DC=example";
pub(super) const SERVER: &str = "practice";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folder {
    Staff,
    Contractors,
    Administrators,
}

impl Folder {
    pub(super) const ALL: [Self; 3] = [Self::Staff, Self::Contractors, Self::Administrators];
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Staff => "Staff",
            Self::Contractors => "Contractors",
            Self::Administrators => "Administrators",
        }
    }
    pub(super) fn dn(self) -> String {
        format!("OU={},{BASE}", self.name())
    }
}

#[derive(Clone, Copy)]
pub(super) struct Lock {
    pub(super) at: Timestamp,
    /// Does not end by itself, so that there is always someone to unlock.
    pub(super) for_good: bool,
}

pub(super) struct Person {
    pub(super) id: ObjectId,
    pub(super) login: String,
    pub(super) display_name: String,
    pub(super) mail: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) folder: Folder,
    /// What the directory says of it; see `Entry::preferred_language`.
    pub(super) language: Option<&'static str>,
    pub(super) first_password: String,
    pub(super) password: Secret,
    /// Former ones, the latest last.
    pub(super) history: Vec<Secret>,
    pub(super) set_at: Timestamp,
    pub(super) must_change: bool,
    pub(super) disabled: bool,
    pub(super) account_expired: bool,
    pub(super) protected: bool,
    /// Under the stricter rules, with a minimum age of a day.
    pub(super) careful: bool,
    pub(super) lock: Option<Lock>,
    pub(super) wrong: u32,
    pub(super) wrong_at: Timestamp,
}

impl Person {
    pub(super) fn dn(&self) -> String {
        format!("CN={},{}", self.display_name, self.folder.dn())
    }

    /// Hiro manages the staff, and Priya who comes from outside: so vouching can be tried.
    fn manager_dn(&self) -> Option<String> {
        let (login, name, folder) = match self.folder {
            Folder::Staff => ("hiro", "Hiro Tanaka", Folder::Staff),
            Folder::Contractors => ("priya", "Priya Nair", Folder::Contractors),
            Folder::Administrators => return None,
        };
        (self.login != login).then(|| format!("CN={name},{}", folder.dn()))
    }

    pub(super) fn entry(&self, domain: &str) -> Entry {
        Entry {
            object_id: self.id.clone(),
            dn: self.dn(),
            login: self.login.clone(),
            upn: Some(format!("{}@{domain}", self.login)),
            display_name: self.display_name.clone(),
            mail: self.mail.clone(),
            phone: self.phone.clone(),
            manager_dn: self.manager_dn(),
            preferred_language: self.language.map(str::to_owned),
            same_as: None,
            set_elsewhere: None,
            disabled: self.disabled,
            protected: self.protected,
        }
    }

    pub(super) fn policy(&self) -> PasswordPolicy {
        PasswordPolicy {
            source: PolicySource::Practice,
            min_length: 10,
            max_length: Some(127),
            complexity: true,
            history: 5,
            min_age_secs: if self.careful { 24 * 3600 } else { 0 },
            max_age_secs: Some(42 * 24 * 3600),
            lockout_threshold: 5,
            lockout_secs: 15 * 60,
            lockout_window_secs: 15 * 60,
        }
    }

    fn locked(&self, now: Timestamp) -> Option<Lock> {
        let ends = |lock: &Lock| lock.at.plus_secs(self.policy().lockout_secs);
        self.lock.filter(|lock| lock.for_good || now < ends(lock))
    }
    fn expires_at(&self) -> Option<Timestamp> {
        self.policy().max_age_secs.map(|age| self.set_at.plus_secs(age))
    }

    pub(super) fn state(&self, now: Timestamp) -> AccountState {
        let lock = self.locked(now);
        AccountState {
            disabled: self.disabled,
            locked: lock.is_some(),
            locked_at: lock.map(|lock| lock.at),
            locked_until: lock.filter(|lock| !lock.for_good).map(|lock| lock.at.plus_secs(self.policy().lockout_secs)),
            password_expired: !self.must_change && self.expires_at().is_some_and(|at| at <= now),
            must_change: self.must_change,
            password_set_at: (!self.must_change).then_some(self.set_at),
            password_expires_at: self.expires_at().filter(|_| !self.must_change),
            account_expired: self.account_expired,
            protected: self.protected,
            set_elsewhere: None,
            server: SERVER.to_owned(),
        }
    }

    /// Whether a wrong password could be tried without locking the account; else from when.
    pub(super) fn may_try(&self, now: Timestamp) -> DirectoryResult<()> {
        let policy = self.policy();
        let from = self.wrong_at.plus_secs(policy.lockout_window_secs);
        if self.locked(now).is_none() && self.wrong + 1 >= policy.lockout_threshold && now < from {
            return Err(DirectoryError::WouldLock { from: Some(from) });
        }
        Ok(())
    }

    /// A sign-in, with its consequences.
    pub(super) fn try_password(&mut self, password: &Secret, now: Timestamp) -> PasswordCheck {
        if self.locked(now).is_some() {
            return PasswordCheck::Locked;
        }
        let policy = self.policy();
        if *password != self.password {
            if now.since(self.wrong_at) >= policy.lockout_window_secs * 1000 {
                self.wrong = 0;
            }
            self.wrong += 1;
            self.wrong_at = now;
            if self.wrong >= policy.lockout_threshold {
                self.lock_now(now);
            }
            return PasswordCheck::Wrong;
        }
        let state = self.state(now);
        self.wrong = 0;
        self.lock = None;
        if state.disabled {
            PasswordCheck::RightButDisabled
        } else if state.account_expired {
            PasswordCheck::RightButAccountExpired
        } else if state.must_change {
            PasswordCheck::RightButMustChange
        } else if state.password_expired {
            PasswordCheck::RightButExpired
        } else {
            PasswordCheck::Right
        }
    }

    /// Judges a new password by the whole policy and sets it.
    pub(super) fn set_password(&mut self, new: &Secret, now: Timestamp) -> DirectoryResult<()> {
        if self.disabled {
            return Err(DirectoryError::Disabled);
        }
        if new.expose().chars().any(char::is_control) {
            return Err(DirectoryError::BadCharacters);
        }
        let policy = self.policy();
        let state = self.state(now);
        let names = OwnNames { login: self.login.clone(), display_name: self.display_name.clone() };
        check_text(new, &policy, &names)?;
        check_age(state.password_set_at, state.password_expired || state.must_change, &policy, now)?;
        // The present password is the first of those remembered, as in AD.
        let remembered = usize::try_from(policy.history).unwrap_or(usize::MAX);
        let former = std::iter::once(&self.password).chain(self.history.iter().rev());
        if former.take(remembered).any(|old| old == new) {
            return Err(DirectoryError::InHistory { remembered: policy.history });
        }
        self.history.push(std::mem::replace(&mut self.password, new.clone()));
        let surplus = self.history.len().saturating_sub(remembered);
        self.history.drain(..surplus);
        self.set_at = now;
        self.must_change = false;
        Ok(())
    }

    pub(super) fn lock_now(&mut self, now: Timestamp) {
        self.lock = Some(Lock { at: now, for_good: false });
        self.wrong = 0;
    }

    /// A day past the end of its time.
    pub(super) fn expire(&mut self, now: Timestamp) {
        let age = self.policy().max_age_secs.unwrap_or(0) + 24 * 3600;
        self.set_at = now.plus_secs(-age);
        self.must_change = false;
    }

    pub(super) fn give_first_password(&mut self, now: Timestamp) {
        self.password = self.first_password.clone().into();
        self.history.clear();
        self.set_at = now;
        self.must_change = false;
    }

    /// What is the matter, each in words that follow "is" or stand alone.
    pub(super) fn conditions(&self, now: Timestamp) -> Vec<&'static str> {
        let (state, policy) = (self.state(now), self.policy());
        let young = policy.min_age_secs > 0 && now.since(self.set_at) < policy.min_age_secs * 1000;
        let lock = self.locked(now);
        [
            (lock.is_some_and(|lock| lock.for_good), "locked until somebody unlocks the account"),
            (lock.is_some_and(|lock| !lock.for_good), "locked, and open again by itself after a quarter of an hour"),
            (state.password_expired, "the password has expired"),
            (state.must_change, "must change the password at the next sign-in"),
            (young && !state.must_change, "changed the password less than a day ago and must keep it for a day"),
            (self.disabled, "the account is disabled"),
            (self.account_expired, "the account itself has expired"),
            (self.protected, "an administrator: kept out of self-service"),
            (self.mail.is_none(), "has no mail address"),
        ]
        .into_iter()
        .filter_map(|(there, words)| there.then_some(words))
        .collect()
    }

    pub(super) fn unlock(&mut self) {
        self.lock = None;
        self.wrong = 0;
    }
}
