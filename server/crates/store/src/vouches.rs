//! Requests to a colleague, each answered at most once and used at most once. The number stands here
//! as a keyed digest; few wrong ones end the request.

use crate::accounts::{Account, Joined};
use crate::schema::accounts::{self, dsl as account};
use crate::schema::persons::dsl as person;
use crate::schema::referees::dsl as referee;
use crate::schema::vouches::dsl;
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::ids::{DirectoryId, FlowId, PersonId};
use latchkey_domain::{Secret, Timestamp};

/// One that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    pub id: String,
    pub person: PersonId,
    pub address: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Of the requests that wait.
pub const MOST_SHOWN: i64 = 200;

/// Instead of an earlier one of the same flow.
pub fn open(
    tx: &mut Tx,
    flow: &FlowId,
    person: &PersonId,
    number: &Secret,
    address: &str,
    until: Timestamp,
) -> StoreResult<()> {
    diesel::delete(dsl::vouches.filter(dsl::flow.eq(flow.as_str()))).execute(tx.conn)?;
    let id = tx.new_id();
    let row = (
        dsl::number_digest.eq(tx.digest("vouch", &[&id, number.expose()])),
        dsl::id.eq(id),
        dsl::flow.eq(flow.as_str()),
        dsl::person.eq(person.as_str()),
        dsl::address.eq(address),
        dsl::tries.eq(0_i64),
        dsl::created_at.eq(tx.now().millis()),
        dsl::expires_at.eq(until.millis()),
    );
    diesel::insert_into(dsl::vouches).values(row).execute(tx.conn)?;
    Ok(())
}

/// Whose requests.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    Everybodys,
    /// Of those with a present account there whose manager the directory says is at this place.
    Reports {
        directory: &'a DirectoryId,
        manager_dn: &'a str,
    },
}

type Row = (String, String, String, i64, i64);
const ROW: (dsl::id, dsl::person, dsl::address, dsl::created_at, dsl::expires_at) =
    (dsl::id, dsl::person, dsl::address, dsl::created_at, dsl::expires_at);

fn read((id, person, address, created_at, expires_at): Row) -> Open {
    Open { id, person: PersonId(person), address, created_at: Timestamp(created_at), expires_at: Timestamp(expires_at) }
}

/// Newest first, and no more than [`MOST_SHOWN`]: who is on the phone asked a moment ago.
pub fn open_ones(tx: &mut Tx, whose: Whose<'_>) -> StoreResult<Vec<Open>> {
    let waiting = dsl::vouches
        .filter(dsl::answered_at.is_null())
        .filter(dsl::expires_at.gt(tx.now().millis()))
        .order(dsl::id.desc())
        .limit(MOST_SHOWN)
        .select(ROW);
    let rows: Vec<Row> = match whose {
        Whose::Everybodys => waiting.load(tx.conn)?,
        Whose::Reports { directory, manager_dn } => {
            let reports = account::accounts
                .filter(account::directory.eq(directory.as_str()))
                .filter(account::manager_dn.eq(manager_dn))
                .filter(account::gone.eq(false))
                .select(account::person);
            waiting.filter(dsl::person.eq_any(reports)).load(tx.conn)?
        }
    };
    Ok(rows.into_iter().map(read).collect())
}

pub fn open_one(tx: &mut Tx, id: &str) -> StoreResult<Option<Open>> {
    let row: Option<Row> = dsl::vouches
        .filter(dsl::id.eq(id))
        .filter(dsl::answered_at.is_null())
        .filter(dsl::expires_at.gt(tx.now().millis()))
        .select(ROW)
        .first(tx.conn)
        .optional()?;
    Ok(row.map(read))
}

/// Counts the try first. `false`: wrong, over, or answered already; the last permitted wrong one
/// refuses it for good.
pub fn give(tx: &mut Tx, id: &str, by: &PersonId, typed: &str, most: i64) -> StoreResult<bool> {
    let now = tx.now().millis();
    let waits = dsl::id.eq(id).and(dsl::answered_at.is_null()).and(dsl::expires_at.gt(now)).and(dsl::tries.lt(most));
    let counted = diesel::update(dsl::vouches.filter(waits)).set(dsl::tries.eq(dsl::tries + 1)).execute(tx.conn)?;
    if counted == 0 {
        return Ok(false);
    }
    let right = dsl::id
        .eq(id)
        .and(dsl::answered_at.is_null())
        .and(dsl::number_digest.eq_any(tx.digests("vouch", &[id, typed])));
    let given = diesel::update(dsl::vouches.filter(right))
        .set((dsl::answered_at.eq(Some(now)), dsl::answered_by.eq(Some(by.as_str())), dsl::vouched.eq(Some(true))))
        .execute(tx.conn)?;
    if given == 0 {
        let used_up = dsl::id.eq(id).and(dsl::answered_at.is_null()).and(dsl::tries.ge(most));
        diesel::update(dsl::vouches.filter(used_up))
            .set((dsl::answered_at.eq(Some(now)), dsl::vouched.eq(Some(false))))
            .execute(tx.conn)?;
    }
    Ok(given == 1)
}

