//! Setting up a method, with a proof that it works. Seven shapes serve all methods; their words are
//! in `methods`.

use super::api::{Back, Give};
use crate::methods::{self, ask};
use crate::people::parts::{StepForm, Submit, Version, note};
use crate::ui::{CodeField, CopyButton, Glyph, Icon, KeyLine, More, PageLayout, QrCode, TextField, marked};
use crate::words::{self, Typed};
use latchkey_contract::enrol::{SetUp, TotpSetup};
use latchkey_contract::{MethodKind, Problem, Site};
use latchkey_text::{Locale, enrol as text, methods as names};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

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
    fn key_line(&self, site: &Site) -> impl IntoView + use<> {
        let of = self.of.saturating_add(2);
        let name = latchkey_text::method_within(site.locale, self.method);
        let says = text::set_up_step(site.locale, self.nth.saturating_add(1), of, name);
        view! { <KeyLine done=self.nth of=of says=says/> }
    }
}

pub(super) fn heading(method: MethodKind, step: &SetUp, site: &Site) -> &'static str {
    match step {
        SetUp::Sent { .. } => text::sent_heading(site.locale),
        _ => methods::words(method, site).set_up_heading,
    }
}

/// Splits what is said beside the field from what is said about the page.
fn told(site: &Site, problem: Option<Problem>, method: MethodKind, what: Typed) -> (Option<String>, Option<AnyView>) {
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
        ) => (Some(words::beside_method(&field, method, what, site)), None),
        Some(other) => (None, Some(note(site, &other))),
        None => (None, None),
    }
}

pub(super) fn page(site: Site, at: At, step: SetUp, problem: Option<Problem>) -> AnyView {
    let what = match (&step, at.method) {
        (SetUp::Address { .. }, MethodKind::Sms) => Typed::Number,
        (SetUp::Address { .. }, _) => Typed::Address,
        (SetUp::Questions { .. }, _) => Typed::Answers,
        _ => Typed::Code,
    };
    let (wrong, news) = told(&site, problem, at.method, what);
    let (l, key_line, version) = (site.locale, at.key_line(&site), at.version);
    let (title, lede) = (heading(at.method, &step, &site), lede(&site, at.method, &step));
    let back = if matches!(step, SetUp::Sent { .. }) { text::sent_again(l) } else { text::set_up_other(l) };
    let below = match &step {
        SetUp::Totp(setup) => site.practice.then(|| practice_phone(setup.uri.clone(), at.who.clone(), l).into_any()),
        _ => None,
    };
    let who = at.who.clone();
    let fields = fields(&site, at.method, step, wrong);
    view! {
        <PageLayout site=site who=who at="/enrol">
            {key_line}
            <h1>{title}</h1>
            <p class="lede">{lede}</p>
            <StepForm action=Give::PATH>
                {news}
                <Version version=version/>
                {fields}
            </StepForm>
            {below}
            <div class="after">
                <div class="inline">
                    <StepForm action=Back::PATH><Version version=version/><button class="link">{back}</button></StepForm>
                </div>
            </div>
        </PageLayout>
    }
    .into_any()
}

fn lede(site: &Site, method: MethodKind, step: &SetUp) -> AnyView {
    let l = site.locale;
    let parts = match step {
        SetUp::Sent { to, good_until } if method == MethodKind::Email => text::sent_mail_parts(l, to, *good_until),
        SetUp::Sent { to, good_until } => text::sent_phone_parts(l, to, *good_until),
        _ => return methods::words(method, site).set_up_lede.into_any(),
    };
    marked(parts, |_, to| view! { <b translate="no">{to}</b> }.into_any())
}

