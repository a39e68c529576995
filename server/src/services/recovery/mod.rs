//! Recovery: the port of the public pages. The state machine in `latchkey_domain::recovery`
//! decides; here it is loaded, fed, stored and carried out. For a name that nobody has, the same
//! reads and writes are made, on an account that does not exist.

mod apply;
mod pages;
mod proofs;
#[cfg(test)]
mod several_tests;

use crate::app_state::AppState;
use crate::fault::Fault;
use crate::methods::{self, FlowSecrets};
use crate::services::flow::{self, RECOVERY_SECS, address_key};
use crate::services::minimum_latency::MinimumLatency;
use crate::services::policy;
use crate::system::Pauses;
pub use apply::{Answer, caught_up, end_others, send, stored_later};
use async_trait::async_trait;
use latchkey_app::ports::{Begun, Caller, ProofInput, RecoverApi, RecoverGo};
use latchkey_contract::MethodKind;
use latchkey_contract::Problem;
use latchkey_contract::recover::{RecoverAt, RecoverPage, RecoveryAction};
use latchkey_domain::Reason;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::limits;
use latchkey_domain::recovery::{Recovery, Step};
use latchkey_domain::{entropy, names};
use latchkey_store::{AuditEvent, StoreError, StoreResult, Tx, flows};
pub(crate) use pages::shares;
pub(crate) use proofs::is_empty;
use std::sync::Arc;
use std::time::Duration;

/// The answer to a form comes no sooner: more than a commit takes on a slow disk. Pages only read, and
/// between them no difference was found that a floor would have taken away.
const QUICK: Duration = Duration::from_millis(25);
/// Nor that to a proof which takes longer to look at: three answers to questions are three argon2.
const REMOTE: Duration = Duration::from_millis(100);

pub struct RecoveryService {
    app: Arc<AppState>,
    quick: MinimumLatency,
    remote: MinimumLatency,
}

/// A flow found by its cookie.
#[expect(clippy::large_enum_variant, reason = "one at a time, taken apart at once")]
pub(super) enum Found {
    Live(flows::Flow, Recovery),
    Expired,
    None,
}

pub(super) const fn at(step: Step) -> RecoverAt {
    match step {
        Step::Methods => RecoverAt::Methods,
        Step::Verify => RecoverAt::Verify,
        Step::Action => RecoverAt::Action,
        Step::Password => RecoverAt::Password,
        Step::Done => RecoverAt::Done,
        Step::Stopped => RecoverAt::Stopped,
    }
}

fn go(step: Step) -> RecoverGo {
    RecoverGo { at: at(step), cookie: None }
}

impl RecoveryService {
    pub fn new(app: Arc<AppState>, pauses: Pauses) -> Self {
        Self { app, quick: MinimumLatency::new(QUICK, pauses), remote: MinimumLatency::new(REMOTE, pauses) }
    }

    async fn find(&self, caller: &Caller) -> Result<Found, Fault> {
        let Some(token) = caller.recover_cookie.clone() else { return Ok(Found::None) };
        let found = self.app.store.read(move |tx| flows::by_token(tx, flows::FlowKind::Recover, &token)).await?;
        Ok(match found {
            flows::Found::Live(live) => {
                let kept = flow::state(&live)?;
                Found::Live(live, kept)
            }
            // a cookie without a flow: it was cleared away after its time
            flows::Found::Expired | flows::Found::None => Found::Expired,
        })
    }

