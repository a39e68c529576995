//! Each end of a recovery's write: done, refused, away, and the answer lost before or after it; at a directory that
//! shows a write at once, and at one that shows it late. Those of the person's own change are with the account page.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use super::ANSWER_SECS;
use crate::methods::stage::Stage;
use crate::services::reconcile::reconcile;
use latchkey_app::ports::Caller;
use latchkey_contract::recover::{AccountOutcome, Outcome, RecoverAt, RecoverPage};
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{MethodKind, Problem};
use latchkey_directory::WriteFault;
use latchkey_domain::directory::DirectoryError;
use latchkey_store::jobs;
use std::time::Duration;

const NEW: &str = "quiet harbour stone 77!";

async fn stage() -> Stage {
    Stage::new(&[MethodKind::Totp, MethodKind::RecoveryCode], MethodSettings::default()).await
}

/// What stands at the new password; `None`: a write is under way.
async fn at_form(stage: &Stage, caller: &Caller) -> Option<(i64, Option<Problem>)> {
    match stage.recover_api().page(caller, RecoverAt::Password).await {
        Ok(RecoverPage::Password { version, problem, busy: None, .. }) => Some((version, problem)),
        Ok(RecoverPage::Password { .. }) => None,
        other => panic!("not at the new password: {other:?}"),
    }
}

async fn outcome(stage: &Stage, caller: &Caller) -> Outcome {
    match stage.recover_api().page(caller, RecoverAt::Done).await {
        Ok(RecoverPage::Done { mut accounts, .. }) if accounts.len() == 1 => match accounts.remove(0).what {
            AccountOutcome::Done(outcome) => *outcome,
            other => panic!("not done: {other:?}"),
        },
        other => panic!("not done: {other:?}"),
    }
}

async fn reset(stage: &Stage, caller: &Caller, new: &str) {
    let (version, _) = at_form(stage, caller).await.unwrap();
    stage.recover_api().set_password(caller, version, new.into()).await;
}

async fn notices(stage: &Stage) -> usize {
    stage.write(|tx| Ok(jobs::lease(tx, "test", 60, 10, &["notice"])?.len())).await
}

async fn told(stage: &Stage, done: &str) -> (usize, usize) {
    (stage.audited(done).await.len(), notices(stage).await)
}

async fn pass(secs: i64) {
    tokio::time::advance(Duration::from_secs(secs.unsigned_abs())).await;
}

#[tokio::test(start_paused = true)]
async fn a_recovery_whose_write_is_refused_or_not_sent_can_be_tried_again() {
    for (fault, problem) in [
        (WriteFault::Refused(DirectoryError::TooSimple), Problem::TooSimple),
        (WriteFault::Refused(DirectoryError::InHistory { remembered: 5 }), Problem::InHistory { remembered: 5 }),
        (WriteFault::Away, Problem::DirectoryAway),
    ] {
        let stage = stage().await;
        let (caller, flow) = stage.proved(&stage.account).await;
        stage.app.practice.as_ref().unwrap().faults().queue([fault]);
        reset(&stage, &caller, NEW).await;
        assert_eq!(at_form(&stage, &caller).await.unwrap().1, Some(problem));
        assert_eq!(stage.audited("recovery.refused").await.len(), 1);
        assert!(reconcile(&stage.app, &flow.0).await.is_ok(), "nothing is open");
        assert_eq!(told(&stage, "password.reset").await, (0, 0));
        reset(&stage, &caller, NEW).await;
        assert!(!outcome(&stage, &caller).await.found_out_later);
        assert_eq!(told(&stage, "password.reset").await, (1, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_recovery_whose_answer_was_lost_is_found_out_as_what_it_was() {
    let stage = stage().await;
    let (caller, flow) = stage.proved(&stage.account).await;
    let faults = [WriteFault::LostBefore, WriteFault::LostAfter];
    stage.app.practice.as_ref().unwrap().faults().queue(faults);
    reset(&stage, &caller, NEW).await;
    // it was not done, and that is believed only when no answer can come any more
    assert_eq!(at_form(&stage, &caller).await, None);
    assert!(reconcile(&stage.app, &flow.0).await.is_err(), "the job comes again");
    pass(ANSWER_SECS).await;
    assert!(reconcile(&stage.app, &flow.0).await.is_ok());
    assert_eq!(at_form(&stage, &caller).await.unwrap().1, Some(Problem::DirectoryAway));
    assert_eq!(told(&stage, "password.reset").await, (0, 0));
    // it was done, and its server says so at once
    reset(&stage, &caller, NEW).await;
    assert!(outcome(&stage, &caller).await.found_out_later);
    assert_eq!(told(&stage, "password.reset").await, (1, 1));
    assert!(reconcile(&stage.app, &flow.0).await.is_ok());
    assert_eq!(stage.audited("password.reset").await.len(), 1, "told once");
}

/// That such a directory still shows the old state says nothing, before as after the time for an answer.
#[tokio::test(start_paused = true)]
async fn where_a_write_shows_late_nothing_is_believed_too_early() {
    let stage = stage().await;
    let wanda = stage.in_the_cloud("w.kowalska").await.id;
    let cloud = stage.app.practice_cloud.clone().unwrap();
    let (caller, flow) = stage.proved(&wanda).await;
    cloud.faults().queue([WriteFault::LostBefore]);
    reset(&stage, &caller, NEW).await;
    pass(ANSWER_SECS + 19).await;
    assert!(reconcile(&stage.app, &flow.0).await.is_err(), "it could have arrived at the last moment");
    pass(1).await;
    assert!(reconcile(&stage.app, &flow.0).await.is_ok());
    assert_eq!(at_form(&stage, &caller).await.unwrap().1, Some(Problem::DirectoryAway));
    assert_eq!(told(&stage, "password.reset").await, (0, 0));

    let (caller, flow) = stage.proved(&wanda).await;
    cloud.faults().queue([WriteFault::LostAfter]);
    reset(&stage, &caller, NEW).await;
    pass(19).await;
    assert_eq!(at_form(&stage, &caller).await, None);
    pass(1).await;
    assert!(reconcile(&stage.app, &flow.0).await.is_ok());
    assert!(outcome(&stage, &caller).await.found_out_later);
    assert_eq!(told(&stage, "password.reset").await, (1, 1));
}

/// What it cannot do is not claimed: nothing was read back, tried, or compared with a history of its own.
#[tokio::test(start_paused = true)]
async fn a_recovery_at_the_cloud_says_what_is_known_and_remembers_the_password_itself() {
    let stage = stage().await;
    let wanda = stage.in_the_cloud("w.kowalska").await.id;
    let (caller, _) = stage.proved(&wanda).await;
    reset(&stage, &caller, NEW).await;
    let outcome = outcome(&stage, &caller).await;
    assert!(!outcome.signed_in && !outcome.found_out_later && outcome.old_works_until.is_none(), "{outcome:?}");
    assert_eq!(told(&stage, "password.reset").await, (1, 1));
    let (caller, _) = stage.proved(&wanda).await;
    reset(&stage, &caller, NEW).await;
    let problem = at_form(&stage, &caller).await.unwrap().1;
    assert!(matches!(problem, Some(Problem::InHistory { .. })), "{problem:?}");
}
