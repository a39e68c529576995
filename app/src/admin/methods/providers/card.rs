//! One server: folded away it says whether it is in use and where it is; open it is a form, and what
//! came of saving stands beside the buttons.

use super::super::super::parts::Command;
use super::super::super::words::{self as common, language};
use super::action::ServerAction;
use super::field::{Field, Values};
use super::news::{News, Outcome};
use super::words;
use crate::ui::{Glyph, Icon};
use latchkey_contract::providers::{ProviderCard, ProviderForm};
use latchkey_text::console_servers as text;
use leptos::html;
use leptos::prelude::*;

#[component]
pub fn Card(
    card: Memo<ProviderCard>,
    /// The only one of its method.
    alone: bool,
    busy: Signal<bool>,
    #[prop(into)] news: Signal<Option<Outcome>>,
    on_deed: Callback<ServerAction>,
) -> AnyView {
    let l = language();
    let details = NodeRef::<html::Details>::new();
    let open = RwSignal::new(news.get_untracked().is_some());
    Effect::new(move |_| {
        if news.get().is_some() {
            open.set(true);
        }
    });
    let values = Values::default();
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            let ProviderCard { form, version, .. } = card.get_untracked();
            on_deed.run(ServerAction::Save(ProviderForm { form, was: version, values: values.get_untracked() }));
        }
    };
    let fault = Signal::derive(move || news.get().and_then(|news| news.fault()));
    let fields = move |ProviderCard { form, fields, .. }: ProviderCard| {
        values.set(fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect());
        fields.into_iter().map(|field| view! { <Field of=form.clone() field values fault/> }).collect_view()
    };
    let remove = move || {
        let ProviderCard { form, version, there, .. } = card.get();
        version.filter(|_| there).map(|was| {
            view! {
                <button type="button" class="button plain is-bad"
                    on:click=move |_| if !busy.get_untracked() { on_deed.run(ServerAction::Remove { form: form.clone(), was }) }>{text::remove(language())}</button>
            }
        })
    };
    let ProviderCard { form, kind, register, asked, .. } = card.get_untracked();
    let (title, hint) = words::form(&form);
    let title = match alone {
        true => view! { <h2><Icon glyph=common::method_icon(kind)/>{title}</h2> }.into_any(),
        false => view! { <h3>{title}</h3> }.into_any(),
    };
    let ways_back = (!register.is_empty()).then(|| {
        view! {
            <div class="stack">
                <p class="small">{text::ours(l)}</p>
                {register.into_iter().map(|address| view! { <Command text=address name=text::ours_name(l)/> }).collect_view()}
            </div>
        }
    });
    view! {
        <details class="card fold" node_ref=details open=move || open.get()
            on:toggle=move |_| if let Some(details) = details.get_untracked() { open.set(details.open()) }>
            <summary>{title}{move || view! { <State card=card.get()/> }}<Icon glyph=Glyph::Down/></summary>
            // the target lies inside, so that a browser opens the card by itself
            <form class="form" id=form on:submit=save>
                <p class="soft small">{hint}</p>
                {ways_back}
                // other inputs when something else is kept now: what was typed into these is done with
                <For each=move || [card.get()] key=|card| (card.version, card.there) children=fields/>
                <News of=news card/>
                <div class="row">
                    <button class="button primary" aria-busy=move || busy.get().to_string()>{if asked { text::ask_and_save(l) } else { text::save(l) }}</button>
                    {remove}
                </div>
            </form>
        </details>
    }
    .into_any()
}

#[component]
fn State(card: ProviderCard) -> AnyView {
    let ProviderCard { there, place, .. } = card;
    match there {
        true => view! { <span class="place">{place}</span><span class="badge good">{text::in_use(language())}</span> }
            .into_any(),
        false => view! { <span class="badge">{text::not_set_up(language())}</span> }.into_any(),
    }
}
