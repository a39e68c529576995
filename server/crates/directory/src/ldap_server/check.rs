//! What the activation doctor shows of an LDAP server: every step that self-service needs, tried one by one without
//! changing anything.

mod rights;

use super::account::{self, entry_attributes};
use super::directory::LdapDirectory;
use super::people::UNITS;
use super::policy::Rules;
use crate::ldap::check::Rows;
use crate::ldap::{Ask, Fault, LdapConnection, Row, dn, units};
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{CheckKind, CheckRow, Evidence, PasswordPolicy, RulesSeen, UnitCount, Verdict};
use ldap3::Scope;

/// What must have worked before a password is written here.
pub(super) const REQUIRED: [CheckKind; 8] = [
    CheckKind::Connect,
    CheckKind::Tls,
    CheckKind::Bind,
    CheckKind::Schema,
    CheckKind::ReadPeople,
    CheckKind::ReadPolicy,
    CheckKind::ReadGroups,
    CheckKind::ResetRight,
];
/// Those of the whole directory.
const PEOPLE: [CheckKind; 2] = [CheckKind::Schema, CheckKind::ReadPeople];
const AFTER_PEOPLE: [CheckKind; 4] =
    [CheckKind::ReadPolicy, CheckKind::ReadGroups, CheckKind::ResetRight, CheckKind::UnlockRight];
/// Enough to know the units.
const MOST_NAMES: usize = 5000;
const MOST_GROUPS: u32 = 1000;

impl LdapDirectory {
    pub(super) async fn run_checks(&self, subtrees: &[String]) -> Vec<CheckRow> {
        let mut rows = Rows::of(&self.servers);
        let mut best: Option<LdapConnection> = None;
        for server in self.servers.servers().await.unwrap_or_default() {
            let connection = rows.server(&server, &[]).await;
            best = best.or(connection);
            // A wrong password is not tried on the next server too: that would lock the account.
            if self.servers.not_refused().await.is_err() {
                break;
            }
        }
        match best {
            Some(mut connection) => self.check_all(&mut rows, &mut connection, subtrees).await,
            None => {
                rows.not_tried(&PEOPLE, "");
                rows.not_tried(&AFTER_PEOPLE, "");
            }
        }
        rows.rows
    }

    async fn check_all(&self, rows: &mut Rows<'_>, connection: &mut LdapConnection, subtrees: &[String]) {
        let root = connection.root.clone();
        let everywhere = [root.base.clone()];
        let subtrees = if subtrees.is_empty() { everywhere.as_slice() } else { subtrees };
        let since = rows.now();
        let people = match self.people_below(rows, connection, subtrees, since).await {
            Some(people) => people,
            None => return rows.not_tried(&AFTER_PEOPLE, ""),
        };
        let since = rows.now();
        match self.default_rules(connection).await {
            Ok(rules) => policy(rows, &rules, since),
            Err(fault) => failed(rows, CheckKind::ReadPolicy, &fault, since),
        }
        let since = rows.now();
        match self.count_groups(connection).await {
            Ok(groups) => {
                let verdict = if groups == 0 { Verdict::Warn } else { Verdict::Good };
                let evidence = Evidence::GroupsRead { groups, or_more: groups >= MOST_GROUPS };
                rows.add(CheckKind::ReadGroups, "", verdict, evidence, since);
            }
            Err(fault) => failed(rows, CheckKind::ReadGroups, &fault, since),
        }
        self.check_rights(rows, connection, &people).await;
    }

    /// Rows for the people and for one of them as they are read. `None`: there is nothing to go on with.
    async fn people_below(
        &self,
        rows: &mut Rows<'_>,
        connection: &mut LdapConnection,
        subtrees: &[String],
        since: Timestamp,
    ) -> Option<Vec<Row>> {
        let mut people = Vec::new();
        let mut counts = Vec::new();
        for subtree in subtrees {
            match self.sample(connection, subtree).await {
                Ok(found) => {
                    let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
                    let or_more = found.len() >= MOST_NAMES;
                    counts.push(UnitCount { unit: dn::name(subtree), people: count, or_more });
                    people.extend(found);
                }
                Err(fault) => {
                    let evidence = Evidence::Unit { unit: subtree.clone(), fault: (&fault.told()).into() };
                    rows.not_tried(&[CheckKind::Schema], "");
                    rows.add(CheckKind::ReadPeople, "", Verdict::Bad, evidence, since);
                    return None;
                }
            }
        }
        self.schema_row(rows, &people, since);
        let protected = match self.protected(connection).await {
            Ok(protected) => protected,
            Err(fault) => {
                failed(rows, CheckKind::ReadPeople, &fault, since);
                return None;
            }
        };
        let verdict = if people.is_empty() { Verdict::Warn } else { Verdict::Good };
        let evidence = Evidence::People { units: counts, protected: protected.count() };
        rows.add(CheckKind::ReadPeople, "", verdict, evidence, since);
        people.retain(|row| {
            account::entry(row, &self.schema, false).is_some_and(|entry| !protected.covers(&entry.dn, &entry.login))
        });
        Some(people)
    }

