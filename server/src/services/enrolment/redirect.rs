//! The sign-in of an invitation whose directory has a page of its own for it.

use super::state::{Hidden, Stage};
use super::{EnrolmentService, here};
use crate::services::flow::address_key;
use crate::services::redirect::{self, Begun};
use latchkey_app::ports::{Caller, Onward, ProofInput};
use latchkey_contract::enrol::EnrolGo;
use latchkey_domain::Reason;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::limits;
use latchkey_store::limits as count;
use latchkey_store::{AuditEvent, StoreResult, Tx, accounts, flows};

impl EnrolmentService {
    /// Counted and kept before the directory hears of it.
    pub(super) async fn begins_redirect(&self, caller: &Caller, version: i64) -> Onward<EnrolGo> {
        let (begun, network) = (Begun::new(&self.app), address_key(caller.address));
        let kept = self.stepped(caller, version, move |tx, live, state| {
            let Some(id) = live.account.clone().filter(|_| state.stage == Stage::SignIn) else { return Ok(None) };
            let Some(account) = accounts::by_id(tx, &id)? else { return Ok(None) };
            let person = count::hit(tx, &limits::REDIRECT_PER_ACCOUNT, id.as_str())?;
            let network = count::hit(tx, &limits::BIND_PER_ADDRESS, &network)?;
            if let Some(hit) = [person, network].into_iter().find(|hit| !hit.allowed) {
                state.problem = Some(Reason::TryLater { from: hit.retry_at });
                return Ok(None);
            }
            state.problem = None;
            let mut hidden = Hidden::of(live)?;
            let sign_in = hidden.sign_in.insert(begun);
            let copy = sign_in.clone();
            hidden.put(live)?;
            Ok(Some((account.directory, copy)))
        });
        let (directory, begun) = match kept.await {
            Ok(Some(Some(kept))) => kept,
            Ok(_) => return Onward::Here(here()),
            Err(gone) => return Onward::Here(gone),
        };
        let problem = match redirect::directory(&self.app, &directory).await {
            Ok(Some((row, directory))) => match begun.begin(&self.app, &*directory, flows::FlowKind::Enrol).await {
                Ok(address) => return Onward::Away { address, directory: redirect::label(row), cookie: None },
                Err(problem) => problem,
            },
            Ok(None) => Reason::NotPossible,
            Err(fault) => self.app.report("a sign-in could not be begun", &fault).into(),
        };
        let said = self.step(caller, version + 1, move |_, live, state| {
            state.problem = Some(problem);
            forget(live)
        });
        Onward::Here(said.await)
    }

    /// Back from there. The answer is spent before the directory is asked what it is worth, so that of two that come at
    /// once only one is.
    pub(super) async fn redirect_answered(&self, caller: &Caller, version: i64, given: ProofInput) -> EnrolGo {
        let sent = given.clone();
        let spent = self.stepped(caller, version, move |tx, live, state| {
            let hidden = Hidden::of(live)?;
            let fits = hidden.sign_in.as_ref().is_some_and(|begun| begun.is_answered_by(&sent, tx.now()));
            if state.stage != Stage::SignIn || !fits {
                state.problem = Some(Reason::SignInUnfinished);
                return Ok(None);
            }
            forget(live)?;
            // a second click finds it said, and moves nothing on meanwhile
            state.problem = Some(Reason::OutOfDate);
            let Some(id) = live.account.clone() else { return Ok(None) };
            Ok(accounts::by_id(tx, &id)?.map(|account| account.directory))
        });
        let directory = match spent.await {
            Ok(Some(Some(directory))) => directory,
            Ok(_) => return here(),
            Err(gone) => return gone,
        };
        let answer = redirect::finish(&self.app, &directory, &given).await;
        let address = address_key(caller.address);
        self.step(caller, version + 1, move |tx, live, state| {
            if state.stage != Stage::SignIn {
                return Ok(());
            }
            let opened = admit(tx, live, answer)?;
            let kind = if opened.is_ok() { AuditKind::EnrolmentSignedIn } else { AuditKind::EnrolmentSignInRefused };
            tx.audit(kind, Actor::Anyone, AuditEvent::at(&address).account(live.account.as_ref()));
            state.problem = opened.err();
            if state.problem.is_none() {
                state.stage = Stage::Choose;
            }
            Ok(())
        })
        .await
    }

    /// Whether the answer to a sign-in is what this flow waits for.
    pub(super) fn awaits_redirect(live: &flows::Flow, stage: &Stage) -> bool {
        *stage == Stage::SignIn && Hidden::of(live).is_ok_and(|hidden| hidden.sign_in.is_some())
    }
}

/// Only the very account that was invited; it may have gone since.
fn admit(tx: &mut Tx, live: &flows::Flow, answer: Result<ObjectId, Reason>) -> StoreResult<Result<(), Reason>> {
    let who = match answer {
        Ok(who) => who,
        Err(problem) => return Ok(Err(problem)),
    };
    let account = match &live.account {
        Some(id) => accounts::by_id(tx, id)?,
        None => None,
    };
    let Some(account) = account.filter(|account| account.person.onboarded_at.is_some() && !account.gone) else {
        return Ok(Err(Reason::NotPossible));
    };
    if account.object_id != who {
        return Ok(Err(Reason::SignedInAsOther { who: account.login }));
    }
    if account.disabled {
        return Ok(Err(Reason::AccountDisabled));
    }
    count::forget(tx, &limits::REDIRECT_PER_ACCOUNT, account.id.as_str())?;
    Ok(Ok(()))
}

/// None is under way any more.
fn forget(live: &mut flows::Flow) -> StoreResult<()> {
    let mut hidden = Hidden::of(live)?;
    hidden.sign_in = None;
    hidden.put(live)
}
