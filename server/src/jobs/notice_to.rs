//! What a person is told about their accounts, to one address.

use super::job::{End, Job};
use super::lanes::Lane;
use super::mail;
use super::retry_policy::RetryPolicy;
use crate::app_state::AppState;
use crate::services::language::language_of;
use crate::work::{JobFault, NoticeKind, NoticeTo};
use latchkey_contract::MethodKind;
use latchkey_contract::admin::WorkKind;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::PersonId;
use latchkey_messages as messages;
use latchkey_store::{AuditEvent, StoreResult, Tx, persons};
use std::sync::Arc;

impl Job for NoticeTo {
    const LANE: Lane = Lane::Notice;
    const RETRY: RetryPolicy = RetryPolicy::A_DAY;
    const TOLD: WorkKind = WorkKind::Notice;

    async fn run(self, app: &Arc<AppState>) -> End {
        let id = PersonId(self.person);
        let account = match app.store.read(move |tx| persons::primary_account(tx, &id)).await {
            Ok(Some(account)) => account,
            Ok(None) => return End::Done,
            Err(error) => return End::Retry(error.into()),
        };
        let (locale, at) = (language_of(app, Some(&account)), app.moment(self.at));
        let notice = message(self.kind, self.methods);
        let letter = messages::notice(&app.branding(), locale, &self.address, &account.display_name, at, &notice);
        mail::send(app, &letter).await
    }

    fn given_up(self, tx: &mut Tx, _tries: i64, why: &JobFault) -> StoreResult<()> {
        not_told(tx, self.person, &self.kind, why)
    }
}

fn message(kind: NoticeKind, methods: Vec<MethodKind>) -> messages::Notice {
    match kind {
        NoticeKind::PasswordReset => messages::Notice::PasswordReset,
        NoticeKind::Unlocked => messages::Notice::Unlocked,
        NoticeKind::Enrolled => messages::Notice::Enrolled { methods },
        NoticeKind::MethodAdded { method } => messages::Notice::MethodAdded { method },
        NoticeKind::MethodRemoved { method } => messages::Notice::MethodRemoved { method },
        NoticeKind::RecoveryCodesRenewed => messages::Notice::RecoveryCodesRenewed,
        NoticeKind::PasswordChanged => messages::Notice::PasswordChanged,
        NoticeKind::Frozen => messages::Notice::Frozen,
        NoticeKind::TooManyWrong => messages::Notice::TooManyWrong,
        NoticeKind::AccountsJoined => messages::Notice::AccountsJoined,
        NoticeKind::AccountParted => messages::Notice::AccountParted,
        NoticeKind::NotEverywhere { directory } => messages::Notice::NotEverywhere { directory },
    }
}

/// A person does not know what happened to their account: the help desk may have to tell them.
pub fn not_told(tx: &mut Tx, person: String, kind: &NoticeKind, why: &JobFault) -> StoreResult<()> {
    let detail = serde_json::json!({ "notice": kind.code(), "reason": why });
    let account = persons::primary_account(tx, &PersonId(person))?.map(|account| account.id);
    let event = AuditEvent::default().account(account.as_ref()).detail(detail);
    tx.audit(AuditKind::NoticeFailed, Actor::Latchkey, event);
    Ok(())
}
