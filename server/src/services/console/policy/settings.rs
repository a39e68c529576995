//! What is set beside the choice of methods: questions, makers of keys, what comes from the
//! directory, budgets, who may vouch, and people with several accounts.

use super::super::{ConsoleService, count};
use super::draft::{as_field, fault};
use crate::methods;
use crate::services::admin_auth::authorise;
use crate::services::console::code::{proved, short};
use crate::services::console::guarded::Guarded;
use crate::services::joining;
use crate::services::policy::profiles_changed;
use async_trait::async_trait;
use latchkey_app::ports::{Caller, MethodSettingsAdmin};
use latchkey_contract::MethodKind;
use latchkey_contract::admin::*;
use latchkey_contract::policy::*;
use latchkey_contract::settings::*;
use latchkey_domain::audit::AuditKind;
use latchkey_domain::ids::PersonId;
use latchkey_domain::names::comparable;
use latchkey_domain::roles::Permission;
use latchkey_methods::passkey::check_roots;
use latchkey_store::accounts::Account;
use latchkey_store::{AuditEvent, StoreResult, Tx, persons, settings, vouches};
use std::collections::BTreeSet;

const SETTING: &str = "methods";
/// The odds of guessing are counted with three answers (`latchkey_domain::guessing`).
const FEWEST_ASKED: u32 = 3;
const MOST_ANSWERED: u32 = 10;
const MOST_QUESTIONS: u32 = 100;
const MOST_VOUCHERS: u32 = 200;
/// Letters of a question.
const SHORTEST: u32 = 10;
const LONGEST: u32 = 160;
const MOST_MESSAGES: u32 = 1_000_000;
const MOST_FOR_ONE: u32 = 50;
/// A certificate has about two thousand characters.
const LONGEST_ROOTS: usize = 400_000;

/// Tidied, or what is wrong with which field.
fn checked(settings: MethodSettings) -> Result<MethodSettings, DraftFault> {
    let questions = questions(settings.questions)?;
    let (passkeys, sms) = (passkeys(settings.passkeys)?, sms(settings.sms)?);
    Ok(MethodSettings { questions, passkeys, sms, ..settings })
}

fn questions(given: QuestionSettings) -> Result<QuestionSettings, DraftFault> {
    let mut seen = BTreeSet::new();
    let mut bank = Vec::new();
    for line in given.bank {
        let line: String = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() {
            continue;
        }
        if !(SHORTEST..=LONGEST).contains(&count(line.chars().count())) {
            let start = line.chars().take(30).collect();
            return Err(fault("bank", FieldFault::QuestionLength { start, min: SHORTEST, max: LONGEST }));
        }
        if !seen.insert(comparable(&line)) {
            return Err(fault("bank", FieldFault::QuestionTwice { question: line }));
        }
        bank.push(line);
    }
    let there = count(bank.len());
    if there > MOST_QUESTIONS {
        return Err(fault("bank", FieldFault::TooManyQuestions { most: MOST_QUESTIONS }));
    }
    if given.asked < FEWEST_ASKED {
        return Err(fault("asked", FieldFault::TooFewAsked { least: FEWEST_ASKED }));
    }
    if given.needed < given.asked {
        return Err(fault("needed", FieldFault::FewerThanAsked));
    }
    if given.needed > MOST_ANSWERED {
        return Err(fault("needed", FieldFault::TooManyAnswered));
    }
    if !given.own && there < given.needed {
        return Err(fault("bank", FieldFault::TooFewQuestions { needed: given.needed, there }));
    }
    Ok(QuestionSettings { bank, ..given })
}

fn passkeys(given: PasskeySettings) -> Result<PasskeySettings, DraftFault> {
    let roots = given.roots.trim().to_owned();
    if roots.len() > LONGEST_ROOTS {
        return Err(fault("roots", FieldFault::RootsTooLong));
    }
    if given.attested || !roots.is_empty() {
        check_roots(&roots).map_err(|why| fault("roots", FieldFault::Roots(why)))?;
    }
    Ok(PasskeySettings { roots, ..given })
}

