//! The controls of the practice page: what bad luck or an administrator does to an account, so that
//! each state can be brought about for somebody who is enrolled.

use super::world::Person;
use super::{Faults, PracticeDirectory};
use latchkey_domain::Timestamp;

/// A row of the practice page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticePerson {
    pub login: String,
    pub display_name: String,
    /// The first password, while it is still the one; `None` after it was changed.
    pub password: Option<String>,
    pub locked: bool,
    pub expired: bool,
    pub must_change: bool,
    /// What is the matter with the account, in words, or empty.
    pub note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PracticeAction {
    /// As five wrong passwords do: for a quarter of an hour.
    Lock,
    Unlock,
    /// The password has been there for longer than the policy allows.
    Expire,
    MustChange,
    /// The well-known first password, as if nobody had ever changed it.
    FirstPassword,
}

impl PracticeAction {
    pub const ALL: [Self; 5] = [Self::Lock, Self::Unlock, Self::Expire, Self::MustChange, Self::FirstPassword];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::Expire => "expire",
            Self::MustChange => "must-change",
            Self::FirstPassword => "first-password",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.code() == code)
    }
}

impl PracticeDirectory {
    /// Everyone, whether or not the directory answers.
    pub fn people(&self) -> Vec<PracticePerson> {
        let now = self.now();
        self.all().iter().map(|person| row(person, now)).collect()
    }

    /// `None`: nobody has this login.
    pub fn play(&self, login: &str, action: PracticeAction) -> Option<PracticePerson> {
        let now = self.now();
        let mut people = self.all();
        let person = people.iter_mut().find(|person| person.login == login)?;
        match action {
            PracticeAction::Lock => person.lock_now(now),
            PracticeAction::Unlock => person.unlock(),
            PracticeAction::Expire => person.expire(now),
            PracticeAction::MustChange => person.must_change = true,
            PracticeAction::FirstPassword => person.give_first_password(now),
        }
        Some(row(person, now))
    }

    /// What it is made to suffer.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }
    /// Plays a directory that is away (`false`) and back again.
    pub fn set_reachable(&self, reachable: bool) {
        self.faults.set_reachable(reachable);
    }
    pub fn is_reachable(&self) -> bool {
        self.faults.is_reachable()
    }
}

fn row(person: &Person, now: Timestamp) -> PracticePerson {
    let state = person.state(now);
    let unchanged = person.password.expose() == person.first_password;
    PracticePerson {
        login: person.login.clone(),
        display_name: person.display_name.clone(),
        password: unchanged.then(|| person.first_password.clone()),
        locked: state.locked,
        expired: state.password_expired,
        must_change: state.must_change,
        note: person.conditions(now).join("; "),
    }
}
