//! Accounts: one entry of one directory each, keyed by directory and immutable object id, and each of one person.
//! Everything in them is the directory's; what is ours (seat, enrolment, methods) belongs to the person.

use crate::connection::on_each;
use crate::persons::{self, Person, StoredPerson};
use crate::schema::accounts::{self, dsl};
use crate::schema::directories::dsl as directory;
use crate::schema::persons::dsl as person;
use crate::{StoreError, StoreResult, Tx};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel::upsert::excluded;
use latchkey_domain::directory::{Elsewhere, Entry};
use latchkey_domain::ids::{AccountId, DirectoryId, ObjectId, PersonId};
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
    pub manager_dn: Option<String>,
    /// As the directory writes it (BCP 47).
    pub preferred_language: Option<String>,
    /// The immutable id of the account in another directory that it was made from.
    pub same_as: Option<ObjectId>,
    /// Who sets its password, where its own directory does not.
    pub set_elsewhere: Option<Elsewhere>,
    /// Whose it is.
    pub person: Person,
}

impl Account {
    /// The directory would let them in by a password that it sets itself, so that a recovery means something.
    pub const fn is_usable(&self) -> bool {
        !self.gone && !self.disabled && !self.protected && self.set_elsewhere.is_none()
    }
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
    manager_dn: Option<String>,
    preferred_language: Option<String>,
    same_as: Option<String>,
    set_elsewhere: Option<String>,
}

/// A row with its person's, of a query that joins them.
#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(crate) struct Joined {
    #[diesel(embed)]
    row: Stored,
    #[diesel(embed)]
    person: StoredPerson,
}

impl From<Joined> for Account {
    fn from(Joined { row, person }: Joined) -> Self {
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
            manager_dn: row.manager_dn,
            preferred_language: row.preferred_language,
            same_as: row.same_as.map(ObjectId),
            set_elsewhere: elsewhere(row.set_elsewhere.as_deref()),
            person: person.into(),
        }
    }
}

/// Of a later version's words nothing is known here but that it is not the directory itself.
pub(crate) fn elsewhere(code: Option<&str>) -> Option<Elsewhere> {
    code.map(|code| Elsewhere::from_code(code).unwrap_or(Elsewhere::IdentityProvider))
}

#[derive(Insertable)]
#[diesel(table_name = accounts, treat_none_as_default_value = false)]
struct New<'a> {
    id: String,
    directory: &'a str,
    person: &'a str,
    is_primary: bool,
    object_id: &'a str,
    dn: &'a str,
    login: &'a str,
    upn: Option<&'a str>,
    display_name: &'a str,
    mail: Option<&'a str>,
    phone: Option<&'a str>,
    manager_dn: Option<&'a str>,
    preferred_language: Option<&'a str>,
    same_as: Option<&'a str>,
    set_elsewhere: Option<&'static str>,
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
    let row: Option<Joined> = dsl::accounts
        .inner_join(person::persons)
        .filter(dsl::id.eq(id.as_str()))
        .select(Joined::as_select())
        .first(tx.conn)
        .optional()?;
    Ok(row.map(Account::from))
}

/// By its place in the directory, as another entry names it.
pub fn by_dn(tx: &mut Tx, directory: &DirectoryId, dn: &str) -> StoreResult<Option<Account>> {
    let row: Option<Joined> = dsl::accounts
        .inner_join(person::persons)
        .filter(dsl::directory.eq(directory.as_str()))
        .filter(dsl::dn.eq(dn))
        .filter(dsl::gone.eq(false))
        .select(Joined::as_select())
        .first(tx.conn)
        .optional()?;
    Ok(row.map(Account::from))
}

pub fn by_object(tx: &mut Tx, directory: &DirectoryId, object: &ObjectId) -> StoreResult<Option<Account>> {
    let row: Option<Joined> = dsl::accounts
        .inner_join(person::persons)
        .filter(dsl::directory.eq(directory.as_str()))
        .filter(dsl::object_id.eq(object.as_str()))
        .select(Joined::as_select())
        .first(tx.conn)
        .optional()?;
    Ok(row.map(Account::from))
}

