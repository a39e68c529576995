//! The sheet of recovery codes: shown once, to be kept on paper.

use super::Actions;
use super::pages::Submit;
use crate::ui::{CopyButton, Glyph, Icon, KeyLine, PageLayout};
use crate::words;
use latchkey_contract::Site;
use leptos::form::ActionForm;
use leptos::prelude::*;

pub(super) const HEADING: &str = "Keep these on paper";
/// Answered by `download`.
pub(super) const FILE: &str = "/enrol/codes.txt";

pub(super) fn page(site: Site, version: i64, who: String, codes: Vec<String>, actions: Actions) -> AnyView {
    let all = codes.join("\n");
    let number = u32::try_from(codes.len()).map_or_else(|_| "Some".to_owned(), number);
    let owner = format!("{} · {who}", words::organisation_first(&site));
    let rows = codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view();
    view! {
        <PageLayout site=site who=who>
            <KeyLine done=3 of=4 says="Last step: recovery codes"/>
            <h1>{HEADING}</h1>
            <p class="lede">{format!("{number} codes for the day when your phone is gone. Each works once, together with one other method. We cannot show them again.")}</p>
            <form method="post" action=FILE id="file" hidden></form>
            <ActionForm action=actions.kept>
                <ol class="sheet" aria-label="Recovery codes">{rows}</ol>
                <div class="row tight no-print">
                    <button type="button" class="button scripted" on:click=move |_| print()><Icon glyph=Glyph::Print/>"Print"</button>
                    <button class="button" form="file"><Icon glyph=Glyph::Download/>"Download"</button>
                    <CopyButton text=all label="Copy" words=true/>
                </div>
                <p class="small soft">{owner}</p>
                <input type="hidden" name="version" value=version.to_string()/>
                <label class="check no-print">
                    <input type="checkbox" name="kept" required/>
                    <span>"I have put them where I will find them without my phone and without my computer"</span>
                </label>
                <Submit actions=actions class="no-print">"Finish"</Submit>
            </ActionForm>
        </PageLayout>
    }
    .into_any()
}

fn number(count: u32) -> String {
    match count {
        8 => "Eight".into(),
        10 => "Ten".into(),
        12 => "Twelve".into(),
        other => other.to_string(),
    }
}

#[cfg(feature = "hydrate")]
fn print() {
    // refused only where the browser has no printing; the other two ways are beside it
    let _printed = window().print();
}
#[cfg(not(feature = "hydrate"))]
fn print() {}
