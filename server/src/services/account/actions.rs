//! What can be done at the account page. Whatever changes something asks for a fresh proof, leaves an
//! audit row, and is told by another channel.

use super::home::may_go;
use super::state::{Stage, Visit};
use super::{AccountService, end_visits, here, proofs};
use crate::app_state::AppState;
use crate::methods;
use crate::services::enrolment::{Purpose, open_from_account};
use crate::services::flow::address_key;
use crate::services::{end_others, policy};
use crate::work::{NOTICE, Notice, NoticeKind};
use latchkey_app::ports::{AccountAction, Caller};
use latchkey_contract::MethodKind;
use latchkey_contract::account::{AccountGo, News};
use latchkey_domain::Reason;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::entropy;
use latchkey_domain::ids::{MethodId, PersonId};
use latchkey_store::accounts::Account;
use latchkey_store::{AuditEvent, StoreResult, Tx, flows, jobs, persons};
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
        let done = self.step(caller, version, move |tx, live, visit, account| {
            if !visit.is_in() {
                return Ok(());
            }
            match action {
                AccountAction::Home => visit.go(Stage::Home),
                AccountAction::Rename { id, label } => rename(tx, visit, account, &id, &label)?,
                AccountAction::Remove { id } => remove(tx, visit, account, &id, &address)?,
                AccountAction::Try { method } => try_out(&app, tx, live, visit, account, method)?,
                AccountAction::OpenPassword => open_password(tx, visit),
                AccountAction::OpenNotMe => visit.go(Stage::NotMe),
                AccountAction::NotMe => freeze(tx, live, visit, account, &address)?,
                AccountAction::Vouch { id, number } => {
                    visit.news = None;
                    visit.problem = None;
                    if !visit.is_fresh(tx.now()) {
                        visit.ask_anew();
                        return Ok(());
                    }
                    match methods::vouch_for(tx, account, &id, &number, &address)? {
                        Ok(name) => visit.news = Some(News::Vouched { name }),
                        Err(problem) => visit.problem = Some(problem),
                    }
                }
                AccountAction::Refuse { id } => {
                    visit.problem = None;
                    visit.news =
                        methods::refuse_to_vouch(tx, account, &id, &address)?.map(|name| News::Refused { name });
                }
                // done above
                AccountAction::ChangePassword { .. }
                | AccountAction::Add { .. }
                | AccountAction::Complete
                | AccountAction::NewCodes => {}
            }
            Ok(())
        });
        done.await.map_or_else(|gone| gone, |_| here())
    }

    /// To an enrolment of one method, of what is missing, or of new codes.
    async fn set_up(&self, caller: &Caller, version: i64, purpose: Purpose, kind: Option<MethodKind>) -> AccountGo {
        let token = entropy::new_token(self.app.entropy.as_ref());
        let cookie = token.expose().to_owned();
        let (app, address) = (self.app.clone(), address_key(caller.address));
        let opened = self.step(caller, version, move |tx, _live, visit, account| {
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
        match opened.await {
            Ok(Some(true)) => AccountGo { path: "/enrol".into(), enrol_cookie: Some(cookie), ..AccountGo::default() },
            Ok(_) => here(),
            Err(gone) => gone,
        }
    }
}

fn rename(tx: &mut Tx, visit: &mut Visit, account: &Account, id: &str, label: &str) -> StoreResult<()> {
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
fn remove(tx: &mut Tx, visit: &mut Visit, account: &Account, id: &str, address: &str) -> StoreResult<()> {
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

fn try_out(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    visit: &mut Visit,
    account: &Account,
    kind: MethodKind,
) -> StoreResult<()> {
    // a recovery code is spent by trying it
    if kind == MethodKind::RecoveryCode || !proofs::kinds(app, tx, account)?.contains(&kind) {
        visit.problem = Some(Reason::PickAnother);
        return Ok(());
    }
    visit.go(Stage::Try { kind });
    proofs::open(app, tx, live, visit, account, false)
}

fn open_password(tx: &mut Tx, visit: &mut Visit) {
    if visit.is_fresh(tx.now()) {
        visit.go(Stage::Password);
    } else {
        visit.ask_anew();
    }
}

/// "This wasn't me": every recovery and every visit ends, and nothing is recovered before the help
/// desk has looked at it.
fn freeze(tx: &mut Tx, live: &flows::Flow, visit: &mut Visit, account: &Account, address: &str) -> StoreResult<()> {
    if visit.stage != Stage::NotMe {
        return Ok(());
    }
    let now = tx.now();
    persons::set_frozen(tx, &account.person.id, Some(now))?;
    end_others(tx, &account.person.id, None)?;
    flows::end_for_person(tx, &account.person.id, flows::FlowKind::Enrol, None)?;
    end_visits(tx, &account.person.id, Some(&live.id))?;
    tell(tx, &account.person.id, NoticeKind::Frozen)?;
    tx.audit(AuditKind::AccountFrozen, Actor::SelfService, AuditEvent::at(address).account(&account.id));
    visit.proved_at = None;
    visit.go(Stage::Stopped { why: Reason::Frozen });
    Ok(())
}
