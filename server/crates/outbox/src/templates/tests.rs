//! What holds for every message, whatever is handed in.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::Mail;
use latchkey_contract::MethodKind;
use latchkey_contract::admin::InvitationForm;

const ORIGIN: &str = "https://reset.northwind.example";

fn branding() -> Branding<'static> {
    Branding { organisation: "Northwind Hospital", help_desk: "ext. 4477", origin: ORIGIN, practice: false }
}
fn slots(name: &str, link: &str) -> InvitationSlots {
    InvitationSlots {
        name: name.into(),
        link: link.into(),
        code: "HK4-92T".into(),
        until: "8 December".into(),
        to: "anna@example.com".into(),
    }
}
fn form(body: &str) -> InvitationForm {
    InvitationForm { subject: "Hello from {organisation}".into(), body: body.into() }
}

/// Every message there is, with `x` wherever something can be handed in.
fn everything(branding: &Branding<'_>, x: &str) -> Vec<Mail> {
    let link = format!("{ORIGIN}/enrol/open#abc");
    let slots = InvitationSlots { code: x.into(), until: x.into(), ..slots(x, &link) };
    let notices = [
        Notice::PasswordReset,
        Notice::Unlocked,
        Notice::Enrolled { methods: MethodKind::ALL.to_vec() },
        Notice::MethodAdded { method: MethodKind::Passkey },
        Notice::MethodRemoved { method: MethodKind::Sms },
        Notice::RecoveryCodesRenewed,
        Notice::PasswordChanged,
        Notice::Frozen,
        Notice::TooManyWrong,
    ];
    let mut mails = vec![
        invitation(branding, &default_invitation(), &slots),
        invitation(branding, &InvitationForm { subject: x.into(), body: x.into() }, &slots),
        proof_code(branding, "anna@example.com", x, x, x),
        confirm_address(branding, "anna@example.com", x, x),
        test(branding, "anna@example.com"),
    ];
    mails.extend(notices.map(|kind| notice(branding, "anna@example.com", x, x, kind)));
    mails
}

#[test]
fn nothing_handed_in_becomes_markup_or_a_header() {
    let x = "<script>alert(1)</script>\"'&\r\nBcc: eve@example.com\u{202e}{link}";
    let branding = Branding { organisation: x, help_desk: x, origin: ORIGIN, practice: true };
    for mail in everything(&branding, x) {
        assert!(!mail.html.contains("<script"), "{}", mail.html);
        assert!(!mail.html.contains("alert(1)</"), "{}", mail.html);
        assert!(!mail.subject.contains(['\r', '\n']), "{:?}", mail.subject);
    }
}

#[test]
fn every_link_starts_with_the_origin() {
    for mail in everything(&branding(), "https://evil.example/x") {
        let mut links = mail.html.match_indices("href=\"").map(|(at, head)| &mail.html[at + head.len()..]);
        assert!(links.all(|link| link.starts_with(&format!("{ORIGIN}/"))), "{}", mail.html);
        assert!(!mail.html.contains("src="), "nothing is loaded from anywhere");
        assert!(!mail.html.contains("<script") && !mail.html.contains("url("));
    }
    for foreign in [
        "https://evil.example/enrol",
        "https://reset.northwind.example.evil.example/",
        "https://reset.northwind.example@evil.example/",
        "javascript:alert(1)",
        "/enrol",
        "https://reset.northwind.example/enrol\"onclick=x",
        "https://reset.northwind.example/a b",
        "",
    ] {
        let mail = invitation(&branding(), &default_invitation(), &slots("Anna", foreign));
        assert!(mail.html.contains("href=\"https://reset.northwind.example/enrol\""), "{foreign}");
        assert!(!mail.html.contains("evil") && !mail.text.contains("evil"), "{foreign}");
    }
}

#[test]
fn codes_stand_in_both_parts_and_in_no_subject_or_preview() {
    for mail in [
        proof_code(&branding(), "anna@example.com", "Anna", "604118", "14:20"),
        confirm_address(&branding(), "anna@example.com", "604118", "14:20"),
        invitation(
            &branding(),
            &InvitationForm { subject: "{code}".into(), ..default_invitation() },
            &InvitationSlots { code: "604118".into(), ..slots("Anna", ORIGIN) },
        ),
    ] {
        assert!(mail.text.contains("604118") && mail.html.contains("604118"));
        assert!(!mail.subject.contains("604118"));
        let hidden = mail.html.split("display:none").nth(1).unwrap().split("</div>").next().unwrap();
        assert!(!hidden.contains("604118"), "{hidden}");
    }
    // nothing to open, nothing to spend
    assert!(!proof_code(&branding(), "a@example.com", "Anna", "604118", "14:20").html.contains("href"));
    assert!(!confirm_address(&branding(), "a@example.com", "604118", "14:20").html.contains("href"));
}

