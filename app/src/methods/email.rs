//! Codes by e-mail.

use super::MethodWords;
use crate::ui::Glyph;
use latchkey_contract::Site;
use latchkey_text::{Locale, methods as text};

pub const GLYPH: Glyph = Glyph::Mail;

pub const fn choose(l: Locale) -> &'static str {
    text::email_choose(l)
}

pub fn words(site: &Site) -> MethodWords {
    let (l, organisation) = (site.locale, site.organisation.as_str());
    MethodWords {
        name: text::email_name(l),
        ask_hint: text::email_ask_hint(l),
        ask_heading: text::email_ask_heading(l),
        ask_lede: text::email_ask_lede(l).into(),
        field: text::six_digits(l),
        field_hint: "",
        trouble: text::no_message(l),
        trouble_text: text::email_trouble_text(l).into(),
        choose: choose(l),
        choose_hint: text::email_choose_hint(l, organisation),
        set_up_heading: text::email_set_up_heading(l),
        set_up_lede: text::code_purpose(l).into(),
        done: text::tried_with_code(l),
    }
}
