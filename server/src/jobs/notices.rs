//! What a person is told about their accounts: by the mailboxes that the directories name, and by each
//! address that they enrolled, since the former may be closed to them just now. One job for each
//! address: what one of them does to its message keeps no other from arriving, and none gets it twice.

use super::mails::send;
use super::work::{NOTICE_TO, Notice, NoticeKind, NoticeTo};
use super::{End, JobFault};
use crate::app_state::AppState;
use crate::services::language::language_of;
use latchkey_contract::MethodKind;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::PersonId;
use latchkey_domain::names;
use latchkey_messages as messages;
use latchkey_store::{AuditEvent, StoreResult, Tx, methods, persons};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One job becomes one for each address.
pub async fn split(app: &Arc<AppState>, job: Notice) -> End {
    let id = PersonId(job.person.clone());
    let found = app.store.read(move |tx| {
        let accounts = persons::accounts(tx, &id)?;
        if accounts.is_empty() {
            return Ok(None);
        }
        Ok(Some((accounts, methods::of(tx, &id)?)))
    });
    let (accounts, rows) = match found.await {
        Ok(Some(found)) => found,
        Ok(None) => return End::Done,
        Err(error) => return End::Retry(error.into()),
    };
    let mut kinds: Vec<MethodKind> = rows.iter().map(|row| row.kind).collect();
    kinds.dedup();
    let private = rows.iter().filter(|row| row.kind == MethodKind::Email).map(|row| row.secret.expose().to_owned());
    let mut seen = BTreeSet::new();
    let mut jobs = Vec::new();
    for address in accounts.into_iter().filter_map(|account| account.mail).chain(private) {
        if !seen.insert(names::comparable(&address)) {
            continue;
        }
        let (person, methods) = (job.person.clone(), kinds.clone());
        let one = NoticeTo { person, address, kind: job.kind.clone(), methods, at: job.at };
        match serde_json::to_value(one) {
            Ok(payload) => jobs.push((NOTICE_TO, payload)),
            Err(_) => return End::GiveUp(JobFault::Unwritable),
        }
    }
    End::Instead(jobs)
}

pub async fn tell(app: &Arc<AppState>, job: NoticeTo) -> End {
    let id = PersonId(job.person);
    let account = match app.store.read(move |tx| persons::primary_account(tx, &id)).await {
        Ok(Some(account)) => account,
        Ok(None) => return End::Done,
        Err(error) => return End::Retry(error.into()),
    };
    let (locale, at) = (language_of(app, Some(&account)), app.moment(job.at));
    let notice = message(job.kind, job.methods);
    let mail = messages::notice(&app.branding(), locale, &job.address, &account.display_name, at, &notice);
    send(app, &mail).await
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
pub fn not_told(tx: &mut Tx, person: String, kind: NoticeKind, why: &JobFault) -> StoreResult<()> {
    let detail = serde_json::json!({ "notice": kind.code(), "reason": why });
    let account = persons::primary_account(tx, &PersonId(person))?.map(|account| account.id);
    let event = AuditEvent::default().account(account.as_ref()).detail(detail);
    tx.audit(AuditKind::NoticeFailed, Actor::Latchkey, event);
    Ok(())
}
