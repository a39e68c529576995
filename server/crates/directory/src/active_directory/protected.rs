//! Accounts that AdminSDHolder protects: within an hour AD takes delegated rights from whoever is
//! in one of these groups, directly or through others (MS-ADTS 3.1.1.6.1). We look at the
//! membership ourselves, before AD has. Groups are known by SID: their names are translated.

use crate::active_directory::ids::Sid;
use crate::ldap::Row;
use crate::ldap::{Ask, Fault, LdapConnection};
use ldap3::{Scope, ldap_escape};
use std::collections::HashSet;

/// LDAP_MATCHING_RULE_TRANSITIVE_EVAL (MS-ADTS 3.1.1.3.4.4.3).
const IN_CHAIN: &str = "1.2.840.113556.1.4.1941";

/// Domain Admins, Domain Controllers, Schema Admins, Enterprise Admins, Read-only Domain
/// Controllers, Key Admins, Enterprise Key Admins.
const OF_A_DOMAIN: [u32; 7] = [512, 516, 518, 519, 521, 526, 527];
/// Administrators, Account, Server, Print and Backup Operators, Replicator.
const BUILTIN: [u32; 6] = [544, 548, 549, 550, 551, 552];

pub(crate) fn domain_rid(rid: u32) -> bool {
    OF_A_DOMAIN.contains(&rid)
}

/// Whether this is one of the groups, of whichever domain of the forest.
pub(crate) fn group(sid: &Sid) -> bool {
    let Some(rid) = sid.rid() else { return false };
    (sid.is_of_a_domain() && OF_A_DOMAIN.contains(&rid)) || (sid.is_builtin() && BUILTIN.contains(&rid))
}

/// Administrator and krbtgt are protected themselves.
pub(crate) fn account(sid: &Sid) -> bool {
    sid.is_of_a_domain() && matches!(sid.rid(), Some(500 | 502))
}

/// Groups in `base` that are, or are nested in, those matched by `seeds`: their DNs and RIDs.
pub(crate) async fn closure(
    connection: &mut LdapConnection,
    base: &str,
    seeds: &[Row],
) -> Result<Vec<(String, Option<u32>)>, Fault> {
    let mut groups: Vec<(String, Option<u32>)> = seeds.iter().map(named).collect();
    let mut seen: HashSet<String> = seeds.iter().map(|row| row.dn.to_lowercase()).collect();
    for chunk in seeds.chunks(20) {
        let inside: String =
            chunk.iter().map(|row| format!("(memberOf:{IN_CHAIN}:={})", ldap_escape(row.dn.as_str()))).collect();
        let filter = format!("(&(objectCategory=group)(|{inside}))");
        let found = connection
            .search_paged(Ask { base, scope: Scope::Subtree, filter: &filter, attributes: &["objectSid"] })
            .await?;
        groups.extend(found.iter().filter(|row| seen.insert(row.dn.to_lowercase())).map(named));
    }
    Ok(groups)
}

fn named(row: &Row) -> (String, Option<u32>) {
    let rid = row.bytes("objectSid").and_then(Sid::read).filter(Sid::is_of_a_domain).and_then(|sid| sid.rid());
    (row.dn.clone(), rid)
}

/// Filters that together match the direct members of these groups, primary-group members included.
/// Several, because a filter with thousands of terms is refused.
pub(crate) fn members_of(groups: &[(String, Option<u32>)]) -> Vec<String> {
    let terms = groups.chunks(100).map(|chunk| {
        chunk.iter().fold(String::new(), |mut terms, (dn, rid)| {
            terms.push_str(&format!("(memberOf={})", ldap_escape(dn.as_str())));
            if let Some(rid) = rid {
                terms.push_str(&format!("(primaryGroupID={rid})"));
            }
            terms
        })
    });
    terms.map(|terms| format!("(|{terms})")).collect()
}

async fn seeds(connection: &mut LdapConnection, domain: &Sid) -> Result<Vec<Row>, Fault> {
    let of_domain = OF_A_DOMAIN.iter().map(|rid| domain.child(*rid));
    let builtin = BUILTIN.iter().map(|rid| Sid::builtin(*rid));
    let terms: String = of_domain.chain(builtin).map(|sid| format!("(objectSid={})", sid.filter_value())).collect();
    let root = connection.root.clone();
    let filter = format!("(&(objectCategory=group)(|{terms}))");
    connection
        .search(Ask { base: &root.base, scope: Scope::Subtree, filter: &filter, attributes: &["objectSid"] })
        .await
}

/// The DNs, in lower case, of all people whom the groups protect.
pub(crate) async fn people(connection: &mut LdapConnection, domain: &Sid) -> Result<HashSet<String>, Fault> {
    let root = connection.root.clone();
    let seeds = seeds(connection, domain).await?;
    let groups = closure(connection, &root.base, &seeds).await?;
    let mut protected = HashSet::new();
    for members in members_of(&groups) {
        let filter = format!("(&(sAMAccountType=805306368){members})");
        let ask = Ask { base: &root.base, scope: Scope::Subtree, filter: &filter, attributes: &["1.1"] };
        protected.extend(connection.search_paged(ask).await?.into_iter().map(|row| row.dn.to_lowercase()));
    }
    Ok(protected)
}

/// Whether one account is in a protected group, where its own row does not tell.
pub(crate) async fn is_member(connection: &mut LdapConnection, domain: &Sid, dn: &str) -> Result<bool, Fault> {
    let seeds = seeds(connection, domain).await?;
    let inside: String =
        seeds.iter().map(|row| format!("(memberOf:{IN_CHAIN}:={})", ldap_escape(row.dn.as_str()))).collect();
    if inside.is_empty() {
        return Ok(false);
    }
    let filter = format!("(|{inside})");
    let found = connection.search(Ask { base: dn, scope: Scope::Base, filter: &filter, attributes: &["1.1"] }).await?;
    Ok(!found.is_empty())
}
