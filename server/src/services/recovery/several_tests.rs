//! One person with accounts in two directories: one recovery, one new password, and what becomes of each when one of
//! them fails half-way.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use crate::jobs::{End, Job as _};
use crate::methods::stage::Stage;
use crate::methods::tries;
use crate::services::directory_write::ANSWER_SECS;
use crate::services::reconcile::reconcile;
use crate::services::{joining, kept_password};
use crate::work::{self, JobFault};
use latchkey_app::ports::Caller;
use latchkey_contract::recover::{AccountOutcome, AccountResult, RecoverAt, RecoverPage};
use latchkey_contract::settings::{AccountSettings, MethodSettings};
use latchkey_contract::{MethodKind, Problem};
use latchkey_directory::{PracticeCloud, PracticeDirectory, WriteFault};
use latchkey_domain::Secret;
use latchkey_domain::audit::Actor;
use latchkey_domain::directory::{DirectoryError, Entry, PasswordWriter as _};
use latchkey_domain::ids::{DirectoryId, FlowId, ObjectId};
use latchkey_domain::independence::{Dependency, FactorKind};
use latchkey_domain::joining::Doubt;
use latchkey_store::accounts::Account;
use latchkey_store::methods::NewMethod;
use latchkey_store::{jobs, persons};
use std::sync::Arc;
use std::time::Duration;

const NEW: &str = "quiet harbour stone 77!";

struct Anna {
    stage: Stage,
    cloud_id: DirectoryId,
    caller: Caller,
    flow: FlowId,
}

impl Anna {
    async fn new() -> Self {
        let stage = Stage::new(&[MethodKind::Totp, MethodKind::RecoveryCode], MethodSettings::default()).await;
        let cloud_id = stage.cloud().await;
        let (caller, flow) = stage.proved(&stage.account).await;
        Self { stage, cloud_id, caller, flow }
    }
    fn first(&self) -> Arc<PracticeDirectory> {
        self.stage.app.practice.clone().unwrap()
    }
    fn cloud(&self) -> Arc<PracticeCloud> {
        self.stage.app.practice_cloud.clone().unwrap()
    }
    async fn in_cloud(&self) -> Account {
        self.stage.account_in(&self.cloud_id, "a.lindqvist").await
    }
    async fn form(&self) -> (i64, Vec<String>, Option<Problem>) {
        match self.stage.recover_api().page(&self.caller, RecoverAt::Password).await {
            Ok(RecoverPage::Password { version, accounts, problem, busy: None, .. }) => {
                (version, accounts.into_iter().map(|account| account.directory).collect(), problem)
            }
            other => panic!("not at the new password: {other:?}"),
        }
    }
    async fn reset(&self, new: &str) -> RecoverAt {
        let (version, ..) = self.form().await;
        self.stage.recover_api().set_password(&self.caller, version, new.into()).await.at
    }
    async fn results(&self) -> (Vec<AccountResult>, bool) {
        match self.stage.recover_api().page(&self.caller, RecoverAt::Done).await {
            Ok(RecoverPage::Done { accounts, unfinished, .. }) => (accounts, unfinished),
            other => panic!("not done: {other:?}"),
        }
    }
    async fn second(&self) -> AccountOutcome {
        self.results().await.0.remove(1).what
    }
    /// Once through the jobs that finish what was kept.
    async fn finish(&self) -> Vec<End> {
        let leased = self.stage.write(|tx| jobs::lease(tx, "test", 60, 10, &[work::FINISH_WRITE])).await;
        let mut ends = Vec::new();
        for job in leased {
            let kept: work::FinishWrite = serde_json::from_str(job.payload.expose()).unwrap();
            let end = kept.run(&self.stage.app).await;
            match &end {
                End::Done => drop(self.stage.write(move |tx| jobs::done(tx, &job)).await),
                _ => drop(self.stage.write(move |tx| jobs::retry(tx, &job, "", tx.now())).await),
            }
            ends.push(end);
        }
        ends
    }
    async fn cloud_has_new_one(&self) -> bool {
        pass(20).await;
        let set_at = self.cloud().state(&self.in_cloud().await.object_id).await.unwrap().password_set_at;
        self.stage.app.now().since(set_at.unwrap()) < 3_600_000
    }
    async fn audited(&self) -> usize {
        self.stage.audited("password.reset").await.len()
    }
}

