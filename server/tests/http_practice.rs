//! Practice mode from end to end, through the real router: somebody enrols with what the page shows,
//! then the page locks the account, lets the password expire and takes the directory away, and each
//! time recovery says and does what it would in earnest.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "http_practice/cloud.rs"]
mod cloud;
mod http_common;
#[path = "http_practice/names.rs"]
mod names;

use http::StatusCode;
use http_common::{AlwaysReady, App, LISTEN, ORIGIN, run};
use latchkey::app_state::AppState;
use latchkey::compose;
use latchkey::config::Config;
use latchkey::config::value::Value;
use latchkey::config::values::Values;
use latchkey::jobs;
use latchkey::system::Sources;
use latchkey::work::{INVITE, Invite};
use latchkey_domain::Secret;
use latchkey_domain::directory::PeopleSource as _;
use latchkey_domain::ids::DirectoryId;
use latchkey_store::directories::{self, DirectoryRow};
use latchkey_store::{accounts, invitations, persons};
use latchkey_testkit::TestClock;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

struct Practice {
    app: App,
    state: Arc<AppState>,
    /// Put forward by hand: nobody waits half a minute for the next code.
    clock: Arc<TestClock>,
    /// The code of the last message that was read.
    read: Mutex<String>,
    /// Background work ends with it.
    _stop: tokio::sync::watch::Sender<bool>,
}

impl Practice {
    async fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut values = Values::default();
        values.read_text(Path::new("test.toml"), "practice = true\n");
        values.set_flag("data_dir", Value::Text(dir.path().to_str().unwrap().to_owned()), "test");
        let config = Config::from_values(values, None).unwrap();
        let clock = Arc::new(TestClock::of_machine());
        let sources = Sources { clock: clock.clone(), ..Sources::default() };
        let store = compose::open_store(&config, &sources).await.unwrap();
        compose::migrate(&config, &store).await.unwrap();
        compose::claim_mode(&config, &store).await.unwrap();
        let composed = compose::compose(&config, store, LISTEN.parse().unwrap(), &sources).unwrap();
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let state = composed.app.clone();
        jobs::start(state.clone(), stopped);
        let app = App::around(latchkey::router::router(&composed, Arc::new(AlwaysReady)), dir);
        Self { app, state, clock, read: Mutex::default(), _stop: stop }
    }

    /// What the wizard does: the directory is active, the person onboarded, the invitation sent.
    async fn invite(&self, login: &str) {
        let all = self.state.practice.as_ref().unwrap().list(&[], None, 100).await.unwrap().entries;
        let entry = all.into_iter().find(|entry| entry.login == login).unwrap();
        let token = Secret::new("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
        self.state
            .store
            .write(move |tx| {
                let directory = DirectoryId(tx.new_id());
                directories::insert(tx, &practice_row(&directory))?;
                let account = accounts::upsert(tx, &directory, &entry, 1)?;
                persons::onboard(tx, std::slice::from_ref(&account.person.id), 100)?.unwrap();
                let row = invitations::create(tx, &account, &token, &Secret::new("K7QW2ZTN"), 600)?;
                let (now, until) = (tx.now(), row.expires_at);
                let job = Invite {
                    invitation: row.id,
                    account: account.id.0,
                    token: token.expose().to_owned(),
                    code: "K7QW-2ZTN".into(),
                    until,
                };
                latchkey_store::jobs::enqueue(tx, INVITE, &job, now, None)
            })
            .await
            .unwrap();
    }

    fn browser(&self) -> Browser<'_> {
        Browser { app: &self.app, cookies: BTreeMap::new(), page: String::new() }
    }

    /// The messages to this address, newest first, as the page shows them.
    async fn mails(&self, to: &str) -> Vec<String> {
        let practice_page = self.app.get("/practice").await.text();
        practice_page.split("<details").filter(|mail| mail.contains(&format!("to {to}, "))).map(str::to_owned).collect()
    }

    /// What `find` finds in one of them, sooner or later.
    async fn mailed<T>(&self, to: &str, find: impl Fn(&str) -> Option<T>) -> T {
        for _ in 0..100 {
            if let Some(found) = self.mails(to).await.iter().find_map(|mail| find(mail)) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no such mail to {to}: {}", words(&self.app.get("/practice").await.text()));
    }

    /// The code that the practice phone shows; a new one each time it is asked for.
    async fn app_code(&self) -> String {
        self.clock.advance(30);
        let practice_page = self.app.get("/practice").await.text();
        digits(practice_page.split("class=\"when\">").nth(1).unwrap().split('<').next().unwrap()).unwrap()
    }

    /// The latest code that was sent there; never the same twice.
    async fn mailed_code(&self) -> String {
        self.clock.advance(31);
        let read = self.read.lock().unwrap().clone();
        let newest =
            |mail: &str| digits(&words(mail.split("</summary>").nth(1)?)).map(|code| (code != read).then_some(code));
        let code = loop {
            match self.mailed("anna@home.example", newest).await {
                Some(code) => break code,
                None => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        };
        self.read.lock().unwrap().clone_from(&code);
        code
    }

    /// A button of the page, pressed by somebody who looks at it.
    async fn action(&self, login: &str, action: &str) -> String {
        let mut practice_page = self.browser();
        practice_page.open("/practice").await;
        let person = format!("name=\"login\" value=\"{login}\"");
        assert!(practice_page.page.contains(&person), "{login} is not on the practice page");
        let button = practice_page.page.split(&person).nth(1).unwrap().split("</form>").next().unwrap().to_owned();
        assert!(
            button.contains(&format!("name=\"action\" value=\"{action}\"")),
            "{login} has no button {action}: {button}"
        );
        practice_page.post("/practice/people", &[("login", login), ("action", action)]).await;
        words(&practice_page.page)
    }
}

fn practice_row(id: &DirectoryId) -> DirectoryRow {
    DirectoryRow {
        id: id.clone(),
        kind: "practice".into(),
        name: "practice.example".into(),
        label: "Northwind".into(),
        config: serde_json::json!({}),
        secret: Secret::default(),
        subtrees: Vec::new(),
        domains: Vec::new(),
        active: true,
        version: 1,
    }
}

/// A browser without scripts: cookies, the page it shows, and its forms.
struct Browser<'a> {
    app: &'a App,
    cookies: BTreeMap<String, String>,
    page: String,
}

