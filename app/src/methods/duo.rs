//! Duo.

use super::MethodWords;
use crate::ui::Glyph;

pub const WORDS: MethodWords = MethodWords {
    glyph: Glyph::Phone,
    name: "Duo",
    ask_hint: "Confirm in the Duo app or as you do elsewhere",
    ask_heading: "Confirm with Duo",
    ask_lede: "Duo asks you on its own page and then sends you back here.",
    field: "",
    field_hint: "",
    trouble: (
        "Duo does not let me in",
        "Your Duo phone must be the one that you registered. If it is gone, use another method here.",
    ),
    choose: "Duo",
    choose_hint: "The Duo prompt that you know from other sign-ins.",
    set_up_heading: "Confirm with Duo",
    set_up_lede: "Duo asks you once on its own page, then sends you back here.",
    admin_hint: "Duo’s Universal Prompt, with the devices that people registered there.",
    done: "Confirmed once, and it worked",
};
