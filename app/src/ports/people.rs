//! Step 3 of the wizard: who has a seat.

use super::caller::Caller;
use async_trait::async_trait;
use latchkey_contract::admin::*;

/// `code`: for many people, and for a group, if this session gave none in the last minutes. Empty:
/// `Refused::Code(Empty)` says that it is needed.
#[async_trait]
pub trait PeopleAdmin: Send + Sync {
    async fn people(&self, caller: &Caller, query: PeopleQuery) -> AdminResult<People>;
    /// Every directory is asked at once; one that does not answer keeps nobody from the others’ groups.
    async fn groups(&self, caller: &Caller, text: &str) -> AdminResult<FoundGroups>;
    async fn onboard(&self, caller: &Caller, whom: Selection, code: &str) -> AdminResult<BulkAnswer<Onboarded>>;
    async fn onboard_group(
        &self,
        caller: &Caller,
        directory: &str,
        group: &str,
        code: &str,
    ) -> AdminResult<BulkAnswer<Onboarded>>;
    async fn offboard(&self, caller: &Caller, whom: Selection, code: &str) -> AdminResult<BulkAnswer<Seats>>;
    /// What was done to many at once in the last thirty days, and is being done, latest first.
    async fn bulk_runs(&self, caller: &Caller) -> AdminResult<Vec<BulkRunRow>>;
    /// Lifts the stop that "this wasn't me" put on an account. `code`: always the current one.
    async fn unfreeze(&self, caller: &Caller, id: &str, code: &str) -> AdminResult<()>;
}
