//! The one-time link: whom it sets up, how long it is good, and what two browsers make of one.

use crate::support::{Browser, ELSEWHERE, Home, OFFICE, PASSWORD, is_later};
use latchkey_contract::Problem;
use latchkey_contract::admin::{AdminSignIn, FlashMessage};
use latchkey_domain::ids::AdminId;
use latchkey_store::admins::{self, Admin, SetupLink};

const FIRST: AdminSignIn = AdminSignIn::FirstAdmin { name: None, problem: None };

/// Looks at the key, and has a code for it.
async fn ready(home: &Home, link: &str, name: &str) -> (Browser, String) {
    let mut browser = Browser::at(OFFICE);
    assert!(matches!(browser.open_setup(home, link).await.0, AdminSignIn::FirstAdmin { .. }));
    let next = browser.first_admin(home, name, PASSWORD).await.0;
    assert!(matches!(next, AdminSignIn::SetUpTotp { .. }), "{next:?}");
    let code = browser.phone(home).await.next(home);
    (browser, code)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_good_for_an_hour_and_once() {
    let home = Home::practice().await;
    let link = home.link(None).await;
    home.sleep(3599);
    assert_eq!(Browser::at(OFFICE).open_setup(&home, &link).await, (FIRST, None));
    home.sleep(1);
    for dead in [link.as_str(), "", "0123456789abcdef"] {
        let opened = Browser::at(ELSEWHERE).open_setup(&home, dead).await;
        assert_eq!(opened, (AdminSignIn::SignIn, Some(FlashMessage::Spent)), "{dead}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_browsers_the_later_one_is_told_that_the_other_was_first() {
    let home = Home::practice().await;
    let link = home.link(None).await;
    let (mut one, code_one) = ready(&home, &link, "anna").await;
    let (mut two, code_two) = ready(&home, &link, "mallory").await;
    assert_eq!(one.confirm(&home, &code_one).await, AdminSignIn::SignedIn { name: "anna".into() });
    assert_eq!(two.confirm_with(&home, &code_two).await, (AdminSignIn::SignIn, Some(FlashMessage::Taken)));
    assert_eq!(home.read(admins::count).await, 1);
    // who let it lie is not told that somebody was there
    let late = home.link(None).await;
    let (mut slow, _) = ready(&home, &late, "ben").await;
    home.link(None).await;
    let code = slow.phone(&home).await.next(&home);
    assert_eq!(
        slow.confirm_with(&home, &code).await,
        (AdminSignIn::SignIn, Some(FlashMessage::Spent)),
        "voided by a newer one"
    );
}

/// The action is undone as a whole: the link can be used again, with another name.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_was_taken_meanwhile_does_not_cost_the_link() {
    let home = Home::practice().await;
    let link = home.link(None).await;
    let (mut browser, code) = ready(&home, &link, "kim").await;
    home.write(|tx| {
        let id = AdminId(tx.new_id());
        let seed = Some(crate::support::secret("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"));
        let (name, password_hash, created_at) = ("KIM".into(), "$argon2id$".into(), tx.now());
        admins::insert(
            tx,
            &Admin {
                id,
                name,
                password_hash,
                role: latchkey_domain::roles::Role::Owner,
                totp: seed,
                totp_step: 0,
                created_at,
            },
        )
    })
    .await;
    let again = AdminSignIn::FirstAdmin { name: None, problem: Some(Problem::NameTaken) };
    assert_eq!(browser.confirm(&home, &code).await, again);
    let asked = link.clone();
    assert_eq!(
        home.read(move |tx| admins::setup_link(tx, &asked)).await,
        SetupLink::Good { name: None, role: latchkey_domain::roles::Role::Owner }
    );
    browser.first_admin(&home, "kim larsen", PASSWORD).await;
    let code = browser.phone(&home).await.next(&home);
    assert_eq!(browser.confirm(&home, &code).await, AdminSignIn::SignedIn { name: "kim larsen".into() });
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_reset_only_the_link_for_that_name_sets_it_up() {
    let home = Home::practice().await;
    home.administrator("Kim").await;
    home.write(|tx| {
        let kim = admins::by_name(tx, "kim")?.unwrap();
        admins::set_totp(tx, &kim.id, None, 0)
    })
    .await;
    let open = home.link(None).await;
    let mut other = Browser::at(OFFICE);
    other.open_setup(&home, &open).await;
    let refused = other.first_admin(&home, "kim", PASSWORD).await.0;
    assert_eq!(refused, AdminSignIn::FirstAdmin { name: None, problem: Some(Problem::NameTaken) });

    let bound = home.link(Some("Kim")).await;
    let mut kim = Browser::at(OFFICE);
    let asked = kim.open_setup(&home, &bound).await.0;
    assert_eq!(asked, AdminSignIn::FirstAdmin { name: Some("Kim".into()), problem: None });
    // whatever name the browser sends
    kim.first_admin(&home, "mallory", PASSWORD).await;
    let code = kim.phone(&home).await.next(&home);
    assert_eq!(kim.confirm(&home, &code).await, AdminSignIn::SignedIn { name: "Kim".into() });
    assert_eq!(home.read(admins::count).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_tries_from_one_address() {
    let home = Home::practice().await;
    let link = home.link(None).await;
    let mut browser = Browser::at(OFFICE);
    browser.open_setup(&home, &link).await;
    for _ in 0..29 {
        let said = browser.first_admin(&home, "anna", "short").await;
        assert_eq!(said.0, AdminSignIn::FirstAdmin { name: None, problem: Some(Problem::TooShort { min: 12 }) });
    }
    let over = browser.first_admin(&home, "anna", PASSWORD).await;
    assert!(matches!(over.0, AdminSignIn::FirstAdmin { .. }) && is_later(over.1.as_ref()), "{over:?}");
    assert!(is_later(Browser::at(OFFICE).open_setup(&home, &link).await.1.as_ref()));
    assert_eq!(Browser::at(ELSEWHERE).open_setup(&home, &link).await, (FIRST, None));
}
