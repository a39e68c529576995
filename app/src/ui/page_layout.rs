//! The shell of the pages that people see: practice band, organisation, help desk, mark.

use super::{Glyph, Icon};
use latchkey_contract::Site;
use leptos::prelude::*;

/// Header, main and footer around one page. `aside` stands at the end of the header.
#[component]
pub fn PageLayout(site: Site, #[prop(optional, into)] who: Option<String>, children: Children) -> impl IntoView {
    let home = if site.organisation.is_empty() { "Latchkey".to_owned() } else { site.organisation.clone() };
    let sign = home.chars().next().map(|c| c.to_uppercase().to_string());
    view! {
        <a class="skip" href="#main">"Skip to the content"</a>
        {site.practice.then(|| view! { <PracticeBanner/> })}
        <header class="page-layout-head">
            <a class="org" href="/recover" rel="external">
                <svg viewBox="0 0 30 30" aria-hidden="true">
                    <rect class="tile" width="30" height="30"></rect>
                    <text class="letter" x="15" y="21" text-anchor="middle">{sign}</text>
                </svg>
                <span>{home}</span>
            </a>
            {who.map(|who| view! { <span class="whose"><Icon glyph=Glyph::User/>{who}</span> })}
        </header>
        <main class="page-layout-main" id="main" tabindex="-1">{children()}</main>
        <footer class="page-layout-foot">
            <HelpDesk site=site/>
            <span class="mark"><Icon glyph=Glyph::Latchkey/>"Latchkey"</span>
        </footer>
    }
}

/// The way out that is always there. Nothing while no number is configured.
#[component]
pub fn HelpDesk(site: Site) -> impl IntoView {
    let Site { help_desk, help_desk_tel, .. } = site;
    match (help_desk.is_empty(), help_desk_tel.is_empty()) {
        (true, _) => ().into_any(),
        (false, true) => {
            view! { <span class="phone"><Icon glyph=Glyph::Call/>"Help desk, "{help_desk}</span> }.into_any()
        }
        (false, false) => {
            let href = format!("tel:{help_desk_tel}");
            view! { <a href=href rel="external"><Icon glyph=Glyph::Call/>"Help desk, "{help_desk}</a> }.into_any()
        }
    }
}

/// Practice mode, always in sight and never mistaken for the real thing.
#[component]
pub fn PracticeBanner() -> impl IntoView {
    view! {
        <aside class="practice" aria-label="Practice mode">
            <Icon glyph=Glyph::Practice/>
            <span><b>"Practice mode."</b>" Nothing here touches a real directory, mailbox or phone."</span>
            <a href="/practice" rel="external">"People, mail and phone"</a>
        </aside>
    }
}

/// Whom this is about, kept in sight through a flow.
#[component]
pub fn Who(
    #[prop(into)] name: String,
    #[prop(into)] account: String,
    /// The id of a form that ends the flow, for "Not you?".
    #[prop(optional, into)]
    leave_form: Option<&'static str>,
) -> impl IntoView {
    view! {
        <div class="who">
            <span><b>{name}</b><small>{account}</small></span>
            {leave_form.map(|form| view! { <button class="link" form=form>"Not you?"</button> })}
        </div>
    }
}
