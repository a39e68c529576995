//! Recovery codes.

use super::MethodWords;
use crate::ui::Glyph;

pub const WORDS: MethodWords = MethodWords {
    glyph: Glyph::Codes,
    name: "Recovery code",
    ask_hint: "One from the sheet you kept",
    ask_heading: "Enter a recovery code",
    ask_lede: "One that you have not used before, from the sheet you kept when you set up your methods.",
    field: "Recovery code",
    field_hint: "Such as 7KQM-2XRA-H4WD-9PTE. Upper and lower case do not matter.",
    trouble: (
        "The code is not accepted",
        "Each one works once. If you made a new sheet, the codes of the old one have ended.",
    ),
    choose: "Recovery codes",
    choose_hint: "A sheet to keep.",
    set_up_heading: "Recovery codes",
    set_up_lede: "A sheet to keep.",
    admin_hint: "Ten on paper, each works once, in place of either proof. Everyone gets them at the end of enrolment; they do not count as a method to set up.",
    done: "On the sheet you kept; each works once",
};
