//! What somebody finds who reads the database itself.

use crate::support::{Db, new_method, on_both};
use latchkey_contract::MethodKind;
use latchkey_domain::Secret;
use latchkey_domain::ids::AdminId;
use latchkey_domain::limits::BEGIN_PER_NAME;
use latchkey_store::admins::Admin;
use latchkey_store::{StoreError, admins, codes, invitations, jobs, limits, methods, providers};

/// Everything there is: the files of SQLite, or each row of PostgreSQL as text.
fn everything(db: &Db) -> Vec<u8> {
    if db.is_sqlite() {
        return ["", "-wal", "-shm"]
            .iter()
            .flat_map(|end| std::fs::read(format!("{}{end}", db.file().display())).unwrap_or_default())
            .collect();
    }
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        text: String,
    }
    use diesel::{Connection as _, RunQueryDsl as _};
    let mut conn = diesel::PgConnection::establish(&db.url).unwrap();
    let xml = format!("SELECT schema_to_xml('{}', true, false, '')::text AS text", db.schema());
    diesel::sql_query(xml).get_result::<Row>(&mut conn).unwrap().text.into_bytes()
}
fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

on_both! {
    async fn no_secret_stands_in_the_clear(db) {
        let directory = db.directory().await;
        let account = db.account(&directory, "anna").await;
        let (flow, token) = db.flow(Some(&account), 600).await;
        db.write(move |tx| {
            let person = account.person.id.clone();
            methods::add(tx, &person, &new_method(MethodKind::Totp, "visible-label", "totp-seed-secret", 0))?;
            methods::put_recovery_codes(tx, &person, &[Secret::new("RECOVERYCODE1")])?;
            codes::issue(tx, &flow.id, "email", "d", &Secret::new("83920174"), 600)?;
            invitations::create(tx, &account, &Secret::new("invitation-token"), &Secret::new("INVITECODE"), 600)?;
            let id = AdminId(tx.new_id());
            admins::insert(tx, &Admin { id: id.clone(), name: "root".into(), password_hash: "h".into(), role: latchkey_domain::roles::Role::Owner, totp: Some(Secret::new("admin-seed-secret")), totp_step: 0, created_at: tx.now() })?;
            admins::create_session(tx, Some(&id), "full", &Secret::new("session-secret"), &Secret::new("session-token"), 600)?;
            admins::put_setup_link(tx, &Secret::new("set-up-token"), None, latchkey_domain::roles::Role::Owner, 600)?;
            jobs::enqueue(tx, "mail", &"to@home.example", tx.now(), Some("visible-key"))?;
            providers::put(tx, "sms", &serde_json::json!({"url": "visible-url"}), &Secret::new("gateway-token-secret"), None)?;
            limits::hit(tx, &BEGIN_PER_NAME, "limited-person")
        }).await;
        let found = everything(&db);
        for there in ["visible-label", "visible-key", "visible-url", "anna"] {
            assert!(holds(&found, there), "the search itself works: {there}");
        }
        for secret in ["bind-password", "flow-secret", "totp-seed-secret", "RECOVERYCODE1", "83920174", "invitation-token", "INVITECODE", "admin-seed-secret", "gateway-token-secret",
                       "session-secret", "session-token", "set-up-token", "to@home.example", "limited-person", token.expose()] {
            assert!(!holds(&found, secret), "{secret}");
        }
    }

    async fn a_sealed_value_opens_only_in_its_row(db) {
        let directory = db.directory().await;
        let (anna, ben) = (db.person(&directory, "anna").await, db.person(&directory, "ben").await);
        let (a, b) = (anna.clone(), ben.clone());
        db.write(move |tx| {
            methods::add(tx, &a, &new_method(MethodKind::Totp, "anna's", "A", 0))?;
            methods::add(tx, &b, &new_method(MethodKind::Totp, "ben's", "B", 0))
        }).await;
        db.behind("UPDATE methods SET sealed = (SELECT sealed FROM methods WHERE label = 'ben''s') WHERE label = 'anna''s'").unwrap();
        assert!(matches!(db.store.read(move |tx| methods::of(tx, &anna)).await, Err(StoreError::Corrupt(_))));
        assert_eq!(db.read(move |tx| methods::of(tx, &ben)).await[0].secret.expose(), "B");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_for_our_eyes_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let db = Db::sqlite().await;
    for end in ["", "-wal", "-shm"] {
        let mode = std::fs::metadata(format!("{}{end}", db.file().display())).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{end}");
    }
}
