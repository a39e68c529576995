#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::methods::stage::Stage;
use latchkey_contract::settings::MethodSettings;
use latchkey_domain::Secret;
use latchkey_store::methods::{NewMethod, add, put_recovery_codes, remove};

use MethodKind as K;

fn policy(allowed: &[K], required: u32) -> MethodPolicy {
    MethodPolicy { allowed: allowed.to_vec(), required, ..MethodPolicy::default() }
}

/// Enrolled with these.
fn has(tx: &mut Tx, account: &AccountId, kinds: &[K]) -> StoreResult<()> {
    for kind in kinds {
        if *kind == K::RecoveryCode {
            put_recovery_codes(tx, account, &[Secret::new("AAAA")])?;
            continue;
        }
        let secret = Secret::new(format!("{}-{}", account.as_str(), kind.code()));
        add(tx, account, &NewMethod { kind: *kind, label: String::new(), secret, hangs_on: Vec::new(), last_step: 0 })?;
    }
    accounts::set_enrolled(tx, account, Some(tx.now()))
}

/// Anna: app and mail. Ben: app and codes. Cleo: passkey and app. Dora: never enrolled.
async fn stage() -> (Stage, Vec<AccountId>) {
    let stage = Stage::new(&[K::Passkey, K::Totp, K::Email, K::RecoveryCode], MethodSettings::default()).await;
    let mut all = vec![stage.account.clone()];
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
                    let mut offers: Vec<Offer> =
                        latchkey_store::methods::of(tx, id)?.iter().map(|row| row.offer()).collect();
                    if latchkey_store::methods::recovery_codes_left(tx, id)? > 0 {
                        offers.push(latchkey_store::methods::codes_offer());
                    }
                    ready += usize::from(now.can_recover(&offers));
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
