//! How somebody shows a directory that they are who they say: with a password that we try for them, or on a
//! page of the directory's own, from which they come back with an answer.

use super::DirectoryResult;
use crate::Secret;
use crate::ids::ObjectId;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// What a bind with a password told us. Those that begin with `RightBut` come only with the *right*
/// password on AD (MS-ADTS 5.1.1.5, data 532 773 533 701), `Locked` (775) with any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordCheck {
    Right,
    Wrong,
    Locked,
    RightButExpired,
    RightButMustChange,
    RightButDisabled,
    RightButAccountExpired,
    /// Right, but not at this hour or from this workstation (530, 531).
    RightButNotNow,
}

/// Only where a directory has a way to try a password that neither shows it to anybody nor goes around
/// what else the directory asks for: LDAP's bind is one, an OAuth password grant is none.
#[async_trait]
pub trait PasswordVerifier: Send + Sync {
    /// Tries the password. An empty one is `Wrong` and never reaches the server (RFC 4513 5.1.2);
    /// where one more wrong password could lock the account it is `WouldLock`, and none is tried.
    async fn verify_password(&self, id: &ObjectId, password: &Secret) -> DirectoryResult<PasswordCheck>;
}

/// Where people of this directory sign in for their enrolment and their own page.
#[derive(Clone, Copy)]
pub enum SignIn<'a> {
    /// On a page of ours; the password is tried through this.
    Password(&'a dyn PasswordVerifier),
    /// On a page of the directory's.
    Redirect(&'a dyn RedirectSignIn),
}

/// A sign-in on a page of the directory's own, as OpenID Connect and SAML have it.
#[async_trait]
pub trait RedirectSignIn: Send + Sync {
    /// Where to send the browser. `state`: a fresh secret of the caller's, which they also bind to the browser (a
    /// cookie), and which comes back with the answer: without it somebody could be sent into another's sign-in.
    /// `return_to`: an address of ours, to which the directory sends the browser back.
    async fn begin_sign_in(&self, state: &Secret, return_to: &str) -> DirectoryResult<String>;

    /// Who signed in. Each answer counts once, and only where `state` is the one of a sign-in that was begun here and
    /// has not run out; the caller has compared it with the browser's. `None`: it was not answered by the
    /// directory, was used before, came too late, or belongs to another sign-in.
    async fn finish_sign_in(&self, answer: &SignInAnswer) -> DirectoryResult<Option<ObjectId>>;
}

/// What the browser brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInAnswer {
    pub state: Secret,
    /// What the directory gave the browser for us: a code, a signed assertion.
    pub code: Secret,
}
