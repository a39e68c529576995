//! What an administrator is shown while connecting.

use crate::support::{Customer, WAY_BACK, with_customer};
use latchkey_contract::check::{CheckKind, CheckRow, DirectoryFault, Evidence, Place, Repair, SetUpFault, Verdict};
use latchkey_domain::directory::Directory;
use serde_json::json;

fn row(rows: &[CheckRow], kind: CheckKind) -> &CheckRow {
    let mut found = rows.iter().filter(|row| row.kind == kind);
    let row = found.next().unwrap();
    assert!(found.next().is_none());
    row
}

fn red(rows: &[CheckRow], kind: CheckKind) -> (SetUpFault, Option<(Place, Vec<String>)>) {
    let row = row(rows, kind);
    assert_eq!(row.verdict, Verdict::Bad, "{row:?}");
    let Evidence::Failed(DirectoryFault::SetUp { fault, .. }) = &row.evidence else { panic!("{row:?}") };
    let repair = row.repair.clone().map(|repair| match repair {
        Repair::AtVendor { place, values } => (place, values),
        other => panic!("{other:?}"),
    });
    (*fault, repair)
}

async fn check(directory: &dyn Directory) -> Vec<CheckRow> {
    directory.health().check(&[]).await
}

async fn with_test_account(google: &Customer) -> std::sync::Arc<dyn Directory> {
    google.open_with(|form| form.google.test_account = google.mail("latchkey.test")).await
}

#[tokio::test]
async fn all_that_is_needed_is_seen_to_work() {
    with_customer("green", json!({ "people": 600 }), async |google| {
        google.person("latchkey.test", json!({})).await;
        google.person("guest", json!({ "isGuestUser": true })).await;
        let directory = with_test_account(google).await;
        let rows = check(&*directory).await;
        for kind in directory.health().required() {
            assert_eq!(row(&rows, *kind).verdict, Verdict::Good, "{rows:#?}");
        }
        let world = google.look().await;
        let id = world["customerId"].as_str().unwrap().to_owned();
        let tenant = Evidence::TenantFound { name: google.domain.clone(), id: id.clone() };
        assert_eq!(row(&rows, CheckKind::Tenant).evidence, tenant);
        assert_eq!(directory.health().domain_id().await, Ok(Some(id)));
        let people = Evidence::PeopleRead { people: 499, or_more: true, left_out: 1, set_elsewhere: 0 };
        assert_eq!(row(&rows, CheckKind::ReadPeople).evidence, people);
        assert_eq!(row(&rows, CheckKind::ReadGroups).evidence, Evidence::GroupsRead { groups: 0, or_more: false });
        assert_eq!(row(&rows, CheckKind::SignInPage).evidence, Evidence::PageKnowsUs { host: "127.0.0.1".into() });
        let account = google.mail("latchkey.test");
        assert_eq!(row(&rows, CheckKind::TestReset).evidence, Evidence::ResetConfirmed { account });
        assert_eq!(row(&rows, CheckKind::EndSessions).evidence, Evidence::SessionsEnd);
        assert_eq!(row(&rows, CheckKind::Clock).verdict, Verdict::Good);
        let tried = google.named("latchkey.test").await;
        assert_eq!((&tried["sets"], &tried["signOuts"]), (&json!(1), &json!(1)));
        assert!(tried["password"].as_str().unwrap().len() >= 24);
        assert_eq!(google.requests("PATCH ").await.len(), 1, "and of nobody else’s");

        check(&*directory).await;
        assert_ne!(google.named("latchkey.test").await["password"], tried["password"], "another one each time");
    })
    .await;
}

