//! The practice directory: a small company in memory, in which every flow and every refusal can
//! be tried without any outside system. It behaves as honestly as a domain controller: history,
//! locks and ages count. What is changed lasts until the program stops.

mod changes;
mod controls;
mod faults;
mod kind;
pub(crate) mod seed;
#[cfg(test)]
mod tests;
mod world;

use async_trait::async_trait;
pub use controls::{PracticeAction, PracticePerson};
pub use faults::{Faults, WriteFault};
pub use kind::BuiltIn;
pub(crate) use kind::only_in_practice_mode;
use latchkey_domain::directory::{
    AccountState, Capabilities, CheckKind, CheckRow, Cursor, Directory, DirectoryError, DirectoryResult, Evidence,
    Group, HealthCheck, Page, PasswordCheck, PasswordPolicy, PasswordVerifier, PasswordWriter, PeopleSource,
    PresentedCertificate, SignIn, Subtree, Verdict, Written,
};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Clock, Secret, Timestamp};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use world::{BASE, Folder, Person, SERVER};

pub struct PracticeDirectory {
    clock: Arc<dyn Clock>,
    people: Mutex<Vec<Person>>,
    /// Who was taken out, and can be brought back.
    removed: Mutex<Vec<Person>>,
    faults: Faults,
}

impl PracticeDirectory {
    pub const DOMAIN: &str = "practice.example";

    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let people = Mutex::new(seed::people(clock.now(), Self::DOMAIN));
        Self { clock, people, removed: Mutex::default(), faults: Faults::default() }
    }

    fn all(&self) -> MutexGuard<'_, Vec<Person>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn now(&self) -> Timestamp {
        self.clock.now()
    }
    fn open(&self) -> DirectoryResult<MutexGuard<'_, Vec<Person>>> {
        self.faults.open()?;
        Ok(self.all())
    }
    fn with<T>(&self, id: &ObjectId, act: impl FnOnce(&mut Person) -> DirectoryResult<T>) -> DirectoryResult<T> {
        let mut people = self.open()?;
        act(people.iter_mut().find(|person| person.id == *id).ok_or(DirectoryError::NotFound)?)
    }
    /// One write, and its answer, unless a test had it lost.
    fn write(
        &self,
        id: &ObjectId,
        act: impl FnOnce(&mut Person) -> DirectoryResult<Written>,
    ) -> DirectoryResult<Written> {
        self.faults.write(SERVER, || self.with(id, act))
    }
    /// After a reset or change: read back, and tried as a sign-in would.
    fn written(&self, person: &mut Person, new: Option<&Secret>) -> Written {
        let now = self.now();
        let signed_in = new.is_some_and(|new| person.try_password(new, now) == PasswordCheck::Right);
        let history_checked = new.is_some();
        Written { server: SERVER.to_owned(), state: Some(person.state(now)), signed_in, history_checked }
    }
}

fn group_id(index: usize) -> ObjectId {
    ObjectId(format!("00000000-0000-4000-9000-{:012}", index + 1))
}

/// The logins in a group, groups within it included.
fn logins(name: &str, into: &mut BTreeSet<&'static str>) {
    for (group, people, nested) in &seed::GROUPS {
        if *group == name {
            into.extend(*people);
            nested.iter().for_each(|inner| logins(inner, into));
        }
    }
}

fn is_below(person: &Person, subtrees: &[String]) -> bool {
    let folder = person.folder.dn();
    subtrees.is_empty() || subtrees.iter().any(|subtree| *subtree == folder || subtree == BASE)
}

fn known(subtrees: &[String]) -> DirectoryResult<()> {
    let is_unit = |dn: &str| dn == BASE || Folder::ALL.iter().any(|folder| folder.dn() == dn);
    match subtrees.iter().find(|dn| !is_unit(dn)) {
        Some(stranger) => Err(DirectoryError::NoSuchUnit { dn: stranger.clone() }),
        None => Ok(()),
    }
}

