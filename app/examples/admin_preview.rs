//! Writes the administrator's pages with sample data to `target/preview/admin-*.html`, so that
//! they can be looked at without a server: `cargo run -p latchkey-app --features ssr --example
//! admin_preview`.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a program for the desk")]
#![recursion_limit = "256"]

use latchkey_app::admin::activate::{DoctorView, Nothing};
use latchkey_app::admin::api::Trouble;
use latchkey_app::admin::entrance::{CodeForm, FirstAdminForm, Gate, OpenForm, SignInForm, TotpForm};
use latchkey_app::admin::import::{ConnectionView, DirectoriesView, UnitsView};
use latchkey_app::admin::invite::InviteView;
use latchkey_app::admin::methods::{
    MethodsView, Outlook, ProvidersView, RuleView, RulesView, ServerDeed, SettingsView,
};
use latchkey_app::admin::overview::OverviewView;
use latchkey_app::admin::parts::Waiting;
use latchkey_app::admin::people::{GroupsView, PeopleView};
use latchkey_app::admin::proof::ConfirmWithCode;
use latchkey_app::admin::shell::Rail;
use latchkey_app::ui::PracticeBanner;
use latchkey_contract::admin::*;
use latchkey_contract::enrol::TotpSetup;
use latchkey_contract::policy::*;
use latchkey_contract::providers::{FieldShape, ProviderCard, ProviderField, ProviderForm};
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{MethodKind, Problem};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn main() {
    let into = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/preview");
    std::fs::create_dir_all(&into).expect("target is writable");
    let save = |name: &str, view: fn() -> AnyView| {
        let html = Owner::new().with(|| view().to_html());
        let page = format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self' file:\">\
             <title>{name}</title>\
             <link rel=\"stylesheet\" href=\"../../style/tokens.css\"><link rel=\"stylesheet\" href=\"../../style/base.css\">\
             <link rel=\"stylesheet\" href=\"../../style/console.css\"></head><body>{html}</body></html>"
        );
        std::fs::write(into.join(format!("admin-{name}.html")), page).expect("the page can be written");
        println!("admin-{name}.html");
    };
    save("sign-in", || view! { <Gate><SignInForm remark=Some(Remark::Refused)/></Gate> }.into_any());
    save("sign-in-later", || {
        view! { <Gate><SignInForm remark=Some(Remark::Later { from: "14:20".into() })/></Gate> }.into_any()
    });
    save("sign-in-taken", || view! { <Gate><SignInForm remark=Some(Remark::Taken)/></Gate> }.into_any());
    save("code", || view! { <Gate><CodeForm problem=Some(Problem::ClockOff { minutes: -2 })/></Gate> }.into_any());
    save("setup-link", || view! { <Gate><OpenForm token="x".to_owned()/></Gate> }.into_any());
    save("setup-name", || {
        view! { <Gate><FirstAdminForm problem=Some(Problem::TooShort { min: 12 })/></Gate> }.into_any()
    });
    save("setup-bound", || {
        view! { <Gate><FirstAdminForm name=Some("jonas".to_owned()) problem=None remark=Some(Remark::Busy)/></Gate> }
            .into_any()
    });
    save("setup-totp", || {
        view! { <Gate><TotpForm name="Jonas".to_owned() setup=totp() problem=None/></Gate> }.into_any()
    });
    save("overview", || {
        room(
            "/admin/overview",
            overview(),
            view! { <OverviewView overview=overview() organisation="Northwind Hospital".to_owned()/> }.into_any(),
        )
    });
    save("overview-faults", || {
        let overview = Overview { faults: faults(), failing: failing(), ..overview() };
        room(
            "/admin/overview",
            overview.clone(),
            view! { <OverviewView overview organisation="Northwind Hospital".to_owned()/> }.into_any(),
        )
    });
    save("waiting", || {
        room("/admin/people", overview(), view! { <Waiting what="Looking up people" rows=8/> }.into_any())
    });
    save("import-list", || {
        room("/admin/import", overview(), view! { <DirectoriesView cards=overview().directories outcome=Signal::stored(None) removing=Signal::stored(false) on_ask=|()| () on_remove=|_: (String, String)| ()/> }.into_any())
    });
    save("import-remove", remove);
    save("import-change", change);
    save("import-new", || connection(None));
    save("import-found", || connection(Some(report())));
    save("import-fault", connection_fault);
    save("units", || units(ImportState::NotStarted));
    save("units-running", || units(ImportState::Running { done: 412, expected: 1248 }));
    save("units-failed", || units(ImportState::Failed { done: 412, text: "dc01 closed the connection.".into() }));
    save("units-finished", || units(ImportState::Finished { people: 1248, at: "10:42 today".into() }));
    save("doctor", || doctor(doctor_rows(), None, false));
    save("doctor-refused", || {
        doctor(
            doctor_rows(),
            Some(Refused::NotReady {
                reasons: vec![
                    "The account may not set a password in Contractors.".into(),
                    "No domain controller offers TLS 1.2.".into(),
                ],
            }),
            false,
        )
    });
    save("doctor-active", || {
        doctor(doctor_rows().into_iter().filter(|row| row.verdict != CheckVerdict::Bad).collect(), None, true)
    });
    save("doctor-empty", || room("/admin/activate", fresh(), view! { <Nothing/> }.into_any()));
    save("people", || people(people_found(), None));
    save("people-done", || {
        people(
            people_found(),
            Some(Onboarded {
                added: 436,
                already: 2,
                left_out: vec![
                    LeftOut { name: "Marta Ferreira".into(), why: "the account is disabled".into() },
                    LeftOut { name: "svc-backup".into(), why: "a protected account keeps its own way back".into() },
                ],
                seats: Seats { used: 1248, total: 1500 },
            }),
        )
    });
    save("people-empty", || {
        people(People { rows: Vec::new(), total: 0, next: None, seats: Seats { used: 0, total: 50 } }, None)
    });
    save("groups", groups);
    save("methods", || methods(draft(), Some(outlook()), None));
    save("methods-who", || methods(draft(), Some(outlook()), Some(affected())));
    save("methods-waiting", || methods(policy(), None, None));
    save("methods-same", || {
        let same = Forecast { ready_after: 1174, lost: 0, ..outlook() };
        methods(policy(), Some(same), None)
    });
    save("methods-one", || {
        let fault = DraftFault { about: "one".into(), text: "x".into() };
        let form = PolicyForm { required: 1, ..policy() };
        methods(form, Some(Forecast { refused: Some(fault), ..outlook() }), None)
    });
    save("methods-refused", || {
        let text = "People need 2 methods to recover, and 1 can be set up. Allow more, or ask for fewer. Recovery codes are a spare and do not count here.";
        let fault = DraftFault { about: "allowed".into(), text: text.into() };
        let form =
            PolicyForm { allowed: vec![MethodKind::Totp, MethodKind::Questions, MethodKind::RecoveryCode], ..policy() };
        methods(form, Some(Forecast { refused: Some(fault), ready_after: 0, lost: 1174, ..outlook() }), None)
    });
    save("methods-groups", || rules(rule_rows(), None));
    save("methods-groups-none", || rules(Vec::new(), None));
    save("methods-groups-code", || rules(rule_rows(), Some(Refused::Code(Problem::WrongCode))));
    save("methods-group-new", || rule(RuleForm::default()));
    save("methods-group", || rule(rule_rows().remove(0).rule));
    save("methods-settings", || settings(None));
    save("methods-settings-refused", || {
        settings(Some(Refused::Field {
            field: "roots".into(),
            text: "Certificate 1 cannot be read. Paste it once more as the maker published it.".into(),
        }))
    });
    save("methods-servers", || servers(None));
    save("methods-servers-refused", || {
        servers(Some(Refused::Field { field: "secret".into(), text: "This is needed.".into() }))
    });
    save("methods-servers-failed", || {
        let text = "Nothing was saved, because the server could not be asked: no answer within 5 seconds.";
        servers(Some(Refused::Text(text.into())))
    });
    save("invite", || {
        invite(
            InvitationStatus {
                form: letter(),
                to_invite: 836,
                queued: 410,
                sent: 412,
                failed: 2,
                enrolled: 96,
                without_address: 7,
                last_failure: Some("The mail server refused the address: 550 no such mailbox.".into()),
            },
            true,
        )
    });
    save("invite-no-mail", || {
        invite(
            InvitationStatus {
                form: letter(),
                to_invite: 836,
                queued: 0,
                sent: 0,
                failed: 0,
                enrolled: 0,
                without_address: 0,
                last_failure: None,
            },
            false,
        )
    });
}

