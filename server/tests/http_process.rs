//! The program itself: how it starts, what it says when it cannot, and how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod http_common;

use http_common::{Program, command};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

fn fails(dir: &std::path::Path, arguments: &[&str]) -> String {
    let output = command(dir).args(arguments).output().unwrap();
    assert!(!output.status.success(), "{arguments:?} should have failed");
    String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap()
}

#[test]
fn practice_mode_greets_and_serves() {
    let mut program = Program::practice();
    // by its name: browsers keep passkeys for names only
    let origin = format!("http://{}", program.address.replace("127.0.0.1", "localhost"));
    assert!(
        program.said.contains("Practice mode") && program.said.contains(&format!("{origin}/practice")),
        "{}",
        program.said
    );
    let link = program.said.lines().find(|line| line.contains("/admin/setup/")).unwrap().trim().to_owned();
    assert!(link.starts_with(&format!("{origin}/admin/setup/")), "{link}");
    assert!(program.get("/healthz").contains("alive"));
    assert!(program.get("/readyz").contains("ready"));
    assert!(program.get("/recover").starts_with("HTTP/1.1 200"));
    let key = program.dir.path().join("latchkey-data/practice.key");
    assert_eq!(std::fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
    program.signal("TERM");
    assert_eq!(program.wait(), Some(0));

    // As long as there is no administrator, each start gives a new link.
    let dir = std::mem::replace(&mut program.dir, tempfile::tempdir().unwrap());
    let again = Program::start(dir, &["serve", "--practice", "--listen", "127.0.0.1:0"]);
    let other = again.said.lines().find(|line| line.contains("/admin/setup/")).unwrap();
    assert_ne!(link.rsplit('/').next(), other.rsplit('/').next());
}

/// As `cargo leptos watch -- serve --practice` starts it: with these variables, from the folder of
/// the workspace, and with its own names for the files, which it may still be writing.
#[cfg(debug_assertions)]
#[test]
fn under_cargo_leptos_the_browsers_half_comes_from_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    let environment = [
        ("LEPTOS_OUTPUT_NAME", "latchkey"),
        ("LEPTOS_SITE_ROOT", "target/site"),
        ("LEPTOS_SITE_PKG_DIR", "pkg"),
        ("LEPTOS_SITE_ADDR", "127.0.0.1:8080"),
        ("LEPTOS_RELOAD_PORT", "8081"),
        ("LEPTOS_WATCH", "true"),
    ];
    let program = Program::start_with(dir, &["serve", "--practice", "--listen", "127.0.0.1:0"], &environment);
    let page = program.get("/enrol");
    for name in ["latchkey.js", "latchkey.wasm"] {
        assert!(page.contains(&format!("/assets/watched/{name}")), "{page}");
        assert!(program.get(&format!("/assets/watched/{name}")).starts_with("HTTP/1.1 404"), "not compiled yet");
    }
    let pkg = program.dir.path().join("target/site/pkg");
    std::fs::create_dir_all(&pkg).unwrap();
    for text in ["first", "second"] {
        std::fs::write(pkg.join("latchkey.js"), format!("// {text}")).unwrap();
        std::fs::write(pkg.join("latchkey.wasm"), text).unwrap();
        let script = program.get("/assets/watched/latchkey.js");
        assert!(script.contains("text/javascript") && script.ends_with(&format!("// {text}")), "{script}");
        let wasm = program.get("/assets/watched/latchkey.wasm");
        assert!(wasm.contains("application/wasm") && wasm.contains("no-store") && wasm.ends_with(text), "{wasm}");
    }
}

#[test]
fn without_configuration_it_says_both_ways_on() {
    let dir = tempfile::tempdir().unwrap();
    let said = fails(dir.path(), &["serve"]);
    assert!(said.contains("latchkey serve --practice") && said.contains("latchkey.toml"), "{said}");
    assert!(!dir.path().join("latchkey-data").exists(), "nothing was touched");
}