pub fn refuse(tx: &mut Tx, id: &str, by: &PersonId) -> StoreResult<()> {
    let waits = dsl::id.eq(id).and(dsl::answered_at.is_null());
    diesel::update(dsl::vouches.filter(waits))
        .set((
            dsl::answered_at.eq(Some(tx.now().millis())),
            dsl::answered_by.eq(Some(by.as_str())),
            dsl::vouched.eq(Some(false)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// What was answered; `None`: nothing yet, or too late to count.
pub fn answer(tx: &mut Tx, flow: &FlowId) -> StoreResult<Option<bool>> {
    let row: Option<Option<bool>> = dsl::vouches
        .filter(dsl::flow.eq(flow.as_str()))
        .filter(dsl::expires_at.gt(tx.now().millis()))
        .select(dsl::vouched)
        .first(tx.conn)
        .optional()?;
    Ok(row.flatten())
}

/// Uses it up. Of any number at once, exactly one hears `true`.
pub fn spend(tx: &mut Tx, flow: &FlowId) -> StoreResult<bool> {
    let given = dsl::flow.eq(flow.as_str()).and(dsl::vouched.eq(Some(true))).and(dsl::used_at.is_null());
    let spent =
        diesel::update(dsl::vouches.filter(given)).set(dsl::used_at.eq(Some(tx.now().millis()))).execute(tx.conn)?;
    Ok(spent == 1)
}

/// Those whom an administrator lets vouch for anybody, by the account that stands for each.
pub fn listed(tx: &mut Tx) -> StoreResult<Vec<Account>> {
    let rows: Vec<Joined> = account::accounts
        .inner_join(person::persons)
        .inner_join(referee::referees.on(referee::person.eq(account::person)))
        .filter(account::is_primary.eq(true))
        .order(account::id)
        .select(Joined::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Account::from).collect())
}

/// All accounts of those whom an administrator lets vouch for anybody.
pub fn accounts_of_listed(tx: &mut Tx) -> StoreResult<Vec<Account>> {
    let rows: Vec<Joined> = account::accounts
        .inner_join(person::persons)
        .inner_join(referee::referees.on(referee::person.eq(account::person)))
        .order(account::id)
        .select(Joined::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Account::from).collect())
}

/// The accounts that directories name as the managers of a person's usable accounts, each in its own directory. One
/// query for everybody, whether or not there is such a person.
pub fn managers_of(tx: &mut Tx, of: &PersonId) -> StoreResult<Vec<Account>> {
    let theirs = diesel::alias!(accounts as theirs);
    let their = theirs.fields((account::directory, account::manager_dn));
    let rows: Vec<Joined> = account::accounts
        .inner_join(person::persons)
        .inner_join(theirs.on(their.0.eq(account::directory).and(their.1.eq(account::dn.nullable()))))
        .filter(theirs.field(account::person).eq(of.as_str()))
        .filter(theirs.field(account::gone).eq(false))
        .filter(theirs.field(account::disabled).eq(false))
        .filter(theirs.field(account::protected).eq(false))
        .filter(account::gone.eq(false))
        .order(account::id)
        .select(Joined::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Account::from).collect())
}

/// Whether an administrator lets this person vouch for anybody.
pub fn is_listed(tx: &mut Tx, id: &PersonId) -> StoreResult<bool> {
    let found = diesel::select(diesel::dsl::exists(referee::referees.find(id.as_str()))).get_result(tx.conn)?;
    Ok(found)
}

/// Instead of those before.
pub fn set_listed(tx: &mut Tx, persons: &[PersonId]) -> StoreResult<()> {
    diesel::delete(referee::referees).execute(tx.conn)?;
    let now = tx.now().millis();
    for id in persons {
        diesel::insert_into(referee::referees)
            .values((referee::person.eq(id.as_str()), referee::added_at.eq(now)))
            .execute(tx.conn)?;
    }
    Ok(())
}
