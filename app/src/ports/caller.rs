//! Who is asking.

use latchkey_contract::Locale;
use std::net::IpAddr;

/// As far as the connection tells. Made by the server's HTTP layer (which knows
/// which proxies to believe) and put into each request's extensions.
#[derive(Clone, Debug)]
pub struct Caller {
    pub address: IpAddr,
    /// The value of this audience's cookie, if it was sent.
    pub recover_cookie: Option<String>,
    pub enrol_cookie: Option<String>,
    pub account_cookie: Option<String>,
    pub admin_cookie: Option<String>,
    /// The language of the answer, as the request alone tells (cookie, `Accept-Language`, the organisation's): the same
    /// for every name that is typed.
    pub locale: Locale,
}
