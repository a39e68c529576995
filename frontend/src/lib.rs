//! Both programs in one, for `cargo leptos watch`: it builds one for a server. Whatever is released is built from the two
//! crates below this one, so that nobody loads what they have no use for.

pub use latchkey_console::wake_console;
pub use latchkey_people::wake_people;
