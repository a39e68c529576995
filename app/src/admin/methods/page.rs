//! The policy for everybody.

use super::super::api::policy::{read_methods, save_policy};
use super::super::api::{Trouble, got};
use super::super::parts::{Failed, Failure, Foot, Head, Waiting};
use super::super::proof::CodeGate;
use super::super::shell::OverviewContext;
use super::super::words::language;
use super::super::{steps, words};
use super::ask::ForecastSignals;
use super::behind::BehindCard;
use super::fields::PolicyFields;
use super::forecast::{ForecastCard, consequence};
use super::parts::{Tabs, loose, refused_part};
use crate::wire::page_data;
use latchkey_contract::policy::{Draft, MethodsPage, PolicyForm, Start};
use latchkey_text::console_methods as text;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

#[component]
pub fn MethodsPage() -> AnyView {
    let start = page_data(|| (), |()| async { got(read_methods().await) });
    view! {
        <Title text=text::page(language())/>
        <Suspense fallback=|| view! { <Waiting what=text::waiting(language())/> }>
            {move || Suspend::new(async move {
                match start.await {
                    Ok(start) => view! { <Choosing start/> }.into_any(),
                    Err(trouble) => view! { <Failed trouble/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Choosing(start: MethodsPage) -> AnyView {
    let desk = expect_context::<OverviewContext>();
    let navigate = use_navigate();
    let form = RwSignal::new(start.policy.clone());
    let outlook = ForecastSignals::of(Memo::new(move |_| Draft::Everybody(form.get())), Trigger::new());
    let saving = Action::new(|(form, code): &(PolicyForm, String)| {
        let (form, code) = (form.clone(), code.clone());
        async move { got(save_policy(form, code).await) }
    });
    Effect::new(move |_| {
        if let Some(Ok(())) = saving.value().get() {
            navigate(steps::INVITE, NavigateOptions::default());
            desk.reload();
        }
    });
    view! {
        <MethodsView start form outlook busy=saving.pending()
            trouble=Signal::derive(move || saving.value().get().and_then(Result::err))
            on_save=move |code: String| { saving.dispatch((form.get_untracked(), code)); }/>
    }
    .into_any()
}

#[component]
pub fn MethodsView(
    start: MethodsPage,
    form: RwSignal<PolicyForm>,
    outlook: ForecastSignals,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    /// With the administrator's code, or without.
    #[prop(into)]
    on_save: Callback<String>,
) -> AnyView {
    let MethodsPage { policy, methods, mut starts, .. } = start;
    starts.retain(|row| row.start != Start::Privileged);
    let known = outlook.known();
    let refused = Signal::derive(move || known.get().and_then(|forecast| forecast.refused));
    // judged alike, so the save's own refusal is only needed where the forecast did not come
    let fault = Signal::derive(move || match known.get() {
        Some(forecast) => forecast.refused,
        None => refused_part(trouble.get().as_ref()),
    });
    let required = Memo::new(move |_| form.read().required);
    let soft = Signal::derive(move || consequence(outlook.forecast.get().as_ref(), text::holds(language())));
    view! {
        <Head step=4 title=text::heading(language())
            lede=move || text::lede(language(), &words::number_word(required.get()))/>
        <Tabs here=steps::METHODS/>
        <Failure of=Signal::derive(move || loose(trouble.get()))/>
        <div class="main-aside">
            <PolicyFields form before=policy methods starts forecast=known fault/>
            <ForecastCard outlook/>
        </div>
        <BehindCard outlook/>
        <CodeGate trouble busy title=latchkey_text::console::make_easier(language()).to_owned() action=text::save_policy(language()).to_owned() on_code=move |code| on_save.run(code)/>
        <Foot back=steps::PEOPLE soft>
            <button type="button" class="button primary" disabled=move || refused.get().is_some() aria-busy=move || busy.get().to_string()
                on:click=move |_| if !busy.get_untracked() { on_save.run(String::new()) }>{text::save_policy(language())}</button>
        </Foot>
    }
    .into_any()
}
