//! The handlers, from the queue to the mailbox, with a mail server that is away for a while.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use super::runner::JobHandlers as _;
use super::staged::{store, until};
use super::*;
use crate::compose;
use crate::config::Config;
use crate::config::values::Values;
use crate::system::{Pauses, Sources, SystemEntropy};
use crate::work::{self, JobFault};
use latchkey_contract::admin::InvitationForm;
use latchkey_contract::{Locale, MethodKind};
use latchkey_domain::Secret;
use latchkey_domain::directory::Entry;
use latchkey_domain::entropy::new_token;
use latchkey_domain::ids::{AccountId, DirectoryId, ObjectId, PersonId};
use latchkey_outbox::{MemoryBox, Outbox};
use latchkey_store::directories::DirectoryRow;
use latchkey_store::jobs::Job as Row;
use latchkey_store::{
    StoreResult, Tx, accounts, admins, audit, directories, flows, imports, invitations, jobs, methods, persons,
    settings,
};
use latchkey_testkit::TestClock;
use std::time::Duration;
use tokio::time::sleep;

pub(crate) struct Stage {
    _folder: tempfile::TempDir,
    pub(crate) app: Arc<AppState>,
    mails: MemoryBox,
    person: PersonId,
    account: AccountId,
    directory: DirectoryId,
}

impl Stage {
    /// One person: this is the mailbox that the directory names.
    async fn new(mail: &str) -> Self {
        Self::in_language("en", entry(mail.to_owned())).await
    }

    /// The organisation's language, and what directory and person say of theirs.
    pub(crate) async fn speaking(organisation: &str, directory: Option<&str>, own: Option<Locale>) -> Self {
        let preferred_language = directory.map(str::to_owned);
        let entry = Entry { preferred_language, ..entry("anna@corp.example.com".into()) };
        let stage = Self::in_language(organisation, entry).await;
        let person = stage.person.clone();
        stage.write(move |tx| persons::set_language(tx, &person, own)).await;
        stage
    }

    async fn in_language(organisation: &str, entry: Entry) -> Self {
        let (folder, clock) = (tempfile::tempdir().unwrap(), Arc::new(TestClock::of_tokio()));
        let mut values = Values::default();
        let text = format!("practice = true\nlanguage = \"{organisation}\"\ntime_zone = \"UTC\"\n");
        values.read_text(std::path::Path::new("test.toml"), &text);
        let config = Config::from_values(values, None).unwrap();
        let sources = Sources { clock: clock.clone(), entropy: Arc::new(SystemEntropy), pauses: Pauses::Timer };
        let store = store(folder.path(), &clock).await;
        let app = compose::compose(&config, store, "127.0.0.1:8080".parse().unwrap(), &sources).unwrap().app;
        let Some(Outbox::Memory(mails)) = app.outbox.clone() else { panic!("practice mode has a memory box") };
        let put = move |tx: &mut Tx| {
            let directory = DirectoryId(tx.new_id());
            directories::insert(tx, &row(&directory))?;
            let account = accounts::upsert(tx, &directory, &entry, 1)?;
            Ok((directory, account))
        };
        let (directory, account) = app.store.write(put).await.unwrap();
        Self { _folder: folder, app, mails, person: account.person.id, account: account.id, directory }
    }

    fn start(&self) -> (watch::Sender<bool>, Started) {
        let (stop, stopped) = watch::channel(false);
        (stop, start(self.app.clone(), stopped))
    }

    pub(crate) async fn account(&self) -> accounts::Account {
        let id = self.account.clone();
        self.app.store.read(move |tx| accounts::by_id(tx, &id)).await.unwrap().unwrap()
    }

