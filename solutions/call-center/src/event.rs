//! What observers are told.

use crate::id::{CallId, EmployeeId};

/// Something that happened in a [`CallCenter`](crate::CallCenter).
///
/// An operation that succeeds causes these, in this order; one that fails causes none.
///
/// | operation | events |
/// | --- | --- |
/// | receive | `Received`, then `Answered` or `Queued` |
/// | complete, hang up while talking | `Completed`, then `Answered` if the freed employee takes a waiting call |
/// | hang up while waiting | `Abandoned` |
/// | escalate | `Escalated`, then `Answered` or `Queued` of that call, then `Answered` if the freed employee takes a waiting call |
/// | hire | `Hired`, then `Answered` if the new employee takes a waiting call |
/// | let go | `LetGo` |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event<R> {
    /// A call came in.
    Received {
        /// The call.
        call: CallId,
        /// Its level.
        level: R,
    },
    /// A call is talked to from now on.
    Answered {
        /// The call.
        call: CallId,
        /// Who talks to it.
        by: EmployeeId,
    },
    /// Nobody was free for a call that came in or was escalated, so it waits.
    Queued {
        /// The call.
        call: CallId,
    },
    /// A call was handed on to a higher rank.
    Escalated {
        /// The call.
        call: CallId,
        /// Who talked to it.
        by: EmployeeId,
        /// Its new level.
        level: R,
    },
    /// A call that was talked to is over.
    Completed {
        /// The call.
        call: CallId,
        /// Who talked to it.
        by: EmployeeId,
    },
    /// A call that waited was hung up.
    Abandoned {
        /// The call.
        call: CallId,
    },
    /// Somebody began to work here.
    Hired {
        /// The new employee.
        employee: EmployeeId,
        /// Their rank.
        rank: R,
    },
    /// Somebody does not work here anymore.
    LetGo {
        /// The former employee.
        employee: EmployeeId,
    },
}

/// Everybody who wants to know, and what they have not been told yet.
pub(crate) struct Observers<R> {
    observers: Vec<Observer<R>>,
    outbox: Vec<Event<R>>,
}

type Observer<R> = Box<dyn FnMut(&Event<R>) + Send>;

impl<R> Observers<R> {
    pub(crate) fn new() -> Self {
        Self { observers: Vec::new(), outbox: Vec::new() }
    }

    pub(crate) fn add(&mut self, observer: Observer<R>) {
        self.observers.push(observer);
    }

    /// Remembers an event until [`tell`](Self::tell).
    pub(crate) fn note(&mut self, event: Event<R>) {
        if !self.observers.is_empty() {
            self.outbox.push(event);
        }
    }

    /// Tells everybody what has been noted. An operation calls this last, so that an observer that panics finds a
    /// center whose state is whole.
    pub(crate) fn tell(&mut self) {
        for event in self.outbox.drain(..) {
            for observer in &mut self.observers {
                observer(&event);
            }
        }
    }
}
