//! Codes by text message.

use super::MethodWords;
use crate::ui::Glyph;
use latchkey_contract::Site;
use latchkey_text::{Locale, methods as text};

pub const GLYPH: Glyph = Glyph::Message;

pub const fn choose(l: Locale) -> &'static str {
    text::sms_name(l)
}

pub fn words(site: &Site) -> MethodWords {
    let l = site.locale;
    MethodWords {
        name: text::sms_name(l),
        ask_hint: text::sms_ask_hint(l),
        ask_heading: text::sms_ask_heading(l),
        ask_lede: text::sms_ask_lede(l).into(),
        field: text::six_digits(l),
        field_hint: "",
        trouble: text::no_message(l),
        trouble_text: text::sms_trouble_text(l).into(),
        choose: choose(l),
        choose_hint: text::sms_choose_hint(l).into(),
        set_up_heading: text::sms_set_up_heading(l),
        set_up_lede: text::code_purpose(l).into(),
        done: text::tried_with_code(l),
    }
}
