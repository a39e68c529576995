//! What a page says about itself: progress, notes, faults of a field.

use super::icon::{Glyph, Icon};
use crate::site::site;
use latchkey_text::{Part, page};
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Good,
    Warn,
    Bad,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "note",
            Self::Good => "note good",
            Self::Warn => "note warn",
            Self::Bad => "note bad",
        }
    }
    const fn glyph(self) -> Glyph {
        match self {
            Self::Plain => Glyph::Info,
            Self::Good => Glyph::Check,
            Self::Warn | Self::Bad => Glyph::Alert,
        }
    }
}

/// News about the page.
#[component]
pub fn Note(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] glyph: Option<Glyph>,
    #[prop(into)] heading: String,
    #[prop(into)] text: String,
    /// Said at once by a screen reader: for what the last form brought about.
    #[prop(optional)]
    urgent: bool,
) -> impl IntoView {
    view! {
        <div class=tone.class() role=urgent.then_some("alert")>
            <Icon glyph=glyph.unwrap_or(tone.glyph())/>
            <div><b>{heading}</b>{text}</div>
        </div>
    }
}

/// The fault of one field, under it. The field names it with `aria-describedby`.
#[component]
pub fn Wrong(#[prop(into)] id: String, #[prop(into)] text: String) -> impl IntoView {
    view! { <p class="wrong" id=id><Icon glyph=Glyph::Alert/><span>{text}</span></p> }
}

/// The key line: `done` teeth are cut, the next is being cut. The words carry the meaning.
#[component]
pub fn KeyLine(done: u32, of: u32, #[prop(into)] says: String) -> impl IntoView {
    let teeth = (0..of)
        .map(|n| {
            let class = match n.cmp(&done) {
                std::cmp::Ordering::Less => Some("cut"),
                std::cmp::Ordering::Equal => Some("now"),
                std::cmp::Ordering::Greater => None,
            };
            view! { <i class=class></i> }
        })
        .collect_view();
    view! {
        <div class="keyline" aria-hidden="true">{teeth}</div>
        <p class="step-note">{says}</p>
    }
}

/// The round picture above a heading.
#[component]
pub fn Seal(glyph: Glyph, #[prop(into)] class: &'static str) -> impl IntoView {
    view! { <div class=format!("seal small {class}")><Icon glyph=glyph/></div> }
}

/// Something for those who need it, folded away.
#[component]
pub fn More(#[prop(into)] summary: String, #[prop(optional)] open: bool, children: Children) -> impl IntoView {
    view! {
        <details class="more" open=open>
            <summary>{summary}" "<Icon glyph=Glyph::Down/></summary>
            {children()}
        </details>
    }
}

/// A code to scan; the quiet zone is added here.
#[component]
pub fn QrCode(
    /// The dark modules as one path on a grid of `size`.
    #[prop(into)]
    path: String,
    size: u32,
) -> impl IntoView {
    let edge = size.saturating_add(4);
    view! {
        <div class="qr">
            <svg
                viewBox=format!("-2 -2 {edge} {edge}")
                role="img"
                aria-label=page::qr(site().locale)
                shape-rendering="crispEdges"
            >
                <path d=path></path>
            </svg>
        </div>
    }
}

/// A sentence with an element around each of its marked parts.
pub fn marked(parts: Vec<Part>, element: impl Fn(&'static str, String) -> AnyView) -> AnyView {
    let part = |part| match part {
        Part::Text(text) => text.into_any(),
        Part::Mark(mark, text) => element(mark, text),
    };
    parts.into_iter().map(part).collect_view().into_any()
}

/// A page's title: the fault first, for whoever listens; the organisation last.
pub fn title(heading: &str, site: &latchkey_contract::Site, problem: bool) -> String {
    let organisation = if site.organisation.is_empty() { "Latchkey" } else { &site.organisation };
    let heading = if problem { page::error(site.locale, heading) } else { heading.to_owned() };
    format!("{heading} · {organisation}")
}
