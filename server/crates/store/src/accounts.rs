//! Accounts: one entry of one directory each, keyed by directory and immutable object id. Names
//! and addresses are attributes that the directory owns; onboarding and enrolment are ours.

mod list;
mod roster;
mod seats;

pub use list::{count, search};
pub use roster::{RosterRow, roster, roster_of_names};
pub use seats::{
    OnboardedRows, SeatsShort, enrolled_count, offboard, onboard, seats_used, set_enrolled, set_frozen, with_seat,
};

use crate::connection::on_each;
use crate::schema::accounts::{self, dsl};
use crate::schema::directories::dsl as directory;
use crate::{StoreError, StoreResult, Tx};
use diesel::prelude::*;
use diesel::upsert::excluded;
use latchkey_contract::Locale;
use latchkey_domain::Timestamp;
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::{AccountId, DirectoryId, ObjectId};
use latchkey_domain::names::{comparable, local_part};
use std::collections::HashMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub directory: DirectoryId,
    pub object_id: ObjectId,
    pub dn: String,
    pub login: String,
    pub upn: Option<String>,
    pub display_name: String,
    pub mail: Option<String>,
    pub phone: Option<String>,
    pub disabled: bool,
    pub protected: bool,
    /// Not seen by the last finished import.
    pub gone: bool,
    pub onboarded_at: Option<Timestamp>,
    pub enrolled_at: Option<Timestamp>,
    /// Somebody said "this wasn't me": nothing is recovered until the help desk lifts it.
    pub frozen_at: Option<Timestamp>,
    pub manager_dn: Option<String>,
    /// As the directory writes it (BCP 47).
    pub preferred_language: Option<String>,
    /// What the person chose here.
    pub language: Option<Locale>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(crate) struct Stored {
    id: String,
    directory: String,
    object_id: String,
    dn: String,
    login: String,
    upn: Option<String>,
    display_name: String,
    mail: Option<String>,
    phone: Option<String>,
    disabled: bool,
    protected: bool,
    gone: bool,
    onboarded_at: Option<i64>,
    enrolled_at: Option<i64>,
    frozen_at: Option<i64>,
    manager_dn: Option<String>,
    preferred_language: Option<String>,
    language: Option<String>,
}

impl From<Stored> for Account {
    fn from(row: Stored) -> Self {
        Self {
            id: AccountId(row.id),
            directory: DirectoryId(row.directory),
            object_id: ObjectId(row.object_id),
            dn: row.dn,
            login: row.login,
            upn: row.upn,
            display_name: row.display_name,
            mail: row.mail,
            phone: row.phone,
            disabled: row.disabled,
            protected: row.protected,
            gone: row.gone,
            onboarded_at: row.onboarded_at.map(Timestamp),
            enrolled_at: row.enrolled_at.map(Timestamp),
            frozen_at: row.frozen_at.map(Timestamp),
            manager_dn: row.manager_dn,
            preferred_language: row.preferred_language,
            // of a later version's languages nothing is known here
            language: row.language.as_deref().and_then(Locale::from_code),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = accounts, treat_none_as_default_value = false)]
struct New<'a> {
    id: String,
    directory: &'a str,
    object_id: &'a str,
    dn: &'a str,
    login: &'a str,
    upn: Option<&'a str>,
    display_name: &'a str,
    mail: Option<&'a str>,
    phone: Option<&'a str>,
    manager_dn: Option<&'a str>,
    preferred_language: Option<&'a str>,
    disabled: bool,
    protected: bool,
    gone: bool,
    run: i64,
    login_key: String,
    upn_key: Option<String>,
    mail_key: Option<String>,
    upn_local: Option<String>,
    mail_local: Option<String>,
    sort_name: String,
    search_text: String,
    created_at: i64,
    updated_at: i64,
}

pub fn by_id(tx: &mut Tx, id: &AccountId) -> StoreResult<Option<Account>> {
    let row: Option<Stored> = dsl::accounts.find(id.as_str()).select(Stored::as_select()).first(tx.conn).optional()?;
    Ok(row.map(Account::from))
}

