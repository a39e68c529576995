use crate::Save;
use crate::people::people_found;
use crate::room::{fresh, moment, overview, room};
use latchkey_app::admin::api::Trouble;
use latchkey_app::admin::import::{ConnectionView, DirectoriesView, UnitsView};
use latchkey_app::admin::proof::ConfirmWithCode;
use latchkey_contract::Problem;
use latchkey_contract::admin::*;
use leptos::prelude::*;
use std::collections::BTreeSet;

pub fn pages(save: Save) {
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
    save("units-failed", || units(ImportState::Failed { done: 412, fault: WorkFault::Directory(lost()) }));
    save("units-finished", || units(ImportState::Finished { people: 1248, at: moment(0) }));
}

fn report() -> ConnectionReport {
    let server = || "ldaps://dc01.ad.northwind-hospital.example".to_owned();
    let row = |kind, server: String, verdict, evidence, millis| CheckRow {
        kind,
        server,
        verdict,
        evidence,
        repair: None,
        millis,
    };
    let found = Evidence::Leads { domain: form().domain, hosts: vec!["dc01".into(), "dc02".into()] };
    ConnectionReport {
        checks: vec![
            row(CheckKind::Resolve, String::new(), Verdict::Good, found, 38),
            row(CheckKind::Connect, server(), Verdict::Good, Evidence::Answers { port: 636 }, 12),
            row(CheckKind::Bind, server(), Verdict::NotTried, Evidence::NotTried, 0),
        ],
        certificates: vec![
            CertificateRow {
                subject: "dc01.ad.northwind-hospital.example".into(),
                issuer: "Northwind Issuing CA 2".into(),
                valid_until: moment(468),
                sha256: "11:22".into(),
                pem: "leaf".into(),
                is_root: false,
            },
            CertificateRow {
                subject: "Northwind Issuing CA 2".into(),
                issuer: "Northwind Root CA".into(),
                valid_until: moment(1564),
                sha256: "33:44".into(),
                pem: "mid".into(),
                is_root: false,
            },
            CertificateRow {
                subject: "Northwind Root CA".into(),
                issuer: "Northwind Root CA".into(),
                valid_until: moment(5217),
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

fn lost() -> DirectoryFault {
    DirectoryFault::Unreachable { detail: "dc01: the connection was closed by the server".into() }
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
    let fault =
        Trouble::Told(AdminError::Refused(Refused::Field { field: "domain".into(), fault: FieldFault::NoDomain }));
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
            action="Remove the directory".to_owned() danger=true fault busy=Signal::stored(false) on_yes=|_: String| ()/>
    }.into_any())
}

/// A known connection of which something was typed anew.
fn change() -> AnyView {
    let start = Connection { id: "1".into(), password: "typed".into(), ..form() };
    let refused = Trouble::Told(AdminError::Refused(Refused::Code(Problem::CodeUsed)));
    room("/admin/import/1", overview(), view! {
        <ConnectionView start found=Signal::stored(None) checking=Signal::stored(false) saving=Signal::stored(false) refused=Signal::stored(Some(refused))
            on_check=|_: Connection| () on_save=|_: Connection| ()/>
    }.into_any())
}

fn units(state: ImportState) -> AnyView {
    let row = |dn: &str, depth, people, chosen| SubtreeRow {
        id: dn.into(),
        dn: format!("OU={dn}"),
        name: dn.into(),
        depth,
        people,
        chosen,
    };
    let rows = vec![
        row("Staff", 0, 12, false),
        row("Clinical", 1, 812, true),
        row("Ward 3, Cardiology", 2, 61, false),
        row("Administration", 1, 241, true),
        row("Contractors", 1, 64, false),
        row("Service accounts", 0, 29, false),
    ];
    let chosen = RwSignal::new(BTreeSet::from(["OU=Clinical".to_owned(), "OU=Administration".to_owned()]));
    let sample = Sample { people: people_found().rows.into_iter().take(4).collect() };
    room("/admin/import/1/units", overview(), view! {
        <UnitsView rows chosen state=Signal::stored(state) sample=Signal::stored(Some(Ok(sample))) trouble=Signal::stored(None) starting=Signal::stored(false) on_start=|_: String| () on_stop=|()| ()/>
    }.into_any())
}
