//! What became of a text message that did not go.

/// Why a message did not go: a sentence for administrators, without number and text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// Worth another try.
    Later(String),
    Never(String),
}
