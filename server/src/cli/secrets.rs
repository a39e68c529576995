//! `latchkey secrets rotate`: everything that is sealed in the database, sealed with another key.

use super::say;
use crate::compose::{self, database_name};
use crate::config::{Config, KeySource};
use crate::database::identity::{self, KEY_ID, Marks, ROTATION};
use crate::key;
use crate::stop::Stop;
use crate::system::Sources;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_store::audit::Began;
use latchkey_store::rekey::{self, Position};
use latchkey_store::{AuditEvent, Keys, Store, StoreError, StoreResult, Tx, audit, settings};
use std::path::Path;

pub const STEPS: &str = "\
Step by step:
  latchkey new-key /etc/latchkey/new.key      make the new key; keep a copy in a safe place
  (stop every server)                         they know only the old key
  (back up the database)                      it is good only together with the old key
  latchkey secrets rotate --new-key /etc/latchkey/new.key
  then write, for every server:
    [secrets]
    key_file = \"/etc/latchkey/new.key\"
    older_key_files = [\"/etc/latchkey/old.key\"]   the latest first
  latchkey check                              the database and the key fit together
  (start the servers)

The old key stays in older_key_files: recovery codes and invitations are kept as hashes, which no
rotation can make anew, and the very first key says which methods depend on one thing. Keys between
the first and the present one may go when nobody holds recovery codes of their time. The audit log goes on: a row of
the new key vouches for everything before it. Broken off in between (a power cut, Ctrl-C), the same
command goes on where it stopped; until then no server starts.";

/// Small enough that nobody waits for the database, large enough to be quick.
const ROWS: i64 = 200;

pub async fn rotate(config: &Config, new_key: &Path) -> Result<(), Stop> {
    if config.practice {
        return Err(Stop("practice mode has a key of its own that guards nothing: there is nothing to rotate".into()));
    }
    if !compose::database_exists(config) {
        return Err(Stop(format!("there is no database at {}, so nothing to seal anew", database_name(config))));
    }
    let old = key::read(&config.key).map_err(|reason| Stop(format!("the present key: {reason}")))?;
    let new = key::read_file(new_key).map_err(|reason| Stop(format!("the new key: {reason}")))?;
    let from = Keys::from_bytes(&old).key_id().to_owned();
    let mut older =
        key::older(&config.older_keys).map_err(|reason| Stop(format!("secrets.older_key_files: {reason}")))?;
    older.insert(0, *old);
    let keys = Keys::from_bytes(&new).with_older(older);
    let rotation = Rotation { config, from, to: keys.key_id().to_owned(), file: new_key };
    if rotation.from == rotation.to {
        return Err(Stop(format!(
            "{} holds the present key. `latchkey new-key FILE` makes another; nothing was changed.",
            new_key.display()
        )));
    }
    let store = compose::open_with(config, keys, &Sources::default()).await?;
    rotation.begin(&store).await?;
    let (resealed, unreadable) = rotation.reseal(&store).await?;
    rotation.finish(&store, resealed).await?;
    rotation.say(resealed, &unreadable);
    Ok(())
}

/// Ids of keys, not keys.
struct Rotation<'a> {
    config: &'a Config,
    from: String,
    to: String,
    file: &'a Path,
}

