//! What a person is told about their accounts: by the mailboxes that the directories name, and by each
//! address that they enrolled, since the former may be closed to them just now. It becomes one job for each
//! address: what one of them does to its message keeps no other from arriving, and none gets it twice.

use super::job::{End, Job};
use super::lanes::Lane;
use super::notice_to::not_told;
use super::retry_policy::RetryPolicy;
use crate::app_state::AppState;
use crate::work::{JobFault, NOTICE_TO, Notice, NoticeTo};
use latchkey_contract::MethodKind;
use latchkey_contract::admin::WorkKind;
use latchkey_domain::ids::PersonId;
use latchkey_domain::names;
use latchkey_store::{StoreResult, Tx, methods, persons};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Job for Notice {
    const LANE: Lane = Lane::Notice;
    const RETRY: RetryPolicy = RetryPolicy::A_DAY;
    const TOLD: WorkKind = WorkKind::Notice;

    async fn run(self, app: &Arc<AppState>) -> End {
        let id = PersonId(self.person.clone());
        let found = app.store.read(move |tx| {
            let accounts = persons::accounts(tx, &id)?;
            if accounts.is_empty() {
                return Ok(None);
            }
            Ok(Some((accounts, methods::of(tx, &id)?)))
        });
        let (accounts, rows) = match found.await {
            Ok(Some(found)) => found,
            Ok(None) => return End::Done,
            Err(error) => return End::Retry(error.into()),
        };
        let mut kinds: Vec<MethodKind> = rows.iter().map(|row| row.kind).collect();
        kinds.dedup();
        let private = rows.iter().filter(|row| row.kind == MethodKind::Email).map(|row| row.secret.expose().to_owned());
        let mut seen = BTreeSet::new();
        let mut jobs = Vec::new();
        for address in accounts.into_iter().filter_map(|account| account.mail).chain(private) {
            if !seen.insert(names::comparable(&address)) {
                continue;
            }
            let (person, methods) = (self.person.clone(), kinds.clone());
            let one = NoticeTo { person, address, kind: self.kind.clone(), methods, at: self.at };
            match serde_json::to_value(one) {
                Ok(payload) => jobs.push((NOTICE_TO, payload)),
                Err(_) => return End::GiveUp(JobFault::Unwritable),
            }
        }
        End::Instead(jobs)
    }

    fn given_up(self, tx: &mut Tx, _tries: i64, why: &JobFault) -> StoreResult<()> {
        not_told(tx, self.person, &self.kind, why)
    }
}
