//! Whose policy holds, and what somebody is asked for: a person what they set up, a name that nobody
//! has what others did. The same reads for both.

use crate::app_state::AppState;
use crate::methods;
use crate::work::{self, COUNT_PROFILES, CountProfiles};
use latchkey_domain::decoy::{EnrolmentProfiles, Profile};
use latchkey_domain::directory::Elsewhere;
use latchkey_domain::ids::{AccountId, PersonId};
use latchkey_domain::independence::Authenticator;
use latchkey_domain::policy::MethodPolicy;
use latchkey_store::accounts::{self, Account};
use latchkey_store::{StoreResult, Tx, directories, persons, policies, settings};

const EVERYBODY: &str = "policy";
const PROFILES: &str = "profiles";
/// People that the profiles are made of: enough to know how often which methods are had.
const SAMPLE: i64 = 500;

/// The policy for everybody whom no rule names.
pub fn for_everybody(tx: &mut Tx) -> StoreResult<MethodPolicy> {
    Ok(settings::get::<MethodPolicy>(tx, EVERYBODY)?.unwrap_or_default())
}

pub fn save_for_everybody(tx: &mut Tx, policy: &MethodPolicy) -> StoreResult<()> {
    settings::put(tx, EVERYBODY, policy)?;
    profiles_changed(tx)
}

/// The policy of one person: of the first rule that has an account of theirs as a member.
pub fn of(tx: &mut Tx, person: &PersonId) -> StoreResult<MethodPolicy> {
    let everybody = for_everybody(tx)?;
    Ok(policies::of_person(tx, person)?.map_or(everybody, |rule| rule.policy))
}

