//! Connections that nobody uses, and one client that wants them all: against the program itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod http_common;

use http_common::{Program, run};
use latchkey::http::listen::MOST_OF_ONE;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;
use tokio::net::TcpSocket;

// RFC 9113 6: types of frames, and the flag of an answer.
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const ACK: u8 = 1;

/// An HTTP/2 client as simple as one can be.
struct Client {
    stream: TcpStream,
    came: Vec<u8>,
}

impl Client {
    fn connect(program: &Program) -> Self {
        let stream = program.connect();
        stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        let mut client = Self { stream, came: Vec::new() };
        client.stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
        client.send(SETTINGS, 0, 0, b"").unwrap();
        client
    }

    fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> std::io::Result<()> {
        let mut frame = u32::try_from(payload.len()).unwrap().to_be_bytes()[1..].to_vec();
        frame.extend([kind, flags]);
        frame.extend(stream.to_be_bytes());
        frame.extend(payload);
        self.stream.write_all(&frame)
    }

    /// RFC 7541: indexed `:method GET` and `:scheme http`, the path in the clear.
    fn ask_for(&mut self, path: &str, stream: u32) {
        let mut block = vec![0x82, 0x86, 0x04, u8::try_from(path.len()).unwrap()];
        block.extend(path.bytes());
        self.send(HEADERS, 0x4 | 0x1, stream, &block).unwrap();
    }

    /// Frames of about a second, settings and pings answered; `None`: the connection is closed.
    fn listen(&mut self) -> Option<Vec<(u8, Vec<u8>)>> {
        let mut frames = Vec::new();
        let mut buffer = [0; 4096];
        match self.stream.read(&mut buffer) {
            Ok(0) => return None,
            Ok(n) => self.came.extend(&buffer[..n]),
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => return None,
        }
        while self.came.len() >= 9 {
            let length = u32::from_be_bytes([0, self.came[0], self.came[1], self.came[2]]) as usize;
            if self.came.len() < 9 + length {
                break;
            }
            let (kind, flags) = (self.came[3], self.came[4]);
            let payload = self.came[9..9 + length].to_vec();
            self.came.drain(..9 + length);
            if matches!(kind, SETTINGS | PING) && flags & ACK == 0 {
                let _ = self.send(kind, ACK, 0, if kind == PING { &payload } else { b"" });
            }
            frames.push((kind, payload));
        }
        Some(frames)
    }
}

#[test]
fn an_http2_connection_that_only_answers_pings_is_closed() {
    let program = Program::practice();
    let mut client = Client::connect(&program);
    client.ask_for("/healthz", 1);
    let mut answered = false;
    for _ in 0..10 {
        for (kind, block) in client.listen().expect("closed too early") {
            answered |= kind == HEADERS && block.first() == Some(&0x88); // :status 200
        }
        if answered {
            break;
        }
    }
    assert!(answered, "this is HTTP/2, and it works");
    // From here on it only keeps the line warm, as one does who wants all the places.
    for second in 0..60 {
        let _ = client.send(PING, 0, 0, b"still me");
        std::thread::sleep(Duration::from_secs(1));
        if client.listen().is_none() {
            assert!(second > 12, "closed after {second} seconds: somebody may be thinking");
            assert!(program.get("/healthz").contains("alive"));
            return;
        }
    }
    panic!("a minute without a request, and still open");
}

/// Whether the server lets this connection in.
fn is_served(mut stream: TcpStream) -> bool {
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let asked = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    asked.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200")
}

#[test]
fn one_client_cannot_take_all_the_places() {
    let program = Program::practice();
    let address: SocketAddr = program.address.parse().unwrap();
    let from = |host: &'static str| {
        run(async move {
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind(format!("{host}:0").parse().unwrap()).unwrap();
            let stream = socket.connect(address).await.unwrap().into_std().unwrap();
            stream.set_nonblocking(false).unwrap();
            stream
        })
    };
    let mut held: Vec<TcpStream> = (0..MOST_OF_ONE).map(|_| from("127.0.0.7")).collect();
    // Each is let in by a task of its own: until the last one is, one more may be before it.
    let full = (0..50).any(|_| !is_served(from("127.0.0.7")));
    assert!(full && !is_served(from("127.0.0.7")), "one more than it may");
    assert!(is_served(from("127.0.0.8")), "others are served all the same");
    held.pop();
    let again = (0..20).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        is_served(from("127.0.0.7"))
    });
    assert!(again, "a place that was given back can be taken");
}
