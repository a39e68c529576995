//! The shell of the pages that people see: practice band, organisation, help desk, languages, mark.

use super::feedback::marked;
use super::icon::{Glyph, Icon};
use latchkey_contract::Site;
use latchkey_text::{Locale, page};
use leptos::prelude::*;

/// Header, main and footer around one page.
#[component]
pub fn PageLayout(
    site: Site,
    #[prop(optional, into)] who: Option<String>,
    /// Where this page is, for whoever wants it in another language. Empty: there is no other.
    #[prop(into)]
    at: String,
    children: Children,
) -> impl IntoView {
    let l = site.locale;
    let home = if site.organisation.is_empty() { "Latchkey".to_owned() } else { site.organisation.clone() };
    let sign = home.chars().next().map(|c| c.to_uppercase().to_string());
    view! {
        <a class="skip" href="#main">{page::skip(l)}</a>
        {site.practice.then(|| view! { <PracticeBanner locale=l/> })}
        <header class="page-layout-head">
            <a class="org" href="/recover" rel="external" translate="no">
                <svg viewBox="0 0 30 30" aria-hidden="true">
                    <rect class="tile" width="30" height="30"></rect>
                    <text class="letter" x="15" y="21" text-anchor="middle">{sign}</text>
                </svg>
                <span>{home}</span>
            </a>
            {who.map(|who| view! { <span class="whose"><Icon glyph=Glyph::User/><span translate="no">{who}</span></span> })}
        </header>
        <main class="page-layout-main" id="main" tabindex="-1">{children()}</main>
        <footer class="page-layout-foot">
            <HelpDesk site=site/>
            <Languages locale=l at=at/>
            <span class="mark" translate="no"><Icon glyph=Glyph::Latchkey/>"Latchkey"</span>
        </footer>
    }
}

/// The way out that is always there. Nothing while no number is configured.
#[component]
pub fn HelpDesk(site: Site) -> impl IntoView {
    let Site { help_desk, help_desk_tel, locale, .. } = site;
    let words = marked(page::help_desk_parts(locale, &help_desk), |_, number| {
        view! { <span translate="no">{number}</span> }.into_any()
    });
    match (help_desk.is_empty(), help_desk_tel.is_empty()) {
        (true, _) => ().into_any(),
        (false, true) => view! { <span class="phone"><Icon glyph=Glyph::Call/><span>{words}</span></span> }.into_any(),
        (false, false) => {
            let href = format!("tel:{help_desk_tel}");
            view! { <a href=href rel="external"><Icon glyph=Glyph::Call/><span>{words}</span></a> }.into_any()
        }
    }
}

/// The same page in each other language, by its own name: whoever looks for one may not read this one.
#[component]
fn Languages(locale: Locale, at: String) -> impl IntoView {
    let link = |other: &Locale| {
        let (code, name) = (other.code(), other.name());
        let href = format!("/language?to={code}&back={}", encoded(&at));
        view! { <li><a href=href rel="external" lang=code hreflang=code>{name}</a></li> }
    };
    let links = Locale::ALL.iter().filter(|other| **other != locale).map(link).collect_view();
    (!at.is_empty()).then(|| view! { <ul class="languages">{links}</ul> })
}

/// All but the unreserved characters of RFC 3986 as `%XX`.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Practice mode, always in sight and never mistaken for the real thing.
#[component]
pub fn PracticeBanner(#[prop(optional)] locale: Locale) -> impl IntoView {
    let words = marked(page::practice_parts(locale), |_, text| view! { <b>{text}</b> }.into_any());
    view! {
        <aside class="practice" aria-label=page::practice_mode(locale)>
            <Icon glyph=Glyph::Practice/>
            <span>{words}</span>
            <a href="/practice" rel="external">{page::practice_desk(locale)}</a>
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
    let leave = page::not_you(crate::site::site().locale);
    view! {
        <div class="who">
            <span><b translate="no">{name}</b><small>{account}</small></span>
            {leave_form.map(|form| view! { <button class="link" form=form>{leave}</button> })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn an_address_stands_in_an_address() {
        assert_eq!(encoded("/recover?unlock=1&ü"), "%2Frecover%3Funlock%3D1%26%C3%BC");
        assert_eq!(encoded("a-Z_0.~"), "a-Z_0.~");
    }
}
