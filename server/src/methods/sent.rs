//! What codes by e-mail and by text message have in common: a destination that was confirmed or that
//! the directory has, a code bound to one flow, and a job that finds out whether there is anybody to
//! send it to.

use super::destination::destination_of;
use super::nobody::nobody;
use super::offer::{OfferContext, depends_on};
use super::proof::{ProofContext, Verdict};
use super::secrets::{keep, kept};
use super::setup::{SetupContext, SetupOutcome, SetupView};
use super::tries::{self, Admitted, Who};
use crate::app_state::AppState;
use crate::work::{CONFIRM_ADDRESS, ConfirmAddress, SEND_PROOF_CODE, SendProofCode};
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::independence::{Authenticator, FactorKind};
use latchkey_domain::{Secret, Timestamp};
use latchkey_methods::email_code;
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::{StoreResult, codes, jobs};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const CODE_SECS: i64 = 10 * 60;
/// A code is not sent again before this.
const AGAIN_SECS: i64 = 30;

/// What tells the two apart.
pub(super) struct Channel {
    pub kind: MethodKind,
    pub label: &'static str,
    pub factor: FactorKind,
}

impl Channel {
    /// The purpose of its codes: one for a proof, one for a set-up.
    fn purpose(&self, what: &str) -> String {
        format!("{what}:{}", self.kind.code())
    }
}

pub(super) fn authenticators(context: &mut OfferContext<'_, '_>, channel: &Channel) -> StoreResult<Vec<Authenticator>> {
    Ok(destination_of(context.tx, channel.kind, context.person)?.map(|found| found.authenticator).into_iter().collect())
}

/// When the code that was sent is no longer good.
#[derive(Serialize, Deserialize)]
struct Waiting {
    until: Timestamp,
}

pub(super) fn ask(at: &mut ProofContext<'_, '_>, channel: &Channel, again: bool) -> StoreResult<Result<(), Reason>> {
    let (now, purpose) = (at.tx.now(), channel.purpose("proof"));
    if let Some((issued, expires)) = codes::current(at.tx, &at.flow.id, &purpose)? {
        let fresh = now.since(issued) < AGAIN_SECS * 1000;
        if fresh || (!again && expires > now) {
            return Ok(Ok(()));
        }
    }
    let found = destination_of(at.tx, channel.kind, &at.person)?;
    let to = found.map_or_else(|| format!("nobody:{}", at.flow.name_key), |found| found.to.expose().to_owned());
    let destination = at.tx.digest("destination", &[&to]);
    let who = Who {
        name_key: &at.flow.name_key,
        person: at.flow.person.as_ref(),
        address: &at.flow.address,
        stage: at.stage,
    };
    let silently = match tries::admit_message(at.tx, &who, &destination)? {
        Admitted::Yes => false,
        Admitted::Silently => true,
        Admitted::No(until) | Admitted::Network(until) => {
            return Ok(Err(Reason::SendLimit { from: until }));
        }
    };
    let code = email_code::new_code(at.tx.entropy());
    let until = codes::issue(at.tx, &at.flow.id, &purpose, &destination, &code, CODE_SECS)?;
    at.secrets = keep(&Waiting { until })?;
    let person = if silently { nobody() } else { at.person.clone() };
    let job =
        SendProofCode { kind: channel.kind, person: person.0, destination, code: code.expose().to_owned(), until };
    jobs::enqueue(at.tx, SEND_PROOF_CODE, &job, now, None)?;
    Ok(Ok(()))
}

pub(super) fn page(app: &AppState, secrets: &Value) -> Ask {
    Ask::Digits { good_until: kept::<Waiting>(secrets).map(|waiting| app.moment(waiting.until)) }
}

pub(super) fn check(at: &mut ProofContext<'_, '_>, channel: &Channel, given: &ProofInput) -> StoreResult<Verdict> {
    let typed = email_code::normalise_typed(&given.text);
    // For a name without this method the code exists, and nobody ever received it.
    let redeemed = codes::redeem(at.tx, &at.flow.id, &channel.purpose("proof"), &typed)?;
    let found = destination_of(at.tx, channel.kind, &at.person)?;
    Ok(match (redeemed, found) {
        (codes::Redeemed::Right, Some(found)) => {
            if let Some(row) = at.rows.first() {
                methods::touch(at.tx, &row.id)?;
            }
            Verdict::Right(found.authenticator)
        }
        (codes::Redeemed::Expired, _) => Verdict::Wrong(Reason::CodeExpired),
        _ => Verdict::Wrong(Reason::WrongCode),
    })
}

