//! The invitation: its words are the administrator's, its frame is ours. Whatever is written, the
//! link, the code for those whose link does not open, and the date they end are in it.

use super::leaf::{Ink, Leaf, escape};
use super::{Branding, NEVER_ASK, person, plain};
use crate::Mail;
use latchkey_contract::admin::{FieldFault, InvitationForm, InvitationPreview};

/// What is particular to one invitation.
#[derive(Clone)]
pub struct InvitationSlots {
    pub name: String,
    /// Must lie below the origin of `Branding`; anything else is replaced by the enrolment page.
    pub link: String,
    /// Typed with the user name where the link does not open.
    pub code: String,
    /// "8 December".
    pub until: String,
    pub to: String,
}

impl std::fmt::Debug for InvitationSlots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InvitationSlots(…)")
    }
}

const SLOTS: [&str; 6] = ["name", "organisation", "link", "code", "until", "help_desk"];
const LABEL: &str = "Choose my methods";
const MAX_SUBJECT: u32 = 150;
const MAX_BODY: u32 = 10_000;

pub fn default_invitation() -> InvitationForm {
    InvitationForm {
        subject: "Two minutes now, no lock-out later".into(),
        body: "Hello {name},\n\n\
               from now on you can set a new {organisation} password yourself, at any hour, from your phone. \
               For that to work, choose how you will prove that it is you. It takes about two minutes.\n\n\
               {link}\n\n\
               {code}\n\n\
               The link and the code work until {until}."
            .into(),
    }
}

/// The first thing wrong with the form, and with which field.
pub fn faults(form: &InvitationForm) -> Option<(&'static str, FieldFault)> {
    if form.subject.trim().is_empty() {
        return Some(("subject", FieldFault::NoSubject));
    }
    if form.subject.chars().count() > MAX_SUBJECT as usize {
        return Some(("subject", FieldFault::LongSubject { most: MAX_SUBJECT }));
    }
    if form.body.trim().is_empty() {
        return Some(("body", FieldFault::NoBody));
    }
    if form.body.chars().count() > MAX_BODY as usize {
        return Some(("body", FieldFault::LongBody { most: MAX_BODY }));
    }
    let unknown = |text: &str| {
        pieces(text).into_iter().find_map(|piece| match piece {
            Piece::Unknown(slot) => Some(FieldFault::UnknownSlot { slot: slot.to_string() }),
            Piece::Text(_) | Piece::Slot(_) => None,
        })
    };
    let secret = pieces(&form.subject).iter().any(|piece| matches!(piece, Piece::Slot("link" | "code")));
    if secret {
        return Some(("subject", FieldFault::SecretInSubject));
    }
    unknown(&form.subject).map(|fault| ("subject", fault)).or_else(|| unknown(&form.body).map(|fault| ("body", fault)))
}

pub fn invitation(branding: &Branding<'_>, form: &InvitationForm, slots: &InvitationSlots) -> Mail {
    let filled = Filled::new(branding, slots);
    let subject = plain(&filled.text(&form.subject, &["link", "code"]), 150);
    let mut leaf =
        Leaf::new(branding, &subject, "Choose how you will prove that it is you. It takes about two minutes.");
    let body: String = form.body.replace("\r\n", "\n").replace('\r', "\n").chars().take(MAX_BODY as usize).collect();
    let has = |slot: &str| pieces(&body).iter().any(|piece| matches!(piece, Piece::Slot(name) if *name == slot));

    for (nth, paragraph) in body.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).enumerate() {
        match paragraph {
            "{link}" => leaf.button(LABEL, &filled.link),
            "{code}" => filled.code_block(branding, &mut leaf),
            text => {
                let ink = if nth == 0 { Ink::First } else { Ink::Second };
                leaf.rich_paragraph(ink, &filled.text(text, &[]), &filled.html(text));
            }
        }
    }
    if !has("link") {
        leaf.button(LABEL, &filled.link);
    }
    if !has("code") {
        filled.code_block(branding, &mut leaf);
    }
    if !has("until") {
        leaf.paragraph(Ink::Third, &format!("The link and the code work until {}.", filled.until));
    }
    let unsure = branding.call(
        "Unsure? Type the address above yourself, or call the help desk",
        "Unsure? Type the address above yourself.",
    );
    leaf.close(&format!("{NEVER_ASK} {unsure}"), &slots.to, &subject)
}

