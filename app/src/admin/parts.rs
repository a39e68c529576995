//! Small pieces that several pages of the administrator use. Dumb: data in, markup out. What
//! other audiences need too is in `ui`.

use super::api::Trouble;
use super::words::{self, Say, language};
use crate::ui::{CopyButton, Glyph, Icon, marked};
use latchkey_contract::admin::{CheckRow, LeftOut, Onboarded, Repair, Seats, Unasked, Verdict};
use latchkey_text::console;
use latchkey_text::console_check as check;
use leptos::prelude::*;
use leptos::{ev, html};

/// Head of a page. `step` is its number in the wizard.
#[component]
pub fn Head(
    #[prop(optional)] step: u32,
    #[prop(into)] title: String,
    #[prop(into)] lede: ViewFn,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    view! {
        <header class="page-head">
            <div>
                {(step > 0).then(|| view! { <p class="step-note">{console::step(language(), &step.to_string())}</p> })}
                <h1>{title}</h1>
                <p class="lede">{lede.run()}</p>
            </div>
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </header>
    }
    .into_any()
}

/// `kind`: "", "good", "warn" or "bad".
#[component]
pub fn Note(kind: &'static str, #[prop(into)] say: Say) -> AnyView {
    let icon = match kind {
        "good" => Glyph::Check,
        "" => Glyph::Info,
        _ => Glyph::Alert,
    };
    let role = if kind == "bad" { "alert" } else { "status" };
    view! {
        <div class=format!("note {kind}") role=role>
            <Icon glyph=icon/>
            <div>
                <b>{say.news}</b>
                {say.text}
                {(!say.reasons.is_empty()).then(|| view! { <ul class="reasons">{list(say.reasons)}</ul> })}
            </div>
        </div>
    }
    .into_any()
}

fn list(rows: Vec<String>) -> impl IntoView {
    rows.into_iter().map(|row| view! { <li>{row}</li> }).collect_view()
}

/// The note for what went wrong with the last action, and nothing while all is well.
#[component]
pub fn Failure(#[prop(into)] of: Signal<Option<Trouble>>) -> impl IntoView {
    move || {
        of.get().map(|trouble| {
            let signed_out = matches!(&trouble, Trouble::Told(latchkey_contract::admin::AdminError::SignedOut));
            view! {
                <Note kind="bad" say=words::trouble(&trouble)/>
                {signed_out.then(|| view! { <p><a class="button" href="/admin/sign-in" rel="external">{console::sign_in(language())}</a></p> })}
            }
        })
    }
}

/// A page whose data did not come.
#[component]
pub fn Failed(trouble: Trouble) -> impl IntoView {
    view! { <Failure of=Signal::stored(Some(trouble))/> }
}

/// Above a list that some directories have no part in.
#[component]
pub fn UnaskedNotes(unasked: Vec<Unasked>) -> impl IntoView {
    unasked.into_iter().map(|silent| view! { <Note kind="warn" say=words::unasked(&silent)/> }).collect_view()
}

/// In place of rows that are on their way.
#[component]
pub fn Waiting(#[prop(into)] what: String, #[prop(default = 4)] rows: u32) -> AnyView {
    view! {
        <div class="card waiting" aria-busy="true">
            <p class="soft" role="status">{what}</p>
            {(0..rows).map(|_| view! { <span class="skeleton" aria-hidden="true"></span> }).collect_view()}
        </div>
    }
    .into_any()
}

/// The lower edge of a wizard page: back, one sentence, the one primary action.
#[component]
pub fn Foot(
    #[prop(optional, into)] back: &'static str,
    #[prop(into)] soft: Signal<String>,
    children: Children,
) -> AnyView {
    view! {
        <footer class="foot">
            {(!back.is_empty()).then(|| view! { <a class="button plain" href=back><Icon glyph=Glyph::Back class="flip"/>{console::back(language())}</a> })}
            <span class="soft">{soft}</span>
            {children()}
        </footer>
    }
    .into_any()
}