#[test]
fn wrong_settings_stop_the_start_with_line_and_reason() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("latchkey.toml"),
        "origin = \"https://reset.example.com\"\n\n[databse]\nurl = \"x\"\n",
    )
    .unwrap();
    let said = fails(dir.path(), &["serve"]);
    assert!(said.contains("latchkey.toml, line 3: there is no setting `databse`"), "{said}");
    assert!(said.contains("latchkey.toml, line 1: `origin` is https, but nobody speaks TLS"), "{said}");
    let said = fails(dir.path(), &["check"]);
    assert!(said.contains("BAD   configuration"), "{said}");
    std::fs::write(dir.path().join("latchkey.toml"), "[mail]\nhost = \"mx.example.com\"\n").unwrap();
    assert!(fails(dir.path(), &["serve", "--practice"]).contains("line 2: `mail.host` belongs to a real installation"));
}

#[test]
fn a_taken_port_is_said_in_words() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let dir = tempfile::tempdir().unwrap();
    let said = fails(dir.path(), &["serve", "--practice", "--listen", &address]);
    assert!(said.contains(&format!("another program listens on {address} already")), "{said}");
    assert!(fails(dir.path(), &["serve", "--practice", "--listen", "8080"]).contains("must be an address with a port"));
}

#[test]
fn modes_do_not_share_a_database() {
    let dir = tempfile::tempdir().unwrap();
    let config = |practice: &str| {
        format!("{practice}[database]\nurl = \"sqlite:{}\"\n", dir.path().join("one.sqlite").display())
    };
    let file = dir.path().join("latchkey.toml");
    std::fs::write(&file, config("origin = \"http://localhost:8080\"\n")).unwrap();
    let made = command(dir.path()).args(["admin", "link"]).output().unwrap();
    let said = String::from_utf8(made.stdout).unwrap();
    assert!(said.contains("http://localhost:8080/admin/setup/"), "{said}{}", String::from_utf8_lossy(&made.stderr));
    // The very file, put where practice mode keeps its own.
    std::fs::create_dir_all(dir.path().join("latchkey-data")).unwrap();
    std::fs::copy(dir.path().join("one.sqlite"), dir.path().join("latchkey-data/practice.sqlite")).unwrap();
    std::fs::copy(dir.path().join("latchkey-data/secret.key"), dir.path().join("latchkey-data/practice.key")).unwrap();
    std::fs::remove_file(&file).unwrap();
    let said = fails(dir.path(), &["serve", "--practice", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("belongs to a real installation; practice mode must not touch it"), "{said}");
}

/// What browsers would complain of, said before they do.
#[test]
fn a_certificate_is_looked_at_before_it_is_used() {
    let dir = tempfile::tempdir().unwrap();
    let made = std::process::Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "5",
            "-subj",
            "/CN=x",
        ])
        .args(["-addext", "subjectAltName=DNS:*.example.com", "-keyout", "k.pem", "-out", "c.pem"])
        .current_dir(dir.path())
        .output()
        .expect("openssl is not here: run make test, which installs it");
    assert!(made.status.success());
    let check = |origin: &str| {
        let config = format!("origin = \"{origin}\"\n[tls]\ncertificate = \"c.pem\"\nkey = \"k.pem\"\n");
        std::fs::write(dir.path().join("latchkey.toml"), config).unwrap();
        String::from_utf8(command(dir.path()).arg("check").output().unwrap().stdout).unwrap()
    };
    let good = check("https://reset.example.com");
    assert!(good.contains("good  certificate    reset.example.com, valid until") && good.contains(": soon"), "{good}");
    let bad = check("https://reset.example.org");
    assert!(
        bad.contains("BAD   certificate    c.pem: is not made out to reset.example.org, but to *.example.com"),
        "{bad}"
    );
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let key = dir.path().join("k");
    assert!(command(dir.path()).args(["new-key", "k"]).output().unwrap().status.success());
    assert!(fails(dir.path(), &["new-key", "k"]).contains("never overwritten"));
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    std::fs::write(
        dir.path().join("latchkey.toml"),
        "origin = \"http://localhost\"\nlisten = \"127.0.0.1:0\"\n[secrets]\nkey_file = \"k\"\n",
    )
    .unwrap();
    assert!(fails(dir.path(), &["serve"]).contains("can be read by others (mode 644)"));
}

