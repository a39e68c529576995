//! Controllers that nobody named: found through DNS, and believed only under their own names.

use super::support::*;
use async_trait::async_trait;
use latchkey_directory::{ActiveDirectory, AdConfig, Dns, Resolver, Service};
use latchkey_domain::directory::{
    CertificateFault, CheckKind, DirectoryError, Evidence, HealthCheck as _, PasswordWriter as _, Verdict,
};
use latchkey_testkit::TestClock;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::net::UdpSocket;

fn unnamed(resolver: impl Resolver + 'static) -> ActiveDirectory {
    let config = AdConfig { servers: Vec::new(), ..config() };
    ActiveDirectory::with_resolver(config, Arc::new(TestClock::of_machine()), Arc::new(resolver)).unwrap()
}
fn address(index: usize) -> IpAddr {
    servers()[index].host().parse().unwrap()
}

/// DNS as somebody says it is.
struct FixedDns {
    target: Option<String>,
    address: IpAddr,
}
#[async_trait]
impl Resolver for FixedDns {
    async fn services(&self, _: &str) -> Result<Vec<Service>, String> {
        let one = |target: &String| Service { priority: 0, weight: 100, port: 389, target: target.clone() };
        Ok(self.target.iter().map(one).collect())
    }
    async fn addresses(&self, _: &str) -> Result<Vec<IpAddr>, String> {
        Ok(vec![self.address])
    }
}

#[tokio::test]
async fn by_the_records_that_a_real_domain_keeps() {
    let ad = unnamed(Dns::asking(SocketAddr::new(address(0), 53)));
    let id = person(&ad, "user01").await.object_id;
    let server = ad.state(&id).await.unwrap().server;
    assert!(server.starts_with("dc1."), "{server}");
    let rows = ad.check(&[people_ou()]).await;
    let found = rows.iter().find(|row| row.kind == CheckKind::Resolve && row.server.is_empty()).unwrap();
    let leads = matches!(&found.evidence, Evidence::Leads { hosts, .. } if hosts.contains(&server));
    assert!(found.verdict == Verdict::Good && leads, "{found:?}");
}

#[tokio::test]
async fn a_name_service_that_is_silent_is_given_up_in_time() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let ad = unnamed(Dns::asking(silent.local_addr().unwrap()));
    let (outcome, took) = timed(reads(&ad)).await;
    assert!(matches!(outcome, Err(DirectoryError::Unreachable { .. })), "{outcome:?}");
    assert!(took < std::time::Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn the_certificate_must_be_for_the_very_name_that_dns_gives() {
    let domain = env("LATCHKEY_TEST_AD_DOMAIN");
    let dc1 = unnamed(FixedDns { target: Some(format!("dc1.{domain}")), address: address(0) });
    assert_eq!(reads(&dc1).await, Ok(()));
    // Forged records: a host of the same domain, with a good certificate of its own, where the
    // controller should be. Any web server of the domain would be such a host.
    for forged in [
        FixedDns { target: Some(format!("dc1.{domain}")), address: address(1) },
        FixedDns { target: Some(format!("www.{domain}")), address: address(0) },
    ] {
        let outcome = reads(&unnamed(forged)).await;
        assert!(
            matches!(outcome, Err(DirectoryError::Certificate { reason: CertificateFault::WrongName, .. })),
            "{outcome:?}"
        );
    }
    let elsewhere = unnamed(FixedDns { target: Some("dc1.evil.example".into()), address: address(0) });
    let outcome = reads(&elsewhere).await;
    assert!(matches!(outcome, Err(DirectoryError::Misconfigured { .. })), "{outcome:?}");
}

#[tokio::test]
async fn without_records_by_the_addresses_of_the_domain() {
    let ad = unnamed(FixedDns { target: None, address: address(0) });
    assert_eq!(reads(&ad).await, Ok(()), "the certificate carries the domain's own name too");
}
