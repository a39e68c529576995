#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
use super::*;
use crate::jobs::staged;
use crate::methods::stage::{anna, practice};
use latchkey_domain::Secret;
use latchkey_domain::audit::AuditKind;
use latchkey_domain::ids::DirectoryId;
use latchkey_methods::phone_number;
use latchkey_outbox::{MemoryBox, Outbox};
use latchkey_store::{accounts, audit, directories};
use latchkey_testkit::TestClock;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const REAL: &str = "origin = \"https://reset.example.com\"\n[proxy]\ntrusted = [\"127.0.0.1\"]\n";

fn german() -> Number {
    phone_number::parse("+49 151 23456789", &[]).unwrap()
}
fn swedish() -> Number {
    phone_number::parse("+46 70 123 45 67", &[]).unwrap()
}
fn who(n: u32) -> PersonId {
    PersonId(format!("person-{n}"))
}
/// Whom the log can name.
async fn somebody(app: &AppState) -> PersonId {
    let put = |tx: &mut Tx| {
        let directory = DirectoryId(tx.new_id());
        directories::insert(tx, &practice(&directory))?;
        Ok(accounts::upsert(tx, &directory, &anna(None), 1)?.person.id)
    };
    app.store.write(put).await.unwrap()
}
fn limits(a_day: u32, a_country_a_day: u32, a_person_a_day: u32) -> SmsSettings {
    SmsSettings { a_day, a_country_a_day, a_person_a_day, ..SmsSettings::default() }
}

/// What the alerts said: budget, country, per cent, and whether somebody is named.
async fn alerts(app: &AppState) -> Vec<(String, Option<String>, i64, bool)> {
    let rows = app.store.read(|tx| audit::of_kind(tx, AuditKind::SmsBudget, Timestamp(0), 100)).await.unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut all: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let detail = &row.detail;
            (
                text(&detail["budget"]).unwrap(),
                text(&detail["country"]),
                detail["percent"].as_i64().unwrap(),
                row.account.is_some(),
            )
        })
        .collect();
    all.reverse();
    all
}

async fn told(app: &AppState) -> Vec<String> {
    let rows = app.store.read(|tx| audit::of_kind(tx, AuditKind::FaultReported, Timestamp(0), 100)).await.unwrap();
    rows.into_iter().filter_map(|row| row.detail["what"].as_str().map(str::to_owned)).collect()
}

fn sent(app: &AppState) -> usize {
    app.texts.as_ref().unwrap().all().len()
}

#[tokio::test(start_paused = true)]
async fn alerts_at_four_fifths_and_at_the_end_once_in_each_window() {
    let (_folder, app) = staged::app_state("practice = true\n").await;
    let settings = limits(10, 100, 100);
    let send = async |n| super::send(&app, settings.clone(), german(), "text", &who(n)).await;
    for n in 0..7 {
        send(n).await.unwrap();
    }
    assert!(alerts(&app).await.is_empty());
    send(7).await.unwrap();
    assert_eq!(alerts(&app).await, [("day".into(), None, 80, false)]);
    send(8).await.unwrap();
    assert_eq!(alerts(&app).await.len(), 1, "once");
    send(9).await.unwrap();
    assert_eq!(alerts(&app).await[1..], [("day".into(), None, 100, false)]);
    for n in 10..15 {
        let why = send(n).await.unwrap_err();
        assert_eq!(why, Unsent::Never("the day’s budget for text messages is used up; nothing was sent".into()));
    }
    assert_eq!((sent(&app), alerts(&app).await.len()), (10, 2));
    staged::until(5, "the overview", async || told(&app).await.len() == 2).await;
    assert!(
        told(&app).await.contains(&"80 % of the day’s budget for text messages is used up (10 messages)".to_owned())
    );

    // the next day
    tokio::time::advance(Duration::from_secs(86_400)).await;
    for n in 0..8 {
        send(n).await.unwrap();
    }
    assert_eq!((sent(&app), alerts(&app).await.len()), (18, 3));
}

