//! What happened at an account lately, and the way to stop it.

use super::api::Act;
use super::parts::hidden;
use crate::methods;
use crate::people::parts::StepForm;
use crate::ui::{Glyph, Icon};
use latchkey_contract::Site;
use latchkey_contract::account::{Activity, ActivityKind};
use latchkey_text::account as text;
use latchkey_text::format::datetime;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

pub(super) fn lately(events: Vec<Activity>, version: i64, site: &Site) -> AnyView {
    let l = site.locale;
    let empty = events.is_empty().then(|| view! { <p class="soft">{text::lately_nothing(l)}</p> });
    let rows = events.into_iter().map(|event| happened(&event, site)).collect_view();
    view! {
        <section class="section" aria-labelledby="lately">
            <header><h2 id="lately">{text::lately_section(l)}</h2></header>
            {empty}
            <ul class="rows">{rows}</ul>
            <div class="note warn">
                <Icon glyph=Glyph::Lock/>
                <div>
                    <b>{text::lately_not_me(l)}</b>
                    {text::lately_not_me_text(l)}
                    <StepForm action=Act::PATH>
                        {hidden(version, None)}
                        <button class="button" name="action" value="open-not-me">{text::lately_not_me_button(l)}</button>
                    </StepForm>
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn happened(event: &Activity, site: &Site) -> AnyView {
    let l = site.locale;
    let name = event.method.map_or("", |kind| methods::words(kind, site).name);
    let (glyph, class) = picture(event.what);
    let what = match event.what {
        ActivityKind::PasswordReset => text::lately_password_reset(l).to_owned(),
        ActivityKind::PasswordChanged => text::lately_password_changed(l).into(),
        ActivityKind::Unlocked => text::lately_unlocked(l).into(),
        ActivityKind::RecoveryBegun => text::lately_recovery_begun(l).into(),
        ActivityKind::ProofRight => text::lately_proof_right(l, name),
        ActivityKind::ProofWrong => text::lately_proof_wrong(l, name),
        ActivityKind::Enrolled => text::lately_enrolled(l).into(),
        ActivityKind::MethodAdded => text::lately_method_added(l, name),
        ActivityKind::MethodRemoved => text::lately_method_removed(l, name),
        ActivityKind::CodesRenewed => text::lately_codes_renewed(l).into(),
        ActivityKind::SignedIn => text::lately_signed_in(l).into(),
        ActivityKind::SignInRefused => text::lately_sign_in_refused(l).into(),
        ActivityKind::Frozen => text::lately_frozen(l).into(),
        ActivityKind::Unfrozen => text::lately_unfrozen(l).into(),
        ActivityKind::Vouched => text::lately_vouched(l).into(),
    };
    let from = if event.from.is_empty() { datetime(l, event.at) } else { text::lately_from(l, event.at, &event.from) };
    view! {
        <li><Icon glyph=glyph class=class/><div><b>{what}</b><span class="hint">{from}</span></div></li>
    }
    .into_any()
}

/// The icon of an event, and its colour.
const fn picture(what: ActivityKind) -> (Glyph, &'static str) {
    match what {
        ActivityKind::PasswordReset | ActivityKind::PasswordChanged => (Glyph::Key, "is-good"),
        ActivityKind::Unlocked => (Glyph::Unlock, "is-good"),
        ActivityKind::RecoveryBegun | ActivityKind::ProofWrong | ActivityKind::SignInRefused => {
            (Glyph::Alert, "is-warn")
        }
        ActivityKind::ProofRight => (Glyph::Check, "soft"),
        ActivityKind::Enrolled => (Glyph::Shield, "soft"),
        ActivityKind::MethodAdded => (Glyph::Plus, "soft"),
        ActivityKind::MethodRemoved => (Glyph::Minus, "soft"),
        ActivityKind::CodesRenewed => (Glyph::Codes, "soft"),
        ActivityKind::SignedIn => (Glyph::User, "soft"),
        ActivityKind::Frozen => (Glyph::Lock, "is-warn"),
        ActivityKind::Unfrozen => (Glyph::Unlock, "soft"),
        ActivityKind::Vouched => (Glyph::Vouch, "soft"),
    }
}
