//! What went wrong before there was a flow to keep it: a word in the address. Anybody can write such
//! an address, so only these words are known, of a time only numbers are believed, and of a reference
//! only the shape of one.

use latchkey_contract::{Moment, Problem};
use leptos_router::params::ParamsMap;

/// The address of a page that is to say it.
#[cfg(feature = "ssr")]
pub(crate) fn path(page: &str, problem: &Problem) -> String {
    match problem {
        Problem::TryLater { from } => format!("{page}?again=later&from={}", from.to_address()),
        Problem::Empty => format!("{page}?again=empty"),
        Problem::LinkSpent => format!("{page}?again=spent"),
        Problem::LinkUnknown => format!("{page}?again=unknown"),
        Problem::DirectoryAway => format!("{page}?again=away"),
        Problem::ServerFault { reference } => format!("{page}?again=fault&reference={reference}"),
        Problem::WrongPassword => format!("{page}?again=password"),
        Problem::SignInUnfinished => format!("{page}?again=unfinished"),
        Problem::SignInNotKnown => format!("{page}?again=not-known"),
        _ => format!("{page}?again=wrong"),
    }
}

pub(crate) fn read(query: &ParamsMap) -> Option<Problem> {
    Some(match query.get_str("again")? {
        "empty" => Problem::Empty,
        "spent" => Problem::LinkSpent,
        "unknown" => Problem::LinkUnknown,
        "away" => Problem::DirectoryAway,
        "wrong" => Problem::WrongSignIn,
        "password" => Problem::WrongPassword,
        "unfinished" => Problem::SignInUnfinished,
        "not-known" => Problem::SignInNotKnown,
        "fault" => {
            let reference = query.get_str("reference").filter(|text| is_reference(text))?;
            Problem::ServerFault { reference: reference.to_owned() }
        }
        "later" => Problem::TryLater { from: Moment::from_address(query.get_str("from")?)? },
        _ => return None,
    })
}

/// "LK-7F3QX2".
fn is_reference(text: &str) -> bool {
    let rest = text.strip_prefix("LK-").unwrap_or_default();
    rest.len() == 6 && rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_references_are_believed() {
        assert!(is_reference("LK-7F3QX2"));
        for other in ["LK-7F3QX", "LK-7f3qx2", "LK-7F3QX2 call 555", "7F3QX2", "LK-<b>12"] {
            assert!(!is_reference(other), "{other}");
        }
    }
}
