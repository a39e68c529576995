//! Makes Rust of the catalogue: sources in, modules or faults out. Pure, so that tests run it on sources of their own;
//! `build.rs` brings the files. What the sources look like stands in CONTRIBUTING, why it is done here in
//! docs/decisions/0016.

mod arguments;
mod check;
mod emit;
mod languages;
mod model;
mod parts;
mod pseudo;
mod read;
mod resolve;
mod samples;

pub use model::*;

/// # Errors
/// Everything that is wrong with the sources, not only the first.
pub fn generate(sources: &[Source], options: &Options<'_>) -> Result<Generated, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut languages = read::languages(sources, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    let catalogue = check::catalogue(&languages, options, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    if options.pseudo {
        languages.extend(pseudo::language(&languages));
    }
    let modules = catalogue.iter().map(|file| (file.name.replace('-', "_"), emit::module(file, &languages))).collect();
    Ok(Generated { modules, plurals: emit::plurals(&languages), samples: samples::table(&catalogue) })
}
