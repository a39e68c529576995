//! Which sentence says what was tried and seen in a directory.

use super::{capital, language};
use latchkey_contract::admin::{
    CertificateFault, CheckKind, DirectoryFault, Evidence, NotReady, Place, RulesSeen, SetUpFault, UnitCount, Verdict,
};
use latchkey_text::{console_check as text, console_refused as refused, console_vendor as vendor};

pub const fn name(kind: CheckKind) -> &'static str {
    let l = language();
    match kind {
        CheckKind::Resolve => text::resolve(l),
        CheckKind::Connect => text::connect(l),
        CheckKind::Tls => text::tls(l),
        CheckKind::Bind => text::bind(l),
        CheckKind::ReadPeople => text::read_people(l),
        CheckKind::ReadPolicy => text::read_policy(l),
        CheckKind::PolicyHints => text::policy_hints(l),
        CheckKind::ResetRight => text::reset_right(l),
        CheckKind::UnlockRight => text::unlock_right(l),
        CheckKind::PwdLastSetRight => text::pwd_last_set_right(l),
        CheckKind::Tenant => vendor::tenant(l),
        CheckKind::Token => vendor::token(l),
        CheckKind::ReadGroups => vendor::read_groups(l),
        CheckKind::SignInPage => vendor::sign_in_page(l),
        CheckKind::TestReset => vendor::test_reset(l),
        CheckKind::EndSessions => vendor::end_sessions(l),
        CheckKind::Clock => vendor::clock(l),
        CheckKind::Schema => vendor::schema(l),
    }
}

pub fn title(kind: CheckKind, server: &str) -> String {
    if server.is_empty() { name(kind).into() } else { text::of_server(language(), name(kind), server) }
}

pub const fn verdict(verdict: Verdict) -> &'static str {
    let l = language();
    match verdict {
        Verdict::Good => text::good(l),
        Verdict::Warn => text::warn(l),
        Verdict::Bad => text::bad(l),
        Verdict::NotTried => text::not_tried(l),
    }
}

pub fn not_ready(reason: &NotReady) -> String {
    let l = language();
    match reason {
        NotReady::NobodyImported => refused::nobody_imported(l).into(),
        NotReady::OtherDomain => refused::other_domain(l).into(),
        NotReady::Check { kind, evidence: None, .. } => text::hindrance_untried(l, name(*kind)),
        NotReady::Check { kind, server, evidence: Some(seen) } => {
            text::hindrance(l, &title(*kind, server), &evidence(*kind, seen))
        }
    }
}

/// What came back when `kind` was tried.
pub fn evidence(kind: CheckKind, evidence: &Evidence) -> String {
    let l = language();
    match evidence {
        Evidence::NotTried => text::seen_not_tried(l).into(),
        Evidence::Failed(fault) => seen(fault),
        Evidence::BuiltIn => text::seen_built_in(l).into(),
        Evidence::Leads { domain, hosts } => text::leads(l, domain, &hosts.join(", ")),
        Evidence::Addresses { found } => found.join(", "),
        Evidence::NoAddress => text::no_address(l).into(),
        Evidence::Answers { port } => text::answers(l, &port.to_string()),
        Evidence::Encrypted => text::encrypted(l).into(),
        Evidence::Certificate { subject, issuer, days } => text::certificate(l, subject, issuer, *days),
        Evidence::SignInRefused { data } => {
            text::refused_because(l, &text::sign_in_refused(l, data), why_refused(data))
        }
        Evidence::ReadOnly => text::read_only(l).into(),
        Evidence::SignedIn { account } => text::signed_in(l, account),
        Evidence::Hints { oid } => text::hints(l, oid),
        Evidence::NoHints => text::no_hints(l).into(),
        Evidence::People { units, protected } => people(units, *protected),
        Evidence::Unit { unit, fault } => text::unit(l, unit, &seen(fault)),
        Evidence::Policies { domain, finer, closed } => policies(domain, finer, closed),
        Evidence::Nobody => text::nobody(l).into(),
        Evidence::TenantFound { name, id } => vendor::tenant_found(l, name, id),
        Evidence::TokenGiven { days: None } => vendor::token_given(l).into(),
        Evidence::TokenGiven { days: Some(days) } => vendor::token_ends(l, *days),
        Evidence::PeopleRead { people, or_more, left_out, set_elsewhere } => {
            people_read(*people, *or_more, *left_out, *set_elsewhere)
        }
        Evidence::GroupsRead { groups, or_more: false } => vendor::groups(l, *groups),
        Evidence::GroupsRead { groups, or_more: true } => vendor::groups_or_more(l, *groups),
        Evidence::PageKnowsUs { host } => vendor::page_knows_us(l, host),
        Evidence::ResetTried { account } => vendor::reset_tried(l, account),
        Evidence::ResetConfirmed { account } => vendor::reset_confirmed(l, account),
        Evidence::NoTestAccount => vendor::no_test_account(l).into(),
        Evidence::SessionsEnd => vendor::sessions_end(l).into(),
        Evidence::SessionsStay => vendor::sessions_stay(l).into(),
        Evidence::ClockDiffers { millis } => clock(*millis),
        Evidence::EntryRead { dn, facts } => {
            let facts = facts.iter().map(|(name, value)| format!("{name}: {value}"));
            vendor::entry_read(l, dn, &facts.collect::<Vec<_>>().join(", "))
        }
        Evidence::ShownByUse => vendor::shown_by_use(l).into(),
        Evidence::Right { looked_at, held, not_for, administrator } => {
            let right = right(kind, *looked_at, *held, not_for.as_deref());
            if *administrator { text::administrator(l, &right) } else { right }
        }
    }
}