#[test]
fn an_invitation_is_complete_whatever_is_written() {
    let link = format!("{ORIGIN}/enrol/open#t0ken");
    for body in [
        "Hello {name},\n\nplease do it.",
        "{link}",
        "{code}\n\nuntil {until}",
        "x {link} y {code} z {until}",
        "",
        "\n\n\n",
        "}{ {{name}} {",
    ] {
        let mail = invitation(&branding(), &form(body), &slots("Anna", &link));
        for part in [&mail.text, &mail.html] {
            assert!(
                part.contains(&link) && part.contains("HK4-92T") && part.contains("8 December"),
                "{body:?}\n{part}"
            );
        }
        assert_eq!(mail.html.matches("<h1").count(), 1);
    }
}

#[test]
fn slots_are_filled_once() {
    let link = format!("{ORIGIN}/enrol/open");
    let mail = invitation(
        &branding(),
        &form("Hello {name}, {organisation} {unknown} {help_desk}"),
        &slots("{link} {code}", &link),
    );
    assert!(mail.text.contains("Hello {link} {code}, Northwind Hospital {unknown} ext. 4477"), "{}", mail.text);
    assert_eq!(mail.subject, "Hello from Northwind Hospital");
    let nobody = invitation(&branding(), &form("Hello {name},\n\nhi"), &slots("", &link));
    assert!(nobody.text.contains("Hello,"), "{}", nobody.text);
}

#[test]
fn names_that_would_become_links_are_left_out() {
    for name in ["see https://evil.example", "www.evil.example", "anna@evil.example", "", "\r\n"] {
        let mail = proof_code(&branding(), "a@example.com", name, "1", "14:20");
        assert!(mail.text.contains("Hello, type"), "{name:?} {}", mail.text);
    }
    assert!(
        proof_code(&branding(), "a@example.com", "Zoë O'Brien", "1", "14:20")
            .html
            .contains("Hello Zoë O&#39;Brien, type")
    );
}

#[test]
fn forms_with_faults() {
    assert_eq!(faults(&default_invitation()), None);
    let of = |subject: &str, body: &str| {
        faults(&InvitationForm { subject: subject.into(), body: body.into() }).map(|(field, _)| field)
    };
    assert_eq!(of(" ", "x"), Some("subject"));
    assert_eq!(of("x", " \n"), Some("body"));
    assert_eq!(of("Code {code}", "x"), Some("subject"));
    assert_eq!(of("x", "Dear {nmae}"), Some("body"));
    assert_eq!(of("x", &"x".repeat(20_000)), Some("body"));
    assert_eq!(of("x", "a { brace } and {} and {Name}"), None);
}

#[test]
fn without_a_help_desk_and_in_practice() {
    let bare = Branding { help_desk: "", practice: true, ..branding() };
    for mail in everything(&bare, "Anna") {
        assert!(!mail.text.contains(": ."), "{}", mail.text);
        for part in [&mail.text, &mail.html] {
            assert!(part.contains("Practice mode."), "{part}");
        }
    }
    for mail in everything(&branding(), "Anna") {
        assert!(!mail.text.contains("Practice mode"));
    }
}

#[test]
fn the_preview_is_the_message() {
    let shown = preview(&branding(), &default_invitation(), &slots("Anna Lindqvist", ORIGIN));
    assert_eq!(shown.subject, "Two minutes now, no lock-out later");
    assert!(shown.html.contains("Hello Anna Lindqvist,") && shown.text.contains("HK4-92T"));
}

/// The whole text of the two messages that people see most, so that a change of words is seen in review.
#[test]
fn words() {
    let mail = notice(
        &branding(),
        "a@example.com",
        "Anna",
        "Sunday 22 November, 14:07",
        Notice::Enrolled { methods: vec![MethodKind::Totp, MethodKind::Email, MethodKind::RecoveryCode] },
    );
    assert_eq!(mail.subject, "You can now get back into Northwind Hospital by yourself");
    assert_eq!(
        mail.text,
        "You can now get back in by yourself\n\n\
         Hello Anna, if that was you, there is nothing more to do.\n\n\
         When: Sunday 22 November, 14:07\nMethods: Authenticator app, code by e-mail and recovery codes\n\n\
         If you are ever locked out, go to reset.northwind.example/recover from any phone or computer.\n\n\
         If it wasn’t you\n\n\
         Somebody else could set a new password for you. Call the help desk now: ext. 4477.\n\n\
         -- \nThis message has no way to sign in. We will never ask for your password or a code by mail or by phone.\n"
    );
    let mail = proof_code(&branding(), "a@example.com", "Anna", "604118", "14:20");
    assert_eq!(
        mail.text,
        "Your code\n\n\
         Hello Anna, type this code on the page where you asked for it:\n\n    604118\n\n\
         It works once, until 14:20.\n\n\
         If it wasn’t you\n\n\
         Somebody typed your user name. Without this code they get no further: do nothing, and tell it to nobody. \
         If it happens again, call the help desk: ext. 4477.\n\n\
         -- \nWe will never ask for your password or a code by mail or by phone.\n"
    );
}

