//! Code by e-mail: the code, the address a person adds, and whether that mailbox is independent of
//! the password that is lost. Sending is the outbox's, hashing and expiry are the store's.

use crate::typed;
use latchkey_domain::Reason;
use latchkey_domain::{Entropy, Secret, entropy};

/// ASVS 6.6.2: at least six from a CSPRNG, together with the limits of `latchkey_domain::limits`.
pub const DIGITS: u32 = 6;
/// RFC 5321 4.5.3.1: 64 octets before the `@`, 254 for the whole (256 with the angle brackets).
const MAX_LOCAL: usize = 64;
const MAX_ADDRESS: usize = 254;

pub fn new_code(entropy: &dyn Entropy) -> Secret {
    entropy::new_code(DIGITS, entropy)
}

/// What is hashed and compared: `1 2 3-4５6` is `123456`.
pub fn normalise_typed(typed: &str) -> String {
    typed::digits(typed)
}

/// The address to send to: trimmed, the domain in its ASCII form (IDNA) and lower case, the part
/// before the `@` as typed. Dot-atoms only (RFC 5321 4.1.2 without quoted strings and address
/// literals), and a domain of at least two labels: nobody's real mailbox is outside that, and
/// what is outside it has been used to smuggle headers and second recipients.
/// `Empty`, `TooLongInput` or `BadAddress`.
pub fn address(typed: &str) -> Result<String, Reason> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Reason::Empty);
    }
    if typed.len() > 4 * MAX_ADDRESS {
        return Err(Reason::TooLongInput);
    }
    let (local, domain) = typed.rsplit_once('@').ok_or(Reason::BadAddress)?;
    if !is_local(local) {
        return Err(Reason::BadAddress);
    }
    let domain = ascii_domain(domain).ok_or(Reason::BadAddress)?;
    let address = format!("{local}@{domain}");
    if address.len() > MAX_ADDRESS {
        return Err(Reason::TooLongInput);
    }
    Ok(address)
}

/// Whether `address` opens with the very password that is lost; the answer is the domain to name.
/// So it is for the address that the directory itself has, and for every address of the
/// organisation: of one of `directory_domains` (the AD domain, UPN suffixes), a sub-domain or a
/// parent of one (`corp.example.com` and `example.com`), and of the domain of `directory_mail`,
/// unless that is a public provider's, where another mailbox is another lock.
/// `address` as `address()` returned it; the others as the directory spells them.
pub fn same_mailbox(address: &str, directory_domains: &[String], directory_mail: Option<&str>) -> Option<String> {
    let (_, domain) = address.rsplit_once('@')?;
    let domain = ascii_domain(domain)?;
    let own = |ours: &str| {
        ascii_domain(ours.trim_start_matches('@'))
            .is_some_and(|ours| is_under(&domain, &ours) || is_under(&ours, &domain))
    };
    if directory_domains.iter().any(|ours| own(ours.trim())) {
        return Some(domain);
    }
    let mail = directory_mail?.trim();
    let (mail_local, mail_domain) = mail.rsplit_once('@')?;
    let same_address = ascii_domain(mail_domain).as_deref() == Some(domain.as_str())
        && address.rsplit_once('@').is_some_and(|(local, _)| same_local(local, mail_local));
    let same_house = !PUBLIC_PROVIDERS.contains(&domain.as_str()) && own(mail_domain);
    (same_address || same_house).then_some(domain)
}

/// Whether anybody can have a mailbox there. `address` as `address()` returned it.
pub fn is_public_provider(address: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(_, domain)| PUBLIC_PROVIDERS.contains(&domain))
}

/// Mail domains that belong to no organisation: equal domains do not mean one lock.
const PUBLIC_PROVIDERS: &[&str] = &[
    "aol.com",
    "fastmail.com",
    "free.fr",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "icloud.com",
    "laposte.net",
    "libero.it",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "mailbox.org",
    "me.com",
    "msn.com",
    "naver.com",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "outlook.fr",
    "posteo.de",
    "posteo.net",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "t-online.de",
    "tuta.com",
    "tutanota.com",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
    "163.com",
    "126.com",
];

/// Case and a `+tag` make no other mailbox.
fn same_local(a: &str, b: &str) -> bool {
    let stem = |local: &str| local.split('+').next().unwrap_or_default().to_ascii_lowercase();
    stem(a) == stem(b)
}

