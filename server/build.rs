//! Puts the site into the program: style sheets, static files and the browser's programs (when they have
//! been built), each compressed once, here, so that the server only hands bytes out.

#[path = "build/css.rs"]
mod css;
#[path = "build/link.rs"]
mod link;
#[path = "build/site.rs"]
mod site;

use sha2::{Digest as _, Sha256};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Each bundle and the sheets it is made of, in this order (see style/README.md).
const BUNDLES: [(&str, &[&str]); 3] = [
    ("recover.css", &["tokens", "base", "recover"]),
    ("enrol.css", &["tokens", "base", "recover", "enrol"]),
    ("console.css", &["tokens", "base", "console"]),
];

type Fallible<T> = Result<T, Box<dyn Error>>;

fn main() -> Fallible<()> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("..");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut table = Table { out, rows: String::new(), count: 0 };
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build/css.rs");
    println!("cargo::rerun-if-changed=build/link.rs");
    println!("cargo::rerun-if-changed=build/site.rs");
    link::pack_relocations();

    for (name, sheets) in BUNDLES {
        let mut text = String::new();
        for sheet in sheets {
            let path = root.join("style").join(format!("{sheet}.css"));
            println!("cargo::rerun-if-changed={}", path.display());
            text += &fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        }
        let text = css::minify(&text).into_bytes();
        table.add(&hash([&text]), name, &text)?;
    }
    // Files that may load each other by relative address share one hash.
    let public = files(&root.join("app/public"))?;
    table.add_group(&public.into_iter().map(|(name, _, bytes)| (name, bytes)).collect::<Vec<_>>())?;
    let programs = site::programs(&files(&root.join("target/site/pkg"))?);
    if programs.is_empty() {
        println!(
            "cargo::warning=target/site/pkg is empty: the pages will work without their browser half. `.ci/build` builds it first."
        );
    }
    programs.iter().try_for_each(|program| table.add_group(program))?;
    table.write()
}

/// All files below `dir`, by their relative name; none if it does not exist.
fn files(dir: &Path) -> Fallible<Vec<site::Found>> {
    println!("cargo::rerun-if-changed={}", dir.display());
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(dir)?.to_str().ok_or("a file name is not UTF-8")?.to_owned();
                if !name.starts_with('.') {
                    found.push((name, path.metadata()?.modified()?, fs::read(&path)?));
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

fn hash<'a>(parts: impl IntoIterator<Item = &'a Vec<u8>>) -> String {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part.len().to_le_bytes());
        sha.update(part);
    }
    sha.finalize().iter().take(8).fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

struct Table {
    out: PathBuf,
    rows: String,
    count: usize,
}

impl Table {
    fn add_group(&mut self, files: &[(String, Vec<u8>)]) -> Fallible<()> {
        let hash = hash(files.iter().map(|(_, bytes)| bytes));
        files.iter().try_for_each(|(name, bytes)| self.add(&hash, name, bytes))
    }

    fn add(&mut self, hash: &str, name: &str, raw: &[u8]) -> Fallible<()> {
        let raw_file = self.store("raw", raw)?;
        let mut compressed = [String::from("None"), String::from("None")];
        if !name.ends_with(".png") && !name.ends_with(".ico") && !name.ends_with(".woff2") {
            for (slot, (ending, bytes)) in compressed.iter_mut().zip([("br", brotli(raw)?), ("gz", gzip(raw)?)]) {
                if bytes.len() < raw.len() {
                    *slot = format!("Some(include_bytes!({:?}))", self.store(ending, &bytes)?);
                }
            }
        }
        let [br, gz] = compressed;
        let kind = content_type(name).ok_or_else(|| format!("{name}: add its content type to server/build.rs"))?;
        writeln!(
            self.rows,
            "Asset {{ name: {name:?}, path: {:?}, etag: {:?}, content_type: {kind:?}, raw: include_bytes!({raw_file:?}), brotli: {br}, gzip: {gz} }},",
            format!("/assets/{hash}/{name}"),
            format!("\"{hash}\""),
        )?;
        self.count += 1;
        Ok(())
    }

    fn store(&self, ending: &str, bytes: &[u8]) -> Fallible<String> {
        let path = self.out.join(format!("asset-{}.{ending}", self.count));
        fs::write(&path, bytes)?;
        Ok(path.to_str().ok_or("OUT_DIR is not UTF-8")?.to_owned())
    }

    fn write(self) -> Fallible<()> {
        let text = format!("pub static ASSETS: [Asset; {}] = [\n{}];\n", self.count, self.rows);
        Ok(fs::write(self.out.join("assets.rs"), text)?)
    }
}

fn content_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit('.').next()? {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}

fn brotli(raw: &[u8]) -> Fallible<Vec<u8>> {
    // 11 costs seconds per megabyte; 9 is enough for a debug build.
    let quality =
        if raw.len() > 100_000 && std::env::var("PROFILE").is_ok_and(|profile| profile == "debug") { 9 } else { 11 };
    let params = brotli::enc::BrotliEncoderParams { quality, lgwin: 22, size_hint: raw.len(), ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut std::io::Cursor::new(raw), &mut out, &params)?;
    Ok(out)
}

fn gzip(raw: &[u8]) -> Fallible<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(raw)?;
    Ok(encoder.finish()?)
}
