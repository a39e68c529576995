//! Step 5 of the wizard: the letter, and sending it.

use super::caller::Caller;
use async_trait::async_trait;
use latchkey_contract::admin::*;

#[async_trait]
pub trait InvitationAdmin: Send + Sync {
    async fn invitations(&self, caller: &Caller) -> AdminResult<InvitationStatus>;
    async fn preview_invitation(&self, caller: &Caller, form: InvitationForm) -> AdminResult<InvitationPreview>;
    /// `code`: if this session gave none in the last minutes.
    async fn save_invitation(&self, caller: &Caller, form: InvitationForm, code: &str) -> AdminResult<()>;
    async fn test_invitation(&self, caller: &Caller, address: &str) -> AdminResult<()>;
    async fn send_invitations(&self, caller: &Caller) -> AdminResult<InvitationStatus>;
}
