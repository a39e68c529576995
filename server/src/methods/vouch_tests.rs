#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use super::*;
use crate::methods::stage::{self, Stage};
use crate::methods::{self, DirectoryMethods};
use latchkey_contract::settings::MethodSettings;
use latchkey_domain::Secret;
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::{DirectoryId, FlowId, ObjectId};
use latchkey_store::accounts;
use latchkey_store::directories::{self, DirectoryRow};

/// Two directories. Ana has an account in both: Ben leads her in the first, Cleo in the second. Ben has one in the first
/// alone; somebody else stands at the same place in the second. Cleo has one in both.
struct Office {
    stage: Stage,
    corp: DirectoryId,
    lab: DirectoryId,
    ana: PersonId,
    ben: PersonId,
    cleo: PersonId,
    other_ben: PersonId,
}

fn entry(login: &str, manager: Option<&str>) -> Entry {
    Entry {
        object_id: ObjectId(format!("guid-{login}")),
        dn: format!("CN={login}"),
        login: login.into(),
        display_name: login.into(),
        manager_dn: manager.map(|name| format!("CN={name}")),
        ..stage::anna(None)
    }
}

/// As an import finds it; onboarded and enrolled.
fn put(tx: &mut Tx, directory: &DirectoryId, entry: &Entry) -> StoreResult<PersonId> {
    let account = accounts::upsert(tx, directory, entry, 1)?;
    persons::onboard(tx, std::slice::from_ref(&account.person.id), 100)?.unwrap();
    persons::set_enrolled(tx, &account.person.id, Some(tx.now()))?;
    Ok(account.person.id)
}

impl Office {
    async fn new() -> Self {
        let stage = Stage::new(&[MethodKind::Totp, MethodKind::Vouch], MethodSettings::default()).await;
        let anna = stage.account.clone();
        let made = stage.write(move |tx| {
            let corp = accounts::by_id(tx, &anna)?.unwrap().directory;
            let lab = DirectoryId(tx.new_id());
            directories::insert(tx, &DirectoryRow { name: "lab.example".into(), ..stage::practice(&lab) })?;
            let (ana, same) =
                (put(tx, &corp, &entry("ana", Some("ben")))?, put(tx, &lab, &entry("ana", Some("cleo")))?);
            persons::join(tx, &ana, &same)?;
            let (cleo, same) = (put(tx, &corp, &entry("cleo", None))?, put(tx, &lab, &entry("cleo", None))?);
            persons::join(tx, &cleo, &same)?;
            let (ben, other_ben) = (put(tx, &corp, &entry("ben", None))?, put(tx, &lab, &entry("ben", None))?);
            Ok((corp, lab, ana, ben, cleo, other_ben))
        });
        let (corp, lab, ana, ben, cleo, other_ben) = made.await;
        Self { stage, corp, lab, ana, ben, cleo, other_ben }
    }

    /// As the next import finds it.
    async fn finds(&self, directory: &DirectoryId, entry: Entry) {
        let directory = directory.clone();
        self.stage.write(move |tx| accounts::upsert(tx, &directory, &entry, 1)).await;
    }

    /// A recovery of this person's in which they wait for a colleague.
    async fn asks(&self, who: &PersonId) -> FlowId {
        let id = who.clone();
        let account = self.stage.write(move |tx| persons::primary_account(tx, &id)).await.unwrap();
        let (_, flow) = self.stage.proved(&account.id).await;
        let (in_flow, who) = (flow.clone(), who.clone());
        self.stage
            .write(move |tx| {
                let until = tx.now().plus_secs(GOOD_SECS);
                vouches::open(tx, &in_flow, &who, &Secret::new("4711"), "192.0.2.1", until)
            })
            .await;
        flow
    }

    /// Who may vouch for Ana: as each place that asks says it, which is the same everywhere.
    async fn may_vouch(&self, request: &str) -> BTreeSet<PersonId> {
        let all = [&self.ana, &self.ben, &self.cleo, &self.other_ben].map(Clone::clone);
        let (app, request, ana) = (self.stage.app.clone(), request.to_owned(), self.ana.clone());
        self.stage
            .write(move |tx| {
                let (mut reads, mut answers) = (BTreeSet::new(), BTreeSet::new());
                for id in all {
                    let referee = persons::primary_account(tx, &id)?.unwrap();
                    if asked_to_vouch(&app, tx, &referee)?.iter().any(|asked| asked.id == request) {
                        reads.insert(id.clone());
                    }
                    if answerable(tx, &referee, &request)?.is_some() {
                        answers.insert(id);
                    }
                }
                assert_eq!(reads, answers);
                let offered = methods::authenticators(&app, tx, &ana)?;
                let offered = offered.iter().any(|authenticator| authenticator.kind == MethodKind::Vouch);
                assert_eq!(offered, !answers.is_empty());
                assert_eq!(foreseen(tx, &ana)?, offered, "the forecast says the same");
                Ok(answers)
            })
            .await
    }
}

fn foreseen(tx: &mut Tx, person: &PersonId) -> StoreResult<bool> {
    let (mut directory_methods, mut facts) = (DirectoryMethods::read(tx)?, None);
    persons::roster(tx, |who| {
        let seen = directory_methods.notice(&who);
        if who.is_primary && who.person == person.0 {
            facts = Some(seen);
        }
    })?;
    let authenticators = directory_methods.authenticators(tx, person.as_str(), &facts.unwrap(), &[]);
    Ok(authenticators.iter().any(|authenticator| authenticator.kind == MethodKind::Vouch))
}

