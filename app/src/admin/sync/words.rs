//! Which sentence says what a run found.

use super::super::words::fault::elsewhere;
use super::super::words::language;
use super::super::words::sync_failed;
use super::super::words::work::import_fault;
use latchkey_contract::Elsewhere;
use latchkey_contract::sync::{SyncEnd, SyncEvery, SyncField, SyncKind, SyncRun};
use latchkey_text::console_sync as text;

pub const fn every(every: SyncEvery) -> &'static str {
    let l = language();
    match every {
        SyncEvery::Off => text::every_off(l),
        SyncEvery::Hour => text::every_hour(l),
        SyncEvery::SixHours => text::every_six_hours(l),
        SyncEvery::Day => text::every_day(l),
    }
}

/// After the number.
pub const fn number(kind: SyncKind) -> &'static str {
    let l = language();
    match kind {
        SyncKind::New => text::number_new(l),
        SyncKind::Recreated => text::number_recreated(l),
        SyncKind::Changed => text::number_changed(l),
        SyncKind::Moved => text::number_moved(l),
        SyncKind::Disabled => text::number_disabled(l),
        SyncKind::Enabled => text::number_enabled(l),
        SyncKind::Gone => text::number_gone(l),
        SyncKind::Back => text::number_back(l),
        SyncKind::Held => text::number_held(l),
    }
}

/// What follows for these people. `asks`: it is this run that waits for an answer.
pub const fn lede(kind: SyncKind, asks: bool) -> &'static str {
    let l = language();
    match kind {
        SyncKind::New => text::lede_new(l),
        SyncKind::Recreated => text::lede_recreated(l),
        SyncKind::Changed => text::lede_changed(l),
        SyncKind::Moved => text::lede_moved(l),
        SyncKind::Disabled => text::lede_disabled(l),
        SyncKind::Enabled => text::lede_enabled(l),
        SyncKind::Gone => text::lede_gone(l),
        SyncKind::Back => text::lede_back(l),
        SyncKind::Held if asks => text::lede_held(l),
        SyncKind::Held => text::lede_held_over(l),
    }
}

pub const fn field(field: SyncField) -> &'static str {
    let l = language();
    match field {
        SyncField::Login => text::field_login(l),
        SyncField::Upn => text::field_upn(l),
        SyncField::DisplayName => text::field_display_name(l),
        SyncField::Mail => text::field_mail(l),
        SyncField::Phone => text::field_phone(l),
        SyncField::Manager => text::field_manager(l),
        SyncField::Language => text::field_language(l),
        SyncField::Dn => text::field_dn(l),
        SyncField::SetElsewhere => text::field_set_elsewhere(l),
    }
}

/// A value as it is read: who sets a password is stored as a code.
pub fn value(field: SyncField, value: Option<String>) -> Option<String> {
    let value = value.filter(|value| !value.is_empty());
    match (field, value.as_deref().and_then(Elsewhere::from_code)) {
        (SyncField::SetElsewhere, Some(by)) => Some(elsewhere(by).to_owned()),
        _ => value,
    }
}

/// How it ended, and the class of its badge.
pub fn end(run: &SyncRun) -> (String, &'static str) {
    let l = language();
    match &run.end {
        SyncEnd::Running => (text::end_running(l).into(), "badge brass"),
        SyncEnd::Stopped => (text::end_stopped(l).into(), "badge"),
        SyncEnd::Failed(_) => (text::end_failed(l).into(), "badge bad"),
        SyncEnd::Asking => (text::end_asking(l).into(), "badge bad"),
        SyncEnd::Finished if run.counts.held > 0 => (text::end_asked_anew(l).into(), "badge warn"),
        SyncEnd::Finished => (text::end_finished(l).into(), "badge good"),
        SyncEnd::Decided { are_gone: true, by } => (text::end_gone(l, by), "badge"),
        SyncEnd::Decided { are_gone: false, by } => (text::end_kept(l, by), "badge"),
    }
}

/// Why it failed, as sentences. A first import waits for an administrator.
pub fn why(run: &SyncRun) -> Option<String> {
    match &run.end {
        SyncEnd::Failed(fault) if run.is_first => Some(import_fault(fault)),
        SyncEnd::Failed(fault) => Some(sync_failed(fault)),
        _ => None,
    }
}
