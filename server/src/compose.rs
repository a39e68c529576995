//! The one place where everything is plugged together: configuration in, a running server out.
//! Nobody else knows which clock, which database, which mail transport there is.

use crate::app_state::{AppState, AppStateParts};
use crate::config::{Config, MailConfig, MailSecurity, Origin};
pub use crate::database::{
    can_be_made, claim_mode, database_exists, database_name, migrate, open_existing, open_store, open_with,
};
use crate::http::assets;
use crate::http::cookies::CookieJar;
use crate::http::origin_check::Names;
use crate::http::pipeline::{Pipeline, Tell};
use crate::jobs;
use crate::practice::{DeskParts, PracticePage};
use crate::services::{
    AccountService, AdminSignInService, ConsoleService, EnrolmentService, LanguageService, RecoveryService,
};
use crate::stop::Stop;
use crate::system::Sources;
use latchkey_app::ports::{AdminPorts, Ports, Sites};
use latchkey_contract::Locale;
use latchkey_contract::Site;
use latchkey_directory::PracticeDirectory;
use latchkey_domain::Secret;
use latchkey_domain::roles::Role;
use latchkey_outbox::{MemoryBox, Outbox, Security, SmsBox, SmtpConfig};
use latchkey_store::{Store, StoreResult, Tx, admins};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// All that the router and the background work need.
pub struct Composed {
    pub app: Arc<AppState>,
    pub ports: Ports,
    pub pipeline: Arc<Pipeline>,
    /// The page of practice mode.
    pub practice_page: Option<PracticePage>,
    pub origin: String,
}

/// `address`: what is really listened on; practice mode derives its origin from it.
pub fn compose(config: &Config, store: Store, address: SocketAddr, sources: &Sources) -> Result<Composed, Stop> {
    let origin = origin_of(config, address);
    let memory = config.practice.then(|| MemoryBox::new(sources.clock.clone()));
    let texts = SmsBox::new(sources.clock.clone());
    let outbox = match (&memory, &config.mail) {
        (Some(memory), _) => Some(Outbox::Memory(memory.clone())),
        (None, Some(mail)) => Some(outbox(mail)?),
        (None, None) => None,
    };
    let practice = config.practice.then(|| Arc::new(PracticeDirectory::new(sources.clock.clone())));
    let sites = Sites::new(Site {
        organisation: config.site.organisation.clone(),
        help_desk: config.site.help_desk.clone(),
        help_desk_tel: config.site.help_desk_tel.clone(),
        practice: config.practice,
        locale: config.site.language,
        assets: assets::addresses(),
    });
    let app = AppState::new(AppStateParts {
        store,
        clock: sources.clock.clone(),
        entropy: sources.entropy.clone(),
        outbox,
        texts: config.practice.then(|| texts.clone()),
        practice: practice.clone(),
        origin: origin.url(),
        organisation: config.site.organisation.clone(),
        help_desk: config.site.help_desk.clone(),
        language: config.site.language,
        zone: config.site.zone.clone(),
        seats: i64::from(config.site.seats),
    });
    let jar = CookieJar { https: origin.https };
    let ports = Ports {
        sites: sites.clone(),
        recover: Arc::new(RecoveryService::new(app.clone(), sources.pauses)),
        enrol: Arc::new(EnrolmentService::new(app.clone())),
        account: Arc::new(AccountService::new(app.clone(), sources.pauses)),
        admin: admin_ports(&app),
        language: Arc::new(LanguageService::new(app.clone())),
        cookies: Arc::new(jar),
    };
    let told = app.clone();
    let tell: Tell = Arc::new(move |reference, what| told.tell(reference, what));
    let pipeline = Arc::new(Pipeline {
        https: origin.https,
        names: Names::new(origin.https, authorities(config, &origin, address)),
        jar,
        proxies: config.proxies.clone(),
        sites: sites.clone(),
        clock: sources.clock.clone(),
        entropy: sources.entropy.clone(),
        tell,
    });
    let practice_page = memory.zip(practice.zip(app.practice_cloud.clone())).map(|(mails, (people, cloud))| {
        let (clock, zone) = (sources.clock.clone(), config.site.zone.clone());
        PracticePage::new(DeskParts { site: sites.of(Locale::En).clone(), people, cloud, mails, texts, clock, zone })
    });
    Ok(Composed { app, ports, pipeline, practice_page, origin: origin.url() })
}

fn admin_ports(app: &Arc<AppState>) -> AdminPorts {
    let sign_in = Arc::new(AdminSignInService::new(app.clone()));
    let console = Arc::new(ConsoleService::new(app.clone(), jobs::told));
    AdminPorts {
        setup: sign_in.clone(),
        sign_in,
        overview: console.clone(),
        connections: console.clone(),
        directories: console.clone(),
        sync: console.clone(),
        people: console.clone(),
        joining: console.clone(),
        policies: console.clone(),
        rules: console.clone(),
        forecasts: console.clone(),
        method_settings: console.clone(),
        providers: console.clone(),
        invitations: console,
    }
}

/// Practice mode goes by this machine's name where it can, because browsers keep passkeys for names
/// only. `address`: what is listened on.
pub fn origin_of(config: &Config, address: SocketAddr) -> Origin {
    config.site.origin.clone().unwrap_or_else(|| Origin::http(&host_of(address), address.port()))
}

fn host_of(address: SocketAddr) -> String {
    let (v4, v6): (IpAddr, IpAddr) = (Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into());
    if address.ip() == v4 || address.ip() == v6 {
        return "localhost".into();
    }
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

/// How long a set-up link is good: it stands in a terminal or a journal, and whoever reads it there
/// first becomes an administrator.
pub const SETUP_LINK_SECS: i64 = 3600;

/// A new one-time link for setting up a new administrator.
pub fn put_setup_link(tx: &mut Tx, token: &Secret) -> StoreResult<()> {
    admins::put_setup_link(tx, token, None, Role::Owner, SETUP_LINK_SECS)
}

pub fn setup_address(origin: &str, token: &Secret) -> String {
    format!("{origin}/admin/setup/{}", token.expose())
}
