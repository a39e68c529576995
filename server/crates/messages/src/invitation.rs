//! The invitation: its words are the administrator's, its frame is ours. Whatever is written, the
//! link, the code for those whose link does not open, and the date they end are in it.

use crate::letter::{Ink, Letter, Run, Words};
use crate::{Branding, person, plain};
use latchkey_contract::admin::{FieldFault, INVITATION_SLOTS as SLOTS, InvitationForm, InvitationPreview};
use latchkey_outbox::Mail;
use latchkey_text::{Locale, Moment, format, mail as text};

/// What is particular to one invitation.
#[derive(Clone)]
pub struct InvitationSlots {
    pub name: String,
    /// Must lie below the origin of `Branding`; anything else is replaced by the enrolment page.
    pub link: String,
    /// Typed with the user name where the link does not open.
    pub code: String,
    pub until: Moment,
    pub to: String,
}

impl std::fmt::Debug for InvitationSlots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InvitationSlots(…)")
    }
}

const MAX_SUBJECT: u32 = 150;
const MAX_BODY: u32 = 10_000;

/// What is sent until an administrator writes something else.
pub fn default_invitation(locale: Locale) -> InvitationForm {
    let [name, organisation, link, code, until, _] = SLOTS.map(|slot| format!("{{{slot}}}"));
    InvitationForm {
        subject: text::invitation_subject(locale).to_owned(),
        body: text::invitation_body(locale, &name, &organisation, &link, &code, &until),
    }
}

/// The first thing wrong with the form: the field of it, and what.
pub fn fault(form: &InvitationForm) -> Option<(&'static str, FieldFault)> {
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
    // mail servers write subjects into their logs
    if pieces(&form.subject).iter().any(|piece| matches!(piece, Piece::Slot("link" | "code"))) {
        return Some(("subject", FieldFault::SecretInSubject));
    }
    let unknown = |field: &'static str, text: &str| {
        pieces(text).into_iter().find_map(|piece| match piece {
            Piece::Unknown(slot) => Some((field, FieldFault::UnknownSlot { slot: slot.to_owned() })),
            Piece::Text(_) | Piece::Slot(_) => None,
        })
    };
    unknown("subject", &form.subject).or_else(|| unknown("body", &form.body))
}

/// `locale`: of the frame. What the form says is in whatever language it was written.
pub fn invitation(branding: &Branding<'_>, locale: Locale, form: &InvitationForm, slots: &InvitationSlots) -> Mail {
    let filled = Filled::new(branding, locale, slots);
    let subject = plain(&filled.subject(&form.subject), MAX_SUBJECT as usize);
    let mut letter = Letter::new(branding, locale, &subject, text::invitation_preview(locale));
    let body: String = form.body.replace("\r\n", "\n").replace('\r', "\n").chars().take(MAX_BODY as usize).collect();
    let has = |slot: &str| pieces(&body).iter().any(|piece| matches!(piece, Piece::Slot(name) if *name == slot));

    for (nth, paragraph) in body.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).enumerate() {
        // languages from right to left put isolates around what is filled in (docs/decisions/0016)
        match paragraph.trim_matches(['\u{2068}', '\u{2069}']) {
            "{link}" => filled.button(&mut letter),
            "{code}" => filled.code_block(branding, &mut letter),
            _ => letter.paragraph(if nth == 0 { Ink::First } else { Ink::Second }, filled.words(paragraph)),
        }
    }
    if !has("link") {
        filled.button(&mut letter);
    }
    if !has("code") {
        filled.code_block(branding, &mut letter);
    }
    if !has("until") {
        letter.paragraph(Ink::Third, text::invitation_until(locale, slots.until));
    }
    letter.close(&text::invitation_foot(locale, &branding.help_desk()), &slots.to, &subject)
}

/// The message as this form and these slots make it, for the wizard.
pub fn preview(
    branding: &Branding<'_>,
    locale: Locale,
    form: &InvitationForm,
    slots: &InvitationSlots,
) -> InvitationPreview {
    let Mail { subject, text, html, .. } = invitation(branding, locale, form, slots);
    InvitationPreview { subject, text, html }
}

enum Piece<'a> {
    Text(&'a str),
    /// One of `INVITATION_SLOTS`.
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
    locale: Locale,
    name: String,
    organisation: String,
    link: String,
    code: String,
    until: String,
    help_desk: String,
}

impl Filled {
    fn new(branding: &Branding<'_>, locale: Locale, slots: &InvitationSlots) -> Self {
        Self {
            locale,
            name: person(&slots.name),
            organisation: branding.organisation(),
            link: branding.own(&slots.link),
            code: plain(&slots.code, 64),
            until: format::datetime(locale, slots.until),
            help_desk: branding.help_desk(),
        }
    }

    /// Without link and code, whatever is written.
    fn subject(&self, text: &str) -> String {
        let mut out = String::new();
        for run in self.words(text).0 {
            match run {
                Run::Text(text) | Run::Name(text) | Run::Address(text) => out.push_str(&text),
                Run::Break => out.push(' '),
                Run::Link(_) | Run::Code(_) => {}
            }
        }
        out
    }

    fn words(&self, text: &str) -> Words {
        let mut runs = Vec::new();
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) | Piece::Unknown(text) => runs.extend(Words::from(text).0),
                Piece::Slot(slot) => runs.push(self.run(slot)),
            }
            if let [.., Run::Text(before), Run::Name(value) | Run::Text(value)] = runs.as_mut_slice()
                && value.is_empty()
                && matches!(piece, Piece::Slot(_))
            {
                // "Hello {name}," becomes "Hello,"
                before.truncate(before.trim_end_matches(' ').len());
            }
        }
        Words(runs)
    }

    fn run(&self, slot: &str) -> Run {
        match slot {
            "name" => Run::Name(self.name.clone()),
            "organisation" => Run::Name(self.organisation.clone()),
            "link" => Run::Link(self.link.clone()),
            "code" => Run::Code(self.code.clone()),
            "until" => Run::Text(self.until.clone()),
            "help_desk" => Run::Text(self.help_desk.clone()),
            _ => Run::Text(String::new()),
        }
    }

    fn button(&self, letter: &mut Letter) {
        letter.button(text::invitation_button(self.locale), &self.link);
    }

    fn code_block(&self, branding: &Branding<'_>, letter: &mut Letter) {
        letter.paragraph(Ink::Second, text::invitation_code_parts(self.locale, &branding.spoken("/enrol")));
        letter.code(&self.code);
    }
}
