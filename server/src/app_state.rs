//! What all services share: the store, the clock, the directories, the organisation’s name.
//! Made once, in `compose.rs`. What a second server must know is in the store, also what the adapters
//! learn (`shared_state`). What stays here each server has for itself, and none misses the other's:
//!
//! - `adapters`: connections, which controllers are well, and for a minute or five what a domain says of
//!   itself. Whoever has none asks; `providers` likewise, of other servers;
//! - `kept`: a half that must stand in no database. The server that has it finishes, and if that one has
//!   ended the page offers to do it by hand (docs/decisions/0022);
//! - `hashing`: how much this machine does at once;
//! - `faults`: that a sort of fault was told a moment ago. The limit over all servers is a row;
//! - `practice`, `practice_cloud`, `texts`, a memory box as `outbox`: practice mode has a file of its own and
//!   one process.
//!
//! docs/decisions/0028 looks at everything else that a process keeps.

mod clients;

use crate::fault::{Fault, Faulty};
use crate::fault_reports::Faults;
use crate::hashing::{Busy, Hashing};
use crate::kept_halves::KeptHalves;
use crate::providers::Providers;
use crate::shared_state::StoredState;
use jiff::tz::TimeZone;
use latchkey_contract::{Locale, Moment};
use latchkey_directory::kind::{Stored, World};
use latchkey_directory::registry;
use latchkey_directory::{PracticeCloud, PracticeDirectory, ProcessState};
use latchkey_domain::clock::{Clock, Timestamp};
use latchkey_domain::directory::{Directory, DirectoryError, SharedState};
use latchkey_domain::entropy::Entropy;
use latchkey_domain::ids::DirectoryId;
use latchkey_messages::Branding;
use latchkey_methods::password_hash::Memory;
use latchkey_outbox::{Outbox, SmsBox};
use latchkey_store::flows::FlowKind;
use latchkey_store::{Store, StoreResult, audit, directories};
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

pub struct AppStateParts {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    /// `None`: no mail is configured; what needs it says so.
    pub outbox: Option<Outbox>,
    /// The phone of practice mode: every text message goes there.
    pub texts: Option<SmsBox>,
    pub practice: Option<Arc<PracticeDirectory>>,
    /// `https://reset.example.com`, without a slash at the end. The only source of links.
    pub origin: String,
    pub organisation: String,
    pub help_desk: String,
    /// The organisation's own.
    pub language: Locale,
    pub zone: TimeZone,
    pub seats: i64,
}

pub struct AppState {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub outbox: Option<Outbox>,
    pub texts: Option<SmsBox>,
    pub practice: Option<Arc<PracticeDirectory>>,
    /// The other practice directory; there whenever the first is.
    pub practice_cloud: Option<Arc<PracticeCloud>>,
    pub origin: String,
    pub organisation: String,
    pub help_desk: String,
    /// The organisation's own.
    pub language: Locale,
    pub zone: TimeZone,
    pub seats: i64,
    /// The one bound on argon2; see [`AppState::argon2`].
    hashing: Hashing,
    faults: Faults,
    /// Adapters with their connection pools, by directory and version of its settings.
    adapters: RwLock<HashMap<DirectoryId, Adapter>>,
    /// Clients of other servers, as they are set up.
    pub(crate) providers: Providers,
    /// Of new passwords that a directory could not take yet.
    pub(crate) kept: KeptHalves,
}

/// Made for this version of the directory's settings.
type Adapter = (i64, Arc<dyn Directory>);