#[tokio::test(start_paused = true)]
async fn each_country_and_each_person_has_its_own() {
    let (_folder, app) = staged::app_state("practice = true\n").await;
    let third = somebody(&app).await;
    let settings = limits(100, 2, 100);
    for n in 0..2 {
        super::send(&app, settings.clone(), german(), "text", &who(n)).await.unwrap();
    }
    let Unsent::Never(why) = super::send(&app, settings.clone(), german(), "text", &who(2)).await.unwrap_err() else {
        panic!()
    };
    assert!(why.contains("to DE is used up"), "{why}");
    super::send(&app, settings, swedish(), "text", &third).await.unwrap();
    assert_eq!(alerts(&app).await, [("country".into(), Some("DE".into()), 100, false)]);

    let settings = limits(100, 100, 3);
    for _ in 0..2 {
        super::send(&app, settings.clone(), swedish(), "text", &third).await.unwrap();
    }
    let Unsent::Never(why) = super::send(&app, settings.clone(), swedish(), "text", &third).await.unwrap_err() else {
        panic!()
    };
    assert!(why.contains("to one person is used up") && !why.contains("account"), "{why}");
    super::send(&app, settings, swedish(), "text", &who(4)).await.unwrap();
    assert_eq!(alerts(&app).await.last().unwrap(), &("person".into(), None, 100, true));
    assert_eq!(told(&app).await.iter().filter(|what| what.contains("person")).count(), 0, "nobody’s business");
    assert_eq!(sent(&app), 6);
}

/// What was refused is not counted anywhere: a person over theirs uses up nobody else's.
#[tokio::test(start_paused = true)]
async fn a_refusal_costs_nothing() {
    let (_folder, app) = staged::app_state("practice = true\n").await;
    let settings = limits(3, 100, 1);
    super::send(&app, settings.clone(), german(), "text", &who(1)).await.unwrap();
    for _ in 0..5 {
        assert!(super::send(&app, settings.clone(), german(), "text", &who(1)).await.is_err());
    }
    let (limits, country) = (settings.clone(), german());
    let next = async |n| {
        let (limits, to) = (limits.clone(), country.clone());
        app.store.read(move |tx| next_for(tx, &limits, &to, &who(n))).await.unwrap()
    };
    assert_eq!((next(1).await, next(2).await), (Some(TestClock::START.plus_secs(86_400)), None));
    for n in 2..4 {
        super::send(&app, settings.clone(), german(), "text", &who(n)).await.unwrap();
    }
    assert!(next(9).await.is_some(), "the day’s");
    assert!(super::send(&app, limits_of_nothing(), german(), "text", &who(9)).await.is_err(), "a budget of none");
}

fn limits_of_nothing() -> SmsSettings {
    limits(0, 0, 0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_once_no_more_than_the_budget_go() {
    let (folder, app) = staged::app_state("practice = true\n").await;
    let clock = Arc::new(TestClock::of_tokio());
    // another server on the same database
    let other = staged::store(folder.path(), &clock).await;
    let settings = limits(10, 100, 100);
    let tasks: Vec<_> = (0..20)
        .flat_map(|n| [(n, app.store.clone()), (n + 100, other.clone())])
        .map(|(n, store)| {
            let settings = settings.clone();
            tokio::spawn(async move {
                let taken = store.write(move |tx| {
                    let taken = budget::take(tx, &settings, &Whose { country: "DE", person: &who(n) });
                    std::thread::sleep(Duration::from_millis(2));
                    taken
                });
                matches!(taken.await.unwrap(), Budgeted::Within(_))
            })
        })
        .collect();
    let mut within = 0;
    for task in tasks {
        within += usize::from(task.await.unwrap());
    }
    assert_eq!(within, 10);
    assert_eq!(alerts(&app).await, [("day".into(), None, 80, false), ("day".into(), None, 100, false)]);
}

/// Answers each request with this, or never says a word. Gives its address.
async fn gateway(answer: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/send", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut line, _)) = listener.accept().await {
            let mut head = [0_u8; 4096];
            let _ = line.read(&mut head).await;
            if let Some(answer) = answer {
                let _ = line
                    .write_all(
                        format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").as_bytes(),
                    )
                    .await;
            }
            held.push(line);
        }
    });
    address
}

