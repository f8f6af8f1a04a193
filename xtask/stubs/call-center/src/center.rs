//! The center itself.

use std::fmt;
use std::marker::PhantomData;

use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::event::Event;
use crate::id::{CallId, EmployeeId};
use crate::policy::{AssignmentPolicy, LongestIdle};
use crate::rank::{Ladder, Rank};
use crate::report::Report;
use crate::snapshot::{CallState, Outcome, Receipt, Snapshot};

/// A call center.
///
/// It owns its employees and the calls that are not finished, and gives out ids to ask for them by.
///
/// - A call has a level. It goes to the lowest rank, from its level on, that has a free employee, and there to the one
///   whom the policy of that rank chooses. If nobody is free, it waits.
/// - Whoever becomes free takes, among the waiting calls whose level is at most their rank, the one that arrived first.
/// - A call ends in exactly one way: completed or abandoned. Nothing is kept of it then but its share in the counts.
///
/// `R` is the type of ranks, `C` the clock, `P` the policy of each rank.
///
/// # Cost
///
/// With the policies of this crate, and a number of ranks that is taken as constant, every operation is logarithmic in
/// the number of employees and unfinished calls, except [`snapshot`](Self::snapshot). Observers come on top.
pub struct CallCenter<R = Rank, C = SystemClock, P = LongestIdle> {
    /// The fields are yours; this one only mentions the parameters.
    yours: PhantomData<(R, C, P)>,
}

impl<R: Ladder> CallCenter<R> {
    /// A center with this staff, hired in this order, by the clock of the machine and with [`LongestIdle`].
    ///
    /// # Cost
    ///
    /// O(n log n) for n employees.
    #[must_use]
    pub fn new<N: Into<String>>(staff: impl IntoIterator<Item = (N, R)>) -> Self {
        todo!()
    }
}

impl<R: Ladder, C: Clock> CallCenter<R, C> {
    /// As [`new`](CallCenter::new), by another clock.
    ///
    /// # Cost
    ///
    /// As `new`.
    #[must_use]
    pub fn with_clock<N: Into<String>>(staff: impl IntoIterator<Item = (N, R)>, clock: C) -> Self {
        todo!()
    }
}

impl<R: Ladder, C: Clock, P: AssignmentPolicy> CallCenter<R, C, P> {
    /// A center with this staff, by this clock, and with a policy for each rank.
    ///
    /// `policy` is called once for each rank, the lowest first.
    ///
    /// # Cost
    ///
    /// As [`new`](CallCenter::new), and what the policies take.
    #[must_use]
    pub fn with_clock_and_policy<N: Into<String>>(
        staff: impl IntoIterator<Item = (N, R)>,
        clock: C,
        mut policy: impl FnMut(R) -> P,
    ) -> Self {
        todo!()
    }

    /// Takes in a call at the lowest level.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidChoice`] if the policy does not choose a free employee of its rank. The call is not taken in
    /// then, and no id is issued.
    ///
    /// # Panics
    ///
    /// If there is no rank, which a [`Ladder`] must not be without.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn receive(&mut self) -> Result<Receipt, Error> {
        todo!()
    }

    /// Takes in a call at this level.
    ///
    /// # Errors
    ///
    /// As [`receive`](Self::receive).
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn receive_at(&mut self, level: R) -> Result<Receipt, Error> {
        todo!()
    }

    /// Ends a call that somebody talks to; who is free then takes the next call that waits for them.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`], [`Error::FinishedCall`], or [`Error::WaitingCall`] if nobody talks to it.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn complete(&mut self, call: CallId) -> Result<(), Error> {
        todo!()
    }

    /// Ends a call because the caller is gone: abandoned if it waited, completed if somebody talked to it.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`] or [`Error::FinishedCall`].
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn hang_up(&mut self, call: CallId) -> Result<Outcome, Error> {
        todo!()
    }

    /// Hands a call on to the rank above that of the one who talks to it.
    ///
    /// Its level becomes that rank, whatever it was before. It is answered by somebody who is free, or waits at the
    /// place that its arrival gives it. Who has handed it on is free, and takes the next call that waits for them.
    /// Returns where the call stands then.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`], [`Error::FinishedCall`], [`Error::WaitingCall`] if nobody talks to it,
    /// [`Error::HighestRank`] if there is no rank above, [`Error::InvalidChoice`] if the policy of the rank that
    /// should answer does not choose a free employee of it.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn escalate(&mut self, call: CallId) -> Result<CallState, Error> {
        todo!()
    }

    /// Takes somebody on, who takes at once the first call that waits for them.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn hire(&mut self, name: impl Into<String>, rank: R) -> EmployeeId {
        todo!()
    }

    /// Lets somebody go who is free.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownEmployee`], [`Error::FormerEmployee`], or [`Error::BusyEmployee`] if they talk to somebody.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn let_go(&mut self, employee: EmployeeId) -> Result<(), Error> {
        todo!()
    }

    /// Where a call stands.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`] or [`Error::FinishedCall`].
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn state(&self, call: CallId) -> Result<CallState, Error> {
        todo!()
    }

    /// The lowest rank that may take a call.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`] or [`Error::FinishedCall`].
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn level(&self, call: CallId) -> Result<R, Error> {
        todo!()
    }

    /// The call that an employee talks to; `None` if they are free.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownEmployee`] or [`Error::FormerEmployee`].
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn call_of(&self, employee: EmployeeId) -> Result<Option<CallId>, Error> {
        todo!()
    }

    /// The rank of an employee.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownEmployee`] or [`Error::FormerEmployee`].
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn rank(&self, employee: EmployeeId) -> Result<R, Error> {
        todo!()
    }

    /// The name of an employee.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownEmployee`] or [`Error::FormerEmployee`].
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn name(&self, employee: EmployeeId) -> Result<&str, Error> {
        todo!()
    }

    /// Tells `observer` of everything that happens from now on, in the order that [`Event`] describes.
    ///
    /// An observer is told when the operation is done. If it panics, the panic goes on to the caller of the operation.
    /// The operation is done even so; events that have not been told yet are lost.
    ///
    /// # Cost
    ///
    /// Constant; each event costs what its observers do with it.
    pub fn observe(&mut self, observer: impl FnMut(&Event<R>) + Send + 'static) {
        todo!()
    }

    /// Figures about the work so far.
    ///
    /// # Cost
    ///
    /// Linear in the number of ranks.
    #[must_use]
    pub fn report(&self) -> Report<R> {
        todo!()
    }

    /// The whole state, to be looked at and compared.
    ///
    /// # Cost
    ///
    /// O(n log n) for n employees and unfinished calls.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<R> {
        todo!()
    }
}

impl<R, C, P> fmt::Debug for CallCenter<R, C, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallCenter").finish_non_exhaustive()
    }
}