impl AppState {
    pub fn new(parts: AppStateParts) -> Arc<Self> {
        let faults = Faults::new(parts.store.clone(), parts.clock.clone());
        let cloud = || Arc::new(PracticeCloud::new(parts.clock.clone(), parts.entropy.clone()));
        let cloud = parts.practice.is_some().then(cloud);
        Arc::new(Self {
            practice_cloud: cloud,
            store: parts.store,
            clock: parts.clock,
            entropy: parts.entropy,
            outbox: parts.outbox,
            texts: parts.texts,
            practice: parts.practice,
            origin: parts.origin,
            organisation: parts.organisation,
            help_desk: parts.help_desk,
            language: parts.language,
            zone: parts.zone,
            seats: parts.seats,
            hashing: Hashing::default(),
            faults,
            adapters: RwLock::default(),
            providers: Providers::default(),
            kept: KeptHalves::default(),
        })
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Every call of `password_hash::hash` and `verify` in this server goes through here:
    ///
    /// `app.argon2(move |memory| password_hash::verify(&hash, &password, memory)).await -> Result<bool, Busy>`
    ///
    /// It runs on the blocking pool, few at once (see `hashing`). `Busy`: its turn did not come
    /// within seconds; nothing was looked at, and the person may try again in a minute. Whoever
    /// calls it has counted the caller's limits before, so that nobody fills the queue alone.
    pub async fn argon2<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Busy> {
        self.hashing.run(work).await
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
        let shared = StoredState::new(self.store.clone(), id.clone(), row.version, self.clock.clone());
        let adapter = self.opened(&row, Arc::new(shared))?;
        if let Ok(mut map) = self.adapters.write() {
            map.insert(id.clone(), (row.version, adapter.clone()));
        }
        Ok((row, adapter))
    }

    /// A fresh adapter that shares nothing with any other: for a form that is tried before it is saved.
    pub fn adapter(&self, row: &directories::DirectoryRow) -> Result<Arc<dyn Directory>, DirectoryError> {
        self.opened(row, Arc::new(ProcessState::new(self.clock.clone())))
    }

    fn opened(
        &self,
        row: &directories::DirectoryRow,
        shared: Arc<dyn SharedState>,
    ) -> Result<Arc<dyn Directory>, DirectoryError> {
        let world = World {
            clock: self.clock.clone(),
            shared,
            entropy: self.entropy.clone(),
            ways_back: [FlowKind::Enrol, FlowKind::Account].map(|kind| self.way_back(kind)).to_vec(),
            practice: self.practice.clone().map(|practice| practice as Arc<dyn Directory>),
            practice_cloud: self.practice_cloud.clone().map(|cloud| cloud as Arc<dyn Directory>),
        };
        let stored = Stored { name: &row.name, rest: &row.config, secret: &row.secret };
        registry::by_code(&row.kind)?.open(stored, &world)
    }

    /// Where a page of somebody else's sends the browser back to.
    pub fn way_back(&self, kind: FlowKind) -> String {
        let whose = match kind {
            FlowKind::Recover => "recover",
            FlowKind::Enrol => "enrol",
            FlowKind::Account => "account",
        };
        format!("{}/return/{whose}", self.origin)
    }

    /// What mails and text messages say of us.
    pub fn branding(&self) -> Branding<'_> {
        Branding {
            organisation: &self.organisation,
            help_desk: &self.help_desk,
            origin: &self.origin,
            practice: self.practice.is_some(),
        }
    }

    /// A time as a page is handed it: what calendar and clock of the organisation show, seen from now.
    pub fn moment(&self, at: Timestamp) -> Moment {
        moment(&self.zone, self.now(), at)
    }

    /// A short reference that stands in the log and on the page: "LK-7F3QX2".
    pub fn reference(&self) -> String {
        format!("LK-{}", latchkey_domain::entropy::new_readable(6, self.entropy.as_ref()).expose())
    }

    /// Logs a fault under a new reference, and tells the administrator (see `faults`). `what`: a
    /// sentence without names, addresses or secrets.
    pub fn report(&self, what: &str, fault: &Fault) -> Faulty {
        let reference = self.reference();
        tracing::error!(reference, fault = %fault, "{what}");
        self.tell(&reference, what);
        Faulty { reference }
    }

    /// Tells the administrator of a fault that is in the log already. As `report`.
    pub fn tell(&self, reference: &str, what: &str) {
        self.faults.tell(reference, what);
    }

    /// As `report`, for a directory's answer that only the administrator can do something about.
    pub fn report_directory(&self, error: &DirectoryError) -> Faulty {
        let reference = self.reference();
        tracing::error!(reference, error = %error, "the directory refused for a reason that an administrator must see");
        let what = match error {
            // the server's own words may name people
            DirectoryError::Other { .. } => "a directory gave an answer that was not expected".to_owned(),
            error => error.to_string(),
        };
        self.tell(&reference, &what);
        Faulty { reference }
    }

    /// To be called at each start: says in the log where the audit log stands, so that a later one
    /// that was cut short can be told from it, and carries it over to a new key.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn begin_audit(&self) -> StoreResult<()> {
        match self.store.write(audit::begin).await? {
            audit::Began::At { rows, head } => {
                tracing::info!(audit.rows = rows, audit.head = head, "the audit log stands here; keep this line");
            }
            audit::Began::Broken { seq, reason } => {
                tracing::error!(audit.row = seq, reason, "the audit log is broken; `latchkey audit verify` says more");
            }
        }
        Ok(())
    }
}

fn moment(zone: &TimeZone, now: Timestamp, at: Timestamp) -> Moment {
    let seen = |at: Timestamp| {
        let there = jiff::Timestamp::from_millisecond(at.millis()).ok();
        let offset = there.map_or(0, |there| zone.to_offset(there).seconds().div_euclid(60));
        (at.millis(), offset)
    };
    Moment::seen_from(seen(now), seen(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_people_say_them() {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        let now = Timestamp::from_secs(1_772_534_400); // Tuesday, 3 March 2026, 11:40 at +01
        let say = |secs: i64| latchkey_text::format::time(Locale::En, moment(&zone, now, now.plus_secs(secs)));
        assert_eq!(say(3600), "12:40");
        assert_eq!(say(86_400), "11:40 tomorrow");
        assert_eq!(say(3 * 86_400), "11:40 on Friday");
        assert_eq!(say(-86_400), "11:40 yesterday");
        assert_eq!(say(30 * 86_400), "11:40 on 2 April");
    }
}
