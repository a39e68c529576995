//! Passkeys and security keys (WebAuthn).

use super::MethodWords;
use crate::ui::Glyph;
use latchkey_contract::Site;
use latchkey_text::{Locale, methods as text};

pub const GLYPH: Glyph = Glyph::Passkey;

pub const fn choose(l: Locale) -> &'static str {
    text::passkey_name(l)
}

pub fn words(site: &Site) -> MethodWords {
    let l = site.locale;
    MethodWords {
        name: text::passkey_name(l),
        ask_hint: text::passkey_ask_hint(l),
        ask_heading: text::passkey_ask_heading(l),
        ask_lede: text::passkey_ask_lede(l).into(),
        field: "",
        field_hint: "",
        trouble: text::passkey_trouble(l),
        trouble_text: text::passkey_trouble_text(l).into(),
        choose: choose(l),
        choose_hint: text::passkey_choose_hint(l).into(),
        set_up_heading: text::passkey_set_up_heading(l),
        set_up_lede: text::passkey_set_up_lede(l).into(),
        done: text::passkey_done(l),
    }
}
