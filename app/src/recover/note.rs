//! What is wrong with a page as a whole.

use crate::words::{self, Sentence};
use latchkey_contract::{Problem, Site};
use leptos::prelude::*;

/// The fault of a whole page, above its form.
pub(super) fn note(site: &Site, problem: &Problem) -> impl IntoView + use<> {
    use crate::ui::{Note, Tone};
    let Sentence { heading, text, .. } = words::sentence(problem, site);
    let tone = match problem {
        Problem::NotLocked | Problem::UnlockNotEnough | Problem::OutOfDate | Problem::PickAnother => Tone::Plain,
        Problem::TryLater { .. }
        | Problem::MethodLater { .. }
        | Problem::MethodAway
        | Problem::SendLimit { .. }
        | Problem::DirectoryAway
        | Problem::Unknown => Tone::Warn,
        _ => Tone::Bad,
    };
    view! { <Note tone=tone heading=heading text=text urgent=true/> }
}
