//! Which page of the visit is shown: the sign-in page, a proof, a new password, "this wasn't me".

use super::{Actions, home};
use crate::account::api::SignOut;
use crate::methods::{self, ask, with_organisation};
use crate::ui::{Glyph, Icon, More, Note, PageLayout, PasswordField, Seal, TextField, Tone, title as full_title};
use crate::words::{self, Sentence};
use latchkey_contract::account::AccountPage;
use latchkey_contract::recover::{Ask, Rule};
use latchkey_contract::{MethodKind, Problem, Site};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

pub(super) fn title(page: &AccountPage, site: &Site) -> String {
    let (heading, problem) = match page {
        AccountPage::SignIn { problem, .. } => ("My account".into(), problem.is_some()),
        AccountPage::Prove { problem, .. } => ("Prove it is you".into(), problem.is_some()),
        AccountPage::Ask { method, problem, .. } => (methods::words(*method).ask_heading.to_owned(), problem.is_some()),
        AccountPage::Home(home) => (home.name.clone(), home.problem.is_some()),
        AccountPage::Password { problem, .. } => ("Change your password".into(), problem.is_some()),
        AccountPage::NotMe { .. } => ("Stop everything".into(), false),
        AccountPage::Stopped { why } => (words::sentence(why, site).heading, true),
    };
    full_title(&heading, site, problem)
}

pub(super) fn page(site: Site, page: AccountPage, actions: Actions) -> AnyView {
    match page {
        AccountPage::SignIn { typed, problem } => sign_in(site, typed, problem, actions),
        AccountPage::Prove { version, who, anew, methods, problem } => {
            prove(site, version, who, anew, methods, problem, actions)
        }
        AccountPage::Ask { version, who, trial, method, ask, problem } => {
            let asked = ProofAsked { version, who, trial, method };
            one_method(site, asked, ask, problem, actions)
        }
        AccountPage::Home(home) => home::page(site, *home, actions),
        AccountPage::Password { version, who, directory, rules, problem } => {
            password(site, version, (who, directory), &rules, problem, actions)
        }
        AccountPage::NotMe { version, who } => not_me(site, version, who, actions),
        AccountPage::Stopped { why } => stopped(site, &why),
    }
}

/// News about the page.
pub(super) fn note(site: &Site, problem: &Problem) -> AnyView {
    let Sentence { heading, text } = words::sentence(problem, site);
    let tone = match problem {
        Problem::OutOfDate | Problem::PickAnother | Problem::Expired => Tone::Plain,
        Problem::TryLater { .. }
        | Problem::MethodLater { .. }
        | Problem::SendLimit { .. }
        | Problem::DirectoryAway
        | Problem::MethodAway => Tone::Warn,
        _ => Tone::Bad,
    };
    view! { <Note tone=tone heading=heading text=text urgent=true/> }.into_any()
}

/// The page's action. In the browser it waits visibly.
#[component]
pub(super) fn Submit(actions: Actions, #[prop(optional)] class: &'static str, children: Children) -> impl IntoView {
    let class = if class.is_empty() { "button primary tall wide" } else { class };
    view! { <button class=class aria-busy=move || actions.busy().then_some("true")>{children()}</button> }
}

