//! One invitation. What became of it is kept with it, for the wizard's progress.

use super::End;
use super::mails::send;
use super::work::Invite;
use crate::house::House;
use latchkey_contract::admin::InvitationForm;
use latchkey_domain::ids::AccountId;
use latchkey_outbox::templates::{self, InvitationSlots};
use latchkey_store::{accounts, invitations, settings};
use std::sync::Arc;

pub const SETTING: &str = "invitation";

pub async fn run(house: &Arc<House>, payload: &str, last_try: bool) -> End {
    let Ok(job) = serde_json::from_str::<Invite>(payload) else {
        return End::GiveUp("unreadable payload".into());
    };
    let id = AccountId(job.account);
    let token = job.token.clone();
    let read = house
        .store
        .read(move |tx| {
            let account = accounts::by_id(tx, &id)?;
            let invitation = invitations::by_token(tx, &token)?;
            let form = settings::get::<InvitationForm>(tx, SETTING)?;
            Ok((account, invitation, form))
        })
        .await;
    let (account, invitation, form) = match read {
        Ok(read) => read,
        Err(error) => return End::Retry(error.to_string()),
    };
    // sent already (a lease that ran out), used, replaced by a newer one, or no longer onboarded
    let open = invitation.filter(|i| i.sent_at.is_none() && i.used_at.is_none() && i.expires_at > house.now());
    let (Some(_), Some(account)) = (open, account.filter(|a| a.onboarded_at.is_some() && !a.gone)) else {
        return End::Done;
    };
    let Some(to) = account.mail.clone() else { return End::GiveUp("no address".into()) };
    let slots = InvitationSlots {
        name: account.display_name.clone(),
        link: format!("{}/enrol/invitation/{}", house.origin, job.token),
        code: job.code,
        until: house.say_date(job.until),
        to,
    };
    let form = form.unwrap_or_else(templates::default_invitation);
    let end = send(house, &templates::invitation(&house.templates(), &form, &slots)).await;
    let failure = match &end {
        End::Done => None,
        End::Retry(text) if !last_try => return End::Retry(text.clone()),
        End::Retry(text) | End::GiveUp(text) => Some(text.clone()),
    };
    let id = job.invitation;
    let noted = house
        .store
        .write(move |tx| match failure {
            None => invitations::mark_sent(tx, &id),
            Some(text) => invitations::mark_failed(tx, &id, &text),
        })
        .await;
    if let Err(error) = noted {
        tracing::warn!(error = %error, "an invitation's state was not stored");
    }
    end
}
