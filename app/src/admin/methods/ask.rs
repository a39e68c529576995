//! Questions that follow what is typed and switched: asked a moment after the last change, and an
//! older answer that comes late is dropped.

use super::super::api::policy::{find_affected, read_forecast};
use super::super::api::{Got, got};
use latchkey_contract::policy::{Affected, AffectedQuery, Draft, Forecast, Whose};
use leptos::prelude::*;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(300);

/// The latest answer, and whether a newer one is on its way.
pub type Question<A> = (Signal<Option<Got<A>>>, Signal<bool>);

/// `None`: nothing is asked. `again`: each of its changes asks the same once more.
fn ask<Q, A, F>(
    question: Memo<Option<Q>>,
    again: Trigger,
    server: impl Fn(Q) -> F + Copy + Send + Sync + 'static,
) -> Question<A>
where
    Q: Clone + PartialEq + Send + Sync + 'static,
    A: Clone + Send + Sync + 'static,
    F: Future<Output = Got<A>> + Send + 'static,
{
    let found = RwSignal::new(None);
    let waiting = RwSignal::new(false);
    let asking = Action::new(move |asked: &Q| {
        let asked = asked.clone();
        async move {
            let answer = server(asked.clone()).await;
            if question.try_get_untracked().flatten().as_ref() == Some(&asked) {
                found.set(Some(answer));
                waiting.set(false);
            }
        }
    });
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.get_value() {
            timer.clear();
        }
    };
    on_cleanup(stop);
    Effect::new(move |before: Option<()>| {
        again.track();
        let Some(asked) = question.get() else { return };
        stop();
        waiting.set(true);
        if before.is_none() {
            asking.dispatch(asked);
        } else {
            timer.set_value(set_timeout_with_handle(move || drop(asking.dispatch(asked)), PAUSE).ok());
        }
    });
    (found.into(), waiting.into())
}

/// Which of the people behind a forecast.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Find {
    pub text: String,
    /// How many come before.
    pub from: u32,
}

/// A forecast, and the people behind it.
#[derive(Clone, Copy)]
pub struct ForecastSignals {
    pub forecast: Signal<Option<Got<Forecast>>>,
    pub asking: Signal<bool>,
    /// Whose names are shown; `None`: nobody's.
    pub whose: RwSignal<Option<Whose>>,
    pub find: RwSignal<Find>,
    pub found: Signal<Option<Got<Affected>>>,
    pub seeking: Signal<bool>,
}

impl ForecastSignals {
    /// Follows `draft`.
    pub fn of(draft: Memo<Draft>, again: Trigger) -> Self {
        let (whose, find) = (RwSignal::new(None), RwSignal::new(Find::default()));
        let question = Memo::new(move |_| Some(draft.get()));
        let (forecast, asking) = ask(question, again, |draft| async { got(read_forecast(draft).await) });
        let people = Memo::new(move |_| {
            let (whose, Find { text, from }) = (whose.get()?, find.get());
            Some(AffectedQuery { draft: draft.get(), whose, text, from })
        });
        let (found, seeking) = ask(people, again, |query| async { got(find_affected(query).await) });
        Self { forecast, asking, whose, find, found, seeking }
    }

    /// Without a server.
    pub fn still(forecast: Option<Got<Forecast>>, whose: Option<Whose>, found: Option<Got<Affected>>) -> Self {
        Self {
            asking: Signal::stored(forecast.is_none()),
            seeking: Signal::stored(whose.is_some() && found.is_none()),
            forecast: Signal::stored(forecast),
            whose: RwSignal::new(whose),
            find: RwSignal::new(Find::default()),
            found: Signal::stored(found),
        }
    }

    pub fn known(self) -> Signal<Option<Forecast>> {
        Signal::derive(move || self.forecast.get().and_then(Result::ok))
    }

    /// From the first page on.
    pub fn show(self, whose: Option<Whose>) {
        self.find.update(|find| find.from = 0);
        self.whose.set(whose);
    }
}
