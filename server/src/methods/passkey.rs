//! Passkeys and security keys: several per person, each answer once.

use super::method::Method;
use super::proof::{ProofContext, Verdict};
use super::remote::RemoteAnswer;
use super::secrets::{keep, kept};
use super::setup::{ExistingMethod, SetupContext, SetupOutcome, SetupView};
use crate::app_state::AppState;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::policy::MethodHindrance;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::Secret;
use latchkey_methods::passkey::{Challenge, Check, Made, Making, NoName, Owner, RelyingParty, Roots};
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::{StoreResult, Tx};
use serde_json::Value;

#[cfg(test)]
#[path = "passkey_tests.rs"]
mod tests;

pub struct Passkey;

impl Method for Passkey {
    fn kind(&self) -> MethodKind {
        MethodKind::Passkey
    }

    fn several(&self) -> bool {
        true
    }

    fn hindrance(&self, app: &AppState, tx: &mut Tx) -> StoreResult<Option<MethodHindrance>> {
        if relying_party(app).is_err() {
            return Ok(Some(MethodHindrance::NoHostName));
        }
        let settings = super::settings::method_settings(tx)?.passkeys;
        Ok(match Roots::read(&settings.roots) {
            Err(why) if settings.attested => Some(MethodHindrance::NoMaker(why)),
            _ => None,
        })
    }

    fn ask(&self, at: &mut ProofContext<'_, '_>, _again: bool) -> StoreResult<Result<(), Reason>> {
        at.secrets = question(at)?;
        Ok(if at.secrets.is_null() { Err(Reason::MethodAway) } else { Ok(()) })
    }

    fn page(&self, _house: &AppState, secrets: &Value) -> Ask {
        // without a question the browser is asked nothing, and the page says that nothing answered
        let options = kept::<Challenge>(secrets).map(|asked| asked.options().to_owned()).unwrap_or_default();
        Ask::Passkey { options }
    }

    fn check(&self, at: &mut ProofContext<'_, '_>, given: &ProofInput, _said: Value) -> StoreResult<Verdict> {
        // used up, whatever comes: an answer is looked at once
        let asked = kept::<Challenge>(&at.secrets.take());
        let verdict = decide(at, asked, &given.credential)?;
        if !matches!(verdict, Verdict::Right(_)) {
            at.secrets = question(at)?;
        }
        Ok(verdict)
    }

    fn begin(&self, at: &mut SetupContext<'_, '_>) -> StoreResult<Result<(), Reason>> {
        at.secrets = registration(at)?;
        Ok(if at.secrets.is_null() { Err(Reason::MethodAway) } else { Ok(()) })
    }

    fn set_up_page(&self, seen: &SetupView<'_>) -> Option<SetUp> {
        let making: Making = kept(seen.secrets)?;
        Some(SetUp::Passkey { options: making.options().to_owned() })
    }

    fn take(
        &self,
        at: &mut SetupContext<'_, '_>,
        given: &ProofInput,
        _outside: RemoteAnswer,
    ) -> StoreResult<SetupOutcome> {
        let making = kept::<Making>(&at.secrets.take());
        let made = match (making, relying_party(at.app)) {
            (Some(making), Ok(us)) => us.finish(making, &given.credential, at.tx.now()),
            _ => Made::Late,
        };
        let problem = match made {
            Made::Key(secret) => {
                return Ok(SetupOutcome::Done(NewMethod {
                    kind: MethodKind::Passkey,
                    label: label(&at.have, &given.name),
                    secret,
                    depends_on: Vec::new(),
                    last_step: 0,
                }));
            }
            Made::AlreadyThere => Reason::AlreadyThere,
            Made::NotAccepted => Reason::NotAccepted,
            Made::Unclear => Reason::NoAnswer,
            Made::Late => Reason::OutOfDate,
        };
        at.secrets = registration(at)?;
        Ok(SetupOutcome::Refused(problem))
    }
}

/// Practice mode answers to localhost as well as to its address.
fn relying_party(app: &AppState) -> Result<RelyingParty, NoName> {
    RelyingParty::new(&app.origin, &app.organisation, app.practice.is_some())
}

/// A new one. Nothing in it depends on who is asked.
fn question(at: &ProofContext<'_, '_>) -> StoreResult<Value> {
    let asked = relying_party(at.app).ok().and_then(|us| us.ask(at.tx.now()));
    asked.map_or(Ok(Value::Null), |asked| keep(&asked))
}

fn decide(at: &mut ProofContext<'_, '_>, asked: Option<Challenge>, said: &str) -> StoreResult<Verdict> {
    let (Some(asked), Ok(us)) = (asked, relying_party(at.app)) else {
        return Ok(Verdict::NotCounted(Reason::OutOfDate));
    };
    let keys: Vec<&Secret> = at.rows.iter().map(|row| &row.secret).collect();
    let (nth, key) = match us.check(asked, said, at.person.as_str(), &keys, at.tx.now()) {
        Check::Right { nth, key } => (nth, key),
        Check::Wrong => return Ok(Verdict::Wrong(Reason::WrongCode)),
        Check::Unclear => return Ok(Verdict::NotCounted(Reason::NoAnswer)),
        Check::Late => return Ok(Verdict::NotCounted(Reason::OutOfDate)),
    };
    let Some(row) = at.rows.get(nth) else { return Ok(Verdict::Wrong(Reason::WrongCode)) };
    // The step counts the uses. Of two at once the later one finds that it is not the next any more,
    // also where the key itself counts nothing.
    if !methods::use_step(at.tx, &row.id, row.last_step.saturating_add(1))? {
        return Ok(Verdict::Wrong(Reason::WrongCode));
    }
    if key != row.secret {
        methods::set_secret(at.tx, &row.id, &key)?;
    }
    Ok(Verdict::Right(row.authenticator()))
}

/// A new one; null where there is none to be had.
fn registration(at: &SetupContext<'_, '_>) -> StoreResult<Value> {
    let settings = &at.settings.passkeys;
    let roots = if settings.attested { Some(Roots::read(&settings.roots)) } else { None };
    let (Ok(us), Ok(roots)) = (relying_party(at.app), roots.transpose()) else { return Ok(Value::Null) };
    let have: Vec<&Secret> = keys(&at.have).map(|had| &had.secret).collect();
    let account = &at.account;
    let owner = Owner { id: account.person.id.as_str(), login: &account.login, display_name: &account.display_name };
    us.begin(owner, &have, roots.as_ref(), at.tx.now()).map_or(Ok(Value::Null), |making| keep(&making))
}

fn keys(have: &[ExistingMethod]) -> impl Iterator<Item = &ExistingMethod> {
    have.iter().filter(|had| had.kind == MethodKind::Passkey)
}

fn label(have: &[ExistingMethod], typed: &str) -> String {
    super::setup::label_or(typed, || match keys(have).count() {
        0 => "Passkey".to_owned(),
        earlier => format!("Passkey {}", earlier + 1),
    })
}
