//! A whole group: its members are read page by page, each page is looked up at once, and a large group is written down
//! in small transactions before its run begins.

use super::super::Actor;
use super::super::code::proved;
use super::super::count;
use super::super::guarded::Guarded;
use super::bulk::{AT_ONCE, begin};
use super::hindrance::Helpable;
use super::onboarding::{SeatsTaken, member_hindrance, stored, take_seats};
use crate::app_state::AppState;
use crate::fault::Fault;
use latchkey_contract::admin::{BulkAnswer, LeftOut, Refused, WhyLeftOut};
use latchkey_domain::directory::{Entry, PeopleSource};
use latchkey_domain::ids::{DirectoryId, ObjectId, PersonId};
use latchkey_store::accounts::{self, Account};
use latchkey_store::bulk_runs::{self, BulkKind, BulkRun, Phase};
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
        let read = store.read(move |tx| {
            let known = accounts::by_objects(tx, &directory, &objects)?;
            Ok((Helpable::among(tx, &known)?, known))
        });
        let (helpable, known) = read.await?;
        members.take(entries, known, &helpable);
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
    fn take(&mut self, entries: Vec<Entry>, known: Vec<Account>, helpable: &Helpable) {
        let known: HashMap<ObjectId, Account> =
            known.into_iter().map(|account| (account.object_id.clone(), account)).collect();
        for entry in entries {
            self.count += 1;
            let account = known.get(&entry.object_id);
            match (member_hindrance(account, &entry, helpable), account) {
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
    let (state, by) = (app.clone(), actor.clone());
    let opened = app.store.write(move |tx| {
        if bulk_runs::is_running(tx, BulkKind::Onboard, &selection)? {
            return Ok(Err(Refused::UnderWay));
        }
        if let Err(refused) = proved(&state, tx, &by, Guarded::OnboardGroup, &code)? {
            return Ok(Err(refused));
        }
        bulk_runs::create(tx, BulkKind::Onboard, Phase::Collecting, &by.name, selection).map(Ok)
    });
    match opened.await? {
        Ok(run) => write_down(app, actor, members, run).await,
        Err(refused) => Ok(Err(refused)),
    }
}

async fn write_down(app: &AppState, actor: Actor, members: Members, mut run: BulkRun) -> Answer {
    let store = &app.store;
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;
    use crate::jobs::staged;
    use latchkey_domain::ids::AdminId;
    use latchkey_store::{directories, imports};

    const PEOPLE: usize = 2_600;

    /// Everybody of a large group as the directory names them: one is disabled, one we do not know.
    fn entries() -> Vec<Entry> {
        let anna = crate::methods::stage::anna(None);
        let entry = |nth: usize| Entry {
            object_id: ObjectId(format!("{nth:08}")),
            dn: format!("CN=p{nth}"),
            login: format!("p{nth}"),
            display_name: format!("Person {nth}"),
            disabled: nth == 7,
            ..anna.clone()
        };
        (0..=PEOPLE).map(entry).collect()
    }

    async fn large(seats: usize) -> (tempfile::TempDir, Arc<AppState>, Members, BulkRun) {
        let (folder, app) = staged::app_state(&format!("practice = true\nseats = {seats}\n")).await;
        let (all, objects) = (entries(), entries().into_iter().map(|entry| entry.object_id).collect::<Vec<_>>());
        let imported = all.iter().take(PEOPLE).cloned().collect::<Vec<_>>();
        let put = move |tx: &mut latchkey_store::Tx| {
            let directory = DirectoryId(tx.new_id());
            directories::insert(tx, &crate::methods::stage::practice(&directory))?;
            let run = imports::start(tx, &directory, 0)?.run;
            imports::page(tx, &directory, run, None, &imported, None)?;
            let first = accounts::by_objects(tx, &directory, objects.get(..1).unwrap_or_default())?;
            persons::onboard(tx, &first.into_iter().map(|account| account.person.id).collect::<Vec<_>>(), 1)?.unwrap();
            let selection = bulk_runs::Selection::Group { directory: directory.clone(), group: ObjectId("g".into()) };
            let run = bulk_runs::create(tx, BulkKind::Onboard, Phase::Collecting, "jonas", selection)?;
            let known = accounts::by_objects(tx, &directory, &objects)?;
            Ok((Helpable::among(tx, &known)?, known, run))
        };
        let (helpable, known, run) = app.store.write(put).await.unwrap();
        let mut members = Members::default();
        members.take(all, known, &helpable);
        (folder, app, members, run)
    }

    fn jonas() -> Actor {
        let (name, address) = ("jonas".to_owned(), "192.0.2.10".to_owned());
        Actor { id: AdminId("jonas".into()), name, address, session: String::new() }
    }

    #[tokio::test]
    async fn a_large_group_is_written_down_and_begins() {
        let (_folder, app, members, run) = large(PEOPLE).await;
        assert_eq!(members.count, 2_601);
        let begun = write_down(&app, jonas(), members, run.clone()).await.unwrap().ok().unwrap();
        assert!(matches!(begun, BulkAnswer::Begun { people: 2_598 }));
        let look = move |tx: &mut latchkey_store::Tx| {
            Ok((bulk_runs::get(tx, &run.id)?.unwrap(), bulk_runs::people(tx, &run.id)?.len()))
        };
        let (run, listed) = app.store.read(look).await.unwrap();
        assert_eq!((run.phase, run.total, run.already, listed), (Phase::Running, 2_598, 1, 2_598));
        assert_eq!(
            run.left_out.counts.into_iter().collect::<Vec<_>>(),
            [(bulk_runs::WhyLeftOut::Disabled, 1), (bulk_runs::WhyLeftOut::NotImported, 1)]
        );
    }

    #[tokio::test]
    async fn without_seats_for_all_of_it_nothing_is_left_of_it() {
        let (_folder, app, members, run) = large(2_000).await;
        let refused = write_down(&app, jonas(), members, run.clone()).await.unwrap().err();
        assert_eq!(refused, Some(Refused::Seats { wanted: 2_598, free: 1_999 }));
        let look = move |tx: &mut latchkey_store::Tx| {
            Ok((
                bulk_runs::get(tx, &run.id)?.is_none(),
                bulk_runs::people(tx, &run.id)?.len(),
                persons::seats_used(tx)?,
            ))
        };
        assert_eq!(app.store.read(look).await.unwrap(), (true, 0, 1));
    }
}
