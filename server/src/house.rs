//! What all services share: the store, the clock, the directories, the words of the house.
//! Made once, in `compose.rs`; holds nothing that a second server would miss.

use crate::services::fault::{Fault, Faulty};
use jiff::tz::TimeZone;
use latchkey_directory::{ActiveDirectory, AdConfig, PracticeDirectory, parse_servers};
use latchkey_domain::clock::{Clock, Timestamp};
use latchkey_domain::directory::{Directory, DirectoryError};
use latchkey_domain::entropy::Entropy;
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::policy::MethodPolicy;
use latchkey_outbox::Outbox;
use latchkey_outbox::templates;
use latchkey_store::{Store, StoreResult, Tx, directories, settings};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

pub const ACTIVE_DIRECTORY: &str = "active-directory";
pub const PRACTICE: &str = "practice";

pub struct HouseParts {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    /// `None`: no mail is configured; what needs it says so.
    pub outbox: Option<Outbox>,
    pub practice: Option<Arc<PracticeDirectory>>,
    /// `https://reset.example.com`, without a slash at the end. The only source of links.
    pub origin: String,
    pub organisation: String,
    pub help_desk: String,
    pub zone: TimeZone,
    pub seats: i64,
}

pub struct House {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub outbox: Option<Outbox>,
    pub practice: Option<Arc<PracticeDirectory>>,
    pub origin: String,
    pub organisation: String,
    pub help_desk: String,
    pub zone: TimeZone,
    pub seats: i64,
    /// Adapters with their connection pools, by directory and version of its settings.
    adapters: RwLock<HashMap<DirectoryId, Adapter>>,
}

/// Made for this version of the directory's settings.
type Adapter = (i64, Arc<dyn Directory>);

/// What `DirectoryRow::config` holds for Active Directory.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AdSettings {
    pub servers: String,
    pub account: String,
    pub trusted_pem: String,
}

impl House {
    pub fn new(parts: HouseParts) -> Arc<Self> {
        Arc::new(Self {
            store: parts.store,
            clock: parts.clock,
            entropy: parts.entropy,
            outbox: parts.outbox,
            practice: parts.practice,
            origin: parts.origin,
            organisation: parts.organisation,
            help_desk: parts.help_desk,
            zone: parts.zone,
            seats: parts.seats,
            adapters: RwLock::default(),
        })
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The directory's settings and its adapter. The adapter is kept while its settings stay.
    pub async fn directory(&self, id: &DirectoryId) -> Result<(directories::DirectoryRow, Arc<dyn Directory>), Fault> {
        let wanted = id.clone();
        let row = self.store.read(move |tx| directories::get(tx, &wanted)).await?;
        let row = row.ok_or(Fault::Gone("directory"))?;
        if let Some((version, adapter)) = self.adapters.read().ok().and_then(|map| map.get(id).cloned())
            && version == row.version
        {
            return Ok((row, adapter));
        }
        let adapter = self.adapter(&row)?;
        if let Ok(mut map) = self.adapters.write() {
            map.insert(id.clone(), (row.version, adapter.clone()));
        }
        Ok((row, adapter))
    }

    /// A fresh adapter for these settings; used directly when a form is tried before it is saved.
    pub fn adapter(&self, row: &directories::DirectoryRow) -> Result<Arc<dyn Directory>, DirectoryError> {
        if row.kind == PRACTICE {
            let practice = self.practice.clone();
            return practice.map(|p| p as Arc<dyn Directory>).ok_or(DirectoryError::Misconfigured {
                detail: "the practice directory exists in practice mode only".into(),
            });
        }
        let settings: AdSettings = serde_json::from_value(row.config.clone()).map_err(|error| {
            DirectoryError::Misconfigured { detail: format!("stored connection settings: {error}") }
        })?;
        let config = AdConfig {
            domain: row.name.clone(),
            servers: parse_servers(&settings.servers)?,
            account: settings.account,
            password: row.secret.clone(),
            trusted_pem: Some(settings.trusted_pem).filter(|pem| !pem.trim().is_empty()),
            connect_timeout: Duration::from_secs(4),
            operation_timeout: Duration::from_secs(10),
        };
        Ok(Arc::new(ActiveDirectory::new(config, self.clock.clone())?))
    }

    pub fn templates(&self) -> templates::House<'_> {
        templates::House {
            organisation: &self.organisation,
            help_desk: &self.help_desk,
            origin: &self.origin,
            practice: self.practice.is_some(),
        }
    }

    /// A clock time as people say it: "14:20", "14:20 tomorrow", "14:20 on Tuesday",
    /// "14:20 on 3 March".
    pub fn say_time(&self, at: Timestamp) -> String {
        say_time(&self.zone, self.now(), at)
    }

    /// A date and time for mails: "Tuesday, 3 March, 14:20".
    pub fn say_date(&self, at: Timestamp) -> String {
        zoned(&self.zone, at).map_or_else(String::new, |z| z.strftime("%A, %-d %B, %H:%M").to_string())
    }

    /// A short reference that stands in the log and on the page: "LK-7F3QX2".
    pub fn reference(&self) -> String {
        format!("LK-{}", latchkey_domain::entropy::new_readable(6, self.entropy.as_ref()).expose())
    }

    /// Logs a fault under a new reference.
    pub fn report(&self, what: &str, fault: &Fault) -> Faulty {
        let reference = self.reference();
        tracing::error!(reference, fault = %fault, "{what}");
        Faulty { reference }
    }
}

/// The policy in force.
pub fn policy(tx: &mut Tx) -> StoreResult<MethodPolicy> {
    Ok(settings::get::<MethodPolicy>(tx, "policy")?.unwrap_or_default())
}

fn zoned(zone: &TimeZone, at: Timestamp) -> Option<jiff::Zoned> {
    jiff::Timestamp::from_millisecond(at.millis()).ok().map(|t| t.to_zoned(zone.clone()))
}

fn say_time(zone: &TimeZone, now: Timestamp, at: Timestamp) -> String {
    let (Some(now), Some(at)) = (zoned(zone, now), zoned(zone, at)) else {
        return String::new();
    };
    let days = at.date().since(now.date()).map_or(99, |span| span.get_days());
    let shape = match days {
        0 => "%H:%M",
        1 => "%H:%M tomorrow",
        -1 => "%H:%M yesterday",
        -6..=6 => "%H:%M on %A",
        _ => "%H:%M on %-d %B",
    };
    at.strftime(shape).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_people_say_them() {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        let now = Timestamp::from_secs(1_772_534_400); // Tuesday, 3 March 2026, 11:40 at +01
        let say = |secs: i64| say_time(&zone, now, now.plus_secs(secs));
        assert_eq!(say(3600), "12:40");
        assert_eq!(say(86_400), "11:40 tomorrow");
        assert_eq!(say(3 * 86_400), "11:40 on Friday");
        assert_eq!(say(-86_400), "11:40 yesterday");
        assert_eq!(say(30 * 86_400), "11:40 on 2 April");
    }
}