/// Those of the directory's objects that are imported.
pub fn by_objects(tx: &mut Tx, directory: &DirectoryId, objects: &[ObjectId]) -> StoreResult<Vec<Account>> {
    let mut found = Vec::with_capacity(objects.len());
    for chunk in objects.chunks(500) {
        let rows: Vec<Joined> = dsl::accounts
            .inner_join(person::persons)
            .filter(dsl::directory.eq(directory.as_str()))
            .filter(dsl::object_id.eq_any(chunk.iter().map(ObjectId::as_str)))
            .select(Joined::as_select())
            .load(tx.conn)?;
        found.extend(rows.into_iter().map(Account::from));
    }
    Ok(found)
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
    type Row = (Joined, String, Option<String>, Option<String>, String, bool);
    let name = Name::parse(comparable);
    let fits = dsl::login_key
        .eq_any([name.whole, name.login])
        .or(dsl::upn_key.eq(name.whole))
        .or(dsl::mail_key.eq(name.whole));
    // the oldest first: what a newer directory holds, however much, leaves none of them out
    let rows: Vec<Row> = dsl::accounts
        .inner_join(directory::directories)
        .inner_join(person::persons)
        .filter(dsl::gone.eq(false))
        .filter(fits)
        .order((directory::created_at, directory::id, dsl::id))
        .limit(50)
        .select((Joined::as_select(), dsl::login_key, dsl::upn_key, dsl::mail_key, directory::name, directory::active))
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

/// Something can be done for it: it is neither gone, nor disabled, nor an administrator's, and its own directory sets
/// its password.
#[diesel::dsl::auto_type]
pub(crate) fn can_be_helped() -> _ {
    is_admissible().and(dsl::set_elsewhere.is_null())
}

/// Neither gone, nor disabled, nor an administrator's.
#[diesel::dsl::auto_type]
pub(crate) fn is_admissible() -> _ {
    dsl::gone.eq(false).and(dsl::disabled.eq(false)).and(dsl::protected.eq(false))
}

/// Of a query on accounts: its password is set elsewhere or, as an administrator said, not from here; and its person has
/// no other that can be helped.
pub(crate) const ONLY_ELSEWHERE: &str = "((accounts.set_elsewhere IS NOT NULL
      OR accounts.directory IN (SELECT id FROM directories WHERE NOT sets_passwords))
    AND NOT EXISTS (SELECT 1 FROM accounts AS beside JOIN directories AS its ON its.id = beside.directory
      WHERE beside.person = accounts.person AND its.sets_passwords AND beside.set_elsewhere IS NULL
      AND NOT (beside.gone OR beside.disabled OR beside.protected)))";

/// Of a query on accounts: a recovery could reach its person, by whichever account.
const IS_WITHIN_REACH: &str = "EXISTS
    (SELECT 1 FROM accounts AS beside JOIN directories AS its ON its.id = beside.directory
      WHERE beside.person = accounts.person AND its.active AND its.sets_passwords AND beside.set_elsewhere IS NULL
      AND NOT (beside.gone OR beside.disabled OR beside.protected))";

/// Somebody enrolled whose login, or the part before the @ of whose principal name or mail address, this
/// is: whom a name may mean that is nobody's as it was typed. Never for more than to show such a name what
/// its owner is shown: it proves nothing that the rest of the name is theirs. As of a whole name, the account itself
/// need not be one that can be recovered, if its person has another.
///
/// One query for every name. The oldest directory first, then a login before the rest, as in [`by_name`].
pub fn enrolled_by_local_part(tx: &mut Tx, local: &str) -> StoreResult<Option<Account>> {
    let means = dsl::login_key.eq(local).or(dsl::upn_local.eq(local)).or(dsl::mail_local.eq(local));
    let rows: Vec<(Joined, String, Option<String>)> = dsl::accounts
        .inner_join(directory::directories)
        .inner_join(person::persons)
        .filter(means)
        .filter(person::enrolled_at.is_not_null())
        .filter(person::onboarded_at.is_not_null())
        .filter(dsl::gone.eq(false))
        .filter(directory::active.eq(true))
        .filter(sql::<Bool>(IS_WITHIN_REACH))
        .order((directory::created_at, directory::id, dsl::id))
        .limit(50)
        .select((Joined::as_select(), dsl::login_key, dsl::upn_local))
        .load(tx.conn)?;
    let Some(oldest) = rows.first().map(|(row, _, _)| row.row.directory.clone()) else { return Ok(None) };
    let rank = |login: &str, upn: Option<&str>| (login != local, upn != Some(local));
    let best = rows
        .into_iter()
        .take_while(|(row, _, _)| row.row.directory == oldest && !local.is_empty())
        .min_by_key(|(_, login, upn)| rank(login, upn.as_deref()));
    Ok(best.map(|(row, _, _)| Account::from(row)))
}

