//! Two accounts side by side, why they may be one person's, and what each decision would do.

use super::super::words::language;
use crate::ui::{Glyph, Icon};
use latchkey_contract::joining::{JoinDecision, JoinDoubt, JoinEvidence, JoinReview, JoinSide};
use latchkey_text::console_joining as text;
use leptos::prelude::*;

/// An account, as it stands within a sentence.
pub fn name_of(side: &JoinSide) -> String {
    text::account_of(language(), &side.login, &side.directory)
}

fn evidence(review: &JoinReview) -> String {
    match review.evidence {
        JoinEvidence::SameObject => text::same_object(language(), &review.other.directory),
        JoinEvidence::Mail => text::same_mail(language(), &review.first.mail),
    }
}

fn doubt(review: &JoinReview) -> String {
    let l = language();
    match review.doubt {
        JoinDoubt::BothEnrolled => text::both_enrolled(l).into(),
        JoinDoubt::Stopped => text::is_stopped(l).into(),
        JoinDoubt::SameDirectory => text::two_in_one(l).into(),
        JoinDoubt::MailShared => text::mail_shared(l).into(),
        JoinDoubt::Parted => text::were_parted(l).into(),
    }
}

/// What joining them does, before it is done.
pub fn consequence(review: &JoinReview, decision: JoinDecision) -> String {
    let (kept, other) = match decision {
        JoinDecision::KeepOther => (&review.other, &review.first),
        _ => (&review.first, &review.other),
    };
    let (l, kept_name, other_name) = (language(), name_of(kept), name_of(other));
    let mut said = match (kept.enrolled, other.enrolled) {
        (true, true) => vec![text::keep_text(l, &kept_name), text::ends_text(l, &other_name)],
        (true, false) => vec![text::keep_text(l, &kept_name)],
        (false, true) => vec![text::anew_text(l, &other_name)],
        (false, false) => vec![text::none_ends_text(l, &other_name)],
    };
    if kept.has_seat && other.has_seat {
        said.push(text::seat_text(l).into());
    }
    if kept.stopped || other.stopped {
        said.push(text::stop_text(l).into());
    }
    said.join(" ")
}

#[component]
pub fn Pair(
    review: JoinReview,
    #[prop(into)] busy: Signal<bool>,
    on_choose: Callback<(JoinReview, JoinDecision)>,
) -> AnyView {
    let (first, other) = (review.first.clone(), review.other.clone());
    let heading = if first.name == other.name {
        first.name.clone()
    } else {
        text::heading_two(language(), &first.name, &other.name)
    };
    let (id, by) = (format!("pair-{}", review.id), format!("pair-{}", review.id));
    let (evidence, doubt) = (evidence(&review), doubt(&review));
    let any_methods = first.enrolled || other.enrolled;
    let since = text::since(language(), review.since);
    let choose = {
        let review = StoredValue::new(review);
        move |decision| {
            if !busy.get_untracked() {
                on_choose.run((review.get_value(), decision));
            }
        }
    };
    view! {
        <section class="card pair" aria-labelledby=by aria-busy=move || busy.get().to_string()>
            <header>
                <h2 id=id>{heading}</h2>
                <p>{evidence}" "<b>{doubt}</b></p>
                <p class="hint">{since}</p>
            </header>
            <div class="sides">
                <Side side=first with_methods=any_methods on_keep=move |()| choose(JoinDecision::KeepFirst)/>
                <Side side=other with_methods=any_methods on_keep=move |()| choose(JoinDecision::KeepOther)/>
            </div>
            <footer>
                {(!any_methods).then(|| view! {
                    <button type="button" class="button" on:click=move |_| choose(JoinDecision::KeepFirst)>{text::one(language())}</button>
                })}
                <button type="button" class="button" on:click=move |_| choose(JoinDecision::Apart)>{text::two(language())}</button>
                <span class="hint">{text::two_text(language())}</span>
            </footer>
        </section>
    }
    .into_any()
}

