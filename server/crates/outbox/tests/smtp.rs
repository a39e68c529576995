//! Against the lab's mail catcher, and against small servers that misbehave on purpose.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use latchkey_domain::Secret;
use latchkey_outbox::{Mail, Outbox, Security, SendError, SmtpConfig};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The catcher refuses "the next mail": one test at a time.
static CATCHER: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn lab(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run make test"))
}

fn config(address: &str, security: Security, ca_pem: Option<String>) -> SmtpConfig {
    let (host, port) = address.rsplit_once(':').unwrap();
    SmtpConfig {
        host: host.into(),
        port: port.parse().unwrap(),
        security,
        username: None,
        password: None,
        from: "Nordström IT <it@northwind.example>".into(),
        ca_pem,
        timeout: Duration::from_secs(5),
    }
}
fn outbox(config: SmtpConfig) -> Outbox {
    Outbox::smtp(config).unwrap()
}
fn lab_outbox() -> Outbox {
    let ca = std::fs::read_to_string(lab("LATCHKEY_TEST_SMTP_CA")).unwrap();
    outbox(config(&lab("LATCHKEY_TEST_SMTP_ADDR"), Security::StartTls, Some(ca)))
}
fn mail(test: &str) -> Mail {
    Mail {
        to: format!("{test}-{}@example.com", std::process::id()),
        subject: "Dein Schlüssel".into(),
        text: "Grüße, Anna\n.\n.. dots\nFrom here, 100 %\n604118\n".into(),
        html: "<!doctype html><p>Grüße, Anna &amp; 604118</p>".into(),
    }
}

/// GET on the catcher's API, parsed.
async fn api(path: &str) -> serde_json::Value {
    let base = lab("LATCHKEY_TEST_MAIL_API");
    let rest = base.strip_prefix("http://").unwrap();
    let (host, root) = rest.split_once('/').unwrap();
    let mut line = TcpStream::connect(host).await.unwrap();
    let request = format!("GET /{root}{path} HTTP/1.0\r\nHost: {host}\r\n\r\n");
    line.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}
async fn arrived(mail: &Mail) -> Vec<serde_json::Value> {
    api(&format!("/mails?to={}", mail.to)).await.as_array().unwrap().clone()
}

fn temporary(result: Result<(), SendError>) -> String {
    match result {
        Err(SendError::Temporary(text)) => text,
        other => panic!("not temporary: {other:?}"),
    }
}
fn setup(result: Result<(), SendError>) -> String {
    match result {
        Err(SendError::Setup(text)) => text,
        other => panic!("not a set-up fault: {other:?}"),
    }
}

#[tokio::test]
async fn arrives_encrypted_and_whole() {
    let _alone = CATCHER.lock().await;
    let mail = mail("arrives");
    let outbox = lab_outbox();
    outbox.check().await.unwrap();
    outbox.send(&mail).await.unwrap();
    let got = &arrived(&mail).await[0];
    assert_eq!(got["tls"], true);
    assert_eq!(got["subject"], mail.subject);
    assert_eq!(got["mail_from"], "it@northwind.example");
    assert_eq!(got["text"].as_str().unwrap().replace("\r\n", "\n").trim_end(), mail.text.trim_end());
    assert_eq!(got["html"].as_str().unwrap().trim_end(), mail.html);
    assert_eq!(got["headers"]["Auto-Submitted"], "auto-generated");
    assert_eq!(got["headers"]["From"], "Nordström IT <it@northwind.example>");
}

#[tokio::test]
async fn tls_from_the_first_byte() {
    let _alone = CATCHER.lock().await;
    let ca = std::fs::read_to_string(lab("LATCHKEY_TEST_SMTP_CA")).unwrap();
    let address = lab("LATCHKEY_TEST_SMTPS_ADDR");
    let mail = mail("smtps");
    outbox(config(&address, Security::Tls, Some(ca.clone()))).send(&mail).await.unwrap();
    assert_eq!(arrived(&mail).await[0]["tls"], true);
    // asked the wrong way round, either way
    let mut wrong = config(&address, Security::StartTls, Some(ca.clone()));
    wrong.timeout = Duration::from_secs(1);
    assert!(temporary(outbox(wrong).check().await).contains("did not answer within 1 s"));
    let plain = config(&lab("LATCHKEY_TEST_SMTP_ADDR"), Security::Tls, Some(ca));
    assert!(setup(outbox(plain).check().await).contains("does not speak TLS on this port"));
}

