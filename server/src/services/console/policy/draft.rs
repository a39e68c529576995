//! A policy as the browser sends it: made whole, and judged before it is saved.

use super::super::words;
use crate::app_state::AppState;
use crate::methods;
use latchkey_contract::MethodKind;
use latchkey_contract::admin::*;
use latchkey_contract::policy::*;
use latchkey_domain::policy::{MethodPolicy, PolicyFault, Preset};
use latchkey_store::{StoreResult, Tx};

/// As the browser knows it: without methods that this server does not have.
pub fn form(policy: &MethodPolicy) -> PolicyForm {
    let known = |kinds: &[MethodKind]| kinds.iter().copied().filter(|kind| methods::of(*kind).is_some()).collect();
    PolicyForm {
        allowed: known(&policy.allowed),
        required: policy.required,
        mandatory: known(&policy.mandatory),
        one_is_enough: policy.one_is_enough,
    }
}

pub(super) fn policy(form: PolicyForm) -> MethodPolicy {
    let PolicyForm { mut allowed, required, mut mandatory, one_is_enough } = form;
    for list in [&mut allowed, &mut mandatory] {
        list.retain(|kind| methods::of(*kind).is_some());
    }
    MethodPolicy { allowed, required, mandatory, one_is_enough }.tidy()
}

/// In the order of every list.
pub(super) fn states(app: &AppState, tx: &mut Tx) -> StoreResult<Vec<MethodState>> {
    let known = MethodKind::ALL.iter().filter_map(|kind| methods::of(*kind));
    known.map(|method| Ok(MethodState { kind: method.kind(), hindrance: method.hindrance(app, tx)? })).collect()
}

pub(super) fn starts() -> Vec<StartRow> {
    Start::ALL.iter().map(|start| StartRow { start: *start, policy: form(&preset(*start).policy()) }).collect()
}

const fn preset(start: Start) -> Preset {
    match start {
        Start::Recommended => Preset::Recommended,
        Start::Balanced => Preset::Balanced,
        Start::AsSpecified => Preset::AsSpecified,
        Start::Privileged => Preset::Privileged,
    }
}

pub(super) fn fault(about: &str, fault: FieldFault) -> DraftFault {
    DraftFault { about: about.to_owned(), fault }
}

pub(super) fn as_field(fault: DraftFault) -> Refused {
    Refused::Field { field: fault.about, fault: fault.fault }
}

/// What the page shows it beside.
const fn about(fault: PolicyFault) -> &'static str {
    match fault {
        PolicyFault::TooFewAllowed => "allowed",
        PolicyFault::BadRequired => "required",
        PolicyFault::OneNotConfirmed => "one",
        PolicyFault::TooManyMust => "mandatory",
        PolicyFault::TooWeakAlone(kind) | PolicyFault::MustNotAllowed(kind) => kind.code(),
        PolicyFault::QuestionsForPrivileged => MethodKind::Questions.code(),
    }
}

/// Why it cannot be saved: its own rules, and that people could set up what it asks for.
pub(super) fn judge(policy: &MethodPolicy, privileged: bool, states: &[MethodState]) -> Result<(), DraftFault> {
    policy.check(privileged).map_err(|why| fault(about(why), words::policy_fault(why, policy)))?;
    let hindered = |kind: MethodKind| states.iter().any(|state| state.kind == kind && state.hindrance.is_some());
    if let Some(kind) = policy.mandatory.iter().find(|kind| hindered(**kind)) {
        return Err(fault(kind.code(), FieldFault::MandatoryNotReady));
    }
    let ready = policy.primary().into_iter().filter(|kind| !hindered(*kind)).count();
    let ready = u32::try_from(ready).unwrap_or(u32::MAX);
    if ready < policy.required {
        return Err(fault("allowed", FieldFault::TooFewReady { needed: policy.required, ready }));
    }
    Ok(())
}

/// As it stands in the audit log.
pub(super) fn noted(policy: &MethodPolicy) -> serde_json::Value {
    let codes = |kinds: &[MethodKind]| kinds.iter().map(|kind| kind.code()).collect::<Vec<_>>();
    serde_json::json!({
        "allowed": codes(&policy.allowed),
        "required": policy.required,
        "mandatory": codes(&policy.mandatory),
    })
}

pub(super) fn weakens(policy: &MethodPolicy, before: &MethodPolicy) -> bool {
    form(policy).weakens(&form(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(kind: MethodKind, there: bool) -> MethodState {
        MethodState { kind, hindrance: (!there).then_some(MethodHindrance::NoServer) }
    }

    #[test]
    fn what_nobody_can_set_up_does_not_count() {
        use MethodKind as K;
        let policy = MethodPolicy { allowed: vec![K::Totp, K::Email, K::RecoveryCode], ..MethodPolicy::default() };
        let there = [state(K::Totp, true), state(K::Email, true), state(K::RecoveryCode, true)];
        assert_eq!(judge(&policy, false, &there), Ok(()));
        let away = [state(K::Totp, true), state(K::Email, false), state(K::RecoveryCode, true)];
        let found = judge(&policy, false, &away);
        assert_eq!(found, Err(fault("allowed", FieldFault::TooFewReady { needed: 2, ready: 1 })));
        let three = MethodPolicy { allowed: vec![K::Passkey, K::Totp, K::Email], mandatory: vec![K::Email], ..policy };
        let fault = judge(&three, false, &[state(K::Email, false)]).err().map(|fault| fault.about);
        assert_eq!(fault.as_deref(), Some("email"), "must be used and is not there");
    }

    #[test]
    fn a_refusal_stands_beside_what_it_is_about() {
        use MethodKind as K;
        let one = MethodPolicy { allowed: vec![K::Passkey, K::Totp], required: 1, ..MethodPolicy::default() };
        let about = |policy: &MethodPolicy, privileged| judge(policy, privileged, &[]).err().map(|fault| fault.about);
        assert_eq!(about(&one, false).as_deref(), Some("one"));
        let confirmed = MethodPolicy { one_is_enough: true, ..one };
        assert_eq!(about(&confirmed, false).as_deref(), Some("totp"));
        let none = MethodPolicy { required: 0, ..MethodPolicy::default() };
        assert_eq!(about(&none, false).as_deref(), Some("required"));
        let questions = MethodPolicy { allowed: vec![K::Passkey, K::Totp, K::Questions], ..MethodPolicy::default() };
        assert_eq!(about(&questions, true).as_deref(), Some("questions"));
        assert_eq!(about(&questions, false), None);
    }

    #[test]
    fn every_start_is_offered_and_can_be_saved_as_it_is() {
        let offered = starts();
        let kinds: Vec<Start> = offered.iter().map(|row| row.start).collect();
        assert_eq!(kinds, Start::ALL);
        for StartRow { start, policy: form } in offered {
            assert_eq!(judge(&policy(form.clone()), start == Start::Privileged, &[]), Ok(()), "{start:?}");
            assert_eq!(starts().iter().filter(|other| other.policy == form).count(), 1, "{start:?}: as another");
        }
    }
}
