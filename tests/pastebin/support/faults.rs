//! Calls that fail on purpose.

use std::cell::Cell;
use std::rc::Rc;

/// The calls that fail, by number. The first call has number 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// All calls succeed.
    #[default]
    None,
    /// Only this call fails.
    Once(usize),
    /// This call and all later ones fail.
    From(usize),
}

impl Fault {
    fn applies_to(self, call: usize) -> bool {
        match self {
            Self::None => false,
            Self::Once(number) => call == number,
            Self::From(first) => call >= first,
        }
    }
}

/// A plan of failures that the adapters of a test share. Its clones share the same plan.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    fault: Rc<Cell<Fault>>,
    calls: Rc<Cell<usize>>,
    /// The number of the first call that failed.
    failed: Rc<Cell<Option<usize>>>,
}

impl Faults {
    /// Lets later calls fail. The next call has number 1.
    pub fn plan(&self, fault: Fault) {
        self.fault.set(fault);
        self.calls.set(0);
        self.failed.set(None);
    }

    /// Returns the number of the first call that failed since the last `plan`.
    pub fn failed(&self) -> Option<usize> {
        self.failed.get()
    }

    /// Counts a call, and returns its number as an error if it fails.
    pub fn call(&self) -> Result<(), usize> {
        let number = self.calls.get() + 1;
        self.calls.set(number);
        if self.fault.get().applies_to(number) {
            self.failed.set(self.failed.get().or(Some(number)));
            return Err(number);
        }
        Ok(())
    }
}
