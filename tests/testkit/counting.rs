//! Keys that count hashes and comparisons, and values that count drops, to measure costs without a clock.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A counter for the hashes and comparisons of its keys.
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
pub struct Counts(Arc<KeyCounts>);

#[derive(Debug, Default)]
struct KeyCounts {
    hashes: AtomicUsize,
    comparisons: AtomicUsize,
}

impl Counts {
    /// Creates a counter that starts at zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a counted key. It compares and hashes like `value`.
    pub fn key<T>(&self, value: T) -> Counted<T> {
        Counted { value, counts: self.clone() }
    }

    /// Returns the number of hashes since the last reset.
    #[must_use]
    pub fn hashes(&self) -> usize {
        self.0.hashes.load(Ordering::Relaxed)
    }

    /// Returns the number of comparisons since the last reset.
    #[must_use]
    pub fn comparisons(&self) -> usize {
        self.0.comparisons.load(Ordering::Relaxed)
    }

    /// Sets both counts to zero.
    pub fn reset(&self) {
        self.0.hashes.store(0, Ordering::Relaxed);
        self.0.comparisons.store(0, Ordering::Relaxed);
    }
}

/// A key whose hashes and comparisons are counted, created by [`Counts::key`].
///
/// It is not `Clone`, so a collection cannot store a second copy.
#[derive(Debug)]
pub struct Counted<T> {
    value: T,
    counts: Counts,
}

impl<T> Counted<T> {
    /// Returns the wrapped value.
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

/// A counter for values created and dropped.
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
pub struct Drops(Arc<ValueCounts>);

#[derive(Debug, Default)]
struct ValueCounts {
    made: AtomicUsize,
    dropped: AtomicUsize,
}

impl Drops {
    /// Creates a counter that starts at zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Wraps `value` to count its creation and its drop.
    pub fn track<T>(&self, value: T) -> Tracked<T> {
        self.0.made.fetch_add(1, Ordering::Relaxed);
        Tracked { value, drops: self.clone() }
    }

    /// Returns the number of values created, including clones.
    #[must_use]
    pub fn made(&self) -> usize {
        self.0.made.load(Ordering::Relaxed)
    }

    /// Returns the number of values dropped.
    #[must_use]
    pub fn dropped(&self) -> usize {
        self.0.dropped.load(Ordering::Relaxed)
    }

    /// Returns the number of values that are still alive.
    #[must_use]
    pub fn alive(&self) -> usize {
        self.made() - self.dropped()
    }
}

/// A value whose drop is counted, created by [`Drops::track`]. Clones are counted, too.
#[derive(Debug)]
pub struct Tracked<T> {
    value: T,
    drops: Drops,
}

impl<T> Tracked<T> {
    /// Returns the wrapped value.
    pub fn value(&self) -> &T {
        &self.value
    }
}

impl<T: Clone> Clone for Tracked<T> {
    fn clone(&self) -> Self {
        self.drops.track(self.value.clone())
    }
}

impl<T> Drop for Tracked<T> {
    fn drop(&mut self) {
        self.drops.0.dropped.fetch_add(1, Ordering::Relaxed);
    }
}
