//! What giving seats to many and taking them back have in common: whom the browser means, and how it is kept.

use super::super::{Actor, count};
use crate::work;
use latchkey_contract::admin::{BulkAnswer, MOST_CHOSEN, Refused, Selection};
use latchkey_domain::audit::AuditKind;
use latchkey_domain::ids::PersonId;
use latchkey_store::bulk_runs::{self, BulkKind, BulkRun, Phase};
use latchkey_store::persons::PeopleFilter;
use latchkey_store::{AuditEvent, StoreResult, Tx};
use serde_json::json;

/// So many are dealt with at once; for more a run begins.
pub const AT_ONCE: i64 = MOST_CHOSEN as i64;
/// Ids in a row of the audit log. More stand beside it.
const IN_THE_LOG: usize = 100;

pub enum Whom {
    People(Vec<PersonId>),
    Matching { filter: PeopleFilter, shown: i64 },
}

impl Whom {
    pub fn of(selection: Selection) -> Result<Self, Refused> {
        match selection {
            Selection::People(ids) if ids.len() > MOST_CHOSEN => Err(Refused::TooMany { most: count(AT_ONCE) }),
            Selection::People(ids) => Ok(Self::People(ids.into_iter().map(PersonId).collect())),
            Selection::Matching { text, onboarded_only, shown } => {
                Ok(Self::Matching { filter: filter(&text, onboarded_only), shown: i64::from(shown) })
            }
        }
    }
}

/// As the page and its choice of all ask for it.
pub fn filter(text: &str, onboarded_only: bool) -> PeopleFilter {
    PeopleFilter { text: text.trim().chars().take(100).collect(), onboarded_only }
}

pub fn matching(filter: &PeopleFilter) -> bulk_runs::Selection {
    bulk_runs::Selection::Matching { text: filter.text.clone(), onboarded_only: filter.onboarded_only }
}

/// Nobody confirmed this number.
pub fn changed(shown: i64, now: i64) -> Refused {
    Refused::SelectionChanged { shown: count(shown), now: count(now) }
}

/// Everybody whom it is about stands beside it.
pub fn begin<T>(tx: &mut Tx, actor: &Actor, run: &BulkRun) -> StoreResult<BulkAnswer<T>> {
    let job = work::BulkRun {
        run: run.id.clone(),
        admin: actor.id.0.clone(),
        actor: actor.name.clone(),
        address: actor.address.clone(),
    };
    bulk_runs::save(tx, run)?;
    work::begin_bulk_run(tx, run, &job)?;
    Ok(BulkAnswer::Begun { people: count(run.total) })
}

/// One row of the audit log about what was done at once.
pub struct AtOnce<'a> {
    pub kind: BulkKind,
    pub selection: bulk_runs::Selection,
    pub people: &'a [PersonId],
    pub already: i64,
    pub left_out: bulk_runs::LeftOut,
}

impl AtOnce<'_> {
    pub fn audit(self, tx: &mut Tx, actor: &Actor) -> StoreResult<()> {
        let kind = match self.kind {
            BulkKind::Onboard => AuditKind::PeopleOnboarded,
            BulkKind::Offboard => AuditKind::PeopleOffboarded,
        };
        let detail = if self.people.len() <= IN_THE_LOG {
            json!({ "persons": self.people.iter().map(PersonId::as_str).collect::<Vec<_>>() })
        } else {
            let mut run = bulk_runs::create(tx, self.kind, Phase::Running, &actor.name, self.selection)?;
            (run.already, run.left_out) = (self.already, self.left_out);
            let run = bulk_runs::at_once(tx, run, self.people)?;
            json!({ "run": run.id, "people": run.done, "digest": run.digest })
        };
        tx.audit(kind, actor, AuditEvent::at(&actor.address).detail(detail));
        Ok(())
    }
}
