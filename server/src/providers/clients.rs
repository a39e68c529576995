//! The clients of `latchkey-providers`, each with the secrets put back that its settings leave out.

use super::{Client, World, config, secrets};
use latchkey_domain::Secret;
use latchkey_providers::duo::{Duo, DuoConfig};
use latchkey_providers::radius::{Radius, RadiusConfig};
use latchkey_providers::yubikey::{Yubikey, YubikeyConfig};
use latchkey_store::providers::ProviderRow;
use latchkey_web::ProviderError;
use latchkey_web::oidc::{Oidc, OidcConfig};
use serde::{Deserialize, Serialize};

fn secret(row: &ProviderRow, name: &str) -> Result<Secret, ProviderError> {
    Ok(Secret::from(secrets(row)?.remove(name).unwrap_or_default()))
}

impl Client for Radius {
    const NAME: &'static str = "radius";
    const TITLE: &'static str = "RADIUS";

    /// The shared secrets by `RadiusServer::place`.
    fn make(world: &World<'_>, row: &ProviderRow) -> Result<Self, ProviderError> {
        let (mut config, mut secrets) = (config::<RadiusConfig>(row)?, secrets(row)?);
        for server in &mut config.servers {
            server.secret = Secret::from(secrets.remove(&server.place()).unwrap_or_default());
        }
        Self::new(config, world.entropy.clone())
    }
}

impl Client for Duo {
    const NAME: &'static str = "duo";
    const TITLE: &'static str = "Duo";

    fn make(world: &World<'_>, row: &ProviderRow) -> Result<Self, ProviderError> {
        let config = DuoConfig { client_secret: secret(row, "client_secret")?, ..config(row)? };
        Self::new(&config, world.clock.clone())
    }
}

impl Client for Yubikey {
    const NAME: &'static str = "yubikey";
    const TITLE: &'static str = "the validation server for YubiKeys";

    fn make(world: &World<'_>, row: &ProviderRow) -> Result<Self, ProviderError> {
        let config = YubikeyConfig { api_key: secret(row, "api_key")?, ..config(row)? };
        Self::new(&config, world.entropy.clone())
    }
}

/// What an administrator says of another identity provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OidcSettings {
    #[serde(flatten)]
    pub config: OidcConfig,
    /// As people know it: "Contoso".
    pub name: String,
    /// People sign in there with the directory's password: worth nothing to whoever lost it.
    #[serde(default)]
    pub same_password: bool,
}

pub struct NamedOidc {
    pub client: Oidc,
    pub name: String,
    pub same_password: bool,
}

impl Client for NamedOidc {
    const NAME: &'static str = "oidc";
    const TITLE: &'static str = "the other identity provider";

    fn make(world: &World<'_>, row: &ProviderRow) -> Result<Self, ProviderError> {
        let settings: OidcSettings = config(row)?;
        let config = OidcConfig { client_secret: secret(row, "client_secret")?, ..settings.config };
        let client = Oidc::new(&config, world.clock.clone())?;
        Ok(Self { client, name: settings.name, same_password: settings.same_password })
    }
}
