//! A real domain under a known row: pointed elsewhere it is off until it was proved, checked and
//! activated again. On the lab's controllers (see end2end/lab).

use crate::support::Home;
use latchkey_contract::Problem;
use latchkey_contract::admin::{AdminError, AdminResult, Connection, Refused};
use latchkey_domain::ids::DirectoryId;
use latchkey_store::directories::{self, DirectoryRow};

fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run make test"))
}

fn form() -> Connection {
    Connection {
        domain: env("LATCHKEY_TEST_AD_DOMAIN"),
        servers: env("LATCHKEY_TEST_AD_URLS").split(',').next().unwrap().to_owned(),
        account: env("LATCHKEY_TEST_AD_SVC_UPN"),
        password: env("LATCHKEY_TEST_AD_SVC_PASS"),
        trusted_pem: std::fs::read_to_string(env("LATCHKEY_TEST_AD_CA")).unwrap(),
        label: "Northwind account".into(),
        ..Connection::default()
    }
}

async fn row(home: &Home, id: &str) -> DirectoryRow {
    let id = DirectoryId(id.to_owned());
    home.read(move |tx| directories::get(tx, &id)).await.unwrap()
}

fn code_refused(result: AdminResult<String>) -> Problem {
    match result {
        Err(AdminError::Refused(Refused::Code(problem))) => problem,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pointing_it_elsewhere_takes_a_code_and_switches_it_off() {
    let home = Home::with_system_clock().await;
    let (admin, phone) = home.administrator("jonas").await;
    let caller = admin.caller();
    let id =
        home.api.connections.save_connection(&caller, Connection { code: phone.next(&home), ..form() }).await.unwrap();
    let first = row(&home, &id).await;
    let sid = first.config["domain_id"].as_str().unwrap().to_owned();
    assert!(sid.starts_with("0104") && sid.len() == 48, "S-1-5-21 and three parts: {sid}");
    let on = || {
        let id = DirectoryId(id.clone());
        home.write(move |tx| directories::set_active(tx, &id, true))
    };
    on().await;

    // the label and nothing else
    let known = home.api.connections.connection(&caller, &id).await.unwrap();
    assert!(known.password.is_empty() && known.code.is_empty());
    home.api.connections.save_connection(&caller, Connection { label: "Corp".into(), ..known.clone() }).await.unwrap();
    assert!(row(&home, &id).await.active);

    // another server, with the password typed again as the form asks
    let second = env("LATCHKEY_TEST_AD_URLS").split(',').next_back().unwrap().to_owned();
    let moved = Connection { servers: second.clone(), password: env("LATCHKEY_TEST_AD_SVC_PASS"), ..known };
    let tried = |code: String| home.api.connections.save_connection(&caller, Connection { code, ..moved.clone() });
    assert_eq!(code_refused(tried(String::new()).await), Problem::Empty);
    assert_eq!(code_refused(tried(phone.wrong(&home)).await), Problem::WrongCode);
    let before = row(&home, &id).await;
    assert!(before.active && before.config["servers"] == first.config["servers"], "nothing was changed");
    let code = phone.next(&home);
    tried(code.clone()).await.unwrap();
    let after = row(&home, &id).await;
    assert!(!after.active, "off until it was activated again");
    assert_eq!(after.config["servers"], second.as_str());
    assert_eq!(after.config["domain_id"], sid.as_str());
    let noted = home.audited("directory.saved").await.remove(0);
    assert_eq!(noted.detail["before"]["servers"], first.config["servers"]);
    assert_eq!(noted.detail["after"]["servers"], second.as_str());
    assert_eq!(noted.detail["switched_off"], true);
    assert!(!noted.detail.to_string().contains(&env("LATCHKEY_TEST_AD_SVC_PASS")));

    // a new password alone leaves it on, and asks for proof all the same
    on().await;
    let renewed = Connection {
        password: env("LATCHKEY_TEST_AD_SVC_PASS"),
        ..home.api.connections.connection(&caller, &id).await.unwrap()
    };
    let again = home.api.connections.save_connection(&caller, Connection { code, ..renewed.clone() }).await;
    assert_eq!(code_refused(again), Problem::CodeUsed);
    home.api.connections.save_connection(&caller, Connection { code: phone.next(&home), ..renewed }).await.unwrap();
    assert!(row(&home, &id).await.active);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_domain_does_not_go_on_under_the_row() {
    let home = Home::with_system_clock().await;
    let (admin, phone) = home.administrator("jonas").await;
    let caller = admin.caller();
    let id =
        home.api.connections.save_connection(&caller, Connection { code: phone.next(&home), ..form() }).await.unwrap();
    let mut other = row(&home, &id).await;
    other.config["domain_id"] = "010400000000000515000000010000000200000003000000".into();
    home.write(move |tx| directories::update(tx, &other)).await;
    let code = phone.next(&home);
    let refused = home
        .api
        .connections
        .save_connection(&caller, Connection { id: id.clone(), code: code.clone(), ..form() })
        .await;
    assert!(
        matches!(&refused, Err(AdminError::Refused(Refused::Field { field, .. })) if field == "domain"),
        "{refused:?}"
    );
    // the code was not used up by what was not done
    let removed = home.api.directories.remove_directory(&caller, &id, &code).await;
    assert_eq!(removed, Ok(()));
}
