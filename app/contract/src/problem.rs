//! Everything that can go wrong in front of a person, as facts. The words are made in `app`.
//! Times are text such as "14:20" or "14:20 on Tuesday", in the organisation's zone.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    // -- forms
    Empty,
    TooLongInput,
    OutOfDate,
    PickAnother,
    NotTheSame,
    BadAddress,
    // -- proofs
    WrongCode,
    /// A TOTP code that was right a few minutes ago or will be: the phone's clock is off.
    ClockOff {
        minutes: i32,
    },
    CodeUsed,
    CodeExpired,
    TooManyWrong,
    TryLater {
        from: String,
    },
    /// The message cannot be sent now; another method can be used.
    SendLimit {
        from: String,
    },
    // -- flow
    Expired,
    NotLocked,
    UnlockNotEnough,
    TooManyPasswords,
    /// The account is disabled, gone, or not allowed: said only after all proofs.
    NotPossible,
    Protected,
    // -- new password, refused with the reason
    TooShort {
        min: u32,
    },
    TooLong {
        max: u32,
    },
    TooSimple,
    ContainsName {
        part: String,
    },
    InHistory {
        remembered: u32,
    },
    TooYoung {
        set_at: String,
        until: String,
    },
    BadCharacters,
    Leaked,
    RefusedByDirectory {
        reference: String,
    },
    // -- faults that are not the person's
    DirectoryAway,
    /// The line broke during the write; what happened is being found out.
    Unknown,
    SetupFault {
        reference: String,
    },
    ServerFault {
        reference: String,
    },
    // -- enrolment
    LinkSpent,
    LinkUnknown,
    WrongPassword,
    AccountLocked,
    AccountDisabled,
    /// The address ends in a domain whose mailboxes open with the very password that is lost.
    SameMailbox {
        domain: String,
    },
    NotEnoughChosen {
        needed: u32,
    },
    WrongSignIn,
}