/// The room, in practice mode.
fn room(path: &'static str, overview: Overview, page: AnyView) -> AnyView {
    view! {
        <div class="console narrow">
            <a class="skip" href="#main">"Skip to the content"</a>
            <PracticeBanner/>
            <Rail overview=Some(overview) path=Signal::stored(path.to_owned())/>
            <main class="pane" id="main" tabindex="-1">{page}</main>
        </div>
    }
    .into_any()
}

fn fresh() -> Overview {
    Overview {
        admin: "jonas.albrecht".into(),
        directories: Vec::new(),
        seats: Seats { used: 0, total: 1500 },
        policy: PolicyForm { allowed: MethodKind::ALL.to_vec(), required: 2, ..PolicyForm::default() },
        invited: 0,
        enrolled: 0,
        mail_ready: true,
        origin: "https://reset.northwind-hospital.example".into(),
        faults: Vec::new(),
        failing: Vec::new(),
    }
}

fn overview() -> Overview {
    Overview {
        directories: vec![
            DirectoryCard {
                id: "1".into(),
                kind: DirectoryKind::ActiveDirectory,
                name: "ad.northwind-hospital.example".into(),
                imported: 1248,
                import: ImportState::Finished { people: 1248, at: "10:42 today".into() },
                active: true,
            },
            DirectoryCard {
                id: "2".into(),
                kind: DirectoryKind::Practice,
                name: "Practice".into(),
                imported: 12,
                import: ImportState::Stopped { done: 12, expected: 40 },
                active: false,
            },
        ],
        seats: Seats { used: 812, total: 1500 },
        ..fresh()
    }
}

