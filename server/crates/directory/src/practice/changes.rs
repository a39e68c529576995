//! What an administrator of the directory does to its people: rename, move, disable, take out, bring back, make anew.
//! So that each kind of news of a sync can be brought about.

use super::PracticeDirectory;
use super::world::{Folder, Person};
use latchkey_domain::ids::ObjectId;
use std::sync::PoisonError;

impl PracticeDirectory {
    /// Login and display name, and with them principal name and place. `false`, here and below: nobody has this login.
    pub fn rename(&self, login: &str, new_login: &str, display_name: &str) -> bool {
        self.change(login, |person| {
            new_login.clone_into(&mut person.login);
            display_name.clone_into(&mut person.display_name);
        })
    }

    /// `false`: nor is there such a unit.
    pub fn move_to(&self, login: &str, unit: &str) -> bool {
        let folder = Folder::ALL.into_iter().find(|folder| folder.name() == unit);
        folder.is_some_and(|folder| self.change(login, |person| person.folder = folder))
    }

    pub fn set_disabled(&self, login: &str, disabled: bool) -> bool {
        self.change(login, |person| person.disabled = disabled)
    }

    pub fn set_addresses(&self, login: &str, mail: Option<&str>, phone: Option<&str>) -> bool {
        self.change(login, |person| {
            person.mail = mail.map(str::to_owned);
            person.phone = phone.map(str::to_owned);
        })
    }

    /// Takes the account out.
    pub fn remove(&self, login: &str) -> bool {
        let mut people = self.all();
        let Some(at) = people.iter().position(|person| person.login == login) else { return false };
        let person = people.remove(at);
        self.removed.lock().unwrap_or_else(PoisonError::into_inner).push(person);
        true
    }

    /// Takes everybody of a unit out; how many.
    pub fn empty(&self, unit: &str) -> usize {
        let inside = |person: &&Person| person.folder.name() == unit;
        let logins: Vec<String> = self.all().iter().filter(inside).map(|person| person.login.clone()).collect();
        logins.iter().filter(|login| self.remove(login)).count()
    }

    /// The same object again, as from a recycle bin.
    pub fn bring_back(&self, login: &str) -> bool {
        self.restore(login, |_| ())
    }

    /// An account of the same login that is another object.
    pub fn make_anew(&self, login: &str) -> bool {
        self.restore(login, |person| person.id = ObjectId(format!("{}-anew", person.id.0)))
    }

    fn restore(&self, login: &str, act: impl FnOnce(&mut Person)) -> bool {
        let mut removed = self.removed.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(at) = removed.iter().position(|person| person.login == login) else { return false };
        let mut person = removed.remove(at);
        drop(removed);
        act(&mut person);
        self.all().push(person);
        true
    }

    fn change(&self, login: &str, act: impl FnOnce(&mut Person)) -> bool {
        let mut people = self.all();
        people.iter_mut().find(|person| person.login == login).map(act).is_some()
    }
}
