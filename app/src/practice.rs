//! The page of practice mode: who lives in the built-in directory and what happens to them, what
//! mail they received, and a phone whose authenticator shows the codes; and the sign-in page of the practice cloud.
//! Rendered on the server like the recover pages, without script.

mod cloud;
mod people;

pub use cloud::render_sign_in;

use crate::document::{Head, document, in_page_layout};
use crate::ui::{Glyph, Icon, Note, TextField, title};
use latchkey_contract::practice::{PracticeMail, PracticeText, PracticeToken, PracticeView};
use latchkey_contract::{Locale, Site};
use leptos::prelude::*;

pub fn render(site: &Site, view: &PracticeView) -> String {
    // for whoever tries Latchkey out, and in English only: there is no other language to go to
    let site = Site { locale: Locale::En, ..site.clone() };
    let head = Head {
        title: title("Practice desk", &site, false),
        css: &site.assets.enrol_css,
        class: "page-layout roomy",
        module: None,
        half: None,
    };
    let view = view.clone();
    document(&site, head, || in_page_layout(&site, "", page(view)))
}

fn page(view: PracticeView) -> AnyView {
    view! {
        <h1>"Practice desk"</h1>
        <p class="lede">"A small house that exists only here. Lose passwords and phones, and see what people would see."</p>
        <div class="body">
            {view.said.map(|said| view! { <Note heading=said text="" urgent=true/> })}
            <p class="row">
                <a class="button primary" href="/recover"><Icon glyph=Glyph::Key/>"Recover"</a>
                <a class="button" href="/enrol"><Icon glyph=Glyph::Shield/>"Enrol"</a>
                <a class="button" href="/admin"><Icon glyph=Glyph::Settings/>"Administrator"</a>
                <a class="button plain" href="/practice"><Icon glyph=Glyph::Refresh/>"Look again"</a>
            </p>
        </div>
        {phone(view.authenticator)}
        {messages(view.texts)}
        {mailbox(view.mails)}
        {people::directory(view.away)}
        {people::people(view.people)}
        {cloud::directory(view.cloud_away)}
        {cloud::people(view.cloud)}
    }
    .into_any()
}

fn phone(tokens: Vec<PracticeToken>) -> impl IntoView {
    let rows = tokens
        .into_iter()
        .map(|token| {
            let (left, right) = token.code.split_at_checked(3).unwrap_or((&token.code, ""));
            let code = format!("{left} {right}");
            view! {
                <li>
                    <Icon glyph=Glyph::AppCode/>
                    <div><b>{token.label}</b><span class="hint">{format!("for {} more seconds", token.seconds_left)}</span></div>
                    <span class="when">{code}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="phone">
            <header><h2 id="phone"><Icon glyph=Glyph::Phone/>"The practice phone"</h2></header>
            <ul class="rows">{rows}</ul>
            <form method="post" action="/practice/authenticator">
                <TextField name="key" label="Add a key to its authenticator" hint="Copy it from the page “Connect your authenticator app”." maxlength=512 mono=true/>
                <TextField name="label" label="Whose is it?" maxlength=64/>
                <button class="button">"Add to the phone"</button>
            </form>
        </section>
    }
}

fn messages(texts: Vec<PracticeText>) -> impl IntoView {
    let empty = texts.is_empty().then(|| view! { <p class="soft">"No text message yet."</p> });
    let rows = texts
        .into_iter()
        .map(|text| {
            view! {
                <li>
                    <Icon glyph=Glyph::Message/>
                    <div><b>{text.text}</b><span class="hint">{format!("to {}, {}", text.to, text.at)}</span></div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section stack" aria-labelledby="texts">
            <header><h2 id="texts"><Icon glyph=Glyph::Message/>"Everybody’s text messages"</h2></header>
            {empty}
            <ul class="rows">{rows}</ul>
        </section>
    }
}

fn mailbox(mails: Vec<PracticeMail>) -> impl IntoView {
    let empty = mails
        .is_empty()
        .then(|| view! { <p class="soft">"No mail yet. Send an invitation as administrator, or ask for a code."</p> });
    let rows = mails
        .into_iter()
        .enumerate()
        .map(|(n, mail)| {
            view! {
                <li>
                    <div>
                        <details class="more" open=n == 0>
                            <summary><b>{mail.subject}</b><Icon glyph=Glyph::Down/></summary>
                            <p class="hint">{format!("to {}, {}", mail.to, mail.at)}</p>
                            <p class="letter">{mail.text.lines().map(line).collect_view()}</p>
                        </details>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section stack" aria-labelledby="mail">
            <header><h2 id="mail"><Icon glyph=Glyph::Mail/>"Everybody’s mail"</h2></header>
            {empty}
            <ul class="rows">{rows}</ul>
        </section>
    }
}

/// One line of a message, its links made clickable.
fn line(text: &str) -> impl IntoView + use<> {
    let words = text
        .split(' ')
        .map(|word| {
            if word.starts_with("https://") || word.starts_with("http://") {
                let (href, word) = (word.to_owned(), word.to_owned());
                view! { <a href=href>{word}</a>" " }.into_any()
            } else {
                format!("{word} ").into_any()
            }
        })
        .collect_view();
    view! { {words}<br/> }
}

#[cfg(test)]
mod tests;
