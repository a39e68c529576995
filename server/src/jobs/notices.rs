//! What a person is told about their account: by the mailbox that the directory names, and by each
//! address that they enrolled, since the first may be closed to them just now. One job for each
//! address: what one of them does to its message keeps no other from arriving, and none gets it twice.

use super::mails::send;
use super::work::{NOTICE_TO, Notice, NoticeKind, NoticeTo};
use super::{End, JobFault};
use crate::app_state::AppState;
use latchkey_contract::MethodKind;
use latchkey_domain::ids::AccountId;
use latchkey_domain::names;
use latchkey_outbox::templates;
use latchkey_store::{StoreResult, Tx, accounts, audit, methods};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One job becomes one for each address.
pub async fn split(app: &Arc<AppState>, job: Notice) -> End {
    let id = AccountId(job.account.clone());
    let found = app.store.read(move |tx| {
        let Some(account) = accounts::by_id(tx, &id)? else { return Ok(None) };
        Ok(Some((account, methods::of(tx, &id)?)))
    });
    let (account, rows) = match found.await {
        Ok(Some(found)) => found,
        Ok(None) => return End::Done,
        Err(error) => return End::Retry(error.into()),
    };
    let mut kinds: Vec<MethodKind> = rows.iter().map(|row| row.kind).collect();
    kinds.dedup();
    let private = rows.iter().filter(|row| row.kind == MethodKind::Email).map(|row| row.secret.expose().to_owned());
    let mut seen = BTreeSet::new();
    let mut jobs = Vec::new();
    for address in account.mail.iter().cloned().chain(private) {
        if !seen.insert(names::comparable(&address)) {
            continue;
        }
        let (account, methods) = (job.account.clone(), kinds.clone());
        let one = NoticeTo { account, address, kind: job.kind, methods, at: job.at };
        match serde_json::to_value(one) {
            Ok(payload) => jobs.push((NOTICE_TO, payload)),
            Err(_) => return End::GiveUp(JobFault::Unwritable),
        }
    }
    End::Instead(jobs)
}

pub async fn tell(app: &Arc<AppState>, job: NoticeTo) -> End {
    let id = AccountId(job.account);
    let name = match app.store.read(move |tx| accounts::by_id(tx, &id)).await {
        Ok(Some(account)) => account.display_name,
        Ok(None) => return End::Done,
        Err(error) => return End::Retry(error.into()),
    };
    let kind = template(job.kind, job.methods);
    send(app, &templates::notice(&app.templates(), &job.address, &name, &app.say_date(job.at), kind)).await
}

fn template(kind: NoticeKind, methods: Vec<MethodKind>) -> templates::Notice {
    match kind {
        NoticeKind::PasswordReset => templates::Notice::PasswordReset,
        NoticeKind::Unlocked => templates::Notice::Unlocked,
        NoticeKind::Enrolled => templates::Notice::Enrolled { methods },
        NoticeKind::MethodAdded { method } => templates::Notice::MethodAdded { method },
        NoticeKind::MethodRemoved { method } => templates::Notice::MethodRemoved { method },
        NoticeKind::RecoveryCodesRenewed => templates::Notice::RecoveryCodesRenewed,
        NoticeKind::PasswordChanged => templates::Notice::PasswordChanged,
        NoticeKind::Frozen => templates::Notice::Frozen,
        NoticeKind::TooManyWrong => templates::Notice::TooManyWrong,
    }
}

/// A person does not know what happened to their account: the help desk may have to tell them.
pub fn not_told(tx: &mut Tx, account: String, kind: NoticeKind, why: &JobFault) -> StoreResult<()> {
    audit::append(
        tx,
        audit::Event {
            kind: "notice.failed",
            actor: "latchkey",
            account: Some(&AccountId(account)),
            directory: None,
            address: None,
            detail: serde_json::json!({ "notice": kind.code(), "reason": why }),
        },
    )
    .map(drop)
}
