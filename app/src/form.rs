//! Forms as they arrive, read strictly: each name once, no arrays, UTF-8 only, bounded, and values
//! byte-exact. The usual extractors take the last of two equal names, or the first, or decode
//! lossily; around passwords that is how other products were broken into.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The largest body that is read.
pub const MAX_BODY: usize = 16 * 1024;
/// The longest value of a field, in bytes.
pub const MAX_FIELD: usize = 1024;
/// The longest password, in bytes: more than any directory takes, so that the refusal comes from
/// the rules and not from here.
pub const MAX_PASSWORD: usize = 4096;

/// The longest answer of a browser's authenticator, with an attestation in it.
pub const MAX_CREDENTIAL: usize = 12 * 1024;
/// The name of its field.
const CREDENTIAL: &str = "credential";

/// The names whose value is a password: longer, and never looked at here.
const PASSWORDS: &[&str] = &["password"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// A name twice, an array, no UTF-8, a bad escape.
    Odd,
    TooLong,
}

/// The fields of one form. A missing one reads as empty.
#[derive(Default)]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// Reads `application/x-www-form-urlencoded` (WHATWG URL, 5.1). `repeatable` names may come
    /// several times; only their first value is kept, whoever needs all reads the body again.
    pub fn parse(body: &[u8], repeatable: &[&str]) -> Result<Self, Malformed> {
        if body.len() > MAX_BODY {
            return Err(Malformed::TooLong);
        }
        let mut fields = BTreeMap::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default())?;
            let value = decode(halves.next().unwrap_or_default())?;
            let limit = match name.as_str() {
                CREDENTIAL => MAX_CREDENTIAL,
                password if PASSWORDS.contains(&password) => MAX_PASSWORD,
                _ => MAX_FIELD,
            };
            if value.len() > limit {
                return Err(Malformed::TooLong);
            }
            if repeatable.contains(&unnumbered(&name).as_ref()) {
                fields.entry(name).or_insert(value);
            } else if name.contains(['[', ']', '\0']) || fields.insert(name, value).is_some() {
                return Err(Malformed::Odd);
            }
        }
        Ok(Self(fields))
    }

    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Byte-exact, moved out.
    pub fn take(&mut self, name: &str) -> String {
        self.0.remove(name).unwrap_or_default()
    }

    /// What was given on a method's page.
    pub fn given(&mut self) -> crate::ports::ProofInput {
        let answers = crate::methods::ask::ANSWERS.map(|name| self.take(name)).to_vec();
        crate::ports::ProofInput {
            text: self.take("code"),
            credential: self.take(CREDENTIAL),
            state: self.take("state"),
            iss: self.take("iss"),
            answers,
            ..crate::ports::ProofInput::default()
        }
    }

    /// Of the page that the form came from.
    pub fn version(&self) -> i64 {
        version(self.text("version"))
    }
}

/// -1, which no page has, when it cannot be read.
pub fn version(text: &str) -> i64 {
    text.parse().ok().filter(|version| *version >= 0).unwrap_or(-1)
}

/// `methods[]` is how forms send it, `methods[0]` how leptos does after hydration.
fn unnumbered(name: &str) -> Cow<'_, str> {
    match name.split_once('[') {
        Some((start, number)) if number.len() <= 3 && number.ends_with(']') => {
            let digits = number.trim_end_matches(']');
            if digits.chars().all(|c| c.is_ascii_digit()) { format!("{start}[]").into() } else { name.into() }
        }
        _ => name.into(),
    }
}

fn decode(raw: &[u8]) -> Result<String, Malformed> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.iter().copied();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|c| char::from(c).to_digit(16)).ok_or(Malformed::Odd);
                let value = digit()? * 16 + digit()?;
                u8::try_from(value).map_err(|_| Malformed::Odd)?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| Malformed::Odd)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
    use super::*;

    fn parse(body: &str) -> Result<Fields, Malformed> {
        Fields::parse(body.as_bytes(), &[])
    }

    #[test]
    fn each_name_once_and_no_arrays() {
        for odd in [
            "name=a&name=b",
            "name=a&name=a",
            "name[]=a",
            "name%5B%5D=a",
            "name[0]=a",
            "name%5bx%5d=a",
            "%6eame=a&name=b",
            "a%00=b",
        ] {
            assert_eq!(parse(odd).err(), Some(Malformed::Odd), "{odd}");
        }
    }

    #[test]
    fn missing_and_empty_read_as_empty() {
        for body in ["", "&", "name", "name=", "other=x", "=x"] {
            assert_eq!(parse(body).unwrap().text("name"), "", "{body}");
        }
        assert_eq!(parse("").unwrap().version(), -1);
    }

    #[test]
    fn versions_that_no_page_has() {
        for odd in ["-5", "abc", "1.0", "9223372036854775808", " 1", "0x1", ""] {
            assert_eq!(parse(&format!("version={}", odd.replace(' ', "+"))).unwrap().version(), -1, "{odd}");
        }
        assert_eq!(parse("version=17").unwrap().version(), 17);
    }

    #[test]
    fn too_long() {
        assert_eq!(parse(&format!("name={}", "a".repeat(MAX_FIELD + 1))).err(), Some(Malformed::TooLong));
        assert!(parse(&format!("name={}", "a".repeat(MAX_FIELD))).is_ok());
        assert!(parse(&format!("password={}", "a".repeat(MAX_PASSWORD))).is_ok());
        assert_eq!(parse(&"a".repeat(MAX_BODY + 1)).err(), Some(Malformed::TooLong));
    }

    #[test]
    fn a_password_arrives_byte_exact() {
        let password = " '\"&|$(reboot);`id`\r\n\t%41+=ü€😀\u{0}\\ ";
        let encoded: String = password.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let mut fields = parse(&format!("version=3&password={encoded}")).unwrap();
        assert_eq!(fields.take("password"), password);
        assert_eq!(parse("password=a+b%2B").unwrap().take("password"), "a b+");
    }

    #[test]
    fn neither_bad_escapes_nor_other_encodings() {
        for odd in ["name=%", "name=%4", "name=%zz", "name=%ff", "name=%C3", "name=%+1"] {
            assert_eq!(parse(odd).err(), Some(Malformed::Odd), "{odd}");
        }
    }

    #[test]
    fn repeatable_names_may_repeat() {
        let fields = Fields::parse(b"methods[]=totp&methods[]=email&version=1", &["methods[]"]).unwrap();
        assert_eq!((fields.text("methods[]"), fields.version()), ("totp", 1));
        assert!(Fields::parse(b"methods%5B0%5D=totp&methods[12]=email", &["methods[]"]).is_ok());
        for odd in ["methods=a&methods=b", "methods[x]=a", "methods[0][1]=a", "methods[1000]=a", "other[0]=a"] {
            assert!(Fields::parse(odd.as_bytes(), &["methods[]"]).is_err(), "{odd}");
        }
    }

    #[test]
    fn what_was_given() {
        let given = parse("code=604+118&answer_2=Dune&state=s&credential=%7B%7D").unwrap().given();
        assert_eq!((given.text.as_str(), given.state.as_str(), given.credential.as_str()), ("604 118", "s", "{}"));
        assert_eq!(given.answers[..3], ["", "Dune", ""]);
    }
}
