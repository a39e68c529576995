//! What is set beside the choice of methods, one card for each, and one for people with several accounts.

use super::super::api::policy::{read_settings, save_settings};
use super::super::api::{Trouble, got};
use super::super::parts::{Failed, Failure, Foot, Head, Note, Waiting};
use super::super::proof::CodeGate;
use super::super::steps;
use super::super::words::language;
use super::super::words::{self as common, Say};
use super::parts::{SETTINGS, Tabs, loose, refused_part};
use super::referees::Referees;
use crate::ui::{Glyph, Icon, Wrong};
use crate::wire::page_data;
use latchkey_contract::MethodKind;
use latchkey_contract::policy::{DraftFault, MethodSettingsPage, Referee};
use latchkey_contract::settings::MethodSettings;
use latchkey_text::console_joining as joining;
use latchkey_text::console_methods as text;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn SettingsPage() -> AnyView {
    let start = page_data(|| (), |()| async { got(read_settings().await) });
    view! {
        <Title text=text::settings_page(language())/>
        <Suspense fallback=|| view! { <Waiting what=text::settings_waiting(language())/> }>
            {move || Suspend::new(async move {
                match start.await {
                    Ok(start) => view! { <Setting start/> }.into_any(),
                    Err(trouble) => view! { <Failed trouble/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Setting(start: MethodSettingsPage) -> AnyView {
    let (form, referees) = (RwSignal::new(start.settings), RwSignal::new(start.referees));
    // what is saved, to see whether something changed
    let kept = RwSignal::new((form.get_untracked(), ids(&referees.get_untracked())));
    let changed = Memo::new(move |_| kept.get() != (form.get(), ids(&referees.get())));
    let saving = Action::new(move |code: &String| {
        let (settings, people, code) = (form.get_untracked(), ids(&referees.get_untracked()), code.clone());
        async move {
            let done = got(save_settings(settings.clone(), people.clone(), code).await);
            if done.is_ok() {
                kept.set((settings, people));
            }
            done
        }
    });
    view! {
        <SettingsView kinds=start.kinds form referees changed busy=saving.pending()
            saved=Signal::derive(move || matches!(saving.value().get(), Some(Ok(()))) && !changed.get())
            trouble=Signal::derive(move || saving.value().get().and_then(Result::err))
            on_save=move |code: String| { saving.dispatch(code); }/>
    }
    .into_any()
}

fn ids(referees: &[Referee]) -> Vec<String> {
    let mut ids: Vec<String> = referees.iter().map(|referee| referee.id.clone()).collect();
    ids.sort();
    ids
}

type Form = RwSignal<MethodSettings>;
type Fault = Signal<Option<DraftFault>>;

#[component]
pub fn SettingsView(
    kinds: Vec<MethodKind>,
    form: Form,
    referees: RwSignal<Vec<Referee>>,
    #[prop(into)] changed: Signal<bool>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] saved: Signal<bool>,
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    #[prop(into)] on_save: Callback<String>,
) -> AnyView {
    let fault: Fault = Signal::derive(move || refused_part(trouble.get().as_ref()));
    let has = |kind: MethodKind| kinds.contains(&kind);
    view! {
        <Head step=4 title=text::settings_heading(language()) lede=|| text::settings_lede(language())/>
        <Tabs here=SETTINGS/>
        <Failure of=Signal::derive(move || loose(trouble.get()))/>
        {move || saved.get().then(|| view! { <Note kind="good" say=Say::new(latchkey_text::console::saved(language()), text::settings_hold(language()))/> })}
        {move || fault.get().map(|_| view! { <Note kind="bad" say=Say::new(latchkey_text::console::nothing_saved(language()), text::settings_wrong(language()))/> })}
        {has(MethodKind::Passkey).then(|| view! { <Passkeys form fault/> })}
        {has(MethodKind::Email).then(|| view! { <Email form/> })}
        {has(MethodKind::Sms).then(|| view! { <Sms form fault/> })}
        {has(MethodKind::Vouch).then(|| view! { <Vouch form fault referees/> })}
        {has(MethodKind::Questions).then(|| view! { <Questions form fault/> })}
        <Accounts form/>
        <CodeGate trouble busy title=text::easier_or_dearer(language()).to_owned()
            text=text::easier_or_dearer_text(language()).to_owned()
            action=text::save_settings(language()).to_owned() on_code=move |code| on_save.run(code)/>
        <Foot back=steps::METHODS soft=Signal::derive(move || if changed.get() { text::settings_changed(language()).to_owned() } else { text::settings_same(language()).into() })>
            <button type="button" class="button primary" disabled=move || !changed.get() aria-busy=move || busy.get().to_string()
                on:click=move |_| if !busy.get_untracked() { on_save.run(String::new()) }>{text::save_settings(language())}</button>
        </Foot>
    }
    .into_any()
}

#[component]
fn Card(kind: MethodKind, children: Children) -> AnyView {
    let (id, heading) = (kind.code(), format!("{}-heading", kind.code()));
    let by = heading.clone();
    view! {
        <section class="card" id=id aria-labelledby=by>
            <h2 id=heading><Icon glyph=common::method_icon(kind)/>{common::method(kind)}</h2>
            <div class="form">{children()}</div>
        </section>
    }
    .into_any()
}

fn text_at(fault: Fault, name: &'static str) -> Memo<Option<String>> {
    Memo::new(move |_| fault.get().filter(|fault| fault.about == name).map(|fault| common::fault::field(&fault.fault)))
}

#[component]
fn Tick(
    #[prop(into)] label: String,
    #[prop(into)] hint: String,
    #[prop(into)] on: Signal<bool>,
    #[prop(into)] set: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" checked=on.get_untracked() prop:checked=on on:change=move |event| set.run(event_target_checked(&event))/>
            <span>{label}<span class="hint">{hint}</span></span>
        </label>
    }
}

#[component]
fn Number(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    fault: Fault,
    #[prop(into)] value: Signal<u32>,
    #[prop(into)] set: Callback<u32>,
) -> AnyView {
    let wrong = text_at(fault, name);
    let (hint_id, wrong_id) = (format!("{name}-hint"), format!("{name}-wrong"));
    let by = format!("{hint_id} {wrong_id}");
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            // what is no number is none, and refused when it is saved
            <input class="input snug" id=name type="number" inputmode="numeric" min="0" max="1000000" value=value.get_untracked().to_string()
                prop:value=move || value.get().to_string() aria-describedby=by aria-invalid=move || wrong.get().map(|_| "true")
                on:change=move |event| set.run(event_target_value(&event).parse().unwrap_or(0))/>
            {move || wrong.get().map(|text| view! { <Wrong id=wrong_id.clone() text/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Lines(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] hint: String,
    #[prop(optional)] mono: bool,
    fault: Fault,
    #[prop(into)] value: String,
    #[prop(into)] set: Callback<String>,
) -> AnyView {
    let wrong = text_at(fault, name);
    let (hint_id, wrong_id) = (format!("{name}-hint"), format!("{name}-wrong"));
    let by = format!("{hint_id} {wrong_id}");
    let class = if mono { "input mono" } else { "input" };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <p class="hint" id=hint_id>{hint}</p>
            <textarea class=class id=name rows="8" spellcheck=(!mono).to_string() aria-describedby=by aria-invalid=move || wrong.get().map(|_| "true")
                on:input=move |event| set.run(event_target_value(&event))>{value}</textarea>
            {move || wrong.get().map(|text| view! { <Wrong id=wrong_id.clone() text/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Passkeys(form: Form, fault: Fault) -> AnyView {
    view! {
        <Card kind=MethodKind::Passkey>
            <Tick label=text::attested(language()) hint=text::attested_hint(language())
                on=Signal::derive(move || form.read().passkeys.attested)
                set=move |on: bool| form.update(|form| form.passkeys.attested = on)/>
            <Lines name="roots" label=text::roots(language()) mono=true fault
                hint=text::roots_hint(language())
                value=form.get_untracked().passkeys.roots
                set=move |text: String| form.update(|form| form.passkeys.roots = text)/>
        </Card>
    }
    .into_any()
}

#[component]
fn Email(form: Form) -> AnyView {
    view! {
        <Card kind=MethodKind::Email>
            <Tick label=text::email_directory(language()) hint=text::email_directory_hint(language())
                on=Signal::derive(move || form.read().email.from_directory)
                set=move |on: bool| form.update(|form| form.email.from_directory = on)/>
        </Card>
    }
    .into_any()
}

#[component]
fn Sms(form: Form, fault: Fault) -> AnyView {
    let countries = form.get_untracked().sms.countries.join(", ");
    let wrong = text_at(fault, "countries");
    view! {
        <Card kind=MethodKind::Sms>
            <Tick label=text::sms_directory(language()) hint=text::sms_directory_hint(language())
                on=Signal::derive(move || form.read().sms.from_directory)
                set=move |on: bool| form.update(|form| form.sms.from_directory = on)/>
            <div class="field">
                <label for="countries">{text::countries(language())}</label>
                <p class="hint" id="countries-hint">{text::countries_hint(language())}</p>
                <input class="input snug" id="countries" value=countries autocomplete="off" spellcheck="false" maxlength="800" aria-describedby="countries-hint countries-wrong"
                    aria-invalid=move || wrong.get().map(|_| "true")
                    on:input=move |event| form.update(|form| form.sms.countries = split(&event_target_value(&event)))/>
                {move || wrong.get().map(|text| view! { <Wrong id="countries-wrong" text/> })}
            </div>
            <div class="duo">
                <Number name="a_day" label=text::a_day(language()) fault value=Signal::derive(move || form.read().sms.a_day)
                    set=move |number: u32| form.update(|form| form.sms.a_day = number)/>
                <Number name="a_country_a_day" label=text::a_country(language()) fault value=Signal::derive(move || form.read().sms.a_country_a_day)
                    set=move |number: u32| form.update(|form| form.sms.a_country_a_day = number)/>
                <Number name="a_person_a_day" label=text::a_person(language()) fault value=Signal::derive(move || form.read().sms.a_person_a_day)
                    set=move |number: u32| form.update(|form| form.sms.a_person_a_day = number)/>
            </div>
        </Card>
    }
    .into_any()
}

/// By blank, comma or line.
fn split(text: &str) -> Vec<String> {
    text.split([',', ';', ' ', '\n']).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[component]
fn Vouch(form: Form, fault: Fault, referees: RwSignal<Vec<Referee>>) -> AnyView {
    view! {
        <Card kind=MethodKind::Vouch>
            <Tick label=text::managers(language()) hint=text::managers_hint(language())
                on=Signal::derive(move || form.read().vouch.managers)
                set=move |on: bool| form.update(|form| form.vouch.managers = on)/>
            <Referees chosen=referees wrong=text_at(fault, "referees")/>
        </Card>
    }
    .into_any()
}

#[component]
fn Questions(form: Form, fault: Fault) -> AnyView {
    view! {
        <Card kind=MethodKind::Questions>
            <p class="soft small">{text::questions_note(language())}</p>
            <Lines name="bank" label=text::bank(language()) hint=text::bank_hint(language()) fault
                value=form.get_untracked().questions.bank.join("\n")
                set=move |text: String| form.update(|form| form.questions.bank = text.lines().map(str::to_owned).collect())/>
            <div class="duo">
                <Number name="needed" label=text::needed(language()) hint=text::needed_hint(language()) fault value=Signal::derive(move || form.read().questions.needed)
                    set=move |number: u32| form.update(|form| form.questions.needed = number)/>
                <Number name="asked" label=text::asked(language()) hint=text::asked_hint(language()) fault value=Signal::derive(move || form.read().questions.asked)
                    set=move |number: u32| form.update(|form| form.questions.asked = number)/>
            </div>
            <Tick label=text::own(language()) hint=text::own_hint(language())
                on=Signal::derive(move || form.read().questions.own)
                set=move |on: bool| form.update(|form| form.questions.own = on)/>
        </Card>
    }
    .into_any()
}

#[component]
fn Accounts(form: Form) -> AnyView {
    view! {
        <section class="card" id="accounts" aria-labelledby="accounts-heading">
            <h2 id="accounts-heading"><Icon glyph=Glyph::Users/>{joining::accounts(language())}</h2>
            <div class="form">
                <Tick label=joining::keep_password(language()) hint=joining::keep_password_hint(language())
                    on=Signal::derive(move || form.read().accounts.keep_password)
                    set=move |on: bool| form.update(|form| form.accounts.keep_password = on)/>
                <Tick label=joining::join_by_mail(language()) hint=joining::join_by_mail_hint(language())
                    on=Signal::derive(move || form.read().accounts.join_by_mail)
                    set=move |on: bool| form.update(|form| form.accounts.join_by_mail = on)/>
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn countries_as_people_type_them() {
        assert_eq!(split(" de, CH;us\nfr "), ["de", "CH", "us", "fr"]);
        assert!(split(" , ").is_empty());
    }
}
