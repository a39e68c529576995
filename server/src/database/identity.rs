//! Whose database this is. From its first start on it belongs to practice mode or to a real
//! installation, and to one master key; it remembers both and refuses any other, before anything
//! is changed in it.

use super::place::database_name;
use crate::config::Config;
use crate::key;
use crate::stop::Stop;
use latchkey_store::{Store, StoreResult, Tx, methods, settings};

pub const KEY_ID: &str = "key_id";
/// The id of the key that a rotation goes to, while it is not finished.
pub const ROTATION: &str = "key_rotation";
/// The id of the key that digests of any age are compared under.
const LASTING: &str = "lasting_key_id";
const MODE: &str = "mode";

/// What the database remembers. All empty before the first start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    pub mode: Option<String>,
    pub key: Option<String>,
    pub rotation: Option<String>,
    pub lasting: Option<String>,
}

pub fn marks(tx: &mut Tx) -> StoreResult<Marks> {
    if !settings::are_there(tx)? {
        return Ok(Marks::default());
    }
    Ok(Marks {
        mode: settings::get(tx, MODE)?,
        key: settings::get(tx, KEY_ID)?,
        rotation: settings::get::<Option<String>>(tx, ROTATION)?.flatten(),
        // while nobody has a method there is nothing to compare
        lasting: if methods::are_there(tx)? { settings::get(tx, LASTING)? } else { None },
    })
}

fn our_mode(config: &Config) -> &'static str {
    if config.practice { "practice" } else { "production" }
}

/// Refuses a database of the other mode, or of another key. Changes nothing.
pub async fn compare(config: &Config, store: &Store) -> Result<(), Stop> {
    let found = store.read(marks).await.map_err(|e| unusable(config, &e))?;
    judge(config, &found, store)
}

/// The first start marks the database; every later one compares.
pub async fn claim_mode(config: &Config, store: &Store) -> Result<(), Stop> {
    let (mode, lasting) = (our_mode(config).to_owned(), store.lasting_key_id().to_owned());
    let found = store
        .write(move |tx| {
            let key = tx.key_id().to_owned();
            settings::claim(tx, MODE, &mode)?;
            settings::claim(tx, KEY_ID, &key)?;
            let found = marks(tx)?;
            if found.lasting.is_none() {
                settings::put(tx, LASTING, &lasting)?;
            }
            Ok(found)
        })
        .await
        .map_err(|e| unusable(config, &e))?;
    judge(config, &found, store)
}

fn unusable(config: &Config, error: &latchkey_store::StoreError) -> Stop {
    Stop(format!("the database ({}) cannot be used: {error}", database_name(config)))
}

fn judge(config: &Config, found: &Marks, store: &Store) -> Result<(), Stop> {
    let (key, lasting) = (store.key_id(), store.lasting_key_id());
    same_mode(config, found)?;
    let name = database_name(config);
    if let Some(to) = &found.rotation {
        return Err(Stop(format!(
            "the key of the database ({name}) is being replaced by key {to}, and that was not finished. Nothing is lost: run `latchkey secrets rotate --new-key FILE` again, with the file of key {to}."
        )));
    }
    match &found.key {
        Some(known) if known != key => Err(Stop(format!(
            "the database ({name}) was sealed with key {known}, and {} holds key {key}. Put the old key back. Nothing was changed.",
            key::place(&config.key)
        ))),
        _ => match &found.lasting {
            Some(known) if known != lasting => Err(Stop(format!(
                "the database ({name}) knows by key {known} which methods depend on one thing, such as one phone, and that key is not the last of secrets.older_key_files. Without it two such methods would count as two. Put its file back, behind the others. Nothing was changed."
            ))),
            _ => Ok(()),
        },
    }
}

pub fn same_mode(config: &Config, found: &Marks) -> Result<(), Stop> {
    let name = database_name(config);
    match found.mode.as_deref() {
        None => Ok(()),
        Some(mode) if mode == our_mode(config) => Ok(()),
        Some("practice") => Err(Stop(format!(
            "{name} was made in practice mode, with people and passwords that everybody knows, and must not become a real installation. Start with an empty database."
        ))),
        Some(_) => Err(Stop(format!("{name} belongs to a real installation; practice mode must not touch it."))),
    }
}
