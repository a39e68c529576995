//! Whether somebody is enrolled, looked for by spelling their names in every way, on a profiles of several shapes.

use crate::http_common::run;
use crate::{Browser, Practice, attribute, digits, practice_row, words};
use latchkey_contract::MethodKind as K;
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_domain::independence::{Dependency, FactorKind};
use latchkey_domain::{Clock, Secret};
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::{accounts, directories, persons};

/// Of the app of everybody in the profiles, in base32.
const SEED: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const RECOVERY: &str = "ABCDEFGHJKMNPQRS";

/// Somebody enrolled: how they are called, and with what.
struct Enrolled {
    login: &'static str,
    upn: &'static str,
    mail: &'static str,
    kinds: &'static [K],
}

/// Six shapes among seven; names before the @ that are the login, and others.
const ENROLLED: [Enrolled; 7] = [
    Enrolled { login: "anna", upn: "anna@corp.example", mail: "anna@practice.example", kinds: &[K::Totp, K::Email] },
    Enrolled {
        login: "mei",
        upn: "mei.chen@corp.example",
        mail: "m.chen@practice.example",
        kinds: &[K::Passkey, K::Totp],
    },
    Enrolled {
        login: "noor",
        upn: "noor@corp.example",
        mail: "jansen@practice.example",
        kinds: &[K::Email, K::Questions],
    },
    Enrolled {
        login: "tove",
        upn: "t.nilsen@corp.example",
        mail: "tove@practice.example",
        kinds: &[K::Passkey, K::Totp, K::Email],
    },
    Enrolled {
        login: "uma",
        upn: "uma.patel@corp.example",
        mail: "uma.patel@practice.example",
        kinds: &[K::Totp, K::Email, K::RecoveryCode],
    },
    Enrolled { login: "liam", upn: "liam@corp.example", mail: "liam@practice.example", kinds: &[K::Passkey, K::Email] },
    Enrolled { login: "hiro", upn: "hiro@corp.example", mail: "hiro@practice.example", kinds: &[K::Totp, K::Email] },
];

impl Enrolled {
    fn private(&self) -> String {
        format!("{}@home.example", self.login)
    }

    /// Real spellings, and those that are nobody's as they stand.
    fn spellings(&self) -> (Vec<String>, Vec<String>) {
        let Self { login, upn, mail, .. } = self;
        let real = [
            (*login).to_owned(),
            login.to_uppercase(),
            format!("  {login} "),
            format!("PRACTICE\\{login}"),
            format!("elsewhere\\{login}"),
            format!("{login}@practice.example"),
            (*upn).to_owned(),
            upn.to_uppercase(),
            (*mail).to_owned(),
            format!(" {} ", mail.to_uppercase()),
        ];
        let mut nobodys = Vec::new();
        let locals = [login, upn.split('@').next().unwrap(), mail.split('@').next().unwrap()];
        for local in locals.into_iter().collect::<std::collections::BTreeSet<_>>() {
            nobodys.extend([
                format!("{local}@nowhere.invalid"),
                format!("{}@NOWHERE.invalid", local.to_uppercase()),
                format!(" {local} @corp.example.com"),
                format!("{local}@corp.example@nowhere.invalid"),
                format!("elsewhere\\{local}@nowhere.invalid"),
            ]);
            if local != *login {
                nobodys.extend([local.to_owned(), format!("PRACTICE\\{local}")]);
            }
        }
        (real.to_vec(), nobodys)
    }
}

impl Practice {
    /// All of them, as if they had come through the enrolment; and what their codes are.
    async fn profiles(&self) {
        let app = self.state.clone();
        let put = move |tx: &mut latchkey_store::Tx| {
            let policy = latchkey_domain::policy::MethodPolicy {
                allowed: vec![K::Passkey, K::Totp, K::Email, K::Questions, K::RecoveryCode],
                ..Default::default()
            };
            latchkey::services::policy::save_for_everybody(tx, &policy)?;
            let directory = DirectoryId(tx.new_id());
            directories::insert(tx, &practice_row(&directory))?;
            for person in &ENROLLED {
                let entry = Entry {
                    object_id: ObjectId(format!("object-{}", person.login)),
                    upn: Some(person.upn.into()),
                    mail: Some(person.mail.into()),
                    ..latchkey_testkit::entry(person.login)
                };
                let id = accounts::upsert(tx, &directory, &entry, 1)?.person.id;
                persons::onboard(tx, std::slice::from_ref(&id), 100)?.unwrap();
                for kind in person.kinds.iter().filter(|kind| **kind != K::RecoveryCode) {
                    let (secret, thing) = match kind {
                        K::Totp => (SEED.to_owned(), FactorKind::Device),
                        K::Email => (person.private(), FactorKind::Mailbox),
                        K::Questions => ("[]".to_owned(), FactorKind::Memory),
                        _ => ("{}".to_owned(), FactorKind::Device),
                    };
                    let depends_on = vec![Dependency::new(thing, format!("{}:{}", person.login, kind.code()))];
                    let label = kind.code().to_owned();
                    let new = NewMethod { kind: *kind, label, secret: Secret::new(secret), depends_on, last_step: 0 };
                    methods::add(tx, &id, &new)?;
                }
                if person.kinds.contains(&K::RecoveryCode) {
                    methods::put_recovery_codes(tx, &id, &[Secret::new(RECOVERY)])?;
                }
                persons::set_enrolled(tx, &id, Some(tx.now()))?;
            }
            latchkey::services::policy::count_profiles(&app, tx)
        };
        self.state.store.write(put).await.unwrap();
    }

