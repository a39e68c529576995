//! What went wrong before there was a flow to keep it: a word in the address. Anybody can write such
//! an address, so only these words are known, of a time only numbers are believed, and of a reference
//! only the shape of one.

use crate::form::Fields;
use latchkey_contract::{Moment, Problem};

/// The address of a page that is to say it.
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

/// `query`: of the address. One that no page of ours writes says nothing.
pub(crate) fn read(query: &str) -> Option<Problem> {
    let said = Fields::parse(query.as_bytes(), &[]).ok()?;
    Some(match said.text("again") {
        "empty" => Problem::Empty,
        "spent" => Problem::LinkSpent,
        "unknown" => Problem::LinkUnknown,
        "away" => Problem::DirectoryAway,
        "wrong" => Problem::WrongSignIn,
        "password" => Problem::WrongPassword,
        "unfinished" => Problem::SignInUnfinished,
        "not-known" => Problem::SignInNotKnown,
        "fault" if is_reference(said.text("reference")) => {
            Problem::ServerFault { reference: said.text("reference").to_owned() }
        }
        "later" => Problem::TryLater { from: Moment::from_address(said.text("from"))? },
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
