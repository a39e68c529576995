use crate::support::{Db, entry, on_both};
use latchkey_contract::Locale;
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::{AccountId, DirectoryId};
use latchkey_store::{accounts, directories, persons};

async fn names(db: &Db, typed: &'static str) -> Vec<String> {
    let mut found: Vec<String> =
        db.read(move |tx| accounts::by_name(tx, typed)).await.into_iter().map(|account| account.login).collect();
    found.sort();
    found
}

async fn found(db: &Db, typed: &'static str) -> Vec<AccountId> {
    db.read(move |tx| accounts::by_name(tx, typed)).await.into_iter().map(|account| account.id).collect()
}

async fn directories_of(db: &Db, typed: &'static str) -> Vec<DirectoryId> {
    db.read(move |tx| accounts::by_name(tx, typed)).await.into_iter().map(|account| account.directory).collect()
}

/// One of many whom a directory of somebody else's own has.
fn rogue(nth: usize, what: &str) -> Entry {
    Entry { upn: None, mail: None, ..entry(&format!("{what}-{nth}")) }
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

    async fn an_older_directory_keeps_its_names(db) {
        let corp = db.directory().await;
        db.sleep(1);
        let lab = db.directory_named("lab.example.com").await;
        let anna = db.account(&corp, "anna").await.id;
        db.account(&lab, "anna").await;
        db.account(&lab, "only-lab").await;
        // the same login in both, and a NetBIOS name that only the newer one's DNS name resembles
        for typed in ["anna", "lab\\anna", "corp\\anna", "netbios\\anna", "anna@corp.example.com", "anna@mail.example.com"] {
            assert_eq!(found(&db, typed).await, std::slice::from_ref(&anna), "{typed}");
        }
        for typed in ["only-lab", "lab\\only-lab", "only-lab@lab.example.com"] {
            assert_eq!(names(&db, typed).await, ["only-lab"], "{typed}");
        }
        // what only the newer one knows is its own, beside a login that both have
        assert_eq!(directories_of(&db, "anna@lab.example.com").await, std::slice::from_ref(&lab));
        // somebody's mail address there is what the older one calls a login, a principal name or a mail address
        let mine = ["anna", "anna@corp.example.com", "anna@mail.example.com", "corp\\anna"];
        for (nth, taken) in mine.into_iter().enumerate() {
            for (how, entry) in [
                ("login", Entry { login: taken.into(), ..rogue(nth, "login") }),
                ("principal name", Entry { upn: Some(taken.into()), ..rogue(nth, "upn") }),
                ("mail", Entry { mail: Some(taken.into()), ..rogue(nth, "mail") }),
            ] {
                let key = lab.clone();
                db.write(move |tx| accounts::upsert(tx, &key, &entry, 1)).await;
                assert_eq!(found(&db, taken).await, std::slice::from_ref(&anna), "{taken} as {how} in a newer directory");
            }
        }
        // also behind so many that not all of them are read
        let profiles: Vec<Entry> = (0..200).map(|nth| Entry { mail: Some("anna@mail.example.com".into()), ..rogue(nth, "profiles") }).collect();
        let key = lab.clone();
        db.write(move |tx| {
            for entry in &profiles {
                accounts::upsert(tx, &key, entry, 1)?;
            }
            Ok(())
        }).await;
        assert_eq!(found(&db, "anna@mail.example.com").await, std::slice::from_ref(&anna));
        // switching the older one off gives nothing away: a session is enough for that
        let key = corp.clone();
        db.write(move |tx| directories::set_active(tx, &key, false)).await;
        for typed in mine {
            assert_eq!(names(&db, typed).await, [""; 0], "{typed}");
        }
        assert_eq!(names(&db, "only-lab").await, ["only-lab"]);
        // taken away with its people, it leaves their names to the other
        db.write(move |tx| directories::delete(tx, &corp)).await;
        assert!(directories_of(&db, "corp\\anna").await.contains(&lab));
    }

    async fn whom_the_part_before_the_at_may_mean(db) {
        let corp = db.directory().await;
        db.sleep(1);
        let lab = db.directory_named("lab.example.com").await;
        let enrolled = async |directory: &DirectoryId, entry: Entry| {
            let directory = directory.clone();
            db.write(move |tx| {
                let account = accounts::upsert(tx, &directory, &entry, 1)?;
                persons::onboard(tx, std::slice::from_ref(&account.person.id), 100)?.unwrap();
                persons::set_enrolled(tx, &account.person.id, Some(tx.now()))?;
                Ok(account)
            }).await
        };
        let anna = Entry { upn: Some("Anna.Lindqvist@corp.example.com".into()), mail: Some("Lindqvist@mail.example.com".into()), ..entry("Anna") };
        let anna = enrolled(&corp, anna).await.id;
        // names of others that look like hers come after hers, and in a newer directory anyway
        let ben = enrolled(&corp, Entry { mail: Some("anna@mail.example.com".into()), ..entry("ben") }).await.id;
        enrolled(&lab, entry("anna")).await;
        let carl = enrolled(&lab, entry("carl")).await;
        let means = async |local: &'static str| {
            db.read(move |tx| accounts::enrolled_by_local_part(tx, local)).await.map(|account| account.id)
        };
        for local in ["anna", "anna.lindqvist", "lindqvist"] {
            assert_eq!(means(local).await, Some(anna.clone()), "{local}");
        }
        assert_eq!((means("ben").await, means("carl").await), (Some(ben), Some(carl.id.clone())));
        for nobody in ["", "ann", "annas", "anna%", "ann_", "corp\\anna", "anna@corp.example.com"] {
            assert_eq!(means(nobody).await, None, "{nobody}");
        }
        // as the directory has it now
        let key = corp.clone();
        db.write(move |tx| accounts::upsert(tx, &key, &Entry { mail: None, ..entry("Anna") }, 2)).await;
        assert_eq!((means("lindqvist").await, means("anna").await), (None, Some(anna.clone())));
        // only who would be shown a list of their own
        let key = lab.clone();
        db.write(move |tx| directories::set_active(tx, &key, false)).await;
        assert_eq!(means("carl").await, None, "switched off");
        db.write(move |tx| directories::set_active(tx, &lab, true)).await;
        db.write(move |tx| persons::offboard(tx, &[carl.person.id])).await;
        assert_eq!(means("carl").await, None, "taken off");
        let key = corp.clone();
        db.write(move |tx| accounts::upsert(tx, &key, &Entry { disabled: true, ..entry("Anna") }, 3)).await;
        assert_ne!(means("anna").await, Some(anna), "disabled");
    }

    async fn names_within_a_directory(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        db.account(&corp, "anna").await;
        // Somebody enters another's sign-in name as their own mail address: that hides nobody.
        let mallory = Entry { mail: Some("anna@corp.example.com".into()), ..entry("mallory") };
        let key = corp.clone();
        db.write(move |tx| accounts::upsert(tx, &key, &mallory, 1)).await;
        assert_eq!(names(&db, "anna@corp.example.com").await, ["anna"]);
        // two with one mailbox are told apart by nobody
        let shared = Entry { mail: Some("anna@mail.example.com".into()), ..entry("berta") };
        db.write(move |tx| accounts::upsert(tx, &corp, &shared, 1)).await;
        assert_eq!(names(&db, "anna@mail.example.com").await, ["anna", "berta"]);
        let key = lab.clone();
        db.account(&lab, "carl").await;
        db.write(move |tx| directories::set_active(tx, &key, false)).await;
        assert_eq!(names(&db, "carl").await, [""; 0], "switched off");
    }

    async fn refreshed_but_never_made_anew(db) {
        let id = db.directory().await;
        let account = db.account(&id, "anna").await;
        let (key, who) = (id.clone(), account.clone());
        db.write(move |tx| {
            persons::onboard(tx, std::slice::from_ref(&who.person.id), 5)?.unwrap();
            persons::set_enrolled(tx, &who.person.id, Some(tx.now()))?;
            let renamed = Entry { login: "anna.b".into(), manager_dn: Some("CN=boss".into()), mail: None, disabled: true, ..entry("anna") };
            assert_eq!(accounts::upsert(tx, &key, &renamed, 2)?.id, who.id);
            Ok(())
        }).await;
        let who = account.id.clone();
        let row = db.read(move |tx| accounts::by_id(tx, &who)).await.unwrap();
        assert_eq!((row.login.as_str(), row.mail.clone(), row.disabled), ("anna.b", None, true));
        assert_eq!(row.manager_dn.as_deref(), Some("CN=boss"));
        assert_eq!((row.person.onboarded_at, row.person.enrolled_at), (Some(db.now()), Some(db.now())));
        assert_eq!(names(&db, "anna").await, [""; 0]);
        assert_eq!(names(&db, "anna.b").await, ["anna.b"]);
        // The same names under another object id are another account.
        let again = Entry { object_id: latchkey_domain::ids::ObjectId("guid-new".into()), ..entry("anna.b") };
        let key = id.clone();
        let another = db.write(move |tx| accounts::upsert(tx, &key, &again, 2)).await;
        assert_ne!(another.id, account.id);
        assert_ne!(another.person.id, account.person.id, "and another person's");
    }

    async fn what_the_directory_says_of_a_language_and_what_the_person_chose(db) {
        let id = db.directory().await;
        let account = db.account(&id, "anna").await;
        let languages = async || {
            let who = account.id.clone();
            let row = db.read(move |tx| accounts::by_id(tx, &who)).await.unwrap();
            (row.preferred_language, row.person.language)
        };
        assert_eq!(languages().await, (None, None));
        let imported = async |language: Option<&str>, run| {
            let (key, of) = (id.clone(), Entry { preferred_language: language.map(str::to_owned), ..entry("anna") });
            db.write(move |tx| accounts::upsert(tx, &key, &of, run)).await;
        };
        imported(Some("de-CH, en;q=0.5"), 2).await;
        assert_eq!(languages().await, (Some("de-CH, en;q=0.5".into()), None), "as it is written there");
        let who = account.person.id.clone();
        db.write(move |tx| persons::set_language(tx, &who, Some(Locale::En))).await;
        imported(None, 3).await;
        assert_eq!(languages().await, (None, Some(Locale::En)), "an import leaves the person's choice alone");
        let who = account.person.id.clone();
        db.write(move |tx| persons::set_language(tx, &who, None)).await;
        assert_eq!(languages().await, (None, None));
    }
}