/// By its place in the directory, as another entry names it.
pub fn by_dn(tx: &mut Tx, directory: &DirectoryId, dn: &str) -> StoreResult<Option<Account>> {
    let row: Option<Stored> = dsl::accounts
        .filter(dsl::directory.eq(directory.as_str()))
        .filter(dsl::dn.eq(dn))
        .filter(dsl::gone.eq(false))
        .select(Stored::as_select())
        .first(tx.conn)
        .optional()?;
    Ok(row.map(Account::from))
}

/// Some of those who are onboarded and enrolled, the same ones while nobody comes or goes: ids are
/// made of time, and the order by object id is as good as none.
pub fn some_enrolled(tx: &mut Tx, most: i64) -> StoreResult<Vec<Account>> {
    let rows: Vec<Stored> = dsl::accounts
        .filter(dsl::onboarded_at.is_not_null())
        .filter(dsl::enrolled_at.is_not_null())
        .filter(dsl::gone.eq(false))
        .order(dsl::object_id)
        .limit(most)
        .select(Stored::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Account::from).collect())
}

pub fn by_object(tx: &mut Tx, directory: &DirectoryId, object: &ObjectId) -> StoreResult<Option<Account>> {
    let row: Option<Stored> = dsl::accounts
        .filter(dsl::directory.eq(directory.as_str()))
        .filter(dsl::object_id.eq(object.as_str()))
        .select(Stored::as_select())
        .first(tx.conn)
        .optional()?;
    Ok(row.map(Account::from))
}

/// The accounts that answer to a name as `names::comparable` made it: login, user principal name
/// (also the implicit `login@domain`), mail, or `DOMAIN\login`. Only present ones, of active directories.
///
/// The oldest directory that knows the name, by any of these, has it for good: a newer one never takes
/// it over, whatever stands in there, not even while the older one is switched off. Within a directory a
/// mail address never hides somebody's own name: it counts when no name fits.
///
/// Always the same query, so that an unknown name takes as long as a known one.
pub fn by_name(tx: &mut Tx, comparable: &str) -> StoreResult<Vec<Account>> {
    type Row = (Stored, String, Option<String>, Option<String>, String, bool);
    let name = Name::parse(comparable);
    let fits = dsl::login_key
        .eq_any([name.whole, name.login])
        .or(dsl::upn_key.eq(name.whole))
        .or(dsl::mail_key.eq(name.whole));
    // the oldest first: what a newer directory holds, however much, leaves none of them out
    let rows: Vec<Row> = dsl::accounts
        .inner_join(directory::directories)
        .filter(dsl::gone.eq(false))
        .filter(fits)
        .order((directory::created_at, directory::id, dsl::id))
        .limit(50)
        .select((Stored::as_select(), dsl::login_key, dsl::upn_key, dsl::mail_key, directory::name, directory::active))
        .load(tx.conn)?;
    let mut fitting = rows.into_iter().filter_map(|(row, login_key, upn_key, mail_key, domain, active)| {
        let fit = name.fit(&login_key, upn_key.as_deref(), mail_key.as_deref(), &domain)?;
        Some((fit, Account::from(row), active))
    });
    let Some(first) = fitting.next() else { return Ok(Vec::new()) };
    let owner = first.1.directory.clone();
    let mut known: Vec<(Fit, Account, bool)> =
        std::iter::once(first).chain(fitting.take_while(|(_, account, _)| account.directory == owner)).collect();
    let best = known.iter().map(|(fit, _, _)| *fit).min();
    known.retain(|(fit, _, active)| Some(*fit) == best && *active);
    Ok(known.into_iter().map(|(_, account, _)| account).collect())
}