fn sms(given: SmsSettings) -> Result<SmsSettings, DraftFault> {
    let mut countries = Vec::new();
    for code in given.countries {
        let code = code.trim().to_ascii_uppercase();
        if code.is_empty() || countries.contains(&code) {
            continue;
        }
        if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(fault("countries", FieldFault::BadCountry { code }));
        }
        countries.push(code);
    }
    if !(1..=MOST_MESSAGES).contains(&given.a_day) {
        return Err(fault("a_day", FieldFault::MessagesADay { most: MOST_MESSAGES }));
    }
    if !(1..=given.a_day).contains(&given.a_country_a_day) {
        return Err(fault("a_country_a_day", FieldFault::MessagesACountry));
    }
    if !(1..=given.a_day.min(MOST_FOR_ONE)).contains(&given.a_person_a_day) {
        return Err(fault("a_person_a_day", FieldFault::MessagesAPerson { most: MOST_FOR_ONE }));
    }
    Ok(SmsSettings { countries, ..given })
}

/// Whether somebody gets in with these who would not with those before, or messages can cost more.
fn weaker(new: &MethodSettings, old: &MethodSettings) -> bool {
    let on = |now: bool, before: bool| now && !before;
    let questions = new.questions.asked < old.questions.asked
        || new.questions.needed < old.questions.needed
        || on(new.questions.own, old.questions.own)
        || new.questions.bank.iter().any(|question| !old.questions.bank.contains(question));
    // other roots let other keys in
    let passkeys = old.passkeys.attested && (!new.passkeys.attested || new.passkeys.roots != old.passkeys.roots);
    let sent =
        on(new.email.from_directory, old.email.from_directory) || on(new.sms.from_directory, old.sms.from_directory);
    // who writes an address into the one directory comes under another's methods in the other
    let joined = on(new.accounts.join_by_mail, old.accounts.join_by_mail);
    questions || passkeys || sent || joined || dearer(&new.sms, &old.sms) || on(new.vouch.managers, old.vouch.managers)
}

/// More messages, or to further countries: what others earn money with.
fn dearer(new: &SmsSettings, old: &SmsSettings) -> bool {
    // none named: all
    let served = |country: &String| old.countries.is_empty() || old.countries.contains(country);
    let further = !new.countries.iter().all(served) || (new.countries.is_empty() && !old.countries.is_empty());
    further
        || new.a_day > old.a_day
        || new.a_country_a_day > old.a_country_a_day
        || new.a_person_a_day > old.a_person_a_day
}

fn referee(account: Account, able: &BTreeSet<PersonId>) -> Referee {
    let hindrance = match (account.person.onboarded_at, account.person.enrolled_at) {
        _ if able.contains(&account.person.id) => None,
        _ if account.gone || account.disabled => Some(RefereeHindrance::Gone),
        _ if account.person.frozen_at.is_some() => Some(RefereeHindrance::Reported),
        (None, _) => Some(RefereeHindrance::NotOnboarded),
        (_, None) => Some(RefereeHindrance::NotEnrolled),
        _ => None,
    };
    Referee { id: account.person.id.0, name: account.display_name, login: account.login, hindrance }
}

/// Those of the ids that are persons here.
fn found(tx: &mut Tx, ids: &[String]) -> StoreResult<Vec<PersonId>> {
    let mut all = BTreeSet::new();
    for id in ids.iter().take(MOST_VOUCHERS as usize + 1) {
        all.extend(persons::by_id(tx, &PersonId(id.clone()))?.map(|person| person.id));
    }
    Ok(all.into_iter().collect())
}

