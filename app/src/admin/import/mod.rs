//! Step 1: connect a domain, choose its units, import its people.

mod connection;
mod fields;
mod list;
mod progress;
mod tree;
mod units;

pub use connection::{ConnectionPage, ConnectionView};
pub use list::{DirectoriesView, ImportPage, questions};
pub use units::{UnitsPage, UnitsView};
