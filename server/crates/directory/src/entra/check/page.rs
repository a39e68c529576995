//! Whether the page on which people sign in knows us and would send them back. It is asked as for somebody who is
//! signed in already (`prompt=none`): a page that knows the address goes back there at once with “nobody is”.

use super::super::aadsts;
use super::super::login::{Found, misconfigured, no_answer};
use super::super::tenant::Tenant;
use latchkey_contract::check::SetUpFault;
use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use latchkey_domain::entropy::new_token;
use reqwest::Method;
use reqwest::header::LOCATION;

impl Tenant {
    pub(super) async fn page_takes(&self, found: &Found, back: &str) -> DirectoryResult<()> {
        let mut url = found.page.clone();
        let [state, nonce, challenge] = [(); 3].map(|()| new_token(self.entropy.as_ref()));
        // as a challenge it is of the right length, and nothing is ever exchanged for it
        let challenge = challenge.expose().get(..43).unwrap_or_default().to_owned();
        url.query_pairs_mut().extend_pairs([
            ("client_id", self.fields.client_id.as_str()),
            ("response_type", "code"),
            ("response_mode", "query"),
            ("redirect_uri", back),
            ("scope", "openid profile"),
            ("prompt", "none"),
            ("state", state.expose()),
            ("nonce", nonce.expose()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let request = self.graph.pages.request(Method::GET, &url).map_err(no_answer)?;
        let answer = self.graph.pages.send(request).await.map_err(no_answer)?;
        let went = answer.headers.get(LOCATION).and_then(|to| to.to_str().ok());
        if answer.status.is_redirection() {
            return match went.is_some_and(|to| to.starts_with(&format!("{back}?"))) {
                true => Ok(()),
                false => Err(misconfigured("the page on which people sign in sends them to another place")),
            };
        }
        let text = String::from_utf8_lossy(&answer.body);
        match aadsts::number_in(&text) {
            Some(number) => {
                let fault = aadsts::fault(number).unwrap_or(SetUpFault::RedirectUnknown);
                Err(DirectoryError::SetUp { fault, detail: format!("AADSTS{number}") })
            }
            None if answer.status.is_success() => Ok(()),
            None => Err(aadsts::refused(answer.status.as_u16(), &answer.body)),
        }
    }
}
