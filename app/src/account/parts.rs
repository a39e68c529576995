//! Small pieces of several of its pages.

use super::api::SignOut;
use crate::people::parts::Version;
use latchkey_text::{Locale, account as text};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Of the page, and of what the form is about.
pub(super) fn hidden(version: i64, id: Option<String>) -> impl IntoView {
    view! {
        <Version version=version/>
        {id.map(|id| view! { <input type="hidden" name="id" value=id/> })}
    }
}

/// Ends the visit with a whole new page.
pub(super) fn leave(l: Locale) -> AnyView {
    view! {
        <div class="after">
            <form class="inline" method="post" action=SignOut::PATH><button class="link">{text::sign_out(l)}</button></form>
        </div>
    }
    .into_any()
}
