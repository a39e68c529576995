//! The sign-in on a page of the practice cloud's own. The page itself is the server's (beside the practice page); what
//! it needs is here: a sign-in that was begun, whoever signs in, and the address to go back to.

use super::PracticeCloud;
use async_trait::async_trait;
use latchkey_domain::directory::{DirectoryError, DirectoryResult, RedirectSignIn, SignInAnswer};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Secret, Timestamp, entropy};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long somebody may sit at the page, and the answer may be on its way.
const TTL_SECS: i64 = 600;
/// More at once are no people.
const MOST: usize = 1000;

/// One sign-in under way.
struct Begun {
    return_to: String,
    until: Timestamp,
    /// Once somebody signed in: who, and the code that their browser carries back.
    signed_in: Option<(ObjectId, Secret)>,
}

/// By state: each is good for one answer.
#[derive(Default)]
pub(super) struct SignIns(Mutex<HashMap<String, Begun>>);

impl SignIns {
    fn open(&self, now: Timestamp) -> MutexGuard<'_, HashMap<String, Begun>> {
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        begun.retain(|_, begun| now < begun.until);
        begun
    }
}

/// What may stand in an address as it is.
fn is_plain(text: &str) -> bool {
    (16..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

impl PracticeCloud {
    /// Where the page is served.
    pub const SIGN_IN_PAGE: &str = "/practice/cloud/sign-in";

    /// Whether a sign-in with this state is waiting for somebody, so that the page has anything to show.
    pub fn is_sign_in_open(&self, state: &Secret) -> bool {
        self.sign_ins.open(self.now()).get(state.expose()).is_some_and(|begun| begun.signed_in.is_none())
    }

    /// What the page's form does: the address to send the browser to. `None`: wrong name or password, an account that is
    /// disabled, or no such sign-in (it was answered, or it ran out).
    pub fn sign_in_as(&self, state: &Secret, login: &str, password: &Secret) -> Option<String> {
        let id = {
            let people = self.all();
            let person = people.iter().find(|person| person.login.eq_ignore_ascii_case(login.trim()))?;
            (!person.disabled && !password.is_empty() && person.password == *password).then(|| person.id.clone())?
        };
        let mut begun = self.sign_ins.open(self.now());
        let begun = begun.get_mut(state.expose()).filter(|begun| begun.signed_in.is_none())?;
        let code = entropy::new_token(self.entropy.as_ref());
        let and = if begun.return_to.contains('?') { '&' } else { '?' };
        let back = format!("{}{and}state={}&code={}", begun.return_to, state.expose(), code.expose());
        begun.signed_in = Some((id, code));
        Some(back)
    }
}

#[async_trait]
impl RedirectSignIn for PracticeCloud {
    async fn begin_sign_in(&self, state: &Secret, return_to: &str) -> DirectoryResult<String> {
        self.faults.open()?;
        if !is_plain(state.expose()) {
            return Err(DirectoryError::Other { detail: "a state that cannot stand in an address".to_owned() });
        }
        let now = self.now();
        let mut begun = self.sign_ins.open(now);
        if begun.len() >= MOST {
            return Err(DirectoryError::Unreachable { detail: "too many sign-ins are under way".to_owned() });
        }
        // the same state twice would let one sign-in answer for another
        if begun.contains_key(state.expose()) {
            return Err(DirectoryError::Other { detail: "a state that was used before".to_owned() });
        }
        let waiting = Begun { return_to: return_to.to_owned(), until: now.plus_secs(TTL_SECS), signed_in: None };
        begun.insert(state.expose().to_owned(), waiting);
        Ok(format!("{}?state={}", Self::SIGN_IN_PAGE, state.expose()))
    }

    async fn finish_sign_in(&self, answer: &SignInAnswer) -> DirectoryResult<Option<ObjectId>> {
        self.faults.open()?;
        // spent by the first answer, whatever it says
        let begun = self.sign_ins.open(self.now()).remove(answer.state.expose());
        let signed_in = begun.and_then(|begun| begun.signed_in);
        Ok(signed_in.and_then(|(id, code)| (code == answer.code).then_some(id)))
    }
}
