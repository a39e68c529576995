//! The pages of a locked-out person: one value a page.

use crate::{MethodKind, Problem};
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
    /// The list of methods. The same for every name.
    Prove {
        version: i64,
        who: String,
        /// 1 for the first proof.
        nth: u32,
        required: u32,
        methods: Vec<MethodKind>,
        proved: Vec<MethodKind>,
        problem: Option<Problem>,
    },
    /// A code to type.
    Code {
        version: i64,
        who: String,
        nth: u32,
        required: u32,
        method: MethodKind,
        proved: Vec<MethodKind>,
        problem: Option<Problem>,
        /// E-mail only: until when the code that was sent is good, and from when another may be asked for.
        sent: Option<SentCode>,
    },
    /// Locked: unlock, or a new password?
    Choose {
        version: i64,
        who: String,
        directory: String,
        locked_at: Option<String>,
        locked_until: Option<String>,
        problem: Option<Problem>,
    },
    Password {
        version: i64,
        who: String,
        directory: String,
        required: u32,
        locked: bool,
        rules: Vec<Rule>,
        problem: Option<Problem>,
        /// A write is under way (a second tab, or we were interrupted): the form is not shown.
        busy: bool,
    },
    Done {
        who: String,
        outcome: Outcome,
    },
    Stopped {
        why: Problem,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentCode {
    pub good_until: String,
}

/// One row of the checklist. `script` is what the page's module needs to tick it while typing.
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
        from: String,
        ok: bool,
    },
    /// A finer policy holds whose contents we may not read.
    FinerPolicy,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    #[default]
    Reset,
    Unlock,
}

/// What was read back from the directory. Nothing here is assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub deed: Deed,
    /// The directory's name as people know it.
    pub directory: String,
    /// "14:07".
    pub at: String,
    pub server: String,
    /// A sign-in with the new password on that server succeeded.
    pub signed_in: bool,
    pub was_locked: bool,
    pub still_locked: bool,
    pub must_change: bool,
    /// "15:07": until then older services may accept the old password.
    pub old_works_until: Option<String>,
    /// A note goes to the person's mail.
    pub notified: bool,
    /// The answer was lost; the state was read afterwards and shows that it was done.
    pub found_out_later: bool,
}

/// Where a person is sent next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecoverAt {
    Name,
    Prove,
    Code,
    Choose,
    Password,
    Done,
    Stopped,
}

impl RecoverAt {
    pub const fn path(self) -> &'static str {
        match self {
            Self::Name => "/recover",
            Self::Prove => "/recover/prove",
            Self::Code => "/recover/code",
            Self::Choose => "/recover/choose",
            Self::Password => "/recover/password",
            Self::Done => "/recover/done",
            Self::Stopped => "/recover/stopped",
        }
    }
}
