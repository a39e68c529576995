//! Step 1: the connection. A directory is where people's passwords go, so whoever adds one, or points a
//! known one elsewhere, proves that they are the administrator and not only holds their session; a moved
//! one is switched off until it was checked and activated again, and must be the domain that was imported.

use super::{Actor, ConsoleService, field_refused, words};
use crate::app_state::{ACTIVE_DIRECTORY, AdSettings, PRACTICE};
use crate::services::admin_auth::authorise;
use crate::services::admin_auth::spend_code;
use async_trait::async_trait;
use latchkey_app::ports::{Caller, ConnectionAdmin};
use latchkey_contract::Problem;
use latchkey_contract::admin::*;
use latchkey_directory::{PracticeDirectory, parse_servers};
use latchkey_domain::audit::AuditKind;
use latchkey_domain::directory::{CertificateFault, Directory, DirectoryError};
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::limits::{ADMIN_CONNECTION_CHECKS, ADMIN_CONNECTION_SAVES, Limit};
use latchkey_domain::roles::Permission;
use latchkey_domain::{Secret, entropy};
use latchkey_store::directories::{self, DirectoryRow};
use latchkey_store::{AuditEvent, StoreError, StoreResult, Tx, limits};

/// Undoes a save whose code was used by somebody else meanwhile.
const CODE_USED: StoreError = StoreError::Conflict("code");

fn field(field: &str, fault: FieldFault) -> AdminError {
    AdminError::Refused(field_refused(field, fault))
}

/// A DNS name, and nothing that could be anything else.
fn is_domain(name: &str) -> bool {
    name.len() <= 253
        && name.contains('.')
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

fn settings(row: &DirectoryRow) -> AdSettings {
    serde_json::from_value(row.config.clone()).unwrap_or_default()
}

/// The stored form, without what is secret.
fn form_of(row: &DirectoryRow) -> Connection {
    let settings = settings(row);
    Connection {
        id: row.id.0.clone(),
        practice: row.kind == PRACTICE,
        domain: row.name.clone(),
        servers: settings.servers,
        account: settings.account,
        trusted_pem: settings.trusted_pem,
        label: row.label.clone(),
        ..Connection::default()
    }
}

/// Whether a directory must not go on under this row: accounts belong to the domain that they were
/// imported from. `found`: what the directory says it is.
pub(super) fn is_another_domain(row: &DirectoryRow, found: Option<&str>) -> bool {
    settings(row).domain_id.is_some_and(|known| found.is_none_or(|found| found != known))
}

/// What is written about a connection: where it goes, never with which password.
pub(super) fn place(row: &DirectoryRow) -> serde_json::Value {
    let settings = settings(row);
    serde_json::json!({ "domain": row.name, "servers": settings.servers, "account": settings.account })
}

/// A form that can be tried, and the row that it would replace.
struct Draft {
    row: DirectoryRow,
    before: Option<DirectoryRow>,
    /// Goes elsewhere than before.
    moves: bool,
    needs_code: bool,
}

#[async_trait]
impl ConnectionAdmin for ConsoleService {
    async fn connection(&self, caller: &Caller, id: &str) -> AdminResult<Connection> {
        authorise(&self.app, caller, Permission::ReadSetup).await?;
        let (row, _) = self.opened(id).await?;
        Ok(form_of(&row))
    }

    async fn check_connection(&self, caller: &Caller, form: Connection) -> AdminResult<ConnectionReport> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        let Draft { row, before, .. } = self.draft(&form).await?;
        let (detail, whose) = (place(&row), before.map(|row| row.id));
        let event = AuditEvent::at(&actor.address).directory(whose.as_ref()).detail(detail);
        self.bounded(&actor, &ADMIN_CONNECTION_CHECKS, Some(event)).await?;
        let directory = self.asked("a connection could not be tried", self.app.adapter(&row))?;
        let checks = directory.health().check(&row.subtrees).await;
        let presented = if form.practice { Ok(vec![]) } else { directory.health().presented_certificates().await };
        let unknown = match directory.people().subtrees().await {
            Err(DirectoryError::Certificate { reason, .. }) => reason == CertificateFault::UnknownAuthority,
            _ => false,
        };
        let presented = presented.unwrap_or_default();
        let last = presented.len().saturating_sub(1);
        let certificates = presented.into_iter().enumerate().map(|(at, c)| CertificateRow {
            subject: c.subject,
            issuer: c.issuer,
            valid_until: self.app.moment(c.not_after),
            sha256: c.sha256,
            pem: c.pem,
            is_root: c.self_signed || at == last,
        });
        Ok(ConnectionReport {
            can_import: words::can_import(&checks),
            checks,
            certificates: certificates.collect(),
            must_trust: unknown,
        })
    }

    async fn save_connection(&self, caller: &Caller, form: Connection) -> AdminResult<String> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        let draft = self.draft(&form).await?;
        self.bounded(&actor, &ADMIN_CONNECTION_SAVES, None).await?;
        let step = if draft.needs_code { Some(self.looked_at(&actor, &form.code).await?) } else { None };
        let directory = self.asked("a connection could not be tried", self.app.adapter(&draft.row))?;
        if !words::can_import(&directory.health().check(&draft.row.subtrees).await) {
            return Err(AdminError::Refused(Refused::NotConnected));
        }
        let row = self.identified(&draft, directory.as_ref()).await?;
        let id = row.id.0.clone();
        let saved = self.app.store.write(move |tx| save(tx, &actor, &draft, row, step)).await;
        match saved {
            Err(StoreError::Conflict("code")) => Err(AdminError::Refused(Refused::Code(Problem::CodeUsed))),
            // somebody else was quicker, between the look and the write
            Err(StoreError::Conflict("directories")) => Err(AdminError::Refused(Refused::Stale)),
            saved => match self.stored("a directory could not be saved", saved)? {
                None => Ok(id),
                Some(refused) => Err(AdminError::Refused(refused)),
            },
        }
    }
}

