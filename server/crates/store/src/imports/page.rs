//! One page of people, taken in. After the first import each is compared with what was known, so that a run says whom
//! it found changed, and writes only those.

use super::running;
use crate::accounts;
use crate::connection::on_each;
use crate::schema::{accounts as table, accounts::dsl as account, imports::dsl, sync_changes};
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_domain::sync::{Before, Change, Kind, compare, is_same};
use std::collections::{BTreeSet, HashMap};

/// Values per statement, far below both databases' limits.
pub(super) const CHUNK: usize = 250;

/// Takes one page in and moves the cursor from where the page was asked for. `false`: no longer
/// running, another run, or somebody else has moved the cursor; nothing was written.
pub fn page(
    tx: &mut Tx,
    id: &DirectoryId,
    run: i64,
    from: Option<&str>,
    entries: &[Entry],
    next: Option<&str>,
) -> StoreResult<bool> {
    let new = not_seen(tx, id, run, entries)?;
    let moves = (dsl::cursor.eq(next), dsl::done.eq(dsl::done + new), dsl::updated_at.eq(tx.now().millis()));
    let moved = match from {
        Some(from) => diesel::update(running(id, run).filter(dsl::cursor.eq(from))).set(moves).execute(tx.conn)?,
        None => diesel::update(running(id, run).filter(dsl::cursor.is_null())).set(moves).execute(tx.conn)?,
    };
    if moved == 0 {
        return Ok(false);
    }
    let is_first: Option<i64> = dsl::imports.find(id.as_str()).select(dsl::finished_at).first(tx.conn)?;
    if is_first.is_none() {
        accounts::upsert_all(tx, id, entries, run)?;
    } else {
        take(tx, id, run, entries)?;
    }
    Ok(true)
}

