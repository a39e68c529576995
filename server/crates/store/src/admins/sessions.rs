//! Administrators' sessions, and the set-up link that makes the first administrator. Of both
//! tokens only the hash stands here.

use crate::schema::{sessions, sessions::dsl, setup_links::dsl as link};
use crate::sealed::SESSIONS;
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::ids::AdminId;
use latchkey_domain::roles::Role;
use latchkey_domain::{Secret, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: String,
    /// `None`: the first administrator is being made.
    pub admin: Option<AdminId>,
    /// How far the sign-in has come; the service's words.
    pub stage: String,
    /// Sealed at rest.
    pub sealed: Secret,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
struct Stored {
    id: String,
    token_hash: String,
    admin: Option<String>,
    stage: String,
    sealed: String,
    created_at: i64,
    seen_at: i64,
    expires_at: i64,
}

pub fn create_session(
    tx: &mut Tx,
    admin: Option<&AdminId>,
    stage: &str,
    sealed: &Secret,
    token: &Secret,
    ttl_secs: i64,
) -> StoreResult<Session> {
    let now = tx.now();
    let session = Session {
        id: tx.new_id(),
        admin: admin.cloned(),
        stage: stage.into(),
        sealed: sealed.clone(),
        created_at: now,
        seen_at: now,
        expires_at: now.plus_secs(ttl_secs),
    };
    let stored = Stored {
        id: session.id.clone(),
        token_hash: tx.token_hash(token.expose()),
        admin: session.admin.as_ref().map(|admin| admin.0.clone()),
        stage: session.stage.clone(),
        sealed: tx.seal(SESSIONS, &session.id, sealed)?,
        created_at: now.millis(),
        seen_at: now.millis(),
        expires_at: session.expires_at.millis(),
    };
    diesel::insert_into(dsl::sessions).values(stored).execute(tx.conn)?;
    Ok(session)
}

/// The session, unless it expired or was not seen for `idle_secs`.
pub fn session(tx: &mut Tx, token: &str, idle_secs: i64) -> StoreResult<Option<Session>> {
    let (hash, now) = (tx.token_hash(token), tx.now());
    let row: Option<Stored> = dsl::sessions
        .filter(dsl::token_hash.eq(hash))
        .filter(dsl::expires_at.gt(now.millis()))
        .filter(dsl::seen_at.gt(now.plus_secs(-idle_secs).millis()))
        .select(Stored::as_select())
        .first(tx.conn)
        .optional()?;
    row.map(|row| opened(tx, row)).transpose()
}

/// For somebody whose token was looked at already.
pub fn session_by_id(tx: &mut Tx, id: &str) -> StoreResult<Option<Session>> {
    let row: Option<Stored> = dsl::sessions.find(id).select(Stored::as_select()).first(tx.conn).optional()?;
    row.map(|row| opened(tx, row)).transpose()
}

fn opened(tx: &Tx, row: Stored) -> StoreResult<Session> {
    Ok(Session {
        sealed: tx.open(SESSIONS, &row.id, &row.sealed)?,
        id: row.id,
        admin: row.admin.map(AdminId),
        stage: row.stage,
        created_at: Timestamp(row.created_at),
        seen_at: Timestamp(row.seen_at),
        expires_at: Timestamp(row.expires_at),
    })
}

/// Writes `admin`, `stage`, `sealed` and `expires_at`, and notes that it was seen.
pub fn update_session(tx: &mut Tx, session: &Session) -> StoreResult<()> {
    let sealed = tx.seal(SESSIONS, &session.id, &session.sealed)?;
    diesel::update(dsl::sessions.find(&session.id))
        .set((
            dsl::admin.eq(session.admin.as_ref().map(AdminId::as_str)),
            dsl::stage.eq(&session.stage),
            dsl::sealed.eq(sealed),
            dsl::seen_at.eq(tx.now().millis()),
            dsl::expires_at.eq(session.expires_at.millis()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn touch_session(tx: &mut Tx, id: &str) -> StoreResult<()> {
    diesel::update(dsl::sessions.find(id)).set(dsl::seen_at.eq(tx.now().millis())).execute(tx.conn)?;
    Ok(())
}

pub fn end_session(tx: &mut Tx, id: &str) -> StoreResult<()> {
    diesel::delete(dsl::sessions.find(id)).execute(tx.conn)?;
    Ok(())
}

/// All sessions of one administrator.
pub fn end_all(tx: &mut Tx, admin: &AdminId) -> StoreResult<()> {
    diesel::delete(dsl::sessions.filter(dsl::admin.eq(admin.as_str()))).execute(tx.conn)?;
    Ok(())
}

/// Removes what expired: sessions and set-up links.
pub fn purge(tx: &mut Tx) -> StoreResult<i64> {
    let now = tx.now().millis();
    let sessions = diesel::delete(dsl::sessions.filter(dsl::expires_at.le(now))).execute(tx.conn)?;
    let links = diesel::delete(link::setup_links.filter(link::expires_at.le(now))).execute(tx.conn)?;
    Ok(i64::try_from(sessions + links).unwrap_or(i64::MAX))
}

/// What has become of a set-up link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupLink {
    /// `name`: whom it is for; `None`: for a new administrator, who chooses a name.
    Good {
        /// For this one alone; `None`: they choose.
        name: Option<String>,
        role: Role,
    },
    Spent,
    /// Never made, expired, or voided by a later one.
    Unknown,
}

/// Voids the links before it. `name`: the only administrator whom it can set up.
pub fn put_setup_link(tx: &mut Tx, token: &Secret, name: Option<&str>, role: Role, ttl_secs: i64) -> StoreResult<()> {
    diesel::delete(link::setup_links).execute(tx.conn)?;
    let now = tx.now();
    let row = (
        link::token_hash.eq(tx.token_hash(token.expose())),
        link::name.eq(name),
        link::role.eq(role.code()),
        link::created_at.eq(now.millis()),
        link::expires_at.eq(now.plus_secs(ttl_secs).millis()),
    );
    diesel::insert_into(link::setup_links).values(row).execute(tx.conn)?;
    Ok(())
}

pub fn setup_link(tx: &mut Tx, token: &str) -> StoreResult<SetupLink> {
    let (hash, now) = (tx.token_hash(token), tx.now().millis());
    let row: Option<(Option<String>, String, i64, Option<i64>)> = link::setup_links
        .find(hash)
        .select((link::name, link::role, link::expires_at, link::spent_at))
        .first(tx.conn)
        .optional()?;
    Ok(match row {
        Some((_, _, _, Some(_))) => SetupLink::Spent,
        Some((name, role, expires, None)) if expires > now => SetupLink::Good { name, role: super::role_of(&role)? },
        _ => SetupLink::Unknown,
    })
}

/// `false`: unknown, expired, or spent before.
pub fn spend_setup_link(tx: &mut Tx, token: &str) -> StoreResult<bool> {
    let (hash, now) = (tx.token_hash(token), tx.now().millis());
    let valid = link::token_hash.eq(hash).and(link::spent_at.is_null()).and(link::expires_at.gt(now));
    let spent = diesel::update(link::setup_links.filter(valid)).set(link::spent_at.eq(Some(now))).execute(tx.conn)?;
    Ok(spent == 1)
}
