//! The administrator's console and wizard.

pub use crate::bulk::{
    BulkAnswer, BulkKind, BulkRunRow, BulkSelection, BulkState, BulkStop, LeftOutCount, MOST_CHOSEN, Selection,
};
pub use crate::check::{
    CertificateFault, CheckKind, CheckRow, DirectoryFault, Evidence, Repair, RulesSeen, UnitCount, Verdict,
};
use crate::enrol::TotpSetup;
pub use crate::people::{
    FoundGroups, GroupRow, Hindrance, LeftOut, Onboarded, People, PeopleQuery, PersonRow, PersonStatus, Seats, Unasked,
    WhyLeftOut,
};
use crate::policy::PolicyForm;
pub use crate::refused::{FieldFault, Gone, NotReady, Refused};
use crate::sync::SyncState;
pub use crate::work::{WorkFault, WorkKind};
use crate::{Moment, Problem};
use serde::{Deserialize, Serialize};

/// Why an action was not done. `SignedOut` sends the browser to the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AdminError {
    SignedOut,
    /// Signed in, in a role that may not do this. Nothing was changed.
    NotAllowed,
    /// Said beside the form; nothing was changed.
    Refused(Refused),
    /// A fault of ours, with a reference that stands in the log.
    Fault {
        reference: String,
    },
}
pub type AdminResult<T> = Result<T, AdminError>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AdminSignIn {
    /// Nobody is signed in.
    SignIn,
    /// The one-time set-up link is open in this browser: name and password of the administrator.
    FirstAdmin {
        /// The link is for this one alone; `None`: they choose.
        name: Option<String>,
        problem: Option<Problem>,
    },
    /// The second factor is being set up.
    SetUpTotp {
        name: String,
        setup: TotpSetup,
        problem: Option<Problem>,
    },
    /// The password was right; the code is awaited.
    Totp {
        problem: Option<Problem>,
    },
    SignedIn {
        name: String,
    },
    /// It is not known who this is: a fault of ours, with a reference that stands in the log.
    Fault {
        reference: String,
    },
}

/// What the sign-in page says after an action, where no session can keep it: it travels as a mark in the
/// address of the next page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FlashMessage {
    /// Name and password do not go together.
    Refused,
    /// Too many tries, for every name alike. `None`: the address of the page says no time.
    Later {
        from: Option<Moment>,
    },
    /// Too many are signing in at this moment; nothing was looked at.
    Busy,
    /// The set-up link is spent, too old, or none of ours.
    Spent,
    /// Somebody finished with the same set-up link in another browser.
    Taken,
    /// A half-finished sign-in ended.
    Over,
    /// Just signed out.
    Out,
    Fault {
        reference: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    pub admin: String,
    pub directories: Vec<DirectoryCard>,
    pub seats: Seats,
    pub policy: PolicyForm,
    pub invited: u32,
    pub enrolled: u32,
    /// Mail can be sent (transport configured).
    pub mail_ready: bool,
    pub origin: String,
    /// Pairs of accounts of which an administrator has to say whether they are one person’s.
    pub pairs_waiting: u32,
    /// What went wrong in the last seven days, latest first.
    pub faults: Vec<FaultRow>,
    /// Background work that fails.
    pub failing: Vec<FailingRow>,
}

/// A fault that somebody was shown under its reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultRow {
    pub reference: String,
    pub at: Moment,
    /// The line of the log that has the reference, as it stands there: it is not translated.
    pub line: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailingRow {
    pub work: WorkKind,
    pub count: u32,
    pub error: WorkFault,
    pub since: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryCard {
    pub id: String,
    pub kind: DirectoryKind,
    pub name: String,
    pub imported: u32,
    pub import: ImportState,
    /// `None`: the first import has not come to its end.
    pub sync: Option<SyncState>,
    pub active: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DirectoryKind {
    #[default]
    ActiveDirectory,
    Practice,
    PracticeCloud,
}

impl DirectoryKind {
    pub const ALL: [Self; 3] = [Self::ActiveDirectory, Self::Practice, Self::PracticeCloud];

    /// As it is stored, and as serde writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ActiveDirectory => "active-directory",
            Self::Practice => "practice",
            Self::PracticeCloud => "practice-cloud",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Lives in the program, in practice mode alone, and there is nothing to type for it.
    pub const fn is_built_in(self) -> bool {
        matches!(self, Self::Practice | Self::PracticeCloud)
    }

    /// Those that a server of this mode offers: practice mode and real directories never stand side by side.
    pub fn offered(practice: bool) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |kind| kind.is_built_in() == practice)
    }
}

