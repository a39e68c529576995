use crate::support::on_both;
use latchkey_domain::Secret;
use latchkey_domain::ids::AdminId;
use latchkey_store::StoreError;
use latchkey_store::admins::{self, Admin, SetupLink};

on_both! {
    async fn administrators(db) {
        let admin = Admin {
            id: AdminId("1".into()),
            name: "Root".into(),
            password_hash: "$argon2id$1".into(), role: latchkey_domain::roles::Role::Owner,
            totp: None,
            totp_step: 0,
            created_at: db.now(),
        };
        let (first, same_name) = (admin.clone(), Admin { id: AdminId("2".into()), name: "ROOT".into(), ..admin.clone() });
        assert_eq!(db.read(admins::count).await, 0);
        db.write(move |tx| admins::insert(tx, &first)).await;
        assert!(matches!(db.store.write(move |tx| admins::insert(tx, &same_name)).await, Err(StoreError::Conflict("admins"))));
        assert_eq!(db.read(|tx| admins::by_name(tx, " root ")).await, Some(admin.clone()));
        assert_eq!(db.read(|tx| admins::by_key(tx, "root")).await, Some(admin.clone()));
        for other in ["Root", " root", "root ", "ro\u{1}ot"] {
            assert_eq!(db.read(move |tx| admins::by_key(tx, other)).await, None, "{other:?} is another key");
        }
        let id = admin.id.clone();
        db.write(move |tx| {
            admins::set_password(tx, &id, "$argon2id$2")?;
            admins::set_totp(tx, &id, Some(&Secret::new("SEED")), 7)
        }).await;
        let id = admin.id.clone();
        let row = db.read(move |tx| admins::by_id(tx, &id)).await.unwrap();
        assert_eq!((row.password_hash.as_str(), row.totp.unwrap().expose(), row.totp_step), ("$argon2id$2", "SEED", 7));
        let id = admin.id.clone();
        let answers = db.race(5, move |tx| admins::use_totp_step(tx, &id, 8)).await;
        assert_eq!(answers.into_iter().filter(|used| *used).count(), 1);
        db.write(move |tx| admins::set_totp(tx, &admin.id, None, 0)).await;
    }

    async fn sessions_end(db) {
        let session = |token: &'static str| db.read(move |tx| admins::session(tx, token, 300));
        let made = db.write(|tx| {
            admins::insert(tx, &Admin { id: AdminId("1".into()), name: "a".into(), password_hash: String::new(), role: latchkey_domain::roles::Role::Owner, totp: None, totp_step: 0, created_at: tx.now() })?;
            admins::create_session(tx, Some(&AdminId("1".into())), "full", &Secret::new("other"), &Secret::new("t2"), 1000)?;
            admins::create_session(tx, None, "first", &Secret::new("hidden"), &Secret::new("t1"), 1000)
        }).await;
        assert_eq!(session("t1").await, Some(made.clone()));
        assert_eq!(session("t").await, None);
        let mut next = made.clone();
        (next.admin, next.stage, next.sealed) = (Some(AdminId("1".into())), "full".into(), Secret::new("later"));
        let write = next.clone();
        db.write(move |tx| admins::update_session(tx, &write)).await;
        assert_eq!(session("t1").await, Some(next));
        db.sleep(299);
        let id = made.id.clone();
        db.write(move |tx| admins::touch_session(tx, &id)).await;
        db.sleep(299);
        assert!(session("t1").await.is_some());
        assert_eq!(session("t2").await, None, "idle");
        db.sleep(1);
        assert_eq!(session("t1").await, None, "idle");
        let id = made.id.clone();
        db.write(move |tx| admins::touch_session(tx, &id)).await;
        assert!(session("t1").await.is_some());
        db.write(|tx| admins::end_all(tx, &AdminId("1".into()))).await;
        assert_eq!(session("t1").await, None);
        db.write(|tx| admins::create_session(tx, None, "first", &Secret::new(""), &Secret::new("t3"), 10)).await;
        db.sleep(10);
        assert_eq!(session("t3").await, None, "expired");
        assert_eq!(db.write(admins::purge).await, 1);
    }

    async fn the_set_up_link_works_once(db) {
        let state = |token: &'static str| db.read(move |tx| admins::setup_link(tx, token));
        db.write(|tx| admins::put_setup_link(tx, &Secret::new("old"), None, latchkey_domain::roles::Role::Owner, 600)).await;
        db.write(|tx| admins::put_setup_link(tx, &Secret::new("new"), Some("Root"), latchkey_domain::roles::Role::Owner, 600)).await;
        assert_eq!(state("old").await, SetupLink::Unknown, "voided");
        assert_eq!(state("new").await, SetupLink::Good { name: Some("Root".into()), role: latchkey_domain::roles::Role::Owner });
        let answers = db.race(5, |tx| admins::spend_setup_link(tx, "new")).await;
        assert_eq!(answers.into_iter().filter(|spent| *spent).count(), 1);
        assert_eq!(state("new").await, SetupLink::Spent);
        db.write(|tx| admins::put_setup_link(tx, &Secret::new("late"), None, latchkey_domain::roles::Role::Owner, 600)).await;
        assert_eq!(state("late").await, SetupLink::Good { name: None, role: latchkey_domain::roles::Role::Owner });
        db.sleep(600);
        assert_eq!(state("late").await, SetupLink::Unknown, "expired");
        assert!(!db.write(|tx| admins::spend_setup_link(tx, "late")).await);
    }
}
