//! The practice cloud: a second directory in memory, of the other sort. People sign in on a page of its own, nobody
//! else ever sees their password; it knows no lock, cannot be asked to change a password with the old one, and shows a
//! write only after a while. What is changed lasts until the program stops.

mod kind;
mod seed;
mod sign_in;
#[cfg(test)]
mod tests;
mod world;

pub use kind::BuiltInCloud;

use crate::practice::Faults;
use async_trait::async_trait;
use latchkey_domain::directory::{
    AccountState, Capabilities, CheckKind, CheckRow, Cursor, Directory, DirectoryError, DirectoryResult, Elsewhere,
    Evidence, Group, HealthCheck, Page, PasswordPolicy, PasswordWriter, PeopleSource, PresentedCertificate, SignIn,
    Subtree, Verdict, Written,
};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Clock, Entropy, Secret, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use world::{EVENTUAL_SECS, Person, SERVER, Unit};

pub struct PracticeCloud {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    people: Mutex<Vec<Person>>,
    faults: Faults,
    sign_ins: sign_in::SignIns,
}

/// All of it.
const ROOT: &str = "00000000-0000-4000-9000-00000000c000";

/// A row of the practice page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloudPerson {
    pub login: String,
    pub display_name: String,
    /// The first password, while it is still the one.
    pub password: Option<String>,
    pub disabled: bool,
}

impl PracticeCloud {
    pub const DOMAIN: &str = "cloud.practice.example";

    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let people = Mutex::new(seed::people(clock.now(), Self::DOMAIN));
        Self { clock, entropy, people, faults: Faults::default(), sign_ins: sign_in::SignIns::default() }
    }

    /// What it is made to suffer.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Everyone, whether or not the directory answers.
    pub fn everyone(&self) -> Vec<CloudPerson> {
        let row = |person: &Person| {
            let first = seed::first_password(&person.login);
            CloudPerson {
                login: person.login.clone(),
                display_name: person.display_name.clone(),
                password: (person.password.expose() == first).then_some(first),
                disabled: person.disabled,
            }
        };
        self.all().iter().map(row).collect()
    }

    /// Plays a tenant that hands somebody's password on, or takes it back. `false`: nobody has this login.
    pub fn hand_on(&self, login: &str, set_elsewhere: Option<Elsewhere>) -> bool {
        let mut people = self.all();
        let person = people.iter_mut().find(|person| person.login == login);
        person.map(|person| person.set_elsewhere = set_elsewhere).is_some()
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
    fn all(&self) -> MutexGuard<'_, Vec<Person>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn open(&self) -> DirectoryResult<MutexGuard<'_, Vec<Person>>> {
        self.faults.open()?;
        Ok(self.all())
    }
    fn with<T>(&self, id: &ObjectId, act: impl FnOnce(&mut Person) -> DirectoryResult<T>) -> DirectoryResult<T> {
        let mut people = self.open()?;
        act(people.iter_mut().find(|person| person.id == *id).ok_or(DirectoryError::NotFound)?)
    }
}

fn known(subtrees: &[String]) -> DirectoryResult<()> {
    let is_unit = |id: &str| id == ROOT || Unit::ALL.iter().any(|unit| unit.id() == id);
    match subtrees.iter().find(|id| !is_unit(id)) {
        Some(stranger) => Err(DirectoryError::NoSuchUnit { dn: stranger.clone() }),
        None => Ok(()),
    }
}

fn is_all(subtrees: &[String]) -> bool {
    subtrees.is_empty() || subtrees.iter().any(|id| id == ROOT)
}

fn is_in(person: &Person, subtrees: &[String]) -> bool {
    is_all(subtrees) || subtrees.iter().any(|id| person.unit.id() == id)
}

fn count(people: impl Iterator) -> u32 {
    u32::try_from(people.count()).unwrap_or(u32::MAX)
}

/// One page of these; the cursor is the id of the last one given, as such services have it.
fn page<'a>(chosen: impl Iterator<Item = &'a Person>, cursor: Option<&Cursor>, size: u32) -> Page {
    let after = |person: &&Person| cursor.is_some_and(|cursor| person.id.as_str() <= cursor.0.as_str());
    let size = usize::try_from(size.max(1)).unwrap_or(usize::MAX);
    let mut rest = chosen.skip_while(after).peekable();
    let entries: Vec<_> = rest.by_ref().take(size).map(|person| person.entry(PracticeCloud::DOMAIN)).collect();
    let last = entries.last().map(|entry| Cursor(entry.object_id.0.clone()));
    let next = last.filter(|_| rest.peek().is_some());
    Page { entries, next }
}

#[async_trait]
impl Directory for PracticeCloud {
    fn capabilities(&self) -> Capabilities {
        Capabilities { unlock: false, change: false, eventual_secs: EVENTUAL_SECS, old_password_lives_secs: 0 }
    }
    fn sign_in(&self) -> SignIn<'_> {
        SignIn::Redirect(self)
    }
    fn people(&self) -> &dyn PeopleSource {
        self
    }
    fn passwords(&self) -> &dyn PasswordWriter {
        self
    }
    fn health(&self) -> &dyn HealthCheck {
        self
    }
    /// Its own, and that of the domain whose accounts it took over.
    async fn verified_domains(&self) -> DirectoryResult<Vec<String>> {
        self.faults.open()?;
        Ok([Self::DOMAIN, crate::PracticeDirectory::DOMAIN].map(str::to_owned).to_vec())
    }
}

