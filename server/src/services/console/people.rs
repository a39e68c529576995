//! Step 3: onboarding. Seats are counted in the transaction that takes them.

use super::code::{proved, proved_for, short};
use super::guarded::Guarded;
use super::{Actor, ConsoleService, count, name_of};
use crate::services::admin_auth::authorise;
use crate::services::policy::profiles_changed;
use async_trait::async_trait;
use futures::future::join_all;
use latchkey_app::ports::{Caller, PeopleAdmin};
use latchkey_contract::admin::*;
use latchkey_contract::joining::OtherAccount;
use latchkey_domain::audit::AuditKind;
use latchkey_domain::directory::{Group, all_members};
use latchkey_domain::ids::{DirectoryId, ObjectId, PersonId};
use latchkey_domain::roles::Permission;
use latchkey_store::accounts::{self, Account};
use latchkey_store::directories::DirectoryRow;
use latchkey_store::{AuditEvent, StoreResult, Tx, directories, persons};

const PAGE: i64 = 50;
/// More than this in one request is a mistake or an attack.
const MOST: usize = 100_000;

/// Why a person cannot be onboarded.
pub const fn hindrance(disabled: bool, protected: bool, gone: bool) -> Option<Hindrance> {
    match (gone, disabled, protected) {
        (true, _, _) => Some(Hindrance::Gone),
        (_, true, _) => Some(Hindrance::Disabled),
        (_, _, true) => Some(Hindrance::Protected),
        _ => None,
    }
}

fn row(account: Account, invited: bool, others: &[persons::OtherAccount]) -> PersonRow {
    let theirs = others.iter().filter(|other| other.person == account.person.id);
    PersonRow {
        hindrance: hindrance(account.disabled, account.protected, account.gone),
        status: match (account.person.enrolled_at, account.person.onboarded_at) {
            (Some(_), Some(_)) => PersonStatus::Enrolled,
            (None, Some(_)) if invited => PersonStatus::Invited,
            (_, Some(_)) => PersonStatus::Onboarded,
            _ => PersonStatus::Imported,
        },
        frozen: account.person.frozen_at.is_some(),
        others: theirs.map(other).collect(),
        id: account.person.id.0,
        name: account.display_name,
        login: account.login,
        mail: account.mail.unwrap_or_default(),
    }
}

fn other(account: &persons::OtherAccount) -> OtherAccount {
    let (directory, login) = (account.directory.clone(), account.login.clone());
    OtherAccount { id: account.id.0.clone(), directory, login }
}

/// Added, there already, and who was left out.
type SeatsTaken = (i64, i64, Vec<LeftOut>);

/// Takes the seats, or says how many are missing. Nobody is onboarded half-way.
fn take_seats(tx: &mut Tx, actor: &Actor, found: Vec<Account>, total: i64) -> StoreResult<Result<SeatsTaken, Refused>> {
    let (mut able, mut left_out) = (Vec::new(), Vec::new());
    for account in found {
        match hindrance(account.disabled, account.protected, account.gone) {
            Some(why) => left_out.push(LeftOut { name: account.display_name, why: WhyLeftOut::Hindrance(why) }),
            None => able.push(account.person.id),
        }
    }
    match persons::onboard(tx, &able, total)? {
        Ok(rows) => {
            let added = i64::try_from(rows.added.len()).unwrap_or(i64::MAX);
            let ids: Vec<&str> = rows.added.iter().map(PersonId::as_str).collect();
            let event = AuditEvent::at(&actor.address).detail(serde_json::json!({ "persons": ids }));
            tx.audit(AuditKind::PeopleOnboarded, actor, event);
            Ok(Ok((added, rows.already, left_out)))
        }
        Err(short) => Ok(Err(Refused::Seats { wanted: count(short.wanted), free: count(short.free) })),
    }
}

#[async_trait]
impl PeopleAdmin for ConsoleService {
    async fn people(&self, caller: &Caller, query: PeopleQuery) -> AdminResult<People> {
        authorise(&self.app, caller, Permission::ReadPeople).await?;
        let text: String = query.text.trim().chars().take(100).collect();
        let read = self.app.store.read(move |tx| {
            let (rows, total) = persons::search(tx, &text, query.onboarded_only, &PersonId(query.after), PAGE + 1)?;
            let shown: Vec<PersonId> = rows.iter().map(|(account, _)| account.person.id.clone()).collect();
            Ok((rows, total, persons::other_accounts(tx, &shown)?))
        });
        let (mut rows, total, others) = self.stored("people could not be read", read.await)?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        let next = rows.last().filter(|_| more).map(|(account, _)| account.person.id.0.clone());
        let rows = rows.into_iter().map(|(account, invited)| row(account, invited, &others)).collect();
        Ok(People { rows, total: count(total), next, seats: self.seats().await? })
    }

    /// Side by side: none waits for another that does not answer.
    async fn groups(&self, caller: &Caller, text: &str) -> AdminResult<FoundGroups> {
        authorise(&self.app, caller, Permission::ManagePeople).await?;
        let text: String = text.trim().chars().take(100).collect();
        let rows = self.app.store.read(directories::list).await;
        let rows = self.stored("directories could not be read", rows)?;
        let answers = join_all(rows.iter().map(|row| self.groups_in(row, &text))).await;
        let mut found = FoundGroups::default();
        for (row, answer) in rows.iter().zip(answers) {
            match answer {
                Ok(groups) => {
                    found.answered += 1;
                    found.rows.extend(groups);
                }
                Err(why) => found.unasked.push(Unasked { directory: name_of(row), why }),
            }
        }
        Ok(found)
    }

