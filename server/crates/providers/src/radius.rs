//! A passcode checked by a RADIUS server: PAP over UDP (RFC 2865), which every token server and push
//! service speaks.
//!
//! Every request is signed with a Message-Authenticator (RFC 3579 3.2), and an answer without one is
//! not believed: whoever sits in between could have turned a refusal into an acceptance
//! (CVE-2024-3596, "BlastRADIUS"). The passcode is hidden by nothing but MD5 and the shared secret:
//! the secret should have 16 characters or more (RFC 2865 3), and the way to the server be trusted.

mod config;
mod exchange;
mod request;
mod response;

#[cfg(test)]
#[path = "radius/vectors.rs"]
mod vectors;

pub use config::{RadiusConfig, RadiusServer};

use crate::ProviderError;
use crate::http::setup;
use latchkey_domain::{Entropy, Secret};
use request::{Question, Request};
use response::Verdict;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A name for `check` that no account has.
const NOBODY: &str = "latchkey-check";

#[derive(Clone)]
pub struct Radius {
    config: Arc<RadiusConfig>,
    entropy: Arc<dyn Entropy>,
}

/// What the server said. `message`: its words for the person (Reply-Message), on one line, at most
/// 200 characters, free of control characters; still somebody else's text, to be escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Accept,
    Reject {
        message: Option<String>,
    },
    /// A second passcode is wanted; ask again with the same user, that passcode and `challenge`.
    Challenge {
        challenge: Challenge,
        message: Option<String>,
    },
}

/// What an answer to a challenge must carry: which server asked, and its State (RFC 2865 5.24).
/// Opaque, and not signed: keep it where the person cannot change it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    server: String,
    state: Option<Vec<u8>>,
}

impl std::fmt::Debug for Challenge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Challenge(…)")
    }
}

impl std::fmt::Debug for Radius {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Radius").field(&self.config).finish()
    }
}

impl Radius {
    pub fn new(config: RadiusConfig, entropy: Arc<dyn Entropy>) -> Result<Self, ProviderError> {
        config.validate()?;
        Ok(Self { config: Arc::new(config), entropy })
    }

    /// Asks the servers in turn until one gives an answer that can be believed, each for at most the
    /// configured time. A challenge is met at the server that gave it, and nowhere else.
    ///
    /// `Away` also stands for a wrong shared secret where the server is silent about it, as most are
    /// (RFC 3579 3.2 has it drop what it cannot believe); `Setup` for an answer that does not fit ours.
    pub async fn ask(
        &self,
        user: &str,
        passcode: &Secret,
        challenge: Option<&Challenge>,
    ) -> Result<Answer, ProviderError> {
        let state = challenge.and_then(|challenge| challenge.state.as_deref());
        let Some(question) = Question::new(user, passcode, state, &self.config.nas_identifier) else {
            return Ok(Answer::Reject { message: None }); // nothing that any server would accept
        };
        let mut faults = Vec::new();
        for server in &self.config.servers {
            if challenge.is_none_or(|challenge| challenge.server == server.place()) {
                match self.ask_one(server, &question).await {
                    Ok(answer) => return Ok(answer),
                    Err(fault) => faults.push(fault),
                }
            }
        }
        Err(together(faults).unwrap_or_else(|| {
            ProviderError::Away("the RADIUS server that asked for a second passcode is no longer configured".into())
        }))
    }

    /// Asks every server about a name that nobody has. Whatever it says, if it can be believed, shows
    /// that it is there and shares the secret.
    pub async fn check(&self) -> Result<(), ProviderError> {
        let passcode = latchkey_domain::entropy::new_token(self.entropy.as_ref());
        let Some(question) = Question::new(NOBODY, &passcode, None, &self.config.nas_identifier) else {
            return Err(setup("no RADIUS request can be made of this configuration"));
        };
        let mut faults = Vec::new();
        for server in &self.config.servers {
            if let Err(fault) = self.ask_one(server, &question).await {
                faults.push(fault);
            }
        }
        together(faults).map_or(Ok(()), Err)
    }

    async fn ask_one(&self, server: &RadiusServer, question: &Question<'_>) -> Result<Answer, ProviderError> {
        let mut identifier = [0_u8; 1];
        let mut authenticator = [0_u8; 16];
        self.entropy.fill(&mut identifier);
        self.entropy.fill(&mut authenticator);
        let request = Request::new(question, server.key(), identifier, authenticator);
        let reply = exchange::exchange(server, &request, &self.config, self.entropy.as_ref()).await?;
        let message = reply.message;
        Ok(match reply.verdict {
            Verdict::Accept => Answer::Accept,
            Verdict::Reject => Answer::Reject { message },
            Verdict::Challenge => {
                Answer::Challenge { challenge: Challenge { server: server.place(), state: reply.state }, message }
            }
        })
    }
}

/// What several servers failed with: all their sentences, and as grave as the gravest.
fn together(faults: Vec<ProviderError>) -> Option<ProviderError> {
    let text = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    match faults.iter().any(|fault| matches!(fault, ProviderError::Setup(_))) {
        true => Some(ProviderError::Setup(text)),
        false if faults.is_empty() => None,
        false => Some(ProviderError::Away(text)),
    }
}
