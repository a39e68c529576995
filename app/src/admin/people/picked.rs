//! Who is picked, and who can be.

use latchkey_contract::admin::{PersonRow, PersonStatus};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Chosen people by id, across pages.
pub type Chosen = RwSignal<BTreeMap<String, Picked>>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    pub name: String,
    pub login: String,
    /// They are onboarded already.
    pub in_use: bool,
}

impl Picked {
    pub fn of(row: &PersonRow) -> Self {
        Self { name: row.name.clone(), login: row.login.clone(), in_use: onboarded(row) }
    }
}

/// Whether anything can be done with this person here.
pub const fn choosable(row: &PersonRow) -> bool {
    row.hindrance.is_none() || onboarded(row)
}
pub const fn onboarded(row: &PersonRow) -> bool {
    !matches!(row.status, PersonStatus::Imported)
}
