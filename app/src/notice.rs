//! Pages that only say one thing: what happened instead of what was asked for.

use crate::document::{Head, document, in_page_layout};
use crate::ui::{Glyph, Seal, title};
use crate::words::{self, Sentence};
use latchkey_contract::{Problem, Site};
use latchkey_text::recover as text;
use leptos::prelude::*;

/// Where they lead.
const BEGINNING: &str = "/recover";

pub fn notice(site: &Site, problem: &Problem) -> String {
    say(site, words::sentence(problem, site), Glyph::Alert)
}

/// 404.
pub fn render_not_found(site: &Site) -> String {
    let (l, call) = (site.locale, &site.help_desk);
    say(site, words::say(text::not_found_heading(l), text::not_found_lede(l, call)), Glyph::Search)
}

/// 400: a form that no page of ours sends.
pub fn render_bad_request(site: &Site) -> String {
    let (l, call) = (site.locale, &site.help_desk);
    say(site, words::say(text::bad_form_heading(l), text::bad_form_lede(l, call)), Glyph::Alert)
}

fn say(site: &Site, sentence: Sentence, glyph: Glyph) -> String {
    let title = title(&sentence.heading, site, false);
    let head = Head { title, css: &site.assets.recover_css, class: "page-layout", module: None, half: None };
    document(site, head, || in_page_layout(site, BEGINNING, message(site, sentence, glyph)))
}

/// Says one thing and leads on.
pub(crate) fn message(site: &Site, sentence: Sentence, glyph: Glyph) -> AnyView {
    view! {
        <Seal glyph=glyph class="brass"/>
        <h1>{sentence.heading}</h1>
        <p class="lede">{sentence.text}</p>
        <div class="body"><a class="button primary tall wide" href=BEGINNING>{text::start_again(site.locale)}</a></div>
    }
    .into_any()
}
