//! Codes by text message.

use super::MethodWords;
use crate::ui::Glyph;

pub const WORDS: MethodWords = MethodWords {
    glyph: Glyph::Message,
    name: "Code by text message",
    ask_hint: "To your mobile phone",
    ask_heading: "Enter the code from the text message",
    ask_lede: "If we have a mobile number for this account, a code is on its way to it.",
    field: "6-digit code",
    field_hint: "",
    trouble: (
        "No message arrives",
        "It can take a minute, longer abroad. A late one is still good until the time above. After half a minute you can send another; then only the newest counts, and five an hour is the most. Without signal, use another method.",
    ),
    choose: "Code by text message",
    choose_hint: "To your mobile phone. Needs signal.",
    set_up_heading: "Which mobile number?",
    set_up_lede: "When you are locked out, we can send a code there. It is used for nothing else.",
    admin_hint: "Costs money and can be redirected by fraud at the phone company. Better than questions, worse than an app.",
    done: "Tried with a code, and it worked",
};
