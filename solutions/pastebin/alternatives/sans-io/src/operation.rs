//! The operations of the service, as state machines without I/O.

use std::mem;
use std::num::{NonZeroU32, NonZeroU64};

use crate::clock::Timestamp;
use crate::link::Link;
use crate::store::{Expiry, Paste};

/// An operation that makes no calls itself.
pub(crate) trait Operation {
    type Output;

    /// Receives the result of the last call, and returns the next call or the output.
    fn resume(&mut self, event: Event) -> Action<'_, Self::Output>;
}

/// The next action of an operation.
pub(crate) enum Action<'a, T> {
    Call(Request<'a>),
    Done(T),
}

/// A call that an operation requests.
#[derive(Clone, Copy)]
pub(crate) enum Request<'a> {
    Now,
    Candidate,
    Insert(Link, &'a Paste),
    Get(Link),
    Expired(Timestamp, usize),
    Remove(Link),
}

/// The result of a call.
pub(crate) enum Event {
    /// No call was made yet.
    Started,
    Now(Timestamp),
    Candidate(Link),
    Inserted(Link),
    Taken,
    Found(Option<Paste>),
    Listed(Vec<Link>),
    Removed,
}

/// Stores a text under the first free candidate.
pub(crate) struct Pasting {
    paste: Paste,
    minutes: Option<NonZeroU64>,
    attempts_left: u32,
}

impl Pasting {
    pub(crate) fn new(text: &str, minutes: Option<NonZeroU64>, attempts: NonZeroU32) -> Self {
        let paste = Paste { text: text.to_owned(), expiry: Expiry::Never };
        Self { paste, minutes, attempts_left: attempts.get() }
    }

    fn ask(&mut self) -> Action<'_, Option<Link>> {
        if self.attempts_left == 0 {
            return Action::Done(None);
        }
        self.attempts_left -= 1;
        Action::Call(Request::Candidate)
    }
}

impl Operation for Pasting {
    type Output = Option<Link>;

    fn resume(&mut self, event: Event) -> Action<'_, Option<Link>> {
        match event {
            Event::Started if self.minutes.is_some() => Action::Call(Request::Now),
            Event::Now(now) => {
                self.paste.expiry = self.minutes.map_or(Expiry::Never, |minutes| Expiry::after(now, minutes));
                self.ask()
            }
            Event::Candidate(link) => Action::Call(Request::Insert(link, &self.paste)),
            Event::Inserted(link) => Action::Done(Some(link)),
            _ => self.ask(),
        }
    }
}

/// Gets the text of a link.
pub(crate) struct Reading {
    link: Link,
    found: Option<Paste>,
}

impl Reading {
    pub(crate) fn new(link: Link) -> Self {
        Self { link, found: None }
    }
}

impl Operation for Reading {
    type Output = Option<String>;

    fn resume(&mut self, event: Event) -> Action<'_, Option<String>> {
        match event {
            Event::Started => Action::Call(Request::Get(self.link)),
            Event::Found(Some(paste)) => {
                self.found = Some(paste);
                Action::Call(Request::Now)
            }
            Event::Now(now) => {
                let readable = self.found.take().filter(|paste| !paste.expiry.is_reached(now));
                Action::Done(readable.map(|paste| paste.text))
            }
            _ => Action::Done(None),
        }
    }
}

/// Removes the first expired pastes.
pub(crate) struct Purging {
    limit: usize,
    listed: Vec<Link>,
    removed: usize,
}

impl Purging {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, listed: Vec::new(), removed: 0 }
    }
}

impl Operation for Purging {
    type Output = Vec<Link>;

    fn resume(&mut self, event: Event) -> Action<'_, Vec<Link>> {
        match event {
            Event::Started if self.limit > 0 => return Action::Call(Request::Now),
            Event::Now(now) => return Action::Call(Request::Expired(now, self.limit)),
            Event::Listed(links) => self.listed = links,
            Event::Removed => self.removed += 1,
            _ => {}
        }
        match self.listed.get(self.removed) {
            Some(&link) => Action::Call(Request::Remove(link)),
            None => Action::Done(mem::take(&mut self.listed)),
        }
    }
}
