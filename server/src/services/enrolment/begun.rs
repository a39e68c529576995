//! An enrolment as the engine of begun flows sees it.

use crate::flows::{BegunFlow, account_here};
use crate::services::language::choice;
use latchkey_app::ports::Caller;
use latchkey_contract::Locale;
use latchkey_domain::Reason;
use latchkey_domain::enrolment::{Enrolment, Stage};
use latchkey_store::accounts::Account;
use latchkey_store::flows::{Flow, FlowKind};
use latchkey_store::{StoreResult, Tx};

/// How long an enrolment may take after the link was opened, and after each form.
pub(super) const ENROLMENT_SECS: i64 = 45 * 60;

impl BegunFlow for Enrolment {
    const KIND: FlowKind = FlowKind::Enrol;
    const RENEWED_SECS: Option<i64> = Some(ENROLMENT_SECS);
    /// `None`: one that only says why a link did not open.
    type Whose = Option<Account>;

    fn cookie(caller: &Caller) -> Option<&str> {
        caller.enrol_cookie.as_deref()
    }

    /// Whoever lost their seat, or is gone from the directory since, signs in to nothing and sets nothing up.
    fn whose(tx: &mut Tx, flow: &Flow) -> StoreResult<Option<Option<Account>>> {
        if flow.account.is_none() {
            return Ok(Some(None));
        }
        Ok(account_here(tx, flow)?.map(Some))
    }

    fn is_left_to_nobody(&mut self) -> bool {
        if !self.is_over() {
            self.stop(Reason::NotPossible);
        }
        true
    }

    fn is_open(&self) -> bool {
        false
    }

    fn is_over(&self) -> bool {
        self.is_over()
    }

    fn note(&mut self) -> &mut Option<Reason> {
        &mut self.problem
    }

    fn after_form(&self, tx: &mut Tx, account: &Option<Account>, locale: Locale) -> StoreResult<()> {
        match account {
            Some(account) if self.stage == Stage::Done => choice::read_in(tx, account, locale),
            _ => Ok(()),
        }
    }
}
