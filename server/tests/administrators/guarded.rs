//! What a stolen session does by itself: of everything on the list that asks for a code, nothing. And how
//! long a code that was given counts for the rest of a sitting.

use crate::support::{Browser, Home, PASSWORD, Phone, refusal};
use latchkey::services::guarded::{Guarded, Proof, RECENT_SECS};
use latchkey_contract::admin::*;
use latchkey_contract::joining::JoinDecision;
use latchkey_contract::policy::{PolicyForm, RuleForm};
use latchkey_contract::providers::ProviderForm;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::ids::{DirectoryId, PersonId};
use latchkey_domain::joining::{Doubt, Evidence};
use latchkey_store::{accounts, audit, directories, persons, policies, settings};

type Done = Result<(), Refused>;

/// An imported practice directory that is active and in whose units everybody is; two rules; a provider;
/// somebody who is stopped.
struct Office {
    home: Home,
    admin: Browser,
    phone: Phone,
    directory: String,
    people: Vec<String>,
}

fn allowing(allowed: &[MethodKind]) -> PolicyForm {
    let mut form = PolicyForm { required: 2, ..PolicyForm::default() };
    allowed.iter().for_each(|kind| form.allow(*kind, true));
    form
}

impl Office {
    async fn new() -> Self {
        let home = Home::practice().await;
        let (admin, phone) = home.administrator("jonas").await;
        let directory = home.imported(&admin, &phone).await;
        let id = DirectoryId(directory.clone());
        home.write(move |tx| directories::set_active(tx, &id, true)).await;
        let (rows, _) =
            home.read(|tx| persons::search(tx, &persons::PeopleFilter::default(), &PersonId(String::new()), 50)).await;
        let people: Vec<String> = rows.into_iter().map(|(account, _)| account.person.id.0).collect();
        let stopped = PersonId(people[0].clone());
        home.write(move |tx| persons::set_frozen(tx, &stopped, Some(tx.now()))).await;
        let office = Self { home, admin, phone, directory, people };
        let strict =
            PolicyForm { mandatory: vec![MethodKind::Totp], ..allowing(&[MethodKind::Passkey, MethodKind::Totp]) };
        for (name, policy) in [("Sales", strict), ("Finance", allowing(&[MethodKind::Totp, MethodKind::Email]))] {
            let group = office.group(name).await;
            let form = RuleForm {
                id: String::new(),
                name: name.into(),
                directory: office.directory.clone(),
                group,
                privileged: false,
                policy,
            };
            office
                .home
                .api
                .rules
                .save_rule(&office.admin.caller(), form, &office.phone.next(&office.home))
                .await
                .unwrap();
        }
        office.provider("{number}@sms.example.com", None, &office.phone.next(&office.home)).await.unwrap();
        // nothing of this is recent any more
        office.home.sleep(RECENT_SECS);
        office
    }

    async fn group(&self, name: &str) -> String {
        self.home.api.people.groups(&self.admin.caller(), name).await.unwrap().rows.remove(0).id
    }

    async fn provider(&self, address: &str, was: Option<i64>, code: &str) -> Done {
        let values = [("pattern".to_owned(), address.to_owned())].into();
        let form = ProviderForm { form: "sms-mail".into(), was, values };
        self.home.api.providers.save_provider(&self.admin.caller(), form, code).await.map_err(refusal)
    }

    /// Of the provider that is there.
    async fn version(&self) -> Option<i64> {
        let cards = self.home.api.providers.providers(&self.admin.caller()).await.unwrap();
        cards.into_iter().find(|card| card.form == "sms-mail").unwrap().version
    }

    async fn rules(&self) -> Vec<policies::Rule> {
        self.home.read(policies::list).await
    }

