#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::methods::stage::Stage;
use latchkey_contract::settings::MethodSettings;
use latchkey_domain::Secret;
use latchkey_domain::ids::PersonId;
use latchkey_store::methods::{NewMethod, add, put_recovery_codes, remove};
use latchkey_store::{accounts, policies};
use std::collections::HashSet;

use MethodKind as K;

fn policy(allowed: &[K], required: u32) -> MethodPolicy {
    MethodPolicy { allowed: allowed.to_vec(), required, ..MethodPolicy::default() }
}

/// Enrolled with these.
fn has(tx: &mut Tx, person: &PersonId, kinds: &[K]) -> StoreResult<()> {
    for kind in kinds {
        if *kind == K::RecoveryCode {
            put_recovery_codes(tx, person, &[Secret::new("AAAA")])?;
            continue;
        }
        let secret = Secret::new(format!("{}-{}", person.as_str(), kind.code()));
        add(
            tx,
            person,
            &NewMethod { kind: *kind, label: String::new(), secret, depends_on: Vec::new(), last_step: 0 },
        )?;
    }
    persons::set_enrolled(tx, person, Some(tx.now()))
}

/// Anna: app and mail. Ben: app and codes. Cleo: passkey and app. Dora: never enrolled.
async fn stage() -> (Stage, Vec<PersonId>) {
    let stage = Stage::new(&[K::Passkey, K::Totp, K::Email, K::RecoveryCode], MethodSettings::default()).await;
    let mut all = vec![stage.person.clone()];
    for name in ["ben", "cleo", "dora"] {
        all.push(stage.also(name).await);
    }
    let who = all.clone();
    stage
        .write(move |tx| {
            has(tx, &who[0], &[K::Totp, K::Email])?;
            has(tx, &who[1], &[K::Totp, K::RecoveryCode])?;
            has(tx, &who[2], &[K::Passkey, K::Totp])
        })
        .await;
    (stage, all)
}

async fn outlook(stage: &Stage, draft: Draft) -> (usize, usize, usize, usize) {
    let found = stage.write(move |tx| forecast(tx, &draft)).await;
    (found.people, found.ready_now, found.ready_after, found.lost)
}

#[tokio::test]
async fn who_is_ready_now_and_afterwards() {
    let (stage, all) = stage().await;
    let now = outlook(&stage, Draft::Nothing).await;
    assert_eq!((now.0, now.1, now.2, now.3), (4, now.1, now.1, 0), "nothing changes nothing");
    // codes stand in for a method that is lost; alone with the app they are two ways all the same
    let lost = outlook(&stage, Draft::Everybody(policy(&[K::Passkey, K::Totp], 2))).await;
    assert_eq!((lost.0, lost.2), (4, 1), "Cleo alone has these two");
    assert_eq!(lost.3, now.1 - 1);
    let id = all[0].clone();
    stage
        .write(move |tx| {
            let rows = latchkey_store::methods::of(tx, &id)?;
            let mail = rows.iter().find(|row| row.kind == K::Email).unwrap();
            remove(tx, &id, &mail.id)
        })
        .await;
    assert_eq!(outlook(&stage, Draft::Nothing).await.1, now.1 - 1, "Anna has one left");
}

#[tokio::test]
async fn the_forecast_is_what_the_pages_judge() {
    let (stage, all) = stage().await;
    for kinds in
        [&[K::Passkey, K::Totp][..], &[K::Totp, K::Email], &[K::Totp, K::RecoveryCode], &[K::Passkey, K::Email]]
    {
        let draft = policy(kinds, 2);
        let (now, people) = (draft.clone(), all.clone());
        let judged = stage
            .write(move |tx| {
                let mut ready = 0;
                for id in &people {
                    let mut authenticators: Vec<Authenticator> =
                        latchkey_store::methods::of(tx, id)?.iter().map(|row| row.authenticator()).collect();
                    if latchkey_store::methods::recovery_codes_left(tx, id)? > 0 {
                        authenticators.push(latchkey_store::methods::codes_offer());
                    }
                    ready += usize::from(now.can_recover(&authenticators));
                }
                Ok(ready)
            })
            .await;
        assert_eq!(outlook(&stage, Draft::Everybody(draft)).await.2, judged, "{kinds:?}");
    }
}

#[tokio::test]
async fn those_behind_it_with_what_they_lack() {
    let (stage, _) = stage().await;
    let draft = Draft::Everybody(policy(&[K::Passkey, K::Totp], 2));
    let (rows, total) = stage.write(move |tx| behind(tx, &draft, false, "", 0, 50)).await;
    assert_eq!(total, 3);
    let lack = |name: &str| rows.iter().find(|row| row.login.contains(name)).map(|row| row.lack.clone());
    assert_eq!(lack("anna"), Some(Lack::More { has: vec![K::Totp], more: 1 }));
    assert_eq!(lack("dora"), Some(Lack::SetUp));
    let draft = Draft::Everybody(policy(&[K::Passkey, K::Totp], 2));
    let (page, total) = stage.write(move |tx| behind(tx, &draft, false, "", 1, 1)).await;
    assert_eq!((page.len(), total), (1, 3), "one of a page, all of them counted");
}

/// Puts a rule for these.
async fn rule(stage: &Stage, id: &'static str, place: i64, members: &[PersonId], policy: MethodPolicy) {
    let members = members.to_vec();
    stage
        .write(move |tx| {
            let accounts = members.iter().map(|id| Ok(persons::primary_account(tx, id)?.unwrap()));
            let accounts = accounts.collect::<StoreResult<Vec<_>>>()?;
            let directory = accounts[0].directory.clone();
            let members: Vec<_> = accounts.into_iter().map(|account| account.id).collect();
            let (name, group) = (id.to_owned(), latchkey_domain::ids::ObjectId(id.into()));
            let rule = policies::Rule {
                id: id.into(),
                place,
                name,
                directory,
                group,
                privileged: false,
                policy,
                read_at: None,
            };
            policies::put(tx, &rule)?;
            policies::set_members(tx, id, &members)
        })
        .await;
}

