//! Security questions. The hashing is done between two transactions, with the organisation's bound on it, and
//! as much of it for a name that nobody has; in the transaction there is only its result.

use super::method::Method;
use super::proof::{ProofContext, Verdict};
use super::remote::{RemoteAnswer, RemoteRequest};
use super::secrets::{keep, kept};
use super::setup::{SetupContext, SetupOutcome, SetupView};
use crate::app_state::AppState;
use async_trait::async_trait;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::policy::MethodHindrance;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::Secret;
use latchkey_domain::independence::{Dependency, FactorKind};
use latchkey_methods::questions::{self, Answered, HashedAnswers, Rules};
use latchkey_store::accounts::Account;
use latchkey_store::methods::{self, MethodRow, NewMethod};
use latchkey_store::{StoreResult, Tx};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

pub struct Questions;

/// How long the same are asked: who begins again gets no others.
const SAME_FOR_SECS: i64 = 86_400;

/// Asked now.
#[derive(Serialize, Deserialize)]
struct AskedQuestions {
    questions: Vec<String>,
}

/// What came of comparing, and with which row.
#[derive(Serialize, Deserialize)]
enum Compared {
    Right {
        row: String,
    },
    Wrong,
    /// Not each was answered, which is no try.
    Unanswered,
}

/// The questions of a form that may stay when something else in it was wrong.
#[derive(Serialize, Deserialize)]
struct Picked {
    questions: Vec<String>,
}

fn kept_in(row: &MethodRow) -> Vec<HashedAnswers> {
    serde_json::from_str(row.secret.expose()).unwrap_or_default()
}

#[async_trait]
impl Method for Questions {
    fn kind(&self) -> MethodKind {
        MethodKind::Questions
    }

    fn hindrance(&self, app: &AppState, tx: &mut Tx) -> StoreResult<Option<MethodHindrance>> {
        let rules = Rules::of(&super::settings::settings_and_questions(tx, app.language)?.questions);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let (there, needed) = (count(rules.bank.len()), count(rules.needed));
        Ok((!rules.has_enough()).then_some(MethodHindrance::TooFewQuestions { there, needed }))
    }

    fn ask(&self, at: &mut ProofContext<'_, '_>, _again: bool) -> StoreResult<Result<(), Reason>> {
        let rules = Rules::of(&super::settings::settings_and_questions(at.tx, at.app.language)?.questions);
        let questions = drawn(at, &rules)?;
        at.secrets = keep(&AskedQuestions { questions })?;
        Ok(Ok(()))
    }

    fn page(&self, _house: &AppState, secrets: &Value) -> Ask {
        Ask::Questions { questions: kept::<AskedQuestions>(secrets).map(|asked| asked.questions).unwrap_or_default() }
    }

    fn needs_remote_check(&self) -> bool {
        true
    }

    async fn ask_remote(&self, app: &Arc<AppState>, asked: RemoteRequest, given: &ProofInput) -> RemoteAnswer {
        let Some(AskedQuestions { questions }) = kept(&asked.secrets) else { return Err(Reason::OutOfDate) };
        // the form has fields to spare
        let typed: Vec<String> = given.answers.iter().take(questions.len()).cloned().collect();
        if typed.len() < questions.len() || typed.iter().any(|answer| answer.trim().is_empty()) {
            return said(&Compared::Unanswered);
        }
        let row = asked.rows.first();
        let (id, theirs) = (row.map(|row| row.id.0.clone()), row.map(kept_in).unwrap_or_default());
        let right = app.argon2(move |memory| questions::verify_all(&questions, &typed, &theirs, memory)).await;
        match (right, id) {
            (Ok(true), Some(row)) => said(&Compared::Right { row }),
            (Ok(_), _) => said(&Compared::Wrong),
            (Err(_busy), _) => Err(Reason::MethodAway),
        }
    }

    fn check(&self, at: &mut ProofContext<'_, '_>, _given: &ProofInput, said: Value) -> StoreResult<Verdict> {
        Ok(match (kept::<Compared>(&said), at.rows.first().cloned()) {
            (Some(Compared::Unanswered), _) => Verdict::NotCounted(Reason::Empty),
            // not if they were set up anew in the meantime
            (Some(Compared::Right { row: compared }), Some(row)) if row.id.0 == compared => {
                methods::touch(at.tx, &row.id)?;
                Verdict::Right(row.authenticator())
            }
            _ => Verdict::Wrong(Reason::WrongCode),
        })
    }

