//! My methods, my password, what happened lately, and who asks me to vouch.

use super::Actions;
use super::pages::{Submit, leave, note};
use crate::methods;
use crate::ui::{Glyph, Icon, More, Note, PageLayout, Tone};
use crate::words;
use latchkey_contract::Locale;
use latchkey_contract::account::{Activity, ActivityKind, Home, MyMethod, News, VouchRequest};
use latchkey_contract::{MethodKind, Problem, Site};
use latchkey_text::format::{datetime, time};
use leptos::form::ActionForm;
use leptos::prelude::*;

/// A sheet with fewer than this left should be made anew.
const FEW_CODES: u32 = 4;

pub(super) fn page(site: Site, home: Home, actions: Actions) -> AnyView {
    let version = home.version;
    let problem = home.problem.as_ref().map(|problem| told(&site, problem));
    let news = home.news.as_ref().map(said);
    let standing = standing(&site, &home, actions);
    let asked = (!home.asked.is_empty()).then(|| asked(home.asked.clone(), version, actions));
    view! {
        <PageLayout site=site.clone() who=home.who.clone()>
            <h1>{home.name.clone()}</h1>
            <p class="lede"><span class="mono">{home.who.clone()}</span>" · "{home.directory.clone()}</p>
            <div class="body">{problem}{news}{standing}</div>
            {asked}
            {my_methods(&home, actions)}
            {my_password(&home, actions)}
            {lately(home.activity, version, actions)}
            {leave()}
        </PageLayout>
    }
    .into_any()
}

/// What is told of a code here is about a number that a colleague reads out.
fn told(site: &Site, problem: &Problem) -> AnyView {
    let (heading, text) = match problem {
        Problem::WrongCode => (
            "That number does not match",
            "Nothing was confirmed. Have it read out once more; the third wrong one ends the request.",
        ),
        Problem::CodeExpired => (
            "That request is over",
            "It was answered, or its ten minutes have passed. Nothing was confirmed now. They can get a new number.",
        ),
        other => return note(site, other),
    };
    view! { <Note tone=Tone::Bad heading=heading text=text urgent=true/> }.into_any()
}

fn said(news: &News) -> AnyView {
    let (heading, text) = match news {
        News::Works { method } => {
            (format!("{} works", methods::words(*method).name), "You tried it just now.".to_owned())
        }
        News::Renamed => ("The name was changed".into(), "It is only for you to know them apart.".into()),
        News::Removed { label } => (format!("“{label}” was removed"), "We sent you a message about it.".into()),
        News::PasswordChanged { server } => {
            ("Your new password works".into(), format!("Set on {server}. Use it from your next sign-in on."))
        }
        News::Vouched { name } => (format!("You vouched for {name}"), "They can go on now.".into()),
        News::Refused { name } => {
            (format!("You did not vouch for {name}"), "They were told to use another way.".into())
        }
    };
    view! { <Note tone=Tone::Good heading=heading text=text urgent=true/> }.into_any()
}

/// Whether they could get back in by themselves, and what to do if not.
fn standing(site: &Site, home: &Home, actions: Actions) -> AnyView {
    if home.ready {
        let text = format!(
            "You have the {} that {} asks for, each on something of its own.",
            words::count(home.required),
            words::organisation(site)
        );
        return view! { <Note tone=Tone::Good glyph=Glyph::Shield heading="You can get back in by yourself" text=text/> }
            .into_any();
    }
    let text = format!(
        "{} asks for {} that work now. Finish your set-up, so that a forgotten password does not keep you out.",
        words::organisation_first(site),
        words::count(home.required)
    );
    let version = home.version;
    view! {
        <Note tone=Tone::Warn heading="You could not get back in by yourself" text=text/>
        <ActionForm action=actions.act>
            <input type="hidden" name="version" value=version.to_string()/>
            <button class="button primary tall wide" name="action" value="complete">"Finish my set-up"</button>
        </ActionForm>
    }
    .into_any()
}

fn hidden(version: i64, id: Option<String>) -> impl IntoView {
    view! {
        <input type="hidden" name="version" value=version.to_string()/>
        {id.map(|id| view! { <input type="hidden" name="id" value=id/> })}
    }
}

fn my_methods(home: &Home, actions: Actions) -> AnyView {
    let version = home.version;
    let rows = home.methods.iter().cloned().map(|method| row(method, version, actions)).collect_view();
    let add = (!home.addable.is_empty()).then(|| add(home.addable.clone(), version, actions));
    view! {
        <section class="section" aria-labelledby="my-methods">
            <header><h2 id="my-methods">"My methods"</h2></header>
            <ul class="rows">
                {rows}
                {home.codes_left.map(|left| codes(left, version, actions))}
            </ul>
            {add}
            <p class="hint">"Adding or removing a method asks for one that you already have, and we send you a message each time."</p>
        </section>
    }
    .into_any()
}

