//! What the pages of this step say.

use super::super::steps::countable;
use super::super::words::{capital, counted, grouped, language, method_within, number_word, people};
use latchkey_contract::MethodKind;
use latchkey_contract::policy::{Forecast, Lack, MethodCount, PolicyForm, Start};
use latchkey_text::list_and;

/// "passkey", "passkey and authenticator app", "passkey, YubiKey and Duo".
pub fn named(kinds: &[MethodKind]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| method_within(*kind)).collect();
    if names.is_empty() { "nothing".into() } else { list_and(language(), &names) }
}

/// "Any two of five; passkey must be used".
pub fn policy(form: &PolicyForm) -> String {
    let offered = countable(&form.allowed);
    let any = if offered > form.required { "Any " } else { "" };
    let mut text = capital(&format!("{any}{} of {}", number_word(form.required), number_word(offered)));
    if !form.mandatory.is_empty() {
        text.push_str(&format!("; {} must be used", named(&form.mandatory)));
    }
    text
}

pub const fn start(start: Start) -> (&'static str, &'static str) {
    match start {
        Start::Recommended => ("Recommended", "Nothing that can be looked up, redirected or asked out of somebody."),
        Start::Balanced => {
            ("Balanced", "Text messages and colleagues as well, for people without a smartphone or a key.")
        }
        Start::AsSpecified => (
            "As in the specification",
            "Authenticator app and security questions. Questions are the weakest method there is.",
        ),
        Start::Privileged => {
            ("Privileged", "A passkey always, and nothing that is sent: for people whose account opens others.")
        }
    }
}

/// How many have one, or what switching it off does.
pub fn tally(kind: MethodKind, on: bool, was_on: bool, counts: &[MethodCount]) -> String {
    let (have, rely) = counts.iter().find(|count| count.kind == kind).map_or((0, 0), |count| (count.have, count.rely));
    if was_on && !on {
        let rely = match rely {
            0 => "Nobody relies on it.".into(),
            rely => format!("{} on it.", counted(rely, "person relies", "people rely")),
        };
        return format!("You are switching this off. {rely}");
    }
    match (kind, have) {
        (MethodKind::Vouch, 0) => "Nobody has somebody who could, yet.".into(),
        (MethodKind::Vouch, have) => format!("{} somebody who can.", counted(have, "person has", "people have")),
        (MethodKind::RecoveryCode, 0) => "Nobody has any yet.".into(),
        (MethodKind::RecoveryCode, have) => format!("{} some left.", counted(have, "person has", "people have")),
        (_, 0) => "Nobody has one yet.".into(),
        (_, have) => format!("{} one.", counted(have, "person has", "people have")),
    }
}

pub fn lack(lack: &Lack) -> String {
    match lack {
        Lack::SetUp => "Has not enrolled yet".into(),
        Lack::Mandatory { kinds } => format!("Has no {}, which must be used", named(kinds)),
        Lack::More { has, more } if has.is_empty() => {
            format!("Has nothing that is allowed; needs {}", number_word(*more))
        }
        Lack::More { has, more } => format!("Has {}; needs {} more", named(has), number_word(*more)),
        Lack::Apart { has } => format!("Has {}, and some of these are one thing, such as one phone", named(has)),
    }
}

/// The picture, for who cannot see it.
pub fn forecast(f: &Forecast) -> String {
    let mut text = format!(
        "Today {} of {} could recover by themselves. After saving {} could",
        grouped(f.ready_now),
        people(f.people),
        grouped(f.ready_after)
    );
    text.push_str(&match f.lost {
        0 => ", and nobody loses their way back".into(),
        lost => format!(", and {} their way back", counted(lost, "person loses", "people lose")),
    });
    text.push_str(&format!(". {} not finished.", counted(f.never(), "person has", "people have")));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use MethodKind as K;

    #[test]
    fn a_policy_in_a_line() {
        let form = |allowed: &[K], required, mandatory: &[K]| PolicyForm {
            allowed: allowed.to_vec(),
            required,
            mandatory: mandatory.to_vec(),
            one_is_enough: false,
        };
        assert_eq!(policy(&form(&[K::Totp, K::Email, K::RecoveryCode], 2, &[])), "Two of two");
        assert_eq!(
            policy(&form(&[K::Passkey, K::Totp, K::Email, K::Vouch], 2, &[K::Passkey])),
            "Any two of three; passkey must be used"
        );
    }

    #[test]
    fn what_somebody_lacks() {
        assert_eq!(lack(&Lack::More { has: vec![K::Totp], more: 1 }), "Has authenticator app; needs one more");
        assert_eq!(lack(&Lack::More { has: vec![], more: 2 }), "Has nothing that is allowed; needs two");
        assert_eq!(lack(&Lack::Mandatory { kinds: vec![K::Passkey] }), "Has no passkey, which must be used");
        assert!(lack(&Lack::Apart { has: vec![K::Radius, K::Sms] }).contains("passcode and code by text message"));
    }

    #[test]
    fn numbers_beside_a_method() {
        let counts = [MethodCount { kind: K::Sms, have: 640, rely: 311 }];
        assert_eq!(tally(K::Sms, true, true, &counts), "640 people have one.");
        assert_eq!(tally(K::Sms, false, true, &counts), "You are switching this off. 311 people rely on it.");
        assert_eq!(tally(K::Sms, false, false, &counts), "640 people have one.");
        assert_eq!(tally(K::Email, false, true, &counts), "You are switching this off. Nobody relies on it.");
        assert_eq!(tally(K::Email, true, true, &[]), "Nobody has one yet.");
    }

    #[test]
    fn the_picture_in_a_sentence() {
        let f = Forecast { people: 1248, ready_now: 1174, ready_after: 1131, lost: 43, ..Forecast::default() };
        assert_eq!(
            forecast(&f),
            "Today 1,174 of 1,248 people could recover by themselves. After saving 1,131 could, and 43 people lose their way back. 74 people have not finished."
        );
    }
}
