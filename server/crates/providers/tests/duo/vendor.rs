//! Duo's own client for Python against the same stand-in: what it takes for Duo, and what takes it for a
//! proper client, is worth testing against.

use crate::stand_in::{CLIENT_ID, CLIENT_SECRET, StandIn};
use crate::tls;
use crate::walk::{NAME, callback};
use latchkey_testkit::TestClock;
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

#[test]
fn duos_own_client_gets_along_with_the_stand_in() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = here.join("../../../target/tools/duo/bin/python");
    assert!(python.exists(), "Duo's client is not there: run .ci/setup test");
    let stand_in = StandIn::new(Arc::new(TestClock::of_machine()));
    let output = Command::new(python)
        .arg(here.join("tests/duo/vendor.py"))
        .env_clear()
        .env("PYTHONUTF8", "1")
        .env("DUO_HOST", stand_in.host())
        .env("DUO_CA", tls::ca_file())
        .env("DUO_ID", CLIENT_ID)
        .env("DUO_SECRET", CLIENT_SECRET)
        .env("DUO_NAME", NAME)
        .env("DUO_REDIRECT", callback().as_str())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}\n{:?}",
        String::from_utf8_lossy(&output.stderr),
        stand_in.inner.refusals.lock().unwrap()
    );
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["health"], "OK");
    assert_eq!(said["token"]["preferred_username"], NAME);
    assert_eq!(said["token"]["auth_result"]["result"], "allow");
    assert!(said["code twice"].as_str().unwrap().contains("invalid_grant"), "{said}");
    assert!(said["another nonce"].as_str().unwrap().contains("nonce"), "{said}");
    assert!(said["wrong secret"].as_str().unwrap().contains("invalid_client"), "{said}");
}
