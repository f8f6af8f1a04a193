//! The model of an array: the standard library's deque with a capacity.

use std::collections::VecDeque;

use circular_array::{Full, Snapshot};

use super::End;

/// The expected capacity and values of an array.
#[derive(Clone, Debug)]
pub struct Model {
    pub capacity: usize,
    pub values: VecDeque<u32>,
}

impl Model {
    pub fn new(capacity: usize) -> Self {
        Self { capacity, values: VecDeque::new() }
    }

    pub fn is_full(&self) -> bool {
        self.values.len() == self.capacity
    }

    pub fn snapshot(&self) -> Snapshot<u32> {
        Snapshot { capacity: self.capacity, items: self.values.iter().copied().collect() }
    }

    pub fn push(&mut self, end: End, value: u32) {
        match end {
            End::Front => self.values.push_front(value),
            End::Back => self.values.push_back(value),
        }
    }

    pub fn pop(&mut self, end: End) -> Option<u32> {
        match end {
            End::Front => self.values.pop_front(),
            End::Back => self.values.pop_back(),
        }
    }

    /// Pushes by policy `Refuse`.
    pub fn refuse(&mut self, end: End, value: u32) -> Result<(), Full<u32>> {
        if self.is_full() {
            return Err(Full(value));
        }
        self.push(end, value);
        Ok(())
    }

    /// Pushes by policy `Displace`.
    pub fn displace(&mut self, end: End, value: u32) -> Option<u32> {
        let other = if end == End::Front { End::Back } else { End::Front };
        let displaced = if self.is_full() { self.pop(other) } else { None };
        self.push(end, value);
        displaced
    }

    /// Returns the position of a wrapping index.
    pub fn wrapping_position(&self, index: isize) -> Option<usize> {
        let len = isize::try_from(self.values.len()).expect("the model is small");
        index.checked_rem_euclid(len)?.try_into().ok()
    }

    /// Returns the position of an index, as in `get`.
    pub fn position(&self, index: isize) -> Option<usize> {
        let len = isize::try_from(self.values.len()).expect("the model is small");
        (-len..len).contains(&index).then(|| self.wrapping_position(index))?
    }
}
