//! A colleague who vouches.

use super::MethodWords;
use crate::ui::Glyph;

pub const WORDS: MethodWords = MethodWords {
    glyph: Glyph::Vouch,
    name: "A colleague vouches",
    ask_hint: "Your manager, or somebody your organisation chose",
    ask_heading: "Ask your colleague to vouch for you",
    ask_lede: "Call them, so that they know your voice, and read this number out. They sign in on their own device and type it.",
    field: "",
    field_hint: "",
    trouble: (
        "Whom do I call?",
        "Your manager, or one of the people whom {organisation} chose for this. We do not say here who that is. They find your request on their account page.",
    ),
    choose: "A colleague vouches",
    choose_hint: "Your manager confirms that it is you.",
    set_up_heading: "A colleague vouches",
    set_up_lede: "Nothing to set up: your manager can confirm that it is you.",
    admin_hint: "The manager in the directory, or people you choose, confirm by phone that it is them. A spare for one proof.",
    done: "Ready when you need it",
};