/// Each says when, what happened, and what to do if it was somebody else, in both parts.
#[test]
fn notices_say_what_to_do() {
    let of = |kind| notice(&branding(), "a@example.com", "Anna", "Sunday 22 November, 14:07", kind);
    let all = [
        (Notice::MethodAdded { method: MethodKind::Sms }, "Code by text message", "there is a new way"),
        (Notice::MethodRemoved { method: MethodKind::Passkey }, "Passkey", "one way to prove that it is you is gone"),
        (Notice::RecoveryCodesRenewed, "recovery codes", "throw the old ones away"),
        (Notice::PasswordChanged, "Your password was changed", "somebody who typed the old one"),
        (Notice::Frozen, "Getting back in is stopped", "not even you"),
    ];
    for (kind, names, says) in all {
        let mail = of(kind.clone());
        for part in [&mail.text, &mail.html] {
            assert!(part.contains(names) && part.contains(says), "{kind:?}: {part}");
            assert!(part.contains("Sunday 22 November, 14:07") && part.contains("Hello Anna, "), "{kind:?}: {part}");
            assert!(
                part.contains("If it wasn’t you") && part.contains("Call the help desk now: ext. 4477."),
                "{kind:?}"
            );
            assert!(!part.contains("href"), "{kind:?}: nothing to act on");
        }
    }
    let frozen = of(Notice::Frozen);
    assert!(!frozen.text.contains("nothing to do") && !frozen.html.contains("nothing to do"), "{}", frozen.html);
    assert!(frozen.text.contains("lifts it: ext. 4477."), "{}", frozen.text);
}

/// Writes every message as a page into `LATCHKEY_MAIL_PAGES`, to be looked at in a browser.
#[test]
#[ignore = "for eyes: LATCHKEY_MAIL_PAGES=folder cargo test -p latchkey-outbox -- --ignored pages"]
fn pages() {
    let folder = std::path::PathBuf::from(std::env::var("LATCHKEY_MAIL_PAGES").unwrap());
    std::fs::create_dir_all(&folder).unwrap();
    for (nth, mail) in everything(&branding(), "Anna Lindqvist").into_iter().enumerate() {
        std::fs::write(folder.join(format!("{nth}.html")), mail.html).unwrap();
        std::fs::write(folder.join(format!("{nth}.txt")), format!("{}\n\n{}", mail.subject, mail.text)).unwrap();
    }
    let practice = Branding { practice: true, ..branding() };
    let code = proof_code(&practice, "anna@example.com", "Anna", "604118", "14:20");
    std::fs::write(folder.join("practice.html"), code.html).unwrap();
    let link = format!("{ORIGIN}/enrol/open#x");
    let written = invitation(&branding(), &default_invitation(), &slots("Anna", &link));
    std::fs::write(folder.join("invitation.html"), written.html).unwrap();
    std::fs::write(folder.join("invitation.txt"), written.text).unwrap();
}

/// The bytes of one text message: seven bits a character (3GPP TS 23.038).
const ONE_TEXT: usize = 160;

#[test]
fn texts_fit_into_one_message_and_begin_with_the_code() {
    let long = format!("https://{}.example.com", "reset-".repeat(18).trim_end_matches('-'));
    let longer = format!("https://{}.example.com", "reset.".repeat(40).trim_end_matches('.'));
    for organisation in
        ["", "Northwind Hospital", "Škoda Łódź", "北風", "€{}[]~^|\\", &"Ö".repeat(300), "a\nb\r\n@evil.example #1"]
    {
        for origin in [ORIGIN, "http://127.0.0.1:8080", "http://[::1]:8080", &long, &longer] {
            let branding = Branding { organisation, origin, ..branding() };
            for text in [sms_code(&branding, "604118"), sms_confirm(&branding, "604118")] {
                assert!(text.starts_with("604118 "), "{text}");
                assert!(text.contains("We never ask for it."), "{text}");
                assert!(gsm::septets(&text).is_some_and(|septets| septets <= ONE_TEXT), "{text}");
                assert!(text.lines().filter(|line| line.starts_with('@')).count() <= 1, "{text}");
                assert!(!text.contains('\r'), "{text:?}");
            }
        }
    }
}

/// https://wicg.github.io/sms-one-time-codes/: the last line binds the code to our host.
#[test]
fn texts_are_bound_to_our_host() {
    assert_eq!(
        sms_code(&branding(), "604118"),
        "604118 is your Northwind Hospital code. We never ask for it.\n\n@reset.northwind.example #604118"
    );
    assert_eq!(
        sms_confirm(&branding(), "604118"),
        "604118 confirms this number for Northwind Hospital. We never ask for it.\n\n@reset.northwind.example #604118"
    );
    let last = |origin: &'static str| {
        let text = sms_code(&Branding { origin, ..branding() }, "604118");
        text.lines().last().map(str::to_owned).unwrap_or_default()
    };
    assert_eq!(last("https://reset.northwind.example:8443/"), "@reset.northwind.example #604118");
    assert_eq!(last("http://127.0.0.1:8080"), "@127.0.0.1 #604118");
    assert_eq!(last("https://[2001:db8::1]"), "604118 is your Northwind Hospital code. We never ask for it.");
    // nothing that is handed in can put another host there
    let evil = Branding { organisation: "x\n@evil.example #604118", ..branding() };
    assert!(sms_code(&evil, "604118").ends_with("\n\n@reset.northwind.example #604118"));
    assert!(!sms_code(&evil, "604118").contains("\n@evil"));
}
