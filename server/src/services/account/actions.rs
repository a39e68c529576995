//! What can be done at the account page. Whatever changes something asks for a fresh proof, leaves an
//! audit row, and is told by another channel.

use super::home::may_go;
use super::proofs;
use super::service::AccountService;
use crate::app_state::AppState;
use crate::flows::{self, Form, Step, end_others, end_visits};
use crate::methods;
use crate::services::enrolment::open_from_account;
use crate::services::policy;
use crate::work::{NOTICE, Notice, NoticeKind};
use latchkey_app::ports::{AccountAction, Caller};
use latchkey_contract::MethodKind;
use latchkey_contract::account::{AccountGo, News};
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::enrolment::Purpose;
use latchkey_domain::ids::{MethodId, PersonId};
use latchkey_domain::limits::address_key;
use latchkey_domain::visit::{Stage, Visit};
use latchkey_domain::{Reason, entropy};
use latchkey_store::flows::FlowKind;
use latchkey_store::{AuditEvent, StoreResult, Tx, jobs, persons};
use std::sync::Arc;

fn tell(tx: &mut Tx, person: &PersonId, kind: NoticeKind) -> StoreResult<()> {
    let now = tx.now();
    jobs::enqueue(tx, NOTICE, &Notice { person: person.0.clone(), kind, at: now }, now, None)
}

impl AccountService {
    pub(super) async fn acts(&self, caller: &Caller, version: i64, action: AccountAction) -> AccountGo {
        match action {
            AccountAction::ChangePassword { old, new } => {
                return self.change_password(caller, version, old.into(), new.into()).await;
            }
            AccountAction::Add { method } => return self.set_up(caller, version, Purpose::Add, Some(method)).await,
            AccountAction::Complete => return self.set_up(caller, version, Purpose::Complete, None).await,
            AccountAction::NewCodes => return self.set_up(caller, version, Purpose::NewCodes, None).await,
            _ => {}
        }
        let (app, address) = (self.app.clone(), address_key(caller.address));
        self.step(caller, version, move |step| act(&app, step, action, &address)).await
    }

    /// To an enrolment of one method, of what is missing, or of new codes.
    async fn set_up(&self, caller: &Caller, version: i64, purpose: Purpose, kind: Option<MethodKind>) -> AccountGo {
        let token = entropy::new_token(self.app.entropy.as_ref());
        let cookie = token.expose().to_owned();
        let (app, address) = (self.app.clone(), address_key(caller.address));
        let opened = flows::step(&self.app, caller, Form::Page(version), move |step: &mut Step<'_, '_, Visit>| {
            let Step { tx, state: visit, whose: account, .. } = step;
            if !visit.is_fresh(tx.now()) {
                if visit.is_in() {
                    visit.ask_anew();
                }
                return Ok(false);
            }
            if let Some(kind) = kind {
                let policy = policy::of(tx, &account.person.id)?;
                let there = latchkey_store::methods::of(tx, &account.person.id)?.iter().any(|row| row.kind == kind);
                let fits = policy.primary().contains(&kind)
                    && methods::of(kind).is_some_and(|method| !there || method.several());
                if !fits {
                    visit.problem = Some(Reason::PickAnother);
                    return Ok(false);
                }
            }
            visit.go(Stage::Home);
            open_from_account(&app, tx, account, purpose, kind, &address, &token)?;
            Ok(true)
        });
        match self.after(opened.await) {
            (Some(true), _) => AccountGo { path: "/enrol".into(), enrol_cookie: Some(cookie), ..AccountGo::default() },
            (_, go) => go,
        }
    }
}

