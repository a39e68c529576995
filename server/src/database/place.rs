//! Where the database is, for people.

use crate::config::{Config, DatabaseUrl};

/// The place of the database in words, without a password.
pub fn database_name(config: &Config) -> String {
    match &config.database.url {
        DatabaseUrl::Sqlite(path) => path.display().to_string(),
        DatabaseUrl::Postgres(url) => {
            let place = url.expose().rsplit_once('@').map_or(url.expose(), |(_, place)| place);
            format!("PostgreSQL at {}", place.trim_start_matches("postgres://").split('?').next().unwrap_or_default())
        }
    }
}
