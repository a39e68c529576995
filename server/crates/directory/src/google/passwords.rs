//! Setting a password: the two fields and nothing else, then the end of all open sessions. Google says nothing of when
//! a password was set, so nothing is read back; what was lost is sent once more, which changes nothing.

use super::client::{Call, Fault};
use super::errors::set_up;
use super::wire::User;
use super::workspace::Workspace;
use async_trait::async_trait;
use latchkey_contract::check::SetUpFault;
use latchkey_domain::Secret;
use latchkey_domain::directory::{
    AccountState, DirectoryError, DirectoryResult, PasswordPolicy, PasswordWriter, PolicySource, Written,
};
use latchkey_domain::ids::ObjectId;
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use tokio::time::timeout;

const MIN: u32 = 8;
const MAX: u32 = 100;
/// Of the 40 seconds that a reset may take: looking at the account, setting, ending sessions.
const LOOK: Duration = Duration::from_secs(8);
const SET: Duration = Duration::from_secs(20);
const SIGN_OUT: Duration = Duration::from_secs(8);

/// As Google publishes it; an organisation's own rules on top of it cannot be read.
pub(super) const fn policy() -> PasswordPolicy {
    PasswordPolicy {
        source: PolicySource::Published,
        min_length: MIN,
        max_length: Some(MAX),
        complexity: false,
        history: 0,
        min_age_secs: 0,
        max_age_secs: None,
        lockout_threshold: 0,
        lockout_secs: 0,
        lockout_window_secs: 0,
    }
}

/// What no password there can be.
pub(super) fn check(new: &Secret) -> DirectoryResult<()> {
    let text = new.expose();
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || text.starts_with(' ') || text.ends_with(' ') {
        return Err(DirectoryError::BadCharacters);
    }
    match length {
        ..MIN => Err(DirectoryError::TooShort { min: MIN }),
        MIN..=MAX => Ok(()),
        _ => Err(DirectoryError::TooLong { max: MAX }),
    }
}

/// Whether this account's password is ours to set.
pub(super) fn may_set(user: &User) -> DirectoryResult<()> {
    if let Some(by) = user.set_elsewhere() {
        return Err(DirectoryError::SetElsewhere { by });
    }
    if user.is_protected() {
        return Err(DirectoryError::Protected);
    }
    if user.is_disabled() { Err(DirectoryError::Disabled) } else { Ok(()) }
}

impl Workspace {
    /// Whose account is known and was looked at.
    pub(super) async fn set(&self, id: &ObjectId, new: &Secret) -> DirectoryResult<()> {
        let body = json!({ "password": new.expose(), "changePasswordAtNextLogin": false }).to_string();
        let body = Some(Secret::new(body));
        let call = Call { method: Method::PATCH, path: &["users", id.as_str()], query: Vec::new(), body };
        let lost = |detail: String| DirectoryError::Unknown { server: self.client.host(), detail };
        match timeout(SET, self.client.send(&call)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(Fault::Refused(error))) => Err(error),
            Ok(Err(Fault::Lost { detail })) => Err(lost(detail)),
            Ok(Err(Fault::Forbidden { detail } | Fault::PageGone { detail })) => {
                // it may have become an administrator since we looked
                match self.user(id.as_str()).await {
                    Ok(user) if user.is_protected() => Err(DirectoryError::Protected),
                    _ => Err(set_up(SetUpFault::WrongAdministrator, detail)),
                }
            }
            Err(_) => Err(lost("no answer in time".to_owned())),
        }
    }

    pub(super) async fn end_sessions(&self, id: &ObjectId) -> DirectoryResult<()> {
        let path = ["users", id.as_str(), "signOut"];
        let call = Call { method: Method::POST, path: &path, query: Vec::new(), body: None };
        match timeout(SIGN_OUT, self.client.send(&call)).await {
            Ok(sent) => sent.map(drop).map_err(Fault::of_reading),
            Err(_) => Err(DirectoryError::Unreachable { detail: "no answer in time".to_owned() }),
        }
    }

    fn state_of(&self, user: &User) -> AccountState {
        AccountState {
            disabled: user.is_disabled(),
            locked: false,
            locked_at: None,
            locked_until: None,
            password_expired: false,
            must_change: false,
            password_set_at: None,
            password_expires_at: None,
            account_expired: false,
            protected: user.is_protected(),
            set_elsewhere: user.set_elsewhere(),
            server: self.client.host(),
        }
    }
}

#[async_trait]
impl PasswordWriter for Workspace {
    async fn policy_for(&self, id: &ObjectId) -> DirectoryResult<PasswordPolicy> {
        self.user(id.as_str()).await.map(|_| policy())
    }

    async fn state(&self, id: &ObjectId) -> DirectoryResult<AccountState> {
        self.user(id.as_str()).await.map(|user| self.state_of(&user))
    }

    async fn state_and_policy(&self, id: &ObjectId) -> DirectoryResult<(AccountState, PasswordPolicy)> {
        Ok((self.state(id).await?, policy()))
    }

    /// Nobody can say what became of a write whose answer was lost, Google neither: to call it "not done" would be a
    /// guess, so it stays open.
    async fn state_from(&self, _id: &ObjectId, server: &str) -> DirectoryResult<AccountState> {
        let detail = match server == self.client.host() {
            true => format!("{server} does not say when a password was set"),
            false => format!("{server}: not the service that is asked now"),
        };
        Err(DirectoryError::Unreachable { detail })
    }

    async fn reset(&self, id: &ObjectId, new: &Secret) -> DirectoryResult<Written> {
        check(new)?;
        let user = timeout(LOOK, self.user(id.as_str())).await;
        let user = user.map_err(|_| DirectoryError::Unreachable { detail: "no answer in time".to_owned() })??;
        may_set(&user)?;
        self.set(id, new).await?;
        if !self.config.keep_sessions
            && let Err(error) = self.end_sessions(id).await
        {
            // the password is set all the same
            tracing::warn!(error = %error, "the sessions of an account could not be ended after a reset");
        }
        Ok(Written { server: self.client.host(), state: None, signed_in: false, history_checked: false })
    }

    async fn change(&self, _id: &ObjectId, _old: &Secret, _new: &Secret) -> DirectoryResult<Written> {
        Err(DirectoryError::Unsupported)
    }

    async fn unlock(&self, _id: &ObjectId) -> DirectoryResult<Written> {
        Err(DirectoryError::Unsupported)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_a_password_there() {
        let check = |text: &str| check(&Secret::new(text));
        assert_eq!(check("violin 7"), Ok(()));
        assert_eq!(check(&"x".repeat(100)), Ok(()));
        assert_eq!(check("violin7"), Err(DirectoryError::TooShort { min: 8 }));
        assert_eq!(check(""), Err(DirectoryError::TooShort { min: 8 }));
        assert_eq!(check(&"x".repeat(101)), Err(DirectoryError::TooLong { max: 100 }));
        for odd in ["ölvioline 7", "violin\t77", "violin\0 77", " violin 77", "violin 77 ", "viol\u{7f}in 77"] {
            assert_eq!(check(odd), Err(DirectoryError::BadCharacters), "{odd:?}");
        }
    }
}
