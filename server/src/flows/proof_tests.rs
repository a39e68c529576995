//! A proof by the engine: the same path for somebody who exists, for a name that nobody has, and for whoever has not set
//! the method up.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::{Answered, Begun, Form, Found, Moved, find, prove, stored};
use crate::methods::stage::{Stage, somebody};
use crate::methods::{self, FlowSecrets};
use crate::system::SystemEntropy;
use latchkey_app::ports::{Caller, ProofInput};
use latchkey_contract::recover::RecoveryAction;
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{Locale, MethodKind};
use latchkey_domain::Reason;
use latchkey_domain::entropy::new_token;
use latchkey_domain::independence::{Authenticator, Dependency, FactorKind};
use latchkey_domain::limits::WRONG_PROOFS_PER_ADDRESS;
use latchkey_domain::policy::MethodPolicy;
use latchkey_domain::recovery::Recovery;
use latchkey_store::flows::{self, FlowKind};
use latchkey_store::{limits, methods as rows};
use serde_json::json;

const KINDS: [MethodKind; 2] = [MethodKind::Totp, MethodKind::Questions];

fn first_settings() -> MethodSettings {
    methods::first_settings(Locale::En)
}

/// At the page of this method: Anna's own, who has an app and no questions, or that of nobody.
async fn at(stage: &Stage, kind: MethodKind, known: bool) -> Caller {
    let on = |kind| Authenticator { kind, on: vec![Dependency::new(FactorKind::Device, kind.code())] };
    let policy = MethodPolicy { allowed: KINDS.to_vec(), ..MethodPolicy::default() };
    let mut recovery = Recovery::new(RecoveryAction::Reset, policy, KINDS.map(on).to_vec());
    assert!(recovery.choose_method(kind));
    let mut secrets = FlowSecrets::default();
    secrets.put(MethodKind::Questions, json!({ "questions": ["a", "b", "c"] }));
    let (token, whose) = (new_token(&SystemEntropy), (stage.person.clone(), stage.account.clone()));
    let kept = token.clone();
    stage
        .write(move |tx| {
            let (person, account) = known.then_some(whose).unzip();
            let new = flows::NewFlow {
                kind: FlowKind::Recover,
                person,
                account,
                who: "anna".into(),
                name_key: if known { "anna" } else { "nobody" }.into(),
                address: "127.0.0.1".into(),
                state: stored::value(&recovery)?,
                sealed: secrets.sealed()?,
                ttl_secs: 900,
            };
            flows::create(tx, new, &kept)
        })
        .await;
    Caller { recover_cookie: Some(token.expose().to_owned()), ..somebody() }
}

fn wrong() -> ProofInput {
    ProofInput { text: "000000".into(), answers: vec!["x".into(); 3], ..ProofInput::default() }
}

async fn standing(stage: &Stage, caller: &Caller) -> Begun<Recovery> {
    match find(&stage.app, caller).await.unwrap() {
        Found::Live(begun) => begun,
        other => panic!("{other:?}"),
    }
}

/// So many tries the network has had so far.
async fn counted(stage: &Stage) -> i64 {
    let hit = |tx: &mut latchkey_store::Tx| {
        let count = limits::hit(tx, &WRONG_PROOFS_PER_ADDRESS, "127.0.0.1")?.count;
        limits::give_back(tx, &WRONG_PROOFS_PER_ADDRESS, "127.0.0.1")?;
        Ok(count - 1)
    };
    stage.write(hit).await
}

