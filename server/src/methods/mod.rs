//! The methods as the flows use them: each is asked for, checked, set up, and says what it depends on.
//! One file each, and one line in [`ALL`]; what a method is as such (codes, seeds, answers) is in
//! `latchkey-methods`, other servers are in `latchkey-providers`.
//!
//! Everything that is asked for a person is asked alike for a name that nobody has: the same
//! transaction, the same reads and writes, on an account that does not exist.

mod duo;
pub(crate) mod elsewhere;
mod email;
mod forecast;
mod oidc;
mod passkey;
mod questions;
mod radius;
mod recovery_code;
mod sent;
mod sms;
#[cfg(test)]
pub(crate) mod stage;
mod totp;
pub mod tries;
mod vouch;
mod yubikey;

use crate::app_state::AppState;
use async_trait::async_trait;
use latchkey_app::ports::ProofInput;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::policy::MethodHindrance;
use latchkey_contract::recover::Ask;
use latchkey_contract::settings::{MethodSettings, QuestionSettings};
use latchkey_contract::{Locale, MethodKind};
use latchkey_domain::Reason;
use latchkey_domain::ids::{AccountId, PersonId};
use latchkey_domain::independence::{Authenticator, Dependency, FactorKind, may_follow};
use latchkey_domain::policy::MethodPolicy;
use latchkey_store::accounts::Account;
use latchkey_store::methods::{self, MethodRow, NewMethod};
use latchkey_store::{StoreError, StoreResult, Tx, flows, settings};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use forecast::DirectoryMethods;
pub use sent::{Destination, addresses, destination_of};
pub use vouch::{asked_to_vouch, listed_and_able as able_to_vouch, refuse_to_vouch, vouch_for};

/// Every method that there is.
const ALL: &[&dyn Method] = &[
    &passkey::Passkey,
    &totp::Totp,
    &email::Email,
    &sms::Sms,
    &yubikey::YubiKey,
    &duo::Duo,
    &oidc::Oidc,
    &radius::Radius,
    &vouch::Vouch,
    &questions::Questions,
    &recovery_code::RecoveryCode,
];

pub fn all() -> &'static [&'static dyn Method] {
    ALL
}

pub fn of(kind: MethodKind) -> Option<&'static dyn Method> {
    ALL.iter().copied().find(|method| method.kind() == kind)
}

/// Where a proof is asked for and checked.
pub struct ProofContext<'a, 'c> {
    pub app: &'a Arc<AppState>,
    pub tx: &'a mut Tx<'c>,
    pub flow: &'a flows::Flow,
    /// [`nobody`] for a name that nobody has.
    pub person: PersonId,
    /// Whose questions are shown: the person's, or those of whom a name may mean that nobody has as it was
    /// typed. For nothing else.
    pub looks_like: PersonId,
    /// What the person set up of this kind, as far as it may follow what was proved already.
    pub rows: Vec<MethodRow>,
    /// How many proofs were right so far in this flow.
    pub stage: usize,
    /// What `ask` leaves for `page` and `check`; sealed with the flow.
    pub secrets: Value,
}

/// Runs `action` with the things of one method, and keeps what it leaves with the flow. `open`: which of
/// the account's rows may be used.
pub fn with_proof_context<T>(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    kind: MethodKind,
    stage: usize,
    open: impl FnOnce(Vec<MethodRow>) -> Vec<MethodRow>,
    action: impl FnOnce(&mut ProofContext<'_, '_>) -> StoreResult<T>,
) -> StoreResult<T> {
    let mut all = FlowSecrets::of(live)?;
    let person = live.person.clone().unwrap_or_else(nobody);
    let rows = open(methods::of(tx, &person)?);
    let (secrets, looks_like) = (all.get(kind), all.looks_like(&person));
    let mut at = ProofContext { app, tx, flow: live, person, looks_like, rows, stage, secrets };
    let done = action(&mut at)?;
    let left = at.secrets;
    all.put(kind, left);
    all.put_into(live)?;
    Ok(done)
}

