//! Before and at the sign-in: the invitation's link, the typed code, the present password.

use super::Actions;
use super::api::{Leave, OpenLink};
use super::pages::Submit;
use crate::ui::{Glyph, Icon, Note, PageLayout, PasswordField, Seal, TextField, Tone, Who};
use crate::words::{self, Sentence};
use latchkey_contract::{Problem, Site};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The link was opened; nothing is spent until the button is pressed.
pub(super) fn invitation(site: Site, token: String) -> AnyView {
    let lede = format!(
        "{} invites you to choose two ways to prove it is you. If you ever forget your password, they get you back in without a call.",
        words::organisation_first(&site)
    );
    view! {
        <PageLayout site=site>
            <Seal glyph=Glyph::Key class="brass"/>
            <h1>"Set up your way back in"</h1>
            <p class="lede">{lede}</p>
            <form method="post" action=OpenLink::PATH>
                <input type="hidden" name="token" value=token/>
                <button class="button primary tall wide">"Begin"</button>
            </form>
            <p class="after soft small">"It takes about two minutes. Have your phone at hand, and sign in with the password you use today."</p>
        </PageLayout>
    }
    .into_any()
}

/// No flow: the code from the message.
pub(super) fn start(site: Site, problem: Option<Problem>, actions: Actions) -> AnyView {
    let news = problem.map(|problem| {
        let Sentence { heading, text } = words::sentence(&problem, &site);
        let tone = if matches!(problem, Problem::TryLater { .. }) { Tone::Warn } else { Tone::Bad };
        view! { <Note tone=tone heading=heading text=text urgent=true/> }
    });
    view! {
        <PageLayout site=site>
            <Seal glyph=Glyph::Mail class="brass"/>
            <h1>"Set up with your invitation"</h1>
            <p class="lede">"Open the link in the message that you received, or type the code that stands below it."</p>
            <ActionForm action=actions.open>
                {news}
                <TextField name="name" label="User name" hint="What you type at your computer." autocomplete="username"/>
                <TextField name="code" label="Code from the message" maxlength=40 mono=true/>
                <Submit actions=actions>"Continue"</Submit>
            </ActionForm>
            <div class="after">
                <h2>"Something else"</h2>
                <ul class="links">
                    <li><a href="/recover" rel="external"><Icon glyph=Glyph::Key/>"I forgot my password"<Icon glyph=Glyph::Next class="flip"/></a></li>
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

pub(super) fn sign_in(site: Site, known: Known, problem: Option<Problem>, actions: Actions) -> AnyView {
    let (mut wrong, mut news) = (None, None);
    match &problem {
        Some(field @ (Problem::Empty | Problem::TooLongInput | Problem::WrongPassword)) => {
            wrong = Some(words::beside(field, "your password", &site));
        }
        Some(other) => news = Some(super::pages::note(&site, other)),
        None => {}
    }
    let version = known.version.to_string();
    view! {
        <PageLayout site=site>
            <Seal glyph=Glyph::User class="brass"/>
            <h1>"First, sign in"</h1>
            <p class="lede">"With the password that you use at your computer today. It is checked once and not kept."</p>
            <form method="post" action=Leave::PATH id="leave" hidden></form>
            <ActionForm action=actions.sign_in>
                {news}
                <Who name=known.who.clone() account=known.directory leave_form="leave"/>
                <input type="hidden" name="version" value=version/>
                <input type="text" autocomplete="username" value=known.who readonly hidden/>
                <PasswordField name="password" label="Password" wrong=wrong autocomplete="current-password"/>
                <Submit actions=actions>"Sign in"</Submit>
            </ActionForm>
            <div class="after">
                <ul class="links">
                    <li><a href="/recover" rel="external"><Icon glyph=Glyph::Question/>"I do not know my password"<Icon glyph=Glyph::Next class="flip"/></a></li>
                </ul>
            </div>
        </PageLayout>
    }
    .into_any()
}
