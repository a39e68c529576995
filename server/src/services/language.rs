//! In which language somebody is written to.

pub mod choice;
