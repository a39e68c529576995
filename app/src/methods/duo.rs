//! Duo.

use super::MethodWords;
use crate::ui::Glyph;
use latchkey_contract::Site;
use latchkey_text::{Locale, methods as text};

pub const GLYPH: Glyph = Glyph::Phone;

pub const fn choose(l: Locale) -> &'static str {
    text::duo_name(l)
}

pub fn words(site: &Site) -> MethodWords {
    let l = site.locale;
    MethodWords {
        name: text::duo_name(l),
        ask_hint: text::duo_ask_hint(l),
        ask_heading: text::duo_ask_heading(l),
        ask_lede: text::duo_ask_lede(l).into(),
        field: "",
        field_hint: "",
        trouble: text::duo_trouble(l),
        trouble_text: text::duo_trouble_text(l).into(),
        choose: choose(l),
        choose_hint: text::duo_choose_hint(l).into(),
        set_up_heading: text::duo_ask_heading(l),
        set_up_lede: text::duo_set_up_lede(l).into(),
        done: text::duo_done(l),
    }
}
