//! The new password: the form with the account's real rules, and what is shown when they say no.

use super::note::note;
use crate::ui::{Glyph, Icon, KeyLine, More, PasswordField, Seal, Who};
use crate::words::{self, Typed};
use latchkey_contract::recover::{RecoveryAction, Rule, Target};
use latchkey_contract::{Locale, Problem, Site};
use latchkey_text::recover as text;
use leptos::prelude::*;

pub(super) struct Form {
    pub(super) version: i64,
    pub(super) who: String,
    pub(super) accounts: Vec<Target>,
    pub(super) required: u32,
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
    let l = site.locale;
    let (count, locked) = (form.accounts.len(), form.accounts.iter().any(|account| account.locked));
    let (wrong, news) = match problem {
        Some(problem) if beside_field(&problem) => (Some(words::beside(&problem, Typed::NewPassword, site)), None),
        Some(problem) => (None, Some(note(site, &problem).into_any())),
        None => (None, None),
    };
    view! {
        <KeyLine done=done of=of says=text::password_step(l, of)/>
        <h1>{heading(count, l)}</h1>
        <p class="lede">{if count > 1 { text::password_lede_all(l, to_count(count)) } else { text::password_lede(l).to_owned() }}</p>
        {fields(site, form, news, wrong)}
        {(count > 1).then(|| view! { <p class="after soft small">{text::password_after_all(l)}</p> })}
        <p class="after soft small">{text::password_after(l, locked && count == 1)}</p>
    }
    .into_any()
}

pub(super) fn heading(accounts: usize, l: Locale) -> String {
    if accounts > 1 { text::password_heading_all(l, to_count(accounts)) } else { text::password_heading(l).to_owned() }
}

fn to_count(accounts: usize) -> u32 {
    u32::try_from(accounts).unwrap_or(u32::MAX)
}

/// The accounts that get it: one as everywhere, several each with where it is.
fn whose(l: Locale, who: &str, accounts: Vec<Target>) -> AnyView {
    if accounts.len() < 2 {
        let directory = accounts.into_iter().next().map_or_else(String::new, |account| account.directory);
        return view! { <Who name=who.to_owned() account=directory/> }.into_any();
    }
    let row = |account: Target| {
        let also = account.locked.then(|| view! { <small>{text::password_also_unlocked(l)}</small> });
        view! {
            <li>
                <Icon glyph=Glyph::Key class="soft"/>
                <div><b translate="no">{account.directory}</b><p translate="no">{account.login}</p>{also}</div>
            </li>
        }
    };
    view! { <ul class="outcome" aria-label=text::password_accounts(l)>{accounts.into_iter().map(row).collect_view()}</ul> }.into_any()
}

fn fields(site: &Site, form: Form, news: Option<AnyView>, wrong: Option<String>) -> AnyView {
    let set =
        if form.accounts.len() > 1 { text::password_set_all(site.locale) } else { text::password_set(site.locale) };
    let rules = crate::rules::list(site, form.rules);
    let whose = whose(site.locale, &form.who, form.accounts);
    view! {
        <form method="post" action="/recover/password">
            {news}
            {whose}
            <input type="hidden" name="version" value=form.version.to_string()/>
            <input type="text" autocomplete="username" value=form.who readonly hidden/>
            <PasswordField name="password" label=text::password_field(site.locale) wrong=wrong autocomplete="new-password" also_by=crate::rules::ID/>
            {rules}
            <button class="button primary tall wide">{set}</button>
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
        <Seal glyph=Glyph::Clock class="brass"/>
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
        <Seal glyph=Glyph::Clock class="brass"/>
        <h1>{busy_heading(action, l)}</h1>
        <p class="lede">{text::busy_lede(l)}</p>
        <div class="body"><a class="button primary tall wide" href="/recover/password">{text::busy_again(l)}</a></div>
    }
    .into_any()
}
