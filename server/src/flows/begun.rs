//! What a begun flow is to the engine.

use super::stored;
use latchkey_app::ports::Caller;
use latchkey_contract::Locale;
use latchkey_domain::Reason;
use latchkey_store::flows::{Flow, FlowKind};
use latchkey_store::{StoreResult, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The state of a flow: a machine that says what may happen next.
pub trait BegunFlow: Serialize + DeserializeOwned + Clone + Send + 'static {
    const KIND: FlowKind;
    /// How long it lives from each form that counted. `None`: until the time that was set when it began, whatever is sent.
    const RENEWED_SECS: Option<i64>;
    /// Whose it is. Nothing, where a name that nobody has must be treated alike.
    type Whose: Send;

    /// The token that the browser sent.
    fn cookie(caller: &Caller) -> Option<&str>;

    /// Read anew for each form. `None`: whoever it was for may not be here any more.
    fn whose(tx: &mut Tx, flow: &Flow) -> StoreResult<Option<Self::Whose>>;

    /// Where there is nobody any more. `true`: the page says so; else the flow ends.
    fn is_left_to_nobody(&mut self) -> bool {
        false
    }

    /// A write to a directory is under way: only its answer moves the flow on, and must find it as it left it.
    fn is_open(&self) -> bool;

    /// Nothing is left to be done in it: nobody is told that a form was out of date.
    fn is_over(&self) -> bool;

    /// What the page that follows says on top.
    fn note(&mut self) -> &mut Option<Reason>;

    /// After a form that counted, before it is kept.
    fn after_form(&self, _tx: &mut Tx, _whose: &Self::Whose, _locale: Locale) -> StoreResult<()> {
        Ok(())
    }
}

/// A flow where it stands.
#[derive(Clone, Debug)]
pub struct Begun<S> {
    pub flow: Flow,
    pub state: S,
}

impl<S: BegunFlow> Begun<S> {
    pub fn of(flow: Flow) -> StoreResult<Self> {
        let state = stored::state(&flow)?;
        Ok(Self { flow, state })
    }

    /// As [`stored::save`].
    pub fn save(&mut self, tx: &mut Tx) -> StoreResult<()> {
        stored::save(tx, &mut self.flow, &self.state)
    }
}

/// One form of it, in its transaction.
pub struct Step<'a, 'c, S: BegunFlow> {
    pub tx: &'a mut Tx<'c>,
    pub flow: &'a mut Flow,
    pub state: &'a mut S,
    pub whose: &'a S::Whose,
}
