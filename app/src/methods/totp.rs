//! Authenticator app.

use super::MethodWords;
use crate::ui::Glyph;

pub const WORDS: MethodWords = MethodWords {
    glyph: Glyph::AppCode,
    name: "Authenticator app",
    ask_hint: "The 6-digit code it shows now",
    ask_heading: "Enter the code from your authenticator app",
    ask_lede: "Open the app and find {organisation}. The code changes every 30 seconds; the last one still works for a moment.",
    field: "6-digit code",
    field_hint: "",
    trouble: (
        "The code is not accepted",
        "Set your phone’s clock to automatic, then try the next code. If you have a new phone, the codes may have stayed on the old one: use another method.",
    ),
    choose: "Authenticator app",
    choose_hint: "A code from an app on your phone. Works without signal.",
    set_up_heading: "Connect your authenticator app",
    set_up_lede: "Any app will do: Microsoft or Google Authenticator, 1Password, Aegis.",
    admin_hint: "Works without signal, on any phone.",
    done: "Tried with a code, and it worked",
};
