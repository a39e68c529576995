//! What `make bench` needs in the database of a running server, and no page gives quickly: an import
//! that is asked for and timed, and hundreds of people enrolled at once. Opens that server's own
//! SQLite file and key; the import itself is done by the server.
//!
//! `bench_people DATA_DIR import SUBTREE…` takes the directory from LATCHKEY_TEST_AD_*, anew each time; of which kind it
//! is stands in LATCHKEY_BENCH_KIND.
//! `bench_people DATA_DIR enrol PREFIX` prints a JSON line for everybody whose login begins so.
#![allow(clippy::print_stdout, reason = "its purpose")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_contract::MethodKind;
use latchkey_domain::decoy::EnrolmentProfiles;
use latchkey_domain::entropy::new_readable;
use latchkey_domain::ids::{DirectoryId, PersonId};
use latchkey_domain::{Clock, Entropy, Secret, Timestamp};
use latchkey_store::imports::Phase;
use latchkey_store::methods::NewMethod;
use latchkey_store::{
    Keys, Store, StoreConfig, StoreError, StoreResult, Tx, directories, imports, jobs, methods, persons, settings,
};
use latchkey_testkit::{TestClock, TestEntropy};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let (data, command) = (arguments.next().unwrap_or_default(), arguments.next().unwrap_or_default());
    let rest: Vec<String> = arguments.collect();
    let store = open(Path::new(&data)).await?;
    match (command.as_str(), rest.as_slice()) {
        ("import", subtrees) => import(&store, subtrees.to_vec()).await,
        ("enrol", [prefix]) => enrol(&store, prefix.clone()).await,
        _ => Err("usage: bench_people DATA_DIR import SUBTREE… | enrol PREFIX".into()),
    }
}

async fn open(data: &Path) -> Outcome<Store> {
    let key = STANDARD.decode(std::fs::read_to_string(data.join("secret.key"))?.trim())?;
    let key: [u8; 32] = key.try_into().map_err(|_| "secret.key does not hold 32 bytes")?;
    let config = StoreConfig { url: format!("sqlite:{}", data.join("latchkey.sqlite").display()), pool: 1 };
    Ok(Store::open(&config, Keys::from_bytes(&key), Arc::new(TestClock::of_machine()), Arc::new(TestEntropy::Machine))
        .await?)
}

/// Prints people and milliseconds, from when the server takes it up to its word that it is finished. An
/// administrator's click is taken up at once; of what another process enqueues, as this one does, the
/// server hears when it next looks at the queue.
async fn import(store: &Store, subtrees: Vec<String>) -> Outcome<()> {
    let row = directory(subtrees)?;
    let id = store.write(move |tx| begin(tx, row)).await?;
    let began = taken_up(store).await?;
    loop {
        tokio::time::sleep(Duration::from_millis(5)).await;
        let wanted = id.clone();
        let state = store.read(move |tx| imports::get(tx, &wanted)).await?.ok_or("the import is gone")?;
        match state.phase {
            Phase::Running => {}
            Phase::Finished | Phase::Asking => {
                let millis = TestClock::of_machine().now().since(began);
                println!("{}", json!({ "people": state.done, "millis": millis }));
                return Ok(());
            }
            Phase::Failed | Phase::Stopped => return Err(state.error.unwrap_or_default().into()),
        }
    }
}

