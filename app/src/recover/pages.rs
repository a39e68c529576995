//! Name, methods, code, unlock-or-reset, and the page that says one thing. The same for every
//! name: nothing here depends on what somebody has enrolled.

use super::{note, seal};
use crate::methods::{self, ask, with_organisation};
use crate::ui::{Glyph, Icon, KeyLine, More, TextField, Who};
use crate::words::{self, Sentence};
use latchkey_contract::recover::{Ask, Unavailable};
use latchkey_contract::{MethodKind, Moment, Problem, Site};
use leptos::prelude::*;

pub(super) const fn name_heading(unlock: bool) -> &'static str {
    if unlock { "Unlock your account" } else { "Get back into your account" }
}

pub(super) fn name(site: &Site, unlock: bool, typed: String, problem: Option<Problem>) -> AnyView {
    let (mut wrong, mut news) = (None, None);
    match &problem {
        Some(field @ (Problem::Empty | Problem::TooLongInput)) => {
            wrong = Some(words::beside(field, "your user name", site))
        }
        Some(other) => news = Some(note(site, other)),
        None => {}
    }
    let lede = if unlock {
        "Prove it is you in two ways, then go on with the password you have. It takes about a minute."
    } else {
        "Prove it is you in two ways, then choose a new password. It takes about a minute."
    };
    view! {
        <KeyLine done=0 of=4 says="Step 1 of 4: your name"/>
        <h1>{name_heading(unlock)}</h1>
        <p class="lede">{lede}</p>
        <form method="post" action="/recover">
            {news}
            {unlock.then(|| view! { <input type="hidden" name="unlock" value="1"/> })}
            <TextField
                name="name"
                label="User name"
                hint="What you type at your computer, such as anna.lindqvist. Your work e-mail address is fine too."
                value=typed
                wrong=wrong
                autocomplete="username"
            />
            <button class="button primary tall wide">"Continue"</button>
        </form>
        <div class="after">
            <h2>"Something else"</h2>
            <ul class="links">
                {if unlock {
                    view! { <li><a href="/recover"><Icon glyph=Glyph::Key/>"Set a new password instead"<Icon glyph=Glyph::Next class="flip"/></a></li> }.into_any()
                } else {
                    view! { <li><a href="/recover?unlock=1"><Icon glyph=Glyph::Unlock/>"Unlock my account, keep my password"<Icon glyph=Glyph::Next class="flip"/></a></li> }.into_any()
                }}
                <li><a href="/enrol"><Icon glyph=Glyph::Shield/>"Set up my methods with an invitation"<Icon glyph=Glyph::Next class="flip"/></a></li>
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
    fn key_line(&self) -> impl IntoView + use<> {
        let of = self.required.saturating_add(2);
        let step = self.nth.saturating_add(1);
        view! { <KeyLine done=self.nth of=of says=format!("Step {step} of {of}: {} proof", words::nth(self.nth))/> }
    }

    fn accepted(&self) -> Option<impl IntoView + use<>> {
        let badges: Vec<_> = self
            .proved
            .iter()
            .map(|kind| view! { <span class="badge good flat"><Icon glyph=Glyph::Check/>{words::method(*kind)}" accepted"</span> })
            .collect();
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
    let options = methods
        .iter()
        .filter(|kind| !at.proved.contains(kind))
        .map(|kind| {
            let w = methods::words(*kind);
            view! {
                <button class="option" name="method" value=kind.code()>
                    <Icon glyph=w.glyph/>
                    <span><b>{w.name}</b><small>{w.ask_hint}</small></span>
                    <Icon glyph=Glyph::Next class="flip"/>
                </button>
            }
        })
        .collect_view();
    let unavailable = unavailable
        .iter()
        .map(|unavailable| {
            let w = methods::words(unavailable.method);
            view! {
                <div class="option" aria-disabled="true">
                    <Icon glyph=w.glyph/>
                    <span><b>{w.name}</b><small>{words::shares(unavailable.shares)}</small></span>
                </div>
            }
        })
        .collect_view();
    let left = at.required.saturating_sub(at.nth);
    let lede = match left {
        0 => "Pick one that you have not used yet.".to_owned(),
        1 => "Pick one now and another one next.".to_owned(),
        more => {
            format!("Pick one now and {} more after it.", words::count(more))
        }
    };
    let heading = if at.nth <= 1 {
        "How do you want to prove it is you?".to_owned()
    } else {
        format!("Now your {} proof", words::nth(at.nth))
    };
    let without = none_of_these(site);
    view! {
        {at.key_line()}
        <h1>{heading}</h1>
        <p class="lede">{lede}</p>
        <form method="post" action="/recover/leave" id="leave" hidden></form>
        <div class="body">
            {problem.map(|problem| note(site, &problem))}
            {at.accepted()}
            <Who name=at.who account=format!("{} account", words::organisation_first(site)) leave_form="leave"/>
            <form class="options" method="post" action="/recover/methods" aria-label="Methods">
                <input type="hidden" name="version" value=at.version.to_string()/>
                {options}
                {unavailable}
            </form>
        </div>
        <div class="after"><More summary="I have none of these with me"><p class="soft small">{without}</p></More></div>
    }
    .into_any()
}

fn none_of_these(site: &Site) -> String {
    format!(
        "{}. They will check that it is you and start a reset that you finish yourself. Nobody will ask for your password, old or new.",
        match site.help_desk.as_str() {
            "" => "Ask your help desk".to_owned(),
            number => format!("Call the help desk on {number}"),
        }
    )
}

pub(super) const fn code_heading(kind: MethodKind) -> &'static str {
    methods::words(kind).ask_heading
}

pub(super) fn code(site: &Site, at: Progress, kind: MethodKind, asked: Ask, problem: Option<Problem>) -> AnyView {
    let (mut wrong, mut news) = (None, None);
    match &problem {
        Some(field) if about_a_code(field) => wrong = Some(methods::beside(field, kind, "the code", site)),
        Some(other) => news = Some(note(site, other)),
        None => {}
    }
    let version = at.version.to_string();
    let w = methods::words(kind);
    let mut lede = with_organisation(w.ask_lede, site);
    if let Ask::Digits { good_until: Some(until) } = &asked {
        lede = format!("{lede} It is good until {}.", latchkey_text::format::time(site.locale, *until));
    }
    let again = matches!(asked, Ask::Digits { good_until: Some(_) }).then(|| {
        view! {
            <form class="inline" method="post" action="/recover/send-again">
                <input type="hidden" name="version" value=version.clone()/>
                <button class="link">"Send another code"</button>
            </form>
        }
    });
    let over = matches!(&asked, Ask::Wait { number, .. } if number.is_empty());
    let action = if over { "/recover/send-again" } else { "/recover/verify" };
    let (summary, help) = (w.trouble.0, with_organisation(w.trouble.1, site));
    let fields = ask::fields(site, kind, asked, wrong);
    view! {
        {at.key_line()}
        <h1>{w.ask_heading}</h1>
        <p class="lede">{lede}</p>
        <form method="post" action=action>
            {news}
            {at.accepted()}
            <input type="hidden" name="version" value=version.clone()/>
            {fields}
        </form>
        <div class="after">
            <More summary=summary><p class="soft small">{help}</p></More>
            {again}
            <form class="inline" method="post" action="/recover/methods">
                <input type="hidden" name="version" value=version/>
                <button class="link" name="method" value="">"Use another method"</button>
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
    let facts = (locked.at.is_some() || locked.until.is_some()).then(|| {
        view! {
            <dl class="facts">
                {locked.at.map(|at| view! { <dt>"Locked"</dt><dd>{latchkey_text::format::time(site.locale, at)}</dd> })}
                {locked.until.map(|until| view! { <dt>"Opens by itself"</dt><dd>{latchkey_text::format::time(site.locale, until)}</dd> })}
            </dl>
        }
    });
    view! {
        {seal(Glyph::Unlock, "")}
        <h1>"Your account is locked, your password is fine"</h1>
        <p class="lede">"Unlock it and go on with the password you have."</p>
        <form method="post" action="/recover/action">
            {problem.map(|problem| note(site, &problem))}
            <Who name=locked.who account=locked.directory/>
            {facts}
            <input type="hidden" name="version" value=version.to_string()/>
            <button class="button primary tall wide" name="do" value="unlock">"Unlock my account"</button>
            <button class="button plain" name="do" value="reset">"Set a new password instead"</button>
        </form>
        <p class="after soft small">{format!(
            "Did somebody else try your password? Set a new one and {}. A phone or computer that still uses an old password will lock you out again.",
            words::tell(site)
        )}</p>
    }
    .into_any()
}

pub(super) const fn glyph_of(why: &Problem) -> Glyph {
    match why {
        Problem::Expired | Problem::TryLater { .. } | Problem::TooYoung { .. } => Glyph::Clock,
        Problem::NotPossible | Problem::Protected => Glyph::Lock,
        _ => Glyph::Alert,
    }
}

/// A page that says one thing and leads on.
pub(super) fn message(sentence: Sentence, glyph: Glyph) -> AnyView {
    view! {
        {seal(glyph, "brass")}
        <h1>{sentence.heading}</h1>
        <p class="lede">{sentence.text}</p>
        <div class="body"><a class="button primary tall wide" href="/recover">"Start again"</a></div>
    }
    .into_any()
}