fn fields(site: &Site, method: MethodKind, step: SetUp, wrong: Option<String>) -> AnyView {
    let l = site.locale;
    match step {
        SetUp::Totp(setup) => totp(setup, wrong, l),
        SetUp::Address { typed, known } => address(site, method, typed, known, wrong),
        SetUp::Sent { .. } => view! {
            <CodeField label=names::six_digits(l) wrong=wrong/>
            <Submit>{text::set_up_check(l)}</Submit>
        }
        .into_any(),
        SetUp::Passkey { options } => view! {
            <TextField name="name" label=text::device_field(l) hint=text::device_field_hint(l) maxlength=40 optional=true/>
            {ask::passkey("create", names::passkey_set_up_heading(l), options, wrong, l)}
        }
        .into_any(),
        SetUp::Questions { bank, needed, own, picked } => questions((bank, picked), needed, own, wrong, l),
        SetUp::TextField { prompt } => ask::line(site, method, prompt, wrong),
        SetUp::Elsewhere { url, name } => ask::elsewhere(url, &name, l),
    }
}

fn totp(setup: TotpSetup, wrong: Option<String>, l: Locale) -> AnyView {
    let key = setup.key.clone();
    view! {
        <div class="stack">
            <h2>{text::totp_scan(l)}</h2>
            <QrCode path=setup.qr_path size=setup.qr_size/>
            <More summary=text::totp_copy(l)>
                <div class="command">
                    <pre><span class="secret" translate="no">{setup.key}</span></pre>
                    <CopyButton text=key.replace(' ', "") label=text::totp_copy_key(l)/>
                </div>
                <p class="small"><a class="tap" href=setup.uri rel="external">{text::totp_open(l)}</a></p>
            </More>
        </div>
        <CodeField label=text::totp_code(l) wrong=wrong/>
        <Submit>{text::set_up_check(l)}</Submit>
    }
    .into_any()
}

/// In practice mode a phone is on the practice page; this puts the key there, in another tab.
fn practice_phone(uri: String, who: String, l: Locale) -> impl IntoView {
    view! {
        <form method="post" action="/practice/authenticator" target="_blank">
            <input type="hidden" name="key" value=uri/>
            <input type="hidden" name="label" value=who/>
            <button class="button wide">{text::totp_practice(l)}</button>
        </form>
    }
}

fn address(site: &Site, method: MethodKind, typed: String, known: Option<String>, wrong: Option<String>) -> AnyView {
    let l = site.locale;
    let known = known.map(|known| {
        let words = marked(text::address_known_parts(l, &known), |_, known| {
            view! { <span translate="no">{known}</span> }.into_any()
        });
        view! { <p class="hint">{words}</p> }
    });
    let field = if method == MethodKind::Sms {
        view! { <TextField name="address" label=text::address_number(l) hint=text::address_number_hint(l) value=typed wrong=wrong kind="tel" autocomplete="tel" inputmode="tel"/> }
            .into_any()
    } else {
        let hint = text::address_mail_hint(l, &site.organisation);
        view! { <TextField name="address" label=text::address_mail(l) hint=hint value=typed wrong=wrong kind="email" autocomplete="email" inputmode="email"/> }
            .into_any()
    };
    view! { {field}{known}<Submit>{text::address_send(l)}</Submit> }.into_any()
}

/// As many rows as are needed, each a question to pick (or to write) and its answer.
fn questions(
    (bank, picked): (Vec<String>, Vec<String>),
    needed: u32,
    own: bool,
    wrong: Option<String>,
    l: Locale,
) -> AnyView {
    let rows = (0..needed)
        .map(|n| {
            let (question_id, answer_id) = (format!("question-{n}"), format!("answer-{n}"));
            let question_label = text::questions_question(l, n + 1);
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
                    <legend class="sr">{question_label.clone()}</legend>
                    <div class="field"><label for=question_id>{question_label}</label>{question}</div>
                    <div class="field">
                        <label for=answer_id.clone()>{text::questions_answer(l, n + 1)}</label>
                        <input class="input" id=answer_id name="answers[]" maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false" required/>
                    </div>
                </fieldset>
            }
        })
        .collect_view();
    view! {
        {wrong.map(|wrong| view! { <p class="wrong" role="alert"><Icon glyph=Glyph::Alert/><span>{wrong}</span></p> })}
        {rows}
        <Submit>{text::questions_keep(l)}</Submit>
    }
    .into_any()
}
