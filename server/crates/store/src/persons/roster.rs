//! Everybody who is onboarded, with each of their accounts: for what is counted over all of them.

use super::list::like_escaped;
use crate::schema::accounts::{self, dsl};
use crate::schema::persons::dsl as person;
use crate::{StoreResult, Tx};
use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;
use latchkey_domain::names::comparable;

/// Plain text instead of newtypes and times, because there may be a hundred thousand of them.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub struct RosterRow {
    pub person: String,
    /// The account that stands for the person: one row of each has it.
    pub is_primary: bool,
    pub directory: String,
    pub dn: String,
    pub manager_dn: Option<String>,
    pub mail: Option<String>,
    pub phone: Option<String>,
    pub disabled: bool,
    pub protected: bool,
    pub gone: bool,
    pub set_elsewhere: Option<String>,
    #[diesel(select_expression = person::enrolled_at)]
    pub enrolled_at: Option<i64>,
    #[diesel(select_expression = person::frozen_at)]
    pub frozen_at: Option<i64>,
}

impl RosterRow {
    /// The directory would let them in.
    pub fn is_here(&self) -> bool {
        !self.gone && !self.disabled && !self.protected
    }

    /// By a password that it sets itself, so that a recovery means something.
    pub fn is_recoverable(&self) -> bool {
        self.is_here() && self.set_elsewhere.is_none()
    }
}

/// One by one, in no order.
pub fn roster(tx: &mut Tx, mut each: impl FnMut(RosterRow)) -> StoreResult<()> {
    let rows = dsl::accounts
        .inner_join(person::persons)
        .filter(person::onboarded_at.is_not_null())
        .select(RosterRow::as_select())
        .load_iter::<RosterRow, DefaultLoadingMode>(tx.conn)?;
    for row in rows {
        each(row?);
    }
    Ok(())
}

/// Person, display name and login of those onboarded of whom an account's names contain `text`, by display name: found
/// as `search` finds them, and shown by the account that stands for them.
pub fn roster_of_names(tx: &mut Tx, text: &str) -> StoreResult<Vec<(String, String, String)>> {
    let pattern = format!("%{}%", like_escaped(&comparable(text)));
    let other = diesel::alias!(accounts as other);
    let by_other = other
        .filter(other.field(dsl::is_primary).eq(false))
        .filter(other.field(dsl::search_text).like(pattern.clone()).escape('!'))
        .select(other.field(dsl::person));
    Ok(dsl::accounts
        .inner_join(person::persons)
        .filter(person::onboarded_at.is_not_null())
        .filter(dsl::is_primary.eq(true))
        .filter(dsl::search_text.like(pattern).escape('!').or(dsl::person.eq_any(by_other)))
        .order((dsl::sort_name, dsl::id))
        .select((dsl::person, dsl::display_name, dsl::login))
        .load(tx.conn)?)
}
