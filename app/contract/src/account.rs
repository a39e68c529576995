//! Somebody at their own account: one value a page, as for recovery and enrolment.

use crate::recover::{Ask, Rule};
use crate::{MethodKind, Moment, Problem};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountPage {
    /// Nobody is signed in: name and directory password, or a page of one of these directories.
    SignIn {
        typed: String,
        redirects: Vec<SignInRedirect>,
        problem: Option<Problem>,
    },
    /// The password was right; now one method. `anew`: they are in already, and what they want to do
    /// asks for a fresh proof.
    Prove {
        version: i64,
        who: String,
        anew: bool,
        methods: Vec<MethodKind>,
        problem: Option<Problem>,
    },
    /// One method's page. `trial`: to see whether it works.
    Ask {
        version: i64,
        who: String,
        trial: bool,
        method: MethodKind,
        ask: Ask,
        problem: Option<Problem>,
    },
    Home(Box<Home>),
    /// A new directory password, by somebody who knows the old one.
    Password {
        version: i64,
        who: String,
        directory: String,
        rules: Vec<Rule>,
        problem: Option<Problem>,
    },
    /// "This wasn't me": what will happen, before it does.
    NotMe {
        version: i64,
        who: String,
    },
    Stopped {
        why: Problem,
    },
}

impl AccountPage {
    /// The same page with this said on it, where it has room for it.
    #[must_use]
    pub fn with_problem(mut self, what: Problem) -> Self {
        match &mut self {
            Self::SignIn { problem, .. }
            | Self::Prove { problem, .. }
            | Self::Ask { problem, .. }
            | Self::Password { problem, .. } => *problem = Some(what),
            Self::Home(home) => home.problem = Some(what),
            Self::Stopped { why } => *why = what,
            Self::NotMe { .. } => {}
        }
        self
    }
}

/// A directory whose people sign in on a page of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInRedirect {
    pub id: String,
    /// As people know it.
    pub directory: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    pub version: i64,
    /// As they sign in.
    pub who: String,
    pub name: String,
    pub directory: String,
    /// Can recover by themselves, as the policy is now.
    pub ready: bool,
    /// How many proofs the policy asks for.
    pub required: u32,
    pub methods: Vec<MyMethod>,
    /// Of the sheet; `None`: there is none.
    pub codes_left: Option<u32>,
    pub addable: Vec<MethodKind>,
    /// `None`: the directory does not say.
    pub password_set: Option<Moment>,
    pub password_expires: Option<Moment>,
    pub can_change: bool,
    /// Newest first.
    pub activity: Vec<Activity>,
    /// People who ask this one to vouch for them.
    pub asked: Vec<VouchRequest>,
    pub news: Option<News>,
    pub problem: Option<Problem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyMethod {
    pub id: String,
    pub kind: MethodKind,
    pub label: String,
    pub added: Moment,
    /// `None`: never.
    pub used: Option<Moment>,
    /// Without it there would be fewer than the policy asks for.
    pub needed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub what: ActivityKind,
    pub method: Option<MethodKind>,
    pub at: Moment,
    /// The network it came from; empty when nobody asked from anywhere.
    pub from: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActivityKind {
    PasswordReset,
    PasswordChanged,
    Unlocked,
    RecoveryBegun,
    ProofRight,
    ProofWrong,
    Enrolled,
    MethodAdded,
    MethodRemoved,
    CodesRenewed,
    SignedIn,
    SignInRefused,
    Frozen,
    Unfrozen,
    Vouched,
}

impl ActivityKind {
    /// Worth a "this wasn't me".
    pub const fn is_serious(self) -> bool {
        !matches!(self, Self::ProofRight | Self::Unfrozen | Self::Vouched)
    }
}

/// Somebody who waits for a colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VouchRequest {
    pub id: String,
    pub name: String,
    pub at: Moment,
    pub from: String,
    pub good_until: Moment,
}

/// What the last form did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum News {
    Works { method: MethodKind },
    Renamed,
    Removed { label: String },
    PasswordChanged { server: String },
    Vouched { name: String },
    Refused { name: String },
}

/// Where to go after an action; the page tells the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountGo {
    pub path: String,
    /// `Some(value)`: set the cookie; `Some("")`: clear it.
    pub account_cookie: Option<String>,
    /// To a set-up, which is an enrolment of one method.
    pub enrol_cookie: Option<String>,
}
