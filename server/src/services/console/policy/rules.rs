//! Policies for the members of a group. The first rule that names somebody holds for them.

use super::super::{Actor, ConsoleService, count};
use super::draft::{as_field, fault, form, judge, noted, policy, states, weakens};
use crate::app_state::AppState;
use crate::services::admin_auth::authorise;
use crate::services::console::code::{proved, short};
use crate::services::console::guarded::Guarded;
use crate::services::policy as stored;
use crate::work;
use async_trait::async_trait;
use latchkey_app::ports::{Caller, RuleAdmin};
use latchkey_contract::admin::*;
use latchkey_contract::policy::*;
use latchkey_domain::audit::AuditKind;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_domain::policy::MethodPolicy;
use latchkey_domain::roles::Permission;
use latchkey_store::policies::{self, Rule};
use latchkey_store::{AuditEvent, StoreResult, Tx, directories};
use std::collections::HashMap;
use std::sync::Arc;

/// More would be asked for each recovery than anybody can oversee.
const MOST: u32 = 50;

pub(super) fn row(app: &AppState, counts: &HashMap<String, i64>, rule: Rule) -> RuleRow {
    RuleRow {
        members: count(counts.get(&rule.id).copied().unwrap_or(0)),
        read_at: rule.read_at.map(|at| app.moment(at)),
        rule: RuleForm {
            id: rule.id,
            name: rule.name,
            directory: rule.directory.0,
            group: rule.group.0,
            privileged: rule.privileged,
            policy: form(&rule.policy),
        },
    }
}

/// Where a new rule goes. One for privileged people comes before all others, so that none that asks
/// for less hides it.
pub(super) const fn comes_first(privileged: bool) -> bool {
    privileged
}

const fn gone() -> Refused {
    Refused::Gone(Gone::Rule)
}

/// Whether somebody could get in more easily: those of the group fall under `rule` instead of one of
/// the others.
fn weaker_than_any<'a>(rule: &MethodPolicy, mut others: impl Iterator<Item = &'a MethodPolicy>) -> bool {
    others.any(|other| weakens(rule, other))
}

/// A rule as the browser sent it, made whole: `Err` says why not. `before`: what held for its members.
fn whole(tx: &mut Tx, form: RuleForm, all: &[Rule]) -> StoreResult<Result<Rule, Refused>> {
    let name: String = form.name.trim().chars().filter(|c| !c.is_control()).take(80).collect();
    if name.is_empty() {
        return Ok(Err(as_field(fault("name", FieldFault::NoName))));
    }
    let policy = policy(form.policy);
    if !form.id.is_empty() {
        // the group of a rule stays: another one is another rule
        let known = all.iter().find(|rule| rule.id == form.id).cloned();
        return Ok(known.map(|rule| Rule { name, privileged: form.privileged, policy, ..rule }).ok_or_else(gone));
    }
    let (directory, group) = (DirectoryId(form.directory), ObjectId(form.group));
    if all.len() >= MOST as usize {
        return Ok(Err(Refused::TooManyRules { most: MOST }));
    }
    if all.iter().any(|rule| rule.directory == directory && rule.group == group) {
        return Ok(Err(as_field(fault("group", FieldFault::GroupHasRule))));
    }
    if directories::get(tx, &directory)?.is_none() {
        return Ok(Err(as_field(fault("group", FieldFault::DirectoryGone))));
    }
    let id = tx.new_id();
    Ok(Ok(Rule { id, place: 0, name, directory, group, privileged: form.privileged, policy, read_at: None }))
}

/// What a save does in its transaction. `members`: of a new rule.
fn save(
    app: &AppState,
    tx: &mut Tx,
    actor: &Actor,
    form: RuleForm,
    code: &str,
    members: Option<&Arc<Vec<ObjectId>>>,
) -> StoreResult<Result<(), Refused>> {
    let all = policies::list(tx)?;
    let rule = match whole(tx, form, &all)? {
        Ok(rule) => rule,
        Err(refused) => return Ok(Err(refused)),
    };
    if let Err(fault) = judge(&rule.policy, rule.privileged, &states(app, tx)?) {
        return Ok(Err(as_field(fault)));
    }
    let everybody = stored::for_everybody(tx)?;
    let known = all.iter().find(|other| other.id == rule.id);
    let weaker = match known {
        Some(before) => weakens(&rule.policy, &before.policy),
        // behind all others it takes only from the policy for everybody
        None if comes_first(rule.privileged) => {
            weaker_than_any(&rule.policy, all.iter().map(|other| &other.policy).chain([&everybody]))
        }
        None => weakens(&rule.policy, &everybody),
    };
    if weaker && let Err(refused) = proved(app, tx, actor, Guarded::SaveRule, code)? {
        return Ok(Err(refused));
    }
    policies::put(tx, &rule)?;
    if known.is_none() {
        let mut order: Vec<String> = all.iter().map(|other| other.id.clone()).collect();
        order.insert(if comes_first(rule.privileged) { 0 } else { order.len() }, rule.id.clone());
        policies::put_in_order(tx, &order)?;
    }
    match members {
        // it holds from now on, not from when the job comes round
        Some(members) if known.is_none() => {
            let found = policies::known(tx, &rule.directory, members)?;
            policies::set_members(tx, &rule.id, &found)?;
        }
        _ => work::members_of_rule(tx, &rule.id)?,
    }
    let kind = if known.is_none() { AuditKind::PolicyRuleAdded } else { AuditKind::PolicyRuleChanged };
    let before = known.map(|before| noted(&before.policy));
    let detail = serde_json::json!({
        "rule": rule.id, "name": rule.name, "group": rule.group.as_str(), "privileged": rule.privileged,
        "policy": noted(&rule.policy), "before": before,
    });
    stored::profiles_changed(tx)?;
    tx.audit(kind, actor, AuditEvent::at(&actor.address).directory(&rule.directory).detail(detail));
    Ok(Ok(()))
}

