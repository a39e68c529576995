//! Step 3: onboarding. Seats are counted in the transaction that takes them. A few people are dealt with at once; for
//! more a run begins (`work::bulk_run`).

mod bulk;
mod group;
mod hindrance;
mod offboarding;
mod onboarding;
mod runs;

pub use hindrance::{Helpable, hindrance};

use super::code::{proved, short};
use super::guarded::Guarded;
use super::{ConsoleService, count, name_of};
use crate::services::admin_auth::authorise;
use async_trait::async_trait;
use bulk::{Whom, filter};
use futures::future::join_all;
use latchkey_app::ports::{Caller, PeopleAdmin};
use latchkey_contract::admin::*;
use latchkey_contract::joining::OtherAccount;
use latchkey_domain::audit::AuditKind;
use latchkey_domain::directory::Group;
use latchkey_domain::ids::{ObjectId, PersonId};
use latchkey_domain::roles::Permission;
use latchkey_store::accounts::Account;
use latchkey_store::directories::DirectoryRow;
use latchkey_store::{AuditEvent, StoreResult, bulk_runs, directories, persons};
use onboarding::SeatsTaken;

const PAGE: i64 = 50;

fn row(account: Account, invited: bool, others: &[persons::OtherAccount], helpable: &Helpable) -> PersonRow {
    let theirs = others.iter().filter(|other| other.person == account.person.id);
    PersonRow {
        hindrance: helpable.hindrance(&account),
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

#[async_trait]
impl PeopleAdmin for ConsoleService {
    async fn people(&self, caller: &Caller, query: PeopleQuery) -> AdminResult<People> {
        authorise(&self.app, caller, Permission::ReadPeople).await?;
        let filter = filter(&query.text, query.onboarded_only);
        let read = self.app.store.read(move |tx| {
            let (rows, total) = persons::search(tx, &filter, &PersonId(query.after), PAGE + 1)?;
            let shown: Vec<PersonId> = rows.iter().map(|(account, _)| account.person.id.clone()).collect();
            let helpable = Helpable::among(tx, rows.iter().map(|(account, _)| account))?;
            Ok((rows, total, persons::other_accounts(tx, &shown)?, helpable))
        });
        let (mut rows, total, others, helpable) = self.stored("people could not be read", read.await)?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        let next = rows.last().filter(|_| more).map(|(account, _)| account.person.id.0.clone());
        let rows = rows.into_iter().map(|(account, invited)| row(account, invited, &others, &helpable)).collect();
        let (all, able, onboarded) = (count(total.total), count(total.able), count(total.onboarded));
        Ok(People { rows, total: all, able, onboarded, next, seats: self.seats().await? })
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

    async fn onboard(&self, caller: &Caller, whom: Selection, code: &str) -> AdminResult<BulkAnswer<Onboarded>> {
        let actor = authorise(&self.app, caller, Permission::ManagePeople).await?;
        let (app, code) = (self.app.clone(), short(code));
        let whom = Whom::of(whom).map_err(AdminError::Refused)?;
        let done = self.app.store.write(move |tx| onboarding::onboard(&app, tx, &actor, whom, &code));
        self.onboarded(done.await).await
    }

    /// Members who are not imported (outside the chosen units), or were not found again, are left
    /// out, with the reason.
    async fn onboard_group(
        &self,
        caller: &Caller,
        directory: &str,
        group: &str,
        code: &str,
    ) -> AdminResult<BulkAnswer<Onboarded>> {
        let actor = authorise(&self.app, caller, Permission::ManagePeople).await?;
        let (row, adapter) = self.opened(directory).await?;
        let group = ObjectId(group.to_owned());
        let members = group::read(&self.app.store, &row.id, adapter.people(), &group).await;
        let members = self.told("the group’s members could not be read", members)?;
        if members.count == 0 {
            return Err(AdminError::Refused(Refused::EmptyGroup));
        }
        let selection = bulk_runs::Selection::Group { directory: row.id, group };
        let done = group::onboard(&self.app, actor, members, selection, short(code)).await;
        self.onboarded(done).await
    }

    async fn offboard(&self, caller: &Caller, whom: Selection, code: &str) -> AdminResult<BulkAnswer<Seats>> {
        let actor = authorise(&self.app, caller, Permission::ManagePeople).await?;
        let (app, code) = (self.app.clone(), short(code));
        let whom = Whom::of(whom).map_err(AdminError::Refused)?;
        let done = self.app.store.write(move |tx| offboarding::offboard(&app, tx, &actor, whom, &code));
        match self.stored("people could not be offboarded", done.await)?.map_err(AdminError::Refused)? {
            BulkAnswer::Done(()) => Ok(BulkAnswer::Done(self.seats().await?)),
            BulkAnswer::Begun { people } => Ok(BulkAnswer::Begun { people }),
        }
    }

    async fn bulk_runs(&self, caller: &Caller) -> AdminResult<Vec<BulkRunRow>> {
        authorise(&self.app, caller, Permission::ReadPeople).await?;
        let read = self.app.store.read(|tx| {
            let since = tx.now().plus_secs(-30 * 86_400);
            Ok((bulk_runs::recent(tx, since, runs::MOST)?, directories::list(tx)?))
        });
        let (found, directories) = self.stored("runs could not be read", read.await)?;
        Ok(found.into_iter().map(|run| runs::row(&self.app, &directories, run)).collect())
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

    async fn onboarded(
        &self,
        done: StoreResult<Result<BulkAnswer<SeatsTaken>, Refused>>,
    ) -> AdminResult<BulkAnswer<Onboarded>> {
        match self.stored("people could not be onboarded", done)?.map_err(AdminError::Refused)? {
            BulkAnswer::Done(SeatsTaken { added, already, left_out }) => {
                let (added, already, seats) = (count(added), count(already), self.seats().await?);
                Ok(BulkAnswer::Done(Onboarded { added, already, left_out, seats }))
            }
            BulkAnswer::Begun { people } => Ok(BulkAnswer::Begun { people }),
        }
    }
}
