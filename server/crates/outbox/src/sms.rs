//! Text messages: a number, a text, and the ways they can go. A mail gateway needs nothing but our
//! own mail; gateways that speak HTTP are another crate's.

use crate::latest::Latest;
use crate::{Mail, Outbox, SendError};
use latchkey_domain::{Clock, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Stands for the digits in a gateway's address.
const NUMBER: &str = "{number}";

#[derive(Clone, PartialEq, Eq)]
pub struct Sms {
    /// E.164: `+` and up to fifteen digits.
    pub to: String,
    pub text: String,
}

impl std::fmt::Debug for Sms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sms(…)")
    }
}

/// The way out for text messages. Cheap to clone; clones share the phone.
#[derive(Clone)]
pub enum SmsOutbox {
    /// For practice mode and tests: nothing leaves the program.
    Memory(SmsBox),
    /// A gateway that takes mail. `pattern`: "{number}@sms.example", for the digits without the `+`.
    Mail { outbox: Outbox, pattern: String },
}

impl std::fmt::Debug for SmsOutbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Memory(_) => "SmsOutbox::Memory(…)",
            Self::Mail { .. } => "SmsOutbox::Mail(…)",
        })
    }
}

impl SmsOutbox {
    /// Returns when somebody else has taken the responsibility for the message, or not.
    pub async fn send(&self, sms: &Sms) -> Result<(), SendError> {
        let digits = digits(&sms.to)?;
        match self {
            Self::Memory(phone) => {
                phone.keep(sms);
                Ok(())
            }
            Self::Mail { outbox, pattern } => {
                if !pattern.contains(NUMBER) {
                    return Err(SendError::Setup(format!(
                        "The address of the text message gateway has no {NUMBER} in it."
                    )));
                }
                // no HTML, and no subject: gateways put it before the text
                let to = pattern.replace(NUMBER, digits);
                let mail = Mail { to, subject: String::new(), text: sms.text.clone(), html: String::new() };
                outbox.send(&mail).await.map_err(|error| match error {
                    // this is the gateway's address, not the person's
                    SendError::Permanent(text) => SendError::Permanent(format!("By the text message gateway: {text}")),
                    other => other,
                })
            }
        }
    }
}

/// What stands after the `+`. E.164 allows fifteen digits and no leading zero; shorter than seven
/// are service numbers, which cost.
fn digits(number: &str) -> Result<&str, SendError> {
    let digits = number.strip_prefix('+').filter(|digits| {
        (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
    });
    digits.ok_or_else(|| SendError::Permanent("The person’s number is not one that texts can be sent to.".into()))
}

/// The phone of practice mode and of tests.
#[derive(Clone)]
pub struct SmsBox {
    clock: Arc<dyn Clock>,
    texts: Arc<Mutex<Latest<StoredSms>>>,
}

#[derive(Clone, PartialEq, Eq)]
pub struct StoredSms {
    pub at: Timestamp,
    /// Counts from 1 and is never used twice by one phone.
    pub number: u64,
    pub to: String,
    pub text: String,
}

impl std::fmt::Debug for StoredSms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StoredSms({})", self.number)
    }
}

impl SmsBox {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, texts: Arc::default() }
    }

    /// The latest 200, oldest first.
    pub fn all(&self) -> Vec<StoredSms> {
        self.kept().all()
    }

    pub fn clear(&self) {
        self.kept().clear();
    }

    fn keep(&self, sms: &Sms) {
        let at = self.clock.now();
        self.kept().add(|number| StoredSms { at, number, to: sms.to.clone(), text: sms.text.clone() });
    }

    fn kept(&self) -> MutexGuard<'_, Latest<StoredSms>> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::MemoryBox;
    use latchkey_testkit::TestClock;

    fn noon() -> Arc<TestClock> {
        Arc::new(TestClock::at(Timestamp::from_secs(43_200)))
    }

    fn sms(to: &str) -> Sms {
        Sms { to: to.into(), text: "604118 is your code.\n\n@reset.example #604118".into() }
    }

    #[tokio::test]
    async fn the_phone_keeps_the_latest_two_hundred() {
        let phone = SmsBox::new(noon());
        let out = SmsOutbox::Memory(phone.clone());
        for n in 0..205 {
            out.send(&Sms { text: format!("{n}"), ..sms("+46700000001") }).await.unwrap();
        }
        let all = phone.all();
        assert_eq!((all.len(), all[0].number, all[0].text.as_str()), (200, 6, "5"));
        assert_eq!((all[0].at, all[0].to.as_str()), (Timestamp::from_secs(43_200), "+46700000001"));
        phone.clear();
        assert!(phone.all().is_empty());
        out.send(&sms("+46700000001")).await.unwrap();
        assert_eq!(phone.all()[0].number, 206, "no number twice");
    }

    #[tokio::test]
    async fn a_gateway_gets_the_digits_the_text_and_nothing_else() {
        let mails = MemoryBox::new(noon());
        let pattern = "{number}@sms.example".to_owned();
        let out = SmsOutbox::Mail { outbox: Outbox::Memory(mails.clone()), pattern };
        out.send(&sms("+46700000001")).await.unwrap();
        let mail = mails.all().remove(0);
        assert_eq!((mail.to.as_str(), mail.subject.as_str(), mail.html.as_str()), ("46700000001@sms.example", "", ""));
        assert_eq!(mail.text, sms("").text);
        let out = SmsOutbox::Mail { outbox: Outbox::Memory(mails.clone()), pattern: "sms@sms.example".into() };
        assert!(matches!(out.send(&sms("+46700000001")).await, Err(SendError::Setup(_))), "all to one address");
        assert_eq!(mails.all().len(), 1);
    }

    #[tokio::test]
    async fn only_whole_numbers() {
        let phone = SmsBox::new(noon());
        let mails = MemoryBox::new(noon());
        let ways = [
            SmsOutbox::Memory(phone.clone()),
            SmsOutbox::Mail { outbox: Outbox::Memory(mails.clone()), pattern: "{number}@sms.example".into() },
        ];
        for out in ways {
            for bad in [
                "",
                "+",
                "46700000001",
                "+0700000001",
                "+46 70 000 00 01",
                "+112",
                "+4670000000123456",
                "+4670x@evil.example",
            ] {
                let refused = out.send(&sms(bad)).await.unwrap_err();
                assert!(matches!(&refused, SendError::Permanent(text) if !text.contains("70")), "{bad}: {refused:?}");
            }
        }
        assert!(phone.all().is_empty() && mails.all().is_empty());
    }

    #[tokio::test]
    async fn debug_shows_neither_number_nor_code() {
        let phone = SmsBox::new(noon());
        let out = SmsOutbox::Memory(phone.clone());
        out.send(&sms("+46700000001")).await.unwrap();
        let shown = format!("{:?}{:?}{out:?}", sms("+46700000001"), phone.all());
        assert!(!shown.contains("4670") && !shown.contains("604118"), "{shown}");
    }
}
