//! Writes the administrator's pages with sample data to `target/preview/admin-*.html`, so that
//! they can be looked at without a server: `cargo run -p latchkey-app --features ssr --example
//! admin_preview`.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a program for the desk")]
#![recursion_limit = "256"]

mod activate;
mod directories;
mod invite;
mod methods;
mod overview;
mod people;
mod room;
mod rules;
mod servers;
mod sign_in;
mod sync;

use leptos::prelude::*;
use std::path::Path;

/// Writes a page under this name.
type Save<'a> = &'a dyn Fn(&str, fn() -> AnyView);

fn main() {
    let into = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/preview");
    std::fs::create_dir_all(&into).expect("target is writable");
    let save = |name: &str, view: fn() -> AnyView| {
        let html = Owner::new().with(|| view().to_html());
        let page = format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self' file:\">\
             <title>{name}</title>\
             <link rel=\"stylesheet\" href=\"../../style/tokens.css\"><link rel=\"stylesheet\" href=\"../../style/base.css\">\
             <link rel=\"stylesheet\" href=\"../../style/console.css\"></head><body>{html}</body></html>"
        );
        std::fs::write(into.join(format!("admin-{name}.html")), page).expect("the page can be written");
        println!("admin-{name}.html");
    };
    for pages in [
        sign_in::pages as fn(Save),
        overview::pages,
        directories::pages,
        sync::pages,
        activate::pages,
        people::pages,
        methods::pages,
        rules::pages,
        servers::pages,
        invite::pages,
    ] {
        pages(&save);
    }
}
