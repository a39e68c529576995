//! Against the lab's FreeRADIUS, and against small servers that misbehave on purpose.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(clippy::disallowed_methods, reason = "how long a real exchange took")]

use latchkey_domain::Secret;
use latchkey_providers::radius::{Answer, Challenge, Radius, RadiusConfig, RadiusServer};
use latchkey_testkit::TestEntropy;
use latchkey_web::ProviderError;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::UdpSocket;
use tokio::sync::watch;

const SECRET: &str = "the stand-in's shared secret";

fn lab(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run make test"))
}
fn real() -> RadiusServer {
    server(&lab("LATCHKEY_TEST_RADIUS_ADDR"), &lab("LATCHKEY_TEST_RADIUS_SECRET"))
}
fn server(address: &str, secret: &str) -> RadiusServer {
    let (host, port) = address.rsplit_once(':').unwrap();
    RadiusServer { host: host.into(), port: port.parse().unwrap(), secret: Secret::new(secret) }
}
fn radius(servers: Vec<RadiusServer>, timeout: Duration, tries: u8) -> Radius {
    let config = RadiusConfig { servers, timeout, tries, nas_identifier: "latchkey-test".into() };
    Radius::new(config, Arc::new(TestEntropy::seeded(std::process::id().into()))).unwrap()
}
/// One server, patient.
fn of(server: RadiusServer) -> Radius {
    radius(vec![server], Duration::from_secs(5), 3)
}
async fn ask(radius: &Radius, passcode: &str, challenge: Option<&Challenge>) -> Result<Answer, ProviderError> {
    radius.ask("anna", &Secret::new(passcode), challenge).await
}
async fn port() -> (UdpSocket, RadiusServer) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let server = server(&socket.local_addr().unwrap().to_string(), SECRET);
    (socket, server)
}
/// Packets, and the port that each came from.
type Packets = Vec<(Vec<u8>, u16)>;

/// A server that takes everything and answers nothing.
struct Mute {
    at: SocketAddr,
    came: watch::Receiver<Packets>,
}
impl Mute {
    fn new(socket: UdpSocket) -> Self {
        let at = socket.local_addr().unwrap();
        let (kept, came) = watch::channel(Packets::new());
        tokio::spawn(async move {
            let mut buffer = vec![0; 5000];
            while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
                kept.send_modify(|all| all.push((buffer[..length].to_vec(), from.port())));
            }
        });
        Self { at, came }
    }
    /// All that was sent before: a packet of our own comes after it.
    async fn came(&self) -> Packets {
        let last = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        last.send_to(b"the last one", self.at).await.unwrap();
        let own = last.local_addr().unwrap().port();
        let mut came = self.came.clone();
        let mut all = came.wait_for(|all| all.iter().any(|(_, from)| *from == own)).await.unwrap().clone();
        all.retain(|(_, from)| *from != own);
        all
    }
}
fn rejected(message: &str) -> Result<Answer, ProviderError> {
    Ok(Answer::Reject { message: Some(message.into()) })
}

#[tokio::test]
async fn right_and_wrong() {
    let radius = of(real());
    assert_eq!(ask(&radius, "246810", None).await, Ok(Answer::Accept));
    for wrong in ["246811", "135790", "24681", &"9".repeat(128)] {
        assert_eq!(ask(&radius, wrong, None).await, rejected("Wrong passcode"), "{wrong}");
    }
    assert_eq!(radius.ask("Jörg Ærø-Nuñez", &Secret::new("246810"), None).await, Ok(Answer::Accept));
    assert_eq!(radius.check().await, Ok(()));
}

#[tokio::test]
async fn challenge_then_accept() {
    let radius = of(real());
    let Ok(Answer::Challenge { challenge, message }) = ask(&radius, "push", None).await else { panic!("no challenge") };
    assert_eq!(message.as_deref(), Some("Enter the second code"));
    assert_eq!(format!("{challenge:?}"), "Challenge(…)");
    // it is kept in a row of the database between two requests
    let kept = serde_json::to_string(&challenge).unwrap();
    let challenge: Challenge = serde_json::from_str(&kept).unwrap();
    assert_eq!(ask(&radius, "000000", Some(&challenge)).await, rejected("Wrong passcode"));
    assert_eq!(ask(&radius, "135790", Some(&challenge)).await, Ok(Answer::Accept));
}

