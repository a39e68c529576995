//! Policies for groups, and the code that every action asks for which makes it easier to get in: a session
//! alone, however it was come by, opens nothing.

use crate::support::{Browser, ELSEWHERE, Home, Phone, refusal};
use latchkey_contract::admin::{AdminError, Gone, PeopleQuery, Refused, Selection};
use latchkey_contract::policy::{Draft, PolicyForm, RuleForm};
use latchkey_contract::providers::ProviderForm;
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::Timestamp;
use latchkey_domain::ids::PersonId;
use latchkey_store::{StoreResult, Tx, admins, jobs, persons, policies};
use std::collections::BTreeMap;

use MethodKind as K;

/// A practice directory, imported, everybody onboarded who can be; one administrator.
struct PoliciesPage {
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
    PolicyForm { mandatory: vec![K::Totp], ..allowing(&[K::Passkey, K::Totp], 2) }
}
type Done = Result<(), Refused>;

impl PoliciesPage {
    async fn new() -> Self {
        let home = Home::practice().await;
        let (admin, phone) = home.administrator("jonas").await;
        let directory = home.imported(&admin, &phone).await;
        let practice_page = Self { home, admin, phone, directory };
        // whatever the first policy is, it is made the usual one
        let code = practice_page.code();
        practice_page.save(usual(), &code).await.unwrap();
        practice_page
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
        self.home.api.policies.save_policy(&self.admin.caller(), form, code).await.map_err(refusal)
    }
    async fn rule(&self, form: RuleForm, code: &str) -> Done {
        self.home.api.rules.save_rule(&self.admin.caller(), form, code).await.map_err(refusal)
    }
    async fn shift(&self, id: &str, up: bool, code: &str) -> Done {
        self.home.api.rules.move_rule(&self.admin.caller(), id, up, code).await.map_err(refusal)
    }
    async fn drop_rule(&self, id: &str, code: &str) -> Done {
        self.home.api.rules.remove_rule(&self.admin.caller(), id, code).await.map_err(refusal)
    }
    async fn group(&self, name: &str) -> String {
        let found = self.home.api.people.groups(&self.admin.caller(), name).await.unwrap().rows;
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
        let practice_page = self.home.api.policies.methods_page(&self.admin.caller()).await.unwrap();
        practice_page.rules.into_iter().map(|row| row.rule).collect()
    }
    async fn names(&self) -> Vec<String> {
        self.rules().await.into_iter().map(|rule| rule.name).collect()
    }
    /// The rule that holds for somebody.
    async fn rule_of(&self, login: &'static str) -> Option<String> {
        let id = PersonId(self.person(login).await);
        self.home.read(move |tx| policies::of_person(tx, &id)).await.map(|rule| rule.name)
    }
}

