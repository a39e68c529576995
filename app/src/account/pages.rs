//! Which page of the visit is shown: the sign-in page, a proof, a new password, "this wasn't me".

use super::api::{Act, ChangePassword, Choose, Prove, SendAgain, SignIn, SignOut};
use super::home;
use super::parts::leave;
use crate::methods::{self, ask};
use crate::people::page::{About, render};
use crate::people::parts::{StepForm, Submit, Version, note};
use crate::ui::{Glyph, Icon, More, PageLayout, PasswordField, Seal, TextField, title as full_title};
use crate::words::{self, Sentence, Typed};
use latchkey_contract::account::{AccountPage, SignInRedirect};
use latchkey_contract::recover::{Ask, Rule};
use latchkey_contract::{MethodKind, Problem, Site};
use latchkey_text::{Locale, account as text, page as common, recover as begun};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Where all of it is shown.
pub(super) const PAGE: &str = "/account";

/// As a whole document.
pub(super) fn document(site: &Site, page: AccountPage) -> String {
    let about = About { title: title(&page, site), at: PAGE, class: "page-layout roomy" };
    render(site, about, || self::page(site.clone(), page))
}

fn title(page: &AccountPage, site: &Site) -> String {
    let l = site.locale;
    let (heading, problem) = match page {
        AccountPage::SignIn { problem, .. } => (text::sign_in_heading(l).into(), problem.is_some()),
        AccountPage::Prove { problem, .. } => (text::prove_title(l).into(), problem.is_some()),
        AccountPage::Ask { method, problem, .. } => {
            (methods::words(*method, site).ask_heading.into(), problem.is_some())
        }
        AccountPage::Home(home) => (home.name.clone(), home.problem.is_some()),
        AccountPage::Password { problem, .. } => (text::password_heading(l).into(), problem.is_some()),
        AccountPage::NotMe { .. } => (text::not_me_button(l).into(), false),
        AccountPage::Stopped { why } => (words::sentence(why, site).heading, true),
    };
    full_title(&heading, site, problem)
}

fn page(site: Site, page: AccountPage) -> AnyView {
    match page {
        AccountPage::SignIn { typed, redirects, problem } => sign_in(site, typed, redirects, problem),
        AccountPage::Prove { version, who, anew, methods, problem } => {
            prove(site, version, who, anew, methods, problem)
        }
        AccountPage::Ask { version, who, trial, method, ask, problem } => {
            let asked = ProofAsked { version, who, trial, method };
            one_method(site, asked, ask, problem)
        }
        AccountPage::Home(home) => home::page(site, *home),
        AccountPage::Password { version, who, directory, rules, problem } => {
            password(site, version, (who, directory), &rules, problem)
        }
        AccountPage::NotMe { version, who } => not_me(site, version, who),
        AccountPage::Stopped { why } => stopped(site, &why),
    }
}

fn sign_in(site: Site, typed: String, redirects: Vec<SignInRedirect>, problem: Option<Problem>) -> AnyView {
    let l = site.locale;
    let (mut wrong, mut news) = (None, None);
    match problem {
        Some(Problem::WrongPassword | Problem::WrongSignIn) => {
            wrong = Some(text::sign_in_wrong(l).to_owned());
        }
        Some(Problem::Empty) => wrong = Some(text::sign_in_empty(l).to_owned()),
        Some(other) => news = Some(note(&site, &other)),
        None => {}
    }
    view! {
        <PageLayout site=site at=PAGE>
            <Seal glyph=Glyph::User class="brass"/>
            <h1>{text::sign_in_heading(l)}</h1>
            <p class="lede">{text::sign_in_lede(l)}</p>
            <StepForm action=SignIn::PATH>
                {news}
                <TextField name="name" label=begun::name_field(l) hint=common::user_name_hint(l) value=typed autocomplete="username"/>
                <PasswordField name="password" label=common::password(l) wrong=wrong autocomplete="current-password"/>
                <Submit>{begun::go_on(l)}</Submit>
            </StepForm>
            {sign_in_redirects(redirects, l)}
            <div class="after">
                <h2>{begun::name_else(l)}</h2>
                <ul class="links">
                    <li><a href="/recover" rel="external"><Icon glyph=Glyph::Key/>{common::lost_password(l)}<Icon glyph=Glyph::Next class="flip"/></a></li>
                    <li><a href="/enrol" rel="external"><Icon glyph=Glyph::Shield/>{begun::name_else_enrol(l)}<Icon glyph=Glyph::Next class="flip"/></a></li>
                </ul>
            </div>
        </PageLayout>
    }
    .into_any()
}

