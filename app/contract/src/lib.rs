//! What server and browser say to each other. Serde only, so that it builds for the browser and
//! drags nothing in. No `usize` (32 bits there, 64 here) and no clock: a `Moment` says what the
//! organisation's time zone makes of a time, and `latchkey-text` writes it in the reader's language.

pub mod account;
pub mod admin;
pub mod bulk;
pub mod check;
pub mod connection;
pub mod elsewhere;
pub mod enrol;
pub mod joining;
pub mod locale;
pub mod method;
pub mod moment;
pub mod people;
pub mod policy;
pub mod practice;
pub mod problem;
pub mod providers;
pub mod recover;
pub mod refused;
pub mod settings;
pub mod site;
pub mod sync;
pub mod work;

pub use elsewhere::Elsewhere;
pub use locale::Locale;
pub use method::MethodKind;
pub use moment::Moment;
pub use problem::Problem;
pub use recover::Outcome;
pub use site::Site;