    /// Something that asks for a code.
    async fn act(&self, action: Guarded, code: &str) -> Done {
        let (api, caller) = (&self.home.api, self.admin.caller());
        let (everybody, stopped) = (self.people.clone(), self.people[0].clone());
        let done = match action {
            Guarded::SaveConnection => {
                let form = Connection { kind: DirectoryKind::Practice, code: code.into(), ..Connection::default() };
                api.connections.save_connection(&caller, form).await.map(drop)
            }
            Guarded::RemoveDirectory => api.directories.remove_directory(&caller, &self.directory, code).await,
            Guarded::ImportStart => {
                let units = api.directories.subtrees(&caller, &self.directory).await.unwrap();
                let one = units.into_iter().find(|unit| unit.depth == 1).unwrap().dn;
                api.directories.import_start(&caller, &self.directory, vec![one], code).await.map(drop)
            }
            Guarded::SyncDecide => api.sync.sync_decide(&caller, &self.directory, 2, true, code).await,
            Guarded::Activate => api.directories.activate(&caller, &self.directory, true, code).await,
            Guarded::SetReach => api.directories.set_reach(&caller, &self.directory, false, code).await,
            Guarded::Onboard => api.people.onboard(&caller, Selection::People(everybody), code).await.map(drop),
            Guarded::OnboardGroup => {
                api.people.onboard_group(&caller, &self.directory, &self.group("Sales").await, code).await.map(drop)
            }
            Guarded::Offboard => api.people.offboard(&caller, Selection::People(everybody), code).await.map(drop),
            Guarded::Unfreeze => api.people.unfreeze(&caller, &stopped, code).await,
            Guarded::DecideJoin => {
                let review = api.joining.reviews(&caller).await.unwrap().rows.remove(0).id;
                api.joining.decide(&caller, &review, JoinDecision::KeepFirst, code).await
            }
            Guarded::JoinPeople => api.joining.join(&caller, &self.people[1], &self.people[2], code).await,
            Guarded::PartAccount => {
                let two = PersonId(self.people[1].clone());
                let accounts = self.home.read(move |tx| persons::accounts(tx, &two)).await;
                api.joining.part(&caller, accounts[1].id.as_str(), code).await
            }
            Guarded::SavePolicy => {
                let easier = PolicyForm { required: 1, one_is_enough: true, ..allowing(&[MethodKind::Passkey]) };
                api.policies.save_policy(&caller, easier, code).await
            }
            Guarded::SaveRule => {
                let form = RuleForm {
                    id: String::new(),
                    name: "All".into(),
                    directory: self.directory.clone(),
                    group: self.group("Everyone").await,
                    privileged: false,
                    policy: PolicyForm { required: 1, one_is_enough: true, ..allowing(&[MethodKind::Passkey]) },
                };
                api.rules.save_rule(&caller, form, code).await
            }
            Guarded::MoveRule => api.rules.move_rule(&caller, &self.rules().await[1].id, true, code).await,
            Guarded::RemoveRule => api.rules.remove_rule(&caller, &self.rules().await[0].id, code).await,
            Guarded::SaveProvider => return self.provider("{number}@evil.example", self.version().await, code).await,
            Guarded::RemoveProvider => {
                api.providers.remove_provider(&caller, "sms-mail", self.version().await.unwrap(), code).await
            }
            Guarded::SaveMethodSettings => {
                let mut new = api.method_settings.method_settings(&caller).await.unwrap().settings;
                new.sms.a_day += 1;
                api.method_settings.save_method_settings(&caller, new, vec![], code).await
            }
            Guarded::SaveInvitation => {
                let mut form = api.invitations.invitations(&caller).await.unwrap().form;
                form.body.push_str("\n\nOr sign in at https://evil.example.");
                api.invitations.save_invitation(&caller, form, code).await
            }
        };
        done.map_err(refusal)
    }

    /// Everything that an administrator could have changed.
    async fn left(&self) -> String {
        let (rules, directories, people) =
            (self.rules().await, self.home.read(directories::list).await, self.home.read(persons::seats_used).await);
        let kept = self
            .home
            .read(|tx| {
                let kept = ["policy", "methods", "invitation"].map(|name| settings::get::<serde_json::Value>(tx, name));
                let rows = audit::recent(tx, 1000)?.len();
                let providers = latchkey_store::providers::list(tx)?.len();
                Ok((kept.into_iter().collect::<Result<Vec<_>, _>>()?, rows, providers))
            })
            .await;
        let whose = self.home.read(|tx| {
            let mut whose = Vec::new();
            let everybody = persons::PeopleFilter::default();
            for (account, _) in persons::search(tx, &everybody, &PersonId(String::new()), 1000)?.0 {
                let accounts = persons::accounts(tx, &account.person.id)?;
                whose.push(accounts.into_iter().map(|account| (account.id, account.person.id)).collect::<Vec<_>>());
            }
            Ok((whose, persons::open_reviews(tx, 10)?))
        });
        let whose = whose.await;
        let id = DirectoryId(self.directory.clone());
        let present = self.home.read(move |tx| accounts::count(tx, &id)).await;
        let active: Vec<_> = directories.iter().map(|row| (row.active, row.subtrees.clone(), row.version)).collect();
        format!("{rules:?} {active:?} {people} {present} {kept:?} {whose:?}")
    }

