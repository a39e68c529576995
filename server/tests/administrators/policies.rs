//! Policies for groups, and the code that every deed asks for which makes it easier to get in: a session
//! alone, however it was come by, opens nothing.

use crate::support::{Browser, ELSEWHERE, Home, Phone};
use latchkey_contract::admin::{AdminError, Connection, PeopleQuery, Refused};
use latchkey_contract::policy::{Draft, PolicyForm, RuleForm};
use latchkey_contract::providers::ProviderForm;
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::Timestamp;
use latchkey_domain::ids::{AccountId, DirectoryId};
use latchkey_store::{StoreResult, Tx, accounts, admins, imports, jobs, policies};
use std::collections::BTreeMap;

use MethodKind as K;

/// A practice directory, imported, everybody onboarded who can be; one administrator.
struct Desk {
    home: Home,
    admin: Browser,
    phone: Phone,
    directory: String,
}

fn allowing(allowed: &[K], required: u32) -> PolicyForm {
    let mut form = PolicyForm { required, ..PolicyForm::default() };
    allowed.iter().for_each(|kind| form.allow(*kind, true));
    form
}
/// What holds for everybody at the start of each test.
fn usual() -> PolicyForm {
    allowing(&[K::Passkey, K::Totp, K::Email, K::RecoveryCode], 2)
}
fn strict() -> PolicyForm {
    PolicyForm { must: vec![K::Totp], ..allowing(&[K::Passkey, K::Totp], 2) }
}
fn refusal(error: AdminError) -> Refused {
    match error {
        AdminError::Refused(refused) => refused,
        other => panic!("{other:?}"),
    }
}
type Done = Result<(), Refused>;

impl Desk {
    async fn new() -> Self {
        let home = Home::practice().await;
        let (admin, phone) = home.administrator("jonas").await;
        let form = Connection { practice: true, ..Connection::default() };
        let directory = home.api.save_connection(&admin.caller(), form).await.unwrap();
        let wanted = DirectoryId(directory.clone());
        let (_, adapter) = home.house.directory(&wanted).await.unwrap();
        let entries = adapter.list(&[], None, 1000).await.unwrap().entries;
        home.write(move |tx| {
            let run = imports::start(tx, &wanted, 1)?.run;
            imports::page(tx, &wanted, run, None, &entries, None)?;
            imports::finish(tx, &wanted, run)
        })
        .await;
        let desk = Self { home, admin, phone, directory };
        // whatever the first policy is, it is made the usual one
        let code = desk.code();
        desk.save(usual(), &code).await.unwrap();
        desk
    }

    /// As after somebody signed in with it.
    async fn spent(&self) -> String {
        let code = self.code();
        let spend = |tx: &mut Tx| {
            let admin = admins::by_name(tx, "jonas")?.unwrap();
            admins::use_totp_step(tx, &admin.id, tx.now().secs().div_euclid(30))
        };
        assert!(self.home.write(spend).await);
        code
    }
    fn code(&self) -> String {
        self.phone.next(&self.home)
    }
    async fn save(&self, form: PolicyForm, code: &str) -> Done {
        self.home.api.save_policy(&self.admin.caller(), form, code).await.map_err(refusal)
    }
    async fn rule(&self, form: RuleForm, code: &str) -> Done {
        self.home.api.save_rule(&self.admin.caller(), form, code).await.map_err(refusal)
    }
    async fn shift(&self, id: &str, up: bool, code: &str) -> Done {
        self.home.api.move_rule(&self.admin.caller(), id, up, code).await.map_err(refusal)
    }
    async fn drop_rule(&self, id: &str, code: &str) -> Done {
        self.home.api.remove_rule(&self.admin.caller(), id, code).await.map_err(refusal)
    }
    async fn group(&self, name: &str) -> String {
        let found = self.home.api.groups(&self.admin.caller(), name).await.unwrap();
        found.into_iter().find(|group| group.name == name).unwrap().id
    }
    async fn new_rule(&self, group: &str, policy: PolicyForm, privileged: bool) -> RuleForm {
        let group_id = self.group(group).await;
        RuleForm {
            id: String::new(),
            name: group.into(),
            directory: self.directory.clone(),
            group: group_id,
            privileged,
            policy,
        }
    }
    async fn made(&self, group: &str, policy: PolicyForm, privileged: bool) -> RuleForm {
        let form = self.new_rule(group, policy, privileged).await;
        let code = self.code();
        self.rule(form, &code).await.unwrap();
        self.rules().await.into_iter().find(|rule| rule.name == group).unwrap()
    }
    async fn rules(&self) -> Vec<RuleForm> {
        let desk = self.home.api.method_desk(&self.admin.caller()).await.unwrap();
        desk.rules.into_iter().map(|row| row.rule).collect()
    }
    async fn names(&self) -> Vec<String> {
        self.rules().await.into_iter().map(|rule| rule.name).collect()
    }
    /// The rule that holds for somebody.
    async fn rule_of(&self, login: &'static str) -> Option<String> {
        let id = AccountId(self.account(login).await);
        self.home.read(move |tx| policies::of_account(tx, &id)).await.map(|rule| rule.name)
    }
}

