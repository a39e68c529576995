//! The forms: their fields, what they make, and how the server behind them is asked.

use super::super::field_refused;
use crate::app_state::AppState;
use crate::methods::elsewhere::redirect;
use crate::providers::{Client, NamedOidc, OidcSettings, Secrets, config};
use crate::sms::{Gateway, GatewayConfig};
use latchkey_contract::MethodKind;
use latchkey_contract::admin::{FieldFault, Refused};
use latchkey_contract::providers::{FieldShape, ProviderField};
use latchkey_domain::Secret;
use latchkey_providers::duo::{Duo, DuoConfig};
use latchkey_providers::radius::{Radius, RadiusConfig, RadiusServer};
use latchkey_providers::sms::{BodyKind, ExtraHeader, TWILIO, TwilioConfig, TwilioSender, WebhookConfig};
use latchkey_providers::yubikey::{YUBICLOUD, Yubikey, YubikeyConfig};
use latchkey_store::flows::FlowKind;
use latchkey_store::providers::ProviderRow;
use latchkey_web::ProviderError;
use latchkey_web::oidc::OidcConfig;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use url::Url;

type Read = Result<(serde_json::Value, Secrets), Refused>;
type Checking<'a> = Pin<Box<dyn Future<Output = Result<(), ProviderError>> + Send + 'a>>;

/// One form. Several may fill the same row: the last one saved is in use.
pub(super) struct Form {
    pub(super) id: &'static str,
    /// Of the row.
    pub(super) row: &'static str,
    pub(super) kind: MethodKind,
    /// The row was made by this form.
    pub(super) is: fn(&ProviderRow) -> bool,
    pub(super) fields: fn(Option<&ProviderRow>, &Secrets) -> Vec<ProviderField>,
    pub(super) read: fn(&Filled<'_>) -> Read,
    /// Where its secrets go.
    pub(super) place: fn(&ProviderRow) -> String,
    /// `check` asks it.
    pub(super) asked: bool,
    pub(super) check: for<'a> fn(&'a AppState, &'a ProviderRow) -> Checking<'a>,
    pub(super) register: fn(&AppState) -> Vec<String>,
}

pub(super) struct Filled<'a> {
    pub(super) values: &'a BTreeMap<String, String>,
    pub(super) kept: &'a Secrets,
    /// `Form::place` of what is kept.
    pub(super) was: &'a str,
}

/// More than anybody needs, and less than hurts.
const LONGEST: usize = 20_000;

impl Filled<'_> {
    fn text(&self, name: &str) -> String {
        self.values.get(name).map_or("", String::as_str).trim().chars().take(LONGEST).collect()
    }
    fn needed(&self, name: &str) -> Result<String, Refused> {
        let text = self.text(name);
        if text.is_empty() { Err(field_refused(name, FieldFault::Missing)) } else { Ok(text) }
    }
    fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }
    fn tick(&self, name: &str) -> bool {
        self.text(name) == "yes"
    }
    fn lines(&self, name: &str) -> Vec<String> {
        let text = self.text(name);
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }
    fn number(&self, name: &str, from: u32, to: u32) -> Result<u32, Refused> {
        let number = self.text(name).parse().ok().filter(|number| (from..=to).contains(number));
        number.ok_or_else(|| field_refused(name, FieldFault::NumberBetween { from, to }))
    }
    /// What was typed; else what is kept as `key`, if `place` is where it was kept for.
    fn secret(&self, name: &str, key: &str, place: &str) -> Result<Option<Secret>, Refused> {
        if let Some(typed) = self.some(name) {
            return Ok(Some(Secret::from(typed)));
        }
        match self.kept.get(key) {
            Some(kept) if place == self.was => Ok(Some(Secret::new(kept.clone()))),
            Some(_) => Err(field_refused(name, FieldFault::SecretAgain)),
            None => Ok(None),
        }
    }
    fn needed_secret(&self, name: &str, key: &str, place: &str) -> Result<Secret, Refused> {
        self.secret(name, key, place)?.ok_or_else(|| field_refused(name, FieldFault::Missing))
    }
}