impl Browser<'_> {
    async fn open(&mut self, path: &str) {
        self.request("GET", path, "").await;
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) {
        let body = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>();
        self.request("POST", path, &body.join("&")).await;
    }

    /// Fills in the form that has these fields, and sends it with what else stands in it.
    async fn fill(&mut self, fields: &[(&str, &str)]) {
        let page = self.page.clone();
        let has = |form: &&str| fields.iter().all(|(name, _)| form.contains(&format!("name=\"{name}\"")));
        let form = page.split("<form").skip(1).filter_map(|form| form.split("</form>").next()).find(has);
        let form = form.unwrap_or_else(|| panic!("no form with {fields:?} on: {}", words(&page)));
        self.send(form, fields).await;
    }

    /// The form whose button says this.
    async fn press(&mut self, label: &str) {
        let page = self.page.clone();
        let forms = || page.split("<form").skip(1).filter_map(|form| form.split("</form>").next());
        let form = forms().find(|form| form.contains("<button") && words(form).contains(label));
        let form = form.unwrap_or_else(|| panic!("no button {label} on: {}", words(&page)));
        let button = form.split("<button").skip(1).find(|button| words(button).contains(label)).unwrap();
        let named = attribute(button, "name").zip(attribute(button, "value"));
        let fields: Vec<_> = named.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.send(form, &fields).await;
    }

    async fn send(&mut self, form: &str, fields: &[(&str, &str)]) {
        let action = attribute(form, "action").unwrap();
        let mut all: Vec<(String, String)> = Vec::new();
        for input in
            form.split("<input").skip(1).filter(|input| input.split('>').next().unwrap().contains("\"hidden\""))
        {
            all.extend(attribute(input, "name").zip(attribute(input, "value")));
        }
        all.retain(|(name, _)| fields.iter().all(|(given, _)| given != name));
        let all = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(fields.iter().copied());
        self.post(&action, &all.collect::<Vec<_>>()).await;
    }

    async fn request(&mut self, method: &str, path: &str, body: &str) {
        let (mut method, mut path, mut body) = (method, path.to_owned(), body);
        for _ in 0..8 {
            let cookies =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
            let form =
                [("origin", ORIGIN), ("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];
            let headers: Vec<_> = form.into_iter().chain([("cookie", cookies.as_str())]).collect();
            let answer = self.app.send(method, &path, &headers, body).await;
            for set in answer.headers.get_all("set-cookie") {
                let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
            if !answer.status.is_redirection() {
                assert!(answer.status.is_success(), "{method} {path}: {} {}", answer.status, words(&answer.text()));
                self.page = answer.text();
                return;
            }
            path = answer.header("location").to_owned();
            (method, body) = ("GET", "");
        }
        panic!("round and round at {path}");
    }

    fn heading(&self) -> String {
        words(
            self.page
                .split("<h1")
                .nth(1)
                .unwrap_or_default()
                .split("</h1>")
                .next()
                .unwrap()
                .split_once('>')
                .map_or("", |(_, text)| text),
        )
    }
    #[track_caller]
    fn reads(&self, text: &str) {
        assert!(words(&self.page).contains(text), "“{text}” is not on: {}", words(&self.page));
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split('>').next()?.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
    Some(plain(value))
}
fn plain(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
/// The text of some HTML.
fn words(html: &str) -> String {
    let html = html.split("<main").last().unwrap_or(html);
    let text: Vec<&str> = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    plain(&text.join(" ")).split_whitespace().collect::<Vec<_>>().join(" ")
}
/// The first code of six digits, which may be written in two halves.
fn digits(text: &str) -> Option<String> {
    let text = text.replace(' ', "_");
    let mut groups = text.split(|c: char| !c.is_ascii_digit() && c != '_').map(|group| group.replace('_', ""));
    groups.find(|group| group.len() == 6)
}
fn escaped(value: &str) -> String {
    value
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// Two methods, from the invitation to the codes.
async fn enrol_anna(practice: &Practice) {
    practice.invite("anna").await;
    let invitation = |mail: &str| attribute(mail.split("<a").find(|a| a.contains("/enrol/invitation/"))?, "href");
    let link = practice.mailed("anna@practice.example", invitation).await;
    let mut anna = practice.browser();
    anna.open(link.strip_prefix(ORIGIN).unwrap()).await;
    anna.fill(&[("token", link.rsplit('/').next().unwrap())]).await;
    anna.fill(&[("password", "A-practice-2024")]).await;
    anna.fill(&[("methods[]", "totp"), ("methods[]", "email")]).await;
    assert_eq!(anna.heading(), "Connect your authenticator app");
    let enrolling = anna.page.clone();
    anna.press("Put the key into the practice phone").await;
    assert_eq!(anna.heading(), "Practice desk");
    anna.reads("The phone has the key");
    anna.page = enrolling;
    anna.fill(&[("code", &practice.app_code().await)]).await;
    anna.fill(&[("address", "anna@home.example")]).await;
    anna.fill(&[("code", &practice.mailed_code().await)]).await;
    anna.press("Finish").await;
    assert_eq!(anna.heading(), "You are set");
}

/// As far as two right proofs lead.
async fn proved<'a>(practice: &'a Practice) -> Browser<'a> {
    let mut anna = practice.browser();
    anna.open("/recover").await;
    anna.fill(&[("name", "anna")]).await;
    anna.fill(&[("method", "totp")]).await;
    anna.fill(&[("code", &practice.app_code().await)]).await;
    anna.fill(&[("method", "email")]).await;
    anna.fill(&[("code", &practice.mailed_code().await)]).await;
    anna
}

#[test]
fn every_state_can_be_tried_by_somebody_who_enrolled() {
    run(async {
        let practice = Practice::open().await;
        enrol_anna(&practice).await;

        // Locked, and the password is fine: two proofs unlock it.
        assert!(practice.action("anna", "lock").await.contains("Anna Lindqvist is locked now"));
        let mut anna = proved(&practice).await;
        assert_eq!(anna.heading(), "Your account is locked, your password is fine");
        anna.press("Unlock").await;
        anna.reads("unlocked");
        let practice_page = practice.app.get("/practice").await.text();
        let row = words(practice_page.split("id=\"person-anna\"").nth(1).unwrap().split("</li>").next().unwrap());
        assert!(row.contains("A-practice-2024") && !row.contains("locked"), "{row}");

        // Expired: a new password, which the page then no longer knows.
        practice.clock.advance(3600);
        assert!(practice.action("anna", "expire").await.contains("The password of Anna Lindqvist has expired"));
        let mut anna = proved(&practice).await;
        anna.fill(&[("password", "Harbour Violin 7")]).await;
        assert_eq!(anna.heading(), "Your new password works");
        let practice_page = words(&practice.app.get("/practice").await.text());
        assert!(practice_page.contains("User name anna , the first password was changed"), "{practice_page}");
        practice.action("anna", "first-password").await;
        assert!(words(&practice.app.get("/practice").await.text()).contains("A-practice-2024"));

        // Away at the last step: a sentence, nothing changed; back again, the same page goes on.
        practice.clock.advance(3600);
        practice.action("anna", "must-change").await;
        let mut anna = proved(&practice).await;
        let mut practice_page = practice.browser();
        practice_page.open("/practice").await;
        practice_page.fill(&[("away", "yes")]).await;
        practice_page.reads("The directory is away");
        anna.fill(&[("password", "Harbour Violin 8")]).await;
        anna.reads("Nothing was changed");
        practice_page.press("The directory is away").await;
        practice_page.reads("The directory answers again");
        anna.fill(&[("password", "Harbour Violin 8")]).await;
        assert_eq!(anna.heading(), "Your new password works");
    });
}

#[test]
fn the_desk_does_what_its_forms_say_and_nothing_else() {
    run(async {
        let practice = Practice::open().await;
        let app = &practice.app;
        let done = app.post("/practice/people", "login=anna&action=lock").await;
        assert_eq!(
            (done.status, done.header("location")),
            (StatusCode::SEE_OTHER, "/practice"),
            "reloading does nothing again"
        );
        assert!(app.get("/practice").await.text().contains("Anna Lindqvist is locked now"));
        assert!(!app.get("/practice").await.text().contains("Anna Lindqvist is locked now"), "said once");
        app.post("/practice/people", "login=nobody&action=lock").await;
        assert!(app.get("/practice").await.text().contains("Nobody here has that user name"));
        app.post("/practice/authenticator", "key=nonsense&label=anna").await;
        assert!(app.get("/practice").await.text().contains("That is not a key"));
        for (path, body) in [
            ("/practice/people", ""),
            ("/practice/people", "login=anna&action=delete"),
            ("/practice/people", "login=anna&action=lock&action=unlock"),
            ("/practice/directory", ""),
            ("/practice/directory", "away=maybe"),
            ("/practice/directory", "away=yes&away=no"),
        ] {
            let page = app.post(path, body).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{path} {body}");
            assert!(page.text().contains("Nothing was changed"), "{}", page.text());
        }
        assert!(app.get("/practice").await.text().contains("No text message yet"));
        let sources = App::of("origin = \"https://reset.example.com\"\n[proxy]\ntrusted = [\"127.0.0.1\"]\n").await;
        for path in ["/practice/people", "/practice/directory"] {
            let headers = [("host", "reset.example.com"), ("origin", "https://reset.example.com")];
            assert_eq!(sources.send("POST", path, &headers, "").await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}
