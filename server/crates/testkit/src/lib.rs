//! For tests, and for the small programs beside them: the one clock and the one source of randomness that are not the
//! server's own, and somebody to write over. Never a dependency of what is shipped; `.ci/walls` sees to that.

mod clock;
mod entropy;
mod entry;

pub use clock::TestClock;
pub use entropy::TestEntropy;
pub use entry::entry;
