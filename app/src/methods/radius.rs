//! Passcodes of a RADIUS server.

use super::MethodWords;
use crate::ui::Glyph;

pub const WORDS: MethodWords = MethodWords {
    glyph: Glyph::AppCode,
    name: "Passcode",
    ask_hint: "From the token or app of your organisation",
    ask_heading: "Enter your passcode",
    ask_lede: "The one from the token or app that {organisation} gave you.",
    field: "Passcode",
    field_hint: "",
    trouble: (
        "The passcode is not accepted",
        "Wait for the next one and type it once more. If your token is new or was replaced, use another method.",
    ),
    choose: "Passcode of your token",
    choose_hint: "The token or app that {organisation} gave you.",
    set_up_heading: "Enter a passcode of your token",
    set_up_lede: "One passcode from the token or app that {organisation} gave you shows that it works here.",
    admin_hint: "Passcodes that a RADIUS server of yours checks.",
    done: "Tried with a passcode, and it worked",
};