fn totp() -> TotpSetup {
    // not a real code: enough to see the size
    let qr_path = (0..29)
        .flat_map(|y| {
            (0..29).filter(move |x| (x * 7 + y * 13 + x * y) % 3 == 0).map(move |x| format!("M{x} {y}h1v1h-1z"))
        })
        .collect();
    TotpSetup {
        qr_path,
        qr_size: 29,
        key: "K5QW 2Z7T NB4X GA6R JH3M VEDP YU2C LSQO".into(),
        uri: "otpauth://totp/x".into(),
    }
}

fn report() -> ConnectionReport {
    let row = |title: &str, verdict, evidence: &str, millis| CheckRow {
        title: title.into(),
        verdict,
        evidence: evidence.into(),
        repair: None,
        millis,
    };
    ConnectionReport {
        checks: vec![
            row("Two domain controllers", CheckVerdict::Good, "dc01 and dc02, from DNS", 38),
            row("Both answer, encrypted", CheckVerdict::Good, "Port 636, TLS 1.3", 12),
            row("svc-latchkey can sign in", CheckVerdict::NotTried, "Waits for the certificate", 0),
        ],
        certificates: vec![
            CertificateRow {
                subject: "dc01.ad.northwind-hospital.example".into(),
                issuer: "Northwind Issuing CA 2".into(),
                valid_until: "14 March 2027".into(),
                sha256: "11:22".into(),
                pem: "leaf".into(),
                is_root: false,
            },
            CertificateRow {
                subject: "Northwind Issuing CA 2".into(),
                issuer: "Northwind Root CA".into(),
                valid_until: "14 March 2030".into(),
                sha256: "33:44".into(),
                pem: "mid".into(),
                is_root: false,
            },
            CertificateRow {
                subject: "Northwind Root CA".into(),
                issuer: "Northwind Root CA".into(),
                valid_until: "14 March 2040".into(),
                sha256:
                    "8F:2C:91:0A:7B:44:E1:52:9C:D0:3E:6F:18:AA:27:B5:C3:70:4D:1E:95:F8:62:0B:A7:39:5C:E4:81:16:D4:07"
                        .into(),
                pem: "root".into(),
                is_root: true,
            },
        ],
        can_import: false,
        must_trust: true,
    }
}

