//! The store as the services see it: `read` and `write` run a closure in one transaction on the
//! blocking pool and give it a [`Tx`].

use crate::audit::PendingRow;
use crate::connection::{AnyConnection, Place};
use crate::group_commit::{self, GroupCommit, QueuedWrite};
use crate::keys::{self, Place as SealedPlace};
use crate::pool::{self, Pool, Pooled};
use crate::sealed::Column;
use crate::{Keys, StoreError, StoreResult, migrate};
use diesel::RunQueryDsl as _;
use diesel::connection::{AnsiTransactionManager, Connection, TransactionManager as _};
use latchkey_domain::{Clock, Entropy, Secret, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Notify;

type Manager = <AnyConnection as Connection>::TransactionManager;

#[derive(Clone)]
pub struct StoreConfig {
    /// `sqlite:///path/file`, `sqlite:relative/file` or `postgres://…`.
    pub url: String,
    /// Connections at most. On SQLite these read, and one more writes.
    pub pool: usize,
}

#[derive(Clone)]
pub struct Store {
    readers: Pool,
    writers: Pool,
    /// On SQLite, where whoever writes does it one after another.
    turns: Option<Arc<GroupCommit>>,
    generation: Arc<AtomicU64>,
    shared: Arc<Shared>,
}

struct Shared {
    keys: Keys,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// Rung when a transaction that enqueued a job has been kept.
    bell: Notify,
}

/// One transaction. Its time stands still: `now` is when it began.
pub struct Tx<'a> {
    pub(crate) conn: &'a mut AnyConnection,
    shared: &'a Shared,
    now: Timestamp,
    rings: bool,
    /// To be appended to the audit log before the commit.
    pub(crate) audited: Vec<PendingRow>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Read,
    Write,
}

impl Store {
    /// Connects once, so that a wrong URL or an absent database is known at start. SQLite's file is
    /// made if it is absent; its folder is not.
    pub async fn open(
        config: &StoreConfig,
        keys: Keys,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> StoreResult<Self> {
        let place = Place::parse(&config.url)?;
        let size = config.pool.max(1);
        let generation = Arc::new(AtomicU64::new(0));
        let (writers, readers) = match place {
            // One writer at a time is SQLite's own rule; queueing here is fair and does not poll.
            Place::Sqlite(_) => {
                (pool::pool(&place, true, 1, &generation)?, pool::pool(&place, false, size, &generation)?)
            }
            Place::Postgres(_) => {
                let both = pool::pool(&place, true, size, &generation)?;
                (both.clone(), both)
            }
        };
        let shared = Arc::new(Shared { keys, clock, entropy, bell: Notify::new() });
        let turns = matches!(place, Place::Sqlite(_)).then(Arc::default);
        let store = Self { readers, writers, turns, generation, shared };
        drop(pool::take(&store.writers).await?);
        Ok(store)
    }

    /// Runs what is pending; gives the names, oldest first.
    pub async fn migrate(&self) -> StoreResult<Vec<String>> {
        self.raw(migrate::up).await
    }
    /// Names of the migrations still to be run.
    pub async fn pending(&self) -> StoreResult<Vec<String>> {
        self.raw(migrate::pending).await
    }
    /// Takes back the latest migration; `None`: there is none left.
    pub async fn migrate_down(&self) -> StoreResult<Option<String>> {
        self.raw(migrate::down).await
    }
    /// The short id of the key that everything is written with.
    /// Whether other servers may work on the same database.
    pub fn is_shared(&self) -> bool {
        self.turns.is_none()
    }

    pub fn key_id(&self) -> &str {
        self.shared.keys.key_id()
    }
    /// The same of the key under which digests of any age are compared.
    pub fn lasting_key_id(&self) -> &str {
        self.shared.keys.lasting_key_id()
    }
    /// The database answers.
    pub async fn ping(&self) -> StoreResult<()> {
        self.read(|tx| Ok(diesel::sql_query("SELECT 1").execute(tx.conn).map(drop)?)).await
    }

    /// A consistent view; writing in it is refused by the database.
    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        self.run(Mode::Read, f).await
    }