#[tokio::test(start_paused = true)]
async fn the_managers_of_every_usable_account_may_vouch() {
    let office = Office::new().await;
    office.asks(&office.ana).await;
    let request = office.stage.write(|tx| vouches::open_ones(tx, vouches::Whose::Everybodys)).await.remove(0).id;
    let (ben, cleo) = (office.ben.clone(), office.cleo.clone());
    assert_eq!(office.may_vouch(&request).await, [ben.clone(), cleo.clone()].into(), "each in its own directory");
    // of an account that the directory would not let in nobody is the manager
    for unusable in [
        Entry { disabled: true, ..entry("ana", Some("cleo")) },
        Entry { protected: true, ..entry("ana", Some("cleo")) },
    ] {
        office.finds(&office.lab, unusable).await;
        assert_eq!(office.may_vouch(&request).await, [ben.clone()].into());
    }
    office.finds(&office.lab, entry("ana", Some("cleo"))).await;
    // nor is somebody through an account that was switched off, whatever else they have
    office.finds(&office.lab, Entry { disabled: true, ..entry("cleo", None) }).await;
    assert_eq!(office.may_vouch(&request).await, [ben.clone()].into());
    office.finds(&office.lab, entry("cleo", None)).await;
    // who is stopped is so with all accounts
    let stopped = ben.clone();
    office.stage.write(move |tx| persons::set_frozen(tx, &stopped, Some(tx.now()))).await;
    assert_eq!(office.may_vouch(&request).await, [cleo].into());
    office.finds(&office.lab, entry("ana", None)).await;
    assert_eq!(office.may_vouch(&request).await, [].into(), "and the method is not offered");
}

/// Attack: somebody whose other account is their manager's place, or is listed, vouches for themselves.
#[tokio::test(start_paused = true)]
async fn nobody_vouches_for_themselves_by_another_account() {
    let office = Office::new().await;
    office.asks(&office.ana).await;
    let request = office.stage.write(|tx| vouches::open_ones(tx, vouches::Whose::Everybodys)).await.remove(0).id;
    office.finds(&office.lab, entry("ana", None)).await;
    office.finds(&office.corp, entry("ana", Some("ana-admin"))).await;
    let (corp, ana) = (office.corp.clone(), office.ana.clone());
    office
        .stage
        .write(move |tx| {
            let second = put(tx, &corp, &entry("ana-admin", None))?;
            persons::join(tx, &ana, &second)?;
            vouches::set_listed(tx, &[ana])
        })
        .await;
    assert_eq!(office.may_vouch(&request).await, [].into());
}

/// Whom an administrator lists counts as long as one of their accounts is there.
#[tokio::test(start_paused = true)]
async fn listed_through_any_account() {
    let office = Office::new().await;
    let flow = office.asks(&office.ana).await;
    let request = office.stage.write(|tx| vouches::open_ones(tx, vouches::Whose::Everybodys)).await.remove(0).id;
    for directory in [&office.corp, &office.lab] {
        office.finds(directory, entry("ana", None)).await;
    }
    let cleo = office.cleo.clone();
    office.stage.write(move |tx| vouches::set_listed(tx, &[cleo])).await;
    assert_eq!(office.may_vouch(&request).await, [office.cleo.clone()].into());
    let off = || Entry { disabled: true, ..entry("cleo", None) };
    office.finds(&office.corp, off()).await;
    assert_eq!(office.may_vouch(&request).await, [office.cleo.clone()].into(), "the other one is there");
    let (cleo, id) = (office.cleo.clone(), request.clone());
    let done = office.stage.write(move |tx| {
        let referee = persons::primary_account(tx, &cleo)?.unwrap();
        vouch_for(tx, &referee, &id, "47 11", "192.0.2.9")
    });
    assert_eq!(done.await, Ok("ana".to_owned()));
    assert_eq!(office.stage.write(move |tx| vouches::answer(tx, &flow)).await, Some(true));
    office.asks(&office.ana).await;
    let again = office.stage.write(|tx| vouches::open_ones(tx, vouches::Whose::Everybodys)).await.remove(0).id;
    office.finds(&office.lab, off()).await;
    assert_eq!(office.may_vouch(&again).await, [].into());
}

/// Requests of two directories stand in one list, newest first, and one that both bring stands there once.
#[tokio::test(start_paused = true)]
async fn requests_through_several_accounts_are_one_list() {
    let office = Office::new().await;
    // Cleo leads Ana in both directories, and Ben in the first
    office.finds(&office.corp, entry("ana", Some("cleo"))).await;
    office.finds(&office.corp, entry("ben", Some("cleo"))).await;
    for who in [&office.ana, &office.ben, &office.ana] {
        tokio::time::advance(std::time::Duration::from_millis(2)).await;
        office.asks(who).await;
    }
    let cleo = office.cleo.clone();
    let app = office.stage.app.clone();
    let asked = office.stage.write(move |tx| {
        let referee = persons::primary_account(tx, &cleo)?.unwrap();
        let reports = reports_of(tx, &referee.person.id)?;
        assert!(reports.is_sorted_by(|one, next| one.id > next.id), "each once, newest first");
        asked_to_vouch(&app, tx, &referee)
    });
    let names: Vec<String> = asked.await.into_iter().map(|request| request.name).collect();
    assert_eq!(names, ["ana", "ben", "ana"]);
}

#[tokio::test(start_paused = true)]
async fn for_a_name_that_nobody_has_nobody_vouches() {
    let office = Office::new().await;
    let (app, cleo) = (office.stage.app.clone(), office.cleo.clone());
    let found = office.stage.write(move |tx| {
        vouches::set_listed(tx, &[cleo])?;
        methods::authenticators(&app, tx, &methods::nobody())
    });
    assert_eq!(found.await, []);
}
