//! Seats for people whom an administrator chose: as many as there are, for all of them or for nobody.

use super::super::code::proved_for;
use super::super::guarded::Guarded;
use super::super::{Actor, count};
use super::bulk::{AT_ONCE, AtOnce, Whom, begin, changed, matching};
use super::hindrance::{Helpable, hindrance};
use crate::app_state::AppState;
use latchkey_contract::Elsewhere;
use latchkey_contract::admin::{BulkAnswer, Hindrance, LeftOut, Refused, WhyLeftOut};
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::PersonId;
use latchkey_store::accounts::Account;
use latchkey_store::bulk_runs::{self, BulkKind, Phase};
use latchkey_store::persons::{self, MatchCounts, PeopleFilter};
use latchkey_store::{StoreResult, Tx};

/// What became of it, at once.
pub struct SeatsTaken {
    pub added: i64,
    pub already: i64,
    pub left_out: Vec<LeftOut>,
}

type Answer = StoreResult<Result<BulkAnswer<SeatsTaken>, Refused>>;

pub fn onboard(app: &AppState, tx: &mut Tx, actor: &Actor, whom: Whom, code: &str) -> Answer {
    let (found, selection) = match whom {
        Whom::People(ids) => {
            if let Err(refused) = proved_for(app, tx, actor, Guarded::Onboard, ids.len(), code)? {
                return Ok(Err(refused));
            }
            (persons::primary_accounts(tx, &ids)?, bulk_runs::Selection::People)
        }
        Whom::Matching { filter, shown } => {
            if bulk_runs::is_running(tx, BulkKind::Onboard, &matching(&filter))? {
                return Ok(Err(Refused::UnderWay));
            }
            let counts = persons::counts(tx, &filter)?;
            if counts.able != shown {
                return Ok(Err(changed(shown, counts.able)));
            }
            let all = usize::try_from(counts.total).unwrap_or(usize::MAX);
            if let Err(refused) = proved_for(app, tx, actor, Guarded::Onboard, all, code)? {
                return Ok(Err(refused));
            }
            if counts.total > AT_ONCE {
                return begin_matching(tx, actor, &filter, counts, app.seats);
            }
            (persons::matching_accounts(tx, &filter, AT_ONCE)?, matching(&filter))
        }
    };
    let (mut able, mut left_out) = (Vec::with_capacity(found.len()), Vec::new());
    let helpable = Helpable::among(tx, &found)?;
    for account in found {
        match helpable.hindrance(&account) {
            Some(why) => left_out.push(LeftOut { name: account.display_name, why: WhyLeftOut::Hindrance(why) }),
            None => able.push(account.person.id),
        }
    }
    let taken = take_seats(tx, actor, &able, left_out, selection, app.seats)?;
    Ok(taken.map(BulkAnswer::Done))
}

/// Takes the seats, or says how many are missing. Nobody is onboarded half-way.
pub fn take_seats(
    tx: &mut Tx,
    actor: &Actor,
    able: &[PersonId],
    left_out: Vec<LeftOut>,
    selection: bulk_runs::Selection,
    seats: i64,
) -> StoreResult<Result<SeatsTaken, Refused>> {
    let rows = match persons::onboard(tx, able, seats)? {
        Ok(rows) => rows,
        Err(short) => return Ok(Err(Refused::Seats { wanted: count(short.wanted), free: count(short.free) })),
    };
    let mut kept = bulk_runs::LeftOut::default();
    left_out.iter().for_each(|row| kept.add(row.name.clone(), stored(row.why)));
    let (people, already) = (rows.added.as_slice(), rows.already);
    AtOnce { kind: BulkKind::Onboard, selection, people, already, left_out: kept }.audit(tx, actor)?;
    let added = i64::try_from(rows.added.len()).unwrap_or(i64::MAX);
    Ok(Ok(SeatsTaken { added, already, left_out }))
}