#[tokio::test]
async fn rules_for_groups_hold_for_their_people() {
    let (stage, all) = stage().await;
    let free = outlook(&stage, Draft::Nothing).await;
    assert_eq!((free.0, free.1), (4, 3));
    // Anna and Ben need a passkey, and have none
    let strict = MethodPolicy { mandatory: vec![K::Passkey], ..policy(&[K::Passkey, K::Totp], 2) };
    rule(&stage, "strict", 1, &all[..2], strict.clone()).await;
    assert_eq!(outlook(&stage, Draft::Nothing).await.1, 1, "Cleo alone");
    // what is changed for everybody does not reach them
    let everybody = outlook(&stage, Draft::Everybody(policy(&[K::Email, K::Totp, K::RecoveryCode], 2))).await;
    assert_eq!((everybody.1, everybody.2, everybody.3), (1, 0, 1), "Cleo's passkey counts no more");
    let without = outlook(&stage, Draft::Without { id: "strict".into() }).await;
    assert_eq!((without.1, without.2, without.3), (1, 3, 0));
    let softer = Draft::Rule { id: "strict".into(), policy: policy(&[K::Totp, K::Email], 2) };
    let softer = outlook(&stage, softer).await;
    assert_eq!((softer.2, softer.3), (2, 0), "Anna has these two, Ben has not");
    let nobodys = Draft::Rule { id: "no such rule".into(), policy: strict.clone() };
    assert_eq!(outlook(&stage, nobodys).await, (4, 1, 1, 0));

    // of two rules that name Anna the first holds
    rule(&stage, "soft", 0, &all[..1], policy(&[K::Totp, K::Email], 2)).await;
    assert_eq!(outlook(&stage, Draft::Nothing).await.1, 2);
    // a new rule for everybody: behind the others it reaches Cleo alone, before them all
    let members: HashSet<PersonId> = all.iter().cloned().collect();
    let joining = |first| Draft::Joining { members: members.clone(), first, policy: policy(&[K::Email, K::Totp], 2) };
    let behind = outlook(&stage, joining(false)).await;
    assert_eq!((behind.1, behind.2, behind.3), (2, 1, 1));
    let before = outlook(&stage, joining(true)).await;
    assert_eq!((before.1, before.2, before.3), (2, 1, 1), "Anna by the new one; Ben and Cleo not");
    let (rows, total) = stage.write(move |tx| super::behind(tx, &Draft::Nothing, false, "", 0, 50)).await;
    let ben = rows.iter().find(|row| row.login == "ben").unwrap();
    assert_eq!((total, &ben.lack), (2, &Lack::Mandatory { kinds: vec![K::Passkey] }), "what his own rule wants");
}

/// A stop passes; the policy is not made for it. But whoever is stopped vouches for nobody.
#[tokio::test]
async fn stopped_people_are_counted_and_vouch_for_nobody() {
    let (stage, all) = stage().await;
    let draft = || Draft::Everybody(policy(&[K::Totp, K::Vouch], 2));
    let (cleo, listed) = (all[2].clone(), all[2].clone());
    assert_eq!(outlook(&stage, draft()).await.2, 0, "nobody may vouch");
    stage.write(move |tx| latchkey_store::vouches::set_listed(tx, &[listed])).await;
    assert_eq!(outlook(&stage, draft()).await.2, 2, "Cleo for Anna and Ben, and nobody for her");
    let now = outlook(&stage, Draft::Nothing).await.1;
    stage.write(move |tx| persons::set_frozen(tx, &cleo, Some(tx.now()))).await;
    assert_eq!(outlook(&stage, draft()).await.2, 0);
    assert_eq!(outlook(&stage, Draft::Nothing).await.1, now, "she herself counts as before");
    // who is listed and never enrolled is no way for anybody
    let dora = all[3].clone();
    stage.write(move |tx| latchkey_store::vouches::set_listed(tx, &[dora])).await;
    assert_eq!(outlook(&stage, draft()).await.2, 0);
}

#[tokio::test]
async fn one_proof_alone_and_methods_that_nobody_has() {
    let (stage, all) = stage().await;
    let one = MethodPolicy { one_is_enough: true, ..policy(&[K::Passkey], 1) };
    let alone = outlook(&stage, Draft::Everybody(one.clone())).await;
    assert_eq!((alone.2, alone.3), (1, 2), "Cleo's passkey");
    let none = outlook(&stage, Draft::Everybody(policy(&[K::Duo, K::YubiKey], 2))).await;
    assert_eq!((none.2, none.3), (0, 3));
    // a row that was tampered with opens nothing, and the forecast says so
    stage
        .write(move |tx| latchkey_store::settings::put(tx, "policy", &MethodPolicy { one_is_enough: false, ..one }))
        .await;
    assert_eq!(outlook(&stage, Draft::Nothing).await.1, 0);
    // nor does a person whom the directory would not let in count
    let anna = all[0].clone();
    stage
        .write(move |tx| {
            let account = persons::primary_account(tx, &anna)?.unwrap();
            let gone = latchkey_domain::directory::Entry { disabled: true, ..crate::methods::stage::anna(None) };
            accounts::upsert(tx, &account.directory, &gone, 1)
        })
        .await;
    assert_eq!(outlook(&stage, Draft::Nothing).await.0, 3);
}
