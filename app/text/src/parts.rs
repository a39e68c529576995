//! A sentence in parts, for a view that puts an element around some of them.

/// The parts of a sentence in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Text(String),
    /// The name of the mark, and what stands in it.
    Mark(&'static str, String),
}

/// Gathers parts as a `String` gathers text.
#[allow(dead_code, reason = "as below")]
pub(crate) struct Parts {
    done: Vec<Part>,
    mark: Option<&'static str>,
    text: String,
}

#[allow(dead_code, reason = "used as long as there is a sentence with marks")]
impl Parts {
    pub(crate) const fn new() -> Self {
        Self { done: Vec::new(), mark: None, text: String::new() }
    }

    pub(crate) fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(crate) fn open(&mut self, mark: &'static str) {
        self.close();
        self.mark = Some(mark);
    }

    pub(crate) fn close(&mut self) {
        let text = std::mem::take(&mut self.text);
        match self.mark.take() {
            Some(mark) => self.done.push(Part::Mark(mark, text)),
            None if text.is_empty() => {}
            None => self.done.push(Part::Text(text)),
        }
    }

    pub(crate) fn done(mut self) -> Vec<Part> {
        self.close();
        self.done
    }
}
