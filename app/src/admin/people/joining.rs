//! Pairs of accounts that may be one person's, for an administrator to decide.

use super::super::api::joining::{decide, read_reviews};
use super::super::api::{Got, got};
use super::super::parts::{Failed, Failure, Head, Note, Waiting, open};
use super::super::proof::{ActionWithCode, beside_code};
use super::super::shell::OverviewContext;
use super::super::words::{Say, language};
use super::pair::{Pair, consequence, name_of};
use super::parts::{JOINING, SETTINGS_OF_ACCOUNTS, Ways};
use crate::ui::{Glyph, Icon};
use crate::wire::page_data;
use latchkey_contract::joining::{JoinDecision, JoinReview, JoinReviews};
use latchkey_text::console_joining as text;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn JoiningPage() -> AnyView {
    let start = page_data(|| (), |()| async { got(read_reviews().await) });
    view! {
        <Title text=text::page(language())/>
        <Suspense fallback=|| view! { <Waiting what=text::waiting(language()) rows=6/> }>
            {move || Suspend::new(async move { view! { <Deciding first=start.await/> } })}
        </Suspense>
    }
    .into_any()
}

/// Id, decision and the administrator's code, or nothing.
pub type Decided = (String, JoinDecision, String);

#[component]
fn Deciding(first: Got<JoinReviews>) -> AnyView {
    let desk = expect_context::<OverviewContext>();
    let found = RwSignal::new(first);
    let last = RwSignal::new(JoinDecision::Apart);
    let deciding = Action::new(move |(id, decision, code): &Decided| {
        let (id, decision, code) = (id.clone(), *decision, code.clone());
        async move {
            let done = got(decide(id, decision, code).await);
            if done.is_ok() {
                last.set(decision);
                found.set(got(read_reviews().await));
                desk.reload();
            }
            done
        }
    });
    view! {
        <JoiningView found outcome=deciding.value() busy=deciding.pending() last
            on_ask=move |()| deciding.clear()
            on_decide=move |decided: Decided| { deciding.dispatch(decided); }/>
    }
    .into_any()
}

#[component]
pub fn JoiningView(
    #[prop(into)] found: Signal<Got<JoinReviews>>,
    /// Of the last decision.
    #[prop(into)]
    outcome: Signal<Option<Got<()>>>,
    #[prop(into)] busy: Signal<bool>,
    /// What was decided last.
    #[prop(into)]
    last: Signal<JoinDecision>,
    /// A question is put anew: what was said about the last one is over.
    #[prop(into)]
    on_ask: Callback<()>,
    #[prop(into)] on_decide: Callback<Decided>,
) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    let asked = RwSignal::new(None::<(JoinReview, JoinDecision)>);
    let on_choose = Callback::new(move |(review, decision): (JoinReview, JoinDecision)| {
        on_ask.run(());
        if decision == JoinDecision::Apart {
            on_decide.run((review.id, decision, String::new()));
        } else {
            asked.set(Some((review, decision)));
            open(dialog);
        }
    });
    let said = move |sentence: fn(&JoinReview, JoinDecision) -> String| {
        asked.get().map(|(review, decision)| sentence(&review, decision)).unwrap_or_default()
    };
    let join = move |code: String| {
        if let Some((review, decision)) = asked.get_untracked() {
            on_decide.run((review.id, decision, code));
        }
    };
    let done = move || {
        matches!(outcome.get(), Some(Ok(()))).then(|| match last.get() {
            JoinDecision::Apart => Say::new(text::apart(language()), text::apart_text(language())),
            _ => Say::new(text::joined(language()), text::joined_text(language())),
        })
    };
    view! {
        <Head step=3 title=text::heading(language()) lede=|| text::lede(language())/>
        <Failure of=Signal::derive(move || beside_code(outcome.get()))/>
        {move || done().map(|say| view! { <Note kind="good" say/> })}
        <Ways here=JOINING/>
        {move || view! { <Pairs found=found.get() busy on_choose/> }}
        <ActionWithCode dialog outcome busy danger=true
            title=Signal::derive(move || said(question)) text=Signal::derive(move || said(consequence))
            action=text::join_action(language()).to_owned() on_yes=join/>
    }
    .into_any()
}

fn question(review: &JoinReview, decision: JoinDecision) -> String {
    let (first, other) = (name_of(&review.first), name_of(&review.other));
    let (kept, other) = if decision == JoinDecision::KeepOther { (other, first) } else { (first, other) };
    text::confirm(language(), &other, &kept)
}

#[component]
fn Pairs(
    found: Got<JoinReviews>,
    #[prop(into)] busy: Signal<bool>,
    on_choose: Callback<(JoinReview, JoinDecision)>,
) -> AnyView {
    let JoinReviews { rows, total } = match found {
        Ok(found) => found,
        Err(trouble) => return view! { <Failed trouble/> }.into_any(),
    };
    if rows.is_empty() {
        return view! {
            <div class="empty">
                <Icon glyph=Glyph::Users/>
                <h2>{text::none(language())}</h2>
                <p>{text::none_text(language())}</p>
                <a class="button" href=SETTINGS_OF_ACCOUNTS>{text::none_settings(language())}</a>
            </div>
        }
        .into_any();
    }
    let shown = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    view! {
        {(shown < total).then(|| view! { <p class="soft small">{text::oldest(language(), shown, total)}</p> })}
        {rows.into_iter().map(|review| view! { <Pair review busy on_choose/> }).collect_view()}
    }
    .into_any()
}