/// Somebody enrolled whose login, or the part before the @ of whose principal name or mail address, this
/// is: whom a name may mean that is nobody's as it was typed. Never for more than to show such a name what
/// its owner is shown: it proves nothing that the rest of the name is theirs.
///
/// One query for every name. The oldest directory first, then a login before the rest, as in [`by_name`].
pub fn enrolled_by_local_part(tx: &mut Tx, local: &str) -> StoreResult<Option<Account>> {
    let means = dsl::login_key.eq(local).or(dsl::upn_local.eq(local)).or(dsl::mail_local.eq(local));
    let rows: Vec<(Stored, String, Option<String>)> = dsl::accounts
        .inner_join(directory::directories)
        .filter(means)
        .filter(dsl::enrolled_at.is_not_null())
        .filter(dsl::onboarded_at.is_not_null())
        .filter(dsl::gone.eq(false).and(dsl::disabled.eq(false)).and(dsl::protected.eq(false)))
        .filter(directory::active.eq(true))
        .order((directory::created_at, directory::id, dsl::id))
        .limit(50)
        .select((Stored::as_select(), dsl::login_key, dsl::upn_local))
        .load(tx.conn)?;
    let Some(oldest) = rows.first().map(|(row, _, _)| row.directory.clone()) else { return Ok(None) };
    let rank = |login: &str, upn: Option<&str>| (login != local, upn != Some(local));
    let best = rows
        .into_iter()
        .take_while(|(row, _, _)| row.directory == oldest && !local.is_empty())
        .min_by_key(|(_, login, upn)| rank(login, upn.as_deref()));
    Ok(best.map(|(row, _, _)| Account::from(row)))
}

/// How well an account fits a typed name, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Name,
    /// The login is right; the domain before the backslash is none that we can place (the NetBIOS
    /// name need not resemble the DNS name).
    OtherDomain,
    Mail,
}

struct Name<'a> {
    whole: &'a str,
    login: &'a str,
    netbios: Option<&'a str>,
    dns: Option<&'a str>,
}

impl<'a> Name<'a> {
    fn parse(whole: &'a str) -> Self {
        if let Some((domain, login)) = whole.rsplit_once('\\') {
            return Self { whole, login, netbios: Some(domain), dns: None };
        }
        match whole.rsplit_once('@') {
            Some((login, domain)) => Self { whole, login, netbios: None, dns: Some(domain) },
            None => Self { whole, login: whole, netbios: None, dns: None },
        }
    }

    /// `None`: found by the part before `@` alone, which is no name.
    fn fit(&self, login_key: &str, upn_key: Option<&str>, mail_key: Option<&str>, domain: &str) -> Option<Fit> {
        if self.whole.is_empty() || self.login.is_empty() {
            return None;
        }
        if upn_key == Some(self.whole) || login_key == self.whole {
            return Some(Fit::Name);
        }
        let domain = domain.to_lowercase();
        if login_key == self.login {
            if let Some(netbios) = self.netbios {
                let ours = netbios == domain || domain.split('.').next() == Some(netbios);
                return Some(if ours { Fit::Name } else { Fit::OtherDomain });
            }
            if self.dns == Some(domain.as_str()) {
                return Some(Fit::Name);
            }
        }
        (mail_key == Some(self.whole)).then_some(Fit::Mail)
    }
}

