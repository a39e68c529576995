#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
use super::*;
use crate::practice::{PracticeDirectory, WriteFault};
use latchkey_domain::directory::{Entry, RedirectSignIn as _, SignInAnswer, all_members};
use latchkey_testkit::{TestClock, TestEntropy};
use std::collections::{BTreeMap, BTreeSet};

fn cloud() -> (PracticeCloud, Arc<TestClock>) {
    let clock = Arc::new(TestClock::default());
    (PracticeCloud::new(clock.clone(), Arc::new(TestEntropy::default())), clock)
}
async fn everyone(people: &dyn PeopleSource) -> Vec<Entry> {
    people.list(&[], None, 100).await.unwrap().entries
}
async fn id(cloud: &PracticeCloud, login: &str) -> ObjectId {
    everyone(cloud).await.into_iter().find(|entry| entry.login == login).unwrap_or_else(|| panic!("{login}")).object_id
}
fn new() -> Secret {
    Secret::new("Harbour-Violin-7")
}

/// What a joining of accounts has to tell apart.
#[tokio::test]
async fn some_are_the_same_people_as_in_the_practice_directory() {
    let (cloud, clock) = cloud();
    let first = everyone(&PracticeDirectory::new(clock)).await;
    let by_id: BTreeMap<_, _> = first.iter().map(|entry| (&entry.object_id, entry)).collect();
    let by_mail: BTreeMap<_, _> = first.iter().filter_map(|entry| Some((entry.mail.as_ref()?, entry))).collect();
    let (mut same, mut by_address, mut mistaken, mut alone) = (0, 0, Vec::new(), 0);
    for entry in everyone(&cloud).await {
        assert!(!by_id.contains_key(&entry.object_id), "ids of its own");
        assert!(first.iter().all(|other| other.login != entry.login && other.upn != entry.upn), "and names of its own");
        let there = entry.mail.as_ref().and_then(|mail| by_mail.get(mail));
        match (&entry.same_as, there) {
            (Some(id), there) => {
                assert_eq!(by_id[id].display_name, entry.display_name);
                assert_eq!(there.map(|other| &other.object_id), Some(id), "and the same mailbox");
                same += 1;
            }
            (None, Some(other)) if other.display_name == entry.display_name => by_address += 1,
            (None, Some(other)) => mistaken.push((entry.display_name, other.display_name.clone())),
            (None, None) => alone += 1,
        }
    }
    assert_eq!((same, by_address, alone), (6, 3, 4));
    assert_eq!(mistaken, [("Omar Said".to_owned(), "Oscar Núñez".to_owned())]);
    assert!(first.iter().all(|entry| entry.same_as.is_none()));
}

#[tokio::test]
async fn a_write_is_shown_after_twenty_seconds() {
    let (cloud, clock) = cloud();
    let anna = id(&cloud, "a.lindqvist").await;
    let before = cloud.state(&anna).await.unwrap();
    let written = cloud.reset(&anna, &new()).await.unwrap();
    assert_eq!((written.state, written.signed_in, written.history_checked), (None, false, false));
    let at = clock.now();
    clock.advance(10);
    cloud.reset(&anna, &Secret::new("Violin-Harbour-8")).await.unwrap();
    clock.advance(19);
    assert_eq!(cloud.state(&anna).await.unwrap(), before);
    clock.advance(1);
    let after = cloud.state_from(&anna, &written.server).await.unwrap();
    assert_eq!(after.password_set_at, Some(at.plus_secs(10)));
    assert!(matches!(cloud.state_from(&anna, "practice").await, Err(DirectoryError::Unreachable { .. })));
}

