//! What an administrator set for the methods.

use latchkey_contract::Locale;
use latchkey_contract::settings::{MethodSettings, QuestionSettings};
use latchkey_store::{StoreResult, Tx, settings};

/// What an administrator set. Until then without questions: whoever needs those asks for [`settings_and_questions`].
pub fn method_settings(tx: &mut Tx) -> StoreResult<MethodSettings> {
    Ok(settings::get(tx, "methods")?.unwrap_or_default())
}

/// The same, with the questions to choose from: until an administrator writes others those of the catalogue, in the
/// organisation's language.
pub fn settings_and_questions(tx: &mut Tx, language: Locale) -> StoreResult<MethodSettings> {
    Ok(settings::get(tx, "methods")?.unwrap_or_else(|| first_settings(language)))
}

pub fn first_settings(language: Locale) -> MethodSettings {
    use latchkey_text::questions as text;
    let bank = [
        text::repaired(language),
        text::teacher(language),
        text::shop(language),
        text::meal(language),
        text::wanted(language),
        text::book(language),
        text::nickname(language),
        text::street(language),
    ];
    let questions = QuestionSettings { bank: bank.map(str::to_owned).to_vec(), ..QuestionSettings::default() };
    MethodSettings { questions, ..MethodSettings::default() }
}
