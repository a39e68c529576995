//! Which sentence says what is wrong with a field, with somebody, with a method.

use super::{check, language, method_within, number_word};
use latchkey_contract::Elsewhere;
use latchkey_contract::MethodKind;
use latchkey_contract::admin::{FieldFault, Hindrance, INVITATION_SLOTS, WhyLeftOut};
use latchkey_contract::policy::{MethodHindrance, RefereeHindrance};
use latchkey_contract::refused::RootsFault;
use latchkey_text::format::list_or;
use latchkey_text::{console_field as text, console_hindrance as hindrances, console_invitation, console_refused};

/// What an invitation can hold that is filled in, as it is typed.
pub fn invitation_slots() -> [String; 6] {
    INVITATION_SLOTS.map(|slot| format!("{{{slot}}}"))
}

pub fn field(fault: &FieldFault) -> String {
    let l = language();
    match fault {
        FieldFault::Missing => text::missing(l).into(),
        FieldFault::NoDomain => text::no_domain(l).into(),
        FieldFault::NoAccount => text::no_account(l).into(),
        FieldFault::NoPassword => text::no_password(l).into(),
        FieldFault::NotHttps => text::not_https(l).into(),
        FieldFault::NotLike { example } => text::not_like(l, example),
        FieldFault::NoKeyFile => text::no_key_file(l).into(),
        FieldFault::NotDn => text::not_dn(l).into(),
        FieldFault::NotFilter => text::not_filter(l).into(),
        FieldFault::NotAttribute => text::not_attribute(l).into(),
        FieldFault::PasswordAgain => text::password_again(l).into(),
        FieldFault::Servers(fault) => check::directory(fault),
        FieldFault::OtherDomain => console_refused::other_domain(l).into(),
        FieldFault::DomainTaken => text::domain_taken(l).into(),
        FieldFault::SameDomain { name } => text::same_domain(l, name),
        FieldFault::NoName => text::no_name(l).into(),
        FieldFault::NoGroup => console_refused::no_group(l).into(),
        FieldFault::GroupHasRule => text::group_has_rule(l).into(),
        FieldFault::DirectoryGone => text::directory_gone(l).into(),
        FieldFault::NoneGiven => text::none_given(l).into(),
        FieldFault::NumberBetween { from, to } => text::number_between(l, *from, *to),
        FieldFault::BadPort => text::bad_port(l).into(),
        FieldFault::SecretAgain => text::secret_again(l).into(),
        FieldFault::SecretMissing => text::secret_missing(l).into(),
        FieldFault::NoNumberSlot => text::no_number_slot(l, "{number}"),
        FieldFault::NoSubject => console_invitation::no_subject(l).into(),
        FieldFault::LongSubject { most } => console_invitation::long_subject(l, *most),
        FieldFault::SecretInSubject => console_invitation::secret_in_subject(l, "{link}", "{code}"),
        FieldFault::NoBody => console_invitation::no_body(l).into(),
        FieldFault::LongBody { most } => console_invitation::long_body(l, *most),
        FieldFault::UnknownSlot { slot } => console_invitation::unknown_slot(l, slot, &list_or(l, &invitation_slots())),
        FieldFault::TooFewAllowed { needed, allowed } => text::too_few_allowed(l, *needed, *allowed),
        FieldFault::BadRequired => text::bad_required(l).into(),
        FieldFault::OneNotConfirmed => text::one_not_confirmed(l).into(),
        FieldFault::TooWeakAlone { kind } => text::too_weak_alone(l, method_within(*kind)),
        FieldFault::MandatoryNotAllowed { kind } => text::mandatory_not_allowed(l, method_within(*kind)),
        FieldFault::TooManyMandatory => text::too_many_mandatory(l).into(),
        FieldFault::QuestionsForPrivileged => text::questions_for_privileged(l).into(),
        FieldFault::MandatoryNotReady => text::mandatory_not_ready(l).into(),
        FieldFault::TooFewReady { needed, ready } => text::too_few_ready(l, *needed, *ready),
        FieldFault::QuestionLength { start, min, max } => text::question_length(l, start, *min, *max),
        FieldFault::QuestionTwice { question } => text::question_twice(l, question),
        FieldFault::TooManyQuestions { most } => text::too_many_questions(l, *most),
        FieldFault::TooFewAsked { least } => text::too_few_asked(l, &number_word(*least)),
        FieldFault::FewerThanAsked => text::fewer_than_asked(l).into(),
        FieldFault::TooManyAnswered => text::too_many_answered(l).into(),
        FieldFault::TooFewQuestions { needed, there } => text::too_few_questions(l, *needed, *there),
        FieldFault::RootsTooLong => text::roots_too_long(l).into(),
        FieldFault::Roots(fault) => roots(*fault),
        FieldFault::BadCountry { code } => text::bad_country(l, code),
        FieldFault::MessagesADay { most } => text::messages_a_day(l, *most),
        FieldFault::MessagesACountry => text::messages_a_country(l).into(),
        FieldFault::MessagesAPerson { most } => text::messages_a_person(l, *most),
        FieldFault::TooManyReferees { most } => text::too_many_referees(l, *most),
    }
}

