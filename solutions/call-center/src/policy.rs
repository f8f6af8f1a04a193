//! Policies that choose who answers.

use std::collections::{BTreeSet, HashMap};
use std::ops::Bound::{Excluded, Unbounded};

use crate::id::EmployeeId;

/// A policy that chooses which free employee of one rank answers the next call.
///
/// The center calls these methods in the middle of an operation, so they must not panic.
///
/// # Examples
///
/// A policy that chooses the employee who was hired last:
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
/// let mut center = CallCenter::with_clock_and_policy(SystemClock::new(), |_| Newest::default());
/// center.hire(Rank::Operator);
/// let bob = center.hire(Rank::Operator);
/// let call = center.receive(Rank::Operator)?;
/// assert_eq!(center.call_of(bob)?, Some(call));
/// # Ok::<(), call_center_solution::Error>(())
/// ```
pub trait AssignmentPolicy {
    /// Notes that `employee` is free now.
    fn freed(&mut self, employee: EmployeeId);

    /// Notes that `employee` answered a call and is no longer free.
    fn answered(&mut self, employee: EmployeeId);

    /// Notes that `employee`, who was free, was let go. Their id will never be issued again.
    fn left(&mut self, employee: EmployeeId);

    /// Returns the free employee who should answer next, or `None` if nobody is free.
    fn choose(&self) -> Option<EmployeeId>;
}

/// A policy that chooses the employee who became free first.
///
/// # Cost
///
/// Logarithmic in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct LongestIdle {
    freed: u64,
    free: PriorityQueue<u64>,
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

/// A policy that chooses the employee who answered the fewest calls.
///
/// A tie goes to the employee who became free first.
///
/// # Cost
///
/// Logarithmic in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct FewestAnswered {
    freed: u64,
    answered: HashMap<EmployeeId, u64>,
    free: PriorityQueue<(u64, u64)>,
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

/// A policy that chooses the smallest free id above the id that answered last, and wraps around.
///
/// Employees also count as answering when they take a waiting call.
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

/// Free employees, ordered by priority. The employee with the smallest value comes first.
#[derive(Clone, Debug, Default)]
struct PriorityQueue<K> {
    in_order: BTreeSet<(K, EmployeeId)>,
    priorities: HashMap<EmployeeId, K>,
}

impl<K: Copy + Ord> PriorityQueue<K> {
    fn insert(&mut self, employee: EmployeeId, priority: K) {
        self.remove(employee);
        self.priorities.insert(employee, priority);
        self.in_order.insert((priority, employee));
    }

    fn remove(&mut self, employee: EmployeeId) {
        if let Some(priority) = self.priorities.remove(&employee) {
            self.in_order.remove(&(priority, employee));
        }
    }

    fn first(&self) -> Option<EmployeeId> {
        self.in_order.first().map(|&(_, employee)| employee)
    }
}
