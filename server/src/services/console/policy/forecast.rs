//! The forecast of a draft, and the people behind it.

use super::super::{ConsoleService, count};
use super::draft::{fault, judge, policy, states};
use super::rules;
use crate::services::admin_auth::authorise;
use crate::services::forecast::{self, ForecastCounts};
use async_trait::async_trait;
use latchkey_app::ports::{Caller, ForecastAdmin};
use latchkey_contract::admin::*;
use latchkey_contract::policy::*;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_domain::policy::MethodPolicy;
use latchkey_domain::roles::Permission;
use latchkey_store::{StoreResult, Tx, policies};
use std::sync::Arc;

const PAGE: usize = 50;

/// A draft with everything that only the directory knows.
enum Ready {
    Draft(forecast::Draft),
    /// The draft is a new rule, for these.
    Joining {
        directory: DirectoryId,
        members: Arc<Vec<ObjectId>>,
        first: bool,
        policy: MethodPolicy,
    },
}

impl Ready {
    fn into_draft(self, tx: &mut Tx) -> StoreResult<forecast::Draft> {
        Ok(match self {
            Self::Draft(draft) => draft,
            Self::Joining { directory, members, first, policy } => {
                let members = policies::known_persons(tx, &directory, &members)?;
                forecast::Draft::Joining { members, first, policy }
            }
        })
    }
}

/// The policy that a draft would put in force, and whether it is for privileged people.
fn proposed(draft: &Draft) -> Option<(MethodPolicy, bool)> {
    match draft {
        Draft::Everybody(form) => Some((policy(form.clone()), false)),
        Draft::Rule(rule) => Some((policy(rule.policy.clone()), rule.privileged)),
        Draft::Without(_) => None,
    }
}

fn shown(counts: ForecastCounts, refused: Option<DraftFault>) -> Forecast {
    let methods = counts.methods.into_iter();
    Forecast {
        people: count(counts.people),
        ready_now: count(counts.ready_now),
        ready_after: count(counts.ready_after),
        lost: count(counts.lost),
        methods: methods
            .map(|(kind, (have, rely))| MethodCount { kind, have: count(have), rely: count(rely) })
            .collect(),
        refused,
    }
}

#[async_trait]
impl ForecastAdmin for ConsoleService {
    async fn forecast(&self, caller: &Caller, draft: Draft) -> AdminResult<Forecast> {
        authorise(&self.app, caller, Permission::ReadPolicies).await?;
        let (app, proposed) = (self.app.clone(), proposed(&draft));
        let unnamed = matches!(&draft, Draft::Rule(rule) if rule.group.is_empty());
        let ready = self.ready(draft).await?;
        let read = self.app.store.read(move |tx| {
            let states = states(&app, tx)?;
            let refused = proposed.and_then(|(policy, privileged)| judge(&policy, privileged, &states).err());
            let refused = if unnamed { Some(fault("group", FieldFault::NoGroup)) } else { refused };
            let draft = ready.into_draft(tx)?;
            Ok(shown(forecast::forecast(tx, &draft)?, refused))
        });
        self.stored("the forecast could not be made", read.await)
    }

    async fn affected(&self, caller: &Caller, query: AffectedQuery) -> AdminResult<Affected> {
        authorise(&self.app, caller, Permission::ReadPolicies).await?;
        let AffectedQuery { draft, whose, text, from } = query;
        let text: String = text.trim().chars().take(100).collect();
        let ready = self.ready(draft).await?;
        let start = usize::try_from(from).unwrap_or(usize::MAX);
        let read = self.app.store.read(move |tx| {
            let draft = ready.into_draft(tx)?;
            forecast::behind(tx, &draft, whose == Whose::Lost, &text, start, PAGE)
        });
        let (rows, total) = self.stored("the people could not be read", read.await)?;
        let until = start.saturating_add(rows.len());
        Ok(Affected {
            next: (until < total && !rows.is_empty()).then(|| count(until)),
            total: count(total),
            rows: rows
                .into_iter()
                .map(|row| AffectedRow { id: row.id, name: row.name, login: row.login, lack: row.lack })
                .collect(),
        })
    }
}

impl ConsoleService {
    async fn ready(&self, draft: Draft) -> AdminResult<Ready> {
        Ok(Ready::Draft(match draft {
            Draft::Everybody(form) => forecast::Draft::Everybody(policy(form)),
            Draft::Without(id) => forecast::Draft::Without { id },
            Draft::Rule(rule) if !rule.id.is_empty() => {
                forecast::Draft::Rule { id: rule.id, policy: policy(rule.policy) }
            }
            // no group yet: nothing would change
            Draft::Rule(rule) if rule.group.is_empty() => forecast::Draft::Nothing,
            Draft::Rule(rule) => {
                let members = self.members_of(&rule.directory, &rule.group).await?;
                return Ok(Ready::Joining {
                    directory: DirectoryId(rule.directory),
                    members,
                    first: rules::comes_first(rule.privileged),
                    policy: policy(rule.policy),
                });
            }
        }))
    }
}
