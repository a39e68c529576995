//! The pages of a locked-out person: whole documents made on the server, without router, WASM or
//! inline script, so that they work on any phone and in the sign-in screen. `render` is pure; the
//! HTTP side is in `routes`.

mod done;
mod done_all;
mod note;
mod pages;
mod password;
pub mod routes;
pub mod samples;

use crate::document::{Head, document, in_page_layout};
use crate::notice;
use crate::ui::{Glyph, Seal, title as full_title};
use crate::words;
use latchkey_contract::recover::{Ask, RecoverAt, RecoverPage};
use latchkey_contract::{Problem, Site};
use latchkey_text::recover as text;
use leptos::prelude::*;

/// One page as a whole document.
pub fn render(site: &Site, page: &RecoverPage) -> String {
    let head = Head {
        title: title(site, page),
        css: &site.assets.recover_css,
        class: "page-layout",
        module: module(site, page),
        half: None,
    };
    document(site, head, || in_page_layout(site, path(page), body(site, page)))
}

/// Where it can be read again.
const fn path(page: &RecoverPage) -> &'static str {
    match page {
        RecoverPage::Name { unlock: true, .. } => "/recover?unlock=1",
        RecoverPage::Name { .. } => RecoverAt::Name.path(),
        RecoverPage::Methods { .. } => RecoverAt::Methods.path(),
        RecoverPage::Verify { .. } => RecoverAt::Verify.path(),
        RecoverPage::Action { .. } => RecoverAt::Action.path(),
        RecoverPage::Password { .. } => RecoverAt::Password.path(),
        RecoverPage::Done { .. } => RecoverAt::Done.path(),
        RecoverPage::Stopped { .. } => RecoverAt::Stopped.path(),
    }
}

/// The few pages that a script makes easier, and the one that does not work without.
fn module<'a>(site: &'a Site, page: &RecoverPage) -> Option<&'a str> {
    match page {
        RecoverPage::Password { busy: None, .. } => Some(&site.assets.password_js),
        RecoverPage::Verify { ask: Ask::Passkey { .. }, .. } => Some(&site.assets.passkey_js),
        _ => None,
    }
}

/// Back from another site, by a link that brings no cookie: nothing is done before the button is
/// pressed, so that nobody can be made to bring back what is not theirs. `action`: whose page goes on;
/// `brought`: code, state and issuer.
pub fn render_return(site: &Site, action: &str, brought: [&str; 3]) -> String {
    let l = site.locale;
    let title = full_title(text::return_title(l), site, false);
    let head = Head { title, css: &site.assets.recover_css, class: "page-layout", module: None, half: None };
    let (action, [code, state, iss]) = (action.to_owned(), brought.map(str::to_owned));
    document(site, head, || {
        let content = view! {
            <Seal glyph=Glyph::Check class=""/>
            <h1>{text::return_heading(l)}</h1>
            <p class="lede">{text::return_lede(l)}</p>
            <form method="post" action=action>
                <input type="hidden" name="code" value=code/>
                <input type="hidden" name="state" value=state/>
                <input type="hidden" name="iss" value=iss/>
                <button class="button primary tall wide">{text::go_on(l)}</button>
            </form>
        }
        .into_any();
        in_page_layout(site, RecoverAt::Name.path(), content)
    })
}

fn title(site: &Site, page: &RecoverPage) -> String {
    let l = site.locale;
    let (heading, problem) = match page {
        RecoverPage::Name { unlock, problem, .. } => (pages::name_heading(*unlock, l).to_owned(), problem.is_some()),
        RecoverPage::Methods { nth, problem, .. } => {
            let told = problem.as_ref().is_some_and(|problem| !pages::about_a_code(problem));
            (text::methods_title(l, *nth), told)
        }
        RecoverPage::Verify { method, problem, .. } => {
            (crate::methods::words(*method, site).ask_heading.to_owned(), problem.is_some())
        }
        RecoverPage::Action { problem, .. } => (text::action_heading(l).to_owned(), problem.is_some()),
        RecoverPage::Password { busy: Some(action), .. } => (password::busy_heading(*action, l).to_owned(), false),
        RecoverPage::Password { problem: Some(young @ Problem::TooYoung { .. }), .. } => {
            (words::sentence(young, site).heading, true)
        }
        RecoverPage::Password { problem, accounts, .. } => {
            (password::heading(accounts.len(), l), password::is_fault(problem.as_ref()))
        }
        RecoverPage::Done { action, accounts, .. } => match done::only(accounts) {
            Some(outcome) => (done::heading(outcome, l).to_owned(), outcome.still_locked),
            None => (done_all::heading(*action, accounts, l), !done_all::is_all_done(accounts)),
        },
        RecoverPage::Stopped { why } => (words::sentence(why, site).heading, true),
    };
    full_title(&heading, site, problem)
}

fn body(site: &Site, page: &RecoverPage) -> AnyView {
    match page.clone() {
        RecoverPage::Name { unlock, typed, problem } => pages::name(site, unlock, typed, problem),
        RecoverPage::Methods { version, who, nth, required, methods, unavailable, proved, problem } => {
            let at = pages::Progress { version, who, nth, required, proved };
            pages::prove(site, at, &methods, &unavailable, problem.filter(|problem| !pages::about_a_code(problem)))
        }
        RecoverPage::Verify { version, who, nth, required, method, proved, problem, ask } => {
            let at = pages::Progress { version, who, nth, required, proved };
            pages::code(site, at, method, ask, problem)
        }
        RecoverPage::Action { version, who, directory, locked_at, locked_until, problem } => {
            pages::choose(site, version, pages::Locked { who, directory, at: locked_at, until: locked_until }, problem)
        }
        RecoverPage::Password { busy: Some(action), .. } => password::busy(action, site.locale),
        RecoverPage::Password { version, who, accounts, required, rules, problem, busy: None } => {
            password::page(site, password::Form { version, who, accounts, required, rules }, problem)
        }
        RecoverPage::Done { version, who: _, action, accounts, unfinished } => match done::only(&accounts) {
            Some(outcome) => done::page(site, outcome),
            None => done_all::page(site, version, action, &accounts, unfinished),
        },
        RecoverPage::Stopped { why } => notice::message(site, words::sentence(&why, site), pages::glyph_of(&why)),
    }
}

#[cfg(test)]
mod tests;
