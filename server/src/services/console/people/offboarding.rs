//! Seats taken back from people whom an administrator chose.

use super::super::Actor;
use super::super::code::proved_for;
use super::super::guarded::Guarded;
use super::bulk::{AT_ONCE, AtOnce, Whom, begin, changed, matching};
use crate::app_state::AppState;
use crate::services::policy::profiles_changed;
use latchkey_contract::admin::{BulkAnswer, Refused};
use latchkey_domain::ids::PersonId;
use latchkey_store::bulk_runs::{self, BulkKind, LeftOut, Phase};
use latchkey_store::persons::{self, PeopleFilter};
use latchkey_store::{StoreResult, Tx};

type Answer = StoreResult<Result<BulkAnswer<()>, Refused>>;

pub fn offboard(app: &AppState, tx: &mut Tx, actor: &Actor, whom: Whom, code: &str) -> Answer {
    let (ids, selection): (Vec<PersonId>, _) = match whom {
        Whom::People(ids) => {
            if let Err(refused) = proved_for(app, tx, actor, Guarded::Offboard, ids.len(), code)? {
                return Ok(Err(refused));
            }
            (ids, bulk_runs::Selection::People)
        }
        Whom::Matching { filter, shown } => {
            if bulk_runs::is_running(tx, BulkKind::Offboard, &matching(&filter))? {
                return Ok(Err(Refused::UnderWay));
            }
            let counts = persons::counts(tx, &filter)?;
            if counts.onboarded != shown {
                return Ok(Err(changed(shown, counts.onboarded)));
            }
            let all = usize::try_from(counts.total).unwrap_or(usize::MAX);
            if let Err(refused) = proved_for(app, tx, actor, Guarded::Offboard, all, code)? {
                return Ok(Err(refused));
            }
            if counts.total > AT_ONCE {
                return begin_matching(tx, actor, &filter, shown);
            }
            let found = persons::matching_accounts(tx, &filter, AT_ONCE)?;
            (found.into_iter().map(|account| account.person.id).collect(), matching(&filter))
        }
    };
    let removed = persons::offboard(tx, &ids)?;
    profiles_changed(tx)?;
    let already = i64::try_from(ids.len() - removed.len().min(ids.len())).unwrap_or(0);
    let done = AtOnce { kind: BulkKind::Offboard, selection, people: &removed, already, left_out: LeftOut::default() };
    done.audit(tx, actor)?;
    Ok(Ok(BulkAnswer::Done(())))
}

fn begin_matching(tx: &mut Tx, actor: &Actor, filter: &PeopleFilter, shown: i64) -> Answer {
    let mut run = bulk_runs::create(tx, BulkKind::Offboard, Phase::Running, &actor.name, matching(filter))?;
    run.total = bulk_runs::add_onboarded(tx, &run.id, filter)?;
    if run.total != shown {
        // somebody wrote between the two looks
        bulk_runs::discard(tx, &run.id)?;
        return Ok(Err(changed(shown, run.total)));
    }
    begin(tx, actor, &run).map(Ok)
}
