//! One form, one transaction: the flow is loaded, the form's version compared, the state moved on, and all of it saved
//! if nobody was faster.

use super::begun::{Begun, BegunFlow, Step};
use crate::app_state::AppState;
use latchkey_app::ports::Caller;
use latchkey_contract::Locale;
use latchkey_domain::Reason;
use latchkey_store::flows;
use latchkey_store::{StoreError, StoreResult, Tx};

/// Which form it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Of the page that was made for this version.
    Page(i64),
    /// What another site sent back. There is no version in it: the state that it brings is good once.
    Return,
    /// Wherever the flow stands: to end it.
    Any,
}

/// What came of a form.
#[derive(Debug)]
pub enum Moved<S, T> {
    NoCookie,
    /// It expired, was ended, or whose it was may not be here any more.
    Gone,
    /// The form was of an older page, is not awaited, or an answer is awaited first. The flow stands here.
    Stands(Begun<S>),
    /// Another form was first: what that one did counts, and nothing of this one is kept.
    Overtaken,
    /// It counted. The flow stands here now.
    Done(Begun<S>, T),
}

/// A flow for a page.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one at a time, taken apart at once")]
pub enum Found<S> {
    NoCookie,
    /// It expired, or was ended.
    Gone,
    Live(Begun<S>),
}

/// The flow of this browser, to be looked at.
pub async fn find<S: BegunFlow>(app: &AppState, caller: &Caller) -> StoreResult<Found<S>> {
    let Some(token) = S::cookie(caller).map(str::to_owned) else { return Ok(Found::NoCookie) };
    match app.store.read(move |tx| flows::by_token(tx, S::KIND, &token)).await? {
        flows::Found::Live(flow) => Begun::of(flow).map(Found::Live),
        flows::Found::Expired | flows::Found::None => Ok(Found::Gone),
    }
}

/// Moves the flow on by a form that nothing outside has a say in.
pub async fn step<S, T, F>(app: &AppState, caller: &Caller, form: Form, action: F) -> StoreResult<Moved<S, T>>
where
    S: BegunFlow,
    T: Send + 'static,
    F: FnOnce(&mut Step<'_, '_, S>) -> StoreResult<T> + Send + 'static,
{
    let Some(token) = S::cookie(caller).map(str::to_owned) else { return Ok(Moved::NoCookie) };
    let locale = caller.locale;
    let moved = app.store.write(move |tx| match load::<S>(tx, &token)? {
        Loaded::Live(begun, whose) => {
            let fit = form.fit(&begun, |_| false);
            turn(tx, begun, &whose, fit, locale, action)
        }
        Loaded::Nobodys(begun) => Ok(Moved::Stands(begun)),
        Loaded::Gone => Ok(Moved::Gone),
    });
    unless_overtaken(moved.await)
}

/// How a form fits the flow.
pub(super) enum Fit {
    Counts,
    Older,
    /// From another site, and nothing is awaited from there.
    NotAwaited,
}

impl Form {
    pub(super) fn fit<S>(self, begun: &Begun<S>, is_awaited: impl FnOnce(&Begun<S>) -> bool) -> Fit {
        match self {
            Self::Page(version) if begun.flow.version == version => Fit::Counts,
            Self::Page(_) => Fit::Older,
            Self::Return if is_awaited(begun) => Fit::Counts,
            Self::Return => Fit::NotAwaited,
            Self::Any => Fit::Counts,
        }
    }
}

pub(super) enum Loaded<S: BegunFlow> {
    Live(Begun<S>, S::Whose),
    /// Whoever it was for may not be here any more, and its page says so.
    Nobodys(Begun<S>),
    Gone,
}

/// With whose it is. One that is nobody's any more is not moved on.
pub(super) fn load<S: BegunFlow>(tx: &mut Tx, token: &str) -> StoreResult<Loaded<S>> {
    let flows::Found::Live(flow) = flows::by_token(tx, S::KIND, token)? else { return Ok(Loaded::Gone) };
    let whose = S::whose(tx, &flow)?;
    let mut begun = Begun::<S>::of(flow)?;
    if let Some(whose) = whose {
        return Ok(Loaded::Live(begun, whose));
    }
    if begun.state.is_left_to_nobody() {
        begun.save(tx)?;
        return Ok(Loaded::Nobodys(begun));
    }
    flows::end(tx, &begun.flow.id)?;
    Ok(Loaded::Gone)
}

/// What a form does to a flow that was loaded.
pub(super) fn turn<S: BegunFlow, T>(
    tx: &mut Tx,
    mut begun: Begun<S>,
    whose: &S::Whose,
    fit: Fit,
    locale: Locale,
    action: impl FnOnce(&mut Step<'_, '_, S>) -> StoreResult<T>,
) -> StoreResult<Moved<S, T>> {
    if begun.state.is_open() {
        return Ok(Moved::Stands(begun));
    }
    match fit {
        Fit::Counts => {}
        Fit::NotAwaited => return Ok(Moved::Stands(begun)),
        Fit::Older => {
            // nobody is told off for a double click on a page that went on
            if !begun.state.is_over() && begun.state.note().is_none() {
                *begun.state.note() = Some(Reason::OutOfDate);
                begun.save(tx)?;
            }
            return Ok(Moved::Stands(begun));
        }
    }
    let done = action(&mut Step { tx: &mut *tx, flow: &mut begun.flow, state: &mut begun.state, whose })?;
    begun.state.after_form(tx, whose, locale)?;
    if let Some(secs) = S::RENEWED_SECS {
        flows::extend(tx, &begun.flow.id, secs)?;
    }
    begun.save(tx)?;
    Ok(Moved::Done(begun, done))
}

pub(super) fn unless_overtaken<S, T>(moved: StoreResult<Moved<S, T>>) -> StoreResult<Moved<S, T>> {
    match moved {
        Err(StoreError::Conflict(_)) => Ok(Moved::Overtaken),
        other => other,
    }
}
