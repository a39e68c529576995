//! What comes with the directory and is set up by nobody, found out for everybody at once: for the
//! forecast. Says the same as [`super::offers`] (a test compares them) without reading anything for
//! each person.

use super::{email, sms, vouch};
use latchkey_contract::MethodKind;
use latchkey_contract::settings::MethodSettings;
use latchkey_domain::independence::Offer;
use latchkey_store::accounts::Rolled;
use latchkey_store::{StoreResult, Tx, directories, vouches};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

pub struct Foresight {
    settings: MethodSettings,
    /// Of the directories: a mailbox there opens with the password that is lost.
    domains: Vec<String>,
    /// Ids of those listed who are able to vouch.
    listed: Vec<String>,
    /// The places of everybody who is able to.
    able: HashSet<u64>,
}

/// What is remembered of one person until everybody was seen.
pub struct Glimpse {
    place: u64,
    manager: Option<u64>,
    /// Where it may be used.
    mail: Option<String>,
    phone: Option<String>,
}

impl Foresight {
    pub fn read(tx: &mut Tx) -> StoreResult<Self> {
        let listed = vouches::listed(tx)?.into_iter().filter(vouch::is_able).map(|account| account.id.0).collect();
        let domains = directories::list(tx)?.into_iter().map(|directory| directory.name).collect();
        Ok(Self { settings: super::method_settings(tx)?, domains, listed, able: HashSet::new() })
    }

    /// First of everybody who is onboarded: they may be somebody's manager.
    pub fn notice(&mut self, who: &Rolled) -> Glimpse {
        let managers = self.settings.vouch.managers;
        let glimpse = Glimpse {
            place: place(&who.directory, &who.dn),
            manager: who.manager_dn.as_ref().filter(|_| managers).map(|dn| place(&who.directory, dn)),
            mail: who.mail.clone().filter(|_| self.settings.email.from_directory),
            phone: who.phone.clone().filter(|_| self.settings.sms.from_directory),
        };
        if managers && who.enrolled_at.is_some() && !who.gone && !who.disabled && who.frozen_at.is_none() {
            self.able.insert(glimpse.place);
        }
        glimpse
    }

    /// Then. `has`: the kinds that the person set up.
    pub fn offers(&self, tx: &Tx, id: &str, glimpse: &Glimpse, has: &[MethodKind]) -> Vec<Offer> {
        let mail = glimpse.mail.as_ref().filter(|_| !has.contains(&MethodKind::Email));
        let mailbox = mail.and_then(|mail| email::mailbox(tx, mail, &self.domains));
        let mut offers: Vec<Offer> =
            mailbox.map(|(_, on)| Offer { kind: MethodKind::Email, on }).into_iter().filter(Offer::counts).collect();
        let phone = glimpse.phone.as_ref().filter(|_| !has.contains(&MethodKind::Sms));
        let number = phone.and_then(|phone| sms::directory_number(tx, phone, &self.settings.sms));
        offers.extend(number.map(|(_, on)| Offer { kind: MethodKind::Sms, on }));
        if self.has_voucher(id, glimpse) {
            offers.push(vouch::offer());
        }
        offers
    }

    fn has_voucher(&self, id: &str, glimpse: &Glimpse) -> bool {
        let manager = glimpse.manager.is_some_and(|place| place != glimpse.place && self.able.contains(&place));
        manager || self.listed.iter().any(|listed| listed != id)
    }
}

/// Where somebody stands in a directory; as a number, because the names are long and many.
fn place(directory: &str, dn: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (directory, dn).hash(&mut hasher);
    hasher.finish()
}
