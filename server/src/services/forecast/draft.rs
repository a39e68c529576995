//! What would be saved, and in which order the policies are asked then.

use latchkey_domain::ids::PersonId;
use latchkey_domain::policy::MethodPolicy;
use latchkey_store::{StoreResult, Tx, policies};
use std::collections::HashSet;

/// What would be saved.
pub enum Draft {
    /// As it is.
    Nothing,
    Everybody(MethodPolicy),
    /// The rule of this id with another policy.
    Rule {
        id: String,
        policy: MethodPolicy,
    },
    /// A new rule for these, before all others or behind them.
    Joining {
        members: HashSet<PersonId>,
        first: bool,
        policy: MethodPolicy,
    },
    /// The rule of this id taken away.
    Without {
        id: String,
    },
}

/// The policies in the order in which they are asked; the one for everybody stands last.
pub(super) struct Order(pub(super) Vec<(String, MethodPolicy)>);

impl Order {
    /// Of the rules that name somebody, and of everybody.
    pub(super) fn place(&self, named: &[&str]) -> usize {
        let rule = self.0.iter().position(|(id, _)| named.contains(&id.as_str()));
        rule.unwrap_or(self.0.len().saturating_sub(1))
    }
}

/// A rule that is not there yet, and the policy for everybody: no id is like these.
pub(super) const NEW: &str = "new";
const EVERYBODY: &str = "everybody";

pub(super) fn orders(tx: &mut Tx, draft: &Draft) -> StoreResult<(Order, Order)> {
    let mut now: Vec<(String, MethodPolicy)> =
        policies::list(tx)?.into_iter().map(|rule| (rule.id, rule.policy)).collect();
    let everybody = crate::services::policy::for_everybody(tx)?;
    let mut after = now.clone();
    let last = match draft {
        Draft::Everybody(policy) => policy.clone(),
        _ => everybody.clone(),
    };
    match draft {
        Draft::Nothing | Draft::Everybody(_) => {}
        Draft::Rule { id, policy } => {
            after.iter_mut().filter(|(rule, _)| rule == id).for_each(|(_, old)| *old = policy.clone());
        }
        Draft::Without { id } => after.retain(|(rule, _)| rule != id),
        Draft::Joining { first, policy, .. } => {
            let at = if *first { 0 } else { after.len() };
            after.insert(at, (NEW.to_owned(), policy.clone()));
        }
    }
    now.push((EVERYBODY.to_owned(), everybody));
    after.push((EVERYBODY.to_owned(), last));
    Ok((Order(now), Order(after)))
}
