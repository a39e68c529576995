//! The practice cloud: its switch and its own sign-in page, which exist in practice mode alone, and somebody without
//! script who enrols and visits their account page by way of it.

use crate::http_common::{App, ORIGIN, run};
use crate::{Browser, Practice, attribute, practice_row, words};
use http::StatusCode;
use latchkey_directory::PracticeCloud;
use latchkey_domain::Secret;
use latchkey_domain::directory::PeopleSource as _;
use latchkey_domain::ids::DirectoryId;
use latchkey_store::directories::{self, DirectoryRow};
use latchkey_store::{accounts, invitations, persons};

const LINK: &str = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";
const ALL: [(&str, &str); 3] =
    [("GET", "/practice/cloud/sign-in"), ("POST", "/practice/cloud/sign-in"), ("POST", "/practice/cloud")];

impl Practice {
    /// The cloud is active, and this one of its people invited.
    async fn invite_to_the_cloud(&self, login: &str) {
        let all = self.state.practice_cloud.as_ref().unwrap().list(&[], None, 100).await.unwrap().entries;
        let entry = all.into_iter().find(|entry| entry.login == login).unwrap();
        let put = self.state.store.write(move |tx| {
            let directory = DirectoryId(tx.new_id());
            let (kind, name, label) = ("practice-cloud".into(), PracticeCloud::DOMAIN.into(), "Cloud account".into());
            directories::insert(tx, &DirectoryRow { kind, name, label, ..practice_row(&directory) })?;
            let account = accounts::upsert(tx, &directory, &entry, 1)?;
            persons::onboard(tx, std::slice::from_ref(&account.person.id), 100)?.unwrap();
            invitations::create(tx, &account, &Secret::new(LINK), &Secret::new("K7QW2ZTN"), 600).map(drop)
        });
        put.await.unwrap();
    }
}

impl Browser<'_> {
    /// From a page of ours to the cloud's, which the browser would open by itself.
    async fn sign_in_there(&mut self, name: &str, password: &str) {
        let address = attribute(self.page.split("<a class=\"button primary").nth(1).unwrap(), "href").unwrap();
        assert!(address.starts_with(PracticeCloud::SIGN_IN_PAGE), "{address}");
        self.open(&address).await;
        assert_eq!(self.heading(), "Practice cloud");
        self.fill(&[("name", name), ("password", password)]).await;
        assert_eq!(self.heading(), "Almost there");
        self.press("Continue").await;
    }
}

#[test]
fn its_pages_exist_in_practice_mode_alone() {
    run(async {
        let real = App::of("origin = \"https://reset.example.com\"\n[proxy]\ntrusted = [\"127.0.0.1\"]\n").await;
        let practice = App::practice().await;
        for (method, path) in ALL {
            let headers = [("host", "reset.example.com"), ("origin", "https://reset.example.com")];
            assert_eq!(real.send(method, path, &headers, "").await.status, StatusCode::NOT_FOUND, "{method} {path}");
            let there = practice.send(method, path, &[("origin", ORIGIN)], "").await;
            assert_ne!(there.status, StatusCode::NOT_FOUND, "{method} {path}");
            if method == "POST" {
                let other = practice.send(method, path, &[("origin", "https://evil.example")], "").await;
                assert_eq!(other.status, StatusCode::FORBIDDEN, "{path}");
            }
        }
    });
}

#[test]
fn the_cloud_is_taken_away_and_brought_back() {
    run(async {
        let practice = Practice::open().await;
        let mut desk = practice.browser();
        desk.open("/practice").await;
        desk.reads("User name a.lindqvist , first password A-cloud-2024");
        desk.press("The cloud is away").await;
        desk.reads("The cloud is away. It stays so until you bring it back");
        assert!(practice.state.practice.as_ref().unwrap().is_reachable(), "the other one answers");
        let page = practice.app.get("/practice/cloud/sign-in?state=x").await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        desk.press("The cloud is away").await;
        desk.reads("The cloud answers again");
        for body in ["", "away=maybe", "away=yes&away=no"] {
            assert_eq!(practice.app.post("/practice/cloud", body).await.status, StatusCode::BAD_REQUEST, "{body}");
        }
        let over = practice.app.get("/practice/cloud/sign-in?state=x").await;
        assert_eq!(over.status, StatusCode::GONE);
        assert!(over.text().contains("No sign-in is waiting here"), "{}", over.text());
    });
}

