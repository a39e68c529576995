//! The methods that a person enrolled, with their sealed secrets, and their recovery codes.

use crate::schema::{methods, methods::dsl, recovery_codes::dsl as code};
use crate::sealed::METHODS;
use crate::store::{from_json, to_json};
use crate::{StoreError, StoreResult, Tx};
use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;
use latchkey_contract::MethodKind;
use latchkey_domain::ids::{MethodId, PersonId};
use latchkey_domain::independence::{Authenticator, Dependency};
use latchkey_domain::{Secret, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodRow {
    pub id: MethodId,
    pub person: PersonId,
    pub kind: MethodKind,
    /// As the person named it. Stands in the clear: nothing that must not be read there.
    pub label: String,
    /// Sealed at rest.
    pub secret: Secret,
    /// Digests and ids: no address, no number.
    pub depends_on: Vec<Dependency>,
    /// The last time step, counter or use for which a proof was accepted.
    pub last_step: i64,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

impl MethodRow {
    pub fn authenticator(&self) -> Authenticator {
        Authenticator { kind: self.kind, on: self.depends_on.clone() }
    }
}

/// A method that was proved to work, to be kept.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NewMethod {
    pub kind: MethodKind,
    pub label: String,
    #[serde(with = "exposed")]
    pub secret: Secret,
    /// A method that depends on itself alone (a device of its own) leaves it empty: its own id is taken.
    pub depends_on: Vec<Dependency>,
    /// The one that the proof at set-up used up.
    pub last_step: i64,
}

/// For places that are sealed as a whole.
mod exposed {
    use latchkey_domain::Secret;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose())
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        String::deserialize(deserializer).map(Secret::from)
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = methods, treat_none_as_default_value = false)]
struct Stored {
    id: String,
    person: String,
    kind: String,
    label: String,
    sealed: String,
    depends_on: String,
    last_step: i64,
    created_at: i64,
    last_used_at: Option<i64>,
}

/// Whether anybody has one.
pub fn are_there(tx: &mut Tx) -> StoreResult<bool> {
    let first: Option<String> = dsl::methods.select(dsl::id).first(tx.conn).optional()?;
    Ok(first.is_some())
}