    /// One transaction: all of it is kept when `f` gives `Ok`, nothing otherwise. Rows that `f`
    /// decides upon are changed by conditional updates or locked; see the repositories.
    pub async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        let Some(turns) = &self.turns else { return self.run(Mode::Write, f).await };
        let (write, turn) = group_commit::turn(f);
        if turns.join(write) {
            let (store, turns) = (self.clone(), Arc::clone(turns));
            drop(tokio::task::spawn_blocking(move || store.work_off(&turns)));
        }
        turn.answer().await
    }

    /// Waits until this process has enqueued a job since it was last asked; for the one runner. The
    /// jobs of other servers do not ring here: the queue has to be looked at as well.
    pub async fn job_enqueued(&self) {
        self.shared.bell.notified().await;
    }

    async fn run<T: Send + 'static>(
        &self,
        mode: Mode,
        f: impl FnOnce(&mut Tx) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        let pool = if mode == Mode::Read { &self.readers } else { &self.writers };
        let held = pool::take(pool).await?;
        let store = self.clone();
        let runtime = tokio::runtime::Handle::current();
        let work = move || {
            let mut held = store.begun(held, mode, &runtime)?;
            let result = store.finish(&mut held, f);
            match result {
                // The connections that read on SQLite say it as a full disk would.
                Err(StoreError::Full(_)) if mode == Mode::Read => {
                    Err(StoreError::Other("a write inside Store::read".into()))
                }
                other => other,
            }
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| StoreError::Other(format!("the work on the database panicked: {error}")))?
    }

    /// All who wait for a turn, until nobody does.
    fn work_off(&self, turns: &GroupCommit) {
        let runtime = tokio::runtime::Handle::current();
        while let Some(mut actions) = turns.next() {
            let kept = runtime
                .block_on(pool::take(&self.writers))
                .and_then(|held| self.begun(held, Mode::Write, &runtime))
                .and_then(|mut held| self.together(&mut held, &mut actions));
            actions.into_iter().for_each(|write| write.end(kept.clone()));
        }
    }

    /// One transaction for all of them. `Err`: nothing of any is kept.
    fn together(&self, held: &mut Pooled, actions: &mut [Box<dyn QueuedWrite>]) -> StoreResult<()> {
        let mut rings = false;
        for write in actions {
            if let Err(error) = self.within(&mut held.conn, write.as_mut(), &mut rings) {
                // a full disk, say, takes the whole transaction back by itself: then this finds none
                let _none = Manager::rollback_transaction(&mut held.conn);
                return Err(self.noted(held, error));
            }
        }
        Manager::commit_transaction(&mut held.conn).map_err(|error| self.noted(held, error.into()))?;
        if rings {
            self.shared.bell.notify_one();
        }
        Ok(())
    }

    /// One of them. `Err`: what it did could not be taken back alone.
    fn within(&self, conn: &mut AnyConnection, write: &mut dyn QueuedWrite, rings: &mut bool) -> StoreResult<()> {
        Manager::begin_transaction(conn)?;
        let mut tx = Tx::new(conn, &self.shared);
        match write.run(&mut tx) {
            Ok(()) => {
                *rings |= tx.rings;
                Ok(Manager::commit_transaction(conn)?)
            }
            Err(why) => Manager::rollback_transaction(conn).map_err(|_| why),
        }
    }

    /// Begins on this connection. Nothing has run yet: one that died while it was idle is replaced once.
    fn begun(&self, mut held: Pooled, mode: Mode, runtime: &tokio::runtime::Handle) -> StoreResult<Pooled> {
        let Err(error) = self.begin(&mut held, mode) else { return Ok(held) };
        if !matches!(error, StoreError::Unreachable(_)) {
            return Err(error);
        }
        // given back first: there may be no other
        drop(held);
        let pool = if mode == Mode::Read { &self.readers } else { &self.writers };
        let mut held = runtime.block_on(pool::take(pool))?;
        self.begin(&mut held, mode)?;
        Ok(held)
    }

    fn begin(&self, held: &mut Pooled, mode: Mode) -> StoreResult<()> {
        let begun = match &mut held.conn {
            AnyConnection::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(
                conn,
                if mode == Mode::Read { "BEGIN" } else { "BEGIN IMMEDIATE" },
            ),
            AnyConnection::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(
                conn,
                if mode == Mode::Read { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" } else { "BEGIN" },
            ),
        };
        begun.map_err(|error| self.noted(held, error.into()))
    }

    fn finish<T>(&self, held: &mut Pooled, f: impl FnOnce(&mut Tx) -> StoreResult<T>) -> StoreResult<T> {
        let mut tx = Tx::new(&mut held.conn, &self.shared);
        let result = tx.perform(f);
        let rings = tx.rings;
        let ended = match result {
            Ok(_) => Manager::commit_transaction(&mut held.conn),
            Err(_) => Manager::rollback_transaction(&mut held.conn),
        };
        match (result, ended) {
            (Ok(value), Ok(())) => {
                if rings {
                    self.shared.bell.notify_one();
                }
                Ok(value)
            }
            (Ok(_), Err(error)) => Err(self.noted(held, error.into())),
            (Err(error), _) => Err(self.noted(held, error)),
        }
    }

    /// After a lost line, neither this connection nor the idle ones beside it are used again.
    fn noted(&self, held: &Pooled, error: StoreError) -> StoreError {
        if matches!(error, StoreError::Unreachable(_)) {
            let _ = self.generation.compare_exchange(
                held.generation,
                held.generation + 1,
                Ordering::AcqRel,
                Ordering::Acquire,
            );
        }
        error
    }

    /// Outside of any transaction, on a connection that may write.
    async fn raw<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        let mut held = pool::take(&self.writers).await?;
        let store = self.clone();
        let work = move || work(&mut held.conn).map_err(|error| store.noted(&held, error));
        tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Other(error.to_string()))?
    }
}

