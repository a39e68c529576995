//! Security questions.

use super::MethodWords;
use crate::ui::Glyph;

pub const WORDS: MethodWords = MethodWords {
    glyph: Glyph::Question,
    name: "Security questions",
    ask_hint: "The answers that you gave when you set them up",
    ask_heading: "Answer your questions",
    ask_lede: "As you answered them when you set them up. Capitals, blanks and punctuation do not matter.",
    field: "Answer",
    field_hint: "",
    trouble: (
        "I do not remember the answers",
        "Then use another method. We cannot show them: nobody here can read them.",
    ),
    choose: "Security questions",
    choose_hint: "Answers only you know. The weakest method; choose it last.",
    set_up_heading: "Choose and answer questions",
    set_up_lede: "Choose questions whose answers nobody can look up or ask out of you. An answer need not be true, only yours.",
    admin_hint: "Answers can be looked up, guessed, or asked out of people, so standards advise against them (NIST SP 800-63B, ASVS 6.4.2). They count for one proof at the most, and never for privileged people.",
    done: "Answers kept so that nobody can read them",
};
