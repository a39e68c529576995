//! The sheet of recovery codes: shown once, to be kept on paper.

use super::Actions;
use super::pages::Submit;
use crate::ui::{CopyButton, Glyph, Icon, KeyLine, PageLayout};
use latchkey_contract::Site;
use latchkey_text::{enrol as text, shared};
use leptos::form::ActionForm;
use leptos::prelude::*;

/// Answered by `download`.
pub(super) const FILE: &str = "/enrol/codes.txt";

pub(super) fn page(site: Site, version: i64, who: String, codes: Vec<String>, actions: Actions) -> AnyView {
    let all = codes.join("\n");
    let l = site.locale;
    let lede = text::codes_lede(l, codes.len());
    let owner = format!("{} · {who}", shared::organisation_first(l, &site.organisation));
    let rows = codes.into_iter().map(|code| view! { <li translate="no">{code}</li> }).collect_view();
    view! {
        <PageLayout site=site who=who at="/enrol">
            <KeyLine done=3 of=4 says=text::codes_step(l)/>
            <h1>{text::codes_heading(l)}</h1>
            <p class="lede">{lede}</p>
            <form method="post" action=FILE id="file" hidden></form>
            <ActionForm action=actions.kept>
                <ol class="sheet" aria-label=text::codes_list(l)>{rows}</ol>
                <div class="row tight no-print">
                    <button type="button" class="button scripted" on:click=move |_| print()><Icon glyph=Glyph::Print/>{text::codes_print(l)}</button>
                    <button class="button" form="file"><Icon glyph=Glyph::Download/>{text::codes_download(l)}</button>
                    <CopyButton text=all label=text::codes_copy(l) words=true/>
                </div>
                <p class="small soft" translate="no">{owner}</p>
                <input type="hidden" name="version" value=version.to_string()/>
                <label class="check no-print">
                    <input type="checkbox" name="kept" required/>
                    <span>{text::codes_kept(l)}</span>
                </label>
                <Submit actions=actions class="no-print">{text::codes_finish(l)}</Submit>
            </ActionForm>
        </PageLayout>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
fn print() {
    // refused only where the browser has no printing; the other two ways are beside it
    let _printed = window().print();
}
#[cfg(not(feature = "hydrate"))]
fn print() {}