/// The message as this form and these slots make it, for the wizard.
pub fn preview(branding: &Branding<'_>, form: &InvitationForm, slots: &InvitationSlots) -> InvitationPreview {
    let Mail { subject, text, html, .. } = invitation(branding, form, slots);
    InvitationPreview { subject, text, html }
}

enum Piece<'a> {
    Text(&'a str),
    /// One of `SLOTS`.
    Slot(&'static str),
    /// `{like this}`, braces included.
    Unknown(&'a str),
}

/// Found once, in what the administrator wrote; what fills a slot is never searched again.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}').filter(|(name, _)| is_slot_name(name)) else {
            let (head, tail) = rest.split_at(before.len() + 1);
            out.push(Piece::Text(head));
            rest = tail;
            continue;
        };
        out.push(Piece::Text(before));
        out.push(match SLOTS.iter().copied().find(|slot| *slot == name) {
            Some(slot) => Piece::Slot(slot),
            None => Piece::Unknown(rest.get(before.len()..before.len() + name.len() + 2).unwrap_or_default()),
        });
        rest = tail;
    }
    out.push(Piece::Text(rest));
    out
}

fn is_slot_name(name: &str) -> bool {
    (1..=20).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

struct Filled {
    name: String,
    organisation: String,
    link: String,
    code: String,
    until: String,
    help_desk: String,
}

impl Filled {
    fn new(branding: &Branding<'_>, slots: &InvitationSlots) -> Self {
        Self {
            name: person(&slots.name),
            organisation: branding.organisation(),
            link: branding.own(&slots.link),
            code: plain(&slots.code, 64),
            until: plain(&slots.until, 80),
            help_desk: plain(branding.help_desk, 80),
        }
    }

    fn value(&self, slot: &str) -> &str {
        match slot {
            "name" => &self.name,
            "organisation" => &self.organisation,
            "link" => &self.link,
            "code" => &self.code,
            "until" => &self.until,
            "help_desk" => &self.help_desk,
            _ => "",
        }
    }

    fn text(&self, text: &str, without: &[&str]) -> String {
        self.fill(text, str::to_owned, |slot| {
            if without.contains(&slot) { String::new() } else { self.value(slot).to_owned() }
        })
    }

    fn html(&self, text: &str) -> String {
        self.fill(
            text,
            |text| escape(text).replace('\n', "<br>"),
            |slot| {
                let value = escape(self.value(slot));
                match slot {
                    "link" => format!("<a class=\"link\" href=\"{value}\" style=\"color:#0d5660;text-decoration:underline;\">{value}</a>"),
                    "code" => format!("<strong style=\"font-family:Consolas,Menlo,monospace;\">{value}</strong>"),
                    _ => value,
                }
            },
        )
    }

    /// An empty value takes the space before it along: "Hello {name}," becomes "Hello,".
    fn fill(&self, text: &str, literal: impl Fn(&str) -> String, slot: impl Fn(&'static str) -> String) -> String {
        let mut out = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) | Piece::Unknown(text) => out.push_str(&literal(text)),
                Piece::Slot(name) => {
                    let value = slot(name);
                    if value.is_empty() {
                        out.truncate(out.trim_end_matches(' ').len());
                    }
                    out.push_str(&value);
                }
            }
        }
        out
    }

    fn code_block(&self, branding: &Branding<'_>, leaf: &mut Leaf) {
        let address = branding.spoken("/enrol");
        let text = format!("If the link does not open, go to {address} and type your user name and this code:");
        let html = format!(
            "If the button does not open, go to <strong>{}</strong> and type your user name and this code:",
            escape(&address)
        );
        leaf.rich_paragraph(Ink::Second, &text, &html);
        leaf.code(&self.code);
    }
}
