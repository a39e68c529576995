//! Accounts in pages, for the console.

use super::{Account, Stored};
use crate::schema::{accounts::dsl, invitations::dsl as invitation};
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::names::comparable;

/// One page of those whose display name, login, user principal name or mail contains `text`, by
/// display name; each with whether it was invited; and how many there are in all. Gone ones are
/// left out unless they still hold a seat.
///
/// `after`: the id of the previous page's last account; `""` for the first page.
pub fn search(
    tx: &mut Tx,
    text: &str,
    onboarded_only: bool,
    after: &str,
    limit: i64,
) -> StoreResult<(Vec<(Account, bool)>, i64)> {
    let pattern = format!("%{}%", like_escaped(&comparable(text)));
    let fits = || {
        let shown: Box<dyn BoxableExpression<dsl::accounts, _, SqlType = Bool>> = if onboarded_only {
            Box::new(dsl::onboarded_at.is_not_null())
        } else {
            Box::new(dsl::gone.eq(false).or(dsl::onboarded_at.is_not_null()))
        };
        dsl::search_text.like(pattern.clone()).escape('!').and(shown)
    };
    let total: i64 = dsl::accounts.filter(fits()).count().get_result(tx.conn)?;
    let last: Option<String> = dsl::accounts.find(after).select(dsl::sort_name).first(tx.conn).optional()?;
    let from = last.clone().unwrap_or_default();
    let later = dsl::sort_name.gt(from.clone()).or(dsl::sort_name.eq(from).and(dsl::id.gt(after)));
    let rows: Vec<Stored> = dsl::accounts
        .filter(fits())
        .filter(later.or(last.is_none().into_sql::<Bool>()))
        .order((dsl::sort_name, dsl::id))
        .limit(limit)
        .select(Stored::as_select())
        .load(tx.conn)?;
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let counts = invitation::used_at.is_not_null().or(invitation::expires_at.gt(tx.now().millis()));
    let invited: Vec<String> = invitation::invitations
        .filter(invitation::account.eq_any(ids))
        .filter(invitation::voided.eq(false))
        .filter(counts)
        .select(invitation::account)
        .load(tx.conn)?;
    let with_mark = |row: Stored| {
        let invited = invited.contains(&row.id);
        (Account::from(row), invited)
    };
    Ok((rows.into_iter().map(with_mark).collect(), total))
}

pub(super) fn like_escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        if matches!(c, '!' | '%' | '_') {
            out.push('!');
        }
        out.push(c);
        out
    })
}

/// The present accounts of a directory.
pub fn count(tx: &mut Tx, directory: &DirectoryId) -> StoreResult<i64> {
    let present = dsl::directory.eq(directory.as_str()).and(dsl::gone.eq(false));
    Ok(dsl::accounts.filter(present).count().get_result(tx.conn)?)
}
