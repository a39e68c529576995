//! Name, methods, code, unlock-or-reset, and the page that says one thing. The same for every
//! name: nothing here depends on what somebody has enrolled.

use super::note::note;
use crate::methods::{self, ask};
use crate::ui::{Glyph, Icon, KeyLine, More, Seal, TextField, Who};
use crate::words::{self, Typed};
use latchkey_contract::recover::{Ask, Unavailable};
use latchkey_contract::{Locale, MethodKind, Moment, Problem, Site};
use latchkey_text::format::time;
use latchkey_text::recover as text;
use leptos::prelude::*;

pub(super) const fn name_heading(unlock: bool, l: Locale) -> &'static str {
    if unlock { text::unlock_heading(l) } else { text::name_heading(l) }
}

pub(super) fn name(site: &Site, unlock: bool, typed: String, problem: Option<Problem>) -> AnyView {
    let l = site.locale;
    let (mut wrong, mut news) = (None, None);
    match &problem {
        Some(field @ (Problem::Empty | Problem::TooLongInput)) => {
            wrong = Some(words::beside(field, Typed::UserName, site))
        }
        Some(other) => news = Some(note(site, other)),
        None => {}
    }
    let (lede, href, glyph, instead) = if unlock {
        (text::unlock_lede(l), "/recover", Glyph::Key, text::name_else_reset(l))
    } else {
        (text::name_lede(l), "/recover?unlock=1", Glyph::Unlock, text::name_else_unlock(l))
    };
    view! {
        <KeyLine done=0 of=4 says=text::name_step(l)/>
        <h1>{name_heading(unlock, l)}</h1>
        <p class="lede">{lede}</p>
        <form method="post" action="/recover">
            {news}
            {unlock.then(|| view! { <input type="hidden" name="unlock" value="1"/> })}
            <TextField
                name="name"
                label=text::name_field(l)
                hint=text::name_field_hint(l)
                value=typed
                wrong=wrong
                autocomplete="username"
            />
            <button class="button primary tall wide">{text::go_on(l)}</button>
        </form>
        <div class="after">
            <h2>{text::name_else(l)}</h2>
            <ul class="links">
                <li><a href=href><Icon glyph=glyph/>{instead}<Icon glyph=Glyph::Next class="flip"/></a></li>
                <li><a href="/enrol"><Icon glyph=Glyph::Shield/>{text::name_else_enrol(l)}<Icon glyph=Glyph::Next class="flip"/></a></li>
            </ul>
        </div>
    }
    .into_any()
}

/// Where a person stands while proving.
pub(super) struct Progress {
    pub(super) version: i64,
    pub(super) who: String,
    pub(super) nth: u32,
    pub(super) required: u32,
    pub(super) proved: Vec<MethodKind>,
}

impl Progress {
    fn key_line(&self, l: Locale) -> impl IntoView + use<> {
        let of = self.required.saturating_add(2);
        let says = text::proof_step(l, self.nth.saturating_add(1), of, self.nth);
        view! { <KeyLine done=self.nth of=of says=says/> }
    }

    fn accepted(&self, site: &Site) -> Option<impl IntoView + use<>> {
        let badge = |kind: &MethodKind| {
            let words = text::methods_accepted(site.locale, methods::words(*kind, site).name);
            view! { <span class="badge good flat"><Icon glyph=Glyph::Check/>{words}</span> }
        };
        let badges: Vec<_> = self.proved.iter().map(badge).collect();
        (!badges.is_empty()).then(|| view! { <p class="proofs">{badges}</p> })
    }
}

/// Said beside the field of a code; whoever goes back to the list leaves it behind.
pub(super) const fn about_a_code(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::Empty
            | Problem::TooLongInput
            | Problem::WrongCode
            | Problem::ClockOff { .. }
            | Problem::CodeUsed
            | Problem::CodeExpired
            | Problem::NoAnswer
            | Problem::NotYetVouched
    )
}

