//! Recovery codes.

use super::MethodWords;
use crate::ui::Glyph;
use latchkey_contract::Site;
use latchkey_text::{Locale, methods as text};

pub const GLYPH: Glyph = Glyph::Codes;

pub const fn choose(l: Locale) -> &'static str {
    text::recovery_code_choose(l)
}

pub fn words(site: &Site) -> MethodWords {
    let l = site.locale;
    MethodWords {
        name: text::recovery_code_name(l),
        ask_hint: text::recovery_code_ask_hint(l),
        ask_heading: text::recovery_code_ask_heading(l),
        ask_lede: text::recovery_code_ask_lede(l).into(),
        field: text::recovery_code_name(l),
        field_hint: text::recovery_code_field_hint(l),
        trouble: text::code_refused(l),
        trouble_text: text::recovery_code_trouble_text(l).into(),
        choose: choose(l),
        choose_hint: text::recovery_code_choose_hint(l).into(),
        set_up_heading: text::recovery_code_choose(l),
        set_up_lede: text::recovery_code_choose_hint(l).into(),
        done: text::recovery_code_done(l),
    }
}