fn form() -> Connection {
    Connection {
        domain: "ad.northwind-hospital.example".into(),
        account: "svc-latchkey".into(),
        label: "Northwind account".into(),
        ..Connection::default()
    }
}

fn connection(report: Option<ConnectionReport>) -> AnyView {
    let found = report.map(|report| Ok((form(), report)));
    let start = if found.is_some() { form() } else { Connection::default() };
    room("/admin/import/new", fresh(), view! {
        <ConnectionView start found=Signal::stored(found) checking=Signal::stored(false) saving=Signal::stored(false) refused=Signal::stored(None)
            on_check=|_: Connection| () on_save=|_: Connection| ()/>
    }.into_any())
}

fn connection_fault() -> AnyView {
    let fault = Trouble::Told(AdminError::Refused(Refused::Field {
        field: "domain".into(),
        text: "No such domain in DNS: ad.northwind-hospital.exampel. Was a letter swapped?".into(),
    }));
    room("/admin/import/new", fresh(), view! {
        <ConnectionView start=form() found=Signal::stored(Some(Err(fault))) checking=Signal::stored(true) saving=Signal::stored(false) refused=Signal::stored(None)
            on_check=|_: Connection| () on_save=|_: Connection| ()/>
    }.into_any())
}

/// The question, open as a browser would show it, after a wrong code.
fn remove() -> AnyView {
    let wrong = "That code does not match. Wait for the next one and type it within 30 seconds.";
    let fault = Signal::stored(Some(wrong.to_owned()));
    room("/admin/import", overview(), view! {
        <ConfirmWithCode dialog=NodeRef::new() title="Remove Northwind account?".to_owned() text="Its people lose self-service and what they enrolled, and their seats become free. The domain itself is not touched.".to_owned()
            deed="Remove the directory".to_owned() danger=true fault busy=Signal::stored(false) on_yes=|_: String| ()/>
    }.into_any())
}

/// A known connection of which something was typed anew.
fn change() -> AnyView {
    let start = Connection { id: "1".into(), password: "typed".into(), ..form() };
    let refused = Trouble::Told(AdminError::Refused(Refused::Field {
        field: "code".into(),
        text: "This code was used already. Wait for the next one; it comes within 30 seconds.".into(),
    }));
    room("/admin/import/1", overview(), view! {
        <ConnectionView start found=Signal::stored(None) checking=Signal::stored(false) saving=Signal::stored(false) refused=Signal::stored(Some(refused))
            on_check=|_: Connection| () on_save=|_: Connection| ()/>
    }.into_any())
}

fn faults() -> Vec<FaultRow> {
    let row = |reference: &str, at: &str, text: &str| FaultRow {
        reference: reference.into(),
        at: at.into(),
        text: text.into(),
    };
    vec![
        row("LK-7F3QX2", "10:42", "The service account lacks the right: Reset Password"),
        row("LK-9QWRT5", "08:15 yesterday", "A recovery’s result was not stored"),
    ]
}

fn failing() -> Vec<FailingRow> {
    vec![FailingRow {
        what: "Sending invitations".into(),
        count: 12,
        error: "The mail server refused our sign-in".into(),
        since: "09:05".into(),
    }]
}

