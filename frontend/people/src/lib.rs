//! Wakes up what does something on the pages of enrolment and account, and nothing else.

/// Called by `wake.js`.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn wake_people() {
    console_error_panic_hook::set_once();
    latchkey_app::wake_people();
}