    /// Loads the flow, lets `action` move it on in one transaction, and says where it stands then.
    /// A form of an older page changes nothing but the note on top.
    async fn step<F>(&self, caller: &Caller, version: i64, action: F) -> RecoverGo
    where
        F: FnOnce(&mut Tx, &mut flows::Flow, &mut Recovery) -> StoreResult<()> + Send + 'static,
    {
        let Some(token) = caller.recover_cookie.clone() else {
            return RecoverGo { at: RecoverAt::Name, cookie: None };
        };
        let moved = self
            .app
            .store
            .write(move |tx| {
                let flows::Found::Live(mut live) = flows::by_token(tx, flows::FlowKind::Recover, &token)? else {
                    return Ok(None);
                };
                let mut kept: Recovery = flow::state(&live)?;
                if live.version != version {
                    // nobody is told off for a double click on a page that went on, and a write that
                    // is under way keeps its version: its answer must find the flow as it left it
                    if !kept.is_over() && !kept.is_open() && kept.problem.is_none() {
                        kept.problem = Some(Reason::OutOfDate);
                        flow::save(tx, &mut live, &kept)?;
                    }
                    return Ok(Some(kept.step()));
                }
                if kept.is_open() {
                    // only the answer to the write moves it on from there
                    return Ok(Some(kept.step()));
                }
                action(tx, &mut live, &mut kept)?;
                flow::save(tx, &mut live, &kept)?;
                Ok(Some(kept.step()))
            })
            .await;
        match moved {
            Ok(Some(step)) => go(step),
            // expired: the page says so
            Ok(None) => RecoverGo { at: RecoverAt::Stopped, cookie: None },
            // another post was first; its result is what counts
            Err(StoreError::Conflict(_)) => RecoverGo { at: RecoverAt::Methods, cookie: None },
            Err(error) => self.broken("a recovery step was not stored", &error.into()),
        }
    }

    /// Nothing was stored, not even what happened: the page says so by itself.
    fn broken(&self, what: &str, fault: &Fault) -> RecoverGo {
        let faulty = self.app.report(what, fault);
        RecoverGo { at: RecoverAt::Fault(faulty.reference), cookie: None }
    }

    /// A proof that another server decides on: counted and claimed first, so that of many posts of one
    /// form only one asks it; then asked; then decided.
    async fn prove_remotely(&self, caller: &Caller, version: i64, given: ProofInput) -> RecoverGo {
        let Some(token) = caller.recover_cookie.clone() else {
            return RecoverGo { at: RecoverAt::Name, cookie: None };
        };
        let address = address_key(caller.address);
        let (network, empty, sent) = (address.clone(), proofs::is_empty(&given), given.clone());
        let claimed = self.app.store.write(move |tx| {
            let flows::Found::Live(mut live) = flows::by_token(tx, flows::FlowKind::Recover, &token)? else {
                return Ok(None);
            };
            let mut kept: Recovery = flow::state(&live)?;
            let Some(kind) = kept.awaited().filter(|_| live.version == version && !empty) else {
                return Ok(None);
            };
            let asked = match proofs::count(tx, &live, &mut kept, kind, &network)? {
                proofs::Counted::Look(attempt) => {
                    // What a second click on this form would say. It finds it said, and moves nothing on
                    // meanwhile: the answer must find the flow as it left it.
                    kept.problem = Some(Reason::OutOfDate);
                    Some((proofs::outer(tx, &mut live, &kept, kind, &sent)?, attempt))
                }
                proofs::Counted::Closed => None,
            };
            flow::save(tx, &mut live, &kept)?;
            Ok(asked.map(|(outer, attempt)| (live.version, kind, outer, attempt)))
        });
        let (version, kind, outer, attempt) = match claimed.await {
            Ok(Some(claimed)) => claimed,
            // an older page, nothing typed, or over a limit: said by the page that follows
            Ok(None) => {
                return self
                    .step(caller, version, move |_, _, kept| {
                        if empty && kept.awaited().is_some() {
                            kept.problem = Some(Reason::Empty);
                        }
                        Ok(())
                    })
                    .await;
            }
            Err(StoreError::Conflict(_)) => return go(Step::Methods),
            Err(error) => return self.broken("a try was not counted", &error.into()),
        };
        let Some(method) = methods::of(kind) else { return go(Step::Methods) };
        let outside = method.ask_remote(&self.app, outer, &given).await;
        let app = self.app.clone();
        self.step(caller, version, move |tx, live, kept| {
            kept.problem = None;
            proofs::decide(&app, tx, live, kept, method, &given, outside, attempt, &address)
        })
        .await
    }

