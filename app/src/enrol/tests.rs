//! Every page of enrolment is held to the same rules.

use super::samples;
use latchkey_contract::{Locale, Site};

#[test]
fn every_page_holds_the_rules() {
    for locale in Locale::ALL {
        for practice in [false, true] {
            let site = Site { practice, locale: *locale, ..crate::recover::samples::site("/a/") };
            crate::page_rules::hold(&samples::documents(&site));
        }
    }
}
