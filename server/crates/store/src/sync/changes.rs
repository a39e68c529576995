//! The people behind the numbers of a run, in pages.

use crate::schema::{sync_changes, sync_changes::dsl};
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::ids::{AccountId, DirectoryId};
use latchkey_domain::sync::{Field, Kind};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    pub account: AccountId,
    /// As shown then.
    pub name: String,
    pub login: String,
    pub field: Option<Field>,
    pub before: Option<String>,
    pub after: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub rows: Vec<ChangeRow>,
    /// Of the next page; `None`: that was the last.
    pub next: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sync_changes)]
struct Stored {
    account: String,
    field: String,
    name: String,
    login: String,
    before: Option<String>,
    after: Option<String>,
}

/// One page of those to whom this happened, in the order of their accounts; a person's fields stay together. `after`:
/// the `next` of the page before, `""` for the first.
pub fn people(tx: &mut Tx, id: &DirectoryId, run: i64, kind: Kind, after: &str, most: i64) -> StoreResult<Page> {
    let fits = || {
        dsl::directory.eq(id.as_str()).and(dsl::run.eq(run)).and(dsl::kind.eq(kind.code())).and(dsl::account.gt(after))
    };
    let accounts: Vec<String> = dsl::sync_changes
        .filter(fits())
        .select(dsl::account)
        .distinct()
        .order(dsl::account)
        .limit(most)
        .load(tx.conn)?;
    let full = i64::try_from(accounts.len()).is_ok_and(|found| found == most);
    let Some(last) = accounts.last().cloned() else { return Ok(Page { rows: Vec::new(), next: None }) };
    let rows: Vec<Stored> = dsl::sync_changes
        .filter(fits().and(dsl::account.le(&last)))
        .order((dsl::account, dsl::field))
        .select(Stored::as_select())
        .load(tx.conn)?;
    let more = full
        && diesel::select(diesel::dsl::exists(
            dsl::sync_changes
                .filter(dsl::directory.eq(id.as_str()).and(dsl::run.eq(run)))
                .filter(dsl::kind.eq(kind.code()).and(dsl::account.gt(&last))),
        ))
        .get_result(tx.conn)?;
    let row = |row: Stored| ChangeRow {
        account: AccountId(row.account),
        name: row.name,
        login: row.login,
        field: Field::from_code(&row.field),
        before: row.before,
        after: row.after,
    };
    Ok(Page { rows: rows.into_iter().map(row).collect(), next: more.then_some(last) })
}
