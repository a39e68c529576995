//! A visit to the account page as the engine of begun flows sees it.

use crate::flows::{BegunFlow, ProvedFlow, account_here};
use crate::services::language::choice;
use latchkey_app::ports::Caller;
use latchkey_contract::{Locale, MethodKind};
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::independence::Authenticator;
use latchkey_domain::visit::{Stage, Visit};
use latchkey_domain::{Reason, Timestamp};
use latchkey_store::accounts::Account;
use latchkey_store::flows::{Flow, FlowKind};
use latchkey_store::methods::MethodRow;
use latchkey_store::{StoreResult, Tx};

/// Without a form from the page.
pub(super) const IDLE_SECS: i64 = 15 * 60;

impl BegunFlow for Visit {
    const KIND: FlowKind = FlowKind::Account;
    const RENEWED_SECS: Option<i64> = Some(IDLE_SECS);
    /// One that waits for a directory's own sign-in page is nobody's yet: no form but the answer may find it.
    type Whose = Account;

    fn cookie(caller: &Caller) -> Option<&str> {
        caller.account_cookie.as_deref()
    }

    fn whose(tx: &mut Tx, flow: &Flow) -> StoreResult<Option<Account>> {
        account_here(tx, flow)
    }

    fn is_open(&self) -> bool {
        self.is_open()
    }

    fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Stopped { .. })
    }

    fn note(&mut self) -> &mut Option<Reason> {
        &mut self.problem
    }

    fn after_form(&self, tx: &mut Tx, account: &Account, locale: Locale) -> StoreResult<()> {
        if self.is_in() && account.person.language.is_none() {
            choice::read_in(tx, account, locale)?;
        }
        Ok(())
    }
}

impl ProvedFlow for Visit {
    fn awaited_method(&self) -> Option<MethodKind> {
        self.awaited()
    }

    /// Who knows the password has as good as a first proof: strangers' tries are counted apart.
    fn proofs_before(&self) -> usize {
        1
    }

    fn open_rows(&self, all: Vec<MethodRow>, kind: MethodKind) -> Vec<MethodRow> {
        all.into_iter().filter(|row| row.kind == kind).collect()
    }

    fn not_opened(&mut self, why: Reason) {
        let back = if matches!(self.stage, Stage::Try { .. }) { Stage::Home } else { Stage::Prove { chosen: None } };
        self.go(back);
        self.problem = Some(why);
    }

    fn close_method(&mut self, why: Reason) {
        self.go(Stage::Prove { chosen: None });
        self.problem = Some(why);
    }

    fn close(&mut self, why: Reason) {
        self.go(Stage::Stopped { why });
    }

    fn take_right(&mut self, authenticator: Authenticator, now: Timestamp) -> bool {
        let counts = authenticator.counts();
        if counts {
            self.right(authenticator.kind, now);
        } else {
            self.wrong(Reason::PickAnother);
        }
        counts
    }

    fn take_wrong(&mut self, why: Reason) {
        self.wrong(why);
    }

    fn audited(counts: bool) -> (AuditKind, Actor<'static>) {
        (if counts { AuditKind::AccountSignedIn } else { AuditKind::AccountProofWrong }, Actor::SelfService)
    }
}