fn units(state: ImportState) -> AnyView {
    let row =
        |dn: &str, depth, people, chosen| SubtreeRow { dn: format!("OU={dn}"), name: dn.into(), depth, people, chosen };
    let rows = vec![
        row("Staff", 0, 12, false),
        row("Clinical", 1, 812, true),
        row("Ward 3, Cardiology", 2, 61, false),
        row("Administration", 1, 241, true),
        row("Contractors", 1, 64, false),
        row("Service accounts", 0, 29, false),
    ];
    let chosen = RwSignal::new(BTreeSet::from(["OU=Clinical".to_owned(), "OU=Administration".to_owned()]));
    let sample = Sample { count: 1053, people: people_found().rows.into_iter().take(4).collect() };
    room("/admin/import/1/units", overview(), view! {
        <UnitsView rows chosen state=Signal::stored(state) sample=Signal::stored(Some(Ok(sample))) trouble=Signal::stored(None) starting=Signal::stored(false) on_start=|()| () on_stop=|()| ()/>
    }.into_any())
}

fn doctor_rows() -> Vec<CheckRow> {
    let row = |title: &str, verdict, evidence: &str| CheckRow {
        title: title.into(),
        verdict,
        evidence: evidence.into(),
        repair: None,
        millis: 0,
    };
    vec![
        CheckRow {
            repair: Some("dsacls \"OU=Contractors,OU=Staff,DC=ad,DC=northwind-hospital,DC=example\" /I:S /G \"NORTHWIND\\svc-latchkey:CA;Reset Password;user\"".into()),
            millis: 31,
            ..row("Set a password in Contractors", CheckVerdict::Bad, "The directory answered “insufficient access rights” (50). The account may read this unit, but not reset in it.")
        },
        row("Set a password", CheckVerdict::Good, "Clinical, Administration, Facilities"),
        row("Unlock an account", CheckVerdict::Good, "Write lockoutTime"),
        row("Password history on resets", CheckVerdict::Warn, "The server does not offer policy hints; our own memory of passwords is used."),
        row("11 protected accounts are left out", CheckVerdict::NotTried, "Domain administrators and other protected groups refuse a delegated reset. They keep their own way back."),
    ]
}

fn doctor(rows: Vec<CheckRow>, refused: Option<Refused>, active: bool) -> AnyView {
    let mut cards = overview().directories;
    if let Some(card) = cards.first_mut() {
        card.active = active;
    }
    let card = cards.first().cloned().expect("there are two");
    let refused = refused.map(|refused| Trouble::Told(AdminError::Refused(refused)));
    room("/admin/activate/1", overview(), view! {
        <DoctorView card cards rows=Signal::stored(Some(Ok(rows))) running=Signal::stored(false) switching=Signal::stored(false) refused=Signal::stored(refused) on_run=|_: String| () on_switch=|_: (String, bool)| ()/>
    }.into_any())
}

fn people_found() -> People {
    let row = |name: &str, status, hindrance: Option<&str>| {
        let login = name.to_lowercase().replace(' ', ".");
        PersonRow {
            id: login.clone(),
            mail: format!("{login}@northwind-hospital.example"),
            login,
            name: name.into(),
            status,
            frozen: name == "Daniel Kovács",
            hindrance: hindrance.map(str::to_owned),
        }
    };
    let mut rows = vec![
        row("Anna Lindqvist", PersonStatus::Enrolled, None),
        row("Carlos Mendoza", PersonStatus::Invited, None),
        row("Claire Dubois", PersonStatus::Imported, None),
        row("Daniel Kovács", PersonStatus::Onboarded, None),
        row("Ewa Nowak", PersonStatus::Imported, None),
        row("Marta Ferreira", PersonStatus::Imported, Some("the account is disabled")),
        row("Priya Raghavan", PersonStatus::Imported, Some("protected: a domain administrator")),
    ];
    if let Some(row) = rows.get_mut(4) {
        row.mail = String::new();
    }
    People { rows, total: 1248, next: Some("x".into()), seats: Seats { used: 812, total: 1500 } }
}