/// What another server is asked with: read before, because no transaction is held meanwhile.
pub struct RemoteRequest {
    /// Through which they came; `None` for a name that nobody has.
    pub account: Option<Account>,
    pub rows: Vec<MethodRow>,
    pub secrets: Value,
    /// As the person typed it.
    pub who: String,
    pub flow: flows::FlowKind,
}

impl RemoteRequest {
    /// Takes from the secrets what is needed there; the caller keeps the secrets. `open`: which of the
    /// account's rows may be used.
    pub fn of(
        tx: &mut Tx,
        live: &flows::Flow,
        all: &mut FlowSecrets,
        kind: MethodKind,
        given: &ProofInput,
        open: impl FnOnce(Vec<MethodRow>) -> Vec<MethodRow>,
    ) -> StoreResult<Self> {
        let person = live.person.clone().unwrap_or_else(nobody);
        let (rows, secrets) = (open(methods::of(tx, &person)?), all.get(kind));
        all.use_up(kind, given);
        let id = live.account.clone().unwrap_or_else(no_account);
        let account = latchkey_store::accounts::by_id(tx, &id)?;
        Ok(Self { account, rows, secrets, who: live.who.clone(), flow: live.kind })
    }
}

/// What another server answered.
pub type RemoteAnswer = Result<Value, Reason>;

pub enum Verdict {
    /// Right, and depends on this.
    Right(Authenticator),
    Wrong(Reason),
    /// Nothing that could be a guess: not counted.
    NotCounted(Reason),
    /// The person was led on, and has proved nothing yet: not counted.
    Redirected,
    /// Something else is asked now. Counted, because it took an answer of another server.
    NextChallenge,
}

/// Where a method is set up. `have`: all that the account has, and in this flow got ready, already.
pub struct SetupContext<'a, 'c> {
    pub app: &'a Arc<AppState>,
    pub tx: &'a mut Tx<'c>,
    pub flow: &'a flows::Flow,
    pub account: Account,
    pub have: Vec<ExistingMethod>,
    pub settings: MethodSettings,
    pub secrets: Value,
}

/// A method that is there, with its secret.
#[derive(Clone)]
pub struct ExistingMethod {
    pub kind: MethodKind,
    pub secret: latchkey_domain::Secret,
    pub depends_on: Vec<Dependency>,
}

/// What the page of a set-up is made from.
pub struct SetupView<'a> {
    pub app: &'a AppState,
    pub who: &'a str,
    pub settings: &'a MethodSettings,
    pub secrets: &'a Value,
}

pub enum SetupOutcome {
    /// Set up, with a proof that it works.
    Done(NewMethod),
    /// On to its next page.
    More,
    Refused(Reason),
}

#[async_trait]
pub trait Method: Send + Sync {
    fn kind(&self) -> MethodKind;

    /// Several per person (devices, keys), or the later one instead of the earlier.
    fn several(&self) -> bool {
        false
    }

    /// Why nobody can use it yet, in a sentence for administrators.
    fn hindrance(&self, _house: &AppState, _tx: &mut Tx) -> StoreResult<Option<MethodHindrance>> {
        Ok(None)
    }

    /// Whether, for this person, it would depend on the very password that is lost.
    fn is_worthless(&self, _tx: &mut Tx, _person: &PersonId) -> StoreResult<bool> {
        Ok(false)
    }

    /// What this person can prove themselves with by this method. `rows`: all of theirs.
    /// The same reads for everybody.
    fn authenticators(&self, context: &mut OfferContext<'_, '_>) -> StoreResult<Vec<Authenticator>> {
        let kind = self.kind();
        Ok(context.rows.iter().filter(|row| row.kind == kind).map(MethodRow::authenticator).collect())
    }

    // -- a proof

    /// The person chose it, or (`again`) wants another message. A problem leaves the list open.
    fn ask(&self, _at: &mut ProofContext<'_, '_>, _again: bool) -> StoreResult<Result<(), Reason>> {
        Ok(Ok(()))
    }

    /// What its page asks for.
    fn page(&self, app: &AppState, secrets: &Value) -> Ask;

