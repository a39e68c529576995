//! Directories as the administrator configured them, with the sealed password of the service
//! account.

use crate::schema::directories::{self, dsl};
use crate::sealed::DIRECTORIES;
use crate::store::{from_json, to_json};
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::Secret;
use latchkey_domain::ids::DirectoryId;
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq)]
pub struct DirectoryRow {
    pub id: DirectoryId,
    /// `active-directory`, `practice`.
    pub kind: String,
    /// The domain: `corp.example.com`. One directory for each kind and name.
    pub name: String,
    /// As people know it: "Northwind account".
    pub label: String,
    /// Its `domain_id` is what the domain itself says it is. One directory for each: see [`by_domain_id`].
    pub config: serde_json::Value,
    /// Sealed at rest.
    pub secret: Secret,
    pub subtrees: Vec<String>,
    /// Whose mailboxes are the organisation's own by this directory's word (`Directory::verified_domains`).
    pub domains: Vec<String>,
    pub active: bool,
    /// For `update`: as read. `insert` writes it as it is.
    pub version: i64,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = directories, treat_none_as_default_value = false)]
struct Stored {
    id: String,
    kind: String,
    name: String,
    domain_id: Option<String>,
    label: String,
    config: String,
    sealed: String,
    subtrees: String,
    domains: String,
    active: bool,
    version: i64,
    created_at: i64,
}

/// In a column of its own, so that the database refuses a second row for one domain.
fn domain_id(row: &DirectoryRow) -> Option<&str> {
    row.config.get("domain_id").and_then(serde_json::Value::as_str).filter(|id| !id.is_empty())
}

fn opened(tx: &Tx, row: Stored) -> StoreResult<DirectoryRow> {
    Ok(DirectoryRow {
        secret: tx.open(DIRECTORIES, &row.id, &row.sealed)?,
        id: DirectoryId(row.id),
        kind: row.kind,
        name: row.name,
        label: row.label,
        config: from_json("directories.config", &row.config)?,
        subtrees: from_json("directories.subtrees", &row.subtrees)?,
        domains: from_json("directories.domains", &row.domains)?,
        active: row.active,
        version: row.version,
    })
}

/// Oldest first.
pub fn list(tx: &mut Tx) -> StoreResult<Vec<DirectoryRow>> {
    let rows: Vec<Stored> =
        dsl::directories.order((dsl::created_at, dsl::id)).select(Stored::as_select()).load(tx.conn)?;
    rows.into_iter().map(|row| opened(tx, row)).collect()
}

pub fn get(tx: &mut Tx, id: &DirectoryId) -> StoreResult<Option<DirectoryRow>> {
    let row: Option<Stored> =
        dsl::directories.find(id.as_str()).select(Stored::as_select()).first(tx.conn).optional()?;
    row.map(|row| opened(tx, row)).transpose()
}

/// The row of a domain, by what that domain says it is.
pub fn by_domain_id(tx: &mut Tx, domain_id: &str) -> StoreResult<Option<DirectoryRow>> {
    let row: Option<Stored> =
        dsl::directories.filter(dsl::domain_id.eq(domain_id)).select(Stored::as_select()).first(tx.conn).optional()?;
    row.map(|row| opened(tx, row)).transpose()
}

/// `Conflict("directories")`: there is one of this kind and name, or of this domain, already.
pub fn insert(tx: &mut Tx, row: &DirectoryRow) -> StoreResult<()> {
    let stored = Stored {
        id: row.id.0.clone(),
        kind: row.kind.clone(),
        name: row.name.clone(),
        domain_id: domain_id(row).map(str::to_owned),
        label: row.label.clone(),
        config: to_json(&row.config)?,
        sealed: tx.seal(DIRECTORIES, row.id.as_str(), &row.secret)?,
        subtrees: to_json(&row.subtrees)?,
        domains: to_json(&row.domains)?,
        active: row.active,
        version: row.version,
        created_at: tx.now().millis(),
    };
    diesel::insert_into(dsl::directories).values(stored).execute(tx.conn)?;
    Ok(())
}

