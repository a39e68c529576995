//! Messages that carry a code. In mail it stands in the body only: subjects are logged by mail
//! servers and shown on locked screens. There is no link, so nothing for a scanner to open.

use crate::letter::{Fact, Ink, Letter, Run, Words};
use crate::{Branding, gsm, person, plain};
use latchkey_outbox::Mail;
use latchkey_text::{Locale, Moment, mail as text, sms};

/// A code as proof, to an address that was confirmed earlier.
pub fn proof_code(branding: &Branding<'_>, locale: Locale, to: &str, name: &str, code: &str, until: Moment) -> Mail {
    let mut letter = Letter::new(branding, locale, text::code(locale), text::code_preview(locale));
    letter.paragraph(Ink::Second, text::code_lede_parts(locale, &person(name)));
    letter.code(code);
    letter.paragraph(Ink::Third, text::code_until(locale, until));
    letter.heading(text::not_you(locale));
    letter.paragraph(Ink::Second, text::code_not_you(locale, &branding.help_desk()));
    letter.close(text::never_ask(locale), to, &text::code_subject(locale, &branding.organisation()))
}

/// A code to an address that somebody says is theirs. No name: it may be a stranger's.
pub fn confirm_address(branding: &Branding<'_>, locale: Locale, to: &str, code: &str, until: Moment) -> Mail {
    let organisation = branding.organisation();
    let mut letter = Letter::new(branding, locale, text::confirm(locale), text::confirm_preview(locale));
    letter.paragraph(Ink::Second, text::confirm_lede(locale, &organisation));
    letter.code(code);
    letter.paragraph(Ink::Third, text::code_until(locale, until));
    letter.heading(text::not_you(locale));
    letter.paragraph(Ink::Second, text::confirm_not_you(locale));
    letter.close(text::never_ask(locale), to, &text::confirm_subject(locale, &organisation))
}

/// What the console's test button sends.
pub fn test(branding: &Branding<'_>, locale: Locale, to: &str) -> Mail {
    let mut letter = Letter::new(branding, locale, text::test(locale), text::test_preview(locale));
    letter.paragraph(Ink::Second, text::test_lede(locale));
    letter.facts(vec![
        Fact { what: text::test_from(locale), value: Words(vec![Run::Address(branding.spoken(""))]) },
        Fact { what: text::test_for(locale), value: Words(vec![Run::Name(branding.organisation())]) },
    ]);
    letter.close(text::test_foot(locale), to, text::test_subject(locale))
}

/// A code as proof, as a text message to a number that was confirmed earlier or that the directory has.
pub fn sms_code(branding: &Branding<'_>, locale: Locale, code: &str) -> String {
    one_text(branding, code, |code, organisation| sms::code(locale, code, organisation))
}

/// A code to a number that somebody says is theirs. No name: it may be a stranger's.
pub fn sms_confirm(branding: &Branding<'_>, locale: Locale, code: &str) -> String {
    one_text(branding, code, |code, organisation| sms::confirm(locale, code, organisation))
}

/// One message: the code first, for it is read off a locked screen; in the last line our host, so that
/// browsers offer it on our pages and nowhere else (wicg.github.io/sms-one-time-codes). Where it does
/// not fit, first the organisation's name is shortened, then the last line left out.
fn one_text(branding: &Branding<'_>, code: &str, sentence: impl Fn(&str, &str) -> String) -> String {
    let code = plain(code, 16);
    let around = |organisation: &str| sentence(&code, if organisation.is_empty() { "Latchkey" } else { organisation });
    let bound = branding.host().map(|host| format!("\n\n@{host} #{code}"));
    let bound = bound.filter(|line| gsm::left(&around("Latchkey"), line).is_some()).unwrap_or_default();
    let name = gsm::spell(&plain(branding.organisation, 80));
    let mut shown = name.as_str();
    while gsm::left(&around(shown), &bound).is_none() && !shown.is_empty() {
        shown = shown.char_indices().last().map_or("", |(at, _)| shown.get(..at).unwrap_or_default()).trim_end();
    }
    around(shown) + &bound
}
