//! Invitations, whatever an administrator wrote.

use super::*;
use latchkey_contract::admin::FieldFault;

#[test]
fn links_lead_to_us_or_to_the_page_of_invitations() {
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
        let mail = invitation(&branding(), EN, &default_invitation(EN), &slots("Anna", foreign));
        assert!(mail.html.contains("href=\"https://reset.northwind.example/enrol\""), "{foreign}");
        assert!(!mail.html.contains("evil") && !mail.text.contains("evil"), "{foreign}");
    }
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
        let mail = invitation(&branding(), EN, &form(body), &slots("Anna", &link));
        for part in [&mail.text, &mail.html] {
            assert!(
                part.contains(&link) && part.contains("HK4-92T") && part.contains("Sunday, 22 November, 14:07"),
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
        EN,
        &form("Hello {name}, {organisation} {unknown} {help_desk}"),
        &slots("{link} {code}", &link),
    );
    assert!(mail.text.contains("Hello {link} {code}, Northwind Hospital {unknown} ext. 4477"), "{}", mail.text);
    assert_eq!(mail.subject, "Hello from Northwind Hospital");
    let nobody = invitation(&branding(), EN, &form("Hello {name},\n\nhi"), &slots("", &link));
    assert!(nobody.text.contains("Hello,"), "{}", nobody.text);
}

#[test]
fn forms_with_faults() {
    in_each_language(|locale| assert_eq!(fault(&default_invitation(locale)), None));
    let of = |subject: &str, body: &str| fault(&InvitationForm { subject: subject.into(), body: body.into() });
    let slot = || FieldFault::UnknownSlot { slot: "{nmae}".into() };
    for (subject, body, field, what) in [
        (" ", "x", "subject", FieldFault::NoSubject),
        (&*"x".repeat(151), "x", "subject", FieldFault::LongSubject { most: 150 }),
        ("x", " \n", "body", FieldFault::NoBody),
        ("x", &*"x".repeat(10_001), "body", FieldFault::LongBody { most: 10_000 }),
        ("Code {code}", "x", "subject", FieldFault::SecretInSubject),
        ("Dear {nmae}", "x", "subject", slot()),
        ("x", "Dear {nmae}", "body", slot()),
    ] {
        assert_eq!(of(subject, body), Some((field, what)), "{subject} {body}");
    }
    assert_eq!(of("x", "a { brace } and {} and {Name}"), None);
}

/// What an administrator wrote goes out as it is; what is ours around it is in the language of the frame.
#[test]
fn the_frame_speaks_the_language_that_is_asked_for() {
    let mail = invitation(&branding(), Locale::De, &form("Hello {name}"), &slots("Anna", ORIGIN));
    for part in [&mail.text, &mail.html] {
        for says in ["Hello ", "Meine Methoden wählen", "Link und Code gelten bis Sonntag, 22. November, 14:07 Uhr."] {
            assert!(part.contains(says), "{says}: {part}");
        }
    }
    let until = invitation(&branding(), Locale::De, &form("{until}"), &slots("Anna", ORIGIN));
    assert!(until.text.contains("\n\nSonntag, 22. November, 14:07 Uhr\n\n"), "{}", until.text);
}

#[test]
fn the_preview_is_the_message() {
    let shown = preview(&branding(), EN, &default_invitation(EN), &slots("Anna Lindqvist", ORIGIN));
    assert_eq!(shown.subject, "Two minutes now, no lock-out later");
    assert!(read(&shown.html).contains("Hello Anna Lindqvist,") && shown.text.contains("HK4-92T"));
}
