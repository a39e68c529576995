//! The clock of these tests.

use latchkey_domain::Timestamp;
use latchkey_testkit::TestClock;

/// Stands still, years ago: whoever looks at the machine's clock instead is found out.
pub fn years_ago() -> TestClock {
    TestClock::at(Timestamp(1_700_000_000_000))
}
