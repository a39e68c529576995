//! Facts as an administrator reads them. The sentences are those of the browser tests: word for word.
use super::*;
use latchkey_contract::Moment;
use latchkey_contract::admin::{
    CertificateFault, CheckKind, DirectoryFault, Evidence, FailingRow, FieldFault, NotReady, RulesSeen, UnitCount,
    WorkFault, WorkKind,
};
use latchkey_contract::policy::{MethodHindrance, RefereeHindrance};
use latchkey_contract::refused::RootsFault;

fn away() -> DirectoryFault {
    DirectoryFault::Unreachable { detail: "dc1: no answer".into() }
}

#[test]
fn what_was_seen() {
    use CheckKind as K;
    let rules = RulesSeen { min_length: 12, complexity: true, history: 24, min_age_hours: 24, lockout_threshold: 5 };
    let unit = |unit: &str, people, or_more| UnitCount { unit: unit.into(), people, or_more };
    let right = |held, not_for: Option<&str>, administrator| Evidence::Right {
        looked_at: 3,
        held,
        not_for: not_for.map(str::to_owned),
        administrator,
    };
    for (kind, seen, said) in [
        (K::Bind, Evidence::NotTried, "not tried: something before it failed"),
        (K::Connect, Evidence::Failed(away()), "no server could be reached: dc1: no answer"),
        (K::Connect, Evidence::Answers { port: 1636 }, "port 1636 answers"),
        (
            K::Bind,
            Evidence::SignInRefused { data: "52e".into() },
            "the directory refused our sign-in: 52e: wrong account or password",
        ),
        (
            K::Tls,
            Evidence::Certificate { subject: "CN=dc1".into(), issuer: "CN=ca".into(), days: 1200 },
            "CN=dc1, issued by CN=ca, valid for 1,200 more days",
        ),
        (
            K::ReadPeople,
            Evidence::People { units: vec![unit("Staff", 812, false), unit("Labs", 5000, true)], protected: 11 },
            "812 people in Staff, 5,000 or more people in Labs; 11 protected accounts in the domain cannot use self-service",
        ),
        (
            K::ReadPolicy,
            Evidence::Policies {
                domain: RulesSeen { history: 0, complexity: false, ..rules },
                finer: vec![("Admins".into(), rules)],
                closed: vec!["Secret".into()],
            },
            "domain: at least 12 characters, kept for 24 hours at least, locked after 5 wrong tries; Admins: at least 12 characters, three kinds of characters, 24 remembered, kept for 24 hours at least, locked after 5 wrong tries; the contents of Secret cannot be read, so people are shown the domain’s rules",
        ),
        (K::ResetRight, right(3, None, false), "may reset passwords: looked at 3 accounts"),
        (
            K::UnlockRight,
            right(0, Some("CN=Anna"), false),
            "may unlock accounts for none of 3 accounts looked at; not for CN=Anna",
        ),
        (
            K::PwdLastSetRight,
            right(1, Some("CN=Anna"), false),
            "may end “must change at next sign-in” (write pwdLastSet) for only 1 of 3 accounts looked at; not for CN=Anna",
        ),
        (
            K::ResetRight,
            right(3, None, true),
            "may reset passwords: looked at 3 accounts. The service account is a domain administrator; three delegated rights would be enough",
        ),
    ] {
        assert_eq!(check::evidence(kind, &seen), said);
    }
    assert_eq!(check::title(K::Connect, "dc1"), "The server answers: dc1");
}

#[test]
fn what_a_directory_answers_comes_with_what_to_do() {
    let certificate = |reason| DirectoryFault::Certificate { reason, detail: "CN=dc1".into() };
    for (fault, start) in [
        (away(), "No server of this directory answers (dc1: no answer). Nothing was changed."),
        (certificate(CertificateFault::UnknownAuthority), "The server shows a certificate from an authority that"),
        (certificate(CertificateFault::WrongName), "The server’s certificate is made out to another name (CN=dc1)."),
        (DirectoryFault::NoSuchUnit { dn: "OU=x".into() }, "There is no unit “OU=x” in this directory any more."),
    ] {
        assert!(check::directory(&fault).starts_with(start), "{}", check::directory(&fault));
    }
}

#[test]
fn what_activation_lacks_is_listed() {
    let check = |evidence| NotReady::Check { kind: CheckKind::ResetRight, server: String::new(), evidence };
    let refused = Refused::NotReady {
        reasons: vec![NotReady::NobodyImported, check(Some(Evidence::Nobody)), check(None), NotReady::OtherDomain],
    };
    let say = refusal(&refused);
    assert_eq!(
        (say.news.as_str(), say.text.as_str()),
        ("Not yet", "It can be switched on as soon as these are mended:")
    );
    assert_eq!(
        say.reasons,
        [
            "Nobody is imported yet: finish the import first.",
            "Right to reset passwords: nobody there on whom it could be tried",
            "Right to reset passwords: was not tried. Run the checks again.",
            "This is another domain than the one that was imported. Nothing was changed; add it as a new one.",
        ]
    );
}

