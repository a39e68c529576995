//! The way in: sign-in with name, password and code, and the first administrator's set-up. Plain
//! forms that post to the server functions and are answered with a redirect, so that nobody is
//! kept out by a script that did not load.

use super::api::sign_in::{ConfirmTotp, FirstAdmin, OpenSetup, SignIn, SignInTotp, read_sign_in_page};
use super::flash::{self, FlashNote};
use super::parts::Command;
use super::words;
use super::words::language;
use crate::ui::{CodeField, Glyph, Icon, KeyLine, More, PasswordField, TextField, Wrong, marked};
use crate::wire::page_data;
use latchkey_contract::Problem;
use latchkey_contract::admin::{AdminSignIn, FlashMessage};
use latchkey_contract::enrol::TotpSetup;
use latchkey_text::console_sign_in as text;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::{use_params_map, use_query_map};

/// What the address says about the action before this page.
fn flash_in_address() -> impl Fn() -> Option<FlashMessage> + Clone {
    let query = use_query_map();
    move || flash::read(|name| query.read_untracked().get(name))
}

/// Another page of the sign-in, with the same message.
fn onward(path: &str, flash: Option<&FlashMessage>) -> String {
    format!("{path}{}", flash.map(flash::mark).unwrap_or_default())
}

const SIGN_IN: &str = "/admin/sign-in";
const SET_UP: &str = "/admin/setup";

#[component]
pub fn SignInPage() -> AnyView {
    view! {
        <Title text=text::page(language())/>
        <Step here=SIGN_IN/>
    }
    .into_any()
}

#[component]
pub fn SetUpPage() -> AnyView {
    view! {
        <Title text=text::set_up_page(language())/>
        <Step here=SET_UP/>
    }
    .into_any()
}

