//! A directory's answer, made into what the person is told. A set-up fault is never shown as the
//! person's mistake: it goes to the log (and to the administrator) under a reference.

use crate::app_state::AppState;
use latchkey_contract::Problem;
use latchkey_contract::problem::Perhaps;
use latchkey_domain::directory::DirectoryError;

pub fn problem(app: &AppState, error: &DirectoryError) -> Problem {
    use DirectoryError as E;
    match error {
        E::TooShort { min } => Problem::TooShort { min: *min },
        E::TooLong { max } => Problem::TooLong { max: *max },
        E::TooSimple => Problem::TooSimple,
        E::ContainsName { part } => Problem::ContainsName { part: part.clone() },
        E::InHistory { remembered } => Problem::InHistory { remembered: *remembered },
        E::TooYoung { set_at, until } => {
            Problem::TooYoung { set_at: app.say_time(*set_at), until: app.say_time(*until) }
        }
        E::BadCharacters => Problem::BadCharacters,
        E::WrongOldPassword => Problem::WrongPassword,
        E::NotFound | E::Disabled => Problem::NotPossible,
        E::Protected => Problem::Protected,
        E::WouldLock { from } => Problem::WouldLock { from: from.map(|from| app.say_time(from)) },
        E::Unreachable { .. } => {
            tracing::warn!(error = %error, "directory not reachable");
            Problem::DirectoryAway
        }
        E::Unknown { .. } => {
            tracing::warn!(error = %error, "the directory's answer was lost");
            Problem::Unknown
        }
        E::RefusedByPolicy { perhaps: hints, .. } => Problem::RefusedByDirectory {
            reference: reported(app, error),
            perhaps: hints.iter().map(|hint| perhaps(app, hint)).collect(),
        },
        E::NotPermitted { .. }
        | E::BindRefused { .. }
        | E::Certificate { .. }
        | E::NotEncrypted { .. }
        | E::Misconfigured { .. }
        | E::Unsupported
        | E::Other { .. } => Problem::SetupFault { reference: reported(app, error) },
    }
}

fn perhaps(app: &AppState, hint: &latchkey_domain::directory::Perhaps) -> Perhaps {
    use latchkey_domain::directory::Perhaps as P;
    match hint {
        P::TooShort { min } => Perhaps::TooShort { min: *min },
        P::TooSimple => Perhaps::TooSimple,
        P::ContainsName { part } => Perhaps::ContainsName { part: part.clone() },
        P::TooYoung { until } => Perhaps::TooYoung { until: app.say_time(*until) },
        P::OwnRules => Perhaps::OwnRules,
        P::UsedBefore => Perhaps::UsedBefore,
        P::Listed => Perhaps::Listed,
    }
}

fn reported(app: &AppState, error: &DirectoryError) -> String {
    app.report_directory(error).reference
}
