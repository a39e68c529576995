//! Signing in elsewhere.

use super::MethodWords;
use crate::ui::Glyph;

pub const WORDS: MethodWords = MethodWords {
    glyph: Glyph::Cloud,
    name: "Sign-in at another provider",
    ask_hint: "An account elsewhere that you connected",
    ask_heading: "Sign in at the other provider",
    ask_lede: "You sign in there, and are then sent back here. It must be the account that you connected when you set it up.",
    field: "",
    field_hint: "",
    trouble: (
        "I cannot sign in there",
        "If that account is closed too, or you never connected one, use another method here.",
    ),
    choose: "Sign-in at another provider",
    choose_hint: "An account elsewhere with a password of its own.",
    set_up_heading: "Connect your other account",
    set_up_lede: "Sign in there once. We keep only which account it is, not its password.",
    admin_hint: "A sign-in that does not use the directory password, by OpenID Connect.",
    done: "Signed in once, and it worked",
};