fn row(method: MyMethod, version: i64, actions: Actions) -> AnyView {
    let w = methods::words(method.kind);
    let used =
        method.used.map_or_else(|| "never used".to_owned(), |used| format!("used {}", datetime(Locale::En, used)));
    let (id, label) = (method.id.clone(), method.label.clone());
    let field = format!("label-{}", method.id);
    let remove = (!method.needed).then(|| {
        let (id, label) = (method.id.clone(), method.label.clone());
        view! {
            <ActionForm action=actions.act>
                {hidden(version, Some(id))}
                <button class="button plain is-bad" name="action" value="remove">"Remove"<span class="sr">{format!(" {label}")}</span></button>
            </ActionForm>
        }
    });
    let needed = method.needed.then_some(" It has to stay while you have no other.");
    view! {
        <li>
            <Icon glyph=w.glyph/>
            <div>
                <b>{method.label.clone()}</b>
                <span class="hint">{format!("{}. Added {}, {used}.", w.name, datetime(Locale::En, method.added))}{needed}</span>
                <More summary="Rename or try it">
                    <ActionForm action=actions.act>
                        {hidden(version, Some(id))}
                        <div class="field">
                            <label for=field.clone()>"Its name"</label>
                            <input class="input" id=field name="label" value=label maxlength="40" autocomplete="off" required/>
                        </div>
                        <button class="button" name="action" value="rename">"Keep this name"</button>
                    </ActionForm>
                    <ActionForm action=actions.act>
                        {hidden(version, None)}
                        <input type="hidden" name="method" value=method.kind.code()/>
                        <button class="button" name="action" value="try">"Try it out"</button>
                    </ActionForm>
                </More>
            </div>
            <span class="acts">{remove}</span>
        </li>
    }
    .into_any()
}

fn codes(left: u32, version: i64, actions: Actions) -> AnyView {
    let few = left < FEW_CODES;
    let hint = match left {
        0 => "None left. Make new ones, and keep them on paper.".to_owned(),
        1 => "One left. Make new ones soon.".into(),
        left if few => format!("{left} left. Make new ones soon."),
        left => format!("{left} left, each works once."),
    };
    view! {
        <li>
            <Icon glyph=Glyph::Codes class=if few { "is-warn" } else { "" }/>
            <div><b>"Recovery codes"</b><span class="hint">{hint}</span></div>
            <span class="acts">
                <ActionForm action=actions.act>
                    {hidden(version, None)}
                    <button class="button plain" name="action" value="new-codes">"Make new ones"</button>
                </ActionForm>
            </span>
        </li>
    }
    .into_any()
}

fn add(kinds: Vec<MethodKind>, version: i64, actions: Actions) -> AnyView {
    let options = kinds
        .into_iter()
        .map(|kind| {
            let w = methods::words(kind);
            view! {
                <button class="option" name="method" value=kind.code()>
                    <Icon glyph=w.glyph/>
                    <span><b>{w.choose}</b><small>{w.choose_hint.replace("{organisation}", "your organisation")}</small></span>
                    <Icon glyph=Glyph::Next class="flip"/>
                </button>
            }
        })
        .collect_view();
    view! {
        <More summary="Add a method">
            <ActionForm action=actions.act>
                {hidden(version, None)}
                <input type="hidden" name="action" value="add"/>
                <div class="options" role="group" aria-label="Methods to add">{options}</div>
            </ActionForm>
        </More>
    }
    .into_any()
}

fn my_password(home: &Home, actions: Actions) -> AnyView {
    let version = home.version;
    let set = home.password_set.map_or_else(
        || "The directory does not say when it was set".to_owned(),
        |set| format!("Set at {}", time(Locale::En, set)),
    );
    let expires = home.password_expires.map(|expires| format!("Expires at {}.", time(Locale::En, expires)));
    let change = home.can_change.then(|| {
        view! {
            <ActionForm action=actions.act>
                {hidden(version, None)}
                <button class="button plain" name="action" value="open-password">"Change it"</button>
            </ActionForm>
        }
    });
    view! {
        <section class="section" aria-labelledby="my-password">
            <header><h2 id="my-password">"Password"</h2>{change}</header>
            <ul class="rows"><li><Icon glyph=Glyph::Key/><div><b>{set}</b><span class="hint">{expires}</span></div></li></ul>
        </section>
    }
    .into_any()
}

