//! Authenticator app.

use super::MethodWords;
use crate::ui::Glyph;
use latchkey_contract::Site;
use latchkey_text::{Locale, methods as text};

pub const GLYPH: Glyph = Glyph::AppCode;

pub const fn choose(l: Locale) -> &'static str {
    text::totp_name(l)
}

pub fn words(site: &Site) -> MethodWords {
    let (l, organisation) = (site.locale, site.organisation.as_str());
    MethodWords {
        name: text::totp_name(l),
        ask_hint: text::totp_ask_hint(l),
        ask_heading: text::totp_ask_heading(l),
        ask_lede: text::totp_ask_lede(l, organisation),
        field: text::six_digits(l),
        field_hint: "",
        trouble: text::code_refused(l),
        trouble_text: text::totp_trouble_text(l).into(),
        choose: choose(l),
        choose_hint: text::totp_choose_hint(l).into(),
        set_up_heading: text::totp_set_up_heading(l),
        set_up_lede: text::totp_set_up_lede(l).into(),
        done: text::tried_with_code(l),
    }
}
