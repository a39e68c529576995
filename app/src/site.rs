//! The organisation whose page this is, for components that nobody hands it to.

use latchkey_contract::Site;
use leptos::prelude::use_context;

/// Its name, how to reach its help desk, and the language of the page. What puts a page together provides it.
pub(crate) fn site() -> Site {
    use_context::<Site>().unwrap_or_default()
}
