//! What the documents point to is there, and the benchmark keeps its own rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn documents() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|name| root().join(name)).into();
    let mut open = vec![root().join("docs")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn links_lead_somewhere() {
    let mut tried = 0;
    for document in documents() {
        let text = std::fs::read_to_string(&document).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") || link.starts_with('#') || link.starts_with("mailto:") {
                continue;
            }
            let file = document.parent().unwrap().join(link.split('#').next().unwrap());
            assert!(file.exists(), "{}: {link} is not there", document.display());
            tried += 1;
        }
    }
    assert!(tried > 10, "{tried}");
}

/// What is read by those who run it must be found from the front page.
#[test]
fn the_front_page_knows_the_other_documents() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for name in [
        "docs/operations.md",
        "docs/benchmark.md",
        "docs/threat-model.md",
        "docs/methods.md",
        "docs/audit.md",
        "docs/decisions",
    ] {
        assert!(readme.contains(&format!("({name})")), "README.md does not link {name}");
    }
    let bench = std::fs::read_to_string(root().join("end2end/bench/run")).unwrap();
    assert!(bench.contains("docs/benchmark.md"));
}

/// What stands between the backquotes of lines that begin like this.
fn explained(line_start: &str) -> BTreeSet<String> {
    let document = std::fs::read_to_string(root().join("docs/audit.md")).unwrap();
    let name = |line: &str| Some(line.strip_prefix(line_start)?.split_once('`')?.0.to_owned());
    document.lines().filter_map(name).collect()
}

/// Of each file of the program whose rows these are.
fn in_the_source(find: impl Fn(&str) -> Vec<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![root().join("server/src"), root().join("server/crates/store/src")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs")
                && !path.to_string_lossy().ends_with("tests.rs")
            {
                found.extend(find(&std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

/// What an auditor reads there is explained, and nothing is explained that is not written.
#[test]
fn every_kind_of_audit_row_is_explained() {
    let (explained, written) = (explained("| `"), in_the_source(kinds_in));
    assert!(
        written.len() > 40 && written.contains("recovery.unresolved") && written.contains("notice.failed"),
        "{written:?}"
    );
    let missing: Vec<_> = written.difference(&explained).collect();
    let idle: Vec<_> = explained.difference(&written).collect();
    assert!(missing.is_empty() && idle.is_empty(), "not explained: {missing:?}; never written: {idle:?}");
}

#[test]
fn everybody_who_does_something_is_explained() {
    let in_code = |code: &str| {
        let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let name = |rest: &str| rest.split('"').next().unwrap_or_default().to_owned();
        code.split("actor: \"").skip(1).map(name).collect()
    };
    let mut written = in_the_source(in_code);
    assert!(written.len() > 5, "{written:?}");
    written.insert("admin:NAME".to_owned());
    assert_eq!(explained("- `"), written);
}

/// Text in quotes that looks like a kind, where a row is written: within the same statement as one of
/// the functions that write them.
fn kinds_in(code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let kind = |word: &&str| {
        let parts: Vec<&str> = word.split('.').collect();
        let named = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        parts.len() > 1 && parts.iter().all(named)
    };
    let mut found = Vec::new();
    for sign in
        ["Event {", "did(", "happened(", "log(", "note(", "kind = ", "(kind, ", "const KEY_CHANGED", "const KIND"]
    {
        for call in code.split(sign).skip(1) {
            let call: String = call.chars().take(320).collect();
            let statement = call.split(';').next().unwrap_or_default();
            found.extend(statement.split('"').skip(1).step_by(2).filter(kind).map(str::to_owned));
        }
    }
    found
}

#[test]
fn the_benchmark_keeps_its_rules() {
    let tested = Command::new("node")
        .args(["--test", "end2end/bench/lib/"])
        .current_dir(root())
        .output()
        .expect("node is not here: run make test, which installs it");
    let said = String::from_utf8_lossy(&tested.stdout).into_owned();
    assert!(tested.status.success() && said.contains("# fail 0") && !said.contains("# pass 0"), "{said}");
}