fn people(found: People, done: Option<Onboarded>) -> AnyView {
    let chosen = RwSignal::new(if found.rows.is_empty() {
        BTreeMap::new()
    } else {
        BTreeMap::from([
            ("claire.dubois".to_owned(), false),
            ("ewa.nowak".to_owned(), false),
            ("daniel.kovács".to_owned(), true),
        ])
    });
    let query = RwSignal::new(PeopleQuery {
        text: if found.rows.is_empty() { "lindkvist".into() } else { String::new() },
        ..PeopleQuery::default()
    });
    let seats = found.seats;
    room("/admin/people", overview(), view! {
        <PeopleView query chosen found=Signal::stored((query.get_untracked(), Ok(found))) asking=Signal::stored(false) seats=Signal::stored(seats) done=Signal::stored(done) trouble=Signal::stored(None) busy=Signal::stored(false) lifted=Signal::stored(None) lifting=Signal::stored(false) on_ask_lift=|()| () on_lift=|_: (String, String)| () on_onboard=|()| () on_offboard=|()| ()/>
    }.into_any())
}

fn groups() -> AnyView {
    let rows = vec![
        GroupRow { directory: "1".into(), id: "a".into(), name: "Clinical staff".into(), direct_members: 3 },
        GroupRow { directory: "1".into(), id: "b".into(), name: "Cardiology, Ward 3".into(), direct_members: 61 },
    ];
    let trouble = Trouble::Told(AdminError::Refused(Refused::Seats { wanted: 64, free: 30 }));
    room("/admin/people/groups", overview(), view! {
        <GroupsView found=Signal::stored((String::new(), Ok(rows))) asking=Signal::stored(false) on_find=|_: String| () seats=Signal::stored(Seats { used: 812, total: 1500 }) done=Signal::stored(None) trouble=Signal::stored(Some(trouble)) busy=Signal::stored(false) on_onboard=|_: GroupRow| ()/>
    }.into_any())
}

fn policy() -> PolicyForm {
    use MethodKind as K;
    let allowed = vec![K::Passkey, K::Totp, K::Email, K::Sms, K::Vouch, K::RecoveryCode];
    PolicyForm { allowed, required: 2, ..PolicyForm::default() }
}

/// Text messages switched off.
fn draft() -> PolicyForm {
    let mut form = policy();
    form.allow(MethodKind::Sms, false);
    form.demand(MethodKind::Passkey, true);
    form
}

fn outlook() -> Forecast {
    use MethodKind as K;
    let counts = [
        (K::Passkey, 402, 31),
        (K::Totp, 887, 120),
        (K::Email, 640, 88),
        (K::Sms, 355, 311),
        (K::Vouch, 1102, 4),
        (K::RecoveryCode, 1174, 12),
    ];
    Forecast {
        people: 1248,
        ready_now: 1174,
        ready_after: 1131,
        lost: 43,
        methods: counts.map(|(kind, have, rely)| MethodCount { kind, have, rely }).to_vec(),
        refused: None,
    }
}

fn affected() -> Affected {
    let row = |name: &str, lack| AffectedRow {
        id: name.into(),
        name: name.into(),
        login: name.to_lowercase().replace(' ', "."),
        lack,
    };
    Affected {
        rows: vec![
            row("Anna Lindqvist", Lack::More { has: vec![MethodKind::Totp], more: 1 }),
            row("Carlos Mendoza", Lack::Must { kinds: vec![MethodKind::Passkey] }),
            row("Daniel Kovács", Lack::Apart { has: vec![MethodKind::Radius, MethodKind::Sms] }),
            row("Ewa Nowak", Lack::SetUp),
        ],
        total: 43,
        next: Some(50),
    }
}

fn start() -> MethodDesk {
    use MethodKind as K;
    let state = |kind: &K| MethodState {
        kind: *kind,
        hindrance: match kind {
            K::YubiKey => Some("No validation server is configured, so no key can be checked.".into()),
            K::Duo => Some("Duo is not connected yet.".into()),
            _ => None,
        },
    };
    let of = |start, allowed: &[K]| StartRow { start, policy: PolicyForm { allowed: allowed.to_vec(), ..policy() } };
    MethodDesk {
        policy: policy(),
        methods: MethodKind::ALL.iter().filter(|kind| !matches!(kind, K::Oidc | K::Radius)).map(state).collect(),
        starts: vec![
            of(Start::Recommended, &[K::Passkey, K::Totp, K::Email, K::RecoveryCode]),
            StartRow { start: Start::Balanced, policy: policy() },
            of(Start::AsSpecified, &[K::Totp, K::Questions, K::RecoveryCode]),
            of(Start::Privileged, &[K::Passkey, K::Totp, K::YubiKey, K::RecoveryCode]),
        ],
        rules: rule_rows(),
    }
}

