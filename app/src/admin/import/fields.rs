//! What is typed for a connection, by its kind.

use super::super::parts::PasswordInput;
use super::super::words::language;
use crate::ui::{More, Wrong};
use latchkey_contract::admin::{Cloud, Connection, DirectoryKind, LdapPreset};
use latchkey_text::{console_connection as vendor, console_import as text};
use leptos::prelude::*;

type Form = RwSignal<Connection>;
/// What is wrong with a field, by its name.
type Faults = Callback<&'static str, Signal<Option<String>>>;

pub fn of(kind: DirectoryKind, form: Form, known: bool, fault: Faults) -> AnyView {
    match kind {
        DirectoryKind::ActiveDirectory => view! { <Domain form known fault/> }.into_any(),
        DirectoryKind::EntraId => view! { <Entra form known fault/> }.into_any(),
        DirectoryKind::GoogleWorkspace => view! { <Google form known fault/> }.into_any(),
        DirectoryKind::LdapServer => view! { <Ldap form known fault/> }.into_any(),
        DirectoryKind::Practice => view! { <p class="hint">{text::practice(language())}</p> }.into_any(),
        DirectoryKind::PracticeCloud => view! { <p class="hint">{text::practice_cloud(language())}</p> }.into_any(),
    }
}

#[component]
fn Domain(form: Form, known: bool, fault: Faults) -> AnyView {
    view! {
        <LabelledInput form fault=fault.run("domain") id="domain" label=text::domain(language()) hint=text::domain_hint(language())
            read=|form| form.domain.clone() write=|form, text| form.domain = text/>
        <LabelledInput form fault=fault.run("servers") id="servers" label=text::servers(language()) hint=text::servers_hint(language())
            read=|form| form.servers.clone() write=|form, text| form.servers = text/>
        <div class="duo">
            <LabelledInput form fault=fault.run("account") id="account" label=text::account(language()) hint=text::account_hint(language())
                read=|form| form.account.clone() write=|form, text| form.account = text/>
            <Password form known fault=fault.run("password") label=text::password(language())/>
        </div>
        <p class="hint">{text::password_note(language())}</p>
    }
    .into_any()
}

#[component]
fn Entra(form: Form, known: bool, fault: Faults) -> AnyView {
    let cloud = |cloud: Cloud| {
        let name = match cloud {
            Cloud::Global => vendor::cloud_global(language()),
            Cloud::UsGovernment => vendor::cloud_us_government(language()),
            Cloud::UsDefense => vendor::cloud_us_defense(language()),
            Cloud::China => vendor::cloud_china(language()),
        };
        (cloud.code(), name)
    };
    view! {
        <LabelledInput form fault=fault.run("domain") id="domain" label=vendor::entra_domain(language()) hint=vendor::entra_domain_hint(language())
            read=|form| form.domain.clone() write=|form, text| form.domain = text/>
        <LabelledInput form fault=fault.run("client_id") id="client_id" label=vendor::entra_client(language()) hint=vendor::entra_client_hint(language())
            read=|form| form.entra.client_id.clone() write=|form, text| form.entra.client_id = text/>
        <div class="duo">
            <Password form known fault=fault.run("password") label=vendor::entra_secret(language())/>
            <LabelledInput form fault=fault.run("secret_ends") id="secret_ends" label=vendor::entra_secret_ends(language()) hint=vendor::entra_secret_ends_hint(language())
                read=|form| form.entra.secret_ends.clone() write=|form, text| form.entra.secret_ends = text/>
        </div>
        <LabelledInput form fault=fault.run("test_account") id="test_account" label=vendor::test_account(language()) hint=vendor::test_account_hint(language())
            read=|form| form.entra.test_account.clone() write=|form, text| form.entra.test_account = text/>
        <Tick form id="keep_sessions" label=vendor::keep_sessions(language())
            read=|form| form.entra.keep_sessions write=|form, on| form.entra.keep_sessions = on/>
        <More summary=vendor::more(language())>
            <Choice form id="cloud" label=vendor::cloud(language()) options=Cloud::ALL.into_iter().map(cloud).collect()
                read=|form| form.entra.cloud.code()
                write=|form, code| form.entra.cloud = Cloud::ALL.into_iter().find(|cloud| cloud.code() == code).unwrap_or_default()/>
            <LabelledInput form fault=fault.run("login_base") id="login_base" label=vendor::login_base(language()) hint=vendor::base_hint(language())
                read=|form| form.entra.login_base.clone() write=|form, text| form.entra.login_base = text/>
            <LabelledInput form fault=fault.run("graph_base") id="graph_base" label=vendor::graph_base(language()) hint=vendor::base_hint(language())
                read=|form| form.entra.graph_base.clone() write=|form, text| form.entra.graph_base = text/>
            <Authority form fault=fault.run("trusted_pem")/>
        </More>
    }
    .into_any()
}

