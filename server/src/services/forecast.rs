//! Who could recover today, and who could once a draft of the policy is saved. A hundred thousand
//! people have a few hundred profiles of methods between them, once the things that these depend on are
//! numbered person by person: each profile is judged once.

mod profiles;
mod survey;

use latchkey_contract::MethodKind;
use latchkey_contract::policy::Lack;
use latchkey_domain::ids::PersonId;
use latchkey_domain::independence::Authenticator;
use latchkey_domain::policy::MethodPolicy;
use latchkey_store::{StoreResult, Tx, persons, policies};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use survey::{Person, Survey};

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

/// Counts people who are onboarded and whom the directory would let in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForecastCounts {
    pub people: usize,
    pub ready_now: usize,
    pub ready_after: usize,
    /// Ready now, and not afterwards.
    pub lost: usize,
    /// Who has one, and who could not recover today without it.
    pub methods: BTreeMap<MethodKind, (usize, usize)>,
}

pub fn forecast(tx: &mut Tx, draft: &Draft) -> StoreResult<ForecastCounts> {
    let survey = Survey::take(tx, draft)?;
    let mut all = ForecastCounts::default();
    for person in &survey.people {
        let case = survey.case(person);
        all.people += 1;
        all.ready_now += usize::from(case.now(person));
        all.ready_after += usize::from(case.after(person));
        all.lost += usize::from(case.now(person) && !case.after(person));
    }
    // by case, not by person: the lists are long
    for (case, [new, enrolled]) in survey.cases.iter().zip(survey.tally()) {
        for kind in &case.kinds {
            all.methods.entry(*kind).or_default().0 += new + enrolled;
        }
        for kind in &case.rely {
            all.methods.entry(*kind).or_default().1 += enrolled;
        }
    }
    Ok(all)
}

/// Of those who are not ready once the draft is saved.
pub struct Behind {
    pub id: String,
    pub name: String,
    pub login: String,
    pub lack: Lack,
}

/// One page of them by name, and how many there are. `lost_only`: those who are ready now.
pub fn behind(
    tx: &mut Tx,
    draft: &Draft,
    lost_only: bool,
    text: &str,
    from: usize,
    most: usize,
) -> StoreResult<(Vec<Behind>, usize)> {
    let survey = Survey::take(tx, draft)?;
    let concerned = |person: &&Person| {
        let case = survey.case(person);
        !case.after(person) && (case.now(person) || !lost_only)
    };
    let concerned: HashMap<&str, &Person> =
        survey.people.iter().filter(concerned).map(|person| (person.id.as_str(), person)).collect();
    let mut names = persons::roster_of_names(tx, text)?;
    names.retain(|(id, ..)| concerned.contains_key(id.as_str()));
    let total = names.len();
    let page = names.into_iter().skip(from).take(most);
    let rows = page.filter_map(|(id, name, login)| {
        let person = concerned.get(id.as_str())?;
        let case = survey.case(person);
        Some(Behind { lack: lack(&case.policy, &case.authenticators, person.enrolled), id, name, login })
    });
    Ok((rows.collect(), total))
}

/// What somebody who is not ready lacks. `authenticators`: all that they have.
fn lack(policy: &MethodPolicy, authenticators: &[Authenticator], enrolled: bool) -> Lack {
    if !enrolled {
        return Lack::SetUp;
    }
    let has: BTreeSet<MethodKind> = policy.usable(authenticators).map(|authenticator| authenticator.kind).collect();
    let missing: Vec<MethodKind> = policy.mandatory.iter().copied().filter(|kind| !has.contains(kind)).collect();
    let more = policy.required.saturating_sub(u32::try_from(has.len()).unwrap_or(u32::MAX));
    let has: Vec<MethodKind> = has.into_iter().collect();
    match (missing.is_empty(), more) {
        (false, _) => Lack::Mandatory { kinds: missing },
        (true, 0) => Lack::Apart { has },
        (true, more) => Lack::More { has, more },
    }
}

/// The policies in the order in which they are asked; the one for everybody stands last.
struct Order(Vec<(String, MethodPolicy)>);

impl Order {
    /// Of the rules that name somebody, and of everybody.
    fn place(&self, named: &[&str]) -> usize {
        let rule = self.0.iter().position(|(id, _)| named.contains(&id.as_str()));
        rule.unwrap_or(self.0.len().saturating_sub(1))
    }
}

/// A rule that is not there yet, and the policy for everybody: no id is like these.
const NEW: &str = "new";
const EVERYBODY: &str = "everybody";

fn orders(tx: &mut Tx, draft: &Draft) -> StoreResult<(Order, Order)> {
    let mut now: Vec<(String, MethodPolicy)> =
        policies::list(tx)?.into_iter().map(|rule| (rule.id, rule.policy)).collect();
    let everybody = super::policy::for_everybody(tx)?;
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

#[cfg(test)]
mod tests;
