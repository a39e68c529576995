//! Accounts of one person, through the administrator's port: what each decision leaves, and what it takes.

use crate::support::{Browser, Home, Phone, refusal};
use latchkey_contract::admin::*;
use latchkey_contract::joining::*;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::Secret;
use latchkey_domain::directory::Entry;
use latchkey_domain::entropy::new_token;
use latchkey_domain::ids::{AdminId, DirectoryId, PersonId};
use latchkey_domain::joining::{Doubt, Evidence};
use latchkey_domain::roles::Role;
use latchkey_store::accounts::Account;
use latchkey_store::directories::DirectoryRow;
use latchkey_store::flows::{self, FlowKind, Found, NewFlow};
use latchkey_store::methods::NewMethod;
use latchkey_store::{Tx, accounts, admins, directories, invitations, jobs, methods, persons};

type Done = Result<(), Refused>;

/// Two directories, and an administrator.
struct Office {
    home: Home,
    admin: Browser,
    phone: Phone,
    corp: DirectoryId,
    lab: DirectoryId,
}

fn row(id: DirectoryId, name: &str) -> DirectoryRow {
    DirectoryRow {
        id,
        kind: DirectoryKind::Practice.code().into(),
        name: name.into(),
        label: String::new(),
        config: serde_json::json!({}),
        secret: Secret::default(),
        subtrees: Vec::new(),
        domains: Vec::new(),
        active: true,
        version: 1,
    }
}

fn entry(login: &str) -> Entry {
    Entry {
        display_name: login.to_uppercase(),
        mail: Some(format!("{login}@mail.example")),
        ..latchkey_testkit::entry(login)
    }
}

/// What somebody has under way: the tokens of their flows.
struct UnderWay {
    recovery: Secret,
    page: Secret,
}

impl Office {
    async fn new() -> Self {
        let home = Home::practice().await;
        let (admin, phone) = home.administrator("jonas").await;
        let (corp, lab) = home
            .write(|tx| {
                let (corp, lab) = (DirectoryId(tx.new_id()), DirectoryId(tx.new_id()));
                directories::insert(tx, &row(corp.clone(), "corp.example"))?;
                directories::insert(tx, &row(lab.clone(), "lab.example"))?;
                Ok((corp, lab))
            })
            .await;
        Self { home, admin, phone, corp, lab }
    }

    async fn account(&self, directory: &DirectoryId, login: &'static str) -> Account {
        let directory = directory.clone();
        self.home.write(move |tx| accounts::upsert(tx, &directory, &entry(login), 0)).await
    }

    /// Onboarded and enrolled, with a method, a sheet of codes and an invitation of this name, and two flows.
    async fn enrolled(&self, account: &Account, name: &'static str) -> UnderWay {
        let of = account.clone();
        let entropy = latchkey::system::SystemEntropy;
        let tokens = UnderWay { recovery: new_token(&entropy), page: new_token(&entropy) };
        let kept = [(FlowKind::Recover, tokens.recovery.clone()), (FlowKind::Account, tokens.page.clone())];
        self.home
            .write(move |tx| {
                let person = &of.person.id;
                persons::onboard(tx, std::slice::from_ref(person), 100)?.unwrap();
                persons::set_enrolled(tx, person, Some(tx.now()))?;
                let (label, secret) = (name.to_owned(), Secret::new(name));
                let new = NewMethod { kind: MethodKind::Totp, label, secret, depends_on: Vec::new(), last_step: 0 };
                methods::add(tx, person, &new)?;
                methods::put_recovery_codes(tx, person, &[Secret::new(name)])?;
                invitations::create(tx, &of, &Secret::new(name), &Secret::new(name), 6000)?;
                for (kind, token) in kept {
                    let new = NewFlow {
                        kind,
                        person: Some(person.clone()),
                        account: Some(of.id.clone()),
                        who: name.into(),
                        name_key: name.into(),
                        address: "192.0.2.1".into(),
                        state: serde_json::json!({}),
                        sealed: Secret::default(),
                        ttl_secs: 6000,
                    };
                    flows::create(tx, new, &token)?;
                }
                Ok(())
            })
            .await;
        tokens
    }

    /// Puts the pair down, and gives its id as the page has it.
    async fn review(&self, first: &Account, other: &Account, doubt: Doubt) -> String {
        let pair = persons::Pair { first: first.id.clone(), other: other.id.clone() };
        self.home.write(move |tx| persons::review(tx, &pair, Evidence::Mail, doubt)).await;
        self.home.sleep(1);
        self.waiting().await.rows.last().unwrap().id.clone()
    }

