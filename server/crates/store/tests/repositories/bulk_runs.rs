//! What is done to many people at once: who is meant, chunk by chunk, and what is kept of it.

use crate::support::{Db, entry, on_both};
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::{DirectoryId, PersonId};
use latchkey_store::audit::{self, Verified};
use latchkey_store::bulk_runs::{self, BulkKind, Phase, Selection, WhyLeftOut};
use latchkey_store::persons::{self, MatchCounts, PeopleFilter};
use latchkey_store::{AuditEvent, StoreResult, Tx, accounts, imports};

fn all() -> PeopleFilter {
    PeopleFilter::default()
}

fn selection() -> Selection {
    Selection::Matching { text: String::new(), onboarded_only: false }
}

fn begun(tx: &mut Tx) -> StoreResult<bulk_runs::BulkRun> {
    bulk_runs::create(tx, BulkKind::Onboard, Phase::Running, "jonas", selection())
}

/// Eight people, of whom one is disabled, one protected, one both; one is onboarded already.
async fn office(db: &Db) -> (DirectoryId, Vec<PersonId>) {
    let id = db.directory().await;
    let mut people = Vec::new();
    for n in 0..8 {
        let (id, entry) = (id.clone(), entry(&format!("p{n}")));
        let entry = Entry { disabled: matches!(n, 1 | 3), protected: matches!(n, 2 | 3), ..entry };
        people.push(db.write(move |tx| accounts::upsert(tx, &id, &entry, 1)).await.person.id);
    }
    let first = people[0].clone();
    db.write(move |tx| persons::onboard(tx, &[first], 100)).await.unwrap();
    (id, people)
}

