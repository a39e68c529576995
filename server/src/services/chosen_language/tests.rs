//! Who may choose for an account, and who never.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use crate::methods::first_settings;
use crate::methods::stage::{Stage, somebody};
use latchkey_app::ports::{Caller, ProofInput};
use latchkey_contract::account::AccountPage;
use latchkey_contract::enrol::{EnrolPage, SetUp};
use latchkey_contract::{Locale, MethodKind};
use latchkey_domain::visit::{Stage as VisitStage, Visit};
use latchkey_store::persons;

const ALLOWED: &[MethodKind] = &[MethodKind::Totp, MethodKind::Questions, MethodKind::RecoveryCode];

async fn stage() -> Stage {
    Stage::new(ALLOWED, first_settings(Locale::En)).await
}

impl Stage {
    async fn language(&self) -> Option<Locale> {
        let id = self.person.clone();
        self.write(move |tx| persons::by_id(tx, &id)).await.unwrap().language
    }

    async fn choose_language(&self, caller: &Caller, locale: Locale) -> Option<Locale> {
        self.language_api().chosen(caller, locale).await;
        self.language().await
    }

    async fn visiting(&self, at: VisitStage, proved: bool) -> Caller {
        let visit = Visit { proved_at: proved.then(|| self.app.now()), ..Visit::new(at) };
        self.visit(&visit).await.0
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_has_proved_nothing_chooses_for_nobody() {
    let stage = stage().await;
    for caller in [
        somebody(),
        Caller { account_cookie: Some("nobodys".into()), enrol_cookie: Some("nobodys".into()), ..somebody() },
        stage.opened().await,
        stage.visiting(VisitStage::Prove { chosen: None }, false).await,
        stage.visiting(VisitStage::Prove { chosen: Some(MethodKind::Totp) }, false).await,
        // they proved it once, and are asked again
        stage.visiting(VisitStage::Prove { chosen: None }, true).await,
        stage.visiting(VisitStage::Stopped { why: latchkey_domain::Reason::Frozen }, true).await,
    ] {
        assert_eq!(stage.choose_language(&caller, Locale::De).await, None);
    }
}

/// Anybody may type a name. Neither the cookie of that recovery, wherever it is put, nor a proof in it says that they
/// are the person: one proof of two may be stolen, and the mails are how its owner learns of it.
#[tokio::test(start_paused = true)]
async fn a_recovery_chooses_for_nobody() {
    let stage = stage().await;
    let own = stage.visiting(VisitStage::Home, true).await;
    assert_eq!(stage.choose_language(&own, Locale::De).await, Some(Locale::De));

    let (recovering, _, _) = stage.begin("anna").await;
    assert!(recovering.recover_cookie.is_some());
    let token = recovering.recover_cookie.clone();
    for caller in [
        recovering,
        Caller { account_cookie: token.clone(), ..somebody() },
        Caller { enrol_cookie: token, ..somebody() },
    ] {
        assert_eq!(stage.choose_language(&caller, Locale::En).await, Some(Locale::De));
    }
}

#[tokio::test(start_paused = true)]
async fn cookies_of_one_audience_open_nothing_of_another() {
    let stage = stage().await;
    let visit = stage.visiting(VisitStage::Home, true).await;
    let swapped = Caller { enrol_cookie: visit.account_cookie.clone(), ..somebody() };
    assert_eq!(stage.choose_language(&swapped, Locale::De).await, None);
    let enrolling = stage.enrolling(MethodKind::Questions).await;
    let swapped = Caller { account_cookie: enrolling.enrol_cookie.clone(), ..somebody() };
    assert_eq!(stage.choose_language(&swapped, Locale::De).await, None);
}

#[tokio::test(start_paused = true)]
async fn whoever_has_signed_in_chooses_as_often_as_they_like() {
    let stage = stage().await;
    for at in [VisitStage::Home, VisitStage::Try { kind: MethodKind::Totp }, VisitStage::Password, VisitStage::NotMe] {
        let caller = stage.visiting(at, true).await;
        for locale in [Locale::De, Locale::En] {
            assert_eq!(stage.choose_language(&caller, locale).await, Some(locale));
        }
    }
    let other = stage.also("berta").await;
    let untouched = stage.write(move |tx| persons::by_id(tx, &other)).await.unwrap();
    assert_eq!(untouched.language, None);
}

#[tokio::test(start_paused = true)]
async fn an_enrolment_chooses_from_its_sign_in_on() {
    let stage = stage().await;
    let caller = stage.opened().await;
    let EnrolPage::SignIn { version, .. } = stage.enrol().page(&caller).await else { panic!("not at the sign-in") };
    stage.enrol().sign_in(&caller, version, "not it".into()).await;
    assert_eq!(stage.choose_language(&caller, Locale::De).await, None);
    let EnrolPage::SignIn { version, .. } = stage.enrol().page(&caller).await else { panic!("not at the sign-in") };
    stage.enrol().sign_in(&caller, version, "A-practice-2024".into()).await;
    assert_eq!(stage.choose_language(&caller, Locale::De).await, Some(Locale::De));
    // whoever went away may have gone before the sign-in, too
    stage.enrol().leave(&caller).await;
    assert_eq!(stage.choose_language(&caller, Locale::En).await, Some(Locale::De));
}

#[tokio::test(start_paused = true)]
async fn whoever_is_no_longer_onboarded_chooses_nothing() {
    let stage = stage().await;
    let caller = stage.visiting(VisitStage::Home, true).await;
    let id = stage.person.clone();
    stage.write(move |tx| persons::offboard(tx, std::slice::from_ref(&id))).await;
    assert_eq!(stage.choose_language(&caller, Locale::De).await, None);
}

/// What is there to prove oneself with is set up, and the codes are shown.
async fn almost_enrolled(stage: &Stage, caller: &Caller) -> String {
    let Some((_, SetUp::Questions { bank, needed, .. }, _)) = stage.setting_up(caller).await else {
        panic!("not at the questions")
    };
    let answers = ["a red canoe", "Mrs Okonkwo", "corner kiosk of Rosa", "ravioli in Bergamo"];
    assert_eq!(needed, 4);
    let questions = bank.into_iter().take(4).collect();
    let given = ProofInput { questions, answers: answers.map(str::to_owned).to_vec(), ..ProofInput::default() };
    assert_eq!(stage.give(caller, given).await, None);
    let EnrolPage::Codes { codes, .. } = stage.enrol().page(caller).await else { panic!("not at the codes") };
    codes.into_iter().next().unwrap()
}

/// The pages were read in it from the beginning; it is kept at the end, and not over what was chosen.
#[tokio::test(start_paused = true)]
async fn the_end_of_an_enrolment_keeps_what_it_was_read_in() {
    for (chosen, kept) in [(None, Locale::De), (Some(Locale::En), Locale::En)] {
        let stage = stage().await;
        let caller = Caller { locale: Locale::De, ..stage.enrolling(MethodKind::Questions).await };
        if let Some(locale) = chosen {
            stage.choose_language(&caller, locale).await;
        }
        almost_enrolled(&stage, &caller).await;
        assert_eq!(stage.language().await, chosen, "not before the end");
        stage.finish(&caller).await;
        assert_eq!(stage.language().await, Some(kept));
    }
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_keeps_what_it_was_read_in_once_it_is_proved() {
    for (before, kept) in [(None, Locale::De), (Some(Locale::En), Locale::En)] {
        let stage = stage().await;
        let enrolling = stage.enrolling(MethodKind::Questions).await;
        let code = almost_enrolled(&stage, &enrolling).await;
        stage.finish(&enrolling).await;
        let id = stage.person.clone();
        stage.write(move |tx| persons::set_language(tx, &id, before)).await;

        let account = stage.account_api();
        let mut caller = Caller { locale: Locale::De, ..somebody() };
        caller.account_cookie = account.sign_in(&caller, "anna", "A-practice-2024".into()).await.account_cookie;
        let AccountPage::Prove { version, .. } = account.page(&caller).await else { panic!("not at the list") };
        account.choose(&caller, version, Some(MethodKind::RecoveryCode)).await;
        let AccountPage::Ask { version, .. } = account.page(&caller).await else { panic!("not at the code") };
        account.prove(&caller, version, ProofInput::text("AAAA-AAAA")).await;
        assert_eq!(stage.language().await, before, "the password alone, and a wrong code");
        let AccountPage::Ask { version, .. } = account.page(&caller).await else { panic!("not at the code") };
        account.prove(&caller, version, ProofInput::text(code)).await;
        assert!(matches!(account.page(&caller).await, AccountPage::Home(_)));
        assert_eq!(stage.language().await, Some(kept));
    }
}
