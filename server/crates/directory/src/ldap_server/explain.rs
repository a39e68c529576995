//! Why a write was refused.

use super::codes::Refusal;
use super::directory::LdapDirectory;
use super::ppolicy;
use super::read::Account;
use super::write::Write;
use crate::ldap::{LdapConnection, answers, reading};
use latchkey_domain::directory::{DirectoryError, DirectoryResult, Perhaps};
use latchkey_domain::ids::ObjectId;
use ldap3::LdapResult;

impl LdapDirectory {
    /// The one true cause of a refusal, from the account and its policy read anew.
    pub(super) async fn explain(
        &self,
        refusal: Refusal,
        id: &ObjectId,
        write: Write<'_>,
        result: &LdapResult,
    ) -> DirectoryError {
        let rule = match refusal {
            Refusal::NoRight => {
                tracing::warn!(directory.right = write.right(), "the service account lacks a right");
                return DirectoryError::NotPermitted { right: write.right().to_owned() };
            }
            Refusal::Other(error) => return error,
            Refusal::AnotherServer | Refusal::NothingThere => return answers::unexpected(result),
            Refusal::Policy(rule) => rule,
        };
        use ppolicy::Refusal as R;
        if matches!(write, Write::Reset { .. })
            && matches!(rule, Some(R::Quality | R::TooShort | R::TooLong | R::TooYoung | R::InHistory))
        {
            self.facts.held_to_policy.learn(true);
        }
        self.facts.forget_policies();
        let code = format!("rc {}", result.rc);
        let Ok((account, _)) = self.reread(id).await else {
            return DirectoryError::RefusedByPolicy { code, perhaps: Vec::new() };
        };
        let policy = &account.rules.policy;
        match rule {
            Some(R::TooShort) if policy.min_length > 0 => DirectoryError::TooShort { min: policy.min_length },
            Some(R::TooLong) if policy.max_length.is_some() => {
                DirectoryError::TooLong { max: policy.max_length.unwrap_or_default() }
            }
            Some(R::InHistory) => DirectoryError::InHistory { remembered: policy.history },
            Some(R::TooYoung) => match account.state.password_set_at {
                Some(set_at) => DirectoryError::TooYoung { set_at, until: set_at.plus_secs(policy.min_age_secs) },
                None => DirectoryError::RefusedByPolicy { code: "minimum age".to_owned(), perhaps: Vec::new() },
            },
            Some(R::Quality) => {
                DirectoryError::RefusedByPolicy { code: "quality".to_owned(), perhaps: vec![Perhaps::Listed] }
            }
            Some(R::NotAllowed) => {
                DirectoryError::NotPermitted { right: "Change of one's own password (pwdAllowUserChange)".to_owned() }
            }
            Some(R::MustSupplyOld) => DirectoryError::Misconfigured {
                detail: "the policy asks for the old password with each change (pwdSafeModify)".to_owned(),
            },
            _ => {
                tracing::warn!(directory.code = %code, "the directory refused a password and does not say why");
                let perhaps = if policy.is_certain() { Vec::new() } else { vec![Perhaps::OwnRules] };
                DirectoryError::RefusedByPolicy { code, perhaps }
            }
        }
    }

    async fn reread(&self, id: &ObjectId) -> DirectoryResult<(Account, LdapConnection)> {
        Ok(reading!(self.servers, Some(id), connection => self.account(&mut connection, id)))
    }
}
