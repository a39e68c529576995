//! One method beside the password, to get in, to change something, or to see whether it works. The
//! same limits as for a recovery.

use super::state::{Stage, Visit};
use super::{AccountService, here};
use crate::house::House;
use crate::methods::tries::{self, Admitted, Who};
use crate::methods::{self, Drawer, Method, Outer, Outside, Verdict, with_proving};
use crate::services::flow::address_key;
use crate::services::recovery::is_empty;
use latchkey_app::ports::{Caller, Given};
use latchkey_contract::account::AccountGo;
use latchkey_contract::{MethodKind, Problem};
use latchkey_store::accounts::Account;
use latchkey_store::{StoreResult, Tx, audit, flows};
use std::sync::Arc;

/// Who knows the password has as good as a first proof: strangers' tries are counted apart.
const STAGE: usize = 1;

/// What this person can prove themselves with here: all that they set up and that is worth something,
/// also what the policy allows no longer, so that they can set up what it asks for instead.
pub fn kinds(house: &House, tx: &mut Tx, account: &Account) -> StoreResult<Vec<MethodKind>> {
    let offers = methods::offers(house, tx, Some(account))?;
    let mut kinds: Vec<MethodKind> = offers
        .iter()
        .filter(|offer| offer.counts() && offer.kind != MethodKind::Vouch)
        .map(|offer| offer.kind)
        .collect();
    kinds.sort();
    kinds.dedup();
    Ok(kinds)
}

pub fn choose(
    house: &Arc<House>,
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
    if !kinds(house, tx, account)?.contains(&kind) {
        visit.problem = Some(Problem::PickAnother);
        return Ok(());
    }
    visit.stage = Stage::Prove { chosen: Some(kind) };
    open(house, tx, live, visit, account, false)
}

/// Opens the page of the method that is awaited.
pub fn open(
    house: &Arc<House>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    visit: &mut Visit,
    _account: &Account,
    again: bool,
) -> StoreResult<()> {
    let Some(method) = visit.awaited().and_then(methods::of) else { return Ok(()) };
    let kind = method.kind();
    let only = |rows: Vec<_>| own(rows, kind);
    if let Err(problem) = with_proving(house, tx, live, kind, STAGE, only, |at| method.ask(at, again))? {
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
    pub(super) async fn proves(&self, caller: &Caller, version: i64, given: Given) -> AccountGo {
        let (house, address) = (self.house.clone(), address_key(caller.address));
        let (sent, network) = (given.clone(), address.clone());
        let first = self.step(caller, version, move |tx, live, visit, _| {
            let Some(method) = visit.awaited().and_then(methods::of) else { return Ok(None) };
            if is_empty(&sent) {
                visit.problem = Some(Problem::Empty);
                return Ok(None);
            }
            let Some(really) = count(&house, tx, live, visit, method.kind(), &network)? else { return Ok(None) };
            if method.asks_outside() {
                let mut drawer = Drawer::of(live)?;
                let outer = Outer::of(tx, live, &mut drawer, method.kind(), &sent, |rows| own(rows, method.kind()))?;
                drawer.put_into(live)?;
                // as in recovery: a second click finds it said, and moves nothing on meanwhile
                visit.problem = Some(Problem::OutOfDate);
                return Ok(Some((method, outer, really)));
            }
            let nothing = Ok(serde_json::Value::Null);
            decide(&house, tx, live, visit, method, &sent, nothing, really, &network).map(|()| None)
        });
        let (method, outer, really) = match first.await {
            Ok(Some(Some(claimed))) => claimed,
            Ok(_) => return here(),
            Err(gone) => return gone,
        };
        let outside = method.outside(&self.house, outer, &given).await;
        let house = self.house.clone();
        let second = self.step(caller, version + 1, move |tx, live, visit, _| {
            visit.problem = None;
            decide(&house, tx, live, visit, method, &given, outside, really, &address)
        });
        second.await.map_or_else(|gone| gone, |_| here())
    }
}

fn who<'a>(live: &'a flows::Flow, address: &'a str) -> Who<'a> {
    Who { name_key: &live.name_key, account: live.account.as_ref(), address, stage: STAGE }
}

/// Counts the try. `None`: the page says why not; `Some(false)`: it is wrong whatever it is.
fn count(
    house: &House,
    tx: &mut Tx,
    live: &flows::Flow,
    visit: &mut Visit,
    kind: MethodKind,
    address: &str,
) -> StoreResult<Option<bool>> {
    Ok(match tries::admit(tx, kind, &who(live, address))? {
        Admitted::Yes => Some(true),
        Admitted::Silently => Some(false),
        Admitted::No(until) => {
            visit.go(Stage::Prove { chosen: None });
            visit.problem = Some(Problem::MethodLater { from: house.say_time(until) });
            None
        }
        Admitted::Network(until) => {
            visit.go(Stage::Stopped { why: Problem::TryLater { from: house.say_time(until) } });
            None
        }
    })
}

#[expect(clippy::too_many_arguments, reason = "one place decides, and it needs all of it")]
fn decide(
    house: &Arc<House>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    visit: &mut Visit,
    method: &dyn Method,
    given: &Given,
    outside: Outside,
    really: bool,
    address: &str,
) -> StoreResult<()> {
    let kind = method.kind();
    if visit.awaited() != Some(kind) {
        return Ok(());
    }
    let verdict = match outside {
        _ if !really => Verdict::Wrong(Problem::WrongCode),
        Ok(said) => {
            with_proving(house, tx, live, kind, STAGE, |rows| own(rows, kind), |at| method.check(at, given, said))?
        }
        Err(problem) => Verdict::Not(problem),
    };
    let right = match verdict {
        Verdict::Right(offer) if offer.counts() => {
            tries::give_back(tx, kind, &who(live, address))?;
            visit.right(kind, tx.now());
            true
        }
        Verdict::Right(_) => {
            visit.wrong(Problem::PickAnother);
            false
        }
        Verdict::Wrong(problem) => {
            visit.wrong(problem);
            false
        }
        Verdict::Not(problem) => {
            tries::give_back(tx, kind, &who(live, address))?;
            visit.problem = Some(problem);
            return Ok(());
        }
        Verdict::Asked => {
            tries::give_back(tx, kind, &who(live, address))?;
            visit.problem = None;
            return Ok(());
        }
        Verdict::More => {
            visit.problem = None;
            return Ok(());
        }
    };
    audit::append(
        tx,
        audit::Event {
            kind: if right { "account.signed-in" } else { "account.proof.wrong" },
            actor: "self-service",
            account: live.account.as_ref(),
            directory: None,
            address: Some(address),
            detail: serde_json::json!({ "method": kind.code() }),
        },
    )?;
    Ok(())
}
