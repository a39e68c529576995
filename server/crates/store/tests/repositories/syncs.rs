//! What each run of an import says it found, and the guard before people are gone.

use crate::support::{Db, entry, on_both};
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::sync::{Counts, Field, Kind};
use latchkey_store::imports::{Ended, Phase};
use latchkey_store::sync::{ChangeRow, Trigger};
use latchkey_store::{accounts, imports, persons, sync};

/// People of a unit; `entry` puts nobody into one.
fn of(unit: &str, range: std::ops::Range<u32>) -> Vec<Entry> {
    range
        .map(|n| {
            let login = format!("{unit}{n:03}");
            Entry { dn: format!("CN={login},OU={unit},DC=corp,DC=example"), ..entry(&login) }
        })
        .collect()
}

async fn run(db: &Db, id: &DirectoryId, people: Vec<Entry>, units: &[&str]) -> Ended {
    let (id, units) = (id.clone(), units.iter().map(|unit| (*unit).to_owned()).collect::<Vec<_>>());
    db.write(move |tx| {
        let run = imports::start(tx, &id, 0)?.run;
        assert!(imports::page(tx, &id, run, None, &people, None)?);
        imports::end(tx, &id, run, &units)
    })
    .await
}

async fn behind(db: &Db, id: &DirectoryId, run: i64, kind: Kind) -> Vec<ChangeRow> {
    let id = id.clone();
    db.read(move |tx| sync::people(tx, &id, run, kind, "", 1000)).await.rows
}

async fn logins(db: &Db, id: &DirectoryId, run: i64, kind: Kind) -> Vec<String> {
    let mut all: Vec<String> = behind(db, id, run, kind).await.into_iter().map(|row| row.login).collect();
    all.sort();
    all
}

async fn state(db: &Db, id: &DirectoryId) -> imports::ImportRow {
    let id = id.clone();
    db.read(move |tx| imports::get(tx, &id)).await.unwrap()
}

async fn report(db: &Db, id: &DirectoryId, run: i64) -> sync::RunRow {
    let id = id.clone();
    db.read(move |tx| sync::get(tx, &id, run)).await.unwrap()
}

async fn present(db: &Db, id: &DirectoryId) -> i64 {
    let id = id.clone();
    db.read(move |tx| accounts::count(tx, &id)).await
}

