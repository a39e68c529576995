//! Everybody who is onboarded and who can be recovered through any account, each with the case that they are.

use super::draft::{Draft, NEW, Order, orders};
use super::profiles::{Thin, profile};
use crate::methods::DirectoryMethods;
use latchkey_contract::MethodKind;
use latchkey_domain::ids::PersonId;
use latchkey_domain::independence::Authenticator;
use latchkey_domain::policy::MethodPolicy;
use latchkey_store::{StoreResult, Tx, directories, methods, persons, policies};
use std::collections::{BTreeSet, HashMap, HashSet};

/// People who have the same profile and the same policies, before and after.
pub(super) struct Case {
    /// As the first of them has it.
    pub authenticators: Vec<Authenticator>,
    /// Afterwards.
    pub policy: MethodPolicy,
    pub kinds: BTreeSet<MethodKind>,
    pub rely: Vec<MethodKind>,
    now: bool,
    after: bool,
}

pub(super) struct Person {
    pub id: String,
    case: usize,
    /// Who is not enrolled is not ready, whatever they have.
    pub enrolled: bool,
}

impl Case {
    fn new(authenticators: Vec<Authenticator>, before: &MethodPolicy, after: &MethodPolicy) -> Self {
        let ready = |policy: &MethodPolicy| policy.can_recover(&authenticators);
        let now = before.demands_enough() && ready(before);
        let kinds: BTreeSet<MethodKind> = authenticators.iter().map(|authenticator| authenticator.kind).collect();
        let lost_without = |kind: &MethodKind| now && !ready(&without(before, *kind));
        let rely = kinds.iter().copied().filter(lost_without).collect();
        // whether one is enough is asked when it is saved; a draft shows what would come of it
        Self { now, after: ready(after), kinds, rely, policy: after.clone(), authenticators }
    }
    pub const fn now(&self, person: &Person) -> bool {
        self.now && person.enrolled
    }
    pub const fn after(&self, person: &Person) -> bool {
        self.after && person.enrolled
    }
}

fn without(policy: &MethodPolicy, kind: MethodKind) -> MethodPolicy {
    let mut less = policy.clone();
    less.allowed.retain(|other| *other != kind);
    less.mandatory.retain(|other| *other != kind);
    less
}

pub(super) struct Survey {
    pub people: Vec<Person>,
    pub cases: Vec<Case>,
}

impl Survey {
    pub fn take(tx: &mut Tx, draft: &Draft) -> StoreResult<Self> {
        let (now, after) = orders(tx, draft)?;
        let mut directory_methods = DirectoryMethods::read(tx)?;
        let not_setting: HashSet<String> = directories::not_setting(tx)?.into_iter().map(|id| id.0).collect();
        let (mut seen, mut places) = (Vec::new(), HashMap::new());
        // of those alone whose other account is usable: few have another
        let mut here_elsewhere = HashSet::new();
        persons::roster(tx, |who| {
            let facts = directory_methods.notice(&who);
            let here = who.is_recoverable() && !not_setting.contains(who.directory.as_str());
            if who.is_primary {
                places.insert(who.person, seen.len());
                seen.push((facts, who.enrolled_at.is_some(), here));
            } else if here {
                here_elsewhere.insert(who.person);
            }
        })?;
        let mut authenticators: Vec<Thin> = Vec::with_capacity(seen.len() * 3);
        methods::all_offers(tx, |id, authenticator| {
            if let Some(person) = places.get(id) {
                authenticators.push(Thin::of(*person, authenticator));
            }
        })?;
        authenticators.sort_unstable_by_key(|authenticator| (authenticator.person, authenticator.kind));
        let rules = policies::all_members(tx)?;
        let mut ids = vec![String::new(); seen.len()];
        for (id, place) in places {
            ids.get_mut(place).into_iter().for_each(|own| own.clone_from(&id));
        }
        let mut sorted = Sorted { now, after, known: HashMap::new(), cases: Vec::new() };
        let (mut people, mut authenticators) = (Vec::with_capacity(seen.len()), authenticators.into_iter().peekable());
        for (nth, ((facts, enrolled, here), id)) in seen.into_iter().zip(ids).enumerate() {
            let id = PersonId(id);
            let mut has: Vec<Thin> =
                std::iter::from_fn(|| authenticators.next_if(|authenticator| authenticator.person == nth)).collect();
            if !here && !here_elsewhere.contains(id.as_str()) {
                continue;
            }
            let kinds: Vec<MethodKind> = has.iter().map(|authenticator| authenticator.kind).collect();
            has.extend(
                directory_methods
                    .authenticators(tx, id.as_str(), &facts, &kinds)
                    .into_iter()
                    .map(|authenticator| Thin::of(nth, authenticator)),
            );
            let mut named: Vec<&str> = rules.get(&id).into_iter().flatten().map(String::as_str).collect();
            if matches!(draft, Draft::Joining { members, .. } if members.contains(&id)) {
                named.push(NEW);
            }
            people.push(Person { case: sorted.case(has, &named), enrolled, id: id.0 });
        }
        Ok(Self { people, cases: sorted.cases })
    }

    #[expect(clippy::indexing_slicing, reason = "each person is given a case that is there")]
    pub fn case(&self, person: &Person) -> &Case {
        &self.cases[person.case]
    }

    /// How many people of each case have not enrolled, and have.
    pub fn tally(&self) -> Vec<[usize; 2]> {
        let mut tally = vec![[0, 0]; self.cases.len()];
        for person in &self.people {
            if let Some([new, enrolled]) = tally.get_mut(person.case) {
                *(if person.enrolled { enrolled } else { new }) += 1;
            }
        }
        tally
    }
}

/// Cases by what makes them: the places of the two policies, and the profile.
struct Sorted {
    now: Order,
    after: Order,
    known: HashMap<(usize, usize, Vec<u8>), usize>,
    cases: Vec<Case>,
}

impl Sorted {
    #[expect(clippy::indexing_slicing, reason = "each order has a last policy, for everybody")]
    fn case(&mut self, mut authenticators: Vec<Thin>, named: &[&str]) -> usize {
        authenticators.sort_by_key(|authenticator| authenticator.kind);
        let (now, after) = (self.now.place(named), self.after.place(named));
        let (cases, orders) = (&mut self.cases, (&self.now.0, &self.after.0));
        *self.known.entry((now, after, profile(&authenticators))).or_insert_with(|| {
            let authenticators = authenticators.iter().map(Thin::authenticator).collect();
            cases.push(Case::new(authenticators, &orders.0[now].1, &orders.1[after].1));
            cases.len() - 1
        })
    }
}
