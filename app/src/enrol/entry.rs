//! Before and at the sign-in: the invitation's link, the typed code, the present password.

use super::api::{Leave, OpenCode, OpenLink, SignIn};
use crate::people::parts::{StepForm, Submit, Version, note};
use crate::ui::{Glyph, Icon, Note, PageLayout, PasswordField, Seal, TextField, Tone, Who};
use crate::words::{self, Sentence, Typed};
use latchkey_contract::{Locale, Problem, Site};
use latchkey_text::{enrol as text, page, recover};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The link was opened; nothing is spent until the button is pressed.
pub(super) fn invitation(site: Site, token: String) -> AnyView {
    let l = site.locale;
    let lede = text::invitation_lede(l, &site.organisation);
    let at = format!("/enrol/invitation/{token}");
    view! {
        <PageLayout site=site at=at>
            <Seal glyph=Glyph::Key class="brass"/>
            <h1>{text::invitation_heading(l)}</h1>
            <p class="lede">{lede}</p>
            <form method="post" action=OpenLink::PATH>
                <input type="hidden" name="token" value=token/>
                <button class="button primary tall wide">{text::invitation_begin(l)}</button>
            </form>
            <p class="after soft small">{text::invitation_after(l)}</p>
        </PageLayout>
    }
    .into_any()
}

/// No flow: the code from the message.
pub(super) fn start(site: Site, problem: Option<Problem>) -> AnyView {
    let l = site.locale;
    let news = problem.map(|problem| {
        let Sentence { heading, text, .. } = words::sentence(&problem, &site);
        let tone = if matches!(problem, Problem::TryLater { .. }) { Tone::Warn } else { Tone::Bad };
        view! { <Note tone=tone heading=heading text=text urgent=true/> }
    });
    view! {
        <PageLayout site=site at="/enrol">
            <Seal glyph=Glyph::Mail class="brass"/>
            <h1>{text::start_heading(l)}</h1>
            <p class="lede">{text::start_lede(l)}</p>
            <StepForm action=OpenCode::PATH>
                {news}
                <TextField name="name" label=recover::name_field(l) hint=page::user_name_hint(l) autocomplete="username"/>
                <TextField name="code" label=text::start_code(l) maxlength=40 mono=true/>
                <Submit>{recover::go_on(l)}</Submit>
            </StepForm>
            <div class="after">
                <h2>{recover::name_else(l)}</h2>
                <ul class="links">
                    <li><a href="/recover" rel="external"><Icon glyph=Glyph::Key/>{page::lost_password(l)}<Icon glyph=Glyph::Next class="flip"/></a></li>
                </ul>
            </div>
        </PageLayout>
    }
    .into_any()
}

/// What the sign-in page knows.
pub(super) struct Known {
    pub(super) version: i64,
    pub(super) who: String,
    pub(super) directory: String,
}

pub(super) fn sign_in(site: Site, known: Known, problem: Option<Problem>) -> AnyView {
    let (mut wrong, mut news) = (None, None);
    match &problem {
        Some(field @ (Problem::Empty | Problem::TooLongInput | Problem::WrongPassword)) => {
            wrong = Some(words::beside(field, Typed::Password, &site));
        }
        Some(other) => news = Some(note(&site, other)),
        None => {}
    }
    let l = site.locale;
    view! {
        <PageLayout site=site at="/enrol">
            <Seal glyph=Glyph::User class="brass"/>
            <h1>{text::sign_in_heading(l)}</h1>
            <p class="lede">{text::sign_in_lede(l)}</p>
            <form method="post" action=Leave::PATH id="leave" hidden></form>
            <StepForm action=SignIn::PATH>
                {news}
                <Who name=known.who.clone() account=known.directory leave_form="leave"/>
                <Version version=known.version/>
                <input type="text" autocomplete="username" value=known.who readonly hidden/>
                <PasswordField name="password" label=page::password(l) wrong=wrong autocomplete="current-password"/>
                <Submit>{text::sign_in_button(l)}</Submit>
            </StepForm>
            {lost(l)}
        </PageLayout>
    }
    .into_any()
}

/// Who does not know the password of now.
fn lost(l: Locale) -> impl IntoView {
    view! {
        <div class="after">
            <ul class="links">
                <li><a href="/recover" rel="external"><Icon glyph=Glyph::Question/>{text::sign_in_lost(l)}<Icon glyph=Glyph::Next class="flip"/></a></li>
            </ul>
        </div>
    }
}

/// The same where the directory has a page of its own for it: a whole new page, so a plain form.
pub(super) fn sign_in_there(site: Site, known: Known, problem: Option<Problem>) -> AnyView {
    let l = site.locale;
    let news = problem.map(|problem| note(&site, &problem));
    let button = text::sign_in_there_button(l, &known.directory);
    view! {
        <PageLayout site=site at="/enrol">
            <Seal glyph=Glyph::User class="brass"/>
            <h1>{text::sign_in_heading(l)}</h1>
            <p class="lede">{text::sign_in_there_lede(l)}</p>
            <form method="post" action=Leave::PATH id="leave" hidden></form>
            <form method="post" action="/enrol/sign-in">
                {news}
                <Who name=known.who account=known.directory leave_form="leave"/>
                <Version version=known.version/>
                <button class="button primary tall wide">{button}</button>
            </form>
            {lost(l)}
        </PageLayout>
    }
    .into_any()
}