async fn taken_up(store: &Store) -> Outcome<Timestamp> {
    loop {
        let due = store.read(jobs::next_due).await?;
        let now = TestClock::of_machine().now();
        // leased: due again only when the lease ends; absent: done already
        if !due.iter().any(|(kind, at)| kind == "import" && *at <= now) {
            return Ok(now);
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// As the connection form stores it.
fn directory(subtrees: Vec<String>) -> Outcome<directories::DirectoryRow> {
    let lab = |name| std::env::var(format!("LATCHKEY_TEST_AD_{name}"));
    Ok(directories::DirectoryRow {
        id: DirectoryId(String::new()),
        kind: std::env::var("LATCHKEY_BENCH_KIND").unwrap_or_else(|_| "active-directory".into()),
        name: lab("DOMAIN")?,
        label: "Northwind account".into(),
        config: json!({
            "servers": lab("URLS")?,
            "account": lab("SVC_UPN")?,
            "trusted_pem": std::fs::read_to_string(lab("CA")?)?,
        }),
        secret: Secret::new(lab("SVC_PASS")?),
        subtrees,
        domains: Vec::new(),
        active: true,
        version: 1,
    })
}

/// A directory that nothing was imported from yet, and the job that the wizard's button makes.
fn begin(tx: &mut Tx, mut row: directories::DirectoryRow) -> StoreResult<DirectoryId> {
    for old in directories::list(tx)? {
        directories::delete(tx, &old.id)?;
    }
    row.id = DirectoryId(tx.new_id());
    directories::insert(tx, &row)?;
    let import = imports::start(tx, &row.id, 0)?;
    jobs::enqueue(tx, "import", &json!({ "directory": row.id.as_str(), "run": import.run }), tx.now(), None)?;
    Ok(row.id)
}

async fn enrol(store: &Store, prefix: String) -> Outcome<()> {
    let lines = store.write(move |tx| enrolled(tx, &prefix)).await?;
    counted(store).await?;
    for line in lines {
        println!("{line}");
    }
    Ok(())
}

/// What a name that nobody has is shown is what these people have: without it the two would differ.
async fn counted(store: &Store) -> Outcome<()> {
    for _ in 0..600 {
        let counted: Option<EnrolmentProfiles> = store.read(|tx| settings::get(tx, "profiles")).await?;
        if counted.is_some_and(|counted| !counted.profiles.is_empty()) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("the server did not count what people have within a minute".into())
}

/// Each with a seat, an authenticator app and ten recovery codes, as after a finished enrolment.
fn enrolled(tx: &mut Tx, prefix: &str) -> StoreResult<Vec<serde_json::Value>> {
    let (found, _) = persons::search(
        tx,
        &persons::PeopleFilter { text: prefix.to_owned(), onboarded_only: false },
        &PersonId(String::new()),
        100_000,
    )?;
    let people: Vec<_> = found.into_iter().map(|(a, _)| a).filter(|a| a.login.starts_with(prefix)).collect();
    let ids: Vec<_> = people.iter().map(|account| account.person.id.clone()).collect();
    persons::onboard(tx, &ids, i64::MAX)?.map_err(|_| StoreError::Other("no seats".into()))?;
    let mut lines = Vec::new();
    for account in people {
        let seed = seed();
        let totp = NewMethod {
            kind: MethodKind::Totp,
            label: "Authenticator app".into(),
            secret: Secret::new(seed.clone()),
            depends_on: Vec::new(),
            last_step: 0,
        };
        methods::add(tx, &account.person.id, &totp)?;
        let codes: Vec<Secret> = (0..10).map(|_| new_readable(16, &TestEntropy::Machine)).collect();
        methods::put_recovery_codes(tx, &account.person.id, &codes)?;
        let now = tx.now();
        persons::set_enrolled(tx, &account.person.id, Some(now))?;
        let codes: Vec<&str> = codes.iter().map(Secret::expose).collect();
        lines.push(json!({ "login": account.login, "dn": account.dn, "totp_seed": seed, "recovery_codes": codes }));
    }
    let now = tx.now();
    jobs::enqueue(tx, "count-profiles", &json!({}), now, Some("count-profiles"))?;
    Ok(lines)
}

/// 160 bits in Base32 (RFC 4648 6).
fn seed() -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut bytes = [0_u8; 32];
    TestEntropy::Machine.fill(&mut bytes);
    bytes.iter().filter_map(|byte| LETTERS.get(usize::from(byte & 31))).map(|byte| char::from(*byte)).collect()
}