/// Live checks with evidence and the command that repairs.
#[component]
pub fn CheckList(rows: Vec<CheckRow>, #[prop(optional)] children: Option<Children>) -> AnyView {
    view! {
        <ul class="checks" aria-live="polite">
            {rows.into_iter().map(|row| view! { <Check row/> }).collect_view()}
            {children.map(|children| children())}
        </ul>
    }
    .into_any()
}

#[component]
fn Check(row: CheckRow) -> AnyView {
    let (icon, class) = match row.verdict {
        Verdict::Good => (Glyph::Check, "is-good"),
        Verdict::Warn => (Glyph::Alert, "is-warn"),
        Verdict::Bad => (Glyph::Cross, "is-bad"),
        Verdict::NotTried => (Glyph::Minus, "soft"),
    };
    let label = words::check::verdict(row.verdict);
    let title = words::check::title(row.kind, &row.server);
    let evidence = words::check::evidence(row.kind, &row.evidence);
    let repair = row.repair.map(|repair| repaired(repair, &title));
    view! {
        <li>
            <Icon glyph=icon class=class label=label/>
            <div><b>{title}</b><p>{evidence}</p></div>
            {(row.millis > 0).then(|| view! { <span class="side">{console::millis(language(), row.millis)}</span> })}
            {repair.map(|repair| view! { <div class="wide">{repair}</div> })}
        </li>
    }
    .into_any()
}

fn repaired(repair: Repair, title: &str) -> AnyView {
    match repair {
        Repair::Commands(text) => view! {
            <p>{check::run_once(language())}</p>
            <Command text name=check::command_name(language(), title)/>
        }
        .into_any(),
        Repair::TrustAuthority => view! { <p>{check::trust_authority(language())}</p> }.into_any(),
        Repair::AtVendor { place, values } => {
            let name = words::check::place(place);
            let values = values.into_iter().map(|text| view! { <Command text name/> }).collect_view();
            view! { <p>{name}</p>{values} }.into_any()
        }
    }
}

/// Something to copy as it stands.
#[component]
pub fn Command(#[prop(into)] text: String, #[prop(into)] name: String) -> AnyView {
    let label = console::copy(language(), &name);
    let shown = text.clone();
    view! {
        <div class="command">
            <pre tabindex="0" role="group" aria-label=name>{shown}</pre>
            <CopyButton text label/>
        </div>
    }
    .into_any()
}

/// Seats as a bar with words. `chosen` more would be taken.
#[component]
pub fn SeatMeter(#[prop(into)] seats: Signal<Seats>, #[prop(into)] chosen: Signal<u32>) -> AnyView {
    let more = move || chosen.get().min(free(seats.get()));
    let scale = move || seats.get().total.max(1);
    view! {
        <div class="meter">
            <svg role="img" preserveAspectRatio="none"
                aria-label=move || console::seats_taken(language(), seats.get().used, seats.get().total, chosen.get())
                viewBox=move || format!("0 0 {} 10", scale())>
                <rect class="used" width=move || seats.get().used.min(scale()).to_string() height="10"/>
                <rect class="more" x=move || seats.get().used.to_string() width=move || more().to_string() height="10"/>
            </svg>
            <p class="row spread small">
                <span>{move || marked(console::seats_of_parts(language(), seats.get().used, seats.get().total), number)}</span>
                <span class="soft num">{move || console::seats_free(language(), free(seats.get()))}</span>
            </p>
            {move || (chosen.get() > free(seats.get())).then(|| view! {
                <p class="wrong"><Icon glyph=Glyph::Alert/><span>{console::seats_short(language(), chosen.get(), free(seats.get()))}</span></p>
            })}
        </div>
    }
    .into_any()
}

fn number(mark: &str, number: String) -> AnyView {
    if mark == "b" {
        view! { <b class="num">{number}</b> }.into_any()
    } else {
        view! { <span class="num">{number}</span> }.into_any()
    }
}

