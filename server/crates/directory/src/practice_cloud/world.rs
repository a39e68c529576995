//! The rules by which the practice cloud lives: few rules for a password, no lock, and a write that is done at once
//! and shown only after a while, as replicas of a large service do. No waiting, no I/O.

use latchkey_domain::directory::{
    AccountState, DirectoryError, DirectoryResult, Elsewhere, Entry, PasswordPolicy, PolicySource,
};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::password::{OwnNames, check_text};
use latchkey_domain::{Secret, Timestamp};

pub(super) const SERVER: &str = "practice-cloud";
/// How long a read shows what was before.
pub(super) const EVENTUAL_SECS: i64 = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Accounts that were made from those of a domain.
    Synchronised,
    CloudOnly,
}

impl Unit {
    pub(super) const ALL: [Self; 2] = [Self::Synchronised, Self::CloudOnly];

    /// An id as such services give one: nothing can be read from it.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Synchronised => "00000000-0000-4000-9000-00000000c001",
            Self::CloudOnly => "00000000-0000-4000-9000-00000000c002",
        }
    }
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Synchronised => "Synchronised",
            Self::CloudOnly => "Cloud only",
        }
    }
}

pub(super) struct Person {
    pub(super) id: ObjectId,
    pub(super) login: String,
    pub(super) display_name: String,
    pub(super) mail: String,
    pub(super) unit: Unit,
    pub(super) same_as: Option<ObjectId>,
    pub(super) set_elsewhere: Option<Elsewhere>,
    pub(super) disabled: bool,
    pub(super) protected: bool,
    pub(super) password: Secret,
    pub(super) set_at: Timestamp,
    /// What reads still show as the time of the last change, and until when.
    pub(super) shown_before: Option<(Timestamp, Timestamp)>,
}

impl Person {
    pub(super) fn upn(&self, domain: &str) -> String {
        format!("{}@{domain}", self.login)
    }

    pub(super) fn entry(&self, domain: &str) -> Entry {
        Entry {
            object_id: self.id.clone(),
            // such services have no distinguished names; this one is unique, and for showing
            dn: self.upn(domain),
            login: self.login.clone(),
            upn: Some(self.upn(domain)),
            display_name: self.display_name.clone(),
            mail: Some(self.mail.clone()),
            phone: None,
            manager_dn: None,
            preferred_language: None,
            same_as: self.same_as.clone(),
            set_elsewhere: self.set_elsewhere,
            disabled: self.disabled,
            protected: self.protected,
        }
    }

    pub(super) fn policy() -> PasswordPolicy {
        PasswordPolicy {
            source: PolicySource::Practice,
            min_length: 8,
            max_length: Some(256),
            complexity: true,
            history: 3,
            min_age_secs: 0,
            max_age_secs: None,
            lockout_threshold: 0,
            lockout_secs: 0,
            lockout_window_secs: 0,
        }
    }

    pub(super) fn state(&self, now: Timestamp) -> AccountState {
        let shown = self.shown_before.filter(|(_, until)| now < *until).map_or(self.set_at, |(before, _)| before);
        AccountState {
            disabled: self.disabled,
            locked: false,
            locked_at: None,
            locked_until: None,
            password_expired: false,
            must_change: false,
            password_set_at: Some(shown),
            password_expires_at: None,
            account_expired: false,
            protected: self.protected,
            set_elsewhere: self.set_elsewhere,
            server: SERVER.to_owned(),
        }
    }

    pub(super) fn set_password(&mut self, new: &Secret, now: Timestamp) -> DirectoryResult<()> {
        if self.protected {
            return Err(DirectoryError::Protected);
        }
        if let Some(by) = self.set_elsewhere {
            return Err(DirectoryError::SetElsewhere { by });
        }
        if self.disabled {
            return Err(DirectoryError::Disabled);
        }
        if new.expose().chars().any(char::is_control) {
            return Err(DirectoryError::BadCharacters);
        }
        let names = OwnNames { login: self.login.clone(), display_name: self.display_name.clone() };
        check_text(new, &Self::policy(), &names)?;
        let shown = self.state(now).password_set_at.unwrap_or(self.set_at);
        self.shown_before = Some((shown, now.plus_secs(EVENTUAL_SECS)));
        self.set_at = now;
        self.password = new.clone();
        Ok(())
    }
}
