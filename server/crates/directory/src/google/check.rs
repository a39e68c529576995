//! Whether self-service would work with this customer of Google's: everything tried one by one, each red row with the
//! place in Google's consoles where it is mended. A password is set on the named test account and on no other.

use super::client::Call;
use super::errors::set_up;
use super::passwords;
use super::wire::{Groups, Users, page_fields};
use super::workspace::{CUSTOMER, Workspace};
use async_trait::async_trait;
use latchkey_contract::check::{Place, SetUpFault};
use latchkey_domain::directory::{
    CheckKind, CheckRow, DirectoryError, DirectoryResult, Evidence, HealthCheck, PresentedCertificate, Repair, Verdict,
};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Secret, Timestamp, entropy};
use reqwest::Method;
use url::Url;

const REQUIRED: [CheckKind; 5] =
    [CheckKind::Tenant, CheckKind::Token, CheckKind::ReadPeople, CheckKind::SignInPage, CheckKind::TestReset];
/// A token's time is judged by Google's clock; of so much difference nobody hears.
const CLOCK_WARN_MILLIS: i64 = 30_000;
const CLOCK_BAD_MILLIS: i64 = 300_000;

/// What was seen; `Err`: what hinders.
type Outcome = Result<(Verdict, Evidence), DirectoryError>;

