//! Guessing, and being kept out by somebody else's guessing.

use crate::support::{Browser, ELSEWHERE, Home, OFFICE, PASSWORD, is_later};
use latchkey_contract::Problem;
use latchkey_contract::admin::{AdminError, AdminSignIn, FlashMessage};
use latchkey_domain::limits::ADMIN_SIGN_IN_PER_NAME;
use latchkey_store::admins;

const REFUSED: &str = "admin.sign-in.refused";

async fn wrong(home: &Home, network: &str, name: &str, times: usize) -> Vec<Option<FlashMessage>> {
    let mut browser = Browser::at(network);
    let mut said = Vec::new();
    for n in 0..times {
        said.push(browser.sign_in(home, name, &format!("wrong guess {n} of many")).await.1);
    }
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_ones_close_the_name_for_that_network_and_no_other() {
    let home = Home::practice().await;
    let (_, phone) = home.administrator("jonas").await;
    assert!(wrong(&home, OFFICE, "jonas", 5).await.iter().all(|said| *said == Some(FlashMessage::Refused)));
    let mut guesser = Browser::at(OFFICE);
    let (sign_in_page, said) = guesser.sign_in(&home, "jonas", PASSWORD).await;
    assert_eq!(sign_in_page, AdminSignIn::SignIn, "the right password from there");
    assert!(is_later(said.as_ref()), "{said:?}");
    // nobody learns from it who exists
    assert!(wrong(&home, OFFICE, "nobody", 5).await.iter().all(|said| *said == Some(FlashMessage::Refused)));
    assert!(is_later(wrong(&home, OFFICE, "nobody", 1).await[0].as_ref()));
    let mut jonas = Browser::at(ELSEWHERE);
    assert_eq!(jonas.sign_in(&home, "jonas", PASSWORD).await.0, AdminSignIn::Totp { problem: None });
    let signed_in = jonas.code(&home, &phone.next(&home)).await.0;
    assert_eq!(signed_in, AdminSignIn::SignedIn { name: "jonas".into() });
    home.sleep(900);
    assert_eq!(
        guesser.sign_in(&home, "jonas", PASSWORD).await.0,
        AdminSignIn::Totp { problem: None },
        "a window later"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_spelling_of_a_name_has_tries_of_its_own() {
    let home = Home::practice().await;
    home.administrator("admin").await;
    for name in ["admin", "ADMIN", " admin\t", "ad\u{1}min", "\u{7f}Admin"] {
        assert_eq!(wrong(&home, OFFICE, name, 1).await, [Some(FlashMessage::Refused)], "{name:?}");
    }
    for name in ["admin", "ad\u{2}min", "admin\u{0}", "aDmIn "] {
        assert!(is_later(wrong(&home, OFFICE, name, 1).await[0].as_ref()), "{name:?}");
    }
    // a spelling that is counted elsewhere finds nobody either
    let found = Browser::at(OFFICE).sign_in(&home, "\u{1} admin", PASSWORD).await;
    assert_eq!(found, (AdminSignIn::SignIn, Some(FlashMessage::Refused)));
}

/// One network does not use up the name, many do.
#[tokio::test(flavor = "multi_thread")]
async fn what_one_network_sends_is_counted_there() {
    let home = Home::practice().await;
    home.administrator("jonas").await;
    wrong(&home, OFFICE, "jonas", 120).await;
    let mut jonas = Browser::at(ELSEWHERE);
    assert_eq!(jonas.sign_in(&home, "jonas", PASSWORD).await.0, AdminSignIn::Totp { problem: None });
    home.sleep(900);
    for n in 0..10 {
        wrong(&home, &format!("203.0.114.{n}"), "jonas", 5).await;
    }
    let (_, said) = Browser::at(ELSEWHERE).sign_in(&home, "jonas", PASSWORD).await;
    assert!(is_later(said.as_ref()), "fifty from ten networks: {said:?}");
    let peeked = home.read(|tx| latchkey_store::limits::peek(tx, &ADMIN_SIGN_IN_PER_NAME, "jonas")).await;
    assert_eq!(peeked.count, 51);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_do_not_make_the_audit_log_grow() {
    let home = Home::practice().await;
    wrong(&home, OFFICE, "jonas", 60).await;
    assert_eq!(
        home.audited(REFUSED).await.len(),
        5 + 1 + 1,
        "five, the first over the name's limit, and the address's"
    );
    home.sleep(900);
    wrong(&home, OFFICE, "jonas", 60).await;
    assert_eq!(home.audited(REFUSED).await.len(), 2 * (5 + 1 + 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_counted_by_the_window_and_by_the_day() {
    let home = Home::practice().await;
    let (_, phone) = home.administrator("jonas").await;
    let problem = |sign_in_page: AdminSignIn| match sign_in_page {
        AdminSignIn::Totp { problem } => problem,
        other => panic!("{other:?}"),
    };
    for window in 0..6 {
        let mut browser = Browser::at(OFFICE);
        browser.sign_in(&home, "jonas", PASSWORD).await;
        for _ in 0..5 {
            let said = problem(browser.code(&home, &phone.wrong(&home)).await.0);
            assert_eq!(said, Some(Problem::WrongCode), "window {window}");
        }
        let said = problem(browser.code(&home, &phone.next(&home)).await.0);
        assert!(matches!(said, Some(Problem::TryLater { .. })), "the right one is the sixth: {said:?}");
        home.sleep(900);
    }
    let refused = home.audited(REFUSED).await.len();
    assert_eq!(refused, 6 * 6);
    let mut browser = Browser::at(OFFICE);
    browser.sign_in(&home, "jonas", PASSWORD).await;
    let said = problem(browser.code(&home, &phone.next(&home)).await.0);
    assert!(matches!(said, Some(Problem::TryLater { .. })), "thirty wrong ones today: {said:?}");
    home.sleep(86_400);
    browser.sign_in(&home, "jonas", PASSWORD).await;
    assert_eq!(browser.code(&home, &phone.next(&home)).await.0, AdminSignIn::SignedIn { name: "jonas".into() });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_once() {
    let home = Home::practice().await;
    let (_, phone) = home.administrator("jonas").await;
    let (mut one, mut two) = (Browser::at(OFFICE), Browser::at(ELSEWHERE));
    one.sign_in(&home, "jonas", PASSWORD).await;
    two.sign_in(&home, "jonas", PASSWORD).await;
    let code = phone.next(&home);
    let (first, second) = tokio::join!(one.code(&home, &code), two.code(&home, &code));
    let inside = |sign_in_page: &AdminSignIn| matches!(sign_in_page, AdminSignIn::SignedIn { .. });
    assert!(inside(&first.0) != inside(&second.0), "{first:?} {second:?}");
    let refused = if inside(&first.0) { second.0 } else { first.0 };
    assert_eq!(refused, AdminSignIn::Totp { problem: Some(Problem::CodeUsed) });
}

/// The way back for who was kept out: every try is forgotten, of the network with the set-up.
#[tokio::test(flavor = "multi_thread")]
async fn a_reset_forgets_the_tries_and_the_set_up_those_of_its_network() {
    let home = Home::real_now().await;
    let (before, _) = home.administrator("Kim").await;
    for n in 0..11 {
        wrong(&home, &format!("203.0.114.{n}"), "kim", 5).await;
    }
    wrong(&home, OFFICE, "kim", 6).await;
    assert!(is_later(wrong(&home, ELSEWHERE, "kim", 1).await[0].as_ref()));
    let said = home.command(&["admin", "reset", "kim"]);
    assert!(said.contains("set up Kim, and nobody else, (good once, for an hour)"), "{said}");
    let link = said.rsplit("/admin/setup/").next().unwrap().trim();
    assert!(matches!(home.api.overview.overview(&before.caller()).await, Err(AdminError::SignedOut)));
    assert_eq!(wrong(&home, ELSEWHERE, "kim", 1).await, [Some(FlashMessage::Refused)], "counted anew");
    let mut browser = Browser::at(OFFICE);
    let opened = browser.open_setup(&home, link).await.0;
    assert_eq!(opened, AdminSignIn::FirstAdmin { name: Some("Kim".into()), problem: None });
    browser.first_admin(&home, "", "Another Copper Lantern 7").await;
    let phone = browser.phone(&home).await;
    assert_eq!(browser.confirm(&home, &phone.next(&home)).await, AdminSignIn::SignedIn { name: "Kim".into() });
    assert_eq!(browser.sign_out(&home).await, (AdminSignIn::SignIn, Some(FlashMessage::Out)));
    assert_eq!(browser.sign_in(&home, "kim", PASSWORD).await.1, Some(FlashMessage::Refused), "the old password");
    assert_eq!(browser.sign_in(&home, "kim", "Another Copper Lantern 7").await.0, AdminSignIn::Totp { problem: None });
}

/// Only a whole sign-in opens the console: not the password, nor the set-up link, nor a session whose
/// administrator was reset.
#[tokio::test(flavor = "multi_thread")]
async fn half_a_sign_in_opens_nothing() {
    let home = Home::practice().await;
    let (admin, _) = home.administrator("jonas").await;
    let signed_out = |browser: &Browser| {
        let (api, caller) = (home.api.clone(), browser.caller());
        async move { matches!(api.overview.overview(&caller).await, Err(AdminError::SignedOut)) }
    };
    assert!(!signed_out(&admin).await);
    let mut half = Browser::at(OFFICE);
    assert!(signed_out(&half).await);
    half.sign_in(&home, "jonas", PASSWORD).await;
    assert!(signed_out(&half).await, "the password alone");
    let mut setting_up = Browser::at(OFFICE);
    let link = home.link(None).await;
    setting_up.open_setup(&home, &link).await;
    assert!(signed_out(&setting_up).await, "a link");
    setting_up.first_admin(&home, "kim", PASSWORD).await;
    assert!(signed_out(&setting_up).await, "a link, a name and a password");
    home.write(|tx| {
        let jonas = admins::by_name(tx, "jonas")?.unwrap();
        admins::set_totp(tx, &jonas.id, None, 0)
    })
    .await;
    assert!(signed_out(&admin).await, "without a second factor");
    home.sleep(1801);
    assert!(signed_out(&admin).await);
}

/// A name that looks like somebody else's in the log is still an administrator's there.
#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_tells_administrators_from_everybody_else() {
    let home = Home::practice().await;
    let (mut admin, phone) = home.administrator("command-line").await;
    admin.sign_out(&home).await;
    admin.sign_in(&home, "command-line", PASSWORD).await;
    admin.code(&home, &phone.next(&home)).await;
    for kind in ["admin.created", "admin.signed-in"] {
        assert_eq!(home.audited(kind).await[0].actor, "admin:command-line", "{kind}");
    }
}
