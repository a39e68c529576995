//! The sheet of recovery codes: shown once, to be kept on paper.

use super::api::CodesKept;
use crate::people::parts::{StepForm, Submit, Version};
use crate::ui::{CopyButton, Glyph, Icon, KeyLine, PageLayout, PrintButton};
use latchkey_contract::Site;
use latchkey_text::{enrol as text, shared};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Answered by `download`.
pub(super) const FILE: &str = "/enrol/codes.txt";

pub(super) fn page(site: Site, version: i64, who: String, codes: Vec<String>) -> AnyView {
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
            <StepForm action=CodesKept::PATH>
                <ol class="sheet" aria-label=text::codes_list(l)>{rows}</ol>
                <div class="row tight no-print">
                    <PrintButton label=text::codes_print(l)/>
                    <button class="button" form="file"><Icon glyph=Glyph::Download/>{text::codes_download(l)}</button>
                    <CopyButton text=all label=text::codes_copy(l) words=true/>
                </div>
                <p class="small soft" translate="no">{owner}</p>
                <Version version=version/>
                <label class="check no-print">
                    <input type="checkbox" name="kept" required/>
                    <span>{text::codes_kept(l)}</span>
                </label>
                <Submit class="button primary tall wide no-print">{text::codes_finish(l)}</Submit>
            </StepForm>
        </PageLayout>
    }
    .into_any()
}
