//! Everything that can go wrong in front of a person, as facts. The words are made in `app`.
//! A view: what is stored is a reason of the server's own, so that this may change while flows are under way.

use crate::{Elsewhere, MethodKind, Moment};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
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
        from: Moment,
    },
    /// This method cannot be used for a while; others can.
    MethodLater {
        from: Moment,
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
        from: Moment,
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
    /// The organisation has passwords of this directory set in another way.
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
        set_at: Moment,
        until: Moment,
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
        from: Option<Moment>,
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
    /// Right there, and nobody here: why is not told.
    SignInNotKnown,
}

/// What may stand behind a refusal that the directory does not explain. Never a certainty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Perhaps {
    TooShort { min: u32 },
    TooSimple,
    ContainsName { part: String },
    TooYoung { until: Moment },
    OwnRules,
    UsedBefore,
    Listed,
}
