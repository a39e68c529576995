//! Everything that can go wrong in front of a person, as it is kept in a flow: facts, no words. What a page is
//! handed (`latchkey_contract::Problem`) is a view of it, made with the clock and the zone of the moment, so that the
//! view can change while flows are under way. Codes of variants that were stored once stay (a test has them).

use crate::Timestamp;
use crate::directory::{Elsewhere, Perhaps};
use latchkey_contract::MethodKind;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    // -- forms
    Empty,
    TooLongInput,
    OutOfDate,
    PickAnother,
    /// There is an administrator with this name already.
    NameTaken,
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
        from: Timestamp,
    },
    /// This method cannot be used for a while; others can.
    MethodLater {
        from: Timestamp,
    },
    /// The server behind this method does not answer; others can be used.
    MethodAway,
    /// The device did not answer, or the person stopped it.
    NoAnswer,
    /// Nobody has confirmed yet.
    NotYetVouched,
    /// The colleague said no.
    NotVouched,
    /// The other site did not confirm it.
    NotConfirmed,
    /// The message cannot be sent now; another method can be used.
    SendLimit {
        from: Timestamp,
    },
    // -- flow
    Expired,
    NotLocked,
    UnlockNotEnough,
    TooManyPasswords,
    /// The account is disabled, gone, or not allowed: said only after all proofs.
    NotPossible,
    Protected,
    /// The password is not this directory's to set.
    SetElsewhere {
        by: Elsewhere,
    },
    /// An administrator chose that no passwords are set in this directory.
    NotSetHere,
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
        set_at: Timestamp,
        until: Timestamp,
    },
    BadCharacters,
    /// On a list of leaked ones, or hardly another.
    Leaked,
    /// Along a row of keys, the alphabet or the digits.
    KeysInARow,
    /// One short piece, again and again.
    RepeatsItself,
    RefusedByDirectory {
        reference: String,
        #[serde(default)]
        perhaps: Vec<Perhaps>,
    },
    /// One more wrong password could lock the account in the directory: none is tried before then, or
    /// before a sign-in elsewhere.
    WouldLock {
        from: Option<Timestamp>,
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
    /// A number that cannot be used: not whole, not a mobile one, or of a country that is not served.
    BadNumber,
    NotEnoughChosen {
        needed: u32,
    },
    /// These two hang on one thing.
    NotIndependent {
        first: MethodKind,
        second: MethodKind,
    },
    /// This is set up already: the same device, key or account.
    AlreadyThere,
    /// An authenticator that this organisation does not accept.
    NotAccepted,
    /// An answer that is too easy: `which` is its place.
    TooEasy {
        which: u32,
    },
    /// Two questions, or two answers, that are the same.
    TwiceTheSame,
    /// A question of one's own that is too short or too long.
    QuestionLength {
        min: u32,
        max: u32,
    },
    /// Removing it would leave fewer than the policy asks for.
    TooFewLeft {
        needed: u32,
    },
    /// No method was set up yet, so that nobody can prove who they are here.
    NotSetUp,
    /// Somebody said that it was not them: the help desk must lift it first.
    Frozen,
    WrongSignIn,
    // -- signing in on a page of the directory's own
    /// An account there, but not the one that this is about.
    SignedInAsOther {
        who: String,
    },
    /// What came back was not begun here, was used before, came too late, or says of nobody that they signed in.
    SignInUnfinished,
}

impl Reason {
    /// About the password that was typed: with another one the directory may say yes.
    pub const fn asks_for_another_password(&self) -> bool {
        matches!(
            self,
            Self::Empty
                | Self::TooShort { .. }
                | Self::TooLong { .. }
                | Self::TooSimple
                | Self::ContainsName { .. }
                | Self::InHistory { .. }
                | Self::BadCharacters
                | Self::Leaked
                | Self::KeysInARow
                | Self::RepeatsItself
                | Self::RefusedByDirectory { .. }
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;
    use crate::recovery::Recovery;
    use serde_json::Value;

    /// Written by the version before. A flow lives for a day at most, and an update happens while some are under way:
    /// what stands here must be read, and mean the same. Lines are added, never changed.
    const STORED: &str = include_str!("testdata/reasons.json");
    const FLOWS: &str = include_str!("testdata/recoveries.json");

    #[test]
    fn reasons_that_were_stored_are_read() {
        let stored: Vec<Value> = serde_json::from_str(STORED).unwrap();
        for one in stored {
            let reason = Reason::deserialize(&one).unwrap_or_else(|error| panic!("{one}: {error}"));
            assert_eq!(serde_json::to_value(&reason).unwrap(), one);
        }
    }

    #[test]
    fn recoveries_that_were_stored_go_on() {
        let stored: Vec<Value> = serde_json::from_str(FLOWS).unwrap();
        assert!(stored.len() >= 6, "one of each stage");
        for one in stored {
            let recovery = Recovery::deserialize(&one).unwrap_or_else(|error| panic!("{one}: {error}"));
            assert_eq!(serde_json::to_value(&recovery).unwrap(), one);
        }
    }
}
