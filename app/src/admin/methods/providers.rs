//! The other servers that methods ask, one card for each form that the server knows.

use super::super::api::providers::{read_providers, remove_provider, save_provider};
use super::super::api::{Trouble, got};
use super::super::parts::{Command, Failed, Failure, Head, Note, Waiting};
use super::super::words::{self as common, Say};
use super::{CodeGate, SERVERS, Tabs, loose, refused_part};
use crate::ui::{Icon, Wrong};
use latchkey_contract::policy::DraftFault;
use latchkey_contract::providers::{FieldShape, ProviderCard, ProviderField, ProviderForm};
use leptos::prelude::*;
use leptos_meta::Title;
use std::collections::BTreeMap;

#[component]
pub fn ProvidersPage() -> AnyView {
    let start = Resource::new_blocking(|| (), |()| async { got(read_providers().await) });
    view! {
        <Title text="Servers that methods ask · Set up · Latchkey"/>
        <Suspense fallback=|| view! { <Waiting what="Looking up the servers"/> }>
            {move || Suspend::new(async move {
                match start.await {
                    Ok(cards) => view! { <Setting cards/> }.into_any(),
                    Err(trouble) => view! { <Failed trouble/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// What is done to the settings of one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Save(ProviderForm),
    Remove { form: String, was: i64 },
}

impl Deed {
    fn form(&self) -> &str {
        match self {
            Self::Save(form) => &form.form,
            Self::Remove { form, .. } => form,
        }
    }
}

#[component]
fn Setting(cards: Vec<ProviderCard>) -> AnyView {
    let cards = RwSignal::new(cards);
    let last = RwSignal::new(None::<Deed>);
    let doing = Action::new(move |(deed, code): &(Deed, String)| {
        let (deed, code) = (deed.clone(), code.clone());
        async move {
            let done = match deed {
                Deed::Save(form) => got(save_provider(form, code).await),
                Deed::Remove { form, was } => got(remove_provider(form, was, code).await),
            };
            if done.is_ok()
                && let Ok(fresh) = got(read_providers().await)
            {
                cards.set(fresh);
            }
            done
        }
    });
    view! {
        <ProvidersView cards last busy=doing.pending()
            done=Signal::derive(move || matches!(doing.value().get(), Some(Ok(()))))
            trouble=Signal::derive(move || doing.value().get().and_then(Result::err))
            on_deed=move |deed: Deed| { last.set(Some(deed.clone())); doing.dispatch((deed, String::new())); }
            on_code=move |code: String| if let Some(deed) = last.get_untracked() { doing.dispatch((deed, code)); }/>
    }
    .into_any()
}

#[component]
pub fn ProvidersView(
    cards: RwSignal<Vec<ProviderCard>>,
    last: RwSignal<Option<Deed>>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] done: Signal<bool>,
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    #[prop(into)] on_deed: Callback<Deed>,
    #[prop(into)] on_code: Callback<String>,
) -> AnyView {
    let fault = Signal::derive(move || refused_part(trouble.get().as_ref()));
    let news = move || match last.get() {
        Some(Deed::Remove { .. }) => "Removed: the method cannot be used any more.",
        _ => "The server answered, and its settings hold from now on.",
    };
    view! {
        <Head step=4 title="Servers that methods ask"
            lede=|| "Some methods are judged elsewhere. A server is asked once before its settings are kept; what does not answer is not kept."/>
        <Tabs here=SERVERS/>
        <Failure of=Signal::derive(move || loose(trouble.get()))/>
        {move || done.get().then(|| view! { <Note kind="good" say=Say { news: "Done".into(), text: news().into(), reasons: Vec::new() }/> })}
        {move || fault.get().map(|_| view! { <Note kind="bad" say=Say { news: "Nothing was saved".into(), text: "What is wrong is marked below.".into(), reasons: Vec::new() }/> })}
        {move || cards.get().into_iter().map(|card| {
            let form = card.form.clone();
            let here = Signal::derive(move || fault.get().filter(|_| last.get().is_some_and(|deed| deed.form() == form)));
            view! { <Card card busy fault=here on_deed/> }
        }).collect_view()}
        <CodeGate trouble busy title="Change who judges a proof?".to_owned() deed="Go on".to_owned() on_code=move |code| on_code.run(code)/>
    }
    .into_any()
}

type Values = RwSignal<BTreeMap<String, String>>;

#[component]
fn Card(card: ProviderCard, busy: Signal<bool>, fault: Signal<Option<DraftFault>>, on_deed: Callback<Deed>) -> AnyView {
    let ProviderCard { form, title, hint, kind, fields, there, version, register } = card;
    let values: Values = RwSignal::new(fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect());
    let heading = format!("{form}-heading");
    let (by, of, gone) = (heading.clone(), form.clone(), form.clone());
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            on_deed.run(Deed::Save(ProviderForm { form: form.clone(), was: version, values: values.get_untracked() }));
        }
    };
    view! {
        <section class="card" aria-labelledby=by>
            <form class="form" on:submit=save>
                <div class="row spread">
                    <h2 id=heading><Icon glyph=common::method_icon(kind)/>{title}</h2>
                    {there.then(|| view! { <span class="badge good">"in use"</span> })}
                </div>
                <p class="soft small">{hint}</p>
                {(!register.is_empty()).then(|| view! {
                    <div class="stack">
                        <p class="small">"Addresses of ours that have to be entered there:"</p>
                        {register.into_iter().map(|text| view! { <Command text name="Address of ours"/> }).collect_view()}
                    </div>
                })}
                {fields.into_iter().map(|field| view! { <Field of=of.clone() field values fault/> }).collect_view()}
                <div class="row">
                    <button class="button primary" aria-busy=move || busy.get().to_string()>"Ask it, and save"</button>
                    {version.filter(|_| there).map(|was| view! {
                        <button type="button" class="button plain is-bad"
                            on:click=move |_| if !busy.get_untracked() { on_deed.run(Deed::Remove { form: gone.clone(), was }) }>"Remove"</button>
                    })}
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Field(of: String, field: ProviderField, values: Values, fault: Signal<Option<DraftFault>>) -> AnyView {
    let ProviderField { name, label, hint, shape, value, kept } = field;
    let id = format!("{of}-{name}");
    let (hint_id, wrong_id) = (format!("{id}-hint"), format!("{id}-wrong"));
    let about = name.clone();
    let wrong = Memo::new(move |_| fault.get().filter(|fault| fault.about == about).map(|fault| fault.text));
    let set = move |text: String| {
        values.update(|values| {
            values.insert(name.clone(), text);
        })
    };
    if shape == FieldShape::Tick {
        return view! {
            <label class="check">
                <input type="checkbox" id=id checked=value == "yes"
                    on:change=move |event| set(if event_target_checked(&event) { "yes".into() } else { String::new() })/>
                <span>{label}<span class="hint">{hint}</span></span>
            </label>
        }
        .into_any();
    }
    let hint = if kept { format!("{hint} One is kept; leave this empty to keep it.").trim().to_owned() } else { hint };
    let by = format!("{hint_id} {wrong_id}");
    let box_ = if shape == FieldShape::Lines {
        view! {
            <textarea class="input" id=id.clone() rows="4" spellcheck="false" aria-describedby=by aria-invalid=move || wrong.get().map(|_| "true")
                on:input=move |event| set(event_target_value(&event))>{value}</textarea>
        }
        .into_any()
    } else {
        let kind = if shape == FieldShape::Secret { "password" } else { "text" };
        // "new-password": a browser must not fill in the administrator's own
        let fill = if shape == FieldShape::Secret { "new-password" } else { "off" };
        view! {
            <input class="input" id=id.clone() type=kind value=value autocomplete=fill autocapitalize="none" spellcheck="false" maxlength="1000"
                aria-describedby=by aria-invalid=move || wrong.get().map(|_| "true")
                on:input=move |event| set(event_target_value(&event))/>
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {box_}
            {move || wrong.get().map(|text| view! { <Wrong id=wrong_id.clone() text/> })}
        </div>
    }
    .into_any()
}
