//! Getting in: the link, the typed code, and the present directory password.

use super::state::{Enrolment, Stage};
use super::{EnrolmentService, PAGE, here, set_up};
use crate::services::fault::Fault;
use crate::services::flow::{ENROLMENT_SECS, address_key};
use crate::services::refusal;
use latchkey_app::ports::Caller;
use latchkey_contract::Problem;
use latchkey_contract::enrol::EnrolGo;
use latchkey_domain::directory::PasswordCheck;
use latchkey_domain::limits::{self, Limit};
use latchkey_domain::{Secret, entropy, names};
use latchkey_store::{StoreError, StoreResult, Tx, accounts, audit, flows, invitations};

/// Why a link does not open, or the invitation and its account.
fn usable(
    tx: &mut Tx,
    found: Option<invitations::Invitation>,
) -> StoreResult<Result<(invitations::Invitation, accounts::Account), Problem>> {
    let Some(invitation) = found else { return Ok(Err(Problem::LinkUnknown)) };
    if invitation.used_at.is_some() || invitation.expires_at <= tx.now() {
        return Ok(Err(Problem::LinkSpent));
    }
    let account = accounts::by_id(tx, &invitation.account)?;
    // Who is enrolled changes methods with one of them, never with a link and the password alone.
    Ok(match account {
        Some(account) if account.enrolled_at.is_some() => Err(Problem::LinkSpent),
        Some(account) if account.onboarded_at.is_some() && !account.gone => Ok((invitation, account)),
        _ => Err(Problem::LinkUnknown),
    })
}

/// Opens a flow for the invitation; ends what another browser had open for it.
fn begin(
    tx: &mut Tx,
    invitation: &invitations::Invitation,
    account: accounts::Account,
    address: String,
    token: &Secret,
) -> StoreResult<()> {
    invitations::open(tx, &invitation.id)?;
    flows::end_for_account(tx, &account.id, flows::FlowKind::Enrol, None)?;
    let state = Enrolment::new(invitation.id.clone(), set_up(tx, &account.id)?);
    let state = serde_json::to_value(&state).map_err(|_| StoreError::Corrupt("flow state".into()))?;
    audit::append(
        tx,
        audit::Event {
            kind: "enrolment.opened",
            actor: "anyone",
            account: Some(&account.id),
            directory: Some(&account.directory),
            address: Some(&address),
            detail: serde_json::json!({}),
        },
    )?;
    let new = flows::NewFlow {
        kind: flows::FlowKind::Enrol,
        who: account.login.clone(),
        name_key: names::comparable(&account.login),
        account: Some(account.id),
        address,
        state,
        sealed: Secret::default(),
        ttl_secs: ENROLMENT_SECS,
    };
    flows::create(tx, new, token)?;
    Ok(())
}

/// A flow that only says why there is none; so that the reason survives the redirect.
fn explain(tx: &mut Tx, why: Problem, address: String, token: &Secret) -> StoreResult<()> {
    let mut state = Enrolment::new(String::new(), Vec::new());
    state.stop(why);
    let state = serde_json::to_value(&state).map_err(|_| StoreError::Corrupt("flow state".into()))?;
    let new = flows::NewFlow {
        kind: flows::FlowKind::Enrol,
        account: None,
        who: String::new(),
        name_key: String::new(),
        address,
        state,
        sealed: Secret::default(),
        ttl_secs: 600,
    };
    flows::create(tx, new, token)?;
    Ok(())
}

