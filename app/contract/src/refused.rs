//! Why an administrator's action was refused, as facts. The words are made in `app`.

use crate::check::{CheckKind, DirectoryFault, Evidence};
use crate::joining::JoinFault;
use crate::{MethodKind, Moment, Problem};
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
#[serde(rename_all = "kebab-case")]
pub enum Refused {
    Problem(Problem),
    Field {
        field: String,
        fault: FieldFault,
    },
    /// The administrator's own code, asked for before this action, was not good.
    Code(Problem),
    /// Not enough seats: asked for `wanted`, `free` are left. Nobody was onboarded.
    Seats {
        wanted: u32,
        free: u32,
    },
    /// Activation: what is missing.
    NotReady {
        reasons: Vec<NotReady>,
    },
    /// Somebody else changed it in the meantime.
    Stale,
    Gone(Gone),
    Directory(DirectoryFault),
    // -- directories
    /// The checks of a connection that was to be saved fail.
    NotConnected,
    /// Each try signs in at servers that the form names, so they are counted.
    TooManyTries {
        from: Moment,
    },
    /// There is a practice directory in practice mode only.
    NoPractice,
    /// In practice mode there is no other.
    OnlyPractice,
    // -- people and rules
    /// More people than may be named one by one.
    TooMany {
        most: u32,
    },
    /// Another number of people than the administrator was shown. Nothing was done.
    SelectionChanged {
        shown: u32,
        now: u32,
    },
    /// The same is being done already.
    UnderWay,
    NoGroup,
    EmptyGroup,
    TooManyRules {
        most: u32,
    },
    /// Two accounts were neither joined nor parted.
    Join(JoinFault),
    // -- invitations
    /// No mail server is configured.
    NoMail,
    TooManyTestMails {
        from: Moment,
    },
    // -- servers that methods ask
    /// The server could not be asked. `said`: as it stands in the log, too.
    ProviderAway {
        said: String,
    },
    /// The server does not accept us, or we cannot believe it.
    ProviderSetup {
        said: String,
    },
    /// These settings cannot be written down.
    Unwritable,
}

/// What is not there any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gone {
    Directory,
    Person,
    Rule,
    /// The server knows no form of this name.
    Form,
    Other,
}

/// What a directory lacks before it can be switched on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotReady {
    NobodyImported,
    /// This was not seen to work. `evidence`: `None`: it was not tried.
    Check {
        kind: CheckKind,
        server: String,
        evidence: Option<Evidence>,
    },
    /// Another domain than the one that was imported.
    OtherDomain,
}

/// What is wrong with one field, or with one part of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldFault {
    Missing,
    // -- the connection
    NoDomain,
    NoAccount,
    NoPassword,
    /// An address of a service that does not begin with https://, or is none.
    NotHttps,
    /// `example`: how one looks.
    NotLike {
        example: String,
    },
    /// The file is no key of a service account.
    NoKeyFile,
    NotDn,
    NotFilter,
    NotAttribute,
    /// The stored one goes to no other place than before.
    PasswordAgain,
    Servers(DirectoryFault),
    OtherDomain,
    DomainTaken,
    /// Connected under `name`: both have one identity.
    SameDomain {
        name: String,
    },
    // -- a policy
    /// Recovery codes are a spare and do not count.
    TooFewAllowed {
        needed: u32,
        allowed: u32,
    },
    BadRequired,
    OneNotConfirmed,
    TooWeakAlone {
        kind: MethodKind,
    },
    MandatoryNotAllowed {
        kind: MethodKind,
    },
    TooManyMandatory,
    QuestionsForPrivileged,
    /// It must be used, and nobody can set it up yet.
    MandatoryNotReady,
    /// Of those that are allowed so many can be set up.
    TooFewReady {
        needed: u32,
        ready: u32,
    },
    // -- a rule
    NoName,
    NoGroup,
    GroupHasRule,
    DirectoryGone,
    // -- settings of the methods
    /// `start`: of the question.
    QuestionLength {
        start: String,
        min: u32,
        max: u32,
    },
    QuestionTwice {
        question: String,
    },
    TooManyQuestions {
        most: u32,
    },
    TooFewAsked {
        least: u32,
    },
    FewerThanAsked,
    TooManyAnswered,
    TooFewQuestions {
        needed: u32,
        there: u32,
    },
    RootsTooLong,
    Roots(RootsFault),
    BadCountry {
        code: String,
    },
    MessagesADay {
        most: u32,
    },
    MessagesACountry,
    MessagesAPerson {
        most: u32,
    },
    TooManyReferees {
        most: u32,
    },
    // -- a server that a method asks
    NoneGiven,
    NumberBetween {
        from: u32,
        to: u32,
    },
    BadPort,
    /// What is kept was given for another server, and goes to no other.
    SecretAgain,
    /// No secret is kept for this server.
    SecretMissing,
    NoNumberSlot,
    // -- the invitation
    NoSubject,
    LongSubject {
        most: u32,
    },
    /// Mail servers write subjects into their logs.
    SecretInSubject,
    NoBody,
    LongBody {
        most: u32,
    },
    /// `slot`: with its braces.
    UnknownSlot {
        slot: String,
    },
}

/// What is wrong with the root certificates of makers. `nth`: from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RootsFault {
    None,
    NoEnd {
        nth: u32,
    },
    Unreadable {
        nth: u32,
    },
    SameName {
        nth: u32,
    },
    /// May not sign others.
    NoRoot {
        nth: u32,
    },
}
