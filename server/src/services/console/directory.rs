//! Steps 1 and 2 of the wizard: the connection, what to import, importing, activation.

use super::{Actor, ConsoleService, did, n, refused, words};
use crate::house::{ACTIVE_DIRECTORY, AdSettings, House, PRACTICE};
use crate::jobs::work::{IMPORT, Import};
use latchkey_contract::admin::*;
use latchkey_directory::{PracticeDirectory, parse_servers};
use latchkey_domain::directory::{CertificateFault, DirectoryError};
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::{Secret, Timestamp};
use latchkey_store::{accounts, directories, imports, jobs};

const SAMPLE: u32 = 6;

/// What the page shows of an import.
pub fn import_state(house: &House, row: Option<imports::ImportRow>) -> ImportState {
    let Some(row) = row else { return ImportState::NotStarted };
    let (done, expected) = (n(row.done), n(row.expected));
    match row.phase {
        imports::Phase::Running => ImportState::Running { done, expected },
        imports::Phase::Stopped => ImportState::Stopped { done, expected },
        imports::Phase::Failed => ImportState::Failed { done, text: row.error.unwrap_or_default() },
        imports::Phase::Finished => ImportState::Finished { people: done, at: house.say_time(row.updated_at) },
    }
}

fn field(field: &str, text: &str) -> AdminError {
    AdminError::Refused(Refused::Field { field: field.into(), text: text.into() })
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

impl ConsoleService {
    /// The stored form, without the password.
    pub(super) async fn connection_of(&self, id: &str) -> AdminResult<Connection> {
        let (row, _) = self.opened(id).await?;
        let settings: AdSettings = serde_json::from_value(row.config.clone()).unwrap_or_default();
        Ok(Connection {
            id: row.id.0,
            practice: row.kind == PRACTICE,
            domain: row.name,
            servers: settings.servers,
            account: settings.account,
            password: String::new(),
            trusted_pem: settings.trusted_pem,
            label: row.label,
        })
    }

    /// A row out of the form; for a known directory an empty password keeps the stored one, but
    /// only while it goes to the same servers: else a stolen session could have it sent anywhere.
    async fn row_of(&self, form: &Connection) -> AdminResult<directories::DirectoryRow> {
        let stored = match form.id.as_str() {
            "" => None,
            id => {
                let wanted = DirectoryId(id.to_owned());
                let row = self.house.store.read(move |tx| directories::get(tx, &wanted)).await;
                let row = self.stored("a directory could not be read", row)?;
                Some(row.ok_or_else(|| refused("This directory is not there any more. Reload the page."))?)
            }
        };
        let id = stored.as_ref().map_or_else(|| DirectoryId(self.new_id()), |row| row.id.clone());
        let version = stored.as_ref().map_or(0, |row| row.version);
        let (subtrees, active) = stored.as_ref().map_or_else(|| (vec![], false), |r| (r.subtrees.clone(), r.active));
        let label: String = form.label.trim().chars().take(80).collect();
        if form.practice {
            if self.house.practice.is_none() {
                return Err(refused("The practice directory exists in practice mode only."));
            }
            let name = PracticeDirectory::DOMAIN.to_owned();
            let label = if label.is_empty() { "Practice account".into() } else { label };
            let config = serde_json::json!({});
            let (kind, secret) = (PRACTICE.into(), Secret::default());
            return Ok(directories::DirectoryRow { id, kind, name, label, config, secret, subtrees, active, version });
        }
        if self.house.practice.is_some() {
            return Err(refused(
                "This server runs in practice mode, where no real directory can be connected. Start it with a configuration of its own for that.",
            ));
        }
        let domain = form.domain.trim().trim_end_matches('.').to_lowercase();
        if !is_domain(&domain) {
            return Err(field("domain", "Type the domain’s DNS name, such as corp.example.com."));
        }
        let account = form.account.trim().to_owned();
        if account.is_empty() {
            return Err(field("account", "Type the service account’s name."));
        }
        if let Err(error) = parse_servers(&form.servers) {
            return Err(field("servers", &words::directory_error(&error)));
        }
        let settings =
            AdSettings { servers: form.servers.trim().to_owned(), account, trusted_pem: form.trusted_pem.clone() };
        let secret = match (&stored, form.password.as_str()) {
            (Some(row), "") => {
                let before: AdSettings = serde_json::from_value(row.config.clone()).unwrap_or_default();
                let same = row.name == domain
                    && before.servers == settings.servers
                    && before.account == settings.account
                    && before.trusted_pem == settings.trusted_pem;
                if !same {
                    return Err(field("password", "Type the password again: it goes to another place than before."));
                }
                row.secret.clone()
            }
            (None, "") => return Err(field("password", "Type the service account’s password.")),
            (_, typed) => Secret::new(typed),
        };
        let config = serde_json::to_value(&settings).unwrap_or_default();
        let label = if label.is_empty() { domain.clone() } else { label };
        let kind = ACTIVE_DIRECTORY.into();
        Ok(directories::DirectoryRow { id, kind, name: domain, label, config, secret, subtrees, active, version })
    }

    fn new_id(&self) -> String {
        latchkey_domain::entropy::new_id(self.house.now(), self.house.entropy.as_ref())
    }

    pub(super) async fn try_connection(&self, form: Connection) -> AdminResult<ConnectionReport> {
        let row = self.row_of(&form).await?;
        let directory = self.asked("a connection could not be tried", self.house.adapter(&row))?;
        let checks = directory.check(&row.subtrees).await;
        let presented = if form.practice { Ok(vec![]) } else { directory.presented_certificates().await };
        let unknown = match directory.subtrees().await {
            Err(DirectoryError::Certificate { reason, .. }) => reason == CertificateFault::UnknownAuthority,
            _ => false,
        };
        let presented = presented.unwrap_or_default();
        let last = presented.len().saturating_sub(1);
        let certificates = presented.into_iter().enumerate().map(|(at, c)| CertificateRow {
            subject: c.subject,
            issuer: c.issuer,
            valid_until: self.house.say_date(Timestamp(c.not_after.millis())),
            sha256: c.sha256,
            pem: c.pem,
            is_root: c.self_signed || at == last,
        });
        Ok(ConnectionReport {
            can_import: words::can_import(&checks),
            checks: words::rows(&checks),
            certificates: certificates.collect(),
            must_trust: unknown,
        })
    }

    pub(super) async fn keep_connection(&self, actor: Actor, form: Connection) -> AdminResult<String> {
        let row = self.row_of(&form).await?;
        let directory = self.asked("a connection could not be tried", self.house.adapter(&row))?;
        if !words::can_import(&directory.check(&row.subtrees).await) {
            return Err(refused(
                "This connection does not work yet, so it was not saved. The checks beside the form say what is missing.",
            ));
        }
        let (id, fresh) = (row.id.0.clone(), form.id.is_empty());
        let saved = self
            .house
            .store
            .write(move |tx| {
                let same = |other: &directories::DirectoryRow| other.name == row.name && other.id != row.id;
                if directories::list(tx)?.iter().any(same) {
                    return Ok(Some(Refused::Field {
                        field: "domain".into(),
                        text: "This domain is connected already. Open it instead.".into(),
                    }));
                }
                if fresh {
                    directories::insert(tx, &row)?;
                } else if !directories::update(tx, &row)? {
                    return Ok(Some(Refused::Stale));
                }
                did(tx, &actor, "directory.saved", Some(&row.id), serde_json::json!({ "domain": row.name }))?;
                Ok(None)
            })
            .await;
        match self.stored("a directory could not be saved", saved)? {
            None => Ok(id),
            Some(refused) => Err(AdminError::Refused(refused)),
        }
    }

    pub(super) async fn subtrees_of(&self, id: &str) -> AdminResult<Vec<SubtreeRow>> {
        let (row, directory) = self.opened(id).await?;
        let subtrees = self.asked("units could not be read", directory.subtrees().await)?;
        Ok(subtrees
            .into_iter()
            .map(|s| SubtreeRow {
                chosen: row.subtrees.contains(&s.dn),
                dn: s.dn,
                name: s.name,
                depth: s.depth,
                people: s.people,
            })
            .collect())
    }

    pub(super) async fn sample_of(&self, id: &str, subtrees: Vec<String>) -> AdminResult<Sample> {
        let (_, directory) = self.opened(id).await?;
        let known = self.known_subtrees(id, &subtrees).await?;
        let page = self.asked("a sample could not be read", directory.list(&subtrees, None, SAMPLE).await)?;
        let people = page.entries.into_iter().take(SAMPLE as usize).map(|entry| PersonRow {
            id: String::new(),
            name: entry.display_name,
            login: entry.login,
            mail: entry.mail.unwrap_or_default(),
            status: PersonStatus::Imported,
            hindrance: super::people::hindrance(entry.disabled, entry.protected, false),
        });
        Ok(Sample { count: known, people: people.collect() })
    }

    /// The number of people in these units, which must be the directory's own: nothing that the
    /// browser made up is searched.
    async fn known_subtrees(&self, id: &str, chosen: &[String]) -> AdminResult<u32> {
        let all = self.subtrees_of(id).await?;
        if let Some(stranger) = chosen.iter().find(|dn| !all.iter().any(|row| row.dn == **dn)) {
            return Err(refused(format!("There is no unit “{stranger}” in this directory any more. Reload the page.")));
        }
        if chosen.is_empty() {
            return Ok(all.iter().filter(|row| row.depth == 0).map(|row| row.people).sum());
        }
        // a unit inside another chosen one is counted with it
        let inside = |dn: &str| {
            let dn = dn.to_lowercase();
            chosen.iter().any(|other| dn.ends_with(&format!(",{}", other.to_lowercase())))
        };
        Ok(all.iter().filter(|row| chosen.contains(&row.dn) && !inside(&row.dn)).map(|row| row.people).sum())
    }

    pub(super) async fn start_import(&self, actor: Actor, id: &str, subtrees: Vec<String>) -> AdminResult<ImportState> {
        let (row, _) = self.opened(id).await?;
        let expected = self.known_subtrees(id, &subtrees).await?;
        let wanted = row.id.clone();
        let started = self
            .house
            .store
            .write(move |tx| {
                let before = imports::get(tx, &wanted)?;
                if let Some(running) = before.filter(|i| i.phase == imports::Phase::Running) {
                    return Ok(Some(running));
                }
                let same = row.subtrees == subtrees;
                let resumed = if same { imports::resume(tx, &wanted)? } else { None };
                let import = match resumed {
                    Some(import) => import,
                    None => {
                        directories::set_subtrees(tx, &wanted, &subtrees)?;
                        imports::start(tx, &wanted, i64::from(expected))?
                    }
                };
                let job = Import { directory: wanted.0.clone(), run: import.run };
                let key = format!("import:{wanted}:{}:{}", import.run, import.updated_at.millis());
                jobs::enqueue(tx, IMPORT, &job, tx.now(), Some(&key))?;
                did(tx, &actor, "import.started", Some(&wanted), serde_json::json!({ "subtrees": subtrees }))?;
                imports::get(tx, &wanted)
            })
            .await;
        let state = self.stored("an import could not be started", started)?;
        Ok(import_state(&self.house, state))
    }

    pub(super) async fn switch(&self, actor: Actor, id: &str, on: bool) -> AdminResult<()> {
        let (row, directory) = self.opened(id).await?;
        if on {
            let wanted = row.id.clone();
            let read = self.house.store.read(move |tx| Ok((accounts::count(tx, &wanted)?, imports::get(tx, &wanted)?)));
            let (people, import) = self.stored("an import could not be read", read.await)?;
            let mut reasons = Vec::new();
            if people == 0 || !import.is_some_and(|i| i.phase == imports::Phase::Finished) {
                reasons.push("Nobody is imported yet: finish the import first.".to_owned());
            }
            reasons.extend(words::hindrances(&directory.check(&row.subtrees).await));
            if !reasons.is_empty() {
                return Err(AdminError::Refused(Refused::NotReady { reasons }));
            }
        }
        let wanted = row.id;
        let switched = self.house.store.write(move |tx| {
            directories::set_active(tx, &wanted, on)?;
            let kind = if on { "directory.activated" } else { "directory.deactivated" };
            did(tx, &actor, kind, Some(&wanted), serde_json::json!({}))
        });
        self.stored("a directory could not be switched", switched.await)
    }
}

#[cfg(test)]
mod tests {
    use super::is_domain;
    #[test]
    fn domains() {
        assert!(is_domain("corp.example.com"));
        for odd in ["corp", "", "a..b", "-a.b", "corp.example.com/x", "corp example.com", "a.b\n"] {
            assert!(!is_domain(odd), "{odd:?}");
        }
    }
}
