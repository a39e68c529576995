//! What directories answer, in an administrator's words: what happened, and how to mend it.

use latchkey_contract::admin::{CheckRow, CheckVerdict};
use latchkey_domain::directory::{CertificateFault, Check, CheckKind, DirectoryError, Verdict};
use latchkey_domain::policy::{MethodPolicy, PolicyFault};

pub fn rows(checks: &[Check]) -> Vec<CheckRow> {
    checks
        .iter()
        .map(|check| CheckRow {
            title: title(check),
            verdict: match check.verdict {
                Verdict::Good => CheckVerdict::Good,
                Verdict::Warn => CheckVerdict::Warn,
                Verdict::Bad => CheckVerdict::Bad,
                Verdict::NotTried => CheckVerdict::NotTried,
            },
            evidence: check.evidence.clone(),
            repair: check.repair.clone(),
            millis: check.millis,
        })
        .collect()
}

fn title(check: &Check) -> String {
    let what = match check.kind {
        CheckKind::Resolve => "The name is found",
        CheckKind::Connect => "The server answers",
        CheckKind::Tls => "The line is encrypted",
        CheckKind::Bind => "The service account can sign in",
        CheckKind::ReadPeople => "People can be read",
        CheckKind::ReadPolicy => "Password rules can be read",
        CheckKind::PolicyHints => "History is checked on a reset",
        CheckKind::ResetRight => "Right to reset passwords",
        CheckKind::UnlockRight => "Right to unlock accounts",
        CheckKind::PwdLastSetRight => "Right to end “must change password”",
    };
    if check.server.is_empty() { what.to_owned() } else { format!("{what}: {}", check.server) }
}

/// Whether importing would work: everything up to reading people.
pub fn can_import(checks: &[Check]) -> bool {
    let good = |kind| {
        let mut rows = checks.iter().filter(|check| check.kind == kind).peekable();
        rows.peek().is_some() && rows.any(|check| matches!(check.verdict, Verdict::Good | Verdict::Warn))
    };
    good(CheckKind::Bind) && good(CheckKind::ReadPeople)
}

/// What activation is refused for: everything that is bad and that a reset needs. Of several
/// servers one must be whole; a second one that is away is for the doctor's page.
pub fn hindrances(checks: &[Check]) -> Vec<String> {
    use CheckKind as K;
    let needed =
        [K::Connect, K::Tls, K::Bind, K::ReadPeople, K::ReadPolicy, K::ResetRight, K::UnlockRight, K::PwdLastSetRight];
    needed
        .into_iter()
        .filter_map(|kind| {
            let of_kind: Vec<&Check> = checks.iter().filter(|check| check.kind == kind).collect();
            let works = of_kind.iter().any(|check| matches!(check.verdict, Verdict::Good | Verdict::Warn));
            let bad = of_kind.iter().find(|check| matches!(check.verdict, Verdict::Bad))?;
            // rights are asked per subtree: one that is missing is missing
            let per_subtree = matches!(kind, K::ResetRight | K::UnlockRight | K::PwdLastSetRight);
            (!works || per_subtree).then(|| format!("{}: {}", title(bad), bad.evidence))
        })
        .collect()
}

pub fn directory_error(error: &DirectoryError) -> String {
    use DirectoryError as E;
    match error {
        E::Unreachable { detail } => {
            format!("No server of this directory answers ({detail}). Nothing was changed. Check the names, the firewall and that the servers run; then try again.")
        }
        E::BindRefused { data } => {
            format!("The directory refused the service account ({data}). Nothing was changed. Check its name and password, and that it is neither locked nor expired.")
        }
        E::Certificate { reason: CertificateFault::UnknownAuthority, .. } => {
            "The server shows a certificate from an authority that is not known here. Nothing was sent to it. Compare the fingerprint, then trust it for this domain only.".into()
        }
        E::Certificate { reason, detail } => {
            format!("The server’s certificate is {reason} ({detail}). Nothing was sent to it. Give the server a certificate for the name that you typed.")
        }
        E::NotEncrypted { detail } => {
            format!("The server offers no encrypted line ({detail}). Passwords are never sent in clear. Turn LDAPS or StartTLS on.")
        }
        E::NotPermitted { right } => {
            format!("The service account lacks a right: {right}. The activation page shows the command that grants it.")
        }
        E::Misconfigured { detail } => format!("The settings do not work: {detail}. Nothing was changed."),
        E::NotFound => "The directory does not have this entry any more. Import again.".into(),
        other => format!("The directory answered: {other}. Nothing was changed."),
    }
}

pub fn policy_fault(fault: PolicyFault, policy: &MethodPolicy) -> String {
    match fault {
        PolicyFault::TooFewAllowed => format!(
            "People need {} methods to recover, and {} can be set up. Allow more, or ask for fewer. Recovery codes are a spare and do not count here.",
            policy.required,
            policy.primary().len()
        ),
        PolicyFault::BadRequired => {
            "A recovery needs two to four proofs. One alone is a way around every password.".into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    fn check(kind: CheckKind, verdict: Verdict) -> Check {
        Check { kind, server: "dc1".into(), verdict, evidence: "e".into(), repair: None, millis: 1 }
    }
    #[test]
    fn a_missing_right_hinders_a_second_server_that_is_away_does_not() {
        let checks = [
            check(CheckKind::Connect, Verdict::Good),
            check(CheckKind::Connect, Verdict::Bad),
            check(CheckKind::ResetRight, Verdict::Good),
            check(CheckKind::ResetRight, Verdict::Bad),
        ];
        assert_eq!(hindrances(&checks).len(), 1);
        assert!(!can_import(&checks));
    }
}