#[test]
fn somebody_enrols_and_visits_by_the_clouds_own_page() {
    run(async {
        let practice = Practice::open().await;
        practice.invite_to_the_cloud("w.kowalska").await;
        let mut wanda = practice.browser();
        wanda.open(&format!("/enrol/invitation/{LINK}")).await;
        wanda.fill(&[("token", LINK)]).await;
        assert_eq!(wanda.heading(), "First, sign in");
        assert!(!wanda.page.contains("type=\"password\""), "nobody types a password of the cloud here");
        wanda.press("Sign in at Cloud account").await;
        assert_eq!(wanda.heading(), "On to Cloud account");
        // wrong first, which is said there
        let there = wanda.page.clone();
        let state = there.split("?state=").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let form = format!("state={state}&name=w.kowalska&password=wrong");
        let wrong = practice.app.post("/practice/cloud/sign-in", &form).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(words(&wrong.text()).contains("do not go together"), "{}", wrong.text());
        wanda.sign_in_there("x.dubois", "X-cloud-2024").await;
        wanda.reads("You signed in there as somebody else. Nothing was opened. Sign in as w.kowalska");
        wanda.press("Sign in at Cloud account").await;
        wanda.sign_in_there("w.kowalska", "W-cloud-2024").await;
        assert_eq!(wanda.heading(), "Choose two ways to prove it is you");
        wanda.fill(&[("methods[]", "totp"), ("methods[]", "email")]).await;
        let enrolling = wanda.page.clone();
        wanda.press("Put the key into the practice phone").await;
        wanda.page = enrolling;
        wanda.fill(&[("code", &practice.app_code().await)]).await;
        wanda.fill(&[("address", "anna@home.example")]).await;
        wanda.fill(&[("code", &practice.mailed_code().await)]).await;
        wanda.press("Finish").await;
        assert_eq!(wanda.heading(), "You are set");

        // in another browser, to the account page
        let mut wanda = practice.browser();
        wanda.open("/account").await;
        wanda.press("Sign in with Cloud account").await;
        wanda.sign_in_there("w.kowalska", "W-cloud-2024").await;
        assert_eq!(wanda.heading(), "Now one of your methods");
        wanda.fill(&[("method", "totp")]).await;
        wanda.fill(&[("code", &practice.app_code().await)]).await;
        assert_eq!(wanda.heading(), "Wanda Kowalska");

        // who is nobody here reads one sentence
        let mut stranger = practice.browser();
        stranger.open("/account").await;
        stranger.press("Sign in with Cloud account").await;
        stranger.sign_in_there("x.dubois", "X-cloud-2024").await;
        assert_eq!(stranger.heading(), "My account");
        stranger.reads("You cannot sign in here with that account");
        // and an answer without a sign-in that was begun here is none
        stranger.open("/return/account?code=x&state=y").await;
        stranger.press("Continue").await;
        stranger.reads("That sign-in does not count");
    });
}

/// A redirect to another site would be refused by the browser: `form-action 'self'` holds for it too.
#[test]
fn the_way_there_is_a_page_that_goes_on_by_itself() {
    run(async {
        let practice = Practice::open().await;
        practice.invite_to_the_cloud("w.kowalska").await;
        let page = practice.app.get("/account").await.text();
        let id = page.split("name=\"directory\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
        let id = id.split('"').next().unwrap();
        let answer = practice.app.post("/account/sign-in", &format!("directory={id}")).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"));
        let refresh = answer.header("refresh");
        assert!(refresh.starts_with("0;url=/practice/cloud/sign-in?state="), "{refresh}");
        assert!(answer.header("set-cookie").starts_with("lk-account="), "{}", answer.header("set-cookie"));
        assert!(answer.text().contains(refresh.strip_prefix("0;url=").unwrap()), "and a link besides");
        let nothing = practice.app.post("/account/sign-in", "directory=x").await;
        assert_eq!(nothing.header("location"), "/account?again=unfinished");
    });
}
