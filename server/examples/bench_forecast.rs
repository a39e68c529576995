//! What `make bench` asks of the forecast: a hundred thousand people with methods as people have them,
//! in a SQLite file of their own, and how long the forecast of a changed policy takes. The median of
//! `ROUNDS`, each on a file that was read before, as at an administrator's second look.
//!
//! `bench_forecast [PEOPLE]` prints one JSON line.
#![allow(clippy::print_stdout, reason = "its purpose")]

#[path = "bench/people.rs"]
mod people;

use latchkey::services::forecast::{Draft, ForecastCounts, behind, forecast};
use latchkey::system::{SystemClock, SystemEntropy};
use latchkey_contract::MethodKind;
use latchkey_domain::directory::Entry;
use latchkey_domain::entropy::new_readable;
use latchkey_domain::ids::{DirectoryId, ObjectId, PersonId};
use latchkey_domain::independence::{Dependency, FactorKind};
use latchkey_domain::policy::{MethodPolicy, Preset};
use latchkey_domain::{Clock, Secret};
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::policies::{self, Rule};
use latchkey_store::{Keys, Store, StoreConfig, StoreError, StoreResult, Tx, accounts, persons};
use serde_json::json;
use std::sync::Arc;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const PEOPLE: usize = 100_000;
const CHUNK: usize = 1000;
const ROUNDS: usize = 5;

#[tokio::main]
async fn main() -> Outcome<()> {
    let people = std::env::args().nth(1).map_or(Ok(PEOPLE), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let config = StoreConfig { url: format!("sqlite:{}", folder.path().join("bench.sqlite").display()), pool: 1 };
    let store =
        Store::open(&config, Keys::from_bytes(&[7; 32]), Arc::new(SystemClock), Arc::new(SystemEntropy)).await?;
    store.migrate().await?;
    let directory = store.write(|tx| people::directory(tx, "active-directory")).await?;
    for from in (0..people).step_by(CHUNK) {
        let (directory, until) = (directory.clone(), people.min(from + CHUNK));
        store.write(move |tx| some_people(tx, &directory, from, until)).await?;
    }
    store.write(move |tx| rules(tx, &directory, people)).await?;
    let (mut counted, mut listed) = (Vec::new(), Vec::new());
    let mut outlook = ForecastCounts::default();
    for _ in 0..=ROUNDS {
        let began = SystemClock.now();
        outlook = store.read(|tx| forecast(tx, &draft())).await?;
        counted.push(SystemClock.now().since(began));
        let began = SystemClock.now();
        store.read(|tx| behind(tx, &draft(), false, "person 7", 50, 50).map(drop)).await?;
        listed.push(SystemClock.now().since(began));
    }
    println!(
        "{}",
        json!({
            "people": outlook.people, "ready_now": outlook.ready_now, "ready_after": outlook.ready_after,
            "lost": outlook.lost, "millis": median(counted), "list_millis": median(listed),
        })
    );
    Ok(())
}

/// Of all but the first.
fn median(mut millis: Vec<i64>) -> Option<i64> {
    let _first = (!millis.is_empty()).then(|| millis.remove(0));
    millis.sort_unstable();
    millis.get(millis.len() / 2).copied()
}

/// Three proofs instead of two, and no more mails.
fn draft() -> Draft {
    let mut policy = Preset::Balanced.policy();
    policy.allowed.retain(|kind| *kind != MethodKind::Email);
    Draft::Everybody(MethodPolicy { required: 3, ..policy })
}

fn entry(nth: usize) -> Entry {
    Entry { disabled: nth.is_multiple_of(211), ..people::entry(nth) }
}

fn some_people(tx: &mut Tx, directory: &DirectoryId, from: usize, until: usize) -> StoreResult<()> {
    let entries: Vec<Entry> = (from..until).map(entry).collect();
    people::import(tx, directory, from, &entries)?;
    let mut ids = Vec::with_capacity(entries.len());
    for (nth, entry) in (from..until).zip(&entries) {
        let account = accounts::by_object(tx, directory, &entry.object_id)?;
        let id = account.ok_or_else(|| StoreError::Other("an account was not imported".into()))?.person.id;
        ids.push(id.clone());
        enrol(tx, &id, nth)?;
    }
    persons::onboard(tx, &ids, i64::MAX)?.map(drop).map_err(|_| StoreError::Other("no seats".into()))
}

/// Of a hundred people, so many have these; the others have not begun.
const SETS: [(usize, &[MethodKind]); 8] = [
    (34, &[MethodKind::Totp, MethodKind::Email]),
    (14, &[MethodKind::Passkey, MethodKind::Totp]),
    (10, &[MethodKind::Passkey, MethodKind::Email]),
    (8, &[MethodKind::Sms, MethodKind::Email]),
    (6, &[MethodKind::Passkey, MethodKind::Passkey, MethodKind::Totp, MethodKind::Email]),
    (6, &[MethodKind::Totp, MethodKind::Sms, MethodKind::Email]),
    (4, &[MethodKind::Radius, MethodKind::Sms]),
    (6, &[MethodKind::Totp]),
];

fn enrol(tx: &mut Tx, id: &PersonId, nth: usize) -> StoreResult<()> {
    let mut left = nth * 37 % 100;
    for (share, kinds) in SETS {
        if left >= share {
            left -= share;
            continue;
        }
        for kind in kinds {
            methods::add(tx, id, &method(tx, *kind, nth))?;
        }
        if kinds.len() > 1 {
            let codes: Vec<Secret> = (0..10).map(|_| new_readable(16, &SystemEntropy)).collect();
            methods::put_recovery_codes(tx, id, &codes)?;
            let now = tx.now();
            persons::set_enrolled(tx, id, Some(now))?;
        }
        break;
    }
    Ok(())
}

/// As long as a real one: a passkey is a thousand characters, a seed is 32.
fn method(tx: &Tx, kind: MethodKind, nth: usize) -> NewMethod {
    let hangs = |thing, what: String| vec![Dependency::new(thing, tx.digest("dependency", &[&what]))];
    let (length, depends_on) = match kind {
        MethodKind::Passkey => (1000, Vec::new()),
        MethodKind::Email => (24, hangs(FactorKind::Mailbox, format!("p{nth}@home.example"))),
        MethodKind::Sms | MethodKind::Radius => (16, hangs(FactorKind::Phone, format!("+49{nth}"))),
        _ => (32, Vec::new()),
    };
    NewMethod { kind, label: kind.code().to_owned(), secret: Secret::new("x".repeat(length)), depends_on, last_step: 0 }
}

/// Two groups, one of them large, that lie over each other.
fn rules(tx: &mut Tx, directory: &DirectoryId, people: usize) -> StoreResult<()> {
    let rule = |tx: &Tx, place, every: usize, preset: Preset| Rule {
        id: tx.new_id(),
        place,
        name: format!("Every {every}th"),
        directory: directory.clone(),
        group: ObjectId(format!("every-{every}")),
        privileged: preset == Preset::Privileged,
        policy: preset.policy(),
        read_at: None,
    };
    for (place, every, preset) in [(0, 200, Preset::Privileged), (1, 5, Preset::Balanced)] {
        let rule = rule(tx, place, every, preset);
        policies::put(tx, &rule)?;
        let objects: Vec<ObjectId> = (0..people).step_by(every).map(people::object).collect();
        let members = policies::known(tx, directory, &objects)?;
        policies::set_members(tx, &rule.id, &members)?;
    }
    Ok(())
}