    /// Whether [`Method::ask_remote`] is needed for a proof.
    fn needs_remote_check(&self) -> bool {
        false
    }

    /// Asks another server, between two transactions: the try was counted in the first.
    async fn ask_remote(&self, _house: &Arc<AppState>, _asked: RemoteRequest, _given: &ProofInput) -> RemoteAnswer {
        Ok(Value::Null)
    }

    /// Decides. `said`: by the other server; one that gave no answer is nobody's guess, and is not
    /// handed in. Of two at once exactly one is right (in the caller's transaction).
    fn check(&self, at: &mut ProofContext<'_, '_>, given: &ProofInput, said: Value) -> StoreResult<Verdict>;

    // -- the set-up

    /// The person begins it. A problem leads back to the choice.
    fn begin(&self, _at: &mut SetupContext<'_, '_>) -> StoreResult<Result<(), Reason>> {
        Ok(Ok(()))
    }

    /// `None`: what is kept does not make a page; begin again.
    fn set_up_page(&self, seen: &SetupView<'_>) -> Option<SetUp>;

    fn needs_remote_set_up(&self) -> bool {
        false
    }

    async fn ask_remote_at_set_up(
        &self,
        _house: &Arc<AppState>,
        _asked: RemoteRequest,
        _given: &ProofInput,
    ) -> RemoteAnswer {
        Ok(Value::Null)
    }

    fn take(
        &self,
        at: &mut SetupContext<'_, '_>,
        given: &ProofInput,
        outside: RemoteAnswer,
    ) -> StoreResult<SetupOutcome>;

    /// One page back within the method. `false`: back to the choice.
    fn back(&self, _hidden: &mut Value) -> bool {
        false
    }
}

/// For finding out what an account can prove itself with.
pub struct OfferContext<'a, 'c> {
    pub app: &'a AppState,
    pub tx: &'a mut Tx<'c>,
    pub person: &'a PersonId,
    /// The one that stands for the person; `None`: nobody.
    pub account: Option<&'a Account>,
    pub rows: Vec<MethodRow>,
    pub settings: MethodSettings,
}

/// Stands in for a person who does not exist, so that the same rows are looked for.
pub fn nobody() -> PersonId {
    PersonId("00000000-0000-0000-0000-000000000000".into())
}

/// The same of an account.
pub fn no_account() -> AccountId {
    AccountId(nobody().0)
}

/// What an administrator set. Until then without questions: whoever needs those asks for [`settings_and_questions`].
pub fn method_settings(tx: &mut Tx) -> StoreResult<MethodSettings> {
    Ok(settings::get(tx, "methods")?.unwrap_or_default())
}

/// The same, with the questions to choose from: until an administrator writes others those of the catalogue, in the
/// organisation's language.
pub fn settings_and_questions(tx: &mut Tx, language: Locale) -> StoreResult<MethodSettings> {
    Ok(settings::get(tx, "methods")?.unwrap_or_else(|| first_settings(language)))
}

pub fn first_settings(language: Locale) -> MethodSettings {
    use latchkey_text::questions as text;
    let bank = [
        text::repaired(language),
        text::teacher(language),
        text::shop(language),
        text::meal(language),
        text::wanted(language),
        text::book(language),
        text::nickname(language),
        text::street(language),
    ];
    let questions = QuestionSettings { bank: bank.map(str::to_owned).to_vec(), ..QuestionSettings::default() };
    MethodSettings { questions, ..MethodSettings::default() }
}

/// Everything that the person can prove themselves with, whether or not the policy lets it. The same reads for
/// [`nobody`].
pub fn authenticators(app: &AppState, tx: &mut Tx, person: &PersonId) -> StoreResult<Vec<Authenticator>> {
    let rows = methods::of(tx, person)?;
    let account = latchkey_store::persons::primary_account(tx, person)?;
    let settings = method_settings(tx)?;
    let mut context = OfferContext { app, tx, person, account: account.as_ref(), rows, settings };
    let mut all = Vec::new();
    for method in ALL {
        all.extend(method.authenticators(&mut context)?);
    }
    Ok(all)
}

/// Of a kind, those that may still follow. Without an authenticator of the policy's nothing is left.
pub fn open_rows(
    rows: Vec<MethodRow>,
    kind: MethodKind,
    policy: &MethodPolicy,
    proved: &[Authenticator],
) -> Vec<MethodRow> {
    let open = |row: &MethodRow| row.kind == kind && policy.allows(kind) && may_follow(&row.authenticator(), proved);
    rows.into_iter().filter(open).collect()
}

/// A dependency on something that must not stand in a row in the clear.
pub fn depends_on(tx: &Tx, factor: FactorKind, what: &str) -> Dependency {
    Dependency::new(factor, tx.lasting_digest("dependency", &[what]))
}

/// What the person calls it, or what it is called until they do.
fn label_or(typed: &str, otherwise: impl FnOnce() -> String) -> String {
    let typed: String = typed.trim().chars().filter(|c| !c.is_control()).take(40).collect();
    if typed.is_empty() { otherwise() } else { typed }
}

/// What the methods of one flow keep between two of its pages, by method; sealed with the flow.
#[derive(Clone, Debug, Default, Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct FlowSecrets(BTreeMap<String, Value>);

/// Beside the codes of the methods.
const LOOKS_LIKE: &str = "looks-like";

impl FlowSecrets {
    /// At the beginning of a recovery, the same for everybody.
    pub fn looking_like(whom: PersonId) -> Self {
        Self(BTreeMap::from([(LOOKS_LIKE.to_owned(), Value::String(whom.0))]))
    }
    fn looks_like(&self, person: &PersonId) -> PersonId {
        let whom = self.0.get(LOOKS_LIKE).and_then(Value::as_str);
        whom.map_or_else(|| person.clone(), |id| PersonId(id.to_owned()))
    }

