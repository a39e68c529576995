use crate::support::{Db, on_both};
use latchkey_store::StoreError;

/// Tables of ours, whatever they are.
fn tables(db: &Db) -> i64 {
    if db.is_sqlite() {
        db.number("SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'")
    } else {
        db.number(&format!("SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = '{}' AND table_name NOT LIKE '\\_\\_%'", db.schema()))
    }
}

async fn up_down_up(db: Db) {
    let pending = db.store.pending().await.unwrap();
    assert!(!pending.is_empty());
    assert_eq!(tables(&db), 0);
    assert_eq!(db.store.migrate().await.unwrap(), pending);
    let full = tables(&db);
    assert!(full > 15, "{full}");
    assert!(db.store.pending().await.unwrap().is_empty());
    assert!(db.store.migrate().await.unwrap().is_empty());
    for _ in &pending {
        assert!(db.store.migrate_down().await.unwrap().is_some());
    }
    assert_eq!((tables(&db), db.store.migrate_down().await.unwrap()), (0, None));
    assert_eq!(db.store.migrate().await.unwrap(), pending);
    assert_eq!(tables(&db), full);
    db.directory().await;
}

#[tokio::test]
async fn up_down_up_on_sqlite() {
    up_down_up(Db::sqlite_bare().await).await;
}
#[tokio::test]
async fn up_down_up_on_postgres() {
    up_down_up(Db::postgres_bare().await).await;
}

/// Two servers that start at the same moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_servers_migrate_at_once() {
    let db = Db::postgres_bare().await;
    let other = db.second().await;
    let (a, b) = tokio::join!(db.store.migrate(), other.migrate());
    assert_eq!(
        a.unwrap().len() + b.unwrap().len(),
        db.number("SELECT count(*) AS n FROM __diesel_schema_migrations") as usize
    );
}

on_both! {
    async fn settings_and_transactions(db) {
        use latchkey_store::settings;
        db.write(|tx| settings::put(tx, "a", &vec![1, 2])).await;
        db.write(|tx| settings::put(tx, "a", &vec![3])).await;
        assert_eq!(db.read(|tx| settings::get::<Vec<i32>>(tx, "a")).await, Some(vec![3]));
        assert_eq!(db.read(|tx| settings::get::<i32>(tx, "none")).await, None);
        let failed: Result<(), _> = db.store.write(|tx| {
            settings::put(tx, "b", &1)?;
            Err(StoreError::Other("changed my mind".into()))
        }).await;
        assert!(failed.is_err());
        assert_eq!(db.read(|tx| settings::get::<i32>(tx, "b")).await, None);
        let refused = db.store.read(|tx| settings::put(tx, "c", &1)).await;
        assert!(matches!(refused, Err(StoreError::Other(text)) if text.contains("Store::read")));
        let panicked = db.store.write(|tx| {
            settings::put(tx, "d", &1)?;
            if tx.now().0 > 0 { panic!("in the middle") }
            Ok(())
        }).await;
        assert!(panicked.is_err());
        assert_eq!(db.read(|tx| settings::get::<i32>(tx, "d")).await, None);
        db.write(|tx| settings::put(tx, "e", &1)).await;
        db.store.ping().await.unwrap();
    }

    /// Whoever writes at the same moment may share a commit, and nothing else: each hears what became of
    /// their own, and what one takes back is theirs alone.
    async fn at_once_and_each_alone(db) {
        use latchkey_store::settings;
        let work = |n: usize| {
            let store = db.store.clone();
            tokio::spawn(async move {
                let key = format!("n{n}");
                let done = store.write(move |tx| {
                    settings::put(tx, &key, &n)?;
                    match n % 5 {
                        1 => Err(StoreError::Other(format!("{n} changed its mind"))),
                        2 => panic!("in the middle"),
                        _ => Ok(n),
                    }
                });
                (n, done.await)
            })
        };
        let all: Vec<_> = (0..100).map(work).collect();
        for task in all {
            let (n, done) = task.await.unwrap();
            let key = format!("n{n}");
            let kept = db.read(move |tx| settings::get::<usize>(tx, &key)).await;
            match n % 5 {
                1 => assert!(matches!(done, Err(StoreError::Other(text)) if text == format!("{n} changed its mind"))),
                2 => assert!(matches!(done, Err(StoreError::Other(text)) if text.contains("panicked"))),
                _ => assert_eq!(done.unwrap(), n),
            }
            assert_eq!(kept, (!matches!(n % 5, 1 | 2)).then_some(n));
        }
    }
}
