//! What was found when everything was tried that a directory needs: kinds, verdicts and evidence, as facts.

use serde::{Deserialize, Serialize};

/// One thing that was tried, what came back, how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRow {
    pub kind: CheckKind,
    /// The server it was asked of; empty for the domain as a whole.
    pub server: String,
    pub verdict: Verdict,
    pub evidence: Evidence,
    pub repair: Option<Repair>,
    pub millis: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckKind {
    Resolve,
    Connect,
    Tls,
    Bind,
    ReadPeople,
    ReadPolicy,
    PolicyHints,
    ResetRight,
    UnlockRight,
    PwdLastSetRight,
    // -- a service in the cloud
    /// The name leads to a tenant, a customer.
    Tenant,
    /// We get a token.
    Token,
    ReadGroups,
    /// The page on which people sign in knows us, and sends them back here.
    SignInPage,
    /// A password was set on the account that is there for it, and read back.
    TestReset,
    /// Open sessions can be ended.
    EndSessions,
    Clock,
    // -- an LDAP server
    /// An entry as our attributes and filters read it.
    Schema,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Good,
    /// Works, with something to decide or to know.
    Warn,
    Bad,
    /// Not tried, because something before it failed.
    NotTried,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Something before it failed.
    NotTried,
    Failed(DirectoryFault),
    /// Built in: there is nothing that could fail.
    BuiltIn,
    // -- a server
    /// What DNS leads to from the domain.
    Leads {
        domain: String,
        hosts: Vec<String>,
    },
    Addresses {
        found: Vec<String>,
    },
    NoAddress,
    Answers {
        port: u16,
    },
    /// The certificate holds; more of it could not be read.
    Encrypted,
    Certificate {
        subject: String,
        issuer: String,
        /// More days that it is valid.
        days: u32,
    },
    /// `data`: the sub-code, as Active Directory says it.
    SignInRefused {
        data: String,
    },
    /// A read-only domain controller.
    ReadOnly,
    SignedIn {
        account: String,
    },
    /// Resets are held to the password history; `oid` of the control.
    Hints {
        oid: String,
    },
    NoHints,
    // -- the domain
    People {
        units: Vec<UnitCount>,
        /// Protected accounts in the domain.
        protected: u32,
    },
    Unit {
        unit: String,
        fault: DirectoryFault,
    },
    Policies {
        domain: RulesSeen,
        finer: Vec<(String, RulesSeen)>,
        /// Names of those whose contents cannot be read.
        closed: Vec<String>,
    },
    /// Nobody there on whom it could be tried.
    Nobody,
    // -- a service in the cloud
    /// `name`: what the tenant or customer is called there.
    TenantFound {
        name: String,
        id: String,
    },
    /// `days`: until the secret or certificate ends, where it is known.
    TokenGiven {
        days: Option<u32>,
    },
    /// `left_out`: guests, shared mailboxes and the like; `set_elsewhere`: whose password another directory sets.
    PeopleRead {
        people: u32,
        or_more: bool,
        left_out: u32,
        set_elsewhere: u32,
    },
    GroupsRead {
        groups: u32,
        or_more: bool,
    },
    /// The page answers and takes our address for the way back.
    PageKnowsUs {
        host: String,
    },
    /// Set, and read back as changed. The account has a password now that nobody knows.
    ResetTried {
        account: String,
    },
    /// Set, as the service says, which tells nothing of it afterwards. The account has a password now that nobody knows.
    ResetConfirmed {
        account: String,
    },
    /// No account was named on which it could be tried.
    NoTestAccount,
    SessionsEnd,
    SessionsStay,
    /// Theirs is ahead of ours by so much; negative: behind it.
    ClockDiffers {
        millis: i64,
    },
    // -- an LDAP server
    /// Attribute and value of one person, as they are read.
    EntryRead {
        dn: String,
        facts: Vec<(String, String)>,
    },
    /// It cannot be tried without doing it to somebody.
    ShownByUse,
    Right {
        looked_at: u32,
        held: u32,
        /// One of those for whom it is missing.
        not_for: Option<String>,
        /// The service account is a domain administrator.
        administrator: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitCount {
    pub unit: String,
    pub people: u32,
    /// There may be more.
    pub or_more: bool,
}

/// The rules of one password policy. 0: there is no such rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesSeen {
    pub min_length: u32,
    pub complexity: bool,
    pub history: u32,
    pub min_age_hours: u32,
    pub lockout_threshold: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repair {
    /// To be typed as it stands, one command in each line.
    Commands(String),
    /// To be decided beside the certificate chain.
    TrustAuthority,
    /// To be entered at this place of the vendor's console; each of `values` can be copied.
    AtVendor { place: Place, values: Vec<String> },
}

/// Where in a vendor's console something is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    EntraApplicationPermissions,
    EntraAdminConsent,
    EntraRoles,
    EntraSecrets,
    EntraCertificates,
    EntraRedirect,
    GoogleDelegation,
    GoogleAdministrator,
    GoogleApis,
    GoogleKeys,
    GoogleRedirect,
    /// Access rules of an LDAP server.
    LdapAccess,
}

/// What is wrong with a set-up at a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SetUpFault {
    NoTenant,
    /// Several domains, several tenants: this one is another.
    OtherTenant,
    UnknownClient,
    WrongSecret,
    SecretExpired,
    CertificateUnknown,
    CertificateExpired,
    /// The permission is missing, or nobody agreed to it.
    NoConsent,
    /// Setting passwords asks for a role besides the permission.
    MissingRole,
    /// The application is kept out by a rule of the tenant's (Conditional Access).
    ConditionalAccess,
    /// The address for the way back is not registered.
    RedirectUnknown,
    Clock,
    /// Nobody allowed the service account to act for people.
    NoDelegation,
    /// The account that is acted for is none, or is no administrator.
    WrongAdministrator,
    ApiOff,
    KeyUnknown,
    Quota,
}

/// What a directory answered in place of what was asked for. `detail`: what was seen on the line, as the other side or
/// our log says it; it is not translated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DirectoryFault {
    Unreachable {
        detail: String,
    },
    /// Its answer was lost.
    Lost {
        server: String,
        detail: String,
    },
    /// `data`: the sub-code, as Active Directory says it.
    SignInRefused {
        data: String,
    },
    Certificate {
        reason: CertificateFault,
        detail: String,
    },
    NotEncrypted {
        detail: String,
    },
    /// `right`: by its name in the directory.
    NotPermitted {
        right: String,
    },
    Misconfigured {
        detail: String,
    },
    /// A named fault of the set-up at a vendor. `detail`: what was answered, with its request id.
    SetUp {
        fault: SetUpFault,
        detail: String,
    },
    NoSuchUnit {
        dn: String,
    },
    NotFound,
    Unsupported,
    Other {
        detail: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateFault {
    UnknownAuthority,
    WrongName,
    Expired,
    NotYetValid,
    Other,
}
