//! Two persons who are one, and one who is two: what they keep, and that nothing gets from the one to the other.

use crate::support::{Db, new_method, on_both};
use latchkey_contract::{Locale, MethodKind};
use latchkey_domain::ids::{AccountId, PersonId};
use latchkey_domain::joining::{Doubt, Evidence};
use latchkey_domain::{Secret, Timestamp};
use latchkey_store::accounts::Account;
use latchkey_store::flows::{Flow, FlowKind, Found};
use latchkey_store::persons::Pair;
use latchkey_store::{StoreError, StoreResult, Tx, flows, invitations, methods, persons, policies, vouches};
use std::collections::BTreeSet;

/// A method, a code and an invitation of theirs, and one flow of each kind; the tokens of those.
async fn furnished(db: &Db, account: &Account, name: &'static str) -> [Secret; 3] {
    let of = account.clone();
    db.write(move |tx| {
        methods::add(tx, &of.person.id, &new_method(MethodKind::Totp, name, name, 0))?;
        methods::put_recovery_codes(tx, &of.person.id, &[Secret::new(name)])?;
        invitations::create(tx, &of, &Secret::new(name), &Secret::new(name), 6000)
    })
    .await;
    let (_, recovery) = db.flow_of(FlowKind::Recover, Some(account), 6000).await;
    let (_, enrolment) = db.flow_of(FlowKind::Enrol, Some(account), 6000).await;
    let (_, page) = db.flow_of(FlowKind::Account, Some(account), 6000).await;
    [recovery, enrolment, page]
}

/// The flow with this token, of whatever kind.
pub fn live(tx: &mut Tx, token: &Secret) -> StoreResult<Option<Flow>> {
    for kind in [FlowKind::Recover, FlowKind::Enrol, FlowKind::Account] {
        if let Found::Live(flow) = flows::by_token(tx, kind, token.expose())? {
            return Ok(Some(flow));
        }
    }
    Ok(None)
}

async fn found(db: &Db, tokens: &[Secret; 3]) -> Vec<Option<Flow>> {
    let tokens = tokens.clone();
    db.read(move |tx| tokens.iter().map(|token| live(tx, token)).collect()).await
}

async fn labels(db: &Db, person: &PersonId) -> Vec<String> {
    let person = person.clone();
    db.read(move |tx| methods::of(tx, &person)).await.into_iter().map(|method| method.label).collect()
}

async fn person(db: &Db, id: &PersonId) -> Option<persons::Person> {
    let id = id.clone();
    db.read(move |tx| persons::by_id(tx, &id)).await
}

async fn join(db: &Db, stays: &Account, other: &Account) {
    let (stays, other) = (stays.person.id.clone(), other.person.id.clone());
    db.write(move |tx| persons::join(tx, &stays, &other)).await;
}

async fn part(db: &Db, account: &Account) -> PersonId {
    let id = account.id.clone();
    db.write(move |tx| persons::part(tx, &id)).await
}

async fn accounts_of(db: &Db, person: &PersonId) -> Vec<AccountId> {
    let person = person.clone();
    db.read(move |tx| persons::accounts(tx, &person)).await.into_iter().map(|account| account.id).collect()
}

/// Two accounts of two persons: as likely as not one human.
async fn two(db: &Db) -> (Account, Account) {
    let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
    (db.account(&corp, "anna").await, db.account(&lab, "anna").await)
}

async fn onboarded(db: &Db, account: &Account) -> Timestamp {
    let id = account.person.id.clone();
    db.write(move |tx| persons::onboard(tx, &[id], 100)).await.unwrap();
    db.now()
}