#[tokio::test]
async fn nothing_is_sent_that_cannot_be_right() {
    let (socket, server) = port().await;
    let mute = Mute::new(socket);
    let radius = of(server);
    for (user, passcode) in [("anna", ""), ("anna", "1\0"), ("anna", &"1".repeat(129)), ("", "1"), ("a\nb", "1")] {
        assert_eq!(radius.ask(user, &Secret::new(passcode), None).await, Ok(Answer::Reject { message: None }));
    }
    assert!(mute.came().await.is_empty());
}

/// A real server is silent then (RFC 3579 3.2), and the sentence has to say what silence may mean.
#[tokio::test]
async fn another_secret_than_the_servers() {
    let wrong = RadiusServer { secret: Secret::new("not the lab's secret"), ..real() };
    let radius = radius(vec![wrong], Duration::from_millis(800), 2);
    let Err(ProviderError::Away(text)) = ask(&radius, "246810", None).await else { panic!("believed") };
    assert!(text.contains("another shared secret") && text.contains("0.8 s"), "{text}");
    assert!(!text.contains("not the lab's secret") && !text.contains("246810") && !text.contains("anna"), "{text}");
    assert!(matches!(radius.check().await, Err(ProviderError::Away(_))));
}

/// A careless server that answers all the same.
#[tokio::test]
async fn an_answer_made_with_another_secret() {
    let (socket, server) = port().await;
    let task = tokio::spawn(async move {
        let mut buffer = vec![0; 5000];
        let (_, from) = socket.recv_from(&mut buffer).await.unwrap();
        let answer = [&[2, buffer[1], 0, 38][..], &[1; 16], &[80, 18], &[1; 16]].concat();
        socket.send_to(&answer, from).await.unwrap();
        socket
    });
    let place = server.place();
    let radius = radius(vec![server], Duration::from_millis(500), 1);
    let said = ask(&radius, "246810", None).await;
    let wanted =
        format!("the RADIUS server {place} answers, but the answer’s signature does not fit: check the shared secret");
    assert_eq!(said, Err(ProviderError::Setup(wanted)));
    task.await.unwrap();
}

/// The lab answers this user as servers did before CVE-2024-3596: with a Response Authenticator only.
#[tokio::test]
async fn answers_without_message_authenticator_are_refused() {
    let radius = radius(vec![real()], Duration::from_millis(500), 1);
    let Err(ProviderError::Setup(text)) = radius.ask("unsigned", &Secret::new("246810"), None).await else {
        panic!("believed")
    };
    assert!(text.contains("CVE-2024-3596") && text.contains("Message-Authenticator"), "{text}");
}

#[tokio::test]
async fn the_second_server_when_the_first_is_dead() {
    let (socket, dead) = port().await;
    drop(socket); // its port answers with ICMP "unreachable": no reason to wait
    let begun = Instant::now();
    let radius = radius(vec![dead.clone(), real()], Duration::from_secs(20), 3);
    assert_eq!(ask(&radius, "246810", None).await, Ok(Answer::Accept));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let Err(ProviderError::Away(text)) = radius.check().await else { panic!("the dead server is not noticed") };
    assert!(text.contains(&dead.place()) && text.contains("nothing listens"), "{text}");
}

#[tokio::test]
async fn the_second_server_when_the_first_is_silent_unknown_or_not_to_be_believed() {
    let (socket, server) = port().await;
    let mute = Mute::new(socket);
    let unknown = RadiusServer { host: "radius.invalid".into(), port: 1812, secret: Secret::new(SECRET) };
    let radius = radius(vec![server, unknown, real()], Duration::from_millis(1000), 2);
    assert_eq!(ask(&radius, "246810", None).await, Ok(Answer::Accept));
    // and the challenge is met where it was given, without asking the first one
    let Ok(Answer::Challenge { challenge, .. }) = ask(&radius, "push", None).await else { panic!("no challenge") };
    let begun = Instant::now();
    assert_eq!(ask(&radius, "135790", Some(&challenge)).await, Ok(Answer::Accept));
    assert!(begun.elapsed() < Duration::from_millis(900), "{:?}", begun.elapsed());
    assert_eq!(mute.came().await.len(), 4, "two questions, each sent twice");
}

