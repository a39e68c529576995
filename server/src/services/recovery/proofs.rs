//! Checking proofs. Every branch makes the same reads and writes for a person who exists, one
//! who does not, and one who has not enrolled this method.

use super::{Kept, limits_hit, who_counts};
use crate::house::House;
use crate::jobs::work::{SEND_PROOF_CODE, SendProofCode};
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::ids::{AccountId, MethodId};
use latchkey_domain::{Secret, limits};
use latchkey_methods::{email_code, recovery_codes, totp};
use latchkey_store::{StoreResult, Tx, audit, codes, flows, jobs, methods};

pub const PROOF: &str = "proof";
const CODE_SECS: i64 = 10 * 60;
/// A code is not sent again before this.
const AGAIN_SECS: i64 = 30;

/// Stands in for an account that does not exist, so that the same rows are looked for.
fn nobody() -> AccountId {
    AccountId("00000000-0000-0000-0000-000000000000".into())
}

/// Issues a code and a job that sends it. The job finds out whether there is anybody to send to.
pub fn send_code(house: &House, tx: &mut Tx, live: &flows::Flow, kept: &mut Kept, again: bool) -> StoreResult<()> {
    let now = tx.now();
    if let Some((issued, expires)) = codes::current(tx, &live.id, PROOF)? {
        let fresh = now.since(issued) < AGAIN_SECS * 1000;
        if fresh || (!again && expires > now) {
            return Ok(());
        }
    }
    let account = live.account.clone().unwrap_or_else(nobody);
    let destination = destination(tx, &account, &live.name_key)?;
    let by_person = limits_hit(tx, &limits::SEND_PER_PERSON, &who_counts(live))?;
    let by_destination = limits_hit(tx, &limits::SEND_PER_DESTINATION, &destination)?;
    if let Some(until) = by_person.or(by_destination) {
        kept.recovery.unchoose();
        kept.recovery.problem = Some(Problem::SendLimit { from: house.say_time(until) });
        return Ok(());
    }
    let code = email_code::new_code(tx.entropy());
    codes::issue(tx, &live.id, PROOF, &destination, &code, CODE_SECS)?;
    let job = SendProofCode {
        account: account.0,
        destination,
        code: code.expose().to_owned(),
        until: now.plus_secs(CODE_SECS),
    };
    jobs::enqueue(tx, SEND_PROOF_CODE, &job, now, None)
}

/// A keyed digest of where codes go. Kept in the job, and compared with the method as it is at
/// the time of sending: an address that was changed in between gets nothing.
pub fn destination(tx: &mut Tx, account: &AccountId, name_key: &str) -> StoreResult<String> {
    let address = methods::of(tx, account)?
        .into_iter()
        .find(|row| row.kind == MethodKind::Email)
        .map_or_else(|| format!("nobody:{name_key}"), |row| row.secret.expose().to_owned());
    Ok(tx.digest("destination", &[&address]))
}

/// One typed proof: limits, the check itself, and what follows, in the caller's transaction.
pub fn prove(
    house: &House,
    tx: &mut Tx,
    live: &mut flows::Flow,
    kept: &mut Kept,
    typed: &str,
    address: &str,
) -> StoreResult<()> {
    let Some(kind) = kept.recovery.awaited() else { return Ok(()) };
    if typed.trim().is_empty() {
        kept.recovery.problem = Some(Problem::Empty);
        return Ok(());
    }
    let person = who_counts(live);
    for (limit, key) in limits_of(&person, address) {
        let hit = latchkey_store::limits::peek(tx, limit, key)?;
        if !hit.allowed {
            kept.recovery.stop(Problem::TryLater { from: house.say_time(hit.retry_at) });
            return Ok(());
        }
    }
    let verdict = check(tx, live, kind, typed)?;
    let right = verdict.is_ok();
    match verdict {
        Ok(()) => {
            kept.recovery.right_proof(kind);
        }
        Err(problem) => {
            for (limit, key) in limits_of(&person, address) {
                latchkey_store::limits::hit(tx, limit, key)?;
            }
            kept.recovery.wrong_proof(problem);
        }
    }
    // last: the chain's head is held from here to the end of the transaction
    audit::append(
        tx,
        audit::Event {
            kind: if right { "recovery.proof.right" } else { "recovery.proof.wrong" },
            actor: "anyone",
            account: live.account.as_ref(),
            directory: None,
            address: Some(address),
            detail: serde_json::json!({ "method": kind.code() }),
        },
    )?;
    Ok(())
}

/// What wrong proofs are counted on, over all flows and methods.
const fn limits_of<'a>(person: &'a str, address: &'a str) -> [(&'static limits::Limit, &'a str); 3] {
    [
        (&limits::WRONG_PROOFS_PER_PERSON, person),
        (&limits::WRONG_PROOFS_PER_PERSON_DAY, person),
        (&limits::WRONG_PROOFS_PER_ADDRESS, address),
    ]
}

fn check(tx: &mut Tx, live: &flows::Flow, kind: MethodKind, typed: &str) -> StoreResult<Result<(), Problem>> {
    let account = live.account.clone().unwrap_or_else(nobody);
    Ok(match kind {
        MethodKind::Totp => check_totp(tx, &account, typed)?,
        MethodKind::Email => {
            let typed = email_code::normalise_typed(typed);
            // For a name without this method the code exists, and nobody ever received it.
            match codes::redeem(tx, &live.id, PROOF, &typed)? {
                codes::Redeemed::Right if has_email(tx, &account)? => Ok(()),
                codes::Redeemed::Expired => Err(Problem::CodeExpired),
                _ => Err(Problem::WrongCode),
            }
        }
        MethodKind::RecoveryCode => {
            let typed = recovery_codes::normalise(typed);
            let right = methods::redeem_recovery_code(tx, &account, &typed)?;
            if right { Ok(()) } else { Err(Problem::WrongCode) }
        }
    })
}

fn has_email(tx: &mut Tx, account: &AccountId) -> StoreResult<bool> {
    Ok(methods::of(tx, account)?.iter().any(|row| row.kind == MethodKind::Email))
}

fn check_totp(tx: &mut Tx, account: &AccountId, typed: &str) -> StoreResult<Result<(), Problem>> {
    let row = methods::of(tx, account)?.into_iter().find(|row| row.kind == MethodKind::Totp);
    let enrolled = row.is_some();
    let (id, seed, last) = row.map_or_else(
        || (MethodId(nobody().0), Secret::new("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"), 0),
        |row| (row.id, row.secret, row.last_step),
    );
    let step = match totp::check(&seed, typed, tx.now(), last) {
        totp::Check::Right { step } if enrolled => step,
        // A used or late code is not told apart from a wrong one: it would tell a guesser that
        // the app is enrolled and the code was near.
        _ => return Ok(Err(Problem::WrongCode)),
    };
    // exactly once, also in a race: the later one finds the step taken
    Ok(if methods::use_step(tx, &id, step)? { Ok(()) } else { Err(Problem::WrongCode) })
}