/// Refused without a code, with one that is used, with a wrong one, and with another administrator's; done
/// with a right one. `left` is what must be the same after each refusal.
macro_rules! asks_for_a_code {
    ($practice_page:expr, $left:expr, |$code:ident| $action:expr) => {{
        let practice_page: &PoliciesPage = &$practice_page;
        let before = $left.await;
        let used = practice_page.spent().await;
        let wrong = practice_page.phone.wrong(&practice_page.home);
        for (typed, problem) in [
            (String::new(), Problem::Empty),
            ("  ".into(), Problem::Empty),
            (wrong, Problem::WrongCode),
            (used, Problem::CodeUsed),
        ] {
            let $code = typed.as_str();
            let done: Done = $action.await;
            assert_eq!(done, Err(Refused::Code(problem)), "{}: {typed:?}", stringify!($action));
            assert_eq!($left.await, before, "{}", stringify!($action));
        }
        let fresh = practice_page.code();
        let $code = fresh.as_str();
        let done: Done = $action.await;
        assert_eq!(done, Ok(()), "{}", stringify!($action));
    }};
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_for_everybody_asks_for_a_code_when_it_lets_more_in() {
    let practice_page = PoliciesPage::new().await;
    let left =
        || async { practice_page.home.api.policies.methods_page(&practice_page.admin.caller()).await.unwrap().policy };
    // stricter: three proofs, then fewer methods, then one that must be used
    for form in [
        PolicyForm { required: 3, ..usual() },
        allowing(&[K::Passkey, K::Totp, K::Email], 3),
        PolicyForm { mandatory: vec![K::Totp], ..allowing(&[K::Passkey, K::Totp, K::Email], 3) },
    ] {
        assert_eq!(practice_page.save(form.clone(), "").await, Ok(()), "{form:?}");
        assert_eq!(practice_page.save(form, "").await, Ok(()), "the same once more");
    }
    let before = left().await;
    asks_for_a_code!(practice_page, left(), |code| practice_page
        .save(PolicyForm { mandatory: Vec::new(), ..before.clone() }, code));
    asks_for_a_code!(practice_page, left(), |code| practice_page
        .save(allowing(&[K::Passkey, K::Totp, K::Email], 2), code));
    asks_for_a_code!(practice_page, left(), |code| practice_page.save(usual(), code));
    let rows = practice_page.home.audited("policy.saved").await;
    assert_eq!(rows[0].actor, "admin:jonas");
    assert_eq!(rows[0].detail["policy"]["required"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_holds_from_when_it_is_saved_for_its_members_alone() {
    let practice_page = PoliciesPage::new().await;
    assert_eq!(
        practice_page.rule(practice_page.new_rule("Sales", strict(), false).await, "").await,
        Ok(()),
        "stricter: no code"
    );
    let row =
        practice_page.home.api.policies.methods_page(&practice_page.admin.caller()).await.unwrap().rules.remove(0);
    assert_eq!((row.rule.name.as_str(), row.members, row.read_at.is_some()), ("Sales", 4, true));
    for login in ["anna", "bilal", "carmen", "hiro"] {
        assert_eq!(
            practice_page.rule_of(login).await.as_deref(),
            Some("Sales"),
            "{login}: from the save on, not from the next hour"
        );
    }
    assert_eq!(practice_page.rule_of("tove").await, None, "under the policy for everybody");
    assert_eq!(practice_page.home.audited("policy.rule-added").await[0].detail["name"], "Sales");
    // once for each group, and under a name
    let again = practice_page.new_rule("Sales", strict(), false).await;
    assert!(
        matches!(practice_page.rule(again.clone(), "").await, Err(Refused::Field { field, .. }) if field == "group")
    );
    let nameless = RuleForm { name: " \u{7} ".into(), ..again };
    assert!(matches!(practice_page.rule(nameless, "").await, Err(Refused::Field { field, .. }) if field == "name"));
    assert_eq!(practice_page.names().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weaker_rule_asks_for_a_code_and_so_does_making_one_weaker() {
    let practice_page = PoliciesPage::new().await;
    let weak = allowing(&[K::Passkey, K::Totp, K::Email, K::Vouch, K::RecoveryCode], 2);
    let form = practice_page.new_rule("Sales", weak.clone(), false).await;
    asks_for_a_code!(practice_page, practice_page.names(), |code| practice_page.rule(form.clone(), code));

    let rule = practice_page.rules().await.remove(0);
    let stricter = RuleForm { policy: strict(), name: "Sales, strict".into(), ..rule.clone() };
    assert_eq!(practice_page.rule(stricter, "").await, Ok(()));
    // a page from before somebody made it stricter: what holds now is what counts, not what the page showed
    let left = || async { practice_page.rules().await };
    asks_for_a_code!(practice_page, left(), |code| practice_page.rule(rule.clone(), code));
    // to the group of another rule it cannot be moved by an id
    let elsewhere = RuleForm {
        group: practice_page.group("Everyone").await,
        directory: "other".into(),
        ..practice_page.rules().await.remove(0)
    };
    let before = practice_page.rule_of("anna").await;
    practice_page.rule(elsewhere, "").await.unwrap();
    assert_eq!(
        (practice_page.rules().await.remove(0).group, practice_page.rule_of("anna").await),
        (rule.group.clone(), before),
        "the group of a rule stays"
    );
    let gone = RuleForm { id: "no such rule".into(), ..rule };
    assert!(matches!(practice_page.rule(gone, "").await, Err(Refused::Gone(Gone::Rule))));
}

/// The first rule that names somebody holds: whoever is in both groups gets in by it.
#[tokio::test(flavor = "multi_thread")]
async fn the_order_is_part_of_what_lets_people_in() {
    let practice_page = PoliciesPage::new().await;
    let weak = allowing(&[K::Totp, K::Email, K::RecoveryCode], 2);
    let mail_too = PolicyForm { mandatory: vec![K::Totp], ..allowing(&[K::Totp, K::Email], 2) };
    let first = practice_page.made("Sales", mail_too, false).await;
    let second = practice_page.made("Everyone", weak, false).await;
    assert_eq!(practice_page.names().await, ["Sales", "Everyone"], "a new one comes behind the others");
    // what is at the end already stays there, without a word
    assert_eq!(practice_page.shift(&first.id, true, "").await, Ok(()));
    assert_eq!(practice_page.shift(&second.id, false, "").await, Ok(()));
    assert_eq!(practice_page.names().await, ["Sales", "Everyone"]);
    // the weaker one to the front, or the stricter one away from it: the same
    asks_for_a_code!(practice_page, practice_page.names(), |code| practice_page.shift(&second.id, true, code));
    assert_eq!(practice_page.names().await, ["Everyone", "Sales"]);
    assert_eq!(practice_page.shift(&first.id, true, "").await, Ok(()), "back to the front: stricter");
    asks_for_a_code!(practice_page, practice_page.names(), |code| practice_page.shift(&first.id, false, code));
    assert_eq!(practice_page.shift(&second.id, false, "").await, Ok(()));
    assert_eq!(practice_page.names().await, ["Sales", "Everyone"]);
    assert!(matches!(practice_page.shift("no such rule", true, "").await, Err(Refused::Gone(Gone::Rule))));
    // without the strict one its people fall under something weaker
    asks_for_a_code!(practice_page, practice_page.names(), |code| practice_page.drop_rule(&first.id, code));
    assert_eq!(
        practice_page.drop_rule(&second.id, "").await,
        Err(Refused::Code(Problem::Empty)),
        "passkeys would be allowed again"
    );
    assert_eq!(practice_page.drop_rule(&first.id, "").await, Ok(()), "gone twice is gone");
    let moves = practice_page.home.audited("policy.rule-moved").await;
    assert_eq!(moves.len(), 4, "each move that moved something");
}

/// A rule for privileged people goes before all others, so that none hides it; it keeps questions out.
#[tokio::test(flavor = "multi_thread")]
async fn privileged_people_come_first() {
    let practice_page = PoliciesPage::new().await;
    practice_page.made("Sales", strict(), false).await;
    let questions = allowing(&[K::Totp, K::Questions], 2);
    let form = practice_page.new_rule("Everyone", questions, true).await;
    let code = practice_page.code();
    assert!(matches!(practice_page.rule(form, &code).await, Err(Refused::Field { field, .. }) if field == "questions"));
    // before all others it takes people from each of them: weaker than any of them asks for a code
    let between = allowing(&[K::Passkey, K::Totp, K::Email], 2);
    let form = practice_page.new_rule("Everyone", between, true).await;
    asks_for_a_code!(practice_page, practice_page.names(), |code| practice_page.rule(form.clone(), code));
    assert_eq!(practice_page.names().await, ["Everyone", "Sales"]);
}

/// The code that one administrator types is of their own app, and good once over all actions.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_its_owners_and_good_for_one_action() {
    let practice_page = PoliciesPage::new().await;
    let (other, others_phone) = practice_page.home.second_administrator("kim").await;
    let form = |required| PolicyForm { required, ..usual() };
    assert_eq!(practice_page.save(form(3), "").await, Ok(()));
    let code = others_phone.next(&practice_page.home);
    let taken = practice_page
        .home
        .api
        .policies
        .save_policy(&practice_page.admin.caller(), form(2), &code)
        .await
        .map_err(refusal);
    assert_eq!(taken, Err(Refused::Code(Problem::WrongCode)), "of another administrator");
    practice_page
        .home
        .api
        .policies
        .save_policy(&other.caller(), form(2), &others_phone.next(&practice_page.home))
        .await
        .unwrap();
    assert_eq!(practice_page.home.audited("policy.saved").await[0].actor, "admin:kim");

    assert_eq!(practice_page.save(form(3), "").await, Ok(()));
    let code = practice_page.code();
    let rule = practice_page
        .new_rule("Sales", allowing(&[K::Passkey, K::Totp, K::Email, K::Vouch, K::RecoveryCode], 2), false)
        .await;
    let (one, two) = tokio::join!(practice_page.save(form(2), &code), practice_page.rule(rule, &code));
    let good = [&one, &two].into_iter().filter(|done| done.is_ok()).count();
    assert_eq!(good, 1, "two actions at once with one code: {one:?} {two:?}");
    let bad = [one, two].into_iter().find_map(Result::err);
    assert_eq!(bad, Some(Refused::Code(Problem::CodeUsed)));
}

/// The same rule made twice at the same moment is one rule.
#[tokio::test(flavor = "multi_thread")]
async fn one_group_has_one_rule_whoever_is_first() {
    let practice_page = PoliciesPage::new().await;
    let form = practice_page.new_rule("Sales", strict(), false).await;
    let all = futures::future::join_all((0..6).map(|_| practice_page.rule(form.clone(), ""))).await;
    assert_eq!(all.iter().filter(|done| done.is_ok()).count(), 1, "{all:?}");
    assert_eq!(practice_page.rules().await.len(), 1);
    let rule = practice_page.rules().await.remove(0);
    let codes = [practice_page.code(), practice_page.code()];
    let (one, two) =
        tokio::join!(practice_page.drop_rule(&rule.id, &codes[1]), practice_page.drop_rule(&rule.id, &codes[1]));
    assert!(one.is_ok() || two.is_ok());
    assert!(practice_page.rules().await.is_empty());
    assert_eq!(practice_page.home.audited("policy.rule-removed").await.len(), 1);
}

/// What people have is to be counted; and it is.
fn counted_anew(tx: &mut Tx) -> StoreResult<bool> {
    let due = jobs::lease(tx, "test", 60, 9, &["count-profiles"])?;
    for job in &due {
        jobs::done(tx, job)?;
    }
    Ok(!due.is_empty())
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_ask_for_a_code_when_they_let_more_in() {
    let practice_page = PoliciesPage::new().await;
    let caller = practice_page.admin.caller();
    let anna = practice_page.person("anna").await;
    let save = |settings: MethodSettings, referees: Vec<String>, code: String| {
        let caller = practice_page.admin.caller();
        let api = practice_page.home.api.clone();
        async move { api.method_settings.save_method_settings(&caller, settings, referees, &code).await.map_err(refusal) }
    };
    let left = || async {
        practice_page.home.api.method_settings.method_settings(&practice_page.admin.caller()).await.unwrap()
    };
    let profiles = || async { practice_page.home.app.store.write(counted_anew).await.unwrap() };
    profiles().await;
    assert!(!profiles().await);
    let start = practice_page.home.api.method_settings.method_settings(&caller).await.unwrap().settings;
    let with = |change: fn(&mut MethodSettings)| {
        let mut new = start.clone();
        change(&mut new);
        new
    };
    let mail = with(|s| s.email.from_directory = !s.email.from_directory);
    if mail.email.from_directory {
        asks_for_a_code!(practice_page, left(), |code| save(mail.clone(), Vec::new(), code.to_owned()));
    }
    assert_eq!(save(with(|s| s.email.from_directory = false), Vec::new(), String::new()).await, Ok(()), "stricter");
    asks_for_a_code!(practice_page, left(), |code| save(
        with(|s| s.email.from_directory = true),
        Vec::new(),
        code.to_owned()
    ));
    // somebody more who may vouch for anybody
    let on = with(|s| s.email.from_directory = true);
    assert!(profiles().await, "names that nobody has are asked as people are from now on");
    asks_for_a_code!(practice_page, left(), |code| save(on.clone(), vec![anna.clone()], code.to_owned()));
    assert_eq!(save(on.clone(), Vec::new(), String::new()).await, Ok(()), "and nobody any more");
    // an id that is nobody's is nobody
    assert_eq!(save(on, vec!["nobody".into()], String::new()).await, Ok(()));
    assert!(left().await.referees.is_empty());
}

/// Whoever chooses the server decides who gets in: always a code, also to take one away.
#[tokio::test(flavor = "multi_thread")]
async fn servers_that_methods_ask_always_ask_for_a_code() {
    let practice_page = PoliciesPage::new().await;
    let caller = practice_page.admin.caller();
    let save = |pattern: &str, was: Option<i64>, code: &str| {
        let values: BTreeMap<String, String> = [("pattern".to_owned(), pattern.to_owned())].into();
        let (form, code) = (ProviderForm { form: "sms-mail".into(), was, values }, code.to_owned());
        let (api, caller) = (practice_page.home.api.clone(), practice_page.admin.caller());
        async move { api.providers.save_provider(&caller, form, &code).await.map_err(refusal) }
    };
    let remove = |was: i64, code: &str| {
        let (api, caller, code) = (practice_page.home.api.clone(), practice_page.admin.caller(), code.to_owned());
        async move { api.providers.remove_provider(&caller, "sms-mail", was, &code).await.map_err(refusal) }
    };
    let left = || async { practice_page.home.api.providers.providers(&practice_page.admin.caller()).await.unwrap() };
    // what is wrong with it is said before a code is asked for
    assert!(matches!(save("nothing", None, "").await, Err(Refused::Field { field, .. }) if field == "pattern"));
    asks_for_a_code!(practice_page, left(), |code| save("{number}@sms.example.com", None, code));
    let version = left().await.iter().find(|card| card.form == "sms-mail").unwrap().version.unwrap();
    assert_eq!(save("{number}@evil.example", None, "").await, Err(Refused::Stale), "a page from before");
    asks_for_a_code!(practice_page, left(), |code| save("{number}@sms.example.net", Some(version), code));
    let card = left().await.into_iter().find(|card| card.form == "sms-mail").unwrap();
    assert_eq!((card.there, card.place.as_str()), (true, "{number}@sms.example.net"));
    let code = practice_page.code();
    assert_eq!(remove(version, &code).await, Err(Refused::Stale), "not what the page showed");
    // asking the server comes between looking at the code and using it up: of two at once one is right
    let (code, version) = (practice_page.code(), card.version);
    let both = tokio::join!(save("{number}@a.example", version, &code), save("{number}@b.example", version, &code));
    assert_eq!([&both.0, &both.1].into_iter().filter(|done| done.is_ok()).count(), 1, "{both:?}");
    let card = left().await.into_iter().find(|card| card.form == "sms-mail").unwrap();
    assert_eq!(save("{number}@c.example", card.version, &code).await, Err(Refused::Code(Problem::CodeUsed)));
    asks_for_a_code!(practice_page, left(), |code| remove(card.version.unwrap(), code));
    assert!(left().await.iter().all(|card| !card.there));
    assert!(
        practice_page
            .home
            .api
            .providers
            .save_provider(
                &caller,
                ProviderForm { form: "no such form".into(), ..ProviderForm::default() },
                &practice_page.code()
            )
            .await
            .is_err()
    );
}

/// Nobody but a signed-in administrator, and none whose session is over.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_there_is_nothing() {
    let practice_page = PoliciesPage::new().await;
    let rule = practice_page.made("Sales", strict(), false).await;
    let mut over = practice_page.home.second_administrator("kim").await.0;
    let kept = over.caller();
    over.sign_out(&practice_page.home).await;
    let half = {
        let mut half = Browser::at(ELSEWHERE);
        half.sign_in(&practice_page.home, "jonas", crate::support::PASSWORD).await;
        half.caller()
    };
    let code = practice_page.code();
    for caller in [Browser::at(ELSEWHERE).caller(), kept, half] {
        let api = &practice_page.home.api;
        let all: [Result<(), AdminError>; 8] = [
            api.policies.save_policy(&caller, usual(), &code).await,
            api.rules.save_rule(&caller, rule.clone(), &code).await,
            api.rules.move_rule(&caller, &rule.id, true, &code).await,
            api.rules.remove_rule(&caller, &rule.id, &code).await,
            api.method_settings.save_method_settings(&caller, MethodSettings::default(), Vec::new(), &code).await,
            api.people.unfreeze(&caller, "x", &code).await,
            api.providers.remove_provider(&caller, "sms-mail", 1, &code).await,
            api.forecasts.forecast(&caller, Draft::Without(rule.id.clone())).await.map(drop),
        ];
        for done in all {
            assert_eq!(done, Err(AdminError::SignedOut));
        }
    }
    assert_eq!(practice_page.rules().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_is_lifted_once_and_noted() {
    let practice_page = PoliciesPage::new().await;
    let anna = practice_page.person("anna").await;
    let id = PersonId(anna.clone());
    let frozen = Timestamp(1_700_000_000_000);
    practice_page.home.write(move |tx| persons::set_frozen(tx, &id, Some(frozen))).await;
    let caller = practice_page.admin.caller();
    let lift = |code: String| {
        let (api, caller, anna) = (&practice_page.home.api, &caller, &anna);
        async move { api.people.unfreeze(caller, anna, &code).await }
    };
    let still = || async {
        let id = PersonId(anna.clone());
        practice_page.home.read(move |tx| persons::by_id(tx, &id)).await.unwrap().frozen_at
    };
    // a session alone lifts nothing, nor does a code that somebody looked at over a shoulder
    let spent = practice_page.spent().await;
    for (typed, problem) in [("", Problem::Empty), ("000000", Problem::WrongCode), (&spent, Problem::CodeUsed)] {
        assert_eq!(lift(typed.to_owned()).await.map_err(refusal), Err(Refused::Code(problem)));
        assert_eq!(still().await, Some(frozen));
    }
    assert_eq!(practice_page.home.audited("account.unfrozen").await.len(), 0);
    let code = practice_page.code();
    let (one, two) = tokio::join!(lift(code.clone()), lift(code));
    assert_eq!((one, two), (Ok(()), Ok(())));
    let rows = practice_page.home.audited("account.unfrozen").await;
    assert_eq!((rows.len(), rows[0].actor.as_str()), (1, "admin:jonas"), "lifted twice is lifted once");
    assert_eq!(rows[0].detail["since"], frozen.millis());
    assert!(practice_page.home.api.people.unfreeze(&caller, "nobody", &practice_page.code()).await.is_err());
    assert_eq!(still().await, None);
}

/// What a name that nobody has is asked is counted anew whenever other people are asked otherwise.
#[tokio::test(flavor = "multi_thread")]
async fn names_that_nobody_has_follow_every_change() {
    let practice_page = PoliciesPage::new().await;
    let recounts = || async {
        let take = |tx: &mut Tx| {
            let waiting = jobs::lease(tx, "test", 60, 10, &["count-profiles"])?;
            waiting.iter().try_for_each(|job| jobs::done(tx, job).map(drop))?;
            Ok(waiting.len())
        };
        practice_page.home.write(take).await
    };
    recounts().await;
    assert_eq!(recounts().await, 0);
    let sales = practice_page.made("Sales", strict(), false).await;
    assert_eq!(recounts().await, 1, "a rule");
    practice_page
        .rule(RuleForm { policy: allowing(&[K::Totp, K::Email], 2), ..sales.clone() }, &practice_page.code())
        .await
        .unwrap();
    assert_eq!(recounts().await, 1, "another policy in it");
    practice_page.made("Finance", strict(), false).await;
    recounts().await;
    practice_page.shift(&sales.id, false, &practice_page.code()).await.unwrap();
    assert_eq!(recounts().await, 1, "another order");
    practice_page.drop_rule(&sales.id, &practice_page.code()).await.unwrap();
    assert_eq!(recounts().await, 1, "one rule less");
    let anna = vec![practice_page.person("anna").await];
    practice_page
        .home
        .api
        .people
        .onboard(&practice_page.admin.caller(), Selection::People(anna.clone()), "")
        .await
        .unwrap();
    recounts().await;
    practice_page.home.api.people.offboard(&practice_page.admin.caller(), Selection::People(anna), "").await.unwrap();
    assert_eq!(recounts().await, 1, "somebody less");
}

impl PoliciesPage {
    async fn person(&self, login: &'static str) -> String {
        let query = PeopleQuery { text: login.into(), ..PeopleQuery::default() };
        let found = self.home.api.people.people(&self.admin.caller(), query).await.unwrap().rows;
        found.into_iter().find(|row| row.login == login).unwrap().id
    }
}
