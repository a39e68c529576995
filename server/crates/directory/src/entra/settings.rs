//! What is kept of a tenant's form besides its name and its secret.

use jiff::civil::Date;
use latchkey_contract::admin::Cloud;
use latchkey_domain::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    pub client_id: String,
    pub cloud: Cloud,
    pub login_base: String,
    pub graph_base: String,
    pub trusted_pem: String,
    pub secret_ends: String,
    pub keep_sessions: bool,
    pub test_account: String,
}

impl Fields {
    /// Where the sign-in service is, without a slash at the end.
    pub(super) fn login(&self) -> &str {
        own_or(&self.login_base, bases(self.cloud).0)
    }

    /// Where Microsoft Graph is, without the version.
    pub(super) fn graph(&self) -> &str {
        own_or(&self.graph_base, bases(self.cloud).1)
    }

    /// What a token is asked for: everything that was agreed to for the cloud's own Graph, wherever we reach it.
    pub(super) fn scope(&self) -> String {
        format!("{}/.default", bases(self.cloud).1)
    }

    /// More days that the secret is good for; 0 on the last one and after it.
    pub(super) fn secret_days(&self, now: Timestamp) -> Option<u32> {
        let ends = date(&self.secret_ends)?;
        let today = jiff::Timestamp::from_millisecond(now.millis()).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
        let days = today.until((jiff::Unit::Day, ends)).ok()?.get_days();
        Some(u32::try_from(days.max(0)).unwrap_or(0))
    }
}

/// <https://learn.microsoft.com/graph/deployments>, <https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud>
const fn bases(cloud: Cloud) -> (&'static str, &'static str) {
    match cloud {
        Cloud::Global => ("https://login.microsoftonline.com", "https://graph.microsoft.com"),
        Cloud::UsGovernment => ("https://login.microsoftonline.us", "https://graph.microsoft.us"),
        Cloud::UsDefense => ("https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
        Cloud::China => ("https://login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn"),
    }
}

fn own_or<'a>(own: &'a str, vendors: &'a str) -> &'a str {
    match own.trim_end_matches('/') {
        "" => vendors,
        own => own,
    }
}

/// `2028-11-22`.
pub(super) fn date(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cloud_has_its_own_and_both_can_be_elsewhere() {
        let china = Fields { cloud: Cloud::China, ..Fields::default() };
        assert_eq!(china.login(), "https://login.partner.microsoftonline.cn");
        assert_eq!(china.scope(), "https://microsoftgraph.chinacloudapi.cn/.default");
        let own = Fields { login_base: "https://l.example/".into(), graph_base: "https://g.example".into(), ..china };
        assert_eq!((own.login(), own.graph()), ("https://l.example", "https://g.example"));
        assert_eq!(own.scope(), "https://microsoftgraph.chinacloudapi.cn/.default");
    }

    #[test]
    fn days_until_the_secret_ends() {
        let ends = |text: &str| Fields { secret_ends: text.into(), ..Fields::default() };
        let now = Timestamp::from_secs(1_700_000_000); // 2023-11-14
        assert_eq!(ends("2023-12-14").secret_days(now), Some(30));
        assert_eq!(ends("2023-11-14").secret_days(now), Some(0));
        assert_eq!(ends("2023-01-01").secret_days(now), Some(0));
        assert_eq!(ends("").secret_days(now), None);
        assert_eq!(date("14.11.2023"), None);
    }
}
