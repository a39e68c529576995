//! What stands on the account page.

use super::service::AccountService;
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::methods;
use crate::services::{policy, redirect, view};
use latchkey_contract::MethodKind;
use latchkey_contract::account::{Activity, ActivityKind, Home, MyMethod};
use latchkey_domain::audit::AuditKind;
use latchkey_domain::independence::Authenticator;
use latchkey_domain::policy::MethodPolicy;
use latchkey_domain::visit::Visit;
use latchkey_store::accounts::Account;
use latchkey_store::audit::AuditRow;
use latchkey_store::methods::MethodRow;
use latchkey_store::{StoreResult, Tx, audit, directories};
use std::time::Duration;

const ACTIVITY: usize = 12;
/// The page does not wait longer for what the directory says about the password.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the store has for it.
struct Read {
    rows: Vec<MethodRow>,
    authenticators: Vec<Authenticator>,
    policy: MethodPolicy,
    codes_left: i64,
    is_set_here: bool,
    addable: Vec<MethodKind>,
    events: Vec<AuditRow>,
    asked: Vec<latchkey_contract::account::VouchRequest>,
}

impl AccountService {
    pub(super) async fn home(&self, version: i64, account: &Account, visit: &Visit) -> Result<Home, Fault> {
        let (app, person) = (self.app.clone(), account.clone());
        let read = self.app.store.read(move |tx| read(&app, tx, &person)).await?;
        let (row, directory) = self.app.directory(&account.directory).await?;
        // the page is of use without it
        let reading = directory.passwords().state(&account.object_id);
        let state = tokio::time::timeout(PATIENCE, reading).await.ok().and_then(Result::ok);
        let moment = |at: Option<_>| at.map(|at| self.app.moment(at));
        let methods = read
            .rows
            .iter()
            .map(|row| MyMethod {
                id: row.id.0.clone(),
                kind: row.kind,
                label: row.label.clone(),
                added: self.app.moment(row.created_at),
                used: moment(row.last_used_at),
                needed: !may_go(&read.policy, &read.rows, row),
            })
            .collect();
        Ok(Home {
            version,
            who: account.login.clone(),
            name: account.display_name.clone(),
            directory: redirect::label(row),
            ready: read.policy.is_enrolled(&read.authenticators),
            required: read.policy.required,
            methods,
            codes_left: (read.codes_left >= 0).then(|| u32::try_from(read.codes_left).unwrap_or(0)),
            addable: read.addable,
            password_set: moment(state.as_ref().and_then(|state| state.password_set_at)),
            password_expires: moment(state.as_ref().and_then(|state| state.password_expires_at)),
            can_change: directory.capabilities().change && account.set_elsewhere.is_none() && read.is_set_here,
            activity: read.events.iter().filter_map(|event| activity(&self.app, event)).take(ACTIVITY).collect(),
            asked: read.asked,
            news: visit.news.clone(),
            problem: view::told(&self.app, visit.problem.as_ref()),
        })
    }
}

/// Whether what is left without this one still satisfies the policy.
pub fn may_go(policy: &MethodPolicy, rows: &[MethodRow], gone: &MethodRow) -> bool {
    let left: Vec<Authenticator> = rows.iter().filter(|row| row.id != gone.id).map(MethodRow::authenticator).collect();
    policy.is_enrolled(&left)
}

fn read(app: &AppState, tx: &mut Tx, account: &Account) -> StoreResult<Read> {
    let rows = latchkey_store::methods::of(tx, &account.person.id)?;
    let policy = policy::of(tx, &account.person.id)?;
    let authenticators = methods::authenticators(app, tx, &account.person.id)?;
    let mut addable = Vec::new();
    for kind in policy.primary() {
        let Some(method) = methods::of(kind) else { continue };
        let there = rows.iter().any(|row| row.kind == kind);
        if (!there || method.several())
            && method.hindrance(app, tx)?.is_none()
            && !method.is_worthless(tx, &account.person.id)?
        {
            addable.push(kind);
        }
    }
    let codes_left = if policy.allows(MethodKind::RecoveryCode) {
        latchkey_store::methods::recovery_codes_left(tx, &account.person.id)?
    } else {
        -1
    };
    Ok(Read {
        rows,
        authenticators,
        policy,
        codes_left,
        is_set_here: !directories::not_setting(tx)?.contains(&account.directory),
        addable,
        events: audit::of_account(tx, &account.id, 60)?,
        asked: methods::asked_to_vouch(app, tx, account)?,
    })
}

fn activity(app: &AppState, event: &AuditRow) -> Option<Activity> {
    let what = match AuditKind::from_code(&event.kind)? {
        AuditKind::PasswordReset => ActivityKind::PasswordReset,
        AuditKind::PasswordChanged => ActivityKind::PasswordChanged,
        AuditKind::AccountUnlocked => ActivityKind::Unlocked,
        AuditKind::RecoveryBegun => ActivityKind::RecoveryBegun,
        AuditKind::RecoveryProofRight => ActivityKind::ProofRight,
        AuditKind::RecoveryProofWrong | AuditKind::AccountProofWrong => ActivityKind::ProofWrong,
        AuditKind::EnrolmentFinished => ActivityKind::Enrolled,
        AuditKind::MethodAdded => ActivityKind::MethodAdded,
        AuditKind::MethodRemoved => ActivityKind::MethodRemoved,
        AuditKind::RecoveryCodesRenewed => ActivityKind::CodesRenewed,
        AuditKind::AccountSignedIn => ActivityKind::SignedIn,
        AuditKind::AccountSignInRefused => ActivityKind::SignInRefused,
        AuditKind::AccountFrozen => ActivityKind::Frozen,
        AuditKind::AccountUnfrozen => ActivityKind::Unfrozen,
        AuditKind::VouchGiven => ActivityKind::Vouched,
        _ => return None,
    };
    let method = event.detail.get("method").and_then(|code| code.as_str()).and_then(MethodKind::from_code);
    Some(Activity { what, method, at: app.moment(event.at), from: event.address.clone().unwrap_or_default() })
}
