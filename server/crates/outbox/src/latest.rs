//! The latest of what would have gone out: what the mailbox and the phone of practice mode have alike.

use std::collections::VecDeque;

/// More are dropped, oldest first.
const MOST: usize = 200;

pub(crate) struct Latest<T> {
    rows: VecDeque<T>,
    last: u64,
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self { rows: VecDeque::new(), last: 0 }
    }
}

impl<T: Clone> Latest<T> {
    /// Oldest first.
    pub(crate) fn all(&self) -> Vec<T> {
        self.rows.iter().cloned().collect()
    }

    /// Numbers go on.
    pub(crate) fn clear(&mut self) {
        self.rows.clear();
    }

    /// What `row` makes of its number: from 1, none twice.
    pub(crate) fn add(&mut self, row: impl FnOnce(u64) -> T) {
        self.last += 1;
        if self.rows.len() >= MOST {
            self.rows.pop_front();
        }
        self.rows.push_back(row(self.last));
    }
}
