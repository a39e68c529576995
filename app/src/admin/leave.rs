//! The way out of the console: to a page that is no part of its program, and is loaded as a whole.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn Leave() -> impl IntoView {
    let here = use_location();
    let (path, query) = (here.pathname.get_untracked(), here.search.get_untracked());
    let page = if query.is_empty() { path } else { format!("{path}?{query}") };
    // refused only for an address of another sort, and this is one of ours
    let _going = window().location().replace(&page);
}