on_both! {
    async fn the_first_says_numbers_and_the_next_says_whom(db) {
        let id = db.directory().await;
        let all = [of("staff", 0..300), of("labs", 0..300)].concat();
        assert_eq!(run(&db, &id, all.clone(), &[]).await, Ended::Finished(Counts { new: 600, ..Counts::default() }));
        assert_eq!(db.number("SELECT count(*) AS n FROM sync_changes"), 0, "a number, no row for each");
        let first = report(&db, &id, 1).await;
        assert_eq!((first.is_first, first.phase, first.seen, first.trigger), (true, Phase::Finished, 600, Trigger::Administrator));

        let written = "SELECT count(*) AS n FROM accounts WHERE updated_at <> created_at";
        db.sleep(3600);
        let mut next = all.clone();
        next[0] = Entry { mail: None, phone: Some("+1 555".into()), display_name: "Someone Else".into(), ..next[0].clone() };
        next[1].dn = "CN=staff001,OU=labs,DC=corp,DC=example".into();
        next[2].disabled = true;
        next.remove(3);
        next.push(entry("dora"));
        let found = run(&db, &id, next.clone(), &[]).await;
        let counts = Counts { new: 1, changed: 1, moved: 1, disabled: 1, gone: 1, ..Counts::default() };
        assert_eq!(found, Ended::Finished(counts));
        assert_eq!(db.number(written), 4, "who is as they were is not written");
        let changed = behind(&db, &id, 2, Kind::Changed).await;
        let fields: Vec<_> = changed.iter().map(|row| row.field.unwrap()).collect();
        assert_eq!(fields, [Field::DisplayName, Field::Mail, Field::Phone]);
        assert_eq!((changed[1].before.as_deref(), changed[1].after.as_deref()), (Some("staff000@mail.example.com"), None));
        assert!(changed.iter().all(|row| row.name == "Someone Else" && row.login == "staff000"));
        let moved = behind(&db, &id, 2, Kind::Moved).await.remove(0);
        assert_eq!(moved.before.as_deref(), Some("CN=staff001,OU=staff,DC=corp,DC=example"));
        assert_eq!(moved.after.as_deref(), Some("CN=staff001,OU=labs,DC=corp,DC=example"));
        assert_eq!(logins(&db, &id, 2, Kind::Gone).await, ["staff003"]);
        assert_eq!(logins(&db, &id, 2, Kind::New).await, ["dora"]);

        // enabled again, and nothing else; then nothing at all
        next[2].disabled = false;
        assert_eq!(run(&db, &id, next.clone(), &[]).await, Ended::Finished(Counts { enabled: 1, ..Counts::default() }));
        assert_eq!(run(&db, &id, next, &[]).await, Ended::Finished(Counts::default()));
        let list = id.clone();
        let runs = db.read(move |tx| sync::runs(tx, &list, 9)).await;
        assert_eq!(runs.iter().map(|row| row.run).collect::<Vec<_>>(), [4, 3, 2, 1]);
    }

    async fn who_is_back_is_the_same_and_who_was_made_anew_is_not(db) {
        let id = db.directory().await;
        let all = of("staff", 0..100);
        run(&db, &id, all.clone(), &[]).await;
        let key = id.clone();
        let seven = db.write(move |tx| {
            let seven = accounts::by_name(tx, "staff007")?.remove(0);
            persons::onboard(tx, std::slice::from_ref(&seven.person.id), 10)?.unwrap();
            persons::set_enrolled(tx, &seven.person.id, Some(tx.now()))?;
            imports::get(tx, &key)?;
            Ok(seven)
        }).await;
        let without: Vec<Entry> = all.iter().filter(|entry| entry.login != "staff007").cloned().collect();
        assert_eq!(run(&db, &id, without.clone(), &[]).await, Ended::Finished(Counts { gone: 1, ..Counts::default() }));

        // the same object again: found as they were
        assert_eq!(run(&db, &id, all.clone(), &[]).await, Ended::Finished(Counts { back: 1, ..Counts::default() }));
        let key = seven.id.clone();
        let again = db.read(move |tx| accounts::by_id(tx, &key)).await.unwrap();
        assert!(!again.gone && again.person.onboarded_at.is_some() && again.person.enrolled_at.is_some());
        assert_eq!(behind(&db, &id, 3, Kind::Back).await.remove(0).account, seven.id);

        // another object of the same login: a stranger, in the same run as the old one goes
        let mut anew = without;
        anew.push(Entry { object_id: latchkey_domain::ids::ObjectId("another".into()), ..all[7].clone() });
        let counts = Counts { gone: 1, recreated: 1, ..Counts::default() };
        assert_eq!(run(&db, &id, anew, &[]).await, Ended::Finished(counts));
        let found = db.read(|tx| accounts::by_name(tx, "staff007")).await;
        assert_eq!(found.len(), 1);
        assert!(found[0].id != seven.id && found[0].person.onboarded_at.is_none() && found[0].person.enrolled_at.is_none());
        assert_eq!(behind(&db, &id, 4, Kind::Recreated).await.remove(0).account, found[0].id);
    }

    /// Somebody is renamed, and somebody new takes the old login: nobody was made anew, whoever comes first.
    async fn a_login_that_was_given_on_is_no_sign_of_it(db) {
        let id = db.directory().await;
        let all = of("staff", 0..40);
        run(&db, &id, all.clone(), &[]).await;
        let mut next = all.clone();
        next[0].login = "renamed".into();
        next.insert(0, Entry { object_id: latchkey_domain::ids::ObjectId("another".into()), ..all[0].clone() });
        let counts = Counts { new: 1, changed: 1, ..Counts::default() };
        assert_eq!(run(&db, &id, next, &[]).await, Ended::Finished(counts));
    }

    async fn many_are_asked_about_before_they_are_gone(db) {
        let id = db.directory().await;
        let all = [of("staff", 0..1000), of("labs", 0..200)].concat();
        run(&db, &id, all.clone(), &[]).await;
        // fifty go without a word, one more asks
        let fifty: Vec<Entry> = all.iter().skip(50).cloned().collect();
        assert_eq!(run(&db, &id, fifty.clone(), &[]).await, Ended::Finished(Counts { gone: 50, ..Counts::default() }));
        let mut next: Vec<Entry> = fifty.iter().skip(51).cloned().collect();
        next[0].mail = None;
        next.push(entry("dora"));
        let counts = Counts { held: 51, new: 1, changed: 1, ..Counts::default() };
        assert_eq!(run(&db, &id, next.clone(), &[]).await, Ended::Asking { counts, anew: true });
        assert_eq!(present(&db, &id).await, 1151, "nobody is gone, and the rest is done");
        assert_eq!((state(&db, &id).await.phase, state(&db, &id).await.asking_run), (Phase::Asking, Some(3)));
        assert_eq!(behind(&db, &id, 3, Kind::Gone).await, vec![]);

        // the next run takes in what is new and asks for itself
        next.push(entry("erik"));
        let counts = Counts { held: 51, new: 1, ..Counts::default() };
        assert_eq!(run(&db, &id, next.clone(), &[]).await, Ended::Asking { counts, anew: false });
        let decide = |run: i64, are_gone: bool| {
            let id = id.clone();
            db.write(move |tx| imports::decide(tx, &id, run, are_gone, "admin:jonas"))
        };
        assert_eq!(decide(3, true).await, None, "that question is over");
        let old = report(&db, &id, 3).await;
        assert_eq!((old.phase, old.are_gone, old.counts.held), (Phase::Finished, None, 51));
        assert_eq!(decide(4, false).await, Some(51));
        assert_eq!((present(&db, &id).await, state(&db, &id).await.phase), (1152, Phase::Finished));
        assert_eq!(decide(4, true).await, None, "answered");
        let kept = report(&db, &id, 4).await;
        assert_eq!((kept.phase, kept.are_gone, kept.decided_by.as_deref()), (Phase::Finished, Some(false), Some("admin:jonas")));

        // kept people are asked about again; while a run is under way the question stands, and who was seen stays
        let counts = Counts { held: 51, ..Counts::default() };
        assert_eq!(run(&db, &id, next.clone(), &[]).await, Ended::Asking { counts, anew: true });
        let key = id.clone();
        let seen = vec![fifty[0].clone()];
        db.write(move |tx| {
            let run = imports::start(tx, &key, 0)?.run;
            imports::page(tx, &key, run, None, &seen, Some("next"))
        }).await;
        assert_eq!(decide(5, true).await, Some(50));
        assert_eq!(present(&db, &id).await, 1102);
        assert_eq!(state(&db, &id).await.phase, Phase::Running);
        let gone = report(&db, &id, 5).await;
        assert_eq!((gone.are_gone, gone.counts.gone, gone.counts.held), (Some(true), 50, 0));
        assert_eq!(behind(&db, &id, 5, Kind::Gone).await.len(), 50);
        let mut back = next;
        back.push(fifty[0].clone());
        let key = id.clone();
        db.write(move |tx| {
            assert!(imports::page(tx, &key, 6, Some("next"), &back, None)?);
            assert_eq!(imports::end(tx, &key, 6, &[])?, Ended::Finished(Counts::default()));
            Ok(())
        }).await;
    }

    async fn a_unit_that_is_empty_now_is_asked_about_however_few_they_were(db) {
        let id = db.directory().await;
        let all = [of("staff", 0..1000), of("labs", 0..2)].concat();
        run(&db, &id, all.clone(), &[]).await;
        let counts = Counts { held: 2, ..Counts::default() };
        assert_eq!(run(&db, &id, of("staff", 0..1000), &[]).await, Ended::Asking { counts, anew: true });
        let key = id.clone();
        let missing = db.read(move |tx| imports::missing(tx, &key, 2, &[])).await;
        assert_eq!(missing.emptied, [("OU=labs,DC=corp,DC=example".to_owned(), 2)]);
        assert_eq!((missing.present, missing.people.len()), (1002, 2));
        // they come again: nothing is left to ask
        assert_eq!(run(&db, &id, all, &[]).await, Ended::Finished(Counts::default()));
        assert_eq!(state(&db, &id).await.asking_run, None);
        // a unit whose people were all moved is no loss, nor is one that an administrator left out
        let moved: Vec<Entry> = of("labs", 0..2).into_iter().map(|entry| Entry { dn: entry.dn.replace("labs", "staff"), ..entry }).collect();
        let next = [of("staff", 0..1000), moved].concat();
        assert_eq!(run(&db, &id, next, &[]).await, Ended::Finished(Counts { moved: 2, ..Counts::default() }));
        run(&db, &id, [of("staff", 0..1000), of("labs", 0..2)].concat(), &[]).await;
        let left = run(&db, &id, of("staff", 0..1000), &["OU=staff,DC=corp,DC=example"]).await;
        assert_eq!(left, Ended::Finished(Counts { gone: 2, ..Counts::default() }));
    }

    async fn it_is_due_once_for_each_time(db) {
        let id = db.directory().await;
        let (a, people) = (id.clone(), of("staff", 0..10));
        db.write(move |tx| imports::start(tx, &a, 0)).await;
        assert_eq!(state(&db, &id).await.next_at, None, "not before the first is finished");
        let (a, first) = (id.clone(), people.clone());
        db.write(move |tx| { imports::page(tx, &a, 1, None, &first, None)?; imports::end(tx, &a, 1, &[]) }).await;
        let due = state(&db, &id).await.next_at.unwrap();
        assert_eq!(due.since(db.now()), 3600 * 1000);
        db.sleep(3600);
        // ten at a time, on two servers
        let key = id.clone();
        let begun = db.race(10, move |tx| imports::start_due(tx, &key, due, 10)).await;
        let begun: Vec<_> = begun.into_iter().flatten().collect();
        assert_eq!(begun.iter().map(|row| row.run).collect::<Vec<_>>(), [2]);
        let row = state(&db, &id).await;
        assert_eq!((row.phase, row.next_at), (Phase::Running, Some(due.plus_secs(3600))));
        assert_eq!(report(&db, &id, 2).await.trigger, Trigger::Schedule);
        // still under way at its next time: that one is left out
        db.sleep(3600);
        let (a, b) = (id.clone(), due.plus_secs(3600));
        assert_eq!(db.write(move |tx| imports::start_due(tx, &a, b, 10)).await, None);
        assert_eq!(state(&db, &id).await.next_at, Some(due.plus_secs(7200)));
        // one that fails leaves the next to its time, and nobody is gone by it
        let (a, b, c) = (id.clone(), due.plus_secs(7200), id.clone());
        db.write(move |tx| imports::fail(tx, &c, 2, "away")).await;
        assert_eq!((report(&db, &id, 2).await.phase, present(&db, &id).await), (Phase::Failed, 10));
        db.sleep(3600);
        assert_eq!(db.write(move |tx| imports::start_due(tx, &a, b, 10)).await.map(|row| row.run), Some(3));

        let set = |minutes: i64| { let id = id.clone(); db.write(move |tx| imports::set_every(tx, &id, minutes)) };
        assert!(set(0).await);
        assert_eq!(state(&db, &id).await.next_at, None, "off");
        let (a, late) = (id.clone(), due.plus_secs(10_800));
        assert_eq!(db.write(move |tx| imports::start_due(tx, &a, late, 10)).await, None);
        assert!(set(1440).await);
        assert_eq!(state(&db, &id).await.next_at, Some(due.plus_secs(23 * 3600)));
    }

    async fn reports_are_kept_for_ninety_days(db) {
        let id = db.directory().await;
        run(&db, &id, of("staff", 0..40), &[]).await;
        run(&db, &id, of("staff", 0..41), &[]).await;
        db.sleep(90 * 86_400);
        assert_eq!(db.write(sync::purge).await, 0);
        db.sleep(1);
        run(&db, &id, of("staff", 0..41), &[]).await;
        assert_eq!(db.write(sync::purge).await, 2);
        assert_eq!(db.number("SELECT count(*) AS n FROM sync_changes"), 0);
        assert_eq!(db.number("SELECT count(*) AS n FROM sync_runs"), 1);
    }

    async fn pages_of_people_keep_their_fields_together(db) {
        let id = db.directory().await;
        run(&db, &id, of("staff", 0..40), &[]).await;
        let changed = of("staff", 0..40).into_iter().map(|entry| Entry { mail: None, phone: Some("1".into()), ..entry }).collect();
        run(&db, &id, changed, &[]).await;
        let (mut all, mut after) = (Vec::new(), String::new());
        loop {
            let (key, from) = (id.clone(), after.clone());
            let page = db.read(move |tx| sync::people(tx, &key, 2, Kind::Changed, &from, 8)).await;
            assert_eq!(page.rows.len(), 16);
            all.extend(page.rows);
            let Some(next) = page.next else { break };
            after = next;
        }
        assert_eq!(all.len(), 80);
        assert!(all.chunks(2).all(|pair| pair[0].account == pair[1].account));
    }
}
