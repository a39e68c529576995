//! A visit to the account page as a state machine, as the database keeps it: what one proof beside the password opens, for
//! how long, and what ends it.

use crate::open_write::OpenWrite;
use crate::{Reason, Timestamp};
use latchkey_contract::MethodKind;
use latchkey_contract::account::News;
use serde::{Deserialize, Serialize};

/// What changes something asks for a proof that is not older than this.
pub const FRESH_SECS: i64 = 10 * 60;
/// Wrong proofs in one visit; then it ends.
pub const WRONG_PROOFS: u32 = 5;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Visit {
    pub stage: Stage,
    /// When a method was last proved, beside the directory password.
    pub proved_at: Option<Timestamp>,
    pub wrong: u32,
    pub news: Option<News>,
    pub problem: Option<Reason>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Nobody's yet: somebody is on this directory's own sign-in page.
    Redirected {
        directory: String,
    },
    /// The password was right, or a fresh proof is wanted; `chosen` is the method whose page is open.
    Prove {
        chosen: Option<MethodKind>,
    },
    Home,
    /// A method is tried out.
    Try {
        kind: MethodKind,
    },
    Password,
    /// A new password was handed to the directory, and the answer is not known.
    Changing {
        write: OpenWrite,
        /// Whoever sat here has gone: the visit ends when it is known.
        #[serde(default)]
        leaving: bool,
    },
    NotMe,
    Stopped {
        why: Reason,
    },
}

impl Visit {
    pub const fn new(stage: Stage) -> Self {
        Self { stage, proved_at: None, wrong: 0, news: None, problem: None }
    }

    /// Signed in with both.
    pub const fn is_in(&self) -> bool {
        self.proved_at.is_some()
            && !matches!(
                self.stage,
                Stage::Redirected { .. } | Stage::Prove { .. } | Stage::Changing { .. } | Stage::Stopped { .. }
            )
    }

    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.is_in() && self.proved_at.is_some_and(|at| now.since(at) < FRESH_SECS * 1000)
    }

    /// Only the answer to the write moves it on.
    pub const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Changing { .. })
    }

    /// Who it is for is not known: it opens nothing.
    pub const fn is_nobodys(&self) -> bool {
        matches!(self.stage, Stage::Redirected { .. })
    }

    /// The method whose proof is awaited.
    pub const fn awaited(&self) -> Option<MethodKind> {
        match self.stage {
            Stage::Prove { chosen } => chosen,
            Stage::Try { kind } => Some(kind),
            _ => None,
        }
    }

    pub fn go(&mut self, stage: Stage) {
        self.stage = stage;
        self.problem = None;
        self.news = None;
    }

    /// Whatever was wanted changes something: first a proof.
    pub fn ask_anew(&mut self) {
        self.go(Stage::Prove { chosen: None });
    }

    pub fn right(&mut self, kind: MethodKind, now: Timestamp) {
        let tried = matches!(self.stage, Stage::Try { .. });
        self.go(Stage::Home);
        self.proved_at = Some(now);
        self.wrong = 0;
        self.news = tried.then_some(News::Works { method: kind });
    }

    pub fn wrong(&mut self, problem: Reason) {
        self.wrong += 1;
        if self.wrong >= WRONG_PROOFS {
            self.go(Stage::Stopped { why: Reason::TooManyWrong });
        } else {
            self.problem = Some(problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    const NOW: Timestamp = Timestamp(1_000_000_000);

    #[test]
    fn the_password_alone_opens_nothing() {
        let mut visit = Visit::new(Stage::Prove { chosen: None });
        assert!(!visit.is_in() && !visit.is_fresh(NOW));
        visit.go(Stage::Home);
        assert!(!visit.is_in(), "no way there but a proof");
        visit.go(Stage::Prove { chosen: Some(MethodKind::Totp) });
        visit.right(MethodKind::Totp, NOW);
        assert!(visit.is_in() && visit.is_fresh(NOW));
        assert!(!visit.is_fresh(NOW.plus_secs(FRESH_SECS)));
        visit.ask_anew();
        assert!(!visit.is_in(), "and until the fresh proof nothing is open");
    }

    #[test]
    fn the_fifth_wrong_proof_ends_it() {
        let mut visit = Visit::new(Stage::Prove { chosen: Some(MethodKind::Totp) });
        for n in 1..=5 {
            visit.wrong(Reason::WrongCode);
            assert_eq!(matches!(visit.stage, Stage::Stopped { .. }), n == 5);
        }
    }

    #[test]
    fn trying_says_that_it_works() {
        let mut visit = Visit::new(Stage::Try { kind: MethodKind::Email });
        visit.proved_at = Some(NOW);
        assert_eq!(visit.awaited(), Some(MethodKind::Email));
        visit.right(MethodKind::Email, NOW);
        assert_eq!(visit.news, Some(News::Works { method: MethodKind::Email }));
    }
}