/// How many of these the run has not seen yet.
fn not_seen(tx: &mut Tx, id: &DirectoryId, run: i64, entries: &[Entry]) -> StoreResult<i64> {
    let ids: BTreeSet<&str> = entries.iter().map(|entry| entry.object_id.as_str()).collect();
    let all: Vec<&str> = ids.into_iter().collect();
    let mut new = i64::try_from(all.len()).unwrap_or(i64::MAX);
    for chunk in all.chunks(CHUNK) {
        let seen: i64 = account::accounts
            .filter(account::directory.eq(id.as_str()))
            .filter(account::object_id.eq_any(chunk.to_vec()))
            .filter(account::run.eq(run))
            .count()
            .get_result(tx.conn)?;
        new -= seen;
    }
    Ok(new)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct Known {
    id: String,
    object_id: String,
    dn: String,
    login: String,
    upn: Option<String>,
    display_name: String,
    mail: Option<String>,
    phone: Option<String>,
    manager_dn: Option<String>,
    preferred_language: Option<String>,
    same_as: Option<String>,
    set_elsewhere: Option<String>,
    disabled: bool,
    protected: bool,
    gone: bool,
}

#[derive(Insertable)]
#[diesel(table_name = sync_changes, treat_none_as_default_value = false)]
pub(super) struct Row<'a> {
    pub(super) directory: &'a str,
    pub(super) run: i64,
    pub(super) account: String,
    pub(super) kind: &'static str,
    pub(super) field: &'static str,
    pub(super) name: &'a str,
    pub(super) login: &'a str,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// What is known is read once for each chunk; who is as they were is only marked as seen.
fn take(tx: &mut Tx, id: &DirectoryId, run: i64, entries: &[Entry]) -> StoreResult<()> {
    // the same person twice in a page: the later one counts, as in `upsert_all`
    let latest: HashMap<&ObjectId, &Entry> = entries.iter().map(|entry| (&entry.object_id, entry)).collect();
    let once: Vec<&Entry> = latest.into_values().collect();
    for chunk in once.chunks(CHUNK) {
        let mut known = known(tx, id, chunk)?;
        let (mut same, mut write, mut new) = (Vec::new(), Vec::new(), Vec::new());
        let mut rows = Vec::new();
        for entry in chunk {
            let Some((account, before)) = known.remove(entry.object_id.as_str()) else {
                new.push(*entry);
                continue;
            };
            if is_same(&before, entry) {
                same.push(account);
                continue;
            }
            rows.extend(compare(&before, entry).into_iter().map(|change| row(id, run, account.clone(), entry, change)));
            write.push((*entry).clone());
        }
        diesel::update(account::accounts.filter(account::id.eq_any(&same)))
            .set(account::run.eq(run))
            .execute(tx.conn)?;
        write.extend(new.iter().map(|entry| (*entry).clone()));
        accounts::upsert_all(tx, id, &write, run)?;
        let plain = || Change { kind: Kind::New, field: None, before: None, after: None };
        let mut made = ids(tx, id, &new)?;
        rows.extend(
            new.iter().filter_map(|entry| Some(row(id, run, made.remove(entry.object_id.as_str())?, entry, plain()))),
        );
        insert(tx, &rows)?;
    }
    Ok(())
}

fn known(tx: &mut Tx, id: &DirectoryId, chunk: &[&Entry]) -> StoreResult<HashMap<String, (String, Before)>> {
    let objects: Vec<&str> = chunk.iter().map(|entry| entry.object_id.as_str()).collect();
    let rows: Vec<Known> = account::accounts
        .filter(account::directory.eq(id.as_str()))
        .filter(account::object_id.eq_any(objects))
        .select(Known::as_select())
        .load(tx.conn)?;
    let split = |row: Known| {
        let Known { id, object_id, dn, login, upn, display_name, mail, phone, .. } = row;
        let Known { manager_dn, preferred_language, same_as, set_elsewhere, disabled, protected, gone, .. } = row;
        let before = Before {
            dn,
            login,
            upn,
            display_name,
            mail,
            phone,
            manager_dn,
            preferred_language,
            same_as,
            set_elsewhere: accounts::elsewhere(set_elsewhere.as_deref()),
            disabled,
            protected,
            gone,
        };
        (object_id, (id, before))
    };
    Ok(rows.into_iter().map(split).collect())
}

/// The accounts that were just made.
fn ids(tx: &mut Tx, id: &DirectoryId, entries: &[&Entry]) -> StoreResult<HashMap<String, String>> {
    if entries.is_empty() {
        return Ok(HashMap::new());
    }
    let objects: Vec<&str> = entries.iter().map(|entry| entry.object_id.as_str()).collect();
    let rows: Vec<(String, String)> = account::accounts
        .filter(account::directory.eq(id.as_str()))
        .filter(account::object_id.eq_any(objects))
        .select((account::object_id, account::id))
        .load(tx.conn)?;
    Ok(rows.into_iter().collect())
}

fn row<'a>(id: &'a DirectoryId, run: i64, account: String, entry: &'a Entry, change: Change) -> Row<'a> {
    Row {
        directory: id.as_str(),
        run,
        account,
        kind: change.kind.code(),
        field: change.field.map_or("", latchkey_domain::sync::Field::code),
        name: &entry.display_name,
        login: &entry.login,
        before: change.before,
        after: change.after,
    }
}

/// Somebody who changes again while the run goes on is told with what they were at its beginning.
pub(super) fn insert(tx: &mut Tx, rows: &[Row<'_>]) -> StoreResult<()> {
    use diesel::upsert::excluded;
    use sync_changes::dsl as change;
    for chunk in rows.chunks(CHUNK) {
        on_each!(tx, conn => diesel::insert_into(change::sync_changes)
            .values(chunk)
            .on_conflict((change::directory, change::run, change::account, change::kind, change::field))
            .do_update()
            .set((
                change::name.eq(excluded(change::name)),
                change::login.eq(excluded(change::login)),
                change::after.eq(excluded(change::after)),
            ))
            .execute(conn))?;
    }
    Ok(())
}
