//! A whole group: its members are read page by page, each page is looked up at once, and a large group is written down
//! in small transactions before its run begins.

use super::super::Actor;
use super::super::code::proved;
use super::super::count;
use super::super::guarded::Guarded;
use super::bulk::{AT_ONCE, begin};
use super::onboarding::{SeatsTaken, member_hindrance, stored, take_seats};
use crate::app_state::AppState;
use crate::services::fault::Fault;
use latchkey_contract::admin::{BulkAnswer, LeftOut, Refused, WhyLeftOut};
use latchkey_domain::directory::{Entry, PeopleSource};
use latchkey_domain::ids::{DirectoryId, ObjectId, PersonId};
use latchkey_store::accounts::{self, Account};
use latchkey_store::bulk_runs::{self, BulkKind, Phase};
use latchkey_store::{Store, StoreResult, persons};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

const PAGE: u32 = 1000;
/// Written down in one transaction.
const CHUNK: usize = 2000;

/// The members of a group, as far as onboarding needs to know them.
#[derive(Default)]
pub struct Members {
    /// Each once, whoever they are.
    pub count: i64,
    /// Those who can have a seat; `true`: they have one.
    able: BTreeMap<PersonId, bool>,
    /// Everybody else.
    left_out: bulk_runs::LeftOut,
    /// By name, and as many as are told at once.
    named: Vec<LeftOut>,
}

pub async fn read(
    store: &Store,
    directory: &DirectoryId,
    people: &dyn PeopleSource,
    group: &ObjectId,
) -> Result<Members, Fault> {
    let (mut members, mut seen, mut cursor) = (Members::default(), HashSet::new(), None);
    loop {
        let page = people.members(group, cursor.as_ref(), PAGE).await?;
        let entries: Vec<Entry> =
            page.entries.into_iter().filter(|entry| seen.insert(entry.object_id.clone())).collect();
        let objects: Vec<ObjectId> = entries.iter().map(|entry| entry.object_id.clone()).collect();
        let directory = directory.clone();
        let known = store.read(move |tx| accounts::by_objects(tx, &directory, &objects)).await?;
        members.take(entries, known);
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    // those who cannot have a seat first, then those whom we do not know
    members.named.sort_by_cached_key(|row| (!matches!(row.why, WhyLeftOut::Hindrance(_)), row.name.to_lowercase()));
    Ok(members)
}

impl Members {
    fn take(&mut self, entries: Vec<Entry>, known: Vec<Account>) {
        let known: HashMap<ObjectId, Account> =
            known.into_iter().map(|account| (account.object_id.clone(), account)).collect();
        for entry in entries {
            self.count += 1;
            let account = known.get(&entry.object_id);
            match (member_hindrance(account, entry.disabled, entry.protected), account) {
                (None, Some(account)) => {
                    self.able.insert(account.person.id.clone(), account.person.onboarded_at.is_some());
                }
                (why, account) => {
                    let why = why.unwrap_or(WhyLeftOut::NotImported);
                    // of somebody whom we know, our name for them, as in the table
                    let hindered = account.filter(|_| matches!(why, WhyLeftOut::Hindrance(_)));
                    let name = hindered.map_or(entry.display_name, |account| account.display_name.clone());
                    self.left_out.add(name.clone(), stored(why));
                    if self.count <= AT_ONCE {
                        self.named.push(LeftOut { name, why });
                    }
                }
            }
        }
    }
}

type Answer = StoreResult<Result<BulkAnswer<SeatsTaken>, Refused>>;

pub async fn onboard(
    app: &Arc<AppState>,
    actor: Actor,
    members: Members,
    selection: bulk_runs::Selection,
    code: String,
) -> Answer {
    let (state, many) = (app.clone(), members.count > AT_ONCE);
    if many {
        return begin_group(app, actor, members, selection, code).await;
    }
    let done = app.store.write(move |tx| {
        if let Err(refused) = proved(&state, tx, &actor, Guarded::OnboardGroup, &code)? {
            return Ok(Err(refused));
        }
        let able: Vec<PersonId> = members.able.into_keys().collect();
        take_seats(tx, &actor, &able, members.named, selection, state.seats)
    });
    Ok(done.await?.map(BulkAnswer::Done))
}

/// Written down first, in small transactions; it begins, or was never there, in the last one.
async fn begin_group(
    app: &Arc<AppState>,
    actor: Actor,
    members: Members,
    selection: bulk_runs::Selection,
    code: String,
) -> Answer {
    let (state, by, store) = (app.clone(), actor.clone(), &app.store);
    let opened = store.write(move |tx| {
        if bulk_runs::is_running(tx, BulkKind::Onboard, &selection)? {
            return Ok(Err(Refused::UnderWay));
        }
        if let Err(refused) = proved(&state, tx, &by, Guarded::OnboardGroup, &code)? {
            return Ok(Err(refused));
        }
        bulk_runs::create(tx, BulkKind::Onboard, Phase::Collecting, &by.name, selection).map(Ok)
    });
    let mut run = match opened.await? {
        Ok(run) => run,
        Err(refused) => return Ok(Err(refused)),
    };
    let Members { able, left_out, .. } = members;
    let all = able.len();
    let new: Vec<PersonId> = able.into_iter().filter(|(_, seated)| !seated).map(|(id, _)| id).collect();
    for chunk in new.chunks(CHUNK) {
        let (id, chunk) = (run.id.clone(), chunk.to_vec());
        store.write(move |tx| bulk_runs::add_people(tx, &id, &chunk)).await?;
    }
    run.total = i64::try_from(new.len()).unwrap_or(i64::MAX);
    run.already = i64::try_from(all - new.len()).unwrap_or(i64::MAX);
    (run.left_out, run.phase) = (left_out, Phase::Running);
    let seats = app.seats;
    let begun = store.write(move |tx| {
        let free = (seats - persons::seats_used(tx)?).max(0);
        if run.total > free {
            bulk_runs::discard(tx, &run.id)?;
            return Ok(Err(Refused::Seats { wanted: count(run.total), free: count(free) }));
        }
        // written down too slowly, it was cleared away
        if bulk_runs::locked(tx, &run.id)?.is_none() {
            return Ok(Err(Refused::Stale));
        }
        run.started_at = tx.now();
        begin(tx, &actor, &run).map(Ok)
    });
    begun.await
}
