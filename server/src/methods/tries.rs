//! Tries are counted before they are looked at, so that of any number at once no more are looked at
//! than may be; a right one is given back.
//!
//! Twice: for the name that was typed, and for the person behind it. Only the first is ever shown,
//! because it would be the same for a name that nobody has. When the second is used up (a person has
//! several names), further proofs are wrong whatever they are, and messages are not sent.

use crate::work::{NOTICE, Notice, NoticeKind};
use latchkey_contract::MethodKind;
use latchkey_domain::guessing::is_unguessable;
use latchkey_domain::limits::{self, Limit};
use latchkey_domain::{Timestamp, ids::PersonId};
use latchkey_store::limits as count;
use latchkey_store::{StoreResult, Tx, jobs};

/// Whose tries they are.
pub struct Who<'a> {
    /// The local part of the name that was typed.
    pub name_key: &'a str,
    pub person: Option<&'a PersonId>,
    /// The network, as `limits::address_key` gives it.
    pub address: &'a str,
    /// Proofs that were right before: who has none cannot use up what who has one needs.
    pub stage: usize,
}

/// How a proof that was counted is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    Real,
    /// The person's own limit is used up, of which nothing may be said: wrong, whatever it is.
    Decoy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admitted {
    Yes,
    /// As [`Attempt::Decoy`].
    Silently,
    /// Said aloud; the method can be used again from then.
    No(Timestamp),
    /// The network tried too much, whatever the method.
    Network(Timestamp),
}

fn keys(who: &Who<'_>) -> (String, String) {
    let person = who.person.map_or_else(|| format!("nobody:{}", who.name_key), |id| format!("person:{id}"));
    (format!("name:{}:{}", who.name_key, who.stage), format!("{person}:{}", who.stage))
}

const fn of(kind: MethodKind) -> [Option<&'static Limit>; 3] {
    if is_unguessable(kind) {
        return [None, None, None];
    }
    let few = if matches!(kind, MethodKind::Questions) { Some(&limits::QUESTIONS_PER_PERSON_DAY) } else { None };
    [Some(&limits::WRONG_PROOFS_PER_PERSON), Some(&limits::WRONG_PROOFS_PER_PERSON_DAY), few]
}

/// Counts one proof. The rows are taken in one order, so that two at once do not wait for each other.
pub fn admit(tx: &mut Tx, kind: MethodKind, who: &Who<'_>) -> StoreResult<Admitted> {
    let network = count::hit(tx, &limits::WRONG_PROOFS_PER_ADDRESS, who.address)?;
    let (name, person) = keys(who);
    let (mut aloud, mut silent, mut reached) = (None, false, false);
    for limit in of(kind).into_iter().flatten() {
        let shown = count::hit(tx, limit, &name)?;
        let unseen = count::hit(tx, limit, &person)?;
        if !shown.allowed {
            aloud = aloud.max(Some(shown.retry_at));
        }
        silent |= !unseen.allowed;
        // who holds a proof already is near; who has none is anybody, and that takes a day's worth
        let tells = who.stage > 0 || limit.name == limits::WRONG_PROOFS_PER_PERSON_DAY.name;
        reached |= tells && unseen.count == limit.max + 1;
    }
    if reached {
        tell(tx, who)?;
    }
    Ok(match (network.allowed, aloud, silent) {
        (false, _, _) => Admitted::Network(network.retry_at),
        (true, Some(until), _) => Admitted::No(until),
        (true, None, true) => Admitted::Silently,
        (true, None, false) => Admitted::Yes,
    })
}

/// Tells the person by mail, which is another way than the page, once a day. The same is put down for
/// a name that nobody has, and the job finds nobody: no answer is slower for who exists.
fn tell(tx: &mut Tx, who: &Who<'_>) -> StoreResult<()> {
    let person = who.person.map_or_else(|| format!("nobody:{}", who.name_key), |id| id.0.clone());
    if !count::hit(tx, &limits::TOLD_TOO_MANY_WRONG, &person)?.allowed {
        return Ok(());
    }
    let now = tx.now();
    jobs::enqueue(tx, NOTICE, &Notice { person, kind: NoticeKind::TooManyWrong, at: now }, now, None)
}

/// Gives a counted try back: the proof was right, or there was nothing in it to guess with.
pub fn give_back(tx: &mut Tx, kind: MethodKind, who: &Who<'_>) -> StoreResult<()> {
    count::give_back(tx, &limits::WRONG_PROOFS_PER_ADDRESS, who.address)?;
    let (name, person) = keys(who);
    for limit in of(kind).into_iter().flatten() {
        count::give_back(tx, limit, &name)?;
        count::give_back(tx, limit, &person)?;
    }
    Ok(())
}

