//! Two servers on a database of their own, and who is in it.

use crate::http_common::{Program, command, run};
use crate::lab::{Fresh, env};
use base64::Engine as _;
use latchkey::system::{SystemClock, SystemEntropy};
use latchkey_contract::MethodKind;
use latchkey_domain::directory::Entry;
use latchkey_domain::entropy::new_readable;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_domain::{Clock as _, Entropy as _, Secret};
use latchkey_store::directories::{self, DirectoryRow};
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::{Keys, Store, StoreConfig, StoreResult, Tx, accounts, persons};
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::{Arc, Mutex};

pub const ORIGIN: &str = "https://reset.example.com";

/// How the directory is reached.
pub struct Connection {
    pub servers: String,
    pub account: String,
    pub password: String,
}

/// A database in the lab's PostgreSQL, dropped at its end.
struct Database(String);

impl Database {
    fn new() -> Self {
        let mut name = [0; 8];
        SystemEntropy.fill(&mut name);
        let database = Self(name.iter().fold("two_".to_owned(), |name, byte| name + &format!("{byte:02x}")));
        database.say("CREATE DATABASE");
        database
    }
    fn say(&self, what: &str) {
        assert!(self.said(&format!("{what} {}", self.0)).unwrap().success(), "{what}");
    }
    fn said(&self, statement: &str) -> std::io::Result<ExitStatus> {
        Command::new("psql").args([&env("LATCHKEY_TEST_PG_URL"), "-qc", statement]).status()
    }
    fn url(&self) -> String {
        let url = env("LATCHKEY_TEST_PG_URL");
        format!("{}/{}", url.rsplit_once('/').unwrap().0, self.0)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let _gone = self.said(&format!("DROP DATABASE {} WITH (FORCE)", self.0));
    }
}

pub struct Pair {
    /// `None`: it was killed.
    servers: [Mutex<Option<Program>>; 2],
    directory: DirectoryId,
    store: Store,
    key: tempfile::TempDir,
    database: Database,
}

impl Pair {
    pub fn start(connection: &Connection) -> Self {
        let (database, key) = (Database::new(), tempfile::tempdir().unwrap());
        let file = key.path().join("secret.key");
        assert!(command(key.path()).args(["new-key", file.to_str().unwrap()]).output().unwrap().status.success());
        let text = std::fs::read_to_string(&file).unwrap();
        let bytes = base64::engine::general_purpose::STANDARD.decode(text.trim()).unwrap().try_into().unwrap();
        let servers = [(); 2].map(|()| Mutex::new(Some(started(key.path(), &database))));
        let config = StoreConfig { url: database.url(), pool: 2 };
        let opened = Store::open(&config, Keys::from_bytes(&bytes), Arc::new(SystemClock), Arc::new(SystemEntropy));
        let store = run(opened).unwrap();
        let row = row(connection);
        let directory = run(store.write(move |tx| {
            let row = DirectoryRow { id: DirectoryId(tx.new_id()), ..row };
            directories::insert(tx, &row)?;
            Ok(row.id)
        }));
        Self { servers, directory: directory.unwrap(), store, key, database }
    }

    pub fn write<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx) -> StoreResult<T> + Send + 'static) -> T {
        run(self.store.write(f)).unwrap()
    }

    /// Where this one listens.
    pub fn address(&self, server: usize) -> Option<String> {
        self.servers[server].lock().unwrap().as_ref().map(|program| program.address.clone())
    }
    pub fn kill(&self, server: usize) {
        // dropped: killed, and waited for
        drop(self.servers[server].lock().unwrap().take().unwrap());
    }
    pub fn start_again(&self) {
        for server in &self.servers {
            server.lock().unwrap().get_or_insert_with(|| started(self.key.path(), &self.database));
        }
    }

    /// Whose account this is, with an authenticator app and a recovery code.
    pub fn enrolled(&self, fresh: &Fresh) -> Person {
        let mut seed = [0; 20];
        SystemEntropy.fill(&mut seed);
        let seed = totp_rs::Secret::from(seed).to_base32();
        let code = new_readable(16, &SystemEntropy);
        let (directory, entry) = (self.directory.clone(), entry(fresh));
        let (secret, codes) = (Secret::new(seed.clone()), [code.clone()]);
        self.write(move |tx| {
            let account = accounts::upsert(tx, &directory, &entry, 1)?;
            let (person, now) = (account.person.id, tx.now());
            persons::onboard(tx, std::slice::from_ref(&person), 100)?.unwrap();
            let (kind, label) = (MethodKind::Totp, "Authenticator app".into());
            methods::add(tx, &person, &NewMethod { kind, label, secret, depends_on: Vec::new(), last_step: 0 })?;
            methods::put_recovery_codes(tx, &person, &codes)?;
            persons::set_enrolled(tx, &person, Some(now))
        });
        let secret = totp_rs::Secret::try_from_base32(&seed).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("test").build().unwrap();
        Person { login: fresh.name.clone(), totp, recovery_code: code.expose().to_owned() }
    }
}

pub struct Person {
    pub login: String,
    pub recovery_code: String,
    totp: totp_rs::Totp,
}

impl Person {
    pub fn totp_code(&self) -> String {
        self.totp.generate(u64::try_from(SystemClock.now().secs()).unwrap()).to_string()
    }
}

/// In a folder of its own, with the same key and the same database.
fn started(key: &Path, database: &Database) -> Program {
    let home = tempfile::tempdir().unwrap();
    let key = key.join("secret.key");
    let text = format!(
        "data_dir = {:?}\norigin = \"{ORIGIN}\"\nlisten = \"127.0.0.1:0\"\n[proxy]\ntrusted = [\"127.0.0.1\"]\n\
         [secrets]\nkey_file = {key:?}\n[log]\nlevel = \"warn\"\n",
        home.path()
    );
    std::fs::write(home.path().join("latchkey.toml"), text).unwrap();
    Program::start_with(home, &["serve"], &[("LATCHKEY_DATABASE__URL", &database.url())])
}

fn row(connection: &Connection) -> DirectoryRow {
    DirectoryRow {
        id: DirectoryId(String::new()),
        kind: "active-directory".into(),
        name: env("LATCHKEY_TEST_AD_DOMAIN"),
        label: "Northwind account".into(),
        config: serde_json::json!({
            "servers": connection.servers,
            "account": connection.account,
            "trusted_pem": std::fs::read_to_string(env("LATCHKEY_TEST_AD_CA")).unwrap(),
        }),
        secret: Secret::new(connection.password.clone()),
        subtrees: Vec::new(),
        domains: Vec::new(),
        active: true,
        version: 1,
    }
}

fn entry(fresh: &Fresh) -> Entry {
    Entry { object_id: ObjectId(fresh.guid.clone()), dn: fresh.dn.clone(), ..latchkey_testkit::entry(&fresh.name) }
}
