//! Wakes the server-rendered pages up in the browser, and nothing else.

/// Called by the hydration script of the enrolment and console pages.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(latchkey_app::App);
}