    async fn before(&self, action: Guarded) {
        let id = DirectoryId(self.directory.clone());
        if action == Guarded::SyncDecide {
            self.home.half_is_missing(&self.directory).await;
        } else if action == Guarded::Activate {
            self.home.write(move |tx| directories::set_active(tx, &id, false)).await;
        } else if action == Guarded::SaveConnection {
            let row = self.home.read(move |tx| directories::get(tx, &id)).await.unwrap();
            let row = directories::DirectoryRow { name: "old.example".into(), config: serde_json::json!({}), ..row };
            assert!(self.home.write(move |tx| directories::update(tx, &row)).await);
        } else if action == Guarded::DecideJoin || action == Guarded::PartAccount {
            let [one, two] = [1, 2].map(|nth| PersonId(self.people[nth].clone()));
            self.home
                .write(move |tx| {
                    if action == Guarded::PartAccount {
                        return persons::join(tx, &one, &two);
                    }
                    let account = |tx: &mut _, id| persons::primary_account(tx, id).map(|account| account.unwrap().id);
                    let pair = persons::Pair { first: account(tx, &one)?, other: account(tx, &two)? };
                    persons::review(tx, &pair, Evidence::Mail, Doubt::MailShared)
                })
                .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_the_list_asks_for_a_code_and_takes_it_once() {
    for action in Guarded::ALL {
        let office = Office::new().await;
        office.before(action).await;
        let before = office.left().await;
        for (typed, problem) in
            [(String::new(), Problem::Empty), (office.phone.wrong(&office.home), Problem::WrongCode)]
        {
            assert_eq!(office.act(action, &typed).await, Err(Refused::Code(problem)), "{action:?}");
            assert_eq!(office.left().await, before, "{action:?} was done, or noted as if it were");
        }
        let code = office.phone.next(&office.home);
        assert_eq!(office.act(action, &code).await, Ok(()), "{action:?}");
        assert_ne!(office.left().await, before, "{action:?}");
    }
}

/// For the minutes after a code: a group, many people and the words of the invitation go without, and
/// nothing that points passwords, proofs or names elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_recent_code_counts_for_some_and_not_for_others() {
    for action in Guarded::ALL {
        let office = Office::new().await;
        office.before(action).await;
        // another action of the same sitting
        let code = office.phone.next(&office.home);
        let group = office.group("Finance").await;
        office.home.api.people.onboard_group(&office.admin.caller(), &office.directory, &group, &code).await.unwrap();
        let before = office.left().await;
        let done = office.act(action, "").await;
        match action.rule().proof {
            Proof::Recent => assert_eq!(done, Ok(()), "{action:?}"),
            Proof::Fresh => {
                assert_eq!(done, Err(Refused::Code(Problem::Empty)), "{action:?}");
                assert_eq!(office.left().await, before, "{action:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_minutes_end_and_belong_to_the_session_that_gave_the_code() {
    let office = Office::new().await;
    let group = office.group("Sales").await;
    let onboard = async |browser: &Browser, code: &str| {
        let done = office.home.api.people.onboard_group(&browser.caller(), &office.directory, &group, code).await;
        done.map(drop).map_err(refusal)
    };
    let asks: Done = Err(Refused::Code(Problem::Empty));
    // a sign-in is none, with its code just typed
    let mut elsewhere = Browser::at("203.0.113.7");
    elsewhere.sign_in(&office.home, "jonas", PASSWORD).await;
    elsewhere.code(&office.home, &office.phone.next(&office.home)).await;
    assert_eq!(onboard(&elsewhere, "").await, asks);

    assert_eq!(onboard(&office.admin, &office.phone.next(&office.home)).await, Ok(()));
    assert_eq!(onboard(&office.admin, "").await, Ok(()));
    assert_eq!(onboard(&elsewhere, "").await, asks, "of the same administrator, from another browser");
    let (other, _) = office.home.second_administrator("kim").await;
    assert_eq!(onboard(&other, "").await, asks);
    // whatever is done meanwhile, it gets no longer; and a wrong code is refused all the same
    assert_eq!(onboard(&office.admin, &office.phone.wrong(&office.home)).await, Err(Refused::Code(Problem::WrongCode)));
    // the second administrator's set-up took half a minute
    office.home.sleep(RECENT_SECS - 30 - 1);
    assert_eq!(onboard(&office.admin, "").await, Ok(()));
    office.home.sleep(1);
    assert_eq!(onboard(&office.admin, "").await, asks);
    // signed out it is over at once
    assert_eq!(onboard(&office.admin, &office.phone.next(&office.home)).await, Ok(()));
    let caller = office.admin.caller();
    office.home.api.sign_in.sign_out(&caller).await;
    assert_eq!(
        office.home.api.people.onboard_group(&caller, &office.directory, &group, "").await,
        Err(AdminError::SignedOut)
    );
}

/// One by one is what one does; all in portions is what a thief does.
#[tokio::test(flavor = "multi_thread")]
async fn a_few_people_go_without_and_many_in_small_portions_do_not() {
    let office = Office::new().await;
    let (api, caller) = (&office.home.api, office.admin.caller());
    assert!(office.people.len() > 20, "{}", office.people.len());
    let asks = Some(Refused::Code(Problem::Empty));
    for few in office.people.chunks(4).take(5) {
        assert_eq!(api.people.onboard(&caller, Selection::People(few.to_vec()), "").await.map_err(refusal).err(), None);
    }
    let one = vec![office.people[20].clone()];
    assert_eq!(api.people.onboard(&caller, Selection::People(one.clone()), "").await.map_err(refusal).err(), asks);
    assert_eq!(
        api.people.offboard(&caller, Selection::People(one.clone()), "").await.map_err(refusal).err(),
        asks,
        "counted together"
    );
    let code = office.phone.next(&office.home);
    assert_eq!(api.people.onboard(&caller, Selection::People(one.clone()), &code).await.map_err(refusal).err(), None);
    assert_eq!(
        api.people.offboard(&caller, Selection::People(office.people.clone()), "").await.map_err(refusal).err(),
        None,
        "a recent code"
    );
    // the next hour has a few again, and never many at once
    for _ in 0..4 {
        office.home.sleep(900);
        api.overview.overview(&caller).await.unwrap();
    }
    assert_eq!(api.people.onboard(&caller, Selection::People(one), "").await.map_err(refusal).err(), None);
    assert_eq!(
        api.people.onboard(&caller, Selection::People(office.people.clone()), "").await.map_err(refusal).err(),
        asks
    );
}

/// More units, or the same again, take no name from anybody.
#[tokio::test(flavor = "multi_thread")]
async fn importing_asks_only_where_it_leaves_out_what_was_imported() {
    let office = Office::new().await;
    let (api, caller) = (&office.home.api, office.admin.caller());
    let units = api.directories.subtrees(&caller, &office.directory).await.unwrap();
    let start = async |units: Vec<String>, code: &str| {
        let id = DirectoryId(office.directory.clone());
        let done =
            api.directories.import_start(&caller, &office.directory, units, code).await.map(drop).map_err(refusal);
        office.home.write(move |tx| latchkey_store::imports::stop(tx, &id)).await;
        done
    };
    let root = units.iter().find(|unit| unit.depth == 0).unwrap().id.clone();
    let inner: Vec<String> = units.iter().filter(|unit| unit.depth == 1).map(|unit| unit.id.clone()).collect();
    assert_eq!(start(vec![], "").await, Ok(()), "all, as before");
    assert_eq!(start(vec![root.clone()], &office.phone.next(&office.home)).await, Ok(()));
    assert_eq!(start(vec![root], "").await, Ok(()));
    assert_eq!(start(inner[..1].to_vec(), "").await, Err(Refused::Code(Problem::Empty)));
    assert_eq!(start(inner[..1].to_vec(), &office.phone.next(&office.home)).await, Ok(()));
    assert_eq!(start(inner[..2].to_vec(), "").await, Ok(()), "one more");
}
