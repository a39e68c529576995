//! One tenant, opened: the lines to it, and what is true of all of it.

use super::cached::Cached;
use super::graph::Graph;
use super::immutable_id;
use super::login::{Login, misconfigured, no_answer};
use super::settings::Fields;
use super::wire::{Around, Domain, Group, RoleAssignment, STATE, User};
use crate::kind::{Stored, World};
use latchkey_domain::directory::{DirectoryError, DirectoryResult, SharedState};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Clock, Entropy, Timestamp};
use latchkey_web::http::Http;
use latchkey_web::oidc::Oidc;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;
use url::Url;

/// One request while somebody waits: a reset is several, and ends within forty seconds.
const PERSON: Duration = Duration::from_secs(6);
/// A page of 999 people.
const LISTING: Duration = Duration::from_secs(30);
const PAGE_BYTES: usize = 16 * 1024 * 1024;
/// Who holds a role may change at any time; who lists many asks for each page.
const ROLES_SECS: i64 = 60;
const DOMAINS_SECS: i64 = 300;

pub(super) struct Tenant {
    pub fields: Fields,
    pub graph: Graph,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub shared: Arc<dyn SharedState>,
    pub ways_back: Vec<String>,
    pub oidc: OnceCell<Oidc>,
    domains: Cached<Vec<Domain>>,
    protected: Cached<HashSet<String>>,
}

/// `Around`, of one moment.
pub(super) struct Whole {
    domains: Arc<Vec<Domain>>,
    protected: Arc<HashSet<String>>,
}

impl Whole {
    pub(super) fn around(&self) -> Around<'_> {
        Around { domains: &self.domains, protected: &self.protected }
    }
}

impl Tenant {
    /// Connects to nothing yet.
    pub(super) fn open(stored: Stored<'_>, world: &World) -> DirectoryResult<Self> {
        let fields: Fields = serde_json::from_value(stored.rest.clone())
            .map_err(|error| misconfigured(&format!("stored connection settings: {error}")))?;
        let url = |text: &str| Url::parse(text).map_err(|_| misconfigured("an address of the service is none"));
        let line = |whole| Http::new(Some(&fields.trusted_pem), whole).map_err(no_answer);
        let who = (fields.client_id.clone(), stored.secret.clone());
        let (name, scope) = (stored.name.to_owned(), fields.scope());
        let login = Login::new(line(PERSON)?, url(fields.login())?, name, who, scope, world.clock.clone());
        let graph =
            Graph { login, http: line(PERSON)?, pages: line(LISTING)?.reading(PAGE_BYTES), base: url(fields.graph())? };
        Ok(Self {
            fields,
            graph,
            clock: world.clock.clone(),
            entropy: world.entropy.clone(),
            shared: world.shared.clone(),
            ways_back: world.ways_back.clone(),
            oidc: OnceCell::new(),
            domains: Cached::new(DOMAINS_SECS),
            protected: Cached::new(ROLES_SECS),
        })
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) async fn domains(&self) -> DirectoryResult<Arc<Vec<Domain>>> {
        let select = "id,authenticationType,isVerified,passwordValidityPeriodInDays";
        self.domains.get(self.now(), self.graph.all(&["domains"], &[("$select", select)])).await
    }

    pub(super) async fn whole(&self) -> DirectoryResult<Whole> {
        let protected = self.protected.get(self.now(), self.role_holders()).await?;
        Ok(Whole { domains: self.domains().await?, protected })
    }

    /// Everybody who holds a directory role now, whatever it is and wherever it reaches: themselves, or as a member of a
    /// group that does. Who may only activate one (Privileged Identity Management) is not among them.
    async fn role_holders(&self) -> DirectoryResult<HashSet<String>> {
        let assignments: Vec<RoleAssignment> =
            self.graph.all(&["roleManagement", "directory", "roleAssignments"], &[]).await?;
        let mut holders: HashSet<String> =
            assignments.into_iter().filter_map(|one| Some(one.principal_id?.to_lowercase())).collect();
        let query = [("$filter", "isAssignableToRole eq true"), ("$select", "id"), ("$top", "999")];
        let groups: Vec<Group> = self.graph.all(&["groups"], &query).await?;
        for group in groups.iter().filter(|group| holders.contains(&group.id.to_lowercase())).collect::<Vec<_>>() {
            let path = ["groups", group.id.as_str(), "transitiveMembers", "microsoft.graph.user"];
            let query = [("$count", "true"), ("$select", "id"), ("$top", "999")];
            let members: Vec<User> = self.graph.all(&path, &query).await?;
            holders.extend(members.into_iter().map(|member| member.id.to_lowercase()));
        }
        Ok(holders)
    }

    /// By its id or its sign-in name.
    pub(super) async fn user(&self, name: &str) -> DirectoryResult<User> {
        self.graph.one(&["users", name], &[("$select", STATE)]).await
    }
}

/// As it may stand in an address.
pub(super) fn object(id: &ObjectId) -> DirectoryResult<String> {
    immutable_id::from_text(id.as_str()).map(|id| id.to_string()).ok_or(DirectoryError::NotFound)
}