fn field(name: &str, shape: FieldShape, value: impl Into<String>) -> ProviderField {
    ProviderField { name: name.into(), shape, value: value.into(), kept: false }
}
fn line(name: &str, value: impl Into<String>) -> ProviderField {
    field(name, FieldShape::TextField, value)
}
fn lines(name: &str, value: impl Into<String>) -> ProviderField {
    field(name, FieldShape::TextArea, value)
}
fn tick(name: &str, on: bool) -> ProviderField {
    field(name, FieldShape::Tick, if on { "yes" } else { "" })
}
fn secret(name: &str, kept: bool) -> ProviderField {
    ProviderField { kept, ..field(name, FieldShape::Secret, "") }
}
fn authorities(value: Option<String>) -> ProviderField {
    lines("ca_pem", value.unwrap_or_default())
}

/// Fails for nothing that these structs can hold.
fn kept(settings: &impl serde::Serialize, secrets: impl IntoIterator<Item = (String, Secret)>) -> Read {
    let config = serde_json::to_value(settings).map_err(|_| Refused::Unwritable)?;
    Ok((config, secrets.into_iter().map(|(name, secret)| (name, secret.expose().to_owned())).collect()))
}

fn nothing(_: &AppState) -> Vec<String> {
    Vec::new()
}
/// `None`: our own address makes none.
fn ways_back(app: &AppState) -> Option<Vec<Url>> {
    let flows = [FlowKind::Recover, FlowKind::Enrol, FlowKind::Account];
    flows.into_iter().map(|kind| redirect(app, kind)).collect()
}
fn shown_ways_back(app: &AppState) -> Vec<String> {
    ways_back(app).unwrap_or_default().into_iter().map(String::from).collect()
}
fn any(_: &ProviderRow) -> bool {
    true
}

pub(super) const FORMS: [Form; 7] = [
    Form {
        id: "radius",
        row: Radius::NAME,
        kind: MethodKind::Radius,
        is: any,
        fields: radius_fields,
        read: radius_read,
        place: radius_place,
        register: nothing,
        asked: true,
        check: |app, row| Box::pin(async move { Radius::make(&app.world(), row)?.check().await }),
    },
    Form {
        id: "yubikey",
        row: Yubikey::NAME,
        kind: MethodKind::YubiKey,
        is: any,
        fields: yubikey_fields,
        read: yubikey_read,
        place: yubikey_place,
        register: nothing,
        asked: true,
        check: |app, row| Box::pin(async move { Yubikey::make(&app.world(), row)?.check().await }),
    },
    Form {
        id: "duo",
        row: Duo::NAME,
        kind: MethodKind::Duo,
        is: any,
        fields: duo_fields,
        read: duo_read,
        place: duo_place,
        register: shown_ways_back,
        asked: true,
        check: |app, row| {
            Box::pin(async move { Duo::make(&app.world(), row)?.health_check(app.entropy.as_ref()).await })
        },
    },
    Form {
        id: "oidc",
        row: NamedOidc::NAME,
        kind: MethodKind::Oidc,
        is: any,
        fields: oidc_fields,
        read: oidc_read,
        place: oidc_place,
        register: shown_ways_back,
        asked: true,
        check: |app, row| Box::pin(oidc_check(app, row)),
    },
    Form {
        id: "twilio",
        row: Gateway::NAME,
        kind: MethodKind::Sms,
        is: |row| matches!(gateway(row), Some(GatewayConfig::Twilio(_))),
        fields: twilio_fields,
        read: twilio_read,
        place: sms_place,
        register: nothing,
        asked: false,
        check: sms_check,
    },
    Form {
        id: "webhook",
        row: Gateway::NAME,
        kind: MethodKind::Sms,
        is: |row| matches!(gateway(row), Some(GatewayConfig::Webhook(_))),
        fields: webhook_fields,
        read: webhook_read,
        place: sms_place,
        register: nothing,
        asked: false,
        check: sms_check,
    },
    Form {
        id: "sms-mail",
        row: Gateway::NAME,
        kind: MethodKind::Sms,
        is: |row| matches!(gateway(row), Some(GatewayConfig::Mail { .. })),
        fields: mail_fields,
        read: mail_read,
        place: sms_place,
        register: nothing,
        asked: false,
        check: sms_check,
    },
];

