//! Who cannot have a seat.

use latchkey_contract::admin::Hindrance;

/// Why a person cannot be onboarded.
pub const fn hindrance(disabled: bool, protected: bool, gone: bool) -> Option<Hindrance> {
    match (gone, disabled, protected) {
        (true, _, _) => Some(Hindrance::Gone),
        (_, true, _) => Some(Hindrance::Disabled),
        (_, _, true) => Some(Hindrance::Protected),
        _ => None,
    }
}
