//! Enrolment: one value a page, as for recovery. The server keeps the place; the browser holds
//! one cookie.

use crate::{MethodKind, Problem};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnrolPage {
    /// No enrolment under way: type the code from the message.
    Start {
        problem: Option<Problem>,
    },
    /// Sign in with the present directory password. The name is known from the invitation and shown.
    SignIn {
        version: i64,
        who: String,
        directory: String,
        problem: Option<Problem>,
    },
    /// Pick methods. `chosen` are those picked or already set up.
    Choose {
        version: i64,
        who: String,
        required: u32,
        methods: Vec<Choice>,
        problem: Option<Problem>,
    },
    Totp {
        version: i64,
        who: String,
        nth: u32,
        of: u32,
        setup: TotpSetup,
        problem: Option<Problem>,
    },
    EmailAddress {
        version: i64,
        who: String,
        nth: u32,
        of: u32,
        typed: String,
        problem: Option<Problem>,
    },
    EmailCode {
        version: i64,
        who: String,
        nth: u32,
        of: u32,
        address: String,
        good_until: String,
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
    },
    Stopped {
        why: Problem,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub kind: MethodKind,
    pub chosen: bool,
    /// Already set up with a proof: leaving and coming back does not ask again.
    pub done: bool,
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

/// Where to go after a deed; the page tells the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolGo {
    pub path: String,
    /// `Some(value)`: set the enrolment cookie; `Some("")`: clear it.
    pub cookie: Option<String>,
}
