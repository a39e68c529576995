//! Which controllers a domain has, when none is named: by the SRV records that controllers keep in
//! DNS (MS-ADTS 6.3.2.3), in the order that RFC 2782 asks for.
//!
//! DNS is not signed, so what it says is a hint: a server found here is believed only with a
//! certificate for exactly the name that the record gives, and only if that name is within the
//! domain. What stays is that whoever forges DNS *and* holds the key of a host of the domain can
//! pose as its controller; naming the servers ends that.

use crate::ldap::{Resolver, ServerUrl, Service};
use latchkey_domain::directory::{DirectoryError, DirectoryResult};

/// The controllers of a domain, best first. `seed` decides among those of one weight.
///
/// # Errors
/// `Unreachable`: DNS names none. `Misconfigured`: none that may be believed.
pub(super) async fn controllers(resolver: &dyn Resolver, domain: &str, seed: u64) -> DirectoryResult<Vec<ServerUrl>> {
    let domain = domain.trim().trim_end_matches('.').to_ascii_lowercase();
    let mut why = String::new();
    for name in [format!("_ldap._tcp.dc._msdcs.{domain}"), format!("_ldap._tcp.{domain}")] {
        match resolver.services(&name).await {
            Ok(services) if !services.is_empty() => return within(&domain, in_order(services, seed)),
            Ok(_) => {}
            Err(error) => why = format!(" ({error})"),
        }
    }
    // Controllers also register their addresses under the domain's own name, which is then what
    // their certificates must be made out to.
    let addresses = resolver.addresses(&domain).await.unwrap_or_default();
    if addresses.is_empty() {
        return Err(DirectoryError::Unreachable { detail: format!("DNS knows no controller of {domain}{why}") });
    }
    let url = ServerUrl::parse(&domain)?;
    let mut urls: Vec<ServerUrl> = Vec::new();
    for address in addresses {
        let one = url.clone().at(address);
        if !urls.contains(&one) {
            urls.push(one);
        }
    }
    Ok(urls)
}

