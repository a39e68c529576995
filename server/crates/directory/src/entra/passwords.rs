//! Setting a password: `PATCH /users/{id}` with a `passwordProfile`, the only way that an application has
//! (<https://learn.microsoft.com/graph/api/user-update>). Nobody but Microsoft's own page may try one, so what is read
//! back is when it was changed and no more.

use super::refusals::{MAX_LENGTH, MIN_LENGTH};
use super::tenant::{Tenant, object};
use async_trait::async_trait;
use latchkey_domain::directory::{
    AccountState, DirectoryError, DirectoryResult, PasswordPolicy, PasswordWriter, PolicySource, Written,
};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Secret, Timestamp};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use tokio::time::timeout;

/// Ending sessions and reading back, after the password is set: neither undoes it.
const AFTERWARDS: Duration = Duration::from_secs(10);
/// How far the service's clock may be behind ours.
const SKEW_SECS: i64 = 120;

/// <https://learn.microsoft.com/entra/identity/authentication/concept-sspr-policy>: 8 to 256 characters, three of four
/// kinds, ASCII alone; the last password may be used again after a reset. Ten wrong ones lock for a minute.
pub(super) fn published() -> PasswordPolicy {
    PasswordPolicy {
        source: PolicySource::Published,
        min_length: MIN_LENGTH,
        max_length: Some(MAX_LENGTH),
        complexity: true,
        history: 0,
        min_age_secs: 0,
        max_age_secs: None,
        lockout_threshold: 10,
        lockout_secs: 60,
        lockout_window_secs: 0,
    }
}

/// What would be refused for certain is not sent.
fn fits(new: &Secret) -> DirectoryResult<()> {
    let length = u32::try_from(new.expose().chars().count()).unwrap_or(u32::MAX);
    if !new.expose().chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        return Err(DirectoryError::BadCharacters);
    }
    match length {
        ..MIN_LENGTH => Err(DirectoryError::TooShort { min: MIN_LENGTH }),
        MIN_LENGTH..=MAX_LENGTH => Ok(()),
        _ => Err(DirectoryError::TooLong { max: MAX_LENGTH }),
    }
}

impl Tenant {
    /// The write alone.
    pub(super) async fn set_password(&self, id: &str, new: &Secret) -> DirectoryResult<()> {
        fits(new)?;
        // both: without a password in it the other field does nothing
        let profile = json!({"passwordProfile": {"password": new.expose(), "forceChangePasswordNextSignIn": false}});
        let written = self.graph.write(Method::PATCH, &["users", id], Some(&profile)).await;
        written.map_err(|fault| fault.writing(self.graph.host(), new))
    }

    /// <https://learn.microsoft.com/graph/api/user-revokesigninsessions>
    pub(super) async fn end_sessions(&self, id: &str) -> DirectoryResult<()> {
        let ended = self.graph.write(Method::POST, &["users", id, "revokeSignInSessions"], None).await;
        ended.map_err(super::refusals::Fault::reading)
    }

    async fn afterwards(&self, id: &ObjectId, user: &str, begun: Timestamp) -> Option<AccountState> {
        if !self.fields.keep_sessions
            && let Err(error) = self.end_sessions(user).await
        {
            tracing::warn!(error = %error, "a password was set, but the open sessions could not be ended");
        }
        let state = self.state(id).await.ok()?;
        // a copy from before the write says nothing of it
        state.password_set_at.is_some_and(|at| at >= begun.plus_secs(-SKEW_SECS)).then_some(state)
    }
}

#[async_trait]
impl PasswordWriter for Tenant {
    async fn policy_for(&self, _id: &ObjectId) -> DirectoryResult<PasswordPolicy> {
        Ok(published())
    }

    async fn state(&self, id: &ObjectId) -> DirectoryResult<AccountState> {
        let user = self.user(&object(id)?).await?;
        let whole = self.whole().await?;
        Ok(user.state(&whole.around(), self.graph.host(), self.now()))
    }

    async fn state_from(&self, id: &ObjectId, server: &str) -> DirectoryResult<AccountState> {
        if server != self.graph.host() {
            return Err(DirectoryError::Unreachable { detail: format!("{server} is not where this tenant is") });
        }
        self.state(id).await
    }

    async fn reset(&self, id: &ObjectId, new: &Secret) -> DirectoryResult<Written> {
        let (user, begun) = (object(id)?, self.now());
        self.set_password(&user, new).await?;
        let state = timeout(AFTERWARDS, self.afterwards(id, &user, begun)).await.ok().flatten();
        Ok(Written { server: self.graph.host().to_owned(), state, signed_in: false, history_checked: false })
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
    fn what_is_not_sent() {
        let of = |text: &str| fits(&Secret::new(text));
        assert_eq!(of("Abc-123"), Err(DirectoryError::TooShort { min: 8 }));
        assert_eq!(of(&"a".repeat(257)), Err(DirectoryError::TooLong { max: 256 }));
        assert_eq!(of("Grüße-123"), Err(DirectoryError::BadCharacters));
        assert_eq!(of("tab\tand-123A"), Err(DirectoryError::BadCharacters));
        assert_eq!(of("with a blank 1"), Ok(()));
        assert_eq!(of(&"aB3-".repeat(64)), Ok(()));
    }
}
