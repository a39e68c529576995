//! Passcodes of a RADIUS server.

use super::MethodWords;
use crate::ui::Glyph;
use latchkey_contract::Site;
use latchkey_text::{Locale, methods as text};

pub const GLYPH: Glyph = Glyph::AppCode;

pub const fn choose(l: Locale) -> &'static str {
    text::radius_choose(l)
}

pub fn words(site: &Site) -> MethodWords {
    let (l, organisation) = (site.locale, site.organisation.as_str());
    MethodWords {
        name: text::radius_name(l),
        ask_hint: text::radius_ask_hint(l),
        ask_heading: text::radius_ask_heading(l),
        ask_lede: text::radius_ask_lede(l, organisation),
        field: text::radius_name(l),
        field_hint: "",
        trouble: text::radius_trouble(l),
        trouble_text: text::radius_trouble_text(l).into(),
        choose: choose(l),
        choose_hint: text::radius_choose_hint(l, organisation),
        set_up_heading: text::radius_set_up_heading(l),
        set_up_lede: text::radius_set_up_lede(l, organisation),
        done: text::radius_done(l),
    }
}
