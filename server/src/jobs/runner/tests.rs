//! The runner with work that hangs, fails and panics, on a real queue.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::jobs::registry;
use crate::jobs::staged::{store, until};
use crate::work;
use latchkey_store::StoreError;
use latchkey_testkit::TestClock;
use std::sync::Mutex;
use tokio::task::JoinHandle;

/// Does what the payload says, and notes when it was called.
struct Play {
    clock: Arc<TestClock>,
    begun: Mutex<Vec<(String, i64, i64)>>,
    given_up: Mutex<Vec<String>>,
}

#[async_trait]
impl JobHandlers for Play {
    fn lane(&self, kind: &str) -> Lane {
        registry::lane(kind)
    }
    fn retry(&self, kind: &str) -> RetryPolicy {
        registry::retry(kind)
    }
    async fn perform(&self, job: &Job) -> End {
        let role: String = serde_json::from_str(job.payload.expose()).unwrap();
        self.begun.lock().unwrap().push((role.clone(), job.attempts, self.clock.millis()));
        let (what, number) = role.split_once(' ').unwrap_or((&role, "0"));
        let number: i64 = number.parse().unwrap_or(0);
        match what {
            "hang" => std::future::pending().await,
            "hang-once" if job.attempts == 1 => std::future::pending().await,
            "panic" => panic!("a handler's fault"),
            "panic-once" if job.attempts == 1 => panic!("a handler's fault"),
            "sleep" => sleep(Duration::from_secs(number.unsigned_abs())).await,
            "fail" if job.attempts <= number => return End::Retry(JobFault::NotSent { said: "away".into() }),
            "give-up" | "give-up-badly" => return End::GiveUp(JobFault::NotSent { said: role }),
            "split" => return End::Instead(vec![(work::NOTICE_TO, "one".into()), (work::NOTICE_TO, "two".into())]),
            _ => {}
        }
        End::Done
    }
    fn given_up(&self, _: &mut Tx, _: &Job, why: &JobFault) -> StoreResult<()> {
        let why = why.to_string();
        self.given_up.lock().unwrap().push(why.clone());
        if why == "give-up-badly" { Err(StoreError::Other("no".into())) } else { Ok(()) }
    }
    async fn tidy(&self) {}
}

struct Stage {
    folder: tempfile::TempDir,
    clock: Arc<TestClock>,
    store: Store,
    play: Arc<Play>,
}

struct Server {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    heartbeat: Arc<Heartbeat>,
}

impl Stage {
    async fn new() -> Self {
        let (folder, clock) = (tempfile::tempdir().unwrap(), Arc::new(TestClock::of_tokio()));
        let store = store(folder.path(), &clock).await;
        let play = Arc::new(Play { clock: clock.clone(), begun: Mutex::default(), given_up: Mutex::default() });
        Self { folder, clock, store, play }
    }

    async fn server(&self, worker: &str) -> Server {
        let heartbeat = Arc::new(Heartbeat::new(self.clock.now()));
        let runner = Runner {
            store: store(self.folder.path(), &self.clock).await,
            clock: self.clock.clone(),
            handlers: self.play.clone(),
            worker: worker.into(),
            heartbeat: heartbeat.clone(),
        };
        Self::started(runner)
    }
    /// On the same `Store` as the tests, whose bell it hears.
    fn server_here(&self) -> Server {
        let heartbeat = Arc::new(Heartbeat::new(self.clock.now()));
        let (store, clock, handlers) = (self.store.clone(), self.clock.clone(), self.play.clone());
        Self::started(Runner { store, clock, handlers, worker: "here".into(), heartbeat })
    }
    fn started(runner: Runner) -> Server {
        let (stop, stopped) = watch::channel(false);
        let heartbeat = runner.heartbeat.clone();
        Server { stop, task: tokio::spawn(Arc::new(runner).run(stopped)), heartbeat }
    }

