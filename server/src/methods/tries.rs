//! Tries are counted before they are looked at, so that of any number at once no more are looked at
//! than may be; a right one is given back.
//!
//! Twice: for the name that was typed, and for the person behind it. Only the first is ever shown,
//! because it would be the same for a name that nobody has. When the second is used up (a person has
//! several names), further proofs are wrong whatever they are, and messages are not sent.

use latchkey_contract::MethodKind;
use latchkey_domain::guessing::is_unguessable;
use latchkey_domain::limits::{self, Limit};
use latchkey_domain::{Timestamp, ids::AccountId};
use latchkey_store::limits as count;
use latchkey_store::{StoreResult, Tx};

/// Whose tries they are.
pub struct Who<'a> {
    /// The local part of the name that was typed.
    pub name_key: &'a str,
    pub account: Option<&'a AccountId>,
    /// The network, as `flow::address_key` gives it.
    pub address: &'a str,
    /// Proofs that were right before: who has none cannot use up what who has one needs.
    pub stage: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admitted {
    Yes,
    /// It is not looked at, and nobody is told.
    Silently,
    /// Said aloud; the method can be used again from then.
    No(Timestamp),
    /// The network tried too much, whatever the method.
    Network(Timestamp),
}

fn keys(who: &Who<'_>) -> (String, String) {
    let person = who.account.map_or_else(|| format!("nobody:{}", who.name_key), |id| format!("account:{id}"));
    (format!("name:{}:{}", who.name_key, who.stage), format!("{person}:{}", who.stage))
}

const fn of(kind: MethodKind) -> [Option<&'static Limit>; 3] {
    if is_unguessable(kind) {
        return [None, None, None];
    }
    let few = if matches!(kind, MethodKind::Questions) { Some(&limits::QUESTIONS_PER_PERSON_DAY) } else { None };
    [Some(&limits::WRONG_PROOFS_PER_PERSON), Some(&limits::WRONG_PROOFS_PER_PERSON_DAY), few]
}

/// Counts one proof. The rows are taken in one order, so that two at once do not wait for each other.
pub fn admit(tx: &mut Tx, kind: MethodKind, who: &Who<'_>) -> StoreResult<Admitted> {
    let network = count::hit(tx, &limits::WRONG_PROOFS_PER_ADDRESS, who.address)?;
    let (name, person) = keys(who);
    let (mut aloud, mut silent) = (None, false);
    for limit in of(kind).into_iter().flatten() {
        let shown = count::hit(tx, limit, &name)?;
        let hidden = count::hit(tx, limit, &person)?;
        if !shown.allowed {
            aloud = aloud.max(Some(shown.retry_at));
        }
        silent |= !hidden.allowed;
    }
    Ok(match (network.allowed, aloud, silent) {
        (false, _, _) => Admitted::Network(network.retry_at),
        (true, Some(until), _) => Admitted::No(until),
        (true, None, true) => Admitted::Silently,
        (true, None, false) => Admitted::Yes,
    })
}

/// It was right, or was none.
pub fn give_back(tx: &mut Tx, kind: MethodKind, who: &Who<'_>) -> StoreResult<()> {
    count::give_back(tx, &limits::WRONG_PROOFS_PER_ADDRESS, who.address)?;
    let (name, person) = keys(who);
    for limit in of(kind).into_iter().flatten() {
        count::give_back(tx, limit, &name)?;
        count::give_back(tx, limit, &person)?;
    }
    Ok(())
}

/// Counts one message. `destination`: a digest of where it goes.
pub fn admit_message(tx: &mut Tx, who: &Who<'_>, destination: &str) -> StoreResult<Admitted> {
    let (name, person) = keys(who);
    let shown = count::hit(tx, &limits::SEND_PER_NAME, &format!("{name}:{}", who.address))?;
    let by_person = count::hit(tx, &limits::SEND_PER_PERSON, &person)?;
    let by_destination = count::hit(tx, &limits::SEND_PER_DESTINATION, destination)?;
    Ok(if !shown.allowed {
        Admitted::No(shown.retry_at)
    } else if by_person.allowed && by_destination.allowed {
        Admitted::Yes
    } else {
        Admitted::Silently
    })
}
