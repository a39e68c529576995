//! `/admin`: on with the work, or how things stand.

use super::parts::{Failed, Head, Waiting};
use super::shell::OverviewContext;
use super::steps::{self, OVERVIEW};
use super::words;
use crate::shell::site;
use crate::ui::{Glyph, Icon};
use latchkey_contract::admin::{DirectoryCard, FailingRow, FaultRow, Overview};
use latchkey_text::format;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;

/// Leads to the first step that is not done.
#[component]
pub fn HomePage() -> AnyView {
    let desk = expect_context::<OverviewContext>();
    view! {
        <Title text="Console · Latchkey"/>
        <Suspense fallback=|| view! { <Waiting what="Looking where you left off"/> }>
            {move || Suspend::new(async move {
                match desk.overview.await {
                    Ok(overview) => {
                        let path = steps::next(&overview).map_or(OVERVIEW, |step| step.href);
                        view! { <Redirect path/> }.into_any()
                    }
                    Err(trouble) => view! { <Failed trouble/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
pub fn OverviewPage() -> AnyView {
    let desk = expect_context::<OverviewContext>();
    view! {
        <Title text="Overview · Latchkey"/>
        <Transition fallback=|| view! { <Waiting what="Counting"/> }>
            {move || Suspend::new(async move {
                match desk.overview.await {
                    Ok(overview) => view! { <OverviewView overview organisation=site().organisation/> }.into_any(),
                    Err(trouble) => view! { <Failed trouble/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
pub fn OverviewView(overview: Overview, organisation: String) -> AnyView {
    let next = steps::next(&overview);
    let title = if organisation.is_empty() { "Overview".to_owned() } else { organisation };
    let lede = match &next {
        Some(step) => format!("Set-up goes on at step {}: {}.", step.number, step.title.to_lowercase()),
        None => "Everything is set up. People who enrolled get back in by themselves.".into(),
    };
    let imported = overview.directories.iter().map(|card| card.imported).fold(0_u32, u32::saturating_add);
    let origin = overview.origin.clone();
    view! {
        <Head title lede=move || lede.clone()>
            {next.map(|step| view! { <a class="button primary" href=step.href>{format!("Go on with step {}", step.number)}</a> })}
        </Head>
        <dl class="figures">
            <Figure name="People imported" number=imported after=""/>
            <Figure name="Onboarded" number=overview.seats.used after=format!("of {} seats", words::grouped(overview.seats.total))/>
            <Figure name="Invited, not enrolled yet" number=overview.invited after=""/>
            <Figure name="Enrolled" number=overview.enrolled after="can recover by themselves"/>
        </dl>
        <WentWrong faults=overview.faults.clone() failing=overview.failing.clone()/>
        <Directories cards=overview.directories.clone()/>
        <section class="card" aria-labelledby="doors">
            <h2 id="doors">"Where people go"</h2>
            <dl class="facts">
                <dt>"Locked out"</dt><dd><a class="mono" href="/recover" rel="external">{format!("{origin}/recover")}</a></dd>
                <dt>"Enrol"</dt><dd><a class="mono" href="/enrol" rel="external">{format!("{origin}/enrol")}</a></dd>
                <dt>"Mail"</dt><dd>{mail(&overview)}</dd>
            </dl>
        </section>
    }
    .into_any()
}

fn mail(overview: &Overview) -> &'static str {
    if overview.mail_ready {
        "Set up: invitations, codes and notices can be sent"
    } else {
        "Not set up: name a mail server in the configuration file"
    }
}

#[component]
fn Figure(name: &'static str, number: u32, #[prop(into)] after: String) -> impl IntoView {
    view! { <div><dt>{name}</dt><dd><b>{words::grouped(number)}</b>{after}</dd></div> }
}

/// What people were shown under a reference, and work that does not get done: this is how the
/// administrator is told.
#[component]
fn WentWrong(faults: Vec<FaultRow>, failing: Vec<FailingRow>) -> impl IntoView {
    if faults.is_empty() && failing.is_empty() {
        return ().into_any();
    }
    let told = !faults.is_empty();
    let failing = failing.into_iter().map(|row| {
        let (news, text) = words::work::failing(&row);
        view! {
            <li>
                <Icon glyph=Glyph::Alert class="is-bad"/>
                <div><b>{news}</b><span class="hint">{text}</span></div>
            </li>
        }
    });
    let faults = faults.into_iter().map(|row| {
        let at = format::time(words::language(), row.at);
        view! {
            <li>
                <Icon glyph=Glyph::Alert class="is-warn"/>
                <div><b>{words::capital(&row.line)}</b><span class="hint">{format!("{at} · ")}<span class="mono">{row.reference}</span></span></div>
            </li>
        }
    });
    view! {
        <section class="card" aria-labelledby="wrong">
            <h2 id="wrong">"What went wrong in the last seven days"</h2>
            {told.then(|| view! { <p class="soft">"Whoever met one of these was told that you know. The server’s log says more under the reference."</p> })}
            <ul class="rows">{failing.collect_view()}{faults.collect_view()}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Directories(cards: Vec<DirectoryCard>) -> impl IntoView {
    if cards.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="card" aria-labelledby="dirs">
            <h2 id="dirs">"Directories"</h2>
            <ul class="rows">
                {cards.into_iter().map(|card| {
                    let doctor = format!("{}/{}", steps::ACTIVATE, card.id);
                    let (class, word) = if card.active { ("badge good", "active") } else { ("badge", "not active") };
                    view! {
                        <li>
                            <Icon glyph=words::kind_icon(card.kind)/>
                            <div><b>{card.name.clone()}</b><span class="hint">{words::import(&card.import)}</span></div>
                            <span class=class>{word}</span>
                            <a class="button" href=doctor aria-label=format!("Run the checks of {}", card.name)>"Run the checks"</a>
                        </li>
                    }
                }).collect_view()}
            </ul>
        </section>
    }
    .into_any()
}