pub(super) fn prove(
    site: &Site,
    at: Progress,
    methods: &[MethodKind],
    unavailable: &[Unavailable],
    problem: Option<Problem>,
) -> AnyView {
    let l = site.locale;
    let options = methods
        .iter()
        .filter(|kind| !at.proved.contains(kind))
        .map(|kind| {
            let w = methods::words(*kind, site);
            view! {
                <button class="option" name="method" value=kind.code()>
                    <Icon glyph=methods::glyph(*kind)/>
                    <span><b>{w.name}</b><small>{w.ask_hint}</small></span>
                    <Icon glyph=Glyph::Next class="flip"/>
                </button>
            }
        })
        .collect_view();
    let unavailable = unavailable
        .iter()
        .map(|unavailable| {
            let name = methods::words(unavailable.method, site).name;
            view! {
                <div class="option" aria-disabled="true">
                    <Icon glyph=methods::glyph(unavailable.method)/>
                    <span><b>{name}</b><small>{words::shares(unavailable.shares, l)}</small></span>
                </div>
            }
        })
        .collect_view();
    let left = at.required.saturating_sub(at.nth);
    let account = text::methods_account(l, &site.organisation);
    let without = text::methods_none_text(l, &site.help_desk);
    view! {
        {at.key_line(l)}
        <h1>{text::methods_heading(l, at.nth.max(1))}</h1>
        <p class="lede">{text::methods_lede(l, left)}</p>
        <form method="post" action="/recover/leave" id="leave" hidden></form>
        <div class="body">
            {problem.map(|problem| note(site, &problem))}
            {at.accepted(site)}
            <Who name=at.who account=account leave_form="leave"/>
            <form class="options" method="post" action="/recover/methods" aria-label=text::methods_list(l)>
                <input type="hidden" name="version" value=at.version.to_string()/>
                {options}
                {unavailable}
            </form>
        </div>
        <div class="after"><More summary=text::methods_none(l)><p class="soft small">{without}</p></More></div>
    }
    .into_any()
}

pub(super) fn code(site: &Site, at: Progress, kind: MethodKind, asked: Ask, problem: Option<Problem>) -> AnyView {
    let (mut wrong, mut news) = (None, None);
    match &problem {
        Some(field) if about_a_code(field) => wrong = Some(words::beside_method(field, kind, Typed::Code, site)),
        Some(other) => news = Some(note(site, other)),
        None => {}
    }
    let (l, version) = (site.locale, at.version.to_string());
    let w = methods::words(kind, site);
    let mut lede = w.ask_lede;
    if let Ask::Digits { good_until: Some(until) } = &asked {
        lede = format!("{lede} {}", text::verify_good_until(l, *until));
    }
    let again = matches!(asked, Ask::Digits { good_until: Some(_) }).then(|| {
        view! {
            <form class="inline" method="post" action="/recover/send-again">
                <input type="hidden" name="version" value=version.clone()/>
                <button class="link">{text::verify_send_again(l)}</button>
            </form>
        }
    });
    let over = matches!(&asked, Ask::Wait { number, .. } if number.is_empty());
    let action = if over { "/recover/send-again" } else { "/recover/verify" };
    let fields = ask::fields(site, kind, asked, wrong);
    view! {
        {at.key_line(l)}
        <h1>{w.ask_heading}</h1>
        <p class="lede">{lede}</p>
        <form method="post" action=action>
            {news}
            {at.accepted(site)}
            <input type="hidden" name="version" value=version.clone()/>
            {fields}
        </form>
        <div class="after">
            <More summary=w.trouble><p class="soft small">{w.trouble_text}</p></More>
            {again}
            <form class="inline" method="post" action="/recover/methods">
                <input type="hidden" name="version" value=version/>
                <button class="link" name="method" value="">{text::verify_another(l)}</button>
            </form>
        </div>
    }
    .into_any()
}

pub(super) struct Locked {
    pub(super) who: String,
    pub(super) directory: String,
    pub(super) at: Option<Moment>,
    pub(super) until: Option<Moment>,
}

pub(super) fn choose(site: &Site, version: i64, locked: Locked, problem: Option<Problem>) -> AnyView {
    let l = site.locale;
    let facts = (locked.at.is_some() || locked.until.is_some()).then(|| {
        view! {
            <dl class="facts">
                {locked.at.map(|at| view! { <dt>{text::action_locked(l)}</dt><dd>{time(l, at)}</dd> })}
                {locked.until.map(|until| view! { <dt>{text::action_opens(l)}</dt><dd>{time(l, until)}</dd> })}
            </dl>
        }
    });
    view! {
        <Seal glyph=Glyph::Unlock class=""/>
        <h1>{text::action_heading(l)}</h1>
        <p class="lede">{text::action_lede(l)}</p>
        <form method="post" action="/recover/action">
            {problem.map(|problem| note(site, &problem))}
            <Who name=locked.who account=locked.directory/>
            {facts}
            <input type="hidden" name="version" value=version.to_string()/>
            <button class="button primary tall wide" name="do" value="unlock">{text::action_unlock(l)}</button>
            <button class="button plain" name="do" value="reset">{text::action_reset(l)}</button>
        </form>
        <p class="after soft small">{text::action_advice(l, &site.help_desk)}</p>
    }
    .into_any()
}

pub(super) const fn glyph_of(why: &Problem) -> Glyph {
    match why {
        Problem::Expired | Problem::TryLater { .. } | Problem::TooYoung { .. } => Glyph::Clock,
        Problem::NotPossible | Problem::Protected | Problem::SetElsewhere { .. } | Problem::NotSetHere => Glyph::Lock,
        _ => Glyph::Alert,
    }
}
