//! Invitations to enrol: a link with a token, and a short code for those whose mail scanner or
//! phone gets in the way. One is open per person at a time,
//! sent for one of their accounts: to its address, to be signed in with its password.

use crate::accounts::{Account, Joined};
use crate::schema::{accounts, accounts::dsl as account, invitations, invitations::dsl, persons::dsl as person};
use crate::{StoreResult, Tx};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use latchkey_domain::ids::{AccountId, PersonId};
use latchkey_domain::{Secret, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: String,
    pub person: PersonId,
    /// Whose address it was sent to.
    pub account: AccountId,
    pub created_at: Timestamp,
    /// A later invitation of the same person ends this one; then it is the moment of that.
    pub expires_at: Timestamp,
    pub opened_at: Option<Timestamp>,
    pub used_at: Option<Timestamp>,
    pub sent_at: Option<Timestamp>,
    /// Why it could not be sent, as the runner wrote it; a later success clears it.
    pub failure: Option<String>,
}

/// Of the invitations that were not replaced by later ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub queued: i64,
    pub sent: i64,
    pub failed: i64,
    pub last_failure: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = invitations)]
struct Stored {
    id: String,
    person: String,
    account: String,
    created_at: i64,
    expires_at: i64,
    opened_at: Option<i64>,
    used_at: Option<i64>,
    sent_at: Option<i64>,
    failure: Option<String>,
}

impl From<Stored> for Invitation {
    fn from(row: Stored) -> Self {
        Self {
            id: row.id,
            person: PersonId(row.person),
            account: AccountId(row.account),
            created_at: Timestamp(row.created_at),
            expires_at: Timestamp(row.expires_at),
            opened_at: row.opened_at.map(Timestamp),
            used_at: row.used_at.map(Timestamp),
            sent_at: row.sent_at.map(Timestamp),
            failure: row.failure,
        }
    }
}

const CODE: &str = "invitation-code";

/// Voids the person's earlier ones that were not used.
pub fn create(tx: &mut Tx, account: &Account, token: &Secret, code: &Secret, ttl_secs: i64) -> StoreResult<Invitation> {
    let (id, now) = (tx.new_id(), tx.now());
    let person = &account.person.id;
    let earlier = dsl::person.eq(person.as_str()).and(dsl::voided.eq(false)).and(dsl::used_at.is_null());
    let open: Vec<(String, i64)> = dsl::invitations.filter(earlier).select((dsl::id, dsl::expires_at)).load(tx.conn)?;
    for (id, expires_at) in open {
        diesel::update(dsl::invitations.find(id))
            .set((dsl::voided.eq(true), dsl::expires_at.eq(expires_at.min(now.millis()))))
            .execute(tx.conn)?;
    }
    let invitation = Invitation {
        id,
        person: person.clone(),
        account: account.id.clone(),
        created_at: now,
        expires_at: now.plus_secs(ttl_secs),
        opened_at: None,
        used_at: None,
        sent_at: None,
        failure: None,
    };
    let row = (
        dsl::id.eq(&invitation.id),
        dsl::person.eq(person.as_str()),
        dsl::account.eq(account.id.as_str()),
        dsl::token_hash.eq(tx.token_hash(token.expose())),
        dsl::code_digest.eq(tx.digest(CODE, &[person.as_str(), code.expose()])),
        dsl::created_at.eq(now.millis()),
        dsl::expires_at.eq(invitation.expires_at.millis()),
        dsl::voided.eq(false),
    );
    diesel::insert_into(dsl::invitations).values(row).execute(tx.conn)?;
    Ok(invitation)
}

/// Also one that is used or expired: the caller looks, and can say which.
pub fn by_token(tx: &mut Tx, token: &str) -> StoreResult<Option<Invitation>> {
    let hash = tx.token_hash(token);
    let row: Option<Stored> =
        dsl::invitations.filter(dsl::token_hash.eq(hash)).select(Stored::as_select()).first(tx.conn).optional()?;
    Ok(row.map(Invitation::from))
}

/// As `by_token`; of several with this code, the latest.
pub fn by_code(tx: &mut Tx, person: &PersonId, code: &str) -> StoreResult<Option<Invitation>> {
    let typed = tx.digests(CODE, &[person.as_str(), code]);
    let row: Option<Stored> = dsl::invitations
        .filter(dsl::person.eq(person.as_str()))
        .filter(dsl::code_digest.eq_any(typed))
        .order(dsl::id.desc())
        .select(Stored::as_select())
        .first(tx.conn)
        .optional()?;
    Ok(row.map(Invitation::from))
}

/// Notes the first opening.
pub fn open(tx: &mut Tx, id: &str) -> StoreResult<()> {
    diesel::update(dsl::invitations.filter(dsl::id.eq(id)).filter(dsl::opened_at.is_null()))
        .set(dsl::opened_at.eq(Some(tx.now().millis())))
        .execute(tx.conn)?;
    Ok(())
}

