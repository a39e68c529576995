//! The checklist of a new password: what the account's real rules ask for.

use crate::ui::{Glyph, Icon};
use crate::words;
use latchkey_contract::Site;
use latchkey_contract::recover::Rule;
use leptos::prelude::*;

/// The id of the list, for the field that it explains.
pub(crate) const ID: &str = "rules";

pub(crate) fn list(site: &Site, rules: Vec<Rule>) -> AnyView {
    let rows = rules.into_iter().map(row).collect_view();
    view! {
        <div role="group" aria-labelledby="rules-title">
            <h2 class="label" id="rules-title">{format!("What {} asks for", words::organisation(site))}</h2>
            <ul class="rules" id=ID aria-live="polite">{rows}</ul>
        </div>
    }
    .into_any()
}

/// One row of the checklist. `data-rule` is what `password.js` ticks while typing; rows without
/// it are known already, or only when saved.
fn row(rule: Rule) -> impl IntoView {
    let later = |text: String| (Some("wait"), Some("Checked later: "), Glyph::Clock, None, None, text);
    let typed =
        |rule: &'static str, value: String, text: String| (None, None, Glyph::Minus, Some(rule), Some(value), text);
    let (class, state, glyph, rule, value, text) = match rule {
        Rule::MinLength { min } => typed("min", min.to_string(), format!("At least {min} characters")),
        Rule::MaxLength { max } => typed("max", max.to_string(), format!("At most {max} characters")),
        Rule::ThreeKinds => typed("kinds", "3".into(), "Three of: small letter, capital, digit, sign".into()),
        Rule::WithoutName { parts } => typed("name", parts.join("\t"), "Without your name in it".into()),
        Rule::NotInHistory { remembered: 0 } => later("Not one you have used before, checked when you save".into()),
        Rule::NotInHistory { remembered } => later(format!("Not one of your last {remembered}, checked when you save")),
        Rule::MinAge { ok: true, .. } => {
            (Some("ok"), Some("Met: "), Glyph::Check, None, None, "Long enough since the last change".into())
        }
        Rule::MinAge { from, ok: false } => (
            Some("wait"),
            Some("Not yet: "),
            Glyph::Clock,
            None,
            None,
            format!(
                "Time since the last change: possible again from {}",
                latchkey_text::format::time(latchkey_contract::Locale::En, from)
            ),
        ),
        Rule::FinerPolicy => later("A stricter rule holds for you, checked when you save".into()),
    };
    view! {
        <li class=class data-rule=rule data-value=value>
            <Icon glyph=glyph/>
            <span><span class="sr">{state}</span>{text}</span>
        </li>
    }
}