fn sign_in(site: Site, typed: String, problem: Option<Problem>, actions: Actions) -> AnyView {
    let (mut wrong, mut news) = (None, None);
    match problem {
        Some(Problem::WrongPassword | Problem::WrongSignIn) => {
            wrong =
                Some("Name and password do not go together, or they cannot be tried just now. Check both.".to_owned());
        }
        Some(Problem::Empty) => wrong = Some("Type your name and your password first.".into()),
        Some(other) => news = Some(note(&site, &other)),
        None => {}
    }
    view! {
        <PageLayout site=site>
            <Seal glyph=Glyph::User class="brass"/>
            <h1>"My account"</h1>
            <p class="lede">"See and change how you prove who you are. Sign in with your password, then with one of your methods."</p>
            <ActionForm action=actions.sign_in>
                {news}
                <TextField name="name" label="User name" hint="What you type at your computer." value=typed autocomplete="username"/>
                <PasswordField name="password" label="Password" wrong=wrong autocomplete="current-password"/>
                <Submit actions=actions>"Continue"</Submit>
            </ActionForm>
            <div class="after">
                <h2>"Something else"</h2>
                <ul class="links">
                    <li><a href="/recover" rel="external"><Icon glyph=Glyph::Key/>"I forgot my password"<Icon glyph=Glyph::Next class="flip"/></a></li>
                    <li><a href="/enrol" rel="external"><Icon glyph=Glyph::Shield/>"Set up my methods with an invitation"<Icon glyph=Glyph::Next class="flip"/></a></li>
                </ul>
            </div>
        </PageLayout>
    }
    .into_any()
}