/// The connection form. `id` empty: a new one. `password` empty with an `id`: keep the stored one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    #[serde(default)]
    pub id: String,
    /// Stays what it was at the first save.
    #[serde(default)]
    pub kind: DirectoryKind,
    /// DNS name of the domain: `corp.example.com`.
    #[serde(default)]
    pub domain: String,
    /// Servers, separated by comma, space or line: `dc1.corp.example.com`, `ldaps://10.0.0.1`,
    /// `ldap://dc2` (StartTLS). Empty: found in DNS.
    #[serde(default)]
    pub servers: String,
    #[serde(default)]
    pub account: String,
    #[serde(default)]
    pub password: String,
    /// PEM of the private authority that the administrator chose to trust for this domain only.
    #[serde(default)]
    pub trusted_pem: String,
    /// The name that people know it by: "Northwind account".
    #[serde(default)]
    pub label: String,
    /// The administrator's current authenticator code: asked for when a connection is new, or changes in
    /// anything but its label. Never sent back.
    #[serde(default)]
    pub code: String,
}

impl Connection {
    /// Goes to another place than `before`, or as somebody else, or trusts somebody else.
    pub fn moves(&self, before: &Self) -> bool {
        let place = |form: &Self| {
            [&form.domain, &form.servers, &form.account, &form.trusted_pem].map(|text| text.trim().to_owned())
        };
        place(self) != place(before)
    }

    /// Whether saving this in place of `before` asks for a code, as a new one always does. An empty
    /// password keeps the stored one.
    pub fn needs_code(&self, before: &Self) -> bool {
        before.id.is_empty() || self.moves(before) || !self.password.is_empty()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionReport {
    pub checks: Vec<CheckRow>,
    pub certificates: Vec<CertificateRow>,
    /// All that importing needs works (rights may still be missing; activation asks for them).
    pub can_import: bool,
    /// The chain ends in an authority this machine does not know and the form does not trust yet.
    pub must_trust: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateRow {
    pub subject: String,
    pub issuer: String,
    pub valid_until: Moment,
    pub sha256: String,
    pub pem: String,
    pub is_root: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubtreeRow {
    /// What the directory calls it; handed back as it is.
    pub id: String,
    pub dn: String,
    pub name: String,
    pub depth: u32,
    pub people: u32,
    pub chosen: bool,
}

/// Some of the people in the chosen units. How many there are stands in the rows of the units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    pub people: Vec<PersonRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportState {
    NotStarted,
    Running {
        done: u32,
        expected: u32,
    },
    Stopped {
        done: u32,
        expected: u32,
    },
    Failed {
        done: u32,
        fault: WorkFault,
    },
    /// All was read; whether those who are missing are gone is asked.
    Asking {
        people: u32,
        at: Moment,
    },
    Finished {
        people: u32,
        at: Moment,
    },
}

/// What an invitation can hold that is filled in, as `{name}`.
pub const INVITATION_SLOTS: [&str; 6] = ["name", "organisation", "link", "code", "until", "help_desk"];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationForm {
    pub subject: String,
    /// Plain text with slots {name} {organisation} {link} {code} {until} {help_desk}.
    pub body: String,
}
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationPreview {
    pub subject: String,
    pub text: String,
    pub html: String,
}
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationStatus {
    pub form: InvitationForm,
    /// Onboarded, with an address, not enrolled, no open invitation.
    pub to_invite: u32,
    pub queued: u32,
    pub sent: u32,
    pub failed: u32,
    pub enrolled: u32,
    pub without_address: u32,
    /// Why the last one that failed did.
    pub last_failure: Option<WorkFault>,
}