/// Counts one message. `destination`: a digest of where it goes.
pub fn admit_message(tx: &mut Tx, who: &Who<'_>, destination: &str) -> StoreResult<Admitted> {
    let (name, person) = keys(who);
    let shown = count::hit(tx, &limits::SEND_PER_NAME, &format!("{name}:{}", who.address))?;
    let by_person = count::hit(tx, &limits::SEND_PER_PERSON, &person)?;
    let by_destination = count::hit(tx, &limits::SEND_PER_DESTINATION, destination)?;
    Ok(if !shown.allowed {
        Admitted::No(shown.retry_at)
    } else if by_person.allowed && by_destination.allowed {
        Admitted::Yes
    } else {
        Admitted::Silently
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::methods::stage::Stage;
    use latchkey_contract::settings::MethodSettings;
    use latchkey_store::audit;

    /// So many wrong proofs, each from a network of its own.
    async fn wrong(stage: &Stage, person: Option<PersonId>, kind: MethodKind, stage_no: usize, times: u32) {
        stage
            .write(move |tx| {
                for n in 0..times {
                    let address = format!("network {n}");
                    let who = Who { name_key: "anna", person: person.as_ref(), address: &address, stage: stage_no };
                    admit(tx, kind, &who)?;
                }
                Ok(())
            })
            .await;
    }

    /// The notices that wait, as (whose, what); they are taken away.
    async fn told(stage: &Stage) -> Vec<String> {
        let jobs = stage.write(|tx| jobs::lease(tx, "test", 10 * 86_400, 100, &[NOTICE])).await;
        let read = |payload: &str| serde_json::from_str::<Notice>(payload).unwrap();
        let all = jobs.iter().map(|job| read(job.payload.expose()));
        all.inspect(|notice| assert_eq!(notice.kind, NoticeKind::TooManyWrong)).map(|notice| notice.person).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn the_person_is_told_once_a_day_when_the_limit_is_reached() {
        let stage = Stage::new(&[MethodKind::Totp], MethodSettings::default()).await;
        let anna = Some(stage.person.clone());
        wrong(&stage, anna.clone(), MethodKind::Totp, 0, 30).await;
        assert!(told(&stage).await.is_empty(), "thirty are within the limit");
        wrong(&stage, anna.clone(), MethodKind::Totp, 0, 1).await;
        assert_eq!(told(&stage).await, std::slice::from_ref(&stage.person.0));
        wrong(&stage, anna.clone(), MethodKind::Email, 0, 50).await;
        wrong(&stage, anna.clone(), MethodKind::Totp, 1, 50).await;
        assert!(told(&stage).await.is_empty(), "told already");
        tokio::time::advance(std::time::Duration::from_secs(86_401)).await;
        wrong(&stage, anna, MethodKind::Totp, 0, 31).await;
        assert_eq!(told(&stage).await.len(), 1, "another day");
    }

    /// Who has one of the two proofs is told of at the first limit.
    #[tokio::test(start_paused = true)]
    async fn guesses_at_the_second_proof_are_told_within_the_hour() {
        let stage = Stage::new(&[MethodKind::Totp], MethodSettings::default()).await;
        let anna = Some(stage.person.clone());
        wrong(&stage, anna.clone(), MethodKind::Passkey, 1, 60).await;
        wrong(&stage, anna.clone(), MethodKind::Totp, 1, 10).await;
        assert!(told(&stage).await.is_empty());
        wrong(&stage, anna, MethodKind::Totp, 1, 1).await;
        assert_eq!(told(&stage).await.len(), 1);
    }

    /// The same rows are written for a name that nobody has, and nobody hears of it.
    #[tokio::test(start_paused = true)]
    async fn for_a_name_that_nobody_has_the_same_is_done_and_nobody_told() {
        let stage = Stage::new(&[MethodKind::Totp], MethodSettings::default()).await;
        wrong(&stage, None, MethodKind::Totp, 0, 31).await;
        let jobs = stage.write(|tx| jobs::lease(tx, "test", 10 * 86_400, 100, &[NOTICE])).await;
        assert_eq!(jobs.len(), 1);
        let job: Notice = serde_json::from_str(jobs.first().unwrap().payload.expose()).unwrap();
        let end = crate::jobs::Job::run(job, &stage.app).await;
        assert!(matches!(end, crate::jobs::End::Done), "there is nobody to tell");
        assert!(stage.write(|tx| audit::recent(tx, 10)).await.is_empty());
    }
}
