//! What we ask of a directory: small traits for Active Directory, the practice directories and those to
//! come. What a kind cannot do has no trait object or is `false` among its capabilities, and no page offers it.
//! Requests and answers are plain data that can be serialised, so that a sealed connector can carry them later.

mod capabilities;
mod elsewhere;
mod health;
mod passwords;
mod people;
mod refusal;
mod shared_state;
mod sign_in;

pub use capabilities::Capabilities;
pub use elsewhere::Elsewhere;
pub use health::{
    CheckKind, CheckRow, Evidence, HealthCheck, PresentedCertificate, Repair, RulesSeen, UnitCount, Verdict,
};
pub use passwords::{AccountState, PasswordPolicy, PasswordWriter, PolicySource, Written};
pub use people::{Cursor, Entry, Group, Page, PeopleSource, Subtree, all_members};
pub use refusal::{CertificateFault, DirectoryError, DirectoryResult, Perhaps};
pub use shared_state::{Expect, SharedState, StateEntry, StateKey};
pub use sign_in::{PasswordCheck, PasswordVerifier, RedirectSignIn, SignIn, SignInAnswer};

use async_trait::async_trait;

#[async_trait]
pub trait Directory: Send + Sync {
    fn capabilities(&self) -> Capabilities;

    fn sign_in(&self) -> SignIn<'_>;

    fn people(&self) -> &dyn PeopleSource;

    fn passwords(&self) -> &dyn PasswordWriter;

    fn health(&self) -> &dyn HealthCheck;

    /// Every domain whose mailboxes and sign-in names are the organisation's own by this directory's word: in AD the
    /// domain's DNS name and the forest's UPN suffixes. ASCII, lower case. An address in any of them may open with the
    /// very password that is lost.
    async fn verified_domains(&self) -> DirectoryResult<Vec<String>>;

    /// `None`: nobody but the directory's own page may see a password.
    fn verifier(&self) -> Option<&dyn PasswordVerifier> {
        match self.sign_in() {
            SignIn::Password(verifier) => Some(verifier),
            SignIn::Redirect(_) => None,
        }
    }
}
