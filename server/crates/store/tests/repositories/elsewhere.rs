//! Accounts whose password is set elsewhere: no way to a person by themselves, and none that hides one either.

use crate::support::{Db, entry, on_both};
use latchkey_contract::Elsewhere;
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::{DirectoryId, ObjectId, PersonId};
use latchkey_domain::sync::{Field, Kind};
use latchkey_store::accounts::Account;
use latchkey_store::bulk_runs::{self, BulkKind, Phase, Selection};
use latchkey_store::persons::{self, MatchCounts, PeopleFilter};
use latchkey_store::{accounts, directories, imports, sync};

fn of_tenant(login: &str, by: Option<Elsewhere>) -> Entry {
    let object_id = ObjectId(format!("tenant-{login}"));
    Entry { object_id, same_as: Some(ObjectId("guid-anna".into())), set_elsewhere: by, ..entry(login) }
}

async fn takes(db: &Db, directory: &DirectoryId, entry: Entry) -> Account {
    let directory = directory.clone();
    db.write(move |tx| accounts::upsert(tx, &directory, &entry, 1)).await
}

/// Anna has one in the domain and one that was made from it, another name; Ben has only one of a provider.
async fn office(db: &Db) -> ([DirectoryId; 2], Account, Account, Account) {
    let (corp, tenant) = (db.directory().await, db.directory_named("tenant.example").await);
    let anna = db.account(&corp, "anna").await;
    let follows = takes(db, &tenant, of_tenant("a.lindqvist", Some(Elsewhere::OnPremises))).await;
    let ben = takes(db, &tenant, of_tenant("ben", Some(Elsewhere::IdentityProvider))).await;
    let (stays, other) = (anna.person.id.clone(), follows.person.id.clone());
    db.write(move |tx| persons::join(tx, &stays, &other)).await;
    ([corp, tenant], anna, follows, ben)
}

async fn enrolled(db: &Db, people: &[&PersonId]) {
    let ids: Vec<PersonId> = people.iter().map(|id| (*id).clone()).collect();
    db.write(move |tx| {
        persons::onboard(tx, &ids, 100)?.unwrap();
        ids.iter().try_for_each(|id| persons::set_enrolled(tx, id, Some(tx.now())))
    })
    .await;
}

async fn meant(db: &Db, local: &'static str) -> Option<PersonId> {
    db.read(move |tx| accounts::enrolled_by_local_part(tx, local)).await.map(|account| account.person.id)
}

async fn recoverable(db: &Db, person: &PersonId) -> Vec<String> {
    let person = person.clone();
    let found = db.read(move |tx| persons::recoverable_accounts(tx, &person)).await;
    found.into_iter().map(|account| account.login).collect()
}