/// One page of these; the cursor is the place of the first one.
fn page<'a>(chosen: impl Iterator<Item = &'a Person>, cursor: Option<&Cursor>, size: u32) -> Page {
    let start = cursor.and_then(|cursor| cursor.0.parse::<usize>().ok()).unwrap_or(0);
    let size = usize::try_from(size.max(1)).unwrap_or(usize::MAX);
    let mut rest = chosen.skip(start).peekable();
    let entries = rest.by_ref().take(size).map(|person| person.entry(PracticeDirectory::DOMAIN)).collect();
    let next = rest.peek().is_some().then(|| Cursor(start.saturating_add(size).to_string()));
    Page { entries, next }
}

/// As of a real domain.
const REQUIRED: [CheckKind; 8] = [
    CheckKind::Connect,
    CheckKind::Tls,
    CheckKind::Bind,
    CheckKind::ReadPeople,
    CheckKind::ReadPolicy,
    CheckKind::ResetRight,
    CheckKind::UnlockRight,
    CheckKind::PwdLastSetRight,
];

#[async_trait]
impl Directory for PracticeDirectory {
    fn capabilities(&self) -> Capabilities {
        Capabilities { unlock: true, change: true, eventual_secs: 0, old_password_lives_secs: 0 }
    }
    fn sign_in(&self) -> SignIn<'_> {
        SignIn::Password(self)
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
    async fn verified_domains(&self) -> DirectoryResult<Vec<String>> {
        self.open().map(|_| vec![Self::DOMAIN.to_owned()])
    }
}

#[async_trait]
impl HealthCheck for PracticeDirectory {
    async fn domain_id(&self) -> DirectoryResult<Option<String>> {
        self.open().map(|_| Some(Self::DOMAIN.to_owned()))
    }

    async fn check(&self, _subtrees: &[String]) -> Vec<CheckRow> {
        use CheckKind::{
            Bind, Connect, PolicyHints, PwdLastSetRight, ReadPeople, ReadPolicy, ResetRight, Resolve, Tls, UnlockRight,
        };
        let there = self.open().map(|_| ());
        let kinds = [
            Resolve,
            Connect,
            Tls,
            Bind,
            ReadPeople,
            ReadPolicy,
            PolicyHints,
            ResetRight,
            UnlockRight,
            PwdLastSetRight,
        ];
        let row = |kind: CheckKind| {
            let (verdict, evidence) = match (&there, kind) {
                (Err(error), Connect) => (Verdict::Bad, Evidence::Failed(error.into())),
                (Err(_), kind) if kind != Resolve => (Verdict::NotTried, Evidence::NotTried),
                _ => (Verdict::Good, Evidence::BuiltIn),
            };
            CheckRow { kind, server: SERVER.to_owned(), verdict, evidence, repair: None, millis: 0 }
        };
        kinds.into_iter().map(row).collect()
    }

    fn required(&self) -> &'static [CheckKind] {
        &REQUIRED
    }

    async fn presented_certificates(&self) -> DirectoryResult<Vec<PresentedCertificate>> {
        Err(DirectoryError::Unsupported)
    }
}

#[async_trait]
impl PeopleSource for PracticeDirectory {
    async fn subtrees(&self) -> DirectoryResult<Vec<Subtree>> {
        let people = self.open()?;
        let count = |folder: Option<Folder>| {
            let inside = people.iter().filter(|person| folder.is_none_or(|folder| person.folder == folder)).count();
            u32::try_from(inside).unwrap_or(u32::MAX)
        };
        let root = Subtree {
            id: BASE.to_owned(),
            dn: BASE.to_owned(),
            name: Self::DOMAIN.to_owned(),
            depth: 0,
            people: count(None),
        };
        let folders = Folder::ALL.into_iter().map(|folder| Subtree {
            id: folder.dn(),
            dn: folder.dn(),
            name: folder.name().to_owned(),
            depth: 1,
            people: count(Some(folder)),
        });
        Ok(std::iter::once(root).chain(folders).collect())
    }

    async fn count(&self, subtrees: &[String]) -> DirectoryResult<u32> {
        let people = self.open()?;
        known(subtrees)?;
        let inside = people.iter().filter(|person| is_below(person, subtrees)).count();
        Ok(u32::try_from(inside).unwrap_or(u32::MAX))
    }

