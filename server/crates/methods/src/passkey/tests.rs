//! Both ceremonies with an authenticator in software, right and with every single thing wrong.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod attested;
mod garbage;

use super::soft::{CAN_BE_COPIED, Draft, IS_COPIED, PRESENT, Root, Soft, Statement, VERIFIED, base64, unbase64};
use super::*;
use latchkey_domain::{Secret, Timestamp};
use serde_json::{Value, json};

const ORIGIN: &str = "https://reset.northwind.example";
const ANNA: &str = "018f3c2a-7b1c-7def-8a90-1b2c3d4e5f60";
const BEN: &str = "018f3c2a-7b1c-7def-8a90-1b2c3d4e5f61";
const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
type Change = fn(&mut Draft);

const OWNER: Owner<'_> = Owner { id: ANNA, login: "anna", display_name: "Anna Lindqvist" };

fn relying_party() -> RelyingParty {
    RelyingParty::new(ORIGIN, "Northwind", false).unwrap()
}

fn making(roots: Option<&Roots>) -> Making {
    relying_party().begin(OWNER, &[], roots, NOW).unwrap()
}

fn made(change: impl FnOnce(&mut Draft)) -> Made {
    let making = making(None);
    let said = Soft::new(1).make(making.options(), ORIGIN, change);
    relying_party().finish(making, &said.to_string(), NOW)
}

/// A key of this account, and what is kept of it.
fn enrolled(account: &str, mut soft: Soft) -> (Soft, Secret) {
    let owner = Owner { id: account, ..OWNER };
    let making = relying_party().begin(owner, &[], None, NOW).unwrap();
    let said = soft.make(making.options(), ORIGIN, |_| {}).to_string();
    let Made::Key(kept) = relying_party().finish(making, &said, NOW) else { panic!("not made") };
    (soft, kept)
}

/// Anna's key answers, changed; whether that is right for her.
fn proved(change: impl FnOnce(&mut Draft)) -> Check {
    let (mut soft, kept) = enrolled(ANNA, Soft::new(1));
    let asked = relying_party().ask(NOW).unwrap();
    let said = soft.prove(asked.options(), ORIGIN, change);
    relying_party().check(asked, &said.to_string(), ANNA, &[&kept], NOW)
}

fn is_right(check: &Check) -> bool {
    matches!(check, Check::Right { .. })
}

#[test]
fn what_a_browser_is_asked_to_make() {
    let (soft, kept) = enrolled(ANNA, Soft::new(9));
    let making = relying_party().begin(OWNER, &[&kept, &Secret::new("unreadable")], None, NOW).unwrap();
    let options: Value = serde_json::from_str(making.options()).unwrap();
    let mut options = options["publicKey"].clone();
    assert_eq!(unbase64(&options["challenge"]).len(), 32);
    options["challenge"] = json!("…");
    assert_eq!(
        options,
        json!({
            "rp": { "id": "reset.northwind.example", "name": "Northwind" },
            "user": {
                "id": base64(&[0x01, 0x8f, 0x3c, 0x2a, 0x7b, 0x1c, 0x7d, 0xef, 0x8a, 0x90, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f, 0x60]),
                "name": "anna", "displayName": "Anna Lindqvist",
            },
            "challenge": "…",
            "pubKeyCredParams": [
                { "type": "public-key", "alg": -7 }, { "type": "public-key", "alg": -35 }, { "type": "public-key", "alg": -257 },
            ],
            "timeout": 300_000,
            "excludeCredentials": [{ "type": "public-key", "id": base64(&soft.id) }],
            "authenticatorSelection": { "residentKey": "required", "requireResidentKey": true, "userVerification": "required" },
            "attestation": "none",
            "extensions": {
                "credentialProtectionPolicy": "userVerificationRequired", "enforceCredentialProtectionPolicy": false, "credProps": true,
            },
        })
    );
}

#[test]
fn what_a_browser_is_asked_to_prove_says_nothing_about_anybody() {
    let asked = relying_party().ask(NOW).unwrap();
    let mut options: Value = serde_json::from_str(asked.options()).unwrap();
    assert_eq!(unbase64(&options["publicKey"]["challenge"]).len(), 32);
    options["publicKey"]["challenge"] = json!("…");
    let wanted = json!({
        "challenge": "…", "timeout": 300_000, "rpId": "reset.northwind.example", "allowCredentials": [],
        "userVerification": "required",
    });
    assert_eq!(options, json!({ "publicKey": wanted }));
}