#[tokio::test]
async fn many_at_once_over_kept_connections() {
    let _alone = CATCHER.lock().await;
    let outbox = lab_outbox();
    let mail = mail("many");
    let sends = (0..30).map(|_| {
        let (outbox, mail) = (outbox.clone(), mail.clone());
        tokio::spawn(async move { outbox.send(&mail).await })
    });
    for sent in sends.collect::<Vec<_>>() {
        sent.await.unwrap().unwrap();
    }
    assert_eq!(arrived(&mail).await.len(), 30);
}

#[tokio::test]
async fn an_authority_that_is_not_trusted() {
    // not given at all: the machine's own do not know it
    let said = setup(outbox(config(&lab("LATCHKEY_TEST_SMTP_ADDR"), Security::StartTls, None)).check().await);
    assert!(said.contains("certificate") && said.contains("authority that is not trusted here"), "{said}");
}

#[tokio::test]
async fn a_certificate_for_another_name() {
    let ca = std::fs::read_to_string(lab("LATCHKEY_TEST_SMTP_CA")).unwrap();
    let address = lab("LATCHKEY_TEST_SMTP_ADDR").replace("127.0.0.1", "127.0.0.2");
    let (_, port) = address.rsplit_once(':').unwrap();
    // the catcher listens on 127.0.0.1 only: reach it by a name that its certificate lacks
    let Ok(listener) = TcpListener::bind("127.0.0.2:0").await else { panic!("127.0.0.2 is no loopback address here") };
    let relay = listener.local_addr().unwrap();
    let target = format!("127.0.0.1:{port}");
    tokio::spawn(async move {
        let (mut inside, _) = listener.accept().await.unwrap();
        let mut outside = TcpStream::connect(target).await.unwrap();
        let _ = tokio::io::copy_bidirectional(&mut inside, &mut outside).await;
    });
    let said = setup(outbox(config(&relay.to_string(), Security::StartTls, Some(ca))).check().await);
    assert!(said.contains("made out to another name"), "{said}");
}

