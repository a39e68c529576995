//! What is said about a new password before the directory is asked, and what is remembered of it
//! afterwards; for a recovery and for a change alike.

use super::refusal;
use crate::app_state::AppState;
use crate::fault::Fault;
use latchkey_contract::recover::Rule;
use latchkey_domain::Reason;
use latchkey_domain::Secret;
use latchkey_domain::checklist::strictest;
use latchkey_domain::directory::{AccountState, PasswordPolicy, PolicySource};
use latchkey_domain::ids::AccountId;
use latchkey_domain::password::{self, OwnNames};
use latchkey_domain::recovery::PlannedAccount;
use latchkey_methods::common_passwords::{self, Common};
use latchkey_methods::password_hash;
use latchkey_store::history;
use std::sync::Arc;

/// Longer ones are taken by no directory; and argon2 is not asked to read them.
const LONGEST: usize = 256;
/// A limit from here on is in nobody's way, and is no row of the list.
const LONGEST_SHOWN: u32 = 127;

/// Why it cannot be. `account`: whose history of ours it is compared with.
pub async fn refused(
    app: &Arc<AppState>,
    account: Option<&AccountId>,
    policy: &PasswordPolicy,
    names: &OwnNames,
    new: &Secret,
) -> Result<Option<Reason>, Fault> {
    if new.is_empty() {
        return Ok(Some(Reason::Empty));
    }
    if new.expose().chars().count() > LONGEST {
        return Ok(Some(Reason::TooLong { max: 256 }));
    }
    if let Err(error) = password::check_text(new, policy, names) {
        return Ok(Some(refusal::reason(app, &error)));
    }
    if let Some(part) = common_passwords::made_of(new, &[&names.login, &names.display_name, &app.organisation]) {
        return Ok(Some(Reason::ContainsName { part }));
    }
    if let Some(reason) = well_known(new) {
        return Ok(Some(reason));
    }
    let Some(account) = account.filter(|_| policy.history > 0) else { return Ok(None) };
    let used = in_history(app, account.clone(), new.clone()).await?;
    Ok(used.then_some(Reason::InHistory { remembered: policy.history }))
}

/// What everybody tries first; for people and administrators alike.
pub fn well_known(new: &Secret) -> Option<Reason> {
    common_passwords::found(new).map(|common| match common {
        Common::Listed => Reason::Leaked,
        Common::Run => Reason::KeysInARow,
        Common::Repeat => Reason::RepeatsItself,
    })
}

/// Compares with the passwords set through us that the server did not look at itself.
async fn in_history(app: &Arc<AppState>, account: AccountId, new: Secret) -> Result<bool, Fault> {
    let hashes = app.store.read(move |tx| history::of(tx, &account)).await?;
    if hashes.is_empty() {
        return Ok(false);
    }
    let compared = app.argon2(move |memory| hashes.iter().any(|hash| password_hash::verify(hash, &new, memory))).await;
    compared.map_err(|busy| Fault::Other(busy.to_string()))
}

/// For the history; without it (too many at once) the password is set all the same.
pub async fn hashed(app: &Arc<AppState>, new: Secret) -> Option<String> {
    let entropy = app.entropy.clone();
    let hash = app.argon2(move |memory| password_hash::hash(&new, entropy.as_ref(), memory)).await.ok().flatten();
    if hash.is_none() {
        tracing::warn!("a password was set and is not remembered in the history: too many are hashed at this moment");
    }
    hash
}

/// The checklist of a page for several accounts: what all of them ask for together.
pub fn rules_of_all<'a>(app: &AppState, accounts: impl Iterator<Item = &'a PlannedAccount>) -> Vec<Rule> {
    strictest(accounts.flat_map(|planned| {
        let facts = planned.facts.as_ref();
        facts.map(|facts| rules(app, &facts.policy, &facts.state, &planned.names())).unwrap_or_default()
    }))
}

/// The checklist of the page.
pub fn rules(app: &AppState, policy: &PasswordPolicy, state: &AccountState, names: &OwnNames) -> Vec<Rule> {
    let mut rules = Vec::new();
    if policy.is_certain() {
        rules.push(Rule::MinLength { min: policy.min_length });
    }
    if let Some(max) = policy.max_length.filter(|max| *max < LONGEST_SHOWN) {
        rules.push(Rule::MaxLength { max });
    }
    if policy.is_plain_only() {
        rules.push(Rule::PlainCharacters);
    }
    if policy.complexity && policy.is_certain() {
        rules.push(Rule::ThreeKinds);
        let mut parts: Vec<String> = std::iter::once(names.login.to_lowercase())
            .chain(names.display_name.to_lowercase().split([' ', ',', '.', '-', '_', '#', '\t']).map(str::to_owned))
            .filter(|part| part.chars().count() >= 3)
            .collect();
        parts.sort();
        parts.dedup();
        rules.push(Rule::WithoutName { parts });
    }
    let waits = policy.is_certain() && policy.min_age_secs > 0 && !state.password_expired && !state.must_change;
    if let Some(set_at) = state.password_set_at.filter(|_| waits) {
        let from = set_at.plus_secs(policy.min_age_secs);
        rules.push(Rule::MinAge { from: app.moment(from), ok: from <= app.now() });
    }
    if policy.history > 0 {
        rules.push(Rule::NotInHistory { remembered: policy.history });
    }
    if matches!(policy.source, PolicySource::UnreadablePso(_)) {
        rules.push(Rule::FinerPolicy);
    }
    rules
}