fn methods(form: PolicyForm, forecast: Option<Forecast>, found: Option<Affected>) -> AnyView {
    let whose = found.is_some().then_some(Whose::Lost);
    let outlook = Outlook::still(forecast.map(Ok), whose, found.map(Ok));
    room("/admin/methods", overview(), view! {
        <MethodsView start=start() form=RwSignal::new(form) outlook busy=Signal::stored(false) trouble=Signal::stored(None) on_save=|_: String| ()/>
    }.into_any())
}

fn rule_rows() -> Vec<RuleRow> {
    use MethodKind as K;
    let row = |id: &str, name: &str, privileged, allowed: &[K], must: &[K], members, read: Option<&str>| RuleRow {
        rule: RuleForm {
            id: id.into(),
            name: name.into(),
            directory: "1".into(),
            group: id.into(),
            privileged,
            policy: PolicyForm { allowed: allowed.to_vec(), required: 2, must: must.to_vec(), one_is_enough: false },
        },
        members,
        read_at: read.map(str::to_owned),
    };
    vec![
        row(
            "a",
            "Domain administrators and help desk",
            true,
            &[K::Passkey, K::Totp, K::YubiKey, K::RecoveryCode],
            &[K::Passkey],
            31,
            Some("10:42"),
        ),
        row("b", "Ward 3, Cardiology", false, &[K::Totp, K::Email, K::Sms], &[], 612, Some("10:41")),
        row("c", "Contractors", false, &[K::Passkey, K::Totp], &[], 0, None),
    ]
}

fn rules(rows: Vec<RuleRow>, refused: Option<Refused>) -> AnyView {
    use latchkey_app::admin::methods::Deed;
    let trouble = refused.map(|refused| Trouble::Told(AdminError::Refused(refused)));
    room("/admin/methods/groups", overview(), view! {
        <RulesView rows=Signal::stored(rows) everybody=policy() said=Signal::stored(String::new()) busy=Signal::stored(false) trouble=Signal::stored(trouble) without=Signal::stored(None)
            last=Signal::stored(None) on_ask=|_: String| () on_deed=|_: Deed| () on_code=|_: String| ()/>
    }.into_any())
}

fn rule(rule: RuleForm) -> AnyView {
    let rows = vec![
        GroupRow { directory: "1".into(), id: "a".into(), name: "Clinical staff".into(), direct_members: 3 },
        GroupRow { directory: "1".into(), id: "b".into(), name: "Clinical administrators".into(), direct_members: 61 },
    ];
    let new = rule.id.is_empty();
    let policy = RwSignal::new(if new { policy() } else { rule.policy.clone() });
    let refused = new.then(|| DraftFault { about: "group".into(), text: "Choose a group first.".into() });
    let outlook = Outlook::still(Some(Ok(Forecast { lost: 0, ready_after: 1180, refused, ..outlook() })), None, None);
    room("/admin/methods/groups/new", overview(), view! {
        <RuleView desk=start() about=RwSignal::new(rule) policy outlook found=Signal::stored(Some(Ok(rows))) finding=Signal::stored(false) busy=Signal::stored(false)
            trouble=Signal::stored(None) on_find=|_: String| () on_save=|_: String| ()/>
    }.into_any())
}