#[test]
fn the_way_back_by_the_command_line() {
    let dir = tempfile::tempdir().unwrap();
    assert!(
        fails(dir.path(), &["admin", "reset", "kim", "--practice"]).contains("there is no administrator called kim")
    );
    let made = command(dir.path()).args(["admin", "create", "kim", "--practice"]).output().unwrap();
    let said = String::from_utf8(made.stdout).unwrap();
    assert!(
        said.contains("http://localhost:8080/admin/setup/") && said.contains("set up kim, and nobody else"),
        "{said}"
    );
    let verified = command(dir.path()).args(["audit", "verify", "--practice"]).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let status = command(dir.path()).args(["migrate", "--status", "--practice"]).output().unwrap();
    assert!(String::from_utf8(status.stdout).unwrap().contains("up to date"));
}

#[test]
fn open_requests_are_finished_before_the_end() {
    let mut program = Program::practice();
    let mut open = program.connect();
    let body = "name=nobody";
    // The head, and half of the body once it is asked for: the request is under way when the signal comes.
    let head = format!(
        "POST /recover HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nContent-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\nContent-Length: {1}\r\n\r\n",
        program.address,
        body.len()
    );
    open.write_all(head.as_bytes()).unwrap();
    let mut asked = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
    open.read_exact(&mut asked).unwrap();
    assert_eq!(String::from_utf8_lossy(&asked), "HTTP/1.1 100 Continue\r\n\r\n");
    open.write_all(&body.as_bytes()[..4]).unwrap();
    program.signal("TERM");
    let closed = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        std::net::TcpStream::connect(&program.address).is_err()
    });
    assert!(closed, "nobody new is let in");
    open.write_all(&body.as_bytes()[4..]).unwrap();
    let mut answer = String::new();
    open.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    assert_eq!(program.wait(), Some(0));
}

#[test]
fn an_idle_connection_does_not_keep_it() {
    let mut program = Program::practice();
    let _idle = program.connect();
    program.signal("INT");
    for _ in 0..140 {
        if let Some(status) = program.child.try_wait().unwrap() {
            assert_eq!(status.code(), Some(0));
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("still there after fourteen seconds");
}

/// Silent and dripping clients are hung up on; large heads are refused.
#[test]
fn slow_and_bloated_clients() {
    let program = Program::practice();
    let mut silent = program.connect();
    let mut dripping = program.connect();
    dripping.write_all(b"GET /recover HTTP/1.1\r\nHost: ").unwrap();
    let bloated = program.ask(&format!(
        "GET /recover HTTP/1.1\r\nHost: {}\r\nX: {}\r\n\r\n",
        program.address,
        "a".repeat(100_000)
    ));
    assert!(bloated.is_empty() || bloated.starts_with("HTTP/1.1 4"), "{bloated}");
    let many = "X: y\r\n".repeat(200);
    assert!(
        program
            .ask(&format!("GET /recover HTTP/1.1\r\nHost: {}\r\n{many}\r\n", program.address))
            .starts_with("HTTP/1.1 4")
    );
    let mut rest = Vec::new();
    assert_eq!(silent.read_to_end(&mut rest).unwrap(), 0, "hung up after ten seconds");
    for _ in 0..25 {
        std::thread::sleep(Duration::from_secs(1));
        if dripping.write_all(b"a").is_err() {
            return;
        }
    }
    assert_eq!(dripping.read_to_end(&mut rest).unwrap_or(0), 0, "hung up after twenty seconds");
}

/// Two requests in one, and other quarrels about where a request ends.
#[test]
fn requests_end_where_everybody_thinks() {
    let program = Program::practice();
    let both = format!(
        "POST /recover HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /admin HTTP/1.1\r\nHost: evil\r\n\r\n",
        program.address
    );
    let answer = program.ask(&both);
    assert!(answer.matches("HTTP/1.1 ").count() <= 2 && !answer.contains("HTTP/1.1 2"), "{answer}");
    let two_hosts = program.ask(&format!(
        "GET /recover HTTP/1.1\r\nHost: {0}\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        program.address
    ));
    assert!(two_hosts.starts_with("HTTP/1.1 421"), "{two_hosts}");
    assert!(program.ask("GET /recover HTTP/1.0\r\n\r\n").starts_with("HTTP/1.0 421"));
}