/// Everything but `kind`. `false`: changed by somebody else since `row.version` was read, or gone.
/// `Conflict("directories")` as in [`insert`].
pub fn update(tx: &mut Tx, row: &DirectoryRow) -> StoreResult<bool> {
    let sealed = tx.seal(DIRECTORIES, row.id.as_str(), &row.secret)?;
    let changed =
        diesel::update(dsl::directories.filter(dsl::id.eq(row.id.as_str())).filter(dsl::version.eq(row.version)))
            .set((
                dsl::name.eq(&row.name),
                dsl::domain_id.eq(domain_id(row)),
                dsl::label.eq(&row.label),
                dsl::config.eq(to_json(&row.config)?),
                dsl::sealed.eq(sealed),
                dsl::subtrees.eq(to_json(&row.subtrees)?),
                dsl::domains.eq(to_json(&row.domains)?),
                dsl::active.eq(row.active),
                dsl::version.eq(row.version + 1),
            ))
            .execute(tx.conn)?;
    Ok(changed == 1)
}

pub fn set_active(tx: &mut Tx, id: &DirectoryId, active: bool) -> StoreResult<()> {
    diesel::update(dsl::directories.find(id.as_str()))
        .set((dsl::active.eq(active), dsl::version.eq(dsl::version + 1)))
        .execute(tx.conn)?;
    Ok(())
}

/// Those whose accounts a recovery knows and leaves as they are: an administrator said so.
pub fn not_setting(tx: &mut Tx) -> StoreResult<BTreeSet<DirectoryId>> {
    let ids: Vec<String> = dsl::directories.filter(dsl::sets_passwords.eq(false)).select(dsl::id).load(tx.conn)?;
    Ok(ids.into_iter().map(DirectoryId).collect())
}

/// Whether a recovery sets passwords there. `false`: it is so already, or there is no such directory.
pub fn set_passwords_set(tx: &mut Tx, id: &DirectoryId, sets: bool) -> StoreResult<bool> {
    let other = dsl::directories.find(id.as_str()).filter(dsl::sets_passwords.ne(sets));
    let now = (dsl::sets_passwords.eq(sets), dsl::version.eq(dsl::version + 1));
    Ok(diesel::update(other).set(now).execute(tx.conn)? == 1)
}

pub fn set_subtrees(tx: &mut Tx, id: &DirectoryId, subtrees: &[String]) -> StoreResult<()> {
    diesel::update(dsl::directories.find(id.as_str()))
        .set((dsl::subtrees.eq(to_json(subtrees)?), dsl::version.eq(dsl::version + 1)))
        .execute(tx.conn)?;
    Ok(())
}

/// As the directory says them now. A version of its own only where they are others, so that a form that is open
/// and the connections that are kept stay good.
pub fn set_domains(tx: &mut Tx, id: &DirectoryId, domains: &[String]) -> StoreResult<()> {
    let domains = to_json(domains)?;
    diesel::update(dsl::directories.find(id.as_str()).filter(dsl::domains.ne(&domains)))
        .set((dsl::domains.eq(&domains), dsl::version.eq(dsl::version + 1)))
        .execute(tx.conn)?;
    Ok(())
}

/// Every domain of the organisation: of each directory its name and what it says besides. An address in any of them
/// is no mailbox outside.
pub fn own_domains(tx: &mut Tx) -> StoreResult<Vec<String>> {
    let rows: Vec<(String, String)> = dsl::directories.select((dsl::name, dsl::domains)).load(tx.conn)?;
    let mut all = BTreeSet::new();
    for (name, domains) in rows {
        all.extend(from_json::<Vec<String>>("directories.domains", &domains)?);
        all.insert(name);
    }
    Ok(all.into_iter().collect())
}

/// With its import, its accounts, and all that depends on those, persons who have no other account among it. The audit
/// log stays.
pub fn delete(tx: &mut Tx, id: &DirectoryId) -> StoreResult<()> {
    diesel::delete(dsl::directories.find(id.as_str())).execute(tx.conn)?;
    crate::persons::tidy(tx)
}
