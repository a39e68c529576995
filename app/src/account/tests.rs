//! Every page of the account is held to the same rules.

use super::samples;
use latchkey_contract::Site;

#[test]
fn every_page_holds_the_rules() {
    let site = crate::recover::samples::site("/a/");
    let practice = Site { practice: true, ..site.clone() };
    crate::page_rules::hold(&samples::documents(&site));
    crate::page_rules::hold(&samples::documents(&practice));
}
