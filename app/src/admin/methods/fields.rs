//! The policy itself: which methods, how many, and which of them must be used. Faults stand beside
//! what they are about; who decides about them is the server.

use super::super::words::language;
use super::super::words::{self as common, fault as faults};
use super::parts::{SERVERS, SETTINGS, hidden};
use super::words;
use crate::ui::{Glyph, Icon, Wrong};
use latchkey_contract::MethodKind;
use latchkey_contract::policy::{DraftFault, Forecast, MethodState, PolicyForm, StartRow};
use latchkey_text::console_methods as text;
use leptos::prelude::*;

/// As in `MethodPolicy::check`.
const MOST: u32 = 4;

#[component]
pub fn PolicyFields(
    form: RwSignal<PolicyForm>,
    /// What holds now.
    before: PolicyForm,
    methods: Vec<MethodState>,
    /// Where one can start from.
    starts: Vec<StartRow>,
    #[prop(into)] forecast: Signal<Option<Forecast>>,
    #[prop(into)] fault: Signal<Option<DraftFault>>,
) -> AnyView {
    let usable: Vec<MethodKind> = methods.iter().filter(|m| m.hindrance.is_none()).map(|m| m.kind).collect();
    let starts = starts.into_iter().map(|start| filtered(start, &usable)).collect();
    let rows = methods
        .into_iter()
        .map(|state| {
            let was_on = before.allows(state.kind);
            view! { <Method state form was_on forecast fault/> }
        })
        .collect_view();
    view! {
        <div class="card">
            <header>
                <h2>{text::methods(language())}</h2>
                <HowMany form fault/>
            </header>
            <Starts form starts/>
            <OneAlone form fault/>
            <At fault about="allowed"/>
            <At fault about="required"/>
            <At fault about="mandatory"/>
            <ul class="settings">{rows}</ul>
        </div>
    }
    .into_any()
}

/// What cannot be set up yet is not switched on by a start.
fn filtered(mut row: StartRow, usable: &[MethodKind]) -> StartRow {
    row.policy.allowed.retain(|kind| usable.contains(kind));
    row.policy.mandatory.retain(|kind| usable.contains(kind));
    row
}

/// The fault of one part, if it is about that.
fn at(fault: Signal<Option<DraftFault>>, about: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || fault.get().filter(|fault| fault.about == about).map(|fault| faults::field(&fault.fault)))
}

#[component]
pub fn At(fault: Signal<Option<DraftFault>>, about: &'static str) -> impl IntoView {
    let text = at(fault, about);
    let id = format!("wrong-{about}");
    move || text.get().map(|text| view! { <div role="alert"><Wrong id=id.clone() text/></div> })
}

#[component]
fn HowMany(form: RwSignal<PolicyForm>, fault: Signal<Option<DraftFault>>) -> AnyView {
    let required = Memo::new(move |_| form.read().required);
    let start = required.get_untracked();
    let invalid =
        move || fault.get().is_some_and(|fault| matches!(fault.about.as_str(), "allowed" | "required" | "one"));
    let choose = move |event: leptos::ev::Event| {
        if let Ok(number) = event_target_value(&event).parse::<u32>() {
            form.update(|form| {
                form.required = number;
                form.one_is_enough &= number == 1;
            });
        }
    };
    view! {
        <span class="row tight">
            <label class="small soft" for="need">{text::how_many(language())}</label>
            <span class="select">
                <select id="need" prop:value=move || required.get().to_string() on:change=choose aria-invalid=move || invalid().then_some("true")>
                    {(1..=MOST).map(|number| view! {
                        <option value=number.to_string() selected=number == start>{common::capital(&common::number_word(number))}</option>
                    }).collect_view()}
                </select>
                <Icon glyph=Glyph::Down/>
            </span>
        </span>
    }
    .into_any()
}

/// Buttons that fill the form.
#[component]
fn Starts(form: RwSignal<PolicyForm>, starts: Vec<StartRow>) -> AnyView {
    let all = StoredValue::new(starts.clone());
    let here = Memo::new(move |_| {
        let form = form.get();
        all.with_value(|all| all.iter().find(|row| row.policy == form).map(|row| row.start))
    });
    let buttons = starts
        .into_iter()
        .map(|StartRow { start, policy }| {
            view! {
                <button type="button" class="button" aria-pressed=move || (here.get() == Some(start)).to_string()
                    on:click=move |_| form.set(policy.clone())>{words::start(start).0}</button>
            }
        })
        .collect_view();
    view! {
        <div class="starts">
            <p class="small soft" aria-hidden="true">{text::start_from(language())}</p>
            <div class="row tight" role="group" aria-label=text::start_from(language())>{buttons}</div>
            <p class="hint" role="status">{move || here.get().map_or(text::start_own(language()), |start| words::start(start).1)}</p>
        </div>
    }
    .into_any()
}

