//! What an administrator of a real domain does to its people, and what the next sync says of it. On the lab's
//! controllers (see end2end/lab).

use crate::support::{Browser, Home, Phone, soon};
use latchkey::jobs;
use latchkey_contract::admin::{Connection, ImportState};
use latchkey_contract::sync::*;
use latchkey_domain::ids::DirectoryId;
use latchkey_store::accounts;
use std::io::Write as _;
use std::process::{Command, Stdio};

fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run make test"))
}

/// A unit of this test's own, taken away at its end.
struct Unit(String);

impl Unit {
    fn new() -> Self {
        let unit = Self(format!("Sync {}", std::process::id()));
        let mut ldif = format!("dn: {}\nobjectClass: organizationalUnit\n\n", unit.dn());
        for inner in ["Staff", "Labs"] {
            ldif.push_str(&format!("dn: OU={inner},{}\nobjectClass: organizationalUnit\n\n", unit.dn()));
        }
        (0..41).for_each(|n| ldif.push_str(&unit.person(&unit.login(n), "Staff")));
        (41..43).for_each(|n| ldif.push_str(&unit.person(&unit.login(n), "Labs")));
        ldap("ldapadd", &[], &ldif);
        unit
    }
    fn dn(&self) -> String {
        format!("OU={},OU=People,{}", self.0, env("LATCHKEY_TEST_AD_BASE_DN"))
    }
    fn login(&self, n: u32) -> String {
        format!("s{}.{n:02}", std::process::id())
    }
    fn of(&self, n: u32, unit: &str) -> String {
        format!("CN={},OU={unit},{}", self.login(n), self.dn())
    }
    /// Enabled, and without a password: nobody signs in here.
    fn person(&self, login: &str, unit: &str) -> String {
        format!(
            "dn: CN={login},OU={unit},{}\nobjectClass: user\nsAMAccountName: {login}\nuserAccountControl: 544\n\
             displayName: {login}\nmail: {login}@northwind.example\n\n",
            self.dn()
        )
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        ldap("ldapdelete", &["-r", &self.dn()], "");
    }
}

/// As the domain's administrator.
fn ldap(command: &str, arguments: &[&str], input: &str) {
    let url = env("LATCHKEY_TEST_AD_URLS").split(',').next().unwrap().to_owned();
    let mut child = Command::new(command)
        .args(["-x", "-H", &url, "-D", &env("LATCHKEY_TEST_AD_ADMIN_UPN"), "-w", &env("LATCHKEY_TEST_AD_ADMIN_PASS")])
        .args(arguments)
        .env("LDAPTLS_CACERT", env("LATCHKEY_TEST_AD_CA"))
        .env("LDAPTLS_REQCERT", "demand")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{command}: {}\n{input}", String::from_utf8_lossy(&done.stderr));
}

fn modify(ldif: &str) {
    ldap("ldapmodify", &[], ldif);
}

fn renamed(dn: &str, rdn: &str, above: &str) -> String {
    format!("dn: {dn}\nchangetype: modrdn\nnewrdn: CN={rdn}\ndeleteoldrdn: 1\nnewsuperior: {above}\n\n")
}

struct Office {
    home: Home,
    admin: Browser,
    phone: Phone,
    id: String,
}

