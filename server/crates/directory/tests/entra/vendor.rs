//! Microsoft's own client for Python against the same stand-in: what it takes for Entra ID, and what takes it for a
//! proper client, is worth testing against. And what we send is compared with what it sends, field by field.

use crate::support::{Tenant, WAY_BACK, env, nothing_broke_the_contract};
use latchkey_domain::Secret;
use latchkey_domain::directory::SignIn;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use url::Url;

fn with_msal(tenant: &Tenant) -> Value {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = here.join("../../../target/tools/msal/bin/python");
    assert!(python.exists(), "Microsoft's client is not there: run .ci/setup test");
    let output = Command::new(python)
        .arg(here.join("tests/entra/vendor.py"))
        .env_clear()
        .env("PYTHONUTF8", "1")
        .env("ENTRA_CA", env("CA"))
        .env("ENTRA_ID", tenant.text("clientId"))
        .env("ENTRA_SECRET", tenant.text("clientSecret"))
        .env("ENTRA_AUTHORITY", format!("{}/{}", env("LOGIN"), tenant.text("id")))
        .env("ENTRA_GRAPH", env("GRAPH"))
        .env("ENTRA_BACK", WAY_BACK)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn microsofts_own_client_gets_along_with_the_stand_in_and_we_ask_as_it_does() {
    let tenant = Tenant::new().await;
    let said = with_msal(&tenant);
    assert_eq!((said["token_type"].as_str(), said["people"].as_u64()), (Some("Bearer"), Some(5)), "{said}");
    assert_eq!(said["wrong secret"]["error_codes"], json!([7_000_215]), "{said}");
    let theirs = tenant.tokens().await.remove(0);

    let directory = tenant.open();
    directory.passwords().state(&tenant.person("anna")).await.unwrap();
    let ours = tenant.tokens().await.pop().unwrap();
    assert_eq!(ours["path"], theirs["path"]);
    assert_eq!(ours["type"], theirs["type"]);
    let mut wanted = theirs["form"].clone();
    // it asks for a description of the account besides, which an application has none of
    assert_eq!(wanted.as_object_mut().unwrap().remove("client_info"), Some(json!("1")));
    assert_eq!(ours["form"], wanted);

    // the page: the same place, and everything that it says, but that ours asks for nothing beyond who somebody is,
    // asks them anew, and is answered in the address as by any provider
    let SignIn::Redirect(there) = directory.sign_in() else { panic!("no page") };
    let begun = there.begin_sign_in(&Secret::new("a-state-of-the-callers"), WAY_BACK).await.unwrap();
    let url: Url = begun.parse().unwrap();
    assert_eq!(Some(url.path()), said["page"].as_str());
    let ours: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    let theirs: BTreeMap<String, String> = serde_json::from_value(said["asked"].clone()).unwrap();
    for name in ["client_id", "response_type", "redirect_uri", "code_challenge_method"] {
        assert_eq!(ours.get(name), theirs.get(name), "{name}");
    }
    for fresh in ["state", "nonce", "code_challenge"] {
        assert!(ours[fresh].len() >= 16 && theirs[fresh].len() >= 16, "{fresh}");
    }
    assert_eq!(ours["code_challenge"].len(), theirs["code_challenge"].len());
    assert_eq!((ours["scope"].as_str(), ours["prompt"].as_str()), ("openid profile", "login"));
    nothing_broke_the_contract().await;
}