    /// Of a flow that seals nothing else.
    pub fn of(flow: &flows::Flow) -> StoreResult<Self> {
        if flow.sealed.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(flow.sealed.expose()).map_err(|_| StoreError::Corrupt("sealed flow".into()))
    }
    pub fn put_into(&self, flow: &mut flows::Flow) -> StoreResult<()> {
        flow.sealed = self.sealed()?;
        Ok(())
    }
    pub fn sealed(&self) -> StoreResult<latchkey_domain::Secret> {
        let text = serde_json::to_string(self).map_err(|_| StoreError::Corrupt("sealed flow".into()))?;
        Ok(latchkey_domain::Secret::new(text))
    }

    pub fn get(&self, kind: MethodKind) -> Value {
        self.0.get(kind.code()).cloned().unwrap_or(Value::Null)
    }
    pub fn put(&mut self, kind: MethodKind, value: Value) {
        if value.is_null() {
            self.0.remove(kind.code());
        } else {
            self.0.insert(kind.code().to_owned(), value);
        }
    }

    /// What another site sent back uses the way there up as soon as somebody looks into it. So a second
    /// click on that form, which has no version, finds that nothing is awaited, and moves nothing on.
    fn use_up(&mut self, kind: MethodKind, given: &ProofInput) {
        if !given.state.is_empty() {
            self.put(kind, Value::Null);
        }
    }
    /// Whether something is awaited from another site.
    pub fn awaits(&self, kind: MethodKind) -> bool {
        self.0.contains_key(kind.code())
    }
}

/// What a method kept; a value of an older shape reads as none.
pub fn kept<T: DeserializeOwned>(secrets: &Value) -> Option<T> {
    T::deserialize(secrets).ok()
}

pub fn keep<T: Serialize>(value: &T) -> StoreResult<Value> {
    serde_json::to_value(value).map_err(|_| StoreError::Corrupt("what a method keeps".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_at_most_one_file_and_each_file_a_kind_of_its_own() {
        let mut kinds: Vec<MethodKind> = ALL.iter().map(|method| method.kind()).collect();
        let all = kinds.len();
        kinds.sort();
        kinds.dedup();
        assert_eq!(kinds.len(), all);
        assert!(kinds.iter().all(|kind| of(*kind).is_some_and(|method| method.kind() == *kind)));
    }
}
