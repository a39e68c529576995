//! What is asked of DNS: addresses of hosts, and the records by which a domain names its servers (RFC 2782).

use async_trait::async_trait;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;
use std::net::{IpAddr, SocketAddr};

/// One SRV record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    pub priority: u16,
    pub weight: u16,
    /// Of plain LDAP; LDAPS is taken instead, on its own port.
    pub port: u16,
    pub target: String,
}

/// What has to be asked of DNS. `Err`: a sentence without the name asked for.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// The SRV records of a name; none is no error.
    async fn services(&self, name: &str) -> Result<Vec<Service>, String>;
    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, String>;
}

/// Asks as the machine is configured to, or one server.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dns {
    server: Option<SocketAddr>,
}

impl Dns {
    pub fn of_the_machine() -> Self {
        Self::default()
    }
    pub fn asking(server: SocketAddr) -> Self {
        Self { server: Some(server) }
    }

    /// Made for each question, which is one in five minutes: so that it is always the machine's
    /// present configuration, and nothing is remembered beyond what we remember ourselves.
    fn resolver(self) -> Result<TokioResolver, String> {
        let builder = match self.server {
            None => TokioResolver::builder_tokio().map_err(|error| error.to_string())?,
            Some(server) => {
                let mut one = NameServerConfig::udp_and_tcp(server.ip());
                one.connections.iter_mut().for_each(|connection| connection.port = server.port());
                let config = ResolverConfig::from_name_servers(vec![one]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        builder.build().map_err(|error| error.to_string())
    }
}

#[async_trait]
impl Resolver for Dns {
    async fn services(&self, name: &str) -> Result<Vec<Service>, String> {
        // With a dot at the end: the machine's search domains have no say in it.
        let answer = match self.resolver()?.srv_lookup(format!("{name}.")).await {
            Ok(answer) => answer,
            Err(error) if error.is_no_records_found() => return Ok(Vec::new()),
            Err(error) => return Err(error.to_string()),
        };
        let service = |data: &RData| match data {
            RData::SRV(srv) => Some(Service {
                priority: srv.priority,
                weight: srv.weight,
                port: srv.port,
                target: srv.target.to_ascii().trim_end_matches('.').to_ascii_lowercase(),
            }),
            _ => None,
        };
        Ok(answer.answers().iter().filter_map(|record| service(&record.data)).collect())
    }

    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, String> {
        if self.server.is_some() {
            let found = self.resolver()?.lookup_ip(format!("{host}.")).await.map_err(|error| error.to_string())?;
            return Ok(found.iter().collect());
        }
        // The machine's own way, with its hosts file and whatever else it asks.
        let found = tokio::net::lookup_host((host, 0)).await.map_err(|error| error.to_string())?;
        Ok(found.map(|address| address.ip()).collect())
    }
}