/// `with_methods`: one of the two has some, so that it matters whose stay.
#[component]
fn Side(side: JoinSide, with_methods: bool, #[prop(into)] on_keep: Callback<()>) -> AnyView {
    let whose = name_of(&side);
    let (label, action) = if side.enrolled {
        (text::keep_whose(language(), &whose), text::keep(language()))
    } else {
        (text::anew_whose(language(), &whose), text::anew(language()))
    };
    let JoinSide { directory, name, login, mail, enrolled, stopped, has_seat, others } = side;
    let l = language();
    let methods = if enrolled { ("badge good", text::enrolled(l)) } else { ("badge", text::not_enrolled(l)) };
    let seat = if has_seat { ("badge brass", text::seat(l)) } else { ("badge", text::no_seat(l)) };
    view! {
        <div class="side-of">
            <p class="hint"><Icon glyph=Glyph::Building/>{directory}</p>
            <h3>{name}</h3>
            <p class="mono" translate="no">{login}</p>
            {if mail.is_empty() {
                view! { <p class="hint">{text::no_mail(l)}</p> }.into_any()
            } else {
                view! { <p class="mono" translate="no">{mail}</p> }.into_any()
            }}
            {others.into_iter().map(|other| view! { <p class="hint">{text::also(l, &other.login, &other.directory)}</p> }).collect_view()}
            <p class="badges">
                <span class=methods.0>{methods.1}</span>
                <span class=seat.0>{seat.1}</span>
                {stopped.then(|| view! { <span class="badge bad">{text::stopped(l)}</span> })}
            </p>
            {with_methods.then(|| view! {
                <button type="button" class="button" aria-label=label on:click=move |_| on_keep.run(())>{action}</button>
            })}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_contract::Moment;

    fn side(directory: &str, login: &str, enrolled: bool) -> JoinSide {
        JoinSide { directory: directory.into(), login: login.into(), enrolled, ..JoinSide::default() }
    }

    fn pair(first: bool, other: bool) -> JoinReview {
        JoinReview {
            id: "1".into(),
            first: side("corp", "anna", first),
            other: side("cloud", "a.lindqvist", other),
            evidence: JoinEvidence::SameObject,
            doubt: JoinDoubt::BothEnrolled,
            since: Moment::default(),
        }
    }

    /// Whoever reads it knows whose methods open what afterwards, and what ends.
    #[test]
    fn what_follows_is_said_of_the_right_one() {
        let (first, other) = ("anna in corp", "a.lindqvist in cloud");
        for (decision, kept, ended) in
            [(JoinDecision::KeepFirst, first, other), (JoinDecision::KeepOther, other, first)]
        {
            let both = consequence(&pair(true, true), decision);
            assert!(both.contains(&format!("holds the methods of {kept} can")), "{both}");
            assert!(both.contains(&format!("was set up for {ended} ends at once")), "{both}");
            let none = consequence(&pair(false, false), decision);
            assert!(none.starts_with("Neither") && none.contains(&format!("Invitations of {ended}")), "{none}");
        }
        let anew = consequence(&pair(true, false), JoinDecision::KeepOther);
        assert!(anew.contains(&format!("set up for {first} ends")) && anew.contains("enrol anew"), "{anew}");
        let plain = consequence(&pair(true, false), JoinDecision::KeepFirst);
        assert!(plain.contains(first) && !plain.contains("ends"), "{plain}");
    }

    #[test]
    fn seat_and_stop_are_said_where_there_are_any() {
        let review = pair(true, true);
        let seat = |side: JoinSide| JoinSide { has_seat: true, stopped: true, ..side };
        let stopped = JoinReview { first: seat(review.first.clone()), ..review.clone() };
        let said = consequence(&stopped, JoinDecision::KeepFirst);
        assert!(said.contains("The stop stays") && !said.contains("one seat"), "{said}");
        let both = JoinReview { other: seat(review.other.clone()), ..stopped };
        assert!(consequence(&both, JoinDecision::KeepFirst).contains("Together they hold one seat."));
        assert!(!consequence(&review, JoinDecision::KeepFirst).contains("stop"));
    }

    #[test]
    fn each_reason_has_a_sentence_of_its_own() {
        let said: std::collections::BTreeSet<String> =
            JoinDoubt::ALL.into_iter().map(|why| doubt(&JoinReview { doubt: why, ..pair(true, true) })).collect();
        assert_eq!(said.len(), JoinDoubt::ALL.len());
        assert_eq!(evidence(&pair(true, true)), "cloud says that its account was made from the other one.");
        let account = name_of(&side("corp", "anna", true));
        assert_eq!(account, "anna in corp");
    }
}
