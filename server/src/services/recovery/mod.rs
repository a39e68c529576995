//! Recovery: the port of the public pages. The state machine in `latchkey_domain::recovery`
//! decides; here it is loaded, fed, stored and carried out. For a name that nobody has, the same
//! reads and writes are made, on an account that does not exist.

mod apply;
mod pages;
mod proofs;

use crate::house::House;
use crate::methods::{self, Drawer};
use crate::services::fault::Fault;
use crate::services::floor::Floor;
use crate::services::flow::{self, RECOVERY_SECS, address_key};
use crate::services::policy;
pub use apply::{end_others, settle};
use async_trait::async_trait;
use latchkey_app::ports::{Begun, Caller, Given, RecoverApi, RecoverGo};
use latchkey_contract::recover::{RecoverAt, RecoverPage};
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::directory::{AccountState, PasswordPolicy};
use latchkey_domain::limits;
use latchkey_domain::password::OwnNames;
use latchkey_domain::recovery::{Intent, Recovery, Step};
use latchkey_domain::{entropy, names};
use latchkey_store::{StoreError, StoreResult, Tx, audit, flows};
pub(crate) use pages::shares;
pub(crate) use proofs::is_empty;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// A recovery as it lies in `flow.state`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    pub recovery: Recovery,
    /// Read from the directory once, when all proofs were right.
    pub facts: Option<Facts>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Facts {
    pub state: AccountState,
    pub policy: PasswordPolicy,
    pub login: String,
    pub display_name: String,
    /// The directory's name as people know it.
    pub directory: String,
    /// The server compares a reset with the history itself.
    pub history_on_reset: bool,
}

impl Facts {
    pub fn names(&self) -> OwnNames {
        OwnNames { login: self.login.clone(), display_name: self.display_name.clone() }
    }
}

/// The answer to a form comes no sooner: more than a commit takes on a slow disk. Pages only read, and between them no difference was found that a floor would have taken away.
const ANSWERS: Duration = Duration::from_millis(25);
/// Nor that to a proof which takes longer to look at: three answers to questions are three argon2.
const LONGER: Duration = Duration::from_millis(100);

pub struct RecoveryService {
    house: Arc<House>,
    answers: Floor,
    longer: Floor,
}

/// A flow found by its cookie.
#[expect(clippy::large_enum_variant, reason = "one at a time, taken apart at once")]
pub(super) enum Found {
    Live(flows::Flow, Kept),
    Expired,
    None,
}

pub(super) const fn at(step: Step) -> RecoverAt {
    match step {
        Step::Prove => RecoverAt::Prove,
        Step::Code => RecoverAt::Code,
        Step::Choose => RecoverAt::Choose,
        Step::Password => RecoverAt::Password,
        Step::Done => RecoverAt::Done,
        Step::Stopped => RecoverAt::Stopped,
    }
}

fn go(step: Step) -> RecoverGo {
    RecoverGo { at: at(step), cookie: None }
}

impl RecoveryService {
    pub fn new(house: Arc<House>) -> Self {
        Self { house, answers: Floor::new(ANSWERS), longer: Floor::new(LONGER) }
    }

    async fn find(&self, caller: &Caller) -> Result<Found, Fault> {
        let Some(token) = caller.recover_cookie.clone() else { return Ok(Found::None) };
        let found = self.house.store.read(move |tx| flows::by_token(tx, flows::FlowKind::Recover, &token)).await?;
        Ok(match found {
            flows::Found::Live(live) => {
                let kept = flow::state(&live)?;
                Found::Live(live, kept)
            }
            // a cookie without a flow: it was cleared away after its time
            flows::Found::Expired | flows::Found::None => Found::Expired,
        })
    }

    /// Loads the flow, lets `deed` move it on in one transaction, and says where it stands then.
    /// A form of an older page changes nothing but the note on top.
    async fn step<F>(&self, caller: &Caller, version: i64, deed: F) -> RecoverGo
    where
        F: FnOnce(&mut Tx, &mut flows::Flow, &mut Kept) -> StoreResult<()> + Send + 'static,
    {
        let Some(token) = caller.recover_cookie.clone() else {
            return RecoverGo { at: RecoverAt::Name, cookie: None };
        };
        let moved = self
            .house
            .store
            .write(move |tx| {
                let flows::Found::Live(mut live) = flows::by_token(tx, flows::FlowKind::Recover, &token)? else {
                    return Ok(None);
                };
                let mut kept: Kept = flow::state(&live)?;
                if live.version != version {
                    // nobody is told off for a double click on a page that went on, and a write that
                    // is under way keeps its version: its answer must find the flow as it left it
                    if !kept.recovery.is_over() && !kept.recovery.is_open() && kept.recovery.problem.is_none() {
                        kept.recovery.problem = Some(Problem::OutOfDate);
                        flow::save(tx, &mut live, &kept)?;
                    }
                    return Ok(Some(kept.recovery.step()));
                }
                if kept.recovery.is_open() {
                    // only the answer to the write moves it on from there
                    return Ok(Some(kept.recovery.step()));
                }
                deed(tx, &mut live, &mut kept)?;
                flow::save(tx, &mut live, &kept)?;
                Ok(Some(kept.recovery.step()))
            })
            .await;
        match moved {
            Ok(Some(step)) => go(step),
            // expired: the page says so
            Ok(None) => RecoverGo { at: RecoverAt::Stopped, cookie: None },
            // another post was first; its result is what counts
            Err(StoreError::Conflict(_)) => RecoverGo { at: RecoverAt::Prove, cookie: None },
            Err(error) => self.broken("a recovery step was not stored", &error.into()),
        }
    }