pub const fn free(seats: Seats) -> u32 {
    seats.total.saturating_sub(seats.used)
}

/// What onboarding did, with everybody who was left out.
#[component]
pub fn OnboardedNote(done: Onboarded) -> AnyView {
    let news = match (done.added, done.already) {
        (0, 0) => console::onboarded_nobody(language()).into(),
        (0, already) => console::onboarded_already(language(), already),
        (added, _) => console::onboarded(language(), added),
    };
    let kind = if done.added == 0 { "warn" } else { "good" };
    let text = match (done.added, done.already) {
        (0, _) | (_, 0) => String::new(),
        (_, already) => console::others_already(language(), already),
    };
    let left = done.left_out;
    view! {
        <Note kind=kind say=Say { news, text, reasons: Vec::new() }/>
        {(!left.is_empty()).then(|| view! { <LeftOutCard left/> })}
    }
    .into_any()
}

#[component]
fn LeftOutCard(left: Vec<LeftOut>) -> AnyView {
    /// More than fit on a screen are counted, not listed.
    const SHOWN: usize = 20;
    let rest = u32::try_from(left.len().saturating_sub(SHOWN)).unwrap_or(u32::MAX);
    view! {
        <section class="card" aria-labelledby="left-out">
            <h2 id="left-out">{console::left_out(language())}</h2>
            <ul class="rules">
                {left.into_iter().take(SHOWN).map(|row| view! { <li><Icon glyph=Glyph::Minus/><span><b>{row.name}</b>": "{words::fault::left_out(row.why)}</span></li> }).collect_view()}
                {(rest > 0).then(|| view! { <li><Icon glyph=Glyph::More/><span>{console::and_more(language(), rest)}</span></li> })}
            </ul>
        </section>
    }
    .into_any()
}

/// A risky action asks once more. Opened through `opener`.
#[component]
pub fn Confirm(
    dialog: NodeRef<html::Dialog>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] action: Signal<String>,
    /// Red, for what takes something away.
    #[prop(optional)]
    danger: bool,
    #[prop(into)] on_yes: Callback<()>,
) -> AnyView {
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let class = if danger { "button danger" } else { "button primary" };
    view! {
        <dialog node_ref=dialog aria-labelledby="confirm-title">
            <h2 id="confirm-title">{title}</h2>
            <p>{text}</p>
            <div class="row">
                <button type="button" class="button" on:click=move |_: ev::MouseEvent| close()>{console::leave(language())}</button>
                <button type="button" class=class on:click=move |_: ev::MouseEvent| { close(); on_yes.run(()); }>{action}</button>
            </div>
        </dialog>
    }
    .into_any()
}

pub fn open(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        // fails only if it is open already
        let _opened = dialog.show_modal();
    }
}

/// A password with an eye.
#[component]
pub fn PasswordInput(
    id: &'static str,
    name: &'static str,
    autocomplete: &'static str,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional, into)] value: Option<RwSignal<String>>,
    #[prop(optional, into)] described: Option<String>,
    #[prop(optional, into)] invalid: Signal<bool>,
) -> AnyView {
    let shown = RwSignal::new(false);
    view! {
        <span class="affix">
            <input class="input" id=id name=name autocomplete=autocomplete placeholder=placeholder spellcheck="false" autocapitalize="none"
                aria-describedby=described
                aria-invalid=move || invalid.get().then_some("true")
                type=move || if shown.get() { "text" } else { "password" }
                prop:value=move || value.map(|value| value.get())
                on:input=move |event| if let Some(value) = value { value.set(event_target_value(&event)) }/>
            <button class="button square scripted" type="button" aria-pressed=move || shown.get().to_string()
                aria-label=console::show_password(language()) on:click=move |_| shown.update(|shown| *shown = !*shown)>
                <Icon glyph=Glyph::Eye/>
            </button>
        </span>
    }
    .into_any()
}