impl Office {
    async fn report(&self) -> SyncReport {
        self.home.api.sync.sync_report(&self.admin.caller(), &self.id).await.unwrap()
    }
    /// Reads the domain again, and gives what was found.
    async fn sync(&self) -> SyncRun {
        self.home.api.sync.sync_now(&self.admin.caller(), &self.id).await.unwrap();
        soon(|| async { Some(self.report().await).filter(|report| !report.running) }).await.runs.remove(0)
    }
    async fn behind(&self, run: i64, kind: SyncKind) -> Vec<SyncRow> {
        let query = SyncPeopleQuery { directory: self.id.clone(), run, kind, after: String::new() };
        self.home.api.sync.sync_people(&self.admin.caller(), query).await.unwrap().rows
    }
    async fn account(&self, login: &str) -> Vec<accounts::Account> {
        let login = login.to_owned();
        self.home.read(move |tx| accounts::by_name(tx, &login)).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_in_the_domain_is_said_and_many_are_asked_about() {
    let unit = Unit::new();
    let home = Home::real_now().await;
    let (admin, phone) = home.administrator("jonas").await;
    let form = Connection {
        domain: env("LATCHKEY_TEST_AD_DOMAIN"),
        servers: env("LATCHKEY_TEST_AD_URLS").split(',').next().unwrap().to_owned(),
        account: env("LATCHKEY_TEST_AD_SVC_UPN"),
        password: env("LATCHKEY_TEST_AD_SVC_PASS"),
        trusted_pem: std::fs::read_to_string(env("LATCHKEY_TEST_AD_CA")).unwrap(),
        code: phone.next(&home),
        ..Connection::default()
    };
    let id = home.api.connections.save_connection(&admin.caller(), form).await.unwrap();
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let _work = jobs::start(home.app.clone(), stopped);
    home.api.directories.import_start(&admin.caller(), &id, vec![unit.dn()], "").await.unwrap();
    let finished = || async {
        let state = home.api.directories.import_state(&admin.caller(), &id).await.unwrap();
        matches!(state, ImportState::Finished { people: 43, .. }).then_some(())
    };
    soon(finished).await;
    let key = DirectoryId(id.clone());
    home.write(move |tx| latchkey_store::directories::set_active(tx, &key, true)).await;
    let office = Office { home, admin, phone, id };
    assert_eq!(office.sync().await.counts, SyncCounts::default(), "nothing has happened");

    // a new name, another unit, disabled, deleted
    let (staff, labs) = (format!("OU=Staff,{}", unit.dn()), format!("OU=Labs,{}", unit.dn()));
    let annika = format!("annika{}", std::process::id());
    modify(&renamed(&unit.of(0, "Staff"), "Annika", &staff));
    modify(&format!(
        "dn: CN=Annika,{staff}\nchangetype: modify\nreplace: sAMAccountName\nsAMAccountName: {annika}\n-\n\
         replace: mail\nmail: annika@northwind.example\n\n"
    ));
    modify(&renamed(&unit.of(1, "Staff"), &unit.login(1), &labs));
    modify(&format!(
        "dn: {}\nchangetype: modify\nreplace: userAccountControl\nuserAccountControl: 546\n\n",
        unit.of(2, "Staff")
    ));
    let gone = office.account(&unit.login(3)).await.remove(0).id;
    ldap("ldapdelete", &[&unit.of(3, "Staff")], "");
    ldap("ldapadd", &[], &unit.person("new.one", "Staff").replace("new.one", &format!("n{}", std::process::id())));
    let run = office.sync().await;
    let counts = SyncCounts { new: 1, changed: 1, moved: 1, disabled: 1, gone: 1, ..SyncCounts::default() };
    assert_eq!((run.counts, run.seen), (counts, 43));
    let changed = office.behind(run.run, SyncKind::Changed).await.remove(0);
    let fields: Vec<SyncField> = changed.changes.iter().map(|change| change.field).collect();
    assert_eq!(
        (changed.login.as_str(), fields),
        (annika.as_str(), vec![SyncField::Dn, SyncField::Login, SyncField::Mail])
    );
    let moved = office.behind(run.run, SyncKind::Moved).await.remove(0);
    assert_eq!(
        (moved.unit_before.as_deref(), moved.unit_after.as_deref()),
        (Some(staff.as_str()), Some(labs.as_str()))
    );

    // made anew under the same login; somebody is moved out of what is read, and back again
    ldap("ldapadd", &[], &unit.person(&unit.login(3), "Staff"));
    let away = office.account(&unit.login(4)).await.remove(0).id;
    let people = format!("OU=People,{}", env("LATCHKEY_TEST_AD_BASE_DN"));
    modify(&renamed(&unit.of(4, "Staff"), &unit.login(4), &people));
    let run = office.sync().await;
    assert_eq!(run.counts, SyncCounts { recreated: 1, gone: 1, ..SyncCounts::default() });
    assert_ne!(office.account(&unit.login(3)).await.remove(0).id, gone);
    modify(&renamed(&format!("CN={},{people}", unit.login(4)), &unit.login(4), &staff));
    assert_eq!(office.sync().await.counts, SyncCounts { back: 1, ..SyncCounts::default() });
    assert_eq!(office.account(&unit.login(4)).await.remove(0).id, away);

    // a unit is emptied
    for n in [1, 41, 42] {
        ldap("ldapdelete", &[&unit.of(n, "Labs")], "");
    }
    let run = office.sync().await;
    assert_eq!((run.end, run.counts), (SyncEnd::Asking, SyncCounts { held: 3, ..SyncCounts::default() }));
    let question = office.report().await.state.unwrap().question.unwrap();
    assert_eq!((question.missing, question.emptied[0].dn.as_str()), (3, labs.as_str()));
    assert_eq!(office.account(&unit.login(41)).await.len(), 1);
    let code = office.phone.next(&office.home);
    office.home.api.sync.sync_decide(&office.admin.caller(), &office.id, question.run, true, &code).await.unwrap();
    assert!(office.account(&unit.login(41)).await.is_empty());
    assert_eq!(office.sync().await.counts, SyncCounts::default());
}
