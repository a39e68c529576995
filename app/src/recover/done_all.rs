//! The result for somebody with several accounts: what became of each, and what can still be done.

use super::done::{self, next, what_happened};
use crate::ui::{Glyph, Icon, KeyLine, Note, Tone};
use crate::words;
use latchkey_contract::recover::{AccountOutcome, AccountResult, Outcome, RecoverAt, RecoveryAction};
use latchkey_contract::{Locale, Site};
use latchkey_text::recover as text;
use leptos::prelude::*;

fn outcomes(accounts: &[AccountResult]) -> impl Iterator<Item = &Outcome> {
    accounts.iter().filter_map(|account| match &account.what {
        AccountOutcome::Done(outcome) => Some(&**outcome),
        _ => None,
    })
}

/// Those that something was to be done in.
fn meant(accounts: &[AccountResult]) -> usize {
    accounts.iter().filter(|account| !matches!(account.what, AccountOutcome::Follows { .. })).count()
}

pub(super) fn is_all_done(accounts: &[AccountResult]) -> bool {
    outcomes(accounts).filter(|outcome| !outcome.still_locked).count() == meant(accounts)
}

pub(super) fn heading(action: RecoveryAction, accounts: &[AccountResult], l: Locale) -> String {
    let of = u32::try_from(meant(accounts)).unwrap_or(u32::MAX);
    let done = u32::try_from(outcomes(accounts).count()).unwrap_or(u32::MAX);
    match (action, done == of) {
        (RecoveryAction::Unlock, true) if is_all_done(accounts) => text::done_heading_unlocked(l).to_owned(),
        (RecoveryAction::Unlock, _) => text::done_heading_locked(l).to_owned(),
        // the others follow by themselves
        (RecoveryAction::Reset, true) if of == 1 => {
            outcomes(accounts).next().map(|outcome| done::heading(outcome, l)).unwrap_or_default().to_owned()
        }
        (RecoveryAction::Reset, true) => text::done_all_heading(l, of),
        (RecoveryAction::Reset, false) => text::done_some_heading(l, done, of),
    }
}

fn said(site: &Site, account: &AccountResult) -> String {
    let l = site.locale;
    match &account.what {
        AccountOutcome::Done(outcome) => what_happened(outcome, l),
        AccountOutcome::Refused { why } => text::done_row_refused(l, &words::sentence(why, site).text),
        AccountOutcome::Away { retry_until: Some(until) } => text::done_row_trying(l, *until),
        AccountOutcome::Away { retry_until: None } => text::done_row_away(l).to_owned(),
        AccountOutcome::Open => text::done_row_open(l).to_owned(),
        AccountOutcome::Follows { directory } => text::done_row_follows(l, directory),
        AccountOutcome::LeftOut { why } => text::done_row_left_out(l, &words::sentence(why, site).text),
    }
}

fn row(site: &Site, account: &AccountResult) -> AnyView {
    let l = site.locale;
    let icon = match &account.what {
        AccountOutcome::Done(outcome) if !outcome.still_locked => {
            view! { <Icon glyph=Glyph::Check class="is-good" label=text::done_mark(l)/> }.into_any()
        }
        AccountOutcome::Follows { .. } => {
            view! { <Icon glyph=Glyph::Clock class="is-good" label=text::done_mark(l)/> }.into_any()
        }
        AccountOutcome::Open | AccountOutcome::Away { retry_until: Some(_) } => {
            view! { <Icon glyph=Glyph::Clock class="is-warn" label=text::done_mark_not(l)/> }.into_any()
        }
        _ => view! { <Icon glyph=Glyph::Alert class="is-warn" label=text::done_mark_not(l)/> }.into_any(),
    };
    let (directory, login, said) = (account.directory.clone(), account.login.clone(), said(site, account));
    view! {
        <li>
            {icon}
            <div><b translate="no">{directory}</b><p class="soft" translate="no">{login}</p><p>{said}</p></div>
        </li>
    }
    .into_any()
}

pub(super) fn page(
    site: &Site,
    version: i64,
    action: RecoveryAction,
    accounts: &[AccountResult],
    unfinished: bool,
) -> AnyView {
    let (l, call) = (site.locale, &site.help_desk);
    let rows = accounts.iter().map(|account| row(site, account)).collect_view();
    let moves = |account: &AccountResult| {
        matches!(account.what, AccountOutcome::Open | AccountOutcome::Away { retry_until: Some(_) })
    };
    let again = accounts.iter().any(moves).then(|| {
        view! { <p><a class="button plain" href=RecoverAt::Done.path()>{text::busy_again(l)}</a></p> }
    });
    let finish = unfinished.then(|| {
        view! {
            <form method="post" action="/recover/action">
                <input type="hidden" name="version" value=version.to_string()/>
                <button class="button primary tall wide" name="do" value="finish">{text::done_finish(l)}</button>
            </form>
            <p class="soft small">{text::done_finish_text(l)}</p>
        }
    });
    let lock = outcomes(accounts).any(|outcome| outcome.still_locked).then(|| {
        view! { <Note tone=Tone::Warn heading=text::done_lock(l) text=text::done_lock_text(l, call)/> }
    });
    let old = outcomes(accounts).filter_map(|outcome| outcome.old_works_until).max_by_key(|until| until.at);
    let old_password = old.filter(|_| action == RecoveryAction::Reset).map(|until| {
        let (heading, text) = (text::done_old_password(l, until), text::done_old_password_text(l, call));
        view! { <Note tone=Tone::Warn glyph=Glyph::Clock heading=heading text=text/> }
    });
    let todo = outcomes(accounts).next().map(|outcome| {
        let next = next(outcome, l).into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
        view! { <div><h2>{text::done_next(l)}</h2><ol class="todo">{next}</ol></div> }
    });
    let at = outcomes(accounts).map(|outcome| outcome.at).max_by_key(|at| at.at).unwrap_or_default();
    let notified = outcomes(accounts).any(|outcome| outcome.notified);
    view! {
        <KeyLine done=4 of=4 says=text::done_at(l, at)/>
        <h1>{heading(action, accounts, l)}</h1>
        <p class="lede">{text::done_all_lede(l)}</p>
        <div class="body">
            <ul class="outcome">{rows}</ul>
            {again}
            {finish}
            {lock}
            {old_password}
            {todo}
        </div>
        <p class="after soft small">{text::done_close(l, notified)}</p>
    }
    .into_any()
}
