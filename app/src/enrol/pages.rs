//! Which page of the flow is shown, its title, and the choice of methods.

use super::api::{Choose, Leave};
use super::codes;
use super::entry::{self, Known};
use super::setup::{self, At};
use crate::methods;
use crate::people::page::{About, render};
use crate::people::parts::{StepForm, Submit, Version, note};
use crate::ui::{Glyph, Icon, KeyLine, Note, PageLayout, Seal, marked, title as full_title};
use crate::words::{self, Sentence};
use latchkey_contract::enrol::{Choice, EnrolPage, SignInWay};
use latchkey_contract::{MethodKind, Problem, Site};
use latchkey_text::{Locale, enrol as text, page as common, recover};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Where all of it is shown.
pub(super) const PAGE: &str = "/enrol";

/// As a whole document.
pub(super) fn document(site: &Site, page: EnrolPage) -> String {
    let about = About { title: title(&page, site), at: PAGE, class: "page-layout" };
    render(site, about, || self::page(site.clone(), page))
}

/// The page under the invitation’s link.
pub(super) fn invited(site: &Site, token: String) -> String {
    let title = full_title(text::invitation_heading(site.locale), site, false);
    render(site, About { title, at: PAGE, class: "page-layout" }, || entry::invitation(site.clone(), token))
}

fn title(page: &EnrolPage, site: &Site) -> String {
    let l = site.locale;
    let (heading, problem) = match page {
        EnrolPage::Start { problem } => (text::start_heading(l).into(), problem.is_some()),
        EnrolPage::SignIn { problem, .. } => (text::sign_in_heading(l).into(), problem.is_some()),
        EnrolPage::Choose { required, problem, .. } => (text::choose_heading(l, *required), problem.is_some()),
        EnrolPage::SetUp { method, step, problem, .. } => {
            (setup::heading(*method, step, site).into(), problem.is_some())
        }
        EnrolPage::Codes { .. } => (text::codes_heading(l).into(), false),
        EnrolPage::Done { .. } => (text::done_heading(l).into(), false),
        EnrolPage::Left { .. } => (text::left_heading(l).into(), false),
        EnrolPage::Stopped { why } => (words::sentence(why, site).heading, true),
    };
    full_title(&heading, site, problem)
}

fn page(site: Site, page: EnrolPage) -> AnyView {
    match page {
        EnrolPage::Start { problem } => entry::start(site, problem),
        EnrolPage::SignIn { version, who, directory, way, problem } => {
            let known = Known { version, who, directory };
            match way {
                SignInWay::Password => entry::sign_in(site, known, problem),
                SignInWay::Redirect => entry::sign_in_there(site, known, problem),
            }
        }
        EnrolPage::Choose { version, who, required, methods, problem } => {
            choose(site, Choosing { version, who, required, methods }, problem)
        }
        EnrolPage::SetUp { version, who, nth, of, method, step, problem } => {
            setup::page(site, At { version, who, nth, of, method }, step, problem)
        }
        EnrolPage::Codes { version, who, codes } => codes::page(site, version, who, codes),
        EnrolPage::Done { who, methods, has_codes, from_account: false } => done(site, who, &methods, has_codes),
        EnrolPage::Done { who, methods, .. } => added(site, who, &methods),
        EnrolPage::Left { who } => left(site, who),
        EnrolPage::Stopped { why } => {
            let (sentence, button) = (words::sentence(&why, &site), leave_button(recover::start_again(site.locale)));
            stopped(site, sentence, button)
        }
    }
}

/// The flow came to an end.
fn stopped(site: Site, why: Sentence, way_on: AnyView) -> AnyView {
    view! {
        <PageLayout site=site at=PAGE>
            <Seal glyph=Glyph::Alert class="brass"/>
            <h1>{why.heading}</h1>
            <p class="lede">{why.text}</p>
            <div class="body">{way_on}</div>
        </PageLayout>
    }
    .into_any()
}

/// Ends the flow with a whole new page.
fn leave_button(label: &'static str) -> AnyView {
    view! { <form method="post" action=Leave::PATH><button class="button primary tall wide">{label}</button></form> }
        .into_any()
}

struct Choosing {
    version: i64,
    who: String,
    required: u32,
    methods: Vec<Choice>,
}

