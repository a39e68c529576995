//! What our mails and our text messages say, in the language of whom they go to. The sentences stand in the catalogue
//! (`mail.ftl`, `sms.ftl`), the frame and the parts of a mail are files in `templates`; both are compiled in, so that
//! there is nothing to lose or to swap on disk. How a message goes out is the outbox's business.
//!
//! A mail is put together once, as a `Letter`, and written twice: its text part and its HTML part cannot differ.
//! Everything handed in is escaped; every link starts with the origin of `Branding`, whatever was asked for.

mod codes;
mod gsm;
mod invitation;
mod letter;
mod notices;

pub use codes::{confirm_address, proof_code, sms_code, sms_confirm, test};
pub use invitation::{InvitationSlots, default_invitation, fault, invitation, preview};
pub use notices::{Notice, notice};

/// The organisation that writes.
#[derive(Clone, Copy, Debug)]
pub struct Branding<'a> {
    /// "Northwind".
    pub organisation: &'a str,
    /// How to reach the help desk: "ext. 4477"; empty: it is not named.
    pub help_desk: &'a str,
    /// The configured origin, `https://reset.example.com`: the only thing links are made from.
    pub origin: &'a str,
    pub practice: bool,
}

impl Branding<'_> {
    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin.trim_end_matches('/'))
    }

    /// `link` if it is one of ours, else our enrolment page.
    fn own(&self, link: &str) -> String {
        let inside = link.strip_prefix(self.origin.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'));
        let fine = inside && link.bytes().all(|b| b.is_ascii_graphic() && !b"\"'<>\\`".contains(&b));
        if fine { link.to_owned() } else { self.at("/enrol") }
    }

    /// An address as people type it: without `https://`.
    fn spoken(&self, path: &str) -> String {
        let whole = self.at(path);
        whole.strip_prefix("https://").unwrap_or(&whole).to_owned()
    }

    /// The host alone, where it is a name or an IPv4 address.
    fn host(&self) -> Option<&str> {
        let (_, rest) = self.origin.split_once("://")?;
        let host = rest.split(['/', ':']).next()?;
        (!host.is_empty() && !host.starts_with('[')).then_some(host)
    }

    fn organisation(&self) -> String {
        plain(self.organisation, 80)
    }

    fn help_desk(&self) -> String {
        plain(self.help_desk, 80)
    }
}

/// One line without controls or invisible direction marks, at most `most` characters.
fn plain(text: &str, most: usize) -> String {
    let hidden =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let text: String =
        text.chars().filter(|c| !hidden(*c)).map(|c| if c.is_control() { ' ' } else { c }).take(most).collect();
    text.trim().to_owned()
}

/// A person's name for the greeting. A name that would become a link in a mail program is left out.
fn person(name: &str) -> String {
    let name = plain(name, 80);
    let lower = name.to_lowercase();
    if lower.contains("://") || lower.contains("www.") || lower.contains('@') { String::new() } else { name }
}

// the samples are the example's, too, and name the crate as that does
#[cfg(test)]
extern crate self as latchkey_messages;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
