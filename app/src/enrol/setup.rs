//! Setting up a method, with a proof that it works. Seven shapes serve all methods; their words are
//! in `methods`.

use super::Actions;
use super::pages::{Submit, note};
use crate::methods::{self, ask, with_organisation};
use crate::ui::{CodeField, CopyButton, Glyph, Icon, KeyLine, More, PageLayout, QrCode, TextField};
use crate::words;
use latchkey_contract::enrol::{SetUp, TotpSetup};
use latchkey_contract::{MethodKind, Problem, Site};
use leptos::form::ActionForm;
use leptos::prelude::*;

/// Where in the set-up: the `nth` of `of` chosen methods.
pub(super) struct At {
    pub(super) version: i64,
    pub(super) who: String,
    pub(super) nth: u32,
    pub(super) of: u32,
    pub(super) method: MethodKind,
}

impl At {
    /// Choosing comes before the methods, the codes come after.
    fn key_line(&self) -> impl IntoView + use<> {
        let of = self.of.saturating_add(2);
        let step = self.nth.saturating_add(1);
        view! { <KeyLine done=self.nth of=of says=format!("Step {step} of {of}: {}", self.method.name())/> }
    }

    fn version(&self) -> impl IntoView + use<> {
        view! { <input type="hidden" name="version" value=self.version.to_string()/> }
    }
}

pub(super) const fn heading(method: MethodKind, step: &SetUp) -> &'static str {
    match step {
        SetUp::Sent { .. } => "Enter the code we sent you",
        _ => methods::words(method).set_up_heading,
    }
}

/// Splits what is said beside the field from what is said about the page.
fn told(site: &Site, problem: Option<Problem>, method: MethodKind, what: &str) -> (Option<String>, Option<AnyView>) {
    match problem {
        Some(
            field @ (Problem::Empty
            | Problem::TooLongInput
            | Problem::BadAddress
            | Problem::BadNumber
            | Problem::SameMailbox { .. }
            | Problem::WrongCode
            | Problem::ClockOff { .. }
            | Problem::CodeUsed
            | Problem::NoAnswer
            | Problem::CodeExpired),
        ) => (Some(methods::beside(&field, method, what, site)), None),
        Some(other) => (None, Some(note(site, &other))),
        None => (None, None),
    }
}

pub(super) fn page(site: Site, at: At, step: SetUp, problem: Option<Problem>, actions: Actions) -> AnyView {
    let what = match (&step, at.method) {
        (SetUp::Address { .. }, MethodKind::Sms) => "a number",
        (SetUp::Address { .. }, _) => "an address",
        (SetUp::Questions { .. }, _) => "your answers",
        _ => "the code",
    };
    let (wrong, news) = told(&site, problem, at.method, what);
    let (key_line, version) = (at.key_line(), at.version());
    let back_version = at.version();
    let (title, lede) = (heading(at.method, &step), lede(&site, at.method, &step));
    let back = if matches!(step, SetUp::Sent { .. }) {
        "Use another one, or send another code"
    } else {
        "Choose other methods"
    };
    let below = match &step {
        SetUp::Totp(setup) => site.practice.then(|| practice_phone(setup.uri.clone(), at.who.clone()).into_any()),
        _ => None,
    };
    let who = at.who.clone();
    let fields = fields(&site, at.method, step, wrong, actions);
    view! {
        <PageLayout site=site who=who>
            {key_line}
            <h1>{title}</h1>
            <p class="lede">{lede}</p>
            <ActionForm action=actions.give>
                {news}
                {version}
                {fields}
            </ActionForm>
            {below}
            <div class="after">
                <div class="inline">
                    <ActionForm action=actions.back>{back_version}<button class="link">{back}</button></ActionForm>
                </div>
            </div>
        </PageLayout>
    }
    .into_any()
}

fn lede(site: &Site, method: MethodKind, step: &SetUp) -> AnyView {
    match step {
        SetUp::Sent { to, good_until } => view! {
            "It went to "<b>{to.clone()}</b>{format!(" and is good until {}. {}", latchkey_text::format::time(site.locale, *good_until), if method == MethodKind::Email { "Look among the junk mail too." } else { "It can take a minute." })}
        }
        .into_any(),
        _ => with_organisation(methods::words(method).set_up_lede, site).into_any(),
    }
}

fn fields(site: &Site, method: MethodKind, step: SetUp, wrong: Option<String>, actions: Actions) -> AnyView {
    match step {
        SetUp::Totp(setup) => totp(setup, wrong, actions),
        SetUp::Address { typed, known } => address(site, method, typed, known, wrong, actions),
        SetUp::Sent { .. } => view! {
            <CodeField label="6-digit code" wrong=wrong/>
            <Submit actions=actions>"Check and continue"</Submit>
        }
        .into_any(),
        SetUp::Passkey { options } => view! {
            <TextField name="name" label="What do you call this device?" hint="So that you know it later, such as “My phone”. You can leave it empty." maxlength=40 optional=true/>
            {ask::passkey("create", "Make a passkey", options, wrong)}
        }
        .into_any(),
        SetUp::Questions { bank, needed, own, picked } => questions(bank, needed, own, &picked, wrong, actions),
        SetUp::TextField { prompt } => ask::line(site, method, prompt, wrong),
        SetUp::Elsewhere { url, name } => ask::elsewhere(url, &name),
    }
}

