//! A `Mail` as an Internet message (RFC 5322, MIME multipart/alternative).

use crate::{Mail, SendError};
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

/// RFC 5322 2.1.1 allows 998 in a line; subjects beyond this are nobody's wish.
const MAX_SUBJECT: usize = 200;

/// Envelope and bytes. All ASCII: other characters are encoded, so no server needs an extension.
pub(crate) fn compose(mail: &Mail, from: &Mailbox) -> Result<(Envelope, Vec<u8>), SendError> {
    let unfit = || SendError::Permanent("The person’s address is not one that mail can be sent to.".into());
    let to: Address = mail.to.parse().map_err(|_| unfit())?;
    let head = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(one_line(&mail.subject))
        .message_id(None)
        // no holiday notes in answer (RFC 3834 5; the second is Exchange's)
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into()))
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"), "All".into()));
    let message = if mail.html.is_empty() {
        head.singlepart(SinglePart::plain(mail.text.clone()))
    } else {
        head.multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
    };
    let message = message.map_err(|_| unfit())?;
    Ok((message.envelope().clone(), message.formatted()))
}

/// No line breaks or other controls, whatever was interpolated.
pub(crate) fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_SUBJECT).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn mail(to: &str, subject: &str) -> Mail {
        Mail { to: to.into(), subject: subject.into(), text: "Grüße\n.\nend".into(), html: "<p>Grüße</p>".into() }
    }
    fn from() -> Mailbox {
        "Nordström IT <it@northwind.example>".parse().unwrap()
    }

    #[test]
    fn shape() {
        let (envelope, bytes) = compose(&mail("anna@example.com", "Schlüssel"), &from()).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.is_ascii());
        assert_eq!(envelope.to().len(), 1);
        for header in
            ["Auto-Submitted: auto-generated", "Message-ID: <", "Date: ", "multipart/alternative", "MIME-Version: 1.0"]
        {
            assert!(text.contains(header), "{header}\n{text}");
        }
        assert!(text.find("text/plain").unwrap() < text.find("text/html").unwrap(), "the better one last");
    }

    /// What gateways for text messages can read.
    #[test]
    fn text_alone() {
        let plain = Mail { html: String::new(), text: "604118 is your code.".into(), ..mail("4670@sms.example", "") };
        let (_, bytes) = compose(&plain, &from()).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("Content-Type: text/plain") && !text.contains("multipart"), "{text}");
        assert!(text.ends_with("\r\n\r\n604118 is your code.") || text.ends_with("604118 is your code.\r\n"), "{text}");
    }

    #[test]
    fn headers_cannot_be_added() {
        for subject in
            ["Hi\r\nBcc: eve@example.com", "Hi\nBcc: eve@example.com", "Hi\rBcc: eve@example.com\r\n\r\nbody"]
        {
            let (envelope, bytes) = compose(&mail("anna@example.com", subject), &from()).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let head = text.split("\r\n\r\n").next().unwrap();
            assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
            assert_eq!(envelope.to().len(), 1);
        }
        for to in [
            "anna@example.com\r\nBcc: eve@example.com",
            "anna@example.com, eve@example.com",
            "anna@example.com>\r\nRCPT TO:<eve@example.com",
            "",
            "anna",
        ] {
            let refused = compose(&mail(to, "Hi"), &from()).unwrap_err();
            assert!(matches!(&refused, SendError::Permanent(text) if !text.contains("eve")), "{refused:?}");
        }
    }
}
