//! Which files of the browser's two programs are taken into the server.

use std::time::SystemTime;

/// A file below `target/site/pkg`: its relative name, when it was written, what is in it.
pub type Found = (String, SystemTime, Vec<u8>);

/// Files that are loaded together: a name and what is in it.
pub type Group = Vec<(String, Vec<u8>)>;

/// What `.ci/build-site` makes: a program for each half.
const HALVES: [[&str; 2]; 2] = [["people.js", "people_bg.wasm"], ["console.js", "console_bg.wasm"]];
/// What cargo-leptos makes: both in one.
const BOTH: [&str; 2] = ["latchkey.js", "latchkey.wasm"];

/// The programs that were built last, each with its script. One without the other is of no use.
pub fn programs(files: &[Found]) -> Vec<Group> {
    let group = |names: [&str; 2]| -> Option<(SystemTime, Group)> {
        let found = names.map(|name| files.iter().find(|(other, ..)| other == name));
        let [Some(script), Some(program)] = found else { return None };
        let files = [script, program].map(|(name, _, bytes)| (name.clone(), bytes.clone()));
        Some((program.1, files.into()))
    };
    let (halves, both): (Vec<_>, _) = (HALVES.into_iter().filter_map(group).collect(), group(BOTH));
    match both {
        Some((built, both)) if halves.iter().all(|(half, _)| *half < built) => vec![both],
        _ => halves.into_iter().map(|(_, half)| half).collect(),
    }
}