    async fn enqueue(&self, jobs: &[(&'static str, &str)]) {
        let jobs: Vec<_> = jobs.iter().map(|(kind, role)| (*kind, (*role).to_owned())).collect();
        let put = |tx: &mut Tx| {
            let now = tx.now();
            jobs.into_iter().try_for_each(|(kind, role)| jobs::enqueue(tx, kind, &role, now, None))
        };
        self.store.write(put).await.unwrap();
    }
    async fn counts(&self) -> (i64, i64) {
        self.store.read(jobs::counts).await.unwrap()
    }
    /// When jobs of this role were begun, in milliseconds.
    fn begun(&self, role: &str) -> Vec<i64> {
        let begun = self.play.begun.lock().unwrap();
        begun.iter().filter(|(what, ..)| what == role).map(|(_, _, at)| *at).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn what_failed_is_tried_again_after_a_while() {
    let stage = Stage::new().await;
    let _server = stage.server_here();
    stage.enqueue(&[(work::NOTICE, "fail 4")]).await;
    until(60, "done", async || stage.counts().await == (0, 0)).await;
    let begun = stage.begun("fail 4");
    let pauses: Vec<i64> = begun.windows(2).map(|two| two[1] - two[0]).collect();
    assert_eq!(pauses.len(), 4, "{begun:?}");
    for (pause, wanted) in pauses.iter().zip([2000, 4000, 8000, 16_000]) {
        assert!((wanted..wanted + 1000).contains(pause), "{pauses:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_hangs_holds_up_nobody() {
    let stage = Stage::new().await;
    let _server = stage.server_here();
    // one of each hangs, and all of the import and all of the invitations
    let stuck = [work::SEND_PROOF_CODE, work::NOTICE, work::RECONCILE, work::IMPORT];
    stage.enqueue(&stuck.map(|kind| (kind, "hang"))).await;
    stage.enqueue(&[(work::INVITE, "hang"); 9]).await;
    sleep(Duration::from_secs(5)).await;
    assert_eq!(stage.begun("hang").len(), 4 + Lane::Bulk.slots());
    let others =
        [work::SEND_PROOF_CODE, work::CONFIRM_ADDRESS, work::NOTICE, work::RECONCILE, "unknown", work::TEST_MAIL];
    stage.enqueue(&others.map(|kind| (kind, "well"))).await;
    sleep(Duration::from_millis(100)).await;
    assert_eq!(stage.begun("well").len(), others.len());
}

/// Not only when all that were leased together have ended, and not at the next look.
#[tokio::test(start_paused = true)]
async fn a_slot_is_filled_again_when_its_job_has_ended() {
    let stage = Stage::new().await;
    let _server = stage.server_here();
    stage.enqueue(&vec![(work::INVITE, "hang"); Lane::Bulk.slots() - 1]).await;
    sleep(Duration::from_secs(2)).await;
    stage.enqueue(&[(work::INVITE, "well"); 20]).await;
    sleep(Duration::from_millis(500)).await;
    assert_eq!(stage.begun("well").len(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_code_overtakes_five_hundred_invitations() {
    let stage = Stage::new().await;
    stage.enqueue(&[(work::INVITE, "sleep 30"); 500]).await;
    let _server = stage.server_here();
    sleep(Duration::from_secs(40)).await;
    assert_eq!(stage.begun("sleep 30").len(), 2 * Lane::Bulk.slots(), "a free slot is filled again");
    let now = stage.clock.millis();
    stage.enqueue(&[(work::SEND_PROOF_CODE, "well")]).await;
    sleep(Duration::from_millis(100)).await;
    assert_eq!(stage.begun("well").len(), 1);
    assert!(stage.begun("well")[0] - now < 50, "{:?}", stage.begun("well"));
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_a_failure_of_that_job_alone() {
    let stage = Stage::new().await;
    let server = stage.server_here();
    stage.enqueue(&[(work::NOTICE, "panic"), (work::NOTICE, "panic-once"), (work::NOTICE, "well")]).await;
    until(10, "the others", async || stage.counts().await == (1, 0)).await;
    assert_eq!((stage.begun("panic-once").len(), stage.begun("well").len()), (2, 1));
    until(60, "tried again", async || stage.begun("panic").len() > 4).await;
    let failing = stage.store.read(jobs::failing).await.unwrap();
    assert_eq!((failing[0].kind.as_str(), failing[0].error.clone()), (work::NOTICE, JobFault::Program.kept()));
    assert!(!server.task.is_finished() && server.heartbeat.still_for(stage.clock.now()).is_none());
}

#[tokio::test(start_paused = true)]
async fn what_a_killed_server_had_comes_back_after_its_lease() {
    let stage = Stage::new().await;
    stage.enqueue(&[(work::NOTICE, "hang-once")]).await;
    let first = stage.server("first").await;
    until(5, "begun", async || stage.begun("hang-once").len() == 1).await;
    first.task.abort();
    let killed = stage.clock.millis();
    let _second = stage.server("second").await;
    until(90, "done", async || stage.counts().await == (0, 0)).await;
    let begun = stage.begun("hang-once");
    assert_eq!(begun.len(), 2);
    assert!((LEASE_SECS - 2) * 1000 < begun[1] - begun[0] && begun[1] - killed < (LEASE_SECS + 2) * 1000, "{begun:?}");
}

#[tokio::test(start_paused = true)]
async fn a_job_longer_than_its_lease_is_begun_once() {
    let stage = Stage::new().await;
    let (_first, _second) = (stage.server("first").await, stage.server("second").await);
    let long = format!("sleep {}", 10 * LEASE_SECS);
    stage.enqueue(&[(work::IMPORT, &long), (work::SEND_PROOF_CODE, &long)]).await;
    sleep(Duration::from_secs(8 * LEASE_SECS.unsigned_abs())).await;
    assert_eq!(stage.counts().await, (2, 0), "not ended yet");
    until(200, "done", async || stage.counts().await == (0, 0)).await;
    assert_eq!(stage.begun(&long).len(), 2, "each once");
}

#[tokio::test(start_paused = true)]
async fn imports_one_after_the_other() {
    let stage = Stage::new().await;
    let _server = stage.server_here();
    stage.enqueue(&[(work::IMPORT, "sleep 30"), (work::IMPORT, "sleep 30")]).await;
    until(90, "done", async || stage.counts().await == (0, 0)).await;
    let begun = stage.begun("sleep 30");
    assert!(begun[1] - begun[0] >= 30_000, "{begun:?}");
}

#[tokio::test(start_paused = true)]
async fn a_job_of_this_server_begins_at_once_and_of_another_within_a_second() {
    let stage = Stage::new().await;
    let _server = stage.server_here();
    for pause in [5_100, 3_450, 7_900] {
        sleep(Duration::from_millis(pause)).await;
        let now = stage.clock.millis();
        stage.enqueue(&[(work::SEND_PROOF_CODE, "well")]).await;
        sleep(Duration::from_millis(50)).await;
        let begun = stage.begun("well");
        assert!(begun.last().is_some_and(|at| at - now < 20), "enqueued at {now}, begun at {begun:?}");
    }
    let other = store(stage.folder.path(), &stage.clock).await;
    let now = stage.clock.millis();
    other.write(|tx| jobs::enqueue(tx, work::NOTICE, &"elsewhere", tx.now(), None)).await.unwrap();
    sleep(Duration::from_millis(1100)).await;
    assert!(stage.begun("elsewhere").first().is_some_and(|at| at - now <= 1050), "{:?}", stage.begun("elsewhere"));
}

/// Somebody else writes for a long time; looking at the queue must not wait for that.
#[tokio::test(start_paused = true)]
async fn idle_it_only_reads() {
    let stage = Stage::new().await;
    let server = stage.server_here();
    sleep(Duration::from_secs(3)).await;
    let (begun, has_begun) = std::sync::mpsc::channel();
    let (let_go, held) = std::sync::mpsc::channel::<()>();
    let (folder, clock) = (stage.folder.path().to_owned(), stage.clock.clone());
    // a thread with a runtime of its own: what runs there does not hold back our clock
    let writing = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let other = store(&folder, &clock).await;
            let written = other.write(move |tx| {
                let _ = begun.send(());
                // for three seconds, or until the test has seen enough
                let patience = held.recv_timeout(Duration::from_secs(3));
                jobs::enqueue(tx, work::NOTICE, &"later", tx.now(), None)?;
                Ok(patience.is_ok())
            });
            written.await.unwrap()
        })
    });
    has_begun.recv().unwrap();
    let before = stage.clock.now();
    sleep(Duration::from_secs(30)).await;
    assert!(server.heartbeat.still_for(before.plus_secs(85)).is_none(), "it went round all the time");
    let_go.send(()).ok();
    assert!(writing.join().unwrap(), "the rounds waited for the writer");
}

#[tokio::test(start_paused = true)]
async fn told_to_stop_it_finishes_what_it_has_and_takes_nothing_new() {
    let stage = Stage::new().await;
    let server = stage.server_here();
    stage.enqueue(&[(work::NOTICE, "sleep 20")]).await;
    sleep(Duration::from_secs(1)).await;
    server.stop.send(true).unwrap();
    sleep(Duration::from_secs(1)).await;
    stage.enqueue(&[(work::NOTICE, "well")]).await;
    tokio::time::timeout(Duration::from_secs(30), server.task).await.unwrap().unwrap();
    assert_eq!((stage.counts().await, stage.begun("well").len()), ((1, 0), 0));
}

#[tokio::test(start_paused = true)]
async fn given_up_together_with_what_must_be_kept_of_it() {
    let stage = Stage::new().await;
    let _server = stage.server_here();
    stage.enqueue(&[(work::RECONCILE, "give-up"), (work::RECONCILE, "give-up-badly")]).await;
    until(20, "given up", async || stage.counts().await == (1, 1)).await;
    assert_eq!(stage.play.given_up.lock().unwrap().iter().filter(|why| *why == "give-up").count(), 1);
    // what could not be noted is not given up: it comes back
    sleep(Duration::from_secs(LEASE_SECS.unsigned_abs() + 20)).await;
    assert_eq!((stage.counts().await, stage.begun("give-up").len()), ((1, 1), 1));
    assert!(stage.begun("give-up-badly").len() > 1);
}

#[tokio::test(start_paused = true)]
async fn one_job_becomes_others() {
    let stage = Stage::new().await;
    let _server = stage.server_here();
    stage.enqueue(&[(work::NOTICE, "split")]).await;
    until(5, "done", async || stage.counts().await == (0, 0)).await;
    assert_eq!((stage.begun("split").len(), stage.begun("one").len(), stage.begun("two").len()), (1, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_dead_runner_has_no_pulse() {
    let stage = Stage::new().await;
    let server = stage.server_here();
    stage.enqueue(&[(work::IMPORT, "hang")]).await;
    sleep(Duration::from_secs(300)).await;
    assert_eq!(server.heartbeat.still_for(stage.clock.now()), None, "a job that hangs is not the runner's death");
    server.task.abort();
    sleep(Duration::from_secs(50)).await;
    assert_eq!(server.heartbeat.still_for(stage.clock.now()), None);
    sleep(Duration::from_secs(20)).await;
    assert!(server.heartbeat.still_for(stage.clock.now()).is_some_and(|secs| (61..=71).contains(&secs)));
}
