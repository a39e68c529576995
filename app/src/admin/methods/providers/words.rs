//! What the forms of servers say: the server names their fields, the words stand in the catalogue.

use super::super::super::words::language;
use latchkey_text::console_servers as text;

/// Name of a form, and what it is. One that this version does not know is called by its code.
pub fn form(form: &str) -> (String, &'static str) {
    let l = language();
    let (name, hint) = match form {
        "radius" => (text::radius(l), text::radius_hint(l)),
        "yubikey" => (text::yubikey(l), text::yubikey_hint(l)),
        "duo" => (text::duo(l), text::duo_hint(l)),
        "oidc" => (text::oidc(l), text::oidc_hint(l)),
        "twilio" => (text::twilio(l), text::twilio_hint(l)),
        "webhook" => (text::webhook(l), text::webhook_hint(l)),
        "sms-mail" => (text::sms_mail(l), text::sms_mail_hint(l)),
        other => return (other.to_owned(), ""),
    };
    (name.to_owned(), hint)
}

/// Label and hint of a field.
pub fn field(form: &str, name: &str) -> (String, String) {
    let l = language();
    let (label, hint) = match (form, name) {
        (_, "ca_pem") => (text::ca_pem(l), text::ca_pem_hint(l)),
        ("radius", "server") => (text::radius_server(l), text::radius_server_hint(l)),
        ("radius", "secret") => (text::radius_secret(l), text::radius_secret_hint(l)),
        ("radius", "server2") => (text::radius_server2(l), text::radius_server2_hint(l)),
        ("radius", "secret2") => (text::radius_secret2(l), ""),
        ("radius", "timeout") => (text::radius_timeout(l), text::radius_timeout_hint(l)),
        ("radius", "tries") => (text::radius_tries(l), ""),
        ("radius", "nas_identifier") => (text::radius_nas_identifier(l), text::radius_nas_identifier_hint(l)),
        ("yubikey", "urls") => (text::yubikey_urls(l), text::yubikey_urls_hint(l)),
        ("yubikey", "client_id") => (text::client_id(l), text::yubikey_client_id_hint(l)),
        ("yubikey", "api_key") => (text::yubikey_api_key(l), text::yubikey_api_key_hint(l)),
        ("duo", "host") => (text::duo_host(l), text::duo_host_hint(l)),
        ("duo" | "oidc", "client_id") => (text::client_id(l), ""),
        ("duo" | "oidc", "client_secret") => (text::client_secret(l), ""),
        ("oidc", "name") => (text::oidc_name(l), text::oidc_name_hint(l)),
        ("oidc", "issuer") => (text::oidc_issuer(l), text::oidc_issuer_hint(l)),
        ("oidc", "same_password") => (text::oidc_same_password(l), text::oidc_same_password_hint(l)),
        ("twilio", "account_sid") => (text::twilio_account_sid(l), text::twilio_account_sid_hint(l)),
        ("twilio", "api_key_sid") => (text::twilio_api_key_sid(l), text::twilio_api_key_sid_hint(l)),
        ("twilio", "auth_token") => (text::twilio_auth_token(l), ""),
        ("twilio", "from") => (text::twilio_from(l), text::twilio_from_hint(l)),
        ("twilio", "base") => (text::address(l), ""),
        ("webhook", "url") => (text::address(l), text::webhook_url_hint(l)),
        ("webhook", "form_body") => (text::webhook_form_body(l), ""),
        ("webhook", "body") => {
            return (text::webhook_body(l).to_owned(), text::webhook_body_hint(l, "{to}", "{text}"));
        }
        ("webhook", "authorization") => (text::webhook_authorization(l), text::webhook_authorization_hint(l)),
        ("webhook", "signing_key") => (text::webhook_signing_key(l), text::webhook_signing_key_hint(l)),
        ("sms-mail", "pattern") => {
            let hint = text::sms_mail_pattern_hint(l, "{number}", "{number}@sms.example.com");
            return (text::sms_mail_pattern(l).to_owned(), hint);
        }
        (_, other) => return (other.to_owned(), String::new()),
    };
    (label.to_owned(), hint.to_owned())
}
