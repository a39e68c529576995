//! How it ended well.

/// The person was asked, and has proved it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// By what, in Duo's words: `duo_push`, `passcode`, …
    pub factor: String,
}
