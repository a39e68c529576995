//! What the pages of this step say.

use super::super::steps::countable;
use super::super::words::{capital, language, method_within, number_word};
use latchkey_contract::MethodKind;
use latchkey_contract::policy::{Forecast, Lack, MethodCount, PolicyForm, Start};
use latchkey_text::{console_methods as text, console_overview as overview, list_and};

/// "passkey", "passkey and authenticator app", "passkey, YubiKey and Duo".
pub fn named(kinds: &[MethodKind]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| method_within(*kind)).collect();
    if names.is_empty() { text::no_methods(language()).into() } else { list_and(language(), &names) }
}

/// "Any two of five; passkey must be used".
pub fn policy(form: &PolicyForm) -> String {
    let offered = countable(&form.allowed);
    let (l, required, offered_word) = (language(), number_word(form.required), number_word(offered));
    let some = if offered > form.required {
        overview::any_of(l, &required, &offered_word)
    } else {
        overview::all_of(l, &required, &offered_word)
    };
    let some = capital(&some);
    if form.mandatory.is_empty() { some } else { text::must_include(l, &some, &named(&form.mandatory)) }
}

pub const fn start(start: Start) -> (&'static str, &'static str) {
    match start {
        Start::Recommended => (text::start_recommended(language()), text::start_recommended_hint(language())),
        Start::Balanced => (text::start_balanced(language()), text::start_balanced_hint(language())),
        Start::AsSpecified => (text::start_specified(language()), text::start_specified_hint(language())),
        Start::Privileged => (text::start_privileged(language()), text::start_privileged_hint(language())),
    }
}

/// How many have one, or what switching it off does.
pub fn tally(kind: MethodKind, on: bool, was_on: bool, counts: &[MethodCount]) -> String {
    let (have, rely) = counts.iter().find(|count| count.kind == kind).map_or((0, 0), |count| (count.have, count.rely));
    if was_on && !on {
        return text::switching_off(language(), rely);
    }
    match (kind, have) {
        (MethodKind::Vouch, 0) => text::vouch_nobody(language()).into(),
        (MethodKind::Vouch, have) => text::vouch_some(language(), have),
        (MethodKind::RecoveryCode, 0) => text::codes_nobody(language()).into(),
        (MethodKind::RecoveryCode, have) => text::codes_some(language(), have),
        (_, 0) => text::have_nobody(language()).into(),
        (_, have) => text::have_some(language(), have),
    }
}

pub fn lack(lack: &Lack) -> String {
    match lack {
        Lack::SetUp => text::lacks_all(language()).into(),
        Lack::Mandatory { kinds } => text::lacks_mandatory(language(), &named(kinds)),
        Lack::More { has, more } if has.is_empty() => text::lacks_allowed(language(), &number_word(*more)),
        Lack::More { has, more } => text::lacks_more(language(), &named(has), &number_word(*more)),
        Lack::Apart { has } => text::lacks_apart(language(), &named(has)),
    }
}

/// The picture, for who cannot see it.
pub fn forecast(f: &Forecast) -> String {
    let l = language();
    let now = text::forecast_now(l, f.people, f.ready_now, f.ready_after);
    let lost = if f.lost == 0 { text::forecast_kept(l, &now) } else { text::forecast_lost(l, f.lost, &now) };
    text::forecast(l, f.never(), &lost)
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