on_both! {
    async fn it_is_read_as_it_was_written(db) {
        let (_, anna, follows, ben) = office(&db).await;
        assert_eq!((anna.set_elsewhere, anna.same_as.as_ref()), (None, None));
        assert!(anna.is_usable() && !follows.is_usable() && !ben.is_usable());
        assert_eq!(follows.set_elsewhere, Some(Elsewhere::OnPremises));
        assert_eq!(follows.same_as, Some(anna.object_id));
        assert_eq!(ben.set_elsewhere, Some(Elsewhere::IdentityProvider));
        db.number("UPDATE accounts SET set_elsewhere = 'of-a-later-version' WHERE login = 'ben' RETURNING CAST(1 AS BIGINT) AS n");
        let id = ben.id;
        let read = db.read(move |tx| accounts::by_id(tx, &id)).await.unwrap();
        assert!(read.set_elsewhere.is_some(), "what is not known here is not taken for the directory itself");
    }

    /// Every name of theirs leads to them while one account can be recovered, and none of them as soon as none can: a
    /// name that looks like theirs beside one that does not would tell who is enrolled.
    async fn names_lead_to_whoever_has_another_account(db) {
        let ([corp, _], anna, _, ben) = office(&db).await;
        enrolled(&db, &[&anna.person.id, &ben.person.id]).await;
        assert_eq!(recoverable(&db, &anna.person.id).await, ["anna"]);
        assert_eq!(recoverable(&db, &ben.person.id).await, [""; 0]);
        for local in ["anna", "a.lindqvist"] {
            assert_eq!(meant(&db, local).await.as_ref(), Some(&anna.person.id), "{local}");
        }
        assert_eq!(meant(&db, "ben").await, None);
        // the one that they had besides is switched off
        let off = corp.clone();
        db.write(move |tx| directories::set_active(tx, &off, false)).await;
        assert_eq!(recoverable(&db, &anna.person.id).await, [""; 0]);
        assert_eq!((meant(&db, "anna").await, meant(&db, "a.lindqvist").await), (None, None));
        db.write(move |tx| directories::set_active(tx, &corp, true)).await;
        assert_eq!(meant(&db, "a.lindqvist").await, Some(anna.person.id));
    }

    async fn only_who_has_nothing_else_is_kept_from_a_seat(db) {
        let ([_, tenant], anna, _, ben) = office(&db).await;
        let synchronised = takes(&db, &tenant, of_tenant("cleo", Some(Elsewhere::OnPremises))).await;
        // an account of her own, which is disabled, is none that can be recovered
        let also = takes(&db, &tenant, Entry { disabled: true, ..of_tenant("cleo2", None) }).await;
        let (stays, other) = (synchronised.person.id.clone(), also.person.id.clone());
        db.write(move |tx| persons::join(tx, &stays, &other)).await;
        let filter = PeopleFilter::default();
        let counts = db.read(move |tx| persons::counts(tx, &filter)).await;
        let expected = MatchCounts { total: 3, able: 1, set_on_premises: 1, set_by_provider: 1, ..MatchCounts::default() };
        assert_eq!((counts, counts.already()), (expected, 0));
        let hindered = db.read(|tx| persons::matching_hindered(tx, &PeopleFilter::default(), 10)).await;
        let logins: Vec<&str> = hindered.iter().map(|account| account.login.as_str()).collect();
        assert_eq!(logins, ["ben", "cleo"]);
        let everybody = [anna.person.id.clone(), ben.person.id.clone(), synchronised.person.id.clone()];
        let helpable = db.read(move |tx| persons::helpable(tx, &everybody)).await;
        assert_eq!(helpable.into_iter().collect::<Vec<_>>(), std::slice::from_ref(&anna.person.id));
        // and a run for everybody means the same people
        let (listed, whom) = db.write(|tx| {
            let selection = Selection::Matching { text: String::new(), onboarded_only: false };
            let run = bulk_runs::create(tx, BulkKind::Onboard, Phase::Running, "jonas", selection)?;
            Ok((bulk_runs::add_able(tx, &run.id, &PeopleFilter::default())?, bulk_runs::people(tx, &run.id)?))
        }).await;
        assert_eq!((listed, whom), (1, vec![anna.person.id]));
        // the account that stands for her may be the one that is set elsewhere
        db.number("UPDATE accounts SET is_primary = FALSE WHERE login = 'anna' RETURNING CAST(1 AS BIGINT) AS n");
        db.number("UPDATE accounts SET is_primary = TRUE WHERE login = 'a.lindqvist' RETURNING CAST(1 AS BIGINT) AS n");
        let counts = db.read(|tx| persons::counts(tx, &PeopleFilter::default())).await;
        assert_eq!(counts, expected);
    }

    /// A tenant begins to take somebody's password from a domain: a later import says so, and from then on it holds.
    async fn an_import_says_that_it_changed(db) {
        let tenant = db.directory_named("tenant.example").await;
        let import = async |by: Option<Elsewhere>| {
            let id = tenant.clone();
            db.write(move |tx| {
                let run = imports::start(tx, &id, 0)?.run;
                assert!(imports::page(tx, &id, run, None, &[of_tenant("ben", by)], None)?);
                imports::end(tx, &id, run, &[])?;
                Ok(sync::people(tx, &id, run, Kind::Changed, "", 10)?.rows)
            }).await
        };
        import(None).await;
        assert!(import(None).await.is_empty());
        let changed = import(Some(Elsewhere::OnPremises)).await;
        let [row] = &changed[..] else { panic!("{changed:?}") };
        assert_eq!((row.field, row.before.as_deref(), row.after.as_deref()), (Some(Field::SetElsewhere), None, Some("on-premises")));
        assert_eq!(db.number("SELECT count(*) AS n FROM accounts WHERE set_elsewhere = 'on-premises'"), 1);
        assert!(import(Some(Elsewhere::OnPremises)).await.is_empty());
        assert_eq!(import(None).await.len(), 1);
        assert_eq!(db.number("SELECT count(*) AS n FROM accounts WHERE set_elsewhere IS NULL"), 1);
    }

    /// As an administrator says of a directory: its accounts are known, and nothing is set there.
    async fn a_directory_that_is_left_as_it_is(db) {
        let ([corp, _], anna, _, ben) = office(&db).await;
        enrolled(&db, &[&anna.person.id, &ben.person.id]).await;
        let set = async |id: &DirectoryId, sets: bool| {
            let id = id.clone();
            db.write(move |tx| directories::set_passwords_set(tx, &id, sets)).await
        };
        assert!(db.read(directories::not_setting).await.is_empty(), "all are set unless somebody says otherwise");
        assert!(!set(&corp, true).await && set(&corp, false).await && !set(&corp, false).await);
        assert_eq!(db.read(directories::not_setting).await.into_iter().collect::<Vec<_>>(), std::slice::from_ref(&corp));
        assert_eq!(recoverable(&db, &anna.person.id).await, [""; 0]);
        assert_eq!((meant(&db, "anna").await, meant(&db, "a.lindqvist").await), (None, None));
        let counts = db.read(|tx| persons::counts(tx, &PeopleFilter::default())).await;
        assert_eq!((counts.not_set_here, counts.set_by_provider, counts.able, counts.already()), (1, 1, 0, 0));
        let ids = [anna.person.id.clone()];
        assert!(db.read(move |tx| persons::helpable(tx, &ids)).await.is_empty());
        // with another account, in a directory in which they are set
        let lab = db.directory_named("lab.example").await;
        let also = db.account(&lab, "anna.lab").await;
        let (stays, other) = (anna.person.id.clone(), also.person.id.clone());
        db.write(move |tx| persons::join(tx, &stays, &other)).await;
        assert_eq!(recoverable(&db, &anna.person.id).await, ["anna.lab"]);
        assert_eq!(meant(&db, "a.lindqvist").await, Some(anna.person.id.clone()));
        assert!(set(&corp, true).await);
        assert_eq!(recoverable(&db, &anna.person.id).await, ["anna", "anna.lab"]);
        assert!(!set(&DirectoryId("nowhere".into()), false).await);
    }
}
