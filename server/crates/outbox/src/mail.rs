//! What a mail is.

/// One message to one person. `text` and `html` say the same; an empty `html`: text alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// One bare address, as `latchkey_methods::email_code::address` or the directory gave it.
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mail(…)")
    }
}
