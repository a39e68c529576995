//! Which page of the flow is shown, its title, and the choice of methods.

use super::entry::{self, Known};
use super::setup::{self, At};
use super::{Actions, codes, message};
use crate::enrol::api::Leave;
use crate::methods::{self, with_organisation};
use crate::ui::{Glyph, Icon, KeyLine, Note, PageLayout, Seal, Tone, title as full_title};
use crate::words::{self, Sentence};
use latchkey_contract::enrol::{Choice, EnrolPage};
use latchkey_contract::{MethodKind, Problem, Site};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

pub(super) fn title(page: &EnrolPage, site: &Site) -> String {
    let (heading, problem) = match page {
        EnrolPage::Start { problem } => ("Set up with your invitation".into(), problem.is_some()),
        EnrolPage::SignIn { problem, .. } => ("First, sign in".into(), problem.is_some()),
        EnrolPage::Choose { required, problem, .. } => (choose_heading(*required), problem.is_some()),
        EnrolPage::SetUp { method, step, problem, .. } => (setup::heading(*method, step).into(), problem.is_some()),
        EnrolPage::Codes { .. } => (codes::HEADING.into(), false),
        EnrolPage::Done { .. } => ("You are set".into(), false),
        EnrolPage::Left { .. } => (LEFT.into(), false),
        EnrolPage::Stopped { why } => (words::sentence(why, site).heading, true),
    };
    full_title(&heading, site, problem)
}

pub(super) fn page(site: Site, page: EnrolPage, actions: Actions) -> AnyView {
    match page {
        EnrolPage::Start { problem } => entry::start(site, problem, actions),
        EnrolPage::SignIn { version, who, directory, problem } => {
            entry::sign_in(site, Known { version, who, directory }, problem, actions)
        }
        EnrolPage::Choose { version, who, required, methods, problem } => {
            choose(site, Choosing { version, who, required, methods }, problem, actions)
        }
        EnrolPage::SetUp { version, who, nth, of, method, step, problem } => {
            setup::page(site, At { version, who, nth, of, method }, step, problem, actions)
        }
        EnrolPage::Codes { version, who, codes } => codes::page(site, version, who, codes, actions),
        EnrolPage::Done { who, methods, has_codes, from_account: false } => done(site, who, &methods, has_codes),
        EnrolPage::Done { who, methods, .. } => added(site, who, &methods),
        EnrolPage::Left { who } => left(site, who),
        EnrolPage::Stopped { why } => {
            let sentence = words::sentence(&why, &site);
            message(site, sentence, leave_button("Start again"))
        }
    }
}

/// Ends the flow with a whole new page.
fn leave_button(label: &'static str) -> AnyView {
    view! { <form method="post" action=Leave::PATH><button class="button primary tall wide">{label}</button></form> }
        .into_any()
}

/// The page's action. In the browser it waits visibly.
#[component]
pub(super) fn Submit(actions: Actions, #[prop(optional)] class: &'static str, children: Children) -> impl IntoView {
    view! {
        <button class=format!("button primary tall wide {class}") aria-busy=move || actions.busy().then_some("true")>{children()}</button>
    }
}

/// News about the page, from the flow.
pub(super) fn note(site: &Site, problem: &Problem) -> AnyView {
    let Sentence { heading, text } = words::sentence(problem, site);
    let tone = match problem {
        Problem::OutOfDate | Problem::PickAnother => Tone::Plain,
        Problem::TryLater { .. } | Problem::SendLimit { .. } | Problem::DirectoryAway | Problem::MethodAway => {
            Tone::Warn
        }
        _ => Tone::Bad,
    };
    view! { <Note tone=tone heading=heading text=text urgent=true/> }.into_any()
}

fn choose_heading(required: u32) -> String {
    format!("Choose {} ways to prove it is you", words::count(required))
}

struct Choosing {
    version: i64,
    who: String,
    required: u32,
    methods: Vec<Choice>,
}