/// The shared secrets are kept by `RadiusServer::place`, so each belongs to its server from the start.
fn radius_fields(row: Option<&ProviderRow>, has: &Secrets) -> Vec<ProviderField> {
    let old = row.and_then(|row| config::<RadiusConfig>(row).ok());
    let place =
        |nth: usize| old.as_ref().and_then(|old| old.servers.get(nth)).map(RadiusServer::place).unwrap_or_default();
    let (timeout, tries) = old.as_ref().map_or((10, 3), |old| (old.timeout.as_secs(), old.tries));
    let nas = old.as_ref().map_or("latchkey", |old| &old.nas_identifier);
    vec![
        line("server", place(0)),
        secret("secret", has.contains_key(&place(0))),
        line("server2", place(1)),
        secret("secret2", has.contains_key(&place(1))),
        line("timeout", timeout.to_string()),
        line("tries", tries.to_string()),
        line("nas_identifier", nas),
    ]
}

fn radius_server(text: &str, field: &str) -> Result<RadiusServer, Refused> {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None if text.matches(':').count() > 1 => (text, None),
        None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
    };
    let port = port.map_or(Ok(1812), str::parse).map_err(|_| field_refused(field, FieldFault::BadPort))?;
    Ok(RadiusServer { host: host.to_owned(), port, secret: Secret::from(String::new()) })
}

fn radius_read(given: &Filled<'_>) -> Read {
    let mut all = vec![(radius_server(&given.needed("server")?, "server")?, "secret")];
    if let Some(second) = given.some("server2") {
        all.push((radius_server(&second, "server2")?, "secret2"));
    }
    let mut secrets = Vec::new();
    for (server, field) in &all {
        let place = server.place();
        let typed = given.some(field).or_else(|| given.kept.get(&place).cloned());
        let typed = typed.ok_or_else(|| field_refused(field, FieldFault::SecretMissing))?;
        secrets.push((place, Secret::from(typed)));
    }
    let config = RadiusConfig {
        servers: all.into_iter().map(|(server, _)| server).collect(),
        timeout: Duration::from_secs(given.number("timeout", 1, 120)?.into()),
        tries: u8::try_from(given.number("tries", 1, 10)?).unwrap_or(3),
        nas_identifier: given.needed("nas_identifier")?,
    };
    kept(&config, secrets)
}

fn radius_place(row: &ProviderRow) -> String {
    let places =
        config::<RadiusConfig>(row).map(|config| config.servers.iter().map(RadiusServer::place).collect::<Vec<_>>());
    places.unwrap_or_default().join(", ")
}

fn yubikey_fields(row: Option<&ProviderRow>, has: &Secrets) -> Vec<ProviderField> {
    let old = row.and_then(|row| config::<YubikeyConfig>(row).ok());
    let urls = old.as_ref().map_or_else(|| YUBICLOUD.to_owned(), |old| old.urls.join("\n"));
    vec![
        lines("urls", urls),
        line("client_id", old.as_ref().map_or("", |old| &old.client_id)),
        secret("api_key", has.contains_key("api_key")),
        authorities(old.and_then(|old| old.ca_pem)),
    ]
}

fn yubikey_read(given: &Filled<'_>) -> Read {
    let urls = given.lines("urls");
    if urls.is_empty() {
        return Err(field_refused("urls", FieldFault::NoneGiven));
    }
    let api_key = given.needed_secret("api_key", "api_key", &urls.join(", "))?;
    let config = YubikeyConfig {
        urls,
        client_id: given.needed("client_id")?,
        api_key: api_key.clone(),
        sync_percent: None,
        timeout: Duration::from_secs(5),
        ca_pem: given.some("ca_pem"),
    };
    kept(&config, [("api_key".to_owned(), api_key)])
}

