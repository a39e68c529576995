//! One method beside the password, to get in, to change something, or to see whether it works. The
//! same limits as for a recovery.

use super::state::{Stage, Visit};
use super::{AccountService, here};
use crate::app_state::AppState;
use crate::methods::tries::{self, Admitted, Attempt, Who};
use crate::methods::{self, FlowSecrets, Method, RemoteAnswer, RemoteRequest, Verdict, with_proof_context};
use crate::services::flow::address_key;
use crate::services::recovery::is_empty;
use latchkey_app::ports::{Caller, ProofInput};
use latchkey_contract::MethodKind;
use latchkey_contract::account::AccountGo;
use latchkey_domain::Reason;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_store::accounts::Account;
use latchkey_store::{AuditEvent, StoreResult, Tx, flows};
use std::sync::Arc;

/// Who knows the password has as good as a first proof: strangers' tries are counted apart.
const STAGE: usize = 1;

/// What this person can prove themselves with here: all that they set up and that is worth something,
/// also what the policy allows no longer, so that they can set up what it asks for instead.
pub fn kinds(app: &AppState, tx: &mut Tx, account: &Account) -> StoreResult<Vec<MethodKind>> {
    let authenticators = methods::authenticators(app, tx, &account.person.id)?;
    let mut kinds: Vec<MethodKind> = authenticators
        .iter()
        .filter(|authenticator| authenticator.counts() && authenticator.kind != MethodKind::Vouch)
        .map(|authenticator| authenticator.kind)
        .collect();
    kinds.sort();
    kinds.dedup();
    Ok(kinds)
}

pub fn choose(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    visit: &mut Visit,
    account: &Account,
    method: Option<MethodKind>,
) -> StoreResult<()> {
    if let Stage::Try { .. } = visit.stage {
        // "use another one" leads back home
        visit.go(Stage::Home);
        return Ok(());
    }
    if !matches!(visit.stage, Stage::Prove { .. }) {
        return Ok(());
    }
    visit.go(Stage::Prove { chosen: None });
    let Some(kind) = method else { return Ok(()) };
    if !kinds(app, tx, account)?.contains(&kind) {
        visit.problem = Some(Reason::PickAnother);
        return Ok(());
    }
    visit.stage = Stage::Prove { chosen: Some(kind) };
    open(app, tx, live, visit, account, false)
}

/// Opens the page of the method that is awaited.
pub fn open(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    visit: &mut Visit,
    _account: &Account,
    again: bool,
) -> StoreResult<()> {
    let Some(method) = visit.awaited().and_then(methods::of) else { return Ok(()) };
    let kind = method.kind();
    let only = |rows: Vec<_>| own(rows, kind);
    if let Err(problem) = with_proof_context(app, tx, live, kind, STAGE, only, |at| method.ask(at, again))? {
        let back = if matches!(visit.stage, Stage::Try { .. }) { Stage::Home } else { Stage::Prove { chosen: None } };
        visit.go(back);
        visit.problem = Some(problem);
    }
    Ok(())
}

fn own(rows: Vec<latchkey_store::methods::MethodRow>, kind: MethodKind) -> Vec<latchkey_store::methods::MethodRow> {
    rows.into_iter().filter(|row| row.kind == kind).collect()
}

