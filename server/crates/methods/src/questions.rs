//! Security questions: which may be picked, which answers are too easy, how answers are compared, and
//! which of them a recovery asks. Answers are kept as argon2id hashes only. The weakest method there is
//! (NIST SP 800-63B advises against it, ASVS 5.0 6.4.2 forbids it alone): what makes it bearable is the
//! few tries a day (`domain::limits`), and that it never counts for more than one proof.

mod easy;
mod normal;

pub use normal::{LONGEST_ANSWER, normalise};

use crate::password_hash::{self, Memory};
use easy::Known;
use latchkey_contract::settings::QuestionSettings;
use latchkey_domain::Reason;
use latchkey_domain::{Entropy, Secret};
use normal::clean;
use serde::{Deserialize, Serialize};

/// The page has so many fields.
pub const MOST: usize = 8;
/// What `domain::guessing` reckons with; settings cannot go below it.
pub const FEWEST: usize = 3;
/// Letters in a question of one's own: enough to know later what was meant.
pub const SHORTEST_QUESTION: usize = 8;
pub const LONGEST_QUESTION: usize = 120;

/// What an administrator set, within what makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Each once, without blanks to spare.
    pub bank: Vec<String>,
    pub needed: usize,
    pub asked: usize,
    pub own: bool,
}

impl Rules {
    pub fn of(settings: &QuestionSettings) -> Self {
        let mut bank: Vec<String> = Vec::new();
        for question in settings.bank.iter().map(|text| clean(text)) {
            let fits = (1..=LONGEST_QUESTION).contains(&question.chars().count());
            if fits && !bank.iter().any(|other| normalise(other) == normalise(&question)) {
                bank.push(question);
            }
        }
        let number = |value: u32| usize::try_from(value).unwrap_or(MOST);
        let needed = number(settings.needed).clamp(FEWEST, MOST);
        Self { bank, needed, asked: number(settings.asked).clamp(FEWEST, needed), own: settings.own }
    }

    /// People need something to pick from, and names that nobody has need something to be asked; also
    /// where questions of one's own are welcome.
    pub fn has_enough(&self) -> bool {
        self.bank.len() >= self.needed
    }

    /// As it is kept. `None`: from somewhere else than this page.
    fn accept(&self, question: &str) -> Option<Result<String, Reason>> {
        let question = clean(question);
        if self.bank.contains(&question) {
            return Some(Ok(question));
        }
        let length = question.chars().count();
        self.own.then_some(match length {
            0 => Err(Reason::Empty),
            SHORTEST_QUESTION..=LONGEST_QUESTION => Ok(question),
            _ => Err(Reason::QuestionLength { min: SHORTEST_QUESTION as u32, max: LONGEST_QUESTION as u32 }),
        })
    }

    /// Those of a form that may stay on the page when something else in it was wrong.
    pub fn picked(&self, questions: &[String]) -> Vec<String> {
        let kept = |question: &String| self.accept(question).and_then(Result::ok).unwrap_or_default();
        questions.iter().take(self.needed).map(kept).collect()
    }

    /// Looks at the whole form. `names`: whatever the person is called.
    pub fn judge(&self, questions: &[String], answers: &[String], names: &[&str]) -> Result<Vec<Answered>, Reason> {
        if questions.len() != self.needed || answers.len() != self.needed {
            return Err(Reason::OutOfDate);
        }
        let mut judged: Vec<Answered> = Vec::new();
        for (question, answer) in questions.iter().zip(answers) {
            let question = self.accept(question).ok_or(Reason::OutOfDate)??;
            if answer.trim().is_empty() {
                return Err(Reason::Empty);
            }
            if answer.chars().count() > LONGEST_ANSWER {
                return Err(Reason::TooLongInput);
            }
            if (Known { question: &question, names }).makes_easy(answer) {
                let which = u32::try_from(judged.len() + 1).unwrap_or(u32::MAX);
                return Err(Reason::TooEasy { which });
            }
            judged.push(Answered { answer: normalise(answer), question });
        }
        let twice = judged.iter().enumerate().any(|(n, one)| {
            judged
                .iter()
                .skip(n + 1)
                .any(|other| one.answer == other.answer || normalise(&one.question) == normalise(&other.question))
        });
        if twice { Err(Reason::TwiceTheSame) } else { Ok(judged) }
    }
}

/// A question and its answer, which was judged and may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub question: String,
    answer: Secret,
}

/// One of a person's, as it is kept: all of them as JSON, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashedAnswers {
    pub question: String,
    pub hash: String,
}

/// `None`: as `password_hash::hash`. Takes some 20 ms for each.
pub fn hash_all(answered: &[Answered], entropy: &dyn Entropy, memory: &mut Memory) -> Option<Vec<HashedAnswers>> {
    let one = |one: &Answered| {
        let hash = password_hash::hash(&bound(&one.question, &one.answer), entropy, memory)?;
        Some(HashedAnswers { question: one.question.clone(), hash })
    };
    answered.iter().map(one).collect()
}

/// Whether all of them are right. Each is verified, also after a wrong one, and what was never answered
/// against a hash that nothing fits: the time says neither which was wrong nor whether there are any.
pub fn verify_all(asked: &[String], typed: &[String], kept: &[HashedAnswers], memory: &mut Memory) -> bool {
    let mut right = !asked.is_empty() && asked.len() == typed.len();
    for (nth, question) in asked.iter().enumerate() {
        let hash = kept.iter().find(|one| one.question == *question).map(|one| one.hash.as_str());
        let typed = typed.get(nth).map(|typed| normalise(typed)).unwrap_or_default();
        let hash = hash.unwrap_or(password_hash::dummy_hash());
        right &= password_hash::verify(hash, &bound(question, &typed), memory);
    }
    right
}

/// An answer fits its own question only.
fn bound(question: &str, answer: &Secret) -> Secret {
    Secret::new(format!("{question}\0{}", answer.expose()))
}

/// Some of these, in an order of their own: those with the lowest keys. `key` depends on the question and
/// on what else decides (whose, which day), with a secret in it; so the same are drawn again all day, and
/// nobody begins anew until the ones come that they can guess.
pub fn draw(questions: &[String], many: usize, key: impl Fn(&str) -> String) -> Vec<String> {
    let mut keyed: Vec<(String, &String)> = questions.iter().map(|question| (key(question), question)).collect();
    keyed.sort();
    keyed.into_iter().take(many).map(|(_, question)| question.clone()).collect()
}

#[cfg(test)]
mod tests;
