//! What comes with the directory and is set up by nobody, found out for everybody at once: for the
//! forecast. Says the same as [`super::authenticators`] (a test compares them) without reading anything for
//! each person.

use super::{email, sms, vouch};
use latchkey_contract::MethodKind;
use latchkey_contract::settings::MethodSettings;
use latchkey_domain::independence::Authenticator;
use latchkey_store::persons::RosterRow;
use latchkey_store::{StoreResult, Tx, directories, vouches};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

pub struct DirectoryMethods {
    settings: MethodSettings,
    /// Of the directories: a mailbox there opens with the password that is lost.
    domains: Vec<String>,
    /// Ids of those listed who are able to vouch.
    listed: Vec<String>,
    /// The places of everybody who is able to.
    able: HashSet<u64>,
}

/// What is remembered of one person until everybody was seen.
pub struct PersonFacts {
    place: u64,
    manager: Option<u64>,
    /// Where it may be used.
    mail: Option<String>,
    phone: Option<String>,
}

impl DirectoryMethods {
    pub fn read(tx: &mut Tx) -> StoreResult<Self> {
        let listed =
            vouches::listed(tx)?.into_iter().filter(vouch::is_able).map(|account| account.person.id.0).collect();
        let domains = directories::own_domains(tx)?;
        Ok(Self { settings: super::method_settings(tx)?, domains, listed, able: HashSet::new() })
    }

    /// First of everybody who is onboarded: they may be somebody's manager.
    pub fn notice(&mut self, who: &RosterRow) -> PersonFacts {
        let managers = self.settings.vouch.managers;
        let facts = PersonFacts {
            place: place(&who.directory, &who.dn),
            manager: who.manager_dn.as_ref().filter(|_| managers).map(|dn| place(&who.directory, dn)),
            mail: who.mail.clone().filter(|_| self.settings.email.from_directory),
            phone: who.phone.clone().filter(|_| self.settings.sms.from_directory),
        };
        if managers && who.enrolled_at.is_some() && !who.gone && !who.disabled && who.frozen_at.is_none() {
            self.able.insert(facts.place);
        }
        facts
    }

    /// Then. `has`: the kinds that the person set up.
    pub fn authenticators(&self, tx: &Tx, id: &str, facts: &PersonFacts, has: &[MethodKind]) -> Vec<Authenticator> {
        let mail = facts.mail.as_ref().filter(|_| !has.contains(&MethodKind::Email));
        let mailbox = mail.and_then(|mail| email::mailbox(tx, mail, &self.domains));
        let mut authenticators: Vec<Authenticator> = mailbox
            .map(|(_, on)| Authenticator { kind: MethodKind::Email, on })
            .into_iter()
            .filter(Authenticator::counts)
            .collect();
        let phone = facts.phone.as_ref().filter(|_| !has.contains(&MethodKind::Sms));
        let number = phone.and_then(|phone| sms::directory_number(tx, phone, &self.settings.sms));
        authenticators.extend(number.map(|(_, on)| Authenticator { kind: MethodKind::Sms, on }));
        if self.has_referee(id, facts) {
            authenticators.push(vouch::authenticator());
        }
        authenticators
    }

    fn has_referee(&self, id: &str, facts: &PersonFacts) -> bool {
        let manager = facts.manager.is_some_and(|place| place != facts.place && self.able.contains(&place));
        manager || self.listed.iter().any(|listed| listed != id)
    }
}

/// Where somebody stands in a directory; as a number, because the names are long and many.
fn place(directory: &str, dn: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (directory, dn).hash(&mut hasher);
    hasher.finish()
}
