//! Keys that count what is done with them, and values that count their ends: costs shown without a clock.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How often the keys made from it were hashed and compared.
///
/// # Examples
///
/// ```
/// use std::collections::HashMap;
///
/// let counts = testkit::Counts::new();
/// let mut map = HashMap::from([(counts.key(1), "one")]);
/// counts.reset();
/// assert_eq!(map.get(&counts.key(1)), Some(&"one"));
/// assert_eq!(counts.hashes(), 1);
/// assert_eq!(counts.comparisons(), 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Counts(Arc<Tally>);

#[derive(Debug, Default)]
struct Tally {
    hashes: AtomicUsize,
    comparisons: AtomicUsize,
}

impl Counts {
    /// Counts from zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A key that is counted here: equal to another, and hashed alike, if its `value` is.
    pub fn key<T>(&self, value: T) -> Counted<T> {
        Counted { value, counts: self.clone() }
    }

    /// How often one of the keys was hashed since the last reset.
    #[must_use]
    pub fn hashes(&self) -> usize {
        self.0.hashes.load(Ordering::Relaxed)
    }

    /// How often two of the keys were compared since the last reset.
    #[must_use]
    pub fn comparisons(&self) -> usize {
        self.0.comparisons.load(Ordering::Relaxed)
    }

    /// Starts both counts from zero again.
    pub fn reset(&self) {
        self.0.hashes.store(0, Ordering::Relaxed);
        self.0.comparisons.store(0, Ordering::Relaxed);
    }
}

/// A key that counts how often it is hashed and compared; made by [`Counts::key`].
///
/// It is not `Clone`, so a collection that takes it cannot keep a second copy.
#[derive(Debug)]
pub struct Counted<T> {
    value: T,
    counts: Counts,
}

impl<T> Counted<T> {
    /// What the key stands for.
    pub fn value(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Counted<T> {
    fn eq(&self, other: &Self) -> bool {
        self.counts.0.comparisons.fetch_add(1, Ordering::Relaxed);
        self.value == other.value
    }
}

impl<T: Eq> Eq for Counted<T> {}

impl<T: Hash> Hash for Counted<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.counts.0.hashes.fetch_add(1, Ordering::Relaxed);
        self.value.hash(state);
    }
}

/// A ledger of values: how many were made, and how many of them have been dropped.
///
/// # Examples
///
/// ```
/// let drops = testkit::Drops::new();
/// let kept = drops.track("kept");
/// drop(drops.track("dropped"));
/// assert_eq!((drops.made(), drops.dropped(), drops.alive()), (2, 1, 1));
/// assert_eq!(kept.value(), &"kept");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Drops(Arc<Ledger>);

#[derive(Debug, Default)]
struct Ledger {
    made: AtomicUsize,
    dropped: AtomicUsize,
}

impl Drops {
    /// An empty ledger.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A value whose end is recorded here.
    pub fn track<T>(&self, value: T) -> Tracked<T> {
        self.0.made.fetch_add(1, Ordering::Relaxed);
        Tracked { value, drops: self.clone() }
    }

    /// How many values were made.
    #[must_use]
    pub fn made(&self) -> usize {
        self.0.made.load(Ordering::Relaxed)
    }

    /// How many of them have been dropped.
    #[must_use]
    pub fn dropped(&self) -> usize {
        self.0.dropped.load(Ordering::Relaxed)
    }

    /// How many of them are still alive.
    #[must_use]
    pub fn alive(&self) -> usize {
        self.made() - self.dropped()
    }
}

/// A value whose end is recorded in a ledger; made by [`Drops::track`].
///
/// A clone is a value of its own, and is recorded too.
#[derive(Debug)]
pub struct Tracked<T> {
    value: T,
    drops: Drops,
}

impl<T> Tracked<T> {
    /// What the value holds.
    pub fn value(&self) -> &T {
        &self.value
    }
}

impl<T: Clone> Clone for Tracked<T> {
    fn clone(&self) -> Self {
        self.drops.track(self.value.clone())
    }
}

impl<T: PartialEq> PartialEq for Tracked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T> Drop for Tracked<T> {
    fn drop(&mut self) {
        self.drops.0.dropped.fetch_add(1, Ordering::Relaxed);
    }
}
