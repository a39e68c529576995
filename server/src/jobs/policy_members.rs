//! Reads who is in the group of a rule, and keeps it: whose policy holds is decided without asking a
//! directory.

use super::job::{End, Job};
use super::lanes::Lane;
use super::retry_policy::RetryPolicy;
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::services::policy::profiles_changed;
use crate::work::{JobFault, PolicyMembers};
use latchkey_contract::admin::WorkKind;
use latchkey_domain::directory::all_members;
use latchkey_domain::ids::{AccountId, ObjectId};
use latchkey_store::policies::{self, Rule};
use latchkey_store::{StoreResult, Tx};
use std::collections::HashSet;
use std::sync::Arc;

impl Job for PolicyMembers {
    /// Seconds each, and not behind an import of an hour.
    const LANE: Lane = Lane::Groups;
    const RETRY: RetryPolicy = RetryPolicy::A_DAY;
    const TOLD: WorkKind = WorkKind::PolicyMembers;

    /// A group that cannot be read keeps its last members: a line that is down must not put privileged
    /// people under the policy of everybody.
    async fn run(self, app: &Arc<AppState>) -> End {
        match read(app, &self.rule).await {
            Ok(()) | Err(Fault::Gone(_)) => End::Done,
            Err(Fault::Directory(error)) => End::Retry(JobFault::Members(error)),
            Err(fault) => End::Retry(fault.into()),
        }
    }
}

async fn read(app: &Arc<AppState>, id: &str) -> Result<(), Fault> {
    let wanted = id.to_owned();
    let rule = app.store.read(move |tx| policies::get(tx, &wanted)).await?.ok_or(Fault::Gone("rule"))?;
    let (_, directory) = app.directory(&rule.directory).await?;
    let members = all_members(directory.people(), &rule.group).await?;
    let objects: Vec<ObjectId> = members.into_iter().map(|entry| entry.object_id).collect();
    app.store.write(move |tx| keep(tx, &rule, &objects)).await?;
    Ok(())
}

/// Not of a rule that went away meanwhile.
fn keep(tx: &mut Tx, rule: &Rule, objects: &[ObjectId]) -> StoreResult<()> {
    if policies::get(tx, &rule.id)?.is_none() {
        return Ok(());
    }
    let known: HashSet<AccountId> = policies::known(tx, &rule.directory, objects)?.into_iter().collect();
    if policies::members(tx, &rule.id)?.into_iter().collect::<HashSet<_>>() != known {
        // others are asked by this policy from now on
        profiles_changed(tx)?;
    }
    policies::set_members(tx, &rule.id, &known.into_iter().collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;
    use crate::methods::stage::Stage;
    use crate::work::{COUNT_PROFILES, POLICY_MEMBERS, members_hourly};
    use latchkey_contract::MethodKind;
    use latchkey_contract::settings::MethodSettings;
    use latchkey_domain::directory::PeopleSource as _;
    use latchkey_domain::policy::MethodPolicy;
    use latchkey_store::{accounts, jobs};
    use std::time::Duration;

    const RULE: &str = "rule";

    /// Anna, and Ben, whom the directory does not have in any group; a rule for a group of it.
    async fn stage(group: &str) -> Stage {
        let stage = Stage::new(&[MethodKind::Totp], MethodSettings::default()).await;
        stage.also("ben").await;
        let groups = stage.app.practice.as_ref().unwrap().groups(group, 10).await.unwrap();
        let group = groups.into_iter().find(|found| found.name == group).unwrap().object_id;
        let anna = stage.account.clone();
        stage
            .write(move |tx| {
                let directory = accounts::by_id(tx, &anna)?.unwrap().directory;
                let (id, name) = (RULE.to_owned(), "Sales".to_owned());
                let policy = MethodPolicy::default();
                policies::put(
                    tx,
                    &Rule { id, place: 0, name, directory, group, privileged: false, policy, read_at: None },
                )
            })
            .await;
        stage
    }

    async fn read_it(stage: &Stage) -> End {
        PolicyMembers { rule: RULE.into() }.run(&stage.app).await
    }

    async fn members(stage: &Stage) -> Vec<AccountId> {
        stage.write(|tx| policies::members(tx, RULE)).await
    }

    /// How many of these wait; they are taken away.
    async fn waiting(stage: &Stage, kind: &'static str) -> usize {
        stage
            .write(move |tx| {
                let jobs = jobs::lease(tx, "test", 60, 100, &[kind])?;
                jobs.iter().try_for_each(|job| jobs::done(tx, job).map(drop))?;
                Ok(jobs.len())
            })
            .await
    }

    #[tokio::test(start_paused = true)]
    async fn members_of_groups_within_it_count_and_strangers_do_not() {
        let stage = stage("Everyone").await;
        waiting(&stage, COUNT_PROFILES).await;
        assert!(matches!(read_it(&stage).await, End::Done));
        assert_eq!(members(&stage).await, std::slice::from_ref(&stage.account));
        assert_eq!(waiting(&stage, COUNT_PROFILES).await, 1, "others are asked by this policy now");
        assert!(matches!(read_it(&stage).await, End::Done));
        assert_eq!(waiting(&stage, COUNT_PROFILES).await, 0, "nothing changed");
    }

    #[tokio::test(start_paused = true)]
    async fn who_left_the_group_leaves_the_rule() {
        let stage = stage("Contractors").await;
        let anna = stage.account.clone();
        stage.write(move |tx| policies::set_members(tx, RULE, &[anna])).await;
        waiting(&stage, COUNT_PROFILES).await;
        assert!(matches!(read_it(&stage).await, End::Done));
        assert_eq!((members(&stage).await, waiting(&stage, COUNT_PROFILES).await), (Vec::new(), 1));
    }

    /// Privileged people do not fall under the policy of everybody because a line is down.
    #[tokio::test(start_paused = true)]
    async fn a_directory_that_is_away_takes_nobody_out() {
        let stage = stage("Sales").await;
        assert!(matches!(read_it(&stage).await, End::Done));
        stage.app.practice.as_ref().unwrap().set_reachable(false);
        let End::Retry(why) = read_it(&stage).await else { panic!("it is tried again") };
        assert!(matches!(why, JobFault::Members(_)), "{why}");
        assert_eq!(members(&stage).await.len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_rule_that_was_taken_away_is_no_failure() {
        let stage = stage("Sales").await;
        stage.write(|tx| policies::remove(tx, RULE)).await;
        assert!(matches!(read_it(&stage).await, End::Done));
        assert!(members(&stage).await.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn every_hour_and_once() {
        let stage = stage("Sales").await;
        let round = async || {
            stage.write(members_hourly).await;
            stage.write(members_hourly).await;
            waiting(&stage, POLICY_MEMBERS).await
        };
        assert_eq!(round().await, 1, "never read yet");
        read_it(&stage).await;
        assert_eq!(round().await, 0);
        tokio::time::advance(Duration::from_secs(3599)).await;
        assert_eq!(round().await, 0);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(round().await, 1);
    }
}
