//! Rows of a check, and which place in Microsoft's console mends what.

use super::needs::ROLE;
use latchkey_contract::check::{Place, SetUpFault};
use latchkey_domain::directory::{CheckKind, CheckRow, DirectoryError, Evidence, Repair, Verdict};
use latchkey_domain::{Clock, Timestamp};

pub(super) struct Rows<'a> {
    clock: &'a dyn Clock,
    server: String,
    pub rows: Vec<CheckRow>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(clock: &'a dyn Clock, server: &str) -> Self {
        Self { clock, server: server.to_owned(), rows: Vec::new() }
    }

    /// Of whom the rows that follow are asked.
    pub(super) fn server(&mut self, name: &str) {
        name.clone_into(&mut self.server);
    }

    pub(super) fn add(
        &mut self,
        kind: CheckKind,
        verdict: Verdict,
        evidence: Evidence,
        repair: Option<Repair>,
        since: Timestamp,
    ) {
        let millis = u32::try_from(self.clock.now().since(since)).unwrap_or(0);
        self.rows.push(CheckRow { kind, server: self.server.clone(), verdict, evidence, repair, millis });
    }

    pub(super) fn failed(&mut self, kind: CheckKind, error: &DirectoryError, repair: Option<Repair>, since: Timestamp) {
        self.add(kind, Verdict::Bad, Evidence::Failed(error.into()), repair, since);
    }

    pub(super) fn not_tried(&mut self, kinds: &[CheckKind]) {
        let now = self.clock.now();
        for kind in kinds {
            self.add(*kind, Verdict::NotTried, Evidence::NotTried, None, now);
        }
    }
}

/// `permissions`: what the thing tried asks for; `ways_back`: our addresses.
pub(super) fn mended(error: &DirectoryError, permissions: &[&str], ways_back: &[String]) -> Option<Repair> {
    let DirectoryError::SetUp { fault, .. } = error else { return None };
    let texts = |all: &[&str]| all.iter().map(|&text| text.to_owned()).collect();
    let (place, values) = match fault {
        SetUpFault::WrongSecret | SetUpFault::SecretExpired => (Place::EntraSecrets, Vec::new()),
        SetUpFault::NoConsent if permissions.is_empty() => (Place::EntraAdminConsent, Vec::new()),
        SetUpFault::NoConsent => (Place::EntraApplicationPermissions, texts(permissions)),
        SetUpFault::MissingRole => (Place::EntraRoles, texts(&[ROLE])),
        SetUpFault::RedirectUnknown => (Place::EntraRedirect, ways_back.to_vec()),
        _ => return None,
    };
    Some(Repair::AtVendor { place, values })
}
