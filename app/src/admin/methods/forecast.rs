//! Whom a draft leaves without a way back, as a small picture with its figures.

use super::super::api::{Got, Trouble};
use super::super::parts::Failure;
use super::super::words as common;
use super::super::words::language;
use super::ask::ForecastSignals;
use super::words;
use crate::ui::More;
use latchkey_contract::policy::{Forecast, MethodCount, Whose};
use latchkey_text::console_methods as text;
use leptos::prelude::*;

/// Beside the form.
#[component]
pub fn ForecastCard(outlook: ForecastSignals) -> AnyView {
    let ForecastSignals { forecast, asking, .. } = outlook;
    let inside = move || {
        match forecast.get() {
        None => view! { <p class="soft small" role="status">{text::counting(language())}</p><span class="skeleton" aria-hidden="true"></span><span class="skeleton" aria-hidden="true"></span> }.into_any(),
        Some(Err(trouble)) => view! { <NotCounted trouble/> }.into_any(),
        Some(Ok(forecast)) if forecast.people == 0 => view! {
            <p class="soft">{text::forecast_nobody(language())}</p>
        }
        .into_any(),
        Some(Ok(forecast)) => view! { <Counted forecast outlook/> }.into_any(),
    }
    };
    view! {
        <section class="card chart small-chart waiting" aria-labelledby="fc" aria-busy=move || asking.get().to_string()>
            <h2 id="fc">{text::if_saved(language())}</h2>
            {inside}
        </section>
    }
    .into_any()
}

#[component]
fn NotCounted(trouble: Trouble) -> impl IntoView {
    view! {
        <Failure of=Signal::stored(Some(trouble))/>
        <p class="soft small">{text::not_counted(language())}</p>
    }
}

#[component]
fn Counted(forecast: Forecast, outlook: ForecastSignals) -> AnyView {
    let (big, small) = match forecast.lost {
        0 => (text::lost_nobody(language()).to_owned(), text::lost_nobody_text(language())),
        lost => (common::people(lost), text::lost_text(language())),
    };
    let gained = forecast.gained();
    let methods = forecast.methods.clone();
    view! {
        <p role="status"><span class="when num">{big}</span><br/><span class="soft small">{small}</span></p>
        {(gained > 0).then(|| view! { <p class="small">{text::gained(language(), gained)}</p> })}
        <div class="forecast">
            <Picture forecast=forecast.clone()/>
            <Legend/>
        </div>
        <Names lost=forecast.lost waiting=forecast.never() outlook/>
        <More summary=text::by_method(language())><ByMethod methods/></More>
    }
    .into_any()
}

/// Opens the list of the people.
#[component]
fn Names(lost: u32, waiting: u32, outlook: ForecastSignals) -> AnyView {
    let open = move |whose: Whose| move || (outlook.whose.get() == Some(whose)).to_string();
    let flip = move |whose: Whose| {
        move |_| {
            let shown = outlook.whose.get_untracked() == Some(whose);
            outlook.show((!shown).then_some(whose));
        }
    };
    let see = |count: u32| text::see(language(), count);
    view! {
        {(lost > 0).then(|| view! {
            <p><button type="button" class="button wide" aria-expanded=open(Whose::Lost) aria-controls="behind" on:click=flip(Whose::Lost)>{see(lost)}</button></p>
        })}
        {(waiting > 0).then(|| view! {
            <p><button type="button" class="button plain wide" aria-expanded=open(Whose::NotReady) aria-controls="behind" on:click=flip(Whose::NotReady)>{text::see_not_ready(language())}</button></p>
        })}
    }
    .into_any()
}

const WIDTH: f64 = 300.0;
const GAP: f64 = 3.0;
/// A few of a hundred thousand are still seen.
const THINNEST: f64 = 7.0;
const HEIGHT: f64 = 26.0;

/// Where each part of a bar begins and how wide it is; `None` for nobody. The widest gives what the
/// thin ones need.
fn segments<const N: usize>(parts: [u32; N]) -> [Option<(f64, f64)>; N] {
    let total: f64 = parts.iter().map(|part| f64::from(*part)).sum();
    let there = parts.iter().filter(|part| **part > 0).count();
    let room = WIDTH - GAP * (there.saturating_sub(1) as f64);
    let mut widths = parts.map(|part| if part == 0 { 0.0 } else { (f64::from(part) / total * room).max(THINNEST) });
    let excess = widths.iter().sum::<f64>() - room;
    if let Some(widest) = widths.iter_mut().max_by(|a, b| a.total_cmp(b)) {
        *widest -= excess;
    }
    let mut x = 0.0;
    widths.map(|width| {
        (width > 0.0 && there > 0).then(|| {
            let place = (x, width);
            x += width + GAP;
            place
        })
    })
}

/// Strokes that rise to the right, within the rectangle.
fn hatch((x, width): (f64, f64), y: f64) -> String {
    let mut path = String::new();
    let mut start = -HEIGHT + 4.0;
    while start < width {
        let (from, to) = ((-start).max(0.0), (width - start).min(HEIGHT));
        if to > from {
            let point = |t: f64| format!("{:.1} {:.1}", x + start + t, y + HEIGHT - t);
            path.push_str(&format!("M{}L{}", point(from), point(to)));
        }
        start += 9.0;
    }
    path
}

#[component]
fn Bar(class: &'static str, place: (f64, f64), y: f64) -> impl IntoView {
    let (x, width) = place;
    view! { <rect class=class x=format!("{x:.1}") y=y.to_string() width=format!("{width:.1}") height=HEIGHT.to_string() rx="3"></rect> }
}

