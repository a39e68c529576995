//! Which sentence says what background work fails, and why.

use super::{capital, check, language};
use latchkey_contract::admin::{FailingRow, WorkFault, WorkKind};
use latchkey_text::console_work as text;

/// What it is, at the start of a sentence.
pub fn work(kind: &WorkKind) -> String {
    let l = language();
    match kind {
        WorkKind::SendProofCode => text::send_proof_code(l).into(),
        WorkKind::ConfirmAddress => text::confirm_address(l).into(),
        WorkKind::Notice => text::notice(l).into(),
        WorkKind::Invite => text::invite(l).into(),
        WorkKind::InviteAll => text::invite_all(l).into(),
        WorkKind::BulkRun => text::bulk_run(l).into(),
        WorkKind::Import => text::import(l).into(),
        WorkKind::Sync => text::sync(l).into(),
        WorkKind::Reconcile => text::reconcile(l).into(),
        WorkKind::FinishWrite => text::finish_write(l).into(),
        WorkKind::JoinAccounts => text::join_accounts(l).into(),
        WorkKind::PolicyMembers => text::policy_members(l).into(),
        WorkKind::CountProfiles => text::count_profiles(l).into(),
        WorkKind::TestMail => text::test_mail(l).into(),
        WorkKind::Other { code } => text::other(l, code),
    }
}

/// What does not work, and why.
pub fn failing(row: &FailingRow) -> (String, String) {
    let l = language();
    let news = text::does_not_work_often(l, row.count, &work(&row.work));
    (news, text::since(l, fault(&row.error).trim_end_matches('.'), row.since))
}

/// Without a stop at the end, where it is ours.
pub fn fault(fault: &WorkFault) -> String {
    let l = language();
    match fault {
        WorkFault::Unreadable => text::unreadable(l).into(),
        WorkFault::Unknown => text::unknown(l).into(),
        WorkFault::Program => text::program(l).into(),
        WorkFault::Other { said } | WorkFault::NotSent { said } => capital(said),
        WorkFault::Directory(fault) => check::seen_first(fault),
        WorkFault::Elsewhere => text::elsewhere(l).into(),
        WorkFault::Members(fault) => capital(&text::members(l, &check::seen(fault))),
        WorkFault::NoMail => text::no_mail(l).into(),
        WorkFault::NoAddress => text::no_address(l).into(),
        WorkFault::TooLate => text::too_late(l).into(),
        WorkFault::BadNumber => text::bad_number(l).into(),
        WorkFault::Unwritable => text::unwritable(l).into(),
    }
}

/// Why an import broke off, as sentences.
pub fn import_fault(why: &WorkFault) -> String {
    match why {
        WorkFault::Directory(fault) => text::import_broke_off(language(), &check::seen_first(fault)),
        other => format!("{}.", fault(other).trim_end_matches('.')),
    }
}
