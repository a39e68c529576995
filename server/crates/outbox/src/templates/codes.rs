//! Messages that carry a code. In mail it stands in the body only: subjects are logged by mail
//! servers and shown on locked screens. There is no link, so nothing for a scanner to open.

use super::leaf::{Ink, Leaf};
use super::{Branding, NEVER_ASK, gsm, hello, plain};
use crate::Mail;

/// A code as proof, to an address that was confirmed earlier. `until`: "14:20".
pub fn proof_code(branding: &Branding<'_>, to: &str, name: &str, code: &str, until: &str) -> Mail {
    let mut leaf = Leaf::new(branding, "Your code", "It is good once, on the page where you asked for it.");
    leaf.paragraph(Ink::Second, &format!("{}, type this code on the page where you asked for it:", hello(name)));
    leaf.code(code);
    leaf.paragraph(Ink::Third, &format!("It works once, until {until}."));
    leaf.heading("If it wasn’t you");
    leaf.paragraph(
        Ink::Second,
        &format!(
            "Somebody typed your user name. Without this code they get no further: do nothing, and tell it to nobody. {}",
            branding.call("If it happens again, call the help desk", "If it happens again, tell your help desk.")
        ),
    );
    leaf.close(NEVER_ASK, to, &format!("Your code for {}", branding.organisation()))
}

/// A code to an address that somebody says is theirs. No name: it may be a stranger's.
pub fn confirm_address(branding: &Branding<'_>, to: &str, code: &str, until: &str) -> Mail {
    let organisation = branding.organisation();
    let mut leaf =
        Leaf::new(branding, "Confirm this address", "Type the code to use this mailbox for getting back in.");
    leaf.paragraph(
        Ink::Second,
        &format!("Somebody at {organisation} wants to use this mailbox to get back into their account. If that is you, type this code on the page where you gave the address:"),
    );
    leaf.code(code);
    leaf.paragraph(Ink::Third, &format!("It works once, until {until}."));
    leaf.heading("If it wasn’t you");
    leaf.paragraph(
        Ink::Second,
        "Somebody mistyped their address. Without the code it is not used: do nothing, and tell it to nobody.",
    );
    leaf.close(NEVER_ASK, to, &format!("Confirm this address for {organisation}"))
}

/// What the console's test button sends.
pub fn test(branding: &Branding<'_>, to: &str) -> Mail {
    let mut leaf = Leaf::new(branding, "Mail from here arrives", "The test message that you asked for.");
    leaf.paragraph(Ink::Second, "This is the test message that you asked for in the console. Invitations and codes will come from the same sender.");
    leaf.facts(&[("From", branding.spoken("")), ("For", branding.organisation())]);
    leaf.close("Look at the sender above as your people will see it. If this message was in the junk folder, theirs will be too.", to, "Mail from Latchkey arrives")
}

/// A code as proof, as a text message to a number that was confirmed earlier or that the directory has.
pub fn sms_code(branding: &Branding<'_>, code: &str) -> String {
    text(branding, code, "is your ", " code")
}

/// A code to a number that somebody says is theirs. No name: it may be a stranger's.
pub fn sms_confirm(branding: &Branding<'_>, code: &str) -> String {
    text(branding, code, "confirms this number for ", "")
}

/// One message: the code first, for it is read off a locked screen; in the last line our host, so that
/// browsers offer it on our pages and nowhere else (wicg.github.io/sms-one-time-codes). Where it does
/// not fit, first the organisation's name is shortened, then the last line left out.
fn text(branding: &Branding<'_>, code: &str, before: &str, after: &str) -> String {
    let code = plain(code, 16);
    let around = |organisation: &str| {
        let organisation = if organisation.is_empty() { "Latchkey" } else { organisation };
        format!("{code} {before}{organisation}{after}. We never ask for it.")
    };
    let bound = branding.host().map(|host| format!("\n\n@{host} #{code}"));
    let bound = bound.filter(|line| gsm::left(&around("Latchkey"), line).is_some()).unwrap_or_default();
    let name = gsm::spell(&plain(branding.organisation, 80));
    let mut shown = name.as_str();
    while gsm::left(&around(shown), &bound).is_none() && !shown.is_empty() {
        shown = shown.char_indices().last().map_or("", |(at, _)| shown.get(..at).unwrap_or_default()).trim_end();
    }
    around(shown) + &bound
}
