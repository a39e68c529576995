//! In which language somebody is written to. What a page speaks is the request's business (`http/pipeline.rs`): before
//! anybody has proved who they are, it must not depend on the account.

pub mod choice;

use crate::app_state::AppState;
use latchkey_contract::Locale;
use latchkey_store::accounts::Account;

/// The person's own choice, else what the directory says, else the organisation's; also for nobody.
pub fn language_of(app: &AppState, account: Option<&Account>) -> Locale {
    let own = account.and_then(|account| account.person.language);
    let directory = account.and_then(|account| account.preferred_language.as_deref());
    Locale::choose(own, None, None, directory, app.language)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::jobs::tests::Stage;

    #[tokio::test(start_paused = true)]
    async fn ones_own_choice_then_the_directory_then_the_organisation() {
        for (organisation, directory, own, language) in [
            ("en", None, None, Locale::En),
            ("de", None, None, Locale::De),
            ("en", Some("de-AT"), None, Locale::De),
            ("de", Some("fr"), None, Locale::De),
            ("en", Some("not a language"), None, Locale::En),
            ("en", Some("de"), Some(Locale::En), Locale::En),
            ("en", None, Some(Locale::De), Locale::De),
        ] {
            let stage = Stage::speaking(organisation, directory, own).await;
            let account = stage.account().await;
            assert_eq!(language_of(&stage.app, Some(&account)), language, "{organisation} {directory:?} {own:?}");
            assert_eq!(language_of(&stage.app, None).code(), organisation);
        }
    }
}
