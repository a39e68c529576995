//! The new password: the form with the account's real rules, and what is shown when they say no.

use super::{note, seal};
use crate::ui::{Glyph, Icon, KeyLine, More, PasswordField, Who};
use crate::words;
use latchkey_contract::recover::{RecoveryAction, Rule};
use latchkey_contract::{Problem, Site};
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
    let locked = form.locked;
    let (wrong, news) = match problem {
        Some(problem) if beside_field(&problem) => (Some(words::beside(&problem, "a new password", site)), None),
        Some(problem) => (None, Some(note(site, &problem).into_any())),
        None => (None, None),
    };
    view! {
        <KeyLine done=done of=of says=format!("Step {of} of {of}: new password")/>
        <h1>"Choose a new password"</h1>
        <p class="lede">"Three or four unrelated words are easy to type and hard to guess."</p>
        {fields(site, form, news, wrong)}
        <p class="after soft small">
            {if locked { "This also unlocks your account. " } else { "" }}
            "We will send you a message to say that it happened."
        </p>
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
            <PasswordField name="password" label="New password" wrong=wrong autocomplete="new-password" also_by="rules"/>
            {rules}
            <button class="button primary tall wide">"Set new password"</button>
        </form>
    }
    .into_any()
}

/// Only waiting helps; the form is kept for when the time has come.
fn too_young(site: &Site, form: Form, young: &Problem) -> AnyView {
    let words::Sentence { heading, text } = words::sentence(young, site);
    let help = format!(
        "If you think somebody knows your password, {}: the help desk can lift this rule once.",
        words::call(site)
    );
    let form = fields(site, form, None, None);
    view! {
        {seal(Glyph::Clock, "brass")}
        <h1>{heading}</h1>
        <p class="lede">{text}</p>
        <div class="body">
            <ul class="outcome">
                <li><Icon glyph=Glyph::Lock class="soft"/><div><b>"Nothing was changed"</b><p>"The password you set last still works."</p></div></li>
            </ul>
        </div>
        <div class="after">
            <More summary="I cannot wait"><p class="soft small">{help}</p></More>
            <More summary="The time has come">{form}</More>
        </div>
    }
    .into_any()
}

pub(super) const fn busy_heading(action: RecoveryAction) -> &'static str {
    match action {
        RecoveryAction::Reset => "Your new password is being saved",
        RecoveryAction::Unlock => "Your account is being unlocked",
    }
}

/// The write is under way elsewhere.
pub(super) fn busy(action: RecoveryAction) -> AnyView {
    view! {
        {seal(Glyph::Clock, "brass")}
        <h1>{busy_heading(action)}</h1>
        <p class="lede">"The directory has it and has not answered yet. Look again in a few seconds; this page then says what happened."</p>
        <div class="body"><a class="button primary tall wide" href="/recover/password">"Look again"</a></div>
    }
    .into_any()
}
