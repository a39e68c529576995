//! The checks of the domain: what the service account can see, and which of the three rights it
//! holds where. Rights are read, not exercised: the directory says which attributes we may write
//! (`allowedAttributesEffective`), and for Reset Password the access-control list is evaluated
//! against our own token.

use super::Rows;
use crate::active_directory::account::PEOPLE;
use crate::active_directory::ids::Sid;
use crate::active_directory::policy;
use crate::active_directory::rights::{self, Guid};
use crate::ldap::Row;
use crate::ldap::dn;
use crate::ldap::{Ask, Fault, LdapConnection};
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{CheckKind, Evidence, PasswordPolicy, Repair, RulesSeen, UnitCount, Verdict};
use ldap3::Scope;
use ldap3::controls::RawControl;
use std::collections::{HashMap, HashSet};

/// People looked at per unit and in all: delegations differ by unit, hardly within one.
const PER_UNIT: usize = 3;
const IN_ALL: usize = 60;
/// Enough to know the units.
const MOST_NAMES: usize = 5000;

/// One right that is needed.
struct Right {
    kind: CheckKind,
    /// As `dsacls` writes it.
    dsacls: &'static str,
    attribute: Option<&'static str>,
    mask: u32,
    object: Guid,
    sets: &'static [Guid],
}

const RIGHTS: [Right; 3] = [
    Right {
        kind: CheckKind::ResetRight,
        dsacls: "CA;Reset Password;user",
        attribute: None,
        mask: rights::CONTROL_ACCESS,
        object: rights::RESET_PASSWORD,
        sets: &[],
    },
    Right {
        kind: CheckKind::UnlockRight,
        dsacls: "RPWP;lockoutTime;user",
        attribute: Some("lockoutTime"),
        mask: rights::WRITE_PROPERTY,
        object: rights::LOCKOUT_TIME,
        sets: &[],
    },
    Right {
        kind: CheckKind::PwdLastSetRight,
        dsacls: "RPWP;pwdLastSet;user",
        attribute: Some("pwdLastSet"),
        mask: rights::WRITE_PROPERTY,
        object: rights::PWD_LAST_SET,
        sets: &[rights::ACCOUNT_RESTRICTIONS],
    },
];

/// Someone on whom rights are tried.
struct Sample {
    subtree: String,
    row: Row,
}

/// What one unit holds.
struct Found {
    people: usize,
    rows: Vec<Row>,
    /// The finer policies that hold for somebody there.
    psos: HashSet<String>,
}