    /// The method that is awaited now.
    async fn awaited(&self, caller: &Caller) -> Option<(flows::Flow, &'static dyn methods::Method)> {
        match self.find(caller).await {
            Ok(Found::Live(live, kept)) => Some((live, kept.awaited().and_then(methods::of)?)),
            _ => None,
        }
    }
}

#[async_trait]
impl RecoverApi for RecoveryService {
    async fn page(&self, caller: &Caller, wanted: RecoverAt) -> Result<RecoverPage, RecoverAt> {
        match self.find(caller).await {
            Ok(Found::Live(live, kept)) => self.page_of(live, kept, wanted).await,
            Ok(Found::Expired) => Ok(RecoverPage::Stopped { why: Problem::Expired }),
            Ok(Found::None) => Err(RecoverAt::Name),
            Err(fault) => {
                let faulty = self.app.report("a recovery page could not be made", &fault);
                Ok(RecoverPage::Stopped { why: faulty.into() })
            }
        }
    }

    async fn begin(&self, caller: &Caller, name: &str, unlock: bool) -> Begun {
        let typed = names::comparable(name);
        let again =
            |problem| Begun::Show(RecoverPage::Name { unlock, typed: name.trim().to_owned(), problem: Some(problem) });
        if typed.is_empty() {
            return again(Problem::Empty);
        }
        if name.chars().count() > 256 {
            return Begun::Show(RecoverPage::Name {
                unlock,
                typed: String::new(),
                problem: Some(Problem::TooLongInput),
            });
        }
        let who: String = name.trim().chars().filter(|c| !c.is_control()).collect();
        let address = address_key(caller.address);
        let token = entropy::new_token(self.app.entropy.as_ref());
        let cookie = token.expose().to_owned();
        let intent = if unlock { RecoveryAction::Unlock } else { RecoveryAction::Reset };
        let app = self.app.clone();
        let begun = self.app.store.write(move |tx| {
            let key = names::local_part(&typed).to_owned();
            let by_address = limits_hit(tx, &limits::BEGIN_PER_ADDRESS, &address)?;
            let by_both = limits_hit(tx, &limits::BEGIN_PER_NAME, &format!("{key}:{address}"))?;
            let by_name = limits_hit(tx, &limits::BEGIN_PER_NAME_EVERYWHERE, &key)?;
            if let Some(until) = by_address.or(by_both).or(by_name) {
                return Ok(Err(until));
            }
            let opened = policy::open_for(&app, tx, &typed)?;
            let (person, account) = opened.whose.unzip();
            let sealed = FlowSecrets::looking_like(opened.looks_like).sealed()?;
            let kept = Recovery::new(intent, opened.policy, opened.authenticators);
            let state = serde_json::to_value(&kept).map_err(|_| StoreError::Corrupt("flow state".into()))?;
            let detail = serde_json::json!({ "known": account.is_some(), "unlock": unlock });
            let event = AuditEvent::at(&address).account(account.as_ref()).detail(detail);
            tx.audit(AuditKind::RecoveryBegun, Actor::Anyone, event);
            let new = flows::NewFlow {
                kind: flows::FlowKind::Recover,
                person,
                account,
                who,
                name_key: key,
                address,
                state,
                sealed,
                ttl_secs: RECOVERY_SECS,
            };
            flows::create(tx, new, &token)?;
            Ok(Ok(()))
        });
        match self.quick.under(begun).await {
            Ok(Ok(())) => Begun::Go(RecoverGo { at: RecoverAt::Methods, cookie: Some(cookie) }),
            Ok(Err(until)) => {
                Begun::Show(RecoverPage::Stopped { why: Problem::TryLater { from: self.app.moment(until) } })
            }
            Err(error) => {
                let faulty = self.app.report("a recovery could not be begun", &error.into());
                Begun::Show(RecoverPage::Stopped { why: faulty.into() })
            }
        }
    }

    async fn choose_method(&self, caller: &Caller, version: i64, method: Option<MethodKind>) -> RecoverGo {
        let app = self.app.clone();
        let chosen = self.step(caller, version, move |tx, live, kept| {
            let Some(kind) = method else {
                kept.back_to_methods();
                kept.problem = None;
                return Ok(());
            };
            if kept.choose_method(kind) {
                proofs::open(&app, tx, live, kept, kind, false)?;
            }
            Ok(())
        });
        self.quick.under(chosen).await
    }

