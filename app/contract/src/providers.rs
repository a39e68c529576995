//! Step 4: the other servers that methods ask. A form is data: the server lists its fields, the page
//! draws them and gives back text by name, so a new kind of server needs words, and no page of its own.

use crate::MethodKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderCard {
    /// Of the form: `radius`, `twilio`.
    pub form: String,
    /// The method that asks it.
    pub kind: MethodKind,
    pub fields: Vec<ProviderField>,
    /// These are the settings in use.
    pub there: bool,
    /// Where that server is. Empty: none is set up.
    pub place: String,
    /// Of what is kept, whichever form it came from: to be given back when it is changed.
    pub version: Option<i64>,
    /// It is asked before it is kept. Not where asking costs money and reaches somebody.
    pub asked: bool,
    /// Addresses of ours that the other side has to be told.
    pub register: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderField {
    pub name: String,
    pub shape: FieldShape,
    /// A tick is `yes` or nothing. Secrets are never told.
    pub value: String,
    /// A secret that is kept: nothing typed leaves it as it is.
    pub kept: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldShape {
    TextField,
    TextArea,
    Secret,
    Tick,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderForm {
    pub form: String,
    /// `ProviderCard::version`.
    pub was: Option<i64>,
    pub values: BTreeMap<String, String>,
}
