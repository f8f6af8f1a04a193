//! Who of several free employees answers.

use std::collections::{BTreeSet, HashMap};
use std::ops::Bound::{Excluded, Unbounded};

use crate::id::EmployeeId;

/// Decides who of the free employees of one rank answers the next call.
///
/// A center has one for each rank and tells it of that rank's employees only. A policy that wants to know who is free
/// has to remember what it is told:
///
/// - somebody is free now, because they were hired, or because they completed or escalated a call or were hung up on:
///   [`freed`](Self::freed);
/// - somebody who was free talks to a call now: [`answered`](Self::answered). Who takes a waiting call at once is
///   first freed and then answers, and the policy is not asked;
/// - somebody who was free does not work here anymore: [`left`](Self::left).
///
/// When a call needs somebody and at least one of the rank is free, the center asks whom to [`choose`](Self::choose).
/// It does so before it changes or tells anything: after a wrong answer the operation is refused, and nothing has
/// happened.
///
/// No method may panic: the center is in the middle of an operation when it tells a policy something.
///
/// # Examples
///
/// A policy that always prefers those who were hired last:
///
/// ```
/// use std::collections::BTreeSet;
///
/// use call_center_solution::{AssignmentPolicy, CallCenter, EmployeeId, Rank, SystemClock};
///
/// #[derive(Default)]
/// struct Newest(BTreeSet<EmployeeId>);
///
/// impl AssignmentPolicy for Newest {
///     fn freed(&mut self, employee: EmployeeId) {
///         self.0.insert(employee);
///     }
///     fn answered(&mut self, employee: EmployeeId) {
///         self.0.remove(&employee);
///     }
///     fn left(&mut self, employee: EmployeeId) {
///         self.0.remove(&employee);
///     }
///     fn choose(&self) -> Option<EmployeeId> {
///         self.0.last().copied()
///     }
/// }
///
/// let staff = [("Ann", Rank::Operator), ("Bob", Rank::Operator)];
/// let mut center = CallCenter::with_clock_and_policy(staff, SystemClock::new(), |_| Newest::default());
/// let bob = center.snapshot().staff[1].id;
/// let call = center.receive()?.call;
/// assert_eq!(center.call_of(bob)?, Some(call));
/// # Ok::<(), call_center_solution::Error>(())
/// ```
pub trait AssignmentPolicy {
    /// `employee` is free now.
    fn freed(&mut self, employee: EmployeeId);

    /// `employee`, who was free, talks to a call now.
    fn answered(&mut self, employee: EmployeeId);

    /// `employee`, who was free, does not work here anymore. Their id does not come again.
    fn left(&mut self, employee: EmployeeId);

    /// Who answers next; it must be one of those who are free. `None` if nobody is.
    fn choose(&self) -> Option<EmployeeId>;
}

/// The one who became free first.
///
/// # Cost
///
/// Logarithmic in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct LongestIdle {
    freed: u64,
    free: Waitlist<u64>,
}

impl AssignmentPolicy for LongestIdle {
    fn freed(&mut self, employee: EmployeeId) {
        self.freed += 1;
        self.free.insert(employee, self.freed);
    }

    fn answered(&mut self, employee: EmployeeId) {
        self.free.remove(employee);
    }

    fn left(&mut self, employee: EmployeeId) {
        self.free.remove(employee);
    }

    fn choose(&self) -> Option<EmployeeId> {
        self.free.first()
    }
}

/// The one who has answered the fewest calls since they were hired; of several, the one who became free first.
///
/// # Cost
///
/// Logarithmic in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct FewestAnswered {
    freed: u64,
    answered: HashMap<EmployeeId, u64>,
    free: Waitlist<(u64, u64)>,
}

impl AssignmentPolicy for FewestAnswered {
    fn freed(&mut self, employee: EmployeeId) {
        self.freed += 1;
        let answered = *self.answered.entry(employee).or_default();
        self.free.insert(employee, (answered, self.freed));
    }

    fn answered(&mut self, employee: EmployeeId) {
        self.free.remove(employee);
        *self.answered.entry(employee).or_default() += 1;
    }

    fn left(&mut self, employee: EmployeeId) {
        self.free.remove(employee);
        self.answered.remove(&employee);
    }

    fn choose(&self) -> Option<EmployeeId> {
        self.free.first()
    }
}

/// The next one in the order of ids after the one who answered last; after the end it begins again.
///
/// Who takes a waiting call has answered, too.
///
/// # Cost
///
/// Logarithmic in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct RoundRobin {
    free: BTreeSet<EmployeeId>,
    last: Option<EmployeeId>,
}

impl AssignmentPolicy for RoundRobin {
    fn freed(&mut self, employee: EmployeeId) {
        self.free.insert(employee);
    }

    fn answered(&mut self, employee: EmployeeId) {
        self.free.remove(&employee);
        self.last = Some(employee);
    }

    fn left(&mut self, employee: EmployeeId) {
        self.free.remove(&employee);
    }

    fn choose(&self) -> Option<EmployeeId> {
        let after = self.last.and_then(|last| self.free.range((Excluded(last), Unbounded)).next());
        after.or_else(|| self.free.first()).copied()
    }
}

/// Employees in the order of a key that each has been given.
#[derive(Clone, Debug, Default)]
struct Waitlist<K> {
    in_order: BTreeSet<(K, EmployeeId)>,
    keys: HashMap<EmployeeId, K>,
}

impl<K: Copy + Ord> Waitlist<K> {
    fn insert(&mut self, employee: EmployeeId, key: K) {
        self.remove(employee);
        self.keys.insert(employee, key);
        self.in_order.insert((key, employee));
    }

    fn remove(&mut self, employee: EmployeeId) {
        if let Some(key) = self.keys.remove(&employee) {
            self.in_order.remove(&(key, employee));
        }
    }

    fn first(&self) -> Option<EmployeeId> {
        self.in_order.first().map(|&(_, employee)| employee)
    }
}
