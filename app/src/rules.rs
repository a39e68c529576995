//! The checklist of a new password: what the account's real rules ask for.

use crate::ui::{Glyph, Icon};
use latchkey_contract::Site;
use latchkey_contract::recover::Rule;
use latchkey_text::{Locale, rules as text};
use leptos::prelude::*;

/// The id of the list, for the field that it explains.
pub(crate) const ID: &str = "rules";

/// `data-met` and `data-not-met` are what `password.js` says of a row that it ticks.
pub(crate) fn list(site: &Site, rules: Vec<Rule>) -> AnyView {
    let l = site.locale;
    let rows = rules.into_iter().map(|rule| row(rule, l)).collect_view();
    view! {
        <div role="group" aria-labelledby="rules-title">
            <h2 class="label" id="rules-title">{text::heading(l, &site.organisation)}</h2>
            <ul class="rules" id=ID aria-live="polite" data-met=text::met(l) data-not-met=text::not_met(l)>{rows}</ul>
        </div>
    }
    .into_any()
}

/// One row of the checklist. `data-rule` is what `password.js` ticks while typing; rows without
/// it are known already, or only when saved.
fn row(rule: Rule, l: Locale) -> impl IntoView {
    let known = |class: &'static str, state: &'static str, glyph, text: String| {
        (Some(class), Some(format!("{state} ")), glyph, None, None, text)
    };
    let later = |text: String| known("wait", text::later(l), Glyph::Clock, text);
    let typed =
        |rule: &'static str, value: String, text: String| (None, None, Glyph::Minus, Some(rule), Some(value), text);
    let (class, state, glyph, rule, value, text) = match rule {
        Rule::MinLength { min } => typed("min", min.to_string(), text::min_length(l, min)),
        Rule::MaxLength { max } => typed("max", max.to_string(), text::max_length(l, max)),
        Rule::PlainCharacters => typed("plain", String::new(), text::plain_characters(l).into()),
        Rule::ThreeKinds => typed("kinds", "3".into(), text::three_kinds(l).into()),
        Rule::WithoutName { parts } => typed("name", parts.join("\t"), text::without_name(l).into()),
        Rule::NotInHistory { remembered } => later(text::in_history(l, remembered)),
        Rule::MinAge { ok: true, .. } => known("ok", text::met(l), Glyph::Check, text::min_age_over(l).into()),
        Rule::MinAge { from, ok: false } => known("wait", text::not_yet(l), Glyph::Clock, text::min_age_from(l, from)),
        Rule::FinerPolicy => later(text::finer_policy(l).into()),
    };
    view! {
        <li class=class data-rule=rule data-value=value>
            <Icon glyph=glyph/>
            <span><span class="sr">{state}</span>{text}</span>
        </li>
    }
}
