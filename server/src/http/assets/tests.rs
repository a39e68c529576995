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

/// Whoever built the browser's programs last, by the three steps or by cargo-leptos: theirs are taken.
#[test]
fn the_newer_programs_are_taken_under_whichever_name() {
    use std::time::{Duration, UNIX_EPOCH};
    let taken = |files: &[(&str, u64)]| -> Vec<Vec<String>> {
        let file = |(name, at): &(&str, u64)| {
            ((*name).to_owned(), UNIX_EPOCH + Duration::from_secs(*at), format!("{name} {at}").into_bytes())
        };
        let files: Vec<site::Found> = files.iter().map(file).collect();
        let text = |(_, bytes)| String::from_utf8(bytes).unwrap();
        site::programs(&files).into_iter().map(|group| group.into_iter().map(text).collect()).collect()
    };
    let people = [("people.js", 1), ("people_bg.wasm", 5)];
    let console = [("console.js", 1), ("console_bg.wasm", 5)];
    let halves = [people, console].concat();
    let with =
        |at: u64| [halves.clone(), vec![("latchkey.js", 1), ("latchkey.wasm", at), ("latchkey.css", 9)]].concat();
    let of_halves = [["people.js 1", "people_bg.wasm 5"], ["console.js 1", "console_bg.wasm 5"]];
    assert_eq!(taken(&halves), of_halves);
    assert_eq!(taken(&with(4)), of_halves);
    assert_eq!(taken(&with(6)), [["latchkey.js 1", "latchkey.wasm 6"]]);
    assert_eq!(taken(&with(6)[4..]), [["latchkey.js 1", "latchkey.wasm 6"]]);
    assert_eq!(taken(&people), [["people.js 1", "people_bg.wasm 5"]]);
    for useless in [vec![("people.js", 1)], vec![("console_bg.wasm", 9)], vec![("another.wasm", 9)], Vec::new()] {
        assert!(taken(&useless).is_empty(), "{useless:?}");
    }
}

/// What no page of the half in question may load.
#[test]
fn neither_half_loads_the_other() {
    let addresses = addresses();
    let [people, console] =
        [[&addresses.people_js, &addresses.people_wasm], [&addresses.console_js, &addresses.console_wasm]];
    for (half, other) in [(people, console), (console, people)] {
        for file in half.iter().filter(|path| !path.is_empty()) {
            let asset = ASSETS.iter().find(|asset| asset.path == file.as_str()).unwrap();
            for path in other {
                let name = path.rsplit('/').next().unwrap();
                assert!(!asset.raw.windows(name.len()).any(|part| part == name.as_bytes()), "{file} names {name}");
            }
        }
    }
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