async fn set_up(app: &AppState, url: &str) {
    let config = json!({
        "kind": "webhook", "url": url, "body_kind": "form", "body": "to={to}&text={text}", "headers": [{ "name": "Authorization" }],
        "signed": true, "timeout": { "secs": 0, "nanos": 300_000_000 }, "ca_pem": null,
    });
    let secret =
        Secret::new(json!({ "signing_key": "0123456789abcdef", "header:authorization": "Bearer x" }).to_string());
    let put = app.store.write(move |tx| {
        let was = providers::get(tx, "sms")?.map(|row| row.version);
        providers::put(tx, "sms", &config, &secret, was)
    });
    assert!(put.await.unwrap().is_some());
}

/// In real time: with a paused clock a gateway would be late before it could answer.
#[tokio::test]
async fn what_surely_did_not_go_is_not_counted_and_what_may_have_is() {
    let (_folder, app) = staged::app_state(REAL).await;
    let settings = limits(100, 100, 100);
    let used = async || {
        let whose = who(1);
        let limit = latchkey_domain::limits::Limit { name: "sms-person-day", max: 100, window_secs: 86_400 };
        app.store.read(move |tx| latchkey_store::limits::peek(tx, &limit, whose.as_str())).await.unwrap().count
    };
    let send = async || super::send(&app, settings.clone(), german(), "604118 is your code", &who(1)).await;
    let later = |sent: Result<(), Unsent>| match sent.unwrap_err() {
        Unsent::Later(why) => {
            assert!(!why.contains("604118") && !why.contains("151"), "{why}");
            why
        }
        Unsent::Never(why) => panic!("{why}"),
    };
    assert!(later(send().await).contains("is not set up"));
    for (answer, says) in [("503 Away", "503"), ("429 Slowly", "429"), ("401 Who", "signing key"), ("400 What", "400")]
    {
        set_up(&app, &gateway(Some(answer)).await).await;
        assert!(later(send().await).contains(says), "{answer}");
    }
    set_up(&app, "http://127.0.0.1:1/").await;
    assert!(later(send().await).contains("cannot be reached"));
    assert_eq!(used().await, 0);
    set_up(&app, &gateway(Some("202 Accepted")).await).await;
    assert_eq!((send().await, used().await), (Ok(()), 1));
    set_up(&app, &gateway(None).await).await;
    assert!(later(send().await).contains("no answer in time"));
    assert_eq!(used().await, 2, "it may have gone, and cost");
}

#[tokio::test]
async fn by_a_gateway_that_takes_mail() {
    let (_folder, app) = staged::app_state("practice = true\n").await;
    let mails = MemoryBox::new(app.clock.clone());
    let out =
        Gateway::Out(SmsOutbox::Mail { outbox: Outbox::Memory(mails.clone()), pattern: "{number}@sms.example".into() });
    assert!(out.send(&german().e164, "604118").await.is_ok());
    assert_eq!((mails.all()[0].to.as_str(), mails.all()[0].text.as_str()), ("4915123456789@sms.example", "604118"));
    mails.set_away(true);
    let failure = out.send(&german().e164, "604118").await.err().unwrap();
    assert!(matches!(failure.why, Unsent::Later(_)) && !failure.perhaps_sent);
    // without a mail server it is a fault of the set-up
    let (_folder, app) = staged::app_state(REAL).await;
    let made = Gateway::new(&app.world(), GatewayConfig::Mail { pattern: "{number}@sms.example".into() });
    assert!(made.err().unwrap().to_string().contains("no mail server is configured"));
}