impl Rows<'_> {
    pub(super) async fn domain(&mut self, mut connection: LdapConnection, subtrees: &[String]) {
        let root = connection.root.clone();
        let everywhere = [root.base.clone()];
        let subtrees = if subtrees.is_empty() { everywhere.as_slice() } else { subtrees };
        let (samples, psos) = self.people(&mut connection, subtrees).await;
        let token = match connection.read("", &["tokenGroups"]).await {
            Ok(Some(row)) => row.values("tokenGroups").iter().filter_map(|sid| Sid::read(sid)).collect(),
            _ => Vec::new(),
        };
        let who = self.who(&mut connection, token.first()).await;
        let since = self.now();
        if let Err(fault) = self.policy(&mut connection, &psos, &who, since).await {
            self.add(CheckKind::ReadPolicy, "", Verdict::Bad, Evidence::Failed((&fault.told()).into()), since);
        }
        let since = self.now();
        let token: HashSet<Sid> = token.into_iter().collect();
        for right in &RIGHTS {
            self.right(right, &samples, &token, &who, since);
        }
        if token.iter().any(|sid| sid.is_of_a_domain() && matches!(sid.rid(), Some(512 | 519)))
            && let Some(row) = self.all.rows.iter_mut().find(|row| row.kind == CheckKind::ResetRight)
        {
            if let Evidence::Right { administrator, .. } = &mut row.evidence {
                *administrator = true;
            }
            row.verdict = if row.verdict == Verdict::Good { Verdict::Warn } else { row.verdict };
        }
    }

    /// Ourselves as `dsacls` wants us named: `CORP\svc`. The first SID of a token is its owner's.
    async fn who(&self, connection: &mut LdapConnection, own: Option<&Sid>) -> String {
        let configured = || self.ad.controllers.config.account.clone();
        let Some(own) = own else { return configured() };
        let row = connection.read(&format!("<SID={}>", own.hex()), &["sAMAccountName"]).await.ok().flatten();
        let domain = self.ad.domain(connection).await.ok();
        match (
            row.as_ref().and_then(|row| row.text("sAMAccountName")),
            domain.as_ref().and_then(|d| d.netbios.as_deref()),
        ) {
            (Some(name), Some(netbios)) => format!("{netbios}\\{name}"),
            _ => configured(),
        }
    }

    async fn people(&mut self, connection: &mut LdapConnection, subtrees: &[String]) -> (Vec<Sample>, HashSet<String>) {
        let since = self.now();
        let mut samples = Vec::new();
        let mut psos = HashSet::new();
        let mut units = Vec::new();
        let protected = self.ad.protected_people(connection).await.unwrap_or_default();
        for subtree in subtrees {
            match sample(connection, subtree, &protected).await {
                Ok(found) => {
                    let (people, or_more) = (count(found.people), found.people >= MOST_NAMES);
                    units.push(UnitCount { unit: dn::name(subtree), people, or_more });
                    psos.extend(found.psos);
                    samples.extend(found.rows.into_iter().map(|row| Sample { subtree: subtree.clone(), row }));
                }
                Err(fault) => {
                    let evidence = Evidence::Unit { unit: subtree.clone(), fault: (&fault.told()).into() };
                    self.add(CheckKind::ReadPeople, "", Verdict::Bad, evidence, since);
                    return (samples, psos);
                }
            }
        }
        let evidence = Evidence::People { units, protected: count(protected.len()) };
        let verdict = if samples.is_empty() { Verdict::Warn } else { Verdict::Good };
        self.add(CheckKind::ReadPeople, "", verdict, evidence, since);
        (samples, psos)
    }

    async fn policy(
        &mut self,
        connection: &mut LdapConnection,
        psos: &HashSet<String>,
        who: &str,
        since: Timestamp,
    ) -> Result<(), Fault> {
        let domain = self.ad.domain(connection).await?;
        let mut closed: HashSet<String> = HashSet::new();
        let mut read: HashMap<String, PasswordPolicy> = HashMap::new();
        for pso in psos {
            match connection.read(pso, &policy::PSO).await?.as_ref().and_then(policy::of_pso) {
                Some(policy) => drop(read.insert(dn::name(pso), policy)),
                None => drop(closed.insert(dn::name(pso))),
            }
        }
        let mut finer: Vec<_> = read.iter().map(|(name, policy)| (name.clone(), seen(policy))).collect();
        finer.sort_by(|a, b| a.0.cmp(&b.0));
        let mut closed: Vec<_> = closed.into_iter().collect();
        closed.sort();
        let open = closed.is_empty();
        let evidence = Evidence::Policies { domain: seen(&domain.policy), finer, closed };
        if open {
            self.add(CheckKind::ReadPolicy, "", Verdict::Good, evidence, since);
            return Ok(());
        }
        let container = format!("CN=Password Settings Container,CN=System,{}", connection.root.base);
        let row = self.add(CheckKind::ReadPolicy, "", Verdict::Warn, evidence, since);
        row.repair = Some(Repair::Commands(format!("dsacls \"{container}\" /I:T /G \"{who}:GR\"")));
        Ok(())
    }

    fn right(&mut self, right: &Right, samples: &[Sample], token: &HashSet<Sid>, who: &str, since: Timestamp) {
        if samples.is_empty() {
            self.add(right.kind, "", Verdict::NotTried, Evidence::Nobody, since);
            return;
        }
        let missing: Vec<&Sample> = samples.iter().filter(|sample| !holds(right, &sample.row, token)).collect();
        let held = count(samples.len() - missing.len());
        let evidence = Evidence::Right {
            looked_at: count(samples.len()),
            held,
            not_for: missing.first().map(|sample| sample.row.dn.clone()),
            administrator: false,
        };
        if missing.is_empty() {
            self.add(right.kind, "", Verdict::Good, evidence, since);
            return;
        }
        let verdict = if held == 0 { Verdict::Bad } else { Verdict::Warn };
        let mut units: Vec<&str> = missing.iter().map(|sample| sample.subtree.as_str()).collect();
        units.dedup();
        let commands: Vec<String> =
            units.iter().map(|unit| format!("dsacls \"{unit}\" /I:S /G \"{who}:{}\"", right.dsacls)).collect();
        self.add(right.kind, "", verdict, evidence, since).repair = Some(Repair::Commands(commands.join("\n")));
    }
}

