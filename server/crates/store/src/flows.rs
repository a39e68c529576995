//! Recoveries and enrolments under way. The browser holds one token, of which only the hash stands
//! here; the state is the state machine's, as JSON, beside a version that makes each step happen once.

use crate::schema::{flows, flows::dsl};
use crate::sealed::FLOWS;
use crate::store::{from_json, to_json};
use crate::{StoreError, StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::ids::{AccountId, FlowId, PersonId};
use latchkey_domain::{Secret, Timestamp};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    Recover,
    Enrol,
    /// Somebody at their own account page.
    Account,
}

impl FlowKind {
    const fn code(self) -> &'static str {
        match self {
            Self::Recover => "recover",
            Self::Enrol => "enrol",
            Self::Account => "account",
        }
    }
    fn of(code: &str) -> StoreResult<Self> {
        let all = [Self::Recover, Self::Enrol, Self::Account];
        all.into_iter().find(|kind| kind.code() == code).ok_or_else(|| StoreError::Corrupt("flows.kind".into()))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    pub id: FlowId,
    pub kind: FlowKind,
    /// `None`: a decoy, for a name that nobody has.
    pub person: Option<PersonId>,
    /// Through which of their accounts they came: the one that was named, or signed in to. `None` as for `person`.
    pub account: Option<AccountId>,
    /// As it is shown back.
    pub who: String,
    /// As limits are counted on.
    pub name_key: String,
    pub address: String,
    pub version: i64,
    pub state: serde_json::Value,
    /// Sealed at rest.
    pub sealed: Secret,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct NewFlow {
    pub kind: FlowKind,
    pub person: Option<PersonId>,
    pub account: Option<AccountId>,
    pub who: String,
    pub name_key: String,
    pub address: String,
    pub state: serde_json::Value,
    pub sealed: Secret,
    pub ttl_secs: i64,
}

#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, taken apart at once")]
pub enum Found {
    Live(Flow),
    /// There was one; it can be said that its time is over.
    Expired,
    None,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = flows, treat_none_as_default_value = false)]
struct Stored {
    id: String,
    kind: String,
    token_hash: String,
    person: Option<String>,
    account: Option<String>,
    who: String,
    name_key: String,
    address: String,
    version: i64,
    state: String,
    sealed: String,
    created_at: i64,
    expires_at: i64,
}

/// `Conflict("foreign key")`: the account or the person is gone.
pub fn create(tx: &mut Tx, new: NewFlow, token: &Secret) -> StoreResult<Flow> {
    let (id, now) = (tx.new_id(), tx.now());
    let flow = Flow {
        id: FlowId(id),
        kind: new.kind,
        person: new.person,
        account: new.account,
        who: new.who,
        name_key: new.name_key,
        address: new.address,
        version: 1,
        state: new.state,
        sealed: new.sealed,
        created_at: now,
        expires_at: now.plus_secs(new.ttl_secs),
    };
    let stored = Stored {
        id: flow.id.0.clone(),
        kind: flow.kind.code().into(),
        token_hash: tx.token_hash(token.expose()),
        person: flow.person.as_ref().map(|person| person.0.clone()),
        account: flow.account.as_ref().map(|account| account.0.clone()),
        who: flow.who.clone(),
        name_key: flow.name_key.clone(),
        address: flow.address.clone(),
        version: flow.version,
        state: to_json(&flow.state)?,
        sealed: tx.seal(FLOWS, flow.id.as_str(), &flow.sealed)?,
        created_at: flow.created_at.millis(),
        expires_at: flow.expires_at.millis(),
    };
    diesel::insert_into(dsl::flows).values(stored).execute(tx.conn)?;
    Ok(flow)
}

pub fn by_token(tx: &mut Tx, kind: FlowKind, token: &str) -> StoreResult<Found> {
    let hash = tx.token_hash(token);
    let row: Option<Stored> =
        dsl::flows.filter(dsl::token_hash.eq(hash)).select(Stored::as_select()).first(tx.conn).optional()?;
    let Some(row) = row.filter(|row| row.kind == kind.code()) else {
        return Ok(Found::None);
    };
    if row.expires_at <= tx.now().millis() {
        return Ok(Found::Expired);
    }
    Ok(Found::Live(opened(tx, row)?))
}

