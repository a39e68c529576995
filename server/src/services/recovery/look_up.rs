//! After the last proof: what the directories say of the person's accounts, and what can be done there.

use super::facts::facts_of;
use super::service::{RecoveryService, to};
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::{Begun, Moved};
use crate::services::{policy, redirect, refusal};
use futures::future::join_all;
use latchkey_app::ports::RecoverGo;
use latchkey_domain::Reason;
use latchkey_domain::directory::Elsewhere;
use latchkey_domain::ids::AccountId;
use latchkey_domain::recovery::{PlannedAccount, Progress, Recovery, Stage};
use latchkey_store::accounts::Account;
use latchkey_store::{StoreError, StoreResult, directories, flows, persons};

impl RecoveryService {
    /// Where it goes on after a proof; after the last one, only once the accounts were read.
    pub(super) async fn after_proof(&self, moved: StoreResult<Moved<Recovery, ()>>) -> RecoverGo {
        match moved {
            Ok(Moved::Done(begun, ()) | Moved::Stands(begun)) if begun.state.awaits_look_up() => {
                self.after_look_up(look_up(&self.app, begun).await)
            }
            moved => self.after(moved),
        }
    }

    pub(super) fn after_look_up(&self, read: Result<Begun<Recovery>, Fault>) -> RecoverGo {
        match read {
            Ok(begun) => to(&begun),
            Err(fault) => self.broken("the accounts could not be looked up", &fault),
        }
    }
}

/// Reads all of the person's accounts, side by side, and makes the plan of them; of a plan that is there, what was not
/// read before. In no transaction, and saved only if the flow is as it was.
pub(super) async fn look_up(app: &AppState, mut begun: Begun<Recovery>) -> Result<Begun<Recovery>, Fault> {
    let named = begun.flow.account.clone().ok_or(Fault::Gone("account"))?;
    let person = begun.flow.person.clone().ok_or(Fault::Gone("person"))?;
    let read = app
        .store
        .read(move |tx| Ok((persons::accounts(tx, &person)?, policy::of(tx, &person)?, directories::not_setting(tx)?)));
    let (mut accounts, policy, not_setting) = read.await?;
    // the policy of this moment counts, not that of the beginning
    begun.state.policy = policy;
    if !begun.state.has_proved_enough() {
        begun.state.stage = Stage::Proving { chosen: None };
        return saved(app, begun).await;
    }
    accounts.retain(|account| account.person.onboarded_at.is_some() && !account.gone);
    // the one that they named stands first
    accounts.sort_by_key(|account| account.id != named);
    if accounts.iter().any(|account| account.person.frozen_at.is_some()) {
        return stopped(app, begun, Reason::Frozen).await;
    }
    let unread = begun.state.plan.is_unread() && !begun.state.plan.has_written();
    let known = std::mem::take(&mut begun.state.plan).0;
    let read = join_all(accounts.iter().map(|account| {
        let why = account.set_elsewhere.map(|by| Reason::SetElsewhere { by });
        let why = why.or_else(|| not_setting.contains(&account.directory).then_some(Reason::NotSetHere));
        planned(app, account, &known, why)
    }))
    .await;
    let source = |account: &AccountId| {
        let made = accounts.iter().find(|one| one.id == *account)?.same_as.as_ref()?;
        accounts.iter().find(|one| one.object_id == *made).map(|one| one.id.clone())
    };
    let mut away = None;
    for one in read {
        let Some((mut planned, problem)) = one? else { continue };
        if matches!(planned.left_out(), Some(Reason::SetElsewhere { by: Elsewhere::OnPremises })) {
            planned.follows = source(&planned.account);
        }
        away = away.or(problem);
        begun.state.plan.0.push(planned);
    }
    if begun.state.plan.is_all_left_out() {
        let why = begun.state.plan.0.iter().find_map(PlannedAccount::left_out).cloned();
        return stopped(app, begun, why.unwrap_or(Reason::NotPossible)).await;
    }
    if begun.state.plan.is_unread()
        && let Some(problem) = away
    {
        // none of them answers: the proofs are kept, the page says so and asks again when it is opened again
        begun.state.wait_for_account(problem);
    } else if unread {
        let (locked, openable) = begun.state.plan.lock();
        begun.state.after_proofs(locked, openable, openable);
    }
    saved(app, begun).await
}

/// `None`: its directory is switched off, and nobody is to know it from here. `not_set`: why no password is. With what to say where it does not answer.
async fn planned(
    app: &AppState,
    account: &Account,
    known: &[PlannedAccount],
    not_set: Option<Reason>,
) -> Result<Option<(PlannedAccount, Option<Reason>)>, Fault> {
    let before = known.iter().find(|planned| planned.account == account.id);
    if let Some(before) = before.filter(|before| before.facts.is_some() || !before.is_waiting()) {
        return Ok(Some((before.clone(), None)));
    }
    let (row, directory) = match app.directory(&account.directory).await {
        Ok((row, directory)) => (Some(row), Ok(directory)),
        Err(Fault::Directory(error)) => (None, Err(error)),
        Err(fault) => return Err(fault),
    };
    if row.as_ref().is_some_and(|row| !row.active) {
        return Ok(None);
    }
    let read = match (directory, not_set) {
        // whatever its directory says of it, it is not asked for anything
        (_, Some(why)) => Ok(Err(why)),
        (Ok(directory), None) => facts_of(directory.as_ref(), account).await,
        (Err(error), None) => Err(error),
    };
    let mut planned = PlannedAccount {
        account: account.id.clone(),
        directory: row.map_or_else(String::new, redirect::label),
        login: account.login.clone(),
        display_name: account.display_name.clone(),
        facts: None,
        progress: Progress::Waiting,
        follows: None,
    };
    let mut problem = None;
    match read {
        Ok(Ok(facts)) => planned.facts = Some(facts),
        Ok(Err(why)) => planned.progress = Progress::LeftOut { why },
        Err(error) => match refusal::reason(app, &error) {
            why @ (Reason::NotPossible | Reason::Protected | Reason::SetElsewhere { .. }) => {
                planned.progress = Progress::LeftOut { why }
            }
            why => problem = Some(why),
        },
    }
    Ok(Some((planned, problem)))
}

async fn stopped(app: &AppState, mut begun: Begun<Recovery>, why: Reason) -> Result<Begun<Recovery>, Fault> {
    begun.state.stop(why);
    saved(app, begun).await
}

/// Stores it; where somebody else moved the flow on meanwhile (a reload, a second click), what
/// they stored counts.
async fn saved(app: &AppState, mut begun: Begun<Recovery>) -> Result<Begun<Recovery>, Fault> {
    let id = begun.flow.id.clone();
    let saved = app.store.write(move |tx| {
        begun.save(tx)?;
        Ok(begun)
    });
    match saved.await {
        Ok(begun) => Ok(begun),
        Err(StoreError::Conflict(_)) => {
            let now = app.store.read(move |tx| flows::by_id(tx, &id)).await?;
            Ok(Begun::of(now.ok_or(Fault::Gone("recovery"))?)?)
        }
        Err(error) => Err(error.into()),
    }
}
