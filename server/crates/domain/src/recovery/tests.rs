//! Orders of steps that must and must not lead anywhere.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use super::*;
use crate::independence::{Dependency, FactorKind};
use MethodKind as K;

fn authenticator(kind: K, which: &str) -> Authenticator {
    Authenticator { kind, on: vec![Dependency::new(FactorKind::Device, which)] }
}

fn begun(intent: RecoveryAction) -> Recovery {
    let policy = MethodPolicy { allowed: K::ALL.to_vec(), ..MethodPolicy::default() };
    Recovery::new(
        intent,
        policy,
        vec![
            authenticator(K::Totp, "a"),
            authenticator(K::Email, "b"),
            authenticator(K::Sms, "a"),
            authenticator(K::RecoveryCode, "c"),
        ],
    )
}

fn proved(intent: RecoveryAction) -> Recovery {
    let mut flow = begun(intent);
    assert!(flow.choose_method(K::Totp));
    assert!(!flow.right_proof(authenticator(K::Totp, "a")));
    assert!(flow.choose_method(K::Email));
    assert!(flow.right_proof(authenticator(K::Email, "b")));
    flow
}

#[test]
fn one_proof_never_suffices_and_the_same_twice_is_one() {
    let mut flow = begun(RecoveryAction::Reset);
    flow.choose_method(K::Totp);
    flow.right_proof(authenticator(K::Totp, "a"));
    assert!(!flow.choose_method(K::Totp));
    assert!(!flow.right_proof(authenticator(K::Totp, "z")));
    flow.after_proofs(false, true, true);
    assert_eq!(flow.step(), Step::Methods);
    assert!(!flow.begin_apply(RecoveryAction::Reset));
    flow.proved = vec![authenticator(K::Totp, "a"), authenticator(K::Totp, "z")];
    assert!(!flow.has_proved_enough());
    flow.proved = vec![authenticator(K::Totp, "a"), authenticator(K::Sms, "a")];
    assert!(!flow.has_proved_enough(), "two on one thing are one");
    flow.proved = vec![
        authenticator(K::Totp, "a"),
        Authenticator { kind: K::Email, on: vec![Dependency::new(FactorKind::Password, "")] },
    ];
    assert!(!flow.has_proved_enough(), "what opens with the lost password is none");
}

#[test]
fn what_shares_a_thing_is_shut_and_says_why() {
    let mut flow = begun(RecoveryAction::Reset);
    assert_eq!(flow.open_kinds(), [K::Totp, K::Email, K::Sms, K::RecoveryCode]);
    flow.choose_method(K::Totp);
    flow.right_proof(authenticator(K::Totp, "a"));
    assert_eq!(flow.open_kinds(), [K::Email, K::RecoveryCode]);
    assert_eq!(flow.unavailable_kinds(), [(K::Sms, Shared::FactorKind(FactorKind::Device))]);
    assert!(!flow.choose_method(K::Sms));
    assert_eq!(flow.problem, Some(Reason::PickAnother));
    assert!(!flow.choose_method(K::Passkey), "not among the authenticators");
}

#[test]
fn those_that_must_be_there() {
    let mut flow = proved(RecoveryAction::Reset);
    flow.policy.mandatory = vec![K::RecoveryCode];
    assert!(!flow.has_proved_enough());
    assert_eq!(flow.proofs_needed(), 3);
    assert!(flow.choose_method(K::RecoveryCode) && flow.right_proof(authenticator(K::RecoveryCode, "c")));
}

#[test]
fn a_required_count_below_two_opens_nothing() {
    let mut flow = begun(RecoveryAction::Reset);
    flow.policy.required = 0;
    assert!(!flow.has_proved_enough());
    flow.proved = vec![authenticator(K::Totp, "a")];
    flow.policy.required = 1;
    assert!(!flow.has_proved_enough());
    flow.policy.one_is_enough = true;
    assert!(flow.has_proved_enough());
    flow.proved.clear();
    assert!(!flow.has_proved_enough());
}

#[test]
fn wrong_orders_lead_nowhere() {
    let mut flow = begun(RecoveryAction::Reset);
    assert!(!flow.right_proof(authenticator(K::Totp, "a")), "nothing was asked");
    assert!(!flow.begin_apply(RecoveryAction::Unlock));
    assert!(!flow.choose_action(RecoveryAction::Unlock));
    flow.applied(&at(1), WriteOutcome::default());
    flow.wait_for_account(Reason::DirectoryAway);
    assert_eq!(flow.step(), Step::Methods);
    flow.choose_method(K::Totp);
    assert!(!flow.right_proof(authenticator(K::Email, "b")), "another method was asked");
    flow.policy.allowed.retain(|kind| *kind != K::Totp);
    assert!(!flow.right_proof(authenticator(K::Totp, "a")), "no longer allowed");
    assert!(flow.proved.is_empty());
}

