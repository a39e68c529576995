//! My methods, my password, what happened lately, and who asks me to vouch.

use super::api::Act;
use super::lately::lately;
use super::parts::{hidden, leave};
use crate::methods;
use crate::people::parts::{StepForm, Submit, Version, note};
use crate::ui::{Glyph, Icon, More, Note, PageLayout, Tone};
use latchkey_contract::account::{Home, MyMethod, News, VouchRequest};
use latchkey_contract::{MethodKind, Problem, Site};
use latchkey_text::{Locale, account as text};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// A sheet with fewer than this left should be made anew.
const FEW_CODES: u32 = 4;

pub(super) fn page(site: Site, home: Home) -> AnyView {
    let (version, l) = (home.version, site.locale);
    let problem = home.problem.as_ref().map(|problem| told(&site, problem));
    let news = home.news.as_ref().map(|news| said(news, &site));
    let standing = standing(&site, &home);
    let asked = (!home.asked.is_empty()).then(|| asked(home.asked.clone(), version, l));
    view! {
        <PageLayout site=site.clone() who=home.who.clone() at="/account">
            <h1 translate="no">{home.name.clone()}</h1>
            <p class="lede"><span class="mono" translate="no">{home.who.clone()}</span>" · "{home.directory.clone()}</p>
            <div class="body">{problem}{news}{standing}</div>
            {asked}
            {my_methods(&home, &site)}
            {my_password(&home, l)}
            {lately(home.activity, version, &site)}
            {leave(l)}
        </PageLayout>
    }
    .into_any()
}

/// What is told of a code here is about a number that a colleague reads out.
fn told(site: &Site, problem: &Problem) -> AnyView {
    let l = site.locale;
    let (heading, text) = match problem {
        Problem::WrongCode => (text::vouch_wrong(l), text::vouch_wrong_text(l)),
        Problem::CodeExpired => (text::vouch_over(l), text::vouch_over_text(l)),
        other => return note(site, other),
    };
    view! { <Note tone=Tone::Bad heading=heading text=text urgent=true/> }.into_any()
}

fn said(news: &News, site: &Site) -> AnyView {
    let l = site.locale;
    let (heading, text) = match news {
        News::Works { method } => {
            (text::said_works(l, methods::words(*method, site).name), text::said_works_text(l).to_owned())
        }
        News::Renamed => (text::said_renamed(l).into(), text::said_renamed_text(l).into()),
        News::Removed { label } => (text::said_removed(l, label), text::said_removed_text(l).into()),
        News::PasswordChanged { server } => (text::said_password(l).into(), text::said_password_text(l, server)),
        News::Vouched { name } => (text::said_vouched(l, name), text::said_vouched_text(l).into()),
        News::Refused { name } => (text::said_refused(l, name), text::said_refused_text(l).into()),
    };
    view! { <Note tone=Tone::Good heading=heading text=text urgent=true/> }.into_any()
}

/// Whether they could get back in by themselves, and what to do if not.
fn standing(site: &Site, home: &Home) -> AnyView {
    let (l, organisation) = (site.locale, &site.organisation);
    if home.ready {
        let (heading, text) = (text::standing_ready(l), text::standing_ready_text(l, home.required, organisation));
        return view! { <Note tone=Tone::Good glyph=Glyph::Shield heading=heading text=text/> }.into_any();
    }
    let (heading, text) = (text::standing_short(l), text::standing_short_text(l, organisation, home.required));
    let version = home.version;
    view! {
        <Note tone=Tone::Warn heading=heading text=text/>
        <StepForm action=Act::PATH>
            <Version version=version/>
            <button class="button primary tall wide" name="action" value="complete">{text::standing_finish(l)}</button>
        </StepForm>
    }
    .into_any()
}

fn my_methods(home: &Home, site: &Site) -> AnyView {
    let (l, version) = (site.locale, home.version);
    let rows = home.methods.iter().cloned().map(|method| row(method, version, site)).collect_view();
    let add = (!home.addable.is_empty()).then(|| add(home.addable.clone(), version, site));
    view! {
        <section class="section" aria-labelledby="my-methods">
            <header><h2 id="my-methods">{text::methods_section(l)}</h2></header>
            <ul class="rows">
                {rows}
                {home.codes_left.map(|left| codes(left, version, l))}
            </ul>
            {add}
            <p class="hint">{text::methods_after(l)}</p>
        </section>
    }
    .into_any()
}