    async fn waiting(&self) -> JoinReviews {
        self.home.api.joining.reviews(&self.admin.caller()).await.unwrap()
    }

    async fn decide(&self, id: &str, decision: JoinDecision, code: &str) -> Done {
        self.home.api.joining.decide(&self.admin.caller(), id, decision, code).await.map_err(refusal)
    }

    /// With the next code.
    async fn decided(&self, id: &str, decision: JoinDecision) -> Done {
        self.decide(id, decision, &self.phone.next(&self.home)).await
    }

    async fn join(&self, person: &PersonId, other: &PersonId) -> Done {
        let code = self.phone.next(&self.home);
        let (person, other) = (person.as_str(), other.as_str());
        self.home.api.joining.join(&self.admin.caller(), person, other, &code).await.map_err(refusal)
    }

    async fn part(&self, account: &str) -> Done {
        let code = self.phone.next(&self.home);
        self.home.api.joining.part(&self.admin.caller(), account, &code).await.map_err(refusal)
    }

    /// Whose an account is now.
    async fn whose(&self, account: &Account) -> persons::Person {
        let id = account.id.clone();
        self.home.read(move |tx| accounts::by_id(tx, &id)).await.unwrap().person
    }

    /// To whom a name leads.
    async fn named(&self, name: &'static str) -> Vec<PersonId> {
        let found = self.home.read(move |tx| accounts::by_name(tx, name)).await;
        found.into_iter().map(|account| account.person.id).collect()
    }

    /// The names of the methods, sheets of codes and invitations that open something for this person.
    async fn opens(&self, person: &PersonId) -> Vec<String> {
        let person = person.clone();
        self.home
            .write(move |tx| {
                let mut opens: Vec<String> =
                    methods::of(tx, &person)?.into_iter().map(|method| method.secret.expose().to_owned()).collect();
                for name in ["anna", "other"] {
                    if methods::redeem_recovery_code(tx, &person, name)? {
                        opens.push(format!("codes of {name}"));
                    }
                    if invitations::by_token(tx, name)?.is_some_and(|invitation| invitation.person == person) {
                        opens.push(format!("invitation of {name}"));
                    }
                }
                Ok(opens)
            })
            .await
    }

    /// Whose a flow is; `None`: it is over.
    async fn flow(&self, kind: FlowKind, token: &Secret) -> Option<Option<PersonId>> {
        let token = token.clone();
        let whose = move |tx: &mut Tx<'_>| match flows::by_token(tx, kind, token.expose())? {
            Found::Live(flow) => Ok(Some(flow.person)),
            _ => Ok(None),
        };
        self.home.read(whose).await
    }

    /// Two with methods, of two directories.
    async fn two(&self) -> ((Account, UnderWay), (Account, UnderWay)) {
        let (anna, other) = (self.account(&self.corp, "anna").await, self.account(&self.lab, "a.lindqvist").await);
        let (hers, theirs) = (self.enrolled(&anna, "anna").await, self.enrolled(&other, "other").await);
        ((anna, hers), (other, theirs))
    }
}

