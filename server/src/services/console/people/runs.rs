//! What the console shows of what was done to many at once.

use super::super::{count, name_of};
use crate::app_state::AppState;
use crate::work::StopReason;
use latchkey_contract::Elsewhere;
use latchkey_contract::admin::*;
use latchkey_store::bulk_runs::{self, BulkRun, Phase};
use latchkey_store::directories::DirectoryRow;

/// The latest of them.
pub const MOST: i64 = 20;

pub fn row(app: &AppState, directories: &[DirectoryRow], run: BulkRun) -> BulkRunRow {
    let at = app.moment(run.finished_at.unwrap_or(run.started_at));
    let state = match run.phase {
        Phase::Collecting | Phase::Running => BulkState::Running,
        Phase::Finished => BulkState::Finished { at },
        Phase::Stopped => BulkState::Stopped { at, why: stop(StopReason::stored(run.failure.as_deref())) },
    };
    let of_each =
        |(why, people): (&bulk_runs::WhyLeftOut, &i64)| LeftOutCount { why: told(*why), people: count(*people) };
    BulkRunRow {
        state,
        kind: match run.kind {
            bulk_runs::BulkKind::Onboard => BulkKind::Onboard,
            bulk_runs::BulkKind::Offboard => BulkKind::Offboard,
        },
        selection: selection(directories, run.selection),
        started: app.moment(run.started_at),
        total: count(run.total),
        done: count(run.done),
        already: count(run.already),
        left_out: run.left_out.counts.iter().map(of_each).collect(),
        names: run.left_out.names.into_iter().map(|(name, why)| LeftOut { name, why: told(why) }).collect(),
        id: run.id,
        actor: run.actor,
    }
}

fn selection(directories: &[DirectoryRow], selection: bulk_runs::Selection) -> BulkSelection {
    match selection {
        bulk_runs::Selection::People => BulkSelection::People,
        bulk_runs::Selection::Matching { text, onboarded_only } => BulkSelection::Matching { text, onboarded_only },
        bulk_runs::Selection::Group { directory, .. } => {
            let known = directories.iter().find(|row| row.id == directory);
            BulkSelection::Group { directory: known.map(name_of).unwrap_or_default() }
        }
    }
}

fn stop(why: StopReason) -> BulkStop {
    match why {
        StopReason::NoSeats => BulkStop::NoSeats,
        StopReason::NotAllowed => BulkStop::NotAllowed,
        StopReason::Fault(fault) => BulkStop::Fault(fault.view()),
    }
}

const fn told(why: bulk_runs::WhyLeftOut) -> WhyLeftOut {
    match why {
        bulk_runs::WhyLeftOut::Gone => WhyLeftOut::Hindrance(Hindrance::Gone),
        bulk_runs::WhyLeftOut::Disabled => WhyLeftOut::Hindrance(Hindrance::Disabled),
        bulk_runs::WhyLeftOut::Protected => WhyLeftOut::Hindrance(Hindrance::Protected),
        bulk_runs::WhyLeftOut::NotSetHere => WhyLeftOut::Hindrance(Hindrance::NotSetHere),
        bulk_runs::WhyLeftOut::SetOnPremises => WhyLeftOut::Hindrance(Hindrance::SetElsewhere(Elsewhere::OnPremises)),
        bulk_runs::WhyLeftOut::SetByProvider => {
            WhyLeftOut::Hindrance(Hindrance::SetElsewhere(Elsewhere::IdentityProvider))
        }
        bulk_runs::WhyLeftOut::NotFound => WhyLeftOut::NotFound,
        bulk_runs::WhyLeftOut::NotImported => WhyLeftOut::NotImported,
    }
}
