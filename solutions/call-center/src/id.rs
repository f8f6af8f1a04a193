//! What calls and employees are known by.

use std::fmt;

/// A call, as one center knows it.
///
/// A center issues ids in rising order and none twice, so the order of ids is the order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub(crate) u64);

impl fmt::Display for CallId {
    #[cfg_attr(false, mutants::skip)] // The stub has it as it is, and the suite tests nothing that is given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "call {}", self.0)
    }
}

/// An employee, as one center knows them.
///
/// A center issues ids in rising order and none twice, so the order of ids is the order in which people were hired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmployeeId(pub(crate) u64);

impl fmt::Display for EmployeeId {
    #[cfg_attr(false, mutants::skip)] // The stub has it as it is, and the suite tests nothing that is given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "employee {}", self.0)
    }
}
