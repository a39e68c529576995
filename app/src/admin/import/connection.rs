//! The connection form, with what was found beside it.

use super::super::api::directories::{check_connection, read_connection, save_connection};
use super::super::api::{Got, Trouble, got};
use super::super::parts::{CheckList, Failed, Failure, Foot, Head, Waiting};
use super::super::proof::OwnCode;
use super::super::shell::OverviewContext;
use super::super::words::language;
use super::super::{steps, words};
use super::fields;
use crate::site::site;
use crate::ui::{Glyph, Icon, More};
use crate::wire::page_data;
use latchkey_contract::admin::{CertificateRow, Connection, ConnectionReport, DirectoryKind, Verdict};
use latchkey_text::console_import as text;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

/// `/admin/import/new` and `/admin/import/:id`.
#[component]
pub fn ConnectionPage() -> AnyView {
    let params = use_params_map();
    let id = move || params.read().get("id").unwrap_or_default();
    let start = page_data(id, move |id| async move {
        if !id.is_empty() {
            return got(read_connection(id).await);
        }
        let kind = DirectoryKind::offered(site().practice).next().unwrap_or_default();
        Ok(Connection { kind, ..Connection::default() })
    });
    view! {
        <Title text=text::page(language())/>
        <Suspense fallback=|| view! { <Waiting what=text::connection_waiting(language())/> }>
            {move || Suspend::new(async move {
                match start.await {
                    Ok(form) => view! { <Connecting form/> }.into_any(),
                    Err(trouble) => view! { <Failed trouble/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// The form with its actions.
#[component]
fn Connecting(form: Connection) -> AnyView {
    let desk = expect_context::<OverviewContext>();
    let navigate = use_navigate();
    let checking = Action::new(|form: &Connection| {
        let form = form.clone();
        async move { got(check_connection(form.clone()).await).map(|report| (form, report)) }
    });
    let saving = Action::new(|form: &Connection| {
        let form = form.clone();
        async move { got(save_connection(form).await) }
    });
    Effect::new(move |_| {
        if let Some(Ok(id)) = saving.value().get() {
            navigate(&format!("{}/{id}/units", steps::IMPORT), NavigateOptions::default());
            desk.reload();
        }
    });
    view! {
        <ConnectionView start=form
            found=Signal::derive(move || checking.value().get())
            checking=checking.pending()
            saving=saving.pending()
            refused=Signal::derive(move || saving.value().get().and_then(Result::err))
            on_check=move |form: Connection| { saving.clear(); checking.dispatch(form); }
            on_save=move |form: Connection| { saving.dispatch(form); }/>
    }
    .into_any()
}

/// What was checked, and what came out.
pub type Found = Got<(Connection, ConnectionReport)>;

#[component]
pub fn ConnectionView(
    start: Connection,
    #[prop(into)] found: Signal<Option<Found>>,
    #[prop(into)] checking: Signal<bool>,
    #[prop(into)] saving: Signal<bool>,
    #[prop(into)] refused: Signal<Option<Trouble>>,
    #[prop(into)] on_check: Callback<Connection>,
    #[prop(into)] on_save: Callback<Connection>,
) -> AnyView {
    let known = !start.id.is_empty();
    let before = StoredValue::new(start.clone());
    let form = RwSignal::new(start);
    let code = RwSignal::new(String::new());
    let trouble = Signal::derive(move || refused.get().or_else(|| found.get().and_then(Result::err)));
    let report = Signal::derive(move || found.get().and_then(Result::ok));
    // a report counts for the form that was checked, and no longer once something was typed;
    // what it is known by changes nothing about the connection
    let ready = Memo::new(move |_| {
        report.get().is_some_and(|(checked, report)| {
            report.can_import && Connection { label: form.get().label, ..checked } == form.get()
        })
    });
    // of the same rule as the server's: a connection that is new, or goes elsewhere, asks for proof. A new
    // one not before it can be saved: a code does not wait for the checks.
    let asks_code =
        Memo::new(move |_| (known || ready.get()) && before.with_value(|before| form.read().needs_code(before)));
    let field = move |name: &'static str| Signal::derive(move || words::field_fault(trouble.get().as_ref(), name));
    let kind = Memo::new(move |_| form.read().kind);
    let loose = Signal::derive(move || trouble.get().filter(|trouble| !words::is_field_fault(trouble)));
    let on_trust = move |pem: String| {
        form.update(|form| form.trusted_pem = pem);
        on_check.run(form.get_untracked());
    };
    let action = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if checking.get_untracked() || saving.get_untracked() {
            return;
        }
        if ready.get_untracked() {
            on_save.run(Connection { code: code.get_untracked(), ..form.get_untracked() });
        } else {
            on_check.run(form.get_untracked());
        }
    };
    view! {
        <Head step=1 title=if known { text::change(language()) } else { text::heading(language()) }
            lede=|| text::lede(language())/>
        <Failure of=loose/>
        <div class="main-aside">
            <form class="form" id="connection" on:submit=action>
                {(!known).then(|| view! { <KindChoice form/> })}
                {move || fields::of(kind.get(), form, known, Callback::new(field))}
                <fields::LabelledInput form fault=field("label") id="label" label=text::label(language()) hint=text::label_hint(language()) mono=false
                    read=|form| form.label.clone() write=|form, text| form.label = text/>
                <Show when=move || asks_code.get()><OwnCode code fault=field("code")/></Show>
            </form>
            <FoundCard report checking form on_trust/>
        </div>
        <Foot back=steps::IMPORT soft=Signal::derive(move || said(checking.get(), report.get().as_ref().map(|(_, report)| report), ready.get()))>
            <button type="submit" form="connection" class="button primary" aria-busy=move || (checking.get() || saving.get()).to_string()>
                {move || match () {
                    () if ready.get() => text::save(language()),
                    () if report.get().is_some() => text::check_again(language()),
                    () => text::check(language()),
                }}
            </button>
        </Foot>
    }
    .into_any()
}

/// Of which kind, where there are several: later it stays what it is.
#[component]
fn KindChoice(form: RwSignal<Connection>) -> AnyView {
    let offered: Vec<DirectoryKind> = DirectoryKind::offered(form.read_untracked().kind.is_built_in()).collect();
    if offered.len() < 2 {
        return ().into_any();
    }
    let offered_built_in = offered.iter().all(|kind| kind.is_built_in());
    let option = |kind: DirectoryKind| {
        let id = format!("kind-{}", kind.code());
        let own = id.clone();
        view! {
            <label class="check" for=own>
                <input type="radio" name="kind" id=id checked=form.read_untracked().kind == kind
                    prop:checked=move || form.read().kind == kind on:change=move |_| form.update(|form| form.kind = kind)/>
                <span>{words::kind(kind)}</span>
            </label>
        }
    };
    let options = offered.into_iter().map(option).collect_view();
    view! { <fieldset class="choice"><legend>{if offered_built_in { text::which_practice(language()) } else { text::which_kind(language()) }}</legend>{options}</fieldset> }
        .into_any()
}

fn said(checking: bool, report: Option<&ConnectionReport>, ready: bool) -> String {
    match report {
        _ if checking => text::trying(language()).into(),
        _ if ready => text::works(language()).into(),
        None => text::untried(language()).into(),
        Some(report) if report.must_trust => text::to_trust(language()).into(),
        Some(report) if !report.can_import => text::to_mend(language()).into(),
        Some(_) => text::changed(language()).into(),
    }
}

/// What the last check found, or what a check will do.
#[component]
fn FoundCard(
    report: Signal<Option<(Connection, ConnectionReport)>>,
    checking: Signal<bool>,
    form: RwSignal<Connection>,
    #[prop(into)] on_trust: Callback<String>,
) -> AnyView {
    let body = move || {
        match report.get() {
        Some((_, report)) => view! { <FoundList report form on_trust/> }.into_any(),
        None if checking.get() => view! {
            <p class="soft" role="status">{text::looking(language())}</p>
            <span class="skeleton" aria-hidden="true"></span><span class="skeleton" aria-hidden="true"></span><span class="skeleton" aria-hidden="true"></span>
        }
        .into_any(),
        None => view! {
            <p class="soft">{text::nothing_tried(language())}</p>
        }
        .into_any(),
    }
    };
    view! {
        <section class="card" aria-labelledby="live" aria-busy=move || checking.get().to_string()>
            <header>
                <h2 id="live">{text::found(language())}</h2>
                {move || report.get().map(|(_, report)| view! { <Verdict report/> })}
            </header>
            {body}
        </section>
    }
    .into_any()
}

#[component]
fn Verdict(report: ConnectionReport) -> impl IntoView {
    let bad = report.checks.iter().filter(|row| row.verdict == Verdict::Bad).count();
    match (report.must_trust, bad) {
        (true, _) => view! { <span class="badge warn">{text::verdict_trust(language())}</span> }.into_any(),
        (false, 0) => view! { <span class="badge good">{text::verdict_good(language())}</span> }.into_any(),
        (false, _) => view! { <span class="badge bad">{text::verdict_bad(language(), bad)}</span> }.into_any(),
    }
}

#[component]
fn FoundList(
    report: ConnectionReport,
    form: RwSignal<Connection>,
    #[prop(into)] on_trust: Callback<String>,
) -> impl IntoView {
    let ConnectionReport { checks, certificates, must_trust, .. } = report;
    let chain = (!certificates.is_empty()).then(|| view! { <Chain certificates must_trust form on_trust/> });
    view! { <CheckList rows=checks>{chain}</CheckList> }
}

/// The certificates from the server's own up to the authority, and the one decision about them.
#[component]
fn Chain(
    certificates: Vec<CertificateRow>,
    must_trust: bool,
    form: RwSignal<Connection>,
    #[prop(into)] on_trust: Callback<String>,
) -> AnyView {
    let top = certificates.iter().find(|row| row.is_root).or_else(|| certificates.last()).cloned();
    let trusted = move || !form.read().trusted_pem.is_empty();
    let (glyph, class, label, title) = if must_trust {
        (Glyph::Alert, "is-warn", words::check::verdict(Verdict::Warn), text::certificate_private(language()))
    } else {
        (Glyph::Check, "is-good", words::check::verdict(Verdict::Good), text::certificate(language()))
    };
    let until = certificates.first().map(|row| text::valid_until(language(), row.valid_until));
    let links = certificates
        .iter()
        .enumerate()
        .map(|(at, row)| {
            // the last one stands below, with its fingerprint
            let signed = if at == 0 {
                text::signed_first(language(), &row.subject, &row.issuer)
            } else {
                text::signed(language(), &row.issuer)
            };
            (at == 0 || !row.is_root).then(|| view! { <li>{signed}</li> })
        })
        .collect_view();
    let decide = move |pem: String| {
        (must_trust || trusted()).then(|| {
            view! {
                <p>{text::compare(language())}</p>
                <label class="check">
                    <input type="checkbox" prop:checked=trusted
                        on:change=move |event| on_trust.run(if event_target_checked(&event) { pem.clone() } else { String::new() })/>
                    <span>{text::trust(language())}</span>
                </label>
                <More summary=text::paste(language())>
                    <label class="sr" for="trusted">{text::authority(language())}</label>
                    <textarea class="input mono" id="trusted" rows="4" spellcheck="false" maxlength="65536" placeholder="-----BEGIN CERTIFICATE-----"
                        prop:value=move || form.read().trusted_pem.clone()
                        on:input=move |event| form.update(|form| form.trusted_pem = event_target_value(&event))></textarea>
                </More>
            }
        })
    };
    view! {
        <li>
            <Icon glyph=glyph class=class label=label/>
            <div><b>{title}</b><p>{until}</p></div>
            <div class="wide">
                <ol class="chain">
                    {links}
                    {top.clone().map(|top| view! { <li><b>{top.subject}</b><Fingerprint sha256=top.sha256/></li> })}
                </ol>
                {top.map(|top| decide(top.pem))}
            </div>
        </li>
    }
    .into_any()
}

/// A fingerprint that breaks after eight bytes, as it is read out on the telephone, and is copied
/// in one piece.
#[component]
fn Fingerprint(sha256: String) -> impl IntoView {
    let lines = lines_of(&sha256).into_iter().map(|line| view! { <wbr/>{line} }).collect_view();
    view! { <span class="mono print" role="group" aria-label=text::fingerprint(language())>"SHA-256 "{lines}</span> }
}

fn lines_of(sha256: &str) -> Vec<String> {
    let bytes: Vec<&str> = sha256.split_inclusive(':').collect();
    bytes.chunks(8).map(<[&str]>::concat).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn fingerprints_break_after_eight_bytes_and_lose_nothing() {
        let sha256 = (0..32).map(|n| format!("{n:02X}")).collect::<Vec<_>>().join(":");
        let lines = super::lines_of(&sha256);
        assert_eq!(lines.len(), 4);
        assert_eq!(lines.first().map(String::as_str), Some("00:01:02:03:04:05:06:07:"));
        assert_eq!(lines.concat(), sha256);
        assert_eq!(super::lines_of("AB"), ["AB"]);
    }
}
