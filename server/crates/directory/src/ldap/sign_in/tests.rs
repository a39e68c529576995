//! Two servers over one state, and a clock that stands still until told.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::process_state::ProcessState;
use async_trait::async_trait;
use latchkey_domain::Timestamp;
use latchkey_testkit::TestClock;
use std::sync::atomic::AtomicU32;

/// The directory's side: how often it was asked, and what it says.
struct Account {
    asked: Arc<AtomicU32>,
    password_is_right: AtomicBool,
}
impl Account {
    fn count(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }
}

fn wrong() -> DirectoryError {
    DirectoryError::BindRefused { data: "52e".to_owned() }
}

struct Servers {
    clock: Arc<TestClock>,
    account: Account,
    one: Arc<ServiceSignInGuard>,
    two: Arc<ServiceSignInGuard>,
}

impl Servers {
    fn new() -> Self {
        let clock = Arc::new(TestClock::default());
        let shared: Arc<dyn SharedState> = Arc::new(ProcessState::new(clock.clone()));
        Self::over(clock, &shared)
    }
    fn over(clock: Arc<TestClock>, shared: &Arc<dyn SharedState>) -> Self {
        let guard = || Arc::new(ServiceSignInGuard::new(shared.clone(), clock.clone(), Duration::from_secs(4)));
        let account = Account { asked: Arc::default(), password_is_right: AtomicBool::new(false) };
        Self { one: guard(), two: guard(), account, clock }
    }
    async fn sign_in(&self, guard: &Arc<ServiceSignInGuard>, reason: SignInReason) -> Result<(), NotSignedIn> {
        let turn = guard.turn().await;
        let right = self.account.password_is_right.load(Ordering::SeqCst);
        let count = self.account.asked.clone();
        let bind = async move {
            count.fetch_add(1, Ordering::SeqCst);
            sleep(Duration::from_millis(20)).await;
            ((), if right { Ok(()) } else { Err(wrong()) })
        };
        guard.sign_in(turn, reason, bind).await
    }
}

#[tokio::test(start_paused = true)]
async fn two_servers_at_once_make_one_try() {
    let both = Servers::new();
    let tries = (0..20).map(|n| both.sign_in(if n % 2 == 0 { &both.one } else { &both.two }, SignInReason::Need));
    let answers = futures::future::join_all(tries).await;
    assert_eq!(both.account.count(), 1);
    let by_server = answers.iter().filter(|answer| **answer == Err(NotSignedIn::ByServer(wrong()))).count();
    let not_tried = answers.iter().filter(|answer| **answer == Err(NotSignedIn::NotTried(wrong()))).count();
    assert_eq!((by_server, not_tried), (1, 19));
    for guard in [&both.one, &both.two] {
        assert_eq!(guard.not_refused().await, Err(wrong()));
    }
}

#[tokio::test(start_paused = true)]
async fn the_pause_is_everybodys_and_so_is_its_end() {
    let both = Servers::new();
    both.sign_in(&both.one, SignInReason::Need).await.unwrap_err();
    both.clock.advance(2099);
    both.sign_in(&both.two, SignInReason::Need).await.unwrap_err();
    assert_eq!(both.account.count(), 1);
    both.clock.advance(1);
    both.sign_in(&both.two, SignInReason::Need).await.unwrap_err();
    assert_eq!(both.account.count(), 2, "the other one, when the first counts no more");
    both.clock.advance(3599);
    both.sign_in(&both.one, SignInReason::Need).await.unwrap_err();
    assert_eq!(both.account.count(), 2, "and the pause has grown");

    // mended in the directory; the administrator looks, by way of one of them
    both.account.password_is_right.store(true, Ordering::SeqCst);
    both.sign_in(&both.two, SignInReason::Check).await.unwrap();
    both.sign_in(&both.one, SignInReason::Need).await.unwrap();
    assert_eq!(both.one.not_refused().await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_new_knows_of_the_pause() {
    let clock = Arc::new(TestClock::default());
    let shared: Arc<dyn SharedState> = Arc::new(ProcessState::new(clock.clone()));
    let before = Servers::over(clock.clone(), &shared);
    before.sign_in(&before.one, SignInReason::Need).await.unwrap_err();
    let restarted = Servers::over(clock, &shared);
    assert_eq!(restarted.sign_in(&restarted.one, SignInReason::Need).await, Err(NotSignedIn::NotTried(wrong())));
    assert_eq!(restarted.account.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn whoever_goes_away_leaves_a_try_that_is_noted() {
    let both = Servers::new();
    let gone = tokio::time::timeout(Duration::from_millis(5), both.sign_in(&both.one, SignInReason::Need)).await;
    assert!(gone.is_err());
    assert_eq!(both.sign_in(&both.two, SignInReason::Need).await, Err(NotSignedIn::NotTried(wrong())));
    assert_eq!(both.account.count(), 1);
}

/// A server was killed while it signed in.
#[tokio::test(start_paused = true)]
async fn a_claim_that_nobody_ends_is_over_in_time() {
    let both = Servers::new();
    both.account.password_is_right.store(true, Ordering::SeqCst);
    both.one.claim(SignInReason::Need).await.ok().unwrap();
    let waits = both.sign_in(&both.two, SignInReason::Need).await;
    assert!(matches!(waits, Err(NotSignedIn::NotTried(DirectoryError::Unreachable { .. }))), "{waits:?}");
    assert_eq!(both.account.count(), 0, "as long as it may still be under way");
    both.clock.advance(8);
    both.sign_in(&both.two, SignInReason::Need).await.unwrap();
}

/// The database is away.
struct Nothing;
#[async_trait]
impl SharedState for Nothing {
    async fn get(&self, _: &StateKey) -> DirectoryResult<Option<StateEntry>> {
        Err(DirectoryError::Unreachable { detail: "no database".to_owned() })
    }
    async fn put(&self, _: &StateKey, _: &Expect, _: &str, _: Timestamp) -> DirectoryResult<Option<String>> {
        Err(DirectoryError::Unreachable { detail: "no database".to_owned() })
    }
    async fn remove(&self, _: &StateKey, _: &str) -> DirectoryResult<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_claimed_is_not_tried() {
    let shared: Arc<dyn SharedState> = Arc::new(Nothing);
    let both = Servers::over(Arc::default(), &shared);
    let answer = both.sign_in(&both.one, SignInReason::Need).await;
    assert!(matches!(answer, Err(NotSignedIn::NotTried(_))), "{answer:?}");
    assert_eq!(both.account.count(), 0);
}

/// The one that tries hangs for longer than its claim holds, and is refused while another one tries.
#[tokio::test(start_paused = true)]
async fn a_refusal_that_comes_late_counts() {
    let both = Servers::new();
    let claim = both.one.claim(SignInReason::Need).await.ok().unwrap();
    both.clock.advance(8);
    let other = both.two.claim(SignInReason::Need).await.ok().unwrap();
    both.one.note(&claim, &Err(wrong())).await;
    let waits = both.sign_in(&both.one, SignInReason::Need).await;
    assert!(matches!(waits, Err(NotSignedIn::NotTried(DirectoryError::Unreachable { .. }))), "{waits:?}");
    both.two.note(&other, &Err(DirectoryError::Unreachable { detail: String::new() })).await;
    both.clock.advance(8);
    assert_eq!(both.sign_in(&both.two, SignInReason::Need).await, Err(NotSignedIn::NotTried(wrong())));
    assert_eq!(both.account.count(), 0);
}
