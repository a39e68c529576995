//! The database goes away and comes back: PostgreSQL behind a line that the test can cut.

use crate::support::{Db, clock, open, pg_url, with_schema};
use latchkey_store::{StoreError, settings};
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Passes bytes on to PostgreSQL while it is up; closes every connection at once when it is not.
struct Proxy {
    url: String,
    up: watch::Sender<bool>,
    /// How often all were cut.
    cuts: watch::Sender<u32>,
    /// Connections that are open now.
    open: watch::Sender<usize>,
}

impl Proxy {
    async fn to(url: &str) -> Self {
        let (user, rest) = url.split_once('@').expect("LATCHKEY_TEST_PG_URL has user and password");
        let (server, database) = rest.split_once('/').unwrap();
        let (server, listener) = (server.to_owned(), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let url = format!("{user}@{}/{database}", listener.local_addr().unwrap());
        let (up, is_up) = watch::channel(true);
        let (cuts, open) = (watch::Sender::new(0), watch::Sender::new(0));
        let (all_cuts, counted) = (cuts.clone(), open.clone());
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                if !*is_up.borrow() {
                    continue;
                }
                let (server, mut cut, open) = (server.clone(), all_cuts.subscribe(), counted.clone());
                open.send_modify(|open| *open += 1);
                tokio::spawn(async move {
                    let mut far = TcpStream::connect(server).await.unwrap();
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                        _ = cut.changed() => {}
                    }
                    drop((near, far));
                    open.send_modify(|open| *open -= 1);
                });
            }
        });
        Self { url, up, cuts, open }
    }

    /// All of them, and they are closed afterwards.
    async fn cut_all(&self) {
        let mut open = self.open.subscribe();
        self.cuts.send_modify(|cuts| *cuts += 1);
        open.wait_for(|open| *open == 0).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn away_and_back() {
    let db = Db::postgres().await;
    let line = Proxy::to(&pg_url()).await;
    let store = open(&with_schema(&line.url, db.schema()), &clock()).await.unwrap();
    let put = |n: i32| store.write(move |tx| settings::put(tx, "n", &n));
    put(1).await.unwrap();

    // Idle connections die, the server is there again at once: nobody notices.
    line.cut_all().await;
    put(2).await.unwrap();
    store.ping().await.unwrap();

    line.up.send(false).unwrap();
    line.cut_all().await;
    for _ in 0..3 {
        let both = async { (put(3).await, store.ping().await) };
        let answers = tokio::time::timeout(std::time::Duration::from_secs(12), both).await.expect("said soon");
        assert!(matches!(answers, (Err(StoreError::Unreachable(_)), Err(StoreError::Unreachable(_)))), "{answers:?}");
    }
    line.up.send(true).unwrap();
    put(4).await.unwrap();
    assert_eq!(store.read(|tx| settings::get::<i32>(tx, "n")).await.unwrap(), Some(4));

    // In the middle of a transaction: an error, and nothing half done.
    let (line, runtime) = (Arc::new(line), tokio::runtime::Handle::current());
    let broken = store.write(move |tx| {
        settings::put(tx, "n", &5)?;
        runtime.block_on(line.cut_all());
        settings::put(tx, "m", &5)
    });
    assert!(matches!(broken.await, Err(StoreError::Unreachable(_))));
    assert_eq!(store.read(|tx| settings::get::<i32>(tx, "n")).await.unwrap(), Some(4));
    assert_eq!(store.read(|tx| settings::get::<i32>(tx, "m")).await.unwrap(), None);
}

#[tokio::test]
async fn away_from_the_start() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = open(&format!("postgres://me:top-secret@{nobody}/x"), &clock()).await.err().unwrap();
    assert!(matches!(&error, StoreError::Unreachable(_)), "{error}");
    assert!(!error.to_string().contains("top-secret"));
    let error = open("sqlite:///no/such/folder/latchkey.sqlite", &clock()).await.err().unwrap();
    assert!(matches!(error, StoreError::Unreachable(_)), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("not-a-database");
    std::fs::write(&file, "this is a letter to my aunt, not a database, and long enough to be read as one".repeat(50))
        .unwrap();
    let error = open(&format!("sqlite://{}", file.display()), &clock()).await.err().unwrap();
    assert!(matches!(error, StoreError::Corrupt(_)), "{error}");
}
