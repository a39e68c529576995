//! Persons in pages, for the console, each by the account that stands for them.

use super::matching::{self, MatchCounts, PeopleFilter, matching};
use crate::accounts::{Account, Joined};
use crate::schema::{
    accounts, accounts::dsl, directories::dsl as directory, invitations::dsl as invitation, persons::dsl as person,
};
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use latchkey_domain::ids::{AccountId, PersonId};

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

/// An account beside the one that stands for its person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherAccount {
    pub person: PersonId,
    pub id: AccountId,
    /// As people know it.
    pub directory: String,
    pub login: String,
}

/// The present ones of these persons, older directories first: one query for a page of them.
pub fn other_accounts(tx: &mut Tx, of: &[PersonId]) -> StoreResult<Vec<OtherAccount>> {
    let ids: Vec<&str> = of.iter().map(PersonId::as_str).collect();
    let rows: Vec<(String, String, String, String, String)> = dsl::accounts
        .inner_join(directory::directories)
        .filter(dsl::person.eq_any(ids))
        .filter(dsl::is_primary.eq(false))
        .filter(dsl::gone.eq(false))
        .order((directory::created_at, dsl::id))
        .select((dsl::person, dsl::id, directory::label, directory::name, dsl::login))
        .load(tx.conn)?;
    let row = |(person, id, label, name, login): (String, String, String, String, String)| OtherAccount {
        person: PersonId(person),
        id: AccountId(id),
        directory: if label.is_empty() { name } else { label },
        login,
    };
    Ok(rows.into_iter().map(row).collect())
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