impl EnrolmentService {
    pub(super) async fn by_link(&self, caller: &Caller, link: &str) -> EnrolGo {
        let (link, address) = (link.chars().take(128).collect::<String>(), address_key(caller.address));
        let token = entropy::new_token(self.house.entropy.as_ref());
        let cookie = token.expose().to_owned();
        let house = self.house.clone();
        let opened = self
            .house
            .store
            .write(move |tx| {
                let hit = latchkey_store::limits::hit(tx, &limits::INVITATION_CODE_PER_ADDRESS, &address)?;
                if !hit.allowed {
                    let from = house.say_time(hit.retry_at);
                    return explain(tx, Problem::TryLater { from }, address, &token);
                }
                let found = invitations::by_token(tx, &link)?;
                match usable(tx, found)? {
                    Ok((invitation, account)) => {
                        latchkey_store::limits::forget(tx, &limits::INVITATION_CODE_PER_ADDRESS, &address)?;
                        begin(tx, &invitation, account, address, &token)
                    }
                    Err(why) => explain(tx, why, address, &token),
                }
            })
            .await;
        match opened {
            Ok(()) => EnrolGo { path: PAGE.into(), cookie: Some(cookie) },
            Err(error) => {
                self.house.report("an invitation could not be opened", &error.into());
                here()
            }
        }
    }

    /// One answer for every name: whether it exists, is invited or is done is not told.
    pub(super) async fn by_code(&self, caller: &Caller, name: &str, code: &str) -> Result<EnrolGo, Problem> {
        let typed = names::comparable(name);
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(32).collect::<String>().to_uppercase();
        if typed.is_empty() || code.is_empty() {
            return Err(Problem::Empty);
        }
        let address = address_key(caller.address);
        let token = entropy::new_token(self.house.entropy.as_ref());
        let cookie = token.expose().to_owned();
        let house = self.house.clone();
        let opened = self
            .house
            .store
            .write(move |tx| {
                let key = names::local_part(&typed).to_owned();
                for (limit, key) in
                    [(&limits::INVITATION_CODE_PER_ADDRESS, &address), (&limits::INVITATION_CODE_PER_NAME, &key)]
                {
                    let hit = latchkey_store::limits::hit(tx, limit, key)?;
                    if !hit.allowed {
                        return Ok(Err(Problem::TryLater { from: house.say_time(hit.retry_at) }));
                    }
                }
                let mut matching = accounts::by_name(tx, &typed)?;
                let only = matching.pop().filter(|_| matching.is_empty());
                let id = only.map_or_else(|| latchkey_domain::ids::AccountId(String::new()), |a| a.id);
                let found = invitations::by_code(tx, &id, &code)?;
                match usable(tx, found)? {
                    Ok((invitation, account)) => begin(tx, &invitation, account, address, &token).map(Ok),
                    Err(_) => Ok(Err(Problem::WrongCode)),
                }
            })
            .await;
        match opened {
            Ok(Ok(())) => Ok(EnrolGo { path: PAGE.into(), cookie: Some(cookie) }),
            Ok(Err(problem)) => Err(problem),
            Err(error) => Err(self.house.report("an invitation code could not be checked", &error.into()).into()),
        }
    }

    pub(super) async fn sign_in_with(&self, caller: &Caller, version: i64, password: Secret) -> EnrolGo {
        match self.password_checked(caller, version, &password).await {
            Ok(Some(answer)) => {
                let address = address_key(caller.address);
                self.step(caller, version, move |tx, live, state| {
                    if !matches!(state.stage, Stage::SignIn) {
                        return Ok(());
                    }
                    let right = answer.is_ok();
                    audit::append(
                        tx,
                        audit::Event {
                            kind: if right { "enrolment.signed-in" } else { "enrolment.sign-in.refused" },
                            actor: "anyone",
                            account: live.account.as_ref(),
                            directory: None,
                            address: Some(&address),
                            detail: serde_json::json!({}),
                        },
                    )?;
                    match answer {
                        Ok(()) => {
                            state.problem = None;
                            state.stage = Stage::Choose;
                            if let Some(account) = &live.account {
                                state.done = set_up(tx, account)?;
                            }
                        }
                        Err(problem) => state.problem = Some(problem),
                    }
                    Ok(())
                })
                .await
            }
            Ok(None) => self.step(caller, version, |_, _, _| Ok(())).await,
            Err(fault) => {
                let problem: Problem = self.house.report("a sign-in could not be checked", &fault).into();
                self.step(caller, version, move |_, _, state| {
                    state.problem = Some(problem);
                    Ok(())
                })
                .await
            }
        }
    }

