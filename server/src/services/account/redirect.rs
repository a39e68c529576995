//! Signing in on a page of a directory's own. The visit that waits for the answer belongs to nobody and opens nothing;
//! whoever turns out to be known gets another, under another cookie.

use super::service::{AccountService, again};
use crate::flows::stored;
use crate::services::redirect::{self, BegunSignIn};
use latchkey_app::ports::{Caller, Onward, ProofInput};
use latchkey_contract::account::{AccountGo, SignInRedirect};
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_domain::limits::address_key;
use latchkey_domain::visit::{Stage, Visit};
use latchkey_domain::{Reason, Secret, entropy, limits};
use latchkey_store::accounts::{self, Account};
use latchkey_store::limits as count;
use latchkey_store::{StoreError, StoreResult, Tx, directories, flows};

/// Nobody is signed in any more, and nothing waits.
fn out(go: AccountGo) -> AccountGo {
    AccountGo { account_cookie: Some(String::new()), ..go }
}

/// What is told of a refusal; nothing of who it was.
fn said(problem: &Reason) -> AccountGo {
    match problem {
        Reason::DirectoryAway => again("away"),
        Reason::SignInUnfinished => again("unfinished"),
        Reason::SetupFault { reference } | Reason::ServerFault { reference } => {
            again(&format!("fault&reference={reference}"))
        }
        _ => again("not-known"),
    }
}

impl AccountService {
    /// The directories whose people sign in there, in the order of the console.
    pub(super) async fn redirects(&self) -> Result<Vec<SignInRedirect>, StoreError> {
        let rows = self.app.store.read(directories::list).await?;
        let mut all = Vec::new();
        for row in rows.into_iter().filter(|row| row.active) {
            // one that cannot be opened is not offered; the console says what is the matter with it
            if let Ok(Some((row, _))) = redirect::directory(&self.app, &row.id).await {
                all.push(SignInRedirect { id: row.id.0.clone(), directory: redirect::label(row) });
            }
        }
        Ok(all)
    }

    pub(super) async fn begins_redirect(&self, caller: &Caller, directory: &str) -> Onward<AccountGo> {
        self.begun_redirect(caller, directory).await.unwrap_or_else(Onward::Here)
    }

    async fn begun_redirect(&self, caller: &Caller, directory: &str) -> Result<Onward<AccountGo>, AccountGo> {
        let (address, network) = (address_key(caller.address), address_key(caller.address));
        let hit = self.app.store.write(move |tx| count::hit(tx, &limits::SIGN_IN_PER_ADDRESS, &network)).await;
        let hit = hit.map_err(|error| self.broken("a sign-in could not be counted", &error.into()))?;
        if !hit.allowed {
            return Err(again(&format!("later&from={}", self.app.moment(hit.retry_at).to_address())));
        }
        let id = DirectoryId(directory.chars().take(64).collect());
        // an id that nobody has is a form that no page of ours sends
        let found = redirect::directory(&self.app, &id).await.ok().flatten();
        let Some((row, there)) = found else { return Err(again("unfinished")) };
        let begun = BegunSignIn::new(&self.app);
        let there =
            begun.begin(&self.app, &*there, flows::FlowKind::Account).await.map_err(|problem| said(&problem))?;
        let token = entropy::new_token(self.app.entropy.as_ref());
        let (cookie, earlier) = (token.expose().to_owned(), caller.account_cookie.clone());
        let kept = self.app.store.write(move |tx| {
            if let Some((earlier, _)) = waiting(tx, earlier.as_deref())? {
                flows::end(tx, &earlier.id)?;
            }
            wait(tx, id, &begun, address, &token)
        });
        kept.await.map_err(|error| self.broken("a sign-in could not be begun", &error.into()))?;
        Ok(Onward::Away { address: there, directory: redirect::label(row), cookie: Some(cookie) })
    }

    /// Back from there. The visit that waited ends before the directory is asked, so that each answer counts once.
    pub(super) async fn redirect_answered(&self, caller: &Caller, given: ProofInput) -> AccountGo {
        let (token, sent) = (caller.account_cookie.clone(), given.clone());
        let spent = self.app.store.write(move |tx| {
            let Some((mut live, directory)) = waiting(tx, token.as_deref())? else { return Ok(None) };
            if !BegunSignIn::of(&live)?.is_answered_by(&sent, tx.now()) {
                return Ok(None);
            }
            // whoever saves it first has it; to end it alone would let both go on
            stored::save(tx, &mut live, &Visit::new(Stage::Redirected { directory: directory.0.clone() }))?;
            flows::end(tx, &live.id)?;
            Ok(Some(directory))
        });
        let directory = match spent.await {
            Ok(Some(directory)) => directory,
            // another's answer ends nothing: the one that is awaited may still come
            Ok(None) | Err(StoreError::Conflict(_)) => return again("unfinished"),
            Err(error) => return self.broken("a sign-in could not be finished", &error.into()),
        };
        let address = address_key(caller.address);
        let problem = match redirect::finish(&self.app, &directory, &given).await {
            Ok(who) => match self.known(&directory, who).await {
                Ok(Ok(account)) => return self.admitted(account, address, None).await,
                Ok(Err(account)) => {
                    self.note_refusal(account.as_ref(), Some(directory), address).await;
                    return out(again("not-known"));
                }
                Err(error) => return self.broken("a sign-in could not be looked up", &error.into()),
            },
            Err(problem) => problem,
        };
        self.note_refusal(None, Some(directory), address).await;
        out(said(&problem))
    }

    /// Whose account that is, if they may come in; else the account, if there is one, for the record alone.
    async fn known(
        &self,
        directory: &DirectoryId,
        who: ObjectId,
    ) -> Result<Result<Account, Option<Account>>, StoreError> {
        let directory = directory.clone();
        let found = self.app.store.read(move |tx| accounts::by_object(tx, &directory, &who)).await?;
        Ok(match found {
            Some(account) if account.person.onboarded_at.is_some() && !account.gone && !account.disabled => Ok(account),
            other => Err(other),
        })
    }
}

/// The visit under this cookie, if all that it does is wait for an answer from this directory.
fn waiting(tx: &mut Tx, token: Option<&str>) -> StoreResult<Option<(flows::Flow, DirectoryId)>> {
    let Some(token) = token else { return Ok(None) };
    let flows::Found::Live(live) = flows::by_token(tx, flows::FlowKind::Account, token)? else { return Ok(None) };
    let visit: Visit = stored::state(&live)?;
    Ok(match visit.stage {
        Stage::Redirected { directory } => Some((live, DirectoryId(directory))),
        _ => None,
    })
}

fn wait(tx: &mut Tx, directory: DirectoryId, begun: &BegunSignIn, address: String, token: &Secret) -> StoreResult<()> {
    let visit = Visit::new(Stage::Redirected { directory: directory.0 });
    let new = flows::NewFlow {
        kind: flows::FlowKind::Account,
        person: None,
        account: None,
        who: String::new(),
        name_key: String::new(),
        address,
        state: stored::value(&visit)?,
        sealed: begun.sealed()?,
        ttl_secs: redirect::TTL_SECS,
    };
    flows::create(tx, new, token).map(drop)
}
