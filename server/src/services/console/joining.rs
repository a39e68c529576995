//! Accounts of one person, for an administrator: whether a doubtful pair is one, joining two people by hand, and parting
//! an account. Whoever joins gives one account to another's methods, so each asks for a code of this very moment.

use super::code::{proved, short};
use super::guarded::Guarded;
use super::{Actor, ConsoleService, count, name_of};
use crate::app_state::AppState;
use crate::services::admin_auth::authorise;
use crate::services::joining;
use crate::services::policy::profiles_changed;
use async_trait::async_trait;
use latchkey_app::ports::{Caller, JoiningAdmin};
use latchkey_contract::admin::*;
use latchkey_contract::joining::*;
use latchkey_domain::ids::{AccountId, DirectoryId, PersonId};
use latchkey_domain::joining::{Doubt, Evidence};
use latchkey_domain::roles::Permission;
use latchkey_store::accounts::{self, Account};
use latchkey_store::persons::{self, Review};
use latchkey_store::{StoreResult, Tx, directories};
use std::collections::BTreeMap;

const SHOWN: i64 = 50;
/// What joined them, in the log.
const WHY: &str = "administrator";

/// What an action did, or why it did nothing; a fault of ours around it.
type Done<T> = StoreResult<Result<T, Refused>>;

type Names = BTreeMap<DirectoryId, String>;

fn side(tx: &mut Tx, id: &AccountId, names: &Names) -> StoreResult<JoinSide> {
    let Some(account) = accounts::by_id(tx, id)? else { return Ok(JoinSide::default()) };
    let named = |directory: &DirectoryId| names.get(directory).cloned().unwrap_or_default();
    let others = persons::accounts(tx, &account.person.id)?;
    let others = others.into_iter().filter(|other| other.id != account.id && !other.gone).map(|other| OtherAccount {
        directory: named(&other.directory),
        id: other.id.0,
        login: other.login,
    });
    Ok(JoinSide {
        others: others.collect(),
        directory: named(&account.directory),
        name: account.display_name,
        login: account.login,
        mail: account.mail.unwrap_or_default(),
        enrolled: account.person.enrolled_at.is_some(),
        stopped: account.person.frozen_at.is_some(),
        has_seat: account.person.onboarded_at.is_some(),
    })
}

const fn evidence(evidence: Evidence) -> JoinEvidence {
    match evidence {
        Evidence::SameObject => JoinEvidence::SameObject,
        Evidence::Mail => JoinEvidence::Mail,
    }
}

const fn doubt(doubt: Doubt) -> JoinDoubt {
    match doubt {
        Doubt::BothEnrolled => JoinDoubt::BothEnrolled,
        Doubt::Stopped => JoinDoubt::Stopped,
        Doubt::SameDirectory => JoinDoubt::SameDirectory,
        Doubt::MailShared => JoinDoubt::MailShared,
        Doubt::Parted => JoinDoubt::Parted,
    }
}

fn refused<T>(fault: JoinFault) -> Result<T, Refused> {
    Err(Refused::Join(fault))
}

/// The pair, as long as there is something to decide about it.
fn waiting(tx: &mut Tx, id: &str) -> Done<(Review, Account, Account)> {
    let Some(review) = persons::review_by_id(tx, id)? else { return Ok(refused(JoinFault::Decided)) };
    let (Some(first), Some(other)) = (accounts::by_id(tx, &review.first)?, accounts::by_id(tx, &review.other)?) else {
        return Ok(refused(JoinFault::AccountGone));
    };
    Ok(two(first, other).map(|(first, other)| (review, first, other)))
}

/// Of two persons, both of whom are there.
fn two(first: Account, other: Account) -> Result<(Account, Account), Refused> {
    if first.person.id == other.person.id {
        return refused(JoinFault::OneAlready);
    }
    if first.gone || other.gone {
        return refused(JoinFault::AccountGone);
    }
    Ok((first, other))
}

fn people(tx: &mut Tx, person: &PersonId, other: &PersonId) -> Done<(Account, Account)> {
    if person == other {
        return Ok(refused(JoinFault::SamePerson));
    }
    let (Some(first), Some(other)) = (persons::primary_account(tx, person)?, persons::primary_account(tx, other)?)
    else {
        return Ok(Err(Refused::Gone(Gone::Person)));
    };
    Ok(two(first, other))
}

/// The account, unless its person would have none left.
fn partable(tx: &mut Tx, id: &AccountId) -> Done<Account> {
    let Some(account) = accounts::by_id(tx, id)? else { return Ok(refused(JoinFault::AccountGone)) };
    if persons::accounts(tx, &account.person.id)?.len() < 2 {
        return Ok(refused(JoinFault::OnlyAccount));
    }
    Ok(Ok(account))
}