#[async_trait]
impl RuleAdmin for ConsoleService {
    async fn save_rule(&self, caller: &Caller, form: RuleForm, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManagePolicies).await?;
        let new = form.id.is_empty();
        if new && form.group.is_empty() {
            return Err(AdminError::Refused(as_field(fault("group", FieldFault::NoGroup))));
        }
        let members = if new { Some(self.members_of(&form.directory, &form.group).await?) } else { None };
        if members.as_ref().is_some_and(|members| members.is_empty()) {
            return Err(AdminError::Refused(Refused::EmptyGroup));
        }
        let (app, code) = (self.app.clone(), short(code));
        let saved = self.app.store.write(move |tx| save(&app, tx, &actor, form, &code, members.as_ref()));
        self.stored("a rule could not be saved", saved.await)?.map_err(AdminError::Refused)
    }

    async fn move_rule(&self, caller: &Caller, id: &str, up: bool, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManagePolicies).await?;
        let (app, id, code) = (self.app.clone(), id.to_owned(), short(code));
        let done = self.app.store.write(move |tx| {
            let mut all = policies::list(tx)?;
            let Some(at) = all.iter().position(|rule| rule.id == id) else { return Ok(Err(gone())) };
            let upper = if up { at.checked_sub(1) } else { Some(at) };
            // at the end already: nothing to do, as when the button was pressed twice
            let Some((upper, lower)) = upper.and_then(|upper| Some((all.get(upper)?, all.get(upper + 1)?))) else {
                return Ok(Ok(()));
            };
            // whoever is in both falls under the one that comes first now
            if weakens(&lower.policy, &upper.policy)
                && let Err(refused) = proved(&app, tx, &actor, Guarded::MoveRule, &code)?
            {
                return Ok(Err(refused));
            }
            let upper = if up { at - 1 } else { at };
            all.swap(upper, upper + 1);
            let order: Vec<String> = all.into_iter().map(|rule| rule.id).collect();
            policies::put_in_order(tx, &order)?;
            stored::profiles_changed(tx)?;
            let event = AuditEvent::at(&actor.address).detail(serde_json::json!({ "rule": id, "order": order }));
            tx.audit(AuditKind::PolicyRuleMoved, &actor, event);
            Ok(Ok(()))
        });
        self.stored("a rule could not be moved", done.await)?.map_err(AdminError::Refused)
    }

    async fn remove_rule(&self, caller: &Caller, id: &str, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManagePolicies).await?;
        let (app, id, code) = (self.app.clone(), id.to_owned(), short(code));
        let done = self.app.store.write(move |tx| {
            let all = policies::list(tx)?;
            let Some(at) = all.iter().position(|rule| rule.id == id) else { return Ok(Ok(())) };
            let Some((rule, later)) = all.get(at..).and_then(<[Rule]>::split_first) else { return Ok(Ok(())) };
            let everybody = stored::for_everybody(tx)?;
            let mut then = later.iter().map(|other| &other.policy).chain([&everybody]);
            if then.any(|other| weakens(other, &rule.policy))
                && let Err(refused) = proved(&app, tx, &actor, Guarded::RemoveRule, &code)?
            {
                return Ok(Err(refused));
            }
            policies::remove(tx, &id)?;
            stored::profiles_changed(tx)?;
            let detail = serde_json::json!({ "rule": id, "name": rule.name, "before": noted(&rule.policy) });
            let event = AuditEvent::at(&actor.address).directory(&rule.directory).detail(detail);
            tx.audit(AuditKind::PolicyRuleRemoved, &actor, event);
            Ok(Ok(()))
        });
        self.stored("a rule could not be taken away", done.await)?.map_err(AdminError::Refused)
    }
}
