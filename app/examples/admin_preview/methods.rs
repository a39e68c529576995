use crate::Save;
use crate::room::{overview, room};
use crate::rules::rule_rows;
use latchkey_app::admin::methods::{ForecastSignals, MethodsView};
use latchkey_contract::MethodKind;
use latchkey_contract::policy::*;
use latchkey_contract::refused::FieldFault;
use leptos::prelude::*;

pub fn pages(save: Save) {
    save("methods", || methods(draft(), Some(outlook()), None));
    save("methods-who", || methods(draft(), Some(outlook()), Some(affected())));
    save("methods-waiting", || methods(policy(), None, None));
    save("methods-same", || {
        let same = Forecast { ready_after: 1174, lost: 0, ..outlook() };
        methods(policy(), Some(same), None)
    });
    save("methods-one", || {
        let fault = DraftFault { about: "one".into(), fault: FieldFault::OneNotConfirmed };
        let form = PolicyForm { required: 1, ..policy() };
        methods(form, Some(Forecast { refused: Some(fault), ..outlook() }), None)
    });
    save("methods-refused", || {
        let fault = FieldFault::TooFewAllowed { needed: 2, allowed: 1 };
        let fault = DraftFault { about: "allowed".into(), fault };
        let form =
            PolicyForm { allowed: vec![MethodKind::Totp, MethodKind::Questions, MethodKind::RecoveryCode], ..policy() };
        methods(form, Some(Forecast { refused: Some(fault), ready_after: 0, lost: 1174, ..outlook() }), None)
    });
}

pub fn policy() -> PolicyForm {
    use MethodKind as K;
    let allowed = vec![K::Passkey, K::Totp, K::Email, K::Sms, K::Vouch, K::RecoveryCode];
    PolicyForm { allowed, required: 2, ..PolicyForm::default() }
}

/// Text messages switched off.
fn draft() -> PolicyForm {
    let mut form = policy();
    form.allow(MethodKind::Sms, false);
    form.demand(MethodKind::Passkey, true);
    form
}

pub fn outlook() -> Forecast {
    use MethodKind as K;
    let counts = [
        (K::Passkey, 402, 31),
        (K::Totp, 887, 120),
        (K::Email, 640, 88),
        (K::Sms, 355, 311),
        (K::Vouch, 1102, 4),
        (K::RecoveryCode, 1174, 12),
    ];
    Forecast {
        people: 1248,
        ready_now: 1174,
        ready_after: 1131,
        lost: 43,
        methods: counts.map(|(kind, have, rely)| MethodCount { kind, have, rely }).to_vec(),
        refused: None,
    }
}

fn affected() -> Affected {
    let row = |name: &str, lack| AffectedRow {
        id: name.into(),
        name: name.into(),
        login: name.to_lowercase().replace(' ', "."),
        lack,
    };
    Affected {
        rows: vec![
            row("Anna Lindqvist", Lack::More { has: vec![MethodKind::Totp], more: 1 }),
            row("Carlos Mendoza", Lack::Mandatory { kinds: vec![MethodKind::Passkey] }),
            row("Daniel Kovács", Lack::Apart { has: vec![MethodKind::Radius, MethodKind::Sms] }),
            row("Ewa Nowak", Lack::SetUp),
        ],
        total: 43,
        next: Some(50),
    }
}

pub fn start() -> MethodsPage {
    use MethodKind as K;
    let state = |kind: &K| MethodState {
        kind: *kind,
        hindrance: match kind {
            K::YubiKey | K::Duo => Some(MethodHindrance::NoServer),
            _ => None,
        },
    };
    let of = |start, allowed: &[K]| StartRow { start, policy: PolicyForm { allowed: allowed.to_vec(), ..policy() } };
    MethodsPage {
        policy: policy(),
        methods: MethodKind::ALL.iter().filter(|kind| !matches!(kind, K::Oidc | K::Radius)).map(state).collect(),
        starts: vec![
            of(Start::Recommended, &[K::Passkey, K::Totp, K::Email, K::RecoveryCode]),
            StartRow { start: Start::Balanced, policy: policy() },
            of(Start::AsSpecified, &[K::Totp, K::Questions, K::RecoveryCode]),
            of(Start::Privileged, &[K::Passkey, K::Totp, K::YubiKey, K::RecoveryCode]),
        ],
        rules: rule_rows(),
    }
}

fn methods(form: PolicyForm, forecast: Option<Forecast>, found: Option<Affected>) -> AnyView {
    let whose = found.is_some().then_some(Whose::Lost);
    let outlook = ForecastSignals::still(forecast.map(Ok), whose, found.map(Ok));
    room("/admin/methods", overview(), view! {
        <MethodsView start=start() form=RwSignal::new(form) outlook busy=Signal::stored(false) trouble=Signal::stored(None) on_save=|_: String| ()/>
    }.into_any())
}