fn yubikey_place(row: &ProviderRow) -> String {
    config::<YubikeyConfig>(row).map(|config| config.urls.join(", ")).unwrap_or_default()
}

fn duo_fields(row: Option<&ProviderRow>, has: &Secrets) -> Vec<ProviderField> {
    let old = row.and_then(|row| config::<DuoConfig>(row).ok());
    vec![
        line("host", old.as_ref().map_or("", |old| &old.host)),
        line("client_id", old.as_ref().map_or("", |old| &old.client_id)),
        secret("client_secret", has.contains_key("client_secret")),
        authorities(old.and_then(|old| old.ca_pem)),
    ]
}

fn duo_read(given: &Filled<'_>) -> Read {
    let host = given.needed("host")?;
    let client_secret = given.needed_secret("client_secret", "client_secret", &host)?;
    let config = DuoConfig {
        host,
        client_id: given.needed("client_id")?,
        client_secret: client_secret.clone(),
        ca_pem: given.some("ca_pem"),
    };
    kept(&config, [("client_secret".to_owned(), client_secret)])
}

fn duo_place(row: &ProviderRow) -> String {
    config::<DuoConfig>(row).map(|config| config.host).unwrap_or_default()
}

fn oidc_fields(row: Option<&ProviderRow>, has: &Secrets) -> Vec<ProviderField> {
    let old = row.and_then(|row| config::<OidcSettings>(row).ok());
    let of = |pick: fn(&OidcSettings) -> &str| old.as_ref().map_or_else(String::new, |old| pick(old).to_owned());
    vec![
        line("name", of(|old| &old.name)),
        line("issuer", of(|old| &old.config.issuer)),
        line("client_id", of(|old| &old.config.client_id)),
        secret("client_secret", has.contains_key("client_secret")),
        tick("same_password", old.as_ref().is_some_and(|old| old.same_password)),
        authorities(old.and_then(|old| old.config.ca_pem)),
    ]
}

fn oidc_read(given: &Filled<'_>) -> Read {
    let issuer = given.needed("issuer")?;
    let client_secret = given.needed_secret("client_secret", "client_secret", &issuer)?;
    let config = OidcConfig {
        issuer,
        client_id: given.needed("client_id")?,
        client_secret: client_secret.clone(),
        scopes: vec!["email".into()],
        ca_pem: given.some("ca_pem"),
        allow_hs256: false,
    };
    let settings = OidcSettings { config, name: given.needed("name")?, same_password: given.tick("same_password") };
    kept(&settings, [("client_secret".to_owned(), client_secret)])
}

fn oidc_place(row: &ProviderRow) -> String {
    config::<OidcSettings>(row).map(|settings| settings.config.issuer).unwrap_or_default()
}

async fn oidc_check(app: &AppState, row: &ProviderRow) -> Result<(), ProviderError> {
    let client = NamedOidc::make(&app.world(), row)?.client;
    let ways = ways_back(app);
    for way in ways.ok_or_else(|| ProviderError::Setup("our own address is not a web address".into()))? {
        client.check(&way).await?;
    }
    Ok(())
}

fn gateway(row: &ProviderRow) -> Option<GatewayConfig> {
    config(row).ok()
}

/// Settings only: a message costs, and somebody would get it.
fn sms_check<'a>(app: &'a AppState, row: &'a ProviderRow) -> Checking<'a> {
    Box::pin(async move { Gateway::make(&app.world(), row).map(|_| ()) })
}

fn sms_place(row: &ProviderRow) -> String {
    match gateway(row) {
        Some(GatewayConfig::Webhook(webhook)) => webhook.url,
        Some(GatewayConfig::Twilio(twilio)) => format!("{} {}", twilio.base, twilio.account_sid),
        Some(GatewayConfig::Mail { pattern }) => pattern,
        None => String::new(),
    }
}

fn sms_read(config: GatewayConfig) -> Read {
    let secrets = config.secrets();
    let (config, _) = kept(&config, [])?;
    Ok((config, secrets))
}

