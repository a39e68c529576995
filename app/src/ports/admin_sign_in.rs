//! How an administrator comes in and goes. Nobody is signed in yet: proofs of their own stand for what a role allows.

use super::caller::Caller;
use async_trait::async_trait;
use latchkey_contract::admin::{AdminSignIn, FlashMessage};

/// `cookie` as in `EnrolGo`, for the administrator's session.
#[derive(Clone, Debug)]
pub struct AdminGo {
    pub sign_in_page: AdminSignIn,
    /// What no session keeps: said by a mark in the address.
    pub flash: Option<FlashMessage>,
    pub cookie: Option<String>,
}

#[async_trait]
pub trait AdminSetupApi: Send + Sync {
    /// The one-time set-up link, opened by its button.
    async fn open_setup(&self, caller: &Caller, token: &str) -> AdminGo;
    async fn first_admin(&self, caller: &Caller, name: &str, password: String) -> AdminGo;
    async fn confirm_totp(&self, caller: &Caller, code: &str) -> AdminGo;
}

#[async_trait]
pub trait AdminSignInApi: Send + Sync {
    async fn sign_in_page(&self, caller: &Caller) -> AdminSignIn;
    async fn sign_in(&self, caller: &Caller, name: &str, password: String) -> AdminGo;
    async fn sign_in_totp(&self, caller: &Caller, code: &str) -> AdminGo;
    async fn sign_out(&self, caller: &Caller) -> AdminGo;
}
