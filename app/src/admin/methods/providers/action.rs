//! What the cards do, and what is told of it.

use latchkey_contract::providers::ProviderForm;

/// What is done to the settings of one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerAction {
    Save(ProviderForm),
    Remove { form: String, was: i64 },
}

impl ServerAction {
    pub(super) fn form(&self) -> &str {
        match self {
            Self::Save(form) => &form.form,
            Self::Remove { form, .. } => form,
        }
    }

    pub(super) const fn takes_away(&self) -> bool {
        matches!(self, Self::Remove { .. })
    }
}
