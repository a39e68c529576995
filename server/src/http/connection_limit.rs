//! The limit on connections: so many in all, and so many for one client network, so that one machine
//! cannot take them all. A proxy that we trust stands for everybody behind it and is counted in the
//! total only.

use ipnet::IpNet;
use latchkey_domain::limits::network;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[derive(Clone)]
pub struct ConnectionLimit(Arc<Inner>);

struct Inner {
    most: usize,
    most_of_one: usize,
    proxies: Vec<IpNet>,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: usize,
    by_network: HashMap<IpAddr, Held>,
}

#[derive(Default)]
struct Held {
    count: usize,
    /// That it was refused one was said; not again until it has given all back.
    told: bool,
}

impl ConnectionLimit {
    pub fn new(most: usize, most_of_one: usize, proxies: Vec<IpNet>) -> Self {
        Self(Arc::new(Inner { most, most_of_one, proxies, open: Mutex::default() }))
    }

    /// `None`: there is none for this client. Given back when it is dropped.
    pub fn take(&self, client: IpAddr) -> Option<ConnectionSlot> {
        let client = client.to_canonical();
        let network = (!self.0.proxies.iter().any(|proxy| proxy.contains(&client))).then(|| network(client));
        let mut taken = self.0.open();
        if taken.all >= self.0.most {
            return None;
        }
        if let Some(network) = network {
            let held = taken.by_network.entry(network).or_default();
            if held.count >= self.0.most_of_one {
                // No address in the log; the number says what is going on.
                if !std::mem::replace(&mut held.told, true) {
                    tracing::warn!(
                        connections = held.count,
                        "one client holds all connections that it may; more are refused"
                    );
                }
                return None;
            }
            held.count += 1;
        }
        taken.all += 1;
        Some(ConnectionSlot { network, limit: self.clone() })
    }
}

impl Inner {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct ConnectionSlot {
    network: Option<IpAddr>,
    limit: ConnectionLimit,
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let mut taken = self.limit.0.open();
        taken.all = taken.all.saturating_sub(1);
        if let Some(network) = self.network
            && let Some(held) = taken.by_network.get_mut(&network)
        {
            held.count = held.count.saturating_sub(1);
            if held.count == 0 {
                taken.by_network.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn one_client_leaves_room_for_the_others() {
        let limit = ConnectionLimit::new(10, 3, Vec::new());
        let mut held: Vec<_> = (0..3).map(|_| limit.take(ip("192.0.2.1")).unwrap()).collect();
        assert!(limit.take(ip("192.0.2.1")).is_none());
        assert!(limit.take(ip("::ffff:192.0.2.1")).is_none(), "the same machine in another spelling");
        assert!(limit.take(ip("192.0.2.2")).is_some());
        held.pop();
        held.push(limit.take(ip("192.0.2.1")).unwrap());
        assert!(limit.take(ip("192.0.2.1")).is_none());
        drop(held);
        assert!(limit.0.open().by_network.is_empty(), "nothing is kept about who left");
    }

    #[test]
    fn a_network_of_one_subscriber_is_one_client() {
        let limit = ConnectionLimit::new(10, 1, Vec::new());
        let _held = limit.take(ip("2001:db8:1:2::1")).unwrap();
        assert!(limit.take(ip("2001:db8:1:2:ffff::9")).is_none());
        assert!(limit.take(ip("2001:db8:1:3::1")).is_some());
    }

    #[test]
    fn proxies_are_bounded_by_the_total_only() {
        let limit = ConnectionLimit::new(5, 1, vec!["10.0.0.0/8".parse().unwrap()]);
        let held: Vec<_> = (0..5).map(|_| limit.take(ip("10.0.0.1")).unwrap()).collect();
        assert!(limit.take(ip("10.0.0.1")).is_none() && limit.take(ip("192.0.2.1")).is_none());
        drop(held);
        assert!(limit.take(ip("192.0.2.1")).is_some());
    }
}