#[test]
fn faults_of_fields() {
    for (fault, said) in [
        (
            FieldFault::TooFewAllowed { needed: 2, allowed: 1 },
            "People need 2 methods to recover, and 1 can be set up. Allow more, or ask for fewer. Recovery codes are a spare and do not count here.",
        ),
        (
            FieldFault::TooWeakAlone { kind: MethodKind::Totp },
            "With one proof, only methods that cannot be guessed may be allowed: authenticator app can. Take it out, or ask for two.",
        ),
        (
            FieldFault::TooFewAsked { least: 3 },
            "Ask for at least three answers: fewer can be guessed by who knows the person a little.",
        ),
        (
            FieldFault::MessagesADay { most: 1_000_000 },
            "From 1 to 1,000,000 messages a day. To send none, switch text messages off.",
        ),
        (
            FieldFault::Roots(RootsFault::None),
            "There is no certificate in it. Paste the root certificate of each maker, with its first line -----BEGIN CERTIFICATE-----.",
        ),
        (
            FieldFault::UnknownSlot { slot: "{nmae}".into() },
            "There is no slot {nmae}. Use {name}, {organisation}, {link}, {code}, {until} or {help_desk}.",
        ),
    ] {
        assert_eq!(fault::field(&fault), said);
    }
}

#[test]
fn hindrances() {
    let said = fault::method_hindrance(MethodKind::Questions, MethodHindrance::TooFewQuestions { there: 3, needed: 4 });
    assert_eq!(said, "There are 3 questions to pick from, and people have to answer 4. Add some.");
    let said = fault::method_hindrance(MethodKind::Passkey, MethodHindrance::NoHostName);
    assert!(said.contains("Give `origin` a host name"), "{said}");
    assert_eq!(fault::referee(RefereeHindrance::NotEnrolled), "cannot vouch at present: Not enrolled yet");
}

#[test]
fn work_that_fails() {
    let row = |count, error| FailingRow { work: WorkKind::Invite, count, error, since: Moment::default() };
    let said = "The mail server refused our sign-in.".to_owned();
    let (news, text) = work::failing(&row(12, WorkFault::NotSent { said }));
    assert_eq!(news, "Sending invitations does not work (12 times)");
    assert_eq!(text, "The mail server refused our sign-in. Since 00:00.");
    assert_eq!(work::failing(&row(1, WorkFault::NoMail)).0, "Sending invitations does not work");
    assert!(work::work(&WorkKind::Other { code: "dust-the-shelves".into() }).contains("dust-the-shelves"));
    assert_eq!(
        import(&ImportState::Failed { done: 4, fault: WorkFault::Directory(away()) }),
        "The import failed: No server could be reached: dc1: no answer. Nobody was taken out. When it is mended, import again: it goes on with the unit in which it broke off."
    );
}

#[test]
fn numbers_read_well() {
    assert_eq!(grouped(7), "7");
    assert_eq!(grouped(812), "812");
    assert_eq!(grouped(1248), "1,248");
    assert_eq!(grouped(1_234_567), "1,234,567");
    assert_eq!(people(1), "1 person");
    assert_eq!(capital(&number_word(1)), "One");
    assert_eq!(capital(&number_word(7)), "7");
}

#[test]
fn seats_say_what_is_missing() {
    let say = refusal(&Refused::Seats { wanted: 64, free: 30 });
    assert_eq!(
        say.text,
        "30 seats are free and 64 are needed. Nobody was onboarded. Choose fewer, or raise the licence."
    );
}

#[test]
fn a_directory_that_is_missing_is_named_with_the_reason() {
    let silent = |why| unasked(&Unasked { directory: "Northwind".into(), why });
    let refused = silent(AdminError::Refused(Refused::EmptyGroup));
    assert_eq!(refused.news, "Northwind could not be asked; its groups are missing here");
    assert_eq!(refused.text, "Nobody is in this group. Choose another one.");
    let fault = silent(AdminError::Fault { reference: "LK-7F3QX2".into() });
    assert!(fault.text.starts_with("Something on the server failed. Nothing was changed"), "{}", fault.text);
    assert!(fault.text.contains("LK-7F3QX2"));
}

#[test]
fn a_field_fault_belongs_to_its_field() {
    let fault = FieldFault::DomainTaken;
    let fault = Trouble::Told(AdminError::Refused(Refused::Field { field: "domain".into(), fault }));
    let said = field_fault(Some(&fault), "domain");
    assert_eq!(said.as_deref(), Some("This domain is connected already. Open it instead."));
    assert_eq!(field_fault(Some(&fault), "account"), None);
    let code = Trouble::Told(AdminError::Refused(Refused::Code(Problem::CodeUsed)));
    assert!(field_fault(Some(&code), "code").is_some() && is_field_fault(&code));
    assert_eq!(field_fault(Some(&code), "domain"), None);
}

/// A first import waits for an administrator; what is read again by itself is tried again by itself.
#[test]
fn a_directory_that_broke_off_says_who_goes_on() {
    let at = Moment::default();
    let once = DirectoryCard {
        id: "1".into(),
        kind: DirectoryKind::ActiveDirectory,
        name: "corp.example".into(),
        imported: 4,
        import: ImportState::Failed { done: 4, fault: WorkFault::Directory(away()) },
        sync: None,
        active: true,
        sets_passwords: true,
    };
    assert!(card(&once).contains("When it is mended, import again"), "{}", card(&once));
    let state = latchkey_contract::sync::SyncState { finished_at: at, next_at: Some(at), question: None };
    let again = DirectoryCard { sync: Some(state), ..once };
    let said = "No server could be reached: dc1: no answer. Nobody was taken out. The next run is tried at its time.";
    assert_eq!(card(&again), said);
}
