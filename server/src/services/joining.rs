//! Accounts in several directories that are one person's. Joined by themselves only where the directories themselves say
//! so, or by equal addresses where an administrator allows that; what is not plain waits for one. Nobody's methods go to
//! anybody else by it: whoever has methods keeps them, the other one's end, and the person is told (decision 0023).

use super::admin_auth;
use super::policy::profiles_changed;
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::methods;
use crate::work::{self, JOIN_ACCOUNTS, JoinAccounts, Notice, NoticeKind};
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::PersonId;
use latchkey_domain::joining::{self, Decision, Doubt, Evidence, Standing};
use latchkey_domain::names::comparable;
use latchkey_store::accounts::{self, Account};
use latchkey_store::persons::{self, Pair};
use latchkey_store::{AuditEvent, StoreResult, Tx, directories};
use std::sync::Arc;

/// Pairs in one transaction: recoveries go on between two.
const BATCH: i64 = 200;

/// After people were imported, or the setting changed.
pub fn enqueue(tx: &mut Tx) -> StoreResult<()> {
    let now = tx.now();
    work::enqueue(tx, &JoinAccounts {}, now, Some(JOIN_ACCOUNTS))
}

/// Looks at every pair that nobody looked at yet.
pub async fn run(app: &Arc<AppState>) -> Result<(), Fault> {
    for evidence in [Evidence::SameObject, Evidence::Mail] {
        let mut after: Option<Pair> = None;
        loop {
            let from = after.take();
            let page = app.store.write(move |tx| look_at(tx, evidence, from.as_ref())).await?;
            let Some(last) = page else { break };
            after = Some(last);
        }
    }
    Ok(())
}

/// One page of them; gives the last, if there may be more.
fn look_at(tx: &mut Tx, evidence: Evidence, after: Option<&Pair>) -> StoreResult<Option<Pair>> {
    if evidence == Evidence::Mail && !methods::method_settings(tx)?.accounts.join_by_mail {
        return Ok(None);
    }
    // what an administrator decides meanwhile is seen, or waits
    persons::alone(tx)?;
    let pairs = persons::pairs(tx, evidence, after, BATCH)?;
    let mut joined = false;
    for pair in &pairs {
        joined |= judge(tx, pair, evidence)?;
    }
    if joined {
        profiles_changed(tx)?;
    }
    Ok(pairs.last().cloned())
}

/// `true`: they are one now.
fn judge(tx: &mut Tx, pair: &Pair, evidence: Evidence) -> StoreResult<bool> {
    let (Some(first), Some(other)) = (accounts::by_id(tx, &pair.first)?, accounts::by_id(tx, &pair.other)?) else {
        return Ok(false);
    };
    // an earlier pair of this page may have joined them
    if first.person.id == other.person.id {
        return Ok(false);
    }
    let mut shared = false;
    if evidence == Evidence::Mail {
        let Some(mail) = first.mail.as_deref().map(comparable) else { return Ok(false) };
        if !joining::is_in_both(&mail, &domains(tx, &first)?, &domains(tx, &other)?) {
            return Ok(false);
        }
        shared = accounts::count_with_mail(tx, &first.directory, &mail)? > 1
            || accounts::count_with_mail(tx, &other.directory, &mail)? > 1;
    }
    // what was said of two accounts holds for whoever was joined with them since
    if persons::are_apart(tx, &first.person.id, &other.person.id)? {
        return doubted(tx, pair, &first, &other, evidence, Doubt::Parted).map(|()| false);
    }
    match joining::decide(evidence, &standing(tx, &first)?, &standing(tx, &other)?, shared) {
        Decision::FirstStays => join(tx, &first, &other, Actor::Latchkey.into(), evidence.code()).map(|()| true),
        Decision::OtherStays => join(tx, &other, &first, Actor::Latchkey.into(), evidence.code()).map(|()| true),
        Decision::Review(doubt) => doubted(tx, pair, &first, &other, evidence, doubt).map(|()| false),
    }
}

fn doubted(
    tx: &mut Tx,
    pair: &Pair,
    first: &Account,
    other: &Account,
    evidence: Evidence,
    doubt: Doubt,
) -> StoreResult<()> {
    tx.audit(AuditKind::JoinDoubted, Actor::Latchkey, about(Actor::Latchkey.into(), first, other, doubt.code()));
    persons::review(tx, pair, evidence, doubt)
}

