//! What the wizard shows: green when all is well, and a red row with the place that mends it when not.

use crate::support::{Tenant, WAY_BACK, nothing_broke_the_contract};
use latchkey_contract::check::{DirectoryFault, Place, SetUpFault};
use latchkey_domain::directory::{CheckKind, CheckRow, Directory, Evidence, Repair, Verdict};
use serde_json::json;

async fn row(directory: &dyn Directory, kind: CheckKind) -> CheckRow {
    directory.health().check(&[]).await.into_iter().find(|row| row.kind == kind).expect("such a row")
}

fn fault(row: &CheckRow) -> Option<SetUpFault> {
    match &row.evidence {
        Evidence::Failed(DirectoryFault::SetUp { fault, .. }) => Some(*fault),
        _ => None,
    }
}

fn at(place: Place, values: &[&str]) -> Option<Repair> {
    Some(Repair::AtVendor { place, values: values.iter().map(|&value| value.to_owned()).collect() })
}

#[tokio::test]
async fn all_is_well() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    let rows = directory.health().check(&[]).await;
    for kind in directory.health().required() {
        let good = rows.iter().any(|row| row.kind == *kind && row.verdict == Verdict::Good);
        assert!(good, "{kind:?}: {rows:?}");
    }
    let seen = |kind| &rows.iter().find(|row| row.kind == kind).unwrap().evidence;
    assert_eq!(*seen(CheckKind::Tenant), Evidence::TenantFound { name: tenant.text("domain"), id: tenant.text("id") });
    assert_eq!(*seen(CheckKind::Token), Evidence::TokenGiven { days: None });
    let people = Evidence::PeopleRead { people: 8, or_more: false, left_out: 4, set_elsewhere: 2 };
    assert_eq!(*seen(CheckKind::ReadPeople), people);
    assert_eq!(*seen(CheckKind::ReadGroups), Evidence::GroupsRead { groups: 3, or_more: false });
    assert_eq!(*seen(CheckKind::SignInPage), Evidence::PageKnowsUs { host: "127.0.0.1".into() });
    assert_eq!(*seen(CheckKind::TestReset), Evidence::ResetTried { account: tenant.upn("test") });
    assert_eq!(*seen(CheckKind::EndSessions), Evidence::SessionsEnd);
    assert!(matches!(seen(CheckKind::Clock), Evidence::ClockDiffers { millis } if millis.abs() < 3000));
    let written: Vec<_> = tenant.requests().await.into_iter().filter(|request| request.starts_with("PATCH")).collect();
    assert_eq!(written, [format!("PATCH /users/{}", tenant.person("test"))], "the test account, and nobody else");
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn no_test_account_no_password_is_set() {
    let tenant = Tenant::new().await;
    let mut form = tenant.form();
    form.entra.test_account = String::new();
    let tried = row(&*tenant.open_with(&form), CheckKind::TestReset).await;
    assert_eq!((tried.verdict, tried.evidence), (Verdict::NotTried, Evidence::NoTestAccount));
    // nor of an administrator, or of somebody whose password is set elsewhere
    for login in ["admin", "groupadmin", "synced"] {
        form.entra.test_account = tenant.upn(login);
        assert_eq!(row(&*tenant.open_with(&form), CheckKind::TestReset).await.verdict, Verdict::Bad, "{login}");
    }
    assert!(!tenant.requests().await.iter().any(|request| request.starts_with("PATCH")));
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn red_rows_name_the_place() {
    let tenant = Tenant::new().await;
    let denied = async |what: &str, kind| {
        tenant.set(json!({"denied": [what]})).await;
        let row = row(&*tenant.open(), kind).await;
        (fault(&row), row.repair)
    };
    let people = ["User.Read.All", "Domain.Read.All", "RoleManagement.Read.Directory"];
    let missing = Some(SetUpFault::NoConsent);
    assert_eq!(
        denied("users", CheckKind::ReadPeople).await,
        (missing, at(Place::EntraApplicationPermissions, &people))
    );
    let groups = at(Place::EntraApplicationPermissions, &["GroupMember.Read.All"]);
    assert_eq!(denied("groups", CheckKind::ReadGroups).await, (missing, groups));
    let role = (Some(SetUpFault::MissingRole), at(Place::EntraRoles, &["User Administrator"]));
    assert_eq!(denied("reset", CheckKind::TestReset).await, role);
    let sessions = at(Place::EntraApplicationPermissions, &["User.RevokeSessions.All"]);
    assert_eq!(denied("revoke", CheckKind::EndSessions).await, (missing, sessions));
    tenant.set(json!({"denied": [], "secretExpired": true})).await;
    let expired = tenant.open();
    let token = row(&*expired, CheckKind::Token).await;
    assert_eq!((fault(&token), token.repair), (Some(SetUpFault::SecretExpired), at(Place::EntraSecrets, &[])));
    assert_eq!(row(&*expired, CheckKind::ReadPeople).await.verdict, Verdict::NotTried);
    let mut form = tenant.form();
    form.domain = "nobody.example".to_owned();
    let stranger = tenant.open_with(&form);
    assert_eq!(fault(&row(&*stranger, CheckKind::Tenant).await), Some(SetUpFault::NoTenant));
    assert_eq!(row(&*stranger, CheckKind::Token).await.verdict, Verdict::NotTried);
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn an_address_that_is_not_registered_is_told() {
    let tenant = Tenant::with(json!({"redirects": ["http://127.0.0.1:9/another"]})).await;
    let page = row(&*tenant.open(), CheckKind::SignInPage).await;
    assert_eq!(fault(&page), Some(SetUpFault::RedirectUnknown), "{page:?}");
    assert_eq!(page.repair, at(Place::EntraRedirect, &[WAY_BACK]));
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn a_secret_that_ends_soon_and_a_clock_that_is_wrong() {
    let tenant = Tenant::new().await;
    let mut form = tenant.form();
    let day = |days: i64| {
        let at = jiff::Timestamp::from_millisecond(tenant.now().plus_secs(days * 86_400).millis()).unwrap();
        at.to_string()[..10].to_owned()
    };
    for (days, verdict) in [(31, Verdict::Good), (30, Verdict::Warn), (7, Verdict::Warn)] {
        form.entra.secret_ends = day(days);
        let token = row(&*tenant.open_with(&form), CheckKind::Token).await;
        assert_eq!(token.verdict, verdict, "{days}");
        assert_eq!(token.evidence, Evidence::TokenGiven { days: Some(u32::try_from(days).unwrap()) });
    }
    tenant.set(json!({"clockMillis": 300_000})).await;
    let clock = row(&*tenant.open(), CheckKind::Clock).await;
    assert_eq!(clock.verdict, Verdict::Bad);
    assert!(
        matches!(clock.evidence, Evidence::ClockDiffers { millis } if (295_000..305_000).contains(&millis)),
        "{clock:?}"
    );
    nothing_broke_the_contract().await;
}
