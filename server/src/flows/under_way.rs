//! What else a person has under way, and how it ends.

use super::stored;
use latchkey_domain::Reason;
use latchkey_domain::ids::{FlowId, PersonId};
use latchkey_domain::recovery::Recovery;
use latchkey_domain::visit::{Stage, Visit};
use latchkey_store::flows::{self, FlowKind};
use latchkey_store::{StoreResult, Tx};

/// Ends the other recoveries of a person without a sign of it: one that has not proved enough goes on
/// as one of nobody, so that whoever opened it does not see that somebody else came through.
pub fn end_others(tx: &mut Tx, person: &PersonId, except: Option<&FlowId>) -> StoreResult<()> {
    for mut other in flows::of_person(tx, person, FlowKind::Recover)? {
        let mut recovery: Recovery = stored::state(&other)?;
        if Some(&other.id) == except || recovery.is_open() || recovery.is_over() {
            continue;
        }
        if recovery.has_proved_enough() {
            recovery.stop(Reason::Expired);
        } else {
            (other.person, other.account) = (None, None);
        }
        stored::save(tx, &mut other, &recovery)?;
    }
    Ok(())
}

/// Ends a person's visits to the account page. One whose write is open ends when it is known what became of that.
pub fn end_visits(tx: &mut Tx, person: &PersonId, except: Option<&FlowId>) -> StoreResult<()> {
    for mut other in flows::of_person(tx, person, FlowKind::Account)? {
        if Some(&other.id) == except {
            continue;
        }
        let mut visit: Visit = stored::state(&other)?;
        if let Stage::Changing { leaving, .. } = &mut visit.stage {
            *leaving = true;
            stored::save(tx, &mut other, &visit)?;
        } else {
            flows::end(tx, &other.id)?;
        }
    }
    Ok(())
}