#[component]
fn Picture(forecast: Forecast) -> AnyView {
    let waiting = forecast.people.saturating_sub(forecast.ready_now);
    let [ready, never] = segments([forecast.ready_now, waiting]);
    let [then, lost, left] = segments([forecast.ready_after, forecast.lost, forecast.never()]);
    let said = |count: u32| text::count_ready(language(), count);
    let mark = lost.map(|(x, width)| (x + width / 2.0).clamp(16.0, WIDTH - 16.0));
    view! {
        <svg class="plot" viewBox="0 0 300 168" role="img" aria-label=words::forecast(&forecast)>
            <text class="say" x="0" y="14">{text::today(language())}</text>
            <text x="300" y="14" text-anchor="end">{said(forecast.ready_now)}</text>
            {ready.map(|place| view! { <Bar class="s1" place y=24.0/> })}
            {never.map(|place| view! { <Bar class="s2" place y=24.0/> })}
            <text class="say" x="0" y="88">{text::after_saving(language())}</text>
            <text x="300" y="88" text-anchor="end">{said(forecast.ready_after)}</text>
            {then.map(|place| view! { <Bar class="s1" place y=98.0/> })}
            {lost.map(|place| view! { <Bar class="s3" place y=98.0/><path class="hatch" d=hatch(place, 98.0)></path> })}
            {left.map(|place| view! { <Bar class="s2" place y=98.0/> })}
            {mark.map(|x| view! {
                <path class="axis" d=format!("M{x:.1} 128v8")></path>
                <text class="say" x=format!("{x:.1}") y="152" text-anchor="middle">{common::grouped(forecast.lost)}</text>
            })}
        </svg>
    }
    .into_any()
}

#[component]
fn Legend() -> AnyView {
    let key = |class: &'static str, hatched: bool| {
        view! {
            <svg viewBox="0 0 10 10" aria-hidden="true"><rect class=class width="10" height="10"></rect>{hatched.then(|| view! { <path class="hatch" d="M0 10 10 0"></path> })}</svg>
        }
    };
    view! {
        <p class="legend">
            <span>{key("s1", false)}{text::ready(language())}</span>
            <span>{key("s3", true)}{text::lose(language())}</span>
            <span>{key("s2", false)}{text::not_finished(language())}</span>
        </p>
    }
    .into_any()
}

#[component]
fn ByMethod(methods: Vec<MethodCount>) -> AnyView {
    let rows = methods
        .into_iter()
        .map(|MethodCount { kind, have, rely }| {
            view! {
                <tr><th scope="row">{common::capital(common::method_within(kind))}</th><td class="num">{common::grouped(have)}</td><td class="num">{common::grouped(rely)}</td></tr>
            }
        })
        .collect_view();
    view! {
        <table class="table snug">
            <thead><tr><th scope="col">{text::method(language())}</th><th scope="col" class="num">{text::have_one(language())}</th><th scope="col" class="num">{text::rely_on_it(language())}</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
        <p class="hint">{text::rely_hint(language())}</p>
    }
    .into_any()
}

/// What is said at the foot of the page.
pub fn consequence(forecast: Option<&Got<Forecast>>, holds: &str) -> String {
    match forecast {
        Some(Ok(Forecast { refused: Some(_), .. })) => text::mend_first(language()).into(),
        Some(Ok(Forecast { lost, .. })) if *lost > 0 => text::asked_to_finish(language(), *lost),
        _ => holds.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_everybody() {
        for parts in [[1131, 43, 74], [1, 1, 99_998], [0, 5, 0], [3, 0, 0], [1, 1, 1]] {
            let places = segments(parts);
            let ends: Vec<(f64, f64)> = places.into_iter().flatten().map(|(x, width)| (x, x + width)).collect();
            assert_eq!(ends.len(), parts.iter().filter(|part| **part > 0).count(), "{parts:?}");
            assert!(
                ends.first().unwrap().0.abs() < 0.01 && (ends.last().unwrap().1 - WIDTH).abs() < 0.01,
                "{parts:?} {ends:?}"
            );
            assert!(ends.is_sorted_by(|a, b| (b.0 - a.1 - GAP).abs() < 0.01), "{parts:?} {ends:?}");
            assert!(ends.iter().all(|(from, to)| to - from >= THINNEST - 0.01), "{parts:?} {ends:?}");
        }
        assert_eq!(segments([0, 0]), [None, None]);
    }

    #[test]
    fn strokes_stay_within_their_part() {
        for width in [7.0, 15.0, 120.0] {
            let path = hatch((100.0, width), 98.0);
            assert!(path.starts_with('M'), "{width}");
            for point in path.split(['M', 'L']).filter(|point| !point.is_empty()) {
                let (x, y) = point.split_once(' ').unwrap();
                let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
                assert!((100.0..=100.0 + width + 0.06).contains(&x) && (98.0..=124.0).contains(&y), "{width}: {path}");
            }
        }
    }

    #[test]
    fn the_foot_says_what_follows() {
        let lost = Forecast { people: 9, ready_now: 5, ready_after: 2, lost: 3, ..Forecast::default() };
        assert_eq!(
            consequence(Some(&Ok(lost)), "x"),
            "3 people are asked to finish their set-up when they next sign in."
        );
        assert_eq!(consequence(None, "It holds."), "It holds.");
    }
}
