use crate::support::{Db, entry, on_both};
use latchkey_domain::Secret;
use latchkey_domain::directory::Entry;
use latchkey_store::{accounts, directories, invitations};

async fn names(db: &Db, typed: &'static str) -> Vec<String> {
    let mut found: Vec<String> =
        db.read(move |tx| accounts::by_name(tx, typed)).await.into_iter().map(|account| account.login).collect();
    found.sort();
    found
}

on_both! {
    async fn by_each_of_their_names(db) {
        let id = db.directory().await;
        for login in ["anna", "o'neil, jr", "müller"] {
            db.account(&id, login).await;
        }
        for typed in ["anna", "anna@corp.example.com", "anna@mail.example.com", "corp\\anna", "corp.example.com\\anna", "netbios\\anna"] {
            assert_eq!(names(&db, typed).await, ["anna"], "{typed}");
        }
        for typed in ["", "@corp.example.com", "corp\\", "nobody", "anna@evil.example", "an%", "ann_", "anna'--"] {
            assert_eq!(names(&db, typed).await, [""; 0], "{typed}");
        }
        assert_eq!(names(&db, "müller").await, ["müller"]);
        assert_eq!(names(&db, "o'neil, jr").await, ["o'neil, jr"]);
        let plain = Entry { upn: None, mail: None, ..entry("plain") };
        let key = id.clone();
        db.write(move |tx| accounts::upsert(tx, &key, &plain, 1)).await;
        assert_eq!(names(&db, "plain@corp.example.com").await, ["plain"], "the implicit principal name");
    }

    async fn ambiguity_and_inactive_directories(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        db.account(&corp, "anna").await;
        db.account(&lab, "anna").await;
        assert_eq!(names(&db, "anna").await, ["anna", "anna"]);
        let found = db.read(|tx| accounts::by_name(tx, "lab\\anna")).await;
        assert_eq!(found.iter().map(|account| &account.directory).collect::<Vec<_>>(), [&lab]);
        db.write(move |tx| directories::set_active(tx, &lab, false)).await;
        assert_eq!(names(&db, "anna").await, ["anna"]);
        // Somebody enters another's sign-in name as their own mail address: that hides nobody.
        let mallory = Entry { mail: Some("anna@corp.example.com".into()), ..entry("mallory") };
        db.write(move |tx| accounts::upsert(tx, &corp, &mallory, 1)).await;
        assert_eq!(names(&db, "anna@corp.example.com").await, ["anna"]);
    }

    async fn refreshed_but_never_made_anew(db) {
        let id = db.directory().await;
        let account = db.account(&id, "anna").await;
        let (key, who) = (id.clone(), account.clone());
        db.write(move |tx| {
            accounts::onboard(tx, std::slice::from_ref(&who), 5)?.unwrap();
            accounts::set_enrolled(tx, &who, Some(tx.now()))?;
            let renamed = Entry { login: "anna.b".into(), manager_dn: Some("CN=boss".into()), mail: None, disabled: true, ..entry("anna") };
            assert_eq!(accounts::upsert(tx, &key, &renamed, 2)?, who);
            Ok(())
        }).await;
        let who = account.clone();
        let row = db.read(move |tx| accounts::by_id(tx, &who)).await.unwrap();
        assert_eq!((row.login.as_str(), row.mail.clone(), row.disabled), ("anna.b", None, true));
        assert_eq!(row.manager_dn.as_deref(), Some("CN=boss"));
        assert_eq!((row.onboarded_at, row.enrolled_at), (Some(db.now()), Some(db.now())));
        assert_eq!(names(&db, "anna").await, [""; 0]);
        assert_eq!(names(&db, "anna.b").await, ["anna.b"]);
        // The same names under another object id are another account.
        let again = Entry { object_id: latchkey_domain::ids::ObjectId("guid-new".into()), ..entry("anna.b") };
        let key = id.clone();
        assert_ne!(db.write(move |tx| accounts::upsert(tx, &key, &again, 2)).await, account);
    }

    async fn searched_in_pages(db) {
        let id = db.directory().await;
        for n in 0..25 {
            db.account(&id, &format!("person{n:02}")).await;
        }
        for odd in ["Ärger", "ärger 2", "100%", "under_score", "bang!"] {
            db.account(&id, odd).await;
        }
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let from = after.clone();
            let (rows, total) = db.read(move |tx| accounts::search(tx, "", false, &from, 7)).await;
            assert_eq!(total, 30);
            let Some((last, _)) = rows.last() else { break };
            after = last.id.0.clone();
            seen.extend(rows.into_iter().map(|(account, _)| account.login));
        }
        assert_eq!(seen.len(), 30);
        assert!(seen.iter().position(|s| s == "person03") < seen.iter().position(|s| s == "person04"));
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 30);
        for (text, count) in [("PERSON1", 10), ("ÄRGER", 2), ("0%", 1), ("r_s", 1), ("n_0", 0), ("%", 1), ("!", 1), ("person07@mail", 1)] {
            assert_eq!(db.read(move |tx| accounts::search(tx, text, false, "", 50)).await.1, count, "{text}");
        }
        let first = db.read(|tx| accounts::by_name(tx, "person00")).await.remove(0).id;
        db.write(move |tx| {
            accounts::onboard(tx, std::slice::from_ref(&first), 5)?.unwrap();
            invitations::create(tx, &first, &Secret::new("t"), &Secret::new("c"), 60)
        }).await;
        let (rows, total) = db.read(|tx| accounts::search(tx, "", true, "", 50)).await;
        assert_eq!((rows[0].0.login.as_str(), rows[0].1, total), ("person00", true, 1));
    }
}
