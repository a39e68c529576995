//! Ports that note what they were asked, and answer the same each time.

use crate::no_console::admin_ports;
use async_trait::async_trait;
use latchkey_app::ports::*;
use latchkey_contract::account::{AccountGo, AccountPage};
use latchkey_contract::enrol::{EnrolGo, EnrolPage};
use latchkey_contract::recover::{RecoverAt, RecoverPage, RecoveryAction};
use latchkey_contract::{MethodKind, Problem};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

#[derive(Default)]
pub struct Fake {
    asked: Mutex<Vec<String>>,
    at_start: AtomicBool,
}

impl Fake {
    fn note(&self, what: String) {
        self.asked.lock().unwrap().push(what);
    }
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
    /// From now on no enrolment is under way.
    pub fn at_start(&self) {
        self.at_start.store(true, Ordering::Relaxed);
    }
    fn recover(&self, what: String, at: RecoverAt) -> RecoverGo {
        self.note(what);
        RecoverGo { at, cookie: Some("flow".into()) }
    }
    fn account(&self, what: String) -> AccountGo {
        self.note(what);
        AccountGo { path: "/account".into(), account_cookie: Some("flow".into()), enrol_cookie: None }
    }
    fn enrol(&self, what: String) -> EnrolGo {
        self.note(what);
        EnrolGo { path: "/enrol".into(), cookie: Some("flow".into()) }
    }
}

pub fn ports(fake: &Arc<Fake>) -> Ports {
    Ports {
        sites: latchkey_app::ports::Sites::new(latchkey_app::recover::samples::site("/a/")),
        recover: fake.clone(),
        enrol: fake.clone(),
        account: fake.clone(),
        admin: admin_ports(),
        language: fake.clone(),
        cookies: fake.clone(),
    }
}

#[async_trait]
impl LanguageApi for Fake {
    async fn chosen(&self, caller: &Caller, locale: latchkey_contract::Locale) {
        self.note(format!("chosen {} {:?}", locale.code(), caller.account_cookie));
    }
}

impl Cookies for Fake {
    fn set(&self, audience: Audience, value: &str) -> String {
        format!("{audience:?}={value}")
    }

    fn set_language(&self, locale: latchkey_contract::Locale) -> String {
        format!("Language={}", locale.code())
    }
}

#[async_trait]
impl RecoverApi for Fake {
    async fn page(&self, _caller: &Caller, at: RecoverAt) -> Result<RecoverPage, RecoverAt> {
        if at != RecoverAt::Methods {
            return Err(RecoverAt::Methods);
        }
        let (who, methods) = ("anna".into(), MethodKind::ALL.to_vec());
        let (unavailable, proved) = (Vec::new(), Vec::new());
        Ok(RecoverPage::Methods { version: 3, who, nth: 1, required: 2, methods, unavailable, proved, problem: None })
    }
    async fn begin(&self, _caller: &Caller, name: &str, unlock: bool) -> Begun {
        let show = |problem| Begun::Show(RecoverPage::Name { unlock, typed: name.into(), problem: Some(problem) });
        match name {
            "" => show(Problem::Empty),
            "later" => show(Problem::TryLater { from: latchkey_app::recover::samples::moment(0, 14, 20) }),
            _ => Begun::Go(self.recover(format!("begin {name} {unlock}"), RecoverAt::Methods)),
        }
    }
    async fn choose_method(&self, _caller: &Caller, version: i64, method: Option<MethodKind>) -> RecoverGo {
        self.recover(format!("choose_method {version} {method:?}"), RecoverAt::Verify)
    }
    async fn send_again(&self, _caller: &Caller, version: i64) -> RecoverGo {
        self.recover(format!("send_again {version}"), RecoverAt::Verify)
    }
    async fn verify(&self, _caller: &Caller, version: i64, given: ProofInput) -> RecoverGo {
        let answers: Vec<_> = given.answers.iter().filter(|answer| !answer.is_empty()).collect();
        self.recover(format!("verify {version} {}{}{answers:?}", given.text, given.credential), RecoverAt::Methods)
    }
    async fn returned(&self, _caller: &Caller, given: ProofInput) -> RecoverGo {
        self.recover(format!("returned {} {}", given.text, given.state), RecoverAt::Methods)
    }
    async fn choose_action(&self, _caller: &Caller, version: i64, action: RecoveryAction) -> RecoverGo {
        self.recover(format!("choose_action {version} {action:?}"), RecoverAt::Done)
    }
    async fn finish_rest(&self, _caller: &Caller, version: i64) -> RecoverGo {
        self.recover(format!("finish_rest {version}"), RecoverAt::Password)
    }
    async fn set_password(&self, _caller: &Caller, version: i64, new: String) -> RecoverGo {
        self.recover(format!("set_password {version} {new:?}"), RecoverAt::Done)
    }
    async fn leave(&self, _caller: &Caller) -> RecoverGo {
        self.recover("leave".into(), RecoverAt::Name)
    }
}

