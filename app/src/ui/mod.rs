//! The design system as components: dumb, accessible, no rules, no server. Used by every audience;
//! the look is in `style/`.

mod feedback;
mod field;
mod icon;
mod page_layout;

pub use feedback::{CopyButton, KeyLine, More, Note, QrCode, Seal, Tone, Wrong, marked, title};
pub use field::{CodeField, PasswordField, TextField};
pub use icon::{Glyph, Icon};
pub use page_layout::{HelpDesk, PageLayout, PracticeBanner, Who};
