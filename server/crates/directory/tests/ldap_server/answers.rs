//! Answers that the lab's server never gives: those of a replica, of a server that is stopping, and malformed ones. A
//! server of our own gives them, under the real one's address, certificate and key.

use super::support::*;
use crate::fake_server::{BIND, DONE, attribute, contains, element, entry, message, result, serving, text};
use latchkey_directory::{LdapDirectory, LdapServerConfig};
use latchkey_domain::directory::{DirectoryError, PasswordCheck, PasswordVerifier as _, PasswordWriter as _};
use latchkey_domain::ids::ObjectId;
use std::time::Duration;

const EXTENDED: u8 = 0x78;
const PPOLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";
const ID: &str = "36318a4c-9be8-5f0d-939d-f0d50a35f6c2";

/// What is answered to a person's bind and to a password that is to be set: operations, with controls.
#[derive(Clone)]
struct Script {
    to_person: (Vec<u8>, Vec<u8>),
    to_reset: (Vec<u8>, Vec<u8>),
}

/// The password policy control with this value.
fn control(value: &[u8]) -> Vec<u8> {
    element(0xa0, &element(0x30, &[text(PPOLICY), element(0x04, value)].concat()))
}
fn resetting(operation: Vec<u8>, controls: Vec<u8>) -> Script {
    Script { to_person: (result(BIND, 0), vec![]), to_reset: (operation, controls) }
}

/// With one person, and policies of which none can be read.
async fn playing(script: Script) -> LdapDirectory {
    let answer = move |id: &[u8], operation: u8, request: &[u8]| match operation {
        0x60 if contains(request, b"uid=a,") => message(id, &script.to_person.0, &script.to_person.1),
        0x60 => message(id, &result(BIND, 0), &[]),
        0x77 => message(id, &script.to_reset.0, &script.to_reset.1),
        0x63 if contains(request, b"namingContexts") => {
            let root = entry("", &[attribute("namingContexts", &base()), attribute("supportedControl", PPOLICY)]);
            [message(id, &root, &[]), message(id, &result(DONE, 0), &[])].concat()
        }
        0x63 if contains(request, b"entryUUID") => {
            let somebody = [attribute("uid", "a"), attribute("entryUUID", ID)];
            let somebody = entry(&format!("uid=a,{}", base()), &somebody);
            [message(id, &somebody, &[]), message(id, &result(DONE, 0), &[])].concat()
        }
        _ => message(id, &result(DONE, 0), &[]),
    };
    let certificate = format!("{}/tls/ldap", env("LATCHKEY_TEST_OPENLDAP_STATE"));
    let url = serving(server().host(), &certificate, answer).await;
    let operation_timeout = Duration::from_secs(2);
    open(LdapServerConfig { servers: vec![url], privileged_groups: Vec::new(), operation_timeout, ..config() })
}

fn somebody() -> ObjectId {
    ObjectId(ID.into())
}
async fn outcome(script: Script) -> Result<bool, DirectoryError> {
    playing(script).await.reset(&somebody(), &new_password()).await.map(|written| written.signed_in)
}

#[tokio::test]
async fn a_replica_and_a_server_that_is_stopping_did_nothing() {
    for rc in [10, 51, 52] {
        let refused = outcome(resetting(result(EXTENDED, rc), vec![])).await;
        assert!(!matches!(refused, Ok(_) | Err(DirectoryError::Unknown { .. })), "{rc}: {refused:?}");
    }
    assert_eq!(outcome(resetting(result(EXTENDED, 0), vec![])).await, Ok(true));
}

#[tokio::test]
async fn each_rule_that_a_control_names_where_the_policy_is_closed() {
    let refused = async |error: u8| outcome(resetting(result(EXTENDED, 19), control(&[0x30, 3, 0x81, 1, error]))).await;
    let policy =
        |outcome: &Result<bool, DirectoryError>| matches!(outcome, Err(DirectoryError::RefusedByPolicy { .. }));
    for error in [5, 6, 7, 9, 77] {
        let outcome = refused(error).await;
        assert!(policy(&outcome), "{error}: no number is made up: {outcome:?}");
    }
    assert_eq!(refused(8).await, Err(DirectoryError::InHistory { remembered: 0 }));
    assert!(matches!(refused(3).await, Err(DirectoryError::NotPermitted { .. })));
    assert!(matches!(refused(4).await, Err(DirectoryError::Misconfigured { .. })));
    let outcome = outcome(resetting(result(EXTENDED, 50), vec![])).await;
    assert!(matches!(outcome, Err(DirectoryError::NotPermitted { .. })), "{outcome:?}");
}

#[tokio::test]
async fn malformed_answers_to_a_write_leave_it_open_and_nothing_falls_over() {
    for (what, operation) in [
        ("no result code", element(EXTENDED, &[])),
        ("a result code of another kind", element(EXTENDED, &[0x04, 1, 0])),
        ("half a result", element(EXTENDED, &[0x0a, 1, 0, 0x04, 0])),
        ("an unknown operation", element(0x7f, &[0])),
    ] {
        let (outcome, took) = timed(outcome(resetting(operation, vec![]))).await;
        assert!(matches!(outcome, Err(DirectoryError::Unknown { .. })), "{what}: {outcome:?}");
        assert!(took < Duration::from_secs(6), "{what}: {took:?}");
    }
    for value in [&[][..], &[0x30], &[0x30, 0x84, 255, 255, 255, 255], &[0x30, 2, 0x81, 9]] {
        let outcome = outcome(resetting(result(EXTENDED, 19), control(value))).await;
        assert!(matches!(outcome, Err(DirectoryError::RefusedByPolicy { .. })), "{value:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn what_a_bind_says_besides() {
    let check = async |rc: u8, controls: Vec<u8>| {
        let script = Script { to_person: (result(BIND, rc), controls), to_reset: (result(EXTENDED, 0), vec![]) };
        playing(script).await.verify_password(&somebody(), &new_password()).await
    };
    assert_eq!(check(49, control(&[0x30, 3, 0x81, 1, 0])).await, Ok(PasswordCheck::RightButExpired));
    assert_eq!(check(0, control(&[0x30, 3, 0x81, 1, 2])).await, Ok(PasswordCheck::RightButMustChange));
    assert_eq!(check(49, control(&[0x30, 0])).await, Ok(PasswordCheck::Wrong));
    for rc in [1, 10, 51, 53, 80] {
        let outcome = check(rc, vec![]).await;
        assert!(outcome.is_err(), "{rc} says nothing of the password: {outcome:?}");
    }
}