impl AccountService {
    pub(super) async fn proves(&self, caller: &Caller, version: i64, given: ProofInput) -> AccountGo {
        let (app, address) = (self.app.clone(), address_key(caller.address));
        let (sent, network) = (given.clone(), address.clone());
        let first = self.step(caller, version, move |tx, live, visit, _| {
            let Some(method) = visit.awaited().and_then(methods::of) else { return Ok(None) };
            if is_empty(&sent) {
                visit.problem = Some(Reason::Empty);
                return Ok(None);
            }
            let Some(attempt) = count(tx, live, visit, method.kind(), &network)? else { return Ok(None) };
            if method.needs_remote_check() {
                let mut secrets = FlowSecrets::of(live)?;
                let outer =
                    RemoteRequest::of(tx, live, &mut secrets, method.kind(), &sent, |rows| own(rows, method.kind()))?;
                secrets.put_into(live)?;
                // as in recovery: a second click finds it said, and moves nothing on meanwhile
                visit.problem = Some(Reason::OutOfDate);
                return Ok(Some((method, outer, attempt)));
            }
            let nothing = Ok(serde_json::Value::Null);
            decide(&app, tx, live, visit, method, &sent, nothing, attempt, &network).map(|()| None)
        });
        let (method, outer, attempt) = match first.await {
            Ok(Some(Some(claimed))) => claimed,
            Ok(_) => return here(),
            Err(gone) => return gone,
        };
        let outside = method.ask_remote(&self.app, outer, &given).await;
        let app = self.app.clone();
        let second = self.step(caller, version + 1, move |tx, live, visit, _| {
            visit.problem = None;
            decide(&app, tx, live, visit, method, &given, outside, attempt, &address)
        });
        second.await.map_or_else(|gone| gone, |_| here())
    }
}

fn who<'a>(live: &'a flows::Flow, address: &'a str) -> Who<'a> {
    Who { name_key: &live.name_key, person: live.person.as_ref(), address, stage: STAGE }
}

/// Counts the try. `None`: the page says why not.
fn count(
    tx: &mut Tx,
    live: &flows::Flow,
    visit: &mut Visit,
    kind: MethodKind,
    address: &str,
) -> StoreResult<Option<Attempt>> {
    Ok(match tries::admit(tx, kind, &who(live, address))? {
        Admitted::Yes => Some(Attempt::Real),
        Admitted::Silently => Some(Attempt::Decoy),
        Admitted::No(until) => {
            visit.go(Stage::Prove { chosen: None });
            visit.problem = Some(Reason::MethodLater { from: until });
            None
        }
        Admitted::Network(until) => {
            visit.go(Stage::Stopped { why: Reason::TryLater { from: until } });
            None
        }
    })
}

#[expect(clippy::too_many_arguments, reason = "one place decides, and it needs all of it")]
fn decide(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    visit: &mut Visit,
    method: &dyn Method,
    given: &ProofInput,
    outside: RemoteAnswer,
    attempt: Attempt,
    address: &str,
) -> StoreResult<()> {
    let kind = method.kind();
    if visit.awaited() != Some(kind) {
        return Ok(());
    }
    let verdict = match outside {
        _ if attempt == Attempt::Decoy => Verdict::Wrong(Reason::WrongCode),
        Ok(said) => {
            with_proof_context(app, tx, live, kind, STAGE, |rows| own(rows, kind), |at| method.check(at, given, said))?
        }
        Err(problem) => Verdict::NotCounted(problem),
    };
    let right = match verdict {
        Verdict::Right(authenticator) if authenticator.counts() => {
            tries::give_back(tx, kind, &who(live, address))?;
            visit.right(kind, tx.now());
            true
        }
        Verdict::Right(_) => {
            visit.wrong(Reason::PickAnother);
            false
        }
        Verdict::Wrong(problem) => {
            visit.wrong(problem);
            false
        }
        Verdict::NotCounted(problem) => {
            tries::give_back(tx, kind, &who(live, address))?;
            visit.problem = Some(problem);
            return Ok(());
        }
        Verdict::Redirected => {
            tries::give_back(tx, kind, &who(live, address))?;
            visit.problem = None;
            return Ok(());
        }
        Verdict::NextChallenge => {
            visit.problem = None;
            return Ok(());
        }
    };
    let event = AuditEvent::at(address).account(live.account.as_ref());
    tx.audit(
        if right { AuditKind::AccountSignedIn } else { AuditKind::AccountProofWrong },
        Actor::SelfService,
        event.detail(serde_json::json!({ "method": kind.code() })),
    );
    Ok(())
}