#[async_trait]
impl MethodSettingsAdmin for ConsoleService {
    async fn method_settings(&self, caller: &Caller) -> AdminResult<MethodSettingsPage> {
        authorise(&self.app, caller, Permission::ReadPolicies).await?;
        let language = self.app.language;
        let read = self.app.store.read(move |tx| {
            let able = methods::able_to_vouch(tx)?;
            Ok(MethodSettingsPage {
                settings: methods::settings_and_questions(tx, language)?,
                referees: vouches::listed(tx)?.into_iter().map(|account| referee(account, &able)).collect(),
                kinds: MethodKind::ALL.iter().copied().filter(|kind| methods::of(*kind).is_some()).collect(),
            })
        });
        self.stored("the settings of the methods could not be read", read.await)
    }

    async fn save_method_settings(
        &self,
        caller: &Caller,
        new: MethodSettings,
        referees: Vec<String>,
        code: &str,
    ) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManagePolicies).await?;
        let new = checked(new).map_err(|fault| AdminError::Refused(as_field(fault)))?;
        if count(referees.len()) > MOST_VOUCHERS {
            return Err(AdminError::Refused(as_field(fault(
                "referees",
                FieldFault::TooManyReferees { most: MOST_VOUCHERS },
            ))));
        }
        let (app, code) = (self.app.clone(), short(code));
        let saved = self.app.store.write(move |tx| {
            let (old, chosen) = (methods::settings_and_questions(tx, app.language)?, found(tx, &referees)?);
            let before: BTreeSet<PersonId> =
                vouches::listed(tx)?.into_iter().map(|account| account.person.id).collect();
            let joined = chosen.iter().any(|id| !before.contains(id));
            if (joined || weaker(&new, &old))
                && let Err(refused) = proved(&app, tx, &actor, Guarded::SaveMethodSettings, &code)?
            {
                return Ok(Err(refused));
            }
            settings::put(tx, SETTING, &new)?;
            if new.accounts.join_by_mail && !old.accounts.join_by_mail {
                joining::enqueue(tx)?;
            }
            vouches::set_listed(tx, &chosen)?;
            // who can use what has changed, and names that nobody has are asked as people are
            profiles_changed(tx)?;
            let event = AuditEvent::at(&actor.address).detail(noted(&new, &old, &chosen));
            tx.audit(AuditKind::MethodSettingsSaved, &actor, event);
            Ok(Ok(()))
        });
        self.stored("the settings of the methods could not be saved", saved.await)?.map_err(AdminError::Refused)
    }
}

