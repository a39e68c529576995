//! The lab's OpenLDAP as these tests see it: addresses and accounts from its environment, and fresh people and groups
//! on demand.

pub use crate::proxy::{Proxy, Weather};
use latchkey_contract::admin::LdapFields;
use latchkey_directory::{LdapDirectory, LdapServerConfig, Schema, ServerUrl, parse_servers};
use latchkey_domain::directory::{DirectoryResult, Entry, PasswordWriter as _, PeopleSource as _};
use latchkey_domain::{Clock as _, Secret};
use latchkey_testkit::{TestClock, TestEntropy};
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

pub const NEW: &str = "Harbour-Violin-7";

pub fn env(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run make test, or make lab and source its lab.env"))
}

/// How long something took; only for bounds.
pub async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let clock = TestClock::of_machine();
    let start = clock.now();
    let out = work.await;
    (out, Duration::from_millis(u64::try_from(clock.now().since(start)).unwrap()))
}

pub fn server() -> ServerUrl {
    parse_servers(&env("LATCHKEY_TEST_OPENLDAP_URL")).unwrap().remove(0)
}
pub fn base() -> String {
    env("LATCHKEY_TEST_OPENLDAP_BASE")
}
pub fn people_ou() -> String {
    format!("ou=people,{}", base())
}
pub fn staff() -> String {
    format!("ou=staff,{}", people_ou())
}
pub fn service(name: &str) -> String {
    format!("cn={name},ou=services,{}", base())
}
pub fn group_dn(name: &str) -> String {
    format!("cn={name},ou=groups,{}", base())
}
pub fn first_password() -> Secret {
    Secret::new(env("LATCHKEY_TEST_OPENLDAP_USER_PASS"))
}
pub fn new_password() -> Secret {
    Secret::new(NEW)
}

pub fn config() -> LdapServerConfig {
    LdapServerConfig {
        domain: env("LATCHKEY_TEST_OPENLDAP_DOMAIN"),
        servers: vec![server()],
        account: env("LATCHKEY_TEST_OPENLDAP_BIND_DN"),
        password: Secret::new(env("LATCHKEY_TEST_OPENLDAP_PASSWORD")),
        trusted_pem: Some(std::fs::read_to_string(env("LATCHKEY_TEST_OPENLDAP_CA")).unwrap()),
        privileged_groups: vec![group_dn("directory-admins")],
        ..LdapServerConfig::default()
    }
}
/// Short of patience, for servers that hang.
pub fn impatient(servers: Vec<ServerUrl>) -> LdapServerConfig {
    LdapServerConfig {
        servers,
        connect_timeout: Duration::from_millis(1500),
        operation_timeout: Duration::from_millis(2000),
        ..config()
    }
}
pub fn open(config: LdapServerConfig) -> LdapDirectory {
    LdapDirectory::new(config, Arc::new(TestClock::of_machine()), Arc::new(TestEntropy::default())).unwrap()
}
pub fn directory() -> LdapDirectory {
    open(config())
}
/// Signed in as another service account; they all have one password.
pub fn directory_as(name: &str) -> LdapDirectory {
    open(LdapServerConfig { account: service(name), ..config() })
}
pub fn with_schema(fields: LdapFields) -> LdapServerConfig {
    LdapServerConfig { schema: Schema::of(&fields).unwrap(), ..config() }
}

/// Everybody below these units, in pages of this size.
pub async fn everybody(directory: &LdapDirectory, units: &[String], size: u32) -> DirectoryResult<Vec<Entry>> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = directory.list(units, cursor.as_ref(), size).await?;
        all.extend(page.entries);
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(all),
        }
    }
}
/// As an import finds them.
pub async fn person(directory: &LdapDirectory, login: &str) -> Entry {
    let all = everybody(directory, &[], 1000).await.unwrap();
    all.into_iter().find(|entry| entry.login == login).unwrap_or_else(|| panic!("{login} is not in the lab"))
}
/// Whether anything can be read.
pub async fn reads(directory: &LdapDirectory) -> DirectoryResult<()> {
    directory.groups("sales-inner", 1).await.map(|found| assert_eq!(found.len(), 1))
}

fn tool(name: &str) -> Command {
    let mut tool = Command::new(name);
    tool.env("LDAPTLS_CACERT", env("LATCHKEY_TEST_OPENLDAP_CA")).args(["-x", "-H", &env("LATCHKEY_TEST_OPENLDAP_URL")]);
    tool.args(["-D", &env("LATCHKEY_TEST_OPENLDAP_ADMIN_DN"), "-w", &env("LATCHKEY_TEST_OPENLDAP_ADMIN_PASSWORD")]);
    tool
}

/// As the server's own administrator, whom no policy binds.
pub fn ldif(text: &str) {
    let mut child =
        tool("ldapmodify").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success(), "{text}\n{}", String::from_utf8_lossy(&out.stderr));
}
/// What stands in an entry, as the administrator reads it; operational attributes too.
pub fn values(dn: &str, attribute: &str) -> Vec<String> {
    let out =
        tool("ldapsearch").args(["-LLL", "-o", "ldif-wrap=no", "-s", "base", "-b", dn, attribute]).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    text.lines().filter_map(|line| line.strip_prefix(&format!("{attribute}: "))).map(str::to_owned).collect()
}

fn name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("t{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// An entry of this test's own, deleted at its end.
pub struct Fresh {
    pub name: String,
    pub dn: String,
}

impl Fresh {
    pub fn person() -> Self {
        Self::person_with("")
    }
    /// With more lines of LDIF.
    pub fn person_with(more: &str) -> Self {
        let name = name();
        let dn = format!("uid={name},{}", staff());
        let password = env("LATCHKEY_TEST_OPENLDAP_USER_PASS");
        ldif(&format!(
            "dn: {dn}\nchangetype: add\nobjectClass: inetOrgPerson\nuid: {name}\ncn: Test Person\nsn: Person\n\
             userPassword: {password}\n{more}"
        ));
        // the administrator's own password counts as set by an administrator
        ldif(&format!("dn: {dn}\nchangetype: modify\nreplace: pwdReset\n"));
        Self { name, dn }
    }
    pub fn policy(rules: &str) -> Self {
        let name = name();
        let dn = format!("cn={name},ou=policies,{}", base());
        ldif(&format!(
            "dn: {dn}\nchangetype: add\nobjectClass: namedPolicy\nobjectClass: pwdPolicy\ncn: {name}\n\
             pwdAttribute: userPassword\npwdCheckQuality: 2\n{rules}"
        ));
        Self { name, dn }
    }
    pub fn group(members: impl Iterator<Item = String>) -> Self {
        let name = name();
        let dn = group_dn(&name);
        let members: String = members.map(|member| format!("member: {member}\n")).collect();
        ldif(&format!("dn: {dn}\nchangetype: add\nobjectClass: groupOfNames\ncn: {name}\n{members}"));
        Self { name, dn }
    }
    pub fn replace(&self, attribute: &str, value: &str) {
        ldif(&format!("dn: {}\nchangetype: modify\nreplace: {attribute}\n{attribute}: {value}\n", self.dn));
    }
    pub fn values(&self, attribute: &str) -> Vec<String> {
        values(&self.dn, attribute)
    }
    pub async fn entry(&self, directory: &LdapDirectory) -> Entry {
        let entry = person(directory, &self.name).await;
        // and the policies are known, so that what follows is one read and one write
        directory.policy_for(&entry.object_id).await.unwrap();
        entry
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let _ = tool("ldapdelete").arg(&self.dn).output();
    }
}
