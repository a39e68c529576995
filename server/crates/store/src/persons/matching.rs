//! Whom a search means: the condition behind the list, the numbers above it, and what is done to all of them.

use super::list::like_escaped;
use crate::accounts::{Account, Joined, ONLY_ELSEWHERE};
use crate::schema::{accounts, accounts::dsl, persons::dsl as person};
use crate::{StoreResult, Tx};
use diesel::dsl::{count, count_star, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use latchkey_domain::directory::Elsewhere;
use latchkey_domain::names::comparable;

/// As the list of people is filtered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// In an account's display name, login, user principal name or mail.
    pub text: String,
    pub onboarded_only: bool,
}

impl PeopleFilter {
    pub(crate) fn pattern(&self) -> String {
        format!("%{}%", like_escaped(&comparable(&self.text)))
    }
}

/// How many match, and how they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MatchCounts {
    pub total: i64,
    /// Without a seat, and nothing is in the way of one.
    pub able: i64,
    /// With a seat.
    pub onboarded: i64,
    /// Of the others one count each, the first that applies.
    pub gone: i64,
    pub disabled: i64,
    pub protected: i64,
    /// With nothing but accounts whose password is set elsewhere, by who sets that of the one that stands for them.
    pub set_on_premises: i64,
    pub set_by_provider: i64,
    /// With nothing but accounts in directories in which no passwords are set from here.
    pub not_set_here: i64,
}

impl MatchCounts {
    /// With a seat, and nothing would be in the way of it.
    pub const fn already(&self) -> i64 {
        let hindered = self.gone
            + self.disabled
            + self.protected
            + self.set_on_premises
            + self.set_by_provider
            + self.not_set_here;
        self.total - self.able - hindered
    }
}

/// The condition on persons and the accounts that stand for them; a macro, because its type has no name. Gone ones are
/// left out unless they still hold a seat.
macro_rules! matching {
    ($filter:expr) => {{
        use diesel::sql_types::Bool;
        let pattern = $filter.pattern();
        let other = diesel::alias!(accounts as other);
        // by another account of theirs as well: few have one, and those alone are looked through
        let by_other = other
            .filter(other.field(dsl::is_primary).eq(false))
            .filter(other.field(dsl::search_text).like(pattern.clone()).escape('!'))
            .select(other.field(dsl::person));
        dsl::is_primary.eq(true).and(dsl::search_text.like(pattern).escape('!').or(dsl::person.eq_any(by_other))).and(
            person::onboarded_at
                .is_not_null()
                .or((!$filter.onboarded_only).into_sql::<Bool>().and(dsl::gone.eq(false))),
        )
    }};
}
pub(crate) use matching;

fn how_many(condition: &str) -> SqlLiteral<BigInt> {
    sql::<BigInt>(&format!("COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0)"))
}

/// In one look at all of them.
pub fn counts(tx: &mut Tx, filter: &PeopleFilter) -> StoreResult<MatchCounts> {
    let admissible = "NOT (accounts.gone OR accounts.disabled OR accounts.protected)";
    // what is not known to us is not the directory's own either
    let code = Elsewhere::OnPremises.code();
    let by = |which: &str| how_many(&format!("{admissible} AND {ONLY_ELSEWHERE} AND accounts.set_elsewhere {which}"));
    type Counts = (i64, i64, i64, i64, i64, i64, (i64, i64, i64));
    let (total, onboarded, able, gone, disabled, protected, elsewhere): Counts = dsl::accounts
        .inner_join(person::persons)
        .filter(matching!(filter))
        .select((
            count_star(),
            count(person::onboarded_at),
            how_many(&format!("persons.onboarded_at IS NULL AND {admissible} AND NOT {ONLY_ELSEWHERE}")),
            how_many("accounts.gone"),
            how_many("accounts.disabled AND NOT accounts.gone"),
            how_many("accounts.protected AND NOT (accounts.disabled OR accounts.gone)"),
            (by(&format!("= '{code}'")), by(&format!("<> '{code}'")), by("IS NULL")),
        ))
        .first(tx.conn)?;
    let (set_on_premises, set_by_provider, not_set_here) = elsewhere;
    Ok(MatchCounts {
        total,
        able,
        onboarded,
        gone,
        disabled,
        protected,
        set_on_premises,
        set_by_provider,
        not_set_here,
    })
}

/// The first of those who match, by name.
pub fn matching_accounts(tx: &mut Tx, filter: &PeopleFilter, most: i64) -> StoreResult<Vec<Account>> {
    let rows: Vec<Joined> = dsl::accounts
        .inner_join(person::persons)
        .filter(matching!(filter))
        .order((dsl::sort_name, dsl::id))
        .limit(most)
        .select(Joined::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Account::from).collect())
}

/// The first of those whom something keeps from a seat, by name.
pub fn matching_hindered(tx: &mut Tx, filter: &PeopleFilter, most: i64) -> StoreResult<Vec<Account>> {
    let hindered = dsl::gone.eq(true).or(dsl::disabled.eq(true)).or(dsl::protected.eq(true));
    let hindered = hindered.or(sql::<Bool>(ONLY_ELSEWHERE));
    let rows: Vec<Joined> = dsl::accounts
        .inner_join(person::persons)
        .filter(matching!(filter))
        .filter(hindered)
        .order((dsl::sort_name, dsl::id))
        .limit(most)
        .select(Joined::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Account::from).collect())
}
