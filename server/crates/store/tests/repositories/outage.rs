//! The database goes away and comes back: PostgreSQL behind a line that the test can cut.

use crate::support::{Db, clock, open, pg_url, with_schema};
use latchkey_store::{StoreError, settings};
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};

/// Passes bytes on to PostgreSQL while it is up; closes every connection at once when it is not.
struct Proxy {
    url: String,
    up: watch::Sender<bool>,
    cut: Arc<Notify>,
}

impl Proxy {
    async fn to(url: &str) -> Self {
        let (user, rest) = url.split_once('@').expect("LATCHKEY_TEST_PG_URL has user and password");
        let (server, database) = rest.split_once('/').unwrap();
        let (server, listener) = (server.to_owned(), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let url = format!("{user}@{}/{database}", listener.local_addr().unwrap());
        let (up, is_up) = watch::channel(true);
        let cut = Arc::new(Notify::new());
        let all_cut = Arc::clone(&cut);
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                if !*is_up.borrow() {
                    continue;
                }
                let (server, cut) = (server.clone(), Arc::clone(&all_cut));
                tokio::spawn(async move {
                    let mut far = TcpStream::connect(server).await.unwrap();
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                        () = cut.notified() => {}
                    }
                });
            }
        });
        Self { url, up, cut }
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
    line.cut.notify_waiters();
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    put(2).await.unwrap();
    store.ping().await.unwrap();

    line.up.send(false).unwrap();
    line.cut.notify_waiters();
    for _ in 0..3 {
        let both = async { (put(3).await, store.ping().await) };
        let answers = tokio::time::timeout(std::time::Duration::from_secs(12), both).await.expect("said soon");
        assert!(matches!(answers, (Err(StoreError::Unreachable(_)), Err(StoreError::Unreachable(_)))), "{answers:?}");
    }
    line.up.send(true).unwrap();
    put(4).await.unwrap();
    assert_eq!(store.read(|tx| settings::get::<i32>(tx, "n")).await.unwrap(), Some(4));

    // In the middle of a transaction: an error, and nothing half done.
    let cut = Arc::clone(&line.cut);
    let broken = store.write(move |tx| {
        settings::put(tx, "n", &5)?;
        cut.notify_waiters();
        std::thread::sleep(std::time::Duration::from_millis(100));
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
