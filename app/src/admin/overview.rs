//! `/admin`: on with the work, or how things stand.

use super::import::questions;
use super::parts::{Failed, Head, Waiting};
use super::people::JOINING;
use super::shell::OverviewContext;
use super::steps::{self, OVERVIEW};
use super::words;
use super::words::language;
use crate::site::site;
use crate::ui::{Glyph, Icon, marked};
use latchkey_contract::admin::{DirectoryCard, FailingRow, FaultRow, Overview};
use latchkey_text::console_joining as joining;
use latchkey_text::console_overview as text;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;

/// Leads to the first step that is not done.
#[component]
pub fn HomePage() -> AnyView {
    let desk = expect_context::<OverviewContext>();
    view! {
        <Title text=text::home(language())/>
        <Suspense fallback=|| view! { <Waiting what=text::home_waiting(language())/> }>
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
        <Title text=text::page(language())/>
        <Transition fallback=|| view! { <Waiting what=text::waiting(language())/> }>
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
    let title = if organisation.is_empty() { text::heading(language()).to_owned() } else { organisation };
    let lede = match &next {
        Some(step) => text::lede_next(language(), &step.number.to_string(), &step.title.to_lowercase()),
        None => text::lede_done(language()).into(),
    };
    let imported = overview.directories.iter().map(|card| card.imported).fold(0_u32, u32::saturating_add);
    let origin = overview.origin.clone();
    view! {
        <Head title lede=move || lede.clone()>
            {next.map(|step| view! { <a class="button primary" href=step.href>{text::go_on(language(), &step.number.to_string())}</a> })}
        </Head>
        <dl class="figures">
            <Figure name=text::imported(language()) number=imported after=""/>
            <Figure name=text::onboarded(language()) number=overview.seats.used after=text::of_seats(language(), overview.seats.total)/>
            <Figure name=text::invited(language()) number=overview.invited after=""/>
            <Figure name=text::enrolled(language()) number=overview.enrolled after=text::enrolled_after(language())/>
        </dl>
        {questions(&overview.directories)}
        <PairsWaiting count=overview.pairs_waiting/>
        <WentWrong faults=overview.faults.clone() failing=overview.failing.clone()/>
        <Directories cards=overview.directories.clone()/>
        <section class="card" aria-labelledby="doors">
            <h2 id="doors">{text::doors(language())}</h2>
            <dl class="facts">
                <dt>{text::door_recover(language())}</dt><dd><a class="mono" href="/recover" rel="external">{format!("{origin}/recover")}</a></dd>
                <dt>{text::door_enrol(language())}</dt><dd><a class="mono" href="/enrol" rel="external">{format!("{origin}/enrol")}</a></dd>
                <dt>{text::door_mail(language())}</dt><dd>{mail(&overview)}</dd>
            </dl>
        </section>
    }
    .into_any()
}

fn mail(overview: &Overview) -> &'static str {
    if overview.mail_ready { text::mail_ready(language()) } else { text::mail_missing(language()) }
}

#[component]
fn Figure(name: &'static str, number: u32, #[prop(into)] after: String) -> impl IntoView {
    view! { <div><dt>{name}</dt><dd><b>{words::grouped(number)}</b>{after}</dd></div> }
}

#[component]
fn PairsWaiting(count: u32) -> impl IntoView {
    (count > 0).then(|| {
        view! {
            <section class="card" aria-labelledby="pairs">
                <ul class="rows">
                    <li>
                        <Icon glyph=Glyph::Users/>
                        <div><b id="pairs">{joining::pairs(language(), count)}</b><span class="hint">{joining::pairs_text(language())}</span></div>
                        <a class="button" href=JOINING>{joining::pairs_action(language())}</a>
                    </li>
                </ul>
            </section>
        }
    })
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
        let told = text::told_parts(language(), row.at, &row.reference);
        let told = marked(told, |_, reference| view! { <span class="mono">{reference}</span> }.into_any());
        view! {
            <li>
                <Icon glyph=Glyph::Alert class="is-warn"/>
                <div><b>{words::capital(&row.line)}</b><span class="hint">{told}</span></div>
            </li>
        }
    });
    view! {
        <section class="card" aria-labelledby="wrong">
            <h2 id="wrong">{text::wrong(language())}</h2>
            {told.then(|| view! { <p class="soft">{text::wrong_text(language())}</p> })}
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
            <h2 id="dirs">{text::directories(language())}</h2>
            <ul class="rows">
                {cards.into_iter().map(|card| {
                    let doctor = format!("{}/{}", steps::ACTIVATE, card.id);
                    let word = words::active(card.active);
                    let class = if card.active { "badge good" } else { "badge" };
                    view! {
                        <li>
                            <Icon glyph=words::kind_icon(card.kind)/>
                            <div><b>{card.name.clone()}</b><span class="hint">{words::card(&card)}</span></div>
                            <span class=class>{word}</span>
                            <a class="button" href=doctor aria-label=text::checks_of(language(), &card.name)>{text::checks(language())}</a>
                        </li>
                    }
                }).collect_view()}
            </ul>
        </section>
    }
    .into_any()
}
