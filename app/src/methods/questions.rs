//! Security questions.

use super::MethodWords;
use crate::ui::Glyph;
use latchkey_contract::Site;
use latchkey_text::{Locale, methods as text};

pub const GLYPH: Glyph = Glyph::Question;

pub const fn choose(l: Locale) -> &'static str {
    text::questions_name(l)
}

pub fn words(site: &Site) -> MethodWords {
    let l = site.locale;
    MethodWords {
        name: text::questions_name(l),
        ask_hint: text::questions_ask_hint(l),
        ask_heading: text::questions_ask_heading(l),
        ask_lede: text::questions_ask_lede(l).into(),
        field: "",
        field_hint: "",
        trouble: text::questions_trouble(l),
        trouble_text: text::questions_trouble_text(l).into(),
        choose: choose(l),
        choose_hint: text::questions_choose_hint(l).into(),
        set_up_heading: text::questions_set_up_heading(l),
        set_up_lede: text::questions_set_up_lede(l).into(),
        done: text::questions_done(l),
    }
}