#[tokio::test]
async fn what_it_cannot_do_it_says() {
    let (cloud, _) = cloud();
    let anna = id(&cloud, "a.lindqvist").await;
    let can = cloud.capabilities();
    assert!(!can.unlock && !can.change && can.eventual_secs == 20);
    assert!(cloud.verifier().is_none() && matches!(cloud.sign_in(), SignIn::Redirect(_)));
    assert_eq!(cloud.unlock(&anna).await, Err(DirectoryError::Unsupported));
    assert_eq!(cloud.change(&anna, &new(), &new()).await, Err(DirectoryError::Unsupported));
    assert!(matches!(cloud.reset(&anna, &Secret::new("short")).await, Err(DirectoryError::TooShort { min: 8 })));
    assert_eq!(cloud.reset(&id(&cloud, "f.rahimi").await, &new()).await, Err(DirectoryError::Protected));
    assert_eq!(cloud.reset(&id(&cloud, "z.martin").await, &new()).await, Err(DirectoryError::Disabled));
    assert_eq!(cloud.reset(&ObjectId("nobody".into()), &new()).await, Err(DirectoryError::NotFound));
    let rows = cloud.check(&[]).await;
    let kinds: Vec<_> = rows.iter().map(|row| row.kind).collect();
    assert_eq!(kinds, cloud.required(), "and what it cannot do is not required");
    assert!(rows.iter().all(|row| row.verdict == Verdict::Good));
    cloud.faults().set_reachable(false);
    assert_eq!(cloud.check(&[]).await.iter().filter(|row| row.verdict == Verdict::Good).count(), 0);
    assert!(cloud.verified_domains().await.is_err());
}

#[tokio::test]
async fn units_have_ids_from_which_nothing_can_be_read() {
    let (cloud, _) = cloud();
    let units = cloud.subtrees().await.unwrap();
    let ids: Vec<String> = units.iter().map(|unit| unit.id.clone()).collect();
    assert!(units.iter().all(|unit| !unit.id.contains(&unit.name) && !unit.id.contains('=')));
    assert_eq!(units.iter().map(|unit| unit.people).collect::<Vec<_>>(), [14, 6, 8]);
    for unit in &units {
        assert_eq!(cloud.count(std::slice::from_ref(&unit.id)).await, Ok(unit.people));
    }
    let stranger = vec![units[1].name.clone()];
    assert!(matches!(cloud.count(&stranger).await, Err(DirectoryError::NoSuchUnit { .. })), "a name is no id");
    assert!(cloud.covers(&ids[..1], &ids[1..]) && cloud.covers(&ids[1..], &ids[2..]) && cloud.covers(&[], &ids));
    assert!(!cloud.covers(&ids[1..2], &ids[2..]) && !cloud.covers(&ids[1..], &[]));
}

#[tokio::test]
async fn pages_of_units_and_groups_leave_nobody_out() {
    let (cloud, _) = cloud();
    let (mut seen, mut cursor) = (BTreeSet::new(), None);
    loop {
        let page = cloud.list(&[], cursor.as_ref(), 3).await.unwrap();
        assert!(page.entries.iter().all(|entry| seen.insert(entry.login.clone())), "each once");
        let Some(next) = page.next else { break };
        cursor = Some(next);
    }
    assert_eq!(seen.len(), 14);
    let groups = cloud.groups("cloud g", 5).await.unwrap();
    assert_eq!((groups.len(), groups[0].direct_members), (1, 8));
    assert_eq!(all_members(&cloud, &groups[0].object_id).await.unwrap().len(), 8);
    let one = cloud.members(&groups[0].object_id, None, 3).await.unwrap();
    assert!(one.entries.len() == 3 && one.next.is_some());
}

#[tokio::test]
async fn answers_to_writes_can_be_lost() {
    let (cloud, clock) = cloud();
    let anna = id(&cloud, "a.lindqvist").await;
    let before = cloud.state(&anna).await.unwrap().password_set_at;
    for (fault, done) in [(WriteFault::LostBefore, false), (WriteFault::LostAfter, true)] {
        cloud.faults().queue([fault]);
        let lost = cloud.reset(&anna, &new()).await;
        assert!(matches!(lost, Err(DirectoryError::Unknown { ref server, .. }) if server == SERVER), "{lost:?}");
        clock.advance(20);
        assert_eq!(cloud.state(&anna).await.unwrap().password_set_at > before, done);
    }
}

