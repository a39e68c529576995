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
    let what = name(check.kind);
    if check.server.is_empty() { what.to_owned() } else { format!("{what}: {}", check.server) }
}

const fn name(kind: CheckKind) -> &'static str {
    match kind {
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
    }
}

/// Whether importing would work: everything up to reading people.
pub fn can_import(checks: &[Check]) -> bool {
    let good = |kind| {
        let mut rows = checks.iter().filter(|check| check.kind == kind).peekable();
        rows.peek().is_some() && rows.any(|check| matches!(check.verdict, Verdict::Good | Verdict::Warn))
    };
    good(CheckKind::Bind) && good(CheckKind::ReadPeople)
}

/// What activation is refused for: whatever a reset needs and was not seen to work. Of several
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
            let bad = of_kind.iter().find(|check| matches!(check.verdict, Verdict::Bad));
            // rights are asked per subtree: one that is missing is missing
            let per_subtree = matches!(kind, K::ResetRight | K::UnlockRight | K::PwdLastSetRight);
            match bad {
                Some(bad) if !works || per_subtree => Some(format!("{}: {}", title(bad), bad.evidence)),
                _ if works => None,
                // not tried is not "works": it says why, as where nobody is in the units
                _ => Some(of_kind.first().map_or_else(
                    || format!("{}: was not tried. Run the checks again.", name(kind)),
                    |check| format!("{}: {}", title(check), check.evidence),
                )),
            }
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
        E::NoSuchUnit { dn } => {
            format!("There is no unit “{dn}” in this directory any more. Nothing was changed. Reload the page.")
        }
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
            "A recovery needs one to four proofs.".into()
        }
        PolicyFault::OneNotConfirmed => {
            "One proof alone is a way around every password: whoever has that one thing has the account. Confirm that you want it, or ask for two.".into()
        }
        PolicyFault::TooWeakAlone(kind) => format!(
            "With one proof, only methods that cannot be guessed may be allowed: {} can. Take it out, or ask for two.",
            kind.name()
        ),
        PolicyFault::MustNotAllowed(kind) => {
            format!("{} must be used and is not allowed. Allow it, or do not ask for it.", kind.name())
        }
        PolicyFault::TooManyMust => {
            "More methods must be used than proofs are asked for. Ask for more proofs, or demand fewer methods.".into()
        }
        PolicyFault::QuestionsForPrivileged => {
            "Security questions never serve people whose account opens others. Take them out of this policy.".into()
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
        let missing = hindrances(&checks);
        assert!(missing.iter().any(|text| text.starts_with("Right to reset passwords: dc1")), "{missing:?}");
        assert!(!missing.iter().any(|text| text.starts_with("The server answers")), "{missing:?}");
        assert!(!can_import(&checks));
    }

    const NEEDED: [CheckKind; 8] = [
        CheckKind::Connect,
        CheckKind::Tls,
        CheckKind::Bind,
        CheckKind::ReadPeople,
        CheckKind::ReadPolicy,
        CheckKind::ResetRight,
        CheckKind::UnlockRight,
        CheckKind::PwdLastSetRight,
    ];

    /// Activation fails closed: what was not seen to work hinders, whatever the reason.
    #[test]
    fn each_needed_check_must_have_worked() {
        let all = |verdict| NEEDED.map(|kind| check(kind, verdict)).to_vec();
        assert_eq!(hindrances(&all(Verdict::Good)), Vec::<String>::new());
        assert_eq!(hindrances(&all(Verdict::Warn)), Vec::<String>::new());
        assert_eq!(hindrances(&[]).len(), NEEDED.len());
        for kind in NEEDED {
            let mut checks = all(Verdict::Good);
            checks.retain(|check| check.kind != kind);
            assert_eq!(hindrances(&checks).len(), 1, "{kind:?} is missing");
            for verdict in [Verdict::NotTried, Verdict::Bad] {
                checks.push(check(kind, verdict));
                assert_eq!(hindrances(&checks), [format!("{}: dc1: e", name(kind))], "{kind:?} {verdict:?}");
                checks.pop();
            }
        }
    }
}
