//! What enrolment and the account page have in common: pages that the server makes whole, of which the browser wakes up
//! only what does something (`ui::island`), and whose forms are sent and answered without a page being loaded.

mod no_answer;
#[cfg(feature = "ssr")]
pub(crate) mod page;
#[cfg(feature = "hydrate")]
mod page_elements;
#[cfg(feature = "ssr")]
pub(crate) mod parts;
#[cfg(feature = "hydrate")]
mod shown;
#[cfg(feature = "hydrate")]
mod step;
#[cfg(feature = "hydrate")]
mod wake;

#[cfg(feature = "ssr")]
pub(crate) use no_answer::NoAnswer;

/// Called once, by the program.
#[cfg(feature = "hydrate")]
pub fn start() {
    // the executor, and the owner of everything
    leptos::mount::hydrate_islands();
    step::listen(wake::wake());
}