#[tokio::test]
async fn refused_once_then_taken() {
    let _alone = CATCHER.lock().await;
    let outbox = lab_outbox();
    let mail = mail("refused");
    outbox.check().await.unwrap();
    api("/fail?code=451").await;
    let said = temporary(outbox.send(&mail).await);
    assert!(said.contains("451") && !said.contains('@'), "{said}");
    outbox.send(&mail).await.unwrap();
    api("/fail?code=554").await;
    match outbox.send(&mail).await {
        Err(SendError::Permanent(said)) => assert!(said.contains("554") && !said.contains('@'), "{said}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(arrived(&mail).await.len(), 1, "each answer belongs to its message");
}

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let said = temporary(outbox(config(&address, Security::StartTls, None)).send(&mail("gone")).await);
    assert!(said.contains("takes no connections"), "{said}");
    let said = temporary(outbox(config("no-such-host.invalid:25", Security::StartTls, None)).check().await);
    assert!(said.contains("cannot be reached"), "{said}");
}

/// A server that says what it is told to: `(what the line starts with, the answer)`; anything else
/// gets 250, after DATA's full stop `at_end`. An empty answer: never answers again.
struct Script {
    greeting: &'static str,
    answers: &'static [(&'static str, &'static str)],
    at_end: &'static str,
}
const POLITE: Script = Script {
    greeting: "220 hello\r\n",
    answers: &[("EHLO", "250-x\r\n250 AUTH PLAIN LOGIN\r\n")],
    at_end: "250 ok\r\n",
};

async fn serve(line: TcpStream, script: Script) {
    let (reader, mut writer) = line.into_split();
    let mut reader = BufReader::new(reader).lines();
    writer.write_all(script.greeting.as_bytes()).await.unwrap();
    let mut in_data = false;
    while let Ok(Some(said)) = reader.next_line().await {
        let answer = if in_data {
            if said != "." {
                continue;
            }
            in_data = false;
            script.at_end
        } else {
            match script.answers.iter().find(|(start, _)| said.starts_with(start)) {
                Some((_, answer)) => answer,
                None if said == "DATA" => {
                    in_data = true;
                    "354 go on\r\n"
                }
                None => "250 ok\r\n",
            }
        };
        if answer.is_empty() {
            std::future::pending::<()>().await;
        }
        if writer.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// A server on a free port; each connection gets the next script.
async fn scripted(scripts: Vec<Script>) -> SmtpConfig {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        for script in scripts {
            let (line, _) = listener.accept().await.unwrap();
            tokio::spawn(serve(line, script));
        }
        std::future::pending::<()>().await;
    });
    let mut config = config(&address, Security::PlainLoopback, None);
    config.timeout = Duration::from_millis(900);
    config
}

#[tokio::test]
async fn user_name_or_password_refused() {
    let answers: &[_] =
        &[("EHLO", "250-x\r\n250 AUTH PLAIN\r\n"), ("AUTH", "535 5.7.8 no such user it@northwind.example\r\n")];
    let mut config = scripted(vec![Script { answers, ..POLITE }]).await;
    config.username = Some("it@northwind.example".into());
    config.password = Some(Secret::new("hunter2"));
    let said = setup(outbox(config).check().await);
    assert!(said.contains("refused our user name or password (535 5.7.8)"), "{said}");
    assert!(!said.contains('@') && !said.contains("hunter2"));
}

#[tokio::test]
async fn no_way_to_sign_in() {
    let mut config = scripted(vec![Script { answers: &[("EHLO", "250 x\r\n")], ..POLITE }]).await;
    config.username = Some("it".into());
    config.password = Some(Secret::new("hunter2"));
    assert!(setup(outbox(config).check().await).contains("no way to sign in"));
}

#[tokio::test]
async fn encryption_is_never_left_out() {
    let mut config = scripted(vec![POLITE]).await;
    config.security = Security::StartTls;
    assert!(setup(outbox(config).send(&mail("strip")).await).contains("offers no encryption"));
}

#[tokio::test]
async fn relaying_denied_concerns_everybody_and_an_unknown_person_one() {
    let denied: &[_] = &[("RCPT", "554 5.7.1 <a@example.com>: Relay access denied\r\n")];
    let config = scripted(vec![Script { answers: denied, ..POLITE }]).await;
    let said = setup(outbox(config).send(&mail("relay")).await);
    assert!(said.contains("554 5.7.1") && !said.contains('@'), "{said}");

    let unknown: &[_] = &[("RCPT", "550 5.1.1 <a@example.com>: unknown\r\n")];
    let config = scripted(vec![Script { answers: unknown, ..POLITE }]).await;
    match outbox(config).send(&mail("unknown")).await {
        Err(SendError::Permanent(said)) => assert!(said.contains("550 5.1.1") && !said.contains('@'), "{said}"),
        other => panic!("{other:?}"),
    }
}

async fn in_two_seconds<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(2), work).await.expect("bounded by the configured time-out of 0.9 s")
}

#[tokio::test]
async fn a_server_that_hangs_costs_no_more_than_the_time_out() {
    for script in [
        Script { greeting: "", answers: &[("", "")], ..POLITE },
        Script { answers: &[("EHLO", "")], ..POLITE },
        Script { answers: &[("MAIL", "")], ..POLITE },
        Script { at_end: "", ..POLITE },
    ] {
        let outbox = outbox(scripted(vec![script]).await);
        let said = temporary(in_two_seconds(outbox.send(&mail("hang"))).await);
        assert!(said.contains("did not answer"), "{said}");
    }
}

/// Frozen in the middle of the handshake: STARTTLS is accepted and then nothing more comes.
#[tokio::test]
async fn a_server_that_hangs_in_the_handshake() {
    let answers: &[_] = &[("EHLO", "250-x\r\n250 STARTTLS\r\n"), ("STARTTLS", "220 go on\r\n"), ("", "")];
    let mut config = scripted(vec![Script { answers, ..POLITE }]).await;
    config.security = Security::StartTls;
    temporary(in_two_seconds(outbox(config).check()).await);
}

/// After a lost answer the line is not used again: the next message gets its own answers.
#[tokio::test]
async fn a_line_with_a_lost_answer_is_not_kept() {
    let outbox = outbox(
        scripted(vec![Script { at_end: "", ..POLITE }, Script { at_end: "554 no\r\n", ..POLITE }, POLITE]).await,
    );
    temporary(outbox.send(&mail("lost")).await);
    assert!(matches!(outbox.send(&mail("second")).await, Err(SendError::Permanent(_))));
    outbox.send(&mail("third")).await.unwrap();
    outbox.send(&mail("fourth")).await.unwrap();
}
