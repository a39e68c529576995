//! A recovery as the engine of begun flows sees it.

use crate::flows::{BegunFlow, ProvedFlow};
use crate::methods;
use latchkey_app::ports::Caller;
use latchkey_contract::MethodKind;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::independence::Authenticator;
use latchkey_domain::recovery::Recovery;
use latchkey_domain::{Reason, Timestamp};
use latchkey_store::flows::{Flow, FlowKind};
use latchkey_store::methods::MethodRow;
use latchkey_store::{StoreResult, Tx};

impl BegunFlow for Recovery {
    const KIND: FlowKind = FlowKind::Recover;
    const RENEWED_SECS: Option<i64> = None;
    /// Nobody is looked up before all proofs are right: for a name that nobody has there is nobody to be found.
    type Whose = ();

    fn cookie(caller: &Caller) -> Option<&str> {
        caller.recover_cookie.as_deref()
    }

    fn whose(_tx: &mut Tx, _flow: &Flow) -> StoreResult<Option<()>> {
        Ok(Some(()))
    }

    fn is_open(&self) -> bool {
        self.is_open()
    }

    fn is_over(&self) -> bool {
        self.is_over()
    }

    fn note(&mut self) -> &mut Option<Reason> {
        &mut self.problem
    }
}

impl ProvedFlow for Recovery {
    fn awaited_method(&self) -> Option<MethodKind> {
        self.awaited()
    }

    fn proofs_before(&self) -> usize {
        self.proved.len()
    }

    fn open_rows(&self, all: Vec<MethodRow>, kind: MethodKind) -> Vec<MethodRow> {
        methods::open_rows(all, kind, &self.policy, &self.proved)
    }

    fn not_opened(&mut self, why: Reason) {
        self.back_to_methods();
        self.problem = Some(why);
    }

    fn close_method(&mut self, why: Reason) {
        self.not_opened(why);
    }

    fn close(&mut self, why: Reason) {
        self.stop(why);
    }

    fn take_right(&mut self, authenticator: Authenticator, _now: Timestamp) -> bool {
        self.right_proof(authenticator);
        let counts = self.awaited().is_none();
        if !counts {
            // it depends on what was proved already
            self.not_opened(Reason::PickAnother);
        }
        counts
    }

    fn take_wrong(&mut self, why: Reason) {
        self.wrong_proof(why);
    }

    fn audited(counts: bool) -> (AuditKind, Actor<'static>) {
        (if counts { AuditKind::RecoveryProofRight } else { AuditKind::RecoveryProofWrong }, Actor::Anyone)
    }
}