#[component]
fn Google(form: Form, known: bool, fault: Faults) -> AnyView {
    view! {
        <LabelledInput form fault=fault.run("domain") id="domain" label=vendor::google_domain(language()) hint=vendor::google_domain_hint(language())
            read=|form| form.domain.clone() write=|form, text| form.domain = text/>
        <LabelledInput form fault=fault.run("account") id="account" label=vendor::google_administrator(language()) hint=vendor::google_administrator_hint(language())
            read=|form| form.account.clone() write=|form, text| form.account = text/>
        <Text form fault=fault.run("password") id="password" label=vendor::google_key(language())
            hint=if known { text::password_kept(language()) } else { vendor::google_key_hint(language()) }
            read=|form| form.password.clone() write=|form, text| form.password = text/>
        <div class="duo">
            <LabelledInput form fault=fault.run("client_id") id="client_id" label=vendor::google_client(language()) hint=vendor::google_client_hint(language())
                read=|form| form.google.client_id.clone() write=|form, text| form.google.client_id = text/>
            <Secret form fault=fault.run("client_secret") id="client_secret" label=vendor::google_client_secret(language())
                hint=if known { text::password_kept(language()) } else { text::password_hint(language()) }
                write=|form, text| form.google.client_secret = text/>
        </div>
        <LabelledInput form fault=fault.run("test_account") id="test_account" label=vendor::test_account(language()) hint=vendor::test_account_hint(language())
            read=|form| form.google.test_account.clone() write=|form, text| form.google.test_account = text/>
        <Tick form id="keep_sessions" label=vendor::keep_sessions(language())
            read=|form| form.google.keep_sessions write=|form, on| form.google.keep_sessions = on/>
        <Tick form id="recovery_addresses" label=vendor::google_recovery_addresses(language())
            read=|form| form.google.recovery_addresses write=|form, on| form.google.recovery_addresses = on/>
        <More summary=vendor::more(language())>
            <LabelledInput form fault=fault.run("api_base") id="api_base" label=vendor::google_api(language()) hint=vendor::base_hint(language())
                read=|form| form.google.api_base.clone() write=|form, text| form.google.api_base = text/>
            <LabelledInput form fault=fault.run("token_url") id="token_url" label=vendor::google_token(language()) hint=vendor::base_hint(language())
                read=|form| form.google.token_url.clone() write=|form, text| form.google.token_url = text/>
            <LabelledInput form fault=fault.run("issuer") id="issuer" label=vendor::google_issuer(language()) hint=vendor::base_hint(language())
                read=|form| form.google.issuer.clone() write=|form, text| form.google.issuer = text/>
            <Authority form fault=fault.run("trusted_pem")/>
        </More>
    }
    .into_any()
}

