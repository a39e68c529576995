//! What holds for every message, whatever is handed in.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::samples::{ORIGIN, branding, everything, moment, notices, slots};
use latchkey_contract::MethodKind;
use latchkey_contract::admin::InvitationForm;
use latchkey_outbox::Mail;
use latchkey_text::Locale;
use std::path::Path;

mod invitations;
mod texts;

const EN: Locale = Locale::En;

fn form(body: &str) -> InvitationForm {
    InvitationForm { subject: "Hello from {organisation}".into(), body: body.into() }
}

fn in_each_language(see: impl Fn(Locale)) {
    Locale::ALL.iter().copied().for_each(see);
}

#[test]
fn nothing_handed_in_becomes_markup_or_a_header() {
    let x = "<script>alert(1)</script>\"'&\r\nBcc: eve@example.com\u{202e}{link}";
    let branding = Branding { organisation: x, help_desk: x, origin: ORIGIN, practice: true };
    in_each_language(|locale| {
        for (name, mail) in everything(&branding, locale, x, x) {
            assert!(!mail.html.contains("<script"), "{name}: {}", mail.html);
            assert!(!mail.html.contains("alert(1)</"), "{name}: {}", mail.html);
            assert!(!mail.html.contains("\"'"), "{name}: {}", mail.html);
            assert!(!mail.subject.contains(['\r', '\n']), "{name}: {:?}", mail.subject);
        }
    });
}

/// The words of the HTML part, as somebody reads them below the organisation's name.
fn read(html: &str) -> String {
    let shown = html.split("<h1").nth(1).unwrap();
    let mut text = String::new();
    for (nth, piece) in shown.split('<').enumerate() {
        let (tag, words) = piece.split_once('>').unwrap();
        let apart =
            nth == 0 || !["span", "strong", "a "].iter().any(|inline| tag.trim_start_matches('/').starts_with(inline));
        text.push_str(if apart { " " } else { "" });
        text.push_str(words);
    }
    for (entity, sign) in [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")] {
        text = text.replace(entity, sign);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn both_parts_say_the_same() {
    in_each_language(|locale| {
        for x in ["Anna", "a <b> & \"c\" 'd'"] {
            for (name, mail) in everything(&branding(), locale, x, x) {
                let Mail { html, text, .. } = mail;
                // what only plain text needs: a colon after a label, the address behind a button, the line of the foot
                let bare = text.replace("\n-- \n", "\n").replace(": ", " ").replace(":\n", "\n");
                let bare = bare.lines().filter(|line| !line.starts_with(ORIGIN)).collect::<Vec<_>>().join("\n");
                let bare = bare.split_whitespace().collect::<Vec<_>>().join(" ");
                assert_eq!(read(&html).replace(": ", " "), bare, "{name} {locale:?}");
            }
        }
    });
}

#[test]
fn every_document_says_its_language_and_what_is_in_none() {
    in_each_language(|locale| {
        for (name, mail) in everything(&branding(), locale, "Anna", "604118") {
            let root = format!("<html lang=\"{}\" dir=\"{}\">", locale.code(), locale.dir());
            assert!(mail.html.contains(&root), "{name}");
            assert!(mail.html.contains("translate=\"no\" style=\"padding:28px 40px 0;"), "{name}: the organisation");
        }
        let mail = proof_code(&branding(), locale, "a@example.com", "Anna", "604118", moment(0));
        assert!(mail.html.contains("<span translate=\"no\">"), "{}", mail.html);
        let code = mail.html.split("604118</td>").next().unwrap();
        assert!(code.rsplit("<td").next().unwrap().contains("dir=\"ltr\" translate=\"no\""), "{code}");
        let mail = invitation(&branding(), locale, &form("{name}: {code} {link}"), &slots("Anna", ORIGIN));
        for shown in [
            "<span translate=\"no\">Anna<",
            "<strong translate=\"no\" dir=\"ltr\"",
            "translate=\"no\" style=\"color:#0d5660;",
        ] {
            assert!(mail.html.contains(shown), "{shown}: {}", mail.html);
        }
    });
}

#[cfg(feature = "pseudo")]
#[test]
fn from_right_to_left_the_plate_has_its_padding_on_the_other_side() {
    let html = |locale| test(&branding(), locale, "a@example.com").html;
    assert!(html(Locale::En).contains("padding-left:20px;") && html(Locale::Pseudo).contains("padding-right:20px;"));
    assert!(html(Locale::Pseudo).contains("dir=\"rtl\""));
}

/// Holds a message against the file that shows it, so that a change of words is seen in review. With
/// `LATCHKEY_SNAPSHOTS=write` the files are written anew.
fn snapshot(locale: Locale, file: &str, shown: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/snapshots").join(locale.code()).join(file);
    if std::env::var_os("LATCHKEY_SNAPSHOTS").is_some_and(|what| what == "write") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, shown).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == shown, "{} says:\n{kept}\n\nand the message is:\n{shown}", path.display());
}

#[test]
fn every_mail_is_as_it_was_reviewed() {
    for locale in [Locale::En, Locale::De] {
        for (name, mail) in everything(&branding(), locale, "Anna Lindqvist", "604118") {
            let preview = mail.html.split("overflow:hidden;\">").nth(1).unwrap().split('<').next().unwrap();
            snapshot(locale, &format!("{name}.txt"), &format!("{}\n{preview}\n\n{}", mail.subject, mail.text));
        }
        let practice = Branding { practice: true, ..branding() };
        let slots = slots("Anna Lindqvist", &format!("{ORIGIN}/enrol/open#abc"));
        snapshot(locale, "invitation.html", &invitation(&practice, locale, &default_invitation(locale), &slots).html);
        let enrolled = Notice::Enrolled { methods: vec![MethodKind::Totp, MethodKind::RecoveryCode] };
        let html = notice(&branding(), locale, "anna@example.com", "Anna Lindqvist", moment(0), &enrolled).html;
        snapshot(locale, "enrolled.html", &html);
        let texts = [sms_code(&branding(), locale, "604118"), sms_confirm(&branding(), locale, "604118")];
        snapshot(locale, "texts.txt", &(texts.join("\n---\n") + "\n"));
    }
}