/// The same for everybody, whoever was typed above. Whole new pages, so plain forms.
fn sign_in_redirects(redirects: Vec<SignInRedirect>, l: Locale) -> Option<AnyView> {
    let row = |one: SignInRedirect| {
        let label = text::sign_in_redirect(l, &one.directory);
        view! {
            <form method="post" action="/account/sign-in">
                <input type="hidden" name="directory" value=one.id/>
                <button class="button tall wide"><Icon glyph=Glyph::Cloud/>{label}</button>
            </form>
        }
    };
    (!redirects.is_empty()).then(|| {
        view! {
            <div class="after">
                <h2>{text::sign_in_redirects(l)}</h2>
                <p class="soft small">{text::sign_in_redirects_text(l)}</p>
                {redirects.into_iter().map(row).collect_view()}
            </div>
        }
        .into_any()
    })
}

fn prove(
    site: Site,
    version: i64,
    who: String,
    anew: bool,
    kinds: Vec<MethodKind>,
    problem: Option<Problem>,
) -> AnyView {
    let l = site.locale;
    let (heading, lede) = if anew {
        (text::prove_anew_heading(l), text::prove_anew_lede(l))
    } else {
        (text::prove_heading(l), text::prove_lede(l))
    };
    let options = kinds
        .into_iter()
        .map(|kind| {
            let w = methods::words(kind, &site);
            view! {
                <button class="option" name="method" value=kind.code()>
                    <Icon glyph=methods::glyph(kind)/>
                    <span><b>{w.name}</b><small>{w.ask_hint}</small></span>
                    <Icon glyph=Glyph::Next class="flip"/>
                </button>
            }
        })
        .collect_view();
    let news = problem.map(|problem| note(&site, &problem));
    view! {
        <PageLayout site=site who=who at=PAGE>
            <h1>{heading}</h1>
            <p class="lede">{lede}</p>
            <div class="body">
                {news}
                <StepForm action=Choose::PATH>
                    <Version version=version/>
                    <div class="options" role="group" aria-label=begun::methods_list(l)>{options}</div>
                </StepForm>
            </div>
            {leave(l)}
        </PageLayout>
    }
    .into_any()
}

/// Which method, and to what end.
struct ProofAsked {
    version: i64,
    who: String,
    trial: bool,
    method: MethodKind,
}

fn one_method(site: Site, asked: ProofAsked, ask: Ask, problem: Option<Problem>) -> AnyView {
    let ProofAsked { version, who, trial, method } = asked;
    let (l, w) = (site.locale, methods::words(method, &site));
    let (mut wrong, mut news) = (None, None);
    match problem {
        Some(
            field
            @ (Problem::Empty | Problem::WrongCode | Problem::CodeExpired | Problem::CodeUsed | Problem::NoAnswer),
        ) => {
            wrong = Some(words::beside_method(&field, method, Typed::Code, &site));
        }
        Some(other) => news = Some(note(&site, &other)),
        None => {}
    }
    let lede = if trial { format!("{} {}", text::try_lede(l), w.ask_lede) } else { w.ask_lede };
    let again = matches!(ask, Ask::Digits { good_until: Some(_) }).then(|| {
        view! {
            <StepForm action=SendAgain::PATH>
                <Version version=version/>
                <button class="link">{begun::verify_send_again(l)}</button>
            </StepForm>
        }
    });
    let other = if trial { common::to_account(l) } else { begun::verify_another(l) };
    let fields = ask::fields(&site, method, ask, wrong);
    view! {
        <PageLayout site=site who=who at=PAGE>
            <h1>{w.ask_heading}</h1>
            <p class="lede">{lede}</p>
            <StepForm action=Prove::PATH>
                {news}
                <Version version=version/>
                {fields}
            </StepForm>
            <div class="after">
                <More summary=w.trouble><p class="soft small">{w.trouble_text}</p></More>
                <div class="inline">{again}</div>
                <div class="inline">
                    <StepForm action=Choose::PATH>
                        <Version version=version/>
                        <button class="link" name="method" value="">{other}</button>
                    </StepForm>
                </div>
            </div>
        </PageLayout>
    }
    .into_any()
}

