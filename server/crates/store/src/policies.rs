//! Policies for some: rules in their order, each with the members of a group as they were last read.

use crate::schema::accounts::dsl as account;
use crate::schema::policy_members::dsl as member;
use crate::schema::policy_rules::{self, dsl};
use crate::store::{from_json, to_json};
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::Timestamp;
use latchkey_domain::ids::{AccountId, DirectoryId, ObjectId, PersonId};
use latchkey_domain::policy::MethodPolicy;
use std::collections::{HashMap, HashSet};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub id: String,
    /// The lowest counts first.
    pub place: i64,
    pub name: String,
    pub directory: DirectoryId,
    pub group: ObjectId,
    /// For people whose account opens others.
    pub privileged: bool,
    pub policy: MethodPolicy,
    /// When its members were read; `None`: not yet.
    pub read_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = policy_rules, treat_none_as_default_value = false)]
struct Stored {
    id: String,
    place: i64,
    name: String,
    directory: String,
    group_id: String,
    privileged: bool,
    policy: String,
    read_at: Option<i64>,
}

fn opened(row: Stored) -> StoreResult<Rule> {
    Ok(Rule {
        policy: from_json("policy_rules.policy", &row.policy)?,
        id: row.id,
        place: row.place,
        name: row.name,
        directory: DirectoryId(row.directory),
        group: ObjectId(row.group_id),
        privileged: row.privileged,
        read_at: row.read_at.map(Timestamp),
    })
}

/// In their order.
pub fn list(tx: &mut Tx) -> StoreResult<Vec<Rule>> {
    let rows: Vec<Stored> = dsl::policy_rules.order((dsl::place, dsl::id)).select(Stored::as_select()).load(tx.conn)?;
    rows.into_iter().map(opened).collect()
}

pub fn get(tx: &mut Tx, id: &str) -> StoreResult<Option<Rule>> {
    dsl::policy_rules.find(id).select(Stored::as_select()).first(tx.conn).optional()?.map(opened).transpose()
}

/// The first rule that has one of the person's accounts as a member.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> StoreResult<Option<Rule>> {
    let row: Option<Stored> = dsl::policy_rules
        .inner_join(member::policy_members.on(member::rule.eq(dsl::id)))
        .inner_join(account::accounts.on(account::id.eq(member::account)))
        .filter(account::person.eq(person.as_str()))
        .order((dsl::place, dsl::id))
        .select(Stored::as_select())
        .first(tx.conn)
        .optional()?;
    row.map(opened).transpose()
}

/// New under an id that is not there, changed otherwise. Its members stay as they are.
pub fn put(tx: &mut Tx, rule: &Rule) -> StoreResult<()> {
    let stored = Stored {
        id: rule.id.clone(),
        place: rule.place,
        name: rule.name.clone(),
        directory: rule.directory.0.clone(),
        group_id: rule.group.0.clone(),
        privileged: rule.privileged,
        policy: to_json(&rule.policy)?,
        read_at: rule.read_at.map(Timestamp::millis),
    };
    let changed = diesel::update(dsl::policy_rules.find(&rule.id))
        .set((
            dsl::place.eq(stored.place),
            dsl::name.eq(&stored.name),
            dsl::directory.eq(&stored.directory),
            dsl::group_id.eq(&stored.group_id),
            dsl::privileged.eq(stored.privileged),
            dsl::policy.eq(&stored.policy),
        ))
        .execute(tx.conn)?;
    if changed == 0 {
        diesel::insert_into(dsl::policy_rules).values(stored).execute(tx.conn)?;
    }
    Ok(())
}

pub fn remove(tx: &mut Tx, id: &str) -> StoreResult<()> {
    diesel::delete(dsl::policy_rules.find(id)).execute(tx.conn)?;
    Ok(())
}

pub fn members(tx: &mut Tx, rule: &str) -> StoreResult<Vec<AccountId>> {
    let rows: Vec<String> =
        member::policy_members.filter(member::rule.eq(rule)).select(member::account).load(tx.conn)?;
    Ok(rows.into_iter().map(AccountId).collect())
}

/// Instead of those before. Accounts that we do not know must have been left out.
pub fn set_members(tx: &mut Tx, rule: &str, accounts: &[AccountId]) -> StoreResult<()> {
    diesel::delete(member::policy_members.filter(member::rule.eq(rule))).execute(tx.conn)?;
    for chunk in accounts.chunks(500) {
        let rows: Vec<_> =
            chunk.iter().map(|account| (member::rule.eq(rule), member::account.eq(account.as_str()))).collect();
        crate::connection::on_each!(tx, conn => diesel::insert_into(member::policy_members).values(&rows).execute(conn))?;
    }
    let now = tx.now().millis();
    diesel::update(dsl::policy_rules.find(rule)).set(dsl::read_at.eq(Some(now))).execute(tx.conn)?;
    Ok(())
}

/// Each person who is a member of any rule, with the rules that name an account of theirs: the one that holds comes
/// first.
pub fn all_members(tx: &mut Tx) -> StoreResult<HashMap<PersonId, Vec<String>>> {
    let rows: Vec<(String, String)> = member::policy_members
        .inner_join(dsl::policy_rules.on(dsl::id.eq(member::rule)))
        .inner_join(account::accounts.on(account::id.eq(member::account)))
        .order((dsl::place, dsl::id))
        .select((account::person, member::rule))
        .load(tx.conn)?;
    let mut all: HashMap<PersonId, Vec<String>> = HashMap::new();
    for (person, rule) in rows {
        all.entry(PersonId(person)).or_default().push(rule);
    }
    Ok(all)
}

/// How many members each rule has; one without any is not named.
pub fn member_counts(tx: &mut Tx) -> StoreResult<HashMap<String, i64>> {
    let rows: Vec<(String, i64)> = member::policy_members
        .group_by(member::rule)
        .select((member::rule, diesel::dsl::count(member::account)))
        .load(tx.conn)?;
    Ok(rows.into_iter().collect())
}

/// Those of the directory's objects that are imported.
pub fn known(tx: &mut Tx, directory: &DirectoryId, objects: &[ObjectId]) -> StoreResult<Vec<AccountId>> {
    Ok(imported(tx, directory, objects)?.into_iter().map(|(account, _)| AccountId(account)).collect())
}

/// Whose they are.
pub fn known_persons(tx: &mut Tx, directory: &DirectoryId, objects: &[ObjectId]) -> StoreResult<HashSet<PersonId>> {
    Ok(imported(tx, directory, objects)?.into_iter().map(|(_, person)| PersonId(person)).collect())
}

fn imported(tx: &mut Tx, directory: &DirectoryId, objects: &[ObjectId]) -> StoreResult<Vec<(String, String)>> {
    let mut found: Vec<(String, String)> = Vec::with_capacity(objects.len());
    for chunk in objects.chunks(500) {
        let rows = account::accounts
            .filter(account::directory.eq(directory.as_str()))
            .filter(account::object_id.eq_any(chunk.iter().map(ObjectId::as_str)))
            .select((account::id, account::person))
            .load::<(String, String)>(tx.conn)?;
        found.extend(rows);
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Puts the rules into this order; those that are not named come behind it, as they were.
pub fn put_in_order(tx: &mut Tx, ids: &[String]) -> StoreResult<()> {
    let rest = list(tx)?.into_iter().map(|rule| rule.id).filter(|id| !ids.contains(id));
    for (place, id) in (0_i64..).zip(ids.iter().cloned().chain(rest)) {
        diesel::update(dsl::policy_rules.find(id)).set(dsl::place.eq(place)).execute(tx.conn)?;
    }
    Ok(())
}
