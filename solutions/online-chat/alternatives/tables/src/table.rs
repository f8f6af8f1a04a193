//! Tables of numbered rows.

/// Rows by number. Numbers of removed rows are not reused.
#[derive(Debug)]
pub(crate) struct Table<T>(Vec<Option<T>>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Table<T> {
    /// Returns the number of rows added so far, which is also the number of the next row.
    pub(crate) fn issued(&self) -> u64 {
        self.0.len() as u64
    }

    pub(crate) fn get(&self, number: u64) -> Option<&T> {
        self.0.get(index(number))?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        self.0.get_mut(index(number))?.as_mut()
    }

    /// Adds a row with the next number.
    pub(crate) fn add(&mut self, row: T) {
        self.0.push(Some(row));
    }

    pub(crate) fn remove(&mut self, number: u64) {
        if let Some(row) = self.0.get_mut(index(number)) {
            *row = None;
        }
    }

    /// Removes the rows for which `keep` returns `false`.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&mut T) -> bool) {
        for row in &mut self.0 {
            row.take_if(|row| !keep(row));
        }
    }

    /// Returns the rows, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }
}

/// Converts a row number to an index. A number that exceeds `usize` exceeds every row number.
fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
