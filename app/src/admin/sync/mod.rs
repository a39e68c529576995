//! A directory that is read again by itself: the report of its runs, the people behind their numbers, and the question
//! before many are gone.

mod addresses;
mod behind;
mod question;
mod report;
mod runs;
mod words;

pub use addresses::{behind, report};
pub use behind::{SyncPeoplePage, SyncPeopleView};
pub use question::QuestionNote;
pub use report::{SyncPage, SyncView};
