//! Every message there is, for the tests and for the example that writes them as pages.

use latchkey_contract::MethodKind;
use latchkey_contract::admin::InvitationForm;
use latchkey_messages::{
    Branding, InvitationSlots, Notice, confirm_address, default_invitation, invitation, notice, proof_code, test,
};
use latchkey_outbox::Mail;
use latchkey_text::{Locale, Moment};

pub(crate) const ORIGIN: &str = "https://reset.northwind.example";

pub(crate) fn branding() -> Branding<'static> {
    Branding { organisation: "Northwind Hospital", help_desk: "ext. 4477", origin: ORIGIN, practice: false }
}

/// Sunday, 22 November 2026, 14:07 at +01, so many days from today.
pub(crate) const fn moment(days: i32) -> Moment {
    Moment { at: 1_795_352_820_000, offset: 60, days }
}

pub(crate) fn slots(name: &str, link: &str) -> InvitationSlots {
    InvitationSlots {
        name: name.into(),
        link: link.into(),
        code: "HK4-92T".into(),
        until: moment(7),
        to: "anna@example.com".into(),
    }
}

pub(crate) fn notices() -> [(&'static str, Notice); 12] {
    [
        ("reset", Notice::PasswordReset),
        ("unlocked", Notice::Unlocked),
        ("enrolled", Notice::Enrolled { methods: MethodKind::ALL.to_vec() }),
        ("added", Notice::MethodAdded { method: MethodKind::Passkey }),
        ("removed", Notice::MethodRemoved { method: MethodKind::Sms }),
        ("codes", Notice::RecoveryCodesRenewed),
        ("changed", Notice::PasswordChanged),
        ("frozen", Notice::Frozen),
        ("joined", Notice::AccountsJoined),
        ("missed", Notice::NotEverywhere { directory: "Google Workspace".into() }),
        ("parted", Notice::AccountParted),
        ("wrong-codes", Notice::TooManyWrong),
    ]
}

/// Every message there is, by a name of its own.
pub(crate) fn everything(branding: &Branding<'_>, locale: Locale, x: &str, code: &str) -> Vec<(&'static str, Mail)> {
    let link = format!("{ORIGIN}/enrol/open#abc");
    let slots = InvitationSlots { code: code.into(), ..slots(x, &link) };
    let to = "anna@example.com";
    let written = InvitationForm { subject: x.into(), body: x.into() };
    let mut mails = vec![
        ("invitation", invitation(branding, locale, &default_invitation(locale), &slots)),
        ("invitation-written", invitation(branding, locale, &written, &slots)),
        ("proof-code", proof_code(branding, locale, to, x, code, moment(0))),
        ("confirm-address", confirm_address(branding, locale, to, code, moment(0))),
        ("test", test(branding, locale, to)),
    ];
    mails.extend(notices().map(|(name, kind)| (name, notice(branding, locale, to, x, moment(0), &kind))));
    mails
}
