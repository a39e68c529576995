//! Rules for groups: their order, and whose policy they are.

use crate::support::on_both;
use latchkey_contract::MethodKind;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_domain::policy::MethodPolicy;
use latchkey_store::accounts::{self, Account};
use latchkey_store::directories;
use latchkey_store::policies::{self, Rule};

fn rule(id: &str, place: i64, directory: &DirectoryId) -> Rule {
    Rule {
        id: id.into(),
        place,
        name: format!("Rule {id}"),
        directory: directory.clone(),
        group: ObjectId(format!("group-{id}")),
        privileged: id == "admins",
        policy: MethodPolicy {
            allowed: vec![MethodKind::Passkey, MethodKind::Totp],
            mandatory: vec![MethodKind::Passkey],
            ..MethodPolicy::default()
        },
        read_at: None,
    }
}

fn ids(rules: &[Rule]) -> Vec<&str> {
    rules.iter().map(|rule| rule.id.as_str()).collect()
}

on_both! {
    async fn kept_changed_and_put_in_order(db) {
        let directory = db.directory().await;
        let (a, b, c) = (rule("wards", 0, &directory), rule("admins", 1, &directory), rule("guests", 2, &directory));
        let all = [a.clone(), b.clone(), c.clone()];
        db.write(move |tx| all.iter().try_for_each(|rule| policies::put(tx, rule))).await;
        let found = db.read(policies::list).await;
        assert_eq!(found, [a.clone(), b.clone(), c.clone()], "as they were given, policy and all");
        // "admins" to the front; one that is not named keeps its place behind those that are
        db.write(|tx| policies::put_in_order(tx, &["admins".into(), "wards".into()])).await;
        assert_eq!(ids(&db.read(policies::list).await), ["admins", "wards", "guests"]);
        // a name that is not there moves nothing
        db.write(|tx| policies::put_in_order(tx, &["guests".into(), "nobody".into()])).await;
        assert_eq!(ids(&db.read(policies::list).await), ["guests", "admins", "wards"]);
        let other = Rule { name: "Ward 3".into(), privileged: true, place: 7, ..a.clone() };
        let put = other.clone();
        db.write(move |tx| policies::put(tx, &put)).await;
        assert_eq!(db.read(|tx| policies::get(tx, "wards")).await, Some(other));
        db.write(|tx| policies::remove(tx, "wards")).await;
        db.write(|tx| policies::remove(tx, "wards")).await;
        assert_eq!((db.read(|tx| policies::get(tx, "wards")).await, ids(&db.read(policies::list).await)), (None, vec!["guests", "admins"]));
    }

    async fn the_first_rule_that_names_somebody_is_theirs(db) {
        let directory = db.directory().await;
        let (anna, ben, cleo) = (db.account(&directory, "anna").await, db.account(&directory, "ben").await, db.account(&directory, "cleo").await);
        let (first, second) = (rule("admins", 0, &directory), rule("wards", 1, &directory));
        let (a, b) = (anna.id.clone(), ben.id.clone());
        db.write(move |tx| {
            policies::put(tx, &first)?;
            policies::put(tx, &second)?;
            policies::set_members(tx, "admins", std::slice::from_ref(&a))?;
            policies::set_members(tx, "wards", &[a, b])
        }).await;
        let whose = |of: &Account| { let id = of.person.id.clone(); db.read(move |tx| policies::of_person(tx, &id)) };
        let name = |rule: Option<Rule>| rule.map(|rule| rule.id);
        assert_eq!(name(whose(&anna).await).as_deref(), Some("admins"));
        assert_eq!(name(whose(&ben).await).as_deref(), Some("wards"));
        assert_eq!(whose(&cleo).await, None);
        let members = db.read(policies::all_members).await;
        assert_eq!(members.get(&anna.person.id).unwrap(), &["admins", "wards"], "in the order in which they are asked");
        assert_eq!(db.read(policies::member_counts).await, [("admins".to_owned(), 1), ("wards".to_owned(), 2)].into());
        assert!(db.read(policies::list).await.iter().all(|rule| rule.read_at == Some(db.now())));

        db.write(|tx| policies::put_in_order(tx, &["wards".into(), "admins".into()])).await;
        assert_eq!(name(whose(&anna).await).as_deref(), Some("wards"), "another order, another policy");
        // members stay when a rule is changed, and are others when they are read again
        let again = rule("wards", 0, &directory);
        let c = cleo.id.clone();
        db.write(move |tx| policies::put(tx, &again)).await;
        assert_eq!(name(whose(&ben).await).as_deref(), Some("wards"));
        db.write(move |tx| policies::set_members(tx, "wards", &[c])).await;
        assert_eq!((whose(&ben).await, name(whose(&cleo).await).as_deref()), (None, Some("wards")));
        db.write(|tx| policies::set_members(tx, "wards", &[])).await;
        assert_eq!((name(whose(&anna).await).as_deref(), whose(&cleo).await), (Some("admins"), None));
    }

    /// Who may more by one of their accounts is held to what that one asks, by whichever they come.
    async fn the_first_rule_over_all_of_a_persons_accounts(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let [mine, theirs] = db.joined([&corp, &lab], "anna").await;
        let person = mine.person.id.clone();
        let (admins, wards) = (rule("admins", 0, &lab), rule("wards", 1, &corp));
        let (a, b) = (mine.id.clone(), theirs.id.clone());
        db.write(move |tx| {
            policies::put(tx, &wards)?;
            policies::put(tx, &admins)?;
            policies::set_members(tx, "wards", &[a])?;
            policies::set_members(tx, "admins", &[b])
        }).await;
        let whose = || { let id = person.clone(); db.read(move |tx| policies::of_person(tx, &id)) };
        assert_eq!(whose().await.unwrap().id, "admins", "by the account that lists do not show");
        let members = db.read(policies::all_members).await;
        assert_eq!((members.len(), members.get(&person).unwrap().as_slice()), (1, ["admins", "wards"].map(String::from).as_slice()));
        db.write(|tx| policies::put_in_order(tx, &["wards".into(), "admins".into()])).await;
        assert_eq!(whose().await.unwrap().id, "wards");
        let objects = [mine.object_id.clone(), ObjectId("unknown".into())];
        assert_eq!(db.read(move |tx| policies::known_persons(tx, &lab, &objects)).await, [person.clone()].into());
    }

    async fn members_go_with_their_rule_their_account_and_their_directory(db) {
        let directory = db.directory().await;
        let (anna, ben) = (db.account(&directory, "anna").await, db.account(&directory, "ben").await);
        let (first, second, both) = (rule("admins", 0, &directory), rule("wards", 1, &directory), [anna.id.clone(), ben.id]);
        db.write(move |tx| {
            for rule in [&first, &second] {
                policies::put(tx, rule)?;
                policies::set_members(tx, &rule.id, &both)?;
            }
            policies::remove(tx, "admins")
        }).await;
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM policy_members"), 2, "of the rule that is left");
        db.behind(&format!("DELETE FROM accounts WHERE id = '{}'", anna.id)).unwrap();
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM policy_members"), 1);
        db.write(move |tx| directories::delete(tx, &directory)).await;
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM policy_members"), 0);
        assert_eq!(db.read(policies::list).await, []);
    }

    /// A group has more members than are imported, and more than fit into one statement.
    async fn only_imported_members_of_this_directory_are_known(db) {
        let (here, there) = (db.directory().await, db.directory_named("other.example.com").await);
        let mut mine = Vec::new();
        for name in ["anna", "ben"] {
            mine.push(db.account(&here, name).await.id);
        }
        let stranger = db.account(&there, "cleo").await.id;
        let (all, other) = (mine.clone(), stranger.clone());
        let objects = db.read(move |tx| {
            let mut objects: Vec<ObjectId> = (0..1200).map(|n| ObjectId(format!("unknown-{n}"))).collect();
            for id in all.iter().chain([&other]) {
                objects.push(accounts::by_id(tx, id)?.unwrap().object_id);
            }
            objects.push(objects.last().unwrap().clone());
            Ok(objects)
        }).await;
        let directory = here.clone();
        let mut known = db.read(move |tx| policies::known(tx, &directory, &objects)).await;
        known.sort();
        mine.sort();
        assert_eq!(known, mine);
    }

    async fn a_large_group_fits(db) {
        let directory = db.directory().await;
        let put = rule("all", 0, &directory);
        let counts = db.write(move |tx| {
            for n in 0..1200 {
                accounts::upsert(tx, &directory, &crate::support::entry(&format!("p{n}")), 1)?;
            }
            policies::put(tx, &put)?;
            let objects: Vec<ObjectId> = (0..1200).map(|n| ObjectId(format!("guid-p{n}"))).collect();
            let known = policies::known(tx, &put.directory, &objects)?;
            policies::set_members(tx, "all", &known)?;
            policies::member_counts(tx)
        }).await;
        assert_eq!(counts, [("all".to_owned(), 1200)].into());
    }
}
