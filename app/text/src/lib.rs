//! Every sentence that a person or an administrator reads, in each language.
//!
//! The sources are Fluent files in `locales`; `build.rs` makes a module of each file, with a function for each key. So
//! the compiler knows keys and arguments, what nobody calls is not in the program, and the browser carries no
//! interpreter: `recover::name_heading(locale)`. Numbers, times and lists are written in `format`.
//!
//! A sentence whose text has marks, such as `<link>here</link>`, has a second function that ends in `_parts`.

mod count;
pub mod format;
mod parts;

pub use count::Count;
pub use format::{list_and, list_or};
pub use latchkey_contract::{Locale, Moment};
pub use parts::Part;

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

#[cfg(test)]
mod tests;