    async fn onboard(&self, caller: &Caller, people: Vec<String>, code: &str) -> AdminResult<Onboarded> {
        let actor = authorise(&self.app, caller, Permission::ManagePeople).await?;
        if people.len() > MOST {
            return Err(AdminError::Refused(Refused::TooMany));
        }
        let total = self.app.seats;
        let (app, code) = (self.app.clone(), short(code));
        let done = self
            .app
            .store
            .write(move |tx| {
                if let Err(refused) = proved_for(&app, tx, &actor, Guarded::Onboard, people.len(), &code)? {
                    return Ok(Err(refused));
                }
                let mut found = Vec::with_capacity(people.len());
                for id in people {
                    found.extend(persons::primary_account(tx, &PersonId(id))?);
                }
                take_seats(tx, &actor, found, total)
            })
            .await;
        self.onboarded(done).await
    }

    /// Members who are not imported (outside the chosen units), or were not found again, are left
    /// out, with the reason.
    async fn onboard_group(&self, caller: &Caller, directory: &str, group: &str, code: &str) -> AdminResult<Onboarded> {
        let actor = authorise(&self.app, caller, Permission::ManagePeople).await?;
        let (row, adapter) = self.opened(directory).await?;
        let members = all_members(adapter.people(), &ObjectId(group.to_owned())).await;
        let members = self.asked("the group’s members could not be read", members)?;
        if members.is_empty() {
            return Err(AdminError::Refused(Refused::EmptyGroup));
        }
        let (id, total): (DirectoryId, i64) = (row.id, self.app.seats);
        let (app, code) = (self.app.clone(), short(code));
        let done = self
            .app
            .store
            .write(move |tx| {
                if let Err(refused) = proved(&app, tx, &actor, Guarded::OnboardGroup, &code)? {
                    return Ok(Err(refused));
                }
                let (mut found, mut strangers) = (Vec::with_capacity(members.len()), Vec::new());
                for entry in members {
                    match accounts::by_object(tx, &id, &entry.object_id)? {
                        // the store gives those no seat, so nobody may be told that they have one
                        Some(account) if account.gone => {
                            strangers.push(LeftOut { name: entry.display_name, why: WhyLeftOut::NotFound })
                        }
                        Some(account) => {
                            found.push(Account { disabled: entry.disabled, protected: entry.protected, ..account })
                        }
                        None => strangers.push(LeftOut { name: entry.display_name, why: WhyLeftOut::NotImported }),
                    }
                }
                let taken = take_seats(tx, &actor, found, total)?;
                Ok(taken.map(|(added, already, mut left_out)| {
                    left_out.extend(strangers);
                    (added, already, left_out)
                }))
            })
            .await;
        self.onboarded(done).await
    }

    async fn offboard(&self, caller: &Caller, people: Vec<String>, code: &str) -> AdminResult<Seats> {
        let actor = authorise(&self.app, caller, Permission::ManagePeople).await?;
        let ids: Vec<PersonId> = people.into_iter().take(MOST).map(PersonId).collect();
        let (app, code) = (self.app.clone(), short(code));
        let done = self.app.store.write(move |tx| {
            if let Err(refused) = proved_for(&app, tx, &actor, Guarded::Offboard, ids.len(), &code)? {
                return Ok(Err(refused));
            }
            persons::offboard(tx, &ids)?;
            profiles_changed(tx)?;
            let names: Vec<&str> = ids.iter().map(PersonId::as_str).collect();
            let event = AuditEvent::at(&actor.address).detail(serde_json::json!({ "persons": names }));
            tx.audit(AuditKind::PeopleOffboarded, &actor, event);
            Ok(Ok(()))
        });
        self.stored("people could not be offboarded", done.await)?.map_err(AdminError::Refused)?;
        self.seats().await
    }

    /// Lifted twice is lifted once: the second needs no code, for there is nothing to open.
    async fn unfreeze(&self, caller: &Caller, id: &str, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::LiftStops).await?;
        let (id, code, app) = (PersonId(id.to_owned()), short(code), self.app.clone());
        let lifted = self.app.store.write(move |tx| {
            let Some(account) = persons::primary_account(tx, &id)? else { return Ok(None) };
            let Some(since) = account.person.frozen_at else { return Ok(Some(Ok(()))) };
            if let Err(refused) = proved(&app, tx, &actor, Guarded::Unfreeze, &code)? {
                return Ok(Some(Err(refused)));
            }
            persons::set_frozen(tx, &id, None)?;
            let event = AuditEvent::at(&actor.address).account(&account.id);
            let detail = serde_json::json!({ "since": since.millis() });
            tx.audit(AuditKind::AccountUnfrozen, &actor, event.detail(detail));
            Ok(Some(Ok(())))
        });
        match self.stored("a stop could not be lifted", lifted.await)? {
            Some(done) => done.map_err(AdminError::Refused),
            None => Err(AdminError::Refused(Refused::Gone(Gone::Person))),
        }
    }
}

impl ConsoleService {
    async fn groups_in(&self, row: &DirectoryRow, text: &str) -> AdminResult<Vec<GroupRow>> {
        let (_, directory) = self.opened(row.id.as_str()).await?;
        let groups = self.asked("groups could not be read", directory.people().groups(text, 30).await)?;
        let row = |group: Group| GroupRow {
            directory: row.id.0.clone(),
            id: group.object_id.0,
            name: group.name,
            direct_members: group.direct_members,
        };
        Ok(groups.into_iter().map(row).collect())
    }

    async fn onboarded(&self, done: StoreResult<Result<SeatsTaken, Refused>>) -> AdminResult<Onboarded> {
        match self.stored("people could not be onboarded", done)? {
            Ok((added, already, left_out)) => {
                Ok(Onboarded { added: count(added), already: count(already), left_out, seats: self.seats().await? })
            }
            Err(refused) => Err(AdminError::Refused(refused)),
        }
    }
}