impl<'a> Tx<'a> {
    fn new(conn: &'a mut AnyConnection, shared: &'a Shared) -> Self {
        Self { conn, shared, now: shared.clock.now(), rings: false, audited: Vec::new() }
    }
    pub fn now(&self) -> Timestamp {
        self.now
    }
    /// A UUIDv7.
    pub fn new_id(&self) -> String {
        latchkey_domain::entropy::new_id(self.now, self.shared.entropy.as_ref())
    }
    pub fn entropy(&self) -> &dyn Entropy {
        self.shared.entropy.as_ref()
    }
    /// Wakes the runner once this transaction is kept.
    pub(crate) fn ring(&mut self) {
        self.rings = true;
    }
    /// As [`Store::key_id`].
    pub fn key_id(&self) -> &str {
        self.shared.keys.key_id()
    }
    /// Keyed HMAC-SHA256 in hexadecimal, of parts that cannot be mistaken for others.
    pub fn digest(&self, purpose: &str, parts: &[&str]) -> String {
        self.shared.keys.digest(purpose, parts)
    }

    /// As `digest`, and the same after the key was changed: for what is compared with digests of any
    /// age (which things a method depends on), or shown by its effect (a decoy).
    pub fn lasting_digest(&self, purpose: &str, parts: &[&str]) -> String {
        self.shared.keys.lasting_digest(purpose, parts)
    }

    /// As `digest`, under the present key and each older one.
    pub(crate) fn digests(&self, purpose: &str, parts: &[&str]) -> Vec<String> {
        self.shared.keys.digests(purpose, parts)
    }
    /// A link of the audit chain.
    pub(crate) fn link(&self, record: &[u8]) -> String {
        self.shared.keys.link(record)
    }
    /// As `link`, under the present key and each older one.
    pub(crate) fn links(&self, record: &[u8]) -> Vec<String> {
        self.shared.keys.links(record)
    }
    pub(crate) fn seal(&self, column: Column, row: &str, plain: &Secret) -> StoreResult<String> {
        self.shared.keys.seal(SealedPlace { column, row }, plain, self.entropy())
    }
    pub(crate) fn open(&self, column: Column, row: &str, sealed: &str) -> StoreResult<Secret> {
        self.shared.keys.open(SealedPlace { column, row }, sealed)
    }
    pub(crate) fn token_hash(&self, token: &str) -> String {
        keys::token_hash(token)
    }
}

/// JSON columns are text in both databases.
pub(crate) fn to_json<T: serde::Serialize + ?Sized>(value: &T) -> StoreResult<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Other(error.to_string()))
}
/// Says where, never what: serde's message may quote the value.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(place: &'static str, text: &str) -> StoreResult<T> {
    serde_json::from_str(text).map_err(|_| StoreError::Corrupt(format!("{place}: not the JSON that was expected")))
}

#[cfg(test)]
mod tests {
    //! What needs a hand on the writing connection itself.
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::settings;
    use diesel::connection::SimpleConnection as _;
    use latchkey_testkit::{TestClock, TestEntropy};