fn good(evidence: Evidence) -> Outcome {
    Ok((Verdict::Good, evidence))
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

impl Workspace {
    async fn seen(&self, kind: CheckKind) -> Outcome {
        match kind {
            CheckKind::Token => {
                self.client.tokens.get(None).await.map_err(super::tokens::NoToken::error)?;
                good(Evidence::TokenGiven { days: None })
            }
            CheckKind::Tenant => self.see_customer().await,
            CheckKind::ReadPeople => self.see_people().await,
            CheckKind::ReadGroups => self.see_groups().await,
            CheckKind::SignInPage => self.see_page().await,
            CheckKind::TestReset => self.try_reset().await,
            CheckKind::EndSessions => self.try_sign_out().await,
            _ => self.see_clock(),
        }
    }

    /// That the domain of the form is one of this customer's.
    async fn see_customer(&self) -> Outcome {
        let customer = self.customer().await?;
        if !customer.customer_domain.eq_ignore_ascii_case(&self.config.domain) {
            let query = vec![("domain", self.config.domain.clone()), ("maxResults", "1".to_owned())];
            let inside: DirectoryResult<Users> = self.client.read(&Call::get(&["users"], query)).await;
            inside.map_err(|error| match error {
                DirectoryError::NotFound | DirectoryError::SetUp { .. } | DirectoryError::Other { .. } => {
                    set_up(SetUpFault::OtherTenant, customer.customer_domain.clone())
                }
                error => error,
            })?;
        }
        good(Evidence::TenantFound { name: customer.customer_domain, id: customer.id })
    }

    async fn see_people(&self) -> Outcome {
        let query = vec![
            ("customer", CUSTOMER.to_owned()),
            ("maxResults", "500".to_owned()),
            ("projection", "full".to_owned()),
            ("fields", page_fields()),
        ];
        let page: Users = self.client.read(&Call::get(&["users"], query)).await?;
        self.units().await?;
        let guests = page.users.iter().filter(|user| user.is_guest_user).count();
        for user in &page.users {
            user.entry(false)?;
        }
        let (people, or_more) = (number(page.users.len() - guests), !page.next_page_token.is_empty());
        good(Evidence::PeopleRead { people, or_more, left_out: number(guests), set_elsewhere: 0 })
    }

    async fn see_groups(&self) -> Outcome {
        let query = vec![("customer", CUSTOMER.to_owned()), ("maxResults", "200".to_owned())];
        let page: Groups = self.client.read(&Call::get(&["groups"], query)).await?;
        good(Evidence::GroupsRead { groups: number(page.groups.len()), or_more: !page.next_page_token.is_empty() })
    }

    /// The page is asked for as a browser would: an address for the way back that it does not know is refused there.
    async fn see_page(&self) -> Outcome {
        let unknown = |detail: String| set_up(SetUpFault::RedirectUnknown, detail);
        if self.config.ways_back.is_empty() {
            return Err(unknown("this server has no address of its own yet".to_owned()));
        }
        let mut host = String::new();
        for way in &self.config.ways_back {
            let back: Url = way.parse().map_err(|_| unknown(way.clone()))?;
            self.oidc.check(&back).await.map_err(|error| match error.to_string() {
                text if text.contains("client secret") => set_up(SetUpFault::WrongSecret, text),
                _ => super::answers::none(error),
            })?;
            let (page, _) = self.page(entropy::new_token(self.entropy.as_ref()), &back).await?;
            page.host_str().unwrap_or_default().clone_into(&mut host);
            let request = self.http.request(Method::GET, &page).map_err(super::answers::none)?;
            let answer = self.http.send(request).await.map_err(super::answers::none)?;
            let next = answer.headers.get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
            if answer.status.is_client_error() || next.split('?').next().unwrap_or_default().contains("/error") {
                return Err(unknown(format!("{}: {way}", answer.status.as_u16())));
            }
            if answer.status.is_server_error() {
                return Err(DirectoryError::Unreachable { detail: format!("{host}: {}", answer.status) });
            }
        }
        good(Evidence::PageKnowsUs { host })
    }

    /// Of the form's test account; `None`: nobody was named.
    async fn test_account(&self) -> DirectoryResult<Option<ObjectId>> {
        if self.config.test_account.is_empty() {
            return Ok(None);
        }
        let user = self.user(&self.config.test_account).await?;
        // an alias of somebody's would be somebody
        if !user.primary_email.eq_ignore_ascii_case(&self.config.test_account) {
            return Err(DirectoryError::NotFound);
        }
        passwords::may_set(&user)?;
        Ok(Some(ObjectId(user.id)))
    }

    async fn try_reset(&self) -> Outcome {
        let Some(id) = self.test_account().await? else { return Ok((Verdict::Warn, Evidence::NoTestAccount)) };
        let generated = entropy::new_readable(24, self.entropy.as_ref());
        self.set(&id, &Secret::new(format!("{}-a7", generated.expose()))).await?;
        good(Evidence::ResetConfirmed { account: self.config.test_account.clone() })
    }

    async fn try_sign_out(&self) -> Outcome {
        if self.config.keep_sessions {
            return good(Evidence::SessionsStay);
        }
        let Some(id) = self.test_account().await? else { return Ok((Verdict::Warn, Evidence::NoTestAccount)) };
        self.end_sessions(&id).await?;
        good(Evidence::SessionsEnd)
    }

    fn see_clock(&self) -> Outcome {
        let Some(millis) = self.client.ahead_millis() else { return Ok((Verdict::NotTried, Evidence::NotTried)) };
        let verdict = match millis.saturating_abs() {
            ..CLOCK_WARN_MILLIS => Verdict::Good,
            CLOCK_WARN_MILLIS..CLOCK_BAD_MILLIS => Verdict::Warn,
            _ => Verdict::Bad,
        };
        Ok((verdict, Evidence::ClockDiffers { millis }))
    }

    fn row(&self, kind: CheckKind, seen: Outcome, since: Timestamp) -> CheckRow {
        let millis = u32::try_from(self.clock.now().since(since)).unwrap_or(0);
        let (verdict, evidence, repair) = match seen {
            Ok((verdict, evidence)) => (verdict, evidence, None),
            Err(error) => (Verdict::Bad, Evidence::Failed((&error).into()), self.repair(&error)),
        };
        CheckRow { kind, server: String::new(), verdict, evidence, repair, millis }
    }

    fn repair(&self, error: &DirectoryError) -> Option<Repair> {
        let DirectoryError::SetUp { fault, .. } = error else { return None };
        let (place, values) = match fault {
            SetUpFault::NoDelegation => {
                (Place::GoogleDelegation, vec![self.key.client_id.clone(), self.client.tokens.scopes().join(",")])
            }
            SetUpFault::WrongAdministrator => (Place::GoogleAdministrator, vec![self.config.administrator.clone()]),
            SetUpFault::ApiOff => (Place::GoogleApis, vec!["Admin SDK API".to_owned()]),
            SetUpFault::KeyUnknown => (Place::GoogleKeys, vec![self.key.client_email.clone()]),
            SetUpFault::RedirectUnknown => (Place::GoogleRedirect, self.config.ways_back.clone()),
            _ => return None,
        };
        Some(Repair::AtVendor { place, values })
    }
}

#[async_trait]
impl HealthCheck for Workspace {
    async fn domain_id(&self) -> DirectoryResult<Option<String>> {
        self.customer().await.map(|customer| Some(customer.id))
    }

    async fn check(&self, _subtrees: &[String]) -> Vec<CheckRow> {
        use CheckKind as K;
        let mut rows = Vec::new();
        let mut let_in = false;
        for kind in
            [K::Token, K::Tenant, K::ReadPeople, K::ReadGroups, K::TestReset, K::EndSessions, K::SignInPage, K::Clock]
        {
            let since = self.clock.now();
            let needs_token = !matches!(kind, K::Token | K::SignInPage | K::Clock);
            let seen = match needs_token && !let_in {
                true => Ok((Verdict::NotTried, Evidence::NotTried)),
                false => self.seen(kind).await,
            };
            let_in |= kind == K::Token && seen.is_ok();
            rows.push(self.row(kind, seen, since));
        }
        rows
    }

    fn required(&self) -> &'static [CheckKind] {
        &REQUIRED
    }

    /// Its certificate is the world's business, or that of the authority in the form.
    async fn presented_certificates(&self) -> DirectoryResult<Vec<PresentedCertificate>> {
        Err(DirectoryError::Unsupported)
    }
}
