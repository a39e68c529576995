//! YubiKey one-time codes.

use super::MethodWords;
use crate::ui::Glyph;

pub const WORDS: MethodWords = MethodWords {
    glyph: Glyph::Usb,
    name: "YubiKey",
    ask_hint: "Touch it, and it types a code",
    ask_heading: "Touch your YubiKey",
    ask_lede: "Plug it in or hold it to your phone, put the cursor into the field, and touch the metal. It types a long code by itself.",
    field: "Code from the YubiKey",
    field_hint: "",
    trouble: (
        "Nothing is typed",
        "Touch it a little longer, about a second, with the cursor in the field. Some keys type only after a long touch.",
    ),
    choose: "YubiKey code",
    choose_hint: "A key that types a one-time code when you touch it.",
    set_up_heading: "Touch your YubiKey",
    set_up_lede: "Plug it in, put the cursor into the field, and touch the metal. It types a long code by itself.",
    admin_hint: "A one-time code that the key types, checked by your own validation server or Yubico’s.",
    done: "Tried with a touch, and it worked",
};