    async fn send_again(&self, caller: &Caller, version: i64) -> RecoverGo {
        let app = self.app.clone();
        let sent = self.step(caller, version, move |tx, live, kept| match kept.awaited() {
            Some(kind) => proofs::open(&app, tx, live, kept, kind, true),
            None => Ok(()),
        });
        self.quick.under(sent).await
    }

    async fn verify(&self, caller: &Caller, version: i64, given: ProofInput) -> RecoverGo {
        let pause = self.quick.begin();
        let outside = self.awaited(caller).await.is_some_and(|(_, method)| method.needs_remote_check());
        let pause = if outside { self.remote.begin() } else { pause };
        let gone = if outside {
            self.prove_remotely(caller, version, given).await
        } else {
            let (app, address) = (self.app.clone(), address_key(caller.address));
            self.step(caller, version, move |tx, live, kept| proofs::prove(&app, tx, live, kept, &given, &address))
                .await
        };
        pause.passed().await;
        self.look_up(caller, gone).await
    }

    async fn returned(&self, caller: &Caller, given: ProofInput) -> RecoverGo {
        let proved = async {
            let (live, method) = self.awaited(caller).await?;
            let awaits = FlowSecrets::of(&live).is_ok_and(|secrets| secrets.awaits(method.kind()));
            if !method.needs_remote_check() || !awaits || given.state.is_empty() {
                return None;
            }
            Some(self.prove_remotely(caller, live.version, given).await)
        };
        match self.remote.under(proved).await {
            Some(gone) => self.look_up(caller, gone).await,
            None => self.redirect_to_current(caller).await,
        }
    }

    async fn choose_action(&self, caller: &Caller, version: i64, action: RecoveryAction) -> RecoverGo {
        let acted = async {
            if action == RecoveryAction::Unlock {
                return self.unlock(caller, version).await;
            }
            let pick = |_: &mut Tx, _: &mut flows::Flow, kept: &mut Recovery| {
                kept.choose_action(RecoveryAction::Reset);
                Ok(())
            };
            self.step(caller, version, pick).await
        };
        self.quick.under(acted).await
    }

    async fn finish_rest(&self, caller: &Caller, version: i64) -> RecoverGo {
        let again = |_: &mut Tx, _: &mut flows::Flow, kept: &mut Recovery| {
            kept.finish_rest();
            Ok(())
        };
        self.quick.under(self.step(caller, version, again)).await
    }

    async fn set_password(&self, caller: &Caller, version: i64, new: String) -> RecoverGo {
        self.quick.under(self.reset(caller, version, new.into())).await
    }

    async fn leave(&self, caller: &Caller) -> RecoverGo {
        if let Some(token) = caller.recover_cookie.clone() {
            let ended = self.app.store.write(move |tx| {
                let flows::Found::Live(mut live) = flows::by_token(tx, flows::FlowKind::Recover, &token)? else {
                    return Ok(());
                };
                let mut kept: Recovery = flow::state(&live)?;
                // a write that is under way or kept is not abandoned: its end must be stored
                if !kept.is_open() && !kept.plan.is_kept() {
                    kept.stop(Reason::Expired);
                    flow::save(tx, &mut live, &kept)?;
                }
                Ok(())
            });
            if let Err(error) = self.quick.under(ended).await {
                tracing::warn!(error = %error, "a recovery could not be ended; it ends by its time");
            }
        }
        RecoverGo { at: RecoverAt::Name, cookie: Some(String::new()) }
    }
}

/// Counts one; `Some(moment)` when it was one too many.
fn limits_hit(tx: &mut Tx, limit: &limits::Limit, key: &str) -> StoreResult<Option<latchkey_domain::Timestamp>> {
    let hit = latchkey_store::limits::hit(tx, limit, key)?;
    Ok((!hit.allowed).then_some(hit.retry_at))
}
