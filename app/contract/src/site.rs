//! What every page knows of the organisation that it belongs to.

use crate::Locale;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The organisation's name, as people say it: "Northwind".
    pub organisation: String,
    /// How to reach the help desk, as shown: "ext. 4477". Empty: no line is shown.
    pub help_desk: String,
    /// For `tel:`; empty: shown as text.
    pub help_desk_tel: String,
    pub practice: bool,
    /// The language that this page is written in; one value of this type for each.
    #[serde(default)]
    pub locale: Locale,
    /// Addresses of the embedded files, with their content hash in the path. Only the server writes them into pages.
    #[serde(skip)]
    pub assets: Assets,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    pub recover_css: String,
    pub enrol_css: String,
    pub console_css: String,
    pub icon: String,
    pub password_js: String,
    pub passkey_js: String,
    /// Loads one of the two programs.
    pub wake_js: String,
    pub people_js: String,
    pub people_wasm: String,
    pub console_js: String,
    pub console_wasm: String,
}
