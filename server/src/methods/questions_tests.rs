#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
use super::*;
use crate::methods::stage::{At, Stage};
use latchkey_contract::Problem;
use latchkey_contract::settings::{MethodSettings, QuestionSettings};
use latchkey_methods::password_hash::Memory;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

const ALLOWED: &[MethodKind] = &[MethodKind::Totp, MethodKind::Questions, MethodKind::RecoveryCode];
const ANSWERS: [&str; 4] = ["a red canoe", "Mrs Okonkwo", "corner kiosk of Rosa", "ravioli in Bergamo"];

fn first() -> MethodSettings {
    crate::methods::first_settings(latchkey_contract::Locale::En)
}
fn bank() -> Vec<String> {
    first().questions.bank
}
fn form(questions: &[String], answers: &[&str]) -> ProofInput {
    let answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
    ProofInput { questions: questions.to_vec(), answers, ..ProofInput::default() }
}
fn asked(at: &At) -> Vec<String> {
    let Ask::Questions { questions } = &at.ask else { panic!("{:?}", at.ask) };
    questions.clone()
}
/// What Anna says to these, in the spelling of the day; the fields that the form has to spare are empty.
fn answers(questions: &[String]) -> ProofInput {
    let known: HashMap<String, &str> = bank().into_iter().zip(ANSWERS).collect();
    let mut answers: Vec<String> =
        questions.iter().map(|question| format!(" {}! ", known[question].to_uppercase())).collect();
    answers.resize(questions::MOST, String::new());
    ProofInput { answers, ..ProofInput::default() }
}
fn wrong() -> ProofInput {
    ProofInput { answers: vec!["some lighthouse".into(); questions::MOST], ..ProofInput::default() }
}

impl Stage {
    async fn with_questions() -> Self {
        Self::new(ALLOWED, first()).await
    }
    async fn with_answers() -> Self {
        let stage = Self::with_questions().await;
        let caller = stage.enrolling(MethodKind::Questions).await;
        assert_eq!(stage.give(&caller, form(&bank()[..4], &ANSWERS)).await, None);
        stage.finish(&caller).await;
        stage
    }
}

