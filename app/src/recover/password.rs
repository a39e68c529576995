//! The new password: the form with the account's real rules, and what is shown when they say no.

use super::{note, seal};
use crate::ui::{Glyph, Icon, KeyLine, More, PasswordField, Who};
use crate::words::{self, Typed};
use latchkey_contract::recover::{RecoveryAction, Rule};
use latchkey_contract::{Locale, Problem, Site};
use latchkey_text::recover as text;
use leptos::prelude::*;

pub(super) struct Form {
    pub(super) version: i64,
    pub(super) who: String,
    pub(super) directory: String,
    pub(super) required: u32,
    pub(super) locked: bool,
    pub(super) rules: Vec<Rule>,
}

/// News such as "your account is not locked" is not an error of the person.
pub(super) fn is_fault(problem: Option<&Problem>) -> bool {
    !matches!(problem, None | Some(Problem::NotLocked | Problem::UnlockNotEnough))
}

/// What is wrong with the typed password itself stands beside the field.
const fn beside_field(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::Empty
            | Problem::TooLongInput
            | Problem::TooShort { .. }
            | Problem::TooLong { .. }
            | Problem::TooSimple
            | Problem::ContainsName { .. }
            | Problem::InHistory { .. }
            | Problem::BadCharacters
            | Problem::Leaked
            | Problem::KeysInARow
            | Problem::RepeatsItself
            | Problem::NotTheSame
    )
}

pub(super) fn page(site: &Site, form: Form, problem: Option<Problem>) -> AnyView {
    if let Some(young @ Problem::TooYoung { .. }) = problem {
        return too_young(site, form, &young);
    }
    let of = form.required.saturating_add(2);
    let done = form.required.saturating_add(1);
    let (l, locked) = (site.locale, form.locked);
    let (wrong, news) = match problem {
        Some(problem) if beside_field(&problem) => (Some(words::beside(&problem, Typed::NewPassword, site)), None),
        Some(problem) => (None, Some(note(site, &problem).into_any())),
        None => (None, None),
    };
    view! {
        <KeyLine done=done of=of says=text::password_step(l, of)/>
        <h1>{text::password_heading(l)}</h1>
        <p class="lede">{text::password_lede(l)}</p>
        {fields(site, form, news, wrong)}
        <p class="after soft small">{text::password_after(l, locked)}</p>
    }
    .into_any()
}

fn fields(site: &Site, form: Form, news: Option<AnyView>, wrong: Option<String>) -> AnyView {
    let rules = crate::rules::list(site, form.rules);
    view! {
        <form method="post" action="/recover/password">
            {news}
            <Who name=form.who.clone() account=form.directory/>
            <input type="hidden" name="version" value=form.version.to_string()/>
            <input type="text" autocomplete="username" value=form.who readonly hidden/>
            <PasswordField name="password" label=text::password_field(site.locale) wrong=wrong autocomplete="new-password" also_by=crate::rules::ID/>
            {rules}
            <button class="button primary tall wide">{text::password_set(site.locale)}</button>
        </form>
    }
    .into_any()
}

/// Only waiting helps; the form is kept for when the time has come.
fn too_young(site: &Site, form: Form, young: &Problem) -> AnyView {
    let words::Sentence { heading, text: why, .. } = words::sentence(young, site);
    let l = site.locale;
    let help = text::password_young_wait_text(l, &site.help_desk);
    let form = fields(site, form, None, None);
    view! {
        {seal(Glyph::Clock, "brass")}
        <h1>{heading}</h1>
        <p class="lede">{why}</p>
        <div class="body">
            <ul class="outcome">
                <li><Icon glyph=Glyph::Lock class="soft"/><div><b>{text::password_young(l)}</b><p>{text::password_young_text(l)}</p></div></li>
            </ul>
        </div>
        <div class="after">
            <More summary=text::password_young_wait(l)><p class="soft small">{help}</p></More>
            <More summary=text::password_young_over(l)>{form}</More>
        </div>
    }
    .into_any()
}

pub(super) const fn busy_heading(action: RecoveryAction, l: Locale) -> &'static str {
    match action {
        RecoveryAction::Reset => text::password_busy(l),
        RecoveryAction::Unlock => text::unlock_busy(l),
    }
}

/// The write is under way elsewhere.
pub(super) fn busy(action: RecoveryAction, l: Locale) -> AnyView {
    view! {
        {seal(Glyph::Clock, "brass")}
        <h1>{busy_heading(action, l)}</h1>
        <p class="lede">{text::busy_lede(l)}</p>
        <div class="body"><a class="button primary tall wide" href="/recover/password">{text::busy_again(l)}</a></div>
    }
    .into_any()
}