impl ConsoleService {
    async fn draft(&self, form: &Connection) -> AdminResult<Draft> {
        let before = match form.id.as_str() {
            "" => None,
            id => {
                let wanted = DirectoryId(id.to_owned());
                let row = self.app.store.read(move |tx| directories::get(tx, &wanted)).await;
                let row = self.stored("a directory could not be read", row)?;
                Some(row.ok_or(AdminError::Refused(Refused::Gone(Gone::Directory)))?)
            }
        };
        let row = self.row_of(form, before.as_ref())?;
        let known = before.as_ref().map(form_of);
        let next = Connection { password: form.password.clone(), ..form_of(&row) };
        let moves = known.as_ref().is_some_and(|known| next.moves(known));
        let needs_code = known.as_ref().is_none_or(|known| next.needs_code(known));
        Ok(Draft { row: DirectoryRow { active: row.active && !moves, ..row }, before, moves, needs_code })
    }

    /// A row out of the form; for a known directory an empty password keeps the stored one, but
    /// only while it goes to the same servers: else a stolen session could have it sent anywhere.
    fn row_of(&self, form: &Connection, before: Option<&DirectoryRow>) -> AdminResult<DirectoryRow> {
        let new_id = || entropy::new_id(self.app.now(), self.app.entropy.as_ref());
        let id = before.map_or_else(|| DirectoryId(new_id()), |row| row.id.clone());
        let version = before.map_or(0, |row| row.version);
        let (subtrees, active) = before.map_or_else(|| (vec![], false), |row| (row.subtrees.clone(), row.active));
        let domains = before.map_or_else(Vec::new, |row| row.domains.clone());
        let domain_id = before.and_then(|row| settings(row).domain_id);
        let label: String = form.label.trim().chars().take(80).collect();
        if form.practice {
            if self.app.practice.is_none() {
                return Err(AdminError::Refused(Refused::NoPractice));
            }
            let name = PracticeDirectory::DOMAIN.to_owned();
            let label = if label.is_empty() { "Practice account".into() } else { label };
            let config = serde_json::to_value(AdSettings { domain_id, ..AdSettings::default() }).unwrap_or_default();
            let (kind, secret) = (PRACTICE.into(), Secret::default());
            return Ok(DirectoryRow { id, kind, name, label, config, secret, subtrees, domains, active, version });
        }
        if self.app.practice.is_some() {
            return Err(AdminError::Refused(Refused::OnlyPractice));
        }
        let domain = form.domain.trim().trim_end_matches('.').to_lowercase();
        if !is_domain(&domain) {
            return Err(field("domain", FieldFault::NoDomain));
        }
        let account = form.account.trim().to_owned();
        if account.is_empty() {
            return Err(field("account", FieldFault::NoAccount));
        }
        if let Err(error) = parse_servers(&form.servers) {
            return Err(field("servers", FieldFault::Servers((&error).into())));
        }
        let (servers, trusted_pem) = (form.servers.trim().to_owned(), form.trusted_pem.trim().to_owned());
        let next = AdSettings { servers, account, trusted_pem, domain_id };
        let secret = match (before, form.password.as_str()) {
            (Some(row), "") => {
                let known = settings(row);
                let same = row.name == domain
                    && known.servers == next.servers
                    && known.account == next.account
                    && known.trusted_pem.trim() == next.trusted_pem;
                if !same {
                    return Err(field("password", FieldFault::PasswordAgain));
                }
                row.secret.clone()
            }
            (None, "") => return Err(field("password", FieldFault::NoPassword)),
            (_, typed) => Secret::new(typed),
        };
        let config = serde_json::to_value(&next).unwrap_or_default();
        let label = if label.is_empty() { domain.clone() } else { label };
        let kind = ACTIVE_DIRECTORY.into();
        Ok(DirectoryRow { id, kind, name: domain, label, config, secret, subtrees, domains, active, version })
    }

