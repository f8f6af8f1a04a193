//! Ids of calls and employees.

use std::fmt;

/// The id of a call in one center. Ids rise in the order of arrival (rule 0.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub(crate) u64);

impl fmt::Display for CallId {
    #[cfg_attr(false, mutants::skip)] // The stub provides this body, so no test covers it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "call {}", self.0)
    }
}

/// The id of an employee in one center. Ids rise in the order of hiring (rule 0.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmployeeId(pub(crate) u64);

impl fmt::Display for EmployeeId {
    #[cfg_attr(false, mutants::skip)] // The stub provides this body, so no test covers it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "employee {}", self.0)
    }
}