#[component]
fn Ldap(form: Form, known: bool, fault: Faults) -> AnyView {
    let preset = |preset: LdapPreset| {
        let name = match preset {
            LdapPreset::InetOrgPerson => vendor::preset_inet_org_person(language()),
            LdapPreset::PosixAccount => vendor::preset_posix_account(language()),
            LdapPreset::FreeIpa => vendor::preset_free_ipa(language()),
            LdapPreset::Ds389 => vendor::preset_ds389(language()),
        };
        (preset.code(), name)
    };
    view! {
        <LabelledInput form fault=fault.run("domain") id="domain" label=vendor::ldap_domain(language()) hint=vendor::ldap_domain_hint(language())
            read=|form| form.domain.clone() write=|form, text| form.domain = text/>
        <LabelledInput form fault=fault.run("servers") id="servers" label=text::servers(language()) hint=vendor::ldap_servers_hint(language())
            read=|form| form.servers.clone() write=|form, text| form.servers = text/>
        <LabelledInput form fault=fault.run("base") id="base" label=vendor::ldap_base(language()) hint=vendor::ldap_base_hint(language())
            read=|form| form.ldap.base.clone() write=|form, text| form.ldap.base = text/>
        <div class="duo">
            <LabelledInput form fault=fault.run("account") id="account" label=text::account(language()) hint=vendor::ldap_account_hint(language())
                read=|form| form.account.clone() write=|form, text| form.account = text/>
            <Password form known fault=fault.run("password") label=text::password(language())/>
        </div>
        <Choice form id="preset" label=vendor::ldap_preset(language()) options=LdapPreset::ALL.into_iter().map(preset).collect()
            read=|form| form.ldap.preset.code()
            write=|form, code| form.ldap.preset = LdapPreset::ALL.into_iter().find(|preset| preset.code() == code).unwrap_or_default()/>
        <Text form fault=fault.run("privileged_groups") id="privileged_groups" label=vendor::ldap_privileged(language()) hint=vendor::ldap_privileged_hint(language())
            read=|form| form.ldap.privileged_groups.clone() write=|form, text| form.ldap.privileged_groups = text/>
        <More summary=vendor::ldap_names(language())>
            <p class="hint">{vendor::ldap_names_hint(language())}</p>
            <LabelledInput form fault=fault.run("people_filter") id="people_filter" label=vendor::ldap_people_filter(language()) hint=""
                read=|form| form.ldap.people_filter.clone() write=|form, text| form.ldap.people_filter = text/>
            <LabelledInput form fault=fault.run("group_filter") id="group_filter" label=vendor::ldap_group_filter(language()) hint=""
                read=|form| form.ldap.group_filter.clone() write=|form, text| form.ldap.group_filter = text/>
            <LabelledInput form fault=fault.run("id_attribute") id="id_attribute" label=vendor::ldap_id(language()) hint=""
                read=|form| form.ldap.id_attribute.clone() write=|form, text| form.ldap.id_attribute = text/>
            <LabelledInput form fault=fault.run("login_attribute") id="login_attribute" label=vendor::ldap_login(language()) hint=""
                read=|form| form.ldap.login_attribute.clone() write=|form, text| form.ldap.login_attribute = text/>
            <LabelledInput form fault=fault.run("name_attribute") id="name_attribute" label=vendor::ldap_name(language()) hint=""
                read=|form| form.ldap.name_attribute.clone() write=|form, text| form.ldap.name_attribute = text/>
            <LabelledInput form fault=fault.run("mail_attribute") id="mail_attribute" label=vendor::ldap_mail(language()) hint=""
                read=|form| form.ldap.mail_attribute.clone() write=|form, text| form.ldap.mail_attribute = text/>
            <LabelledInput form fault=fault.run("phone_attribute") id="phone_attribute" label=vendor::ldap_phone(language()) hint=""
                read=|form| form.ldap.phone_attribute.clone() write=|form, text| form.ldap.phone_attribute = text/>
            <LabelledInput form fault=fault.run("member_attribute") id="member_attribute" label=vendor::ldap_member(language()) hint=""
                read=|form| form.ldap.member_attribute.clone() write=|form, text| form.ldap.member_attribute = text/>
        </More>
    }
    .into_any()
}

/// The certificate authority of a service that is not on the open internet.
#[component]
fn Authority(form: Form, fault: Signal<Option<String>>) -> AnyView {
    view! {
        <Text form fault id="trusted" label=text::authority(language()) hint=vendor::authority_hint(language())
            read=|form| form.trusted_pem.clone() write=|form, text| form.trusted_pem = text/>
    }
    .into_any()
}

