//! Who could recover today, and who could once a draft of the policy is saved. A hundred thousand
//! people have a few hundred profiles of methods between them, once the things that these depend on are
//! numbered person by person: each profile is judged once.

mod draft;
mod profiles;
mod survey;

pub use draft::Draft;

use latchkey_contract::MethodKind;
use latchkey_contract::policy::Lack;
use latchkey_domain::independence::Authenticator;
use latchkey_domain::policy::MethodPolicy;
use latchkey_store::{StoreResult, Tx, persons};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use survey::{Person, Survey};

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

#[cfg(test)]
mod tests;
