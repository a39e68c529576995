//! What comes with the directory and is set up by nobody, found out for everybody at once: for the
//! forecast. Says the same as [`super::registry::authenticators`] (a test compares them) without reading anything for
//! each person.

use super::settings::method_settings;
use super::{mailbox, phone, vouch};
use latchkey_contract::MethodKind;
use latchkey_contract::settings::MethodSettings;
use latchkey_domain::ids::PersonId;
use latchkey_domain::independence::Authenticator;
use latchkey_store::persons::RosterRow;
use latchkey_store::{StoreResult, Tx, directories};
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

pub struct DirectoryMethods {
    settings: MethodSettings,
    /// Of the directories: a mailbox there opens with the password that is lost.
    domains: Vec<String>,
    /// Those listed who are able to vouch.
    listed: BTreeSet<PersonId>,
    /// Who is able to, by each place where they are.
    able: HashMap<u64, u64>,
    /// Where the managers are whom a person's other accounts name; few have others.
    further_managers: HashMap<u64, Vec<u64>>,
}

/// What is remembered of one account until everybody was seen.
pub struct PersonFacts {
    manager: Option<u64>,
    /// Where it may be used.
    mail: Option<String>,
    phone: Option<String>,
}

impl DirectoryMethods {
    pub fn read(tx: &mut Tx) -> StoreResult<Self> {
        let (listed, domains) = (vouch::listed_and_able(tx)?, directories::own_domains(tx)?);
        let settings = method_settings(tx)?;
        Ok(Self { settings, domains, listed, able: HashMap::new(), further_managers: HashMap::new() })
    }

    /// First of every account of everybody who is onboarded: they may be somebody's manager. What is given counts for
    /// the account that stands for its person.
    pub fn notice(&mut self, who: &RosterRow) -> PersonFacts {
        let managers = self.settings.vouch.managers;
        let counts = managers && who.is_here();
        let mut manager = who.manager_dn.as_ref().filter(|_| counts).map(|dn| number(&[&who.directory, dn]));
        if !who.is_primary {
            let theirs = manager.take();
            self.further_managers.entry(number(&[&who.person])).or_default().extend(theirs);
        }
        if managers && who.enrolled_at.is_some() && !who.gone && !who.disabled && who.frozen_at.is_none() {
            self.able.insert(number(&[&who.directory, &who.dn]), number(&[&who.person]));
        }
        PersonFacts {
            manager,
            mail: who.mail.clone().filter(|_| self.settings.email.from_directory),
            phone: who.phone.clone().filter(|_| self.settings.sms.from_directory),
        }
    }

    /// Then. `has`: the kinds that the person set up.
    pub fn authenticators(&self, tx: &Tx, id: &str, facts: &PersonFacts, has: &[MethodKind]) -> Vec<Authenticator> {
        let mail = facts.mail.as_ref().filter(|_| !has.contains(&MethodKind::Email));
        let mailbox = mail.and_then(|mail| mailbox::mailbox(tx, mail, &self.domains));
        let mut authenticators: Vec<Authenticator> = mailbox
            .map(|(_, on)| Authenticator { kind: MethodKind::Email, on })
            .into_iter()
            .filter(Authenticator::counts)
            .collect();
        let phone = facts.phone.as_ref().filter(|_| !has.contains(&MethodKind::Sms));
        let number = phone.and_then(|phone| phone::directory_number(tx, phone, &self.settings.sms));
        authenticators.extend(number.map(|(_, on)| Authenticator { kind: MethodKind::Sms, on }));
        if self.has_referee(id, facts) {
            authenticators.push(vouch::authenticator());
        }
        authenticators
    }

    fn has_referee(&self, id: &str, facts: &PersonFacts) -> bool {
        let own = number(&[id]);
        let mut managers = facts.manager.iter().chain(self.further_managers.get(&own).into_iter().flatten());
        // never by themselves, whichever account of theirs it is
        managers.any(|place| self.able.get(place).is_some_and(|who| *who != own))
            || self.listed.iter().any(|listed| listed.as_str() != id)
    }
}

/// A person, or where somebody stands in a directory; as a number, because the names are long and many.
fn number(names: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    names.hash(&mut hasher);
    hasher.finish()
}
