//! A directory's answer, made into what the person is told. A set-up fault is never shown as the
//! person's mistake: it goes to the log (and to the administrator) under a reference.

use crate::app_state::AppState;
use latchkey_domain::Reason;
use latchkey_domain::directory::DirectoryError;

pub fn reason(app: &AppState, error: &DirectoryError) -> Reason {
    use DirectoryError as E;
    match error {
        E::TooShort { min } => Reason::TooShort { min: *min },
        E::TooLong { max } => Reason::TooLong { max: *max },
        E::TooSimple => Reason::TooSimple,
        E::ContainsName { part } => Reason::ContainsName { part: part.clone() },
        E::InHistory { remembered } => Reason::InHistory { remembered: *remembered },
        E::TooYoung { set_at, until } => Reason::TooYoung { set_at: *set_at, until: *until },
        E::BadCharacters => Reason::BadCharacters,
        E::WrongOldPassword => Reason::WrongPassword,
        E::NotFound | E::Disabled => Reason::NotPossible,
        E::SetElsewhere { by } => Reason::SetElsewhere { by: *by },
        E::Protected => Reason::Protected,
        E::WouldLock { from } => Reason::WouldLock { from: *from },
        E::Unreachable { .. } => {
            tracing::warn!(error = %error, "directory not reachable");
            Reason::DirectoryAway
        }
        E::Unknown { .. } => {
            tracing::warn!(error = %error, "the directory's answer was lost");
            Reason::Unknown
        }
        E::RefusedByPolicy { perhaps: hints, .. } => {
            Reason::RefusedByDirectory { reference: reported(app, error), perhaps: hints.clone() }
        }
        E::NotPermitted { .. }
        | E::BindRefused { .. }
        | E::Certificate { .. }
        | E::NotEncrypted { .. }
        | E::NoSuchUnit { .. }
        | E::SetUp { .. }
        | E::Misconfigured { .. }
        | E::Unsupported
        | E::Other { .. } => Reason::SetupFault { reference: reported(app, error) },
    }
}

fn reported(app: &AppState, error: &DirectoryError) -> String {
    app.report_directory(error).reference
}
