//! A tenant as a directory.

use super::tenant::Tenant;
use async_trait::async_trait;
use latchkey_domain::directory::{
    Capabilities, Directory, DirectoryResult, HealthCheck, PasswordWriter, PeopleSource, SignIn,
};

/// What is read after a write may be a copy from before it; Microsoft names no time. Sessions end “within minutes”
/// (<https://learn.microsoft.com/graph/api/user-revokesigninsessions>), and until then the old password still serves
/// whoever is signed in.
const MINUTES: i64 = 180;

#[async_trait]
impl Directory for Tenant {
    fn capabilities(&self) -> Capabilities {
        Capabilities { unlock: false, change: false, eventual_secs: MINUTES, old_password_lives_secs: MINUTES }
    }

    fn sign_in(&self) -> SignIn<'_> {
        SignIn::Redirect(self)
    }

    fn people(&self) -> &dyn PeopleSource {
        self
    }

    fn passwords(&self) -> &dyn PasswordWriter {
        self
    }

    fn health(&self) -> &dyn HealthCheck {
        self
    }

    async fn verified_domains(&self) -> DirectoryResult<Vec<String>> {
        let domains = self.domains().await?;
        Ok(domains.iter().filter(|domain| domain.is_verified).map(|domain| domain.id.to_ascii_lowercase()).collect())
    }
}