/// By its own id, alive or expired: for the job that settles an open write.
pub fn by_id(tx: &mut Tx, id: &FlowId) -> StoreResult<Option<Flow>> {
    let row: Option<Stored> =
        dsl::flows.filter(dsl::id.eq(&id.0)).select(Stored::as_select()).first(tx.conn).optional()?;
    row.map(|row| opened(tx, row)).transpose()
}

fn opened(tx: &Tx, row: Stored) -> StoreResult<Flow> {
    Ok(Flow {
        sealed: tx.open(FLOWS, &row.id, &row.sealed)?,
        id: FlowId(row.id),
        kind: FlowKind::of(&row.kind)?,
        person: row.person.map(PersonId),
        account: row.account.map(AccountId),
        who: row.who,
        name_key: row.name_key,
        address: row.address,
        version: row.version,
        state: from_json("flows.state", &row.state)?,
        created_at: Timestamp(row.created_at),
        expires_at: Timestamp(row.expires_at),
    })
}

/// Writes `person`, `account`, `who`, `state` and `sealed`, and raises `version`. `false`: somebody else was
/// first, or the flow is over; `flow` is then as it was, and nothing was written.
pub fn save(tx: &mut Tx, flow: &mut Flow) -> StoreResult<bool> {
    let next = flow.version.checked_add(1).ok_or_else(|| StoreError::Other("flows.version".into()))?;
    let changed = diesel::update(dsl::flows.filter(dsl::id.eq(flow.id.as_str())).filter(dsl::version.eq(flow.version)))
        .set((
            dsl::person.eq(flow.person.as_ref().map(PersonId::as_str)),
            dsl::account.eq(flow.account.as_ref().map(AccountId::as_str)),
            dsl::who.eq(&flow.who),
            dsl::state.eq(to_json(&flow.state)?),
            dsl::sealed.eq(tx.seal(FLOWS, flow.id.as_str(), &flow.sealed)?),
            dsl::version.eq(next),
        ))
        .execute(tx.conn)?;
    if changed == 1 {
        flow.version = next;
    }
    Ok(changed == 1)
}

/// At least `ttl_secs` from now; never shorter than before.
pub fn extend(tx: &mut Tx, id: &FlowId, ttl_secs: i64) -> StoreResult<()> {
    let until = tx.now().plus_secs(ttl_secs).millis();
    diesel::update(dsl::flows.filter(dsl::id.eq(id.as_str())).filter(dsl::expires_at.lt(until)))
        .set(dsl::expires_at.eq(until))
        .execute(tx.conn)?;
    Ok(())
}

/// The person's flows of this kind that are not over, oldest first.
pub fn of_person(tx: &mut Tx, person: &PersonId, kind: FlowKind) -> StoreResult<Vec<Flow>> {
    let rows: Vec<Stored> = dsl::flows
        .filter(dsl::person.eq(person.as_str()))
        .filter(dsl::kind.eq(kind.code()))
        .filter(dsl::expires_at.gt(tx.now().millis()))
        .order(dsl::id)
        .select(Stored::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(|row| opened(tx, row)).collect()
}

/// Removes one, with its codes.
pub fn end(tx: &mut Tx, id: &FlowId) -> StoreResult<()> {
    diesel::delete(dsl::flows.filter(dsl::id.eq(id.as_str()))).execute(tx.conn)?;
    Ok(())
}

/// Ends the person's other flows of this kind, with their codes.
pub fn end_for_person(tx: &mut Tx, person: &PersonId, kind: FlowKind, except: Option<&FlowId>) -> StoreResult<()> {
    let kept = except.map(FlowId::as_str).unwrap_or_default();
    let others = dsl::person.eq(person.as_str()).and(dsl::kind.eq(kind.code())).and(dsl::id.ne(kept));
    diesel::delete(dsl::flows.filter(others)).execute(tx.conn)?;
    Ok(())
}

/// Removes what expired more than a day ago: until then it can be said that it expired.
pub fn purge(tx: &mut Tx) -> StoreResult<i64> {
    let before = tx.now().plus_secs(-86_400).millis();
    let removed = diesel::delete(dsl::flows.filter(dsl::expires_at.lt(before))).execute(tx.conn)?;
    Ok(i64::try_from(removed).unwrap_or(i64::MAX))
}
