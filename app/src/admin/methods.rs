//! Step 4: which methods people may use, and how many they need.

use super::api::people::save_policy;
use super::api::{Trouble, got, read_overview};
use super::parts::{Failed, Failure, Foot, Head, Note, Waiting};
use super::shell::Desk;
use super::steps::{self, countable};
use super::words::{self, Say};
use crate::ui::{Glyph, Icon};
use latchkey_contract::MethodKind;
use latchkey_contract::admin::PolicyForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

#[component]
pub fn MethodsPage() -> AnyView {
    let start = Resource::new_blocking(|| (), |()| async { got(read_overview().await) });
    view! {
        <Title text="Choose the methods · Set up · Latchkey"/>
        <Suspense fallback=|| view! { <Waiting what="Looking up the policy"/> }>
            {move || Suspend::new(async move {
                match start.await {
                    Ok(overview) => view! { <Choosing policy=overview.policy/> }.into_any(),
                    Err(trouble) => view! { <Failed trouble/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Choosing(policy: PolicyForm) -> AnyView {
    let desk = expect_context::<Desk>();
    let navigate = use_navigate();
    let saving = Action::new(|form: &PolicyForm| {
        let form = form.clone();
        async move { got(save_policy(form).await) }
    });
    Effect::new(move |_| {
        if let Some(Ok(())) = saving.value().get() {
            navigate(steps::INVITE, NavigateOptions::default());
            desk.reload();
        }
    });
    view! {
        <MethodsView policy busy=saving.pending()
            trouble=Signal::derive(move || saving.value().get().and_then(Result::err))
            on_save=move |form: PolicyForm| { saving.dispatch(form); }/>
    }
    .into_any()
}

#[component]
pub fn MethodsView(
    policy: PolicyForm,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    #[prop(into)] on_save: Callback<PolicyForm>,
) -> AnyView {
    let most = countable(MethodKind::ALL).max(2);
    let start = policy.required.clamp(2, most);
    let form = RwSignal::new(PolicyForm { required: start, ..policy });
    let offered = Memo::new(move |_| countable(&form.read().allowed));
    let required = Memo::new(move |_| form.read().required);
    let lacking = Memo::new(move |_| offered.get() < required.get());
    let soft = Signal::derive(move || match lacking.get() {
        true => "Allow one more, or ask for fewer.".to_owned(),
        false => "It holds from now on, for everybody.".into(),
    });
    view! {
        <Head step=4 title="Choose the methods"
            lede=move || format!("People prove who they are with {} of these. Two that hang on one thing, such as one mailbox, count as one.", words::number_word(required.get()))/>
        <Failure of=trouble/>
        {move || lacking.get().then(|| view! { <TooFew offered=offered.get() required=required.get()/> })}
        <div class="card">
            <header>
                <h2>"Methods"</h2>
                <span class="row tight">
                    <label class="small soft" for="need">"How many are needed"</label>
                    <span class="select">
                        <select id="need" on:change=move |event| if let Ok(required) = event_target_value(&event).parse() { form.update(|form| form.required = required) }>
                            {(2..=most).map(|number| view! {
                                <option value=number.to_string() selected=number == start>{words::capital(&words::number_word(number))}</option>
                            }).collect_view()}
                        </select>
                        <Icon glyph=Glyph::Down/>
                    </span>
                </span>
            </header>
            <ul class="settings">
                {MethodKind::ALL.iter().map(|kind| view! { <Method kind=*kind form/> }).collect_view()}
            </ul>
        </div>
        <Foot back=steps::PEOPLE soft>
            <button type="button" class="button primary" disabled=lacking aria-busy=move || busy.get().to_string()
                on:click=move |_| if !busy.get_untracked() { on_save.run(form.get_untracked()) }>"Save the policy"</button>
        </Foot>
    }
    .into_any()
}

#[component]
fn TooFew(offered: u32, required: u32) -> impl IntoView {
    let news = format!(
        "{} allowed, {} are needed",
        words::counted_first(offered, "method is", "methods are"),
        words::number_word(required)
    );
    view! { <Note kind="warn" say=Say { news, text: "Nobody could enrol, and nobody could recover. Recovery codes are a spare for either proof and do not count here.".into(), reasons: Vec::new() }/> }
}

#[component]
fn Method(kind: MethodKind, form: RwSignal<PolicyForm>) -> AnyView {
    let id = format!("m-{}", kind.code());
    let hint = format!("h-{}", kind.code());
    let on = Memo::new(move |_| form.read().allowed.contains(&kind));
    let flip = move |allow: bool| {
        form.update(|form| {
            form.allowed.retain(|other| *other != kind);
            if allow {
                form.allowed.push(kind);
            }
        });
    };
    view! {
        <li>
            <Icon glyph=words::method_icon(kind)/>
            <div><label for=id.clone()>{words::method(kind)}</label><span class="hint" id=hint.clone()>{words::method_hint(kind)}</span></div>
            <span class="hit">
                <input class="switch" type="checkbox" role="switch" id=id aria-describedby=hint checked=on.get_untracked() prop:checked=on
                    on:change=move |event| flip(event_target_checked(&event))/>
            </span>
        </li>
    }
    .into_any()
}