#[tokio::test]
async fn no_password_is_set_where_nobody_was_named() {
    with_customer("unnamed", json!({}), async |google| {
        let rows = check(&*google.open().await).await;
        assert_eq!(row(&rows, CheckKind::TestReset).evidence, Evidence::NoTestAccount);
        assert_eq!(row(&rows, CheckKind::TestReset).verdict, Verdict::Warn);
        let keeping = google.open_with(|form| form.google.keep_sessions = true).await;
        assert_eq!(row(&check(&*keeping).await, CheckKind::EndSessions).evidence, Evidence::SessionsStay);

        // an alias is somebody’s, an administrator is no test account, and nobody is none
        let alias = google.mail("latchkey.test");
        google.person("anna", json!({ "aliases": [alias] })).await;
        for named in [alias.clone(), google.mail("admin"), google.mail("nobody")] {
            let directory = google.open_with(|form| form.google.test_account = named.clone()).await;
            assert_eq!(row(&check(&*directory).await, CheckKind::TestReset).verdict, Verdict::Bad, "{named}");
        }
        assert_eq!(google.requests("PATCH ").await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn each_red_row_says_where_it_is_mended() {
    with_customer("red", json!({ "people": 3, "keyRevoked": true }), async |google| {
        let world = google.look().await;
        let (email, client_id) = (world["email"].as_str().unwrap(), world["clientId"].as_str().unwrap());
        let directory = google.open().await;
        let rows = check(&*directory).await;
        assert_eq!(
            red(&rows, CheckKind::Token),
            (SetUpFault::KeyUnknown, Some((Place::GoogleKeys, vec![email.into()])))
        );
        for kind in [CheckKind::Tenant, CheckKind::ReadPeople, CheckKind::ReadGroups, CheckKind::TestReset] {
            assert_eq!(row(&rows, kind).verdict, Verdict::NotTried, "{kind:?}");
        }
        assert_eq!(row(&rows, CheckKind::SignInPage).verdict, Verdict::Good, "needs no token");

        google.change(json!({ "keyRevoked": false, "scopes": [] })).await;
        let (fault, repair) = red(&check(&*directory).await, CheckKind::Token);
        let (place, values) = repair.unwrap();
        assert_eq!((fault, place, values[0].as_str()), (SetUpFault::NoDelegation, Place::GoogleDelegation, client_id));
        assert_eq!(values[1].matches("https://www.googleapis.com/auth/admin.directory.").count(), 5);
        // what is said is enough
        let scopes: Vec<&str> = values[1].split(',').collect();
        google.change(json!({ "scopes": scopes })).await;
        assert_eq!(row(&check(&*directory).await, CheckKind::ReadGroups).verdict, Verdict::Good);

        google.change(json!({ "apiOff": true })).await;
        let rows = check(&*google.open().await).await;
        assert_eq!(red(&rows, CheckKind::ReadPeople).1.unwrap().0, Place::GoogleApis);
        google.change(json!({ "apiOff": false, "right": "none" })).await;
        let (fault, repair) = red(&check(&*google.open().await).await, CheckKind::ReadPeople);
        assert_eq!(
            (fault, repair.unwrap()),
            (SetUpFault::WrongAdministrator, (Place::GoogleAdministrator, vec![google.mail("admin")]))
        );
    })
    .await;
}

#[tokio::test]
async fn a_way_back_that_is_not_entered_and_a_wrong_secret() {
    with_customer("back", json!({}), async |google| {
        let form = google.form().await;
        let away = "http://127.0.0.1:9/not-entered";
        let rows = check(&*google.open_at(&form, &[WAY_BACK, away])).await;
        let both = vec![WAY_BACK.to_owned(), away.to_owned()];
        assert_eq!(
            red(&rows, CheckKind::SignInPage),
            (SetUpFault::RedirectUnknown, Some((Place::GoogleRedirect, both)))
        );
        let nowhere = google.open_at(&form, &[]);
        assert_eq!(red(&check(&*nowhere).await, CheckKind::SignInPage).0, SetUpFault::RedirectUnknown);
        let wrong = google.open_with(|form| form.google.client_secret = "not it".into()).await;
        assert_eq!(red(&check(&*wrong).await, CheckKind::SignInPage).0, SetUpFault::WrongSecret);
    })
    .await;
}

#[tokio::test]
async fn a_domain_of_somebody_elses() {
    with_customer("whose", json!({}), async |google| {
        google.person("x", json!({ "primaryEmail": "x@second.example" })).await;
        let second = google.open_with(|form| form.domain = "second.example".into()).await;
        assert_eq!(row(&check(&*second).await, CheckKind::Tenant).verdict, Verdict::Good);
        let other = google.open_with(|form| form.domain = "elsewhere.example".into()).await;
        assert_eq!(red(&check(&*other).await, CheckKind::Tenant).0, SetUpFault::OtherTenant);
    })
    .await;
}

#[tokio::test]
async fn clocks_that_differ() {
    with_customer("clocks", json!({ "aheadSecs": 120 }), async |google| {
        let rows = check(&*google.open().await).await;
        let clock = row(&rows, CheckKind::Clock);
        let Evidence::ClockDiffers { millis } = clock.evidence else { panic!("{clock:?}") };
        assert!((115_000..=125_000).contains(&millis), "{millis}");
        assert_eq!(clock.verdict, Verdict::Warn);
        google.change(json!({ "aheadSecs": 0 })).await;
        google.clock.advance(4000);
        assert_eq!(red(&check(&*google.open().await).await, CheckKind::Token).0, SetUpFault::Clock);
    })
    .await;
}
