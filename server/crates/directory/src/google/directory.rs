//! What Google Workspace is as a directory: no lock to be seen or ended, no change with the old password, and its own
//! page for signing in.

use super::client::Call;
use super::wire::Users;
use super::workspace::{CUSTOMER, Workspace};
use async_trait::async_trait;
use latchkey_domain::directory::{
    Capabilities, Directory, DirectoryResult, HealthCheck, PasswordWriter, PeopleSource, SignIn,
};
use std::collections::BTreeSet;

/// Google names no time; an account of it is the same everywhere within minutes.
const EVENTUAL_SECS: i64 = 300;

#[async_trait]
impl Directory for Workspace {
    fn capabilities(&self) -> Capabilities {
        Capabilities { unlock: false, change: false, eventual_secs: EVENTUAL_SECS, old_password_lives_secs: 0 }
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

    /// The primary one, and all in which anybody has an address: Google gives addresses only in domains that the
    /// customer has shown to be theirs, or in some of its own that lead to the same mailbox.
    async fn verified_domains(&self) -> DirectoryResult<Vec<String>> {
        let mut domains = BTreeSet::from([self.config.domain.clone()]);
        domains.insert(self.customer().await?.customer_domain.to_ascii_lowercase());
        let mut token = String::new();
        loop {
            let mut query = vec![
                ("customer", CUSTOMER.to_owned()),
                ("maxResults", "500".to_owned()),
                ("fields", "nextPageToken,users(primaryEmail,aliases,nonEditableAliases)".to_owned()),
            ];
            if !token.is_empty() {
                query.push(("pageToken", token));
            }
            let page: Users = self.client.read(&Call::get(&["users"], query)).await?;
            domains.extend(page.users.iter().flat_map(|user| user.domains()));
            token = page.next_page_token;
            if token.is_empty() {
                domains.remove("");
                return Ok(domains.into_iter().collect());
            }
        }
    }
}
