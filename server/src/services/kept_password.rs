//! A new password that one of a person's directories could not take yet: kept for a quarter of an hour at most, so that a
//! job finishes what the person came for (`finish_write`). Then, and when the process that holds its half of the key
//! ends, it is gone, and the result page offers to set it there by hand. Why it is kept as it is: docs/decisions/0022.

use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::stored;
use crate::methods;
use crate::work::{self, FINISH_WRITE, FinishWrite};
use latchkey_domain::ids::{AccountId, FlowId};
use latchkey_domain::recovery::Recovery;
use latchkey_domain::{Secret, Timestamp, entropy};
use latchkey_store::halves::{self, Halved};
use latchkey_store::{StoreResult, Tx, flows};

pub const KEPT_SECS: i64 = 15 * 60;

/// Until when, and the job that goes with it; none where it was put down earlier.
#[derive(Clone)]
pub struct KeptPassword {
    until: Timestamp,
    job: Option<FinishWrite>,
}

impl KeptPassword {
    pub const fn earlier(until: Timestamp) -> Self {
        Self { until, job: None }
    }

    pub const fn until(&self) -> Timestamp {
        self.until
    }

    /// In the transaction that says so in the flow.
    pub fn enqueue(&self, tx: &mut Tx) -> StoreResult<()> {
        let Some(job) = &self.job else { return Ok(()) };
        let soon = tx.now().plus_secs(5);
        work::enqueue(tx, job, soon, Some(&format!("{FINISH_WRITE}:{}", job.id)))
    }
}

/// Where the organisation lets it, and the person has other accounts that got it: whoever has one only is asked again.
pub async fn keep(
    app: &AppState,
    flow: &FlowId,
    account: &AccountId,
    new: &Secret,
) -> Result<Option<KeptPassword>, Fault> {
    let id = flow.clone();
    let read = app.store.read(move |tx| {
        let settings = methods::method_settings(tx)?;
        let Some(live) = flows::by_id(tx, &id)? else { return Ok(false) };
        let recovery: Recovery = stored::state(&live)?;
        Ok(settings.accounts.keep_password && recovery.plan.reached() > 1)
    });
    if !read.await? {
        return Ok(None);
    }
    let (now, id) = (app.now(), entropy::new_id(app.now(), app.entropy.as_ref()));
    let until = now.plus_secs(KEPT_SECS);
    let (half, Halved { half: theirs, sealed }) = halves::seal(new, app.entropy.as_ref())?;
    if !app.kept.put(&id, half, until, now) {
        return Ok(None);
    }
    let job = FinishWrite { id, flow: flow.0.clone(), account: account.0.clone(), until, half: theirs, sealed };
    Ok(Some(KeptPassword { until, job: Some(job) }))
}