fn domains(tx: &mut Tx, account: &Account) -> StoreResult<Vec<String>> {
    let row = directories::get(tx, &account.directory)?;
    Ok(row.map_or_else(Vec::new, |row| row.domains.into_iter().chain([row.name]).collect()))
}

fn standing(tx: &mut Tx, account: &Account) -> StoreResult<Standing> {
    let directories = persons::accounts(tx, &account.person.id)?.into_iter().map(|account| account.directory).collect();
    Ok(Standing {
        enrolled: account.person.enrolled_at.is_some(),
        stopped: account.person.frozen_at.is_some(),
        directories,
    })
}

/// Who joins or parts, and from which address of the network.
#[derive(Clone, Copy)]
pub struct By<'a> {
    actor: Actor<'a>,
    address: Option<&'a str>,
}

impl<'a> From<Actor<'a>> for By<'a> {
    fn from(actor: Actor<'a>) -> Self {
        Self { actor, address: None }
    }
}

impl<'a> From<&'a admin_auth::Actor> for By<'a> {
    fn from(actor: &'a admin_auth::Actor) -> Self {
        Self { actor: actor.into(), address: Some(&actor.address) }
    }
}

fn about(by: By<'_>, account: &Account, other: &Account, why: &str) -> AuditEvent {
    let detail = serde_json::json!({ "other": other.id.as_str(), "why": why });
    let event = by.address.map_or_else(AuditEvent::default, AuditEvent::at);
    event.account(&account.id).directory(&account.directory).detail(detail)
}

/// The person of `stays` keeps everything; `other`'s accounts become theirs.
pub fn join(tx: &mut Tx, stays: &Account, other: &Account, by: By<'_>, why: &str) -> StoreResult<()> {
    tx.audit(AuditKind::AccountsJoined, by.actor, about(by, stays, other, why));
    let (person, gone) = (stays.person.id.clone(), other.person.id.clone());
    let told = stays.person.enrolled_at.is_some() || other.person.enrolled_at.is_some();
    persons::join(tx, &person, &gone)?;
    if told { tell(tx, &person, NoticeKind::AccountsJoined) } else { Ok(()) }
}

/// They are two people: no account of the one is joined with one of the other by itself.
pub fn keep_apart(tx: &mut Tx, first: &Account, other: &Account, evidence: Evidence, by: By<'_>) -> StoreResult<()> {
    let theirs = persons::accounts(tx, &other.person.id)?;
    for one in persons::accounts(tx, &first.person.id)? {
        for two in &theirs {
            persons::keep_apart(tx, &Pair { first: one.id.clone(), other: two.id.clone() }, evidence)?;
        }
    }
    tx.audit(AuditKind::JoinRefused, by.actor, about(by, first, other, evidence.code()));
    Ok(())
}

/// The account gets a person of its own, who starts anew; it is not joined with these again by itself.
pub fn part(tx: &mut Tx, account: &Account, by: By<'_>) -> StoreResult<()> {
    let others = persons::accounts(tx, &account.person.id)?;
    for other in others.iter().filter(|other| other.id != account.id) {
        let pair = Pair { first: other.id.clone(), other: account.id.clone() };
        persons::keep_apart(tx, &pair, Evidence::SameObject)?;
    }
    let Some(one) = others.iter().find(|other| other.id != account.id) else { return Ok(()) };
    tx.audit(AuditKind::AccountsParted, by.actor, about(by, account, one, "parted"));
    let person = account.person.id.clone();
    let told = account.person.enrolled_at.is_some();
    persons::part(tx, &account.id)?;
    profiles_changed(tx)?;
    if told { tell(tx, &person, NoticeKind::AccountParted) } else { Ok(()) }
}

fn tell(tx: &mut Tx, person: &PersonId, kind: NoticeKind) -> StoreResult<()> {
    let now = tx.now();
    work::enqueue(tx, &Notice { person: person.0.clone(), kind, at: now }, now, None)
}

#[cfg(test)]
#[path = "joining_tests.rs"]
mod tests;