/// A set-up under way: the code went there.
#[derive(Serialize, Deserialize)]
struct Confirming {
    to: String,
    /// Empty: it is typed anew, and this was typed before.
    until: Option<Timestamp>,
}

pub(super) fn set_up_page(seen: &SetupView<'_>) -> Option<SetUp> {
    Some(match kept::<Confirming>(seen.secrets) {
        Some(Confirming { to, until: Some(until) }) => SetUp::Sent { to, good_until: seen.app.moment(until) },
        Some(Confirming { to, until: None }) => SetUp::Address { typed: to, known: None },
        None => SetUp::Address { typed: String::new(), known: None },
    })
}

/// One form of the set-up: a destination, which `accept` judges, or the code that went to it.
pub(super) fn take(
    at: &mut SetupContext<'_, '_>,
    channel: &Channel,
    given: &ProofInput,
    accept: impl FnOnce(&mut SetupContext<'_, '_>, &str) -> StoreResult<Result<String, Reason>>,
) -> StoreResult<SetupOutcome> {
    match kept::<Confirming>(&at.secrets) {
        Some(Confirming { to, until: Some(_) }) => confirm(at, channel, to, given),
        _ => send(at, channel, given, accept),
    }
}

fn send(
    at: &mut SetupContext<'_, '_>,
    channel: &Channel,
    given: &ProofInput,
    accept: impl FnOnce(&mut SetupContext<'_, '_>, &str) -> StoreResult<Result<String, Reason>>,
) -> StoreResult<SetupOutcome> {
    let typed: String = given.text.trim().chars().take(320).collect();
    at.secrets = keep(&Confirming { to: typed.clone(), until: None })?;
    let to = match accept(at, &typed)? {
        Ok(to) => to,
        Err(problem) => return Ok(SetupOutcome::Refused(problem)),
    };
    let destination = at.tx.digest("destination", &[&to]);
    let who =
        Who { name_key: &at.flow.name_key, person: Some(&at.account.person.id), address: &at.flow.address, stage: 0 };
    // said aloud: whoever is here has signed in
    match tries::admit_message(at.tx, &who, &destination)? {
        Admitted::Yes => {}
        Admitted::No(until) | Admitted::Network(until) => {
            return Ok(SetupOutcome::Refused(Reason::SendLimit { from: until }));
        }
        Admitted::Silently => {
            let from = at.tx.now().plus_secs(3600);
            return Ok(SetupOutcome::Refused(Reason::SendLimit { from }));
        }
    }
    let (now, code) = (at.tx.now(), email_code::new_code(at.tx.entropy()));
    let until = codes::issue(at.tx, &at.flow.id, &channel.purpose("confirm"), &destination, &code, CODE_SECS)?;
    let job = ConfirmAddress {
        kind: channel.kind,
        person: at.account.person.id.0.clone(),
        address: to.clone(),
        code: code.expose().to_owned(),
        until,
    };
    jobs::enqueue(at.tx, CONFIRM_ADDRESS, &job, now, None)?;
    at.secrets = keep(&Confirming { to, until: Some(until) })?;
    Ok(SetupOutcome::More)
}

fn confirm(
    at: &mut SetupContext<'_, '_>,
    channel: &Channel,
    to: String,
    given: &ProofInput,
) -> StoreResult<SetupOutcome> {
    let typed = email_code::normalise_typed(&given.text);
    Ok(match codes::redeem(at.tx, &at.flow.id, &channel.purpose("confirm"), &typed)? {
        codes::Redeemed::Right => SetupOutcome::Done(NewMethod {
            kind: channel.kind,
            label: channel.label.to_owned(),
            depends_on: vec![depends_on(at.tx, channel.factor, &to.to_ascii_lowercase())],
            secret: Secret::new(to),
            last_step: 0,
        }),
        codes::Redeemed::Wrong | codes::Redeemed::Missing => SetupOutcome::Refused(Reason::WrongCode),
        codes::Redeemed::Used => SetupOutcome::Refused(Reason::CodeUsed),
        codes::Redeemed::Expired => SetupOutcome::Refused(Reason::CodeExpired),
    })
}

/// From the code back to the destination.
pub(super) fn back(secrets: &mut Value) -> bool {
    match kept::<Confirming>(secrets) {
        Some(Confirming { to, until: Some(_) }) => {
            *secrets = keep(&Confirming { to, until: None }).unwrap_or(Value::Null);
            true
        }
        _ => false,
    }
}
