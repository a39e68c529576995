//! What the wizard and the doctor show: each thing that self-service needs, tried one by one, with the place in
//! Microsoft's console that mends it. Only the account that is there for it has its password set.

mod needs;
mod page;
mod rows;

use super::graph::MOST_ON_A_PAGE;
use super::login::Found;
use super::tenant::Tenant;
use super::wire::Group;
use async_trait::async_trait;
use latchkey_contract::check::{Place, SetUpFault};
use latchkey_domain::directory::{
    CheckKind, CheckRow, DirectoryError, DirectoryResult, Evidence, HealthCheck, PeopleSource as _,
    PresentedCertificate, Repair, Verdict,
};
use latchkey_domain::{Secret, Timestamp, entropy};
use needs::{CLOCKS_MILLIS, FOR_GROUPS, FOR_PEOPLE, FOR_RESETS, FOR_SESSIONS, REQUIRED, SHOWS, SOON_DAYS};
use rows::{Rows, mended};

impl Tenant {
    async fn token(&self, rows: &mut Rows<'_>) -> bool {
        let since = self.now();
        match self.graph.login.token().await {
            Ok(_) => {
                let days = self.fields.secret_days(self.now());
                let soon = days.filter(|days| *days <= SOON_DAYS);
                let (verdict, repair) = match soon {
                    Some(_) => {
                        (Verdict::Warn, Some(Repair::AtVendor { place: Place::EntraSecrets, values: Vec::new() }))
                    }
                    None => (Verdict::Good, None),
                };
                rows.add(CheckKind::Token, verdict, Evidence::TokenGiven { days }, repair, since);
                true
            }
            Err(error) => {
                rows.failed(CheckKind::Token, &error, mended(&error, &[], &self.ways_back), since);
                false
            }
        }
    }

    async fn reading(&self, rows: &mut Rows<'_>) {
        let since = self.now();
        match self.listed(None, MOST_ON_A_PAGE).await {
            Ok((page, left_out)) => {
                let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
                let elsewhere = page.entries.iter().filter(|entry| entry.set_elsewhere.is_some()).count();
                let evidence = Evidence::PeopleRead {
                    people: count(page.entries.len()),
                    or_more: page.next.is_some(),
                    left_out,
                    set_elsewhere: count(elsewhere),
                };
                rows.add(CheckKind::ReadPeople, Verdict::Good, evidence, None, since);
            }
            Err(error) => {
                rows.failed(CheckKind::ReadPeople, &error, mended(&error, &FOR_PEOPLE, &self.ways_back), since);
            }
        }
        let since = self.now();
        match self.some_groups().await {
            Ok((groups, or_more)) => {
                rows.add(CheckKind::ReadGroups, Verdict::Good, Evidence::GroupsRead { groups, or_more }, None, since);
            }
            Err(error) => {
                rows.failed(CheckKind::ReadGroups, &error, mended(&error, &FOR_GROUPS, &self.ways_back), since);
            }
        }
    }

    /// One page, and the members of the first: names of groups may be read without them.
    async fn some_groups(&self) -> DirectoryResult<(u32, bool)> {
        let listed =
            self.graph.page::<Group>(&self.graph.url(&["groups"], &[("$select", "id"), ("$top", "999")])?).await?;
        if let Some(first) = listed.value.first() {
            self.members(&latchkey_domain::ids::ObjectId(first.id.clone()), None, 1).await?;
        }
        Ok((u32::try_from(listed.value.len()).unwrap_or(u32::MAX), listed.next.is_some()))
    }

    /// A password that nobody knows, on the account that was named.
    async fn test_reset(&self) -> DirectoryResult<String> {
        let before = self.user(&self.fields.test_account).await?;
        let whole = self.whole().await?;
        let state = before.state(&whole.around(), self.graph.host(), self.now());
        if state.protected {
            return Err(DirectoryError::Protected);
        }
        if let Some(by) = state.set_elsewhere {
            return Err(DirectoryError::SetElsewhere { by });
        }
        let password = Secret::new(format!("{}-a1", entropy::new_readable(24, self.entropy.as_ref()).expose()));
        self.set_password(&before.id, &password).await?;
        for pause in SHOWS {
            tokio::time::sleep(pause).await;
            let after = self.user(&before.id).await?;
            if after.password_set_at().is_some() && after.password_set_at() != before.password_set_at() {
                return Ok(before.id);
            }
        }
        Err(DirectoryError::Other { detail: "the new password was taken and does not show as changed".to_owned() })
    }

