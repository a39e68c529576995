//! Setting up a method, each with a proof that it works: authenticator app, private e-mail.

use super::Deeds;
use super::pages::{Submit, note};
use crate::ui::{CodeField, CopyButton, Door, KeyLine, More, QrCode, TextField};
use crate::words;
use latchkey_contract::enrol::TotpSetup;
use latchkey_contract::{Problem, Site};
use leptos::form::ActionForm;
use leptos::prelude::*;

pub(super) const TOTP_HEADING: &str = "Connect your authenticator app";
pub(super) const ADDRESS_HEADING: &str = "Which private e-mail address?";
pub(super) const EMAIL_CODE_HEADING: &str = "Enter the code we sent you";

/// Where in the set-up: the `nth` of `of` chosen methods.
pub(super) struct At {
    pub(super) version: i64,
    pub(super) who: String,
    pub(super) nth: u32,
    pub(super) of: u32,
}

impl At {
    /// Choosing comes before the methods, the codes come after.
    fn key_line(&self, method: &'static str) -> impl IntoView + use<> {
        let of = self.of.saturating_add(2);
        let step = self.nth.saturating_add(1);
        view! { <KeyLine done=self.nth of=of says=format!("Step {step} of {of}: {method}")/> }
    }

    fn version(&self) -> impl IntoView + use<> {
        view! { <input type="hidden" name="version" value=self.version.to_string()/> }
    }
}

/// Splits what is said beside the field from what is said about the page.
fn told(site: &Site, problem: Option<Problem>, what: &str) -> (Option<String>, Option<AnyView>) {
    match problem {
        Some(
            field @ (Problem::Empty
            | Problem::TooLongInput
            | Problem::BadAddress
            | Problem::SameMailbox { .. }
            | Problem::WrongCode
            | Problem::ClockOff { .. }
            | Problem::CodeUsed
            | Problem::CodeExpired),
        ) => (Some(words::beside(&field, what, site)), None),
        Some(other) => (None, Some(note(site, &other))),
        None => (None, None),
    }
}

/// A way back, small, under the form.
fn back(at: &At, label: &'static str, deeds: Deeds) -> impl IntoView + use<> {
    let version = at.version();
    view! {
        <div class="after">
            <div class="inline">
                <ActionForm action=deeds.back>{version}<button class="link">{label}</button></ActionForm>
            </div>
        </div>
    }
}

pub(super) fn totp(site: Site, at: At, setup: TotpSetup, problem: Option<Problem>, deeds: Deeds) -> AnyView {
    let (wrong, news) = told(&site, problem, "the code");
    let key = setup.key.clone();
    let practice = site.practice.then(|| practice_phone(setup.uri.clone(), at.who.clone()));
    let (key_line, version, back) =
        (at.key_line("authenticator app"), at.version(), back(&at, "Choose other methods", deeds));
    view! {
        <Door site=site who=at.who>
            {key_line}
            <h1>{TOTP_HEADING}</h1>
            <p class="lede">"Any app will do: Microsoft or Google Authenticator, 1Password, Aegis."</p>
            <ActionForm action=deeds.totp>
                {news}
                {version}
                <div class="stack">
                    <h2>"1. Scan this in the app"</h2>
                    <QrCode path=setup.qr_path size=setup.qr_size/>
                    <More summary="On this phone? Copy the key instead">
                        <div class="command">
                            <pre><span class="secret">{setup.key}</span></pre>
                            <CopyButton text=key.replace(' ', "") label="Copy the key"/>
                        </div>
                        <p class="small"><a class="tap" href=setup.uri rel="external">"Open it in the app on this phone"</a></p>
                    </More>
                </div>
                <CodeField label="2. Type the code it shows" wrong=wrong/>
                <Submit deeds=deeds>"Check and continue"</Submit>
            </ActionForm>
            {practice}
            {back}
        </Door>
    }
    .into_any()
}

/// In practice mode a phone is on the practice page; this puts the key there, in another tab.
fn practice_phone(uri: String, who: String) -> impl IntoView {
    view! {
        <form method="post" action="/practice/authenticator" target="_blank">
            <input type="hidden" name="key" value=uri/>
            <input type="hidden" name="label" value=who/>
            <button class="button wide">"Put the key into the practice phone"</button>
        </form>
    }
}

pub(super) fn email_address(site: Site, at: At, typed: String, problem: Option<Problem>, deeds: Deeds) -> AnyView {
    let (wrong, news) = told(&site, problem, "an address");
    let hint = format!(
        "Outside {}, such as your own. Not the mailbox that opens with your work password: when that is lost, you could not read it.",
        words::house(&site)
    );
    let (key_line, version, back) =
        (at.key_line("private e-mail"), at.version(), back(&at, "Choose other methods", deeds));
    view! {
        <Door site=site who=at.who>
            {key_line}
            <h1>"Which private "<span class="whole">"e-mail"</span>" address?"</h1>
            <p class="lede">"When you are locked out, we can send a code there. It is used for nothing else."</p>
            <ActionForm action=deeds.address>
                {news}
                {version}
                <TextField name="address" label="Private e-mail address" hint=hint value=typed wrong=wrong kind="email" autocomplete="email" inputmode="email"/>
                <Submit deeds=deeds>"Send me a code"</Submit>
            </ActionForm>
            {back}
        </Door>
    }
    .into_any()
}

/// `sent`: the address, and until when the code is good.
pub(super) fn email_code(
    site: Site,
    at: At,
    sent: (String, String),
    problem: Option<Problem>,
    deeds: Deeds,
) -> AnyView {
    let (wrong, news) = told(&site, problem, "the code");
    let (address, until) = sent;
    let (key_line, version, back) =
        (at.key_line("private e-mail"), at.version(), back(&at, "Use another address, or send another code", deeds));
    view! {
        <Door site=site who=at.who>
            {key_line}
            <h1>{EMAIL_CODE_HEADING}</h1>
            <p class="lede">"It went to "<b>{address}</b>" and is good until "{until}". Look among the junk mail too."</p>
            <ActionForm action=deeds.code>
                {news}
                {version}
                <CodeField label="6-digit code" wrong=wrong/>
                <Submit deeds=deeds>"Check and continue"</Submit>
            </ActionForm>
            {back}
        </Door>
    }
    .into_any()
}
