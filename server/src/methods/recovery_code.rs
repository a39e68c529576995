//! Recovery codes: a sheet that comes with the other methods and stands in for one proof.

use super::{Having, Method, Outside, Proving, Seen, SettingUp, Taken, Verdict};
use crate::house::House;
use latchkey_app::ports::Given;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::independence::Offer;
use latchkey_methods::recovery_codes;
use latchkey_store::{StoreResult, methods};
use serde_json::Value;

pub struct RecoveryCode;

impl Method for RecoveryCode {
    fn kind(&self) -> MethodKind {
        MethodKind::RecoveryCode
    }

    fn offers(&self, having: &mut Having<'_, '_>) -> StoreResult<Vec<Offer>> {
        let id = having.account.map_or_else(super::nobody, |account| account.id.clone());
        let left = methods::recovery_codes_left(having.tx, &id)?;
        Ok(if left > 0 { vec![methods::codes_offer()] } else { Vec::new() })
    }

    fn page(&self, _house: &House, _hidden: &Value) -> Ask {
        Ask::Line { prompt: None }
    }

    fn check(&self, at: &mut Proving<'_, '_>, given: &Given, _said: Value) -> StoreResult<Verdict> {
        let typed = recovery_codes::normalise(&given.text);
        Ok(if methods::redeem_recovery_code(at.tx, &at.account, &typed)? {
            Verdict::Right(methods::codes_offer())
        } else {
            Verdict::Wrong(Problem::WrongCode)
        })
    }

    /// The sheet is a page of the flow itself, at its end.
    fn set_up_page(&self, _seen: &Seen<'_>) -> Option<SetUp> {
        None
    }

    fn take(&self, _at: &mut SettingUp<'_, '_>, _given: &Given, _outside: Outside) -> StoreResult<Taken> {
        Ok(Taken::Problem(Problem::PickAnother))
    }
}