fn choose(site: Site, choosing: Choosing, problem: Option<Problem>) -> AnyView {
    let Choosing { version, who, required, methods } = choosing;
    let l = site.locale;
    let of = required.saturating_add(2);
    // recovery codes come at the end, for everybody
    let options = methods
        .into_iter()
        .filter(|choice| !choice.kind.is_spare())
        .map(|choice| option(&choice, &site))
        .collect_view();
    view! {
        <PageLayout site=site.clone() who=who at=PAGE>
            <KeyLine done=0 of=of says=text::choose_step(l, of, required)/>
            <h1>{text::choose_heading(l, required)}</h1>
            <p class="lede">{text::choose_lede(l, required)}</p>
            <StepForm action=Choose::PATH>
                {problem.map(|problem| note(&site, &problem))}
                <Version version=version/>
                <fieldset class="options">
                    <legend class="sr">{text::choose_list(l, required)}</legend>
                    {options}
                </fieldset>
                <Note
                    glyph=Glyph::Codes
                    heading=text::choose_codes(l)
                    text=text::choose_codes_text(l)
                />
                <Submit>{text::choose_button(l, required)}</Submit>
            </StepForm>
        </PageLayout>
    }
    .into_any()
}

fn option(choice: &Choice, site: &Site) -> impl IntoView + use<> {
    let (l, w) = (site.locale, methods::words(choice.kind, site));
    let hint = match (choice.done, choice.unavailable, choice.mandatory) {
        (true, ..) => text::choose_done(l).to_owned(),
        (_, Some(unavailable), _) => words::shares(unavailable, l).to_owned(),
        (.., true) => format!("{} {}", w.choose_hint, text::choose_mandatory(l, &site.organisation)),
        _ => w.choose_hint,
    };
    let unavailable = choice.unavailable.is_some();
    view! {
        <label class="option" aria-disabled=unavailable.then_some("true")>
            <Icon glyph=methods::glyph(choice.kind)/>
            <span><b>{w.choose}</b><small>{hint}</small></span>
            <input type="checkbox" name="methods[]" value=choice.kind.code()
                checked=!unavailable && (choice.chosen || choice.done || choice.mandatory) disabled=unavailable/>
        </label>
    }
}

/// What was set up, one row each.
fn ready(name: &'static str, what: &'static str, l: Locale) -> impl IntoView {
    let icon = view! { <Icon glyph=Glyph::Check class="is-good" label=text::done_ready(l)/> };
    view! { <li>{icon}<div><b>{name}</b><p>{what}</p></div></li> }
}

/// One more method, or a new sheet: back to the account page.
fn added(site: Site, who: String, kinds: &[MethodKind]) -> AnyView {
    let l = site.locale;
    let row = |kind: &MethodKind| {
        let w = methods::words(*kind, &site);
        ready(w.name, w.done, l)
    };
    let rows = kinds.iter().map(row).collect_view();
    view! {
        <PageLayout site=site who=who at=PAGE>
            <Seal glyph=Glyph::Check class=""/>
            <h1>{text::added_heading(l)}</h1>
            <p class="lede">{text::added_lede(l)}</p>
            <div class="body">
                <ul class="outcome">{rows}</ul>
                {to_account(l)}
            </div>
        </PageLayout>
    }
    .into_any()
}

/// Back to the account page is where they wanted to go; this is for a page that was left open.
fn left(site: Site, who: String) -> AnyView {
    let l = site.locale;
    view! {
        <PageLayout site=site who=who at=PAGE>
            <Seal glyph=Glyph::Check class=""/>
            <h1>{text::left_heading(l)}</h1>
            <p class="lede">{text::left_lede(l)}</p>
            <div class="body">{to_account(l)}</div>
        </PageLayout>
    }
    .into_any()
}

fn to_account(l: Locale) -> impl IntoView {
    view! { <a class="button primary tall wide" href="/account" rel="external">{common::to_account(l)}</a> }
}

fn done(site: Site, who: String, kinds: &[MethodKind], has_codes: bool) -> AnyView {
    let l = site.locale;
    let row = |kind: &MethodKind| {
        let w = methods::words(*kind, &site);
        ready(w.name, w.done, l)
    };
    let rows = kinds.iter().filter(|kind| **kind != MethodKind::RecoveryCode).map(row).collect_view();
    let sheet = methods::words(MethodKind::RecoveryCode, &site);
    let codes = has_codes.then(|| ready(sheet.choose, sheet.done, l));
    let address = marked(text::done_address_text_parts(l), |_, words| {
        view! { <a href="/recover" rel="external">{words}</a> }.into_any()
    });
    view! {
        <PageLayout site=site who=who at=PAGE>
            <KeyLine done=4 of=4 says=text::done_step(l)/>
            <h1>{text::done_heading(l)}</h1>
            <p class="lede">{text::done_lede(l)}</p>
            <div class="body">
                <ul class="outcome">{rows}{codes}</ul>
                <div class="note">
                    <Icon glyph=Glyph::Phone/>
                    <div><b>{text::done_address(l)}</b>{address}</div>
                </div>
                {leave_button(text::done_button(l))}
            </div>
            <p class="after small soft">{text::done_after(l)}</p>
        </PageLayout>
    }
    .into_any()
}
