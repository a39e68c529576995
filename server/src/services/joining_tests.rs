#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::methods::stage::{self, Stage};
use latchkey_contract::MethodKind;
use latchkey_contract::settings::{AccountSettings, MethodSettings};
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_store::directories::DirectoryRow;

/// Attack: what an administrator held apart is joined by way of a third account that is like both.
#[tokio::test(start_paused = true)]
async fn what_is_apart_is_not_joined_through_a_third() {
    let accounts = AccountSettings { join_by_mail: true, ..AccountSettings::default() };
    let settings = MethodSettings { accounts, ..MethodSettings::default() };
    let stage = Stage::new(&[MethodKind::Totp], settings).await;
    let cloud_id = stage.cloud().await;
    let cloud = stage.account_in(&cloud_id, "a.lindqvist").await;
    assert_eq!(cloud.person.id, stage.person, "made from the other one");
    let (anna, apart) = (stage.account.clone(), cloud.clone());
    stage.write(move |tx| part(tx, &apart, Actor::Administrator("root").into())).await;
    // made from hers, and with the address of the one that is apart
    let mail = cloud.mail.clone();
    let (object, mail, domains) = stage
        .write(move |tx| {
            let domains = directories::get(tx, &cloud_id)?.unwrap().domains;
            Ok((accounts::by_id(tx, &anna)?.unwrap().object_id, mail.unwrap(), domains))
        })
        .await;
    let third = stage
        .write(move |tx| {
            let lab = DirectoryId(tx.new_id());
            directories::insert(tx, &DirectoryRow { name: "lab.example".into(), domains, ..stage::practice(&lab) })?;
            let entry = Entry { object_id: ObjectId("third".into()), login: "third".into(), ..stage::anna(None) };
            let entry = Entry { same_as: Some(object), mail: Some(mail), ..entry };
            accounts::upsert(tx, &lab, &entry, 1)
        })
        .await;
    run(&stage.app).await.unwrap();
    let (id, other) = (third.id.clone(), cloud.id.clone());
    let (now, parted) =
        stage.write(move |tx| Ok((accounts::by_id(tx, &id)?.unwrap(), accounts::by_id(tx, &other)?.unwrap()))).await;
    assert_eq!(now.person.id, stage.person);
    assert_ne!(parted.person.id, stage.person);
    let waiting = stage.write(|tx| persons::open_reviews(tx, 10)).await.0;
    let pair = waiting.into_iter().find(|review| [&review.first, &review.other].contains(&&cloud.id)).unwrap();
    assert_eq!((pair.evidence, pair.doubt), (Evidence::Mail, Doubt::Parted), "it waits for an administrator");
}