async fn pass(secs: i64) {
    tokio::time::advance(Duration::from_secs(secs.unsigned_abs())).await;
}

#[tokio::test(start_paused = true)]
async fn one_new_password_reaches_both() {
    let anna = Anna::new().await;
    let (_, accounts, _) = anna.form().await;
    assert_eq!(accounts, ["Practice", "Cloud account"], "the page before says which, the named one first");
    assert_eq!(anna.reset(NEW).await, RecoverAt::Done);
    let (results, unfinished) = anna.results().await;
    let done = |result: &AccountResult| matches!(&result.what, AccountOutcome::Done(_));
    assert!(results.len() == 2 && results.iter().all(done) && !unfinished, "{results:?}");
    let AccountOutcome::Done(cloud) = &results[1].what else { panic!() };
    assert!(cloud.eventual && !cloud.signed_in);
    assert!(anna.cloud_has_new_one().await);
    assert_eq!(anna.audited().await, 2, "a row for each");
    let mails = anna.stage.write(|tx| jobs::lease(tx, "test", 60, 10, &[work::NOTICE])).await;
    assert_eq!(mails.len(), 1, "and one mail for both");
    assert_eq!(anna.stage.app.kept.count(), 0);
}

/// Whoever clicks twice finds the page of the write, and each directory hears of it once.
#[tokio::test(start_paused = true)]
async fn of_many_posts_of_a_new_password_one_is_set() {
    let anna = Anna::new().await;
    let (version, ..) = anna.form().await;
    let api = anna.stage.recover_api();
    let posts = (0..6).map(|_| api.set_password(&anna.caller, version, NEW.into()));
    let posts = futures::future::join_all(posts).await;
    assert!(posts.iter().all(|go| matches!(go.at, RecoverAt::Done | RecoverAt::Password)), "{posts:?}");
    assert_eq!((anna.audited().await, anna.results().await.0.len()), (2, 2));
    // nor does a form of a page that is to come set anything
    let anna = Anna::new().await;
    let (version, ..) = anna.form().await;
    anna.stage.recover_api().set_password(&anna.caller, version + 1, NEW.into()).await;
    assert_eq!((anna.audited().await, anna.form().await.2), (0, Some(Problem::OutOfDate)));
}

