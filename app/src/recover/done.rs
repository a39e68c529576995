//! The result: only what was read back from the directory.

use crate::ui::{Glyph, Icon, KeyLine, Note, Tone};
use crate::words;
use latchkey_contract::Site;
use latchkey_contract::recover::{Outcome, RecoveryAction};
use leptos::prelude::*;

pub(super) const fn heading(outcome: &Outcome) -> &'static str {
    match (outcome.action, outcome.still_locked, outcome.signed_in) {
        (RecoveryAction::Unlock, true, _) => "Your account is still locked",
        (RecoveryAction::Unlock, false, _) => "Your account is unlocked",
        (RecoveryAction::Reset, true, _) => "Your new password is set, your account is still locked",
        (RecoveryAction::Reset, false, true) => "Your new password works",
        (RecoveryAction::Reset, false, false) => "Your new password is set",
    }
}

fn lede(outcome: &Outcome) -> &'static str {
    if outcome.found_out_later {
        return "The line broke while it was being saved, so we looked afterwards. This is what the directory shows.";
    }
    match (outcome.action, outcome.signed_in) {
        (RecoveryAction::Reset, true) => {
            "We set it, then signed in once to be sure. Here is what the directory told us."
        }
        (RecoveryAction::Reset, false) => "We set it and read it back. Here is what the directory told us.",
        (RecoveryAction::Unlock, _) => "Your password is the one you had. Here is what the directory told us.",
    }
}

fn what_happened(outcome: &Outcome) -> String {
    let mut said: Vec<&str> = Vec::new();
    match (outcome.action, outcome.signed_in) {
        (RecoveryAction::Reset, true) => said.push("New password set and tested."),
        (RecoveryAction::Reset, false) => said.push("New password set."),
        (RecoveryAction::Unlock, _) => {}
    }
    match (outcome.was_locked, outcome.still_locked) {
        (_, true) => said.push("Account still locked."),
        (true, false) => said.push("Account unlocked."),
        (false, false) if outcome.action == RecoveryAction::Unlock => said.push("Account not locked."),
        (false, false) => {}
    }
    let mut text = said.join(" ");
    if !outcome.server.is_empty() {
        text.push_str(&format!(" Read back from {}.", outcome.server));
    }
    text
}

pub(super) fn page(site: &Site, outcome: &Outcome) -> AnyView {
    let icon = if outcome.still_locked {
        view! { <Icon glyph=Glyph::Alert class="is-warn" label="Not finished"/> }
    } else {
        view! { <Icon glyph=Glyph::Check class="is-good" label="Done"/> }
    };
    let reset = outcome.action == RecoveryAction::Reset;
    let next: Vec<&'static str> = match (reset, outcome.must_change) {
        (true, true) => {
            vec!["Sign in at your computer with the new password. It will ask you for another one; that is expected."]
        }
        (true, false) => vec![
            "Sign in at your computer with the new password.",
            "Update it in the mail app on your phone, or the old one will lock you out again.",
        ],
        (false, _) => vec![
            "Sign in at your computer with the password you have.",
            "Check your phone’s mail app: an old password there would lock you out again.",
        ],
    };
    view! {
        <KeyLine done=4 of=4 says=format!("Done at {}", latchkey_text::format::clock(site.locale, outcome.at))/>
        <h1>{heading(outcome)}</h1>
        <p class="lede">{lede(outcome)}</p>
        <div class="body">
            <ul class="outcome">
                <li>{icon}<div><b>{outcome.directory.clone()}</b><p>{what_happened(outcome)}</p></div></li>
            </ul>
            {outcome.still_locked.then(|| view! {
                <Note tone=Tone::Warn heading="The lock did not open" text=format!("The directory accepted the request and still shows the account as locked. {} and say so.", words::call_first(site))/>
            })}
            {outcome.old_works_until.clone().filter(|_| reset).map(|until| view! {
                <Note
                    tone=Tone::Warn
                    glyph=Glyph::Clock
                    heading=format!("Your old password may work until {}", latchkey_text::format::time(site.locale, until))
                    text=format!("Some older Windows services remember it for a while. If someone else knows it, {} now.", words::call(site))
                />
            })}
            <div>
                <h2>"What to do next"</h2>
                <ol class="todo">{next.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ol>
            </div>
        </div>
        <p class="after soft small">
            "You are not signed in here, so you can simply close this page."
            {outcome.notified.then_some(" We send you a note about it by e-mail.")}
        </p>
    }
    .into_any()
}
