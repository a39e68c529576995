//! One invitation. What became of it is kept with it, for the wizard's progress: that it was sent, or that it never
//! will be.

use super::job::{End, Job};
use super::lanes::Lane;
use super::mail;
use super::retry_policy::RetryPolicy;
use crate::app_state::AppState;
use crate::services::language::language_of;
use crate::work::{INVITATION_SETTING, Invite, JobFault};
use latchkey_contract::admin::{InvitationForm, WorkKind};
use latchkey_domain::ids::AccountId;
use latchkey_messages::{self as messages, InvitationSlots};
use latchkey_store::{StoreResult, Tx, accounts, invitations, settings};
use std::sync::Arc;

impl Job for Invite {
    /// Mail by the thousand.
    const LANE: Lane = Lane::Bulk;
    const RETRY: RetryPolicy = RetryPolicy::A_DAY;
    const TOLD: WorkKind = WorkKind::Invite;

    async fn run(self, app: &Arc<AppState>) -> End {
        let id = AccountId(self.account);
        let token = self.token.clone();
        let read = app
            .store
            .read(move |tx| {
                let account = accounts::by_id(tx, &id)?;
                let invitation = invitations::by_token(tx, &token)?;
                let form = settings::get::<InvitationForm>(tx, INVITATION_SETTING)?;
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
            link: format!("{}/enrol/invitation/{}", app.origin, self.token),
            code: self.code,
            until: app.moment(self.until),
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
        let end = mail::send(app, &messages::invitation(&app.branding(), locale, &form, &slots)).await;
        if end == End::Done {
            let id = self.invitation;
            if let Err(error) = app.store.write(move |tx| invitations::mark_sent(tx, &id)).await {
                tracing::warn!(error = %error, "an invitation's state was not stored");
            }
        }
        end
    }

    fn given_up(self, tx: &mut Tx, _tries: i64, why: &JobFault) -> StoreResult<()> {
        invitations::mark_failed(tx, &self.invitation, &why.kept())
    }
}
