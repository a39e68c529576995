//! The pages of a locked-out person: one value a page.

use crate::{MethodKind, Moment, Problem};
use serde::{Deserialize, Serialize};

/// What is shown at one moment of a recovery. `version` goes into each form, so that a form of an
/// older page (back button, second tab) is recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecoverPage {
    /// "Get back into your account": the name.
    Name {
        unlock: bool,
        typed: String,
        problem: Option<Problem>,
    },
    /// The list of methods: what this person set up, and for a name that nobody has, what others did.
    Methods {
        version: i64,
        who: String,
        /// 1 for the first proof.
        nth: u32,
        required: u32,
        methods: Vec<MethodKind>,
        /// There, but of no use beside what was proved.
        unavailable: Vec<Unavailable>,
        proved: Vec<MethodKind>,
        problem: Option<Problem>,
    },
    /// One method's page.
    Verify {
        version: i64,
        who: String,
        nth: u32,
        required: u32,
        method: MethodKind,
        proved: Vec<MethodKind>,
        problem: Option<Problem>,
        ask: Ask,
    },
    /// Locked: unlock, or a new password?
    Action {
        version: i64,
        who: String,
        directory: String,
        locked_at: Option<Moment>,
        locked_until: Option<Moment>,
        problem: Option<Problem>,
    },
    Password {
        version: i64,
        who: String,
        /// Those that get the new password; none before the directories could be read.
        accounts: Vec<Target>,
        required: u32,
        /// What all of them ask for together.
        rules: Vec<Rule>,
        problem: Option<Problem>,
        /// A write is under way (a second tab, or we were interrupted): the form is not shown.
        busy: Option<RecoveryAction>,
    },
    Done {
        version: i64,
        who: String,
        action: RecoveryAction,
        accounts: Vec<AccountResult>,
        /// One that does not have the new password can be asked again, with a password that is typed once more.
        unfinished: bool,
    },
    Stopped {
        why: Problem,
    },
}

/// An account that a new password goes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its directory's name as people know it.
    pub directory: String,
    pub login: String,
    pub locked: bool,
}

/// One of the person's accounts, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountResult {
    pub directory: String,
    pub login: String,
    pub what: AccountOutcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountOutcome {
    Done(Box<Outcome>),
    /// Nothing was changed there.
    Refused {
        why: Problem,
    },
    /// Nothing was changed there. `retry_until`: it is tried on until then.
    Away {
        retry_until: Option<Moment>,
    },
    /// It is being found out.
    Open,
    /// Never asked: it is disabled, or protected.
    LeftOut {
        why: Problem,
    },
    /// Never asked: whatever is set in that other account of theirs holds here as well, by itself.
    Follows {
        directory: String,
    },
}

/// A method that would not count as another proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unavailable {
    pub method: MethodKind,
    pub shares: Shares,
}

/// What two methods have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shares {
    /// Opens with the directory password.
    Password,
    Mailbox,
    Phone,
    Device,
    Account,
    Other,
}

/// What a method's page asks for. Six shapes serve all methods; the words are each method's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// Six digits. `good_until`: of a code that was sent, if the method sends one.
    Digits { good_until: Option<Moment> },
    /// One line. `prompt`: what another server wants to be asked, word for word.
    TextField { prompt: Option<String> },
    /// One answer each.
    Questions { questions: Vec<String> },
    /// The options of a WebAuthn ceremony, as JSON.
    Passkey { options: String },
    /// Something to do on another site, which sends the person back.
    Elsewhere { url: String, name: String },
    /// A number to read out to a colleague, and to wait.
    Wait { number: String, good_until: Moment },
}

/// One row of the checklist; the page's module ticks what can be known while typing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "rule")]
pub enum Rule {
    MinLength {
        min: u32,
    },
    MaxLength {
        max: u32,
    },
    /// Three of: small letter, capital, digit, sign.
    ThreeKinds,
    /// Printable ASCII, and no space at either end.
    PlainCharacters,
    /// None of these parts, lower case.
    WithoutName {
        parts: Vec<String>,
    },
    /// Known only when saved.
    NotInHistory {
        remembered: u32,
    },
    /// Not changed since; from `from` it can be. `ok`: it is possible now.
    MinAge {
        from: Moment,
        ok: bool,
    },
    /// A finer policy holds whose contents we may not read.
    FinerPolicy,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecoveryAction {
    #[default]
    Reset,
    Unlock,
}

/// What was read back from the directory. Nothing here is assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub action: RecoveryAction,
    /// The directory's name as people know it.
    pub directory: String,
    pub at: Moment,
    pub server: String,
    /// A sign-in with the new password on that server succeeded.
    pub signed_in: bool,
    pub was_locked: bool,
    pub still_locked: bool,
    pub must_change: bool,
    /// Until then older services may accept the old password.
    pub old_works_until: Option<Moment>,
    /// A note goes to the person's mail.
    pub notified: bool,
    /// The answer was lost; the state was read afterwards and shows that it was done.
    pub found_out_later: bool,
    /// The directory has it, and shows it everywhere only after some minutes.
    #[serde(default)]
    pub eventual: bool,
}

/// Where a person is sent next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecoverAt {
    Name,
    Methods,
    Verify,
    Action,
    Password,
    Done,
    Stopped,
    /// Nothing could be stored: the answer itself says so, with the reference of the log.
    Fault(String),
}

impl RecoverAt {
    pub const fn path(&self) -> &'static str {
        match self {
            Self::Name => "/recover",
            Self::Methods | Self::Fault(_) => "/recover/methods",
            Self::Verify => "/recover/verify",
            Self::Action => "/recover/action",
            Self::Password => "/recover/password",
            Self::Done => "/recover/done",
            Self::Stopped => "/recover/stopped",
        }
    }
}
