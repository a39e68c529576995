//! The lab as these tests need it: accounts of their own on its controllers.

use serde_json::Value;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

pub fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run make test"))
}

fn script(name: &str) -> Command {
    Command::new(format!("{}/../end2end/lab/{name}", env!("CARGO_MANIFEST_DIR")))
}

fn samba_account(state: &str, arguments: &[&str]) -> Option<Value> {
    let out = script("samba-account").arg(env(state)).args(arguments).output().unwrap();
    out.status.success().then(|| serde_json::from_slice(&out.stdout).unwrap_or_default())
}

/// Copies what the first controller has to the second, instead of waiting for it.
pub fn sync() {
    let (from, to) = (env("LATCHKEY_TEST_AD_STATE"), env("LATCHKEY_TEST_AD2_STATE"));
    assert!(script("samba-sync").args([from, to]).status().unwrap().success());
}

/// A fresh account of this test's own, deleted at its end.
pub struct Fresh {
    pub name: String,
    pub dn: String,
    pub guid: String,
}

impl Fresh {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("two{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let made = samba_account("LATCHKEY_TEST_AD_STATE", &["add", &name]).unwrap();
        let text = |key: &str| made[key].as_str().unwrap().to_owned();
        Self { dn: text("dn"), guid: text("guid"), name }
    }

    /// On both controllers: each counts for itself.
    pub fn wrong_binds(&self) -> i64 {
        let counted = |state| {
            let shown = samba_account(state, &["show", &self.name, "badPwdCount"])?;
            shown["badPwdCount"][0].as_str()?.parse::<i64>().ok()
        };
        ["LATCHKEY_TEST_AD_STATE", "LATCHKEY_TEST_AD2_STATE"].into_iter().filter_map(counted).sum()
    }

    /// On the first controller.
    pub fn opens_with(&self, password: &str) -> bool {
        let url = env("LATCHKEY_TEST_AD_URLS").split(',').next().unwrap().to_owned();
        let read = Command::new("ldapsearch")
            .args(["-x", "-LLL", "-H", &url, "-D", &self.dn, "-w", password, "-s", "base", "-b", "", "dnsHostName"])
            .env("LDAPTLS_CACERT", env("LATCHKEY_TEST_AD_CA"))
            .env("LDAPTLS_REQCERT", "demand")
            .output()
            .unwrap();
        read.status.success()
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        samba_account("LATCHKEY_TEST_AD_STATE", &["delete", &self.name]);
    }
}