/// The present accounts of a directory.
pub fn count(tx: &mut Tx, directory: &DirectoryId) -> StoreResult<i64> {
    let present = dsl::directory.eq(directory.as_str()).and(dsl::gone.eq(false));
    Ok(dsl::accounts.filter(present).count().get_result(tx.conn)?)
}

/// How many present accounts of a directory have this address, as `names::comparable` made it.
pub fn count_with_mail(tx: &mut Tx, directory: &DirectoryId, mail: &str) -> StoreResult<i64> {
    let theirs = dsl::directory.eq(directory.as_str()).and(dsl::mail_key.eq(mail)).and(dsl::gone.eq(false));
    Ok(dsl::accounts.filter(theirs).count().get_result(tx.conn)?)
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

/// Takes one entry in, outside of a page. `run`: of the import that it shall count as seen by.
pub fn upsert(tx: &mut Tx, directory: &DirectoryId, entry: &Entry, run: i64) -> StoreResult<Account> {
    upsert_all(tx, directory, std::slice::from_ref(entry), run)?;
    by_object(tx, directory, &entry.object_id)?
        .ok_or_else(|| StoreError::Other("the account that was written is gone".into()))
}

/// Rows per statement: 27 values each, far below both databases' limits for bound values.
const CHUNK: usize = 250;

/// New accounts are made, each with a person of its own, and known ones refreshed in what the directory owns.
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
        let owners = owners(tx, directory, chunk)?;
        let row = |(entry, owner)| new(tx, directory, entry, owner, run);
        let rows: Vec<New<'_>> = chunk.iter().copied().zip(&owners).map(row).collect();
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
                dsl::same_as.eq(excluded(dsl::same_as)),
                dsl::set_elsewhere.eq(excluded(dsl::set_elsewhere)),
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

/// Whose each of these is: as it is known, or a new person's.
fn owners(tx: &mut Tx, directory: &DirectoryId, entries: &[&Entry]) -> StoreResult<Vec<PersonId>> {
    let known: Vec<(String, String)> = dsl::accounts
        .filter(dsl::directory.eq(directory.as_str()))
        .filter(dsl::object_id.eq_any(entries.iter().map(|entry| entry.object_id.as_str())))
        .select((dsl::object_id, dsl::person))
        .load(tx.conn)?;
    let known: HashMap<String, String> = known.into_iter().collect();
    let mut fresh = Vec::new();
    let owners = entries
        .iter()
        .map(|entry| match known.get(entry.object_id.as_str()) {
            Some(person) => PersonId(person.clone()),
            None => {
                let person = PersonId(tx.new_id());
                fresh.push(person.clone());
                person
            }
        })
        .collect();
    persons::create_all(tx, &fresh)?;
    Ok(owners)
}

fn new<'a>(tx: &Tx, directory: &'a DirectoryId, entry: &'a Entry, owner: &'a PersonId, run: i64) -> New<'a> {
    let parts = [Some(entry.display_name.as_str()), Some(&entry.login), entry.upn.as_deref(), entry.mail.as_deref()];
    let local = |name: &str| local_part(&comparable(name)).to_owned();
    let now = tx.now().millis();
    New {
        id: tx.new_id(),
        directory: directory.as_str(),
        person: owner.as_str(),
        is_primary: true,
        object_id: entry.object_id.as_str(),
        dn: &entry.dn,
        login: &entry.login,
        upn: entry.upn.as_deref(),
        display_name: &entry.display_name,
        mail: entry.mail.as_deref(),
        phone: entry.phone.as_deref(),
        manager_dn: entry.manager_dn.as_deref(),
        preferred_language: entry.preferred_language.as_deref(),
        same_as: entry.same_as.as_ref().map(ObjectId::as_str),
        set_elsewhere: entry.set_elsewhere.map(Elsewhere::code),
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