fn settings(refused: Option<Refused>) -> AnyView {
    let person = |name: &str, hindrance: Option<&str>| Voucher {
        id: name.into(),
        name: name.into(),
        login: name.to_lowercase().replace(' ', "."),
        hindrance: hindrance.map(str::to_owned),
    };
    let vouchers = vec![person("Anna Lindqvist", None), person("Carlos Mendoza", Some("Not enrolled yet"))];
    let trouble = refused.map(|refused| Trouble::Told(AdminError::Refused(refused)));
    room("/admin/methods/settings", overview(), view! {
        <SettingsView kinds=MethodKind::ALL.to_vec() form=RwSignal::new(MethodSettings::default()) vouchers=RwSignal::new(vouchers) changed=Signal::stored(true) busy=Signal::stored(false)
            saved=Signal::stored(false) trouble=Signal::stored(trouble) on_save=|_: String| ()/>
    }.into_any())
}

fn servers(refused: Option<Refused>) -> AnyView {
    use FieldShape::{Line, Lines, Secret};
    use MethodKind as K;
    let field = |name: &str, label: &str, hint: &str, shape, value: &str| ProviderField {
        name: name.into(),
        label: label.into(),
        hint: hint.into(),
        shape,
        value: value.into(),
        kept: false,
    };
    let card = |form: &str, title: &str, kind, place: &str, fields| ProviderCard {
        form: form.into(),
        title: title.into(),
        hint: "What it is, in a sentence.".into(),
        kind,
        fields,
        there: !place.is_empty(),
        place: place.into(),
        version: (!place.is_empty()).then_some(1),
        asked: !matches!(kind, K::Sms),
        register: Vec::new(),
    };
    let radius = vec![
        field("server", "Server", "Name or address, and the port if it is not 1812.", Line, "radius.northwind.example"),
        field("secret", "Shared secret", "At least 16 characters are wise (RFC 2865).", Secret, ""),
    ];
    let body = || vec![field("body", "Body", "", Lines, "{}")];
    let cards = vec![
        card("radius", "RADIUS", K::Radius, "", radius),
        card("duo", "Duo", K::Duo, "api-1.duosecurity.com", Vec::new()),
        card("oidc", "Another identity provider", K::Oidc, "", Vec::new()),
        card("twilio", "Twilio", K::Sms, "", Vec::new()),
        card("webhook", "Any gateway with a web address", K::Sms, "https://sms.northwind.example/send", body()),
    ];
    let last =
        refused.is_some().then(|| ServerDeed::Save(ProviderForm { form: "radius".into(), ..Default::default() }));
    let trouble = refused.map(|refused| Trouble::Told(AdminError::Refused(refused)));
    room("/admin/methods/servers", overview(), view! {
        <ProvidersView cards=RwSignal::new(cards) last=RwSignal::new(last) busy=Signal::stored(false) done=Signal::stored(false) trouble=Signal::stored(trouble)
            on_deed=|_: ServerDeed| () on_code=|_: String| ()/>
    }.into_any())
}

fn letter() -> InvitationForm {
    InvitationForm {
        subject: "Two minutes now, no lock-out later".into(),
        body: "Hello {name},\n\nfrom Monday you can set a new password yourself, at any hour, from your phone. For that to work, please choose two ways to prove that it is you.\n\n{link}\n\nIf the button does not open, type {code}.\n\nThe link works until {until}.".into(),
    }
}

fn invite(status: InvitationStatus, mail_ready: bool) -> AnyView {
    let preview = InvitationPreview {
        subject: letter().subject,
        text: "Hello Anna,\n\nfrom Monday you can set a new password yourself, at any hour, from your phone. For that to work, please choose two ways to prove that it is you.\n\nhttps://reset.northwind-hospital.example/enrol/invitation/…\n\nIf the button does not open, type HK4-92T.\n\nThe link works until 8 December.".into(),
        html: String::new(),
    };
    room("/admin/invite", overview(), view! {
        <InviteView status=Signal::stored(status) form=RwSignal::new(letter()) mail_ready trouble=Signal::stored(None) tested=Signal::stored(None::<String>) preview=Signal::stored(Some(Ok(preview)))
            changed=Signal::stored(true) busy=Signal::stored(false) on_save=|()| () on_send=|()| () on_test=|_: String| ()/>
    }.into_any())
}
