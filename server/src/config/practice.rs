//! What must not stand beside practice mode. Its whole point is that nobody can come to harm:
//! it listens on this machine only, keeps its own file, and sends nothing anywhere.

use super::keys::{DATABASE_URL, LISTEN, MAIL_HOST, ORIGIN, PROXY_TRUSTED, SECRETS_KEY_FILE, TLS_CERTIFICATE};
use super::site::SiteConfig;
use super::values::Values;

/// Adds a fault, with the reason, for everything production-like.
pub fn refuse(values: &mut Values, site: &SiteConfig) {
    for (section, what) in [
        (TLS_CERTIFICATE.section(), "practice mode listens on this machine only and has no certificates"),
        (MAIL_HOST.section(), "practice mode shows its messages on a page and sends none"),
        (PROXY_TRUSTED.section(), "practice mode must not be reachable through a proxy"),
        (DATABASE_URL.section(), "practice mode keeps its own file, so that it never touches yours"),
        (SECRETS_KEY_FILE.section(), "practice mode has its own key, so that it never touches yours"),
    ] {
        if let Some((key, source)) = values.first_of(section).map(|(key, source)| (key.to_owned(), source.clone())) {
            values.fault(
                source,
                format!(
                    "`{key}` belongs to a real installation, and {what}. Take it out, or start without practice mode."
                ),
            );
        }
    }
    if !site.listen.ip().is_loopback() {
        values.fault_at(
            LISTEN,
            format!(
                "practice mode has known passwords and listens on this machine only, not on {}. Use 127.0.0.1.",
                site.listen.ip()
            ),
        );
    }
    if let Some(origin) = &site.origin
        && !origin.is_loopback()
    {
        values.fault_at(
            ORIGIN,
            format!("`{}` is a public address, and practice mode is for this machine only. Take it out.", origin.url()),
        );
    }
}