#[test]
fn the_fifth_wrong_proof_ends_it() {
    let mut flow = begun(RecoveryAction::Reset);
    for n in 1..=5 {
        flow.choose_method(K::Totp);
        flow.wrong_proof(Reason::WrongCode);
        assert_eq!(flow.is_over(), n == 5);
    }
    assert!(!flow.choose_method(K::Totp));
}

#[test]
fn locked_chooses_expired_resets() {
    let mut flow = proved(RecoveryAction::Reset);
    flow.after_proofs(true, true, true);
    assert_eq!(flow.step(), Step::Action);
    let mut flow = proved(RecoveryAction::Unlock);
    flow.after_proofs(true, false, true);
    assert_eq!((flow.step(), flow.problem.clone()), (Step::Password, Some(Reason::UnlockNotEnough)));
    let mut flow = proved(RecoveryAction::Unlock);
    flow.after_proofs(false, true, true);
    assert_eq!(flow.problem, Some(Reason::NotLocked));
}

#[test]
fn a_directory_that_is_away_costs_nobody_the_unlock() {
    let mut flow = proved(RecoveryAction::Unlock);
    flow.wait_for_account(Reason::DirectoryAway);
    assert_eq!((flow.step(), flow.problem.clone()), (Step::Password, Some(Reason::DirectoryAway)));
    flow.after_proofs(true, true, true);
    assert_eq!((flow.step(), flow.problem.clone()), (Step::Action, None));
}

fn at(n: u8) -> AccountId {
    AccountId(format!("account {n}"))
}

fn planned(n: u8) -> PlannedAccount {
    PlannedAccount {
        account: at(n),
        directory: format!("directory {n}"),
        login: "anna".into(),
        display_name: "Anna".into(),
        facts: None,
        progress: Progress::Waiting,
        follows: None,
    }
}

/// At the new password, for so many accounts.
fn ready(accounts: u8) -> Recovery {
    let mut flow = proved(RecoveryAction::Reset);
    flow.plan = Plan((1..=accounts).map(planned).collect());
    flow.after_proofs(false, true, true);
    flow
}

fn outcome() -> WriteOutcome {
    WriteOutcome::default()
}

#[test]
fn one_write_at_a_time() {
    let mut flow = ready(1);
    assert!(flow.begin_apply(RecoveryAction::Reset));
    assert!(!flow.begin_apply(RecoveryAction::Reset));
    assert_eq!((flow.claim_next(Timestamp(5)), flow.claim_next(Timestamp(6))), (Some(at(1)), None));
    assert!(flow.is_open());
    flow.lost_answer(&at(1), "dc1".into(), None);
    flow.settle();
    assert!(matches!(&flow.plan.0[0].progress, Progress::Writing { server: Some(at), .. } if at == "dc1"));
    assert!(flow.is_open(), "nothing is known, and nothing said");
    flow.not_applied(&at(1), Reason::DirectoryAway, None);
    flow.settle();
    assert_eq!((flow.step(), flow.problem.clone()), (Step::Password, Some(Reason::DirectoryAway)));
    assert!(flow.begin_apply(RecoveryAction::Reset) && flow.claim_next(Timestamp(7)).is_some());
    flow.applied(&at(1), outcome());
    flow.settle();
    assert!(flow.is_over() && !flow.is_open());
}

#[test]
fn a_password_that_the_first_does_not_take_is_set_nowhere() {
    let mut flow = ready(3);
    assert!(flow.begin_apply(RecoveryAction::Reset));
    flow.claim_next(Timestamp(1));
    flow.not_applied(&at(1), Reason::TooSimple, None);
    flow.settle();
    assert_eq!((flow.step(), flow.problem.clone()), (Step::Password, Some(Reason::TooSimple)));
    assert!(flow.plan.0.iter().all(PlannedAccount::is_waiting), "nobody was asked but the first");
}

#[test]
fn what_was_done_in_one_stays_when_another_fails() {
    let mut flow = ready(3);
    flow.begin_apply(RecoveryAction::Reset);
    assert_eq!(flow.claim_next(Timestamp(1)), Some(at(1)));
    flow.applied(&at(1), outcome());
    assert_eq!(flow.claim_next(Timestamp(2)), Some(at(2)));
    flow.not_applied(&at(2), Reason::TooSimple, None);
    assert_eq!(flow.claim_next(Timestamp(3)), Some(at(3)));
    flow.not_applied(&at(3), Reason::DirectoryAway, Some(Timestamp(900)));
    flow.settle();
    assert_eq!(flow.step(), Step::Done);
    assert!(matches!(flow.plan.0[0].progress, Progress::Written { .. }));
    assert!(matches!(flow.plan.0[1].progress, Progress::Refused { .. }));
    assert!(flow.plan.is_kept() && flow.plan.is_unfinished());
    // kept for it, and done later: the others are not asked again
    assert!(
        !flow.claim_kept(&at(2), Timestamp(900), Timestamp(4)) && flow.claim_kept(&at(3), Timestamp(900), Timestamp(4))
    );
    assert!(flow.is_open() && flow.step() == Step::Done);
    flow.applied(&at(3), outcome());
    // and the one that said no is asked with another password
    assert!(flow.finish_rest() && flow.step() == Step::Password);
    assert!(flow.begin_apply(RecoveryAction::Reset));
    assert_eq!(flow.claim_next(Timestamp(5)), Some(at(2)));
    flow.not_applied(&at(2), Reason::TooSimple, None);
    assert_eq!(
        (flow.step(), flow.problem.clone()),
        (Step::Password, Some(Reason::TooSimple)),
        "another one can be typed"
    );
    flow.begin_apply(RecoveryAction::Reset);
    flow.claim_next(Timestamp(6));
    flow.applied(&at(2), outcome());
    flow.settle();
    assert!(flow.is_over() && !flow.plan.is_unfinished() && !flow.finish_rest());
}

