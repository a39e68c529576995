//! The rest of the invitations for everybody who waits for one. Who asked for it stands in the audit log since the first
//! transaction, which also queued the first of them; whoever was invited already is passed over, so this may run twice.

use super::job::{End, Job};
use super::lanes::Lane;
use super::retry_policy::RetryPolicy;
use crate::app_state::AppState;
use crate::work::{InviteAll, invite_some};
use latchkey_contract::admin::WorkKind;
use std::sync::Arc;

impl Job for InviteAll {
    const LANE: Lane = Lane::Bulk;
    const RETRY: RetryPolicy = RetryPolicy::A_DAY;
    const TOLD: WorkKind = WorkKind::InviteAll;

    /// Whoever comes to wait for one later was not meant: at most as many as there were.
    async fn run(self, app: &Arc<AppState>) -> End {
        let mut left = self.left;
        while left > 0 {
            match app.store.write(move |tx| invite_some(tx, left)).await {
                Ok(0) => break,
                Ok(queued) => left -= queued,
                Err(error) => return End::Retry(error.into()),
            }
        }
        End::Done
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::jobs::staged;
    use crate::work::{INVITE_ALL, invite_all};
    use latchkey_domain::directory::Entry;
    use latchkey_domain::ids::{DirectoryId, ObjectId, PersonId};
    use latchkey_store::{accounts, directories, invitations, jobs, persons};

    async fn waiting(app: &Arc<AppState>, kind: &'static str) -> i64 {
        let due = app.store.read(jobs::next_due).await.unwrap();
        i64::from(due.iter().any(|(due, _)| due == kind))
    }

    #[tokio::test]
    async fn everybody_is_invited_once_however_often_it_is_asked_for_and_runs() {
        let (_folder, app) = staged::app_state("practice = true\n").await;
        const PEOPLE: usize = 1_203;
        app.store
            .write(|tx| {
                let directory = DirectoryId(tx.new_id());
                directories::insert(tx, &crate::methods::stage::practice(&directory))?;
                let mut ids: Vec<PersonId> = Vec::new();
                for n in 0..PEOPLE {
                    let anna = crate::methods::stage::anna(None);
                    let entry = Entry {
                        object_id: ObjectId(format!("{n:08}")),
                        login: format!("p{n}"),
                        dn: format!("CN=p{n}"),
                        mail: Some(format!("p{n}@example.com")),
                        ..anna
                    };
                    ids.push(accounts::upsert(tx, &directory, &entry, 1)?.person.id);
                }
                persons::onboard(tx, &ids, 2_000)?.unwrap();
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(app.store.write(invite_all).await.unwrap(), PEOPLE as i64);
        let status = async || app.store.read(invitations::counts).await.unwrap();
        assert_eq!(
            (app.store.read(invitations::to_invite_count).await.unwrap(), waiting(&app, INVITE_ALL).await),
            (703, 1)
        );
        // a second click, before the job ran
        assert_eq!(app.store.write(invite_all).await.unwrap(), 703);
        assert_eq!(InviteAll { left: 703 }.run(&app).await, End::Done);
        assert_eq!(InviteAll { left: 703 }.run(&app).await, End::Done);
        assert_eq!(app.store.read(invitations::to_invite_count).await.unwrap(), 0);
        let counts = status().await;
        assert_eq!(counts.queued + counts.sent, PEOPLE as i64);
    }
}
