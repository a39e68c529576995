//! What is done in the background: which kinds of work there are, what each carries, and how it comes onto the queue.
//! Whoever enqueues knows this and no more; who does the work stands above all of them, in `jobs`.

mod bulk_run;
mod codes;
mod directories;
mod fault;
mod invitations;
mod kind;
mod notices;
mod payload;
mod people;
mod policy_members;
mod test_mail;
mod writes;

pub use bulk_run::{BULK_RUN, BulkRun, StopReason, begin_bulk_run};
pub use codes::{CONFIRM_ADDRESS, ConfirmAddress, SEND_PROOF_CODE, SendProofCode};
pub use directories::{IMPORT, Import, SYNC, SyncDue, enqueue_all_due, enqueue_next, enqueue_run};
pub use fault::JobFault;
pub use invitations::{
    INVITATION_SECS, INVITATION_SETTING, INVITE, INVITE_ALL, Invite, InviteAll, invite_all, invite_some,
};
pub use kind::Kind;
pub use notices::{NOTICE, NOTICE_TO, Notice, NoticeKind, NoticeTo};
pub use payload::{Payload, enqueue};
pub use people::{COUNT_PROFILES, CountProfiles, JOIN_ACCOUNTS, JoinAccounts};
pub use policy_members::{POLICY_MEMBERS, PolicyMembers, members_after_import, members_hourly, members_of_rule};
pub use test_mail::{TEST_MAIL, TestMail};
pub use writes::{FINISH_WRITE, FinishWrite, RECONCILE, Reconcile};
