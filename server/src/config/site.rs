//! Who we are: address, names, language, time zone, place of the data, seats.

use super::keys::{DATA_DIR, HELP_DESK, HELP_DESK_TEL, LANGUAGE, LISTEN, ORGANISATION, ORIGIN, SEATS, TIME_ZONE};
use super::origin::Origin;
use super::values::Values;
use jiff::tz::TimeZone;
use latchkey_contract::Locale;
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Clone, Debug)]
pub struct SiteConfig {
    /// `None` only in practice mode: derived from the address that is really listened on.
    pub origin: Option<Origin>,
    pub organisation: String,
    pub help_desk: String,
    pub help_desk_tel: String,
    /// For pages and mails of whoever asks for no language that we have.
    pub language: Locale,
    pub zone: TimeZone,
    pub listen: SocketAddr,
    pub data_dir: PathBuf,
    /// How many people the licence lets onboard.
    pub seats: u32,
}

pub const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

impl SiteConfig {
    pub fn read(values: &mut Values) -> Self {
        let origin = values.parsed(ORIGIN, Origin::parse);
        let named = values.text(ORGANISATION).filter(|name| !name.is_empty());
        Self {
            organisation: named.unwrap_or_else(|| organisation(origin.as_ref())),
            origin,
            help_desk: values.text(HELP_DESK).unwrap_or_default(),
            help_desk_tel: values.parsed(HELP_DESK_TEL, telephone).unwrap_or_default(),
            language: values.parsed(LANGUAGE, language).unwrap_or_default(),
            zone: values.parsed(TIME_ZONE, zone).unwrap_or_else(TimeZone::system),
            listen: values.parsed(LISTEN, listen).unwrap_or(DEFAULT_LISTEN),
            data_dir: values.path(DATA_DIR).unwrap_or_else(|| PathBuf::from("latchkey-data")),
            seats: u32::try_from(values.number_in(SEATS, 100, 1, 10_000_000)).unwrap_or(100),
        }
    }
}

/// A name that reads well in "Your … password": the domain that our own name is in.
fn organisation(origin: Option<&Origin>) -> String {
    match origin {
        Some(origin) if !origin.is_loopback() => match origin.host.split_once('.') {
            Some((_, domain)) if domain.contains('.') => domain.to_owned(),
            _ => origin.host.clone(),
        },
        _ => "Northwind".to_owned(),
    }
}

fn language(code: &str) -> Result<Locale, String> {
    Locale::from_code(code).ok_or_else(|| {
        let codes: Vec<&str> = Locale::ALL.iter().map(|locale| locale.code()).collect();
        format!("`language` is `{code}`, and must be one of these: {}.", codes.join(", "))
    })
}

fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name)
        .map_err(|_| format!("`time_zone` is `{name}`, which is not in the IANA list. Write it as Europe/Berlin."))
}

pub fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        format!("`listen` is `{text}`, and must be an address with a port, such as 127.0.0.1:8080 or [::]:443")
    })
}

/// For `tel:` (RFC 3966): digits, `+`, and what people put between them.
fn telephone(text: &str) -> Result<String, String> {
    let kept: String = text.chars().filter(|c| !matches!(c, ' ' | '(' | ')' | '/' | '-' | '.')).collect();
    let digits = kept.strip_prefix('+').unwrap_or(&kept);
    if !kept.is_empty() && (digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'*' || b == b'#'))
    {
        return Err(format!("`help_desk_tel` is `{text}`, and must be a number to dial, such as +49 30 1234567"));
    }
    Ok(kept)
}
