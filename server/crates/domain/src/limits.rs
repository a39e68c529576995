//! How often what may be tried. The counting is the store's; the numbers and the names are here.

use std::net::{IpAddr, Ipv6Addr};

/// At most `max` in each window of `window_secs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The first part of the key in the database.
    pub name: &'static str,
    pub max: i64,
    pub window_secs: i64,
}

const fn limit(name: &'static str, max: i64, window_secs: i64) -> Limit {
    Limit { name, max, window_secs }
}

/// Wrong proofs in one flow; then the flow ends.
pub const WRONG_PROOFS_PER_FLOW: u32 = 5;

/// Recoveries begun for one name (known or not, by its local part) from one network.
pub const BEGIN_PER_NAME: Limit = limit("begin-name", 10, 3600);
/// The same from everywhere: beginning one gives nothing away, so a stranger may not use up much of
/// what the person needs.
pub const BEGIN_PER_NAME_EVERYWHERE: Limit = limit("begin-name-everywhere", 120, 3600);
/// Recoveries begun from one address (IPv6: one /64).
pub const BEGIN_PER_ADDRESS: Limit = limit("begin-address", 60, 600);
/// Wrong proofs over all flows and methods that can be guessed, counted twice: visibly for the name
/// that was typed, which says nothing about who exists, and silently for the person behind it, whose
/// further proofs are then wrong whatever they are. Apart for first and later proofs: who has no
/// proof cannot use up what who has one needs. 10 an hour and 30 a day keep a guess of both proofs
/// below 1 in 10⁶ a day (`guessing`).
pub const WRONG_PROOFS_PER_PERSON: Limit = limit("wrong-person", 10, 3600);
pub const WRONG_PROOFS_PER_PERSON_DAY: Limit = limit("wrong-person-day", 30, 86_400);
/// Messages that say so: what a stranger brings about must not fill a mailbox.
pub const TOLD_TOO_MANY_WRONG: Limit = limit("told-too-many-wrong", 1, 86_400);
/// Wrong proofs from one address, over all names.
pub const WRONG_PROOFS_PER_ADDRESS: Limit = limit("wrong-address", 50, 600);
/// Forms sent while setting methods up, in one flow.
pub const SET_UP_TRIES_PER_FLOW: Limit = limit("set-up-flow", 20, 3600);
/// Answers to security questions: more can be known about a person than about six digits.
pub const QUESTIONS_PER_PERSON_DAY: Limit = limit("questions-person-day", 6, 86_400);
/// Colleagues asked under one name from one network.
pub const VOUCH_PER_NAME: Limit = limit("vouch-name", 5, 3600);
/// Messages to one destination.
pub const SEND_PER_DESTINATION: Limit = limit("send-destination", 5, 3600);
/// Messages asked for under one name from one network: the limit that is shown.
pub const SEND_PER_NAME: Limit = limit("send-name", 5, 3600);
/// Messages asked for by one person.
pub const SEND_PER_PERSON: Limit = limit("send-person", 10, 86_400);
/// Directory passwords tried through us for one account (enrolment). Fewer than any sensible
/// lock-out threshold, so that nobody can be locked out of the directory through us.
pub const BIND_PER_PERSON: Limit = limit("bind-person", 2, 1800);
pub const BIND_PER_ADDRESS: Limit = limit("bind-address", 30, 600);
/// Sign-ins at the account page, under one name from one network: the limit that is shown.
pub const SIGN_IN_PER_NAME: Limit = limit("sign-in-name", 5, 900);
pub const SIGN_IN_PER_ADDRESS: Limit = limit("sign-in-address", 30, 600);
/// Sign-ins begun on a page of the directory's own for the account of one invitation. No password is tried by us there:
/// this is for the other site's sake.
pub const REDIRECT_PER_ACCOUNT: Limit = limit("redirect-account", 10, 900);
/// Invitation codes typed by hand.
pub const INVITATION_CODE_PER_ADDRESS: Limit = limit("invitation-address", 10, 600);
pub const INVITATION_CODE_PER_NAME: Limit = limit("invitation-name", 5, 3600);
/// Passwords tried for one administrator's name (anybody's or not) from one network.
pub const ADMIN_SIGN_IN_PER_NAME_AND_NETWORK: Limit = limit("admin-name-network", 5, 900);
/// The same from everywhere: ten networks have to be used up before a stranger keeps somebody out.
pub const ADMIN_SIGN_IN_PER_NAME: Limit = limit("admin-name", 50, 900);
pub const ADMIN_SIGN_IN_PER_ADDRESS: Limit = limit("admin-address", 20, 900);
/// Authenticator codes of one administrator, wherever they are asked for. Only who has the password
/// or a session gets this far; 30 wrong ones a day are a chance of 1 in 10,000.
pub const ADMIN_CODES: Limit = limit("admin-code", 5, 900);
pub const ADMIN_WRONG_CODES_DAY: Limit = limit("admin-code-day", 30, 86_400);
/// Set-up links opened, and names and passwords sent with one, from one address.
pub const ADMIN_SETUP_PER_ADDRESS: Limit = limit("admin-setup", 30, 900);
/// Connections tried, and saved, by one administrator: each is a sign-in at an address that the form
/// names.
pub const ADMIN_CONNECTION_CHECKS: Limit = limit("admin-check", 10, 600);
pub const ADMIN_CONNECTION_SAVES: Limit = limit("admin-save", 10, 600);
/// People onboarded or taken off by one administrator without a code: a week's newcomers, and no whole
/// organisation.
pub const ADMIN_PEOPLE_WITHOUT_CODE: Limit = limit("admin-people", 20, 3600);
/// Audit rows about one sort of fault, over all servers.
pub const FAULT_ROWS: Limit = limit("fault-rows", 1, 60);
/// New passwords handed to the directory in one flow.
pub const PASSWORD_TRIES_PER_FLOW: u32 = 10;

/// What limits count by: an IPv4 address, or the /64 that one IPv6 subscriber has (RFC 6177).
pub fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
    }
}

/// The network, as keys of limits and audit rows have it.
pub fn address_key(address: IpAddr) -> String {
    network(address).to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn one_subscriber_is_one_network() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6".parse().unwrap()).to_string(), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()).to_string(), "192.0.2.1");
        assert_eq!(address_key("192.0.2.1".parse().unwrap()), "192.0.2.1");
    }
}
