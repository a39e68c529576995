//! Codes by e-mail.

use super::MethodWords;
use crate::ui::Glyph;

pub const WORDS: MethodWords = MethodWords {
    glyph: Glyph::Mail,
    name: "Code by e-mail",
    ask_hint: "To the private address you set up",
    ask_heading: "Enter the code from the e-mail",
    ask_lede: "If a private address was set up for this account, a code is on its way to it.",
    field: "6-digit code",
    field_hint: "",
    trouble: (
        "No message arrives",
        "It can take a minute; look among the junk mail too. Codes only go to the private address that you set up, never to your work mailbox, and at most five an hour.",
    ),
    choose: "Code by private e-mail",
    choose_hint: "An address outside {organisation}, such as your own.",
    set_up_heading: "Which private e-mail address?",
    set_up_lede: "When you are locked out, we can send a code there. It is used for nothing else.",
    admin_hint: "Never to the mailbox behind the lost password.",
    done: "Tried with a code, and it worked",
};