/// One proof is said to be what it is, and then confirmed.
#[component]
fn OneAlone(form: RwSignal<PolicyForm>, fault: Signal<Option<DraftFault>>) -> impl IntoView {
    let alone = Memo::new(move |_| form.read().required == 1);
    let confirmed = Memo::new(move |_| form.read().one_is_enough);
    let unconfirmed = move || fault.get().is_some_and(|fault| fault.about == "one");
    move || {
        alone.get().then(|| {
            view! {
                <div class="note warn">
                    <Icon glyph=Glyph::Alert/>
                    <div>
                        <b>{text::one(language())}</b>
                        {text::one_text(language())}
                        <label class="check">
                            <input type="checkbox" prop:checked=confirmed checked=confirmed.get_untracked()
                                aria-invalid=move || unconfirmed().then_some("true")
                                on:change=move |event| { let on = event_target_checked(&event); form.update(|form| form.one_is_enough = on); }/>
                            <span>{text::one_confirm(language())}</span>
                        </label>
                        {move || unconfirmed().then(|| view! { <Wrong id="wrong-one" text=latchkey_text::console_field::confirm_one(language())/> })}
                    </div>
                </div>
            }
        })
    }
}

/// Where a method's own settings are.
const fn settings_of(kind: MethodKind) -> bool {
    matches!(
        kind,
        MethodKind::Passkey | MethodKind::Email | MethodKind::Sms | MethodKind::Vouch | MethodKind::Questions
    )
}

/// Judged or carried by another server, which has a page of its own.
const fn asks_a_server(kind: MethodKind) -> bool {
    matches!(kind, MethodKind::Sms | MethodKind::YubiKey | MethodKind::Duo | MethodKind::Oidc | MethodKind::Radius)
}

#[component]
fn Method(
    state: MethodState,
    form: RwSignal<PolicyForm>,
    was_on: bool,
    forecast: Signal<Option<Forecast>>,
    fault: Signal<Option<DraftFault>>,
) -> AnyView {
    let MethodState { kind, hindrance } = state;
    let code = kind.code();
    let (id, hint, why) = (format!("m-{code}"), format!("h-{code}"), format!("wrong-{code}"));
    let on = Memo::new(move |_| form.read().allows(kind));
    let hindered = hindrance.is_some();
    let tally = move || {
        let counts = forecast.get()?.methods;
        Some(format!(" {}", words::tally(kind, on.get(), was_on, &counts)))
    };
    let wrong = at(fault, code);
    let by = move || if wrong.get().is_some() { format!("h-{code} wrong-{code}") } else { format!("h-{code}") };
    let weak = move || on.get() && kind == MethodKind::Questions;
    view! {
        <li>
            <Icon glyph=common::method_icon(kind)/>
            <div>
                <label for=id.clone()>{common::method(kind)}</label>
                <span class="hint" id=hint>{common::method_hint(kind)}{tally}</span>
                {hindrance.map(|why| view! { <Hindered kind text=faults::method_hindrance(kind, why)/> })}
                <div class="row also">
                    {(!kind.is_spare()).then(|| view! { <MustBeUsed kind form on/> })}
                    {settings_of(kind).then(|| view! { <a class="small" href=format!("{SETTINGS}#{code}")>{hidden(text::settings_of_parts(language(), common::method(kind)))}</a> })}
                </div>
                {move || wrong.get().map(|text| view! { <div role="alert"><Wrong id=why.clone() text/></div> })}
            </div>
            <span class="hit">
                // what is on and not configured any more can still be switched off
                <input class="switch" type="checkbox" role="switch" id=id aria-describedby=by checked=on.get_untracked() prop:checked=on
                    disabled=move || hindered && !on.get()
                    on:change=move |event| { let allow = event_target_checked(&event); form.update(|form| form.allow(kind, allow)); }/>
            </span>
            {move || weak().then(|| view! { <WhyNotQuestions/> })}
        </li>
    }
    .into_any()
}

/// Why nobody can use it yet, and where that is mended.
#[component]
fn Hindered(kind: MethodKind, text: String) -> impl IntoView {
    view! {
        <span class="hindered">
            <Icon glyph=Glyph::Alert label=text::not_ready(language())/>
            <span>{text}{asks_a_server(kind).then(|| view! { " "<a href=format!("{SERVERS}#{}", kind.code())>{hidden(text::set_it_up_parts(language(), common::method(kind)))}</a> })}</span>
        </span>
    }
}

#[component]
fn MustBeUsed(kind: MethodKind, form: RwSignal<PolicyForm>, on: Memo<bool>) -> impl IntoView {
    let demanded = Memo::new(move |_| form.read().demands(kind));
    move || {
        on.get().then(|| {
            view! {
                <label class="check">
                    <input type="checkbox" checked=demanded.get_untracked() prop:checked=demanded
                        on:change=move |event| { let must = event_target_checked(&event); form.update(|form| form.demand(kind, must)); }/>
                    <span>{hidden(text::must_be_used_parts(language(), common::method(kind)))}</span>
                </label>
            }
        })
    }
}

#[component]
fn WhyNotQuestions() -> impl IntoView {
    view! {
        <div class="note warn" role="status">
            <Icon glyph=Glyph::Alert/>
            <div>
                <b>{text::questions(language())}</b>
                {text::questions_text(language())}
            </div>
        </div>
    }
}
