//! The administrator's console and wizard.

pub use crate::bulk::{
    BulkAnswer, BulkKind, BulkRunRow, BulkSelection, BulkState, BulkStop, LeftOutCount, MOST_CHOSEN, Selection,
};
pub use crate::check::{
    CertificateFault, CheckKind, CheckRow, DirectoryFault, Evidence, Place, Repair, RulesSeen, SetUpFault, UnitCount,
    Verdict,
};
pub use crate::connection::{Cloud, Connection, DirectoryKind, EntraFields, GoogleFields, LdapFields, LdapPreset};
use crate::enrol::TotpSetup;
pub use crate::people::{
    FoundGroups, GroupRow, Hindrance, LeftOut, Onboarded, People, PeopleQuery, PersonRow, PersonStatus, Seats, Unasked,
    WhyLeftOut,
};
use crate::policy::PolicyForm;
pub use crate::refused::{AdminError, AdminResult, FieldFault, Gone, NotReady, Refused};
use crate::sync::SyncState;
pub use crate::work::{WorkFault, WorkKind};
use crate::{Moment, Problem};
use serde::{Deserialize, Serialize};

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
    /// A recovery sets the password there; off, it leaves those accounts as they are.
    pub sets_passwords: bool,
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
