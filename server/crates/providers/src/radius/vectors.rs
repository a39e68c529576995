//! Packets of the RFCs and of a real server, and what hostile answers can do (nothing).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::request::{Question, Request, hide, hmac};
use super::response::{Doubt, Reply, Verdict, read};
use latchkey_domain::Secret;
use md5::{Digest as _, Md5};

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}
fn sixteen(text: &str) -> [u8; 16] {
    hex(text).try_into().unwrap()
}
fn asked(identifier: u8, authenticator: [u8; 16]) -> Request {
    Request { bytes: Vec::new(), identifier, authenticator }
}

/// RFC 2865 7: the secret of its examples, and RFC 5997 6.1.
const RFC: &[u8] = b"xyzzy5461";
/// FreeRADIUS 3.2.1, asked by anna with the passcode "push".
const LAB: &[u8] = b"a-shared-secret-of-latchkeys-lab";
const LAB_REQUEST: &str = "012a004e0102030405060708090a0b0c0d0e0f1050128b57e57801d239628f4dac4a1a2d7f520106616e6e61021244167ba757a66584657a786f4262f8a7200a6c617463686b65793d0600000005";
const LAB_CHALLENGE: &str = "0b2a0044d165a0570b689b2d748e0cab16bbd15918076c617463681217456e74657220746865207365636f6e6420636f64655012f2d44916f460bf704c113b19f5229467";
const LAB_UNSIGNED: &str =
    "0b2a0032fef34858b8025ed1a8c7ff0c01de59be18076c617463681217456e74657220746865207365636f6e6420636f6465";

fn lab_request() -> Request {
    let passcode = Secret::new("push");
    let question = Question::new("anna", &passcode, None, "latchkey").unwrap();
    Request::new(&question, LAB, [42], sixteen("0102030405060708090a0b0c0d0e0f10"))
}

/// An answer as an honest server would make it.
fn answer(code: u8, attributes: &[(u8, &[u8])]) -> Vec<u8> {
    let request = lab_request();
    let mut body = vec![80, 18];
    body.extend([0; 16]);
    for (kind, value) in attributes {
        body.extend([*kind, u8::try_from(value.len() + 2).unwrap()]);
        body.extend(*value);
    }
    let length = u16::try_from(20 + body.len()).unwrap().to_be_bytes();
    let head = [&[code, 42], &length[..], &request.authenticator].concat();
    let mac = hmac(LAB, &[&head, &body]);
    body[2..18].copy_from_slice(&mac);
    sealed(&[&head[..], &body].concat())
}
/// With a Response Authenticator that fits, whatever the rest is.
fn sealed(packet: &[u8]) -> Vec<u8> {
    let request = lab_request();
    let mut packet = packet.to_vec();
    let fit = Md5::new()
        .chain_update(&packet[..4])
        .chain_update(request.authenticator)
        .chain_update(&packet[20..])
        .chain_update(LAB);
    let fit = fit.finalize();
    packet[4..20].copy_from_slice(&fit);
    packet
}
fn judged(datagram: &[u8]) -> Result<Reply, Doubt> {
    read(datagram, &lab_request(), LAB)
}

#[test]
fn passcodes_hidden_as_in_rfc_2865() {
    for (authenticator, passcode, hidden) in [
        ("0f403f9473978057bd83d5cb98f4227a", "arctangent", "0dbe708d93d413ce3196e43f782a0aee"),
        ("f3a47a1f6a6d76710b947ab93041a039", "challenge", "33657573778289b570885e15084825c5"),
        ("b122556d428a13d0d6253807c457ecf0", "99101462", "692c1f205fc081b919b95195f561a581"),
    ] {
        assert_eq!(hide(passcode.as_bytes(), RFC, &sixteen(authenticator)), hex(hidden), "{passcode}");
    }
}

#[test]
fn long_passcodes_are_chained() {
    let authenticator = [7; 16];
    for length in [1, 15, 16, 17, 32, 33, 127, 128] {
        let passcode: Vec<u8> = (0..length).map(|nth| 33 + nth % 90).collect();
        let hidden = hide(&passcode, RFC, &authenticator);
        assert_eq!(hidden.len(), usize::from(length).div_ceil(16) * 16);
        let mut plain = Vec::new();
        let mut last = authenticator.to_vec();
        for block in hidden.chunks(16) {
            let pad = Md5::new().chain_update(RFC).chain_update(&last).finalize();
            plain.extend(block.iter().zip(pad).map(|(a, b)| a ^ b));
            last = block.to_vec();
        }
        assert!(plain[passcode.len()..].iter().all(|byte| *byte == 0));
        plain.truncate(passcode.len());
        assert_eq!(plain, passcode);
    }
}

