//! A colleague who vouches.

use super::MethodWords;
use crate::ui::Glyph;
use latchkey_contract::Site;
use latchkey_text::{Locale, methods as text};

pub const GLYPH: Glyph = Glyph::Vouch;

pub const fn choose(l: Locale) -> &'static str {
    text::vouch_name(l)
}

pub fn words(site: &Site) -> MethodWords {
    let (l, organisation) = (site.locale, site.organisation.as_str());
    MethodWords {
        name: text::vouch_name(l),
        ask_hint: text::vouch_ask_hint(l),
        ask_heading: text::vouch_ask_heading(l),
        ask_lede: text::vouch_ask_lede(l).into(),
        field: "",
        field_hint: "",
        trouble: text::vouch_trouble(l),
        trouble_text: text::vouch_trouble_text(l, organisation),
        choose: choose(l),
        choose_hint: text::vouch_choose_hint(l).into(),
        set_up_heading: text::vouch_name(l),
        set_up_lede: text::vouch_set_up_lede(l).into(),
        done: text::vouch_done(l),
    }
}