/// What `look` finds, once the administrator has proved that it is them and nobody else joins or parts: it is looked at
/// before, so that no code is asked for in vain, and again behind the lock, because somebody else may have been first.
fn settled<T>(
    app: &AppState,
    tx: &mut Tx,
    actor: &Actor,
    code: Option<(Guarded, &str)>,
    look: impl Fn(&mut Tx) -> Done<T>,
) -> Done<T> {
    if let Err(refused) = look(tx)? {
        return Ok(Err(refused));
    }
    if let Some((action, code)) = code
        && let Err(refused) = proved(app, tx, actor, action, code)?
    {
        return Ok(Err(refused));
    }
    persons::alone(tx)?;
    look(tx)
}

fn decide(app: &AppState, tx: &mut Tx, actor: &Actor, id: &str, decision: JoinDecision, code: &str) -> Done<()> {
    let asks = (decision != JoinDecision::Apart).then_some((Guarded::DecideJoin, code));
    let (review, first, other) = match settled(app, tx, actor, asks, |tx| waiting(tx, id))? {
        Ok(found) => found,
        Err(refused) => return Ok(Err(refused)),
    };
    let joins = decision != JoinDecision::Apart;
    if !persons::decided(tx, &review.id, joins)? {
        return Ok(refused(JoinFault::Decided));
    }
    match decision {
        JoinDecision::KeepFirst => joining::join(tx, &first, &other, actor.into(), WHY)?,
        JoinDecision::KeepOther => joining::join(tx, &other, &first, actor.into(), WHY)?,
        JoinDecision::Apart => joining::keep_apart(tx, &first, &other, review.evidence, actor.into())?,
    }
    if joins {
        profiles_changed(tx)?;
    }
    Ok(Ok(()))
}

#[async_trait]
impl JoiningAdmin for ConsoleService {
    async fn reviews(&self, caller: &Caller) -> AdminResult<JoinReviews> {
        authorise(&self.app, caller, Permission::ReadPeople).await?;
        let app = self.app.clone();
        let read = self.app.store.read(move |tx| {
            let names: Names = directories::list(tx)?.into_iter().map(|row| (row.id.clone(), name_of(&row))).collect();
            let (waiting, total) = persons::open_reviews(tx, SHOWN)?;
            let mut rows = Vec::with_capacity(waiting.len());
            for review in waiting {
                rows.push(JoinReview {
                    first: side(tx, &review.first, &names)?,
                    other: side(tx, &review.other, &names)?,
                    id: review.id,
                    evidence: evidence(review.evidence),
                    doubt: doubt(review.doubt),
                    since: app.moment(review.created_at),
                });
            }
            Ok(JoinReviews { rows, total: count(total) })
        });
        self.stored("the pairs that wait could not be read", read.await)
    }

    async fn decide(&self, caller: &Caller, id: &str, decision: JoinDecision, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManagePeople).await?;
        let (app, id, code) = (self.app.clone(), id.to_owned(), short(code));
        let done = self.app.store.write(move |tx| decide(&app, tx, &actor, &id, decision, &code)).await;
        self.stored("a pair could not be decided", done)?.map_err(AdminError::Refused)
    }

    async fn join(&self, caller: &Caller, person: &str, other: &str, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManagePeople).await?;
        let (person, other) = (PersonId(person.to_owned()), PersonId(other.to_owned()));
        let (app, code) = (self.app.clone(), short(code));
        let done = self.app.store.write(move |tx| {
            let asks = Some((Guarded::JoinPeople, code.as_str()));
            let (stays, other) = match settled(&app, tx, &actor, asks, |tx| people(tx, &person, &other))? {
                Ok(two) => two,
                Err(refused) => return Ok(Err(refused)),
            };
            joining::join(tx, &stays, &other, (&actor).into(), WHY)?;
            profiles_changed(tx).map(Ok)
        });
        self.stored("two people could not be joined", done.await)?.map_err(AdminError::Refused)
    }

    async fn part(&self, caller: &Caller, account: &str, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManagePeople).await?;
        let (app, id, code) = (self.app.clone(), AccountId(account.to_owned()), short(code));
        let done = self.app.store.write(move |tx| {
            let asks = Some((Guarded::PartAccount, code.as_str()));
            let account = match settled(&app, tx, &actor, asks, |tx| partable(tx, &id))? {
                Ok(account) => account,
                Err(refused) => return Ok(Err(refused)),
            };
            joining::part(tx, &account, (&actor).into()).map(Ok)
        });
        self.stored("an account could not be parted", done.await)?.map_err(AdminError::Refused)
    }
}
