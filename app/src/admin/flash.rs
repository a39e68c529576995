//! What the sign-in page says when no session can keep it: a mark in the address of the next page. An
//! address can be made up by a link, so only marks of the right shape are read, and none of them
//! carries words.

use super::words::language;
use crate::ui::{Note, Tone};
use latchkey_contract::Moment;
use latchkey_contract::admin::FlashMessage;
use latchkey_text::console_sign_in as text;
use leptos::prelude::*;

/// `?again=1`, to be put behind a path.
pub fn mark(flash: &FlashMessage) -> String {
    match flash {
        FlashMessage::Refused => "?again=1".into(),
        FlashMessage::Later { from } => format!("?later={}", from.map(Moment::to_address).unwrap_or_default()),
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
        () if has("later") => FlashMessage::Later { from: value("later").as_deref().and_then(Moment::from_address) },
        () if has("again") => FlashMessage::Refused,
        () if has("busy") => FlashMessage::Busy,
        () if has("spent") => FlashMessage::Spent,
        () if has("taken") => FlashMessage::Taken,
        () if has("over") => FlashMessage::Over,
        () if has("out") => FlashMessage::Out,
        () => return None,
    })
}

/// "LK-7F3QX2".
fn reference(text: &str) -> Option<String> {
    let rest = text.strip_prefix("LK-")?;
    let whole = rest.len() == 6 && rest.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    whole.then(|| text.to_owned())
}

fn words(flash: &FlashMessage) -> (Tone, &'static str, String) {
    let l = language();
    match flash {
        FlashMessage::Refused => (Tone::Bad, text::refused(l), text::refused_text(l).into()),
        FlashMessage::Later { from: Some(from) } => (Tone::Bad, text::later(l), text::later_text(l, *from)),
        FlashMessage::Later { from: None } => (Tone::Bad, text::later(l), text::later_soon(l).into()),
        FlashMessage::Busy => (Tone::Warn, text::busy(l), text::busy_text(l).into()),
        FlashMessage::Spent => (Tone::Warn, text::spent(l), text::spent_text(l).into()),
        FlashMessage::Taken => (Tone::Warn, text::taken(l), text::taken_text(l).into()),
        FlashMessage::Over => (Tone::Warn, text::over(l), text::over_text(l).into()),
        FlashMessage::Out => (Tone::Good, text::out(l), String::new()),
        FlashMessage::Fault { reference } => (Tone::Bad, text::fault(l), text::fault_text(l, reference)),
    }
}

#[component]
pub fn FlashNote(flash: FlashMessage) -> impl IntoView {
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
            FlashMessage::Later { from: Some(Moment { at: 1_772_534_400_000, offset: 60, days: 0 }) },
            FlashMessage::Later { from: None },
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
    }

    #[test]
    fn no_link_puts_words_on_the_page() {
        for odd in ["Call 555-1234 now", "", "LK-", "LK-ABCDEF<b>", "14:2", "ab:cd", "é4:20"] {
            let fault = FlashMessage::Fault { reference: String::new() };
            assert_eq!(back(&format!("?fault={odd}")), Some(fault), "{odd}");
            assert_eq!(back(&format!("?later={odd}")), Some(FlashMessage::Later { from: None }), "{odd}");
        }
    }
}