fn password(
    site: Site,
    version: i64,
    (who, directory): (String, String),
    rules: &[Rule],
    problem: Option<Problem>,
) -> AnyView {
    let (mut old_wrong, mut new_wrong, mut news) = (None, None, None);
    match problem {
        Some(field @ Problem::WrongPassword) => old_wrong = Some(words::beside(&field, Typed::Password, &site)),
        Some(
            field @ (Problem::Empty
            | Problem::TooShort { .. }
            | Problem::TooLong { .. }
            | Problem::TooSimple
            | Problem::ContainsName { .. }
            | Problem::InHistory { .. }
            | Problem::BadCharacters
            | Problem::Leaked
            | Problem::KeysInARow
            | Problem::RepeatsItself),
        ) => new_wrong = Some(words::beside(&field, Typed::NewPassword, &site)),
        Some(other) => news = Some(note(&site, &other)),
        None => {}
    }
    let list = crate::rules::list(&site, rules.to_vec());
    let l = site.locale;
    view! {
        <PageLayout site=site who=who at=PAGE>
            <h1>{text::password_heading(l)}</h1>
            <p class="lede">{text::password_lede(l, &directory)}</p>
            <StepForm action=ChangePassword::PATH>
                {news}
                <Version version=version/>
                <PasswordField name="old_password" label=text::password_old(l) wrong=old_wrong autocomplete="current-password"/>
                <PasswordField name="password" label=begun::password_field(l) wrong=new_wrong autocomplete="new-password" also_by=crate::rules::ID/>
                {list}
                <Submit>{text::password_button(l)}</Submit>
            </StepForm>
            {back(version, l)}
        </PageLayout>
    }
    .into_any()
}

fn not_me(site: Site, version: i64, who: String) -> AnyView {
    let l = site.locale;
    let after = text::not_me_after(l, &site.help_desk);
    view! {
        <PageLayout site=site who=who at=PAGE>
            <Seal glyph=Glyph::Lock class="brass"/>
            <h1>{text::not_me_heading(l)}</h1>
            <p class="lede">{text::not_me_lede(l)}</p>
            <div class="body">
                <ul class="outcome">
                    <li><Icon glyph=Glyph::Stop class="is-warn"/><div><b>{text::not_me_ends(l)}</b><p>{text::not_me_ends_text(l)}</p></div></li>
                    <li><Icon glyph=Glyph::Leave class="is-warn flip"/><div><b>{text::not_me_out(l)}</b><p>{text::not_me_out_text(l)}</p></div></li>
                    <li><Icon glyph=Glyph::Mail class="is-warn"/><div><b>{text::not_me_message(l)}</b><p>{text::not_me_message_text(l)}</p></div></li>
                </ul>
                <StepForm action=Act::PATH>
                    <Version version=version/>
                    <button class="button primary tall wide" name="action" value="not-me" data-waits="">{text::not_me_button(l)}</button>
                </StepForm>
                <p class="soft small">{after}</p>
            </div>
            {back(version, l)}
        </PageLayout>
    }
    .into_any()
}

fn stopped(site: Site, why: &Problem) -> AnyView {
    let Sentence { heading, text, .. } = words::sentence(why, &site);
    let again = begun::start_again(site.locale);
    view! {
        <PageLayout site=site at=PAGE>
            <Seal glyph=Glyph::Alert class="brass"/>
            <h1>{heading}</h1>
            <p class="lede">{text}</p>
            <div class="body">
                <form method="post" action=SignOut::PATH><button class="button primary tall wide">{again}</button></form>
            </div>
        </PageLayout>
    }
    .into_any()
}

/// A way back, small, under the form.
fn back(version: i64, l: Locale) -> AnyView {
    view! {
        <div class="after">
            <div class="inline">
                <StepForm action=Act::PATH>
                    <Version version=version/>
                    <button class="link" name="action" value="home">{common::to_account(l)}</button>
                </StepForm>
            </div>
        </div>
    }
    .into_any()
}
