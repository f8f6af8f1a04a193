//! Notices about budgets that are nearly or completely spent.

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use enum_iterator::{Sequence, all};
use serde::{Deserialize, Serialize};

use crate::budgets::Budgets;
use crate::categories::Category;
use crate::spending::NewSums;
use crate::values::{Cents, Month, UserId};

/// The reason of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence, Serialize, Deserialize)]
pub enum NoticeKind {
    /// The user spent 80 % of the budget or more.
    Nearing,
    /// The user spent more than the budget.
    Exceeded,
}

impl NoticeKind {
    /// Returns whether a notice is due (rules 5.1 and 5.2).
    fn is_due(self, spent: Cents, budget: Cents) -> bool {
        match self {
            Self::Nearing => spent > Cents(0) && 5 * i128::from(spent.0) >= 4 * i128::from(budget.0),
            Self::Exceeded => spent > budget,
        }
    }
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

/// The observers, and the notices that are not due for a second time.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    observers: Vec<Box<dyn Observer>>,
    pub sent: BTreeSet<Notice>,
}

impl Notices {
    pub fn subscribe(&mut self, observer: Box<dyn Observer>) {
        self.observers.push(observer);
    }

    /// Sends the notices that became due with these sums, and re-arms those that are no longer due.
    pub fn update(&mut self, budgets: &Budgets, sums: &NewSums) {
        for (key, spent) in sums.iter() {
            let Some(budget) = budgets.budget(key.user) else { continue };
            for kind in all::<NoticeKind>() {
                let notice = Notice { user: key.user, month: key.month, category: key.category, kind };
                if !kind.is_due(*spent, budget[&key.category]) {
                    self.sent.remove(&notice);
                } else if self.sent.insert(notice) {
                    self.send(&notice);
                }
            }
        }
    }

    fn send(&mut self, notice: &Notice) {
        for observer in &mut self.observers {
            // Another observer's bug is not a reason to stop: the others hear the notice, too.
            let _ = catch_unwind(AssertUnwindSafe(|| observer.notify(notice)));
        }
    }
}
