//! The domains that are the organisation's own by the directory's word: that of the domain itself, and the UPN
//! suffixes which the forest's administrators added (MS-ADA3, uPNSuffixes), at the container of the partitions.

use super::{ActiveDirectory, root};
use crate::ldap::reading;
use crate::ldap::units::domain_name;
use crate::ldap::{Fault, LdapConnection};
use latchkey_domain::directory::DirectoryResult;
use std::collections::BTreeSet;

const SUFFIXES: &str = "uPNSuffixes";

impl ActiveDirectory {
    pub(crate) async fn read_domains(&self) -> DirectoryResult<Vec<String>> {
        let (domains, _) = reading!(self.controllers, None, connection => domains_on(&mut connection));
        Ok(domains)
    }
}

/// Where the container is closed to us the domain's own name is all that we can say.
async fn domains_on(connection: &mut LdapConnection) -> Result<Vec<String>, Fault> {
    let root = connection.root.clone();
    let suffixes = match root::configuration(&root) {
        None => None,
        Some(configuration) => match connection.read(&format!("CN=Partitions,{configuration}"), &[SUFFIXES]).await {
            Ok(row) => row,
            Err(Fault::Answer(_)) => None,
            Err(fault) => return Err(fault),
        },
    };
    let suffixes = suffixes.iter().flat_map(|row| row.texts(SUFFIXES)).map(str::to_owned);
    Ok(distinct(std::iter::once(domain_name(&root.base)).chain(suffixes)))
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let named = names.map(|name| name.trim().trim_start_matches('@').trim_end_matches('.').to_lowercase());
    named.filter(|name| !name.is_empty()).collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn each_once_and_in_one_spelling() {
        let names = ["corp.example", "Northwind.Example", "@northwind.example", " corp.example. ", ""];
        assert_eq!(distinct(names.into_iter().map(str::to_owned)), ["corp.example", "northwind.example"]);
    }
}