    /// Nothing was stored, not even what happened: the page says so by itself.
    fn broken(&self, what: &str, fault: &Fault) -> RecoverGo {
        let faulty = self.house.report(what, fault);
        RecoverGo { at: RecoverAt::Fault(faulty.reference), cookie: None }
    }

    /// A proof that another server decides on: counted and claimed first, so that of many posts of one
    /// form only one asks it; then asked; then decided.
    async fn prove_outside(&self, caller: &Caller, version: i64, given: Given) -> RecoverGo {
        let Some(token) = caller.recover_cookie.clone() else {
            return RecoverGo { at: RecoverAt::Name, cookie: None };
        };
        let (house, address) = (self.house.clone(), address_key(caller.address));
        let (network, empty, sent) = (address.clone(), proofs::is_empty(&given), given.clone());
        let claimed = self.house.store.write(move |tx| {
            let flows::Found::Live(mut live) = flows::by_token(tx, flows::FlowKind::Recover, &token)? else {
                return Ok(None);
            };
            let mut kept: Kept = flow::state(&live)?;
            let Some(kind) = kept.recovery.awaited().filter(|_| live.version == version && !empty) else {
                return Ok(None);
            };
            let asked = match proofs::count(&house, tx, &live, &mut kept, kind, &network)? {
                proofs::Counted::Look(really) => {
                    // What a second click on this form would say. It finds it said, and moves nothing on
                    // meanwhile: the answer must find the flow as it left it.
                    kept.recovery.problem = Some(Problem::OutOfDate);
                    Some((proofs::outer(tx, &mut live, &kept, kind, &sent)?, really))
                }
                proofs::Counted::Closed => None,
            };
            flow::save(tx, &mut live, &kept)?;
            Ok(asked.map(|(outer, really)| (live.version, kind, outer, really)))
        });
        let (version, kind, outer, really) = match claimed.await {
            Ok(Some(claimed)) => claimed,
            // an older page, nothing typed, or over a limit: said by the page that follows
            Ok(None) => {
                return self
                    .step(caller, version, move |_, _, kept| {
                        if empty && kept.recovery.awaited().is_some() {
                            kept.recovery.problem = Some(Problem::Empty);
                        }
                        Ok(())
                    })
                    .await;
            }
            Err(StoreError::Conflict(_)) => return go(Step::Prove),
            Err(error) => return self.broken("a try was not counted", &error.into()),
        };
        let Some(method) = methods::of(kind) else { return go(Step::Prove) };
        let outside = method.outside(&self.house, outer, &given).await;
        let house = self.house.clone();
        self.step(caller, version, move |tx, live, kept| {
            kept.recovery.problem = None;
            proofs::decide(&house, tx, live, kept, method, &given, outside, really, &address)
        })
        .await
    }

