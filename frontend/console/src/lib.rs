//! Wakes up the console's pages, and nothing else.

/// Called by `wake.js`.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn wake_console() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(latchkey_app::admin::App);
}