    /// Counts one sign-in at an address that the form names. `tried`: of the audit row of each.
    async fn bounded(&self, actor: &Actor, limit: &'static Limit, tried: Option<AuditEvent>) -> AdminResult<()> {
        let (actor, app) = (actor.clone(), self.app.clone());
        let counted = self.app.store.write(move |tx| {
            let hit = limits::hit(tx, limit, actor.id.as_str())?;
            if !hit.allowed {
                return Ok(Some(app.moment(hit.retry_at)));
            }
            if let Some(event) = tried {
                tx.audit(AuditKind::DirectoryTried, &actor, event);
            }
            Ok(None)
        });
        match self.stored("a connection could not be tried", counted.await)? {
            None => Ok(()),
            Some(from) => Err(AdminError::Refused(Refused::TooManyTries { from })),
        }
    }

    /// The row with the domain's own identity, which the first save remembers and later ones compare, and with
    /// the domains that it says are the organisation's.
    async fn identified(&self, draft: &Draft, directory: &dyn Directory) -> AdminResult<DirectoryRow> {
        let found = self.asked("a domain could not be identified", directory.health().domain_id().await)?;
        if is_another_domain(&draft.row, found.as_deref()) {
            return Err(field("domain", FieldFault::OtherDomain));
        }
        let config = AdSettings { domain_id: found, ..settings(&draft.row) };
        let domains = self.asked("a directory's domains could not be read", directory.verified_domains().await)?;
        Ok(DirectoryRow { config: serde_json::to_value(&config).unwrap_or_default(), domains, ..draft.row.clone() })
    }
}

/// Why another row must not stand for it: each domain has one, by its name and by what it says it is.
fn taken(tx: &mut Tx, row: &DirectoryRow) -> StoreResult<Option<Refused>> {
    let fault = if directories::list(tx)?.iter().any(|other| other.name == row.name && other.id != row.id) {
        FieldFault::DomainTaken
    } else {
        let same = match settings(row).domain_id {
            Some(id) => directories::by_domain_id(tx, &id)?.filter(|other| other.id != row.id),
            None => None,
        };
        let Some(same) = same else { return Ok(None) };
        FieldFault::SameDomain { name: same.name }
    };
    Ok(Some(field_refused("domain", fault)))
}

/// `Some`: nothing was changed, and why. The code is used up with the save and not without it.
fn save(
    tx: &mut Tx,
    actor: &Actor,
    draft: &Draft,
    row: DirectoryRow,
    step: Option<i64>,
) -> StoreResult<Option<Refused>> {
    if let Some(refused) = taken(tx, &row)? {
        return Ok(Some(refused));
    }
    let written = match &draft.before {
        Some(_) => directories::update(tx, &row)?,
        None => directories::insert(tx, &row).map(|()| true)?,
    };
    if !written {
        return Ok(Some(Refused::Stale));
    }
    if let Some(step) = step
        && !spend_code(tx, actor, step)?
    {
        return Err(CODE_USED);
    }
    let Some(before) = &draft.before else {
        let event = AuditEvent::at(&actor.address).directory(&row.id).detail(place(&row));
        tx.audit(AuditKind::DirectorySaved, actor, event);
        return Ok(None);
    };
    let detail = serde_json::json!({
        "before": place(before),
        "after": place(&row),
        "authority_changed": settings(before).trusted_pem.trim() != settings(&row).trusted_pem,
        "password_changed": before.secret != row.secret,
        "moved": draft.moves,
        "switched_off": before.active && !row.active,
    });
    tx.audit(AuditKind::DirectorySaved, actor, AuditEvent::at(&actor.address).directory(&row.id).detail(detail));
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains() {
        assert!(is_domain("corp.example.com"));
        for odd in ["corp", "", "a..b", "-a.b", "corp.example.com/x", "corp example.com", "a.b\n"] {
            assert!(!is_domain(odd), "{odd:?}");
        }
    }

    fn row(domain_id: Option<&str>) -> DirectoryRow {
        let settings = AdSettings { domain_id: domain_id.map(str::to_owned), ..AdSettings::default() };
        DirectoryRow {
            id: DirectoryId("1".into()),
            kind: ACTIVE_DIRECTORY.into(),
            name: "corp.example.com".into(),
            label: String::new(),
            config: serde_json::to_value(settings).unwrap_or_default(),
            secret: Secret::default(),
            subtrees: vec![],
            domains: Vec::new(),
            active: true,
            version: 1,
        }
    }

    #[test]
    fn a_row_stays_with_its_domain() {
        assert!(!is_another_domain(&row(None), Some("S-1")), "the first save learns it");
        assert!(!is_another_domain(&row(Some("S-1")), Some("S-1")));
        for found in [Some("S-2"), None] {
            assert!(is_another_domain(&row(Some("S-1")), found), "{found:?}");
        }
    }
}