#[async_trait]
impl EnrolApi for Fake {
    async fn page(&self, _caller: &Caller) -> EnrolPage {
        if self.at_start.load(Ordering::Relaxed) {
            return EnrolPage::Start { problem: None };
        }
        EnrolPage::Codes {
            version: 6,
            who: "anna.lindqvist".into(),
            codes: vec!["7KQM-2XRA".into(), "H4WD-9PTE".into()],
        }
    }
    async fn open_link(&self, _caller: &Caller, token: &str) -> Result<EnrolGo, Problem> {
        Ok(self.enrol(format!("open_link {token}")))
    }
    async fn open_code(&self, _caller: &Caller, name: &str, code: &str) -> Result<EnrolGo, Problem> {
        if code == "wrong" { Err(Problem::WrongSignIn) } else { Ok(self.enrol(format!("open_code {name} {code}"))) }
    }
    async fn sign_in(&self, _caller: &Caller, version: i64, password: String) -> EnrolGo {
        self.enrol(format!("sign_in {version} {password:?}"))
    }
    async fn redirect(&self, _caller: &Caller, version: i64) -> Onward<EnrolGo> {
        match version {
            7 => Onward::Away {
                address: "https://sign-in.example/?a=1&state=x".into(),
                directory: "Cloud account".into(),
                cookie: None,
            },
            8 => Onward::Away { address: "javascript:alert(1)".into(), directory: "x".into(), cookie: None },
            _ => Onward::Here(self.enrol(format!("redirect {version}"))),
        }
    }
    async fn choose(&self, _caller: &Caller, version: i64, methods: Vec<MethodKind>) -> EnrolGo {
        self.enrol(format!("choose {version} {methods:?}"))
    }
    async fn give(&self, _caller: &Caller, version: i64, given: ProofInput) -> EnrolGo {
        let ProofInput { text, credential, name, questions, answers, .. } = given;
        self.enrol(format!("give {version} {text}|{credential}|{name}|{questions:?}|{answers:?}"))
    }
    async fn returned(&self, _caller: &Caller, given: ProofInput) -> EnrolGo {
        self.enrol(format!("returned {} {}", given.text, given.state))
    }
    async fn back(&self, _caller: &Caller, version: i64) -> EnrolGo {
        self.enrol(format!("back {version}"))
    }
    async fn codes_kept(&self, _caller: &Caller, version: i64) -> EnrolGo {
        self.enrol(format!("codes_kept {version}"))
    }
    async fn leave(&self, _caller: &Caller) -> EnrolGo {
        self.enrol("leave".into())
    }
}

#[async_trait]
impl AccountApi for Fake {
    async fn page(&self, _caller: &Caller) -> AccountPage {
        AccountPage::SignIn { typed: String::new(), redirects: Vec::new(), problem: None }
    }
    async fn sign_in(&self, _caller: &Caller, name: &str, password: String) -> AccountGo {
        self.account(format!("sign_in {name} {password:?}"))
    }
    async fn redirect(&self, _caller: &Caller, directory: &str) -> Onward<AccountGo> {
        match directory {
            "cloud" => Onward::Away {
                address: "/sign-in?state=x".into(),
                directory: "Cloud account".into(),
                cookie: Some("visit".into()),
            },
            _ => Onward::Here(self.account(format!("redirect {directory}"))),
        }
    }
    async fn choose(&self, _caller: &Caller, version: i64, method: Option<MethodKind>) -> AccountGo {
        self.account(format!("choose {version} {method:?}"))
    }
    async fn send_again(&self, _caller: &Caller, version: i64) -> AccountGo {
        self.account(format!("send_again {version}"))
    }
    async fn prove(&self, _caller: &Caller, version: i64, given: ProofInput) -> AccountGo {
        self.account(format!("prove {version} {}", given.text))
    }
    async fn returned(&self, _caller: &Caller, given: ProofInput) -> AccountGo {
        self.account(format!("returned {} {}", given.text, given.state))
    }
    async fn act(&self, _caller: &Caller, version: i64, action: AccountAction) -> AccountGo {
        let what = match action {
            AccountAction::Rename { id, label } => format!("rename {id} {label}"),
            AccountAction::Remove { id } => format!("remove {id}"),
            AccountAction::Try { method } => format!("try {method:?}"),
            AccountAction::Add { method } => format!("add {method:?}"),
            AccountAction::Complete => "complete".into(),
            AccountAction::NewCodes => "new-codes".into(),
            AccountAction::OpenPassword => "open-password".into(),
            AccountAction::ChangePassword { old, new } => format!("change {old:?} {new:?}"),
            AccountAction::OpenNotMe => "open-not-me".into(),
            AccountAction::NotMe => "not-me".into(),
            AccountAction::Vouch { id, number } => format!("vouch {id} {number}"),
            AccountAction::Refuse { id } => format!("refuse {id}"),
            AccountAction::Home => "home".into(),
        };
        self.account(format!("{what} at {version}"))
    }
    async fn sign_out(&self, _caller: &Caller) -> AccountGo {
        self.account("sign_out".into())
    }
}
