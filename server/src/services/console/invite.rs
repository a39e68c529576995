//! Step 5: invitations. Each is a row and a job in one transaction (`work::invite_all`); the runner sends them.

use super::code::{proved, short};
use super::guarded::Guarded;
use super::{ConsoleService, count, field_refused};
use crate::services::admin_auth::authorise;
use crate::services::view;
use crate::work::{self, INVITATION_SECS, INVITATION_SETTING, JobFault, TestMail};
use async_trait::async_trait;
use latchkey_app::ports::{Caller, InvitationAdmin};
use latchkey_contract::admin::*;
use latchkey_domain::audit::AuditKind;
use latchkey_domain::limits::Limit;
use latchkey_domain::roles::Permission;
use latchkey_messages::{self as messages, InvitationSlots};
use latchkey_methods::email_code;
use latchkey_store::{AuditEvent, invitations, persons, settings};

const TEST_MAILS: Limit = Limit { name: "test-mail", max: 10, window_secs: 3600 };

fn check(form: &InvitationForm) -> AdminResult<()> {
    match messages::fault(form) {
        None => Ok(()),
        Some((field, fault)) => Err(AdminError::Refused(field_refused(field, fault))),
    }
}

#[async_trait]
impl InvitationAdmin for ConsoleService {
    async fn invitations(&self, caller: &Caller) -> AdminResult<InvitationStatus> {
        authorise(&self.app, caller, Permission::ReadInvitations).await?;
        self.invitation_status().await
    }

    async fn preview_invitation(&self, caller: &Caller, form: InvitationForm) -> AdminResult<InvitationPreview> {
        let actor = authorise(&self.app, caller, Permission::ReadInvitations).await?;
        check(&form)?;
        let slots = InvitationSlots {
            name: "Anna Lindqvist".into(),
            link: format!("{}/enrol/invitation/…", self.app.origin),
            code: "K7QW-2ZTN".into(),
            until: self.app.moment(self.app.now().plus_secs(INVITATION_SECS)),
            to: actor.name.clone(),
        };
        Ok(messages::preview(&self.app.branding(), self.app.language, &form, &slots))
    }

    /// What people read in a message that is really ours, and do.
    async fn save_invitation(&self, caller: &Caller, form: InvitationForm, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageInvitations).await?;
        check(&form)?;
        let (app, code) = (self.app.clone(), short(code));
        let saved = self.app.store.write(move |tx| {
            let before = settings::get::<InvitationForm>(tx, INVITATION_SETTING)?;
            let before = before.unwrap_or_else(|| messages::default_invitation(app.language));
            if form == before {
                return Ok(Ok(()));
            }
            if let Err(refused) = proved(&app, tx, &actor, Guarded::SaveInvitation, &code)? {
                return Ok(Err(refused));
            }
            settings::put(tx, INVITATION_SETTING, &form)?;
            tx.audit(AuditKind::InvitationSaved, &actor, AuditEvent::at(&actor.address));
            Ok(Ok(()))
        });
        self.stored("the message could not be saved", saved.await)?.map_err(AdminError::Refused)
    }

    async fn test_invitation(&self, caller: &Caller, address: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageInvitations).await?;
        self.has_mail()?;
        let address = email_code::address(address)
            .map_err(|problem| AdminError::Refused(Refused::Problem(view::problem(&self.app, &problem))))?;
        let app = self.app.clone();
        let sent = self
            .app
            .store
            .write(move |tx| {
                let hit = latchkey_store::limits::hit(tx, &TEST_MAILS, actor.id.as_str())?;
                if !hit.allowed {
                    return Ok(Some(app.moment(hit.retry_at)));
                }
                let now = tx.now();
                work::enqueue(tx, &TestMail { address }, now, None)?;
                tx.audit(AuditKind::MailTested, &actor, AuditEvent::at(&actor.address));
                Ok(None)
            })
            .await;
        match self.stored("the test mail could not be queued", sent)? {
            None => Ok(()),
            Some(from) => Err(AdminError::Refused(Refused::TooManyTestMails { from })),
        }
    }

    /// Everybody who is onboarded, has an address, and has neither enrolled nor an open invitation.
    async fn send_invitations(&self, caller: &Caller) -> AdminResult<InvitationStatus> {
        let actor = authorise(&self.app, caller, Permission::SendInvitations).await?;
        self.has_mail()?;
        let queued = self.app.store.write(move |tx| {
            let people = work::invite_all(tx)?;
            let event = AuditEvent::at(&actor.address).detail(serde_json::json!({ "people": people }));
            tx.audit(AuditKind::InvitationsQueued, &actor, event);
            Ok(())
        });
        self.stored("invitations could not be queued", queued.await)?;
        self.invitation_status().await
    }
}

impl ConsoleService {
    async fn invitation_status(&self) -> AdminResult<InvitationStatus> {
        let read = self.app.store.read(|tx| {
            Ok((
                settings::get::<InvitationForm>(tx, INVITATION_SETTING)?,
                invitations::counts(tx)?,
                invitations::to_invite_count(tx)?,
                invitations::without_address(tx)?,
                persons::enrolled_count(tx)?,
            ))
        });
        let (form, counts, to_invite, without, enrolled) = self.stored("invitations could not be read", read.await)?;
        Ok(InvitationStatus {
            form: form.unwrap_or_else(|| messages::default_invitation(self.app.language)),
            to_invite: count(to_invite),
            queued: count(counts.queued),
            sent: count(counts.sent),
            failed: count(counts.failed),
            enrolled: count(enrolled),
            without_address: count(without),
            last_failure: counts.last_failure.map(|failure| JobFault::stored(Some(&failure)).view()),
        })
    }

    fn has_mail(&self) -> AdminResult<()> {
        if self.app.outbox.is_some() {
            return Ok(());
        }
        Err(AdminError::Refused(Refused::NoMail))
    }
}