#[test]
fn message_authenticator_of_rfc_5997() {
    let packet = hex("0cda00268a54f4686fb394c52866e302185d062350125a665e2e1e8411f3e243822097c84fa3");
    assert_eq!(hmac(RFC, &[&packet[..22], &[0; 16]])[..], packet[22..]);
}

#[test]
fn response_authenticators_of_rfc_2865() {
    // All of them are from before Message-Authenticator: they fit, and are not believed.
    for (authenticator, identifier, packet) in [
        (
            "0f403f9473978057bd83d5cb98f4227a",
            0,
            "0200002686fe220e7624ba2a1005f6bf9b55e0b20606000000010f06000000000e06c0a80103",
        ),
        (
            "f3a47a1f6a6d76710b947ab93041a039",
            2,
            "0b02004e36f3c8764ae8c71157403c0c71ff9c4512304368616c6c656e67652033323736393433302e2020456e74657220726573706f6e73652061742070726f6d70742e180a3332373639343330",
        ),
        ("b122556d428a13d0d6253807c457ecf0", 3, "03030014a42f4fca45916c4e09c8340f9e746aa0"),
    ] {
        let request = asked(identifier, sixteen(authenticator));
        assert_eq!(read(&hex(packet), &request, RFC), Err(Doubt::Unsigned), "{packet}");
        assert_eq!(read(&hex(packet), &request, b"xyzzy5462"), Err(Doubt::Forged), "{packet}");
    }
}

#[test]
fn what_a_real_server_took_and_gave() {
    let request = lab_request();
    assert_eq!(request.bytes, hex(LAB_REQUEST));
    assert_eq!(request.bytes[20..22], [80, 18], "the signature comes first");
    assert_eq!(
        judged(&hex(LAB_CHALLENGE)),
        Ok(Reply {
            verdict: Verdict::Challenge,
            state: Some(b"latch".to_vec()),
            message: Some("Enter the second code".into())
        })
    );
    assert_eq!(judged(&hex(LAB_UNSIGNED)), Err(Doubt::Unsigned));
}

#[test]
fn state_goes_back_as_it_came() {
    let passcode = Secret::new("135790");
    let state = [0, 255, 24, 2];
    let question = Question::new("anna", &passcode, Some(&state), "latchkey").unwrap();
    let bytes = Request::new(&question, LAB, [1], [9; 16]).bytes;
    assert_eq!(bytes[bytes.len() - 6..], [24, 6, 0, 255, 24, 2]);
    assert_eq!(usize::from(u16::from_be_bytes([bytes[2], bytes[3]])), bytes.len());
}

#[test]
fn what_cannot_be_asked() {
    let ok = Secret::new("1");
    let long = Secret::new("1".repeat(128));
    assert!(Question::new("a", &ok, None, "n").is_some());
    assert!(Question::new(&"ä".repeat(126), &long, Some(&[0; 253]), "n").is_some());
    for user in ["", "a\nb", "a\0", &"ä".repeat(127)] {
        assert!(Question::new(user, &ok, None, "n").is_none(), "{user:?}");
    }
    for passcode in ["", "1\0", &"1".repeat(129)] {
        assert!(Question::new("a", &Secret::new(passcode), None, "n").is_none(), "{passcode:?}");
    }
    assert!(Question::new("a", &ok, Some(&[0; 254]), "n").is_none());
}

#[test]
fn no_octet_can_be_changed_cut_off_or_added() {
    let good = hex(LAB_CHALLENGE);
    for nth in 0..good.len() {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[nth] ^= 1 << bit;
            assert!(judged(&bad).is_err(), "octet {nth} bit {bit}");
        }
        assert!(judged(&good[..nth]).is_err(), "cut at {nth}");
    }
    let padded = [&good[..], &[0; 7]].concat();
    assert!(judged(&padded).is_ok(), "octets after the length are padding");
    assert_eq!(judged(&[&good[..], &[0x5a; 5000]].concat()), judged(&good));
}

