//! Rows that are found by the order in which they came.

/// Numbered rows, some of which are gone. A number is never given again.
#[derive(Debug)]
pub(crate) struct Table<T>(Vec<Option<T>>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Table<T> {
    /// How many rows there have ever been: the number of the next.
    pub(crate) fn issued(&self) -> u64 {
        self.0.len() as u64
    }

    pub(crate) fn get(&self, number: u64) -> Option<&T> {
        self.0.get(place(number))?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        self.0.get_mut(place(number))?.as_mut()
    }

    /// Adds a row. Its number is that of all that were issued before.
    pub(crate) fn add(&mut self, row: T) {
        self.0.push(Some(row));
    }

    pub(crate) fn remove(&mut self, number: u64) {
        if let Some(row) = self.0.get_mut(place(number)) {
            *row = None;
        }
    }

    /// Keeps the rows for which `keep` says so.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&mut T) -> bool) {
        for row in &mut self.0 {
            row.take_if(|row| !keep(row));
        }
    }

    /// The rows that are there, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }
}

/// Where a row stands. A number too large for this machine is larger than that of any row.
fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