fn act(app: &Arc<AppState>, step: &mut Step<'_, '_, Visit>, action: AccountAction, address: &str) -> StoreResult<()> {
    if !step.state.is_in() {
        return Ok(());
    }
    match action {
        AccountAction::Home => step.state.go(Stage::Home),
        AccountAction::Rename { id, label } => rename(step, &id, &label)?,
        AccountAction::Remove { id } => remove(step, &id, address)?,
        AccountAction::Try { method } => try_out(app, step, method)?,
        AccountAction::OpenPassword => open_password(step),
        AccountAction::OpenNotMe => step.state.go(Stage::NotMe),
        AccountAction::NotMe => freeze(step, address)?,
        AccountAction::Vouch { id, number } => {
            let Step { tx, state: visit, whose: account, .. } = step;
            visit.news = None;
            visit.problem = None;
            if !visit.is_fresh(tx.now()) {
                visit.ask_anew();
                return Ok(());
            }
            match methods::vouch_for(tx, account, &id, &number, address)? {
                Ok(name) => visit.news = Some(News::Vouched { name }),
                Err(problem) => visit.problem = Some(problem),
            }
        }
        AccountAction::Refuse { id } => {
            let refused = methods::refuse_to_vouch(step.tx, step.whose, &id, address)?;
            step.state.problem = None;
            step.state.news = refused.map(|name| News::Refused { name });
        }
        // forms of their own
        AccountAction::ChangePassword { .. }
        | AccountAction::Add { .. }
        | AccountAction::Complete
        | AccountAction::NewCodes => {}
    }
    Ok(())
}

fn rename(step: &mut Step<'_, '_, Visit>, id: &str, label: &str) -> StoreResult<()> {
    let Step { tx, state: visit, whose: account, .. } = step;
    let label: String = label.trim().chars().filter(|c| !c.is_control()).take(40).collect();
    visit.go(Stage::Home);
    if label.is_empty() {
        visit.problem = Some(Reason::Empty);
    } else if latchkey_store::methods::rename(tx, &account.person.id, &MethodId(id.to_owned()), &label)? {
        visit.news = Some(News::Renamed);
    }
    Ok(())
}

/// Never below what the policy asks for.
fn remove(step: &mut Step<'_, '_, Visit>, id: &str, address: &str) -> StoreResult<()> {
    let Step { tx, state: visit, whose: account, .. } = step;
    if !visit.is_fresh(tx.now()) {
        visit.ask_anew();
        return Ok(());
    }
    visit.go(Stage::Home);
    let rows = latchkey_store::methods::of(tx, &account.person.id)?;
    let Some(row) = rows.iter().find(|row| row.id.as_str() == id) else { return Ok(()) };
    let policy = policy::of(tx, &account.person.id)?;
    if !may_go(&policy, &rows, row) {
        visit.problem = Some(Reason::TooFewLeft { needed: policy.required });
        return Ok(());
    }
    latchkey_store::methods::remove(tx, &account.person.id, &row.id)?;
    policy::profiles_changed(tx)?;
    visit.news = Some(News::Removed { label: row.label.clone() });
    tell(tx, &account.person.id, NoticeKind::MethodRemoved { method: row.kind })?;
    let detail = serde_json::json!({ "method": row.kind.code() });
    let event = AuditEvent::at(address).account(&account.id).detail(detail);
    tx.audit(AuditKind::MethodRemoved, Actor::SelfService, event);
    Ok(())
}

fn try_out(app: &Arc<AppState>, step: &mut Step<'_, '_, Visit>, kind: MethodKind) -> StoreResult<()> {
    // a recovery code is spent by trying it
    if kind == MethodKind::RecoveryCode || !proofs::kinds(app, step.tx, step.whose)?.contains(&kind) {
        step.state.problem = Some(Reason::PickAnother);
        return Ok(());
    }
    step.state.go(Stage::Try { kind });
    flows::open(app, step, false)
}

fn open_password(step: &mut Step<'_, '_, Visit>) {
    if step.state.is_fresh(step.tx.now()) {
        step.state.go(Stage::Password);
    } else {
        step.state.ask_anew();
    }
}

/// "This wasn't me": every recovery and every visit ends, and nothing is recovered before the help
/// desk has looked at it.
fn freeze(step: &mut Step<'_, '_, Visit>, address: &str) -> StoreResult<()> {
    let Step { tx, flow, state: visit, whose: account } = step;
    if visit.stage != Stage::NotMe {
        return Ok(());
    }
    let now = tx.now();
    persons::set_frozen(tx, &account.person.id, Some(now))?;
    end_others(tx, &account.person.id, None)?;
    latchkey_store::flows::end_for_person(tx, &account.person.id, FlowKind::Enrol, None)?;
    end_visits(tx, &account.person.id, Some(&flow.id))?;
    tell(tx, &account.person.id, NoticeKind::Frozen)?;
    tx.audit(AuditKind::AccountFrozen, Actor::SelfService, AuditEvent::at(address).account(&account.id));
    visit.proved_at = None;
    visit.go(Stage::Stopped { why: Reason::Frozen });
    Ok(())
}
