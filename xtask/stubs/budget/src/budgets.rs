//! Budgets, which split an income into an amount for each category.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::categories::Category;
use crate::values::{Cents, UserId};

/// The shares for incomes of at least `lowest`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// The lowest income of the tier.
    pub lowest: Cents,
    /// The share of each category in basis points. A category that is not listed has a share of 0.
    pub shares: BTreeMap<Category, u32>,
}

/// The tiers of a budget, from the lowest income to the highest.
#[derive(Clone, Debug)]
pub struct Template {
    // A placeholder: the fields are yours.
    _yours: (),
}

impl Template {
    /// Creates a template.
    ///
    /// # Errors
    ///
    /// [`TemplateError`] if the tiers break a rule (rules 4.1 and 4.2).
    pub fn new(tiers: Vec<Tier>) -> Result<Self, TemplateError> {
        todo!("stage 4")
    }

    /// Splits an income into an amount for each category, some of which are fixed (rules 4.3 to 4.5).
    ///
    /// # Errors
    ///
    /// [`BudgetError`] if an amount is negative, or the income cannot be split (rules 4.6 and 4.7).
    pub fn split(
        &self,
        income: Cents,
        overrides: &BTreeMap<Category, Cents>,
    ) -> Result<BTreeMap<Category, Cents>, BudgetError> {
        todo!("stage 4")
    }
}

/// The budgets of all users.
#[derive(Clone, Debug)]
pub struct Budgets {
    // A placeholder: the fields are yours.
    _yours: (),
}

impl Budgets {
    /// Creates budgets without users.
    #[must_use]
    pub fn new(template: Template) -> Self {
        todo!("stage 4")
    }

    /// Sets the income of a user, and keeps the overrides.
    ///
    /// # Errors
    ///
    /// [`BudgetError`] if the income cannot be split (rule 4.8).
    pub fn set_income(&mut self, user: UserId, income: Cents) -> Result<(), BudgetError> {
        todo!("stage 4")
    }

    /// Fixes the amount of a category, or no longer fixes it for `None`.
    ///
    /// # Errors
    ///
    /// [`BudgetError`] if the user has no income, or the income cannot be split (rule 4.8).
    pub fn set_override(&mut self, user: UserId, category: Category, amount: Option<Cents>) -> Result<(), BudgetError> {
        todo!("stage 4")
    }

    /// Returns the amount of each category, or `None` for a user without an income.
    #[must_use]
    pub fn budget(&self, user: UserId) -> Option<&BTreeMap<Category, Cents>> {
        todo!("stage 4")
    }
}

/// A reason why tiers are not a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// The lowest income of the tier with this index is wrong.
    #[error("the lowest income of tier {0} is wrong")]
    Lowest(usize),
    /// The shares of a tier do not sum to 10,000.
    #[error("the shares of tier {tier} sum to {sum} instead of 10000")]
    Shares {
        /// The index of the tier.
        tier: usize,
        /// The sum of its shares.
        sum: u64,
    },
}

/// A reason why an income cannot be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BudgetError {
    /// An income or override is negative.
    #[error("{} cents are negative", .0.0)]
    Negative(Cents),
    /// The user has no income.
    #[error("the user has no income")]
    NoIncome,
    /// The overrides sum to more than the income.
    #[error("the overrides sum to more than the income")]
    OverridesTooLarge,
    /// No category has a share of this rest.
    #[error("no category has a share of the remaining {} cents", .0.0)]
    NoShare(Cents),
}
