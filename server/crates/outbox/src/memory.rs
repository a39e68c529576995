//! Mail that stays in the program: the mailbox of practice mode and of tests.

use crate::latest::Latest;
use crate::{Mail, SendError};
use latchkey_domain::{Clock, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Clone)]
pub struct MemoryBox {
    clock: Arc<dyn Clock>,
    mails: Arc<Mutex<Mailbox>>,
}

#[derive(Default)]
struct Mailbox {
    mails: Latest<StoredMail>,
    away: bool,
}

#[derive(Clone, PartialEq, Eq)]
pub struct StoredMail {
    pub at: Timestamp,
    /// Counts from 1 and is never used twice by one box.
    pub number: u64,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl std::fmt::Debug for StoredMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StoredMail({})", self.number)
    }
}

impl MemoryBox {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, mails: Arc::default() }
    }

    /// The latest 200, oldest first.
    pub fn all(&self) -> Vec<StoredMail> {
        self.kept().mails.all()
    }

    pub fn clear(&self) {
        self.kept().mails.clear();
    }

    /// An outage, to be practised and tested: until it is over, every message is put off.
    pub fn set_away(&self, away: bool) {
        self.kept().away = away;
    }

    /// Refuses what SMTP would refuse, so that practice shows it too.
    pub(crate) fn send(&self, mail: &Mail) -> Result<(), SendError> {
        crate::message::compose(mail, &crate::file::sender()?)?;
        let at = self.clock.now();
        let mut kept = self.kept();
        if kept.away {
            return Err(SendError::Temporary("The mail server takes no connections.".into()));
        }
        kept.mails.add(|number| StoredMail {
            at,
            number,
            to: mail.to.clone(),
            subject: crate::message::one_line(&mail.subject),
            text: mail.text.clone(),
            html: mail.html.clone(),
        });
        Ok(())
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Mailbox> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use latchkey_testkit::TestClock;

    fn noon() -> Arc<TestClock> {
        Arc::new(TestClock::at(Timestamp::from_secs(43_200)))
    }

    #[test]
    fn keeps_the_latest_two_hundred() {
        let memory = MemoryBox::new(noon());
        let other = memory.clone();
        for n in 0..205 {
            let mail =
                Mail { to: "a@example.com".into(), subject: format!("{n}"), text: String::new(), html: String::new() };
            other.send(&mail).unwrap();
        }
        let all = memory.all();
        assert_eq!(all.len(), 200);
        assert_eq!((all[0].subject.as_str(), all[0].number, all[0].at), ("5", 6, Timestamp::from_secs(43_200)));
        assert!(matches!(memory.send(&Mail { to: "nobody".into(), ..mail() }), Err(SendError::Permanent(_))));
        memory.clear();
        assert!(other.all().is_empty());
        memory.set_away(true);
        assert!(matches!(other.send(&mail()), Err(SendError::Temporary(_))));
        memory.set_away(false);
        other.send(&mail()).unwrap();
        assert_eq!(other.all().len(), 1);
        assert!(!format!("{:?}{:?}", mail(), all[0]).contains("example"), "Debug shows nothing");
    }
    fn mail() -> Mail {
        Mail { to: "a@example.com".into(), subject: "s".into(), text: "t".into(), html: "h".into() }
    }
}
