//! Which files of the browser's half are taken into the program.

use std::time::SystemTime;

/// A file below `target/site/pkg`: its relative name, when it was written, what is in it.
pub type Found = (String, SystemTime, Vec<u8>);

/// The name that the program's own list knows.
const PROGRAM: &str = "latchkey_bg.wasm";

/// All scripts, and one WebAssembly program: wasm-bindgen (and with it `.ci/build-site`) calls it
/// `latchkey_bg.wasm`, cargo-leptos renames it to `latchkey.wasm`. Where both are there, the newer
/// one fits the script beside it, which both write under the same name.
pub fn browsers_half(files: Vec<Found>) -> Vec<(String, Vec<u8>)> {
    let (programs, scripts): (Vec<Found>, Vec<Found>) = files
        .into_iter()
        .filter(|(name, ..)| name.ends_with(".js") || name == PROGRAM || name == "latchkey.wasm")
        .partition(|(name, ..)| name.ends_with(".wasm"));
    let newest = programs.into_iter().max_by_key(|(_, written, _)| *written);
    let mut half: Vec<_> = scripts.into_iter().map(|(name, _, bytes)| (name, bytes)).collect();
    half.extend(newest.map(|(_, _, bytes)| (PROGRAM.to_owned(), bytes)));
    half
}
