//! The one place where everything is plugged together: configuration in, a running house out.
//! Nobody else knows which clock, which database, which mail transport there is.

use crate::config::{Config, DatabaseUrl, MailConfig, MailSecurity, Origin};
use crate::house::{House, HouseParts};
use crate::http::assets;
use crate::http::cookies::CookieJar;
use crate::http::gate::Gate;
use crate::http::guard::Names;
use crate::key::master_key;
use crate::practice::Desk;
use crate::real::{RealClock, RealEntropy};
use crate::services::{ConsoleService, EnrolmentService, RecoveryService};
use latchkey_app::ports::Ports;
use latchkey_contract::Site;
use latchkey_directory::PracticeDirectory;
use latchkey_domain::{Clock, Entropy, Secret};
use latchkey_outbox::{MemoryBox, Outbox, Security, SmtpConfig};
use latchkey_store::{Keys, Store, StoreConfig, StoreResult, Tx, admins, settings};
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::sync::Arc;
use std::time::Duration;

/// Why the program stops: one sentence or a few, for the administrator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Stop(pub String);

/// Clock and randomness, handed to everything.
#[derive(Clone)]
pub struct Real {
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
}

impl Default for Real {
    fn default() -> Self {
        Self { clock: Arc::new(RealClock), entropy: Arc::new(RealEntropy) }
    }
}

/// All that the router and the background work need.
pub struct Composed {
    pub house: Arc<House>,
    pub ports: Ports,
    pub gate: Arc<Gate>,
    /// The page of practice mode.
    pub desk: Option<Desk>,
    pub origin: String,
}

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

/// Opens the database as it is; nothing is migrated.
pub async fn open_store(config: &Config, real: &Real) -> Result<Store, Stop> {
    // What is in it is nobody else's business.
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&config.site.data_dir)
        .map_err(|e| Stop(format!("the folder {} cannot be made: {e}", config.site.data_dir.display())))?;
    let url = match &config.database.url {
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseUrl::Postgres(url) => url.expose().to_owned(),
    };
    let key = master_key(&config.key, &*real.entropy).map_err(Stop)?;
    let store_config = StoreConfig { url, pool: config.database.pool };
    Store::open(&store_config, Keys::from_bytes(&key), real.clock.clone(), real.entropy.clone())
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

/// A database belongs to practice mode or to a real installation, from its first start on.
pub async fn claim_mode(config: &Config, store: &Store) -> Result<(), Stop> {
    let ours = if config.practice { "practice" } else { "production" };
    let marked = store
        .write(move |tx| {
            let mode: Option<String> = settings::get(tx, "mode")?;
            if mode.is_none() {
                settings::put(tx, "mode", &ours)?;
            }
            Ok(mode)
        })
        .await
        .map_err(|e| Stop(format!("the database ({}) cannot be used: {e}", database_name(config))))?;
    match marked.as_deref() {
        None => Ok(()),
        Some(mode) if mode == ours => Ok(()),
        Some("practice") => Err(Stop(format!(
            "{} was made in practice mode, with people and passwords that everybody knows, and must not become a real installation. Start with an empty database.",
            database_name(config)
        ))),
        Some(_) => Err(Stop(format!(
            "{} belongs to a real installation; practice mode must not touch it.",
            database_name(config)
        ))),
    }
}

/// `address`: what is really listened on; practice mode derives its origin from it.
pub fn compose(config: &Config, store: Store, address: SocketAddr, real: &Real) -> Result<Composed, Stop> {
    let origin = config.site.origin.clone().unwrap_or_else(|| Origin::http(&host_of(address), address.port()));
    let memory = config.practice.then(|| MemoryBox::new(real.clock.clone()));
    let outbox = match (&memory, &config.mail) {
        (Some(memory), _) => Some(Outbox::Memory(memory.clone())),
        (None, Some(mail)) => Some(outbox(mail)?),
        (None, None) => None,
    };
    let practice = config.practice.then(|| Arc::new(PracticeDirectory::new(real.clock.clone())));
    let site = Arc::new(Site {
        organisation: config.site.organisation.clone(),
        help_desk: config.site.help_desk.clone(),
        help_desk_tel: config.site.help_desk_tel.clone(),
        practice: config.practice,
        assets: assets::addresses(),
    });
    let house = House::new(HouseParts {
        store,
        clock: real.clock.clone(),
        entropy: real.entropy.clone(),
        outbox,
        practice: practice.clone(),
        origin: origin.url(),
        organisation: config.site.organisation.clone(),
        help_desk: config.site.help_desk.clone(),
        zone: config.site.zone.clone(),
        seats: i64::from(config.site.seats),
    });
    let jar = CookieJar { https: origin.https };
    let ports = Ports {
        site: site.clone(),
        recover: Arc::new(RecoveryService::new(house.clone())),
        enrol: Arc::new(EnrolmentService::new(house.clone())),
        admin: Arc::new(ConsoleService::new(house.clone())),
        cookies: Arc::new(jar),
    };
    let gate = Arc::new(Gate {
        https: origin.https,
        names: Names::new(origin.https, authorities(config, &origin, address)),
        jar,
        proxies: config.proxies.clone(),
        site: site.clone(),
        clock: real.clock.clone(),
        entropy: real.entropy.clone(),
    });
    let desk = memory
        .zip(practice)
        .map(|(memory, people)| Desk::new(site, people, memory, real.clock.clone(), config.site.zone.clone()));
    Ok(Composed { house, ports, gate, desk, origin: origin.url() })
}

fn host_of(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(v4) => v4.ip().to_string(),
        SocketAddr::V6(v6) => format!("[{}]", v6.ip()),
    }
}

/// In practice mode people type what they like for this machine.
fn authorities(config: &Config, origin: &Origin, address: SocketAddr) -> Vec<String> {
    let mut names = vec![origin.authority()];
    if config.practice {
        names.extend(["127.0.0.1", "localhost", "[::1]"].map(|host| Origin::http(host, address.port()).authority()));
    }
    names
}

pub fn outbox(mail: &MailConfig) -> Result<Outbox, Stop> {
    let ca_pem = match &mail.ca_file {
        None => None,
        Some(path) => Some(
            std::fs::read_to_string(path)
                .map_err(|e| Stop(format!("mail.ca_file: {} cannot be read: {e}", path.display())))?,
        ),
    };
    let config = SmtpConfig {
        host: mail.host.clone(),
        port: mail.port,
        security: match mail.security {
            MailSecurity::StartTls => Security::StartTls,
            MailSecurity::Tls => Security::Tls,
            MailSecurity::PlainLoopback => Security::PlainLoopback,
        },
        username: (!mail.username.is_empty()).then(|| mail.username.clone()),
        password: mail.password.clone(),
        from: mail.from.clone(),
        ca_pem,
        timeout: Duration::from_secs(30),
    };
    Outbox::smtp(config).map_err(|e| Stop(format!("[mail]: {e}")))
}

/// How long a set-up link is good.
pub const SETUP_LINK_SECS: i64 = 24 * 3600;

/// A new one-time link for setting up an administrator.
pub fn put_setup_link(tx: &mut Tx, token: &Secret) -> StoreResult<()> {
    admins::put_setup_link(tx, token, SETUP_LINK_SECS)
}

pub fn setup_address(origin: &str, token: &Secret) -> String {
    format!("{origin}/admin/setup/{}", token.expose())
}
