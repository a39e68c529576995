//! Trying a directory password for somebody, within a budget that stays below what locks the account:
//! nobody is locked out of the directory through us.

use super::refusal;
use crate::app_state::AppState;
use crate::fault::Fault;
use latchkey_domain::Reason;
use latchkey_domain::directory::PasswordCheck;
use latchkey_domain::limits::{self, Limit};
use latchkey_domain::{Secret, Timestamp};
use latchkey_store::accounts::Account;
use latchkey_store::{Tx, limits as count};

/// How the password stands.
pub enum Tried {
    /// Known; also by somebody who must change it, or may not work at this hour.
    Right,
    No(Reason),
    /// Not tried: the budget of the person or the network is used up until then.
    Budget(Timestamp),
}

/// `address`: the network, as `limits::address_key` gives it.
pub async fn try_password(app: &AppState, account: &Account, password: &Secret, address: &str) -> Result<Tried, Fault> {
    if password.is_empty() {
        return Ok(Tried::No(Reason::Empty));
    }
    if password.expose().chars().count() > 256 {
        return Ok(Tried::No(Reason::WrongPassword));
    }
    let (row, directory) = app.directory(&account.directory).await?;
    if !row.active {
        return Ok(Tried::No(Reason::NotPossible));
    }
    // whose password is tried nowhere but on a page of the directory's own: no password is right here
    let Some(verifier) = directory.verifier() else { return Ok(Tried::No(Reason::WrongPassword)) };
    let policy = match directory.passwords().policy_for(&account.object_id).await {
        Ok(policy) => policy,
        Err(error) => return Ok(Tried::No(refusal::reason(app, &error))),
    };
    let budget = budget(policy.lockout_threshold, policy.lockout_window_secs.max(policy.lockout_secs));
    let (key, network) = (account.id.0.clone(), address.to_owned());
    let counted = app
        .store
        .write(move |tx| {
            let person = count::hit(tx, &budget, &key)?;
            let network = count::hit(tx, &limits::BIND_PER_ADDRESS, &network)?;
            Ok([person, network].into_iter().find(|hit| !hit.allowed).map(|hit| hit.retry_at))
        })
        .await?;
    if let Some(until) = counted {
        return Ok(Tried::Budget(until));
    }
    let answer = verifier.verify_password(&account.object_id, password).await;
    let key = account.id.0.clone();
    match answer {
        Ok(
            PasswordCheck::Right
            | PasswordCheck::RightButExpired
            | PasswordCheck::RightButMustChange
            | PasswordCheck::RightButNotNow,
        ) => {
            app.store.write(move |tx| count::forget(tx, &budget, &key)).await?;
            Ok(Tried::Right)
        }
        Ok(PasswordCheck::Wrong) => Ok(Tried::No(Reason::WrongPassword)),
        Ok(PasswordCheck::Locked) => Ok(Tried::No(Reason::AccountLocked)),
        Ok(PasswordCheck::RightButDisabled | PasswordCheck::RightButAccountExpired) => {
            Ok(Tried::No(Reason::AccountDisabled))
        }
        Err(error) => {
            // no password was tried, so none is counted
            let back = move |tx: &mut Tx| count::give_back(tx, &budget, &key);
            app.store.write(back).await?;
            Ok(Tried::No(refusal::reason(app, &error)))
        }
    }
}

/// How many passwords may be tried through us in the directory's own window: two thirds of what it
/// takes to lock the account. Where two windows meet that is not enough, so the directory looks at its own
/// count before each try as well.
fn budget(lockout_threshold: u32, window_secs: i64) -> Limit {
    let max = match lockout_threshold {
        0 => 10,
        threshold => i64::from(threshold * 2 / 3).clamp(1, 10),
    };
    Limit { max, window_secs: window_secs.clamp(900, 86_400), ..limits::BIND_PER_PERSON }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::methods::stage::Stage;
    use latchkey_contract::settings::MethodSettings;
    use latchkey_domain::directory::AccountState;
    use latchkey_domain::ids::ObjectId;
    use latchkey_store::accounts;

    /// By every way in at once, from as many networks as there are, for two days, at the moments when
    /// one window ends and the next begins: the account is never locked, and its owner gets in.
    #[tokio::test(start_paused = true)]
    async fn nobody_is_locked_out_of_the_directory_through_us() {
        let stage = Stage::new(&[], MethodSettings::default()).await;
        let (app, id) = (stage.app.clone(), stage.account.clone());
        let account = stage.write(move |tx| accounts::by_id(tx, &id)).await.unwrap();
        let (_, directory) = app.directory(&account.directory).await.unwrap();
        let policy = directory.passwords().policy_for(&account.object_id).await.unwrap();
        assert_eq!(
            (policy.lockout_threshold, policy.lockout_window_secs),
            (5, 900),
            "as the practice directory has it"
        );
        let (mut tried, mut networks) = (0, 0..);
        // one at the beginning of a window, the others at its very end, and those of the next at once
        for (pause, times) in [(2000_u64, 1), (898, 6), (4, 6), (450, 6), (451, 6)].into_iter().cycle().take(5 * 45) {
            tokio::time::advance(std::time::Duration::from_secs(pause)).await;
            for _ in 0..times {
                let network = format!("network {}", networks.next().unwrap());
                let guess = Secret::new(format!("guess of {network}"));
                tried += i32::from(matches!(
                    try_password(&app, &account, &guess, &network).await.unwrap(),
                    Tried::No(Reason::WrongPassword)
                ));
            }
            let state: AccountState = directory.passwords().state(&account.object_id).await.unwrap();
            assert!(!state.locked, "locked after {tried} wrong passwords");
        }
        assert!(tried > 100, "they were really tried: {tried}");
        tokio::time::advance(std::time::Duration::from_secs(3600)).await;
        let own = Secret::new("A-practice-2024");
        assert_eq!(account.object_id, ObjectId("00000000-0000-4000-8000-000000000001".into()));
        assert!(matches!(try_password(&app, &account, &own, "home").await.unwrap(), Tried::Right));
    }

    #[test]
    fn below_the_threshold() {
        for threshold in 2..50 {
            assert!(budget(threshold, 1800).max < i64::from(threshold));
        }
        assert_eq!(budget(0, 0).max, 10);
        assert_eq!(budget(3, 1800).max, 2);
    }
}
