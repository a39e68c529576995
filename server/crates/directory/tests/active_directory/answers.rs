//! Answers that no honest server gives: malformed, or cut short. A server of our own gives them,
//! under a controller's address, certificate and key; it is told what to say.

use super::support::*;
use crate::fake_server::{BIND, DONE, attribute, contains, element, entry, message, result, serving, text};
use latchkey_directory::{AdConfig, ServerUrl};
use latchkey_domain::directory::{DirectoryError, PeopleSource as _};

fn paged(value: &[u8]) -> Vec<u8> {
    let control = element(0x30, &[text("1.2.840.113556.1.4.319"), element(0x04, value)].concat());
    element(0xa0, &control)
}

/// What is said to a sign-in, and to any search but the one for the rootDSE.
#[derive(Clone)]
struct Script {
    to_bind: Vec<u8>,
    to_search: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Script {
    fn searching(operations: &[(Vec<u8>, Vec<u8>)]) -> Self {
        Self { to_bind: result(BIND, 0), to_search: operations.to_vec() }
    }
}

/// A controller that keeps to the script.
async fn playing(script: Script) -> ServerUrl {
    let certificate = format!("{}/tls/dc", env("LATCHKEY_TEST_AD_STATE"));
    let answer = move |id: &[u8], operation: u8, request: &[u8]| answered(&script, id, operation, request);
    serving(servers()[0].host(), &certificate, answer).await
}

fn answered(script: &Script, id: &[u8], operation: u8, request: &[u8]) -> Vec<u8> {
    match operation {
        0x60 => message(id, &script.to_bind, &[]),
        0x63 if contains(request, b"supportedControl") => {
            let root = entry(
                "",
                &[
                    attribute("defaultNamingContext", "DC=corp,DC=latchkey,DC=test"),
                    attribute("dnsHostName", "dc1.test"),
                ],
            );
            [message(id, &root, &[]), message(id, &result(DONE, 0), &[])].concat()
        }
        _ => script.to_search.iter().flat_map(|(operation, controls)| message(id, operation, controls)).collect(),
    }
}
fn somebody() -> Vec<u8> {
    let dn = "CN=a,DC=corp,DC=latchkey,DC=test";
    entry(dn, &[attribute("sAMAccountName", "a"), attribute("objectGUID", "0123456789abcdef")])
}

#[tokio::test]
async fn a_listing_that_was_cut_short_is_not_taken_for_all() {
    const SIZE_LIMIT: u8 = 4;
    let url = playing(Script::searching(&[(somebody(), vec![]), (result(DONE, SIZE_LIMIT), vec![])])).await;
    let ad = open(AdConfig { servers: vec![url], ..config() });
    let page = ad.list(&[], None, 1000).await;
    assert!(matches!(page, Err(DirectoryError::Other { .. })), "everybody left out would be marked as gone: {page:?}");
}

#[tokio::test]
async fn malformed_answers_are_faults_and_no_panics() {
    let with_paging = |value: &[u8]| Script::searching(&[(result(DONE, 0), paged(value))]);
    let done = |inside: &[u8]| Script::searching(&[(element(DONE, inside), vec![])]);
    let scripts = [
        ("a cookie that is none", with_paging(&[0x30, 3, 2, 1, 0])),
        ("a cookie that ends early", with_paging(&[0x30, 0x20, 2, 1, 0, 4, 9, 1])),
        ("an empty value", with_paging(&[])),
        ("no result code", done(&[])),
        ("a result code of another kind", done(&[0x04, 1, 0])),
        ("a text that is no text", done(&[0x0a, 1, 0, 0x04, 2, 0xff, 0xfe, 0x04, 0])),
        ("an unknown operation", Script::searching(&[(element(0x7f, &[0]), vec![])])),
        ("controls that are none", Script::searching(&[(result(DONE, 0), element(0xa0, &[0x02, 1, 0]))])),
        ("a sign-in without a result", Script { to_bind: element(BIND, &[]), to_search: vec![] }),
        ("a sign-in with half a result", Script { to_bind: element(BIND, &[0x0a, 1, 0, 0x04, 0]), to_search: vec![] }),
    ];
    for (what, script) in scripts {
        // Some of these it only ceases to speak after.
        let operation_timeout = std::time::Duration::from_secs(2);
        let ad = open(AdConfig { servers: vec![playing(script).await], operation_timeout, ..config() });
        let (page, took) = timed(ad.list(&[], None, 1000)).await;
        assert!(matches!(page, Err(DirectoryError::Unreachable { .. })), "{what}: {page:?}");
        assert!(took < std::time::Duration::from_secs(4), "{what}: {took:?}");
    }
}
