//! YubiKey one-time codes.

use super::MethodWords;
use crate::ui::Glyph;
use latchkey_contract::Site;
use latchkey_text::{Locale, methods as text};

pub const GLYPH: Glyph = Glyph::Usb;

pub const fn choose(l: Locale) -> &'static str {
    text::yubikey_choose(l)
}

pub fn words(site: &Site) -> MethodWords {
    let l = site.locale;
    MethodWords {
        name: text::yubikey_name(l),
        ask_hint: text::yubikey_ask_hint(l),
        ask_heading: text::yubikey_ask_heading(l),
        ask_lede: text::yubikey_ask_lede(l).into(),
        field: text::yubikey_field(l),
        field_hint: "",
        trouble: text::yubikey_trouble(l),
        trouble_text: text::yubikey_trouble_text(l).into(),
        choose: choose(l),
        choose_hint: text::yubikey_choose_hint(l).into(),
        set_up_heading: text::yubikey_ask_heading(l),
        set_up_lede: text::yubikey_set_up_lede(l).into(),
        done: text::yubikey_done(l),
    }
}
