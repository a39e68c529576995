//! Lists all people of a domain and prints how long it took: the directory's half of an import,
//! to be compared with `ldapsearch -E pr=1000`. Takes the lab's environment (LATCHKEY_TEST_AD_*).
#![allow(clippy::print_stdout, reason = "its purpose")]

use latchkey_directory::{ActiveDirectory, AdConfig, parse_servers};
use latchkey_domain::directory::PeopleSource as _;
use latchkey_domain::{Clock as _, Secret};
use latchkey_testkit::TestClock;
use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = AdConfig {
        domain: std::env::var("LATCHKEY_TEST_AD_DOMAIN")?,
        servers: parse_servers(&std::env::var("LATCHKEY_TEST_AD_URLS")?)?.into_iter().take(1).collect(),
        account: std::env::var("LATCHKEY_TEST_AD_SVC_UPN")?,
        password: Secret::new(std::env::var("LATCHKEY_TEST_AD_SVC_PASS")?),
        trusted_pem: Some(std::fs::read_to_string(std::env::var("LATCHKEY_TEST_AD_CA")?)?),
        ..AdConfig::default()
    };
    let clock = Arc::new(TestClock::of_machine());
    let start = clock.now();
    let directory = ActiveDirectory::new(config, clock.clone())?;
    let (mut people, mut cursor) = (0, None);
    loop {
        let page = directory.list(&[], cursor.as_ref(), 1000).await?;
        people += page.entries.len();
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    let millis = u32::try_from(clock.now().since(start))?;
    println!("people {people} seconds {:.3}", f64::from(millis) / 1000.0);
    Ok(())
}