fn roots(fault: RootsFault) -> String {
    let l = language();
    match fault {
        RootsFault::None => text::roots_none(l, "-----BEGIN CERTIFICATE-----"),
        RootsFault::NoEnd { nth } => text::roots_no_end(l, nth, "-----END CERTIFICATE-----"),
        RootsFault::Unreadable { nth } => text::roots_unreadable(l, nth),
        RootsFault::SameName { nth } => text::roots_same_name(l, nth),
        RootsFault::NoRoot { nth } => text::roots_no_root(l, nth),
    }
}

/// Who sets the password of an account in place of its own directory.
pub const fn elsewhere(by: Elsewhere) -> &'static str {
    let l = language();
    match by {
        Elsewhere::OnPremises => hindrances::set_on_premises(l),
        Elsewhere::IdentityProvider => hindrances::set_by_provider(l),
    }
}

pub const fn hindrance(hindrance: Hindrance) -> &'static str {
    let l = language();
    match hindrance {
        Hindrance::Gone => hindrances::gone(l),
        Hindrance::Disabled => hindrances::disabled(l),
        Hindrance::Protected => hindrances::protected(l),
        Hindrance::SetElsewhere(by) => elsewhere(by),
        Hindrance::NotSetHere => hindrances::not_set_here(l),
    }
}

pub const fn left_out(why: WhyLeftOut) -> &'static str {
    match why {
        WhyLeftOut::Hindrance(why) => hindrance(why),
        WhyLeftOut::NotFound => hindrances::not_found(language()),
        WhyLeftOut::NotImported => hindrances::not_imported(language()),
    }
}

/// Behind the name of somebody who is on the list.
pub fn referee(why: RefereeHindrance) -> String {
    let l = language();
    let why = match why {
        RefereeHindrance::Gone => hindrances::referee_gone(l),
        RefereeHindrance::Reported => hindrances::referee_reported(l),
        RefereeHindrance::NotOnboarded => hindrances::referee_not_onboarded(l),
        RefereeHindrance::NotEnrolled => hindrances::referee_not_enrolled(l),
        RefereeHindrance::Person(why) => hindrance(why),
    };
    hindrances::cannot_vouch(l, why)
}

pub fn method_hindrance(kind: MethodKind, why: MethodHindrance) -> String {
    let l = language();
    match why {
        MethodHindrance::NoServer => match kind {
            MethodKind::Duo => hindrances::no_duo(l),
            MethodKind::Oidc => hindrances::no_oidc(l),
            MethodKind::Radius => hindrances::no_radius(l),
            MethodKind::YubiKey => hindrances::no_yubikey(l),
            _ => hindrances::no_server(l),
        }
        .into(),
        MethodHindrance::NoGateway => hindrances::no_gateway(l).into(),
        MethodHindrance::NoMailServer => hindrances::no_mail_server(l).into(),
        MethodHindrance::NoHostName => hindrances::no_host_name(l, "`origin`"),
        MethodHindrance::NoMaker(fault) => hindrances::no_maker(l, &roots(fault)),
        MethodHindrance::TooFewQuestions { there, needed } => hindrances::too_few_questions(l, there, needed),
    }
}
