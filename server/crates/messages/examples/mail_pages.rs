//! Writes every mail as a page into a folder, to be looked at in a browser:
//! `cargo run -p latchkey-messages --example mail_pages -- FOLDER`

#[path = "../src/samples.rs"]
mod samples;

use latchkey_messages::Branding;
use latchkey_text::Locale;
use samples::{branding, everything};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("say into which folder")?);
    std::fs::create_dir_all(&folder)?;
    for locale in Locale::ALL.iter().copied() {
        let branding = Branding { practice: true, ..branding() };
        for (name, mail) in everything(&branding, locale, "Anna Lindqvist", "604118") {
            std::fs::write(folder.join(format!("{name}.{}.html", locale.code())), mail.html)?;
        }
    }
    Ok(())
}
