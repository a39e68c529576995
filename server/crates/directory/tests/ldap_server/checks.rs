//! The activation doctor.

use super::support::*;
use latchkey_contract::admin::LdapFields;
use latchkey_directory::LdapServerConfig;
use latchkey_domain::Secret;
use latchkey_domain::directory::{CheckKind, CheckRow, Evidence, HealthCheck as _, Repair, Verdict};

fn row(rows: &[CheckRow], kind: CheckKind) -> &CheckRow {
    rows.iter().find(|row| row.kind == kind).unwrap_or_else(|| panic!("no row for {kind:?}: {rows:#?}"))
}

#[tokio::test]
async fn everything_in_order_and_nothing_changed() {
    let directory = directory();
    let doctors = format!("ou=contractors,{}", people_ou());
    let before: Vec<_> = everybody(&directory, &[], 100).await.unwrap();
    let before: Vec<_> = before.iter().filter(|entry| entry.login.starts_with("user")).collect();
    let stamps = || before.iter().map(|entry| values(&entry.dn, "entryCSN")).collect::<Vec<_>>();
    let stood = stamps();
    let rows = directory.check(&[doctors]).await;
    let bad: Vec<_> = rows.iter().filter(|row| row.verdict != Verdict::Good).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    for kind in directory.required() {
        assert!(rows.iter().any(|row| row.kind == *kind), "{kind:?}");
    }
    let Evidence::EntryRead { dn, facts } = &row(&rows, CheckKind::Schema).evidence else { panic!("{rows:#?}") };
    assert!(dn.ends_with(&people_ou()));
    for name in ["entryUUID", "uid", "mail", "mobile", "cn"] {
        assert!(facts.iter().any(|(fact, value)| fact == name && value != "–"), "{name}: {facts:?}");
    }
    let Evidence::Right { looked_at: 3, held: 3, .. } = &row(&rows, CheckKind::ResetRight).evidence else {
        panic!("{rows:#?}")
    };
    assert_eq!(stamps(), stood, "rights were tried without doing it");
}

#[tokio::test]
async fn missing_rights_come_with_what_gives_them() {
    let directory = open(LdapServerConfig { privileged_groups: Vec::new(), ..config() });
    let privileged = format!("ou=privileged,{}", base());
    let rows = directory.check(std::slice::from_ref(&privileged)).await;
    for (kind, right) in [(CheckKind::ResetRight, "=w"), (CheckKind::UnlockRight, "manage")] {
        let row = row(&rows, kind);
        assert_eq!(row.verdict, Verdict::Bad, "{row:?}");
        let Some(Repair::AtVendor { values, .. }) = &row.repair else { panic!("{row:?}") };
        let rule = &values[0];
        assert!(rule.contains(&privileged) && rule.contains(&config().account) && rule.contains(right), "{rule}");
    }
    let rows = directory.check(&[]).await;
    assert_eq!(row(&rows, CheckKind::ResetRight).verdict, Verdict::Warn, "not everywhere");
    let rows = directory_as("norights").check(&[format!("ou=contractors,{}", people_ou())]).await;
    assert_eq!(row(&rows, CheckKind::ResetRight).verdict, Verdict::Bad);
}

#[tokio::test]
async fn attributes_that_nobody_has() {
    let no_id = open(with_schema(LdapFields { id_attribute: "employeeNumber".into(), ..LdapFields::default() }));
    let rows = no_id.check(&[]).await;
    let schema = row(&rows, CheckKind::Schema);
    assert_eq!(schema.verdict, Verdict::Bad);
    let Evidence::EntryRead { facts, .. } = &schema.evidence else { panic!("{schema:?}") };
    assert!(facts.contains(&("employeeNumber".to_owned(), "–".to_owned())), "{facts:?}");
    let no_mail = open(with_schema(LdapFields { mail_attribute: "roomNumber".into(), ..LdapFields::default() }));
    assert_eq!(row(&no_mail.check(&[]).await, CheckKind::Schema).verdict, Verdict::Warn);
}

#[tokio::test]
async fn a_wrong_password_and_what_follows_was_not_tried() {
    let directory = open(LdapServerConfig {
        password: Secret::new("wrong"),
        servers: vec![server(), latchkey_directory::ServerUrl::parse("ldaps://localhost:1").unwrap()],
        ..config()
    });
    let rows = directory.check(&[]).await;
    let bind = row(&rows, CheckKind::Bind);
    assert_eq!((bind.verdict, &bind.evidence), (Verdict::Bad, &Evidence::SignInRefused { data: "rc 49".into() }));
    for kind in [CheckKind::Schema, CheckKind::ReadPeople, CheckKind::ResetRight] {
        assert_eq!(row(&rows, kind).verdict, Verdict::NotTried);
    }
    assert!(rows.iter().all(|row| !row.server.contains("localhost")), "the account is not tried elsewhere");
}

#[tokio::test]
async fn a_privileged_group_that_is_not_there_and_a_unit_that_is_gone() {
    let directory = open(LdapServerConfig { privileged_groups: vec![group_dn("typing-error")], ..config() });
    assert_eq!(row(&directory.check(&[]).await, CheckKind::ReadPeople).verdict, Verdict::Bad);
    let rows = self::directory().check(&[format!("ou=gone,{}", base())]).await;
    assert!(matches!(row(&rows, CheckKind::ReadPeople).evidence, Evidence::Unit { .. }));
    assert_eq!(row(&rows, CheckKind::ResetRight).verdict, Verdict::NotTried);
}
