use crate::Save;
use crate::methods::{outlook, policy, start};
use crate::room::{moment, overview, room};
use latchkey_app::admin::api::Trouble;
use latchkey_app::admin::methods::{ForecastSignals, RuleView, RulesView};
use latchkey_contract::admin::*;
use latchkey_contract::policy::*;
use latchkey_contract::{MethodKind, Problem};
use leptos::prelude::*;

pub fn pages(save: Save) {
    save("methods-groups", || rules(rule_rows(), None));
    save("methods-groups-none", || rules(Vec::new(), None));
    save("methods-groups-code", || rules(rule_rows(), Some(Refused::Code(Problem::WrongCode))));
    save("methods-group-new", || rule(RuleForm::default()));
    save("methods-group", || rule(rule_rows().remove(0).rule));
}

pub fn rule_rows() -> Vec<RuleRow> {
    use MethodKind as K;
    let row = |id: &str, name: &str, privileged, allowed: &[K], mandatory: &[K], members, read_at| RuleRow {
        rule: RuleForm {
            id: id.into(),
            name: name.into(),
            directory: "1".into(),
            group: id.into(),
            privileged,
            policy: PolicyForm {
                allowed: allowed.to_vec(),
                required: 2,
                mandatory: mandatory.to_vec(),
                one_is_enough: false,
            },
        },
        members,
        read_at,
    };
    vec![
        row(
            "a",
            "Domain administrators and help desk",
            true,
            &[K::Passkey, K::Totp, K::YubiKey, K::RecoveryCode],
            &[K::Passkey],
            31,
            Some(moment(0)),
        ),
        row("b", "Ward 3, Cardiology", false, &[K::Totp, K::Email, K::Sms], &[], 612, Some(moment(0))),
        row("c", "Contractors", false, &[K::Passkey, K::Totp], &[], 0, None),
    ]
}

fn rules(rows: Vec<RuleRow>, refused: Option<Refused>) -> AnyView {
    use latchkey_app::admin::methods::RuleAction;
    let trouble = refused.map(|refused| Trouble::Told(AdminError::Refused(refused)));
    room("/admin/methods/groups", overview(), view! {
        <RulesView rows=Signal::stored(rows) everybody=policy() said=Signal::stored(String::new()) busy=Signal::stored(false) trouble=Signal::stored(trouble) without=Signal::stored(None)
            last=Signal::stored(None) on_ask=|_: String| () on_deed=|_: RuleAction| () on_code=|_: String| ()/>
    }.into_any())
}

fn rule(rule: RuleForm) -> AnyView {
    let rows = vec![
        GroupRow { directory: "1".into(), id: "a".into(), name: "Clinical staff".into(), direct_members: 3 },
        GroupRow { directory: "1".into(), id: "b".into(), name: "Clinical administrators".into(), direct_members: 61 },
    ];
    let new = rule.id.is_empty();
    let policy = RwSignal::new(if new { policy() } else { rule.policy.clone() });
    let refused = new.then(|| DraftFault { about: "group".into(), fault: FieldFault::NoGroup });
    let outlook =
        ForecastSignals::still(Some(Ok(Forecast { lost: 0, ready_after: 1180, refused, ..outlook() })), None, None);
    room("/admin/methods/groups/new", overview(), view! {
        <RuleView desk=start() about=RwSignal::new(rule) policy outlook found=Signal::stored(Some(Ok(FoundGroups { rows, answered: 1, unasked: Vec::new() }))) finding=Signal::stored(false) busy=Signal::stored(false)
            trouble=Signal::stored(None) on_find=|_: String| () on_save=|_: String| ()/>
    }.into_any())
}