const fn faulty<T>(fault: JoinFault) -> Result<T, Refused> {
    Err(Refused::Join(fault))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_keeps_the_methods_of_one_and_ends_the_others() {
    for decision in [JoinDecision::KeepFirst, JoinDecision::KeepOther] {
        let office = Office::new().await;
        let (first, second) = office.two().await;
        let id = office.review(&first.0, &second.0, Doubt::BothEnrolled).await;
        let (kept, ended, name) =
            if decision == JoinDecision::KeepFirst { (first, second, "anna") } else { (second, first, "other") };
        assert_eq!(office.decided(&id, decision).await, Ok(()));

        let person = office.whose(&kept.0).await;
        assert_eq!((&person.id, office.whose(&ended.0).await.id), (&kept.0.person.id, person.id.clone()));
        let opens = office.opens(&person.id).await;
        assert_eq!(opens, [name.to_owned(), format!("codes of {name}"), format!("invitation of {name}")]);
        assert_eq!(office.opens(&ended.0.person.id).await, [""; 0]);
        assert_eq!(office.flow(FlowKind::Recover, &kept.1.recovery).await, Some(Some(person.id.clone())));
        assert_eq!(office.flow(FlowKind::Account, &kept.1.page).await, Some(Some(person.id.clone())));
        assert_eq!(office.flow(FlowKind::Recover, &ended.1.recovery).await, Some(None), "goes on as one of nobody");
        assert_eq!(office.flow(FlowKind::Account, &ended.1.page).await, None);
        // every name of both
        for typed in
            ["anna", "anna@mail.example", "a.lindqvist", "a.lindqvist@mail.example", "lab.example\\a.lindqvist"]
        {
            assert_eq!(office.named(typed).await, std::slice::from_ref(&person.id), "{typed}");
        }
        assert_eq!(office.home.read(persons::seats_used).await, 1);
        assert_eq!(office.waiting().await.total, 0);
        let rows = office.home.audited("accounts.joined").await;
        assert_eq!((rows.len(), rows[0].actor.as_str()), (1, "admin:jonas"));
        assert!(rows[0].address.is_some(), "from where");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_stay_two_and_are_not_asked_about_again() {
    let office = Office::new().await;
    let ((anna, _), (other, theirs)) = office.two().await;
    // another account of hers, which waits as well
    let third = office.account(&office.corp, "anna2").await;
    office.review(&third, &other, Doubt::MailShared).await;
    let id = office.review(&anna, &other, Doubt::BothEnrolled).await;
    assert_eq!(office.join(&anna.person.id, &third.person.id).await, Ok(()));
    assert_eq!(office.waiting().await.total, 2);
    assert_eq!(office.decide(&id, JoinDecision::Apart, "").await, Ok(()), "nothing changes, so no code");
    assert_eq!(office.waiting().await, JoinReviews::default(), "of no account of theirs");
    assert_ne!(office.whose(&anna).await.id, office.whose(&other).await.id);
    assert_eq!(office.opens(&other.person.id).await.len(), 3);
    assert!(office.flow(FlowKind::Account, &theirs.page).await.is_some());
    let rows = office.home.audited("join.refused").await;
    assert!(rows.len() == 1 && rows[0].address.is_some());
    assert_eq!(office.decide(&id, JoinDecision::Apart, "").await, faulty(JoinFault::Decided));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_shown_with_all_that_decides_it() {
    let office = Office::new().await;
    let ((anna, _), _) = office.two().await;
    let other = office.account(&office.lab, "ben").await;
    let more = office.account(&office.lab, "ben2").await;
    let stopped = other.person.id.clone();
    office.home.write(move |tx| persons::set_frozen(tx, &stopped, Some(tx.now()))).await;
    assert_eq!(office.join(&other.person.id, &more.person.id).await, Ok(()));
    office.review(&anna, &other, Doubt::Stopped).await;
    let JoinReviews { rows, total } = office.waiting().await;
    let [review] = &rows[..] else { panic!("{rows:?}") };
    let side = |directory: &str, login: &str| JoinSide {
        directory: directory.into(),
        name: login.to_uppercase(),
        login: login.into(),
        mail: format!("{login}@mail.example"),
        ..JoinSide::default()
    };
    let others = vec![OtherAccount { id: more.id.0, directory: "lab.example".into(), login: "ben2".into() }];
    assert_eq!(review.first, JoinSide { enrolled: true, has_seat: true, ..side("corp.example", "anna") });
    assert_eq!(review.other, JoinSide { stopped: true, others, ..side("lab.example", "ben") });
    assert_eq!((total, review.evidence, review.doubt), (1, JoinEvidence::Mail, JoinDoubt::Stopped));
    let overview = office.home.api.overview.overview(&office.admin.caller()).await.unwrap();
    assert_eq!(overview.pairs_waiting, 1);
    // joined all the same, a stop stays
    assert_eq!(office.decided(&review.id, JoinDecision::KeepFirst).await, Ok(()));
    assert!(office.whose(&anna).await.frozen_at.is_some());
    assert_eq!(office.home.api.overview.overview(&office.admin.caller()).await.unwrap().pairs_waiting, 0);
}

/// Joining needs the administrator, not only their session; and a reader changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn who_may_join_and_with_what() {
    let office = Office::new().await;
    let ((anna, _), (other, _)) = office.two().await;
    let id = office.review(&anna, &other, Doubt::BothEnrolled).await;
    let wrong = office.phone.wrong(&office.home);
    for (code, problem) in [("", Problem::Empty), (wrong.as_str(), Problem::WrongCode)] {
        for decision in [JoinDecision::KeepFirst, JoinDecision::KeepOther] {
            assert_eq!(office.decide(&id, decision, code).await, Err(Refused::Code(problem.clone())));
        }
    }
    let (reader, phone) = office.home.second_administrator("kim").await;
    for role in [Role::Auditor, Role::HelpDesk] {
        office
            .home
            .write(move |tx| {
                let id: AdminId = admins::by_name(tx, "kim")?.unwrap().id;
                admins::set_role(tx, &id, role)
            })
            .await;
        let (api, caller, code) = (&office.home.api.joining, reader.caller(), phone.next(&office.home));
        assert_eq!(api.reviews(&caller).await.unwrap().total, 1, "{role:?} reads");
        let (one, two) = (anna.person.id.as_str(), other.person.id.as_str());
        for refused in [
            api.decide(&caller, &id, JoinDecision::KeepFirst, &code).await,
            api.decide(&caller, &id, JoinDecision::Apart, "").await,
            api.join(&caller, one, two, &code).await,
            api.part(&caller, anna.id.as_str(), &code).await,
        ] {
            assert_eq!(refused, Err(AdminError::NotAllowed), "{role:?}");
        }
    }
    assert_ne!(office.whose(&anna).await.id, office.whose(&other).await.id);
    assert!(office.home.audited("accounts.joined").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_administrators_at_once_one_decides() {
    for decisions in [
        [JoinDecision::KeepFirst, JoinDecision::KeepOther],
        [JoinDecision::Apart, JoinDecision::KeepFirst],
        [JoinDecision::Apart, JoinDecision::Apart],
    ] {
        let office = Office::new().await;
        let ((anna, _), (other, _)) = office.two().await;
        let id = office.review(&anna, &other, Doubt::BothEnrolled).await;
        let (second, phone) = office.home.second_administrator("kim").await;
        let (one, two) = (office.phone.next(&office.home), phone.code(&office.home));
        let api = &office.home.api.joining;
        let (first, later) = (office.admin.caller(), second.caller());
        let (a, b) =
            tokio::join!(api.decide(&first, &id, decisions[0], &one), api.decide(&later, &id, decisions[1], &two));
        let done: Vec<Done> = [a, b].into_iter().map(|done| done.map_err(refusal)).collect();
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "{done:?}");
        assert!(done.contains(&faulty(JoinFault::Decided)), "{done:?}");
        let decided =
            office.home.audited("accounts.joined").await.len() + office.home.audited("join.refused").await.len();
        assert_eq!(decided, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn parted_it_starts_anew_and_can_be_joined_again() {
    let office = Office::new().await;
    let ((anna, hers), (other, _)) = office.two().await;
    assert_eq!(office.part(anna.id.as_str()).await, faulty(JoinFault::OnlyAccount));
    assert_eq!(office.join(&anna.person.id, &other.person.id).await, Ok(()));
    let query = PeopleQuery::default();
    let people = office.home.api.people.people(&office.admin.caller(), query.clone()).await.unwrap();
    let others = |login: &str| people.rows.iter().find(|row| row.login == login).map(|row| row.others.clone());
    let account = OtherAccount { id: other.id.0.clone(), directory: "lab.example".into(), login: "a.lindqvist".into() };
    assert_eq!((others("anna"), others("a.lindqvist")), (Some(vec![account]), None), "one row for one person");

    assert_eq!(office.part(other.id.as_str()).await, Ok(()));
    let own = office.whose(&other).await;
    assert_eq!((own.onboarded_at, own.enrolled_at), (None, None));
    assert_eq!(office.opens(&own.id).await, [""; 0]);
    assert_eq!(office.named("a.lindqvist").await, std::slice::from_ref(&own.id));
    assert_eq!(office.named("anna").await, std::slice::from_ref(&anna.person.id));
    assert_eq!(office.flow(FlowKind::Account, &hers.page).await, None, "it may hold what concerns either");
    let rows = office.home.audited("accounts.parted").await;
    assert!(rows.len() == 1 && rows[0].address.is_some());
    let people = office.home.api.people.people(&office.admin.caller(), query).await.unwrap();
    assert!(people.rows.len() == 2 && people.rows.iter().all(|row| row.others.is_empty()));

    // again, the other way round, and nobody is asked about them meanwhile
    assert_eq!(office.waiting().await.total, 0);
    assert_eq!(office.join(&own.id, &anna.person.id).await, Ok(()));
    assert_eq!(office.named("anna").await, std::slice::from_ref(&own.id));
    assert_eq!(office.opens(&own.id).await, [""; 0], "who keeps nothing opens nothing");
}

/// Attack: ids of nobody, swapped, of the same person twice, and of what is gone. Nothing is changed, and no code asked.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_neither_joined_nor_parted() {
    let office = Office::new().await;
    let ((anna, _), (other, _)) = office.two().await;
    let id = office.review(&anna, &other, Doubt::BothEnrolled).await;
    let nobody = PersonId("00000000-0000-0000-0000-000000000000".into());
    for odd in ["", "nobody", anna.id.as_str(), anna.person.id.as_str(), "' OR 1=1 --"] {
        assert_eq!(office.decide(odd, JoinDecision::KeepFirst, "").await, faulty(JoinFault::Decided), "{odd}");
        assert_eq!(office.decide(odd, JoinDecision::Apart, "").await, faulty(JoinFault::Decided), "{odd}");
    }
    let gone = Err(Refused::Gone(Gone::Person));
    assert_eq!(office.join(&anna.person.id, &anna.person.id).await, faulty(JoinFault::SamePerson));
    assert_eq!(office.join(&nobody, &nobody).await, faulty(JoinFault::SamePerson));
    assert_eq!(office.join(&anna.person.id, &nobody).await, gone);
    assert_eq!(office.join(&nobody, &anna.person.id).await, gone);
    // an account's id is no person's, and the other way round
    assert_eq!(office.join(&PersonId(anna.id.0.clone()), &other.person.id).await, gone);
    assert_eq!(office.part(anna.person.id.as_str()).await, faulty(JoinFault::AccountGone));
    assert_eq!(office.part("nobody").await, faulty(JoinFault::AccountGone));

    // while the page is open the account leaves its directory
    let (corp, lab) = (office.corp.clone(), office.lab.clone());
    office
        .home
        .write(move |tx| {
            let run = latchkey_store::imports::start(tx, &lab, 0)?.run;
            latchkey_store::imports::finish(tx, &lab, run)
        })
        .await;
    assert_eq!(office.waiting().await.total, 0);
    for decision in [JoinDecision::KeepFirst, JoinDecision::KeepOther, JoinDecision::Apart] {
        assert_eq!(office.decide(&id, decision, "").await, faulty(JoinFault::AccountGone));
    }
    assert_eq!(office.join(&anna.person.id, &other.person.id).await, faulty(JoinFault::AccountGone));
    assert_ne!(office.whose(&anna).await.id, office.whose(&other).await.id);
    // or becomes theirs otherwise
    let ben = office.account(&corp, "ben").await;
    let second = office.account(&corp, "ben2").await;
    let id = office.review(&ben, &second, Doubt::SameDirectory).await;
    assert_eq!(office.join(&second.person.id, &ben.person.id).await, Ok(()), "two in one directory are its right");
    assert_eq!(office.decide(&id, JoinDecision::KeepFirst, "").await, faulty(JoinFault::OneAlready));
    assert_eq!(office.decide(&id, JoinDecision::Apart, "").await, faulty(JoinFault::OneAlready));
    assert_eq!(office.home.audited("join.refused").await.len(), 0);
    // of two ids swapped, the other one's methods stay: it is the order that says whose
    assert_eq!(office.whose(&ben).await.id, second.person.id);
}

/// Whoever may write addresses in a directory brings an account under another's methods by this: it asks for a code, and
/// then looks at once at who is there.
#[tokio::test(flavor = "multi_thread")]
async fn joining_by_address_is_switched_on_with_a_code() {
    let office = Office::new().await;
    let (api, caller) = (&office.home.api.method_settings, office.admin.caller());
    let work = async || office.home.read(jobs::next_due).await.into_iter().any(|(kind, _)| kind == "join-accounts");
    let before = api.method_settings(&caller).await.unwrap().settings;
    let mut new = before.clone();
    new.accounts.keep_password = false;
    api.save_method_settings(&caller, new.clone(), Vec::new(), "").await.unwrap();
    assert!(!work().await);
    new.accounts.join_by_mail = true;
    let asked = api.save_method_settings(&caller, new.clone(), Vec::new(), "").await.map_err(refusal);
    assert_eq!(asked, Err(Refused::Code(Problem::Empty)));
    assert!(!work().await);
    api.save_method_settings(&caller, new, Vec::new(), &office.phone.next(&office.home)).await.unwrap();
    assert!(work().await);
    let rows = office.home.audited("method-settings.saved").await;
    assert_eq!(rows[0].detail["accounts"], serde_json::json!({ "keep_password": false, "join_by_mail": true }));
    assert_eq!(rows[0].detail["changed"], serde_json::json!(["accounts"]));
    assert_eq!(rows[1].detail["changed"], serde_json::json!(["accounts"]));
}
