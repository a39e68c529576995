//! Enrolment: one value a page, as for recovery. The server keeps the place; the browser holds
//! one cookie.

use crate::recover::Shares;
use crate::{MethodKind, Moment, Problem};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnrolPage {
    /// No enrolment under way: type the code from the message.
    Start {
        problem: Option<Problem>,
    },
    /// Sign in to the directory. The name is known from the invitation and shown.
    SignIn {
        version: i64,
        who: String,
        directory: String,
        way: SignInWay,
        problem: Option<Problem>,
    },
    /// Pick methods. `chosen` are those picked or already set up; `must`: cannot be left out.
    Choose {
        version: i64,
        who: String,
        required: u32,
        methods: Vec<Choice>,
        problem: Option<Problem>,
    },
    /// One method being set up; `step` is what this page shows of it.
    SetUp {
        version: i64,
        who: String,
        nth: u32,
        of: u32,
        method: MethodKind,
        step: SetUp,
        problem: Option<Problem>,
    },
    /// Recovery codes, shown once.
    Codes {
        version: i64,
        who: String,
        codes: Vec<String>,
    },
    /// Everything set up; nothing to type.
    Done {
        who: String,
        methods: Vec<MethodKind>,
        has_codes: bool,
        /// Something was added from the account page, where the way leads back to.
        from_account: bool,
    },
    /// They went back to the account page, and nothing was added.
    Left {
        who: String,
    },
    Stopped {
        why: Problem,
    },
}

impl EnrolPage {
    /// The same page with this said on it, where it has room for it.
    #[must_use]
    pub fn with_problem(mut self, what: Problem) -> Self {
        match &mut self {
            Self::Start { problem }
            | Self::SignIn { problem, .. }
            | Self::Choose { problem, .. }
            | Self::SetUp { problem, .. } => *problem = Some(what),
            Self::Stopped { why } => *why = what,
            Self::Codes { .. } | Self::Done { .. } | Self::Left { .. } => {}
        }
        self
    }
}

/// Where somebody shows that the account is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInWay {
    /// On our page, with the present password.
    Password,
    /// On a page of the directory's own; we never see the password.
    Redirect,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub kind: MethodKind,
    pub chosen: bool,
    /// Already set up with a proof: leaving and coming back does not ask again.
    pub done: bool,
    /// The policy wants this one.
    #[serde(default)]
    pub mandatory: bool,
    /// Why it cannot be chosen by this person.
    #[serde(default)]
    pub unavailable: Option<Shares>,
}

/// One step of setting up a method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SetUp {
    Totp(TotpSetup),
    /// An address or a number to type. `known`: one that the directory has and that may be used as it
    /// is, shown masked.
    Address {
        typed: String,
        known: Option<String>,
    },
    /// The code that went to it.
    Sent {
        to: String,
        good_until: Moment,
    },
    /// The options of a WebAuthn registration, as JSON; and a name for the key.
    Passkey {
        options: String,
    },
    /// Questions of the administrator, how many must be answered, whether own ones are welcome.
    Questions {
        bank: Vec<String>,
        needed: u32,
        own: bool,
        picked: Vec<String>,
    },
    /// One line to type or touch. `prompt` as in `Ask::TextField`.
    TextField {
        prompt: Option<String>,
    },
    /// Something to do on another site, which sends the person back.
    Elsewhere {
        url: String,
        name: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotpSetup {
    /// The modules of the QR code as one SVG path on a grid of `qr_size` (quiet zone not included).
    pub qr_path: String,
    pub qr_size: u32,
    /// Base32 in groups of four.
    pub key: String,
    /// `otpauth://…`, for "open in the app on this phone".
    pub uri: String,
}

/// Where to go after an action; the page tells the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolGo {
    pub path: String,
    /// `Some(value)`: set the enrolment cookie; `Some("")`: clear it.
    pub cookie: Option<String>,
}
