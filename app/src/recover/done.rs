//! The result: only what was read back from the directory.

use crate::ui::{Glyph, Icon, KeyLine, Note, Tone};
use latchkey_contract::recover::{AccountOutcome, AccountResult, Outcome, RecoveryAction};
use latchkey_contract::{Locale, Site};
use latchkey_text::recover as text;
use leptos::prelude::*;

/// Of whoever has one account, and got it.
pub(super) fn only(accounts: &[AccountResult]) -> Option<&Outcome> {
    match accounts {
        [AccountResult { what: AccountOutcome::Done(outcome), .. }] => Some(outcome),
        _ => None,
    }
}

pub(super) const fn heading(outcome: &Outcome, l: Locale) -> &'static str {
    match (outcome.action, outcome.still_locked, outcome.signed_in) {
        (RecoveryAction::Unlock, true, _) => text::done_heading_locked(l),
        (RecoveryAction::Unlock, false, _) => text::done_heading_unlocked(l),
        (RecoveryAction::Reset, true, _) => text::done_heading_set_locked(l),
        (RecoveryAction::Reset, false, true) => text::done_heading_works(l),
        (RecoveryAction::Reset, false, false) => text::done_heading_set(l),
    }
}

const fn lede(outcome: &Outcome, l: Locale) -> &'static str {
    if outcome.found_out_later {
        return text::done_lede_found_out(l);
    }
    match (outcome.action, outcome.signed_in) {
        (RecoveryAction::Reset, true) => text::done_lede_works(l),
        (RecoveryAction::Reset, false) if outcome.eventual => text::done_lede_confirmed(l),
        (RecoveryAction::Reset, false) => text::done_lede_set(l),
        (RecoveryAction::Unlock, _) => text::done_lede_unlocked(l),
    }
}

pub(super) fn what_happened(outcome: &Outcome, l: Locale) -> String {
    let password = match (outcome.action, outcome.signed_in) {
        (RecoveryAction::Reset, true) => Some(text::done_fact_tested(l)),
        (RecoveryAction::Reset, false) => Some(text::done_fact_set(l)),
        (RecoveryAction::Unlock, _) => None,
    };
    let lock = match (outcome.was_locked, outcome.still_locked) {
        (_, true) => Some(text::done_fact_still_locked(l)),
        (true, false) => Some(text::done_fact_unlocked(l)),
        (false, false) if outcome.action == RecoveryAction::Unlock => Some(text::done_fact_not_locked(l)),
        (false, false) => None,
    };
    let later = outcome.eventual.then(|| text::done_fact_eventual(l).to_owned());
    // what shows late was not read back: that it took the password is all that the service said
    let say = if outcome.eventual { text::done_fact_confirmed } else { text::done_fact_read_back };
    let read_back = (!outcome.server.is_empty()).then(|| say(l, &outcome.server));
    let said: Vec<String> =
        [password, lock].into_iter().flatten().map(str::to_owned).chain(later).chain(read_back).collect();
    said.join(" ")
}

pub(super) fn next(outcome: &Outcome, l: Locale) -> Vec<&'static str> {
    match (outcome.action, outcome.must_change) {
        (RecoveryAction::Reset, true) => vec![text::done_next_must_change(l)],
        (RecoveryAction::Reset, false) => vec![text::done_next_new(l), text::done_next_new_phone(l)],
        (RecoveryAction::Unlock, _) => vec![text::done_next_old(l), text::done_next_old_phone(l)],
    }
}

pub(super) fn page(site: &Site, outcome: &Outcome) -> AnyView {
    let (l, call) = (site.locale, &site.help_desk);
    let icon = if outcome.still_locked {
        view! { <Icon glyph=Glyph::Alert class="is-warn" label=text::done_mark_not(l)/> }
    } else {
        view! { <Icon glyph=Glyph::Check class="is-good" label=text::done_mark(l)/> }
    };
    let lock = outcome.still_locked.then(|| {
        view! { <Note tone=Tone::Warn heading=text::done_lock(l) text=text::done_lock_text(l, call)/> }
    });
    let old_password = outcome.old_works_until.filter(|_| outcome.action == RecoveryAction::Reset).map(|until| {
        let (heading, text) = (text::done_old_password(l, until), text::done_old_password_text(l, call));
        view! { <Note tone=Tone::Warn glyph=Glyph::Clock heading=heading text=text/> }
    });
    let next = next(outcome, l).into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    view! {
        <KeyLine done=4 of=4 says=text::done_at(l, outcome.at)/>
        <h1>{heading(outcome, l)}</h1>
        <p class="lede">{lede(outcome, l)}</p>
        <div class="body">
            <ul class="outcome">
                <li>{icon}<div><b>{outcome.directory.clone()}</b><p>{what_happened(outcome, l)}</p></div></li>
            </ul>
            {lock}
            {old_password}
            <div>
                <h2>{text::done_next(l)}</h2>
                <ol class="todo">{next}</ol>
            </div>
        </div>
        <p class="after soft small">{text::done_close(l, outcome.notified)}</p>
    }
    .into_any()
}