#[async_trait]
impl PeopleSource for PracticeCloud {
    async fn subtrees(&self) -> DirectoryResult<Vec<Subtree>> {
        let people = self.open()?;
        let unit = |id: &str, name: &str, depth, people| Subtree {
            id: id.to_owned(),
            dn: name.to_owned(),
            name: name.to_owned(),
            depth,
            people,
        };
        let mut found = vec![unit(ROOT, Self::DOMAIN, 0, count(people.iter()))];
        found.extend(Unit::ALL.into_iter().map(|one| {
            let inside = people.iter().filter(|person| person.unit == one);
            unit(one.id(), one.name(), 1, count(inside))
        }));
        Ok(found)
    }

    async fn count(&self, subtrees: &[String]) -> DirectoryResult<u32> {
        let people = self.open()?;
        known(subtrees)?;
        Ok(count(people.iter().filter(|person| is_in(person, subtrees))))
    }

    fn covers(&self, subtrees: &[String], earlier: &[String]) -> bool {
        is_all(subtrees) || (!is_all(earlier) && earlier.iter().all(|unit| subtrees.contains(unit)))
    }

    async fn list(&self, subtrees: &[String], cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page> {
        let people = self.open()?;
        known(subtrees)?;
        Ok(page(people.iter().filter(|person| is_in(person, subtrees)), cursor, size))
    }

    async fn groups(&self, text: &str, limit: u32) -> DirectoryResult<Vec<Group>> {
        let (people, text) = (self.open()?, text.trim().to_lowercase());
        let groups = seed::GROUPS.iter().enumerate().filter(|(_, (name, _))| name.to_lowercase().starts_with(&text));
        let row = |(index, (name, is_member)): (usize, &seed::SeedGroup)| Group {
            object_id: seed::group_id(index),
            dn: (*name).to_owned(),
            name: (*name).to_owned(),
            direct_members: count(people.iter().filter(|person| is_member(person))),
        };
        Ok(groups.map(row).take(usize::try_from(limit).unwrap_or(usize::MAX)).collect())
    }

    async fn members(&self, group: &ObjectId, cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page> {
        let people = self.open()?;
        let group = seed::GROUPS.iter().enumerate().find(|(index, _)| seed::group_id(*index) == *group);
        let (_, (_, is_member)) = group.ok_or(DirectoryError::NotFound)?;
        Ok(page(people.iter().filter(|person| is_member(person)), cursor, size))
    }
}

#[async_trait]
impl PasswordWriter for PracticeCloud {
    async fn policy_for(&self, id: &ObjectId) -> DirectoryResult<PasswordPolicy> {
        self.with(id, |_| Ok(Person::policy()))
    }

    async fn state(&self, id: &ObjectId) -> DirectoryResult<AccountState> {
        let now = self.now();
        self.with(id, |person| Ok(person.state(now)))
    }

    async fn state_from(&self, id: &ObjectId, server: &str) -> DirectoryResult<AccountState> {
        if server != SERVER {
            return Err(DirectoryError::Unreachable { detail: format!("{server}: not the practice cloud") });
        }
        self.state(id).await
    }

    /// Nothing is read back: it would be what was before. And nothing is tried, for there is no way to.
    async fn reset(&self, id: &ObjectId, new: &Secret) -> DirectoryResult<Written> {
        let now = self.now();
        self.faults.write(SERVER, || self.with(id, |person| person.set_password(new, now)))?;
        Ok(Written { server: SERVER.to_owned(), state: None, signed_in: false, history_checked: false })
    }

    async fn change(&self, _id: &ObjectId, _old: &Secret, _new: &Secret) -> DirectoryResult<Written> {
        Err(DirectoryError::Unsupported)
    }

    async fn unlock(&self, _id: &ObjectId) -> DirectoryResult<Written> {
        Err(DirectoryError::Unsupported)
    }
}

const REQUIRED: [CheckKind; 4] = [CheckKind::Connect, CheckKind::Bind, CheckKind::ReadPeople, CheckKind::ResetRight];

#[async_trait]
impl HealthCheck for PracticeCloud {
    async fn domain_id(&self) -> DirectoryResult<Option<String>> {
        self.open().map(|_| Some(Self::DOMAIN.to_owned()))
    }

    async fn check(&self, _subtrees: &[String]) -> Vec<CheckRow> {
        let there = self.faults.open();
        let row = |kind: CheckKind| {
            let (verdict, evidence) = match (&there, kind) {
                (Err(error), CheckKind::Connect) => (Verdict::Bad, Evidence::Failed(error.into())),
                (Err(_), _) => (Verdict::NotTried, Evidence::NotTried),
                (Ok(()), _) => (Verdict::Good, Evidence::BuiltIn),
            };
            CheckRow { kind, server: SERVER.to_owned(), verdict, evidence, repair: None, millis: 0 }
        };
        REQUIRED.into_iter().map(row).collect()
    }

    fn required(&self) -> &'static [CheckKind] {
        &REQUIRED
    }

    async fn presented_certificates(&self) -> DirectoryResult<Vec<PresentedCertificate>> {
        Err(DirectoryError::Unsupported)
    }
}
