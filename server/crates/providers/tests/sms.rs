//! Against gateways on loopback that look at every part of a request.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use latchkey_domain::{Secret, Timestamp};
use latchkey_providers::sms::{
    BodyKind, ExtraHeader, SmsConfig, SmsError, SmsGateway, TwilioConfig, TwilioSender, WebhookConfig,
};
use latchkey_testkit::TestClock;
use sha2::Sha256;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

const NUMBER: &str = "+4930123456";
const TEXT: &str = "604118 is your code.\n\"Grüße\" & {to} 100 % +1=2 \u{1f511}";
const KEY: &str = "a key of the gateway's and ours";
const TOKEN: &str = "0123456789abcdef-token";
const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

#[derive(Clone)]
struct Came {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}
impl Came {
    fn header(&self, name: &str) -> &str {
        let all: Vec<_> = self.headers.get_all(name).iter().collect();
        assert_eq!(all.len(), 1, "{name}");
        all[0].to_str().unwrap()
    }
    fn form(&self) -> Vec<(String, String)> {
        assert_eq!(self.header("content-type"), "application/x-www-form-urlencoded");
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }
}

/// Answers everything alike, and keeps what came.
struct Gateway {
    base: String,
    came: Arc<Mutex<Vec<Came>>>,
}
impl Gateway {
    async fn new(status: u16, answer: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let came = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&came);
        let router = Router::new().fallback(async move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            kept.lock().unwrap().push(Came { method, uri, headers, body });
            // where a client that follows redirects would take the message
            let elsewhere = [("location", "http://127.0.0.1:9/")];
            (StatusCode::from_u16(status).unwrap(), elsewhere, answer)
        });
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base, came }
    }
    fn one(&self) -> Came {
        let came = self.came.lock().unwrap();
        assert_eq!(came.len(), 1);
        came[0].clone()
    }
}

fn webhook(base: &str, body_kind: BodyKind, body: &str) -> WebhookConfig {
    WebhookConfig {
        url: format!("{base}/send?tenant=7&key=hunter2"),
        body_kind,
        body: body.into(),
        headers: vec![
            ExtraHeader { name: "Authorization".into(), value: Secret::new("Bearer hunter2") },
            ExtraHeader { name: "X-Sender".into(), value: Secret::new("Northwind") },
        ],
        signed: true,
        signing_key: Secret::new(KEY),
        timeout: Duration::from_millis(1500),
        ca_pem: None,
    }
}
fn twilio(base: &str) -> TwilioConfig {
    TwilioConfig {
        base: base.into(),
        account_sid: "AC0123456789".into(),
        api_key_sid: None,
        auth_token: Secret::new(TOKEN),
        sender: TwilioSender::From("+12025550123".into()),
        timeout: Duration::from_millis(1500),
        ca_pem: None,
    }
}
fn gateway(config: SmsConfig) -> SmsGateway {
    SmsGateway::new(&config, Arc::new(TestClock::at(NOW))).unwrap()
}
/// By webhook, with the plainest of bodies.
async fn by_webhook(base: &str) -> Result<(), SmsError> {
    gateway(SmsConfig::Webhook(webhook(base, BodyKind::Form, "to={to}&text={text}"))).send(NUMBER, TEXT).await
}
async fn by_twilio(base: &str) -> Result<(), SmsError> {
    gateway(SmsConfig::Twilio(twilio(base))).send(NUMBER, TEXT).await
}
/// The sentence of an error, which gives nothing away.
fn sentence(error: &SmsError) -> String {
    let text = error.to_string();
    for secret in [NUMBER, "4930123456", "604118", KEY, TOKEN, "hunter2", "tenant", "AC0123456789"] {
        assert!(!text.contains(secret) && !format!("{error:?}").contains(secret), "{secret} in {text}");
    }
    text
}

