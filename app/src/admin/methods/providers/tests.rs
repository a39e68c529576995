use super::*;
use latchkey_contract::Problem;
use latchkey_contract::admin::{AdminError, FieldFault, Refused};
use latchkey_contract::policy::DraftFault;
use latchkey_contract::providers::ProviderForm;

fn card(form: &str, kind: MethodKind) -> ProviderCard {
    ProviderCard {
        form: form.into(),
        kind,
        fields: Vec::new(),
        there: false,
        place: String::new(),
        version: None,
        asked: true,
        register: Vec::new(),
    }
}

#[test]
fn ways_to_do_one_thing_stand_together() {
    use MethodKind as K;
    let cards = [card("duo", K::Duo), card("twilio", K::Sms), card("radius", K::Radius), card("webhook", K::Sms)];
    let groups = grouped(&cards);
    let forms: Vec<Vec<&str>> = groups.iter().map(|(_, forms)| forms.iter().map(String::as_str).collect()).collect();
    assert_eq!(forms, [vec!["duo"], vec!["twilio", "webhook"], vec!["radius"]]);
}

#[test]
fn a_refusal_says_which_field_it_is_about() {
    use latchkey_contract::providers::{FieldShape, ProviderField};
    let fault = |about: &str| DraftFault { about: about.into(), fault: FieldFault::Missing };
    let mut card = card("radius", MethodKind::Radius);
    card.fields.push(ProviderField {
        name: "secret".into(),
        shape: FieldShape::Secret,
        value: String::new(),
        kept: false,
    });
    assert_eq!(news::labelled(&card, &fault("secret")), "Shared secret: This is needed.");
    assert_eq!(news::labelled(&card, &fault("elsewhere")), "This is needed.");
}

#[test]
fn what_came_of_a_action() {
    let save = ServerAction::Save(ProviderForm::default());
    let remove = ServerAction::Remove { form: "duo".into(), was: 1 };
    let refused = |refused| Some(Trouble::Told(AdminError::Refused(refused)));
    assert_eq!(Outcome::of(&save, true, None), Some(Outcome::Saved));
    assert_eq!(Outcome::of(&remove, true, None), Some(Outcome::Removed));
    assert_eq!(Outcome::of(&save, false, None), None);
    // a question, which the dialog asks
    assert_eq!(Outcome::of(&save, false, refused(Refused::Code(Problem::Empty))), None);
    let field = Outcome::of(&save, false, refused(Refused::Field { field: "host".into(), fault: FieldFault::Missing }));
    assert_eq!(field.and_then(Outcome::fault).map(|fault| fault.about), Some("host".into()));
    assert_eq!(Outcome::of(&save, false, refused(Refused::Stale)), refused(Refused::Stale).map(Outcome::Failed));
    assert_eq!(Outcome::of(&save, false, Some(Trouble::Away)), Some(Outcome::Failed(Trouble::Away)));
}