fn people(units: &[UnitCount], protected: u32) -> String {
    let l = language();
    let unit = |UnitCount { unit, people, or_more }: &UnitCount| match or_more {
        true => text::people_or_more(l, *people, unit),
        false => text::people(l, *people, unit),
    };
    let units = units.iter().map(unit).collect::<Vec<_>>().join(", ");
    if protected == 0 { units } else { text::protected(l, &units, protected) }
}

fn people_read(people: u32, or_more: bool, left_out: u32, set_elsewhere: u32) -> String {
    let l = language();
    let all = if or_more { vendor::people_or_more(l, people) } else { vendor::people(l, people) };
    let more = [
        (left_out > 0).then(|| vendor::left_out(l, left_out)),
        (set_elsewhere > 0).then(|| vendor::set_elsewhere(l, set_elsewhere)),
    ];
    std::iter::once(all).chain(more.into_iter().flatten()).collect::<Vec<_>>().join("; ")
}

/// How much their clock differs from ours.
fn clock(millis: i64) -> String {
    let l = language();
    let seconds = u32::try_from(millis.unsigned_abs().div_ceil(1000)).unwrap_or(u32::MAX);
    match millis {
        -1000..=1000 => vendor::clock_same(l).into(),
        1001.. => vendor::clock_ahead(l, seconds),
        _ => vendor::clock_behind(l, seconds),
    }
}

/// Where in the vendor's console it is entered.
pub const fn place(place: Place) -> &'static str {
    let l = language();
    match place {
        Place::EntraApplicationPermissions => vendor::entra_permissions(l),
        Place::EntraAdminConsent => vendor::entra_consent(l),
        Place::EntraRoles => vendor::entra_roles(l),
        Place::EntraSecrets => vendor::entra_secrets(l),
        Place::EntraCertificates => vendor::entra_certificates(l),
        Place::EntraRedirect => vendor::entra_redirect(l),
        Place::GoogleDelegation => vendor::google_delegation(l),
        Place::GoogleAdministrator => vendor::google_administrator(l),
        Place::GoogleApis => vendor::google_apis(l),
        Place::GoogleKeys => vendor::google_keys(l),
        Place::GoogleRedirect => vendor::google_redirect(l),
        Place::LdapAccess => vendor::ldap_access(l),
    }
}

/// Within a line.
const fn set_up(fault: SetUpFault) -> &'static str {
    let l = language();
    match fault {
        SetUpFault::NoTenant => vendor::no_tenant(l),
        SetUpFault::OtherTenant => vendor::other_tenant(l),
        SetUpFault::UnknownClient => vendor::unknown_client(l),
        SetUpFault::WrongSecret => vendor::wrong_secret(l),
        SetUpFault::SecretExpired => vendor::secret_expired(l),
        SetUpFault::CertificateUnknown => vendor::certificate_unknown(l),
        SetUpFault::CertificateExpired => vendor::certificate_expired(l),
        SetUpFault::NoConsent => vendor::no_consent(l),
        SetUpFault::MissingRole => vendor::missing_role(l),
        SetUpFault::ConditionalAccess => vendor::conditional_access(l),
        SetUpFault::RedirectUnknown => vendor::redirect_unknown(l),
        SetUpFault::Clock => vendor::clock_wrong(l),
        SetUpFault::NoDelegation => vendor::no_delegation(l),
        SetUpFault::WrongAdministrator => vendor::wrong_administrator(l),
        SetUpFault::ApiOff => vendor::api_off(l),
        SetUpFault::KeyUnknown => vendor::key_unknown(l),
        SetUpFault::Quota => vendor::quota(l),
    }
}

fn policies(domain: &RulesSeen, finer: &[(String, RulesSeen)], closed: &[String]) -> String {
    let l = language();
    let finer = finer.iter().map(|(name, seen)| text::policy_finer(l, name, &rules(*seen)));
    let all: Vec<String> = std::iter::once(text::policy_domain(l, &rules(*domain))).chain(finer).collect();
    let all = all.join("; ");
    if closed.is_empty() { all } else { text::policies_closed(l, &all, &closed.join(", ")) }
}