#[test]
fn every_link_starts_with_the_origin() {
    in_each_language(|locale| {
        for (name, mail) in everything(&branding(), locale, "https://evil.example/x", "604118") {
            let mut links = mail.html.match_indices("href=\"").map(|(at, head)| &mail.html[at + head.len()..]);
            assert!(links.all(|link| link.starts_with(&format!("{ORIGIN}/"))), "{name}: {}", mail.html);
            assert!(!mail.html.contains("src="), "nothing is loaded from anywhere");
            assert!(!mail.html.contains("<script") && !mail.html.contains("url("));
        }
    });
}

#[test]
fn codes_stand_in_both_parts_and_in_no_subject_or_preview() {
    for mail in [
        proof_code(&branding(), EN, "anna@example.com", "Anna", "604118", moment(0)),
        confirm_address(&branding(), EN, "anna@example.com", "604118", moment(0)),
        invitation(
            &branding(),
            EN,
            &InvitationForm { subject: "{code}".into(), ..default_invitation(EN) },
            &InvitationSlots { code: "604118".into(), ..slots("Anna", ORIGIN) },
        ),
    ] {
        assert!(mail.text.contains("604118") && mail.html.contains("604118"));
        assert!(!mail.subject.contains("604118"));
        let hidden = mail.html.split("display:none").nth(1).unwrap().split("</div>").next().unwrap();
        assert!(!hidden.contains("604118"), "{hidden}");
    }
    // nothing to open, nothing to spend
    assert!(!proof_code(&branding(), EN, "a@example.com", "Anna", "604118", moment(0)).html.contains("href"));
    assert!(!confirm_address(&branding(), EN, "a@example.com", "604118", moment(0)).html.contains("href"));
}

#[test]
fn names_that_would_become_links_are_left_out() {
    for name in ["see https://evil.example", "www.evil.example", "anna@evil.example", "", "\r\n"] {
        let mail = proof_code(&branding(), EN, "a@example.com", name, "1", moment(0));
        assert!(mail.text.contains("Hello, type"), "{name:?} {}", mail.text);
    }
    let mail = proof_code(&branding(), EN, "a@example.com", "Zoë O'Brien", "1", moment(0));
    assert!(mail.text.contains("Hello Zoë O'Brien, type") && mail.html.contains("Zoë O&#39;Brien<"), "{}", mail.html);
}

#[test]
fn without_a_help_desk_and_in_practice() {
    let bare = Branding { help_desk: "", practice: true, ..branding() };
    for (locale, practice) in [(EN, "Practice mode."), (Locale::De, "Übungsmodus.")] {
        for (name, mail) in everything(&bare, locale, "Anna", "604118") {
            assert!(!mail.text.contains(": ."), "{name}: {}", mail.text);
            for part in [&mail.text, &mail.html] {
                assert!(part.contains(practice), "{name}: {part}");
            }
        }
        for (name, mail) in everything(&branding(), locale, "Anna", "604118") {
            assert!(!mail.text.contains(practice) && !mail.html.contains(practice), "{name}");
        }
    }
}

/// Each says when, what happened, and what to do if it was somebody else, in both parts.
#[test]
fn notices_say_what_to_do() {
    let (when, wann) = ("Sunday, 22 November, 14:07", "Sonntag, 22. November, 14:07 Uhr");
    let (call, ruf) = ("Call the help desk now: ext. 4477.", "Wenden Sie sich sofort an den Helpdesk: ext. 4477.");
    for (locale, hello, when, not_you, call) in [
        (EN, "Hello Anna, ", when, "If it wasn’t you", call),
        (Locale::De, "Guten Tag Anna, ", wann, "Wenn Sie das nicht waren", ruf),
    ] {
        for (name, kind) in notices() {
            let mail = notice(&branding(), locale, "a@example.com", "Anna", moment(0), &kind);
            let html = read(&mail.html);
            for part in [mail.text.as_str(), &html] {
                for says in [hello, when, not_you, call] {
                    assert!(part.contains(says), "{name}: {says}: {part}");
                }
            }
            assert!(!mail.html.contains("href"), "{name}: nothing to act on");
        }
    }
    let text = |locale, kind| notice(&branding(), locale, "a@example.com", "Anna", moment(0), &kind).text;
    let frozen = text(EN, Notice::Frozen);
    assert!(!frozen.contains("nothing to do") && frozen.contains("lifts it: ext. 4477."), "{frozen}");
    assert!(text(EN, Notice::MethodAdded { method: MethodKind::Sms }).contains("\nMethod: Code by text message\n"));
    assert!(text(Locale::De, Notice::MethodAdded { method: MethodKind::Sms }).contains("\nMethode: Code per SMS\n"));
    let methods = vec![MethodKind::Totp, MethodKind::Email, MethodKind::RecoveryCode];
    let listed = "\nMethods: Authenticator app, code by e-mail and recovery codes\n";
    assert!(text(EN, Notice::Enrolled { methods }).contains(listed));
}
