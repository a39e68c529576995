//! Recovery codes: a sheet that comes with the other methods and stands in for one proof.

use super::method::Method;
use super::offer::OfferContext;
use super::proof::{ProofContext, Verdict};
use super::remote::RemoteAnswer;
use super::setup::{SetupContext, SetupOutcome, SetupView};
use crate::app_state::AppState;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::independence::Authenticator;
use latchkey_methods::recovery_codes;
use latchkey_store::{StoreResult, methods};
use serde_json::Value;

pub struct RecoveryCode;

impl Method for RecoveryCode {
    fn kind(&self) -> MethodKind {
        MethodKind::RecoveryCode
    }

    fn authenticators(&self, context: &mut OfferContext<'_, '_>) -> StoreResult<Vec<Authenticator>> {
        let left = methods::recovery_codes_left(context.tx, context.person)?;
        Ok(if left > 0 { vec![methods::codes_offer()] } else { Vec::new() })
    }

    fn page(&self, _house: &AppState, _hidden: &Value) -> Ask {
        Ask::TextField { prompt: None }
    }

    fn check(&self, at: &mut ProofContext<'_, '_>, given: &ProofInput, _said: Value) -> StoreResult<Verdict> {
        let typed = recovery_codes::normalise(&given.text);
        Ok(if methods::redeem_recovery_code(at.tx, &at.person, &typed)? {
            Verdict::Right(methods::codes_offer())
        } else {
            Verdict::Wrong(Reason::WrongCode)
        })
    }

    /// The sheet is a page of the flow itself, at its end.
    fn set_up_page(&self, _seen: &SetupView<'_>) -> Option<SetUp> {
        None
    }

    fn take(
        &self,
        _at: &mut SetupContext<'_, '_>,
        _given: &ProofInput,
        _outside: RemoteAnswer,
    ) -> StoreResult<SetupOutcome> {
        Ok(SetupOutcome::Refused(Reason::PickAnother))
    }
}
