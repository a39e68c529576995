//! Validation protocol 2.0, as text: the signed question, and what an answer is worth.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use latchkey_domain::Entropy;
use sha1::Sha1;
use std::collections::BTreeMap;
use subtle::ConstantTimeEq as _;
use url::Url;

pub(super) struct Question<'a> {
    pub(super) client_id: &'a str,
    pub(super) otp: &'a str,
    pub(super) nonce: &'a str,
    pub(super) sync_percent: Option<u8>,
    /// Seconds that the server may wait for the others.
    pub(super) wait: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Response {
    Good,
    Refused,
    Away(&'static str),
    Setup(&'static str),
}

/// 32 letters and digits: the protocol wants 16 to 40, older servers 32 at most.
pub(super) fn nonce(entropy: &dyn Entropy) -> String {
    let mut random = [0_u8; 16];
    entropy.fill(&mut random);
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Question<'_> {
    pub(super) fn url(&self, server: &Url, key: &[u8]) -> Url {
        let (wait, percent) = (self.wait.to_string(), self.sync_percent.map(|percent| percent.to_string()));
        let mut fields = BTreeMap::from([
            ("id", self.client_id),
            ("nonce", self.nonce),
            ("otp", self.otp),
            ("timeout", wait.as_str()),
        ]);
        if let Some(percent) = &percent {
            fields.insert("sl", percent);
        }
        let signature = STANDARD.encode(sign(&fields, key));
        let mut url = server.clone();
        url.query_pairs_mut().extend_pairs(&fields).append_pair("h", &signature);
        url
    }
}

/// HMAC-SHA-1 over `key=value` in alphabetical order, `&` between, nothing escaped.
fn sign(fields: &BTreeMap<&str, &str>, key: &[u8]) -> Vec<u8> {
    let line = fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    // HMAC takes keys of every length, so there is always one
    Hmac::<Sha1>::new_from_slice(key)
        .map_or_else(|_| Vec::new(), |mac| mac.chain_update(line).finalize().into_bytes().to_vec())
}

pub(super) fn read(body: &[u8], question: &Question<'_>, key: &[u8]) -> Response {
    const NO_PROTOCOL: Response =
        Response::Setup("the answer is not one of the validation protocol: check the address");
    let Some(mut fields) = std::str::from_utf8(body).ok().and_then(fields) else { return NO_PROTOCOL };
    let signature = fields.remove("h").and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
    let signed = bool::from(sign(&fields, key).ct_eq(&signature)) && !signature.is_empty();
    let ours = |name: &str, wanted: &str| {
        fields.get(name).is_some_and(|value| bool::from(value.as_bytes().ct_eq(wanted.as_bytes())))
    };
    match fields.get("status").copied() {
        // These say no, whoever says them; some of them the server cannot sign, as it does not know the client.
        Some("BACKEND_ERROR") => Response::Away("it has a fault of its own (BACKEND_ERROR)"),
        Some("NOT_ENOUGH_ANSWERS") => {
            Response::Away("it could not reach enough of the other validation servers (NOT_ENOUGH_ANSWERS)")
        }
        Some("BAD_SIGNATURE") => Response::Setup("it does not accept our signature: check the API key (BAD_SIGNATURE)"),
        Some("NO_SUCH_CLIENT") => Response::Setup("it does not know the client ID (NO_SUCH_CLIENT)"),
        Some("OPERATION_NOT_ALLOWED") => {
            Response::Setup("this client ID may not verify passwords (OPERATION_NOT_ALLOWED)")
        }
        Some("MISSING_PARAMETER") => Response::Setup("it misses something in our question (MISSING_PARAMETER)"),
        Some("OK" | "BAD_OTP" | "REPLAYED_OTP" | "REPLAYED_REQUEST") if !signed => {
            Response::Setup("the answer’s signature is missing or does not fit: check the API key")
        }
        Some("BAD_OTP" | "REPLAYED_OTP" | "REPLAYED_REQUEST") => Response::Refused,
        Some("OK") if ours("otp", question.otp) && ours("nonce", question.nonce) => Response::Good,
        Some("OK") => Response::Setup("it answered another question than ours"),
        Some(_) => Response::Setup("it answered with a status that the protocol does not know"),
        None => NO_PROTOCOL,
    }
}

/// `None` if a line is no `name=value`, or a name comes twice: which of the two was signed?
fn fields(text: &str) -> Option<BTreeMap<&str, &str>> {
    let mut fields = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once('=')?;
        if fields.insert(name, value).is_some() {
            return None;
        }
    }
    Some(fields)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// <https://developers.yubico.com/OTP/Specifications/Test_vectors.html>
    const API_KEY: &str = "mG5be6ZJU1qBGz24yPh/ESM3UdU=";
    const OTP: &str = "cccccckdvvulethkhtvkrtbeukiettvfceekurncllcj";
    const GOOD: &str = "h=iCV9uFJDtuyELQsxFPnR80Yj2XU=\r\nt=2019-06-06T05:14:15Z0369\r\notp=cccccckdvvulethkhtvkrtbeukiettvfceekurncllcj\r\nnonce=0123456789abcdef\r\nsl=25\r\nstatus=OK\r\n\r\n";

    fn key() -> Vec<u8> {
        STANDARD.decode(API_KEY).unwrap()
    }
    fn question() -> Question<'static> {
        Question { client_id: "1", otp: OTP, nonce: "0123456789abcdef", sync_percent: None, wait: 6 }
    }
    fn signed(fields: &[(&str, &str)]) -> String {
        let fields: BTreeMap<_, _> = fields.iter().copied().collect();
        let lines = fields.iter().map(|(name, value)| format!("{name}={value}\r\n")).collect::<String>();
        format!("h={}\r\n{lines}", STANDARD.encode(sign(&fields, &key())))
    }
    fn heard(body: &str) -> Response {
        read(body.as_bytes(), &question(), &key())
    }
    fn is_setup(body: &str) -> bool {
        matches!(heard(body), Response::Setup(_))
    }

    #[test]
    fn signature_of_yubicos_test_vector() {
        let fields = BTreeMap::from([
            ("otp", "vvungrrdhvtklknvrtvuvbbkeidikkvgglrvdgrfcdft"),
            ("id", "1"),
            ("nonce", "jrFwbaYFhn0HoxZIsd9LQ6w2ceU"),
        ]);
        assert_eq!(STANDARD.encode(sign(&fields, &key())), "+ja8S3IjbX593/LAgTBixwPNGX4=");
    }

    #[test]
    fn yubicos_signed_answer() {
        assert_eq!(heard(GOOD), Response::Good);
        assert_eq!(heard(&GOOD.replace("\r\n", "\n")), Response::Good);
        let other = Question { nonce: "0123456789abcdeg", ..question() };
        assert!(matches!(read(GOOD.as_bytes(), &other, &key()), Response::Setup(_)));
        let other = Question { otp: "cccccckdvvulethkhtvkrtbeukiettvfceekurncllck", ..question() };
        assert!(matches!(read(GOOD.as_bytes(), &other, &key()), Response::Setup(_)));
        assert!(matches!(read(GOOD.as_bytes(), &question(), b"another key"), Response::Setup(_)));
    }

    #[test]
    fn no_change_of_a_good_answer_is_good() {
        for nth in 0..GOOD.len() {
            for with in ["", "x", "=", "&", "\n", "\r\n", "A"] {
                let mut changed = GOOD.to_owned();
                changed.replace_range(nth..=nth, with);
                let same = fields(&changed) == fields(GOOD);
                assert!(same || heard(&changed) != Response::Good, "{changed:?}");
            }
            let cut = GOOD.get(..nth).unwrap();
            assert!(fields(cut) == fields(GOOD) || heard(cut) != Response::Good, "{cut:?}");
        }
        assert!(is_setup(&GOOD.replace("h=iCV9uFJDtuyELQsxFPnR80Yj2XU=\r\n", "")), "unsigned");
        assert!(is_setup(&GOOD.replace("iCV9uFJDtuyELQsxFPnR80Yj2XU=", "")), "signed with nothing");
        assert!(is_setup(&format!("{GOOD}status=OK\r\n")), "twice");
        assert!(is_setup(&format!("{GOOD}extra=1\r\n")), "something unsigned besides");
    }

    #[test]
    fn every_status() {
        let echo = [("otp", OTP), ("nonce", "0123456789abcdef"), ("t", "2019-06-06T05:14:15Z0369")];
        let said = |status| heard(&signed(&[&echo[..], &[("status", status)]].concat()));
        assert_eq!(said("OK"), Response::Good);
        for status in ["BAD_OTP", "REPLAYED_OTP", "REPLAYED_REQUEST"] {
            assert_eq!(said(status), Response::Refused, "{status}");
            // the reference server echoes nothing with some of them
            assert_eq!(heard(&signed(&[("t", "x"), ("status", status)])), Response::Refused, "{status}");
            assert!(is_setup(&format!("status={status}\n")), "unsigned {status}");
        }
        for status in ["BACKEND_ERROR", "NOT_ENOUGH_ANSWERS"] {
            assert!(matches!(said(status), Response::Away(_)), "{status}");
            assert!(matches!(heard(&format!("status={status}")), Response::Away(_)), "unsigned {status}");
        }
        for status in ["BAD_SIGNATURE", "NO_SUCH_CLIENT", "OPERATION_NOT_ALLOWED", "MISSING_PARAMETER"] {
            assert!(matches!(said(status), Response::Setup(text) if text.contains(status)), "{status}");
            assert!(is_setup(&format!("status={status}")), "unsigned {status}");
        }
        for status in ["", "ok", "OKAY", "DELAYED_OTP"] {
            assert!(matches!(said(status), Response::Setup(_)), "{status}");
        }
        assert!(is_setup(&signed(&[("status", "OK")])), "echoes nothing");
        for other in ["", "OK", "<html>\n<p class=x>status=OK</html>", "\u{0}"] {
            assert!(is_setup(other), "{other}");
        }
        assert!(matches!(read(&[0xff; 40], &question(), &key()), Response::Setup(_)));
    }

    #[test]
    fn a_question_is_signed_and_escaped() {
        let server = Url::parse("https://api.yubico.com/wsapi/2.0/verify").unwrap();
        for nonce in ["jrFwbaYFhn0HoxZIsd9LQ6w2ceU", "0123456789abcdef", "a1"] {
            let question = Question { nonce, sync_percent: Some(50), ..question() };
            let url = question.url(&server, &key());
            let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
            let h = pairs.pop().unwrap();
            let line = format!("id=1&nonce={nonce}&otp={OTP}&sl=50&timeout=6");
            assert_eq!(pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"), line);
            let expected = Hmac::<Sha1>::new_from_slice(&key()).unwrap().chain_update(line).finalize().into_bytes();
            assert_eq!(h, ("h".into(), STANDARD.encode(expected)));
            assert!(!url.query().unwrap().contains('+'), "a plus would be a blank");
        }
    }

    #[test]
    fn nonces_are_32_letters_and_digits() {
        assert_eq!(nonce(&latchkey_testkit::TestEntropy::Same(0xa5)), "a5".repeat(16));
    }
}