#[tokio::test]
async fn a_challenge_of_a_server_that_is_gone() {
    let Ok(Answer::Challenge { challenge, .. }) = ask(&of(real()), "push", None).await else { panic!("no challenge") };
    let (socket, other) = port().await;
    let mute = Mute::new(socket);
    let Err(ProviderError::Away(text)) = ask(&of(other), "135790", Some(&challenge)).await else { panic!("sent on") };
    assert!(text.contains("no longer configured"), "{text}");
    assert!(mute.came().await.is_empty(), "another server learned the passcode");
}

#[tokio::test]
async fn a_server_that_never_answers() {
    let (socket, server) = port().await;
    let mute = Mute::new(socket);
    let begun = Instant::now();
    let radius = radius(vec![server], Duration::from_millis(700), 3);
    assert!(matches!(ask(&radius, "246810", None).await, Err(ProviderError::Away(_))));
    let took = begun.elapsed();
    assert!((Duration::from_millis(600)..Duration::from_millis(1500)).contains(&took), "{took:?}");
    // RFC 5080 2.2.1: the same packet from the same port, so that the server knows it again
    let came = mute.came().await;
    assert_eq!(came.len(), 3);
    assert!(came.iter().all(|one| *one == came[0]));
    assert_eq!(came[0].0[20..22], [80, 18], "signed, and the signature first");
    assert!(!came[0].0.windows(6).any(|part| part == b"246810"));
}

#[tokio::test]
async fn no_two_questions_are_alike() {
    let (socket, server) = port().await;
    let mute = Mute::new(socket);
    let radius = radius(vec![server], Duration::from_millis(100), 1);
    for _ in 0..4 {
        assert!(ask(&radius, "246810", None).await.is_err());
    }
    let came = mute.came().await;
    for (nth, (packet, _)) in came.iter().enumerate() {
        assert!(came[..nth].iter().all(|(earlier, _)| earlier[4..20] != packet[4..20]), "Request Authenticator twice");
    }
    assert_eq!(came.len(), 4);
}

/// The answer is perfect, but another port sent it; then noise from the right one; then the truth.
#[tokio::test]
async fn answers_from_elsewhere_are_ignored() {
    let (socket, server) = port().await;
    let genuine = real();
    let relay = tokio::spawn(async move {
        let mut buffer = vec![0; 5000];
        let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
        let question = buffer[..length].to_vec();
        let upstream = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        upstream.send_to(&question, (genuine.host.as_str(), genuine.port)).await.unwrap();
        let length = upstream.recv(&mut buffer).await.unwrap();
        let elsewhere = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        elsewhere.send_to(&buffer[..length], from).await.unwrap();
        for noise in [&b""[..], b"x", &[2; 20], &[0xff; 4500], &buffer[..length - 1]] {
            socket.send_to(noise, from).await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(400)).await;
        socket.send_to(&buffer[..length], from).await.unwrap();
    });
    let server = RadiusServer { secret: real().secret, ..server };
    let begun = Instant::now();
    assert_eq!(ask(&radius(vec![server], Duration::from_secs(5), 1), "246810", None).await, Ok(Answer::Accept));
    assert!(begun.elapsed() >= Duration::from_millis(390), "the stranger was believed: {:?}", begun.elapsed());
    relay.await.unwrap();
}

/// A flood of nonsense holds nobody longer than the time-out.
#[tokio::test]
async fn strangers_cannot_prolong_the_wait() {
    let (socket, server) = port().await;
    let flood = tokio::spawn(async move {
        let mut buffer = vec![0; 5000];
        let (_, from) = socket.recv_from(&mut buffer).await.unwrap();
        loop {
            let _ = socket.send_to(&[2; 64], from).await;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
    let begun = Instant::now();
    let said = ask(&radius(vec![server], Duration::from_millis(500), 2), "246810", None).await;
    assert!(matches!(said, Err(ProviderError::Away(_))), "{said:?}");
    assert!(begun.elapsed() < Duration::from_millis(1500), "{:?}", begun.elapsed());
    flood.abort();
}
