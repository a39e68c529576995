//! What the documents point to is there, and the benchmark keeps its own rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use latchkey_domain::audit::{Actor, AuditKind};
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

/// Whoever follows the walk finds each file, and in it what it is opened for.
#[test]
fn the_walk_leads_through_files_that_are_there() {
    let walk = std::fs::read_to_string(root().join("docs/walk.md")).unwrap();
    let (first, second) = walk.split_once("\n## One import\n").unwrap();
    let steps = first.lines().filter(|line| line.starts_with("**")).count();
    assert!((5..=12).contains(&steps), "{steps} files for one form");
    let mut seen = 0;
    for line in first.lines().chain(second.lines()) {
        let mut text = None;
        // what stands in backquotes: a file, and what is in it up to the end of the heading
        for (nth, name) in line.split('`').enumerate().filter(|(nth, _)| nth % 2 == 1) {
            let is_file = ["app/", "server/"].iter().any(|folder| name.starts_with(folder)) && name.ends_with(".rs");
            if is_file {
                text =
                    Some(std::fs::read_to_string(root().join(name)).unwrap_or_else(|_| panic!("{name} is not there")));
                seen += 1;
            } else if let Some(text) = text.as_ref().filter(|_| line.starts_with("**") && nth < 7) {
                let heading = line.split("**").nth(1).unwrap_or_default();
                let own = heading.contains(&format!("`{name}`"));
                let function = name.rsplit("::").next().unwrap();
                assert!(!own || text.contains(&format!("fn {function}")), "{name} is not in its file: {heading}");
            }
        }
    }
    assert!(seen > 20, "{seen}");
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

/// What stands between the backquotes of lines of the audit log's document that begin like this.
fn explained(line_start: &str) -> Vec<String> {
    let document = std::fs::read_to_string(root().join("docs/audit.md")).unwrap();
    let name = |line: &str| Some(line.strip_prefix(line_start)?.split_once('`')?.0.to_owned());
    let mut all: Vec<String> = document.lines().filter_map(name).collect();
    all.sort();
    all
}

fn sorted<T>(all: &[T], text: impl Fn(&T) -> String) -> Vec<String> {
    let mut all: Vec<String> = all.iter().map(text).collect();
    all.sort();
    all
}

/// What an auditor reads there is explained once, and nothing is explained that cannot be written.
#[test]
fn every_row_of_the_audit_log_is_explained() {
    assert_eq!(explained("| `"), sorted(AuditKind::ALL, |kind| kind.code().to_owned()));
    assert_eq!(explained("- `"), sorted(&Actor::EXAMPLES, ToString::to_string));
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
