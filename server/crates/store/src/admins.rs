//! Administrators of Latchkey itself. Their sessions and the one-time set-up link are in
//! `admins::sessions`, used through here.

mod sessions;

pub use sessions::{
    Session, SetupLink, create_session, end_all, end_session, purge, put_setup_link, session, session_by_id,
    setup_link, spend_setup_link, touch_session, update_session,
};

use crate::schema::{admins, admins::dsl};
use crate::sealed::ADMINS;
use crate::{StoreError, StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::ids::AdminId;
use latchkey_domain::names::comparable;
use latchkey_domain::roles::Role;
use latchkey_domain::{Secret, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admin {
    pub id: AdminId,
    /// Unique, without regard to case.
    pub name: String,
    /// argon2id in PHC form.
    pub password_hash: String,
    pub role: Role,
    /// Sealed at rest. `None`: the second factor is not set up yet.
    pub totp: Option<Secret>,
    /// The last time step for which a code was accepted.
    pub totp_step: i64,
    pub created_at: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = admins, treat_none_as_default_value = false)]
struct Stored {
    id: String,
    name: String,
    name_key: String,
    password_hash: String,
    role: String,
    totp_sealed: Option<String>,
    totp_step: i64,
    created_at: i64,
}

fn opened(tx: &Tx, row: Stored) -> StoreResult<Admin> {
    let totp = row.totp_sealed.map(|sealed| tx.open(ADMINS, &row.id, &sealed)).transpose()?;
    Ok(Admin {
        id: AdminId(row.id),
        name: row.name,
        password_hash: row.password_hash,
        role: role_of(&row.role)?,
        totp,
        totp_step: row.totp_step,
        created_at: Timestamp(row.created_at),
    })
}

/// One that this version does not know may do nothing.
fn role_of(code: &str) -> StoreResult<Role> {
    Role::from_code(code).ok_or_else(|| StoreError::Corrupt(format!("role {code}")))
}

fn sealed(tx: &Tx, id: &AdminId, totp: Option<&Secret>) -> StoreResult<Option<String>> {
    totp.map(|secret| tx.seal(ADMINS, id.as_str(), secret)).transpose()
}

pub fn set_role(tx: &mut Tx, id: &AdminId, role: Role) -> StoreResult<()> {
    diesel::update(dsl::admins.find(id.as_str())).set(dsl::role.eq(role.code())).execute(tx.conn)?;
    Ok(())
}

pub fn count(tx: &mut Tx) -> StoreResult<i64> {
    Ok(dsl::admins.count().get_result(tx.conn)?)
}

pub fn by_name(tx: &mut Tx, name: &str) -> StoreResult<Option<Admin>> {
    by_key(tx, &comparable(name))
}

/// `key`: the name as `names::comparable` gives it. Taken as it is, so that a limit counted on the
/// same key counts for exactly whom this finds.
pub fn by_key(tx: &mut Tx, key: &str) -> StoreResult<Option<Admin>> {
    let row: Option<Stored> =
        dsl::admins.filter(dsl::name_key.eq(key)).select(Stored::as_select()).first(tx.conn).optional()?;
    row.map(|row| opened(tx, row)).transpose()
}

pub fn by_id(tx: &mut Tx, id: &AdminId) -> StoreResult<Option<Admin>> {
    let row: Option<Stored> = dsl::admins.find(id.as_str()).select(Stored::as_select()).first(tx.conn).optional()?;
    row.map(|row| opened(tx, row)).transpose()
}

/// `Conflict("admins")`: the name is taken.
pub fn insert(tx: &mut Tx, admin: &Admin) -> StoreResult<()> {
    let stored = Stored {
        id: admin.id.0.clone(),
        name: admin.name.clone(),
        name_key: comparable(&admin.name),
        password_hash: admin.password_hash.clone(),
        role: admin.role.code().to_owned(),
        totp_sealed: sealed(tx, &admin.id, admin.totp.as_ref())?,
        totp_step: admin.totp_step,
        created_at: admin.created_at.millis(),
    };
    diesel::insert_into(dsl::admins).values(stored).execute(tx.conn)?;
    Ok(())
}

/// `hash`: argon2id in PHC form. Sessions are the caller's to end.
pub fn set_password(tx: &mut Tx, id: &AdminId, hash: &str) -> StoreResult<()> {
    diesel::update(dsl::admins.find(id.as_str())).set(dsl::password_hash.eq(hash)).execute(tx.conn)?;
    Ok(())
}

/// `step`: the one that the proof used up.
pub fn set_totp(tx: &mut Tx, id: &AdminId, secret: Option<&Secret>, step: i64) -> StoreResult<()> {
    let sealed = sealed(tx, id, secret)?;
    diesel::update(dsl::admins.find(id.as_str()))
        .set((dsl::totp_sealed.eq(sealed), dsl::totp_step.eq(step)))
        .execute(tx.conn)?;
    Ok(())
}

/// `false`: this step or a later one was used before (RFC 6238 5.2).
pub fn use_totp_step(tx: &mut Tx, id: &AdminId, step: i64) -> StoreResult<bool> {
    let changed = diesel::update(dsl::admins.filter(dsl::id.eq(id.as_str())).filter(dsl::totp_step.lt(step)))
        .set(dsl::totp_step.eq(step))
        .execute(tx.conn)?;
    Ok(changed == 1)
}
