//! The first form: a name.

use super::service::{RecoveryService, go};
use crate::flows::stored;
use crate::methods::FlowSecrets;
use crate::services::policy;
use latchkey_app::ports::{Begun, Caller};
use latchkey_contract::Problem;
use latchkey_contract::recover::{RecoverAt, RecoverPage, RecoveryAction};
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::limits::{self, Limit, address_key};
use latchkey_domain::recovery::Recovery;
use latchkey_domain::{Timestamp, entropy, names};
use latchkey_store::{AuditEvent, StoreResult, Tx, flows};

/// How long a recovery may take from its beginning.
const RECOVERY_SECS: i64 = 15 * 60;

impl RecoveryService {
    pub(super) async fn begun(&self, caller: &Caller, name: &str, unlock: bool) -> Begun {
        let typed = names::comparable(name);
        let again =
            |problem| Begun::Show(RecoverPage::Name { unlock, typed: name.trim().to_owned(), problem: Some(problem) });
        if typed.is_empty() {
            return again(Problem::Empty);
        }
        if name.chars().count() > 256 {
            return Begun::Show(RecoverPage::Name {
                unlock,
                typed: String::new(),
                problem: Some(Problem::TooLongInput),
            });
        }
        let who: String = name.trim().chars().filter(|c| !c.is_control()).collect();
        let address = address_key(caller.address);
        let token = entropy::new_token(self.app.entropy.as_ref());
        let cookie = token.expose().to_owned();
        let intent = if unlock { RecoveryAction::Unlock } else { RecoveryAction::Reset };
        let app = self.app.clone();
        let begun = self.app.store.write(move |tx| {
            let key = names::local_part(&typed).to_owned();
            let by_address = over(tx, &limits::BEGIN_PER_ADDRESS, &address)?;
            let by_both = over(tx, &limits::BEGIN_PER_NAME, &format!("{key}:{address}"))?;
            let by_name = over(tx, &limits::BEGIN_PER_NAME_EVERYWHERE, &key)?;
            if let Some(until) = by_address.or(by_both).or(by_name) {
                return Ok(Err(until));
            }
            let opened = policy::open_for(&app, tx, &typed)?;
            let (person, account) = opened.whose.unzip();
            let sealed = FlowSecrets::looking_like(opened.looks_like).sealed()?;
            let state = stored::value(&Recovery::new(intent, opened.policy, opened.authenticators))?;
            // who asks why somebody is offered nothing finds it here, and the page says it to nobody
            let (unreached, why) = opened.unreached.unzip();
            let detail = serde_json::json!({ "known": account.is_some(), "unlock": unlock, "unreached": why });
            let about = account.as_ref().or(unreached.as_ref());
            let event = AuditEvent::at(&address).account(about).detail(detail);
            tx.audit(AuditKind::RecoveryBegun, Actor::Anyone, event);
            let new = flows::NewFlow {
                kind: flows::FlowKind::Recover,
                person,
                account,
                who,
                name_key: key,
                address,
                state,
                sealed,
                ttl_secs: RECOVERY_SECS,
            };
            flows::create(tx, new, &token)?;
            Ok(Ok(()))
        });
        match self.quick.under(begun).await {
            Ok(Ok(())) => {
                let mut first = go(RecoverAt::Methods);
                first.cookie = Some(cookie);
                Begun::Go(first)
            }
            Ok(Err(until)) => {
                Begun::Show(RecoverPage::Stopped { why: Problem::TryLater { from: self.app.moment(until) } })
            }
            Err(error) => {
                let faulty = self.app.report("a recovery could not be begun", &error.into());
                Begun::Show(RecoverPage::Stopped { why: faulty.into() })
            }
        }
    }
}

/// Counts one; `Some(moment)` when it was one too many.
fn over(tx: &mut Tx, limit: &Limit, key: &str) -> StoreResult<Option<Timestamp>> {
    let hit = latchkey_store::limits::hit(tx, limit, key)?;
    Ok((!hit.allowed).then_some(hit.retry_at))
}