#[test]
fn made_and_used_and_kept_between_two_pages() {
    let keep = |making: Making| -> Making { serde_json::from_value(serde_json::to_value(making).unwrap()).unwrap() };
    let making = keep(making(None));
    let mut soft = Soft::new(1);
    let said = soft.make(making.options(), ORIGIN, |_| {}).to_string();
    let Made::Key(mut kept) = relying_party().finish(making, &said, NOW) else { panic!("not made") };
    for n in 2..5_u32 {
        let asked: Challenge =
            serde_json::from_value(serde_json::to_value(relying_party().ask(NOW).unwrap()).unwrap()).unwrap();
        let said = soft.prove(asked.options(), ORIGIN, |_| {}).to_string();
        let Check::Right { nth: 0, key } = relying_party().check(asked, &said, ANNA, &[&kept], NOW) else {
            panic!("not right")
        };
        let stored: Value = serde_json::from_str(key.expose()).unwrap();
        assert_eq!(stored["cred"]["counter"], json!(n), "the counter goes on");
        kept = key;
    }
}

#[test]
fn a_name_that_is_empty_does_not_stop_it() {
    let owner = Owner { id: ANNA, login: "", display_name: "" };
    assert!(relying_party().begin(owner, &[], None, NOW).unwrap().options().contains(ANNA));
    assert!(relying_party().begin(Owner { id: "not a UUID", ..owner }, &[], None, NOW).is_none());
}

#[test]
fn every_single_thing_wrong_with_a_registration() {
    assert!(matches!(made(|_| {}), Made::Key(_)));
    let wrong: [(&str, Change, Made); 16] = [
        ("another origin", |d| d.client["origin"] = json!("https://evil.example"), Made::Unclear),
        ("a sub-domain", |d| d.client["origin"] = json!("https://a.reset.northwind.example"), Made::Unclear),
        ("another port", |d| d.client["origin"] = json!("https://reset.northwind.example:8443"), Made::Unclear),
        ("no TLS", |d| d.client["origin"] = json!("http://reset.northwind.example"), Made::Unclear),
        ("within another site", |d| d.client["crossOrigin"] = json!(true), Made::Unclear),
        ("another host", |d| d.rp_id = "northwind.example".into(), Made::Unclear),
        ("another challenge", |d| d.client["challenge"] = json!(base64(&[7; 32])), Made::Unclear),
        ("no challenge", |d| d.client["challenge"] = json!(""), Made::Unclear),
        ("another ceremony", |d| d.client["type"] = json!("webauthn.get"), Made::Unclear),
        ("nobody touched it", |d| d.flags &= !PRESENT, Made::Unclear),
        ("nobody was verified", |d| d.flags &= !VERIFIED, Made::NotAccepted),
        ("copied, and cannot be", |d| d.flags |= IS_COPIED, Made::NotAccepted),
        ("not discoverable", |d| d.discoverable = Some(false), Made::NotAccepted),
        ("an origin that is none", |d| d.client["origin"] = json!("null"), Made::Unclear),
        ("an id that is too long", |d| d.id = vec![1; 1024], Made::NotAccepted),
        ("an id that is too short", |d| d.id = vec![1; 15], Made::NotAccepted),
    ];
    for (what, change, wanted) in wrong {
        assert_eq!(made(change), wanted, "{what}");
    }
    assert!(matches!(made(|d| d.discoverable = None), Made::Key(_)), "not every browser says it");
}

#[test]
fn a_synced_passkey_is_welcome() {
    let mut soft = Soft { extra_flags: CAN_BE_COPIED | IS_COPIED, counts: false, ..Soft::new(1) };
    let kept;
    (soft, kept) = enrolled(ANNA, soft);
    // it never counts
    for back_up in [IS_COPIED, 0] {
        soft.extra_flags = CAN_BE_COPIED | back_up;
        let asked = relying_party().ask(NOW).unwrap();
        let said = soft.prove(asked.options(), ORIGIN, |_| {}).to_string();
        let Check::Right { key, .. } = relying_party().check(asked, &said, ANNA, &[&kept], NOW) else {
            panic!("not right")
        };
        let stored: Value = serde_json::from_str(key.expose()).unwrap();
        assert_eq!(stored["cred"]["backup_state"], json!(back_up != 0));
    }
}

#[test]
fn the_same_key_twice() {
    let (mut soft, kept) = enrolled(ANNA, Soft::new(1));
    let making = relying_party().begin(OWNER, &[&kept], None, NOW).unwrap();
    let said = soft.make(making.options(), ORIGIN, |_| {}).to_string();
    assert_eq!(relying_party().finish(making, &said, NOW), Made::AlreadyThere);
}