/// A recovery that begins.
pub struct Opened {
    /// Who, and by which of their accounts. `None`: nobody, and nothing can be proved.
    pub whose: Option<(PersonId, AccountId)>,
    pub policy: MethodPolicy,
    pub authenticators: Vec<Authenticator>,
    /// Whose it looks like: the person's own, that of whom the name may mean, or nobody's. For what is
    /// shown, and for nothing that is sent, checked or written.
    pub looks_like: PersonId,
    /// For the record alone: this name is somebody's who has no password that is set from here, and is shown what a name
    /// is that nobody has; with a code for why.
    pub unreached: Option<(AccountId, &'static str)>,
}

/// What this name leads to. Two accounts of one name lead to nobody: the person can type the longer
/// form of it.
///
/// A name that is nobody's as it was typed, but whose part before the @ is somebody's, looks like theirs:
/// `anna@nowhere.invalid` beside `anna` would tell otherwise whether she is enrolled. There is nobody
/// behind it. The same reads for all of them.
pub fn open_for(app: &AppState, tx: &mut Tx, typed: &str) -> StoreResult<Opened> {
    let local = latchkey_domain::names::local_part(typed);
    let mut found = accounts::by_name(tx, typed)?;
    let only = found.pop().filter(|_| found.is_empty());
    let named = only.filter(|a| a.person.onboarded_at.is_some() && a.person.enrolled_at.is_some());
    let who = named.as_ref().map_or_else(methods::nobody, |account| account.person.id.clone());
    // one account that is disabled does not shut its owner out of the others
    let theirs = persons::recoverable_accounts(tx, &who)?;
    let is_named = |account: &&Account| named.as_ref().is_some_and(|named| named.id == account.id);
    let account = theirs.iter().find(is_named).or(theirs.first()).cloned();
    let not_setting = directories::not_setting(tx)?;
    let unreached = named.as_ref().filter(|_| account.is_none()).and_then(|named| {
        let elsewhere = named.set_elsewhere.map(Elsewhere::code);
        let why = elsewhere.or_else(|| not_setting.contains(&named.directory).then_some("not-set-here"));
        Some((named.id.clone(), why?))
    });
    let meant = accounts::enrolled_by_local_part(tx, local)?;
    let known = account.is_some();
    let shown = account.or(meant);
    let id = shown.as_ref().map_or_else(methods::nobody, |account| account.person.id.clone());
    let policy = of(tx, &id)?;
    let authenticators = methods::authenticators(app, tx, &id)?;
    // by the local part: all spellings of a name that nobody has are one name, as for people
    let decoy = decoy(tx, local, &policy)?;
    let authenticators: Vec<Authenticator> = policy.usable(&authenticators).cloned().collect();
    // who lacks a method since the policy changed is asked like nobody, and finishes the set-up
    Ok(match shown.filter(|_| policy.can_recover(&authenticators)) {
        Some(account) if known => {
            Opened { whose: Some((account.person.id, account.id)), policy, authenticators, looks_like: id, unreached }
        }
        Some(_) => {
            let theirs = profile(&policy, &authenticators);
            let authenticators = theirs.authenticators();
            Opened { whose: None, authenticators, policy: shaped(&theirs), looks_like: id, unreached }
        }
        None => Opened {
            whose: None,
            authenticators: decoy.authenticators(),
            policy: shaped(&decoy),
            looks_like: methods::nobody(),
            unreached,
        },
    })
}

fn shaped(profile: &Profile) -> MethodPolicy {
    MethodPolicy {
        allowed: profile.kinds.clone(),
        required: profile.required,
        mandatory: profile.mandatory.clone(),
        one_is_enough: profile.required == 1,
    }
}

/// What a name that nobody has is asked for.
fn decoy(tx: &mut Tx, typed: &str, policy: &MethodPolicy) -> StoreResult<Profile> {
    let profiles: EnrolmentProfiles = settings::get(tx, PROFILES)?.unwrap_or_default();
    let draw = |profile: &str| {
        let digest = tx.lasting_digest("decoy", &[typed, profile]);
        digest.get(..16).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or(0)
    };
    Ok(profiles.profile_for(draw).cloned().unwrap_or_else(|| first_choice(policy)))
}

/// While nobody is enrolled: the first that the policy allows, and a sheet of recovery codes.
fn first_choice(policy: &MethodPolicy) -> Profile {
    let mut kinds: Vec<_> = policy.mandatory.clone();
    kinds.extend(policy.primary().into_iter().filter(|kind| !policy.mandatory.contains(kind)));
    kinds.truncate(policy.required.max(1) as usize);
    kinds.extend(
        policy.allowed.iter().copied().filter(|kind| kind.is_spare() && *kind != latchkey_contract::MethodKind::Vouch),
    );
    kinds.sort();
    Profile { kinds, required: policy.required, mandatory: policy.mandatory.clone() }
}

/// What somebody with these authenticators is shown.
fn profile(policy: &MethodPolicy, authenticators: &[Authenticator]) -> Profile {
    let mut kinds: Vec<_> = policy.usable(authenticators).map(|authenticator| authenticator.kind).collect();
    kinds.sort();
    kinds.dedup();
    Profile { kinds, required: policy.required, mandatory: policy.mandatory.clone() }
}

/// Has it counted anew: at once while people are few, and within the hour when they are many.
pub fn profiles_changed(tx: &mut Tx) -> StoreResult<()> {
    let many = persons::enrolled_count(tx)? > SAMPLE;
    let at = tx.now().plus_secs(if many { 3600 } else { 0 });
    work::enqueue(tx, &CountProfiles {}, at, Some(COUNT_PROFILES))
}

/// Counts anew what people have. Done now and then, not with each recovery.
pub fn count_profiles(app: &AppState, tx: &mut Tx) -> StoreResult<()> {
    let mut profiles = EnrolmentProfiles::default();
    for person in persons::some_enrolled(tx, SAMPLE)? {
        let policy = of(tx, &person)?;
        let authenticators = methods::authenticators(app, tx, &person)?;
        if !policy.can_recover(&authenticators) {
            continue;
        }
        let profile = profile(&policy, &authenticators);
        match profiles.profiles.iter_mut().find(|(seen, _)| *seen == profile) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => profiles.profiles.push((profile, 1)),
        }
    }
    profiles.profiles.sort();
    settings::put(tx, PROFILES, &profiles)
}
