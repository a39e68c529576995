//! One new password for directories with different rules: one list, and nothing is written that one of them cannot take.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use crate::methods::stage::Stage;
use latchkey_contract::recover::{RecoverAt, RecoverPage, Rule};
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::directory::PolicySource;
use latchkey_domain::recovery::Recovery;
use latchkey_store::flows;

const NEW: &str = "quiet harbour stone 77!";

#[tokio::test(start_paused = true)]
async fn what_one_of_them_cannot_take_is_written_nowhere() {
    let stage = Stage::new(&[MethodKind::Totp, MethodKind::RecoveryCode], MethodSettings::default()).await;
    stage.cloud().await;
    let (caller, id) = stage.proved(&stage.account).await;
    let api = stage.recover_api();
    api.page(&caller, RecoverAt::Password).await.unwrap();
    // the second one is a service that publishes its rules
    stage
        .write(move |tx| {
            let mut live = flows::by_id(tx, &id)?.unwrap();
            let mut recovery: Recovery = crate::flows::stored::state(&live)?;
            let policy = &mut recovery.plan.0[1].facts.as_mut().unwrap().policy;
            (policy.source, policy.min_length, policy.max_length) = (PolicySource::Published, 8, Some(100));
            policy.complexity = false;
            crate::flows::stored::save(tx, &mut live, &recovery)
        })
        .await;
    let form = async || match api.page(&caller, RecoverAt::Password).await {
        Ok(RecoverPage::Password { version, accounts, rules, problem, .. }) => {
            (version, accounts.len(), rules, problem)
        }
        other => panic!("not at the new password: {other:?}"),
    };
    let (_, accounts, rules, _) = form().await;
    assert_eq!(accounts, 2);
    for rule in [Rule::MaxLength { max: 100 }, Rule::PlainCharacters, Rule::ThreeKinds] {
        assert_eq!(rules.iter().filter(|one| **one == rule).count(), 1, "{rule:?} of {rules:?}");
    }
    let long = format!("{NEW}{}", " stone 77!".repeat(8));
    assert_eq!(long.len(), 103);
    let refused = [
        (long.as_str(), Problem::TooLong { max: 100 }),
        ("quiet härbour stone 77!", Problem::BadCharacters),
        ("quiet harbour stone 77! ", Problem::BadCharacters),
    ];
    for (new, why) in refused {
        let (version, ..) = form().await;
        assert_eq!(api.set_password(&caller, version, new.into()).await.at, RecoverAt::Password);
        let (_, _, _, problem) = form().await;
        assert_eq!(problem, Some(why), "{new}");
        assert!(stage.audited("password.reset").await.is_empty(), "the first could take it, and does not get it");
        assert!(stage.audited("recovery.refused").await.is_empty(), "nobody was asked");
    }
    let (version, ..) = form().await;
    assert_eq!(api.set_password(&caller, version, NEW.into()).await.at, RecoverAt::Done);
    assert_eq!(stage.audited("password.reset").await.len(), 2);
}
