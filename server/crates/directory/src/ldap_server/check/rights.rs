//! Whether passwords may be set and locks ended, tried without doing it: OpenLDAP takes a control with which a change
//! is judged and then not made (“no operation”). It is sent as critical, and to OpenLDAP alone: a server that does not
//! know it has to refuse, and nothing is tried on one that might not.

use super::super::directory::LdapDirectory;
use super::super::root;
use crate::ldap::check::Rows;
use crate::ldap::{Fault, LdapConnection, Row, answers, dn};
use latchkey_contract::check::Place;
use latchkey_domain::directory::{CheckKind, Evidence, Repair, Verdict};
use ldap3::Mod;
use ldap3::controls::RawControl;
use std::collections::{HashMap, HashSet};

/// LDAP_CONTROL_X_NOOP, and what it is answered with instead of success.
const NO_OPERATION: &str = "1.3.6.1.4.1.4203.666.5.2";
const NOT_DONE: u32 = 16654;
/// People looked at per unit and in all.
const PER_UNIT: usize = 3;
const IN_ALL: usize = 60;

enum Tried {
    May,
    MayNot,
    /// It cannot be told.
    Unknown,
}

impl LdapDirectory {
    pub(super) async fn check_rights(&self, rows: &mut Rows<'_>, connection: &mut LdapConnection, people: &[Row]) {
        let samples = samples(people);
        self.right(rows, connection, &samples, CheckKind::ResetRight, "userPassword").await;
        if self.schema.has_locks && root::has_ppolicy(&connection.root) {
            self.right(rows, connection, &samples, CheckKind::UnlockRight, "pwdAccountLockedTime").await;
        }
    }

    async fn right(
        &self,
        rows: &mut Rows<'_>,
        connection: &mut LdapConnection,
        samples: &[&Row],
        kind: CheckKind,
        attribute: &'static str,
    ) {
        let since = rows.now();
        if samples.is_empty() {
            rows.add(kind, "", Verdict::NotTried, Evidence::Nobody, since);
            return;
        }
        let mut missing: Vec<&Row> = Vec::new();
        for row in samples {
            match self.tried(connection, &row.dn, attribute).await {
                Ok(Tried::May) => {}
                Ok(Tried::MayNot) => missing.push(row),
                Ok(Tried::Unknown) => {
                    rows.add(kind, "", Verdict::Warn, Evidence::ShownByUse, since);
                    return;
                }
                Err(fault) => return super::failed(rows, kind, &fault, since),
            }
        }
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let evidence = Evidence::Right {
            looked_at: number(samples.len()),
            held: number(samples.len() - missing.len()),
            not_for: missing.first().map(|row| row.dn.clone()),
            administrator: false,
        };
        if missing.is_empty() {
            rows.add(kind, "", Verdict::Good, evidence, since);
            return;
        }
        let verdict = if missing.len() == samples.len() { Verdict::Bad } else { Verdict::Warn };
        let mut units: Vec<&str> = missing.iter().filter_map(|row| dn::parent(&row.dn)).collect();
        units.dedup();
        let account = &self.servers.config.account;
        let rule = |unit: &str| match kind {
            CheckKind::ResetRight => {
                format!(
                    "to dn.subtree=\"{unit}\" attrs=userPassword by dn.exact=\"{account}\" =w by self =xw by anonymous auth"
                )
            }
            _ => format!(
                "to dn.subtree=\"{unit}\" attrs=pwdAccountLockedTime,pwdReset by dn.exact=\"{account}\" manage by users read"
            ),
        };
        let values = units.into_iter().map(rule).collect();
        rows.add(kind, "", verdict, evidence, since).repair =
            Some(Repair::AtVendor { place: Place::LdapAccess, values });
    }

    async fn tried(
        &self,
        connection: &mut LdapConnection,
        name: &str,
        attribute: &'static str,
    ) -> Result<Tried, Fault> {
        if !root::is_openldap(&connection.root) {
            return Ok(Tried::Unknown);
        }
        let values = match attribute {
            "userPassword" => HashSet::from([self.random_password()]),
            _ => HashSet::new(),
        };
        let change = vec![Mod::Replace(attribute.as_bytes().to_vec(), values)];
        let control = RawControl { ctype: NO_OPERATION.to_owned(), crit: true, val: None };
        match connection.modify(name, change, vec![control]).await {
            Err(Fault::Answer(result)) => Ok(match result.rc {
                // 19: the policy was asked, which the right comes before or after, and says nothing of it
                NOT_DONE => Tried::May,
                answers::INSUFFICIENT_ACCESS => Tried::MayNot,
                _ => Tried::Unknown,
            }),
            Ok(()) => Ok(Tried::Unknown),
            Err(fault) => Err(fault),
        }
    }

    /// Nobody's: longer than any policy asks for.
    fn random_password(&self) -> Vec<u8> {
        use base64::Engine as _;
        let mut random = [0_u8; 30];
        self.entropy.fill(&mut random);
        format!("aB3-{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random)).into_bytes()
    }
}

/// Rights differ by unit, hardly within one.
fn samples(people: &[Row]) -> Vec<&Row> {
    let mut per_unit: HashMap<String, usize> = HashMap::new();
    let mut samples = Vec::new();
    for row in people {
        let taken = per_unit.entry(dn::parent(&row.dn).unwrap_or_default().to_lowercase()).or_default();
        if *taken < PER_UNIT && samples.len() < IN_ALL {
            *taken += 1;
            samples.push(row);
        }
    }
    samples
}
