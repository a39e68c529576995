//! Passkeys and security keys (WebAuthn Level 2): discoverable, the person verified by the
//! authenticator, bound to our host. The cryptography and the steps of sections 7.1 and 7.2 are
//! webauthn-rs's, which also draws the challenges; here is what we ask for beyond it.
//!
//! A credential belongs to one account and is looked up among that account's only, never by its id
//! alone: an id that somebody registers a second time under another account opens nothing.

mod make;
mod prove;
mod roots;
#[cfg(test)]
mod soft;
#[cfg(test)]
mod tests;

pub use make::{Made, Making, Owner};
pub use prove::{Challenge, Check};
pub use roots::{Roots, check_roots};

use serde::Serialize;
use std::net::IpAddr;
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

/// How long after a page was made its challenge is good: as long as a whole recovery. Used or not, it
/// ends with the flow that keeps it.
const GOOD_SECS: i64 = 15 * 60;

/// Whom passkeys are for: they are bound to its host, and answer to its origin alone, neither to
/// sub-domains nor to other ports.
pub struct RelyingParty(Webauthn);

/// Browsers keep passkeys for names (WebAuthn 5.1.3: a domain), and this origin has an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoName;

impl RelyingParty {
    /// `name`: the organisation. `localhost_too`: the server answers to that name as well as to a
    /// loopback address, so that passkeys can be kept for it; whoever came by the address comes again
    /// by the name.
    pub fn new(origin: &str, name: &str, localhost_too: bool) -> Result<Self, NoName> {
        let mut origin = Url::parse(origin).map_err(|_| NoName)?;
        if localhost_too && is_loopback(&origin) {
            origin.set_host(Some("localhost")).map_err(|_| NoName)?;
        }
        let id = origin.domain().ok_or(NoName)?.to_owned();
        let builder = WebauthnBuilder::new(&id, &origin).map_err(|_| NoName)?;
        builder.rp_name(name).build().map(Self).map_err(|_| NoName)
    }
}

/// An address of this machine, as opposed to a name.
fn is_loopback(origin: &Url) -> bool {
    let host = origin.host_str().unwrap_or_default();
    host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// As the page hands them to the browser.
fn as_json(options: &impl Serialize) -> Option<String> {
    serde_json::to_string(options).ok()
}
