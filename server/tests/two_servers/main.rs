//! The same program twice on one PostgreSQL, and the lab's two controllers behind it: whoever is led from one server
//! to the other with each request notices nothing, nor when the one that answered last is killed. See end2end/lab.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod browser;
#[path = "../http_common/mod.rs"]
mod http_common;
mod lab;
mod proxy;
mod servers;

use browser::{Browser, NEW_PASSWORD};
use lab::{Fresh, env};
use latchkey_domain::Secret;
use latchkey_store::directories::{self, DirectoryRow};
use proxy::Proxy;
use servers::{Connection, Pair, Person};

/// What a whole recovery asks for, one after the other.
const REQUESTS: usize = 13;
/// The name, and twice a method and its code.
const FORMS_BEFORE_THE_PASSWORD: usize = 5;

fn lab() -> Connection {
    Connection {
        servers: env("LATCHKEY_TEST_AD_URLS"),
        account: env("LATCHKEY_TEST_AD_SVC_UPN"),
        password: env("LATCHKEY_TEST_AD_SVC_PASS"),
    }
}

/// Whoever is led by the pages alone, wherever they stand, until the end.
fn follow(browser: &mut Browser<'_>, person: &Person) {
    let mut method = "";
    browser.get("/recover");
    while browser.location != "/recover/done" {
        match browser.location.as_str() {
            "/recover" => browser.post("/recover", &[("name", &person.login)]),
            "/recover/methods" => {
                method = if browser.offers("totp") { "totp" } else { "recovery-code" };
                browser.post("/recover/methods", &[("method", method)]);
            }
            "/recover/verify" => {
                let code = if method == "totp" { &person.totp_code() } else { &person.recovery_code };
                browser.post("/recover/verify", &[("code", code)]);
            }
            "/recover/password" => browser.post("/recover/password", &[("password", NEW_PASSWORD)]),
            other => panic!("{other}: {}", browser.heading()),
        }
    }
    assert_eq!(browser.heading(), "Your new password works");
}

/// As far as two right proofs lead: with what they redirect to, eleven requests.
fn prove(browser: &mut Browser<'_>, person: &Person) {
    browser.get("/recover");
    browser.post("/recover", &[("name", &person.login)]);
    for (method, code) in [("totp", person.totp_code()), ("recovery-code", person.recovery_code.clone())] {
        browser.post("/recover/methods", &[("method", method)]);
        browser.post("/recover/verify", &[("code", &code)]);
    }
}

fn recover(browser: &mut Browser<'_>, person: &Person) {
    prove(browser, person);
    browser.post("/recover/password", &[("password", NEW_PASSWORD)]);
    assert_eq!(browser.heading(), "Your new password works");
}

#[test]
fn each_request_goes_to_the_other_one() {
    let fresh = Fresh::new();
    let pair = Pair::start(&lab());
    let person = pair.enrolled(&fresh);
    let mut browser = Browser::of(&pair);
    recover(&mut browser, &person);
    assert_eq!(browser.answered, [REQUESTS.div_ceil(2), REQUESTS / 2], "by turns");
    assert!(fresh.opens_with(NEW_PASSWORD));
    assert!(!fresh.opens_with(&env("LATCHKEY_TEST_AD_USER_PASS")));
}

#[test]
fn one_is_killed_at_each_step_and_the_other_carries_on() {
    let pair = Pair::start(&lab());
    for step in 1..REQUESTS {
        let fresh = Fresh::new();
        let person = pair.enrolled(&fresh);
        let mut browser = Browser::of(&pair);
        browser.kills_before(step);
        recover(&mut browser, &person);
        assert!(browser.has_killed(), "step {step}");
        assert!(fresh.opens_with(NEW_PASSWORD), "step {step}");
        pair.start_again();
    }
}

/// Its answer never comes, and whether it did anything nobody knows: the page that the other one shows does.
#[test]
fn one_is_killed_while_it_works_on_a_form_and_the_other_carries_on() {
    let pair = Pair::start(&lab());
    for form in 0..FORMS_BEFORE_THE_PASSWORD {
        let fresh = Fresh::new();
        let person = pair.enrolled(&fresh);
        let mut browser = Browser::of(&pair);
        browser.kills_during(form);
        follow(&mut browser, &person);
        assert!(browser.has_killed(), "form {form}");
        assert!(fresh.opens_with(NEW_PASSWORD), "form {form}");
        pair.start_again();
    }
}

/// The controller that took the password knows it before the other one does, and whichever server of ours is asked
/// next asks there.
#[test]
fn what_one_server_wrote_the_other_one_reads_where_it_was_written() {
    let fresh = Fresh::new();
    lab::sync();
    // the second one first: the other has the PDC emulator's role, whose count is read before a password is tried
    let urls = env("LATCHKEY_TEST_AD_URLS");
    let (pdc, other) = urls.split_once(',').unwrap();
    let proxy = Proxy::to(other.strip_prefix("ldaps://").unwrap());
    let pair = Pair::start(&Connection { servers: format!("ldaps://{},{pdc}", proxy.address), ..lab() });
    let person = pair.enrolled(&fresh);
    let mut browser = Browser::of(&pair);
    prove(&mut browser, &person);
    assert!(proxy.count() > 0, "the first is asked first");
    proxy.cut();
    browser.post("/recover/password", &[("password", NEW_PASSWORD)]);
    assert_eq!(browser.heading(), "Your new password works");
    proxy.mend();

    let before = proxy.count();
    let wrote = browser.wrote();
    let mut account = Browser::only(&pair, 1 - wrote);
    account.sign_in(&person.login, NEW_PASSWORD);
    assert_eq!(account.location, "/account", "the new password is right");
    assert_eq!(proxy.count(), before, "the one that may not have heard of it is not asked");
}

/// Twenty requests to both at once, with a wrong password of the service account: one bind in the pause, also after a
/// restart. With the right one in the settings all goes on at once.
#[test]
fn a_wrong_service_password_is_tried_once_by_both_together() {
    let (service, fresh) = (Fresh::new(), Fresh::new());
    let account = format!("{}@{}", service.name, env("LATCHKEY_TEST_AD_DOMAIN"));
    let wrong = Connection { account, password: "not this one".into(), ..lab() };
    let pair = Pair::start(&wrong);
    let person = pair.enrolled(&fresh);
    let mut browser = Browser::of(&pair);
    prove(&mut browser, &person);
    assert_eq!(service.wrong_binds(), 1);

    std::thread::scope(|scope| {
        for nth in 0..20 {
            let mut reload = browser.copy(nth % 2);
            scope.spawn(move || reload.get("/recover/password"));
        }
    });
    assert_eq!(service.wrong_binds(), 1, "of twenty and more nobody else tried");
    for server in 0..2 {
        pair.kill(server);
        pair.start_again();
        browser.copy(server).get("/recover/password");
    }
    assert_eq!(service.wrong_binds(), 1, "a restart forgets nothing");

    let right = Secret::new(env("LATCHKEY_TEST_AD_USER_PASS"));
    pair.write(move |tx| {
        let row = directories::list(tx)?.remove(0);
        assert!(directories::update(tx, &DirectoryRow { secret: right, ..row })?);
        Ok(())
    });
    for server in 0..2 {
        let mut reload = browser.copy(server);
        reload.get("/recover/password");
        assert_eq!(reload.heading(), "Choose a new password", "server {server}");
    }
}