fn totp(setup: TotpSetup, wrong: Option<String>, actions: Actions) -> AnyView {
    let key = setup.key.clone();
    view! {
        <div class="stack">
            <h2>"1. Scan this in the app"</h2>
            <QrCode path=setup.qr_path size=setup.qr_size/>
            <More summary="On this phone? Copy the key instead">
                <div class="command">
                    <pre><span class="secret">{setup.key}</span></pre>
                    <CopyButton text=key.replace(' ', "") label="Copy the key"/>
                </div>
                <p class="small"><a class="tap" href=setup.uri rel="external">"Open it in the app on this phone"</a></p>
            </More>
        </div>
        <CodeField label="2. Type the code it shows" wrong=wrong/>
        <Submit actions=actions>"Check and continue"</Submit>
    }
    .into_any()
}

/// In practice mode a phone is on the practice page; this puts the key there, in another tab.
fn practice_phone(uri: String, who: String) -> impl IntoView {
    view! {
        <form method="post" action="/practice/authenticator" target="_blank">
            <input type="hidden" name="key" value=uri/>
            <input type="hidden" name="label" value=who/>
            <button class="button wide">"Put the key into the practice phone"</button>
        </form>
    }
}

fn address(
    site: &Site,
    method: MethodKind,
    typed: String,
    known: Option<String>,
    wrong: Option<String>,
    actions: Actions,
) -> AnyView {
    let known = known.map(|known| {
        view! { <p class="hint">{format!("We have {known}. Leave the field empty to use that one.")}</p> }
    });
    let field = if method == MethodKind::Sms {
        view! { <TextField name="address" label="Mobile number" hint="With the country, such as +49 151 23456789." value=typed wrong=wrong kind="tel" autocomplete="tel" inputmode="tel"/> }
            .into_any()
    } else {
        let hint = format!(
            "Outside {}, such as your own. Not the mailbox that opens with your work password: when that is lost, you could not read it.",
            words::organisation(site)
        );
        view! { <TextField name="address" label="Private e-mail address" hint=hint value=typed wrong=wrong kind="email" autocomplete="email" inputmode="email"/> }
            .into_any()
    };
    view! { {field}{known}<Submit actions=actions>"Send me a code"</Submit> }.into_any()
}

/// As many rows as are needed, each a question to pick (or to write) and its answer.
fn questions(
    bank: Vec<String>,
    needed: u32,
    own: bool,
    picked: &[String],
    wrong: Option<String>,
    actions: Actions,
) -> AnyView {
    let rows = (0..needed)
        .map(|n| {
            let (question_id, answer_id) = (format!("question-{n}"), format!("answer-{n}"));
            let chosen = picked.get(n as usize).cloned().unwrap_or_default();
            let list = bank.clone();
            // each row begins at another question, so that leaving them as they are is a choice, too
            let first = bank.get(n as usize).cloned().unwrap_or_default();
            let chosen = if chosen.is_empty() { first } else { chosen };
            let question = if own {
                let list_id = format!("bank-{n}");
                view! {
                    <input class="input" id=question_id.clone() name="questions[]" list=list_id.clone() value=chosen maxlength="120" autocomplete="off" required/>
                    <datalist id=list_id>{list.into_iter().map(|one| view! { <option value=one></option> }).collect_view()}</datalist>
                }
                .into_any()
            } else {
                view! {
                    <span class="select">
                        <select id=question_id.clone() name="questions[]">
                            {list.into_iter().map(|one| {
                                let selected = one == chosen;
                                view! { <option value=one.clone() selected=selected>{one.clone()}</option> }
                            }).collect_view()}
                        </select>
                        <Icon glyph=Glyph::Down/>
                    </span>
                }
                .into_any()
            };
            view! {
                <fieldset class="stack plain">
                    <legend class="sr">{format!("Question {}", n + 1)}</legend>
                    <div class="field"><label for=question_id>{format!("Question {}", n + 1)}</label>{question}</div>
                    <div class="field">
                        <label for=answer_id.clone()>{format!("Your answer {}", n + 1)}</label>
                        <input class="input" id=answer_id name="answers[]" maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false" required/>
                    </div>
                </fieldset>
            }
        })
        .collect_view();
    view! {
        {wrong.map(|wrong| view! { <p class="wrong" role="alert"><Icon glyph=Glyph::Alert/><span>{wrong}</span></p> })}
        {rows}
        <Submit actions=actions>"Keep these answers"</Submit>
    }
    .into_any()
}
