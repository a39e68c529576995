//! What is typed to connect a directory, and which kinds there are.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DirectoryKind {
    #[default]
    ActiveDirectory,
    EntraId,
    GoogleWorkspace,
    LdapServer,
    Practice,
    PracticeCloud,
}

impl DirectoryKind {
    pub const ALL: [Self; 6] = [
        Self::ActiveDirectory,
        Self::EntraId,
        Self::GoogleWorkspace,
        Self::LdapServer,
        Self::Practice,
        Self::PracticeCloud,
    ];

    /// As it is stored, and as serde writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ActiveDirectory => "active-directory",
            Self::EntraId => "entra-id",
            Self::GoogleWorkspace => "google-workspace",
            Self::LdapServer => "ldap-server",
            Self::Practice => "practice",
            Self::PracticeCloud => "practice-cloud",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Lives in the program, in practice mode alone, and there is nothing to type for it.
    pub const fn is_built_in(self) -> bool {
        matches!(self, Self::Practice | Self::PracticeCloud)
    }

    /// Those that a server of this mode offers: practice mode and real directories never stand side by side.
    pub fn offered(practice: bool) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |kind| kind.is_built_in() == practice)
    }
}

/// The connection form. `id` empty: a new one. `password` empty with an `id`: keep the stored one.
/// What a kind does not ask for stays empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Connection {
    pub id: String,
    /// Stays what it was at the first save.
    pub kind: DirectoryKind,
    /// DNS name of the domain: `corp.example.com`. Of a tenant, a Google customer: one of its domains.
    pub domain: String,
    /// Servers, separated by comma, space or line: `dc1.corp.example.com`, `ldaps://10.0.0.1`,
    /// `ldap://dc2` (StartTLS). Empty: found in DNS, of Active Directory.
    pub servers: String,
    /// As whom we sign in: a service account, the DN of one; for Google the administrator who is acted for.
    pub account: String,
    /// What goes with it: a password, a client secret, the service account's key file.
    pub password: String,
    /// PEM of the private authority that the administrator chose to trust for this directory only.
    pub trusted_pem: String,
    pub entra: EntraFields,
    pub google: GoogleFields,
    pub ldap: LdapFields,
    /// The name that people know it by: "Northwind account".
    pub label: String,
    /// The administrator's current authenticator code: asked for when a connection is new, or changes in
    /// anything but its label. Never sent back.
    pub code: String,
}

/// Which of Microsoft's clouds a tenant is in; their tokens are not interchangeable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cloud {
    #[default]
    Global,
    /// US Government L4 (GCC High).
    UsGovernment,
    UsDefense,
    China,
}

impl Cloud {
    pub const ALL: [Self; 4] = [Self::Global, Self::UsGovernment, Self::UsDefense, Self::China];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::UsGovernment => "us-government",
            Self::UsDefense => "us-defense",
            Self::China => "china",
        }
    }
}

/// What a tenant of Microsoft Entra ID asks for besides. `Connection::password` is the client secret; it stays empty
/// with a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntraFields {
    /// Application (client) ID.
    pub client_id: String,
    pub cloud: Cloud,
    /// Where the sign-in service and Microsoft Graph are, in place of the cloud's own: `https://login.example`.
    pub login_base: String,
    pub graph_base: String,
    /// Proves itself by a certificate whose key was made here, and not by a secret.
    pub by_certificate: bool,
    /// To be uploaded; made with the form, never typed.
    pub certificate_pem: String,
    /// `2028-11-22`: the last day of the client secret, as Microsoft's console shows it. Empty: not known.
    pub secret_ends: String,
    /// Leave open sessions as they are after a reset.
    pub keep_sessions: bool,
    /// Whose password may be set to see that it can be: `latchkey.test@example.com`. Empty: nobody's.
    pub test_account: String,
}

/// What Google Workspace asks for besides. `Connection::account` is the administrator who is acted for,
/// `Connection::password` the service account's key file (JSON).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GoogleFields {
    /// For signing people in: an OAuth client of the type “Web application”.
    pub client_id: String,
    /// Its secret; empty with an `id`: keep the stored one.
    pub client_secret: String,
    /// Where the Admin SDK, the token endpoint and the sign-in are, in place of Google's own.
    pub api_base: String,
    pub token_url: String,
    pub issuer: String,
    /// Take the recovery mailbox and number that people gave Google for addresses of theirs.
    pub recovery_addresses: bool,
    pub keep_sessions: bool,
    pub test_account: String,
}

/// Which names of attributes an LDAP server goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LdapPreset {
    /// RFC 2798.
    #[default]
    InetOrgPerson,
    /// RFC 2307.
    PosixAccount,
    FreeIpa,
    /// 389 Directory Server.
    Ds389,
}

impl LdapPreset {
    pub const ALL: [Self; 4] = [Self::InetOrgPerson, Self::PosixAccount, Self::FreeIpa, Self::Ds389];

    pub const fn code(self) -> &'static str {
        match self {
            Self::InetOrgPerson => "inet-org-person",
            Self::PosixAccount => "posix-account",
            Self::FreeIpa => "free-ipa",
            Self::Ds389 => "ds389",
        }
    }
}

/// What an LDAP server asks for besides. `Connection::account` is a DN. An attribute or filter that is empty is the
/// preset's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LdapFields {
    /// Where people and groups are: `dc=example,dc=com`. Empty: what the server names first.
    pub base: String,
    pub preset: LdapPreset,
    pub people_filter: String,
    pub group_filter: String,
    /// Never changes and is never used again (RFC 4530): `entryUUID`, `nsUniqueId`, `ipaUniqueID`.
    pub id_attribute: String,
    pub login_attribute: String,
    pub name_attribute: String,
    pub mail_attribute: String,
    pub phone_attribute: String,
    /// In which a group names its members: `member`, `uniqueMember`, `memberUid`.
    pub member_attribute: String,
    /// Groups whose members only administrators help; DNs, one a line.
    pub privileged_groups: String,
}

impl Connection {
    /// Goes to another place than `before`, or as somebody else, or trusts somebody else.
    pub fn moves(&self, before: &Self) -> bool {
        let place = |form: &Self| {
            [
                &form.domain,
                &form.servers,
                &form.account,
                &form.trusted_pem,
                &form.entra.client_id,
                &form.entra.login_base,
                &form.entra.graph_base,
                &form.google.client_id,
                &form.google.api_base,
                &form.google.token_url,
                &form.google.issuer,
                &form.ldap.base,
            ]
            .map(|text| text.trim().to_owned())
        };
        place(self) != place(before) || self.entra.cloud != before.entra.cloud
    }

    /// Whether saving this in place of `before` asks for a code, as a new one always does: whatever is changed of the
    /// connection but its label. An empty password keeps the stored one.
    pub fn needs_code(&self, before: &Self) -> bool {
        before.id.is_empty()
            || self.moves(before)
            || !self.password.is_empty()
            || !self.google.client_secret.is_empty()
            || (&self.entra, &self.google, &self.ldap) != (&before.entra, &before.google, &before.ldap)
    }
}
