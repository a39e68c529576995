//! The directory as those above ask it: each answer is a file of its own.

use super::directory::LdapDirectory;
use super::{check, people};
use crate::ldap::units;
use async_trait::async_trait;
use latchkey_domain::Secret;
use latchkey_domain::directory::{
    AccountState, Capabilities, CheckKind, CheckRow, Cursor, Directory, DirectoryResult, Group, HealthCheck, Page,
    PasswordCheck, PasswordPolicy, PasswordVerifier, PasswordWriter, PeopleSource, PresentedCertificate, SignIn,
    Subtree, Written,
};
use latchkey_domain::ids::ObjectId;

#[async_trait]
impl Directory for LdapDirectory {
    fn capabilities(&self) -> Capabilities {
        // Until a server has answered it is taken to be what the schema's preset stands for.
        let unlock = self.facts.knows_locks().unwrap_or(self.schema.has_locks);
        Capabilities { unlock, change: true, eventual_secs: 0, old_password_lives_secs: 0 }
    }
    fn sign_in(&self) -> SignIn<'_> {
        SignIn::Password(self)
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
        self.read_domains().await
    }
}

#[async_trait]
impl PeopleSource for LdapDirectory {
    async fn subtrees(&self) -> DirectoryResult<Vec<Subtree>> {
        self.read_subtrees().await
    }
    async fn count(&self, subtrees: &[String]) -> DirectoryResult<u32> {
        self.count_people(subtrees).await
    }
    fn covers(&self, subtrees: &[String], earlier: &[String]) -> bool {
        units::covers(subtrees, earlier)
    }
    async fn list(&self, subtrees: &[String], cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page> {
        self.list_page(subtrees, cursor, size).await
    }
    fn rewound(&self, cursor: &Cursor) -> Cursor {
        people::rewound(cursor)
    }
    async fn groups(&self, text: &str, limit: u32) -> DirectoryResult<Vec<Group>> {
        self.search_groups(text, limit).await
    }
    async fn members(&self, group: &ObjectId, cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page> {
        self.page_of_members(group, cursor, size).await
    }
}

#[async_trait]
impl PasswordVerifier for LdapDirectory {
    async fn verify_password(&self, id: &ObjectId, password: &Secret) -> DirectoryResult<PasswordCheck> {
        self.try_password(id, password).await
    }
}

#[async_trait]
impl PasswordWriter for LdapDirectory {
    async fn policy_for(&self, id: &ObjectId) -> DirectoryResult<PasswordPolicy> {
        Ok(self.read_state_and_policy(id).await?.1)
    }
    async fn state(&self, id: &ObjectId) -> DirectoryResult<AccountState> {
        Ok(self.read_state_and_policy(id).await?.0)
    }
    async fn state_and_policy(&self, id: &ObjectId) -> DirectoryResult<(AccountState, PasswordPolicy)> {
        self.read_state_and_policy(id).await
    }
    async fn state_from(&self, id: &ObjectId, server: &str) -> DirectoryResult<AccountState> {
        self.read_state_from(id, server).await
    }
    async fn reset(&self, id: &ObjectId, new: &Secret) -> DirectoryResult<Written> {
        self.reset_password(id, new).await
    }
    async fn change(&self, id: &ObjectId, old: &Secret, new: &Secret) -> DirectoryResult<Written> {
        self.change_password(id, old, new).await
    }
    async fn unlock(&self, id: &ObjectId) -> DirectoryResult<Written> {
        self.unlock_account(id).await
    }
}

#[async_trait]
impl HealthCheck for LdapDirectory {
    async fn domain_id(&self) -> DirectoryResult<Option<String>> {
        self.read_id_of_base().await
    }
    async fn check(&self, subtrees: &[String]) -> Vec<CheckRow> {
        self.run_checks(subtrees).await
    }
    fn required(&self) -> &'static [CheckKind] {
        &check::REQUIRED
    }
    async fn presented_certificates(&self) -> DirectoryResult<Vec<PresentedCertificate>> {
        crate::ldap::check::presented_certificates(&self.servers).await
    }
}
