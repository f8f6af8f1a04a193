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
        self.0.get(usize::try_from(number).ok()?)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        self.0.get_mut(usize::try_from(number).ok()?)?.as_mut()
    }

    /// Adds the row that `make` makes of its number.
    pub(crate) fn add(&mut self, make: impl FnOnce(u64) -> T) -> u64 {
        let number = self.issued();
        self.0.push(Some(make(number)));
        number
    }

    pub(crate) fn remove(&mut self, number: u64) {
        self.retain(|row, _| row != number);
    }

    /// Keeps the rows for which `keep` says so.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(u64, &mut T) -> bool) {
        for (number, row) in (0..).zip(&mut self.0) {
            row.take_if(|row| !keep(number, row));
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().flatten()
    }
}
