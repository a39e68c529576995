//! How often what may be tried. The counting is the store's; the numbers and the names are here.

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

/// Recoveries begun for one name (known or not, by its local part).
pub const BEGIN_PER_NAME: Limit = limit("begin-name", 10, 3600);
/// Recoveries begun from one address (IPv6: one /64).
pub const BEGIN_PER_ADDRESS: Limit = limit("begin-address", 60, 600);
/// Wrong proofs for one person over all flows and methods. 10 an hour and 30 a day: with six
/// digits and one time step each way that keeps a guess of both proofs far below 1 in 10⁶ a day.
pub const WRONG_PROOFS_PER_PERSON: Limit = limit("wrong-person", 10, 3600);
pub const WRONG_PROOFS_PER_PERSON_DAY: Limit = limit("wrong-person-day", 30, 86_400);
/// Wrong proofs from one address, over all names.
pub const WRONG_PROOFS_PER_ADDRESS: Limit = limit("wrong-address", 50, 600);
/// Messages to one destination.
pub const SEND_PER_DESTINATION: Limit = limit("send-destination", 5, 3600);
/// Messages asked for by one person.
pub const SEND_PER_PERSON: Limit = limit("send-person", 10, 86_400);
/// Directory passwords tried through us for one account (enrolment). Fewer than any sensible
/// lock-out threshold, so that nobody can be locked out of the directory through us.
pub const BIND_PER_PERSON: Limit = limit("bind-person", 2, 1800);
pub const BIND_PER_ADDRESS: Limit = limit("bind-address", 30, 600);
/// Invitation codes typed by hand.
pub const INVITATION_CODE_PER_ADDRESS: Limit = limit("invitation-address", 10, 600);
pub const INVITATION_CODE_PER_NAME: Limit = limit("invitation-name", 5, 3600);
/// Administrator sign-ins.
pub const ADMIN_SIGN_IN_PER_NAME: Limit = limit("admin-name", 5, 900);
pub const ADMIN_SIGN_IN_PER_ADDRESS: Limit = limit("admin-address", 20, 900);
/// New passwords handed to the directory in one flow.
pub const PASSWORD_TRIES_PER_FLOW: u32 = 10;
