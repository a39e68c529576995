//! Only keys whose makers are trusted, and the makers' roots.

use super::*;
use latchkey_contract::refused::RootsFault;

#[test]
fn only_makers_that_are_trusted() {
    let (root, other, namesake) =
        (Root::new("Maker Root", 50), Root::new("Other Root", 51), Root::new("Maker Root", 52));
    let roots = Roots::read(&format!("{}{}", other.pem(), root.pem())).unwrap();
    let make = |statement: Statement, flags: u8| {
        let making = making(Some(&roots));
        let options: Value = serde_json::from_str(making.options()).unwrap();
        assert_eq!(options["publicKey"]["attestation"], "direct");
        assert_eq!(options["publicKey"]["attestationFormats"], json!(["packed"]));
        assert_eq!(options["publicKey"]["authenticatorSelection"]["residentKey"], "required");
        let said = Soft::new(1).make(making.options(), ORIGIN, |draft| {
            draft.statement = statement;
            draft.flags |= flags;
        });
        relying_party().finish(making, &said.to_string(), NOW)
    };
    assert!(matches!(make(Statement::Maker(root.maker(60)), 0), Made::Key(_)));
    assert!(matches!(make(Statement::Maker(other.maker(60)), 0), Made::Key(_)));
    assert_eq!(make(Statement::Maker(namesake.maker(60)), 0), Made::NotAccepted, "another root of the same name");
    assert_eq!(make(Statement::Maker(Root::new("Third Root", 53).maker(60)), 0), Made::NotAccepted);
    assert_eq!(make(Statement::Own, 0), Made::NotAccepted, "vouched for by itself");
    assert_eq!(make(Statement::None, 0), Made::NotAccepted);
    assert_eq!(make(Statement::Older(root.maker(60)), 0), Made::NotAccepted, "nobody signed that she was verified");
    assert_eq!(make(Statement::Maker(root.maker(60)), CAN_BE_COPIED), Made::NotAccepted, "not in the maker's hardware");
}

/// A statement is good for the one key that it was made for.
#[test]
fn a_makers_statement_about_another_key() {
    let root = Root::new("Maker Root", 50);
    let roots = Roots::read(&root.pem()).unwrap();
    let making = serde_json::to_value(making(Some(&roots))).unwrap();
    let again = || serde_json::from_value::<Making>(making.clone()).unwrap();
    let said = Soft::new(1).make(again().options(), ORIGIN, |draft| draft.statement = Statement::Maker(root.maker(60)));
    let key = unbase64(&said["response"]["attestationObject"]);
    let theirs = |seed| {
        let said = Soft { id: vec![1; 16], ..Soft::new(seed) }.make(again().options(), ORIGIN, |_| {});
        unbase64(&said["response"]["attestationObject"])
    };
    // the last 77 bytes of either are the public key
    let mut swapped = said.clone();
    let other = theirs(2);
    let object = [&key[..key.len() - 77], &other[other.len() - 77..]].concat();
    swapped["response"]["attestationObject"] = json!(base64(&object));
    assert_eq!(relying_party().finish(again(), &swapped.to_string(), NOW), Made::NotAccepted);
    assert!(matches!(relying_party().finish(again(), &said.to_string(), NOW), Made::Key(_)));
}

#[test]
fn roots_as_administrators_paste_them() {
    let (a, b) = (Root::new("A", 50), Root::new("B", 51));
    assert_eq!(check_roots(&a.pem()), Ok(1));
    assert_eq!(
        check_roots(&format!("Yubico:\n{}\r\n\nFeitian:\n{}trailing", a.pem().replace('\n', "\r\n"), b.pem())),
        Ok(2)
    );
    assert_eq!(check_roots(&format!("{}{}", a.pem(), a.pem())), Ok(1), "the same one twice is one");
    let line = a.pem().replace('\n', " ");
    assert_eq!(check_roots(&format!("   {line}")), Ok(1), "on one line");
    let told = |pem: &str| check_roots(pem).unwrap_err();
    for empty in ["", "   ", "MIIB", "-----BEGIN PRIVATE KEY-----"] {
        assert_eq!(told(empty), RootsFault::None, "{empty}");
    }
    assert_eq!(told(&a.pem()[..200]), RootsFault::NoEnd { nth: 1 });
    let broken = b.pem().replacen("MII", "MIJ", 1);
    assert_eq!(told(&format!("{}{broken}", a.pem())), RootsFault::Unreadable { nth: 2 });
    assert_eq!(told(&a.pem().replacen("MII", "M!I", 1)), RootsFault::Unreadable { nth: 1 });
    let twins = format!("{}{}{}", b.pem(), a.pem(), Root::new("A", 52).pem());
    assert_eq!(told(&twins), RootsFault::SameName { nth: 3 });
    assert_eq!(told(&a.maker(60).pem()), RootsFault::NoRoot { nth: 1 });
    assert_eq!(told(&a.pem().replace("-----END", "=\n-----END")), RootsFault::Unreadable { nth: 1 });
}