impl Rotation<'_> {
    /// Notes in the database that it is under way: from now on no server starts on it.
    async fn begin(&self, store: &Store) -> Result<(), Stop> {
        if !store.pending().await.map_err(|e| self.failed(&e))?.is_empty() {
            return Err(Stop("migrations of the database are still to be run. Run: latchkey migrate".into()));
        }
        let found = store.read(identity::marks).await.map_err(|e| self.failed(&e))?;
        identity::same_mode(self.config, &found)?;
        self.fits(&found)?;
        let to = Some(self.to.clone());
        store.write(move |tx| settings::put(tx, ROTATION, &to)).await.map_err(|e| self.failed(&e))
    }

    fn fits(&self, found: &Marks) -> Result<(), Stop> {
        match (&found.rotation, &found.key) {
            (Some(other), _) if *other != self.to => Err(Stop(format!(
                "a rotation to key {other} was begun and not finished, and {} holds key {}. Finish that one first, with its file. Nothing was changed.",
                self.file.display(),
                self.to
            ))),
            // Also after its end: it takes along what a forgotten server wrote with the old key.
            (_, Some(known)) if *known != self.from && *known != self.to => Err(Stop(format!(
                "the database ({}) was sealed with key {known}, and {} holds key {}. Put the old key back. Nothing was changed.",
                database_name(self.config),
                key::place(&self.config.key),
                self.from
            ))),
            _ => Ok(()),
        }
    }

    async fn reseal(&self, store: &Store) -> Result<(usize, Vec<String>), Stop> {
        let (mut at, mut resealed, mut unreadable) = (Position::default(), 0, Vec::new());
        loop {
            let from = at.clone();
            let step = store.write(move |tx| rekey::step(tx, from, ROWS)).await.map_err(|e| {
                Stop(format!("{} What was done is kept: run the same command again to go on.", self.failed(&e).0))
            })?;
            resealed += step.resealed;
            unreadable.extend(step.unreadable);
            match step.next {
                Some(next) => at = next,
                None => return Ok((resealed, unreadable)),
            }
        }
    }

    async fn finish(&self, store: &Store, resealed: usize) -> Result<(), Stop> {
        let (from, to) = (self.from.clone(), self.to.clone());
        let log = store.write(move |tx| finished(tx, &from, &to, resealed)).await.map_err(|e| self.failed(&e))?;
        if let Began::Broken { seq, reason } = log {
            say::line(format_args!("The audit log was broken before, and nobody vouches for it: row {seq} {reason}."));
        }
        Ok(())
    }

    fn failed(&self, error: &StoreError) -> Stop {
        Stop(format!("the database ({}) cannot be used: {error}.", database_name(self.config)))
    }

    fn say(&self, resealed: usize, unreadable: &[String]) {
        say::line(format_args!("{resealed} values are sealed with key {} now, instead of {}.", self.to, self.from));
        if !unreadable.is_empty() {
            say::line(format_args!(
                "{} could not be opened with any key that was given, as before, and were left as they are:",
                unreadable.len()
            ));
            unreadable.iter().for_each(|place| say::line(format_args!("  {place}")));
        }
        let old = match &self.config.key {
            KeySource::File { path, .. } => path.display().to_string(),
            KeySource::ProofInput(_) => {
                say::line(
                    "The old key came from LATCHKEY_SECRETS__KEY. Write it into a file of its own (mode 600), and take the variable away.",
                );
                "FILE OF THE OLD KEY".to_owned()
            }
        };
        let earlier = self.config.older_keys.iter().map(|path| path.display().to_string());
        let older: Vec<String> = std::iter::once(old).chain(earlier).collect();
        say::line(format_args!(
            "\nBefore a server starts again, write for each of them:\n  [secrets]\n  key_file = {:?}\n  older_key_files = {older:?}\n\nKeep a copy of all of them in a safe place: recovery codes and invitations from before need the older ones.",
            self.file.display().to_string(),
        ));
    }
}

/// In one transaction: the database belongs to the new key, and the audit log goes on under it and
/// says so.
fn finished(tx: &mut Tx, from: &str, to: &str, resealed: usize) -> StoreResult<Began> {
    let log = audit::begin(tx)?;
    settings::put(tx, KEY_ID, &to)?;
    settings::put(tx, ROTATION, &None::<String>)?;
    let detail = serde_json::json!({ "from": from, "to": to, "values": resealed });
    tx.audit(AuditKind::SecretsKeyRotated, Actor::CommandLine, AuditEvent::default().detail(detail));
    Ok(log)
}
