//! Passkeys and security keys (WebAuthn).

use super::MethodWords;
use crate::ui::Glyph;

pub const WORDS: MethodWords = MethodWords {
    glyph: Glyph::Passkey,
    name: "Passkey or security key",
    ask_hint: "Your fingerprint, face, screen lock or key",
    ask_heading: "Use your passkey",
    ask_lede: "Your phone or computer asks for your fingerprint, face or screen lock. It stays on your device; we only learn that it matched.",
    field: "",
    field_hint: "",
    trouble: (
        "My passkey is on another device",
        "Choose “Use passkey”, then “another device”, and scan the square it shows. A security key works too: plug it in or hold it to the back of your phone.",
    ),
    choose: "Passkey or security key",
    choose_hint: "Fingerprint, face or a key you touch. Nothing to type, nothing to phish.",
    set_up_heading: "Make a passkey",
    set_up_lede: "Your phone or computer asks for your fingerprint, face or screen lock and keeps the key. A security key works too.",
    admin_hint: "Cannot be phished. Phones, laptops and security keys can be one.",
    done: "Tried once, and it worked",
};