    async fn writing(&self, rows: &mut Rows<'_>) {
        let since = self.now();
        let sessions = |rows: &mut Rows<'_>, verdict, evidence| {
            rows.add(CheckKind::EndSessions, verdict, evidence, None, since);
        };
        if self.fields.test_account.is_empty() {
            rows.add(CheckKind::TestReset, Verdict::NotTried, Evidence::NoTestAccount, None, since);
            return match self.fields.keep_sessions {
                true => sessions(rows, Verdict::Good, Evidence::SessionsStay),
                false => sessions(rows, Verdict::NotTried, Evidence::NoTestAccount),
            };
        }
        let tried = self.test_reset().await;
        let id = match tried {
            Ok(id) => {
                let evidence = Evidence::ResetTried { account: self.fields.test_account.clone() };
                rows.add(CheckKind::TestReset, Verdict::Good, evidence, None, since);
                Some(id)
            }
            Err(error) => {
                rows.failed(CheckKind::TestReset, &error, mended(&error, &FOR_RESETS, &self.ways_back), since);
                None
            }
        };
        match id {
            _ if self.fields.keep_sessions => sessions(rows, Verdict::Good, Evidence::SessionsStay),
            None => sessions(rows, Verdict::NotTried, Evidence::NotTried),
            Some(id) => match self.end_sessions(&id).await {
                Ok(()) => sessions(rows, Verdict::Good, Evidence::SessionsEnd),
                Err(error) => {
                    rows.failed(CheckKind::EndSessions, &error, mended(&error, &FOR_SESSIONS, &self.ways_back), since);
                }
            },
        }
    }
}

fn clocks(rows: &mut Rows<'_>, found: &Found, now: Timestamp) {
    // theirs has no fractions, and is half a second old on the average
    let Some(millis) = found.date.map(|date| date.plus_millis(500).since(now)) else { return };
    if millis.abs() <= CLOCKS_MILLIS {
        rows.add(CheckKind::Clock, Verdict::Good, Evidence::ClockDiffers { millis }, None, now);
    } else {
        rows.add(CheckKind::Clock, Verdict::Bad, Evidence::ClockDiffers { millis }, None, now);
    }
}

#[async_trait]
impl HealthCheck for Tenant {
    async fn domain_id(&self) -> DirectoryResult<Option<String>> {
        Ok(Some(self.graph.login.tenant().await?.to_owned()))
    }

    async fn check(&self, _subtrees: &[String]) -> Vec<CheckRow> {
        use CheckKind::{EndSessions, ReadGroups, ReadPeople, SignInPage, TestReset, Token};
        let login = self.graph.login.host();
        let mut rows = Rows::new(self.clock.as_ref(), &login);
        let since = self.now();
        let found = match self.graph.login.find().await {
            Ok(found) => found,
            Err(error) => {
                rows.failed(CheckKind::Tenant, &error, mended(&error, &[], &self.ways_back), since);
                rows.not_tried(&[Token, ReadPeople, ReadGroups, SignInPage, TestReset, EndSessions]);
                return rows.rows;
            }
        };
        let named = Evidence::TenantFound { name: self.graph.login.name.clone(), id: found.id.clone() };
        rows.add(CheckKind::Tenant, Verdict::Good, named, None, since);
        clocks(&mut rows, &found, self.now());
        let let_in = self.token(&mut rows).await;
        self.sign_in_page(&mut rows, &found).await;
        rows.server(self.graph.host());
        if let_in {
            self.reading(&mut rows).await;
            self.writing(&mut rows).await;
        } else {
            rows.not_tried(&[ReadPeople, ReadGroups, TestReset, EndSessions]);
        }
        rows.rows
    }

    fn required(&self) -> &'static [CheckKind] {
        &REQUIRED
    }

    async fn presented_certificates(&self) -> DirectoryResult<Vec<PresentedCertificate>> {
        Err(DirectoryError::Unsupported)
    }
}

impl Tenant {
    async fn sign_in_page(&self, rows: &mut Rows<'_>, found: &Found) {
        let since = self.now();
        let mut unknown = Vec::new();
        for back in &self.ways_back {
            match self.page_takes(found, back).await {
                Ok(()) => {}
                Err(DirectoryError::SetUp { fault: SetUpFault::RedirectUnknown, .. }) => unknown.push(back.clone()),
                Err(error) => {
                    let repair = mended(&error, &[], &self.ways_back);
                    return rows.failed(CheckKind::SignInPage, &error, repair, since);
                }
            }
        }
        if unknown.is_empty() {
            let evidence = Evidence::PageKnowsUs { host: found.page.host_str().unwrap_or_default().to_owned() };
            return rows.add(CheckKind::SignInPage, Verdict::Good, evidence, None, since);
        }
        let detail = unknown.join(", ");
        let error = DirectoryError::SetUp { fault: SetUpFault::RedirectUnknown, detail };
        let repair = Some(Repair::AtVendor { place: Place::EntraRedirect, values: unknown });
        rows.failed(CheckKind::SignInPage, &error, repair, since);
    }
}
