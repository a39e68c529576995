//! The embedded files are what the sources say, however they are asked for.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use std::io::Read as _;

#[path = "../../../build/css.rs"]
mod css;
#[path = "../../../build/site.rs"]
mod site;

fn asset(name: &str) -> &'static Asset {
    ASSETS.iter().find(|asset| asset.name == name).unwrap()
}
fn with(accept: &str) -> HeaderMap {
    HeaderMap::from_iter([(ACCEPT_ENCODING, accept.parse().unwrap())])
}

#[test]
fn encodings_are_offers_with_weights() {
    for (line, br, gzip) in [
        ("gzip, deflate, br", true, true),
        ("br;q=0, gzip", false, true),
        ("BR", true, false),
        ("identity", false, false),
        ("br;q=0.000", false, false),
        ("*", false, false),
        ("xbr", false, false),
        ("gzip;q=0.5", false, true),
    ] {
        assert_eq!((accepts(&with(line), "br"), accepts(&with(line), "gzip")), (br, gzip), "{line}");
    }
}

#[test]
fn compressed_is_the_same_and_smaller() {
    for asset in &ASSETS {
        if let Some(gzip) = asset.gzip {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(gzip).read_to_end(&mut plain).unwrap();
            assert_eq!(plain, asset.raw, "{}", asset.name);
            assert!(asset.brotli.is_some_and(|brotli| brotli.len() <= gzip.len()), "{}", asset.name);
        }
    }
    assert!(asset("recover.css").brotli.unwrap().len() < 9000, "the budget of the first page");
}

#[test]
fn each_address_holds_a_hash_and_every_sheet_has_one() {
    let addresses = addresses();
    for path in [&addresses.recover_css, &addresses.enrol_css, &addresses.console_css, &addresses.password_js] {
        let hash = path.strip_prefix("/assets/").unwrap().split('/').next().unwrap();
        assert!(hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{path}");
    }
}

#[test]
fn unchanged_is_not_sent_again() {
    let asset = asset("recover.css");
    let headers = HeaderMap::from_iter([(IF_NONE_MATCH, asset.etag.parse().unwrap())]);
    assert_eq!(answer(asset, &headers, HeaderValue::from_static("x")).status(), StatusCode::NOT_MODIFIED);
}

/// Whoever built the browser's half last, by the three steps or by cargo-leptos: theirs is taken.
#[test]
fn the_newer_program_is_taken_under_whichever_name() {
    use std::time::{Duration, UNIX_EPOCH};
    let file =
        |name: &str, at: u64| (name.to_owned(), UNIX_EPOCH + Duration::from_secs(at), format!("{name} {at}").into());
    let taken = |files: Vec<site::Found>| -> Vec<(String, String)> {
        let half = site::browsers_half(files).into_iter();
        half.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
    };
    let named = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let others =
        || vec![file("latchkey.js", 1), file("latchkey.d.ts", 1), file("latchkey.css", 1), file("snippets/a.js", 1)];
    let scripts = || vec![named("latchkey.js", "latchkey.js 1"), named("snippets/a.js", "snippets/a.js 1")];
    for (programs, expected) in [
        (vec![file("latchkey_bg.wasm", 5)], Some("latchkey_bg.wasm 5")),
        (vec![file("latchkey.wasm", 5)], Some("latchkey.wasm 5")),
        (vec![file("latchkey.wasm", 6), file("latchkey_bg.wasm", 5)], Some("latchkey.wasm 6")),
        (vec![file("latchkey.wasm", 5), file("latchkey_bg.wasm", 6)], Some("latchkey_bg.wasm 6")),
        (vec![file("another.wasm", 9)], None),
    ] {
        let all: Vec<_> = others().into_iter().chain(programs).collect();
        let wanted: Vec<_> =
            scripts().into_iter().chain(expected.map(|text| named("latchkey_bg.wasm", text))).collect();
        assert_eq!(taken(all), wanted);
    }
    assert!(taken(Vec::new()).is_empty());
}

#[test]
fn minifying_keeps_what_means_something() {
    for (source, small) in [
        ("a :hover { top: calc( 1px + 2px ) }", "a :hover{top:calc( 1px + 2px )}"),
        ("/* c */ .a > .b , .c + .d { color : red ; }\n", ".a > .b,.c + .d{color :red}"),
        ("@media (min-width: 40rem) and (hover) { .a { b: c; } }", "@media (min-width:40rem) and (hover){.a{b:c}}"),
        (".a::before { content: \"a ; /* no */  b\\\" \"; }", ".a::before{content:\"a ; /* no */  b\\\" \"}"),
        (".a/* x */.b{c:d}", ".a .b{c:d}"),
        ("--x: a  b;", "--x:a b;"),
    ] {
        assert_eq!(css::minify(source), small);
    }
}

/// The real sheets, with all white space taken out on both sides, are the same text; and wherever
/// white space between two words was, some is left.
#[test]
fn the_real_sheets_survive() {
    let sheet =
        |name: &str| std::fs::read_to_string(format!("{}/../style/{name}.css", env!("CARGO_MANIFEST_DIR"))).unwrap();
    for name in ["tokens", "base", "recover", "enrol", "console"] {
        let source = sheet(name);
        let small = css::minify(&source);
        let once_more = css::minify(&small);
        assert_eq!(small, once_more, "{name}: minifying twice changes nothing");
        let words = |text: &str| {
            text.split(|c: char| c.is_ascii_whitespace() || matches!(c, '{' | '}' | ';' | ',' | ':'))
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let mut plain = String::new();
        let mut rest = source.as_str();
        while let Some((before, after)) = rest.split_once("/*") {
            plain += before;
            plain.push(' ');
            rest = after.split_once("*/").unwrap().1;
        }
        plain += rest;
        assert_eq!(words(&plain), words(&small), "{name}");
    }
}
