use crate::support::on_both;
use latchkey_domain::Secret;
use latchkey_domain::ids::FlowId;
use latchkey_store::codes::{self, Redeemed};
use latchkey_store::flows::{self, FlowKind, Found};

on_both! {
    async fn found_by_token_only(db) {
        let (flow, token) = db.flow(None, 600).await;
        let (a, b) = (token.clone(), token.clone());
        assert_eq!(db.read(move |tx| flows::by_token(tx, FlowKind::Recover, a.expose())).await, Found::Live(flow.clone()));
        assert_eq!(db.read(move |tx| flows::by_token(tx, FlowKind::Enrol, b.expose())).await, Found::None);
        assert_eq!(db.read(|tx| flows::by_token(tx, FlowKind::Recover, "")).await, Found::None);
        db.sleep(600);
        let a = token.clone();
        assert_eq!(db.read(move |tx| flows::by_token(tx, FlowKind::Recover, a.expose())).await, Found::Expired);
        let id = flow.id.clone();
        db.write(move |tx| flows::extend(tx, &id, 60)).await;
        let a = token.clone();
        assert!(matches!(db.read(move |tx| flows::by_token(tx, FlowKind::Recover, a.expose())).await, Found::Live(_)));
        db.sleep(2 * 86_400);
        let (id, other) = (flow.id.clone(), FlowId("none".into()));
        assert_eq!(db.read(move |tx| flows::by_id(tx, &id)).await.map(|found| found.id), Some(flow.id));
        assert_eq!(db.read(move |tx| flows::by_id(tx, &other)).await, None);
        assert_eq!(db.write(flows::purge).await, 1);
        assert_eq!(db.read(move |tx| flows::by_token(tx, FlowKind::Recover, token.expose())).await, Found::None);
    }

    async fn each_step_happens_once(db) {
        let (flow, token) = db.flow(None, 600).await;
        let answers = db.race(6, move |tx| {
            let mut mine = flow.clone();
            mine.state = serde_json::json!({"by": tx.new_id()});
            let saved = flows::save(tx, &mut mine)?;
            Ok((saved, mine.version, mine.state))
        }).await;
        let winners: Vec<_> = answers.into_iter().filter(|(saved, _, _)| *saved).collect();
        assert_eq!(winners.len(), 1);
        let Found::Live(now) = db.read(move |tx| flows::by_token(tx, FlowKind::Recover, token.expose())).await else { panic!("gone") };
        assert_eq!((now.version, &now.state), (2, &winners[0].2));
        assert_eq!(now.sealed.expose(), "flow-secret");
    }

    async fn others_of_the_same_person_end(db) {
        let directory = db.directory().await;
        let account = db.account(&directory, "anna").await;
        let (kept, kept_token) = db.flow(Some(&account), 600).await;
        let (_, other) = db.flow(Some(&account), 600).await;
        let (_, stranger) = db.flow(None, 600).await;
        db.write(move |tx| flows::end_for_person(tx, &account.person.id, FlowKind::Recover, Some(&kept.id))).await;
        let live = |token: Secret| db.read(move |tx| flows::by_token(tx, FlowKind::Recover, token.expose()));
        assert!(matches!(live(kept_token).await, Found::Live(_)));
        assert_eq!(live(other).await, Found::None);
        assert!(matches!(live(stranger).await, Found::Live(_)));
    }

    async fn a_code_is_bound_and_single(db) {
        let (flow, _) = db.flow(None, 6000).await;
        let (other, _) = db.flow(None, 6000).await;
        let redeem = |flow: &FlowId, purpose: &'static str, code: &'static str| {
            let flow = flow.clone();
            db.write(move |tx| codes::redeem(tx, &flow, purpose, code))
        };
        assert_eq!(redeem(&flow.id, "email", "123456").await, Redeemed::Missing);
        let (a, b) = (flow.id.clone(), other.id.clone());
        let until = db.write(move |tx| {
            codes::issue(tx, &b, "email", "d", &Secret::new("999999"), 600)?;
            codes::issue(tx, &a, "email", "d", &Secret::new("123456"), 600)
        }).await;
        let id = flow.id.clone();
        assert_eq!(db.read(move |tx| codes::current(tx, &id, "email")).await, Some((db.now(), until)));
        assert_eq!(redeem(&flow.id, "email", "999999").await, Redeemed::Wrong, "another flow's");
        assert_eq!(redeem(&flow.id, "sms", "123456").await, Redeemed::Missing, "another purpose");
        assert_eq!(redeem(&flow.id, "email", "").await, Redeemed::Wrong);
        assert_eq!(redeem(&flow.id, "email", "123456").await, Redeemed::Right);
        assert_eq!(redeem(&flow.id, "email", "123456").await, Redeemed::Used);
        assert_eq!(redeem(&flow.id, "email", "123457").await, Redeemed::Wrong);

        let id = flow.id.clone();
        db.write(move |tx| codes::issue(tx, &id, "email", "d", &Secret::new("222222"), 600)).await;
        assert_eq!(redeem(&flow.id, "email", "123456").await, Redeemed::Wrong, "replaced");
        db.sleep(600);
        assert_eq!(redeem(&flow.id, "email", "222222").await, Redeemed::Expired);
        assert_eq!(redeem(&flow.id, "email", "222223").await, Redeemed::Expired);
    }

    async fn redeemed_in_parallel_it_is_right_once(db) {
        let (flow, _) = db.flow(None, 600).await;
        let id = flow.id.clone();
        db.write(move |tx| codes::issue(tx, &id, "email", "d", &Secret::new("123456"), 600)).await;
        let answers = db.race(10, move |tx| codes::redeem(tx, &flow.id, "email", "123456")).await;
        assert_eq!(answers.iter().filter(|answer| **answer == Redeemed::Right).count(), 1);
        assert_eq!(answers.iter().filter(|answer| **answer == Redeemed::Used).count(), 19);
    }
}