fn holds(right: &Right, row: &Row, token: &HashSet<Sid>) -> bool {
    let writable = row.values("allowedAttributesEffective");
    if let (Some(attribute), false) = (right.attribute, writable.is_empty()) {
        return row.texts("allowedAttributesEffective").any(|name| name.eq_ignore_ascii_case(attribute));
    }
    let descriptor = row.bytes("nTSecurityDescriptor").unwrap_or_default();
    rights::is_granted(descriptor, token, right.mask, &right.object, right.sets).unwrap_or(false)
}

/// How many people there are, which finer policies hold for them, and a few of each unit with what
/// shows our rights on them. Protected ones are left out: nobody's delegated rights reach them.
async fn sample(connection: &mut LdapConnection, subtree: &str, protected: &HashSet<String>) -> Result<Found, Fault> {
    let filter = format!("(&{PEOPLE})");
    let attributes = &["adminCount", "msDS-ResultantPSO"];
    let ask = Ask { base: subtree, scope: Scope::Subtree, filter: &filter, attributes };
    let (mut people, mut cookie) = connection.page(&ask, 1000, Vec::new()).await?;
    while !cookie.is_empty() && people.len() < MOST_NAMES {
        let (more, next) = connection.page(&ask, 1000, cookie).await?;
        people.extend(more);
        cookie = next;
    }
    let mut per_unit: HashMap<String, usize> = HashMap::new();
    let mut rows = Vec::new();
    let mut psos = HashSet::new();
    for person in &people {
        psos.extend(person.text("msDS-ResultantPSO").map(str::to_owned));
        if protected.contains(&person.dn.to_lowercase()) || person.int("adminCount").unwrap_or(0) > 0 {
            continue;
        }
        let taken = per_unit.entry(dn::parent(&person.dn).unwrap_or_default().to_lowercase()).or_default();
        if *taken >= PER_UNIT || rows.len() >= IN_ALL {
            continue;
        }
        *taken += 1;
        let attributes = ["allowedAttributesEffective", "nTSecurityDescriptor"];
        rows.extend(connection.read_with(&person.dn, &attributes, vec![dacl_only()]).await?);
    }
    Ok(Found { people: people.len(), rows, psos })
}

/// LDAP_SERVER_SD_FLAGS (MS-ADTS 3.1.1.3.4.1.11): only the list of rights, which is all that an
/// ordinary account may read. SEQUENCE { INTEGER 4 }.
fn dacl_only() -> RawControl {
    RawControl { ctype: "1.2.840.113556.1.4.801".to_owned(), crit: true, val: Some(vec![0x30, 0x03, 0x02, 0x01, 0x04]) }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn seen(policy: &PasswordPolicy) -> RulesSeen {
    RulesSeen {
        min_length: policy.min_length,
        complexity: policy.complexity,
        history: policy.history,
        min_age_hours: u32::try_from(policy.min_age_secs / 3600).unwrap_or(0),
        lockout_threshold: policy.lockout_threshold,
    }
}
