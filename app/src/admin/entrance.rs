//! The way in: sign-in with name, password and code, and the first administrator's set-up. Plain
//! forms that post to the server functions and are answered with a redirect, so that nobody is
//! kept out by a script that did not load.

use super::api::entrance::{ConfirmTotp, FirstAdmin, OpenSetup, SignIn, SignInTotp, read_entrance};
use super::parts::Command;
use super::words;
use crate::ui::{CodeField, Glyph, Icon, KeyLine, More, Note, PasswordField, TextField, Tone};
use latchkey_contract::Problem;
use latchkey_contract::admin::Entrance;
use latchkey_contract::enrol::TotpSetup;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::{use_params_map, use_query_map};

/// What the address says about how one came here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    Fresh,
    /// Name and password did not go together.
    Again,
    /// The set-up link was not good any more.
    Spent,
    /// A half-finished entrance ended.
    Over,
    /// Just signed out.
    Out,
}

#[component]
pub fn SignInPage() -> AnyView {
    let entrance = Resource::new_blocking(|| (), |()| async { read_entrance().await });
    let query = use_query_map();
    let came = move || {
        let has = |name: &str| query.read_untracked().get(name).is_some();
        match () {
            () if has("again") => Came::Again,
            () if has("spent") => Came::Spent,
            () if has("over") => Came::Over,
            () if has("out") => Came::Out,
            () => Came::Fresh,
        }
    };
    view! {
        <Title text="Sign in · Latchkey"/>
        <Gate>
            <Suspense>
                {move || Suspend::new(async move {
                    match entrance.await {
                        Ok(Entrance::SignedIn { .. }) => view! { <Redirect path="/admin"/> }.into_any(),
                        Ok(Entrance::Totp { problem }) => view! { <CodeForm problem/> }.into_any(),
                        Ok(Entrance::FirstAdmin { .. } | Entrance::SetUpTotp { .. }) => view! { <Redirect path="/admin/setup"/> }.into_any(),
                        Ok(Entrance::SignIn) => view! { <SignInForm came=came()/> }.into_any(),
                        Err(_) => view! { <Silent/> }.into_any(),
                    }
                })}
            </Suspense>
        </Gate>
    }
    .into_any()
}

/// The one-time link. Looking at it spends nothing; the button does.
#[component]
pub fn SetUpLinkPage() -> AnyView {
    let token = use_params_map().read_untracked().get("token").unwrap_or_default();
    view! {
        <Title text="Set up · Latchkey"/>
        <Gate><OpenForm token/></Gate>
    }
    .into_any()
}

#[component]
pub fn SetUpPage() -> AnyView {
    let entrance = Resource::new_blocking(|| (), |()| async { read_entrance().await });
    view! {
        <Title text="Set up · Latchkey"/>
        <Gate>
            <Suspense>
                {move || Suspend::new(async move {
                    match entrance.await {
                        Ok(Entrance::FirstAdmin { problem }) => view! { <FirstAdminForm problem/> }.into_any(),
                        Ok(Entrance::SetUpTotp { name, setup, problem }) => view! { <TotpForm name setup problem/> }.into_any(),
                        Ok(Entrance::SignedIn { .. }) => view! { <Redirect path="/admin"/> }.into_any(),
                        Ok(Entrance::SignIn | Entrance::Totp { .. }) => view! { <Redirect path="/admin/sign-in"/> }.into_any(),
                        Err(_) => view! { <Silent/> }.into_any(),
                    }
                })}
            </Suspense>
        </Gate>
    }
    .into_any()
}

/// A card on paper with the mark above it.
#[component]
pub fn Gate(children: Children) -> AnyView {
    view! {
        <div class="gate">
            <header><span class="mark"><Icon glyph=Glyph::Latchkey/>"Latchkey"</span></header>
            <main class="card" id="main" tabindex="-1">{children()}</main>
        </div>
    }
    .into_any()
}

#[component]
fn Silent() -> AnyView {
    view! {
        <h1>"The server did not answer"</h1>
        <p class="lede">"Reload the page in a moment. Nothing was changed."</p>
    }
    .into_any()
}

