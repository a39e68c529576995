//! A fresh database per test, a clock that stands still until told, and things to put in.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, SqliteConnection};
use latchkey_contract::MethodKind;
use latchkey_domain::directory::Entry;
use latchkey_domain::entropy::new_token;
use latchkey_domain::ids::{DirectoryId, PersonId};
use latchkey_domain::{Clock, Secret, Timestamp};
use latchkey_store::accounts::Account;
use latchkey_store::directories::DirectoryRow;
use latchkey_store::flows::{Flow, FlowKind, NewFlow};
use latchkey_store::methods::NewMethod;
use latchkey_store::{Keys, Store, StoreConfig, StoreResult, Tx, accounts, directories, flows, persons};
use latchkey_testkit::{TestClock, TestEntropy};
use std::path::PathBuf;
use std::sync::Arc;

pub fn new_method(kind: MethodKind, label: &str, secret: &str, last_step: i64) -> NewMethod {
    NewMethod { kind, label: label.into(), secret: Secret::new(secret), depends_on: Vec::new(), last_step }
}

/// Writes each test twice: `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident) $body:block)*) => {
        $(mod $name {
            #[allow(unused_imports, reason = "tests")]
            use super::*;
            $(#[$meta])*
            async fn body($db: crate::support::Db) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                body(crate::support::Db::sqlite().await).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                body(crate::support::Db::postgres().await).await;
            }
        })*
    };
}
pub(crate) use on_both;

pub struct Db {
    pub store: Store,
    pub clock: Arc<TestClock>,
    pub url: String,
    home: Home,
}
enum Home {
    Folder(tempfile::TempDir),
    Schema { url: String, name: String },
}

pub fn pg_url() -> String {
    std::env::var("LATCHKEY_TEST_PG_URL").expect("LATCHKEY_TEST_PG_URL is not set: run make test")
}
pub fn with_schema(url: &str, schema: &str) -> String {
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}options=-csearch_path%3D{schema}")
}
pub async fn open(url: &str, clock: &Arc<TestClock>) -> StoreResult<Store> {
    let config = StoreConfig { url: url.to_owned(), pool: 4 };
    Store::open(
        &config,
        Keys::from_bytes(&[42; 32]),
        Arc::clone(clock) as Arc<dyn Clock>,
        Arc::new(TestEntropy::Machine),
    )
    .await
}
pub fn clock() -> Arc<TestClock> {
    Arc::new(TestClock::default())
}

