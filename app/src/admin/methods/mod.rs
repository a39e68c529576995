//! Step 4: which methods people may use, how many they need, and for whom it is another way. Before
//! anything is saved the page shows whom it would leave without a way back.

mod ask;
mod behind;
mod fields;
mod forecast;
mod page;
mod parts;
pub mod providers;
mod referees;
mod rule;
mod rules;
mod settings;
mod words;

pub use ask::{Find, ForecastSignals};
pub use page::{MethodsPage, MethodsView};
pub use providers::{ProvidersPage, ProvidersView, ServerAction};
pub use rule::{RulePage, RuleView};
pub use rules::{RuleAction, RulesPage, RulesView};
pub use settings::{SettingsPage, SettingsView};
