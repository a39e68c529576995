#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use super::*;
use latchkey_testkit::TestEntropy;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}
fn settings() -> QuestionSettings {
    let bank = texts(&[
        "What did you build or repair that you are still proud of?",
        "Which teacher changed your mind about something, and about what?",
        "What was the name of the first shop you bought something in by yourself?",
        "Which meal do you remember from a journey, and where was it?",
        "What did you want to become when you were ten?",
        "Which book did you read more than twice?",
        "What was the nickname of your first friend?",
        "Which street did you live in before you were twelve?",
    ]);
    QuestionSettings { bank, ..QuestionSettings::default() }
}
fn rules(own: bool) -> Rules {
    Rules::of(&QuestionSettings { needed: 3, asked: 3, own, ..settings() })
}
fn bank() -> Vec<String> {
    rules(false).bank[..3].to_vec()
}
const GOOD: [&str; 3] = ["a red canoe", "Mrs Okonkwo", "corner kiosk of Rosa"];

fn judged(own: bool, questions: &[String], answers: &[&str]) -> Result<Vec<Answered>, Reason> {
    rules(own).judge(questions, &texts(answers), &["anna.lindqvist", "Anna Lindqvist"])
}

#[test]
fn settings_cannot_be_weaker_than_what_is_reckoned_with() {
    let of = |needed, asked| {
        let rules = Rules::of(&QuestionSettings { needed, asked, ..settings() });
        (rules.needed, rules.asked)
    };
    assert_eq!(
        [of(0, 0), of(1, 1), of(4, 1), of(4, 3), of(4, 9), of(99, 99)],
        [(3, 3), (3, 3), (4, 3), (4, 3), (4, 4), (8, 8)]
    );
    assert!(rules(false).has_enough());
    let thin = QuestionSettings { bank: texts(&["Where?", " where ?? ", "", "Who?"]), ..QuestionSettings::default() };
    assert_eq!(Rules::of(&thin).bank, ["Where?", "Who?"], "each once");
    assert!(!Rules::of(&thin).has_enough() && !Rules::of(&QuestionSettings { own: true, ..thin }).has_enough());
}

#[test]
fn a_good_form() {
    let answered = judged(false, &bank(), &GOOD).unwrap();
    assert_eq!(answered.len(), 3);
    assert_eq!(answered[0].question, bank()[0]);
    assert!(!format!("{answered:?}").contains("canoe"), "answers are not shown");
}

#[test]
fn only_questions_of_the_bank_unless_own_ones_are_welcome() {
    let with = |question: &str| vec![bank()[0].clone(), bank()[1].clone(), question.to_owned()];
    let own = "What is written on the bench behind the harbour?";
    assert_eq!(judged(false, &with(own), &GOOD), Err(Reason::OutOfDate));
    assert_eq!(judged(false, &with(""), &GOOD), Err(Reason::OutOfDate));
    assert_eq!(judged(true, &with(&format!(" \u{202e}{own}\n")), &GOOD).unwrap()[2].question, own);
    assert_eq!(judged(true, &with(" "), &GOOD), Err(Reason::Empty));
    let length = Err(Reason::QuestionLength { min: 8, max: 120 });
    assert_eq!(judged(true, &with("Where ?"), &GOOD), length);
    assert!(judged(true, &with("Where to"), &GOOD).is_ok());
    assert!(judged(true, &with(&"w".repeat(120)), &GOOD).is_ok());
    assert_eq!(judged(true, &with(&"w".repeat(121)), &GOOD), length);
    assert_eq!(rules(false).picked(&with(own)), [bank()[0].clone(), bank()[1].clone(), String::new()]);
    assert_eq!(rules(true).picked(&with(own))[2], own);
    assert_eq!(rules(true).picked(&texts(&["x"; 50])).len(), 3);
}

#[test]
fn forms_that_are_not_the_pages() {
    let two = bank()[..2].to_vec();
    assert_eq!(judged(true, &two, &GOOD), Err(Reason::OutOfDate));
    assert_eq!(judged(true, &bank(), &GOOD[..2]), Err(Reason::OutOfDate));
    let four: Vec<String> = rules(false).bank[..4].to_vec();
    assert_eq!(judged(true, &four, &["a red canoe", "Mrs Okonkwo", "corner kiosk", "more"]), Err(Reason::OutOfDate));
    assert_eq!(judged(true, &[], &[]), Err(Reason::OutOfDate));
}