    async fn opened() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let config = StoreConfig { url: format!("sqlite://{}/x.sqlite", folder.path().display()), pool: 2 };
        let (clock, entropy) = (Arc::new(TestClock::default()), Arc::new(TestEntropy::Same(1)));
        let store = Store::open(&config, Keys::from_bytes(&[1; 32]), clock, entropy).await.unwrap();
        store.migrate().await.unwrap();
        (folder, store)
    }

    async fn limited(pragma: &'static str) -> StoreResult<()> {
        let (_folder, store) = opened().await;
        store.write(|tx| settings::put(tx, "small", &1)).await.unwrap();
        store.raw(|conn| Ok(conn.batch_execute(pragma)?)).await.unwrap();
        let failed = store.write(|tx| settings::put(tx, "large", &"x".repeat(1_000_000))).await;
        assert_eq!(store.read(|tx| settings::get::<i32>(tx, "small")).await.unwrap(), Some(1), "reading goes on");
        assert_eq!(store.read(|tx| settings::get::<String>(tx, "large")).await.unwrap(), None);
        failed
    }

    #[tokio::test]
    async fn a_full_disk_and_a_read_only_one() {
        // A limit below the present size is raised to that size: not one more page.
        assert!(matches!(limited("PRAGMA max_page_count = 1").await, Err(StoreError::Full(_))));
        assert!(matches!(limited("PRAGMA query_only = ON").await, Err(StoreError::Full(_))));
    }

    /// Who wrote beside one that the disk had no room for is told so too, if theirs is not kept.
    #[tokio::test]
    async fn a_full_disk_beside_others() {
        let (_folder, store) = opened().await;
        for n in 0..40 {
            store.write(move |tx| settings::put(tx, &format!("n{n}"), &0)).await.unwrap();
        }
        store.raw(|conn| Ok(conn.batch_execute("PRAGMA max_page_count = 1")?)).await.unwrap();
        let all: Vec<_> = (0..40)
            .map(|n: usize| {
                let store = store.clone();
                tokio::spawn(async move {
                    let write = move |tx: &mut Tx<'_>| {
                        settings::put(tx, &format!("n{n}"), &1)?;
                        if n % 8 == 7 { settings::put(tx, "large", &"x".repeat(1_000_000)) } else { Ok(()) }
                    };
                    (n, store.write(write).await)
                })
            })
            .collect();
        let mut kept = 0;
        for task in all {
            let (n, done) = task.await.unwrap();
            let value = store.read(move |tx| settings::get::<i32>(tx, &format!("n{n}"))).await.unwrap();
            assert_eq!(value, Some(i32::from(done.is_ok())), "{n}: {done:?}");
            assert!(matches!(done, Ok(()) | Err(StoreError::Full(_))), "{done:?}");
            kept += usize::from(done.is_ok());
        }
        assert!(kept <= 35, "{kept}: none of the large ones");
        // and it goes on once there is room
        store.raw(|conn| Ok(conn.batch_execute("PRAGMA max_page_count = 100000")?)).await.unwrap();
        store.write(|tx| settings::put(tx, "large", &"x".repeat(1_000_000))).await.unwrap();
    }

    /// What `.cargo/config.toml` asks for has reached the SQLite that is compiled in.
    #[tokio::test]
    async fn options_of_the_sqlite_inside() {
        use diesel::dsl::{select, sql};
        use diesel::sql_types::Integer;
        let (_folder, store) = opened().await;
        for (option, used) in [("ENABLE_QPSG", 1), ("DEFAULT_MEMSTATUS=0", 1), ("ENABLE_STAT4", 0), ("ENABLE_FTS5", 0)]
        {
            let asked = format!("sqlite_compileoption_used('{option}')");
            let said =
                store.read(move |tx| Ok(select(sql::<Integer>(&asked)).get_result::<i32>(tx.conn)?)).await.unwrap();
            assert_eq!(said, used, "{option}: see docs/decisions/0015");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_that_does_not_come() {
        let ran = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let here = Arc::clone(&ran);
        let (mut write, turn) = group_commit::turn(move |_: &mut Tx<'_>| {
            here.store(true, Ordering::Release);
            Ok(())
        });
        assert!(matches!(turn.answer().await, Err(StoreError::Unreachable(_))));
        // its turn comes after all: what was said to have failed is not done
        let shared = Shared {
            keys: Keys::from_bytes(&[1; 32]),
            clock: Arc::new(TestClock::default()),
            entropy: Arc::new(TestEntropy::Same(1)),
            bell: Notify::new(),
        };
        let mut conn = AnyConnection::Sqlite(diesel::SqliteConnection::establish(":memory:").unwrap());
        let mut tx = Tx::new(&mut conn, &shared);
        write.run(&mut tx).unwrap();
        write.end(Ok(()));
        assert!(!ran.load(Ordering::Acquire));
    }
}
