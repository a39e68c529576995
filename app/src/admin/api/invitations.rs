//! Step 5: the invitation and its sending.

use super::ApiResult;
#[cfg(feature = "ssr")]
use super::hand_on;
#[cfg(feature = "ssr")]
use crate::context::asker;
use crate::wire::Json;
use latchkey_contract::admin::{InvitationForm, InvitationPreview, InvitationStatus};
use leptos::prelude::*;

#[server(prefix = "/api/admin", endpoint = "invitations", input = Json, output = Json)]
pub async fn invitations() -> ApiResult<InvitationStatus> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.invitations.invitations(&caller).await)
}

#[server(prefix = "/api/admin", endpoint = "preview-invitation", input = Json, output = Json)]
pub async fn preview_invitation(form: InvitationForm) -> ApiResult<InvitationPreview> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.invitations.preview_invitation(&caller, form).await)
}

#[server(prefix = "/api/admin", endpoint = "save-invitation", input = Json, output = Json)]
pub async fn save_invitation(form: InvitationForm, #[server(default)] code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.invitations.save_invitation(&caller, form, &code).await)
}

#[server(prefix = "/api/admin", endpoint = "test-invitation", input = Json, output = Json)]
pub async fn test_invitation(address: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.invitations.test_invitation(&caller, &address).await)
}

#[server(prefix = "/api/admin", endpoint = "send-invitations", input = Json, output = Json)]
pub async fn send_invitations() -> ApiResult<InvitationStatus> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.invitations.send_invitations(&caller).await)
}