#[tokio::test(start_paused = true)]
async fn a_wrong_proof_takes_the_same_path_whoever_it_is_for() {
    for kind in KINDS {
        let mut paths = Vec::new();
        for known in [true, false] {
            let stage = Stage::new(&KINDS, first_settings()).await;
            let caller = at(&stage, kind, known).await;
            let mut path = Vec::new();
            for (version, given) in [(1, wrong()), (1, wrong()), (2, ProofInput::default()), (99, wrong())] {
                let Answered { moved, remote } =
                    prove::<Recovery>(&stage.app, &caller, Form::Page(version), given).await;
                let moved = match moved {
                    Ok(Moved::Done(begun, ())) => ("done", begun.flow.version, begun.state),
                    Ok(Moved::Stands(begun)) => ("stands", begun.flow.version, begun.state),
                    other => panic!("{other:?}"),
                };
                path.push((moved, remote, counted(&stage).await));
            }
            let audited: Vec<_> =
                stage.audited("recovery.proof.wrong").await.into_iter().map(|row| row.detail).collect();
            paths.push((path, audited));
        }
        assert!(!paths[0].1.is_empty(), "{kind:?}: it was looked at");
        assert_eq!(paths[0], paths[1], "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_page_alone_says_how_long_an_answer_takes() {
    let stage = Stage::new(&KINDS, first_settings()).await;
    for known in [true, false] {
        for (kind, expected) in [(MethodKind::Totp, false), (MethodKind::Questions, true)] {
            let caller = at(&stage, kind, known).await;
            for (version, given) in [(9, wrong()), (1, ProofInput::default()), (2, wrong())] {
                let answered = prove::<Recovery>(&stage.app, &caller, Form::Page(version), given).await;
                assert_eq!(answered.remote, expected, "{kind:?} {known} {version}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_proof_is_counted_before_it_is_looked_at_and_given_back_when_it_was_right() {
    let stage = Stage::new(&KINDS, first_settings()).await;
    let person = stage.person.clone();
    let key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let app = rows::NewMethod {
        kind: MethodKind::Totp,
        label: "App".into(),
        secret: latchkey_domain::Secret::new(key),
        depends_on: Vec::new(),
        last_step: 0,
    };
    stage.write(move |tx| rows::add(tx, &person, &app)).await;
    let caller = at(&stage, MethodKind::Totp, true).await;
    prove::<Recovery>(&stage.app, &caller, Form::Page(1), ProofInput::text("000000")).await;
    assert_eq!(counted(&stage).await, 1);
    let seed = totp_rs::Secret::try_from_base32(key).unwrap();
    let code = totp_rs::Builder::new().with_secret(seed).build().unwrap();
    let code = code.generate(u64::try_from(stage.app.now().secs()).unwrap()).to_string();
    let at_once = (0..6).map(|_| prove::<Recovery>(&stage.app, &caller, Form::Page(2), ProofInput::text(code.clone())));
    let answered = futures::future::join_all(at_once).await;
    assert_eq!(answered.iter().filter(|one| matches!(one.moved, Ok(Moved::Done(..)))).count(), 1);
    assert_eq!(standing(&stage, &caller).await.state.proved.len(), 1);
    assert_eq!(counted(&stage).await, 1, "the wrong one");
    assert_eq!(stage.audited("recovery.proof.right").await.len(), 1);
}

/// Over a limit nothing is looked at, and where it is not said aloud, nothing is right.
#[tokio::test(start_paused = true)]
async fn over_the_network_s_limit_the_flow_ends_unlooked_at() {
    let stage = Stage::new(&KINDS, first_settings()).await;
    let spend = |tx: &mut latchkey_store::Tx| {
        for _ in 0..WRONG_PROOFS_PER_ADDRESS.max {
            limits::hit(tx, &WRONG_PROOFS_PER_ADDRESS, "127.0.0.1")?;
        }
        Ok(())
    };
    stage.write(spend).await;
    for kind in KINDS {
        for known in [true, false] {
            let caller = at(&stage, kind, known).await;
            prove::<Recovery>(&stage.app, &caller, Form::Page(1), wrong()).await;
            let stage_now = standing(&stage, &caller).await.state.stage;
            assert!(
                matches!(stage_now, latchkey_domain::recovery::Stage::Stopped { why: Reason::TryLater { .. } }),
                "{kind:?} {known}: {stage_now:?}"
            );
        }
    }
    assert!(stage.audited("recovery.proof.wrong").await.is_empty());
}

/// Of every form of a page that another server answers, also one that is not looked at.
#[tokio::test]
async fn no_answer_leaves_before_its_least_time() {
    let stage = Stage::new(&KINDS, first_settings()).await;
    for known in [true, false] {
        for (kind, least) in [(MethodKind::Totp, 25), (MethodKind::Questions, 100)] {
            let caller = at(&stage, kind, known).await;
            for (version, given) in [(9, wrong()), (2, ProofInput::default()), (3, wrong())] {
                let began = stage.app.now();
                stage.recover_api().verify(&caller, version, given).await;
                let took = stage.app.now().since(began);
                assert!(took >= least, "{kind:?} {known} {version}: {took} ms");
            }
        }
    }
}