/// `sub` is `domain` or ends in `.domain`.
fn is_under(sub: &str, domain: &str) -> bool {
    sub.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn is_local(local: &str) -> bool {
    !local.is_empty()
        && local.len() <= MAX_LOCAL
        && local.split('.').all(|atom| {
            !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
        })
}

fn ascii_domain(domain: &str) -> Option<String> {
    let domain = idna::domain_to_ascii_strict(domain).ok()?.to_ascii_lowercase();
    let labels: Vec<&str> = domain.split('.').collect();
    let fine = labels.len() >= 2
        && labels.iter().all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
        && labels.last().is_some_and(|top| !top.bytes().all(|b| b.is_ascii_digit()));
    fine.then_some(domain)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn addresses_of_real_people() {
        for (typed, kept) in [
            ("anna@example.com", "anna@example.com"),
            (" Anna.Lindqvist@Example.COM\n", "Anna.Lindqvist@example.com"),
            ("o'brien+reset@mail.example.co.uk", "o'brien+reset@mail.example.co.uk"),
            ("a@b.io", "a@b.io"),
            ("anna@müller.example", "anna@xn--mller-kva.example"),
            ("anna@ｅｘａｍｐｌｅ。com", "anna@example.com"),
            ("a_b-c@1and1.example", "a_b-c@1and1.example"),
        ] {
            assert_eq!(address(typed).as_deref(), Ok(kept), "{typed:?}");
        }
        let longest = format!("{}@{}.{}.{}.example", "a".repeat(64), "b".repeat(60), "c".repeat(60), "d".repeat(58));
        assert_eq!(longest.len(), 253);
        assert!(address(&longest).is_ok());
    }

    #[test]
    fn what_is_no_address() {
        assert_eq!(address(" \t"), Err(Reason::Empty));
        assert_eq!(address(&"a".repeat(2000)), Err(Reason::TooLongInput));
        for typed in [
            "anna",
            "@example.com",
            "anna@",
            "anna@example",
            "anna@@example.com",
            "anna@example..com",
            "anna@example.com.",
            "anna@.example.com",
            ".anna@example.com",
            "anna.@example.com",
            "an..na@example.com",
            "an na@example.com",
            "anna@exa mple.com",
            "anna@-example.com",
            "anna@example-.com",
            "anna@[127.0.0.1]",
            "anna@127.0.0.1",
            "\"anna x\"@example.com",
            "anna@example.com\r\nBcc: eve@example.com",
            "anna@example.com,eve@example.com",
            "anna@example.com;eve@example.com",
            "Anna <anna@example.com>",
            "anna\0@example.com",
            "änna@example.com",
            "anna@exa_mple.com",
            "a@example.com b@example.com",
            "anna%40example.com",
            "anna@example.123",
            "anna,eve@example.com",
            "<anna@example.com>",
            "anna\r\n@example.com",
            "anna@example\u{0}.com",
        ] {
            assert_eq!(address(typed), Err(Reason::BadAddress), "{typed:?}");
        }
        assert_eq!(address(&format!("{}@example.com", "a".repeat(65))), Err(Reason::BadAddress));
    }

    fn refused(address: &str, mail: Option<&str>) -> Option<String> {
        same_mailbox(&super::address(address).unwrap(), &["corp.northwind.example".into(), "nørd.example".into()], mail)
    }

    #[test]
    fn the_organisations_own_mailboxes_do_not_count() {
        for own in [
            "anna@corp.northwind.example",
            "anna@mail.corp.northwind.example",
            "anna@CORP.Northwind.Example",
            "anna@northwind.example",
            "anna@nørd.example",
            "anna@xn--nrd-0na.example",
        ] {
            assert!(refused(own, None).is_some(), "{own}");
        }
        for other in [
            "anna@example.com",
            "anna@corp-northwind.example",
            "anna@notcorp.northwind.example.org",
            "anna@evil-corp.northwind.test",
        ] {
            assert_eq!(refused(other, None), None, "{other}");
        }
    }

    #[test]
    fn nor_does_the_address_in_the_directory() {
        let mail = Some("Anna@Northwind-Hospital.example");
        assert_eq!(refused("anna@northwind-hospital.example", mail).as_deref(), Some("northwind-hospital.example"));
        assert!(refused("other@northwind-hospital.example", mail).is_some(), "the same lock");
        assert!(refused("anna@sub.northwind-hospital.example", mail).is_some());
        assert_eq!(refused("anna@gmail.com", mail), None);
        // the directory holds a private address: that very mailbox no, another at the same provider yes
        let private = Some("anna.l@gmail.com");
        assert!(refused("Anna.L+work@gmail.com", private).is_some());
        assert_eq!(refused("someone.else@gmail.com", private), None);
        assert_eq!(refused("anna@gmail.com", Some("not an address")), None);
    }

    #[test]
    fn directory_spellings() {
        let same = |domains: &[&str]| {
            same_mailbox("a@x.example", &domains.iter().map(|d| (*d).to_owned()).collect::<Vec<_>>(), None)
        };
        assert!(same(&["X.EXAMPLE"]).is_some());
        assert!(same(&["@x.example"]).is_some());
        assert_eq!(same(&["", " ", "local", "example", "."]), None, "nothing to compare with");
    }
}