    /// What became of one job: the subject and the text of the only mail.
    async fn mail_of<J: serde::Serialize + Send + 'static>(&self, kind: &'static str, job: J) -> (String, String) {
        let _running = self.start();
        self.write(move |tx| jobs::enqueue(tx, kind, &job, tx.now(), None)).await;
        until(5, "sent", async || self.counts().await == (0, 0)).await;
        let mut mails = self.mails.all();
        assert_eq!(mails.len(), 1);
        let mail = mails.remove(0);
        (mail.subject, mail.text)
    }

    async fn private_address(&self, address: &'static str) {
        let person = self.person.clone();
        self.write(move |tx| {
            let secret = Secret::new(address);
            let new = methods::NewMethod {
                kind: MethodKind::Email,
                label: "private".into(),
                secret,
                depends_on: Vec::new(),
                last_step: 0,
            };
            methods::add(tx, &person, &new).map(drop)
        })
        .await;
    }

    async fn notice(&self, kind: work::NoticeKind) {
        let person = self.person.0.clone();
        self.write(move |tx| {
            let at = tx.now();
            jobs::enqueue(tx, work::NOTICE, &work::Notice { person, kind, at }, at, None)
        })
        .await;
    }

    async fn write<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx) -> StoreResult<T> + Send + 'static) -> T {
        self.app.store.write(f).await.unwrap()
    }
    async fn counts(&self) -> (i64, i64) {
        self.app.store.read(jobs::counts).await.unwrap()
    }
    async fn audited(&self, kind: &str) -> Vec<audit::AuditRow> {
        let rows = self.app.store.read(|tx| audit::recent(tx, 100)).await.unwrap();
        rows.into_iter().filter(|row| row.kind == kind).collect()
    }
    fn to(&self) -> Vec<String> {
        let mut to: Vec<String> = self.mails.all().into_iter().map(|mail| mail.to).collect();
        to.sort();
        to
    }
}

fn row(id: &DirectoryId) -> DirectoryRow {
    DirectoryRow {
        id: id.clone(),
        kind: "active-directory".into(),
        name: "corp.example.com".into(),
        label: "Corp".into(),
        config: serde_json::json!({}),
        secret: Secret::default(),
        subtrees: Vec::new(),
        domains: Vec::new(),
        active: true,
        version: 1,
    }
}

