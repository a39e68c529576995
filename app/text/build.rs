//! Turns `locales/LANGUAGE/NAME.ftl` into one Rust module a file. Fails with file, line and key.

#[path = "build/mod.rs"]
mod generator;

use generator::{Options, Source};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Files whose readers get English in every language: the console, until it is translated.
const ONLY_ENGLISH: &[&str] = &["console", "console-*"];

type Fallible<T> = Result<T, Box<dyn Error>>;

fn main() -> Fallible<()> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    for watched in ["build.rs", "build", "locales"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let pseudo = std::env::var_os("CARGO_FEATURE_PSEUDO").is_some();
    let sources = sources(&root)?;
    match generator::generate(&sources, &Options { only_english: ONLY_ENGLISH, pseudo }) {
        Ok(generated) => write(&out, &generated),
        Err(faults) => {
            for fault in &faults {
                println!("cargo::error={fault}");
            }
            Err(format!("{} faults in the catalogue", faults.len()).into())
        }
    }
}

fn sources(root: &Path) -> Fallible<Vec<Source>> {
    let mut sources = Vec::new();
    for language in entries(&root.join("locales"))? {
        for file in entries(&language)? {
            let relative = file.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            let Some(name) = name_of(&file).strip_suffix(".ftl").map(str::to_owned) else { continue };
            let text = fs::read_to_string(&file).map_err(|error| format!("{relative}: {error}"))?;
            sources.push(Source { language: name_of(&language), name, path: format!("app/text/{relative}"), text });
        }
    }
    Ok(sources)
}

/// Sorted, so that the same sources give the same program.
fn entries(folder: &Path) -> Fallible<Vec<PathBuf>> {
    let found = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths = found.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn write(out: &Path, generated: &generator::Generated) -> Fallible<()> {
    let mut catalogue = format!(
        "mod plurals {{\n#![allow(dead_code, reason = \"a category that no sentence asks for\")]\n{}}}\n",
        generated.plurals
    );
    for (name, rust) in &generated.modules {
        catalogue += &format!(
            "pub mod {name} {{\n\
             #![allow(unused_imports, clippy::all, reason = \"generated\")]\n\
             use crate::format;\nuse crate::{{Count, Locale, Moment, Part, plurals}};\nuse crate::parts::Parts;\n\n\
             {rust}}}\n\n"
        );
    }
    fs::write(out.join("catalogue.rs"), catalogue)?;
    Ok(fs::write(out.join("samples.rs"), &generated.samples)?)
}