fn lately(events: Vec<Activity>, version: i64, actions: Actions) -> AnyView {
    let empty = events.is_empty().then(|| view! { <p class="soft">"Nothing yet."</p> });
    let rows = events.into_iter().map(|event| happened(&event)).collect_view();
    view! {
        <section class="section" aria-labelledby="lately">
            <header><h2 id="lately">"What happened lately"</h2></header>
            {empty}
            <ul class="rows">{rows}</ul>
            <div class="note warn">
                <Icon glyph=Glyph::Lock/>
                <div>
                    <b>"If something here wasn’t you"</b>
                    "Stop it at once: every recovery of your account ends, and the help desk must lift it before anything goes on."
                    <ActionForm action=actions.act>
                        {hidden(version, None)}
                        <button class="button" name="action" value="open-not-me">"This wasn’t me"</button>
                    </ActionForm>
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn happened(event: &Activity) -> AnyView {
    let name = event.method.map(|kind| methods::words(kind).name);
    let (glyph, class, what) = match event.what {
        ActivityKind::PasswordReset => (Glyph::Key, "is-good", "New password set by recovery".to_owned()),
        ActivityKind::PasswordChanged => (Glyph::Key, "is-good", "Password changed".into()),
        ActivityKind::Unlocked => (Glyph::Unlock, "is-good", "Account unlocked".into()),
        ActivityKind::RecoveryBegun => (Glyph::Alert, "is-warn", "Recovery started".into()),
        ActivityKind::ProofRight => (Glyph::Check, "soft", format!("{} was right", name.unwrap_or("A proof"))),
        ActivityKind::ProofWrong => (Glyph::Alert, "is-warn", format!("{} was wrong", name.unwrap_or("A proof"))),
        ActivityKind::Enrolled => (Glyph::Shield, "soft", "Set up".into()),
        ActivityKind::MethodAdded => (Glyph::Plus, "soft", format!("{} added", name.unwrap_or("A method"))),
        ActivityKind::MethodRemoved => (Glyph::Minus, "soft", format!("{} removed", name.unwrap_or("A method"))),
        ActivityKind::CodesRenewed => (Glyph::Codes, "soft", "New recovery codes made".into()),
        ActivityKind::SignedIn => (Glyph::User, "soft", "Signed in here".into()),
        ActivityKind::SignInRefused => (Glyph::Alert, "is-warn", "Sign-in here refused".into()),
        ActivityKind::Frozen => (Glyph::Lock, "is-warn", "Everything stopped".into()),
        ActivityKind::Unfrozen => (Glyph::Unlock, "soft", "Lifted by the help desk".into()),
        ActivityKind::Vouched => (Glyph::Vouch, "soft", "A colleague vouched for you".into()),
    };
    let from = if event.from.is_empty() {
        datetime(Locale::En, event.at)
    } else {
        format!("{}, from {}", datetime(Locale::En, event.at), event.from)
    };
    view! {
        <li><Icon glyph=glyph class=class/><div><b>{what}</b><span class="hint">{from}</span></div></li>
    }
    .into_any()
}

fn asked(people: Vec<VouchRequest>, version: i64, actions: Actions) -> AnyView {
    let rows = people
        .into_iter()
        .map(|one| {
            let field = format!("number-{}", one.id);
            let refuse = hidden(version, Some(one.id.clone()));
            view! {
                <li>
                    <Icon glyph=Glyph::Vouch/>
                    <div>
                        <b>{format!("{} asks you to vouch", one.name)}</b>
                        <span class="hint">{format!("Since {}, from {}, until {}. Only if you hear their voice on the phone: type the number that they read out.", time(Locale::En, one.at), one.from, time(Locale::En, one.good_until))}</span>
                        <ActionForm action=actions.act>
                            {hidden(version, Some(one.id))}
                            <input type="hidden" name="action" value="vouch"/>
                            <div class="field">
                                <label for=field.clone()>"Their number"</label>
                                <input class="input mono" id=field name="number" inputmode="numeric" autocomplete="off" maxlength="9" required/>
                            </div>
                            <Submit actions=actions class="button primary">"It is them"</Submit>
                        </ActionForm>
                        <ActionForm action=actions.act>
                            {refuse}
                            <button class="button plain is-bad" name="action" value="refuse">"That is not them"</button>
                        </ActionForm>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="asked">
            <header><h2 id="asked">"Somebody needs you"</h2></header>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}