    fn set_up_page(&self, seen: &SetupView<'_>) -> Option<SetUp> {
        let rules = Rules::of(&seen.settings.questions);
        let picked = kept::<Picked>(seen.secrets).map(|picked| picked.questions).unwrap_or_default();
        let needed = u32::try_from(rules.needed).ok()?;
        Some(SetUp::Questions { bank: rules.bank, needed, own: rules.own, picked })
    }

    fn needs_remote_set_up(&self) -> bool {
        true
    }

    /// Hashes what may be kept; what may not is said by `take`, which looks again.
    async fn ask_remote_at_set_up(
        &self,
        app: &Arc<AppState>,
        asked: RemoteRequest,
        given: &ProofInput,
    ) -> RemoteAnswer {
        let Some(account) = asked.account else { return Err(Reason::NotPossible) };
        let language = app.language;
        let settings = app.store.read(move |tx| super::settings::settings_and_questions(tx, language)).await;
        let settings = settings.map_err(|_| Reason::MethodAway)?;
        let Ok(answered) = judge(&Rules::of(&settings.questions), &account, given) else { return Ok(Value::Null) };
        let entropy = app.entropy.clone();
        match app.argon2(move |memory| questions::hash_all(&answered, entropy.as_ref(), memory)).await {
            Ok(Some(hashed)) => said(&hashed),
            Ok(None) | Err(_) => Err(Reason::MethodAway),
        }
    }

    fn take(
        &self,
        at: &mut SetupContext<'_, '_>,
        given: &ProofInput,
        outside: RemoteAnswer,
    ) -> StoreResult<SetupOutcome> {
        let rules = Rules::of(&at.settings.questions);
        at.secrets = keep(&Picked { questions: rules.picked(&given.questions) })?;
        let answered = match judge(&rules, &at.account, given) {
            Ok(answered) => answered,
            Err(problem) => return Ok(SetupOutcome::Refused(problem)),
        };
        let hashed = match outside {
            Ok(value) => kept::<Vec<HashedAnswers>>(&value).unwrap_or_default(),
            Err(problem) => return Ok(SetupOutcome::Refused(problem)),
        };
        // the administrator changed the questions between the two looks
        if !answered.iter().map(|one| &one.question).eq(hashed.iter().map(|one| &one.question)) {
            return Ok(SetupOutcome::Refused(Reason::OutOfDate));
        }
        Ok(SetupOutcome::Done(NewMethod {
            kind: MethodKind::Questions,
            label: "Security questions".into(),
            secret: Secret::new(keep(&hashed)?.to_string()),
            depends_on: vec![Dependency::new(FactorKind::Memory, "answers")],
            last_step: 0,
        }))
    }
}

fn said<T: Serialize>(what: &T) -> RemoteAnswer {
    keep(what).map_err(|_| Reason::MethodAway)
}

fn judge(rules: &Rules, account: &Account, given: &ProofInput) -> Result<Vec<Answered>, Reason> {
    let names: Vec<&str> =
        [Some(&account.login), Some(&account.display_name), account.upn.as_ref(), account.mail.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
    rules.judge(&given.questions, &given.answers, &names)
}

/// Of a person's questions some; of a name that nobody has, of some of the bank, which it keeps. Both are
/// drawn for everybody. A name that may mean somebody is asked what they are asked, and no answer is right.
/// The same within one recovery, and as long as a day is long.
fn drawn(at: &mut ProofContext<'_, '_>, rules: &Rules) -> StoreResult<Vec<String>> {
    let rows = methods::of(at.tx, &at.looks_like)?;
    let tx = &*at.tx;
    let nobody = format!("nobody:{}", at.flow.name_key);
    let pretended = questions::draw(&rules.bank, rules.needed, |question| {
        tx.lasting_digest("questions of nobody", &[&nobody, question])
    });
    let theirs = rows.iter().find(|row| row.kind == MethodKind::Questions);
    let theirs: Option<Vec<String>> = theirs.map(|row| kept_in(row).into_iter().map(|one| one.question).collect());
    let (whose, all) = match theirs {
        Some(theirs) => (at.looks_like.0.clone(), theirs),
        None => (nobody, pretended),
    };
    let earlier = kept::<AskedQuestions>(&at.secrets).map(|asked| asked.questions).unwrap_or_default();
    if !earlier.is_empty() && earlier.iter().all(|question| all.contains(question)) {
        return Ok(earlier);
    }
    let day = at.tx.now().secs().div_euclid(SAME_FOR_SECS).to_string();
    Ok(questions::draw(&all, rules.asked, |question| tx.lasting_digest("questions", &[&whose, &day, question])))
}

#[cfg(test)]
#[path = "questions_tests.rs"]
mod tests;