#[tokio::test]
async fn a_webhook_with_json() {
    let there = Gateway::new(202, "").await;
    let config = webhook(&there.base, BodyKind::Json, r#"{"to":["{to}"],"content":{"text":"Northwind: {text}"}}"#);
    assert_eq!(gateway(SmsConfig::Webhook(config)).send(NUMBER, TEXT).await, Ok(()));
    let came = there.one();
    assert_eq!(came.method, Method::POST);
    assert_eq!(came.uri.to_string(), "/send?tenant=7&key=hunter2");
    assert_eq!(came.header("content-type"), "application/json");
    assert_eq!(came.header("authorization"), "Bearer hunter2");
    assert_eq!(came.header("x-sender"), "Northwind");
    let body: serde_json::Value = serde_json::from_slice(&came.body).unwrap();
    assert_eq!(body, serde_json::json!({"to": [NUMBER], "content": {"text": format!("Northwind: {TEXT}")}}));
    // as a receiver would check it
    let signature = came.header("x-latchkey-signature");
    let (time, given) = signature.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
    assert_eq!(time, NOW.secs().to_string());
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).unwrap();
    mac.update(format!("{time}.").as_bytes());
    mac.update(&came.body);
    let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(given, expected);
}

#[tokio::test]
async fn a_webhook_with_a_form_and_without_signature() {
    let there = Gateway::new(200, "queued").await;
    let config = WebhookConfig {
        signed: false,
        signing_key: Secret::default(),
        ..webhook(&there.base, BodyKind::Form, "recipient={to}&from=Northwind&message={text}")
    };
    assert_eq!(gateway(SmsConfig::Webhook(config)).send(NUMBER, TEXT).await, Ok(()));
    let came = there.one();
    assert!(!came.headers.contains_key("x-latchkey-signature"));
    let wanted = [("recipient", NUMBER), ("from", "Northwind"), ("message", TEXT)];
    assert_eq!(came.form(), wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn what_a_webhooks_answer_means() {
    for status in [429, 500, 503] {
        let there = Gateway::new(status, "+4930123456 604118").await;
        let error = by_webhook(&there.base).await.unwrap_err();
        assert!(matches!(error, SmsError::Away(_)), "{error:?}");
        assert!(sentence(&error).contains(&format!("the SMS gateway 127.0.0.1: the server answered {status}")));
    }
    for status in [302, 307, 400, 401, 403, 404, 422] {
        let there = Gateway::new(status, "+4930123456 604118").await;
        let error = by_webhook(&there.base).await.unwrap_err();
        assert!(matches!(error, SmsError::Setup(_)), "{error:?}");
        assert!(sentence(&error).contains(&status.to_string()));
        assert_eq!(sentence(&error).contains("signing key"), [401, 403].contains(&status));
        there.one();
    }
}

#[tokio::test]
async fn a_message_as_twilio_wants_it() {
    let there = Gateway::new(201, r#"{"sid":"SM1","status":"queued","code":null}"#).await;
    assert_eq!(by_twilio(&format!("{}/", there.base)).await, Ok(()));
    let came = there.one();
    assert_eq!(came.method, Method::POST);
    assert_eq!(came.uri.to_string(), "/2010-04-01/Accounts/AC0123456789/Messages.json");
    let login = came.header("authorization").strip_prefix("Basic ").unwrap();
    assert_eq!(STANDARD.decode(login).unwrap(), format!("AC0123456789:{TOKEN}").into_bytes());
    let wanted = [("To", NUMBER), ("From", "+12025550123"), ("Body", TEXT)];
    assert_eq!(came.form(), wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn twilio_with_an_api_key_and_a_messaging_service() {
    let there = Gateway::new(201, "{}").await;
    let config = TwilioConfig {
        api_key_sid: Some("SK99".into()),
        sender: TwilioSender::MessagingService("MG42".into()),
        ..twilio(&there.base)
    };
    assert_eq!(gateway(SmsConfig::Twilio(config)).send(NUMBER, TEXT).await, Ok(()));
    let came = there.one();
    let login = came.header("authorization").strip_prefix("Basic ").unwrap();
    assert_eq!(STANDARD.decode(login).unwrap(), format!("SK99:{TOKEN}").into_bytes());
    assert_eq!(came.uri.path(), "/2010-04-01/Accounts/AC0123456789/Messages.json");
    let wanted = [("To", NUMBER), ("MessagingServiceSid", "MG42"), ("Body", TEXT)];
    assert_eq!(came.form(), wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn what_twilios_answer_means() {
    let invalid = r#"{"code":21211,"message":"The 'To' number +4930123456 is not a valid phone number.","more_info":"https://www.twilio.com/docs/errors/21211","status":400}"#;
    for answer in
        [invalid, r#"{"code":21614,"status":400}"#, r#"{"code":21610}"#, r#"{"code":21612}"#, r#"{"code":21635}"#]
    {
        let there = Gateway::new(400, answer).await;
        assert_eq!(by_twilio(&there.base).await, Err(SmsError::Number), "{answer}");
    }
    for (status, answer, part) in [
        (400, r#"{"code":21606,"message":"+4930123456"}"#, "code 21606"),
        (400, "+4930123456 <html>", "400"),
        (400, r#"{"code":"21211"}"#, "400"),
        (401, r#"{"code":20003,"message":"Authenticate 604118"}"#, "account and token (401 Unauthorized, code 20003)"),
        (403, "", "account and token (403"),
        (404, r#"{"code":21211}"#, "code 21211"),
        (307, "", "307"),
    ] {
        let there = Gateway::new(status, answer).await;
        let error = by_twilio(&there.base).await.unwrap_err();
        assert!(matches!(error, SmsError::Setup(_)), "{error:?}");
        assert!(sentence(&error).contains(part), "{part}: {error:?}");
    }
    for status in [429, 500, 503] {
        let there = Gateway::new(status, r#"{"code":21211}"#).await;
        let error = by_twilio(&there.base).await.unwrap_err();
        assert!(matches!(error, SmsError::Away(_)), "{error:?}");
        assert!(sentence(&error).contains(&status.to_string()));
    }
}

#[tokio::test]
async fn gateways_that_are_not_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    // connects, and never says a word: it may have heard us
    for error in [by_webhook(&base).await.unwrap_err(), by_twilio(&base).await.unwrap_err()] {
        assert!(matches!(error, SmsError::Unclear(_)), "{error:?}");
        assert!(sentence(&error).contains("no answer in time"), "{error:?}");
    }
    drop(listener);
    for error in [by_webhook(&base).await.unwrap_err(), by_twilio(&base).await.unwrap_err()] {
        assert!(matches!(error, SmsError::Away(_)), "{error:?}");
        assert!(sentence(&error).contains("cannot be reached"), "{error:?}");
    }
}

#[tokio::test]
async fn what_is_no_number_is_not_sent() {
    let there = Gateway::new(200, "").await;
    for config in [
        SmsConfig::Webhook(webhook(&there.base, BodyKind::Form, "to={to}&text={text}")),
        SmsConfig::Twilio(twilio(&there.base)),
    ] {
        let gateway = gateway(config);
        for number in ["", "4930123456", "+49 30 123456", "+4930123456,+4930123457", "whatsapp:+4930123456"] {
            assert_eq!(gateway.send(number, TEXT).await, Err(SmsError::Number), "{number}");
        }
    }
    assert!(there.came.lock().unwrap().is_empty());
}

#[test]
fn twilio_set_up_wrongly() {
    let said = |change: &dyn Fn(&mut TwilioConfig)| {
        let mut config = twilio("https://api.twilio.com");
        change(&mut config);
        SmsGateway::new(&SmsConfig::Twilio(config), Arc::new(TestClock::at(NOW))).unwrap_err().to_string()
    };
    assert!(said(&|c| c.base = "http://api.twilio.com".into()).contains("https://"));
    assert!(said(&|c| c.account_sid = "AC1/../AC2".into()).contains("SID"));
    assert!(said(&|c| c.account_sid.clear()).contains("SID"));
    assert!(said(&|c| c.api_key_sid = Some("a:b".into())).contains("SID"));
    assert!(said(&|c| c.auth_token = Secret::default()).contains("auth token"));
    assert!(said(&|c| c.sender = TwilioSender::From(" ".into())).contains("sender"));
    assert!(said(&|c| c.timeout = Duration::from_secs(61)).contains("60 s"));
}

#[test]
fn written_down_without_secrets() {
    let config = SmsConfig::Twilio(twilio("https://api.twilio.com"));
    let written = serde_json::to_string(&config).unwrap();
    assert!(written.starts_with(r#"{"kind":"twilio","#) && !written.contains(TOKEN), "{written}");
    let shown = format!("{config:?} {:?}", gateway(config.clone()));
    assert!(!shown.contains(TOKEN), "{shown}");
    let SmsConfig::Twilio(read) = serde_json::from_str(&written).unwrap() else { panic!("another kind") };
    assert_eq!(SmsConfig::Twilio(TwilioConfig { auth_token: Secret::new(TOKEN), ..read }), config);
}