const STATE: &str = "0123456789abcdef0123456789abcdef";
const BACK: &str = "https://reset.example/enrol/back";

fn answer(back: &str) -> SignInAnswer {
    let (state, code) = back.rsplit_once("state=").unwrap().1.split_once("&code=").unwrap();
    SignInAnswer { state: Secret::new(state), code: Secret::new(code) }
}
fn password(cloud: &PracticeCloud, login: &str) -> Secret {
    Secret::new(cloud.everyone().into_iter().find(|person| person.login == login).unwrap().password.unwrap())
}

#[tokio::test]
async fn a_sign_in_by_redirect_answers_once() {
    let (cloud, _) = cloud();
    let state = Secret::new(STATE);
    let page = cloud.begin_sign_in(&state, BACK).await.unwrap();
    assert_eq!(page, format!("{}?state={STATE}", PracticeCloud::SIGN_IN_PAGE));
    assert!(cloud.is_sign_in_open(&state) && !cloud.is_sign_in_open(&Secret::new("another")));
    assert!(cloud.begin_sign_in(&state, BACK).await.is_err(), "a state is used once");

    let right = password(&cloud, "a.lindqvist");
    for (login, wrong) in
        [("a.lindqvist", &Secret::new("wrong")), ("nobody", &right), ("a.lindqvist", &Secret::new(""))]
    {
        assert_eq!(cloud.sign_in_as(&state, login, wrong), None, "{login}");
    }
    let disabled = password(&cloud, "z.martin");
    assert_eq!(cloud.sign_in_as(&state, "z.martin", &disabled), None, "a disabled account");
    let back = cloud.sign_in_as(&state, " A.Lindqvist", &right).unwrap();
    assert!(back.starts_with(&format!("{BACK}?state={STATE}&code=")), "{back}");
    assert_eq!(cloud.sign_in_as(&state, "h.tanaka", &password(&cloud, "h.tanaka")), None, "it has been answered");

    let anna = id(&cloud, "a.lindqvist").await;
    assert_eq!(cloud.finish_sign_in(&answer(&back)).await, Ok(Some(anna)));
    assert_eq!(cloud.finish_sign_in(&answer(&back)).await, Ok(None), "once");
}

/// Whoever makes an answer up, brings another's, or comes late is nobody, and the sign-in is spent.
#[tokio::test]
async fn no_answer_but_the_right_one_counts() {
    let (cloud, clock) = cloud();
    let sign_in = async |state: &str, login: &str| {
        let state = Secret::new(state);
        cloud.begin_sign_in(&state, BACK).await.unwrap();
        answer(&cloud.sign_in_as(&state, login, &password(&cloud, login)).unwrap())
    };
    let (one, other) = (sign_in(&STATE.replace('0', "x"), "a.lindqvist").await, sign_in(STATE, "h.tanaka").await);
    let crossed = SignInAnswer { state: one.state.clone(), code: other.code.clone() };
    assert_eq!(cloud.finish_sign_in(&crossed).await, Ok(None));
    assert_eq!(cloud.finish_sign_in(&one).await, Ok(None), "spent by the first answer");
    let empty = SignInAnswer { state: Secret::new(""), code: Secret::new("") };
    assert_eq!(cloud.finish_sign_in(&empty).await, Ok(None));
    clock.advance(600);
    assert_eq!(cloud.finish_sign_in(&other).await, Ok(None), "too late");

    let state = Secret::new(STATE);
    cloud.begin_sign_in(&state, BACK).await.unwrap();
    let unanswered = SignInAnswer { state: state.clone(), code: Secret::new("") };
    assert_eq!(cloud.finish_sign_in(&unanswered).await, Ok(None), "nobody has signed in");
    for odd in ["short", "0123456789abcdef&code=x", "0123456789abcde\n0123"] {
        assert!(cloud.begin_sign_in(&Secret::new(odd), BACK).await.is_err(), "{odd:?}");
    }
}
