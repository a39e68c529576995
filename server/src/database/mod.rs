//! The database and its key, opened: with everything made on a first start, or with nothing made for
//! whoever only looks. The key is made together with the database and never later.

pub mod identity;
mod place;

pub use identity::claim_mode;
pub use place::database_name;

use crate::config::{Config, DatabaseUrl, KeySource};
use crate::key::{self, MasterKey};
use crate::stop::Stop;
use crate::system::Sources;
use latchkey_store::{Keys, Store, StoreConfig};
use std::os::unix::fs::DirBuilderExt as _;

/// Whether there is a database already. A PostgreSQL is taken to be: its key is named, never made.
pub fn database_exists(config: &Config) -> bool {
    match &config.database.url {
        // An empty file is what a first start leaves that was broken off: nothing is sealed in it.
        DatabaseUrl::Sqlite(path) => std::fs::metadata(path).is_ok_and(|file| file.len() > 0),
        DatabaseUrl::Postgres(_) => true,
    }
}

/// Opens the database as it is; nothing is migrated. On the first start makes folder, key and file.
pub async fn open_store(config: &Config, sources: &Sources) -> Result<Store, Stop> {
    if database_exists(config) {
        return open_existing(config, sources).await;
    }
    can_be_made(config)?;
    // What is in it is nobody else's business.
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&config.site.data_dir)
        .map_err(|e| Stop(format!("the folder {} cannot be made: {e}", config.site.data_dir.display())))?;
    connect(config, key::read_or_create(&config.key, &*sources.entropy).map_err(Stop)?, sources).await
}

/// What the first start would stumble over, before it has made anything. Only `data_dir` is made, no
/// other folder; and a key that is named must be there.
pub fn can_be_made(config: &Config) -> Result<(), Stop> {
    let data = &config.site.data_dir;
    let there = data.ancestors().filter(|folder| !folder.as_os_str().is_empty()).find(|folder| folder.exists());
    if let Some(file) = there.filter(|there| !there.is_dir()) {
        return Err(Stop(format!("the folder {} cannot be made: {} is a file", data.display(), file.display())));
    }
    if let DatabaseUrl::Sqlite(path) = &config.database.url
        && let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
        && !folder.is_dir()
        && folder != data
    {
        return Err(Stop(format!("{}: there is no folder {}", path.display(), folder.display())));
    }
    match (&config.key, key::missing(&config.key)) {
        (KeySource::File { may_create: true, .. }, _) => Ok(()),
        (_, Some(path)) => {
            let path = path.display();
            Err(Stop(format!("the key {path} is not there. `latchkey new-key {path}` makes one; nothing was changed.")))
        }
        (named, None) => key::read(named).map(drop).map_err(Stop),
    }
}

/// The same, and makes nothing: for looking at what is there.
pub async fn open_existing(config: &Config, sources: &Sources) -> Result<Store, Stop> {
    let name = database_name(config);
    if !database_exists(config) {
        return Err(Stop(format!("there is no database at {name}. Nothing was made; `latchkey serve` makes one.")));
    }
    if let Some(path) = key::missing(&config.key) {
        let path = path.display();
        // A key that is made by us is made with the database; one that is named may be yet to come.
        return Err(Stop(if matches!(config.key, KeySource::File { may_create: true, .. }) {
            format!(
                "the key {path} is missing, and the database ({name}) was sealed with it. Put the key back: without it nobody can read the secrets in there. Nothing was changed."
            )
        } else {
            format!(
                "the key {path} is not there. For a new installation `latchkey new-key {path}` makes one; for one that has run before, put its key back: without it nobody can read the secrets in the database ({name}). Nothing was changed."
            )
        }));
    }
    connect(config, key::read(&config.key).map_err(Stop)?, sources).await
}

async fn connect(config: &Config, present: MasterKey, sources: &Sources) -> Result<Store, Stop> {
    let older = key::older(&config.older_keys).map_err(|reason| Stop(format!("secrets.older_key_files: {reason}")))?;
    let store = open_with(config, Keys::from_bytes(&present).with_older(older), sources).await?;
    identity::compare(config, &store).await?;
    Ok(store)
}

/// With these keys, whatever the configuration says.
pub async fn open_with(config: &Config, keys: Keys, sources: &Sources) -> Result<Store, Stop> {
    let url = match &config.database.url {
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseUrl::Postgres(url) => url.expose().to_owned(),
    };
    let store_config = StoreConfig { url, pool: config.database.pool };
    Store::open(&store_config, keys, sources.clock.clone(), sources.entropy.clone())
        .await
        .map_err(|e| Stop(format!("the database ({}) cannot be opened: {e}", database_name(config))))
}

/// Brings the schema up to date, or says that somebody must.
pub async fn migrate(config: &Config, store: &Store) -> Result<(), Stop> {
    let told = |e| Stop(format!("the database ({}) cannot be brought up to date: {e}", database_name(config)));
    if config.database.migrate {
        for name in store.migrate().await.map_err(told)? {
            tracing::info!(migration = name, "the database was brought up to date");
        }
        return Ok(());
    }
    match store.pending().await.map_err(told)?.len() {
        0 => Ok(()),
        n => Err(Stop(format!(
            "{n} migrations of the database are still to be run, and `database.migrate` is false. Run: latchkey migrate"
        ))),
    }
}
