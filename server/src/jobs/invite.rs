//! One invitation. What became of it is kept with it, for the wizard's progress: here that it was
//! sent, in `given_up` that it never will be.

use super::mails::send;
use super::work::Invite;
use super::{End, JobFault};
use crate::app_state::AppState;
use crate::services::language::language_of;
use latchkey_contract::admin::InvitationForm;
use latchkey_domain::ids::AccountId;
use latchkey_messages::{self as messages, InvitationSlots};
use latchkey_store::{accounts, invitations, settings};
use std::sync::Arc;

pub const SETTING: &str = "invitation";

pub async fn run(app: &Arc<AppState>, job: Invite) -> End {
    let id = AccountId(job.account);
    let token = job.token.clone();
    let read = app
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
        Err(error) => return End::Retry(error.into()),
    };
    // sent already (a lease that ran out), used, replaced by a newer one, or no longer onboarded
    let open = invitation.filter(|i| i.sent_at.is_none() && i.used_at.is_none() && i.expires_at > app.now());
    let (Some(_), Some(account)) = (open, account.filter(|a| a.person.onboarded_at.is_some() && !a.gone)) else {
        return End::Done;
    };
    let Some(to) = account.mail.clone() else { return End::GiveUp(JobFault::NoAddress) };
    let slots = InvitationSlots {
        name: account.display_name.clone(),
        link: format!("{}/enrol/invitation/{}", app.origin, job.token),
        code: job.code,
        until: app.moment(job.until),
        to,
    };
    // what an administrator wrote is in one language, and so is what stands around it
    let (locale, form) = match form {
        Some(form) => (app.language, form),
        None => {
            let locale = language_of(app, Some(&account));
            (locale, messages::default_invitation(locale))
        }
    };
    let end = send(app, &messages::invitation(&app.branding(), locale, &form, &slots)).await;
    if end == End::Done {
        let id = job.invitation;
        if let Err(error) = app.store.write(move |tx| invitations::mark_sent(tx, &id)).await {
            tracing::warn!(error = %error, "an invitation's state was not stored");
        }
    }
    end
}