impl Db {
    pub async fn sqlite() -> Self {
        let db = Self::sqlite_bare().await;
        db.store.migrate().await.unwrap();
        db
    }
    pub async fn postgres() -> Self {
        let db = Self::postgres_bare().await;
        db.store.migrate().await.unwrap();
        db
    }
    pub async fn sqlite_bare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (url, clock) = (format!("sqlite://{}", folder.path().join("latchkey.sqlite").display()), clock());
        Self { store: open(&url, &clock).await.unwrap(), clock, url, home: Home::Folder(folder) }
    }
    pub async fn postgres_bare() -> Self {
        let (base, clock) = (pg_url(), clock());
        let name = format!("test_{}", new_token(&TestEntropy::Machine).expose().get(..20).unwrap());
        PgConnection::establish(&base).unwrap().batch_execute(&format!("CREATE SCHEMA {name}")).unwrap();
        let url = with_schema(&base, &name);
        Self { store: open(&url, &clock).await.unwrap(), clock, url, home: Home::Schema { url: base, name } }
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self.home, Home::Folder(_))
    }
    pub fn schema(&self) -> &str {
        match &self.home {
            Home::Schema { name, .. } => name,
            Home::Folder(_) => panic!("no schema"),
        }
    }
    pub fn file(&self) -> PathBuf {
        match &self.home {
            Home::Folder(folder) => folder.path().join("latchkey.sqlite"),
            Home::Schema { .. } => panic!("no file"),
        }
    }
    /// Another server on the same database.
    pub async fn second(&self) -> Store {
        open(&self.url, &self.clock).await.unwrap()
    }
    pub fn sleep(&self, secs: i64) {
        self.clock.advance(secs);
    }
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
    pub async fn read<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx) -> StoreResult<T> + Send + 'static) -> T {
        self.store.read(f).await.unwrap()
    }
    pub async fn write<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx) -> StoreResult<T> + Send + 'static) -> T {
        self.store.write(f).await.unwrap()
    }
    /// SQL around the store, as somebody with access to the database would. `Err`: what it said.
    pub fn behind(&self, sql: &str) -> Result<(), String> {
        let result = match &self.home {
            Home::Folder(_) => SqliteConnection::establish(self.file().to_str().unwrap()).unwrap().batch_execute(sql),
            Home::Schema { .. } => PgConnection::establish(&self.url).unwrap().batch_execute(sql),
        };
        result.map_err(|error| error.to_string())
    }
    /// One number, around the store.
    pub fn number(&self, sql: &str) -> i64 {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            n: i64,
        }
        let query = diesel::sql_query(sql);
        let row: Row = match &self.home {
            Home::Folder(_) => {
                query.get_result(&mut SqliteConnection::establish(self.file().to_str().unwrap()).unwrap()).unwrap()
            }
            Home::Schema { .. } => query.get_result(&mut PgConnection::establish(&self.url).unwrap()).unwrap(),
        };
        row.n
    }

    /// `f` on two servers, `times` each, all at once; the answers.
    pub async fn race<T: Send + 'static>(
        &self,
        times: usize,
        f: impl Fn(&mut Tx) -> StoreResult<T> + Clone + Send + Sync + 'static,
    ) -> Vec<T> {
        let other = self.second().await;
        let tasks: Vec<_> = (0..times)
            .flat_map(|_| [self.store.clone(), other.clone()])
            .map(|store| {
                let f = f.clone();
                // Lingering before the commit makes the transactions overlap, where the database lets them.
                let lingering = move |tx: &mut Tx| {
                    let answer = f(tx)?;
                    std::thread::sleep(std::time::Duration::from_millis(10));
                    Ok(answer)
                };
                tokio::spawn(async move { store.write(lingering).await.unwrap() })
            })
            .collect();
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap());
        }
        answers
    }

    pub async fn directory(&self) -> DirectoryId {
        self.directory_named("corp.example.com").await
    }
    pub async fn directory_named(&self, name: &str) -> DirectoryId {
        let row = directory_row(name);
        self.write(move |tx| {
            let row = DirectoryRow { id: DirectoryId(tx.new_id()), ..row };
            directories::insert(tx, &row)?;
            Ok(row.id)
        })
        .await
    }
    pub async fn account(&self, directory: &DirectoryId, login: &str) -> Account {
        let (directory, entry) = (directory.clone(), entry(login));
        self.write(move |tx| accounts::upsert(tx, &directory, &entry, 1)).await
    }
    /// Somebody whose only account this is.
    pub async fn person(&self, directory: &DirectoryId, login: &str) -> PersonId {
        self.account(directory, login).await.person.id
    }
    /// Somebody with an account of this login in each of these directories; the first one stands for them.
    pub async fn joined<const N: usize>(&self, directories: [&DirectoryId; N], login: &str) -> [Account; N] {
        let directories = directories.map(Clone::clone);
        let entry = entry(login);
        self.write(move |tx| {
            let mut accounts = Vec::new();
            for directory in &directories {
                accounts.push(accounts::upsert(tx, directory, &entry, 1)?);
            }
            for other in &accounts[1..] {
                persons::join(tx, &accounts[0].person.id, &other.person.id)?;
            }
            let again = accounts.iter().map(|account| accounts::by_id(tx, &account.id).map(Option::unwrap));
            Ok(again.collect::<StoreResult<Vec<_>>>()?.try_into().unwrap())
        })
        .await
    }
    pub async fn flow(&self, account: Option<&Account>, ttl_secs: i64) -> (Flow, Secret) {
        self.flow_of(FlowKind::Recover, account, ttl_secs).await
    }

    pub async fn flow_of(&self, kind: FlowKind, account: Option<&Account>, ttl_secs: i64) -> (Flow, Secret) {
        let new = NewFlow {
            kind,
            person: account.map(|account| account.person.id.clone()),
            account: account.map(|account| account.id.clone()),
            who: "anna".into(),
            name_key: "anna".into(),
            address: "192.0.2.1".into(),
            state: serde_json::json!({"stage": "proving"}),
            sealed: Secret::new("flow-secret"),
            ttl_secs,
        };
        let token = new_token(&TestEntropy::Machine);
        let handed = token.clone();
        (self.write(move |tx| flows::create(tx, new, &handed)).await, token)
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        if let Home::Schema { url, name } = &self.home {
            let _ =
                PgConnection::establish(url).map(|mut conn| conn.batch_execute(&format!("DROP SCHEMA {name} CASCADE")));
        }
    }
}

pub fn directory_row(name: &str) -> DirectoryRow {
    DirectoryRow {
        id: DirectoryId(String::new()),
        kind: "active-directory".into(),
        name: name.into(),
        label: "Northwind account".into(),
        config: serde_json::json!({"servers": ["dc1"]}),
        secret: Secret::new("bind-password"),
        subtrees: vec!["OU=People,DC=corp".into()],
        domains: Vec::new(),
        active: true,
        version: 1,
    }
}

pub fn entry(login: &str) -> Entry {
    Entry {
        dn: format!("CN={login},OU=People,DC=corp"),
        upn: Some(format!("{login}@corp.example.com")),
        display_name: login.to_uppercase(),
        mail: Some(format!("{login}@mail.example.com")),
        ..latchkey_testkit::entry(login)
    }
}