/// Where whoever asks stands, if that is on this page; else the way there.
#[component]
fn Step(here: &'static str) -> AnyView {
    let asking = page_data(|| (), |()| async { read_sign_in_page().await });
    let flash_in_address = flash_in_address();
    view! {
        <Gate>
            <Suspense>
                {move || {
                    let flash = flash_in_address();
                    Suspend::new(async move {
                        match asking.await {
                            Ok(asker) => step(asker, flash, here),
                            Err(_) => view! { <Silent/> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </Gate>
    }
    .into_any()
}

fn step(asker: AdminSignIn, flash: Option<FlashMessage>, here: &str) -> AnyView {
    let elsewhere = |path: &str| view! { <Redirect path=onward(path, flash.as_ref())/> }.into_any();
    match asker {
        AdminSignIn::SignedIn { .. } => view! { <Redirect path="/admin"/> }.into_any(),
        AdminSignIn::Fault { reference } => view! { <Faulty reference/> }.into_any(),
        AdminSignIn::SignIn | AdminSignIn::Totp { .. } if here != SIGN_IN => elsewhere(SIGN_IN),
        AdminSignIn::FirstAdmin { .. } | AdminSignIn::SetUpTotp { .. } if here != SET_UP => elsewhere(SET_UP),
        AdminSignIn::SignIn => view! { <SignInForm flash/> }.into_any(),
        AdminSignIn::Totp { problem } => view! { <CodeForm problem flash/> }.into_any(),
        AdminSignIn::FirstAdmin { name, problem } => view! { <FirstAdminForm name problem flash/> }.into_any(),
        AdminSignIn::SetUpTotp { name, setup, problem } => view! { <TotpForm name setup problem flash/> }.into_any(),
    }
}

/// The one-time link. Looking at it spends nothing; the button does.
#[component]
pub fn SetUpLinkPage() -> AnyView {
    let token = use_params_map().read_untracked().get("token").unwrap_or_default();
    view! {
        <Title text=text::set_up_page(language())/>
        <Gate><OpenForm token/></Gate>
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
        <h1>{text::silent(language())}</h1>
        <p class="lede">{text::silent_lede(language())}</p>
    }
    .into_any()
}

/// Who is asking could not be found out.
#[component]
fn Faulty(reference: String) -> AnyView {
    view! {
        <h1>{text::faulty(language())}</h1>
        <FlashNote flash=FlashMessage::Fault { reference }/>
    }
    .into_any()
}

#[component]
pub fn SignInForm(#[prop(default = None)] flash: Option<FlashMessage>) -> AnyView {
    view! {
        <h1>{text::heading(language())}</h1>
        <p class="lede">{marked(text::lede_parts(language()), |_, link| view! { <a href="/recover" rel="external">{link}</a> }.into_any())}</p>
        {flash.map(|flash| view! { <FlashNote flash/> })}
        <form class="form" method="post" action=SignIn::PATH>
            <TextField name="name" label=text::name(language()) autocomplete="username"/>
            <PasswordField name="password" label=text::password(language()) autocomplete="current-password"/>
            <button class="button primary tall wide">{text::continue_on(language())}</button>
        </form>
    }
    .into_any()
}

#[component]
pub fn CodeForm(problem: Option<Problem>, #[prop(default = None)] flash: Option<FlashMessage>) -> AnyView {
    view! {
        <h1>{text::code_heading(language())}</h1>
        <p class="lede">{text::code_lede(language())}</p>
        {flash.map(|flash| view! { <FlashNote flash/> })}
        <form class="form" method="post" action=SignInTotp::PATH>
            <CodeField label=text::code(language()) wrong=problem.as_ref().map(words::problem)/>
            <button class="button primary tall wide">{latchkey_text::console::sign_in(language())}</button>
        </form>
    }
    .into_any()
}

#[component]
pub fn OpenForm(token: String) -> AnyView {
    view! {
        <KeyLine done=0 of=3 says=text::link_step(language())/>
        <h1>{text::link_heading(language())}</h1>
        <p class="lede">{text::link_lede(language())}</p>
        <form class="form" method="post" action=OpenSetup::PATH>
            <input type="hidden" name="token" value=token/>
            <button class="button primary tall wide">{text::link_use(language())}</button>
        </form>
        <p class="hint">{text::link_hint(language())}</p>
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
            text::choose_password(language(), &name),
            view! {
                <input type="hidden" name="name" autocomplete="username" value=name/>
                {wrong_name.map(|text| view! { <Wrong id="name-wrong" text/> })}
            }
            .into_any(),
        ),
        None => (
            text::who(language()).to_owned(),
            view! { <TextField name="name" label=text::name(language()) hint=text::name_hint(language()) autocomplete="username" wrong=wrong_name/> }
                .into_any(),
        ),
    };
    view! {
        <KeyLine done=1 of=3 says=text::first_step(language())/>
        <h1>{heading}</h1>
        <p class="lede">{text::first_lede(language())}</p>
        {flash.map(|flash| view! { <FlashNote flash/> })}
        <form class="form" method="post" action=FirstAdmin::PATH>
            {name}
            <PasswordField name="password" label=text::password(language()) hint=text::password_hint(language()) autocomplete="new-password" wrong=wrong_password/>
            <button class="button primary tall wide">{text::continue_on(language())}</button>
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
        <KeyLine done=2 of=3 says=text::totp_step(language())/>
        <h1>{text::totp_heading(language())}</h1>
        <p class="lede">{text::totp_lede(language(), &name)}</p>
        {flash.map(|flash| view! { <FlashNote flash/> })}
        <form class="form" method="post" action=ConfirmTotp::PATH>
            <div class="stack">
                <h2>{text::scan(language())}</h2>
                <div class="qr">
                    <svg viewBox=view_box role="img" aria-label=text::qr(language()) shape-rendering="crispEdges">
                        <path d=setup.qr_path></path>
                    </svg>
                </div>
                <More summary=text::no_scan(language())>
                    <Command text=setup.key name=text::key(language())/>
                    <p><a class="button" href=setup.uri rel="external">{text::open_here(language())}</a></p>
                </More>
            </div>
            <CodeField label=text::type_code(language()) wrong=problem.as_ref().map(words::problem)/>
            <button class="button primary tall wide">{text::check(language())}</button>
        </form>
    }
    .into_any()
}
