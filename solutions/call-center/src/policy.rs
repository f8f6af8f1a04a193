//! Policies that choose who answers.

use std::collections::{BTreeSet, HashMap};
use std::ops::Bound::{Excluded, Unbounded};

use crate::id::EmployeeId;

/// A policy that chooses which free employee of one rank answers the next call.
///
/// A center has one policy for each rank and notifies it about employees of that rank only:
///
/// - [`freed`](Self::freed): an employee became free, because they were hired or because their call was completed, hung
///   up or escalated;
/// - [`answered`](Self::answered): a free employee answered a call. An employee who takes a waiting call is first freed
///   and then answers, without a choice;
/// - [`left`](Self::left): a free employee was let go.
///
/// When a call needs an employee and the rank has a free one, the center calls [`choose`](Self::choose). It does so
/// before it changes anything or notifies anyone. After a wrong choice, the operation fails and changes nothing.
///
/// The methods must not panic, since the center calls them in the middle of an operation.
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
/// let staff = [("Ann", Rank::Operator), ("Bob", Rank::Operator)];
/// let mut center = CallCenter::with_clock_and_policy(staff, SystemClock::new(), |_| Newest::default());
/// let bob = center.snapshot().staff[1].id;
/// let call = center.receive()?.call;
/// assert_eq!(center.call_of(bob)?, Some(call));
/// # Ok::<(), call_center_solution::Error>(())
/// ```
pub trait AssignmentPolicy {
    /// Notes that `employee` is free now.
    fn freed(&mut self, employee: EmployeeId);

    /// Notes that `employee` answered a call and is no longer free.
    fn answered(&mut self, employee: EmployeeId);

    /// Notes that `employee`, who was free, was let go. Their id is never issued again.
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

/// A policy that chooses the employee who answered the fewest calls since they were hired.
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
/// Taking a waiting call counts as answering.
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

/// Free employees, ordered by priority. The smallest comes first.
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