    fn covers(&self, subtrees: &[String], earlier: &[String]) -> bool {
        let all = |units: &[String]| units.is_empty() || units.iter().any(|unit| unit == BASE);
        all(subtrees) || (!all(earlier) && earlier.iter().all(|unit| subtrees.contains(unit)))
    }

    async fn list(&self, subtrees: &[String], cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page> {
        let people = self.open()?;
        known(subtrees)?;
        Ok(page(people.iter().filter(|person| is_below(person, subtrees)), cursor, size))
    }

    async fn groups(&self, text: &str, limit: u32) -> DirectoryResult<Vec<Group>> {
        drop(self.open()?);
        let text = text.trim().to_lowercase();
        let groups = seed::GROUPS.iter().enumerate().filter(|(_, (name, ..))| name.to_lowercase().starts_with(&text));
        let row = |(index, (name, people, nested)): (usize, &seed::SeedGroup)| Group {
            object_id: group_id(index),
            dn: format!("CN={name},OU=Groups,{BASE}"),
            name: (*name).to_owned(),
            direct_members: u32::try_from(people.len() + nested.len()).unwrap_or(u32::MAX),
        };
        Ok(groups.map(row).take(usize::try_from(limit).unwrap_or(usize::MAX)).collect())
    }

    async fn members(&self, group: &ObjectId, cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page> {
        let people = self.open()?;
        let group = seed::GROUPS.iter().enumerate().find(|(index, _)| group_id(*index) == *group);
        let (_, (name, ..)) = group.ok_or(DirectoryError::NotFound)?;
        let mut inside = BTreeSet::new();
        logins(name, &mut inside);
        Ok(page(people.iter().filter(|person| inside.contains(person.login.as_str())), cursor, size))
    }
}

#[async_trait]
impl PasswordVerifier for PracticeDirectory {
    async fn verify_password(&self, id: &ObjectId, password: &Secret) -> DirectoryResult<PasswordCheck> {
        let now = self.now();
        self.with(id, |person| {
            if password.is_empty() {
                return Ok(PasswordCheck::Wrong);
            }
            person.may_try(now)?;
            Ok(person.try_password(password, now))
        })
    }
}

#[async_trait]
impl PasswordWriter for PracticeDirectory {
    async fn policy_for(&self, id: &ObjectId) -> DirectoryResult<PasswordPolicy> {
        self.with(id, |person| Ok(person.policy()))
    }

    async fn state(&self, id: &ObjectId) -> DirectoryResult<AccountState> {
        let now = self.now();
        self.with(id, |person| Ok(person.state(now)))
    }

    async fn state_from(&self, id: &ObjectId, server: &str) -> DirectoryResult<AccountState> {
        if server != SERVER {
            return Err(DirectoryError::Unreachable { detail: format!("{server}: not the practice directory") });
        }
        self.state(id).await
    }

    async fn reset(&self, id: &ObjectId, new: &Secret) -> DirectoryResult<Written> {
        self.write(id, |person| {
            if person.protected {
                return Err(DirectoryError::Protected);
            }
            person.set_password(new, self.now())?;
            person.unlock();
            Ok(self.written(person, Some(new)))
        })
    }

    async fn change(&self, id: &ObjectId, old: &Secret, new: &Secret) -> DirectoryResult<Written> {
        self.write(id, |person| {
            match person.try_password(old, self.now()) {
                PasswordCheck::Wrong => return Err(DirectoryError::WrongOldPassword),
                PasswordCheck::Locked => {
                    return Err(DirectoryError::RefusedByPolicy { code: "00000775".to_owned(), perhaps: Vec::new() });
                }
                _ => {}
            }
            person.set_password(new, self.now())?;
            Ok(self.written(person, Some(new)))
        })
    }

    async fn unlock(&self, id: &ObjectId) -> DirectoryResult<Written> {
        self.write(id, |person| {
            if person.protected {
                return Err(DirectoryError::Protected);
            }
            person.unlock();
            Ok(self.written(person, None))
        })
    }
}