fn choose(site: Site, choosing: Choosing, problem: Option<Problem>, actions: Actions) -> AnyView {
    let Choosing { version, who, required, methods } = choosing;
    let number = words::count(required);
    let of = required.saturating_add(2);
    // recovery codes come at the end, for everybody
    let options = methods
        .into_iter()
        .filter(|choice| !choice.kind.is_spare())
        .map(|choice| option(&choice, &site))
        .collect_view();
    view! {
        <PageLayout site=site.clone() who=who>
            <KeyLine done=0 of=of says=format!("Step 1 of {of}: choose {number}")/>
            <h1>{choose_heading(required)}</h1>
            <p class="lede">{format!("If you ever forget your password, these {number} get you back in without a call. You can change them later.")}</p>
            <ActionForm action=actions.choose>
                {problem.map(|problem| note(&site, &problem))}
                <input type="hidden" name="version" value=version.to_string()/>
                <fieldset class="options">
                    <legend class="sr">{format!("Methods, choose {number}")}</legend>
                    {options}
                </fieldset>
                <Note
                    glyph=Glyph::Codes
                    heading="Recovery codes come with them"
                    text="At the end you get a sheet of ten codes for the day when your phone is gone."
                />
                <Submit actions=actions>{format!("Set up these {number}")}</Submit>
            </ActionForm>
        </PageLayout>
    }
    .into_any()
}

fn option(choice: &Choice, site: &Site) -> impl IntoView + use<> {
    let w = methods::words(choice.kind);
    let hint = match (choice.done, choice.unavailable, choice.mandatory) {
        (true, ..) => "Set up already.".to_owned(),
        (_, Some(unavailable), _) => words::shares(unavailable).to_owned(),
        (.., true) => {
            format!("{} {} asks for this one.", with_organisation(w.choose_hint, site), words::organisation_first(site))
        }
        _ => with_organisation(w.choose_hint, site),
    };
    let unavailable = choice.unavailable.is_some();
    view! {
        <label class="option" aria-disabled=unavailable.then_some("true")>
            <Icon glyph=w.glyph/>
            <span><b>{w.choose}</b><small>{hint}</small></span>
            <input type="checkbox" name="methods[]" value=choice.kind.code()
                checked=!unavailable && (choice.chosen || choice.done || choice.mandatory) disabled=unavailable/>
        </label>
    }
}

/// One more method, or a new sheet: back to the account page.
fn added(site: Site, who: String, kinds: &[MethodKind]) -> AnyView {
    let rows = kinds
        .iter()
        .map(|kind| {
            let w = methods::words(*kind);
            view! { <li><Icon glyph=Glyph::Check class="is-good" label="Ready"/><div><b>{w.name}</b><p>{w.done}</p></div></li> }
        })
        .collect_view();
    view! {
        <PageLayout site=site who=who>
            <Seal glyph=Glyph::Check class=""/>
            <h1>"That is done"</h1>
            <p class="lede">"We sent you a message about it, so that you would know if it had been somebody else."</p>
            <div class="body">
                <ul class="outcome">{rows}</ul>
                {to_account()}
            </div>
        </PageLayout>
    }
    .into_any()
}

const LEFT: &str = "Nothing was added";

/// Back to the account page is where they wanted to go; this is for a page that was left open.
fn left(site: Site, who: String) -> AnyView {
    view! {
        <PageLayout site=site who=who>
            <Seal glyph=Glyph::Check class=""/>
            <h1>{LEFT}</h1>
            <p class="lede">"You went back before it was set up. What you had before is as it was."</p>
            <div class="body">{to_account()}</div>
        </PageLayout>
    }
    .into_any()
}

fn to_account() -> impl IntoView {
    view! { <a class="button primary tall wide" href="/account" rel="external">"Back to my account"</a> }
}

fn done(site: Site, who: String, methods: &[MethodKind], has_codes: bool) -> AnyView {
    let ready = |name: &'static str, text: &'static str| {
        view! { <li><Icon glyph=Glyph::Check class="is-good" label="Ready"/><div><b>{name}</b><p>{text}</p></div></li> }
    };
    let rows = methods
        .iter()
        .filter(|kind| **kind != MethodKind::RecoveryCode)
        .map(|kind| ready(methods::words(*kind).name, methods::words(*kind).done))
        .collect_view();
    let codes = has_codes.then(|| ready("Recovery codes", "On the sheet you kept; each works once"));
    view! {
        <PageLayout site=site who=who>
            <KeyLine done=4 of=4 says="Everything is set up"/>
            <h1>"You are set"</h1>
            <p class="lede">"When a password slips your mind, prove it with any two of these."</p>
            <div class="body">
                <ul class="outcome">{rows}{codes}</ul>
                <div class="note">
                    <Icon glyph=Glyph::Phone/>
                    <div><b>"Remember one address"</b>"It is "<a href="/recover" rel="external">"the page for locked-out people"</a>". Keep it as a bookmark on your phone."</div>
                </div>
                {leave_button("Done")}
            </div>
            <p class="after small soft">"We will never ask for your password or a code by phone or by mail."</p>
        </PageLayout>
    }
    .into_any()
}
