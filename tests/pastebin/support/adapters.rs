//! The suite's own adapters of all ports.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use pastebin::{Clock, Contents, Expiry, Link, LinkSource, Metadata, Paste, Store, Timestamp};
use testkit::CallLog;

use super::{Faults, link};

/// A clock that returns the time it was set to, initially 0, and counts how often it is read. Its clones share the time.
#[derive(Clone, Debug, Default)]
pub struct ManualClock {
    seconds: Rc<Cell<u64>>,
    reads: Rc<Cell<usize>>,
}

impl ManualClock {
    pub fn set(&self, seconds: u64) {
        self.seconds.set(seconds);
    }

    /// Returns the number of reads since the last call of this function.
    pub fn take_reads(&self) -> usize {
        self.reads.take()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.reads.set(self.reads.get() + 1);
        Timestamp(self.seconds.get())
    }
}

/// A link source that returns the planned links, and then counts up from 0. Its clones share the plan.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    planned: Rc<RefCell<VecDeque<u64>>>,
    next: Rc<Cell<u64>>,
    asked: Rc<Cell<usize>>,
}

impl Candidates {
    /// Plans the next candidates.
    pub fn plan(&self, numbers: &[u64]) {
        *self.planned.borrow_mut() = numbers.iter().copied().collect();
    }

    /// Returns the number of candidates asked for since the last call of this function.
    pub fn take_asked(&self) -> usize {
        self.asked.take()
    }
}

impl LinkSource for Candidates {
    fn candidate(&mut self) -> Link {
        self.asked.set(self.asked.get() + 1);
        let planned = self.planned.borrow_mut().pop_front();
        link(planned.unwrap_or_else(|| self.next.replace(self.next.get() + 1)))
    }
}

/// A call of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    Insert(Link),
    Get(Link),
    Remove(Link),
    /// `listed` is the number of links returned.
    Expired {
        listed: usize,
    },
}

/// An error of [`FakeStore`] or [`AppendOnlyStore`], with the number of the call that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("call {0} failed")]
pub struct Outage(pub usize);

/// A store that records its calls and can fail. Its clones share the pastes.
#[derive(Clone, Debug, Default)]
pub struct FakeStore {
    pub pastes: Rc<RefCell<BTreeMap<Link, Paste>>>,
    pub calls: CallLog<Call>,
    pub faults: Faults,
}

impl FakeStore {
    /// Creates a store with these pastes.
    pub fn with<const N: usize>(pastes: [(u64, Paste); N]) -> Self {
        let store = Self::default();
        store.pastes.borrow_mut().extend(pastes.map(|(number, paste)| (link(number), paste)));
        store
    }

    /// Returns the taken links.
    pub fn taken(&self) -> Vec<Link> {
        self.pastes.borrow().keys().copied().collect()
    }
}