    /// `None`: not the place to sign in. Tries the password against the directory within a budget
    /// that stays below its lock-out threshold.
    async fn password_checked(
        &self,
        caller: &Caller,
        version: i64,
        password: &Secret,
    ) -> Result<Option<Result<(), Problem>>, Fault> {
        let Some((live, state)) = self.find(caller).await? else { return Ok(None) };
        let Some(id) = live.account.clone().filter(|_| live.version == version && state.stage == Stage::SignIn) else {
            return Ok(None);
        };
        if password.is_empty() {
            return Ok(Some(Err(Problem::Empty)));
        }
        if password.expose().chars().count() > 256 {
            return Ok(Some(Err(Problem::WrongPassword)));
        }
        let wanted = id.clone();
        let account = self.house.store.read(move |tx| accounts::by_id(tx, &wanted)).await?;
        let account = account.ok_or(Fault::Gone("account"))?;
        let (row, directory) = self.house.directory(&account.directory).await?;
        if !row.active {
            return Ok(Some(Err(Problem::NotPossible)));
        }
        let policy = match directory.policy_for(&account.object_id).await {
            Ok(policy) => policy,
            Err(error) => return Ok(Some(Err(refusal::problem(&self.house, &error)))),
        };
        let budget = bind_budget(policy.lockout_threshold, policy.lockout_secs);
        let (key, address) = (id.0.clone(), address_key(caller.address));
        let counted = self
            .house
            .store
            .write(move |tx| {
                let person = latchkey_store::limits::hit(tx, &budget, &key)?;
                let network = latchkey_store::limits::hit(tx, &limits::BIND_PER_ADDRESS, &address)?;
                Ok([person, network].into_iter().find(|hit| !hit.allowed).map(|hit| hit.retry_at))
            })
            .await?;
        if let Some(until) = counted {
            return Ok(Some(Err(Problem::TryLater { from: self.house.say_time(until) })));
        }
        let answer = match directory.verify_password(&account.object_id, password).await {
            Ok(PasswordCheck::Wrong) => Err(Problem::WrongPassword),
            Ok(PasswordCheck::Locked) => Err(Problem::AccountLocked),
            Ok(PasswordCheck::RightButDisabled | PasswordCheck::RightButAccountExpired) => {
                Err(Problem::AccountDisabled)
            }
            // who must change it, or may not work at this hour, has still shown that they know it
            Ok(_) => Ok(()),
            Err(error) => Err(refusal::problem(&self.house, &error)),
        };
        if answer.is_ok() {
            let key = id.0;
            self.house.store.write(move |tx| latchkey_store::limits::forget(tx, &budget, &key)).await?;
        }
        Ok(Some(answer))
    }
}

/// How many passwords may be tried through us in the directory's own window: two thirds of what it
/// takes to lock the account, so that nobody is locked out of the directory from here.
fn bind_budget(lockout_threshold: u32, lockout_secs: i64) -> Limit {
    let max = match lockout_threshold {
        0 => 10,
        threshold => i64::from(threshold * 2 / 3).clamp(1, 10),
    };
    Limit { max, window_secs: lockout_secs.clamp(900, 86_400), ..limits::BIND_PER_PERSON }
}

#[cfg(test)]
mod tests {
    use super::bind_budget;
    #[test]
    fn below_the_threshold() {
        for threshold in 2..50 {
            assert!(bind_budget(threshold, 1800).max < i64::from(threshold));
        }
        assert_eq!(bind_budget(0, 0).max, 10);
        assert_eq!(bind_budget(3, 1800).max, 2);
    }
}