#[tokio::test(start_paused = true)]
async fn by_the_name_of_either_account_it_is_one_recovery_of_both() {
    let anna = Anna::new().await;
    let (caller, flow) = anna.stage.proved(&anna.in_cloud().await.id).await;
    let anna = Anna { caller, flow, ..anna };
    assert_eq!(anna.form().await.1, ["Cloud account", "Practice"]);
    anna.reset(NEW).await;
    assert_eq!(anna.results().await.0.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_password_that_the_first_refuses_is_set_nowhere() {
    let anna = Anna::new().await;
    anna.first().faults().queue([WriteFault::Refused(DirectoryError::TooSimple)]);
    assert_eq!(anna.reset(NEW).await, RecoverAt::Password);
    assert_eq!(anna.form().await.2, Some(Problem::TooSimple));
    assert!(!anna.cloud_has_new_one().await);
    assert_eq!(anna.audited().await, 0);
}

#[tokio::test(start_paused = true)]
async fn what_the_second_refuses_is_set_there_with_another_one_and_the_first_stays() {
    let anna = Anna::new().await;
    anna.cloud().faults().queue([WriteFault::Refused(DirectoryError::TooSimple)]);
    assert_eq!(anna.reset(NEW).await, RecoverAt::Done);
    assert!(matches!(anna.second().await, AccountOutcome::Refused { why: Problem::TooSimple }));
    assert!(anna.results().await.1, "it can be set there, too");
    assert_eq!(anna.stage.app.kept.count(), 0, "what was refused is not kept");
    let Ok(RecoverPage::Done { version, .. }) = anna.stage.recover_api().page(&anna.caller, RecoverAt::Done).await
    else {
        panic!()
    };
    // the same form twice, and one of an older page
    let again = anna.stage.recover_api();
    futures::future::join(again.finish_rest(&anna.caller, version), again.finish_rest(&anna.caller, version)).await;
    assert_eq!(anna.form().await.1, ["Cloud account"], "the one that is done is not asked again");
    anna.reset("another harbour stone 78!").await;
    let (results, unfinished) = anna.results().await;
    assert!(results.iter().all(|result| matches!(result.what, AccountOutcome::Done(_))) && !unfinished);
    assert_eq!(anna.audited().await, 2);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_answer_is_finished_by_the_job() {
    let anna = Anna::new().await;
    anna.form().await;
    anna.cloud().faults().set_reachable(false);
    anna.reset(NEW).await;
    assert!(matches!(anna.second().await, AccountOutcome::Away { retry_until: Some(_) }));
    assert_eq!((anna.audited().await, anna.stage.app.kept.count()), (1, 1));
    pass(5).await;
    assert!(matches!(anna.finish().await[..], [End::Retry(JobFault::Directory(_))]), "it is still away");
    assert!(matches!(anna.second().await, AccountOutcome::Away { retry_until: Some(_) }));
    anna.cloud().faults().set_reachable(true);
    pass(20).await;
    assert_eq!(anna.finish().await, [End::Done]);
    assert!(matches!(anna.second().await, AccountOutcome::Done(_)));
    assert!(anna.cloud_has_new_one().await);
    assert_eq!((anna.audited().await, anna.stage.app.kept.count()), (2, 0), "and nothing is kept any more");
    assert!(anna.finish().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_kept_longer_than_a_quarter_of_an_hour() {
    let anna = Anna::new().await;
    anna.form().await;
    anna.cloud().faults().set_reachable(false);
    anna.reset(NEW).await;
    pass(kept_password::KEPT_SECS).await;
    anna.cloud().faults().set_reachable(true);
    assert_eq!(anna.finish().await, [End::Done]);
    assert!(matches!(anna.second().await, AccountOutcome::Away { retry_until: None }));
    assert!(anna.results().await.1 && anna.stage.app.kept.count() == 0);
    assert_eq!(anna.stage.audited("recovery.unfinished").await.len(), 1, "and they are told by mail");
    assert!(!anna.cloud_has_new_one().await);
}

/// The half that is in memory is gone with it: the page offers to do it by hand, at once.
#[tokio::test(start_paused = true)]
async fn after_a_restart_it_is_done_by_hand() {
    let anna = Anna::new().await;
    anna.form().await;
    anna.cloud().faults().set_reachable(false);
    anna.reset(NEW).await;
    anna.stage.app.kept.end();
    anna.cloud().faults().set_reachable(true);
    pass(5).await;
    assert_eq!(anna.finish().await, [End::Done]);
    assert!(matches!(anna.second().await, AccountOutcome::Away { retry_until: None }));
    assert!(!anna.cloud_has_new_one().await);
}

#[tokio::test(start_paused = true)]
async fn an_organisation_that_keeps_none_keeps_none() {
    let anna = Anna::new().await;
    let accounts = AccountSettings { keep_password: false, ..AccountSettings::default() };
    anna.stage.set(MethodSettings { accounts, ..MethodSettings::default() }).await;
    anna.form().await;
    anna.cloud().faults().set_reachable(false);
    anna.reset(NEW).await;
    assert!(matches!(anna.second().await, AccountOutcome::Away { retry_until: None }));
    assert_eq!((anna.stage.app.kept.count(), anna.finish().await.len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_of_one_is_found_out_while_the_other_is_known() {
    for (fault, found) in [(WriteFault::LostAfter, true), (WriteFault::LostBefore, false)] {
        let anna = Anna::new().await;
        anna.cloud().faults().queue([fault]);
        assert_eq!(anna.reset(NEW).await, RecoverAt::Done, "one has it, and that is said");
        assert!(matches!(anna.second().await, AccountOutcome::Open));
        assert!(!anna.results().await.1, "nothing is offered before it is known");
        pass(ANSWER_SECS + 20).await;
        assert!(reconcile(&anna.stage.app, &anna.flow.0).await.is_ok());
        let second = anna.second().await;
        if found {
            assert!(matches!(second, AccountOutcome::Done(outcome) if outcome.found_out_later));
        } else {
            // nothing was written: the password is there still, and the job sets it
            assert!(matches!(second, AccountOutcome::Away { retry_until: Some(_) }), "{second:?}");
            assert_eq!(anna.finish().await, [End::Done]);
            assert!(matches!(anna.second().await, AccountOutcome::Done(_)));
        }
        assert_eq!(anna.audited().await, 2);
    }
}

/// Killed between two: nothing is sent a second time, and the other one is offered.
#[tokio::test(start_paused = true)]
async fn interrupted_between_the_two_the_second_is_offered() {
    let anna = Anna::new().await;
    anna.form().await;
    // the process ends while the cloud's write is under way: it was claimed, and never sent
    let flow = anna.flow.clone();
    let (first, second) = (anna.stage.account.clone(), anna.in_cloud().await.id);
    anna.stage
        .write(move |tx| {
            let mut live = latchkey_store::flows::by_id(tx, &flow)?.unwrap();
            let mut kept: latchkey_domain::recovery::Recovery = crate::flows::stored::state(&live)?;
            assert!(kept.begin_apply(latchkey_contract::recover::RecoveryAction::Reset));
            assert_eq!(kept.claim_next(tx.now()), Some(first.clone()));
            kept.applied(&first, latchkey_domain::recovery::WriteOutcome::default());
            assert_eq!(kept.claim_next(tx.now()), Some(second));
            crate::flows::stored::save(tx, &mut live, &kept)
        })
        .await;
    assert!(reconcile(&anna.stage.app, &anna.flow.0).await.is_err());
    pass(ANSWER_SECS + 20).await;
    assert!(reconcile(&anna.stage.app, &anna.flow.0).await.is_ok());
    assert!(matches!(anna.second().await, AccountOutcome::Away { retry_until: None }));
    assert!(anna.results().await.1);
}

/// Whoever cannot be recovered in one of them is recovered in the other, and told.
#[tokio::test(start_paused = true)]
async fn a_disabled_account_is_left_out_and_said() {
    let stage = Stage::new(&[MethodKind::Totp, MethodKind::RecoveryCode], MethodSettings::default()).await;
    let cloud_id = stage.cloud().await;
    let liam = stage.also_of_practice("liam").await;
    let (one, disabled) = (liam.clone(), stage.account_in(&cloud_id, "z.martin").await);
    stage
        .write(move |tx| {
            let one = latchkey_store::accounts::by_id(tx, &one)?.unwrap();
            joining::join(tx, &one, &disabled, Actor::Administrator("root").into(), "administrator")
        })
        .await;
    let (caller, flow) = stage.proved(&liam).await;
    let liam = Anna { stage, cloud_id, caller, flow };
    assert_eq!(liam.form().await.1, ["Practice"]);
    liam.reset(NEW).await;
    let (results, unfinished) = liam.results().await;
    assert!(matches!(&results[..], [one, other] if matches!(one.what, AccountOutcome::Done(_))
        && matches!(other.what, AccountOutcome::LeftOut { why: Problem::NotPossible })));
    assert!(!unfinished);
}

/// The name of an account that is disabled leads to the person all the same, where another one can be recovered; and to
/// nobody as soon as none can.
#[tokio::test(start_paused = true)]
async fn a_disabled_name_leads_to_whoever_has_another_account() {
    let stage = Stage::new(&[MethodKind::Totp, MethodKind::RecoveryCode], MethodSettings::default()).await;
    let cloud_id = stage.cloud().await;
    let liam = stage.also_of_practice("liam").await;
    let (one, disabled) = (liam.clone(), stage.account_in(&cloud_id, "z.martin").await);
    let person = stage
        .write(move |tx| {
            let one = latchkey_store::accounts::by_id(tx, &one)?.unwrap();
            joining::join(tx, &one, &disabled, Actor::Administrator("root").into(), "administrator")?;
            persons::set_enrolled(tx, &one.person.id, Some(tx.now()))?;
            let depends_on = vec![Dependency::new(FactorKind::Device, "x")];
            let secret = Secret::new("KVKFKRCPNZQUYMLXOVYDSQKJKZDTSRLD");
            let app = NewMethod { kind: MethodKind::Totp, label: String::new(), secret, depends_on, last_step: 0 };
            latchkey_store::methods::add(tx, &one.person.id, &app)?;
            latchkey_store::methods::put_recovery_codes(tx, &one.person.id, &[Secret::new("a")])?;
            Ok(one.person.id)
        })
        .await;
    let leads_to = async |name: &'static str| {
        let app = stage.app.clone();
        stage.write(move |tx| Ok(crate::services::policy::open_for(&app, tx, name)?.whose)).await
    };
    for name in ["z.martin", "liam"] {
        assert_eq!(leads_to(name).await, Some((person.clone(), liam.clone())), "{name}");
    }
    let directory = stage.first_directory().clone();
    stage.write(move |tx| latchkey_store::directories::set_active(tx, &directory, false)).await;
    assert_eq!(leads_to("z.martin").await, None, "the other one is in a directory that is switched off");
}

/// Where an administrator allows it, equal addresses join; one that two people have by mistake waits for them.
#[tokio::test(start_paused = true)]
async fn equal_addresses_join_only_where_it_is_allowed_and_plain() {
    let stage = Stage::new(&[MethodKind::Totp], MethodSettings::default()).await;
    let cloud_id = stage.cloud().await;
    for login in ["liam", "noor", "oscar"] {
        stage.also_of_practice(login).await;
    }
    // a second person there with the same address
    let directory = stage.write(latchkey_store::directories::list).await.remove(0);
    let domains = vec![PracticeDirectory::DOMAIN.to_owned()];
    let first = directory.id.clone();
    stage
        .write(move |tx| {
            latchkey_store::directories::set_domains(tx, &first, &domains)?;
            let mail = Some(format!("noor@{}", PracticeDirectory::DOMAIN));
            let anna = crate::methods::stage::anna(None);
            let entry = Entry { object_id: ObjectId("second-noor".into()), login: "noor2".into(), mail, ..anna };
            latchkey_store::accounts::upsert(tx, &first, &entry, 1)
        })
        .await;
    let joined = async |login: &'static str| {
        let account = stage.account_in(&cloud_id, login).await;
        stage.write(move |tx| Ok(persons::accounts(tx, &account.person.id)?.len() == 2)).await
    };
    joining::run(&stage.app).await.unwrap();
    assert!(!joined("l.obrien").await, "nobody allowed it");
    let accounts = AccountSettings { join_by_mail: true, ..AccountSettings::default() };
    stage.set(MethodSettings { accounts, ..MethodSettings::default() }).await;
    joining::run(&stage.app).await.unwrap();
    joining::run(&stage.app).await.unwrap();
    assert!(joined("l.obrien").await && !joined("n.jansen").await && !joined("w.kowalska").await);
    let (waiting, all) = stage.write(|tx| persons::open_reviews(tx, 10)).await;
    assert!(all >= 1 && waiting.iter().all(|review| review.doubt == Doubt::MailShared), "{waiting:?}");
}

/// Tries by the one name and by the other are tries at one person.
#[tokio::test(start_paused = true)]
async fn two_names_are_no_second_helping_of_tries() {
    let anna = Anna::new().await;
    let person = anna.stage.person.clone();
    let tried = anna
        .stage
        .write(move |tx| {
            let mut last = tries::Admitted::Yes;
            for (nth, name_key) in ["anna", "a.lindqvist"].into_iter().cycle().take(14).enumerate() {
                let address = format!("network {nth}");
                let who = tries::Who { name_key, person: Some(&person), address: &address, stage: 1 };
                last = tries::admit(tx, MethodKind::Totp, &who)?;
            }
            Ok(last)
        })
        .await;
    assert_eq!(tried, tries::Admitted::Silently, "their own limit counts both, and says nothing");
}

/// Attack: whoever holds the other account has nothing of the person's methods, and gets none by being joined.
#[tokio::test(start_paused = true)]
async fn being_joined_gives_nobody_the_others_methods() {
    let anna = Anna::new().await;
    let cloud = anna.in_cloud().await;
    assert_eq!(cloud.person.id, anna.stage.person, "made from the other one: joined by its immutable id");
    let person = cloud.person.id.clone();
    let (one, other) = (cloud.id.clone(), anna.stage.account.clone());
    // parted again: it has a person of its own, with nothing, and is not joined by itself any more
    let parted = cloud.clone();
    anna.stage.write(move |tx| joining::part(tx, &parted, Actor::Administrator("root").into())).await;
    joining::run(&anna.stage.app).await.unwrap();
    let (now, kept) = anna
        .stage
        .write(move |tx| {
            let now = latchkey_store::accounts::by_id(tx, &one)?.unwrap();
            Ok((now.clone(), persons::accounts(tx, &person)?))
        })
        .await;
    assert_ne!(now.person.id, anna.stage.person);
    assert!(now.person.onboarded_at.is_none() && now.person.enrolled_at.is_none());
    assert!(matches!(&kept[..], [only] if only.id == other));
    // and the recovery that was under way is nobody's
    assert!(matches!(
        anna.stage.recover_api().page(&anna.caller, RecoverAt::Password).await,
        Err(_) | Ok(RecoverPage::Stopped { .. })
    ));
}