/// Refused without a code, with one that is used, with a wrong one, and with another administrator's; done
/// with a right one. `left` is what must be the same after each refusal.
macro_rules! asks_for_a_code {
    ($desk:expr, $left:expr, |$code:ident| $deed:expr) => {{
        let desk: &Desk = &$desk;
        let before = $left.await;
        let used = desk.spent().await;
        let wrong = desk.phone.wrong(&desk.home);
        for (typed, problem) in [
            (String::new(), Problem::Empty),
            ("  ".into(), Problem::Empty),
            (wrong, Problem::WrongCode),
            (used, Problem::CodeUsed),
        ] {
            let $code = typed.as_str();
            let done: Done = $deed.await;
            assert_eq!(done, Err(Refused::Code(problem)), "{}: {typed:?}", stringify!($deed));
            assert_eq!($left.await, before, "{}", stringify!($deed));
        }
        let fresh = desk.code();
        let $code = fresh.as_str();
        let done: Done = $deed.await;
        assert_eq!(done, Ok(()), "{}", stringify!($deed));
    }};
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_for_everybody_asks_for_a_code_when_it_lets_more_in() {
    let desk = Desk::new().await;
    let left = || async { desk.home.api.method_desk(&desk.admin.caller()).await.unwrap().policy };
    // stricter: three proofs, then fewer methods, then one that must be used
    for form in [
        PolicyForm { required: 3, ..usual() },
        allowing(&[K::Passkey, K::Totp, K::Email], 3),
        PolicyForm { must: vec![K::Totp], ..allowing(&[K::Passkey, K::Totp, K::Email], 3) },
    ] {
        assert_eq!(desk.save(form.clone(), "").await, Ok(()), "{form:?}");
        assert_eq!(desk.save(form, "").await, Ok(()), "the same once more");
    }
    let before = left().await;
    asks_for_a_code!(desk, left(), |code| desk.save(PolicyForm { must: Vec::new(), ..before.clone() }, code));
    asks_for_a_code!(desk, left(), |code| desk.save(allowing(&[K::Passkey, K::Totp, K::Email], 2), code));
    asks_for_a_code!(desk, left(), |code| desk.save(usual(), code));
    let rows = desk.home.audited("policy.saved").await;
    assert_eq!(rows[0].actor, "admin:jonas");
    assert_eq!(rows[0].detail["policy"]["required"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_holds_from_when_it_is_saved_for_its_members_alone() {
    let desk = Desk::new().await;
    assert_eq!(desk.rule(desk.new_rule("Sales", strict(), false).await, "").await, Ok(()), "stricter: no code");
    let row = desk.home.api.method_desk(&desk.admin.caller()).await.unwrap().rules.remove(0);
    assert_eq!((row.rule.name.as_str(), row.members, row.read_at.is_some()), ("Sales", 4, true));
    for login in ["anna", "bilal", "carmen", "hiro"] {
        assert_eq!(
            desk.rule_of(login).await.as_deref(),
            Some("Sales"),
            "{login}: from the save on, not from the next hour"
        );
    }
    assert_eq!(desk.rule_of("tove").await, None, "under the policy for everybody");
    assert_eq!(desk.home.audited("policy.rule-added").await[0].detail["name"], "Sales");
    // once for each group, and under a name
    let again = desk.new_rule("Sales", strict(), false).await;
    assert!(matches!(desk.rule(again.clone(), "").await, Err(Refused::Field { field, .. }) if field == "group"));
    let nameless = RuleForm { name: " \u{7} ".into(), ..again };
    assert!(matches!(desk.rule(nameless, "").await, Err(Refused::Field { field, .. }) if field == "name"));
    assert_eq!(desk.names().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weaker_rule_asks_for_a_code_and_so_does_making_one_weaker() {
    let desk = Desk::new().await;
    let weak = allowing(&[K::Passkey, K::Totp, K::Email, K::Vouch, K::RecoveryCode], 2);
    let form = desk.new_rule("Sales", weak.clone(), false).await;
    asks_for_a_code!(desk, desk.names(), |code| desk.rule(form.clone(), code));

    let rule = desk.rules().await.remove(0);
    let stricter = RuleForm { policy: strict(), name: "Sales, strict".into(), ..rule.clone() };
    assert_eq!(desk.rule(stricter, "").await, Ok(()));
    // a page from before somebody made it stricter: what holds now is what counts, not what the page showed
    let left = || async { desk.rules().await };
    asks_for_a_code!(desk, left(), |code| desk.rule(rule.clone(), code));
    // to the group of another rule it cannot be moved by an id
    let elsewhere =
        RuleForm { group: desk.group("Everyone").await, directory: "other".into(), ..desk.rules().await.remove(0) };
    let before = desk.rule_of("anna").await;
    desk.rule(elsewhere, "").await.unwrap();
    assert_eq!(
        (desk.rules().await.remove(0).group, desk.rule_of("anna").await),
        (rule.group.clone(), before),
        "the group of a rule stays"
    );
    let gone = RuleForm { id: "no such rule".into(), ..rule };
    assert!(matches!(desk.rule(gone, "").await, Err(Refused::Text(_))));
}

/// The first rule that names somebody holds: whoever is in both groups gets in by it.
#[tokio::test(flavor = "multi_thread")]
async fn the_order_is_part_of_what_lets_people_in() {
    let desk = Desk::new().await;
    let weak = allowing(&[K::Totp, K::Email, K::RecoveryCode], 2);
    let mail_too = PolicyForm { must: vec![K::Totp], ..allowing(&[K::Totp, K::Email], 2) };
    let first = desk.made("Sales", mail_too, false).await;
    let second = desk.made("Everyone", weak, false).await;
    assert_eq!(desk.names().await, ["Sales", "Everyone"], "a new one comes behind the others");
    // what is at the end already stays there, without a word
    assert_eq!(desk.shift(&first.id, true, "").await, Ok(()));
    assert_eq!(desk.shift(&second.id, false, "").await, Ok(()));
    assert_eq!(desk.names().await, ["Sales", "Everyone"]);
    // the weaker one to the front, or the stricter one away from it: the same
    asks_for_a_code!(desk, desk.names(), |code| desk.shift(&second.id, true, code));
    assert_eq!(desk.names().await, ["Everyone", "Sales"]);
    assert_eq!(desk.shift(&first.id, true, "").await, Ok(()), "back to the front: stricter");
    asks_for_a_code!(desk, desk.names(), |code| desk.shift(&first.id, false, code));
    assert_eq!(desk.shift(&second.id, false, "").await, Ok(()));
    assert_eq!(desk.names().await, ["Sales", "Everyone"]);
    assert!(matches!(desk.shift("no such rule", true, "").await, Err(Refused::Text(_))));
    // without the strict one its people fall under something weaker
    asks_for_a_code!(desk, desk.names(), |code| desk.drop_rule(&first.id, code));
    assert_eq!(
        desk.drop_rule(&second.id, "").await,
        Err(Refused::Code(Problem::Empty)),
        "passkeys would be allowed again"
    );
    assert_eq!(desk.drop_rule(&first.id, "").await, Ok(()), "gone twice is gone");
    let moves = desk.home.audited("policy.rule-moved").await;
    assert_eq!(moves.len(), 4, "each move that moved something");
}

/// A rule for privileged people goes before all others, so that none hides it; it keeps questions out.
#[tokio::test(flavor = "multi_thread")]
async fn privileged_people_come_first() {
    let desk = Desk::new().await;
    desk.made("Sales", strict(), false).await;
    let questions = allowing(&[K::Totp, K::Questions], 2);
    let form = desk.new_rule("Everyone", questions, true).await;
    let code = desk.code();
    assert!(matches!(desk.rule(form, &code).await, Err(Refused::Field { field, .. }) if field == "questions"));
    // before all others it takes people from each of them: weaker than any of them asks for a code
    let between = allowing(&[K::Passkey, K::Totp, K::Email], 2);
    let form = desk.new_rule("Everyone", between, true).await;
    asks_for_a_code!(desk, desk.names(), |code| desk.rule(form.clone(), code));
    assert_eq!(desk.names().await, ["Everyone", "Sales"]);
}

/// The code that one administrator types is of their own app, and good once over all deeds.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_its_owners_and_good_for_one_deed() {
    let desk = Desk::new().await;
    let (other, others_phone) = desk.home.second_administrator("kim").await;
    let form = |required| PolicyForm { required, ..usual() };
    assert_eq!(desk.save(form(3), "").await, Ok(()));
    let code = others_phone.next(&desk.home);
    let taken = desk.home.api.save_policy(&desk.admin.caller(), form(2), &code).await.map_err(refusal);
    assert_eq!(taken, Err(Refused::Code(Problem::WrongCode)), "of another administrator");
    desk.home.api.save_policy(&other.caller(), form(2), &others_phone.next(&desk.home)).await.unwrap();
    assert_eq!(desk.home.audited("policy.saved").await[0].actor, "admin:kim");

    assert_eq!(desk.save(form(3), "").await, Ok(()));
    let code = desk.code();
    let rule =
        desk.new_rule("Sales", allowing(&[K::Passkey, K::Totp, K::Email, K::Vouch, K::RecoveryCode], 2), false).await;
    let (one, two) = tokio::join!(desk.save(form(2), &code), desk.rule(rule, &code));
    let good = [&one, &two].into_iter().filter(|done| done.is_ok()).count();
    assert_eq!(good, 1, "two deeds at once with one code: {one:?} {two:?}");
    let bad = [one, two].into_iter().find_map(Result::err);
    assert_eq!(bad, Some(Refused::Code(Problem::CodeUsed)));
}

/// The same rule made twice at the same moment is one rule.
#[tokio::test(flavor = "multi_thread")]
async fn one_group_has_one_rule_whoever_is_first() {
    let desk = Desk::new().await;
    let form = desk.new_rule("Sales", strict(), false).await;
    let all = futures::future::join_all((0..6).map(|_| desk.rule(form.clone(), ""))).await;
    assert_eq!(all.iter().filter(|done| done.is_ok()).count(), 1, "{all:?}");
    assert_eq!(desk.rules().await.len(), 1);
    let rule = desk.rules().await.remove(0);
    let codes = [desk.code(), desk.code()];
    let (one, two) = tokio::join!(desk.drop_rule(&rule.id, &codes[1]), desk.drop_rule(&rule.id, &codes[1]));
    assert!(one.is_ok() || two.is_ok());
    assert!(desk.rules().await.is_empty());
    assert_eq!(desk.home.audited("policy.rule-removed").await.len(), 1);
}

/// What people have is to be counted; and it is.
fn counted_anew(tx: &mut Tx) -> StoreResult<bool> {
    let due = jobs::lease(tx, "test", 60, 9, &["count-crowd"])?;
    for job in &due {
        jobs::done(tx, job)?;
    }
    Ok(!due.is_empty())
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_ask_for_a_code_when_they_let_more_in() {
    let desk = Desk::new().await;
    let caller = desk.admin.caller();
    let anna = desk.account("anna").await;
    let save = |settings: MethodSettings, vouchers: Vec<String>, code: String| {
        let caller = desk.admin.caller();
        let api = desk.home.api.clone();
        async move { api.save_method_settings(&caller, settings, vouchers, &code).await.map_err(refusal) }
    };
    let left = || async { desk.home.api.method_settings(&desk.admin.caller()).await.unwrap() };
    let crowd = || async { desk.home.house.store.write(counted_anew).await.unwrap() };
    crowd().await;
    assert!(!crowd().await);
    let start = desk.home.api.method_settings(&caller).await.unwrap().settings;
    let with = |change: fn(&mut MethodSettings)| {
        let mut new = start.clone();
        change(&mut new);
        new
    };
    let mail = with(|s| s.email.from_directory = !s.email.from_directory);
    if mail.email.from_directory {
        asks_for_a_code!(desk, left(), |code| save(mail.clone(), Vec::new(), code.to_owned()));
    }
    assert_eq!(save(with(|s| s.email.from_directory = false), Vec::new(), String::new()).await, Ok(()), "stricter");
    asks_for_a_code!(desk, left(), |code| save(with(|s| s.email.from_directory = true), Vec::new(), code.to_owned()));
    // somebody more who may vouch for anybody
    let on = with(|s| s.email.from_directory = true);
    assert!(crowd().await, "names that nobody has are asked as people are from now on");
    asks_for_a_code!(desk, left(), |code| save(on.clone(), vec![anna.clone()], code.to_owned()));
    assert_eq!(save(on.clone(), Vec::new(), String::new()).await, Ok(()), "and nobody any more");
    // an id that is nobody's is nobody
    assert_eq!(save(on, vec!["nobody".into()], String::new()).await, Ok(()));
    assert!(left().await.vouchers.is_empty());
}

/// Whoever chooses the server decides who gets in: always a code, also to take one away.
#[tokio::test(flavor = "multi_thread")]
async fn servers_that_methods_ask_always_ask_for_a_code() {
    let desk = Desk::new().await;
    let caller = desk.admin.caller();
    let save = |pattern: &str, was: Option<i64>, code: &str| {
        let values: BTreeMap<String, String> = [("pattern".to_owned(), pattern.to_owned())].into();
        let (form, code) = (ProviderForm { form: "sms-mail".into(), was, values }, code.to_owned());
        let (api, caller) = (desk.home.api.clone(), desk.admin.caller());
        async move { api.save_provider(&caller, form, &code).await.map_err(refusal) }
    };
    let remove = |was: i64, code: &str| {
        let (api, caller, code) = (desk.home.api.clone(), desk.admin.caller(), code.to_owned());
        async move { api.remove_provider(&caller, "sms-mail", was, &code).await.map_err(refusal) }
    };
    let left = || async { desk.home.api.providers(&desk.admin.caller()).await.unwrap() };
    // what is wrong with it is said before a code is asked for
    assert!(matches!(save("nothing", None, "").await, Err(Refused::Field { field, .. }) if field == "pattern"));
    asks_for_a_code!(desk, left(), |code| save("{number}@sms.example.com", None, code));
    let version = left().await.iter().find(|card| card.form == "sms-mail").unwrap().version.unwrap();
    assert_eq!(save("{number}@evil.example", None, "").await, Err(Refused::Stale), "a page from before");
    asks_for_a_code!(desk, left(), |code| save("{number}@sms.example.net", Some(version), code));
    let card = left().await.into_iter().find(|card| card.form == "sms-mail").unwrap();
    assert_eq!((card.there, card.place.as_str()), (true, "{number}@sms.example.net"));
    let code = desk.code();
    assert_eq!(remove(version, &code).await, Err(Refused::Stale), "not what the page showed");
    // asking the server comes between looking at the code and using it up: of two at once one is right
    let (code, version) = (desk.code(), card.version);
    let both = tokio::join!(save("{number}@a.example", version, &code), save("{number}@b.example", version, &code));
    assert_eq!([&both.0, &both.1].into_iter().filter(|done| done.is_ok()).count(), 1, "{both:?}");
    let card = left().await.into_iter().find(|card| card.form == "sms-mail").unwrap();
    assert_eq!(save("{number}@c.example", card.version, &code).await, Err(Refused::Code(Problem::CodeUsed)));
    asks_for_a_code!(desk, left(), |code| remove(card.version.unwrap(), code));
    assert!(left().await.iter().all(|card| !card.there));
    assert!(
        desk.home
            .api
            .save_provider(
                &caller,
                ProviderForm { form: "no such form".into(), ..ProviderForm::default() },
                &desk.code()
            )
            .await
            .is_err()
    );
}

/// Nobody but a signed-in administrator, and none whose session is over.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_there_is_nothing() {
    let desk = Desk::new().await;
    let rule = desk.made("Sales", strict(), false).await;
    let mut over = desk.home.second_administrator("kim").await.0;
    let kept = over.caller();
    over.sign_out(&desk.home).await;
    let half = {
        let mut half = Browser::at(ELSEWHERE);
        half.sign_in(&desk.home, "jonas", crate::support::PASSWORD).await;
        half.caller()
    };
    let code = desk.code();
    for caller in [Browser::at(ELSEWHERE).caller(), kept, half] {
        let api = &desk.home.api;
        let all: [Result<(), AdminError>; 8] = [
            api.save_policy(&caller, usual(), &code).await,
            api.save_rule(&caller, rule.clone(), &code).await,
            api.move_rule(&caller, &rule.id, true, &code).await,
            api.remove_rule(&caller, &rule.id, &code).await,
            api.save_method_settings(&caller, MethodSettings::default(), Vec::new(), &code).await,
            api.unfreeze(&caller, "x", &code).await,
            api.remove_provider(&caller, "sms-mail", 1, &code).await,
            api.forecast(&caller, Draft::Without(rule.id.clone())).await.map(drop),
        ];
        for done in all {
            assert_eq!(done, Err(AdminError::SignedOut));
        }
    }
    assert_eq!(desk.rules().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_is_lifted_once_and_noted() {
    let desk = Desk::new().await;
    let anna = desk.account("anna").await;
    let id = AccountId(anna.clone());
    let frozen = Timestamp(1_700_000_000_000);
    desk.home.write(move |tx| accounts::set_frozen(tx, &id, Some(frozen))).await;
    let caller = desk.admin.caller();
    let lift = |code: String| {
        let (api, caller, anna) = (&desk.home.api, &caller, &anna);
        async move { api.unfreeze(caller, anna, &code).await }
    };
    let still = || async {
        let id = AccountId(anna.clone());
        desk.home.read(move |tx| accounts::by_id(tx, &id)).await.unwrap().frozen_at
    };
    // a session alone lifts nothing, nor does a code that somebody looked at over a shoulder
    let spent = desk.spent().await;
    for (typed, problem) in [("", Problem::Empty), ("000000", Problem::WrongCode), (&spent, Problem::CodeUsed)] {
        assert_eq!(lift(typed.to_owned()).await.map_err(refusal), Err(Refused::Code(problem)));
        assert_eq!(still().await, Some(frozen));
    }
    assert_eq!(desk.home.audited("account.unfrozen").await.len(), 0);
    let code = desk.code();
    let (one, two) = tokio::join!(lift(code.clone()), lift(code));
    assert_eq!((one, two), (Ok(()), Ok(())));
    let rows = desk.home.audited("account.unfrozen").await;
    assert_eq!((rows.len(), rows[0].actor.as_str()), (1, "admin:jonas"), "lifted twice is lifted once");
    assert_eq!(rows[0].detail["since"], frozen.millis());
    assert!(desk.home.api.unfreeze(&caller, "nobody", &desk.code()).await.is_err());
    assert_eq!(still().await, None);
}

/// What a name that nobody has is asked is counted anew whenever other people are asked otherwise.
#[tokio::test(flavor = "multi_thread")]
async fn names_that_nobody_has_follow_every_change() {
    let desk = Desk::new().await;
    let recounts = || async {
        let take = |tx: &mut Tx| {
            let waiting = jobs::lease(tx, "test", 60, 10, &["count-crowd"])?;
            waiting.iter().try_for_each(|job| jobs::done(tx, job).map(drop))?;
            Ok(waiting.len())
        };
        desk.home.write(take).await
    };
    recounts().await;
    assert_eq!(recounts().await, 0);
    let sales = desk.made("Sales", strict(), false).await;
    assert_eq!(recounts().await, 1, "a rule");
    desk.rule(RuleForm { policy: allowing(&[K::Totp, K::Email], 2), ..sales.clone() }, &desk.code()).await.unwrap();
    assert_eq!(recounts().await, 1, "another policy in it");
    desk.made("Finance", strict(), false).await;
    recounts().await;
    desk.shift(&sales.id, false, &desk.code()).await.unwrap();
    assert_eq!(recounts().await, 1, "another order");
    desk.drop_rule(&sales.id, &desk.code()).await.unwrap();
    assert_eq!(recounts().await, 1, "one rule less");
    let anna = vec![desk.account("anna").await];
    desk.home.api.onboard(&desk.admin.caller(), anna.clone()).await.unwrap();
    recounts().await;
    desk.home.api.offboard(&desk.admin.caller(), anna).await.unwrap();
    assert_eq!(recounts().await, 1, "somebody less");
}

impl Desk {
    async fn account(&self, login: &'static str) -> String {
        let query = PeopleQuery { text: login.into(), ..PeopleQuery::default() };
        let found = self.home.api.people(&self.admin.caller(), query).await.unwrap().rows;
        found.into_iter().find(|row| row.login == login).unwrap().id
    }
}