on_both! {
    async fn joined_nothing_of_the_other_is_left(db) {
        let (anna, other) = two(&db).await;
        let (hers, theirs) = (furnished(&db, &anna, "anna").await, furnished(&db, &other, "other").await);
        let before = found(&db, &hers).await;
        let colleague = db.account(&anna.directory, "ben").await;
        let asking = found(&db, &theirs).await[0].clone().unwrap();
        let (whose, by, until) = (other.person.id.clone(), colleague.person.id.clone(), db.now().plus_secs(600));
        let listed = [other.person.id.clone(), colleague.person.id.clone()];
        db.write(move |tx| {
            vouches::set_listed(tx, &listed)?;
            vouches::open(tx, &asking.id, &whose, &Secret::new("4711"), "192.0.2.1", until)?;
            let id = vouches::open_ones(tx, vouches::Whose::Everybodys)?.remove(0).id;
            assert!(vouches::give(tx, &id, &by, "4711", 3)?);
            Ok(())
        }).await;
        join(&db, &anna, &other).await;

        assert_eq!(person(&db, &other.person.id).await, None);
        assert_eq!(accounts_of(&db, &anna.person.id).await, [anna.id.clone(), other.id.clone()]);
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM accounts WHERE is_primary"), 2, "hers and the colleague's");
        // what proves who somebody is stays with whom it was set up for
        assert_eq!(labels(&db, &anna.person.id).await, ["anna"]);
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM methods"), 1);
        let who = anna.person.id.clone();
        let redeemed = db.write(move |tx| Ok((methods::redeem_recovery_code(tx, &who, "other")?, methods::redeem_recovery_code(tx, &who, "anna")?))).await;
        assert_eq!(redeemed, (false, true));
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM recovery_codes"), 1);
        let invited = db.read(|tx| Ok((invitations::by_token(tx, "other")?, invitations::by_token(tx, "anna")?))).await;
        assert_eq!((invited.0, invited.1.map(|invitation| invitation.account)), (None, Some(anna.id.clone())));
        let who = anna.person.id.clone();
        assert_eq!(db.read(move |tx| invitations::by_code(tx, &who, "other")).await, None);
        assert_eq!(db.read(vouches::listed).await, std::slice::from_ref(&colleague), "nor does anybody vouch by being joined");

        assert_eq!(found(&db, &hers).await, before, "hers go on as they were");
        let after = found(&db, &theirs).await;
        assert_eq!(after[1..], [None, None], "enrolment and account page are over");
        let nobodys = after[0].as_ref().unwrap();
        assert_eq!((&nobodys.person, &nobodys.account), (&None, &None), "the recovery goes on as one of nobody");
        let (id, spent) = (nobodys.id.clone(), nobodys.id.clone());
        assert_eq!(db.read(move |tx| vouches::answer(tx, &id)).await, None);
        assert!(!db.write(move |tx| vouches::spend(tx, &spent)).await, "what was said for the other is said for nobody");
    }

    async fn joined_they_hold_the_earlier_seat(db) {
        let (anna, other) = two(&db).await;
        let earlier = onboarded(&db, &other).await;
        db.sleep(60);
        onboarded(&db, &anna).await;
        let (a, b) = (anna.person.id.clone(), other.person.id.clone());
        db.write(move |tx| {
            persons::set_enrolled(tx, &b, Some(tx.now()))?;
            persons::set_language(tx, &a, Some(Locale::De))?;
            persons::set_language(tx, &b, Some(Locale::En))
        }).await;
        assert_eq!(db.read(persons::seats_used).await, 2);
        join(&db, &anna, &other).await;
        assert_eq!(db.read(persons::seats_used).await, 1);
        let now = person(&db, &anna.person.id).await.unwrap();
        assert_eq!((now.onboarded_at, now.frozen_at), (Some(earlier), None));
        assert_eq!((now.enrolled_at, now.language), (None, Some(Locale::De)), "who has not enrolled has not by the other's doing");
        join(&db, &anna, &anna).await;
        assert_eq!(person(&db, &anna.person.id).await, Some(now), "with oneself: nothing");
    }

    async fn a_seat_of_either_is_one_of_both(db) {
        let corp = db.directory().await;
        let lab = db.directory_named("lab.example.com").await;
        for (login, stays_has, other_has) in [("anna", true, false), ("ben", false, true), ("cleo", false, false)] {
            let (stays, other) = (db.account(&corp, login).await, db.account(&lab, login).await);
            for (has, account) in [(stays_has, &stays), (other_has, &other)] {
                if has {
                    onboarded(&db, account).await;
                }
            }
            join(&db, &stays, &other).await;
            let seat = person(&db, &stays.person.id).await.unwrap().onboarded_at;
            assert_eq!(seat.is_some(), stays_has || other_has, "{login}");
        }
        assert_eq!(db.read(persons::seats_used).await, 2);
    }

    async fn who_is_stopped_stays_stopped(db) {
        let corp = db.directory().await;
        let lab = db.directory_named("lab.example.com").await;
        for (login, frozen) in [("anna", [true, false]), ("ben", [false, true]), ("cleo", [true, true])] {
            let (stays, other) = (db.account(&corp, login).await, db.account(&lab, login).await);
            let ids = [other.person.id.clone(), stays.person.id.clone()];
            let mut first = None;
            for (id, _) in ids.into_iter().zip([frozen[1], frozen[0]]).filter(|(_, frozen)| *frozen) {
                db.sleep(1);
                first = first.or(Some(db.now()));
                db.write(move |tx| persons::set_frozen(tx, &id, Some(tx.now()))).await;
            }
            join(&db, &stays, &other).await;
            assert_eq!(person(&db, &stays.person.id).await.unwrap().frozen_at, first, "{login}");
        }
    }

    /// The one who stays may be known only where they are no more.
    async fn joined_one_who_is_there_stands_for_them(db) {
        let (anna, other) = two(&db).await;
        db.behind(&format!("UPDATE accounts SET gone = {} WHERE id = '{}'", if db.is_sqlite() { "1" } else { "TRUE" }, anna.id)).unwrap();
        join(&db, &anna, &other).await;
        assert_eq!(accounts_of(&db, &anna.person.id).await, [other.id, anna.id]);
    }

    /// However many administrators there are: a seat that is given back meanwhile does not come back with the join.
    async fn joining_makes_no_seat(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let mut trios = Vec::new();
        for n in 0..6 {
            let trio = [db.person(&corp, &format!("stays{n}")).await, db.person(&lab, &format!("other{n}")).await, db.person(&lab, &format!("new{n}")).await];
            trios.push(trio);
        }
        let others: Vec<PersonId> = trios.iter().map(|[_, other, _]| other.clone()).collect();
        db.write(move |tx| persons::onboard(tx, &others, 6)).await.unwrap();
        let next = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let given = db.race(6, move |tx| {
            let n = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let [stays, other, new] = &trios[n / 2];
            if n % 2 == 1 {
                persons::join(tx, stays, other)?;
                return Ok(false);
            }
            persons::offboard(tx, std::slice::from_ref(other))?;
            Ok(persons::onboard(tx, std::slice::from_ref(new), 6)?.is_ok())
        }).await;
        assert!(db.read(persons::seats_used).await <= 6, "{given:?}");
    }

    async fn parted_each_keeps_their_own(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let [anna, other] = db.joined([&corp, &lab], "anna").await;
        let seat = onboarded(&db, &anna).await;
        let who = anna.person.id.clone();
        db.write(move |tx| {
            persons::set_enrolled(tx, &who, Some(tx.now()))?;
            persons::set_language(tx, &who, Some(Locale::De))
        }).await;
        let hers = furnished(&db, &anna, "anna").await;
        let own = part(&db, &other).await;

        assert_ne!(own, anna.person.id);
        let new = person(&db, &own).await.unwrap();
        assert_eq!((new.onboarded_at, new.enrolled_at, new.language), (None, None, None));
        assert_eq!(labels(&db, &own).await, [""; 0]);
        let (who, code) = (own.clone(), own.clone());
        assert_eq!(db.read(move |tx| methods::recovery_codes_left(tx, &who)).await, 0);
        assert!(!db.write(move |tx| methods::redeem_recovery_code(tx, &code, "anna")).await);
        assert_eq!(accounts_of(&db, &own).await, std::slice::from_ref(&other.id));
        assert_eq!(accounts_of(&db, &anna.person.id).await, std::slice::from_ref(&anna.id));
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM accounts WHERE is_primary"), 2);

        let left = person(&db, &anna.person.id).await.unwrap();
        assert_eq!((left.onboarded_at, left.enrolled_at, left.language), (Some(seat), Some(seat), Some(Locale::De)));
        assert_eq!(labels(&db, &anna.person.id).await, ["anna"]);
        let who = anna.person.id.clone();
        assert_eq!(db.read(move |tx| methods::recovery_codes_left(tx, &who)).await, 1);
        assert_eq!(db.read(persons::seats_used).await, 1);
        // a flow may hold what concerns either account, whichever it came through
        let after = found(&db, &hers).await;
        assert_eq!(after[1..], [None, None]);
        let nobodys = after[0].as_ref().unwrap();
        assert_eq!((&nobodys.person, &nobodys.account), (&None, &None));
    }

    /// Whoever said that somebody else is at work is not got round by parting the account that they are at.
    async fn parted_a_stop_holds_for_both(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let [anna, other] = db.joined([&corp, &lab], "anna").await;
        let (who, since) = (anna.person.id.clone(), db.now());
        db.write(move |tx| persons::set_frozen(tx, &who, Some(tx.now()))).await;
        db.sleep(60);
        let own = part(&db, &other).await;
        assert_eq!(person(&db, &own).await.unwrap().frozen_at, Some(since));
        assert_eq!(person(&db, &anna.person.id).await.unwrap().frozen_at, Some(since));
    }

    /// What was joined otherwise, or is gone, asks nobody any more; and what was decided holds for the two persons.
    async fn what_waits_and_what_is_apart(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let mut pairs = Vec::new();
        for login in ["anna", "ben", "cleo"] {
            pairs.push((db.account(&corp, login).await, db.account(&lab, login).await));
            db.sleep(1);
            let (first, other) = pairs[pairs.len() - 1].clone();
            let pair = Pair { first: first.id, other: other.id };
            db.write(move |tx| persons::review(tx, &pair, Evidence::Mail, Doubt::MailShared)).await;
        }
        let waiting = async || {
            let (rows, all) = db.read(|tx| persons::open_reviews(tx, 2)).await;
            (rows.into_iter().map(|review| review.first).collect::<Vec<_>>(), all)
        };
        let apart = async |one: &Account, two: &Account| {
            let (one, two) = (one.person.id.clone(), two.person.id.clone());
            db.read(move |tx| persons::are_apart(tx, &one, &two)).await
        };
        let [anna, ben, cleo] = &pairs[..] else { panic!() };
        assert_eq!(waiting().await, (vec![anna.0.id.clone(), ben.0.id.clone()], 3), "oldest first");
        join(&db, &anna.0, &anna.1).await;
        assert_eq!(waiting().await, (vec![ben.0.id.clone(), cleo.0.id.clone()], 2));
        let yes = if db.is_sqlite() { "1" } else { "TRUE" };
        db.behind(&format!("UPDATE accounts SET gone = {yes} WHERE id = '{}'", cleo.1.id)).unwrap();
        assert_eq!(waiting().await, (vec![ben.0.id.clone()], 1));
        assert!(!apart(&ben.0, &ben.1).await, "nobody decided yet");
        let id = db.read(|tx| persons::open_reviews(tx, 1)).await.0.remove(0).id;
        let same = id.clone();
        let first = db.race(4, move |tx| persons::decided(tx, &same, false)).await;
        assert_eq!(first.into_iter().filter(|first| *first).count(), 1);
        assert_eq!(waiting().await, (vec![], 0));
        assert!(apart(&ben.0, &ben.1).await && apart(&ben.1, &ben.0).await);
        assert!(!apart(&ben.0, &anna.1).await);
        assert_eq!(db.read(move |tx| persons::review_by_id(tx, &id)).await, None);
    }

    async fn found_and_shown_with_all_their_accounts(db) {
        let (corp, lab, shop) = (db.directory().await, db.directory_named("lab.example.com").await, db.directory_named("shop.example.com").await);
        let [anna, other, gone] = db.joined([&corp, &lab, &shop], "anna").await;
        let ben = db.account(&corp, "ben").await;
        for account in [&anna, &ben] {
            onboarded(&db, account).await;
        }
        let yes = if db.is_sqlite() { "1" } else { "TRUE" };
        db.behind(&format!("UPDATE accounts SET search_text = 'lindqvist', login = 'a.lindqvist' WHERE id = '{}'", other.id)).unwrap();
        db.behind(&format!("UPDATE accounts SET gone = {yes} WHERE id = '{}'", gone.id)).unwrap();
        let named = async |text: &'static str| db.read(move |tx| persons::roster_of_names(tx, text)).await;
        let row = (anna.person.id.0.clone(), "ANNA".to_owned(), "anna".to_owned());
        assert_eq!(named("lindqvist").await, std::slice::from_ref(&row), "by any account, shown by the one that stands for them");
        assert_eq!(named("anna").await, [row], "once");
        assert_eq!(named("").await.len(), 2);
        let both = [anna.person.id.clone(), ben.person.id.clone()];
        let others = db.read(move |tx| persons::other_accounts(tx, &both)).await;
        let expected = persons::OtherAccount { person: anna.person.id, id: other.id, directory: "Northwind account".into(), login: "a.lindqvist".into() };
        assert_eq!(others, [expected]);
    }

    async fn parted_from_the_one_that_stood_for_them(db) {
        let (corp, lab, shop) = (db.directory().await, db.directory_named("lab.example.com").await, db.directory_named("shop.example.com").await);
        let [first, second, third] = db.joined([&corp, &lab, &shop], "anna").await;
        let own = part(&db, &first).await;
        assert_eq!(accounts_of(&db, &own).await, std::slice::from_ref(&first.id));
        let rest: BTreeSet<_> = accounts_of(&db, &first.person.id).await.into_iter().collect();
        assert_eq!(rest, [second.id, third.id].into());
        let marked = |person: &PersonId| db.number(&format!("SELECT COUNT(*) AS n FROM accounts WHERE is_primary AND person = '{person}'"));
        assert_eq!((marked(&own), marked(&first.person.id)), (1, 1));
    }

    async fn the_only_account_is_not_parted(db) {
        let (anna, _) = two(&db).await;
        let refused = |id: AccountId| db.store.write(move |tx| persons::part(tx, &id));
        assert!(matches!(refused(anna.id.clone()).await, Err(StoreError::Other(_))));
        assert!(refused(AccountId("nobody".into())).await.is_err());
        assert_eq!((accounts_of(&db, &anna.person.id).await, db.number("SELECT COUNT(*) AS n FROM persons")), (vec![anna.id], 2));
    }

    /// Two administrators at once, one account each: somebody keeps seat and methods.
    async fn the_last_account_is_not_parted_by_two_at_once(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let [anna, other] = db.joined([&corp, &lab], "anna").await;
        onboarded(&db, &anna).await;
        let next = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let accounts = [anna.id.clone(), other.id];
        let parted = db.race(1, move |tx| {
            let n = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Ok(persons::part(tx, &accounts[n]).is_ok())
        }).await;
        assert_eq!(parted.into_iter().filter(|parted| *parted).count(), 1);
        assert_eq!(accounts_of(&db, &anna.person.id).await.len(), 1);
    }

    async fn an_invitation_to_the_parted_account_opens_nothing(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let [anna, other] = db.joined([&corp, &lab], "anna").await;
        for (account, name) in [(&other, "theirs"), (&anna, "hers")] {
            let account = account.clone();
            db.write(move |tx| invitations::create(tx, &account, &Secret::new(name), &Secret::new(name), 600)).await;
            // used, so that the next one leaves it alone
            db.behind("UPDATE invitations SET used_at = 1").unwrap();
        }
        let own = part(&db, &other).await;
        assert_eq!(db.read(|tx| invitations::by_token(tx, "theirs")).await, None);
        let hers = db.read(|tx| invitations::by_token(tx, "hers")).await.unwrap();
        assert_eq!((hers.person, hers.account), (anna.person.id.clone(), anna.id));
        let codes = db.read(move |tx| Ok((invitations::by_code(tx, &anna.person.id, "theirs")?, invitations::by_code(tx, &own, "theirs")?))).await;
        assert_eq!(codes, (None, None));
    }

    async fn a_joined_account_brings_its_rules_along_and_takes_them_away(db) {
        let (anna, other) = two(&db).await;
        let rule = policies::Rule {
            id: "admins".into(), place: 0, name: "Admins".into(), directory: other.directory.clone(),
            group: latchkey_domain::ids::ObjectId("group".into()), privileged: true,
            policy: latchkey_domain::policy::MethodPolicy::default(), read_at: None,
        };
        let member = other.id.clone();
        db.write(move |tx| { policies::put(tx, &rule)?; policies::set_members(tx, "admins", &[member]) }).await;
        let rule = async |person: &PersonId| {
            let person = person.clone();
            db.read(move |tx| policies::of_person(tx, &person)).await.map(|rule| rule.id)
        };
        assert_eq!(rule(&anna.person.id).await, None);
        join(&db, &anna, &other).await;
        assert_eq!(rule(&anna.person.id).await.as_deref(), Some("admins"));
        let own = part(&db, &other).await;
        assert_eq!((rule(&anna.person.id).await, rule(&own).await.as_deref()), (None, Some("admins")));
    }
}
