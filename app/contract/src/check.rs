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