    /// The method that is awaited now.
    async fn awaited(&self, caller: &Caller) -> Option<(flows::Flow, &'static dyn methods::Method)> {
        match self.find(caller).await {
            Ok(Found::Live(live, kept)) => Some((live, kept.recovery.awaited().and_then(methods::of)?)),
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
                let faulty = self.house.report("a recovery page could not be made", &fault);
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
        let token = entropy::new_token(self.house.entropy.as_ref());
        let cookie = token.expose().to_owned();
        let intent = if unlock { Intent::Unlock } else { Intent::Reset };
        let house = self.house.clone();
        let begun = self.house.store.write(move |tx| {
            let key = names::local_part(&typed).to_owned();
            let by_address = limits_hit(tx, &limits::BEGIN_PER_ADDRESS, &address)?;
            let by_both = limits_hit(tx, &limits::BEGIN_PER_NAME, &format!("{key}:{address}"))?;
            let by_name = limits_hit(tx, &limits::BEGIN_PER_NAME_EVERYWHERE, &key)?;
            if let Some(until) = by_address.or(by_both).or(by_name) {
                return Ok(Err(until));
            }
            let opened = policy::open_for(&house, tx, &typed)?;
            let account = opened.account;
            let kept = Kept { recovery: Recovery::new(intent, opened.policy, opened.offers), facts: None };
            let state = serde_json::to_value(&kept).map_err(|_| StoreError::Corrupt("flow state".into()))?;
            audit::append(
                tx,
                audit::Event {
                    kind: "recovery.begun",
                    actor: "anyone",
                    account: account.as_ref(),
                    directory: None,
                    address: Some(&address),
                    detail: serde_json::json!({ "known": account.is_some(), "unlock": unlock }),
                },
            )?;
            let new = flows::NewFlow {
                kind: flows::FlowKind::Recover,
                account,
                who,
                name_key: key,
                address,
                state,
                sealed: latchkey_domain::Secret::default(),
                ttl_secs: RECOVERY_SECS,
            };
            flows::create(tx, new, &token)?;
            Ok(Ok(()))
        });
        match self.answers.under(begun).await {
            Ok(Ok(())) => Begun::Go(RecoverGo { at: RecoverAt::Prove, cookie: Some(cookie) }),
            Ok(Err(until)) => {
                Begun::Show(RecoverPage::Stopped { why: Problem::TryLater { from: self.house.say_time(until) } })
            }
            Err(error) => {
                let faulty = self.house.report("a recovery could not be begun", &error.into());
                Begun::Show(RecoverPage::Stopped { why: faulty.into() })
            }
        }
    }

    async fn choose(&self, caller: &Caller, version: i64, method: Option<MethodKind>) -> RecoverGo {
        let house = self.house.clone();
        let chosen = self.step(caller, version, move |tx, live, kept| {
            let Some(kind) = method else {
                kept.recovery.unchoose();
                kept.recovery.problem = None;
                return Ok(());
            };
            if kept.recovery.choose(kind) {
                proofs::open(&house, tx, live, kept, kind, false)?;
            }
            Ok(())
        });
        self.answers.under(chosen).await
    }

    async fn send_again(&self, caller: &Caller, version: i64) -> RecoverGo {
        let house = self.house.clone();
        let sent = self.step(caller, version, move |tx, live, kept| match kept.recovery.awaited() {
            Some(kind) => proofs::open(&house, tx, live, kept, kind, true),
            None => Ok(()),
        });
        self.answers.under(sent).await
    }

    async fn prove(&self, caller: &Caller, version: i64, given: Given) -> RecoverGo {
        let pause = self.answers.begin();
        let outside = self.awaited(caller).await.is_some_and(|(_, method)| method.asks_outside());
        let pause = if outside { self.longer.begin() } else { pause };
        let gone = if outside {
            self.prove_outside(caller, version, given).await
        } else {
            let (house, address) = (self.house.clone(), address_key(caller.address));
            self.step(caller, version, move |tx, live, kept| proofs::prove(&house, tx, live, kept, &given, &address))
                .await
        };
        pause.passed().await;
        self.look_up(caller, gone).await
    }

    async fn returned(&self, caller: &Caller, given: Given) -> RecoverGo {
        let proved = async {
            let (live, method) = self.awaited(caller).await?;
            let awaits = Drawer::of(&live).is_ok_and(|drawer| drawer.awaits(method.kind()));
            if !method.asks_outside() || !awaits || given.state.is_empty() {
                return None;
            }
            Some(self.prove_outside(caller, live.version, given).await)
        };
        match self.longer.under(proved).await {
            Some(gone) => self.look_up(caller, gone).await,
            None => self.whither(caller).await,
        }
    }

    async fn act(&self, caller: &Caller, version: i64, unlock: bool) -> RecoverGo {
        let acted = async {
            if unlock {
                return self.unlock(caller, version).await;
            }
            let pick = |_: &mut Tx, _: &mut flows::Flow, kept: &mut Kept| {
                kept.recovery.pick(Intent::Reset);
                Ok(())
            };
            self.step(caller, version, pick).await
        };
        self.answers.under(acted).await
    }

    async fn set_password(&self, caller: &Caller, version: i64, new: String) -> RecoverGo {
        self.answers.under(self.reset(caller, version, new.into())).await
    }

    async fn leave(&self, caller: &Caller) -> RecoverGo {
        if let Some(token) = caller.recover_cookie.clone() {
            let ended = self.house.store.write(move |tx| {
                let flows::Found::Live(mut live) = flows::by_token(tx, flows::FlowKind::Recover, &token)? else {
                    return Ok(());
                };
                let mut kept: Kept = flow::state(&live)?;
                // a write that is under way is not abandoned: its end must be stored
                if !kept.recovery.is_open() {
                    kept.recovery.stop(Problem::Expired);
                    flow::save(tx, &mut live, &kept)?;
                }
                Ok(())
            });
            if let Err(error) = self.answers.under(ended).await {
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
