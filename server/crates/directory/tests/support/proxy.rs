//! A proxy before a directory server that can freeze, cut, or lose answers.

use latchkey_directory::ServerUrl;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    Fair,
    /// Connections stay and are accepted, and nothing moves: a stopped process, a dead switch.
    Frozen,
    /// What is sent arrives; what comes back does not.
    AnswersLost,
    /// Every connection is closed, and new ones are refused.
    Cut,
}

/// Stands between us and a controller, on the controller's own address (which its certificate
/// names) and another port.
pub struct Proxy {
    pub url: ServerUrl,
    sky: Arc<Sky>,
    at: SocketAddr,
}

struct Sky {
    weather: watch::Sender<Weather>,
    /// How many requests still pass before the weather turns, and into what.
    turn: Mutex<Option<(u32, Weather)>>,
    /// Bumped to close every connection that there is.
    storms: watch::Sender<u32>,
}

impl Sky {
    /// A request has come in and not gone out yet.
    fn request(&self) {
        let mut turn = self.turn.lock().unwrap();
        *turn = match turn.take() {
            Some((0, weather)) => {
                self.weather.send_replace(weather);
                None
            }
            Some((left, weather)) => Some((left - 1, weather)),
            None => None,
        };
    }
}

impl Proxy {
    pub async fn to(server: &ServerUrl) -> Self {
        Self::listening(server.host(), server).await
    }
    pub async fn listening(host: &str, server: &ServerUrl) -> Self {
        let listener = TcpListener::bind((host, 0)).await.unwrap();
        let at = listener.local_addr().unwrap();
        let sky = Arc::new(Sky {
            weather: watch::Sender::new(Weather::Fair),
            turn: Mutex::default(),
            storms: watch::Sender::new(0),
        });
        let target = (server.host().to_owned(), server.port());
        let scheme = if server.start_tls() { "ldap" } else { "ldaps" };
        let url = ServerUrl::parse(&format!("{scheme}://{at}")).unwrap();
        tokio::spawn(listen(listener, at, target, sky.clone()));
        Self { url, sky, at }
    }
    /// Lets so many requests of open connections and their answers pass; the next one finds the
    /// weather turned.
    pub fn turn_after(&self, requests: u32, weather: Weather) {
        *self.sky.turn.lock().unwrap() = Some((requests, weather));
    }
    pub fn is(&self, weather: Weather) -> bool {
        *self.sky.weather.borrow() == weather
    }
    /// Closes every connection, and takes new ones.
    pub fn hang_up(&self) {
        self.sky.storms.send_modify(|storms| *storms += 1);
    }
    pub async fn set(&self, weather: Weather) {
        self.sky.weather.send_replace(weather);
        // Until the port says so too.
        for _ in 0..200 {
            let accepts = TcpStream::connect(self.at).await.is_ok();
            if accepts != (weather == Weather::Cut) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the proxy did not become {weather:?}");
    }
}

async fn listen(first: TcpListener, at: SocketAddr, target: (String, u16), sky: Arc<Sky>) {
    let mut listener = Some(first);
    let mut weather = sky.weather.subscribe();
    loop {
        if *weather.borrow_and_update() == Weather::Cut {
            drop(listener.take());
            if weather.changed().await.is_err() {
                return;
            }
            continue;
        }
        let open = match &listener {
            Some(open) => open,
            None => listener.insert(TcpListener::bind(at).await.unwrap()),
        };
        tokio::select! {
            accepted = open.accept() => {
                let (client, _) = accepted.unwrap();
                tokio::spawn(carry(client, target.clone(), sky.clone()));
            }
            changed = weather.changed() => if changed.is_err() { return },
        }
    }
}

async fn carry(client: TcpStream, target: (String, u16), sky: Arc<Sky>) {
    let Ok(server) = TcpStream::connect(target).await else { return };
    let (mut weather, mut storms) = (sky.weather.subscribe(), sky.storms.subscribe());
    let (client_in, client_out) = client.into_split();
    let (server_in, server_out) = server.into_split();
    let there = pump(client_in, server_out, weather.clone(), &[Weather::Fair, Weather::AnswersLost], || sky.request());
    let back = pump(server_in, client_out, weather.clone(), &[Weather::Fair], || {});
    tokio::select! {
        // what ends the connection comes first: an answer that was held back must not slip through
        // where the weather clears up right after
        biased;
        _ = storms.changed() => {}
        _ = weather.wait_for(|weather| *weather == Weather::Cut) => {}
        () = there => {}
        () = back => {}
    }
}

async fn pump(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    mut weather: watch::Receiver<Weather>,
    moves_in: &[Weather],
    read: impl Fn(),
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        read();
        if weather.wait_for(|weather| moves_in.contains(weather)).await.is_err() {
            return;
        }
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}
