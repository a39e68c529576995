//! The design system as components: dumb, accessible, no rules, no server. Used by every audience;
//! the look is in `style/`.

mod buttons;
mod feedback;
mod field;
mod icon;
pub(crate) mod island;
mod page_layout;

pub use buttons::{CopyButton, PrintButton};
pub use feedback::{KeyLine, More, Note, QrCode, Seal, Tone, Wrong, marked, title};
pub use field::{CodeField, PasswordField, TextField};
pub use icon::{Glyph, Icon};
pub use page_layout::{HelpDesk, PageLayout, PracticeBanner, Who};
#[cfg(feature = "hydrate")]
pub(crate) use {buttons::CopyText, buttons::PrintPage, field::PasswordInput};