#[test]
fn answers_to_other_questions() {
    let good = answer(2, &[]);
    assert!(judged(&good).is_ok());
    assert_eq!(read(&good, &asked(43, lab_request().authenticator), LAB), Err(Doubt::Foreign));
    assert_eq!(read(&good, &asked(42, [0; 16]), LAB), Err(Doubt::Forged));
    assert_eq!(read(&good, &lab_request(), b"another secret"), Err(Doubt::Forged));
    for code in (0..=255).filter(|code| ![2, 3, 11].contains(code)) {
        assert_eq!(judged(&answer(code, &[])), Err(Doubt::Foreign), "code {code}");
    }
}

/// What CVE-2024-3596 makes: an acceptance whose Response Authenticator fits.
#[test]
fn a_response_authenticator_alone_proves_nothing() {
    let bare = sealed(&[&[2, 42, 0, 20][..], &[0; 16]].concat());
    assert_eq!(judged(&bare), Err(Doubt::Unsigned));
    let mut refusal = answer(3, &[(18, b"no")]);
    refusal[0] = 2;
    assert_eq!(judged(&sealed(&refusal)), Err(Doubt::Forged));
    // a Message-Authenticator of another length, twice, or of zeros
    for signature in [
        &[80, 2][..],
        &[80, 3, 0],
        &[[80, 18].as_slice(), &[0; 16]].concat(),
        &[[80, 18].as_slice(), &[0; 16], &[80, 18], &[0; 16]].concat(),
    ] {
        let length = u8::try_from(20 + signature.len()).unwrap();
        let packet = [&[2, 42, 0, length][..], &[0; 16], signature].concat();
        assert_eq!(judged(&sealed(&packet)), Err(Doubt::Forged), "{signature:?}");
    }
}

/// Sealed, so that it is the attributes' lengths that decide and not the signature.
#[test]
fn every_lie_about_a_length() {
    let good = answer(11, &[(18, b"hello"), (24, b"state"), (1, b"")]);
    for nth in (21..good.len()).chain([2, 3]) {
        for value in 0..=255 {
            let mut bad = good.clone();
            bad[nth] = value;
            let said = judged(&sealed(&bad));
            assert!(bad == good || said.is_err(), "octet {nth} = {value}: {said:?}");
        }
    }
    for (nth, tail) in [&[24][..], &[24, 0], &[24, 1], &[24, 255], &[24, 3]].iter().enumerate() {
        let mut bad = [&good[..], tail].concat();
        bad[3] += u8::try_from(tail.len()).unwrap();
        assert_eq!(judged(&sealed(&bad)), Err(Doubt::Foreign), "{nth}");
    }
    assert_eq!(judged(&answer(11, &[(24, b"a"), (24, b"b")])), Err(Doubt::Foreign), "which State?");
}

#[test]
fn noise_is_survived() {
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    for length in 0..4200 {
        let noise: Vec<u8> = (0..length)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                seed.to_be_bytes()[0]
            })
            .collect();
        assert!(judged(&noise).is_err());
        let mut framed = [&[2, 42][..], &u16::try_from(length + 20).unwrap().to_be_bytes(), &[0; 16], &noise].concat();
        assert!(judged(&framed).is_err());
        framed = sealed(&framed);
        assert!(judged(&framed).is_err());
    }
}

#[test]
fn messages_are_one_tame_line() {
    let said = |parts: &[&[u8]]| {
        let attributes: Vec<_> = parts.iter().map(|part| (18, *part)).collect();
        judged(&answer(3, &attributes)).unwrap().message
    };
    assert_eq!(said(&[]), None);
    assert_eq!(said(&[b" \r\n\t\x00"]), None);
    assert_eq!(said(&[b"one\r\n", b"two"]).unwrap(), "one two");
    assert_eq!(said(&[b"\x1b[31mred\x07"]).unwrap(), "[31mred");
    assert_eq!(said(&["\u{202e}drow\u{2066}\u{200b}".as_bytes()]).unwrap(), "drow");
    assert_eq!(said(&[b"caf\xe9"]).unwrap(), "caf\u{fffd}");
    assert_eq!(said(&["ü".repeat(120).as_bytes(), "x".repeat(200).as_bytes()]).unwrap().chars().count(), 200);
}