#[test]
fn the_answer_to_one_page_is_none_to_the_next() {
    let (first, second) = (making(None), making(None));
    let said = Soft::new(1).make(first.options(), ORIGIN, |_| {}).to_string();
    assert_eq!(relying_party().finish(second, &said, NOW), Made::Unclear);

    let (mut soft, kept) = enrolled(ANNA, Soft::new(1));
    let (first, second) = (relying_party().ask(NOW).unwrap(), relying_party().ask(NOW).unwrap());
    let said = soft.prove(first.options(), ORIGIN, |_| {}).to_string();
    let Check::Right { key, .. } = relying_party().check(first, &said, ANNA, &[&kept], NOW) else {
        panic!("not right")
    };
    for kept in [&kept, &key] {
        let next: Challenge = serde_json::from_value(serde_json::to_value(&second).unwrap()).unwrap();
        assert_eq!(relying_party().check(next, &said, ANNA, &[kept], NOW), Check::Wrong, "a replay");
    }
}

#[test]
fn every_single_thing_wrong_with_a_proof() {
    assert!(is_right(&proved(|_| {})));
    let wrong: [(&str, Change); 16] = [
        ("another origin", |d| d.client["origin"] = json!("https://evil.example")),
        ("a sub-domain", |d| d.client["origin"] = json!("https://a.reset.northwind.example")),
        ("another port", |d| d.client["origin"] = json!("https://reset.northwind.example:8443")),
        ("no TLS", |d| d.client["origin"] = json!("http://reset.northwind.example")),
        ("within another site", |d| d.client["crossOrigin"] = json!(true)),
        ("another host", |d| d.rp_id = "northwind.example".into()),
        ("another challenge", |d| d.client["challenge"] = json!(base64(&[7; 32]))),
        ("no challenge", |d| d.client["challenge"] = json!("")),
        ("another ceremony", |d| d.client["type"] = json!("webauthn.create")),
        ("nobody touched it", |d| d.flags &= !PRESENT),
        ("nobody was verified", |d| d.flags &= !VERIFIED),
        ("could not be copied before", |d| d.flags |= CAN_BE_COPIED),
        ("somebody else's handle", |d| d.user = Some(vec![0; 16])),
        ("no handle", |d| d.user = None),
        ("a handle that is none", |d| d.user = Some(b"anna".to_vec())),
        ("an id that nobody has", |d| d.id = vec![200; 16]),
    ];
    for (what, change) in wrong {
        assert_eq!(proved(change), Check::Wrong, "{what}");
    }
}

#[test]
fn a_counter_that_goes_back_or_stands() {
    let (mut soft, kept) = enrolled(ANNA, Soft { counter: 40, ..Soft::new(1) });
    let mut at = |counter: u32| {
        let asked = relying_party().ask(NOW).unwrap();
        let said = soft.prove(asked.options(), ORIGIN, |draft| draft.counter = counter).to_string();
        relying_party().check(asked, &said, ANNA, &[&kept], NOW)
    };
    for counter in [0, 1, 40, 41] {
        assert_eq!(at(counter), Check::Wrong, "{counter} after 41");
    }
    assert!(is_right(&at(42)));
}

#[test]
fn somebody_elses_key_opens_nothing() {
    let (mut anna, annas) = enrolled(ANNA, Soft::new(1));
    let (mut ben, bens) = enrolled(BEN, Soft::new(2));
    let check = |soft: &mut Soft, change: fn(&mut Draft), account: &str, keys: &[&Secret]| {
        let asked = relying_party().ask(NOW).unwrap();
        let said = soft.prove(asked.options(), ORIGIN, change).to_string();
        relying_party().check(asked, &said, account, keys, NOW)
    };
    let anna_handle: fn(&mut Draft) = |d| d.user = Some(uuid_bytes(ANNA));
    assert!(is_right(&check(&mut ben, |_| {}, BEN, &[&bens])));
    assert_eq!(check(&mut ben, |_| {}, ANNA, &[&annas]), Check::Wrong, "a right signature of another account");
    assert_eq!(check(&mut ben, anna_handle, ANNA, &[&annas]), Check::Wrong, "with her handle");
    assert_eq!(
        check(&mut ben, |d| (d.id, d.user) = (vec![1; 16], Some(uuid_bytes(ANNA))), ANNA, &[&annas]),
        Check::Wrong,
        "with her key's id"
    );
    assert_eq!(
        check(&mut ben, |_| {}, ANNA, &[&annas, &bens]),
        Check::Wrong,
        "his key among hers: the handle says whose"
    );
    assert_eq!(check(&mut anna, |_| {}, "00000000-0000-0000-0000-000000000000", &[]), Check::Wrong);
    assert_eq!(
        check(&mut anna, |d| d.user = Some(vec![0; 16]), "00000000-0000-0000-0000-000000000000", &[]),
        Check::Wrong
    );
    assert_eq!(check(&mut anna, |_| {}, "", &[&annas]), Check::Wrong);
}

fn uuid_bytes(text: &str) -> Vec<u8> {
    webauthn_rs::prelude::Uuid::parse_str(text).unwrap().into_bytes().to_vec()
}