/// `false`: used before, or replaced by a later one. Whether it expired is for `by_token` to say,
/// when it is opened: who is at it may finish.
pub fn mark_used(tx: &mut Tx, id: &str) -> StoreResult<bool> {
    let usable = dsl::id.eq(id).and(dsl::used_at.is_null()).and(dsl::voided.eq(false));
    let changed = diesel::update(dsl::invitations.filter(usable))
        .set(dsl::used_at.eq(Some(tx.now().millis())))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

pub fn mark_sent(tx: &mut Tx, id: &str) -> StoreResult<()> {
    diesel::update(dsl::invitations.find(id))
        .set((
            dsl::sent_at.eq(Some(tx.now().millis())),
            dsl::failed_at.eq(None::<i64>),
            dsl::failure.eq(None::<String>),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// `failure`: as the runner writes it, without the address.
pub fn mark_failed(tx: &mut Tx, id: &str, failure: &str) -> StoreResult<()> {
    diesel::update(dsl::invitations.find(id))
        .set((dsl::failed_at.eq(Some(tx.now().millis())), dsl::failure.eq(Some(failure))))
        .execute(tx.conn)?;
    Ok(())
}

pub fn counts(tx: &mut Tx) -> StoreResult<Counts> {
    let current = || dsl::invitations.filter(dsl::voided.eq(false));
    let waiting = dsl::sent_at
        .is_null()
        .and(dsl::failed_at.is_null())
        .and(dsl::used_at.is_null())
        .and(dsl::expires_at.gt(tx.now().millis()));
    Ok(Counts {
        queued: current().filter(waiting).count().get_result(tx.conn)?,
        sent: current().filter(dsl::sent_at.is_not_null()).count().get_result(tx.conn)?,
        failed: current().filter(dsl::failed_at.is_not_null()).count().get_result(tx.conn)?,
        last_failure: current()
            .filter(dsl::failed_at.is_not_null())
            .order((dsl::failed_at.desc(), dsl::id.desc()))
            .select(dsl::failure)
            .first::<Option<String>>(tx.conn)
            .optional()?
            .flatten(),
    })
}

/// Accounts of persons who are onboarded and not enrolled, and which are not gone.
#[diesel::dsl::auto_type]
fn awaited() -> _ {
    account::accounts
        .inner_join(person::persons)
        .filter(person::onboarded_at.is_not_null())
        .filter(person::enrolled_at.is_null())
        .filter(account::gone.eq(false))
}

/// Of each such person the account to write to: the first with an address, that which lists show before the others.
/// Without those who have an invitation that is still open and did not fail.
#[diesel::dsl::auto_type(no_type_alias)]
fn invitable(now: i64) -> _ {
    let open = dsl::invitations
        .filter(dsl::person.eq(account::person))
        .filter(dsl::voided.eq(false))
        .filter(dsl::used_at.is_null())
        .filter(dsl::failed_at.is_null())
        .filter(dsl::expires_at.gt(now));
    awaited().filter(account::mail.is_not_null()).filter(not(exists(open)))
}

/// One of several accounts of a person that could be written to.
macro_rules! first_of_each {
    ($query:expr) => {{
        let other = diesel::alias!(accounts as other);
        let earlier = other
            .filter(other.field(account::person).eq(account::person))
            .filter(other.field(account::mail).is_not_null())
            .filter(other.field(account::gone).eq(false))
            .filter(other.field(account::is_primary).gt(account::is_primary).or(
                other.field(account::is_primary).eq(account::is_primary).and(other.field(account::id).lt(account::id)),
            ));
        $query.filter(not(exists(earlier)))
    }};
}

/// Whom to invite, by name: onboarded, not gone, not enrolled, with a mail address, without an
/// invitation that is open. One that failed to be sent does not count as open.
pub fn to_invite(tx: &mut Tx, limit: i64) -> StoreResult<Vec<Account>> {
    let rows: Vec<Joined> = first_of_each!(invitable(tx.now().millis()))
        .order((account::sort_name, account::id))
        .limit(limit)
        .select(Joined::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Account::from).collect())
}

pub fn to_invite_count(tx: &mut Tx) -> StoreResult<i64> {
    Ok(first_of_each!(invitable(tx.now().millis())).count().get_result(tx.conn)?)
}

/// Onboarded people who cannot be invited because no directory has a mail address of theirs.
pub fn without_address(tx: &mut Tx) -> StoreResult<i64> {
    let other = diesel::alias!(accounts as other);
    let reachable = other
        .filter(other.field(account::person).eq(account::person))
        .filter(other.field(account::mail).is_not_null())
        .filter(other.field(account::gone).eq(false));
    Ok(awaited().filter(account::is_primary.eq(true)).filter(not(exists(reachable))).count().get_result(tx.conn)?)
}
