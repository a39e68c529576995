//! What a tenant must be seen to do, what it takes for it, and how long we wait to see it.

use latchkey_domain::directory::CheckKind;
use std::time::Duration;

pub(super) const REQUIRED: [CheckKind; 6] = [
    CheckKind::Tenant,
    CheckKind::Token,
    CheckKind::ReadPeople,
    CheckKind::ReadGroups,
    CheckKind::SignInPage,
    CheckKind::TestReset,
];

/// Application permissions, the least that Microsoft documents for each call.
pub(super) const FOR_PEOPLE: [&str; 3] = ["User.Read.All", "Domain.Read.All", "RoleManagement.Read.Directory"];
pub(super) const FOR_GROUPS: [&str; 1] = ["GroupMember.Read.All"];
pub(super) const FOR_RESETS: [&str; 1] = ["User-PasswordProfile.ReadWrite.All"];
pub(super) const FOR_SESSIONS: [&str; 1] = ["User.RevokeSessions.All"];
/// What sets the passwords of people without a role: <https://learn.microsoft.com/graph/api/user-update>
pub(super) const ROLE: &str = "User Administrator";

/// As far apart as clocks may be: sign-ins are not believed beyond it.
pub(super) const CLOCKS_MILLIS: i64 = 60_000;
/// Days before the end of the secret from which on it is told.
pub(super) const SOON_DAYS: u32 = 30;
/// How long the new state may take to show.
pub(super) const SHOWS: [Duration; 5] = [Duration::from_millis(200), SECOND, SECOND, SECOND, SECOND];
const SECOND: Duration = Duration::from_secs(1);
