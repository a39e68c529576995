//! The other servers that methods ask, one card for each form that the server knows. Cards are folded:
//! the page is a list of what there is, and one of them at a time is work.

mod action;
mod card;
mod field;
mod news;
pub mod words;

use super::super::api::providers::{read_providers, remove_provider, save_provider};
use super::super::api::{Trouble, got};
use super::super::parts::{Failed, Head, Waiting};
use super::super::proof::CodeGate;
use super::super::words::{self as common, language};
use super::parts::{SERVERS, Tabs};
use crate::ui::Icon;
use crate::wire::page_data;
pub use action::ServerAction;
use card::Card;
use latchkey_contract::MethodKind;
use latchkey_contract::providers::ProviderCard;
use latchkey_text::console_servers as text;
use leptos::prelude::*;
use leptos_meta::Title;
use news::{Outcome, land_on};

#[component]
pub fn ProvidersPage() -> AnyView {
    let l = language();
    let start = page_data(|| (), |()| async { got(read_providers().await) });
    view! {
        <Title text=text::title(l)/>
        <Suspense fallback=move || view! { <Waiting what=text::waiting(l)/> }>
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

#[component]
fn Setting(cards: Vec<ProviderCard>) -> AnyView {
    let cards = RwSignal::new(cards);
    let last = RwSignal::new(None::<ServerAction>);
    let doing = Action::new(move |(action, code): &(ServerAction, String)| {
        let (action, code) = (action.clone(), code.clone());
        async move {
            let done = match action {
                ServerAction::Save(form) => got(save_provider(form, code).await),
                ServerAction::Remove { form, was } => got(remove_provider(form, was, code).await),
            };
            if done.is_ok()
                && let Ok(fresh) = got(read_providers().await)
            {
                cards.set(fresh);
            }
            done
        }
    });
    Effect::new(|_| land_on());
    view! {
        <ProvidersView cards last busy=doing.pending()
            done=Signal::derive(move || matches!(doing.value().get(), Some(Ok(()))))
            trouble=Signal::derive(move || doing.value().get().and_then(Result::err))
            on_deed=move |action: ServerAction| { last.set(Some(action.clone())); doing.dispatch((action, String::new())); }
            on_code=move |code: String| if let Some(action) = last.get_untracked() { doing.dispatch((action, code)); }/>
    }
    .into_any()
}

/// Cards of one method stand together. The forms are the same for as long as the server runs.
fn grouped(cards: &[ProviderCard]) -> Vec<(MethodKind, Vec<String>)> {
    let mut groups: Vec<(MethodKind, Vec<String>)> = Vec::new();
    for card in cards {
        match groups.iter_mut().find(|(kind, _)| *kind == card.kind) {
            Some((_, forms)) => forms.push(card.form.clone()),
            None => groups.push((card.kind, vec![card.form.clone()])),
        }
    }
    groups
}

#[component]
pub fn ProvidersView(
    cards: RwSignal<Vec<ProviderCard>>,
    last: RwSignal<Option<ServerAction>>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] done: Signal<bool>,
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    #[prop(into)] on_deed: Callback<ServerAction>,
    #[prop(into)] on_code: Callback<String>,
) -> AnyView {
    // while it is being done again, what came of it before is no news any more
    let outcome = Signal::derive(move || {
        let action = last.get().filter(|_| !busy.get())?;
        Outcome::of(&action, done.get(), trouble.get()).map(|outcome| (action.form().to_owned(), outcome))
    });
    let groups = cards.read_untracked();
    let groups = grouped(&groups).into_iter().map(|(kind, forms)| {
        let alone = forms.len() == 1;
        let folded = forms
            .into_iter()
            .filter_map(|form| {
                let first = cards.read_untracked().iter().find(|card| card.form == form).cloned()?;
                let same = form.clone();
                let now = Memo::new(move |_| {
                    let now = cards.read().iter().find(|card| card.form == same).cloned();
                    now.unwrap_or_else(|| first.clone())
                });
                let news =
                    Signal::derive(move || outcome.get().filter(|(about, _)| *about == form).map(|(_, news)| news));
                Some(view! { <Card card=now alone busy news on_deed/> })
            })
            .collect_view();
        if alone { folded.into_any() } else { view! { <Together kind>{folded}</Together> }.into_any() }
    });
    let groups = groups.collect_view();
    let l = language();
    let titled = move || {
        let last = last.get()?;
        Some((last.takes_away(), words::form(last.form()).0))
    };
    let danger = Signal::derive(move || titled().is_some_and(|(removes, _)| removes));
    let title = Signal::derive(move || match titled() {
        Some((true, title)) => text::confirm_remove(l, &title),
        Some((false, title)) => text::confirm_save(l, &title),
        None => String::new(),
    });
    let action = Signal::derive(move || if danger.get() { text::remove(l) } else { text::save(l) }.to_owned());
    let why = Signal::derive(move || {
        if danger.get() { text::confirm_remove_text(l) } else { text::confirm_save_text(l) }.to_owned()
    });
    view! {
        <Head step=4 title=text::heading(l) lede=move || text::lede(l)/>
        <Tabs here=SERVERS/>
        <div class="folds">{groups}</div>
        <CodeGate trouble busy danger title text=why action on_code=move |code| on_code.run(code)/>
    }
    .into_any()
}

/// Of several ways to do one thing, one is in use. Links lead to the heading, where the choice begins.
#[component]
fn Together(kind: MethodKind, children: Children) -> AnyView {
    let (id, heading) = (kind.code(), format!("{}-heading", kind.code()));
    let by = heading.clone();
    view! {
        <section class="folds" id=id tabindex="-1" aria-labelledby=by>
            <div>
                <h2 id=heading><Icon glyph=common::method_icon(kind)/>{common::method(kind)}</h2>
                <p class="soft small">{text::one_at_a_time(language())}</p>
            </div>
            {children()}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
