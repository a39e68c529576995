//! The practice cloud: its people, its switch, and the page on which they sign in there. That page plays somebody
//! else's: it is the only one in Latchkey where a password of that directory is typed.

use super::people::{first_password, switch};
use crate::document::{Head, document, in_page_layout};
use crate::ui::{Glyph, Icon, Note, PasswordField, Seal, TextField, Tone, title};
use latchkey_contract::practice::{CloudSignInPage, PracticeCloudPerson};
use latchkey_contract::{Locale, Site};
use leptos::prelude::*;

pub(super) fn directory(away: bool) -> impl IntoView {
    view! {
        <section class="section stack" aria-labelledby="cloud">
            <header>
                <h2 id="cloud"><Icon glyph=Glyph::Cloud/>"The cloud"</h2>
                <span class=if away { "badge warn" } else { "badge good" }>{if away { "away" } else { "answers" }}</span>
            </header>
            <p class="soft">"A second directory. Its people sign in on a page of its own, and what is changed there shows after twenty seconds. Some have an account in both."</p>
            {switch("/practice/cloud", "The cloud is away", away)}
        </section>
    }
}

pub(super) fn people(people: Vec<PracticeCloudPerson>) -> impl IntoView {
    let row = |person: PracticeCloudPerson| {
        let id = format!("cloud-{}", person.login);
        let disabled = person.disabled.then(|| view! { <span class="badge warn">"disabled"</span> });
        view! {
            <li id=id>
                <div>
                    <p class="row tight"><b>{person.name}</b>{disabled}</p>
                    <p class="small">"User name "<span class="mono whole">{person.login}</span>", "{first_password(person.password)}</p>
                </div>
            </li>
        }
    };
    view! {
        <section class="section stack" aria-labelledby="cloud-people">
            <header><h2 id="cloud-people"><Icon glyph=Glyph::Users/>"People of the cloud"</h2></header>
            <ul class="rows">{people.into_iter().map(row).collect_view()}</ul>
        </section>
    }
}

/// The cloud's own page, as its people would know it.
pub fn render_sign_in(site: &Site, page: &CloudSignInPage) -> String {
    let site = Site { locale: Locale::En, ..site.clone() };
    let problem = !matches!(page, CloudSignInPage::Open { wrong: false, .. });
    let head = Head {
        title: title("Practice cloud", &site, problem),
        css: &site.assets.enrol_css,
        class: "page-layout",
        module: None,
        half: None,
    };
    let page = page.clone();
    document(&site, head, || in_page_layout(&site, "", sign_in(page)))
}

fn sign_in(page: CloudSignInPage) -> AnyView {
    let (state, typed, wrong) = match page {
        CloudSignInPage::Open { state, typed, wrong } => (state, typed, wrong),
        CloudSignInPage::Over => {
            return message(
                "No sign-in is waiting here",
                "It was answered already, or it took too long. Nothing was opened.",
            );
        }
        CloudSignInPage::Away => {
            return message(
                "The practice cloud is away",
                "Let it answer again on the practice desk, and begin the sign-in anew.",
            );
        }
    };
    let news = wrong.then(|| {
        let text = "Check both; the practice desk shows them.";
        view! { <Note tone=Tone::Bad heading="User name and password do not go together" text=text urgent=true/> }
    });
    view! {
        <Seal glyph=Glyph::Cloud class="brass"/>
        <h1>"Practice cloud"</h1>
        <p class="lede">"This page plays the directory’s own. Elsewhere it is at another address, and we never see what is typed on it."</p>
        <form method="post" action="/practice/cloud/sign-in">
            {news}
            <input type="hidden" name="state" value=state/>
            <TextField name="name" label="User name" value=typed autocomplete="username"/>
            <PasswordField name="password" label="Password" autocomplete="current-password"/>
            <button class="button primary tall wide">"Sign in to the cloud"</button>
        </form>
    }
    .into_any()
}

fn message(heading: &'static str, text: &'static str) -> AnyView {
    view! {
        <Seal glyph=Glyph::Alert class="brass"/>
        <h1>{heading}</h1>
        <p class="lede">{text}</p>
        <div class="body"><a class="button primary tall wide" href="/practice" rel="external">"To the practice desk"</a></div>
    }
    .into_any()
}
