//! Accounts in different directories that may be one person's, and the pairs that wait for an administrator. A pair that
//! somebody looked at is never proposed again.

use crate::schema::accounts::{self, dsl as account};
use crate::schema::join_reviews::{self, dsl};
use crate::{StoreError, StoreResult, Tx};
use diesel::prelude::*;
use diesel::sql_types::Text;
use latchkey_domain::Timestamp;
use latchkey_domain::ids::{AccountId, PersonId};
use latchkey_domain::joining::{Doubt, Evidence};

/// `first` is that of the older one: what was there before, or what the other one was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub first: AccountId,
    pub other: AccountId,
}

#[derive(QueryableByName)]
struct PairRow {
    #[diesel(sql_type = Text)]
    first: String,
    #[diesel(sql_type = Text)]
    other: String,
}

/// Of present accounts of two persons that nobody looked at yet. `after`: the last pair of the page before.
pub fn pairs(tx: &mut Tx, evidence: Evidence, after: Option<&Pair>, most: i64) -> StoreResult<Vec<Pair>> {
    let fits = match evidence {
        Evidence::SameObject => "a.object_id = b.same_as",
        Evidence::Mail => "a.mail_key = b.mail_key AND a.id < b.id",
    };
    let (first, other) = after.map_or(("", ""), |pair| (pair.first.as_str(), pair.other.as_str()));
    let sentence = format!(
        "SELECT a.id AS first, b.id AS other FROM accounts AS b JOIN accounts AS a ON {fits}
         WHERE a.directory <> b.directory AND a.person <> b.person AND NOT a.gone AND NOT b.gone
         AND NOT EXISTS (SELECT 1 FROM join_reviews AS r
           WHERE (r.account = a.id AND r.other = b.id) OR (r.account = b.id AND r.other = a.id))
         AND (b.id > {other} OR (b.id = {other} AND a.id > {first}))
         ORDER BY b.id, a.id LIMIT {most}",
        other = literal(other)?,
        first = literal(first)?,
    );
    let rows: Vec<PairRow> = diesel::sql_query(sentence).load(tx.conn)?;
    Ok(rows.into_iter().map(|row| Pair { first: AccountId(row.first), other: AccountId(row.other) }).collect())
}

/// An id of ours, which holds nothing but hexadecimal digits and hyphens.
fn literal(id: &str) -> StoreResult<String> {
    if id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
        Ok(format!("'{id}'"))
    } else {
        Err(StoreError::Corrupt("accounts.id".into()))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    pub id: String,
    pub first: AccountId,
    pub other: AccountId,
    pub evidence: Evidence,
    pub doubt: Doubt,
    pub created_at: Timestamp,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = join_reviews)]
struct Stored {
    id: String,
    account: String,
    other: String,
    evidence: String,
    doubt: String,
    created_at: i64,
}

impl TryFrom<Stored> for Review {
    type Error = StoreError;
    fn try_from(row: Stored) -> StoreResult<Self> {
        let odd = |what: &str| StoreError::Corrupt(format!("join_reviews.{what}"));
        Ok(Self {
            evidence: Evidence::from_code(&row.evidence).ok_or_else(|| odd("evidence"))?,
            doubt: Doubt::from_code(&row.doubt).ok_or_else(|| odd("doubt"))?,
            id: row.id,
            first: AccountId(row.account),
            other: AccountId(row.other),
            created_at: Timestamp(row.created_at),
        })
    }
}

/// Puts the pair down for an administrator. `Conflict`: it is there.
pub fn review(tx: &mut Tx, pair: &Pair, evidence: Evidence, doubt: Doubt) -> StoreResult<()> {
    put(tx, pair, evidence, doubt, None)
}

