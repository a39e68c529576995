//! The way in: sign-in with name, password and code, and the first administrator's set-up. Plain
//! forms that post to the server functions and are answered with a redirect, so that nobody is
//! kept out by a script that did not load.

use super::api::sign_in::{ConfirmTotp, FirstAdmin, OpenSetup, SignIn, SignInTotp, read_sign_in_page};
use super::flash::{self, RemarkNote};
use super::parts::Command;
use super::words;
use crate::ui::{CodeField, Glyph, Icon, KeyLine, More, PasswordField, TextField, Wrong};
use latchkey_contract::Problem;
use latchkey_contract::admin::{AdminSignIn, FlashMessage};
use latchkey_contract::enrol::TotpSetup;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::{use_params_map, use_query_map};

/// What the address says about the action before this page.
fn remarked() -> impl Fn() -> Option<FlashMessage> + Clone {
    let query = use_query_map();
    move || flash::read(|name| query.read_untracked().get(name))
}

/// Another page of the sign-in, with the same message.
fn onward(path: &str, flash: Option<&FlashMessage>) -> String {
    format!("{path}{}", flash.map(flash::mark).unwrap_or_default())
}

#[component]
pub fn SignInPage() -> AnyView {
    let sign_in_page = Resource::new_blocking(|| (), |()| async { read_sign_in_page().await });
    let remarked = remarked();
    view! {
        <Title text="Sign in · Latchkey"/>
        <Gate>
            <Suspense>
                {move || {
                    let flash = remarked();
                    Suspend::new(async move {
                        match sign_in_page.await {
                            Ok(AdminSignIn::SignedIn { .. }) => view! { <Redirect path="/admin"/> }.into_any(),
                            Ok(AdminSignIn::Totp { problem }) => view! { <CodeForm problem flash/> }.into_any(),
                            Ok(AdminSignIn::FirstAdmin { .. } | AdminSignIn::SetUpTotp { .. }) => view! { <Redirect path=onward("/admin/setup", flash.as_ref())/> }.into_any(),
                            Ok(AdminSignIn::SignIn) => view! { <SignInForm flash/> }.into_any(),
                            Ok(AdminSignIn::Fault { reference }) => view! { <Faulty reference/> }.into_any(),
                            Err(_) => view! { <Silent/> }.into_any(),
                        }
                    })
                }}
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
    let sign_in_page = Resource::new_blocking(|| (), |()| async { read_sign_in_page().await });
    let remarked = remarked();
    view! {
        <Title text="Set up · Latchkey"/>
        <Gate>
            <Suspense>
                {move || {
                    let flash = remarked();
                    Suspend::new(async move {
                        match sign_in_page.await {
                            Ok(AdminSignIn::FirstAdmin { name, problem }) => view! { <FirstAdminForm name problem flash/> }.into_any(),
                            Ok(AdminSignIn::SetUpTotp { name, setup, problem }) => view! { <TotpForm name setup problem flash/> }.into_any(),
                            Ok(AdminSignIn::SignedIn { .. }) => view! { <Redirect path="/admin"/> }.into_any(),
                            Ok(AdminSignIn::SignIn | AdminSignIn::Totp { .. }) => view! { <Redirect path=onward("/admin/sign-in", flash.as_ref())/> }.into_any(),
                            Ok(AdminSignIn::Fault { reference }) => view! { <Faulty reference/> }.into_any(),
                            Err(_) => view! { <Silent/> }.into_any(),
                        }
                    })
                }}
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

/// Who is asking could not be found out.
#[component]
fn Faulty(reference: String) -> AnyView {
    view! {
        <h1>"The console cannot be opened now"</h1>
        <RemarkNote flash=FlashMessage::Fault { reference }/>
    }
    .into_any()
}

#[component]
pub fn SignInForm(#[prop(default = None)] flash: Option<FlashMessage>) -> AnyView {
    view! {
        <h1>"Sign in to the console"</h1>
        <p class="lede">"For administrators. Forgot the password of your account? "<a href="/recover" rel="external">"Get back in here"</a>"."</p>
        {flash.map(|flash| view! { <RemarkNote flash/> })}
        <form class="form" method="post" action=SignIn::PATH>
            <TextField name="name" label="Administrator name" autocomplete="username"/>
            <PasswordField name="password" label="Password" autocomplete="current-password"/>
            <button class="button primary tall wide">"Continue"</button>
        </form>
    }
    .into_any()
}

#[component]
pub fn CodeForm(problem: Option<Problem>, #[prop(default = None)] flash: Option<FlashMessage>) -> AnyView {
    view! {
        <h1>"Type the code from your app"</h1>
        <p class="lede">"The authenticator app that you connected when this was set up."</p>
        {flash.map(|flash| view! { <RemarkNote flash/> })}
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
        <p class="lede">"You are about to become an administrator. The next two pages ask for a name, a password and an authenticator app."</p>
        <form class="form" method="post" action=OpenSetup::PATH>
            <input type="hidden" name="token" value=token/>
            <button class="button primary tall wide">"Use this link now"</button>
        </form>
        <p class="hint">"The link works once, and only in the browser that uses it."</p>
    }
    .into_any()
}

#[component]
pub fn FirstAdminForm(
    /// The link is for this one alone.
    #[prop(default = None)]
    name: Option<String>,
    problem: Option<Problem>,
    #[prop(default = None)] flash: Option<FlashMessage>,
) -> AnyView {
    let taken = problem.as_ref().is_some_and(|problem| *problem == Problem::NameTaken);
    let fault = problem.as_ref().map(words::problem);
    let (wrong_name, wrong_password) = if taken { (fault, None) } else { (None, fault) };
    let (heading, name) = match name {
        // the field helps password managers; the server knows the name and reads no other
        Some(name) => (
            format!("Choose your password, {name}"),
            view! {
                <input type="hidden" name="name" autocomplete="username" value=name/>
                {wrong_name.map(|text| view! { <Wrong id="name-wrong" text/> })}
            }
            .into_any(),
        ),
        None => (
            "Who are you here?".to_owned(),
            view! { <TextField name="name" label="Administrator name" hint="For example your own: “jonas”." autocomplete="username" wrong=wrong_name/> }
                .into_any(),
        ),
    };
    view! {
        <KeyLine done=1 of=3 says="Step 2 of 3: name and password"/>
        <h1>{heading}</h1>
        <p class="lede">"This account is for the console only. It lives in Latchkey and not in the directory, so that you get in when the directory is away."</p>
        {flash.map(|flash| view! { <RemarkNote flash/> })}
        <form class="form" method="post" action=FirstAdmin::PATH>
            {name}
            <PasswordField name="password" label="Password" hint="Four unrelated words are easy to remember and hard to guess." autocomplete="new-password" wrong=wrong_password/>
            <button class="button primary tall wide">"Continue"</button>
        </form>
    }
    .into_any()
}

#[component]
pub fn TotpForm(
    name: String,
    setup: TotpSetup,
    problem: Option<Problem>,
    #[prop(default = None)] flash: Option<FlashMessage>,
) -> AnyView {
    let view_box = format!("-2 -2 {0} {0}", setup.qr_size + 4);
    view! {
        <KeyLine done=2 of=3 says="Step 3 of 3: authenticator app"/>
        <h1>"Connect your authenticator app"</h1>
        <p class="lede">"The console opens with your password and this app, every time, "{name}". Any app will do: Microsoft or Google Authenticator, 1Password, Aegis."</p>
        {flash.map(|flash| view! { <RemarkNote flash/> })}
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