    async fn sample(&self, connection: &mut LdapConnection, subtree: &str) -> Result<Vec<Row>, Fault> {
        units::known(connection, subtree, UNITS.classes).await?;
        let (filter, attributes) = (self.people(""), entry_attributes(&self.schema));
        let ask = Ask { base: subtree, scope: Scope::Subtree, filter: &filter, attributes: &attributes };
        let (mut people, mut cookie) = connection.page(&ask, 1000, Vec::new()).await?;
        while !cookie.is_empty() && people.len() < MOST_NAMES {
            let (more, next) = connection.page(&ask, 1000, cookie).await?;
            people.extend(more);
            cookie = next;
        }
        Ok(people)
    }

    /// Somebody as our attributes read them: with a mail address, if anybody has one.
    fn schema_row(&self, rows: &mut Rows<'_>, people: &[Row], since: Timestamp) {
        let readable = |row: &&Row| account::entry(row, &self.schema, false).is_some();
        let with_mail = people.iter().filter(readable).find(|row| row.text(&self.schema.mail).is_some());
        let Some(row) = with_mail.or_else(|| people.iter().find(readable)).or_else(|| people.first()) else {
            rows.add(CheckKind::Schema, "", Verdict::Warn, Evidence::Nobody, since);
            return;
        };
        let schema = &self.schema;
        let own = [&schema.id, &schema.login, &schema.name, &schema.mail, &schema.phone].map(String::as_str);
        let names = own.into_iter().chain(["displayName", "cn", "manager", "preferredLanguage"]);
        let mut facts: Vec<(String, String)> = Vec::new();
        for name in names {
            if facts.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
                continue;
            }
            let value = row.text(name).unwrap_or_default();
            // what we need is shown as missing, the rest is left out
            if !value.is_empty() || own.contains(&name) {
                facts.push((name.to_owned(), if value.is_empty() { "–".to_owned() } else { value.to_owned() }));
            }
        }
        let unread = people.iter().filter(|row| !readable(row)).count();
        let verdict = match (readable(&row), unread) {
            (false, _) => Verdict::Bad,
            (true, 0) if with_mail.is_some() => Verdict::Good,
            _ => Verdict::Warn,
        };
        rows.add(CheckKind::Schema, "", verdict, Evidence::EntryRead { dn: row.dn.clone(), facts }, since);
    }

    async fn count_groups(&self, connection: &mut LdapConnection) -> Result<u32, Fault> {
        let root = connection.root.clone();
        let filter = &self.schema.group_filter;
        let ask = Ask { base: &root.base, scope: Scope::Subtree, filter, attributes: &["1.1"] };
        let rows = connection.search_some(ask, MOST_GROUPS).await?;
        Ok(u32::try_from(rows.len()).unwrap_or(u32::MAX))
    }
}

fn failed(rows: &mut Rows<'_>, kind: CheckKind, fault: &Fault, since: Timestamp) {
    rows.add(kind, "", Verdict::Bad, Evidence::Failed((&fault.told()).into()), since);
}

fn policy(rows: &mut Rows<'_>, rules: &Rules, since: Timestamp) {
    let certain = rules.policy.is_certain();
    let closed = if certain { Vec::new() } else { vec!["default".to_owned()] };
    let evidence = Evidence::Policies { domain: seen(&rules.policy), finer: Vec::new(), closed };
    let verdict = if certain { Verdict::Good } else { Verdict::Warn };
    rows.add(CheckKind::ReadPolicy, "", verdict, evidence, since);
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