/// A record may name any host of the world; only those of the domain can be its controllers.
fn within(domain: &str, services: Vec<Service>) -> DirectoryResult<Vec<ServerUrl>> {
    let suffix = format!(".{domain}");
    let mut urls: Vec<ServerUrl> = Vec::new();
    let mut stranger = None;
    for service in services.into_iter().filter(|service| !service.target.is_empty()) {
        if !service.target.ends_with(&suffix) {
            tracing::warn!(directory.target = %service.target, "DNS names a controller outside of the domain; it is not asked");
            stranger = Some(service.target);
            continue;
        }
        let url = ServerUrl::parse(&service.target)?;
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    match stranger {
        Some(stranger) if urls.is_empty() => Err(DirectoryError::Misconfigured {
            detail: format!("DNS names only {stranger}, which is not in {domain}: name the servers instead"),
        }),
        _ if urls.is_empty() => {
            Err(DirectoryError::Unreachable { detail: format!("{domain} offers no LDAP (DNS says so)") })
        }
        _ => Ok(urls),
    }
}

/// Lower priority first; among equals by chance, in proportion to weight (RFC 2782, "Weight").
fn in_order(mut services: Vec<Service>, seed: u64) -> Vec<Service> {
    // So that the same seed gives the same order, however DNS turned its answer.
    services.sort_by(|a, b| (a.priority, a.weight, &a.target).cmp(&(b.priority, b.weight, &b.target)));
    let mut chance = seed;
    let mut ordered = Vec::with_capacity(services.len());
    while let Some(priority) = services.first().map(|service| service.priority) {
        let group: Vec<&Service> = services.iter().take_while(|service| service.priority == priority).collect();
        let total: u64 = group.iter().map(|service| u64::from(service.weight)).sum();
        chance = splitmix(chance);
        let mut left = chance % (total + 1);
        let chosen = group.iter().position(|service| {
            let weight = u64::from(service.weight);
            let hit = left <= weight;
            left = left.saturating_sub(weight);
            hit
        });
        ordered.push(services.remove(chosen.unwrap_or(0)));
    }
    ordered
}

/// SplitMix64: spreads a seed, and is no source of secrets.
fn splitmix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use async_trait::async_trait;
    use std::collections::HashMap;
    use std::net::IpAddr;

    /// What DNS says in a test.
    #[derive(Default)]
    struct FixedDns {
        services: HashMap<&'static str, Vec<Service>>,
        addresses: HashMap<&'static str, Vec<IpAddr>>,
    }
    #[async_trait]
    impl Resolver for FixedDns {
        async fn services(&self, name: &str) -> Result<Vec<Service>, String> {
            Ok(self.services.get(name).cloned().unwrap_or_default())
        }
        async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, String> {
            self.addresses.get(host).cloned().ok_or_else(|| "no such name".to_owned())
        }
    }
    fn service(priority: u16, weight: u16, target: &str) -> Service {
        Service { priority, weight, port: 389, target: target.to_owned() }
    }
    fn shown(urls: DirectoryResult<Vec<ServerUrl>>) -> Vec<String> {
        urls.unwrap().iter().map(ToString::to_string).collect()
    }
    const OF_CONTROLLERS: &str = "_ldap._tcp.dc._msdcs.corp.example";
    const OF_THE_DOMAIN: &str = "_ldap._tcp.corp.example";

    #[tokio::test]
    async fn records_of_controllers_before_others_before_addresses() {
        let mut dns = FixedDns::default();
        let missing = controllers(&dns, "corp.example", 1).await;
        assert!(matches!(missing, Err(DirectoryError::Unreachable { .. })), "{missing:?}");
        let addresses = vec![IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]), IpAddr::from([192, 0, 2, 1])];
        dns.addresses.insert("corp.example", addresses);
        assert_eq!(
            shown(controllers(&dns, "Corp.Example.", 1).await),
            ["ldaps://corp.example at 192.0.2.1", "ldaps://corp.example at 192.0.2.2"]
        );
        dns.services.insert(OF_THE_DOMAIN, vec![service(0, 100, "dc2.corp.example")]);
        assert_eq!(shown(controllers(&dns, "corp.example", 1).await), ["ldaps://dc2.corp.example"]);
        dns.services
            .insert(OF_CONTROLLERS, vec![service(9, 0, "dc9.corp.example"), service(0, 100, "dc1.corp.example")]);
        assert_eq!(
            shown(controllers(&dns, "corp.example", 1).await),
            ["ldaps://dc1.corp.example", "ldaps://dc9.corp.example"]
        );
    }

    #[tokio::test]
    async fn a_record_that_points_elsewhere_is_not_followed() {
        let mut dns = FixedDns::default();
        for stranger in ["evil.example", "dc1.corp.example.evil.example", "evilcorp.example", "corp.example"] {
            dns.services.insert(OF_CONTROLLERS, vec![service(0, 100, stranger)]);
            let found = controllers(&dns, "corp.example", 1).await;
            assert!(matches!(found, Err(DirectoryError::Misconfigured { .. })), "{stranger}: {found:?}");
        }
        dns.services.insert(OF_CONTROLLERS, vec![service(0, 100, "evil.example"), service(1, 1, "dc1.corp.example")]);
        assert_eq!(shown(controllers(&dns, "corp.example", 1).await), ["ldaps://dc1.corp.example"]);
        dns.services.insert(OF_CONTROLLERS, vec![service(0, 0, "")]);
        let none = controllers(&dns, "corp.example", 1).await;
        assert!(matches!(none, Err(DirectoryError::Unreachable { .. })), "the record that says: not here");
    }

    #[test]
    fn by_priority_and_then_in_proportion() {
        let services =
            vec![service(0, 300, "often"), service(0, 100, "seldom"), service(0, 0, "hardly"), service(5, 900, "last")];
        let mut firsts: HashMap<String, u32> = HashMap::new();
        for start in 0..4000 {
            let ordered = in_order(services.clone(), start);
            assert_eq!(ordered.len(), 4);
            assert_eq!(ordered.last().unwrap().target, "last");
            *firsts.entry(ordered.first().unwrap().target.clone()).or_default() += 1;
        }
        let share = |name: &str| firsts.get(name).copied().unwrap_or(0);
        assert!((2850..3150).contains(&share("often")), "{firsts:?}");
        assert!((850..1150).contains(&share("seldom")), "{firsts:?}");
        assert!(share("hardly") < 60, "{firsts:?}");
        let turned: Vec<Service> = services.iter().rev().cloned().collect();
        assert_eq!(in_order(services, 7), in_order(turned, 7));
    }
}