#[component]
fn Tick(
    form: Form,
    id: &'static str,
    label: &'static str,
    read: fn(&Connection) -> bool,
    write: fn(&mut Connection, bool),
) -> AnyView {
    view! {
        <label class="check" for=id>
            <input type="checkbox" id=id name=id checked=read(&form.read_untracked()) prop:checked=move || read(&form.read())
                on:change=move |event| form.update(|form| write(form, event_target_checked(&event)))/>
            <span>{label}</span>
        </label>
    }
    .into_any()
}

#[component]
fn Choice(
    form: Form,
    id: &'static str,
    label: &'static str,
    options: Vec<(&'static str, &'static str)>,
    read: fn(&Connection) -> &'static str,
    write: fn(&mut Connection, &str),
) -> AnyView {
    let option =
        |(code, name)| view! { <option value=code selected=move || read(&form.read()) == code>{name}</option> };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select class="input" id=id name=id on:change=move |event| form.update(|form| write(form, &event_target_value(&event)))>
                {options.into_iter().map(option).collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// Several lines.
#[component]
fn Text(
    form: Form,
    fault: Signal<Option<String>>,
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    read: fn(&Connection) -> String,
    write: fn(&mut Connection, String),
) -> AnyView {
    let by = move || if fault.get().is_some() { format!("{id}-hint {id}-wrong") } else { format!("{id}-hint") };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <p class="hint" id=format!("{id}-hint")>{hint}</p>
            <textarea class="input mono" id=id name=id rows="4" spellcheck="false" autocomplete="off" maxlength="65536"
                prop:value=move || read(&form.read()) aria-describedby=by aria-invalid=move || fault.get().map(|_| "true")
                on:input=move |event| form.update(|form| write(form, event_target_value(&event)))>{read(&form.read_untracked())}</textarea>
            {move || fault.get().map(|text| view! { <Wrong id=format!("{id}-wrong") text/> })}
        </div>
    }
    .into_any()
}

#[component]
pub fn LabelledInput(
    form: RwSignal<Connection>,
    fault: Signal<Option<String>>,
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    #[prop(default = true)] mono: bool,
    read: fn(&Connection) -> String,
    write: fn(&mut Connection, String),
) -> AnyView {
    let by = move || if fault.get().is_some() { format!("{id}-hint {id}-wrong") } else { format!("{id}-hint") };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <p class="hint" id=format!("{id}-hint")>{hint}</p>
            <input class=if mono { "input mono" } else { "input" } id=id name=id spellcheck="false" autocomplete="off" autocapitalize="none" maxlength="1024"
                value=read(&form.read_untracked())
                prop:value=move || read(&form.read())
                aria-describedby=by aria-invalid=move || fault.get().map(|_| "true")
                on:input=move |event| form.update(|form| write(form, event_target_value(&event)))/>
            {move || fault.get().map(|text| view! { <Wrong id=format!("{id}-wrong") text/> })}
        </div>
    }
    .into_any()
}

/// The service account's.
#[component]
fn Password(form: Form, known: bool, fault: Signal<Option<String>>, label: &'static str) -> AnyView {
    let hint = if known { text::password_kept(language()) } else { text::password_hint(language()) };
    view! { <Secret form fault id="password" label hint write=|form, text| form.password = text/> }.into_any()
}

/// Never shown again once it is kept.
#[component]
fn Secret(
    form: Form,
    fault: Signal<Option<String>>,
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    write: fn(&mut Connection, String),
) -> AnyView {
    let typed = RwSignal::new(String::new());
    Effect::new(move |before: Option<()>| {
        let typed = typed.get();
        if before.is_some() {
            form.update(|form| write(form, typed));
        }
    });
    let (hint_id, wrong_id) = (format!("{id}-hint"), format!("{id}-wrong"));
    let described = format!("{hint_id} {wrong_id}");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <p class="hint" id=hint_id>{hint}</p>
            <PasswordInput id=id name="service-password" autocomplete="off" value=typed described=described
                invalid=Signal::derive(move || fault.get().is_some())/>
            {move || fault.get().map(|text| view! { <Wrong id=wrong_id.clone() text/> })}
        </div>
    }
    .into_any()
}