/// In which language the person wants to be written to; `None`: as before they chose one.
pub fn set_language(tx: &mut Tx, id: &AccountId, language: Option<Locale>) -> StoreResult<()> {
    diesel::update(dsl::accounts.find(id.as_str()))
        .set(dsl::language.eq(language.map(Locale::code)))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes one entry in, outside of a page. `run`: of the import that it shall count as seen by.
pub fn upsert(tx: &mut Tx, directory: &DirectoryId, entry: &Entry, run: i64) -> StoreResult<AccountId> {
    upsert_all(tx, directory, std::slice::from_ref(entry), run)?;
    by_object(tx, directory, &entry.object_id)?
        .map(|account| account.id)
        .ok_or_else(|| StoreError::Other("the account that was written is gone".into()))
}

/// Rows per statement: 24 values each, far below both databases' limits for bound values.
const CHUNK: usize = 250;

/// New accounts are made, known ones refreshed in what the directory owns.
pub(crate) fn upsert_all(tx: &mut Tx, directory: &DirectoryId, entries: &[Entry], run: i64) -> StoreResult<()> {
    // The same object twice in one statement is an error in PostgreSQL; the later one counts.
    let latest: HashMap<&ObjectId, usize> =
        entries.iter().enumerate().map(|(index, entry)| (&entry.object_id, index)).collect();
    let once: Vec<&Entry> = entries
        .iter()
        .enumerate()
        .filter(|(index, entry)| latest.get(&entry.object_id) == Some(index))
        .map(|(_, entry)| entry)
        .collect();
    for chunk in once.chunks(CHUNK) {
        let rows: Vec<New<'_>> = chunk.iter().map(|entry| new(tx, directory, entry, run)).collect();
        on_each!(tx, conn => diesel::insert_into(dsl::accounts)
            .values(&rows)
            .on_conflict((dsl::directory, dsl::object_id))
            .do_update()
            .set((
                dsl::dn.eq(excluded(dsl::dn)),
                dsl::login.eq(excluded(dsl::login)),
                dsl::upn.eq(excluded(dsl::upn)),
                dsl::display_name.eq(excluded(dsl::display_name)),
                dsl::mail.eq(excluded(dsl::mail)),
                dsl::phone.eq(excluded(dsl::phone)),
                dsl::manager_dn.eq(excluded(dsl::manager_dn)),
                dsl::preferred_language.eq(excluded(dsl::preferred_language)),
                dsl::disabled.eq(excluded(dsl::disabled)),
                dsl::protected.eq(excluded(dsl::protected)),
                dsl::gone.eq(excluded(dsl::gone)),
                dsl::run.eq(excluded(dsl::run)),
                dsl::login_key.eq(excluded(dsl::login_key)),
                dsl::upn_key.eq(excluded(dsl::upn_key)),
                dsl::mail_key.eq(excluded(dsl::mail_key)),
                dsl::upn_local.eq(excluded(dsl::upn_local)),
                dsl::mail_local.eq(excluded(dsl::mail_local)),
                dsl::sort_name.eq(excluded(dsl::sort_name)),
                dsl::search_text.eq(excluded(dsl::search_text)),
                dsl::updated_at.eq(excluded(dsl::updated_at)),
            ))
            .execute(conn))?;
    }
    Ok(())
}

fn new<'a>(tx: &Tx, directory: &'a DirectoryId, entry: &'a Entry, run: i64) -> New<'a> {
    let parts = [Some(entry.display_name.as_str()), Some(&entry.login), entry.upn.as_deref(), entry.mail.as_deref()];
    let local = |name: &str| local_part(&comparable(name)).to_owned();
    let now = tx.now().millis();
    New {
        id: tx.new_id(),
        directory: directory.as_str(),
        object_id: entry.object_id.as_str(),
        dn: &entry.dn,
        login: &entry.login,
        upn: entry.upn.as_deref(),
        display_name: &entry.display_name,
        mail: entry.mail.as_deref(),
        phone: entry.phone.as_deref(),
        manager_dn: entry.manager_dn.as_deref(),
        preferred_language: entry.preferred_language.as_deref(),
        disabled: entry.disabled,
        protected: entry.protected,
        gone: false,
        run,
        login_key: comparable(&entry.login),
        upn_key: entry.upn.as_deref().map(comparable),
        mail_key: entry.mail.as_deref().map(comparable),
        upn_local: entry.upn.as_deref().map(local),
        mail_local: entry.mail.as_deref().map(local),
        sort_name: comparable(&entry.display_name),
        search_text: parts.into_iter().flatten().map(comparable).collect::<Vec<_>>().join("\n"),
        created_at: now,
        updated_at: now,
    }
}