#[test]
fn the_time_of_what_is_kept_ends() {
    let mut flow = ready(2);
    flow.begin_apply(RecoveryAction::Reset);
    flow.claim_next(Timestamp(1));
    flow.applied(&at(1), outcome());
    flow.claim_next(Timestamp(1));
    flow.not_applied(&at(2), Reason::DirectoryAway, Some(Timestamp(900)));
    flow.settle();
    let at_its_end = flow.claim_kept(&at(2), Timestamp(900), Timestamp(900));
    assert!(!at_its_end && !flow.claim_kept(&at(2), Timestamp(901), Timestamp(2)), "nor by a job of another password");
    assert!(!flow.forget_kept(&at(2), Timestamp(901)) && flow.forget_kept(&at(2), Timestamp(900)));
    assert!(!flow.plan.is_kept() && flow.plan.is_unfinished());
}

#[test]
fn interrupted_between_two_the_second_was_not_asked() {
    let mut flow = ready(3);
    flow.begin_apply(RecoveryAction::Reset);
    flow.claim_next(Timestamp(1));
    flow.applied(&at(1), outcome());
    flow.claim_next(Timestamp(2));
    flow.settle();
    assert!(flow.is_open(), "its answer may still come");
    // the job found out
    flow.not_applied(&at(2), Reason::DirectoryAway, None);
    flow.settle();
    assert_eq!(flow.step(), Step::Done);
    let away = |planned: &PlannedAccount| matches!(planned.progress, Progress::Away { retry_until: None, .. });
    assert!(away(&flow.plan.0[1]) && away(&flow.plan.0[2]));
    assert!(flow.finish_rest());
}

#[test]
fn a_lost_answer_holds_up_no_other() {
    let mut flow = ready(2);
    flow.begin_apply(RecoveryAction::Reset);
    flow.claim_next(Timestamp(1));
    flow.lost_answer(&at(1), "dc1".into(), None);
    assert_eq!(flow.claim_next(Timestamp(2)), Some(at(2)));
    flow.applied(&at(2), outcome());
    flow.settle();
    assert!(flow.step() == Step::Done && flow.is_open(), "one is known, the other is being found out");
    flow.applied(&at(1), WriteOutcome { found_out_later: true, ..outcome() });
    assert!(!flow.is_open());
}

#[test]
fn who_cannot_be_recovered_anywhere_is_told_so() {
    let mut flow = ready(2);
    flow.begin_apply(RecoveryAction::Reset);
    for n in [1, 2] {
        flow.claim_next(Timestamp(1));
        flow.not_applied(&at(n), Reason::Protected, None);
    }
    flow.settle();
    assert_eq!(flow.stage, Stage::Stopped { why: Reason::Protected });
}

#[test]
fn what_is_set_elsewhere_is_never_asked() {
    use crate::directory::Elsewhere;
    let mut flow = ready(2);
    let why = Reason::SetElsewhere { by: Elsewhere::OnPremises };
    flow.plan.0[1].progress = Progress::LeftOut { why: why.clone() };
    flow.plan.0[1].follows = Some(at(1));
    assert_eq!(flow.plan.source_of(&flow.plan.0[1]).map(|source| &source.account), Some(&at(1)));
    assert_eq!(flow.plan.reached(), 1);
    assert!(flow.begin_apply(RecoveryAction::Reset));
    assert_eq!(flow.claim_next(Timestamp(1)), Some(at(1)));
    flow.applied(&at(1), outcome());
    assert_eq!(flow.claim_next(Timestamp(2)), None);
    flow.settle();
    assert!(flow.is_over() && !flow.plan.is_unfinished() && !flow.finish_rest(), "nothing is left to be done");
    // it became so between the look and the write: left out, and no other password is asked for
    let mut flow = ready(1);
    flow.begin_apply(RecoveryAction::Reset);
    flow.claim_next(Timestamp(1));
    flow.not_applied(&at(1), why.clone(), None);
    flow.settle();
    assert_eq!(flow.stage, Stage::Stopped { why });
    // of one that cannot be recovered itself nothing follows
    let mut flow = ready(2);
    flow.plan.0[0].progress = Progress::LeftOut { why: Reason::Protected };
    flow.plan.0[1].follows = Some(at(1));
    assert!(flow.plan.source_of(&flow.plan.0[1]).is_none());
}