#[component]
pub fn SignInForm(came: Came) -> AnyView {
    let note = match came {
        Came::Fresh => None,
        Came::Again => Some((
            Tone::Bad,
            "That did not let you in",
            "Name and password do not go together, or there were too many tries; then it works again in a quarter of an hour.",
        )),
        Came::Spent => Some((
            Tone::Warn,
            "This set-up link is used or too old",
            "Each is for one use within a day. If you are an administrator already, sign in; if not, “latchkey admin link” on the server makes a new one.",
        )),
        Came::Over => {
            Some((Tone::Warn, "That took too long, or too many tries", "Start again with your name and password."))
        }
        Came::Out => Some((Tone::Good, "You are signed out", "")),
    };
    view! {
        <h1>"Sign in to the console"</h1>
        <p class="lede">"For administrators. Forgot the password of your account? "<a href="/recover" rel="external">"Get back in here"</a>"."</p>
        {note.map(|(tone, heading, text)| view! { <Note tone=tone heading=heading text=text urgent=tone == Tone::Bad/> })}
        <form class="form" method="post" action=SignIn::PATH>
            <TextField name="name" label="Administrator name" autocomplete="username"/>
            <PasswordField name="password" label="Password" autocomplete="current-password"/>
            <button class="button primary tall wide">"Continue"</button>
        </form>
    }
    .into_any()
}

#[component]
pub fn CodeForm(problem: Option<Problem>) -> AnyView {
    view! {
        <h1>"Type the code from your app"</h1>
        <p class="lede">"The authenticator app that you connected when this was set up."</p>
        <form class="form" method="post" action=SignInTotp::PATH>
            <CodeField label="Code" wrong=problem.as_ref().map(words::problem)/>
            <button class="button primary tall wide">"Sign in"</button>
        </form>
    }
    .into_any()
}

#[component]
pub fn OpenForm(token: String) -> AnyView {
    view! {
        <KeyLine done=0 of=3 says="Step 1 of 3: the link"/>
        <h1>"Set up Latchkey"</h1>
        <p class="lede">"You are about to become the first administrator. The next two pages ask for a name, a password and an authenticator app."</p>
        <form class="form" method="post" action=OpenSetup::PATH>
            <input type="hidden" name="token" value=token/>
            <button class="button primary tall wide">"Use this link now"</button>
        </form>
        <p class="hint">"The link works once, and only in the browser that uses it."</p>
    }
    .into_any()
}

#[component]
pub fn FirstAdminForm(problem: Option<Problem>) -> AnyView {
    let taken = problem.as_ref().is_some_and(|problem| *problem == Problem::PickAnother);
    let fault = problem.as_ref().map(words::problem);
    let (name, password) = if taken { (fault, None) } else { (None, fault) };
    view! {
        <KeyLine done=1 of=3 says="Step 2 of 3: name and password"/>
        <h1>"Who are you here?"</h1>
        <p class="lede">"This account is for the console only. It lives in Latchkey and not in the directory, so that you get in when the directory is away."</p>
        <form class="form" method="post" action=FirstAdmin::PATH>
            <TextField name="name" label="Administrator name" hint="For example your own: “jonas”." autocomplete="username" wrong=name/>
            <PasswordField name="password" label="Password" hint="Four unrelated words are easy to remember and hard to guess." autocomplete="new-password" wrong=password/>
            <button class="button primary tall wide">"Continue"</button>
        </form>
    }
    .into_any()
}

#[component]
pub fn TotpForm(name: String, setup: TotpSetup, problem: Option<Problem>) -> AnyView {
    let view_box = format!("-2 -2 {0} {0}", setup.qr_size + 4);
    view! {
        <KeyLine done=2 of=3 says="Step 3 of 3: authenticator app"/>
        <h1>"Connect your authenticator app"</h1>
        <p class="lede">"The console opens with your password and this app, every time, "{name}". Any app will do: Microsoft or Google Authenticator, 1Password, Aegis."</p>
        <form class="form" method="post" action=ConfirmTotp::PATH>
            <div class="stack">
                <h2>"1. Scan this in the app"</h2>
                <div class="qr">
                    <svg viewBox=view_box role="img" aria-label="Square to scan. The same key is written below." shape-rendering="crispEdges">
                        <path d=setup.qr_path></path>
                    </svg>
                </div>
                <More summary="On this phone? Copy the key instead">
                    <Command text=setup.key name="the key"/>
                    <p><a class="button" href=setup.uri rel="external">"Open in the app on this phone"</a></p>
                </More>
            </div>
            <CodeField label="2. Type the code it shows" wrong=problem.as_ref().map(words::problem)/>
            <button class="button primary tall wide">"Check and continue"</button>
        </form>
    }
    .into_any()
}
