//! What is said of one method.

/// In the language of a site, with the organisation's name in it.
pub struct MethodWords {
    /// At the start of a line.
    pub name: &'static str,
    // -- in a recovery
    /// What it asks of a locked-out person, in the list.
    pub ask_hint: &'static str,
    pub ask_heading: &'static str,
    pub ask_lede: String,
    /// The label of what is typed; empty where nothing is.
    pub field: &'static str,
    pub field_hint: &'static str,
    /// The question under the form, and its answer.
    pub trouble: &'static str,
    pub trouble_text: String,
    // -- when setting up
    pub choose: &'static str,
    pub choose_hint: String,
    pub set_up_heading: &'static str,
    pub set_up_lede: String,
    /// On the last page of an enrolment.
    pub done: &'static str,
}
