//! Invitations for everybody who waits for one: a row and a job for each, some hundred in one transaction, so that
//! recoveries go on meanwhile. Who asked for it stands in the audit log since the first transaction, which also queued
//! the first of them; whoever was invited already is passed over, so this may run twice.

use super::End;
use super::work::{INVITE, INVITE_ALL, Invite, InviteAll};
use crate::app_state::AppState;
use latchkey_domain::entropy;
use latchkey_store::{StoreResult, Tx, invitations, jobs};
use std::sync::Arc;

/// How long an invitation is good.
pub const INVITATION_SECS: i64 = 7 * 86_400;
const BATCH: i64 = 500;

/// In the transaction of the administrator's action: the first of them, and the job for the rest. Gives how many there
/// are in all. A second click finds the first one's job open, and adds nothing to it.
pub fn begin(tx: &mut Tx) -> StoreResult<i64> {
    let all = invitations::to_invite_count(tx)?;
    let left = all.saturating_sub(queue(tx, BATCH)?);
    if left > 0 {
        let now = tx.now();
        jobs::enqueue(tx, INVITE_ALL, &InviteAll { left }, now, Some(INVITE_ALL))?;
    }
    Ok(all)
}

/// Whoever comes to wait for one later was not meant: at most as many as there were.
pub async fn run(app: &Arc<AppState>, job: InviteAll) -> End {
    let mut left = job.left;
    while left > 0 {
        match app.store.write(move |tx| queue(tx, left.min(BATCH))).await {
            Ok(0) => break,
            Ok(queued) => left -= queued,
            Err(error) => return End::Retry(error.into()),
        }
    }
    End::Done
}

fn queue(tx: &mut Tx, most: i64) -> StoreResult<i64> {
    let people = invitations::to_invite(tx, most)?;
    let count = i64::try_from(people.len()).unwrap_or(i64::MAX);
    for account in people {
        let token = entropy::new_token(tx.entropy());
        let code = entropy::new_readable(8, tx.entropy());
        let row = invitations::create(tx, &account, &token, &code, INVITATION_SECS)?;
        let (left, right) = code.expose().split_at_checked(4).unwrap_or((code.expose(), ""));
        let job = Invite {
            invitation: row.id,
            account: account.id.0,
            token: token.expose().to_owned(),
            code: format!("{left}-{right}"),
            until: row.expires_at,
        };
        let now = tx.now();
        jobs::enqueue(tx, INVITE, &job, now, None)?;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::jobs::staged;
    use latchkey_domain::directory::Entry;
    use latchkey_domain::ids::{DirectoryId, ObjectId, PersonId};
    use latchkey_store::{accounts, directories, persons};

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
        assert_eq!(app.store.write(begin).await.unwrap(), PEOPLE as i64);
        let status = async || app.store.read(invitations::counts).await.unwrap();
        assert_eq!(
            (app.store.read(invitations::to_invite_count).await.unwrap(), waiting(&app, INVITE_ALL).await),
            (703, 1)
        );
        // a second click, before the job ran
        assert_eq!(app.store.write(begin).await.unwrap(), 703);
        assert_eq!(run(&app, InviteAll { left: 703 }).await, End::Done);
        assert_eq!(run(&app, InviteAll { left: 703 }).await, End::Done);
        assert_eq!(app.store.read(invitations::to_invite_count).await.unwrap(), 0);
        let counts = status().await;
        assert_eq!(counts.queued + counts.sent, PEOPLE as i64);
    }
}
