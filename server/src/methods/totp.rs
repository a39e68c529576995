//! Authenticator app: several per person, each time step once.

use super::method::Method;
use super::proof::{ProofContext, Verdict};
use super::remote::RemoteAnswer;
use super::secrets::{keep, kept};
use super::setup::{ExistingMethod, SetupContext, SetupOutcome, SetupView};
use crate::app_state::AppState;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::Secret;
use latchkey_methods::totp::{self, Check};
use latchkey_store::StoreResult;
use latchkey_store::methods::{self, NewMethod};
use serde_json::Value;

pub struct Totp;

/// Stands in for the seed of somebody who has none: the same work.
const NO_SEED: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
/// More are not compared: each takes its time, and nobody has so many.
const MOST: usize = 5;

impl Method for Totp {
    fn kind(&self) -> MethodKind {
        MethodKind::Totp
    }

    fn several(&self) -> bool {
        true
    }

    fn page(&self, _house: &AppState, _hidden: &Value) -> Ask {
        Ask::Digits { good_until: None }
    }

    fn check(&self, at: &mut ProofContext<'_, '_>, given: &ProofInput, _said: Value) -> StoreResult<Verdict> {
        let now = at.tx.now();
        // A used or late code is not told apart from a wrong one: it would tell a guesser that the
        // app is enrolled and the code was near.
        let mut right = None;
        for row in at.rows.iter().take(MOST) {
            if let Check::Right { step } = totp::check(&row.secret, &given.text, now, row.last_step) {
                right = right.or(Some((row.clone(), step)));
            }
        }
        if at.rows.is_empty() {
            let _same_work = totp::check(&Secret::new(NO_SEED), &given.text, now, 0);
        }
        let Some((row, step)) = right else { return Ok(Verdict::Wrong(Reason::WrongCode)) };
        // exactly once, also in a race: the later one finds the step taken
        Ok(if methods::use_step(at.tx, &row.id, step)? {
            Verdict::Right(row.authenticator())
        } else {
            Verdict::Wrong(Reason::WrongCode)
        })
    }

    fn begin(&self, at: &mut SetupContext<'_, '_>) -> StoreResult<Result<(), Reason>> {
        if kept::<String>(&at.secrets).is_none() {
            at.secrets = keep(&totp::new_seed(at.tx.entropy()).expose())?;
        }
        Ok(Ok(()))
    }

    fn set_up_page(&self, seen: &SetupView<'_>) -> Option<SetUp> {
        let seed: String = kept(seen.secrets)?;
        totp::setup(&Secret::new(seed), &seen.app.organisation, seen.who).map(SetUp::Totp)
    }

    fn take(
        &self,
        at: &mut SetupContext<'_, '_>,
        given: &ProofInput,
        _outside: RemoteAnswer,
    ) -> StoreResult<SetupOutcome> {
        let Some(seed) = kept::<String>(&at.secrets).map(Secret::new) else {
            return Ok(SetupOutcome::Refused(Reason::OutOfDate));
        };
        Ok(match totp::check(&seed, &given.text, at.tx.now(), 0) {
            // the code that proved the set-up is used: it does not open a recovery too
            Check::Right { step } => SetupOutcome::Done(NewMethod {
                kind: MethodKind::Totp,
                label: label(&at.have, &given.name),
                secret: seed,
                depends_on: Vec::new(),
                last_step: step,
            }),
            Check::ClockOff { minutes } => SetupOutcome::Refused(Reason::ClockOff { minutes }),
            Check::Wrong | Check::Replayed => SetupOutcome::Refused(Reason::WrongCode),
        })
    }
}

fn label(have: &[ExistingMethod], typed: &str) -> String {
    super::setup::label_or(typed, || match have.iter().filter(|had| had.kind == MethodKind::Totp).count() {
        0 => "Authenticator app".to_owned(),
        earlier => format!("Authenticator app {}", earlier + 1),
    })
}
