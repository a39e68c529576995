//! `latchkey check`: everything that `serve` needs, looked at without starting it and without
//! making anything.

use super::{certificate, say};
use crate::compose;
use crate::config::{Config, KeySource};
use crate::http::tls;
use crate::key;
use crate::stop::Stop;
use crate::system::Sources;
use latchkey_store::Keys;
use std::process::ExitCode;

#[derive(Default)]
struct Report {
    bad: bool,
}

impl Report {
    fn good(&self, what: &str, evidence: impl std::fmt::Display) {
        say::line(format_args!("good  {what:<14} {evidence}"));
    }
    fn bad(&mut self, what: &str, reason: impl std::fmt::Display) {
        self.bad = true;
        say::line(format_args!("BAD   {what:<14} {reason}"));
    }
    fn row(&mut self, what: &str, result: Result<String, String>) {
        match result {
            Ok(evidence) => self.good(what, evidence),
            Err(reason) => self.bad(what, reason),
        }
    }
}

pub async fn run(config: Result<Config, Stop>) -> ExitCode {
    let mut report = Report::default();
    match config {
        Ok(config) => look(&config, &mut report).await,
        Err(Stop(faults)) => faults.lines().for_each(|fault| report.bad("configuration", fault)),
    }
    if report.bad { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

async fn look(config: &Config, report: &mut Report) {
    let mode = if config.practice { "practice mode" } else { "a real installation" };
    report.good("configuration", mode);
    match &config.site.origin {
        Some(origin) => report.good("address", format_args!("{}, listening on {}", origin.url(), config.site.listen)),
        None => report.good("address", format_args!("http://{}", config.site.listen)),
    }
    report.row("key", keys(config));
    report.row("database", database(config).await);
    match &config.tls {
        Some(files) => {
            let host = config.site.origin.as_ref().map_or("", |origin| origin.host.as_str());
            let now = Sources::default().clock.now();
            report.row("certificate", tls::load(files).and_then(|_| certificate::look(&files.certificate, host, now)));
        }
        None if config.proxies.is_empty() => report.good("certificate", "none: this machine only"),
        None => report.good("certificate", "none: a proxy in front has it"),
    }
    match &config.mail {
        Some(mail) => report.row("mail", mail_server(mail).await),
        None if config.practice => report.good("mail", "kept in the program"),
        None => report.bad("mail", "no [mail] section: invitations and e-mail codes cannot be sent"),
    }
}

/// The key by its id, so that it can be compared with another server's.
fn keys(config: &Config) -> Result<String, String> {
    let first = !compose::database_exists(config);
    if let (true, KeySource::File { path, may_create: true }, Some(_)) = (first, &config.key, key::missing(&config.key))
    {
        return Ok(format!("{}: none yet, made at the first start", path.display()));
    }
    let id = |key: &[u8; 32]| Keys::from_bytes(key).key_id().to_owned();
    let present = id(&*key::read(&config.key)?);
    let older: Vec<String> = key::older(&config.older_keys)?.iter().map(id).collect();
    let beside = if older.is_empty() { String::new() } else { format!(", and from before {}", older.join(", ")) };
    Ok(format!("{} holds key {present}{beside}", key::place(&config.key)))
}

/// Looks only: a mistyped path must not leave a folder, a key and an empty database behind.
async fn database(config: &Config) -> Result<String, String> {
    let name = compose::database_name(config);
    if !compose::database_exists(config) {
        return compose::can_be_made(config)
            .map_err(|stop| stop.0)
            .map(|()| format!("{name}: none yet, made at the first start"));
    }
    let store = compose::open_existing(config, &Sources::default()).await.map_err(|stop| stop.0)?;
    store.ping().await.map_err(|e| e.to_string())?;
    match store.pending().await.map_err(|e| e.to_string())?.len() {
        0 => Ok(format!("{name}, up to date")),
        n if config.database.migrate => Ok(format!("{name}, {n} migrations run at the next start")),
        n => Err(format!(
            "{name}: {n} migrations are still to be run, and `database.migrate` is false. Run: latchkey migrate"
        )),
    }
}

async fn mail_server(mail: &crate::config::MailConfig) -> Result<String, String> {
    let outbox = compose::outbox(mail).map_err(|stop| stop.0)?;
    outbox.check().await.map_err(|e| e.to_string())?;
    Ok(format!("{}:{} takes our messages", mail.host, mail.port))
}