fn entry(mail: String) -> Entry {
    serde_json::from_value(serde_json::json!({
        "object_id": ObjectId("guid-anna".into()), "dn": "CN=anna", "login": "anna", "upn": null,
        "display_name": "Anna Lindqvist", "mail": mail, "phone": null, "disabled": false, "protected": false,
    }))
    .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_notice_outlasts_an_outage_and_arrives_once_at_each_address() {
    let stage = Stage::new("anna@corp.example.com").await;
    stage.private_address("anna@home.example").await;
    let _running = stage.start();
    stage.mails.set_away(true);
    stage.notice(work::NoticeKind::PasswordReset).await;
    sleep(Duration::from_secs(40 * 60)).await;
    assert_eq!((stage.to(), stage.counts().await), (vec![], (2, 0)), "one job for each address, still open");
    let failing = stage.app.store.read(jobs::failing).await.unwrap();
    assert_eq!((failing[0].kind.as_str(), failing[0].count), (work::NOTICE_TO, 2));
    let said = "The mail server takes no connections.".to_owned();
    assert_eq!(JobFault::stored(Some(&failing[0].error)), JobFault::NotSent { said });
    stage.mails.set_away(false);
    until(11 * 60, "sent", async || stage.counts().await == (0, 0)).await;
    assert_eq!(stage.to(), ["anna@corp.example.com", "anna@home.example"]);
    assert!(stage.audited("notice.failed").await.is_empty());
    assert!(stage.mails.all()[0].text.contains("Hello Anna Lindqvist"));
}

#[tokio::test(start_paused = true)]
async fn an_address_that_is_none_keeps_no_other_from_its_notice() {
    let stage = Stage::new("nobody").await;
    stage.private_address("anna@home.example").await;
    let _running = stage.start();
    // the one is refused for good while the other waits for the mail server
    stage.notice(work::NoticeKind::MethodRemoved { method: MethodKind::Totp }).await;
    until(5, "sent", async || stage.counts().await == (0, 1)).await;
    sleep(Duration::from_secs(60)).await;
    assert_eq!(stage.to(), ["anna@home.example"], "once");
    let failed = stage.audited("notice.failed").await;
    assert_eq!(failed.len(), 1);
    assert_eq!((failed[0].account.as_ref(), failed[0].address.as_ref()), (Some(&stage.account), None));
    let detail = failed[0].detail.to_string();
    assert!(detail.contains("method-removed") && !detail.contains("nobody") && !detail.contains('@'), "{detail}");
}

#[tokio::test(start_paused = true)]
async fn mail_is_in_the_language_of_whom_it_goes_to() {
    for (organisation, directory, own, hello) in [
        ("en", None, None, "Hello Anna Lindqvist, "),
        ("en", Some("de-CH"), None, "Guten Tag Anna Lindqvist, "),
        ("de", None, None, "Guten Tag Anna Lindqvist, "),
        ("de", Some("de"), Some(Locale::En), "Hello Anna Lindqvist, "),
    ] {
        let stage = Stage::speaking(organisation, directory, own).await;
        let (person, at) = (stage.person.0.clone(), stage.app.now());
        let notice = work::Notice { person, kind: work::NoticeKind::PasswordReset, at };
        let (_, text) = stage.mail_of(work::NOTICE, notice).await;
        assert!(text.contains(hello), "{organisation} {directory:?} {own:?}: {text}");

        let stage = Stage::speaking(organisation, directory, own).await;
        stage.private_address("anna@home.example").await;
        let destination = stage.write(|tx| Ok(tx.digest("destination", &["anna@home.example"]))).await;
        let (person, until) = (stage.person.0.clone(), stage.app.now().plus_secs(600));
        let kind = MethodKind::Email;
        let code = work::SendProofCode { kind, person, code: "604118".into(), until, destination };
        let (_, text) = stage.mail_of(work::SEND_PROOF_CODE, code).await;
        assert!(text.contains(hello) && text.contains("\n    604118\n"), "{text}");

        let stage = Stage::speaking(organisation, directory, own).await;
        let (person, until) = (stage.person.0.clone(), stage.app.now().plus_secs(600));
        let confirm =
            work::ConfirmAddress { kind, person, address: "anna@home.example".into(), code: "604118".into(), until };
        let (subject, _) = stage.mail_of(work::CONFIRM_ADDRESS, confirm).await;
        assert_eq!(subject.starts_with("Confirm "), hello.starts_with("Hello"), "{subject}");
    }
}

/// The one that comes with Latchkey is in the person's language. One that somebody wrote is in whatever language it was
/// written, and the rest of the mail in the organisation's.
#[tokio::test(start_paused = true)]
async fn an_invitation_speaks_one_language() {
    let written = InvitationForm { subject: "Hello from us".into(), body: "Dear {name},".into() };
    for (form, subject, button) in [
        (None, "Jetzt zwei Minuten, später nicht ausgesperrt", "Meine Methoden wählen:"),
        (Some(written), "Hello from us", "Choose my methods:"),
    ] {
        let stage = Stage::speaking("en", Some("de"), None).await;
        let (id, token) = (stage.account.clone(), new_token(&SystemEntropy));
        let invitation = stage
            .write(move |tx| {
                if let Some(form) = form {
                    settings::put(tx, work::INVITATION_SETTING, &form)?;
                }
                let account = accounts::by_id(tx, &id)?.unwrap();
                persons::onboard(tx, std::slice::from_ref(&account.person.id), 5)?.unwrap();
                let row = invitations::create(tx, &account, &token, &token, 86_400)?;
                let (token, code) = (token.expose().to_owned(), "HK4-92T".to_owned());
                Ok(work::Invite { invitation: row.id, account: id.0, token, code, until: row.expires_at })
            })
            .await;
        let (said, text) = stage.mail_of(work::INVITE, invitation).await;
        assert_eq!(said, subject);
        assert!(text.contains(button) && text.contains("Anna Lindqvist,"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_mailbox_is_told_once() {
    let stage = Stage::new("Anna@Home.example").await;
    stage.private_address("anna@home.example").await;
    let _running = stage.start();
    stage.notice(work::NoticeKind::Frozen).await;
    until(5, "sent", async || stage.counts().await == (0, 0)).await;
    assert_eq!(stage.to(), ["Anna@Home.example"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_given_up_leaves_a_trace() {
    let stage = Stage::new("anna@corp.example.com").await;
    let (app, account, directory) = (stage.app.clone(), stage.account().await, stage.directory.clone());
    let token = new_token(&SystemEntropy);
    let (flow, invitation, run) = stage
        .write(move |tx| {
            let new = flows::NewFlow {
                kind: flows::FlowKind::Recover,
                person: Some(account.person.id.clone()),
                account: Some(account.id.clone()),
                who: "anna".into(),
                name_key: "anna".into(),
                address: "192.0.2.1".into(),
                state: serde_json::json!({}),
                sealed: Secret::default(),
                ttl_secs: 900,
            };
            let flow = flows::create(tx, new, &token)?.id;
            let invitation = invitations::create(tx, &account, &token, &token, 86_400)?.id;
            let run = imports::start(tx, &directory, 10)?.run;
            Ok((flow, invitation, run))
        })
        .await;
    let (account, directory) = (stage.account.0.clone(), stage.directory.0.clone());
    let payloads = [
        (work::RECONCILE, serde_json::to_string(&work::Reconcile { flow: flow.0 })),
        (
            work::INVITE,
            serde_json::to_string(&work::Invite {
                invitation,
                account: account.clone(),
                token: String::new(),
                code: String::new(),
                until: app.now(),
            }),
        ),
        (work::IMPORT, serde_json::to_string(&work::Import { directory, run })),
        (work::RECONCILE, Ok("unreadable".into())),
    ];
    let handlers = Handlers(app.clone());
    stage
        .write(move |tx| {
            for (kind, payload) in payloads {
                let (id, payload) = (String::new(), Secret::new(payload.unwrap()));
                let job = Row { id, kind: kind.into(), payload, attempts: 150, created_at: tx.now() };
                handlers.given_up(tx, &job, &JobFault::Program)?;
            }
            Ok(())
        })
        .await;
    let unresolved = stage.audited("recovery.unresolved").await;
    assert_eq!((unresolved.len(), unresolved[0].account.as_ref()), (1, Some(&stage.account)));
    assert_eq!(unresolved[0].detail, serde_json::json!({ "reason": "program", "tries": 150 }));
    let directory = stage.directory.clone();
    let (counts, import) = stage.write(move |tx| Ok((invitations::counts(tx)?, imports::get(tx, &directory)?))).await;
    assert_eq!(counts.failed, 1);
    assert_eq!(
        import.map(|import| (import.phase, import.error)),
        Some((imports::Phase::Failed, Some(JobFault::Program.kept())))
    );
}

#[tokio::test(start_paused = true)]
async fn tidied_up() {
    let stage = Stage::new("anna@corp.example.com").await;
    let token = new_token(&SystemEntropy);
    stage.write(move |tx| admins::put_setup_link(tx, &token, None, latchkey_domain::roles::Role::Owner, 60)).await;
    sleep(Duration::from_secs(120)).await;
    Handlers(stage.app.clone()).tidy().await;
    assert_eq!(stage.write(admins::purge).await, 0, "nothing was left over");
}

/// While an update goes round, an older server may lease what only a newer one can do.
#[tokio::test(start_paused = true)]
async fn a_kind_that_this_version_does_not_know_is_left_to_others() {
    let stage = Stage::new("anna@corp.example.com").await;
    let _running = stage.start();
    stage.write(|tx| jobs::enqueue(tx, "of-tomorrow", &1, tx.now(), None)).await;
    sleep(Duration::from_secs(3600)).await;
    assert_eq!(stage.counts().await, (1, 0));
}
