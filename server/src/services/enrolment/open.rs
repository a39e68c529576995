//! Getting in: the link, and the typed code.

use super::begun::ENROLMENT_SECS;
use super::service::{EnrolmentService, PAGE, here};
use crate::flows::stored;
use crate::methods;
use latchkey_app::ports::Caller;
use latchkey_contract::enrol::EnrolGo;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::enrolment::{Enrolment, Purpose, Stage};
use latchkey_domain::limits::{self, address_key};
use latchkey_domain::{Reason, Secret, entropy, names};
use latchkey_store::{AuditEvent, StoreResult, Tx, accounts, flows, invitations};

/// Why a link does not open, or the invitation and its account.
fn usable(
    tx: &mut Tx,
    found: Option<invitations::Invitation>,
) -> StoreResult<Result<(invitations::Invitation, accounts::Account), Reason>> {
    let Some(invitation) = found else { return Ok(Err(Reason::LinkUnknown)) };
    if invitation.used_at.is_some() || invitation.expires_at <= tx.now() {
        return Ok(Err(Reason::LinkSpent));
    }
    let account = accounts::by_id(tx, &invitation.account)?;
    // Who is enrolled changes methods with one of them, never with a link and the password alone.
    Ok(match account {
        Some(account) if account.person.enrolled_at.is_some() => Err(Reason::LinkSpent),
        Some(account) if account.person.onboarded_at.is_some() && !account.gone => Ok((invitation, account)),
        _ => Err(Reason::LinkUnknown),
    })
}

/// Opens a flow for the invitation; ends what another browser had open for it.
fn begin(
    tx: &mut Tx,
    invitation: &invitations::Invitation,
    account: accounts::Account,
    address: String,
    token: &Secret,
) -> StoreResult<()> {
    invitations::open(tx, &invitation.id)?;
    flows::end_for_person(tx, &account.person.id, flows::FlowKind::Enrol, None)?;
    let state = Enrolment::new(Purpose::Invitation { id: invitation.id.clone() }, Stage::SignIn, Vec::new());
    let state = stored::value(&state)?;
    let event = AuditEvent::at(&address).account(&account.id).directory(&account.directory);
    tx.audit(AuditKind::EnrolmentOpened, Actor::Anyone, event);
    let new = flows::NewFlow {
        kind: flows::FlowKind::Enrol,
        who: account.login.clone(),
        name_key: names::comparable(&account.login),
        person: Some(account.person.id),
        account: Some(account.id),
        address,
        state,
        sealed: Secret::default(),
        ttl_secs: ENROLMENT_SECS,
    };
    flows::create(tx, new, token)?;
    Ok(())
}

/// A flow that only says why there is none; so that the reason survives the redirect.
fn explain(tx: &mut Tx, why: Reason, address: String, token: &Secret) -> StoreResult<()> {
    let purpose = Purpose::Invitation { id: String::new() };
    let state = Enrolment::new(purpose, Stage::Stopped { why }, Vec::new());
    let state = stored::value(&state)?;
    let new = flows::NewFlow {
        kind: flows::FlowKind::Enrol,
        person: None,
        account: None,
        who: String::new(),
        name_key: String::new(),
        address,
        state,
        sealed: Secret::default(),
        ttl_secs: 600,
    };
    flows::create(tx, new, token)?;
    Ok(())
}

/// Whether this browser has the invitation open already, past or before its sign-in: then it goes on
/// there. Another browser begins anew, and with nothing of what was set up in the first.
fn is_open_here(tx: &mut Tx, cookie: Option<&str>, invitation: &invitations::Invitation) -> StoreResult<bool> {
    let Some(cookie) = cookie else { return Ok(false) };
    let flows::Found::Live(live) = flows::by_token(tx, flows::FlowKind::Enrol, cookie)? else { return Ok(false) };
    let state: Enrolment = stored::state(&live)?;
    let same = matches!(&state.purpose, Purpose::Invitation { id } if *id == invitation.id);
    Ok(same && !state.is_over() && live.account.as_ref() == Some(&invitation.account))
}

/// What came of a link.
enum ByLink {
    Begun,
    GoesOn,
    Later(Reason),
}

impl EnrolmentService {
    pub(super) async fn by_link(&self, caller: &Caller, link: &str) -> Result<EnrolGo, Reason> {
        let here_already = caller.enrol_cookie.clone();
        let (link, address) = (link.chars().take(128).collect::<String>(), address_key(caller.address));
        let token = entropy::new_token(self.app.entropy.as_ref());
        let cookie = token.expose().to_owned();
        let opened = self
            .app
            .store
            .write(move |tx| {
                let hit = latchkey_store::limits::hit(tx, &limits::INVITATION_CODE_PER_ADDRESS, &address)?;
                if !hit.allowed {
                    // nothing is written: anybody could do so without end
                    return Ok(ByLink::Later(Reason::TryLater { from: hit.retry_at }));
                }
                let found = invitations::by_token(tx, &link)?;
                match usable(tx, found)? {
                    Ok((invitation, account)) => {
                        // a link that fits was no guess
                        latchkey_store::limits::give_back(tx, &limits::INVITATION_CODE_PER_ADDRESS, &address)?;
                        if is_open_here(tx, here_already.as_deref(), &invitation)? {
                            return Ok(ByLink::GoesOn);
                        }
                        begin(tx, &invitation, account, address, &token)?;
                    }
                    Err(why) => explain(tx, why, address, &token)?,
                }
                Ok(ByLink::Begun)
            })
            .await;
        match opened {
            Ok(ByLink::Begun) => Ok(EnrolGo { path: PAGE.into(), cookie: Some(cookie) }),
            Ok(ByLink::GoesOn) => Ok(here()),
            Ok(ByLink::Later(problem)) => Err(problem),
            Err(error) => Err(self.app.report("an invitation could not be opened", &error.into()).into()),
        }
    }

    /// One answer for every name: whether it exists, is invited or is done is not told.
    pub(super) async fn by_code(&self, caller: &Caller, name: &str, code: &str) -> Result<EnrolGo, Reason> {
        let typed = names::comparable(name);
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(32).collect::<String>().to_uppercase();
        if typed.is_empty() || code.is_empty() {
            return Err(Reason::Empty);
        }
        let address = address_key(caller.address);
        let token = entropy::new_token(self.app.entropy.as_ref());
        let cookie = token.expose().to_owned();
        let opened = self
            .app
            .store
            .write(move |tx| {
                let key = names::local_part(&typed).to_owned();
                for (limit, key) in
                    [(&limits::INVITATION_CODE_PER_ADDRESS, &address), (&limits::INVITATION_CODE_PER_NAME, &key)]
                {
                    let hit = latchkey_store::limits::hit(tx, limit, key)?;
                    if !hit.allowed {
                        return Ok(Err(Reason::TryLater { from: hit.retry_at }));
                    }
                }
                let mut matching = accounts::by_name(tx, &typed)?;
                let only = matching.pop().filter(|_| matching.is_empty());
                let id = only.map_or_else(methods::nobody, |account| account.person.id);
                let found = invitations::by_code(tx, &id, &code)?;
                match usable(tx, found)? {
                    Ok((invitation, account)) => begin(tx, &invitation, account, address, &token).map(Ok),
                    Err(_) => Ok(Err(Reason::WrongCode)),
                }
            })
            .await;
        match opened {
            Ok(Ok(())) => Ok(EnrolGo { path: PAGE.into(), cookie: Some(cookie) }),
            Ok(Err(problem)) => Err(problem),
            Err(error) => Err(self.app.report("an invitation code could not be checked", &error.into()).into()),
        }
    }
}
