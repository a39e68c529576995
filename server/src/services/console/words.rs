//! What the checks of a directory and the rules of a policy say, as the console is told it.

use latchkey_contract::admin::{CheckKind, CheckRow, FieldFault, NotReady, Verdict};
use latchkey_domain::policy::{MethodPolicy, PolicyFault};

/// Whether importing would work: everything up to reading people.
pub fn can_import(checks: &[CheckRow]) -> bool {
    let good = |kind| {
        let mut rows = checks.iter().filter(|check| check.kind == kind).peekable();
        rows.peek().is_some() && rows.any(|check| matches!(check.verdict, Verdict::Good | Verdict::Warn))
    };
    // a service in the cloud lets us in with a token
    (good(CheckKind::Bind) || good(CheckKind::Token)) && good(CheckKind::ReadPeople)
}

/// What activation is refused for: whatever a reset needs and was not seen to work. Of several
/// servers one must be whole; a second one that is away is for the doctor's page.
/// `required`: the directory says what (`HealthCheck::required`).
pub fn hindrances(required: &[CheckKind], checks: &[CheckRow]) -> Vec<NotReady> {
    use CheckKind as K;
    required
        .iter()
        .filter_map(|&kind| {
            let of_kind: Vec<&CheckRow> = checks.iter().filter(|check| check.kind == kind).collect();
            let works = of_kind.iter().any(|check| matches!(check.verdict, Verdict::Good | Verdict::Warn));
            let bad = of_kind.iter().find(|check| matches!(check.verdict, Verdict::Bad));
            // rights are asked per subtree: one that is missing is missing
            let per_subtree = matches!(kind, K::ResetRight | K::UnlockRight | K::PwdLastSetRight);
            match bad {
                Some(bad) if !works || per_subtree => Some(hindrance(kind, Some(bad))),
                _ if works => None,
                // not tried is not "works": it says why, as where nobody is in the units
                _ => Some(hindrance(kind, of_kind.first().copied())),
            }
        })
        .collect()
}

fn hindrance(kind: CheckKind, check: Option<&CheckRow>) -> NotReady {
    let (server, evidence) = check.map(|check| (check.server.clone(), check.evidence.clone())).unzip();
    NotReady::Check { kind, server: server.unwrap_or_default(), evidence }
}

pub fn policy_fault(fault: PolicyFault, policy: &MethodPolicy) -> FieldFault {
    match fault {
        PolicyFault::TooFewAllowed => FieldFault::TooFewAllowed {
            needed: policy.required,
            allowed: u32::try_from(policy.primary().len()).unwrap_or(u32::MAX),
        },
        PolicyFault::BadRequired => FieldFault::BadRequired,
        PolicyFault::OneNotConfirmed => FieldFault::OneNotConfirmed,
        PolicyFault::TooWeakAlone(kind) => FieldFault::TooWeakAlone { kind },
        PolicyFault::MustNotAllowed(kind) => FieldFault::MandatoryNotAllowed { kind },
        PolicyFault::TooManyMust => FieldFault::TooManyMandatory,
        PolicyFault::QuestionsForPrivileged => FieldFault::QuestionsForPrivileged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_contract::admin::Evidence;

    fn check(kind: CheckKind, verdict: Verdict) -> CheckRow {
        CheckRow { kind, server: "dc1".into(), verdict, evidence: Evidence::Nobody, repair: None, millis: 1 }
    }
    fn missing(kind: CheckKind) -> NotReady {
        NotReady::Check { kind, server: "dc1".into(), evidence: Some(Evidence::Nobody) }
    }
    #[test]
    fn a_missing_right_hinders_a_second_server_that_is_away_does_not() {
        let checks = [
            check(CheckKind::Connect, Verdict::Good),
            check(CheckKind::Connect, Verdict::Bad),
            check(CheckKind::ResetRight, Verdict::Good),
            check(CheckKind::ResetRight, Verdict::Bad),
        ];
        let found = hindrances(&NEEDED, &checks);
        assert!(found.contains(&missing(CheckKind::ResetRight)), "{found:?}");
        assert!(!found.contains(&missing(CheckKind::Connect)), "{found:?}");
        assert!(!can_import(&checks));
    }

    #[test]
    fn a_token_lets_in_as_a_bind_does() {
        let people = check(CheckKind::ReadPeople, Verdict::Good);
        for kind in [CheckKind::Bind, CheckKind::Token] {
            assert!(can_import(&[check(kind, Verdict::Good), people.clone()]), "{kind:?}");
            assert!(!can_import(&[check(kind, Verdict::Bad), people.clone()]), "{kind:?}");
            assert!(!can_import(&[check(kind, Verdict::Good)]), "{kind:?}");
        }
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
        assert_eq!(hindrances(&NEEDED, &all(Verdict::Good)), []);
        assert_eq!(hindrances(&NEEDED, &all(Verdict::Warn)), []);
        assert_eq!(hindrances(&NEEDED, &[]).len(), NEEDED.len());
        for kind in NEEDED {
            let mut checks = all(Verdict::Good);
            checks.retain(|check| check.kind != kind);
            let untried = NotReady::Check { kind, server: String::new(), evidence: None };
            assert_eq!(hindrances(&NEEDED, &checks), [untried], "{kind:?} is missing");
            for verdict in [Verdict::NotTried, Verdict::Bad] {
                checks.push(check(kind, verdict));
                assert_eq!(hindrances(&NEEDED, &checks), [missing(kind)], "{kind:?} {verdict:?}");
                checks.pop();
            }
        }
    }
}
