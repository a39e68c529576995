#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
use super::*;
use crate::jobs::{End, Job as _, staged};
use crate::methods::stage::Stage;
use crate::methods::{self, DirectoryMethods};
use crate::work::{JobFault, SendProofCode};
use latchkey_contract::Problem;
use latchkey_contract::settings::{MethodSettings, SmsSettings};
use latchkey_domain::ids::PersonId;
use latchkey_store::{jobs, persons, providers};
use std::time::Duration;

const ALLOWED: &[MethodKind] = &[MethodKind::Totp, MethodKind::Sms, MethodKind::RecoveryCode];
const NUMBER: &str = "+4915123456789";

fn settings(sms: SmsSettings) -> MethodSettings {
    MethodSettings { sms, ..MethodSettings::default() }
}

impl Stage {
    async fn with_texts() -> Self {
        Self::new(ALLOWED, MethodSettings::default()).await
    }
    async fn with_number(self) -> Self {
        let caller = self.enrolling(MethodKind::Sms).await;
        let before = self.texts().len();
        self.give(&caller, ProofInput::text("+49 151 23456789")).await;
        let (_, code) = self.texted(before).await;
        assert_eq!(self.give(&caller, ProofInput::text(code)).await, None);
        self.finish(&caller).await;
        self
    }
    async fn offered(&self) -> Vec<Authenticator> {
        let (app, id) = (self.app.clone(), self.person.clone());
        let authenticators = self.write(move |tx| methods::authenticators(&app, tx, &id));
        authenticators.await.into_iter().filter(|authenticator| authenticator.kind == MethodKind::Sms).collect()
    }
    async fn foreseen(&self) -> Vec<Authenticator> {
        let authenticators = self.write(|tx| {
            let (mut directory_methods, mut seen) = (DirectoryMethods::read(tx)?, Vec::new());
            persons::roster(tx, |who| seen.push((who.person.clone(), directory_methods.notice(&who))))?;
            Ok(directory_methods.authenticators(tx, &seen[0].0, &seen[0].1, &[]))
        });
        authenticators.await.into_iter().filter(|authenticator| authenticator.kind == MethodKind::Sms).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn from_the_invitation_to_the_second_proof() {
    let stage = Stage::with_texts().await;
    let _working = stage.work();
    let caller = stage.enrolling(MethodKind::Sms).await;
    for (typed, problem) in [
        ("0151 23456789", Problem::BadNumber),
        ("+49 30 123456", Problem::BadNumber),
        ("+49 900 1234567", Problem::BadNumber),
        ("112", Problem::BadNumber),
    ] {
        let (page, said) = stage.give(&caller, ProofInput::text(typed)).await.unwrap();
        assert_eq!((page, said), (SetUp::Address { typed: typed.into(), known: None }, Some(problem)));
    }
    let (page, _) = stage.give(&caller, ProofInput::text("0049 (0)151 / 234567-89")).await.unwrap();
    assert!(matches!(page, SetUp::Sent { to, .. } if to == NUMBER));
    let (to, code) = stage.texted(0).await;
    assert_eq!(to, NUMBER);
    let text = stage.texts()[0].text.clone();
    assert!(text.len() <= 160 && text.ends_with(&format!("#{code}")), "{text}");
    // another number after all, then back to the first
    let (page, _) = stage.back(&caller).await.unwrap();
    assert_eq!(page, SetUp::Address { typed: NUMBER.into(), known: None });
    stage.give(&caller, ProofInput::text(NUMBER)).await.unwrap();
    let (_, newer) = stage.texted(1).await;
    let (_, said) = stage.give(&caller, ProofInput::text(code)).await.unwrap();
    assert_eq!(said, Some(Problem::WrongCode), "the first code is no longer good");
    assert_eq!(stage.give(&caller, ProofInput::text(newer)).await, None);
    stage.finish(&caller).await;
    let row = stage.row(MethodKind::Sms).await.unwrap();
    assert_eq!((row.secret.expose(), row.depends_on[0].factor), (NUMBER, FactorKind::Phone));
    assert!(!row.depends_on[0].which.contains("151"));

    let at = stage.recovering("anna", MethodKind::Sms).await;
    assert!(matches!(at.ask, Ask::Digits { good_until: Some(_) }));
    let (to, code) = stage.texted(2).await;
    assert_eq!(to, NUMBER);
    let wrong = if code == "123456" { "654321" } else { "123456" };
    let Err(Ok(at)) = stage.prove(at, ProofInput::text(wrong)).await else { panic!("right?") };
    assert_eq!(at.problem, Some(Problem::WrongCode));
    let late = stage.recovering("anna", MethodKind::Sms).await;
    assert!(stage.prove(at, ProofInput::text(code.clone())).await.is_ok());
    let Err(Ok(late)) = stage.prove(late, ProofInput::text(code)).await else { panic!("one code, two recoveries") };
    assert_eq!(late.problem, Some(Problem::WrongCode));
}

#[tokio::test(start_paused = true)]
async fn of_many_posts_of_a_code_one_is_right() {
    let stage = Stage::with_texts().await;
    let _working = stage.work();
    let stage = stage.with_number().await;
    let at = stage.recovering("anna", MethodKind::Sms).await;
    let (_, code) = stage.texted(1).await;
    stage.prove_at_once(&at, &ProofInput::text(code), 8).await;
    assert_eq!(stage.audited("recovery.proof.right").await.len(), 1);
    assert!(stage.audited("recovery.proof.wrong").await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_code_is_sent_again_not_at_once_and_five_times_an_hour() {
    let stage = Stage::with_texts().await;
    let _working = stage.work();
    let stage = stage.with_number().await;
    let mut at = stage.recovering("anna", MethodKind::Sms).await;
    stage.texted(1).await;
    at = stage.send_again(at).await.unwrap();
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(stage.texts().len(), 2, "a second click within the half minute");
    for nth in 2..5 {
        tokio::time::sleep(Duration::from_secs(40)).await;
        at = stage.send_again(at).await.unwrap();
        stage.texted(nth).await;
    }
    // one to confirm, four to prove: nothing more goes to this number
    tokio::time::sleep(Duration::from_secs(40)).await;
    let said = stage.send_again(at).await.unwrap_err();
    assert!(matches!(said, Some(Problem::SendLimit { .. })), "{said:?}");
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(stage.texts().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_nobody_has_is_asked_alike_and_nothing_is_sent() {
    let stage = Stage::with_texts().await;
    let working = stage.work();
    let stage = stage.with_number().await;
    // both at the same time: until when a code is good tells the time at which it was asked for
    let (anna, no_one) =
        tokio::join!(stage.recovering("anna", MethodKind::Sms), stage.recovering("kim", MethodKind::Sms));
    assert_eq!((&anna.ask, &anna.problem, anna.version), (&no_one.ask, &no_one.problem, no_one.version));
    stage.texted(1).await;
    let counts = async || stage.app.store.read(jobs::counts).await.unwrap();
    staged::until(20, "the queue to be empty", async || counts().await == (0, 0)).await;
    assert_eq!(stage.texts().len(), 2, "one to confirm, one to Anna");
    let Err(Ok(at)) = stage.prove(no_one, ProofInput::text("123456")).await else { panic!("right?") };
    assert_eq!(at.problem, Some(Problem::WrongCode));
    drop(working);
}

#[tokio::test(start_paused = true)]
async fn the_directorys_number_where_it_may_be_used() {
    let stage = Stage::with_texts().await;
    stage.directory_has("+49 (0)151 23456789").await;
    assert_eq!((stage.offered().await, stage.foreseen().await), (vec![], vec![]), "off by default");
    stage.set(settings(SmsSettings { from_directory: true, ..SmsSettings::default() })).await;
    let known = stage.offered().await;
    assert_eq!(known.len(), 1);
    assert_eq!(stage.foreseen().await, known, "the forecast says the same");
    for unfit in ["0151 23456789", "+49 30 123456", "ext. 4477", ""] {
        stage.directory_has(unfit).await;
        assert_eq!((stage.offered().await, stage.foreseen().await), (vec![], vec![]), "{unfit}");
    }
    stage.directory_has("+49 151 23456789").await;
    stage
        .set(settings(SmsSettings { from_directory: true, countries: vec!["SE".into()], ..SmsSettings::default() }))
        .await;
    assert_eq!((stage.offered().await, stage.foreseen().await), (vec![], vec![]), "a country that is not served");

    // the same phone, confirmed: one thing, not two
    let _working = stage.work();
    stage.set(settings(SmsSettings::default())).await;
    let stage = stage.with_number().await;
    assert_eq!(stage.offered().await, known);
}

/// Between the moment that the limits were counted and the sending.
#[tokio::test(start_paused = true)]
async fn the_number_is_read_again_when_it_is_sent() {
    let stage = Stage::with_texts().await;
    stage.directory_has("+49 151 23456789").await;
    stage.set(settings(SmsSettings { from_directory: true, ..SmsSettings::default() })).await;
    let counted = stage.write(|tx| Ok(tx.digest("destination", &[NUMBER]))).await;
    let until = stage.app.now().plus_secs(600);
    let job = |person: &PersonId| SendProofCode {
        kind: MethodKind::Sms,
        person: person.0.clone(),
        destination: counted.clone(),
        code: "604118".into(),
        until,
    };
    assert_eq!(job(&stage.person).run(&stage.app).await, End::Done);
    assert_eq!(stage.texts().len(), 1);
    assert_eq!(job(&methods::nobody()).run(&stage.app).await, End::Done);
    stage.directory_has("+49 151 23456780").await;
    assert_eq!(job(&stage.person).run(&stage.app).await, End::Done);
    assert_eq!(stage.texts().len(), 1, "to nobody, and to no number that was not counted");

    let who = stage.person.clone();
    stage.write(move |tx| persons::set_language(tx, &who, Some(latchkey_contract::Locale::De))).await;
    stage.directory_has("+49 151 23456789").await;
    assert_eq!(job(&stage.person).run(&stage.app).await, End::Done);
    let said: Vec<String> = stage.texts().into_iter().map(|text| text.text).collect();
    assert!(said[0].starts_with("604118 is your ") && said[1].starts_with("604118 ist Ihr Code für "), "{said:?}");

    let late = SendProofCode { until: stage.app.now(), ..job(&stage.person) };
    assert_eq!(late.run(&stage.app).await, End::GiveUp(JobFault::TooLate));
}

#[tokio::test(start_paused = true)]
async fn who_used_up_the_budget_hears_so_at_the_set_up() {
    let stage = Stage::with_texts().await;
    stage.set(settings(SmsSettings { a_person_a_day: 1, ..SmsSettings::default() })).await;
    let _working = stage.work();
    let caller = stage.enrolling(MethodKind::Sms).await;
    stage.give(&caller, ProofInput::text(NUMBER)).await.unwrap();
    stage.texted(0).await;
    stage.back(&caller).await.unwrap();
    let (_, said) = stage.give(&caller, ProofInput::text(NUMBER)).await.unwrap();
    assert!(matches!(said, Some(Problem::SendLimit { .. })), "{said:?}");
}

#[tokio::test]
async fn hindered_without_a_gateway() {
    let (_folder, app) =
        staged::app_state("origin = \"https://reset.example.com\"\n[proxy]\ntrusted = [\"127.0.0.1\"]\n").await;
    let hindrance = async || {
        let same = app.clone();
        app.store.write(move |tx| Sms.hindrance(&same, tx)).await.unwrap()
    };
    assert_eq!(hindrance().await, Some(MethodHindrance::NoGateway));
    let config = serde_json::json!({ "kind": "mail", "pattern": "{number}@sms.example" });
    app.store
        .write(move |tx| providers::put(tx, "sms", &config, &latchkey_domain::Secret::default(), None))
        .await
        .unwrap();
    assert_eq!(hindrance().await, None);
}