#[tokio::test(start_paused = true)]
async fn from_the_invitation_to_the_second_proof() {
    let stage = Stage::with_questions().await;
    let caller = stage.enrolling(MethodKind::Questions).await;
    let (_, page, _) = stage.setting_up(&caller).await.unwrap();
    assert_eq!(page, SetUp::Questions { bank: bank(), needed: 4, own: false, picked: vec![] });
    // what was picked stays when an answer has to be another one; answers are never shown again
    let picked = [bank()[5].clone(), bank()[1].clone(), bank()[2].clone(), bank()[3].clone()];
    let (page, problem) =
        stage.give(&caller, form(&picked, &["Anna", ANSWERS[1], ANSWERS[2], ANSWERS[3]])).await.unwrap();
    assert_eq!(problem, Some(Problem::TooEasy { which: 1 }));
    assert_eq!(page, SetUp::Questions { bank: bank(), needed: 4, own: false, picked: picked.to_vec() });
    assert_eq!(stage.give(&caller, form(&bank()[..4], &ANSWERS)).await, None);
    assert_eq!(stage.row(MethodKind::Questions).await, None, "nothing is kept before the end");
    stage.finish(&caller).await;
    let row = stage.row(MethodKind::Questions).await.unwrap();
    assert_eq!(row.depends_on, [Dependency::new(FactorKind::Memory, "answers")]);
    let kept: Vec<HashedAnswers> = serde_json::from_str(row.secret.expose()).unwrap();
    assert!(kept.len() == 4 && kept.iter().all(|one| one.hash.starts_with("$argon2id$")));
    assert!(!row.secret.expose().contains("canoe"));

    let at = stage.recovering("anna", MethodKind::Questions).await;
    let right = answers(&asked(&at));
    assert!(stage.prove(at, right).await.is_ok());
    assert!(stage.row(MethodKind::Questions).await.unwrap().last_used_at.is_some());
    assert_eq!(stage.audited("recovery.proof.right").await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn questions_that_the_page_does_not_have_are_not_taken() {
    let stage = Stage::with_questions().await;
    let caller = stage.enrolling(MethodKind::Questions).await;
    let mut own = bank()[..4].to_vec();
    own[2] = "What do I say to this one?".into();
    for (questions, answers) in
        [(own.clone(), &ANSWERS[..]), (bank()[..3].to_vec(), &ANSWERS[..3]), (bank()[..5].to_vec(), &ANSWERS[..])]
    {
        let (page, problem) = stage.give(&caller, form(&questions, answers)).await.unwrap();
        assert_eq!(problem, Some(Problem::OutOfDate), "{questions:?}");
        assert!(matches!(page, SetUp::Questions { picked, .. } if !picked.contains(&own[2])));
    }
    // the same, where they are welcome
    stage
        .set(MethodSettings {
            questions: QuestionSettings { own: true, ..first().questions },
            ..MethodSettings::default()
        })
        .await;
    assert_eq!(stage.give(&caller, form(&own, &ANSWERS)).await, None);
}

#[tokio::test(start_paused = true)]
async fn the_same_are_asked_until_the_day_is_over() {
    let stage = Stage::with_answers().await;
    let first = stage.recovering("anna", MethodKind::Questions).await;
    let drawn = asked(&first);
    assert_eq!(drawn.iter().collect::<HashSet<_>>().len(), 3);
    assert!(drawn.iter().all(|question| bank()[..4].contains(question)));
    let Err(Ok(again)) = stage.prove(first, wrong()).await else { panic!("right?") };
    assert_eq!((asked(&again), again.problem.clone()), (drawn.clone(), Some(Problem::WrongCode)));
    assert_eq!(asked(&stage.reopen(again, MethodKind::Questions).await), drawn, "by way of the list");
    assert_eq!(asked(&stage.recovering("anna", MethodKind::Questions).await), drawn, "from the start");
    let mut others = HashSet::new();
    for _ in 0..20 {
        tokio::time::advance(Duration::from_secs(86_400)).await;
        others.insert(asked(&stage.recovering("anna", MethodKind::Questions).await));
    }
    assert!(others.len() > 5, "other days, others: {}", others.len());
}

#[tokio::test(start_paused = true)]
async fn all_must_be_right_and_which_was_wrong_is_not_said() {
    let stage = Stage::with_answers().await;
    let mut at = stage.recovering("anna", MethodKind::Questions).await;
    let good = answers(&asked(&at));
    for n in 0..3 {
        let mut one_wrong = good.clone();
        one_wrong.answers[n] = "a lighthouse".into();
        let Err(Ok(again)) = stage.prove(at, one_wrong).await else { panic!("two of three") };
        assert_eq!(again.problem, Some(Problem::WrongCode));
        at = again;
    }
    // one left empty is no try
    let mut unfinished = good.clone();
    unfinished.answers[1] = " ".into();
    let Err(Ok(at)) = stage.prove(at, unfinished).await else { panic!("unfinished") };
    assert_eq!((at.problem.clone(), stage.audited("recovery.proof.wrong").await.len()), (Some(Problem::Empty), 3));
    let fewer = ProofInput { answers: good.answers[..2].to_vec(), ..ProofInput::default() };
    let Err(Ok(at)) = stage.prove(at, fewer).await else { panic!("unfinished") };
    assert_eq!(at.problem, Some(Problem::Empty));
    assert!(stage.prove(at, good).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn many_at_once_are_one_try() {
    let stage = Stage::with_answers().await;
    let at = stage.recovering("anna", MethodKind::Questions).await;
    stage.prove_at_once(&at, &wrong(), 8).await;
    assert_eq!(stage.audited("recovery.proof.wrong").await.len(), 1);
    let at = stage.asked(at.caller).await.unwrap();
    let right = answers(&asked(&at));
    stage.prove_at_once(&at, &right, 8).await;
    assert_eq!(stage.audited("recovery.proof.right").await.len(), 1);
}

/// A double click: the second form must not undo what the first one is about to say.
#[tokio::test(start_paused = true)]
async fn a_set_up_that_is_sent_twice_is_done_once() {
    let stage = Stage::with_questions().await;
    let caller = stage.enrolling(MethodKind::Questions).await;
    stage.give_at_once(&caller, &form(&bank()[..4], &ANSWERS), 3).await;
    assert_eq!(stage.setting_up(&caller).await, None, "set up");
    stage.finish(&caller).await;
    assert!(stage.row(MethodKind::Questions).await.is_some());
}

#[tokio::test(start_paused = true)]
async fn six_tries_a_day_over_all_recoveries() {
    for name in ["anna", "nobody.at.all"] {
        let stage = Stage::with_answers().await;
        for _ in 0..2 {
            let mut at = stage.recovering(name, MethodKind::Questions).await;
            for _ in 0..3 {
                match stage.prove(at, wrong()).await {
                    Err(Ok(again)) => at = again,
                    other => panic!("{name}: {other:?}"),
                }
            }
        }
        let at = stage.recovering(name, MethodKind::Questions).await;
        let given = if name == "anna" { answers(&asked(&at)) } else { wrong() };
        let Err(Err(said)) = stage.prove(at, given).await else { panic!("{name}: a seventh try") };
        assert!(matches!(said, Problem::MethodLater { .. }), "{name}: {said:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_that_nobody_has_is_asked_alike() {
    let stage = Stage::with_answers().await;
    let anna = stage.recovering("anna", MethodKind::Questions).await;
    let mut drawn = HashSet::new();
    for name in ["nobody.at.all", "kim", "someone", "else", "jo"] {
        let no_one = stage.recovering(name, MethodKind::Questions).await;
        let questions = asked(&no_one);
        assert_eq!(questions.len(), asked(&anna).len());
        assert_eq!(questions.iter().collect::<HashSet<_>>().len(), 3);
        assert!(questions.iter().all(|question| bank().contains(question)));
        let at_work = stage.recovering(&format!("CORP\\{name}"), MethodKind::Questions).await;
        assert_eq!(asked(&at_work), questions, "the same in each spelling, and again");
        drawn.insert(questions);
        let Err(Ok(again)) = stage.prove(no_one, wrong()).await else { panic!("right?") };
        assert_eq!(again.problem, Some(Problem::WrongCode));
        let empty = ProofInput { answers: vec!["x".into(), String::new(), "y".into()], ..ProofInput::default() };
        let Err(Ok(again)) = stage.prove(again, empty).await else { panic!("right?") };
        assert_eq!(again.problem, Some(Problem::Empty));
    }
    assert!(drawn.len() > 2);
    // from day to day some of the same few, as for a person
    let mut seen = HashSet::new();
    for _ in 0..20 {
        tokio::time::advance(Duration::from_secs(86_400)).await;
        seen.extend(asked(&stage.recovering("nobody.at.all", MethodKind::Questions).await));
    }
    assert_eq!(seen.len(), 4, "four were answered by whoever that is");
}

/// Another address with her name before it: the same questions as hers, or the difference would tell that she
/// is enrolled; and nobody who answers.
#[tokio::test(start_paused = true)]
async fn a_name_that_may_mean_somebody_is_asked_what_they_are_asked() {
    let stage = Stage::with_answers().await;
    for _ in 0..3 {
        let anna = asked(&stage.recovering("anna", MethodKind::Questions).await);
        for name in ["anna@nowhere.invalid", "ANNA @nowhere.invalid", "CORP\\anna@nowhere.invalid"] {
            let at = stage.recovering(name, MethodKind::Questions).await;
            assert_eq!(asked(&at), anna, "{name}");
            let given = answers(&asked(&at));
            let Err(Ok(again)) = stage.prove(at, given).await else { panic!("{name}: right?") };
            assert_eq!(again.problem, Some(Problem::WrongCode), "{name}");
            assert_eq!(asked(&again), anna, "{name}");
        }
        tokio::time::advance(Duration::from_secs(86_400)).await;
    }
}

/// The hashes are made for everybody: with no room for them, everybody hears so.
#[tokio::test]
async fn as_much_work_for_a_name_that_nobody_has() {
    let stage = Stage::with_answers().await;
    let (anna, no_one) =
        (stage.recovering("anna", MethodKind::Questions).await, stage.recovering("kim", MethodKind::Questions).await);
    let right = answers(&asked(&anna));
    let (go, waiting) = std::sync::mpsc::channel::<()>();
    let waiting = Arc::new(std::sync::Mutex::new(waiting));
    let (begun, mut begins) = tokio::sync::mpsc::unbounded_channel();
    let full: Vec<_> = (0..3)
        .map(|_| {
            let (app, waiting, begun) = (stage.app.clone(), waiting.clone(), begun.clone());
            let work = move |_: &mut Memory| {
                begun.send(()).unwrap();
                waiting.lock().unwrap().recv()
            };
            tokio::spawn(async move { app.argon2(work).await })
        })
        .collect();
    for _ in 0..3 {
        begins.recv().await.unwrap();
    }
    let (anna, no_one) = tokio::join!(stage.prove(anna, right), stage.prove(no_one, wrong()));
    for said in [anna, no_one] {
        let Err(Ok(at)) = said else { panic!("{said:?}") };
        assert_eq!(at.problem, Some(Problem::MethodAway));
    }
    assert!(stage.audited("recovery.proof.wrong").await.is_empty(), "and nobody's try is lost");
    for _ in 0..3 {
        go.send(()).unwrap();
    }
    for one in full {
        assert!(one.await.unwrap().unwrap().is_ok());
    }
}

#[tokio::test(start_paused = true)]
async fn answers_that_were_replaced_open_nothing() {
    let stage = Stage::with_answers().await;
    let row = stage.row(MethodKind::Questions).await.unwrap();
    let (app, person, account) = (stage.app.clone(), stage.person.clone(), stage.account.clone());
    let right = |row: &str| keep(&Compared::Right { row: row.into() }).unwrap();
    let (ours, other) = (right(&row.id.0), right("another"));
    let verdicts = stage.write(move |tx| {
        let new = latchkey_store::flows::NewFlow {
            kind: latchkey_store::flows::FlowKind::Recover,
            person: Some(person.clone()),
            account: Some(account),
            who: "anna".into(),
            name_key: "anna".into(),
            address: "192.0.2.1".into(),
            state: Value::Null,
            sealed: Secret::default(),
            ttl_secs: 900,
        };
        let flow = latchkey_store::flows::create(tx, new, &Secret::new("token"))?;
        let mut verdict = |rows: &[MethodRow], said: &Value| -> StoreResult<bool> {
            let (tx, rows) = (&mut *tx, rows.to_vec());
            let mut at = ProofContext {
                app: &app,
                tx,
                flow: &flow,
                person: person.clone(),
                looks_like: person.clone(),
                rows,
                stage: 0,
                secrets: Value::Null,
            };
            Ok(matches!(Questions.check(&mut at, &ProofInput::default(), said.clone())?, Verdict::Right(_)))
        };
        let rows = [row];
        Ok([verdict(&rows, &ours)?, verdict(&rows, &other)?, verdict(&[], &ours)?, verdict(&rows, &Value::Null)?])
    });
    assert_eq!(verdicts.await, [true, false, false, false]);
}

#[tokio::test(start_paused = true)]
async fn hindered_while_there_are_too_few_to_pick_from() {
    let stage = Stage::with_questions().await;
    let app = stage.app.clone();
    let hindrance = async || {
        let app = app.clone();
        stage.write(move |tx| Questions.hindrance(&app, tx)).await
    };
    assert_eq!(hindrance().await, None);
    let few = QuestionSettings { bank: bank()[..3].to_vec(), ..QuestionSettings::default() };
    stage.set(MethodSettings { questions: few, ..MethodSettings::default() }).await;
    assert_eq!(hindrance().await, Some(MethodHindrance::TooFewQuestions { there: 3, needed: 4 }));
}
