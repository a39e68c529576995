//! What `make bench` asks of onboarding: a hundred thousand people in a SQLite file of their own, given seats and taken
//! off again as a run of the queue does it, while somebody writes and reads all the time as a recovery does. How long it
//! takes, and the slowest of those writes.
//!
//! `bench_bulk [PEOPLE]` prints one JSON line.
#![allow(clippy::print_stdout, reason = "its purpose")]

#[path = "bench/people.rs"]
mod people;

use latchkey::compose;
use latchkey::config::Config;
use latchkey::config::value::Value;
use latchkey::config::values::Values;
use latchkey::jobs::Job as _;
use latchkey::system::Sources;
use latchkey::system::SystemClock;
use latchkey::work::{BulkRun, begin_bulk_run};
use latchkey_domain::ids::{AdminId, DirectoryId};
use latchkey_domain::roles::Role;
use latchkey_domain::{Clock, Secret};
use latchkey_store::admins::{self, Admin};
use latchkey_store::bulk_runs::{self, BulkKind, Phase, Selection};
use latchkey_store::persons::PeopleFilter;
use latchkey_store::{Store, StoreResult, Tx, accounts, persons, settings};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const PEOPLE: usize = 100_000;
const CHUNK: usize = 1000;

#[tokio::main]
async fn main() -> Outcome<()> {
    let people = std::env::args().nth(1).map_or(Ok(PEOPLE), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let mut values = Values::default();
    values.read_text(Path::new("bench.toml"), &format!("practice = true\nseats = {}\n", people.max(1)));
    values.set_flag("data_dir", Value::Text(folder.path().display().to_string()), "bench");
    let config = Config::from_values(values, None).map_err(|error| format!("{error:?}"))?;
    let sources = Sources::default();
    let store = compose::open_store(&config, &sources).await.map_err(|stop| format!("{stop:?}"))?;
    compose::migrate(&config, &store).await.map_err(|stop| format!("{stop:?}"))?;
    let composed = compose::compose(&config, store.clone(), "127.0.0.1:8080".parse()?, &sources)
        .map_err(|stop| format!("{stop:?}"))?;
    let directory = store.write(prepared).await?;
    for from in (0..people).step_by(CHUNK) {
        let (directory, until) = (directory.clone(), people.min(from + CHUNK));
        let entries: Vec<_> = (from..until).map(people::entry).collect();
        store.write(move |tx| people::import(tx, &directory, from, &entries)).await?;
    }
    let beside = Beside::start(store.clone());
    let mut millis = Vec::new();
    for kind in [BulkKind::Onboard, BulkKind::Offboard] {
        let began = SystemClock.now();
        let job = store.write(move |tx| begun(tx, kind)).await?;
        job.run(&composed.app).await;
        millis.push(SystemClock.now().since(began));
    }
    let (mut waits, runs) = (beside.stop().await?, store.read(|tx| bulk_runs::recent(tx, latest(), 2)).await?);
    waits.sort_unstable();
    println!(
        "{}",
        json!({
            "people": runs.iter().map(|run| run.done).min(), "seats_used": store.read(persons::seats_used).await?,
            "onboard_millis": millis.first(), "offboard_millis": millis.last(),
            "beside": waits.len(), "beside_median": waits.get(waits.len() / 2), "beside_slowest": waits.last(),
        })
    );
    Ok(())
}

const fn latest() -> latchkey_domain::Timestamp {
    latchkey_domain::Timestamp(0)
}

/// Somebody who recovers meanwhile: a name is looked up and something is written, one after the other.
struct Beside {
    over: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<StoreResult<Vec<i64>>>,
}

impl Beside {
    fn start(store: Store) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let stop = over.clone();
        let task = tokio::spawn(async move {
            let mut waits = Vec::new();
            while !stop.load(Ordering::SeqCst) {
                store.read(|tx| accounts::by_name(tx, "p77")).await?;
                let began = SystemClock.now();
                let count = waits.len();
                store.write(move |tx| settings::put(tx, "beside", &count)).await?;
                waits.push(SystemClock.now().since(began));
            }
            Ok(waits)
        });
        Self { over, task }
    }

    async fn stop(self) -> Outcome<Vec<i64>> {
        self.over.store(true, Ordering::SeqCst);
        Ok(self.task.await??)
    }
}

const ADMIN: &str = "01900000-0000-7000-8000-000000000001";

fn prepared(tx: &mut Tx) -> StoreResult<DirectoryId> {
    let directory = people::directory(tx, "practice")?;
    let admin = Admin {
        id: AdminId(ADMIN.into()),
        name: "jonas".into(),
        password_hash: String::new(),
        role: Role::Administrator,
        totp: Some(Secret::new("seed")),
        totp_step: 0,
        created_at: tx.now(),
    };
    admins::insert(tx, &admin)?;
    Ok(directory)
}

/// As the console begins it: counted, and everybody written down.
fn begun(tx: &mut Tx, kind: BulkKind) -> StoreResult<BulkRun> {
    let everybody = PeopleFilter::default();
    let selection = Selection::Matching { text: String::new(), onboarded_only: false };
    persons::counts(tx, &everybody)?;
    let mut run = bulk_runs::create(tx, kind, Phase::Running, "jonas", selection)?;
    run.total = match kind {
        BulkKind::Onboard => bulk_runs::add_able(tx, &run.id, &everybody)?,
        BulkKind::Offboard => bulk_runs::add_onboarded(tx, &run.id, &everybody)?,
    };
    bulk_runs::save(tx, &run)?;
    let job = BulkRun { run: run.id.clone(), admin: ADMIN.into(), actor: "jonas".into(), address: "192.0.2.10".into() };
    begin_bulk_run(tx, &run, &job)?;
    Ok(job)
}
