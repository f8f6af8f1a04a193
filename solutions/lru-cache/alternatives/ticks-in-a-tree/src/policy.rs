use std::collections::{BTreeMap, VecDeque};

pub trait EvictionPolicy {
    fn inserted(&mut self, slot: usize);
    fn used(&mut self, slot: usize);
    fn removed(&mut self, slot: usize);
    fn victim(&self) -> Option<usize>;
}

/// Slots by the tick of their last use.
#[derive(Clone, Debug, Default)]
pub struct LeastRecent {
    tick: u64,
    ticks: Vec<u64>,
    pub(crate) slots: BTreeMap<u64, usize>,
}

impl EvictionPolicy for LeastRecent {
    fn inserted(&mut self, slot: usize) {
        self.tick += 1;
        if self.ticks.len() <= slot {
            self.ticks.resize(slot + 1, 0);
        }
        self.ticks[slot] = self.tick;
        self.slots.insert(self.tick, slot);
    }

    fn used(&mut self, slot: usize) {
        self.removed(slot);
        self.inserted(slot);
    }

    fn removed(&mut self, slot: usize) {
        self.slots.remove(&self.ticks[slot]);
    }

    fn victim(&self) -> Option<usize> {
        self.slots.first_key_value().map(|(_, &slot)| slot)
    }
}

/// A queue.
#[derive(Clone, Debug, Default)]
pub struct FirstIn {
    queue: VecDeque<usize>,
}

impl EvictionPolicy for FirstIn {
    fn inserted(&mut self, slot: usize) {
        self.queue.push_back(slot);
    }

    fn used(&mut self, _slot: usize) {}

    fn removed(&mut self, slot: usize) {
        self.queue.retain(|&other| other != slot);
    }

    fn victim(&self) -> Option<usize> {
        self.queue.front().copied()
    }
}
