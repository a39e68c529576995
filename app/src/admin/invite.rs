//! Step 5: the invitation, its preview, and its sending.

use super::api::invitations::{invitations, preview_invitation, save_invitation, send_invitations, test_invitation};
use super::api::{Got, Trouble, got, read_overview};
use super::parts::{Confirm, Failed, Failure, Foot, Head, Note, Waiting, open};
use super::proof::CodeGate;
use super::shell::OverviewContext;
use super::words::language;
use super::words::{self, Say};
use super::{
    invitation::{InvitationFormView, InvitationPreviewView},
    steps,
};
use crate::ui::{Glyph, Icon, marked};
use crate::wire::page_data;
use latchkey_contract::admin::{InvitationForm, InvitationPreview, InvitationStatus};
use latchkey_text::console_invite as text;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use std::time::Duration;

#[component]
pub fn InvitePage() -> AnyView {
    let start = page_data(
        || (),
        |()| async {
            let status = got(invitations().await)?;
            let mail_ready = got(read_overview().await)?.mail_ready;
            Ok::<_, Trouble>((status, mail_ready))
        },
    );
    view! {
        <Title text=text::page(language())/>
        <Suspense fallback=|| view! { <Waiting what=text::waiting(language())/> }>
            {move || Suspend::new(async move {
                match start.await {
                    Ok((status, mail_ready)) => view! { <Inviting status mail_ready/> }.into_any(),
                    Err(trouble) => view! { <Failed trouble/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Inviting(status: InvitationStatus, mail_ready: bool) -> AnyView {
    let desk = expect_context::<OverviewContext>();
    let form = RwSignal::new(status.form.clone());
    let kept = RwSignal::new(status.form.clone());
    let status = RwSignal::new(status);
    let trouble = RwSignal::new(None::<Trouble>);
    let tested = RwSignal::new(None::<String>);

    let previewing = Action::new(|form: &InvitationForm| {
        let form = form.clone();
        async move { got(preview_invitation(form).await) }
    });
    // shown a moment after the last letter was typed
    Effect::new(move |before: Option<()>| {
        let form = form.get();
        let wait = Duration::from_millis(if before.is_some() { 400 } else { 0 });
        if let Ok(timer) = set_timeout_with_handle(
            move || {
                previewing.dispatch(form);
            },
            wait,
        ) {
            on_cleanup(move || timer.clear());
        }
    });
    // what is sent is what stands here: every action keeps the text first
    let keep = move |code: String| async move {
        let now = form.get_untracked();
        if now != kept.get_untracked() {
            got(save_invitation(now.clone(), code).await)?;
            kept.set(now);
        }
        Ok::<(), Trouble>(())
    };
    let took = move |answer: Got<InvitationStatus>| match answer {
        Ok(now) => {
            trouble.set(None);
            if now.queued == 0 {
                desk.reload();
            }
            status.set(now);
        }
        Err(error) => trouble.set(Some(error)),
    };
    let saving = Action::new(move |code: &String| {
        let code = code.clone();
        async move { trouble.set(keep(code).await.err()) }
    });
    let sending = Action::new(move |code: &String| {
        let code = code.clone();
        async move {
            took(match keep(code).await {
                Ok(()) => got(send_invitations().await),
                Err(error) => Err(error),
            });
        }
    });
    let testing = Action::new(move |(address, code): &(String, String)| {
        let (address, code) = (address.clone(), code.clone());
        async move {
            tested.set(None);
            let done = match keep(code).await {
                Ok(()) => got(test_invitation(address.clone()).await),
                Err(error) => Err(error),
            };
            match done {
                Ok(()) => {
                    trouble.set(None);
                    tested.set(Some(address));
                }
                Err(error) => trouble.set(Some(error)),
            }
        }
    });
    let poll = Action::new(move |(): &()| async move { took(got(invitations().await)) });
    Effect::new(move |_| {
        let lost = trouble.get().is_some();
        if status.get().queued > 0 {
            let wait = Duration::from_secs(if lost { 5 } else { 1 });
            if let Ok(timer) = set_timeout_with_handle(
                move || {
                    poll.dispatch(());
                },
                wait,
            ) {
                on_cleanup(move || timer.clear());
            }
        }
    });
    view! {
        <InviteView status form mail_ready trouble tested
            preview=Signal::derive(move || previewing.value().get())
            changed=Signal::derive(move || form.get() != kept.get())
            busy=Signal::derive(move || saving.pending().get() || sending.pending().get() || testing.pending().get())
            on_act=move |(act, code): (Act, String)| match act {
                Act::Save => drop(saving.dispatch(code)),
                Act::Send => drop(sending.dispatch(code)),
                Act::Test(address) => drop(testing.dispatch((address, code))),
            }/>
    }
    .into_any()
}

/// A button of the page. Each keeps the text first, which may take a code.
#[derive(Clone, Debug)]
pub enum Act {
    Save,
    Send,
    /// To this address.
    Test(String),
}

#[component]
pub fn InviteView(
    #[prop(into)] status: Signal<InvitationStatus>,
    form: RwSignal<InvitationForm>,
    mail_ready: bool,
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    /// Where the test went.
    #[prop(into)]
    tested: Signal<Option<String>>,
    #[prop(into)] preview: Signal<Option<Got<InvitationPreview>>>,
    #[prop(into)] changed: Signal<bool>,
    #[prop(into)] busy: Signal<bool>,
    /// With the administrator's code, or nothing.
    #[prop(into)]
    on_act: Callback<(Act, String)>,
) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    let last = StoredValue::new(Act::Save);
    let act = move |act: Act| {
        last.set_value(act.clone());
        on_act.run((act, String::new()));
    };
    let waiting = Memo::new(move |_| status.get().to_invite);
    let soft = Signal::derive(move || match status.get() {
        _ if !mail_ready => text::soft_no_mail(language()).to_owned(),
        InvitationStatus { queued, .. } if queued > 0 => text::soft_sending(language()).into(),
        InvitationStatus { to_invite: 0, .. } => text::soft_all(language()).into(),
        InvitationStatus { to_invite, .. } => text::soft_waiting(language(), to_invite),
    });
    let loose = Signal::derive(move || trouble.get().filter(|trouble| !words::is_field_fault(trouble)));
    view! {
        <Head step=5 title=text::heading(language()) lede=|| text::lede(language())/>
        <Failure of=loose/>
        {(!mail_ready).then(|| view! { <Note kind="warn" say=Say::new(text::no_mail(language()), text::no_mail_text(language()))/> })}
        <Sending status/>
        <div class="two">
            <div class="stack">
                <InvitationFormView form trouble/>
                <p class="row">
                    <button type="button" class="button" disabled=move || !changed.get() aria-busy=move || busy.get().to_string()
                        on:click=move |_| if !busy.get_untracked() { act(Act::Save) }>{text::save(language())}</button>
                    <span class="soft small" role="status">{move || if changed.get() { text::changed(language()) } else { text::saved(language()) }}</span>
                </p>
                <TestForm mail_ready busy tested trouble on_test=move |address: String| act(Act::Test(address))/>
            </div>
            <section aria-labelledby="pv" class="stack">
                <h2 id="pv">{text::preview(language())}</h2>
                <InvitationPreviewView preview/>
            </section>
        </div>
        <Confirm dialog
            title=Signal::derive(move || text::send(language(), waiting.get()))
            text=text::send_text(language())
            action=Signal::derive(move || text::send_to(language(), waiting.get()))
            on_yes=move |()| act(Act::Send)/>
        <CodeGate trouble busy title=text::change(language()).to_owned()
            text=text::change_text(language()).to_owned()
            action=text::change_action(language()).to_owned() on_code=move |code: String| on_act.run((last.get_value(), code))/>
        <Foot back=steps::METHODS soft>
            {move || if waiting.get() == 0 {
                view! { <a class="button primary" href=steps::OVERVIEW>{text::to_overview(language())}</a> }.into_any()
            } else {
                view! {
                    <button type="button" class="button primary" disabled=!mail_ready aria-busy=move || busy.get().to_string()
                        on:click=move |_| if !busy.get_untracked() { open(dialog) }>
                        <Icon glyph=Glyph::Send/>{move || text::send_to(language(), waiting.get())}
                    </button>
                }.into_any()
            }}
        </Foot>
    }
    .into_any()
}

/// How far the sending is. Nothing while nothing was ever sent.
#[component]
fn Sending(status: Signal<InvitationStatus>) -> impl IntoView {
    let all = Memo::new(move |_| {
        let InvitationStatus { queued, sent, failed, .. } = status.get();
        queued.saturating_add(sent).saturating_add(failed)
    });
    let failed = Memo::new(move |_| (status.get().failed, status.get().last_failure));
    let without = Memo::new(move |_| status.get().without_address);
    let begun = Memo::new(move |_| all.get() > 0);
    let card = move || {
        begun.get().then(|| {
            view! {
                <section class="card" aria-labelledby="prog">
                    <header><h2 id="prog">{move || if status.get().queued > 0 { text::sending(language()) } else { text::sent(language()) }}</h2></header>
                    <progress max=move || all.get().to_string() value=move || (all.get().saturating_sub(status.get().queued)).to_string() aria-label=text::progress(language())></progress>
                    <p class="row spread small">
                        <span class="num">{move || marked(text::are_sent_parts(language(), status.get().sent, all.get()), |_, number| view! { <b>{number}</b> }.into_any())}</span>
                        <span class="soft num">{move || text::enrolled(language(), status.get().enrolled)}</span>
                    </p>
                </section>
            }
        })
    };
    let failure = move || {
        let (failed, why) = failed.get();
        (failed > 0).then(|| {
            let news = text::not_sent(language(), failed);
            view! { <Note kind="warn" say=Say::new(news, why.map(|why| words::work::fault(&why)).unwrap_or_default())/> }
        })
    };
    let missing = move || {
        let without = without.get();
        (without > 0).then(|| {
            let news = text::without(language(), without);
            view! { <Note kind="" say=Say::new(news, text::without_text(language()))/> }
        })
    };
    view! { {card}{failure}{missing} }
}

#[component]
fn TestForm(
    mail_ready: bool,
    busy: Signal<bool>,
    tested: Signal<Option<String>>,
    trouble: Signal<Option<Trouble>>,
    #[prop(into)] on_test: Callback<String>,
) -> AnyView {
    let typed = NodeRef::<html::Input>::new();
    let fault = Signal::derive(move || words::field_fault(trouble.get().as_ref(), "address"));
    view! {
        <form class="field" on:submit=move |event| {
            event.prevent_default();
            if !busy.get_untracked() {
                on_test.run(typed.get_untracked().map(|input| input.value()).unwrap_or_default());
            }
        }>
            <label for="test">{text::test(language())}</label>
            <p class="hint" id="test-hint">{text::test_hint(language())}</p>
            <div class="row nowrap">
                <input class="input snug" id="test" type="email" required maxlength="254" autocomplete="email" placeholder="you@example.org" node_ref=typed
                    aria-describedby="test-hint test-wrong" aria-invalid=move || fault.get().map(|_| "true")/>
                <button class="button" disabled=!mail_ready aria-busy=move || busy.get().to_string()>{text::test_action(language())}</button>
            </div>
            {move || fault.get().map(|text| view! { <crate::ui::Wrong id="test-wrong" text/> })}
            <p class="small is-good" role="status">{move || tested.get().map(|address| text::tested(language(), &address))}</p>
        </form>
    }
    .into_any()
}