    /// At the list of methods of a recovery; what stands there, but for the name.
    async fn listed(&self, typed: &str) -> (Browser<'_>, String, Vec<String>) {
        let mut browser = self.browser();
        browser.open("/recover").await;
        browser.fill(&[("name", typed)]).await;
        let methods = browser.page.split("name=\"method\"").skip(1);
        let methods: Vec<String> = methods.filter_map(|button| attribute(&format!(" {button}"), "value")).collect();
        let text = words(&browser.page).replace(&words(&escaped_html(typed.trim())), "NAME");
        (browser, text, methods)
    }

    /// Another hour, and what was counted in the last one is forgotten.
    fn later(&self) {
        self.clock.advance(3601);
    }
}

fn escaped_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Whether somebody is enrolled can be seen by no pair of spellings: all that may mean them show their list.
#[test]
fn every_spelling_of_somebody_shows_what_they_are_shown() {
    run(async {
        let practice = Practice::open().await;
        practice.profiles().await;
        let mut shapes = std::collections::BTreeSet::new();
        for person in &ENROLLED {
            let (real, nobodys) = person.spellings();
            let (_, text, methods) = practice.listed(person.login).await;
            let mut kinds: Vec<&str> = person.kinds.iter().map(|kind| kind.code()).collect();
            kinds.sort_unstable();
            let mut listed: Vec<&str> = methods.iter().map(String::as_str).collect();
            listed.sort_unstable();
            assert_eq!(listed, kinds, "{}", person.login);
            shapes.insert(methods.clone());
            for group in [real, nobodys] {
                for few in group.chunks(5) {
                    practice.later();
                    for typed in few {
                        let (_, there, theirs) = practice.listed(typed).await;
                        assert_eq!((&theirs, &there), (&methods, &text), "“{typed}” beside “{}”", person.login);
                    }
                }
            }
        }
        assert!(shapes.len() >= 4, "{shapes:?}");
        // names that nobody has are drawn as before: all of one name are one
        for nobody in ["zoe", "nobody.at.all", "q7"] {
            practice.later();
            let (_, text, _) = practice.listed(nobody).await;
            for typed in
                [format!("{nobody}@nowhere.invalid"), format!("CORP\\{nobody}"), format!(" {nobody} @x.example")]
            {
                assert_eq!(practice.listed(&typed).await.1, text, "{typed}");
            }
        }
    });
}

/// What a spelling shows that only may mean somebody leads to nobody: no right proof is right, no code is
/// used up, and no message goes out.
#[test]
fn a_spelling_that_is_nobodys_leads_to_nobody() {
    run(async {
        let practice = Practice::open().await;
        practice.profiles().await;
        for person in ENROLLED.iter().filter(|person| person.kinds.contains(&K::Totp)) {
            practice.later();
            for typed in person.spellings().1.into_iter().take(4) {
                practice.clock.advance(30);
                let (mut browser, ..) = practice.listed(&typed).await;
                browser.fill(&[("method", "totp")]).await;
                browser.fill(&[("code", &code_now(&practice))]).await;
                browser.reads("That code does not match");
            }
            practice.clock.advance(3630);
            let (mut browser, ..) = practice.listed(person.login).await;
            browser.fill(&[("method", "totp")]).await;
            browser.fill(&[("code", &code_now(&practice))]).await;
            assert!(!words(&browser.page).contains("does not match"), "{}: {}", person.login, words(&browser.page));
        }
        let uma = ENROLLED.iter().find(|person| person.kinds.contains(&K::RecoveryCode)).unwrap();
        practice.later();
        let (mut browser, ..) = practice.listed(&format!("{}@nowhere.invalid", uma.login)).await;
        browser.fill(&[("method", "recovery-code")]).await;
        browser.fill(&[("code", RECOVERY)]).await;
        browser.reads("That code does not match");
        let (mut browser, ..) = practice.listed(uma.login).await;
        browser.fill(&[("method", "recovery-code")]).await;
        browser.fill(&[("code", RECOVERY)]).await;
        assert!(!words(&browser.page).contains("does not match"), "it is still good: {}", words(&browser.page));

        for person in ENROLLED.iter().filter(|person| person.kinds.contains(&K::Email)) {
            for few in person.spellings().1.chunks(3) {
                practice.later();
                for typed in few {
                    let (mut browser, ..) = practice.listed(typed).await;
                    browser.fill(&[("method", "email")]).await;
                    assert!(browser.page.contains("name=\"code\""), "{typed}: {}", words(&browser.page));
                }
            }
            practice.later();
            let (mut browser, ..) = practice.listed(person.login).await;
            browser.fill(&[("method", "email")]).await;
            // the one that was really asked for comes after all that were not
            practice.mailed(&person.private(), |mail| digits(&words(mail.split("</summary>").nth(1)?))).await;
            assert_eq!(practice.mails(&person.private()).await.len(), 1, "{}", person.login);
            assert_eq!(practice.mails(person.mail).await.len(), 0, "{}", person.login);
        }
    });
}

/// What the app shows that everybody here has.
fn code_now(practice: &Practice) -> String {
    let app = totp_rs::Builder::new().with_secret(totp_rs::Secret::try_from_base32(SEED).unwrap());
    let app = app.with_account_name("test").build().unwrap();
    app.generate(u64::try_from(practice.clock.now().secs()).unwrap()).to_string()
}