fn row(method: MyMethod, version: i64, site: &Site) -> AnyView {
    let (l, name) = (site.locale, methods::words(method.kind, site).name);
    let mut facts = match method.used {
        Some(used) => text::methods_used(l, name, method.added, used),
        None => text::methods_never_used(l, name, method.added),
    };
    if method.needed {
        facts = format!("{facts} {}", text::methods_needed(l));
    }
    let (id, label) = (method.id.clone(), method.label.clone());
    let field = format!("label-{}", method.id);
    let remove = (!method.needed).then(|| {
        let (id, which) = (method.id.clone(), text::methods_remove_which(l, &method.label));
        view! {
            <StepForm action=Act::PATH>
                {hidden(version, Some(id))}
                <button class="button plain is-bad" name="action" value="remove" aria-label=which>{text::methods_remove(l)}</button>
            </StepForm>
        }
    });
    view! {
        <li>
            <Icon glyph=methods::glyph(method.kind)/>
            <div>
                <b>{method.label.clone()}</b>
                <span class="hint">{facts}</span>
                <More summary=text::methods_more(l)>
                    <StepForm action=Act::PATH>
                        {hidden(version, Some(id))}
                        <div class="field">
                            <label for=field.clone()>{text::methods_label(l)}</label>
                            <input class="input" id=field name="label" value=label maxlength="40" autocomplete="off" required/>
                        </div>
                        <button class="button" name="action" value="rename">{text::methods_rename(l)}</button>
                    </StepForm>
                    <StepForm action=Act::PATH>
                        {hidden(version, None)}
                        <input type="hidden" name="method" value=method.kind.code()/>
                        <button class="button" name="action" value="try">{text::methods_try(l)}</button>
                    </StepForm>
                </More>
            </div>
            <span class="acts">{remove}</span>
        </li>
    }
    .into_any()
}

fn codes(left: u32, version: i64, l: Locale) -> AnyView {
    let few = left < FEW_CODES;
    let hint = if few && left > 1 { text::codes_few(l, left) } else { text::codes_left(l, left) };
    view! {
        <li>
            <Icon glyph=Glyph::Codes class=if few { "is-warn" } else { "" }/>
            <div><b>{text::codes(l)}</b><span class="hint">{hint}</span></div>
            <span class="acts">
                <StepForm action=Act::PATH>
                    {hidden(version, None)}
                    <button class="button plain" name="action" value="new-codes">{text::codes_new(l)}</button>
                </StepForm>
            </span>
        </li>
    }
    .into_any()
}

fn add(kinds: Vec<MethodKind>, version: i64, site: &Site) -> AnyView {
    let l = site.locale;
    let options = kinds
        .into_iter()
        .map(|kind| {
            let w = methods::words(kind, site);
            view! {
                <button class="option" name="method" value=kind.code()>
                    <Icon glyph=methods::glyph(kind)/>
                    <span><b>{w.choose}</b><small>{w.choose_hint}</small></span>
                    <Icon glyph=Glyph::Next class="flip"/>
                </button>
            }
        })
        .collect_view();
    view! {
        <More summary=text::methods_add(l)>
            <StepForm action=Act::PATH>
                {hidden(version, None)}
                <input type="hidden" name="action" value="add"/>
                <div class="options" role="group" aria-label=text::methods_add_list(l)>{options}</div>
            </StepForm>
        </More>
    }
    .into_any()
}

fn my_password(home: &Home, l: Locale) -> AnyView {
    let version = home.version;
    let set = match home.password_set {
        Some(at) => text::my_password_set(l, at),
        None => text::my_password_unknown(l).to_owned(),
    };
    let expires = home.password_expires.map(|at| text::my_password_expires(l, at));
    let change = home.can_change.then(|| {
        view! {
            <StepForm action=Act::PATH>
                {hidden(version, None)}
                <button class="button plain" name="action" value="open-password">{text::my_password_change(l)}</button>
            </StepForm>
        }
    });
    view! {
        <section class="section" aria-labelledby="my-password">
            <header><h2 id="my-password">{text::my_password(l)}</h2>{change}</header>
            <ul class="rows"><li><Icon glyph=Glyph::Key/><div><b>{set}</b><span class="hint">{expires}</span></div></li></ul>
        </section>
    }
    .into_any()
}

fn asked(people: Vec<VouchRequest>, version: i64, l: Locale) -> AnyView {
    let rows = people
        .into_iter()
        .map(|one| {
            let field = format!("number-{}", one.id);
            let refuse = hidden(version, Some(one.id.clone()));
            view! {
                <li>
                    <Icon glyph=Glyph::Vouch/>
                    <div>
                        <b>{text::vouch_asks(l, &one.name)}</b>
                        <span class="hint">{text::vouch_asks_text(l, one.at, &one.from, one.good_until)}</span>
                        <StepForm action=Act::PATH>
                            {hidden(version, Some(one.id))}
                            <input type="hidden" name="action" value="vouch"/>
                            <div class="field">
                                <label for=field.clone()>{text::vouch_number(l)}</label>
                                <input class="input mono" id=field name="number" inputmode="numeric" autocomplete="off" maxlength="9" required/>
                            </div>
                            <Submit class="button primary">{text::vouch_yes(l)}</Submit>
                        </StepForm>
                        <StepForm action=Act::PATH>
                            {refuse}
                            <button class="button plain is-bad" name="action" value="refuse">{text::vouch_no(l)}</button>
                        </StepForm>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="asked">
            <header><h2 id="asked">{text::vouch_section(l)}</h2></header>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}
