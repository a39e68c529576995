//! One rule: its group, its name, its policy.

use super::super::api::people::groups;
use super::super::api::policy::{read_methods, save_rule};
use super::super::api::{Got, Trouble, got};
use super::super::find::{FindForm, found_groups};
use super::super::parts::{Failed, Failure, Foot, Head, Note, Waiting};
use super::super::proof::CodeGate;
use super::super::words::{Say, language};
use super::ask::ForecastSignals;
use super::behind::BehindCard;
use super::fields::{At, PolicyFields};
use super::forecast::{ForecastCard, consequence};
use super::parts::{GROUPS, Tabs, loose, refused_part};
use crate::ui::{Glyph, Icon};
use crate::wire::page_data;
use latchkey_contract::admin::{FoundGroups, GroupRow};
use latchkey_contract::policy::{Draft, MethodsPage, PolicyForm, RuleForm, Start};
use latchkey_text::console;
use latchkey_text::console_methods as text;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

/// `/admin/methods/groups/new` and `/admin/methods/groups/:id`.
#[component]
pub fn RulePage() -> AnyView {
    let params = use_params_map();
    let id = move || params.read().get("id").unwrap_or_default();
    let start = page_data(id, |id| async move {
        got(read_methods().await).map(|desk| {
            let known = desk.rules.iter().find(|row| row.rule.id == id).map(|row| row.rule.clone());
            let new = RuleForm { policy: desk.policy.clone(), ..RuleForm::default() };
            (if id.is_empty() { Some(new) } else { known }, desk)
        })
    });
    view! {
        <Title text=text::rule_page(language())/>
        <Suspense fallback=|| view! { <Waiting what=text::rule_waiting(language())/> }>
            {move || Suspend::new(async move {
                match start.await {
                    Ok((Some(rule), desk)) => view! { <Changing rule desk/> }.into_any(),
                    Ok((None, _)) => view! { <Gone/> }.into_any(),
                    Err(trouble) => view! { <Failed trouble/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Gone() -> impl IntoView {
    view! {
        <Head step=4 title=text::rule_heading(language()) lede=|| text::rule_gone(language())/>
        <Tabs here=GROUPS/>
        <p><a class="button" href=GROUPS>{text::to_rules(language())}</a></p>
    }
}

/// What was asked, and the answer.
pub type Groups = Option<Got<FoundGroups>>;

#[component]
fn Changing(rule: RuleForm, desk: MethodsPage) -> AnyView {
    let navigate = use_navigate();
    let (about, policy) = (RwSignal::new(rule.clone()), RwSignal::new(rule.policy));
    let whole = move || RuleForm { policy: policy.get(), ..about.get() };
    // the name changes nothing for anybody
    let draft = Memo::new(move |_| Draft::Rule(RuleForm { name: String::new(), ..whole() }));
    let outlook = ForecastSignals::of(draft, Trigger::new());
    let finding = Action::new(|text: &String| {
        let text = text.clone();
        async move { got(groups(text).await) }
    });
    let saving = Action::new(|(rule, code): &(RuleForm, String)| {
        let (rule, code) = (rule.clone(), code.clone());
        async move { got(save_rule(rule, code).await) }
    });
    Effect::new(move |_| {
        if let Some(Ok(())) = saving.value().get() {
            navigate(GROUPS, NavigateOptions::default());
        }
    });
    view! {
        <RuleView desk about policy outlook busy=saving.pending() finding=finding.pending()
            found=Signal::derive(move || finding.value().get())
            trouble=Signal::derive(move || saving.value().get().and_then(Result::err))
            on_find=move |text: String| { finding.dispatch(text); }
            on_save=move |code: String| { saving.dispatch((untrack(whole), code)); }/>
    }
    .into_any()
}

#[component]
pub fn RuleView(
    desk: MethodsPage,
    /// Everything but the policy.
    about: RwSignal<RuleForm>,
    policy: RwSignal<PolicyForm>,
    outlook: ForecastSignals,
    #[prop(into)] found: Signal<Groups>,
    #[prop(into)] finding: Signal<bool>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    #[prop(into)] on_find: Callback<String>,
    #[prop(into)] on_save: Callback<String>,
) -> AnyView {
    let new = about.read_untracked().id.is_empty();
    let MethodsPage { policy: everybody, methods, starts, .. } = desk;
    // of a new rule: what holds for its people so far
    let before = if new { everybody } else { policy.get_untracked() };
    let known = outlook.known();
    let refused = Signal::derive(move || known.get().and_then(|forecast| forecast.refused));
    let fault = Signal::derive(move || refused.get().or_else(|| refused_part(trouble.get().as_ref())));
    // before a group is chosen that is no fault, only a thing to do
    let shown = Signal::derive(move || fault.get().filter(|fault| fault.about != "group" || refused.get().is_none()));
    let privileged = starts.iter().find(|row| row.start == Start::Privileged).map(|row| row.policy.clone());
    let usable: Vec<_> = methods.iter().filter(|m| m.hindrance.is_none()).map(|m| m.kind).collect();
    let strict = privileged.map(|mut strict| {
        strict.allowed.retain(|kind| usable.contains(kind));
        strict.mandatory.retain(|kind| usable.contains(kind));
        strict
    });
    let on_privileged = Callback::new(move |on: bool| {
        about.update(|about| about.privileged = on);
        if on && let Some(strict) = strict.clone() {
            policy.set(strict);
        }
    });
    let title = if new { text::rule_heading(language()).to_owned() } else { about.read_untracked().name.clone() };
    let soft = Signal::derive(move || match about.read().group.is_empty() {
        true => latchkey_text::console_refused::no_group(language()).to_owned(),
        false => consequence(outlook.forecast.get().as_ref(), text::rule_holds(language())),
    });
    view! {
        <Head step=4 title lede=|| text::rule_lede(language())/>
        <Tabs here=GROUPS/>
        <Failure of=Signal::derive(move || loose(trouble.get()))/>
        <div class="card">
            <div class="form">
                {new.then(|| view! { <Pick about found finding on_find/> })}
                <At fault=shown about="group"/>
                <Name about fault=shown/>
                <Privileged about on_privileged/>
            </div>
        </div>
        <div class="main-aside">
            <PolicyFields form=policy before methods starts forecast=known fault=shown/>
            <ForecastCard outlook/>
        </div>
        <BehindCard outlook/>
        <CodeGate trouble busy title=console::make_easier(language()).to_owned() action=text::save_rule(language()).to_owned() on_code=move |code| on_save.run(code)/>
        <Foot back=GROUPS soft>
            <button type="button" class="button primary" disabled=move || refused.get().is_some() aria-busy=move || busy.get().to_string()
                on:click=move |_| if !busy.get_untracked() { on_save.run(String::new()) }>{text::save_rule(language())}</button>
        </Foot>
    }
    .into_any()
}

#[component]
fn Pick(about: RwSignal<RuleForm>, found: Signal<Groups>, finding: Signal<bool>, on_find: Callback<String>) -> AnyView {
    view! {
        <div class="stack" aria-busy=move || finding.get().to_string()>
            <FindForm id="find-group" about=console::groups(language()) label=console::find_group(language())
                placeholder=text::group_begins(language()) on_find/>
            {move || found.get().map(|found| view! { <Choice found about/> })}
            {move || chosen(&about.get()).map(|name| view! { <p class="small" role="status"><Icon glyph=Glyph::Check class="is-good"/>" "{text::chosen(language(), &name)}</p> })}
        </div>
    }
    .into_any()
}

fn chosen(about: &RuleForm) -> Option<String> {
    (!about.group.is_empty()).then(|| about.name.clone())
}

#[component]
fn Choice(found: Got<FoundGroups>, about: RwSignal<RuleForm>) -> AnyView {
    found_groups(found, |rows| {
        if rows.is_empty() {
            let say = Say::new(text::no_such_group(language()), console::no_such_group_text(language()));
            return view! { <Note kind="" say/> }.into_any();
        }
        options(rows, about)
    })
}

fn options(rows: Vec<GroupRow>, about: RwSignal<RuleForm>) -> AnyView {
    let options = rows
        .into_iter()
        .enumerate()
        .map(|(at, row)| {
            let (id, name) = (format!("group-{at}"), row.name.clone());
            let own = id.clone();
            let members = console::direct_members(language(), row.direct_members);
            let here = about.read_untracked().group == row.id;
            view! {
                <label class="check" for=own>
                    <input type="radio" name="group" id=id checked=here on:change=move |_| about.update(|about| pick(about, &row))/>
                    <span>{name}<span class="hint">{members}</span></span>
                </label>
            }
        })
        .collect_view();
    view! { <fieldset class="choice"><legend>{text::which_group(language())}</legend>{options}</fieldset> }.into_any()
}

/// A rule is called like its group until somebody names it otherwise.
fn pick(about: &mut RuleForm, row: &GroupRow) {
    about.directory.clone_from(&row.directory);
    about.group.clone_from(&row.id);
    about.name.clone_from(&row.name);
}

#[component]
fn Name(about: RwSignal<RuleForm>, fault: Signal<Option<latchkey_contract::policy::DraftFault>>) -> AnyView {
    let invalid = move || fault.get().is_some_and(|fault| fault.about == "name").then_some("true");
    view! {
        <div class="field">
            <label for="rule-name">{text::rule_name(language())}</label>
            <input class="input" id="rule-name" maxlength="80" autocomplete="off" prop:value=move || about.get().name value=about.get_untracked().name
                aria-invalid=invalid on:input=move |event| about.update(|about| about.name = event_target_value(&event))/>
            <At fault about="name"/>
        </div>
    }
    .into_any()
}

#[component]
fn Privileged(about: RwSignal<RuleForm>, on_privileged: Callback<bool>) -> AnyView {
    let on = Memo::new(move |_| about.read().privileged);
    view! {
        <label class="check">
            <input type="checkbox" checked=on.get_untracked() prop:checked=on on:change=move |event| on_privileged.run(event_target_checked(&event))/>
            <span>{text::privileged(language())}<span class="hint">{text::privileged_hint(language())}</span></span>
        </label>
    }
    .into_any()
}