#[test]
fn what_is_wrong_with_an_answer_is_said() {
    assert_eq!(judged(false, &bank(), &["a red canoe", " ", "kiosk of Rosa"]), Err(Reason::Empty));
    let long = "x y".repeat(100);
    assert_eq!(judged(false, &bank(), &["a red canoe", &long, "kiosk of Rosa"]), Err(Reason::TooLongInput));
    assert_eq!(judged(false, &bank(), &["a red canoe", "Anna", "kiosk of Rosa"]), Err(Reason::TooEasy { which: 2 }));
    assert_eq!(judged(false, &bank(), &["a red canoe", "Mrs Okonkwo", "A RED-canoe"]), Err(Reason::TwiceTheSame));
    let twice = vec![bank()[0].clone(), bank()[1].clone(), bank()[0].to_uppercase()];
    assert_eq!(judged(true, &twice, &GOOD), Err(Reason::TwiceTheSame));
    assert_eq!(
        judged(false, &[bank()[0].clone(), bank()[1].clone(), bank()[0].clone()], &GOOD),
        Err(Reason::TwiceTheSame)
    );
}

#[test]
fn all_must_be_right_each_at_its_own_question() {
    let kept =
        hash_all(&judged(false, &bank(), &GOOD).unwrap(), &TestEntropy::Same(9), &mut Memory::default()).unwrap();
    let written = serde_json::to_string(&kept).unwrap();
    assert!(!written.contains("canoe") && written.contains("$argon2id$"), "{written}");
    let right = |asked: &[String], typed: &[&str]| verify_all(asked, &texts(typed), &kept, &mut Memory::default());
    assert!(right(&bank(), &["  A RED canoe.", "mrsokonkwo", "Corner Kiosk of Rosa"]));
    let turned = vec![bank()[2].clone(), bank()[0].clone(), bank()[1].clone()];
    assert!(right(&turned, &["corner kiosk of rosa", "a red canoe", "mrs okonkwo"]));
    for wrong in [
        &["a red canoe", "mrs okonkwo", "corner kiosk"][..],
        &["mrs okonkwo", "a red canoe", "corner kiosk of rosa"],
        &["a red canoe", "mrs okonkwo", ""],
        &["a red canoe", "mrs okonkwo"],
        &["a red canoe", "mrs okonkwo", "corner kiosk of rosa", "more"],
        &[],
    ] {
        assert!(!right(&bank(), wrong), "{wrong:?}");
    }
    assert!(!verify_all(&[], &[], &kept, &mut Memory::default()), "nothing asked is nothing proved");
    assert!(!verify_all(&bank(), &texts(&GOOD), &[], &mut Memory::default()), "who answered none has none right");
    // a hash that somebody moves to another question fits no more
    let mut moved = kept.clone();
    moved[0].hash = kept[1].hash.clone();
    assert!(!verify_all(&bank()[..1], &texts(&["mrs okonkwo"]), &moved, &mut Memory::default()));
}

/// A digest as good as any for this.
fn key(whose: &str, question: &str) -> String {
    let mut hasher = DefaultHasher::new();
    (whose, question).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[test]
fn a_draw_is_the_same_again_and_another_for_others() {
    let bank = Rules::of(&settings()).bank;
    let of = |whose: &str| draw(&bank, 3, |question| key(whose, question));
    assert_eq!(of("anna"), of("anna"));
    let mut turned = bank.clone();
    turned.reverse();
    assert_eq!(draw(&turned, 3, |question| key("anna", question)), of("anna"), "whatever their order");
    let distinct: HashSet<Vec<String>> = (0..200).map(|n| of(&n.to_string())).collect();
    assert!(distinct.len() > 100, "{} of 336", distinct.len());
    for n in 0..200 {
        let drawn = of(&n.to_string());
        assert_eq!((drawn.len(), drawn.iter().collect::<HashSet<_>>().len()), (3, 3));
    }
    let seen: HashSet<String> = (0..200).flat_map(|n| of(&n.to_string())).collect();
    assert_eq!(seen.len(), bank.len(), "each comes");
    assert_eq!(draw(&bank[..2], 3, |question| key("anna", question)).len(), 2);
}