fn twilio_fields(row: Option<&ProviderRow>, has: &Secrets) -> Vec<ProviderField> {
    let Some(GatewayConfig::Twilio(old)) = row.and_then(gateway) else {
        return twilio_lines("", "", "", TWILIO, false, None);
    };
    let from = match &old.sender {
        TwilioSender::From(from) | TwilioSender::MessagingService(from) => from,
    };
    let key = old.api_key_sid.as_deref().unwrap_or_default();
    twilio_lines(&old.account_sid, key, from, &old.base, !has.is_empty(), old.ca_pem.clone())
}

fn twilio_lines(
    sid: &str,
    key: &str,
    from: &str,
    base: &str,
    kept: bool,
    ca_pem: Option<String>,
) -> Vec<ProviderField> {
    vec![
        line("account_sid", sid),
        line("api_key_sid", key),
        secret("auth_token", kept),
        line("from", from),
        line("base", base),
        authorities(ca_pem),
    ]
}

fn twilio_read(given: &Filled<'_>) -> Read {
    let (account_sid, base, from) = (given.needed("account_sid")?, given.needed("base")?, given.needed("from")?);
    let auth_token = given.needed_secret("auth_token", "auth_token", &format!("{base} {account_sid}"))?;
    let service = from.len() == 34 && from.starts_with("MG");
    sms_read(GatewayConfig::Twilio(TwilioConfig {
        base,
        account_sid,
        api_key_sid: given.some("api_key_sid"),
        auth_token,
        sender: if service { TwilioSender::MessagingService(from) } else { TwilioSender::From(from) },
        timeout: Duration::from_secs(10),
        ca_pem: given.some("ca_pem"),
    }))
}

const AUTHORIZATION: &str = "header:authorization";
const JSON_BODY: &str = r#"{"to": "{to}", "text": "{text}"}"#;

fn webhook_fields(row: Option<&ProviderRow>, has: &Secrets) -> Vec<ProviderField> {
    let old =
        row.and_then(gateway).and_then(|old| if let GatewayConfig::Webhook(old) = old { Some(old) } else { None });
    vec![
        line("url", old.as_ref().map_or("", |old| &old.url)),
        tick("form_body", old.as_ref().is_some_and(|old| old.body_kind == BodyKind::Form)),
        lines("body", old.as_ref().map_or(JSON_BODY, |old| &old.body)),
        secret("authorization", has.contains_key(AUTHORIZATION)),
        secret("signing_key", has.contains_key("signing_key")),
        authorities(old.and_then(|old| old.ca_pem)),
    ]
}

fn webhook_read(given: &Filled<'_>) -> Read {
    let url = given.needed("url")?;
    let authorization = given.secret("authorization", AUTHORIZATION, &url)?;
    let signing_key = given.secret("signing_key", "signing_key", &url)?;
    let header = |value| ExtraHeader { name: "Authorization".into(), value };
    sms_read(GatewayConfig::Webhook(WebhookConfig {
        url,
        body_kind: if given.tick("form_body") { BodyKind::Form } else { BodyKind::Json },
        body: given.needed("body")?,
        headers: authorization.map(header).into_iter().collect(),
        signed: signing_key.is_some(),
        signing_key: signing_key.unwrap_or_else(|| Secret::from(String::new())),
        timeout: Duration::from_secs(10),
        ca_pem: given.some("ca_pem"),
    }))
}

fn mail_fields(row: Option<&ProviderRow>, _: &Secrets) -> Vec<ProviderField> {
    let old = match row.and_then(gateway) {
        Some(GatewayConfig::Mail { pattern }) => pattern,
        _ => String::new(),
    };
    vec![line("pattern", old)]
}

fn mail_read(given: &Filled<'_>) -> Read {
    let pattern = given.needed("pattern")?;
    if !pattern.contains("{number}") || !pattern.contains('@') {
        return Err(field_refused("pattern", FieldFault::NoNumberSlot));
    }
    sms_read(GatewayConfig::Mail { pattern })
}
