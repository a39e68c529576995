//! Step 1: the connection. A directory is where people's passwords go, so whoever adds one, or points a
//! known one elsewhere, proves that they are the administrator and not only holds their session; a moved
//! one is switched off until it was checked and activated again, and must be the domain that was imported.

use super::{Actor, ConsoleService, field_refused, words};
use crate::services::admin_auth::authorise;
use crate::services::admin_auth::spend_code;
use async_trait::async_trait;
use latchkey_app::ports::{Caller, ConnectionAdmin};
use latchkey_contract::Problem;
use latchkey_contract::admin::*;
use latchkey_directory::kind::{EarlierSecret, Kind, Stored};
use latchkey_directory::registry;
use latchkey_domain::audit::AuditKind;
use latchkey_domain::directory::{CertificateFault, Directory, DirectoryError, DirectoryResult};
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::limits::{ADMIN_CONNECTION_CHECKS, ADMIN_CONNECTION_SAVES, Limit};
use latchkey_domain::roles::Permission;
use latchkey_domain::{Secret, entropy};
use latchkey_store::directories::{self, DirectoryRow};
use latchkey_store::{AuditEvent, StoreError, StoreResult, Tx, limits};
use serde_json::Value;

/// Undoes a save whose code was used by somebody else meanwhile.
const CODE_USED: StoreError = StoreError::Conflict("code");

fn field(field: &str, fault: FieldFault) -> AdminError {
    AdminError::Refused(field_refused(field, fault))
}

fn kind_of(row: &DirectoryRow) -> DirectoryResult<&'static dyn Kind> {
    registry::by_code(&row.kind)
}

/// The stored form, without what is secret.
fn form_of(row: &DirectoryRow) -> Connection {
    let stored = Stored { name: &row.name, rest: &row.config, secret: &row.secret };
    let own = kind_of(row).map(|kind| kind.form(stored)).unwrap_or_default();
    Connection { id: row.id.0.clone(), label: row.label.clone(), ..own }
}

/// What the directory says it is (`HealthCheck::domain_id`), as the first save found it.
const DOMAIN_ID: &str = "domain_id";

fn domain_id(row: &DirectoryRow) -> Option<String> {
    row.config.get(DOMAIN_ID).and_then(Value::as_str).map(str::to_owned)
}

fn with_domain_id(mut config: Value, id: Option<String>) -> Value {
    if let Some(fields) = config.as_object_mut() {
        fields.insert(DOMAIN_ID.to_owned(), id.into());
    }
    config
}

/// Whether a directory must not go on under this row: accounts belong to the domain that they were
/// imported from. `found`: what the directory says it is.
pub(super) fn is_another_domain(row: &DirectoryRow, found: Option<&str>) -> bool {
    domain_id(row).is_some_and(|known| found.is_none_or(|found| found != known))
}

/// What is written about a connection: where it goes, never with which password.
pub(super) fn place(row: &DirectoryRow) -> Value {
    let form = form_of(row);
    let mut place = serde_json::json!({ "domain": row.name, "servers": form.servers, "account": form.account });
    let of_its_kind = [
        ("client_id", &form.entra.client_id),
        ("login_base", &form.entra.login_base),
        ("graph_base", &form.entra.graph_base),
        ("client_id", &form.google.client_id),
        ("api_base", &form.google.api_base),
        ("token_url", &form.google.token_url),
        ("issuer", &form.google.issuer),
        ("base", &form.ldap.base),
        ("privileged_groups", &form.ldap.privileged_groups),
    ];
    if let Some(place) = place.as_object_mut() {
        place.extend(
            of_its_kind
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(name, text)| (name.to_owned(), text.as_str().into())),
        );
    }
    place
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
        let presented = directory.health().presented_certificates().await;
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
        let mut next = Connection { password: form.password.clone(), ..form_of(&row) };
        next.google.client_secret.clone_from(&form.google.client_secret);
        let moves = known.as_ref().is_some_and(|known| next.moves(known));
        let needs_code = known.as_ref().is_none_or(|known| next.needs_code(known));
        Ok(Draft { row: DirectoryRow { active: row.active && !moves, ..row }, before, moves, needs_code })
    }

    /// A row out of the form.
    fn row_of(&self, form: &Connection, before: Option<&DirectoryRow>) -> AdminResult<DirectoryRow> {
        let kind = match before {
            // what a directory is does not change: its accounts are of that kind
            Some(row) => self.asked("a directory’s kind is not known", kind_of(row))?,
            None => self.asked("a directory’s kind is not known", registry::by_code(form.kind.code()))?,
        };
        match (kind.kind().is_built_in(), self.app.practice.is_some()) {
            (true, false) => return Err(AdminError::Refused(Refused::NoPractice)),
            (false, true) => return Err(AdminError::Refused(Refused::OnlyPractice)),
            _ => {}
        }
        let settings = kind.parse(form).map_err(|(name, fault)| field(name, fault))?;
        let config = with_domain_id(settings.rest, before.and_then(domain_id));
        let label: String = form.label.trim().chars().take(80).collect();
        let row = DirectoryRow {
            id: before.map_or_else(
                || DirectoryId(entropy::new_id(self.app.now(), self.app.entropy.as_ref())),
                |row| row.id.clone(),
            ),
            kind: kind.kind().code().to_owned(),
            name: settings.name,
            label: if label.is_empty() { settings.label } else { label },
            config,
            secret: Secret::default(),
            subtrees: before.map_or_else(Vec::new, |row| row.subtrees.clone()),
            domains: before.map_or_else(Vec::new, |row| row.domains.clone()),
            active: before.is_some_and(|row| row.active),
            version: before.map_or(0, |row| row.version),
        };
        if !kind.has_secret() {
            return Ok(row);
        }
        let kept = match before {
            None => EarlierSecret::Nothing,
            Some(before) if form_of(&row).moves(&form_of(before)) => EarlierSecret::Elsewhere,
            Some(before) => EarlierSecret::This(&before.secret),
        };
        let secret = kind.secret(form, kept).map_err(|(name, fault)| field(name, fault))?;
        Ok(DirectoryRow { secret, ..row })
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
        let config = with_domain_id(draft.row.config.clone(), found);
        let domains = self.asked("a directory's domains could not be read", directory.verified_domains().await)?;
        Ok(DirectoryRow { config, domains, ..draft.row.clone() })
    }
}

/// Why another row must not stand for it: each domain has one, by its name and by what it says it is.
fn taken(tx: &mut Tx, row: &DirectoryRow) -> StoreResult<Option<Refused>> {
    let fault = if directories::list(tx)?.iter().any(|other| other.name == row.name && other.id != row.id) {
        FieldFault::DomainTaken
    } else {
        let same = match domain_id(row) {
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
        "authority_changed": form_of(before).trusted_pem.trim() != form_of(&row).trusted_pem,
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

    fn row(domain_id: Option<&str>) -> DirectoryRow {
        DirectoryRow {
            id: DirectoryId("1".into()),
            kind: DirectoryKind::ActiveDirectory.code().into(),
            name: "corp.example.com".into(),
            label: String::new(),
            config: with_domain_id(serde_json::json!({}), domain_id.map(str::to_owned)),
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
