//! Notices about budgets that are nearly or completely spent.

use std::fmt;

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};

use crate::categories::Category;
use crate::values::{Month, UserId};

/// The reason of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence, Serialize, Deserialize)]
pub enum NoticeKind {
    /// The user spent 80 % of the budget or more.
    Nearing,
    /// The user spent more than the budget.
    Exceeded,
}

/// A notice to a user. Notices are ordered by user, month, category and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Notice {
    /// The user.
    pub user: UserId,
    /// The month of the spending.
    pub month: Month,
    /// The category of the spending.
    pub category: Category,
    /// The reason.
    pub kind: NoticeKind,
}

/// An observer of notices.
pub trait Observer: fmt::Debug {
    /// Receives a notice.
    fn notify(&mut self, notice: &Notice);
}
