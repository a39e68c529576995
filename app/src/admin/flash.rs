//! What the sign-in page says when no session can keep it: a mark in the address of the next page. An
//! address can be made up by a link, so only marks of the right shape are read, and none of them
//! carries words.

use crate::ui::{Note, Tone};
use latchkey_contract::admin::FlashMessage;
use leptos::prelude::*;

/// `?again=1`, to be put behind a path.
pub fn mark(flash: &FlashMessage) -> String {
    match flash {
        FlashMessage::Refused => "?again=1".into(),
        // the colon may stand in a query (RFC 3986 3.4)
        FlashMessage::Later { from } => format!("?later={}", time(from).unwrap_or_default()),
        FlashMessage::Busy => "?busy=1".into(),
        FlashMessage::Spent => "?spent=1".into(),
        FlashMessage::Taken => "?taken=1".into(),
        FlashMessage::Over => "?over=1".into(),
        FlashMessage::Out => "?out=1".into(),
        FlashMessage::Fault { reference } => format!("?fault={}", self::reference(reference).unwrap_or_default()),
    }
}

/// `value`: of a name in the address.
pub fn read(value: impl Fn(&str) -> Option<String>) -> Option<FlashMessage> {
    let has = |name: &str| value(name).is_some();
    Some(match () {
        () if has("fault") => {
            FlashMessage::Fault { reference: value("fault").as_deref().and_then(reference).unwrap_or_default() }
        }
        () if has("later") => {
            FlashMessage::Later { from: value("later").as_deref().and_then(time).unwrap_or_default() }
        }
        () if has("again") => FlashMessage::Refused,
        () if has("busy") => FlashMessage::Busy,
        () if has("spent") => FlashMessage::Spent,
        () if has("taken") => FlashMessage::Taken,
        () if has("over") => FlashMessage::Over,
        () if has("out") => FlashMessage::Out,
        () => return None,
    })
}

/// "14:20" at the beginning of "14:20 tomorrow": no wait of the sign-in page is as long as a day.
fn time(text: &str) -> Option<String> {
    let start = text.get(..5)?;
    let whole = start.char_indices().all(|(at, c)| if at == 2 { c == ':' } else { c.is_ascii_digit() });
    whole.then(|| start.to_owned())
}

/// "LK-7F3QX2".
fn reference(text: &str) -> Option<String> {
    let rest = text.strip_prefix("LK-")?;
    let whole = rest.len() == 6 && rest.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    whole.then(|| text.to_owned())
}

fn words(flash: &FlashMessage) -> (Tone, &'static str, String) {
    match flash {
        FlashMessage::Refused => (
            Tone::Bad,
            "That did not let you in",
            "Name and password do not go together. Look at both and try again.".into(),
        ),
        FlashMessage::Later { from } => (
            Tone::Bad,
            "Too many tries",
            format!(
                "Nothing was looked at. You can try again {}. Kept out all the time? “latchkey admin reset” on the server lets an administrator back in.",
                if from.is_empty() { "in a quarter of an hour".to_owned() } else { format!("from {from}") }
            ),
        ),
        FlashMessage::Busy => (
            Tone::Warn,
            "Too many are signing in at this moment",
            "Nothing was looked at and nothing was changed. Try again in a minute.".into(),
        ),
        FlashMessage::Spent => (
            Tone::Warn,
            "This set-up link is used or too old",
            "Each is for one use within an hour. If you are an administrator already, sign in; if not, “latchkey admin link” on the server makes a new one.".into(),
        ),
        FlashMessage::Taken => (
            Tone::Warn,
            "This link was used in another browser",
            "There the set-up was finished, and here nothing was changed. Was that you? Then sign in with what you chose there. If not, somebody else became an administrator: look into it, and have “latchkey admin reset” on the server shut them out.".into(),
        ),
        FlashMessage::Over => (
            Tone::Warn,
            "That took too long",
            "Nothing was changed. Sign in again with your name and password, or open the set-up link again.".into(),
        ),
        FlashMessage::Out => (Tone::Good, "You are signed out", String::new()),
        FlashMessage::Fault { reference } => (
            Tone::Bad,
            "Something on the server failed",
            format!(
                "It is not your mistake, and nothing was changed as far as we know. Try again in a moment. The server’s log says more{}.",
                if reference.is_empty() { String::new() } else { format!(" under {reference}") }
            ),
        ),
    }
}

#[component]
pub fn RemarkNote(flash: FlashMessage) -> impl IntoView {
    let (tone, heading, text) = words(&flash);
    view! { <Note tone=tone heading=heading text=text urgent=tone == Tone::Bad/> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(address: &str) -> Option<FlashMessage> {
        let (name, value) = address.trim_start_matches('?').split_once('=').unwrap_or_default();
        read(|wanted| (wanted == name).then(|| value.to_owned()))
    }

    #[test]
    fn what_is_marked_is_read() {
        let reference = "LK-7F3QX2".to_owned();
        for flash in [
            FlashMessage::Refused,
            FlashMessage::Later { from: "14:20".into() },
            FlashMessage::Busy,
            FlashMessage::Spent,
            FlashMessage::Taken,
            FlashMessage::Over,
            FlashMessage::Out,
            FlashMessage::Fault { reference },
        ] {
            assert_eq!(back(&mark(&flash)), Some(flash));
        }
        assert_eq!(back("?x=1"), None);
        assert_eq!(mark(&FlashMessage::Later { from: "00:10 tomorrow".into() }), "?later=00:10");
    }

    #[test]
    fn no_link_puts_words_on_the_page() {
        for odd in ["Call 555-1234 now", "", "LK-", "LK-ABCDEF<b>", "14:2", "ab:cd", "é4:20"] {
            let fault = FlashMessage::Fault { reference: String::new() };
            assert_eq!(back(&format!("?fault={odd}")), Some(fault), "{odd}");
            assert_eq!(back(&format!("?later={odd}")), Some(FlashMessage::Later { from: String::new() }), "{odd}");
        }
    }
}