fn rules(seen: RulesSeen) -> String {
    let l = language();
    let some = |number: u32, say: fn(latchkey_text::Locale, u32) -> String| (number > 0).then(|| say(l, number));
    let all = [
        Some(text::rule_length(l, seen.min_length)),
        seen.complexity.then(|| text::rule_kinds(l).to_owned()),
        some(seen.history, text::rule_history),
        some(seen.min_age_hours, text::rule_age),
        some(seen.lockout_threshold, text::rule_lockout),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn right(kind: CheckKind, looked_at: u32, held: u32, not_for: Option<&str>) -> String {
    let l = language();
    let right = match kind {
        CheckKind::UnlockRight => text::right_unlock(l),
        CheckKind::PwdLastSetRight => text::right_pwd_last_set(l),
        _ => text::right_reset(l),
    };
    match (not_for, held) {
        (None, _) => text::right_held(l, right, looked_at),
        (Some(dn), 0) => text::right_none(l, right, looked_at, dn),
        (Some(dn), held) => text::right_some(l, right, held, looked_at, dn),
    }
}

/// The sub-code of a refused sign-in.
fn why_refused(data: &str) -> &'static str {
    let l = language();
    match data {
        "52e" | "525" | "rc 49" => text::refused_wrong(l),
        "530" => text::refused_hour(l),
        "531" => text::refused_machine(l),
        "532" => text::refused_expired_password(l),
        "533" => text::refused_disabled(l),
        "701" => text::refused_expired(l),
        "773" => text::refused_must_change(l),
        "775" => text::refused_locked(l),
        _ => text::refused_unsaid(l),
    }
}

const fn certificate(fault: CertificateFault) -> &'static str {
    let l = language();
    match fault {
        CertificateFault::UnknownAuthority => text::authority(l),
        CertificateFault::WrongName => text::wrong_name(l),
        CertificateFault::Expired => text::expired(l),
        CertificateFault::NotYetValid => text::not_yet_valid(l),
        CertificateFault::Other => text::not_acceptable(l),
    }
}

/// Within a line: what was answered, and no more.
pub fn seen(fault: &DirectoryFault) -> String {
    let l = language();
    match fault {
        DirectoryFault::Unreachable { detail } => text::unreachable(l, detail),
        DirectoryFault::Lost { server, detail } => text::lost(l, server, detail),
        DirectoryFault::SignInRefused { data } => text::sign_in_refused(l, data),
        DirectoryFault::Certificate { reason, .. } => text::certificate_fault(l, certificate(*reason)),
        DirectoryFault::NotEncrypted { detail } => text::not_encrypted(l, detail),
        DirectoryFault::NotPermitted { right } => text::not_permitted(l, right),
        DirectoryFault::Misconfigured { detail } => text::misconfigured(l, detail),
        DirectoryFault::SetUp { fault, detail } => vendor::with_detail(l, set_up(*fault), detail),
        DirectoryFault::NoSuchUnit { dn } => text::no_such_unit(l, dn),
        DirectoryFault::NotFound => text::not_found(l).into(),
        DirectoryFault::Unsupported => text::unsupported(l).into(),
        DirectoryFault::Other { detail } => text::unexpected(l, detail),
    }
}

/// The same as a sentence.
pub fn seen_first(fault: &DirectoryFault) -> String {
    capital(&seen(fault))
}

/// Whole sentences: what happened, and how to mend it.
pub fn directory(fault: &DirectoryFault) -> String {
    let l = language();
    match fault {
        DirectoryFault::Unreachable { detail } => refused::unreachable(l, detail),
        DirectoryFault::Lost { server, detail } => refused::lost(l, server, detail),
        DirectoryFault::SignInRefused { data } => refused::sign_in_refused(l, data),
        DirectoryFault::Certificate { reason: CertificateFault::UnknownAuthority, .. } => {
            refused::unknown_authority(l).into()
        }
        DirectoryFault::Certificate { reason, detail } => refused::certificate(l, certificate(*reason), detail),
        DirectoryFault::NotEncrypted { detail } => refused::not_encrypted(l, detail),
        DirectoryFault::NotPermitted { right } => refused::not_permitted(l, right),
        DirectoryFault::Misconfigured { detail } => refused::misconfigured(l, detail),
        DirectoryFault::SetUp { fault, detail } => vendor::refused(l, set_up(*fault), detail),
        DirectoryFault::NoSuchUnit { dn } => refused::no_such_unit(l, dn),
        DirectoryFault::NotFound => refused::not_found(l).into(),
        DirectoryFault::Unsupported => refused::unsupported(l).into(),
        DirectoryFault::Other { detail } => refused::unexpected(l, detail),
    }
}
