//! Which file does which kind of work. A kind that has none does not compile.

use super::job::{End, Job};
use super::lanes::Lane;
use super::retry_policy::RetryPolicy;
use super::runner::JobHandlers;
use super::tidy;
use crate::app_state::AppState;
use crate::work::{
    BulkRun, ConfirmAddress, CountProfiles, FinishWrite, Import, Invite, InviteAll, JobFault, JoinAccounts, Kind,
    Notice, NoticeTo, PolicyMembers, Reconcile, SendProofCode, SyncDue, TestMail,
};
use async_trait::async_trait;
use latchkey_contract::admin::WorkKind;
use latchkey_store::jobs::Job as Row;
use latchkey_store::{StoreResult, Tx};
use std::marker::PhantomData;
use std::sync::Arc;

fn handler(kind: Kind) -> &'static dyn Handler {
    match kind {
        Kind::SendProofCode => of::<SendProofCode>(),
        Kind::ConfirmAddress => of::<ConfirmAddress>(),
        Kind::Notice => of::<Notice>(),
        Kind::NoticeTo => of::<NoticeTo>(),
        Kind::InviteAll => of::<InviteAll>(),
        Kind::Invite => of::<Invite>(),
        Kind::BulkRun => of::<BulkRun>(),
        Kind::Import => of::<Import>(),
        Kind::Sync => of::<SyncDue>(),
        Kind::PolicyMembers => of::<PolicyMembers>(),
        Kind::Reconcile => of::<Reconcile>(),
        Kind::FinishWrite => of::<FinishWrite>(),
        Kind::JoinAccounts => of::<JoinAccounts>(),
        Kind::TestMail => of::<TestMail>(),
        Kind::CountProfiles => of::<CountProfiles>(),
    }
}

fn known(kind: &str) -> Option<&'static dyn Handler> {
    Kind::of(kind).map(handler)
}

/// One that only a newer version knows waits where it holds up nobody for long.
pub fn lane(kind: &str) -> Lane {
    known(kind).map_or(Lane::Prompt, Handler::lane)
}

pub fn retry(kind: &str) -> RetryPolicy {
    known(kind).map_or(RetryPolicy::A_DAY, Handler::retry)
}

/// What administrators read of work that fails.
pub fn told(kind: &str) -> WorkKind {
    known(kind).map_or_else(|| WorkKind::Other { code: kind.to_owned() }, Handler::told)
}

/// A job whose payload is still text.
#[async_trait]
trait Handler: Sync {
    #[cfg(test)]
    fn kind(&self) -> Kind;
    fn lane(&self) -> Lane;
    fn retry(&self) -> RetryPolicy;
    fn told(&self) -> WorkKind;
    async fn run(&self, app: &Arc<AppState>, payload: &str) -> End;
    fn given_up(&self, tx: &mut Tx, row: &Row, why: &JobFault) -> StoreResult<()>;
}

struct Of<J>(PhantomData<fn() -> J>);

fn of<J: Job>() -> &'static dyn Handler {
    &Of::<J>(PhantomData)
}

#[async_trait]
impl<J: Job> Handler for Of<J> {
    #[cfg(test)]
    fn kind(&self) -> Kind {
        J::KIND
    }
    fn lane(&self) -> Lane {
        J::LANE
    }
    fn retry(&self) -> RetryPolicy {
        J::RETRY
    }
    fn told(&self) -> WorkKind {
        J::TOLD
    }
    async fn run(&self, app: &Arc<AppState>, payload: &str) -> End {
        match serde_json::from_str::<J>(payload) {
            Ok(job) => job.run(app).await,
            Err(_) => End::GiveUp(JobFault::Unreadable),
        }
    }
    fn given_up(&self, tx: &mut Tx, row: &Row, why: &JobFault) -> StoreResult<()> {
        match serde_json::from_str::<J>(row.payload.expose()) {
            Ok(job) => job.given_up(tx, row.attempts, why),
            // one that cannot be read belongs to nobody: the failed job itself is all there is to show
            Err(_) => Ok(()),
        }
    }
}

/// All kinds of work, done for this server.
pub struct Handlers(pub Arc<AppState>);

#[async_trait]
impl JobHandlers for Handlers {
    fn lane(&self, kind: &str) -> Lane {
        lane(kind)
    }

    fn retry(&self, kind: &str) -> RetryPolicy {
        retry(kind)
    }

    async fn perform(&self, row: &Row) -> End {
        match known(&row.kind) {
            Some(handler) => handler.run(&self.0, row.payload.expose()).await,
            // while an update goes round, a newer server beside us may know it
            None => End::Retry(JobFault::Unknown { kind: row.kind.clone() }),
        }
    }

    fn given_up(&self, tx: &mut Tx, row: &Row, why: &JobFault) -> StoreResult<()> {
        known(&row.kind).map_or(Ok(()), |handler| handler.given_up(tx, row, why))
    }

    async fn tidy(&self) {
        tidy::tidy(&self.0).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_done_by_the_job_that_carries_it() {
        for kind in Kind::ALL {
            assert_eq!(handler(*kind).kind(), *kind);
            assert!(!matches!(told(kind.code()), WorkKind::Other { .. }), "{kind:?} has words of its own");
        }
    }

    #[test]
    fn one_of_a_newer_version_is_told_by_its_code() {
        assert_eq!(told("of-tomorrow"), WorkKind::Other { code: "of-tomorrow".to_owned() });
        assert_eq!(told("notice-to"), WorkKind::Notice);
    }
}
