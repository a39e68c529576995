//! Invitations for everybody who waits for one: a row and a job for each, some hundred in one transaction, so that
//! recoveries go on meanwhile.

use super::kind::Kind;
use super::payload::{Payload, enqueue};
use latchkey_domain::{Timestamp, entropy};
use latchkey_store::{StoreResult, Tx, invitations};
use serde::{Deserialize, Serialize};

pub const INVITE_ALL: &str = Kind::InviteAll.code();
pub const INVITE: &str = Kind::Invite.code();

/// Where the message is kept that an administrator wrote.
pub const INVITATION_SETTING: &str = "invitation";
/// How long an invitation is good.
pub const INVITATION_SECS: i64 = 7 * 86_400;
const BATCH: i64 = 500;

#[derive(Serialize, Deserialize)]
pub struct InviteAll {
    /// At most so many more.
    pub left: i64,
}

#[derive(Serialize, Deserialize)]
pub struct Invite {
    pub invitation: String,
    pub account: String,
    pub token: String,
    pub code: String,
    pub until: Timestamp,
}

impl Payload for InviteAll {
    const KIND: Kind = Kind::InviteAll;
}

impl Payload for Invite {
    const KIND: Kind = Kind::Invite;
}

/// In the transaction of the administrator's action: the first of them, and the job for the rest. Gives how many there
/// are in all. A second click finds the first one's job open, and adds nothing to it.
pub fn invite_all(tx: &mut Tx) -> StoreResult<i64> {
    let all = invitations::to_invite_count(tx)?;
    let left = all.saturating_sub(invite_some(tx, BATCH)?);
    if left > 0 {
        let now = tx.now();
        enqueue(tx, &InviteAll { left }, now, Some(INVITE_ALL))?;
    }
    Ok(all)
}

/// The next of them, `most` or as many as fit into one transaction. Gives how many there were.
pub fn invite_some(tx: &mut Tx, most: i64) -> StoreResult<i64> {
    let people = invitations::to_invite(tx, most.min(BATCH))?;
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
        enqueue(tx, &job, now, None)?;
    }
    Ok(count)
}
