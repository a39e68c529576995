//! Accounts of one person: the pairs that wait, and joining and parting by hand.

use super::caller::Caller;
use async_trait::async_trait;
use latchkey_contract::admin::AdminResult;
use latchkey_contract::joining::{JoinDecision, JoinReviews};

/// `code`: the administrator's current one, wherever one account comes under another's methods, or from under them.
#[async_trait]
pub trait JoiningAdmin: Send + Sync {
    async fn reviews(&self, caller: &Caller) -> AdminResult<JoinReviews>;
    /// Two people are kept apart without a code.
    async fn decide(&self, caller: &Caller, id: &str, decision: JoinDecision, code: &str) -> AdminResult<()>;
    /// `other`’s accounts become `person`’s, who keeps methods and enrolment.
    async fn join(&self, caller: &Caller, person: &str, other: &str, code: &str) -> AdminResult<()>;
    /// The account gets a person of its own, who starts anew.
    async fn part(&self, caller: &Caller, account: &str, code: &str) -> AdminResult<()>;
}