#[test]
fn of_several_keys_the_one_that_answers() {
    let (_, first) = enrolled(ANNA, Soft::new(1));
    let (mut second, kept) = enrolled(ANNA, Soft::new(2));
    let keys = [&Secret::new("{}"), &first, &kept];
    let check = |soft: &mut Soft, change: fn(&mut Draft)| {
        let asked = relying_party().ask(NOW).unwrap();
        let said = soft.prove(asked.options(), ORIGIN, change).to_string();
        relying_party().check(asked, &said, ANNA, &keys, NOW)
    };
    assert!(matches!(check(&mut second, |_| {}), Check::Right { nth: 2, .. }));
    assert_eq!(check(&mut second, |d| d.id = vec![1; 16]), Check::Wrong, "the id of the other");
}

#[test]
fn not_for_ever() {
    let until = NOW.plus_secs(GOOD_SECS);
    let (mut soft, kept) = enrolled(ANNA, Soft::new(1));
    for (now, late) in [(until, false), (until.plus_millis(1), true)] {
        let making = relying_party().begin(OWNER, &[], None, NOW).unwrap();
        let said = Soft::new(3).make(making.options(), ORIGIN, |_| {}).to_string();
        assert_eq!(relying_party().finish(making, &said, now) == Made::Late, late);
        let asked = relying_party().ask(NOW).unwrap();
        let said = soft.prove(asked.options(), ORIGIN, |_| {}).to_string();
        assert_eq!(relying_party().check(asked, &said, ANNA, &[&kept], now) == Check::Late, late);
    }
}

#[test]
fn changed_after_it_was_signed() {
    let (mut soft, kept) = enrolled(ANNA, Soft::new(1));
    let asked = serde_json::to_value(relying_party().ask(NOW).unwrap()).unwrap();
    let again = || serde_json::from_value::<Challenge>(asked.clone()).unwrap();
    let said = soft.prove(again().options(), ORIGIN, |_| {});
    for part in ["clientDataJSON", "authenticatorData", "signature"] {
        let bytes = unbase64(&said["response"][part]);
        for at in 0..bytes.len() {
            let (mut changed, mut bytes) = (said.clone(), bytes.clone());
            bytes[at] ^= 1;
            changed["response"][part] = json!(base64(&bytes));
            let check = relying_party().check(again(), &changed.to_string(), ANNA, &[&kept], NOW);
            assert!(!is_right(&check), "{part}, byte {at}");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        let mut changed = said.clone();
        changed["response"][part] = json!(base64(&longer));
        assert!(
            !is_right(&relying_party().check(again(), &changed.to_string(), ANNA, &[&kept], NOW)),
            "{part}, longer"
        );
    }
    assert!(is_right(&relying_party().check(again(), &said.to_string(), ANNA, &[&kept], NOW)));
}

#[test]
fn whom_passkeys_are_for() {
    let id = |origin: &str, localhost_too: bool| {
        let relying_party = RelyingParty::new(origin, "Northwind", localhost_too).ok()?;
        let options: Value = serde_json::from_str(relying_party.ask(NOW)?.options()).ok()?;
        options["publicKey"]["rpId"].as_str().map(str::to_owned)
    };
    assert_eq!(id(ORIGIN, false).unwrap(), "reset.northwind.example");
    assert_eq!(id("https://reset.northwind.example:8443", true).unwrap(), "reset.northwind.example");
    assert_eq!(id("https://Rücksetzen.example", false).unwrap(), "xn--rcksetzen-q9a.example");
    for loopback in ["http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost:8080"] {
        assert_eq!(id(loopback, true).unwrap(), "localhost", "{loopback}");
    }
    assert_eq!(id("http://localhost:8080", false).unwrap(), "localhost");
    for address in ["http://127.0.0.1:8080", "https://10.0.0.5", "https://[fe80::1]", "", "reset.example.com"] {
        assert_eq!(id(address, false), None, "{address}");
    }
    assert_eq!(id("https://10.0.0.5", true), None);
}

#[test]
fn in_practice_mode_localhost_answers_and_the_address_does_not() {
    let relying_party = RelyingParty::new("http://127.0.0.1:8080", "Northwind", true).unwrap();
    for (origin, good) in [
        ("http://localhost:8080", true),
        ("http://127.0.0.1:8080", false),
        ("http://localhost:8081", false),
        ("https://localhost:8080", false),
    ] {
        let making = relying_party.begin(OWNER, &[], None, NOW).unwrap();
        let said = Soft::new(1).make(making.options(), origin, |_| {}).to_string();
        assert_eq!(matches!(relying_party.finish(making, &said, NOW), Made::Key(_)), good, "{origin}");
    }
}
