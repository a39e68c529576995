//! Joining two people of the list, and parting an account: each says what follows before it asks for the code.

use super::super::api::Got;
use super::super::parts::{Failure, Note, open};
use super::super::proof::{ActionWithCode, beside_code};
use super::super::words::{Say, language};
use super::picked::{Chosen, Picked};
use super::table::part_text;
use latchkey_contract::joining::OtherAccount;
use latchkey_text::console_joining as text;
use leptos::html;
use leptos::prelude::*;

/// The two actions, and what became of them.
#[derive(Clone, Copy)]
pub struct ByHand {
    pub joined: Signal<Option<Got<()>>>,
    pub joining: Signal<bool>,
    /// Who keeps the methods, who is joined to them, and the administrator's code.
    pub on_join: Callback<(String, String, String)>,
    pub parted: Signal<Option<Got<()>>>,
    pub parting: Signal<bool>,
    /// The id of the account, and the code.
    pub on_part: Callback<(String, String)>,
    /// A question is put anew: what was said about the last one is over.
    pub on_ask: Callback<()>,
}

/// What is asked about.
#[derive(Clone, Copy)]
pub struct Questions {
    join: NodeRef<html::Dialog>,
    /// Whose methods stay: those of the other one of the two.
    second: RwSignal<bool>,
    part: NodeRef<html::Dialog>,
    /// The name of the person whose account it is, and the account.
    parted: RwSignal<Option<(String, OtherAccount)>>,
    on_ask: Callback<()>,
}

impl Questions {
    pub fn new(on_ask: Callback<()>) -> Self {
        let second = RwSignal::new(false);
        Self { join: NodeRef::new(), second, part: NodeRef::new(), parted: RwSignal::new(None), on_ask }
    }
    pub fn ask_join(self) {
        self.on_ask.run(());
        self.second.set(false);
        open(self.join);
    }
    pub fn ask_part(self, name: String, account: OtherAccount) {
        self.on_ask.run(());
        self.parted.set(Some((name, account)));
        open(self.part);
    }
}

/// Above the page.
#[component]
pub fn ByHandNotes(by_hand: ByHand) -> AnyView {
    let done = |outcome: Signal<Option<Got<()>>>| matches!(outcome.get(), Some(Ok(())));
    view! {
        <Failure of=Signal::derive(move || beside_code(by_hand.joined.get()))/>
        <Failure of=Signal::derive(move || beside_code(by_hand.parted.get()))/>
        {move || done(by_hand.joined).then(|| view! { <Note kind="good" say=Say::new(text::joined(language()), text::joined_text(language()))/> })}
        {move || done(by_hand.parted).then(|| view! { <Note kind="good" say=Say::new(text::parted(language()), text::parted_text(language()))/> })}
    }
    .into_any()
}

#[component]
pub fn ByHandDialogs(by_hand: ByHand, questions: Questions, chosen: Chosen) -> AnyView {
    view! {
        <JoinTwo by_hand dialog=questions.join second=questions.second chosen/>
        <PartOne by_hand dialog=questions.part account=questions.parted/>
    }
    .into_any()
}

/// `None`: not exactly two.
fn two(chosen: Chosen) -> Option<[(String, Picked); 2]> {
    let chosen = chosen.get();
    if chosen.len() != 2 {
        return None;
    }
    chosen.into_iter().collect::<Vec<_>>().try_into().ok()
}

fn of((_, picked): &(String, Picked)) -> String {
    text::of(language(), &picked.name, &picked.login)
}

#[component]
fn JoinTwo(by_hand: ByHand, dialog: NodeRef<html::Dialog>, second: RwSignal<bool>, chosen: Chosen) -> AnyView {
    let title = move || {
        two(chosen).map(|[one, other]| text::confirm_people(language(), &of(&one), &of(&other))).unwrap_or_default()
    };
    let join = move |code: String| {
        let Some([(one, _), (other, _)]) = two(chosen) else { return };
        let (stays, joined) = if second.get_untracked() { (other, one) } else { (one, other) };
        by_hand.on_join.run((stays, joined, code));
    };
    let row = move |is_second: bool, person: (String, Picked)| {
        view! {
            <label class="check">
                <input type="radio" name="stays" checked=second.get_untracked() == is_second prop:checked=move || second.get() == is_second
                    on:change=move |_| second.set(is_second)/>
                <span>{of(&person)}</span>
            </label>
        }
    };
    view! {
        <ActionWithCode dialog id="join-code" outcome=by_hand.joined busy=by_hand.joining danger=true
            title=Signal::derive(title) text=text::people_text(language()) action=text::join_action(language()).to_owned() on_yes=join>
            <fieldset class="choice">
                <legend>{text::whose(language())}</legend>
                {move || two(chosen).map(|[one, other]| view! { {row(false, one)}{row(true, other)} })}
            </fieldset>
        </ActionWithCode>
    }
    .into_any()
}

#[component]
fn PartOne(
    by_hand: ByHand,
    dialog: NodeRef<html::Dialog>,
    account: RwSignal<Option<(String, OtherAccount)>>,
) -> AnyView {
    let said = move |sentence: fn(&str, &OtherAccount) -> String| {
        account.get().map(|(name, account)| sentence(&name, &account)).unwrap_or_default()
    };
    let title = move || said(|name, account| text::confirm_part(language(), &account.login, name));
    let consequence = move || said(part_text);
    let part = move |code: String| {
        if let Some((_, account)) = account.get_untracked() {
            by_hand.on_part.run((account.id, code));
        }
    };
    view! {
        <ActionWithCode dialog id="part-code" outcome=by_hand.parted busy=by_hand.parting danger=true
            title=Signal::derive(title) text=Signal::derive(consequence) action=text::part_action(language()).to_owned() on_yes=part/>
    }
    .into_any()
}