fn put(tx: &mut Tx, pair: &Pair, evidence: Evidence, doubt: Doubt, joined: Option<bool>) -> StoreResult<()> {
    let now = tx.now().millis();
    let row = (
        dsl::id.eq(tx.new_id()),
        dsl::account.eq(pair.first.as_str()),
        dsl::other.eq(pair.other.as_str()),
        dsl::evidence.eq(evidence.code()),
        dsl::doubt.eq(doubt.code()),
        dsl::created_at.eq(now),
        dsl::decided_at.eq(joined.map(|_| now)),
        dsl::joined.eq(joined),
    );
    diesel::insert_into(dsl::join_reviews).values(row).execute(tx.conn)?;
    Ok(())
}

/// Those that wait, oldest first, and how many they are. What joined or left otherwise waits for nobody: the accounts
/// are there, and of two persons.
pub fn open_reviews(tx: &mut Tx, most: i64) -> StoreResult<(Vec<Review>, i64)> {
    let (first, other) = diesel::alias!(accounts as first_account, accounts as other_account);
    let waiting = dsl::join_reviews
        .inner_join(first.on(first.field(account::id).eq(dsl::account)))
        .inner_join(other.on(other.field(account::id).eq(dsl::other)))
        .filter(dsl::decided_at.is_null())
        .filter(first.field(account::gone).eq(false).and(other.field(account::gone).eq(false)))
        .filter(first.field(account::person).ne(other.field(account::person)));
    let all = waiting.count().get_result(tx.conn)?;
    let rows: Vec<Stored> =
        waiting.order((dsl::created_at, dsl::id)).limit(most).select(Stored::as_select()).load(tx.conn)?;
    Ok((rows.into_iter().map(Review::try_from).collect::<StoreResult<_>>()?, all))
}

/// One that waits.
pub fn review_by_id(tx: &mut Tx, id: &str) -> StoreResult<Option<Review>> {
    let row: Option<Stored> = dsl::join_reviews
        .find(id)
        .filter(dsl::decided_at.is_null())
        .select(Stored::as_select())
        .first(tx.conn)
        .optional()?;
    row.map(Review::try_from).transpose()
}

/// `false`: somebody else was first.
pub fn decided(tx: &mut Tx, id: &str, joined: bool) -> StoreResult<bool> {
    let now = tx.now().millis();
    let waits = dsl::join_reviews.filter(dsl::id.eq(id)).filter(dsl::decided_at.is_null());
    let changed =
        diesel::update(waits).set((dsl::decided_at.eq(Some(now)), dsl::joined.eq(Some(joined)))).execute(tx.conn)?;
    Ok(changed == 1)
}

/// What an administrator parted is not joined again by itself.
pub fn keep_apart(tx: &mut Tx, pair: &Pair, evidence: Evidence) -> StoreResult<()> {
    let now = tx.now().millis();
    let either = |one: &AccountId, two: &AccountId| dsl::account.eq(one.0.clone()).and(dsl::other.eq(two.0.clone()));
    let known = dsl::join_reviews.filter(either(&pair.first, &pair.other).or(either(&pair.other, &pair.first)));
    let apart = (dsl::decided_at.eq(Some(now)), dsl::joined.eq(Some(false)));
    if diesel::update(known).set(apart).execute(tx.conn)? == 0 {
        put(tx, pair, evidence, Doubt::Parted, Some(false))?;
    }
    Ok(())
}

/// Whether somebody decided that an account of the one is not the other's.
pub fn are_apart(tx: &mut Tx, one: &PersonId, two: &PersonId) -> StoreResult<bool> {
    let (first, other) = diesel::alias!(accounts as first_account, accounts as other_account);
    let (a, b) = (first.field(account::person), other.field(account::person));
    let between = a.eq(one.as_str()).and(b.eq(two.as_str())).or(a.eq(two.as_str()).and(b.eq(one.as_str())));
    let apart = dsl::join_reviews
        .inner_join(first.on(first.field(account::id).eq(dsl::account)))
        .inner_join(other.on(other.field(account::id).eq(dsl::other)))
        .filter(dsl::joined.eq(false))
        .filter(between);
    Ok(diesel::select(diesel::dsl::exists(apart)).get_result(tx.conn)?)
}
