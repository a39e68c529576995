//! Authenticator app: several per person, each time step once.

use super::{Had, Method, Outside, Proving, Seen, SettingUp, Taken, Verdict, keep, kept};
use crate::house::House;
use latchkey_app::ports::Given;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_contract::{MethodKind, Problem};
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

    fn page(&self, _house: &House, _hidden: &Value) -> Ask {
        Ask::Digits { good_until: None }
    }

    fn check(&self, at: &mut Proving<'_, '_>, given: &Given, _said: Value) -> StoreResult<Verdict> {
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
        let Some((row, step)) = right else { return Ok(Verdict::Wrong(Problem::WrongCode)) };
        // exactly once, also in a race: the later one finds the step taken
        Ok(if methods::use_step(at.tx, &row.id, step)? {
            Verdict::Right(row.offer())
        } else {
            Verdict::Wrong(Problem::WrongCode)
        })
    }

    fn begin(&self, at: &mut SettingUp<'_, '_>) -> StoreResult<Result<(), Problem>> {
        if kept::<String>(&at.hidden).is_none() {
            at.hidden = keep(&totp::new_seed(at.tx.entropy()).expose())?;
        }
        Ok(Ok(()))
    }

    fn set_up_page(&self, seen: &Seen<'_>) -> Option<SetUp> {
        let seed: String = kept(seen.hidden)?;
        totp::setup(&Secret::new(seed), &seen.house.organisation, seen.who).map(SetUp::Totp)
    }

    fn take(&self, at: &mut SettingUp<'_, '_>, given: &Given, _outside: Outside) -> StoreResult<Taken> {
        let Some(seed) = kept::<String>(&at.hidden).map(Secret::new) else {
            return Ok(Taken::Problem(Problem::OutOfDate));
        };
        Ok(match totp::check(&seed, &given.text, at.tx.now(), 0) {
            // the code that proved the set-up is used: it does not open a recovery too
            Check::Right { step } => Taken::Done(NewMethod {
                kind: MethodKind::Totp,
                label: label(&at.have, &given.name),
                secret: seed,
                hangs_on: Vec::new(),
                last_step: step,
            }),
            Check::ClockOff { minutes } => Taken::Problem(Problem::ClockOff { minutes }),
            Check::Wrong | Check::Replayed => Taken::Problem(Problem::WrongCode),
        })
    }
}

fn label(have: &[Had], typed: &str) -> String {
    super::label_or(typed, || match have.iter().filter(|had| had.kind == MethodKind::Totp).count() {
        0 => "Authenticator app".to_owned(),
        earlier => format!("Authenticator app {}", earlier + 1),
    })
}
