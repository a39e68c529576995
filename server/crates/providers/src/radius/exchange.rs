//! One request and one server: sending, sending again, and waiting, over UDP.

use super::config::{RadiusConfig, RadiusServer};
use super::request::Request;
use super::response::{Doubt, Reply, read};
use crate::ProviderError;
use latchkey_domain::Entropy;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;
use tokio::net::{UdpSocket, lookup_host};
use tokio::time::timeout;

/// Ends after `config.timeout` at the latest, also when strangers never stop sending.
pub(super) async fn exchange(
    server: &RadiusServer,
    request: &Request,
    config: &RadiusConfig,
    entropy: &dyn Entropy,
) -> Result<Reply, ProviderError> {
    let mut doubt = Doubt::Foreign;
    let work = async {
        let socket = connect(server).await?;
        // A message that cannot go is lost like any other, unless the server's machine says that nobody is there.
        for wait in waits(config.timeout, config.tries, entropy) {
            socket.send(&request.bytes).await?;
            if let Ok(reply) = timeout(wait, listen(&socket, request, server.key(), &mut doubt)).await {
                return reply;
            }
        }
        Err(io::ErrorKind::TimedOut.into())
    };
    let result = timeout(config.timeout, work).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    result.map_err(|error| explain(&error, doubt, server, config.timeout))
}

/// A port of our own for this one request, and only for datagrams from the server's address and port:
/// the kernel drops all others.
async fn connect(server: &RadiusServer) -> io::Result<UdpSocket> {
    let mut fault = io::ErrorKind::NotFound.into();
    for address in lookup_host((server.host.as_str(), server.port)).await.map_err(|_| io::ErrorKind::NotFound)? {
        let any: IpAddr = if address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let socket = UdpSocket::bind((any, 0)).await?;
        match socket.connect(address).await {
            Ok(()) => return Ok(socket),
            Err(error) => fault = error,
        }
    }
    Err(fault)
}

/// Until there is an answer to be believed; what is not is dropped (RFC 2865 3), and remembered.
async fn listen(socket: &UdpSocket, request: &Request, key: &[u8], doubt: &mut Doubt) -> io::Result<Reply> {
    let mut buffer = vec![0_u8; 4096];
    loop {
        let length = socket.recv(&mut buffer).await?;
        match read(buffer.get(..length).unwrap_or_default(), request, key) {
            Ok(reply) => return Ok(reply),
            Err(why) => *doubt = why.max(*doubt),
        }
    }
}

/// How long to wait after each sending: each twice as long as the one before, a tenth more or less at
/// random, so that many clients do not send in step (RFC 5080 2.2.1).
fn waits(whole: Duration, tries: u8, entropy: &dyn Entropy) -> Vec<Duration> {
    let tries = tries.clamp(1, 10);
    let unit = whole / (2_u32.pow(tries.into()) - 1);
    let mut random = vec![0_u8; tries.into()];
    entropy.fill(&mut random);
    let mut waits: Vec<_> = (0_u32..)
        .zip(random)
        .map(|(nth, byte)| (unit * 2_u32.pow(nth)).mul_f64(0.9 + f64::from(byte) / 1275.0))
        .collect();
    if let Some(last) = waits.last_mut() {
        *last = whole; // it ends with the whole
    }
    waits
}

fn explain(error: &io::Error, doubt: Doubt, server: &RadiusServer, waited: Duration) -> ProviderError {
    let place = server.place();
    let away = ProviderError::Away;
    match (doubt, error.kind()) {
        (Doubt::Forged, _) => ProviderError::Setup(format!(
            "the RADIUS server {place} answers, but the answer’s signature does not fit: check the shared secret"
        )),
        (Doubt::Unsigned, _) => ProviderError::Setup(format!(
            "the RADIUS server {place} answers without Message-Authenticator, so that anybody could have changed the answer (CVE-2024-3596): update it, or let it add that attribute to its answers"
        )),
        (Doubt::Foreign, io::ErrorKind::TimedOut) => away(format!(
            "the RADIUS server {place} did not answer within {} s: it is away, or does not know this machine as its client, or has another shared secret, in which case servers keep silent",
            waited.as_secs_f32()
        )),
        (Doubt::Foreign, io::ErrorKind::ConnectionRefused) => {
            away(format!("nothing listens at {place} (UDP), where the RADIUS server should be"))
        }
        (Doubt::Foreign, io::ErrorKind::NotFound) => {
            away(format!("the RADIUS server {place} has no address: its name is not known"))
        }
        (Doubt::Foreign, kind) => away(format!("the RADIUS server {place} cannot be reached ({kind})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_testkit::TestEntropy;

    #[test]
    fn waits_double_and_end_with_the_whole() {
        let whole = Duration::from_secs(7);
        for (byte, first) in [(0, 900), (255, 1100)] {
            let waits = waits(whole, 3, &TestEntropy::Same(byte));
            let millis: Vec<_> = waits.iter().map(Duration::as_millis).collect();
            assert_eq!(millis, [first, 2 * first, 7000]);
        }
        assert_eq!(waits(whole, 1, &TestEntropy::Same(0)), [whole]);
        assert_eq!(waits(whole, 0, &TestEntropy::Same(0)), [whole]);
        assert_eq!(waits(whole, 255, &TestEntropy::Same(0)).len(), 10);
    }
}
