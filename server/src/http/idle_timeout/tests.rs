//! Time stands still here and is put forward by whoever waits.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use std::net::IpAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

fn connection(buffer: usize) -> (DuplexStream, Timed<DuplexStream>, Arc<Activity>) {
    let (client, server) = duplex(buffer);
    let place = ConnectionLimit::new(1, 1, Vec::new()).take(IpAddr::from([192, 0, 2, 1])).unwrap();
    let activity = Arc::new(Activity::default());
    (client, Timed::new(server, activity.clone(), place), activity)
}

/// Reads until the end, and says after how many seconds it came.
async fn end(server: &mut Timed<DuplexStream>) -> (u64, io::Result<usize>) {
    let mut seconds = 0;
    let mut rest = Vec::new();
    let mut reading = Box::pin(server.read_to_end(&mut rest));
    loop {
        match tokio::time::timeout(Duration::from_secs(1), &mut reading).await {
            Ok(result) => return (seconds, result),
            Err(_) => seconds += 1,
        }
        assert!(seconds < 3600, "it never ends");
    }
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_has_ten_seconds() {
    let (_client, mut server, _) = connection(64);
    let (seconds, result) = end(&mut server).await;
    assert!((9..=10).contains(&seconds), "{seconds}");
    assert_eq!(result.unwrap_err().kind(), io::ErrorKind::TimedOut);
}

#[tokio::test(start_paused = true)]
async fn who_asks_for_nothing_is_closed_in_an_orderly_way() {
    let (mut client, mut server, _) = connection(64);
    client.write_all(b"PRI").await.unwrap();
    // What comes in is not what keeps it: pings come in, too.
    let pings = tokio::spawn(async move {
        while client.write_all(&[0; 17]).await.is_ok() {
            tokio::time::sleep(Duration::from_secs(3)).await;
        }
    });
    let (seconds, result) = end(&mut server).await;
    assert!((19..=21).contains(&seconds) && result.is_ok(), "{seconds} {result:?}");
    pings.abort();
}

#[tokio::test(start_paused = true)]
async fn a_request_is_waited_for_and_its_end_is_a_new_beginning() {
    let (mut client, mut server, activity) = connection(64);
    client.write_all(b"GET").await.unwrap();
    let under_way = activity.begin();
    let working = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(100)).await;
        drop(under_way);
    });
    let (seconds, _) = end(&mut server).await;
    assert!((119..=141).contains(&seconds), "{seconds}");
    working.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn small_writes_are_answers_to_pings_and_large_ones_are_answers() {
    for (size, expected) in [(17, 19..=21), (4096, 114..=141)] {
        let (client, mut server, _) = connection(1 << 20);
        let (mut from, mut to) = tokio::io::split(client);
        to.write_all(b"x").await.unwrap();
        let drain = tokio::spawn(async move { tokio::io::copy(&mut from, &mut tokio::io::sink()).await });
        server.read_exact(&mut [0]).await.unwrap();
        let mut seconds = 0_u64;
        let ended = loop {
            if seconds < 100 && seconds.is_multiple_of(5) {
                server.write_all(&vec![0; size]).await.unwrap();
            }
            let mut byte = [0];
            match tokio::time::timeout(Duration::from_secs(1), server.read(&mut byte)).await {
                Ok(_) => break seconds,
                Err(_) => seconds += 1,
            }
        };
        assert!(expected.contains(&ended), "{size}: {ended}");
        drain.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn who_takes_nothing_of_the_answer_is_not_waited_for() {
    let (mut client, mut server, _) = connection(64);
    client.write_all(b"GET").await.unwrap();
    server.read_exact(&mut [0; 3]).await.unwrap();
    let stuck = server.write_all(&[0; 100_000]).await.unwrap_err();
    assert_eq!(stuck.kind(), io::ErrorKind::TimedOut);
}
