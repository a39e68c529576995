//! Which sentence says what background work fails, and why.

use super::{capital, check, language};
use latchkey_contract::admin::{FailingRow, WorkFault};
use latchkey_text::console_work as text;

/// The kind of a job, at the start of a sentence.
pub fn work(code: &str) -> String {
    let l = language();
    match code {
        "send-proof-code" => text::send_proof_code(l).into(),
        "confirm-address" => text::confirm_address(l).into(),
        "notice" | "notice-to" => text::notice(l).into(),
        "invite" => text::invite(l).into(),
        "invite-all" => text::invite_all(l).into(),
        "bulk-run" => text::bulk_run(l).into(),
        "import" => text::import(l).into(),
        "sync" => text::sync(l).into(),
        "reconcile" => text::reconcile(l).into(),
        "finish-write" => text::finish_write(l).into(),
        "join-accounts" => text::join_accounts(l).into(),
        "policy-members" => text::policy_members(l).into(),
        "count-profiles" => text::count_profiles(l).into(),
        "test-mail" => text::test_mail(l).into(),
        other => text::other(l, other),
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