fn prove(
    site: Site,
    version: i64,
    who: String,
    anew: bool,
    kinds: Vec<MethodKind>,
    problem: Option<Problem>,
    actions: Actions,
) -> AnyView {
    let (heading, lede) = if anew {
        (
            "Prove once more that it is you",
            "What you want to do changes how you get in, so we ask again. It holds for ten minutes.",
        )
    } else {
        ("Now one of your methods", "Your password was right. One more proof, and you are in.")
    };
    let options = kinds
        .into_iter()
        .map(|kind| {
            let w = methods::words(kind);
            view! {
                <button class="option" name="method" value=kind.code()>
                    <Icon glyph=w.glyph/>
                    <span><b>{w.name}</b><small>{w.ask_hint}</small></span>
                    <Icon glyph=Glyph::Next class="flip"/>
                </button>
            }
        })
        .collect_view();
    let news = problem.map(|problem| note(&site, &problem));
    view! {
        <PageLayout site=site who=who>
            <h1>{heading}</h1>
            <p class="lede">{lede}</p>
            <div class="body">
                {news}
                <ActionForm action=actions.choose>
                    <input type="hidden" name="version" value=version.to_string()/>
                    <div class="options" role="group" aria-label="Methods">{options}</div>
                </ActionForm>
            </div>
            {leave()}
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

fn one_method(site: Site, asked: ProofAsked, ask: Ask, problem: Option<Problem>, actions: Actions) -> AnyView {
    let ProofAsked { version, who, trial, method } = asked;
    let w = methods::words(method);
    let (mut wrong, mut news) = (None, None);
    match problem {
        Some(
            field
            @ (Problem::Empty | Problem::WrongCode | Problem::CodeExpired | Problem::CodeUsed | Problem::NoAnswer),
        ) => {
            wrong = Some(methods::beside(&field, method, "the code", &site));
        }
        Some(other) => news = Some(note(&site, &other)),
        None => {}
    }
    let mut lede = with_organisation(w.ask_lede, &site);
    if trial {
        lede = format!("A trial: nothing is changed by it. {lede}");
    }
    let version = version.to_string();
    let (form_version, other_version) = (version.clone(), version.clone());
    let again = matches!(ask, Ask::Digits { good_until: Some(_) }).then(|| {
        view! {
            <ActionForm action=actions.again>
                <input type="hidden" name="version" value=version/>
                <button class="link">"Send another code"</button>
            </ActionForm>
        }
    });
    let other = if trial { "Back to my account" } else { "Use another method" };
    let (summary, help) = (w.trouble.0, with_organisation(w.trouble.1, &site));
    let fields = ask::fields(&site, method, ask, wrong);
    view! {
        <PageLayout site=site who=who>
            <h1>{w.ask_heading}</h1>
            <p class="lede">{lede}</p>
            <ActionForm action=actions.prove>
                {news}
                <input type="hidden" name="version" value=form_version/>
                {fields}
            </ActionForm>
            <div class="after">
                <More summary=summary><p class="soft small">{help}</p></More>
                <div class="inline">{again}</div>
                <div class="inline">
                    <ActionForm action=actions.choose>
                        <input type="hidden" name="version" value=other_version/>
                        <button class="link" name="method" value="">{other}</button>
                    </ActionForm>
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
    actions: Actions,
) -> AnyView {
    let (mut old_wrong, mut new_wrong, mut news) = (None, None, None);
    match problem {
        Some(field @ Problem::WrongPassword) => old_wrong = Some(words::beside(&field, "your password", &site)),
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
        ) => new_wrong = Some(words::beside(&field, "a new password", &site)),
        Some(other) => news = Some(note(&site, &other)),
        None => {}
    }
    let list = crate::rules::list(&site, rules.to_vec());
    view! {
        <PageLayout site=site who=who>
            <h1>"Change your password"</h1>
            <p class="lede">{format!("For {directory}. You are not signed out anywhere by it.")}</p>
            <ActionForm action=actions.change>
                {news}
                <input type="hidden" name="version" value=version.to_string()/>
                <PasswordField name="old_password" label="Present password" wrong=old_wrong autocomplete="current-password"/>
                <PasswordField name="password" label="New password" wrong=new_wrong autocomplete="new-password" also_by=crate::rules::ID/>
                {list}
                <Submit actions=actions>"Change my password"</Submit>
            </ActionForm>
            {back(version, actions)}
        </PageLayout>
    }
    .into_any()
}

fn not_me(site: Site, version: i64, who: String, actions: Actions) -> AnyView {
    let call = words::call_first(&site);
    view! {
        <PageLayout site=site who=who>
            <Seal glyph=Glyph::Lock class="brass"/>
            <h1>"Was that not you?"</h1>
            <p class="lede">"Then we stop everything at once."</p>
            <div class="body">
                <ul class="outcome">
                    <li><Icon glyph=Glyph::Stop class="is-warn"/><div><b>"Every recovery of your account ends"</b><p>"And none can be begun until the help desk lifts it."</p></div></li>
                    <li><Icon glyph=Glyph::Leave class="is-warn"/><div><b>"Everybody is signed out here"</b><p>"You too."</p></div></li>
                    <li><Icon glyph=Glyph::Mail class="is-warn"/><div><b>"You get a message"</b><p>"At every address that we have of you."</p></div></li>
                </ul>
                <ActionForm action=actions.act>
                    <input type="hidden" name="version" value=version.to_string()/>
                    <button class="button primary tall wide" name="action" value="not-me" aria-busy=move || actions.busy().then_some("true")>"Stop everything"</button>
                </ActionForm>
                <p class="soft small">{format!("If somebody knows your password, change it afterwards. {call}.")}</p>
            </div>
            {back(version, actions)}
        </PageLayout>
    }
    .into_any()
}

fn stopped(site: Site, why: &Problem) -> AnyView {
    let Sentence { heading, text } = words::sentence(why, &site);
    view! {
        <PageLayout site=site>
            <Seal glyph=Glyph::Alert class="brass"/>
            <h1>{heading}</h1>
            <p class="lede">{text}</p>
            <div class="body">
                <form method="post" action=SignOut::PATH><button class="button primary tall wide">"Start again"</button></form>
            </div>
        </PageLayout>
    }
    .into_any()
}

/// A way back, small, under the form.
fn back(version: i64, actions: Actions) -> AnyView {
    view! {
        <div class="after">
            <div class="inline">
                <ActionForm action=actions.act>
                    <input type="hidden" name="version" value=version.to_string()/>
                    <button class="link" name="action" value="home">"Back to my account"</button>
                </ActionForm>
            </div>
        </div>
    }
    .into_any()
}

/// Ends the visit with a whole new page.
pub(super) fn leave() -> AnyView {
    view! {
        <div class="after">
            <form class="inline" method="post" action=SignOut::PATH><button class="link">"Sign out"</button></form>
        </div>
    }
    .into_any()
}
