//! Persons in pages, for the console, each by the account that stands for them.

use super::matching::{self, MatchCounts, PeopleFilter, matching};
use crate::accounts::{Account, Joined};
use crate::schema::{accounts, accounts::dsl, invitations::dsl as invitation, persons::dsl as person};
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use latchkey_domain::ids::PersonId;

/// One page of those who match, by display name; each with whether they were invited; and how many there are in all.
///
/// `after`: the previous page's last person; an empty one for the first page.
pub fn search(
    tx: &mut Tx,
    filter: &PeopleFilter,
    after: &PersonId,
    limit: i64,
) -> StoreResult<(Vec<(Account, bool)>, MatchCounts)> {
    let matching = matching::counts(tx, filter)?;
    let found = dsl::accounts.inner_join(person::persons).filter(matching!(filter));
    let last: Option<(String, String)> = dsl::accounts
        .filter(dsl::person.eq(after.as_str()))
        .filter(dsl::is_primary.eq(true))
        .select((dsl::sort_name, dsl::id))
        .first(tx.conn)
        .optional()?;
    let first = last.is_none();
    let (name, id) = last.unwrap_or_default();
    let later = dsl::sort_name.gt(name.clone()).or(dsl::sort_name.eq(name).and(dsl::id.gt(id)));
    let rows: Vec<Joined> = found
        .filter(later.or(first.into_sql::<Bool>()))
        .order((dsl::sort_name, dsl::id))
        .limit(limit)
        .select(Joined::as_select())
        .load(tx.conn)?;
    let rows: Vec<Account> = rows.into_iter().map(Account::from).collect();
    let ids: Vec<&str> = rows.iter().map(|account| account.person.id.as_str()).collect();
    let counts = invitation::used_at.is_not_null().or(invitation::expires_at.gt(tx.now().millis()));
    let invited: Vec<String> = invitation::invitations
        .filter(invitation::person.eq_any(ids))
        .filter(invitation::voided.eq(false))
        .filter(counts)
        .select(invitation::person)
        .load(tx.conn)?;
    let with_mark = |account: Account| {
        let invited = invited.contains(&account.person.id.0);
        (account, invited)
    };
    Ok((rows.into_iter().map(with_mark).collect(), matching))
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
