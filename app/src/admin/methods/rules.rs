//! The rules for groups, in the order in which they are asked.

use super::super::api::policy::{move_rule, read_forecast, read_methods, remove_rule};
use super::super::api::{Got, Trouble, got};
use super::super::parts::{Confirm, Failed, Failure, Foot, Head, Waiting, open};
use super::super::proof::{CodeGate, asks_code};
use super::super::steps;
use super::super::words::language;
use super::parts::{GROUPS, NEW_GROUP, Tabs, hidden};
use super::words;
use crate::ui::{Glyph, Icon};
use crate::wire::page_data;
use latchkey_contract::policy::{Draft, Forecast, MethodsPage, PolicyForm, RuleRow};
use latchkey_text::console_methods as text;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn RulesPage() -> AnyView {
    let start = page_data(|| (), |()| async { got(read_methods().await) });
    view! {
        <Title text=text::rules_page(language())/>
        <Suspense fallback=|| view! { <Waiting what=text::rules_waiting(language())/> }>
            {move || Suspend::new(async move {
                match start.await {
                    Ok(start) => view! { <Ordering start/> }.into_any(),
                    Err(trouble) => view! { <Failed trouble/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// What is done to a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleAction {
    Move { id: String, up: bool },
    Remove { id: String },
}

#[component]
fn Ordering(start: MethodsPage) -> AnyView {
    let rows = RwSignal::new(start.rules);
    let last = RwSignal::new(None::<RuleAction>);
    let said = RwSignal::new(String::new());
    let doing = Action::new(move |(action, code): &(RuleAction, String)| {
        let (action, code) = (action.clone(), code.clone());
        async move {
            let done = match action.clone() {
                RuleAction::Move { id, up } => got(move_rule(id, up, code).await),
                RuleAction::Remove { id } => got(remove_rule(id, code).await),
            };
            if done.is_ok()
                && let Ok(desk) = got(read_methods().await)
            {
                said.set(outcome(&action, &rows.get_untracked(), &desk.rules));
                rows.set(desk.rules);
                refocus(&action);
            }
            done
        }
    });
    let effect = Action::new(|id: &String| {
        let draft = Draft::Without(id.clone());
        async move { got(read_forecast(draft).await) }
    });
    view! {
        <RulesView rows last everybody=start.policy said busy=doing.pending()
            trouble=Signal::derive(move || doing.value().get().and_then(Result::err))
            without=Signal::derive(move || effect.value().get().filter(|_| !effect.pending().get()))
            on_ask=move |id: String| { effect.dispatch(id); }
            on_deed=move |action: RuleAction| { last.set(Some(action.clone())); doing.dispatch((action, String::new())); }
            on_code=move |code: String| if let Some(action) = last.get_untracked() { doing.dispatch((action, code)); }/>
    }
    .into_any()
}

/// Where a rule stands now, for who cannot see it move.
fn outcome(action: &RuleAction, before: &[RuleRow], after: &[RuleRow]) -> String {
    match action {
        RuleAction::Remove { id } => {
            let name = before.iter().find(|row| row.rule.id == *id).map(|row| row.rule.name.clone());
            text::was_removed(language(), &name.unwrap_or_else(|| text::the_rule(language()).into()))
        }
        RuleAction::Move { id, .. } => match after.iter().position(|row| row.rule.id == *id) {
            Some(at) => {
                let name = after.get(at).map(|row| row.rule.name.clone()).unwrap_or_default();
                text::is_now(language(), &name, at + 1, after.len())
            }
            None => String::new(),
        },
    }
}

/// The button that was pressed, or the other one where it cannot be pressed any more.
fn refocus(action: &RuleAction) {
    let RuleAction::Move { id, up } = action else { return };
    let ids = if *up { [format!("up-{id}"), format!("down-{id}")] } else { [format!("down-{id}"), format!("up-{id}")] };
    request_animation_frame(move || {
        use leptos::wasm_bindgen::JsCast;
        let buttons = ids.iter().filter_map(|id| document().get_element_by_id(id));
        let open = buttons.filter(|button| !button.has_attribute("disabled"));
        if let Some(button) = open.filter_map(|button| button.dyn_into::<leptos::web_sys::HtmlElement>().ok()).next() {
            // refused only where the page is not shown
            let _focused = button.focus();
        }
    });
}

#[component]
pub fn RulesView(
    #[prop(into)] rows: Signal<Vec<RuleRow>>,
    everybody: PolicyForm,
    /// What the last action did.
    #[prop(into)]
    said: Signal<String>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    /// What would follow from taking away the rule that is asked about.
    #[prop(into)]
    without: Signal<Option<Got<Forecast>>>,
    #[prop(into)] last: Signal<Option<RuleAction>>,
    #[prop(into)] on_ask: Callback<String>,
    #[prop(into)] on_deed: Callback<RuleAction>,
    #[prop(into)] on_code: Callback<String>,
) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    let asked = RwSignal::new((String::new(), String::new()));
    let ask = Callback::new(move |(id, name): (String, String)| {
        on_ask.run(id.clone());
        asked.set((id, name));
        open(dialog);
    });
    let text = Signal::derive(move || text::remove_rule_text(language(), &follows(without.get().as_ref())));
    let removes = Signal::derive(move || matches!(last.get(), Some(RuleAction::Remove { .. })));
    let action = Signal::derive(move || {
        if removes.get() { text::remove_rule(language()).to_owned() } else { text::move_rule(language()).into() }
    });
    let loose = Signal::derive(move || trouble.get().filter(|trouble| !asks_code(Some(trouble))));
    view! {
        <Head step=4 title=text::rules_heading(language()) lede=|| text::rules_lede(language())>
            <a class="button" href=NEW_GROUP><Icon glyph=Glyph::Plus/>{text::add_group(language())}</a>
        </Head>
        <Tabs here=GROUPS/>
        <Failure of=loose/>
        <p class="sr" role="status">{said}</p>
        <div class="card" aria-busy=move || busy.get().to_string()>
            {move || view! { <Rows rows=rows.get() everybody=everybody.clone() ask on_deed/> }}
        </div>
        <Confirm dialog danger=true
            title=Signal::derive(move || text::confirm_remove_rule(language(), &asked.get().1))
            text action=text::remove_rule(language()).to_owned()
            on_yes=move |()| on_deed.run(RuleAction::Remove { id: asked.get_untracked().0 })/>
        <CodeGate trouble busy danger=removes title=latchkey_text::console::make_easier(language()).to_owned() action on_code=move |code| on_code.run(code)/>
        <Foot back=steps::METHODS soft=text::rules_soft(language())><span></span></Foot>
    }
    .into_any()
}

fn follows(without: Option<&Got<Forecast>>) -> String {
    match without {
        None => text::follows_counting(language()).into(),
        Some(Err(_)) => text::follows_unknown(language()).into(),
        Some(Ok(Forecast { lost: 0, .. })) => text::follows_nobody(language()).into(),
        Some(Ok(Forecast { lost, .. })) => text::follows_lost(language(), *lost),
    }
}

#[component]
fn Rows(
    rows: Vec<RuleRow>,
    everybody: PolicyForm,
    ask: Callback<(String, String)>,
    on_deed: Callback<RuleAction>,
) -> AnyView {
    let last = rows.len().saturating_sub(1);
    let empty = rows.is_empty();
    let rules = rows
        .into_iter()
        .enumerate()
        .map(|(at, row)| view! { <Rule row first={at == 0} last={at == last} ask on_deed/> })
        .collect_view();
    view! {
        {empty.then(|| view! { <p class="soft">{text::no_rules(language())}</p> })}
        <ol class="rows rules-in-order">
            {rules}
            <li>
                <Icon glyph=Glyph::Users/>
                <div><b>{text::everybody_else(language())}</b><span class="hint">{words::policy(&everybody)}</span></div>
                <a class="button" href=steps::METHODS>{hidden(text::change_everybody_parts(language()))}</a>
            </li>
        </ol>
    }
    .into_any()
}

fn members(row: &RuleRow) -> String {
    match row.read_at {
        Some(at) => text::members(language(), row.members, at),
        None => text::members_unread(language()).into(),
    }
}

#[component]
fn Rule(
    row: RuleRow,
    first: bool,
    last: bool,
    ask: Callback<(String, String)>,
    on_deed: Callback<RuleAction>,
) -> AnyView {
    let facts = text::rule_facts(language(), &words::policy(&row.rule.policy), &members(&row));
    let (id, name, privileged) = (row.rule.id, row.rule.name, row.rule.privileged);
    let shift = |up: bool, off: bool| {
        let (word, class) = if up { ("up", "turned") } else { ("down", "") };
        let label = text::move_named(language(), up, &name);
        let action = RuleAction::Move { id: id.clone(), up };
        view! {
            <button type="button" class="button plain square" id=format!("{word}-{id}") aria-label=label disabled=off
                on:click=move |_| on_deed.run(action.clone())><Icon glyph=Glyph::Down class=class/></button>
        }
    };
    let (up, down) = (shift(true, first), shift(false, last));
    let asked = (id.clone(), name.clone());
    view! {
        <li>
            <Icon glyph=Glyph::Users/>
            <div>
                <b>{name.clone()}" "{privileged.then(|| view! { <span class="badge brass">{text::privileged_badge(language())}</span> })}</b>
                <span class="hint">{facts}</span>
            </div>
            <span class="row tight">
                {up}{down}
                <a class="button" href=format!("{GROUPS}/{id}")>{hidden(text::change_rule_parts(language(), &name))}</a>
                <button type="button" class="button plain is-bad" on:click=move |_| ask.run(asked.clone())>{hidden(text::remove_named_parts(language(), &name))}</button>
            </span>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_contract::policy::RuleForm;

    fn row(id: &str, name: &str) -> RuleRow {
        RuleRow {
            rule: RuleForm { id: id.into(), name: name.into(), ..RuleForm::default() },
            members: 1,
            read_at: None,
        }
    }

    #[test]
    fn where_it_went_is_said() {
        let (a, b) = (row("1", "Ward 3"), row("2", "Administrators"));
        let moved = RuleAction::Move { id: "2".into(), up: true };
        assert_eq!(outcome(&moved, &[a.clone(), b.clone()], &[b, a.clone()]), "Administrators is now number 1 of 2.");
        assert_eq!(outcome(&RuleAction::Remove { id: "1".into() }, &[a], &[]), "Ward 3 was removed.");
    }

    #[test]
    fn what_a_removal_leaves_is_said() {
        assert!(follows(None).starts_with("Counting"));
        assert_eq!(follows(Some(&Ok(Forecast::default()))), "Nobody loses their way back.");
        assert_eq!(follows(Some(&Ok(Forecast { lost: 2, ..Forecast::default() }))), "2 people lose their way back.");
    }
}