/// Oldest first.
pub fn of(tx: &mut Tx, person: &PersonId) -> StoreResult<Vec<MethodRow>> {
    let rows: Vec<Stored> = dsl::methods
        .filter(dsl::person.eq(person.as_str()))
        .order((dsl::created_at, dsl::id))
        .select(Stored::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(|row| opened(tx, row)).collect()
}

fn opened(tx: &Tx, row: Stored) -> StoreResult<MethodRow> {
    Ok(MethodRow {
        secret: tx.open(METHODS, &row.id, &row.sealed)?,
        id: MethodId(row.id),
        person: PersonId(row.person),
        kind: kind_of(&row.kind)?,
        label: row.label,
        depends_on: from_json("methods.depends_on", &row.depends_on)?,
        last_step: row.last_step,
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
    })
}

fn kind_of(code: &str) -> StoreResult<MethodKind> {
    MethodKind::from_code(code).ok_or_else(|| StoreError::Corrupt("methods.kind".into()))
}

/// Every method that anybody set up, with the person whom it belongs to, in no order; nothing is
/// opened. Recovery codes count while one is left. Handed over one by one and neither sorted nor
/// joined: there may be hundreds of thousands, and nobody needs them all at once.
pub fn all_offers(tx: &mut Tx, mut each: impl FnMut(&str, Authenticator)) -> StoreResult<()> {
    use crate::schema::persons::dsl as owner;
    let rows = dsl::methods
        .select((dsl::person, dsl::kind, dsl::depends_on))
        .load_iter::<(String, String, String), DefaultLoadingMode>(tx.conn)?;
    for row in rows {
        let (id, kind, depends_on) = row?;
        each(&id, Authenticator { kind: kind_of(&kind)?, on: from_json("methods.depends_on", &depends_on)? });
    }
    // a look at the sheet of each who can have one, instead of a walk over all codes
    let left = code::recovery_codes.filter(code::person.eq(owner::id)).filter(code::used_at.is_null());
    let rows = owner::persons
        .filter(owner::onboarded_at.is_not_null())
        .filter(diesel::dsl::exists(left))
        .select(owner::id)
        .load_iter::<String, DefaultLoadingMode>(tx.conn)?;
    for id in rows {
        each(&id?, codes_offer());
    }
    Ok(())
}

/// The sheet of recovery codes.
pub fn codes_offer() -> Authenticator {
    Authenticator {
        kind: MethodKind::RecoveryCode,
        on: vec![Dependency::new(latchkey_domain::independence::FactorKind::Paper, "sheet")],
    }
}

/// `Conflict("foreign key")`: the person is gone.
pub fn add(tx: &mut Tx, person: &PersonId, new: &NewMethod) -> StoreResult<MethodId> {
    let id = tx.new_id();
    let own = [Dependency::new(latchkey_domain::independence::FactorKind::Device, id.clone())];
    let depends_on = if new.depends_on.is_empty() { &own[..] } else { &new.depends_on };
    let stored = Stored {
        sealed: tx.seal(METHODS, &id, &new.secret)?,
        depends_on: to_json(depends_on)?,
        id: id.clone(),
        person: person.0.clone(),
        kind: new.kind.code().into(),
        label: new.label.clone(),
        last_step: new.last_step,
        created_at: tx.now().millis(),
        last_used_at: None,
    };
    diesel::insert_into(dsl::methods).values(stored).execute(tx.conn)?;
    Ok(MethodId(id))
}

/// Instead of all that the person had of this kind.
pub fn replace(tx: &mut Tx, person: &PersonId, new: &NewMethod) -> StoreResult<MethodId> {
    let same = dsl::person.eq(person.as_str()).and(dsl::kind.eq(new.kind.code()));
    diesel::delete(dsl::methods.filter(same)).execute(tx.conn)?;
    add(tx, person, new)
}

/// Everything that the person set up, and their recovery codes.
pub fn remove_all(tx: &mut Tx, person: &PersonId) -> StoreResult<()> {
    diesel::delete(dsl::methods.filter(dsl::person.eq(person.as_str()))).execute(tx.conn)?;
    diesel::delete(code::recovery_codes.filter(code::person.eq(person.as_str()))).execute(tx.conn)?;
    Ok(())
}

/// What a proof changed in the secret itself (a passkey's counter and back-up state).
pub fn set_secret(tx: &mut Tx, id: &MethodId, secret: &Secret) -> StoreResult<()> {
    let sealed = tx.seal(METHODS, id.as_str(), secret)?;
    diesel::update(dsl::methods.find(id.as_str())).set(dsl::sealed.eq(sealed)).execute(tx.conn)?;
    Ok(())
}

pub fn rename(tx: &mut Tx, person: &PersonId, id: &MethodId, label: &str) -> StoreResult<bool> {
    let own = dsl::person.eq(person.as_str()).and(dsl::id.eq(id.as_str()));
    Ok(diesel::update(dsl::methods.filter(own)).set(dsl::label.eq(label)).execute(tx.conn)? == 1)
}

/// Uses a time step up. `false`: this or a later one was used before (RFC 6238 5.2).
pub fn use_step(tx: &mut Tx, id: &MethodId, step: i64) -> StoreResult<bool> {
    let changed = diesel::update(dsl::methods.filter(dsl::id.eq(id.as_str())).filter(dsl::last_step.lt(step)))
        .set((dsl::last_step.eq(step), dsl::last_used_at.eq(Some(tx.now().millis()))))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// Notes that it was used.
pub fn touch(tx: &mut Tx, id: &MethodId) -> StoreResult<()> {
    diesel::update(dsl::methods.find(id.as_str()))
        .set(dsl::last_used_at.eq(Some(tx.now().millis())))
        .execute(tx.conn)?;
    Ok(())
}

/// `false`: the person has no such method (any more).
pub fn remove(tx: &mut Tx, person: &PersonId, id: &MethodId) -> StoreResult<bool> {
    let own = dsl::person.eq(person.as_str()).and(dsl::id.eq(id.as_str()));
    Ok(diesel::delete(dsl::methods.filter(own)).execute(tx.conn)? == 1)
}

const RECOVERY_CODE: &str = "recovery-code";

/// Replaces all of the person's codes. They are kept as keyed hashes, so as they were normalised
/// for typing they must be handed in here.
pub fn put_recovery_codes(tx: &mut Tx, person: &PersonId, codes: &[Secret]) -> StoreResult<()> {
    diesel::delete(code::recovery_codes.filter(code::person.eq(person.as_str()))).execute(tx.conn)?;
    let now = tx.now().millis();
    let rows: Vec<_> = codes
        .iter()
        .map(|secret| {
            let digest = tx.digest(RECOVERY_CODE, &[person.as_str(), secret.expose()]);
            (code::person.eq(person.as_str()), code::digest.eq(digest), code::created_at.eq(now))
        })
        .collect();
    for row in rows {
        diesel::insert_into(code::recovery_codes).values(row).execute(tx.conn)?;
    }
    Ok(())
}

/// Spends the code. `false`: wrong, or spent before.
pub fn redeem_recovery_code(tx: &mut Tx, person: &PersonId, typed_normalised: &str) -> StoreResult<bool> {
    let typed = tx.digests(RECOVERY_CODE, &[person.as_str(), typed_normalised]);
    let unspent = code::person.eq(person.as_str()).and(code::digest.eq_any(typed)).and(code::used_at.is_null());
    let spent = diesel::update(code::recovery_codes.filter(unspent))
        .set(code::used_at.eq(Some(tx.now().millis())))
        .execute(tx.conn)?;
    Ok(spent == 1)
}

pub fn recovery_codes_left(tx: &mut Tx, person: &PersonId) -> StoreResult<i64> {
    let left = code::person.eq(person.as_str()).and(code::used_at.is_null());
    Ok(code::recovery_codes.filter(left).count().get_result(tx.conn)?)
}