on_both! {
    async fn counted_in_one_look(db) {
        let (id, people) = office(&db).await;
        let counts = db.read(|tx| persons::counts(tx, &all())).await;
        assert_eq!(counts, MatchCounts { total: 8, able: 4, onboarded: 1, disabled: 2, protected: 1, ..MatchCounts::default() });
        assert_eq!(counts.already(), 1);
        let some = PeopleFilter { text: "P7".into(), onboarded_only: false };
        assert_eq!(db.read(move |tx| persons::counts(tx, &some)).await, MatchCounts { total: 1, able: 1, ..MatchCounts::default() });
        let seated = PeopleFilter { text: String::new(), onboarded_only: true };
        assert_eq!(db.read(move |tx| persons::counts(tx, &seated)).await.total, 1);
        let none = PeopleFilter { text: "nobody".into(), onboarded_only: false };
        assert_eq!(db.read(move |tx| persons::counts(tx, &none)).await, MatchCounts::default());
        // one who holds a seat and is gone counts, one who is only gone does not
        let entries: Vec<Entry> = (2..8).map(|n| entry(&format!("p{n}"))).collect();
        db.write(move |tx| {
            imports::start(tx, &id, 0)?;
            let run = imports::start(tx, &id, 0)?.run;
            imports::page(tx, &id, run, None, &entries, None)?;
            imports::finish(tx, &id, run)
        }).await;
        let counts = db.read(|tx| persons::counts(tx, &all())).await;
        assert_eq!(counts, MatchCounts { total: 7, able: 6, onboarded: 1, gone: 1, ..MatchCounts::default() });
        let hindered = db.read(|tx| persons::matching_hindered(tx, &all(), 10)).await;
        assert_eq!(hindered.iter().map(|account| &account.person.id).collect::<Vec<_>>(), [&people[0]]);
        assert_eq!(db.read(|tx| persons::matching_accounts(tx, &all(), 3)).await.len(), 3);
        assert_eq!(db.read(move |tx| persons::primary_accounts(tx, &people)).await.len(), 8);
    }

    async fn whoever_matched_when_it_began_is_on_the_list(db) {
        let (id, people) = office(&db).await;
        let run = db.write(|tx| {
            let run = begun(tx)?;
            assert_eq!(bulk_runs::add_able(tx, &run.id, &all())?, 4);
            Ok(run)
        }).await;
        db.person(&id, "later").await;
        let (known, wanted) = (run.clone(), people[4..].to_vec());
        let listed = db.read(move |tx| bulk_runs::people(tx, &known.id)).await;
        assert_eq!(listed, { let mut ids = wanted; ids.sort(); ids });
        let removal = db.write(|tx| {
            let run = bulk_runs::create(tx, BulkKind::Offboard, Phase::Running, "jonas", selection())?;
            assert_eq!(bulk_runs::add_onboarded(tx, &run.id, &all())?, 1);
            bulk_runs::people(tx, &run.id)
        }).await;
        assert_eq!(removal, people[..1]);
        assert!(db.read(|tx| bulk_runs::is_running(tx, BulkKind::Onboard, &selection())).await);
        assert!(!db.read(|tx| bulk_runs::is_running(tx, BulkKind::Onboard, &Selection::People)).await);
    }

    async fn what_it_did_not_come_to_is_no_longer_on_its_list(db) {
        let (_, _) = office(&db).await;
        let (run, done) = db.write(|tx| {
            let mut run = begun(tx)?;
            run.total = bulk_runs::add_able(tx, &run.id, &all())?;
            let two = bulk_runs::next(tx, &run, 2)?;
            run.dealt_with(tx, &two[..1]);
            run.passed_over(tx, &two[1..])?;
            run.left_out.add("P5".into(), WhyLeftOut::Gone);
            run.done_to = two[1].0.clone();
            bulk_runs::save(tx, &run)?;
            let rest = bulk_runs::next(tx, &run, 10)?;
            assert_eq!(rest.len(), 2);
            bulk_runs::end(tx, &mut run, Phase::Stopped, Some("no seats".into()))?;
            Ok((run, two[0].clone()))
        }).await;
        let (id, same) = (run.id.clone(), run.id.clone());
        assert_eq!(db.read(move |tx| bulk_runs::people(tx, &id)).await, [done]);
        assert_eq!(db.read(move |tx| bulk_runs::get(tx, &same)).await, Some(run.clone()));
        assert_eq!((run.done, run.left_out.total(), run.finished_at), (1, 1, Some(db.now())));
        assert!(!db.read(|tx| bulk_runs::is_running(tx, BulkKind::Onboard, &selection())).await);
        // a list that was changed behind our back does not fit what the audit log says of it
        let id = run.id.clone();
        assert_eq!(db.read(move |tx| bulk_runs::digest_of(tx, &id)).await, run.digest);
        db.behind(&format!("INSERT INTO bulk_run_people (run, person) VALUES ('{}', 'zoe')", run.id)).unwrap();
        let id = run.id.clone();
        assert_ne!(db.read(move |tx| bulk_runs::digest_of(tx, &id)).await, run.digest);
    }

    async fn the_audit_log_vouches_for_the_list_beside_it(db) {
        let people = vec![PersonId("a".into()), PersonId("b".into())];
        let run = db.write(move |tx| {
            let run = begun(tx)?;
            let run = bulk_runs::at_once(tx, run, &people)?;
            let detail = serde_json::json!({ "run": run.id, "people": run.done, "digest": run.digest });
            tx.audit(AuditKind::PeopleOnboarded, Actor::Latchkey, AuditEvent::default().detail(detail));
            tx.audit(AuditKind::PeopleOnboarded, Actor::Latchkey, AuditEvent::default());
            Ok(run)
        }).await;
        assert_eq!((run.phase, run.total, run.done), (Phase::Finished, 2, 2));
        assert!(matches!(db.read(audit::verify).await, Verified::Whole { rows: 2, .. }));
        db.behind(&format!("UPDATE bulk_run_people SET person = 'c' WHERE person = 'a' AND run = '{}'", run.id)).unwrap();
        assert!(matches!(db.read(audit::verify).await, Verified::Broken { seq: 1, .. }));
        db.behind("UPDATE bulk_run_people SET person = 'a' WHERE person = 'c'").unwrap();
        assert!(matches!(db.read(audit::verify).await, Verified::Whole { .. }));
        db.behind("DELETE FROM bulk_runs").unwrap();
        assert!(matches!(db.read(audit::verify).await, Verified::Broken { seq: 1, .. }));
    }

    async fn the_latest_first_and_none_that_never_began(db) {
        let old = db.write(begun).await;
        db.sleep(3000);
        let new = db.write(begun).await;
        let (kind, phase) = (BulkKind::Onboard, Phase::Collecting);
        let unborn = db.write(move |tx| {
            let run = bulk_runs::create(tx, kind, phase, "jonas", selection())?;
            bulk_runs::add_people(tx, &run.id, &[PersonId("b".into()), PersonId("a".into()), PersonId("b".into())])?;
            assert_eq!(bulk_runs::people(tx, &run.id)?.len(), 2);
            Ok(run)
        }).await;
        let since = old.started_at;
        let found = db.read(move |tx| bulk_runs::recent(tx, since, 10)).await;
        assert_eq!(found, [new.clone(), old]);
        let since = new.started_at;
        assert_eq!(db.read(move |tx| bulk_runs::recent(tx, since, 10)).await.len(), 1);
        db.write(bulk_runs::purge).await;
        let id = unborn.id.clone();
        assert!(db.read(move |tx| bulk_runs::get(tx, &id)).await.is_some(), "it is being written down");
        db.sleep(3601);
        db.write(bulk_runs::purge).await;
        assert!(db.read(move |tx| bulk_runs::get(tx, &unborn.id)).await.is_none());
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM bulk_run_people"), 0);
        assert_eq!(db.read(|tx| bulk_runs::recent(tx, latchkey_domain::Timestamp(0), 10)).await.len(), 2, "the others stay");
    }

    async fn names_are_few_and_counts_are_whole(db) {
        let run = db.write(|tx| {
            let mut run = begun(tx)?;
            for n in 0..120 {
                run.left_out.add(format!("P{n}"), WhyLeftOut::NotImported);
            }
            run.left_out.count(WhyLeftOut::Disabled, 30);
            bulk_runs::save(tx, &run)?;
            Ok(run)
        }).await;
        let kept = db.read(move |tx| bulk_runs::get(tx, &run.id)).await.unwrap().left_out;
        assert_eq!((kept.names.len(), kept.total()), (bulk_runs::MOST_NAMES, 150));
    }
}