/// Which parts changed, and all that lets somebody in.
fn noted(new: &MethodSettings, old: &MethodSettings, referees: &[PersonId]) -> serde_json::Value {
    let parts = [
        ("questions", new.questions != old.questions),
        ("passkeys", new.passkeys != old.passkeys),
        ("email", new.email != old.email),
        ("sms", new.sms != old.sms),
        ("vouch", new.vouch != old.vouch),
        ("accounts", new.accounts != old.accounts),
    ];
    let changed: Vec<&str> = parts.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect();
    serde_json::json!({
        "changed": changed,
        "asked": new.questions.asked,
        "attested": new.passkeys.attested,
        "from_directory": { "email": new.email.from_directory, "sms": new.sms.from_directory },
        "managers": new.vouch.managers,
        "accounts": { "keep_password": new.accounts.keep_password, "join_by_mail": new.accounts.join_by_mail },
        "referees": referees.iter().map(PersonId::as_str).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use latchkey_contract::Locale;

    fn with(change: impl FnOnce(&mut MethodSettings)) -> Result<MethodSettings, String> {
        let mut settings = methods::first_settings(Locale::En);
        change(&mut settings);
        checked(settings).map_err(|fault| fault.about)
    }

    #[test]
    fn what_is_there_from_the_start_is_fine() {
        for language in Locale::ALL {
            let first = methods::first_settings(*language);
            assert_eq!(checked(first.clone()), Ok(first), "{language:?}");
        }
    }

    #[test]
    fn questions_are_enough_and_enough_are_asked() {
        let refused = |change: fn(&mut QuestionSettings)| with(|s| change(&mut s.questions)).unwrap_err();
        assert_eq!(refused(|q| q.asked = 2), "asked");
        assert_eq!(refused(|q| q.needed = 2), "needed");
        assert_eq!(refused(|q| q.needed = 11), "needed");
        assert_eq!(refused(|q| q.bank.truncate(3)), "bank");
        assert_eq!(refused(|q| q.bank.push("Which one?".repeat(20))), "bank");
        assert_eq!(refused(|q| q.bank.push("Pet?".into())), "bank");
        assert_eq!(refused(|q| q.bank.push("WHICH book did  you read more than twice? ".into())), "bank");
        let own = with(|s| {
            s.questions.bank = vec!["  ".into(), " Which  street was it? ".into()];
            s.questions.own = true;
        });
        assert_eq!(own.unwrap().questions.bank, ["Which street was it?"]);
    }

    #[test]
    fn roots_are_read_when_they_are_saved() {
        assert_eq!(with(|s| s.passkeys.attested = true).unwrap_err(), "roots");
        assert_eq!(with(|s| s.passkeys.roots = "not a certificate".into()).unwrap_err(), "roots");
    }

    #[test]
    fn budgets_and_countries() {
        let refused = |change: fn(&mut SmsSettings)| with(|s| change(&mut s.sms)).unwrap_err();
        assert_eq!(refused(|s| s.a_day = 0), "a_day");
        assert_eq!(refused(|s| s.a_country_a_day = 501), "a_country_a_day");
        assert_eq!(refused(|s| s.a_person_a_day = 51), "a_person_a_day");
        assert_eq!(refused(|s| s.countries = vec!["Germany".into()]), "countries");
        assert_eq!(refused(|s| s.countries = vec!["D1".into()]), "countries");
        let tidy = with(|s| s.sms.countries = vec![" de".into(), "DE".into(), String::new(), "ch".into()]);
        assert_eq!(tidy.unwrap().sms.countries, ["DE", "CH"]);
    }

    #[test]
    fn what_lets_more_people_in_is_weaker() {
        let old = methods::first_settings(Locale::En);
        let weakens = |change: fn(&mut MethodSettings)| {
            let mut new = old.clone();
            change(&mut new);
            (weaker(&new, &old), weaker(&old, &new))
        };
        assert_eq!(weakens(|s| s.email.from_directory = true), (true, false));
        assert_eq!(weakens(|s| s.sms.from_directory = true), (true, false));
        assert_eq!(weakens(|s| s.questions.own = true), (true, false));
        assert_eq!(weakens(|s| s.questions.asked = 4), (false, true));
        assert_eq!(weakens(|s| s.vouch.managers = false), (false, true));
        assert_eq!(weakens(|s| s.accounts.join_by_mail = true), (true, false));
        assert_eq!(weakens(|s| s.accounts.keep_password = false), (false, false), "it opens nothing to anybody");
        assert_eq!(weakens(|s| s.passkeys.attested = true), (false, true));
        assert_eq!(weakens(|s| s.questions.bank.truncate(5)), (false, true));
        assert_eq!(weakens(|s| s.sms.a_day = 9), (false, true));
        assert_eq!(weakens(|s| s.sms.a_country_a_day = 9), (false, true));
        assert_eq!(weakens(|s| s.sms.a_person_a_day = 1), (false, true));
        assert_eq!(weakens(|s| s.sms.countries = vec!["DE".into()]), (false, true));
        let serving = |countries: &[&str]| SmsSettings {
            countries: countries.iter().map(|country| (*country).to_owned()).collect(),
            ..SmsSettings::default()
        };
        assert!(dearer(&serving(&["CH", "DE"]), &serving(&["DE"])));
        assert!(!dearer(&serving(&["DE"]), &serving(&["CH", "DE"])));
        let mut attested = old.clone();
        attested.passkeys.attested = true;
        let mut others = attested.clone();
        others.passkeys.roots = "other".into();
        assert!(weaker(&others, &attested));
    }
}
