//! Signing in elsewhere.

use super::MethodWords;
use crate::ui::Glyph;
use latchkey_contract::Site;
use latchkey_text::{Locale, methods as text};

pub const GLYPH: Glyph = Glyph::Cloud;

pub const fn choose(l: Locale) -> &'static str {
    text::oidc_name(l)
}

pub fn words(site: &Site) -> MethodWords {
    let l = site.locale;
    MethodWords {
        name: text::oidc_name(l),
        ask_hint: text::oidc_ask_hint(l),
        ask_heading: text::oidc_ask_heading(l),
        ask_lede: text::oidc_ask_lede(l).into(),
        field: "",
        field_hint: "",
        trouble: text::oidc_trouble(l),
        trouble_text: text::oidc_trouble_text(l).into(),
        choose: choose(l),
        choose_hint: text::oidc_choose_hint(l).into(),
        set_up_heading: text::oidc_set_up_heading(l),
        set_up_lede: text::oidc_set_up_lede(l).into(),
        done: text::oidc_done(l),
    }
}