impl Store for FakeStore {
    type Error = Outage;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, Outage> {
        self.calls.record(Call::Insert(link));
        self.faults.call().map_err(Outage)?;
        let mut pastes = self.pastes.borrow_mut();
        let is_free = !pastes.contains_key(&link);
        pastes.entry(link).or_insert_with(|| paste.clone());
        Ok(is_free)
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, Outage> {
        self.calls.record(Call::Get(link));
        self.faults.call().map_err(Outage)?;
        Ok(self.pastes.borrow().get(&link).cloned())
    }

    fn remove(&mut self, link: Link) -> Result<(), Outage> {
        self.calls.record(Call::Remove(link));
        self.faults.call().map_err(Outage)?;
        self.pastes.borrow_mut().remove(&link);
        Ok(())
    }

    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, Outage> {
        let expiries = self.pastes.borrow().iter().map(|(&link, paste)| (paste.expiry, link)).collect();
        let expired = first_expired(expiries, now, limit);
        self.calls.record(Call::Expired { listed: expired.len() });
        self.faults.call().map_err(Outage)?;
        Ok(expired)
    }
}

/// A store that several services share. Its clones are the same store.
#[derive(Debug)]
pub struct Shared<S>(Rc<RefCell<S>>);

impl<S> Shared<S> {
    pub fn new(store: S) -> Self {
        Self(Rc::new(RefCell::new(store)))
    }
}

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<S: Store> Store for Shared<S> {
    type Error = S::Error;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, S::Error> {
        self.0.borrow_mut().insert(link, paste)
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, S::Error> {
        self.0.borrow_mut().get(link)
    }

    fn remove(&mut self, link: Link) -> Result<(), S::Error> {
        self.0.borrow_mut().remove(link)
    }

    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, S::Error> {
        self.0.borrow_mut().expired(now, limit)
    }
}

/// Returns the links that are expired at `now`, by expiry, then by link, at most `limit` of them.
pub fn first_expired(mut expiries: Vec<(Expiry, Link)>, now: Timestamp, limit: usize) -> Vec<Link> {
    expiries.retain(|&(expiry, _)| expiry <= Expiry::At(now));
    expiries.sort_unstable();
    expiries.into_iter().map(|(_, link)| link).take(limit).collect()
}

/// An error of [`Database`], with the number of the call that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("call {0} of the database failed")]
pub struct DatabaseError(pub usize);

/// A metadata port in memory that can fail. Its clones share the data.
#[derive(Clone, Debug, Default)]
pub struct Database {
    pub expiries: Rc<RefCell<BTreeMap<Link, Expiry>>>,
    pub faults: Faults,
}

impl Metadata for Database {
    type Error = DatabaseError;

    fn insert(&mut self, link: Link, expiry: Expiry) -> Result<bool, DatabaseError> {
        self.faults.call().map_err(DatabaseError)?;
        let mut expiries = self.expiries.borrow_mut();
        let is_free = !expiries.contains_key(&link);
        expiries.entry(link).or_insert(expiry);
        Ok(is_free)
    }

    fn get(&mut self, link: Link) -> Result<Option<Expiry>, DatabaseError> {
        self.faults.call().map_err(DatabaseError)?;
        Ok(self.expiries.borrow().get(&link).copied())
    }

    fn remove(&mut self, link: Link) -> Result<(), DatabaseError> {
        self.faults.call().map_err(DatabaseError)?;
        self.expiries.borrow_mut().remove(&link);
        Ok(())
    }

    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, DatabaseError> {
        self.faults.call().map_err(DatabaseError)?;
        let expiries = self.expiries.borrow().iter().map(|(&link, &expiry)| (expiry, link)).collect();
        Ok(first_expired(expiries, now, limit))
    }
}

/// An error of [`Bucket`], with the number of the call that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("call {0} of the bucket failed")]
pub struct BucketError(pub usize);

/// A contents port in memory that can fail. Its clones share the data.
#[derive(Clone, Debug, Default)]
pub struct Bucket {
    pub texts: Rc<RefCell<BTreeMap<Link, String>>>,
    pub faults: Faults,
}

impl Contents for Bucket {
    type Error = BucketError;

    fn put(&mut self, link: Link, text: &str) -> Result<(), BucketError> {
        self.faults.call().map_err(BucketError)?;
        self.texts.borrow_mut().insert(link, text.to_owned());
        Ok(())
    }

    fn get(&mut self, link: Link) -> Result<Option<String>, BucketError> {
        self.faults.call().map_err(BucketError)?;
        Ok(self.texts.borrow().get(&link).cloned())
    }

    fn remove(&mut self, link: Link) -> Result<(), BucketError> {
        self.faults.call().map_err(BucketError)?;
        self.texts.borrow_mut().remove(&link);
        Ok(())
    }

    fn links(&mut self) -> Result<Vec<Link>, BucketError> {
        self.faults.call().map_err(BucketError)?;
        Ok(self.texts.borrow().keys().copied().collect())
    }
}

/// An entry of [`AppendOnlyStore`].
#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    Inserted(Paste),
    Removed,
}

/// A store that only appends to a list. Removing a paste appends a marker. Its clones share the list.
#[derive(Clone, Debug, Default)]
pub struct AppendOnlyStore {
    entries: Rc<RefCell<Vec<(Link, Entry)>>>,
    pub faults: Faults,
}

impl AppendOnlyStore {
    /// Returns the taken links.
    pub fn taken(&self) -> Vec<Link> {
        self.pastes().into_keys().collect()
    }

    /// Returns the number of entries in the list.
    pub fn len(&self) -> usize {
        self.entries.borrow().len()
    }

    fn pastes(&self) -> BTreeMap<Link, Paste> {
        let mut pastes = BTreeMap::new();
        for (link, entry) in self.entries.borrow().iter() {
            match entry {
                Entry::Inserted(paste) => pastes.insert(*link, paste.clone()),
                Entry::Removed => pastes.remove(link),
            };
        }
        pastes
    }

    fn append(&self, link: Link, entry: Entry) {
        self.entries.borrow_mut().push((link, entry));
    }
}

impl Store for AppendOnlyStore {
    type Error = Outage;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, Outage> {
        self.faults.call().map_err(Outage)?;
        let is_free = !self.pastes().contains_key(&link);
        if is_free {
            self.append(link, Entry::Inserted(paste.clone()));
        }
        Ok(is_free)
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, Outage> {
        self.faults.call().map_err(Outage)?;
        Ok(self.pastes().remove(&link))
    }

    fn remove(&mut self, link: Link) -> Result<(), Outage> {
        self.faults.call().map_err(Outage)?;
        if self.pastes().contains_key(&link) {
            self.append(link, Entry::Removed);
        }
        Ok(())
    }

    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, Outage> {
        self.faults.call().map_err(Outage)?;
        let expiries = self.pastes().into_iter().map(|(link, paste)| (paste.expiry, link)).collect();
        Ok(first_expired(expiries, now, limit))
    }
}