/// Everybody who matches is written down; the seats are counted now, and again when each is taken.
fn begin_matching(tx: &mut Tx, actor: &Actor, filter: &PeopleFilter, counts: MatchCounts, seats: i64) -> Answer {
    let free = (seats - persons::seats_used(tx)?).max(0);
    if counts.able > free {
        return Ok(Err(Refused::Seats { wanted: count(counts.able), free: count(free) }));
    }
    let mut run = bulk_runs::create(tx, BulkKind::Onboard, Phase::Running, &actor.name, matching(filter))?;
    run.total = bulk_runs::add_able(tx, &run.id, filter)?;
    if run.total != counts.able {
        // somebody wrote between the two looks
        bulk_runs::discard(tx, &run.id)?;
        return Ok(Err(changed(counts.able, run.total)));
    }
    run.already = counts.already();
    run.left_out = left_out(tx, filter, counts)?;
    begin(tx, actor, &run).map(Ok)
}

fn left_out(tx: &mut Tx, filter: &PeopleFilter, counts: MatchCounts) -> StoreResult<bulk_runs::LeftOut> {
    let mut left_out = bulk_runs::LeftOut::default();
    let hindered = persons::matching_hindered(tx, filter, bulk_runs::MOST_NAMES as i64)?;
    let helpable = Helpable::among(tx, &hindered)?;
    for account in hindered {
        if let Some(why) = helpable.hindrance(&account) {
            left_out.names.push((account.display_name, stored(WhyLeftOut::Hindrance(why))));
        }
    }
    left_out.count(bulk_runs::WhyLeftOut::Gone, counts.gone);
    left_out.count(bulk_runs::WhyLeftOut::Disabled, counts.disabled);
    left_out.count(bulk_runs::WhyLeftOut::Protected, counts.protected);
    left_out.count(bulk_runs::WhyLeftOut::SetOnPremises, counts.set_on_premises);
    left_out.count(bulk_runs::WhyLeftOut::SetByProvider, counts.set_by_provider);
    left_out.count(bulk_runs::WhyLeftOut::NotSetHere, counts.not_set_here);
    Ok(left_out)
}

pub const fn stored(why: WhyLeftOut) -> bulk_runs::WhyLeftOut {
    match why {
        WhyLeftOut::Hindrance(Hindrance::Gone) => bulk_runs::WhyLeftOut::Gone,
        WhyLeftOut::Hindrance(Hindrance::Disabled) => bulk_runs::WhyLeftOut::Disabled,
        WhyLeftOut::Hindrance(Hindrance::Protected) => bulk_runs::WhyLeftOut::Protected,
        WhyLeftOut::Hindrance(Hindrance::NotSetHere) => bulk_runs::WhyLeftOut::NotSetHere,
        WhyLeftOut::Hindrance(Hindrance::SetElsewhere(Elsewhere::OnPremises)) => bulk_runs::WhyLeftOut::SetOnPremises,
        WhyLeftOut::Hindrance(Hindrance::SetElsewhere(Elsewhere::IdentityProvider)) => {
            bulk_runs::WhyLeftOut::SetByProvider
        }
        WhyLeftOut::NotFound => bulk_runs::WhyLeftOut::NotFound,
        WhyLeftOut::NotImported => bulk_runs::WhyLeftOut::NotImported,
    }
}

/// Of a member of a group, as the directory says it now. `None`: not imported.
pub fn member_hindrance(known: Option<&Account>, entry: &Entry, helpable: &Helpable) -> Option<WhyLeftOut> {
    match known {
        // the store gives those no seat, so nobody may be told that they have one
        Some(account) if account.gone => Some(WhyLeftOut::NotFound),
        Some(account) => {
            let not_set = helpable.not_set(account);
            hindrance(entry.disabled, entry.protected, false, not_set).map(WhyLeftOut::Hindrance)
        }
        None => Some(WhyLeftOut::NotImported),
    }
}
