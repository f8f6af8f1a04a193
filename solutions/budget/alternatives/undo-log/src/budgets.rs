//! Budgets, which split an income into an amount for each category.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use enum_iterator::all;
use thiserror::Error;

use crate::categories::Category;
use crate::values::{Cents, UserId};

/// The sum of the shares of a tier, in basis points.
pub const WHOLE: u64 = 10_000;

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
pub struct Template(Vec<Tier>);

impl Template {
    /// Creates a template.
    ///
    /// # Errors
    ///
    /// [`TemplateError`] if the tiers break a rule (rules 4.1 and 4.2).
    pub fn new(tiers: Vec<Tier>) -> Result<Self, TemplateError> {
        if tiers.is_empty() {
            return Err(TemplateError::Lowest(0));
        }
        for (index, tier) in tiers.iter().enumerate() {
            let starts_well = match index.checked_sub(1) {
                Some(previous) => tier.lowest > tiers[previous].lowest,
                None => tier.lowest == Cents(0),
            };
            if !starts_well {
                return Err(TemplateError::Lowest(index));
            }
            let sum = tier.shares.values().map(|&share| u64::from(share)).sum();
            if sum != WHOLE {
                return Err(TemplateError::Shares { tier: index, sum });
            }
        }
        Ok(Self(tiers))
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
        if income < Cents(0) {
            return Err(BudgetError::Negative(income));
        }
        if let Some(&amount) = overrides.values().find(|&&amount| amount < Cents(0)) {
            return Err(BudgetError::Negative(amount));
        }
        let rest = i128::from(income.0) - overrides.values().map(|amount| i128::from(amount.0)).sum::<i128>();
        let rest = u64::try_from(rest).map_err(|_| BudgetError::OverridesTooLarge)?;
        let tier = self.0.iter().rfind(|tier| tier.lowest <= income);
        let shares = tier.into_iter().flat_map(|tier| &tier.shares);
        let open: BTreeMap<_, _> = shares.filter(|(category, _)| !overrides.contains_key(category)).collect();
        let parts = proportional(rest, &open).ok_or(BudgetError::NoShare(Cents(rest as i64)))?;
        let amount = |category| {
            let part = || parts.get(&category).copied().unwrap_or_default();
            (category, overrides.get(&category).copied().unwrap_or_else(part))
        };
        Ok(all::<Category>().map(amount).collect())
    }
}

/// Splits an amount in proportion to shares, or returns `None` if there are none. The parts add up to the amount.
fn proportional(amount: u64, shares: &BTreeMap<&Category, &u32>) -> Option<BTreeMap<Category, Cents>> {
    let whole: u128 = shares.values().map(|&&share| u128::from(share)).sum();
    if whole == 0 {
        return (amount == 0).then(BTreeMap::new);
    }
    let exact = shares.iter().map(|(&&category, &&share)| (category, u128::from(amount) * u128::from(share)));
    let mut parts: Vec<_> = exact.map(|(category, exact)| (category, exact / whole, exact % whole)).collect();
    let missing = u128::from(amount) - parts.iter().map(|(_, part, _)| part).sum::<u128>();
    // The sort is stable, so categories with equal remainders stay in their order.
    parts.sort_by_key(|&(_, _, remainder)| Reverse(remainder));
    let cents = |(index, (category, part, _))| {
        let extra = i64::from((index as u128) < missing);
        (category, Cents(part as i64 + extra))
    };
    Some(parts.into_iter().enumerate().map(cents).collect())
}

/// The budgets of all users.
#[derive(Clone, Debug)]
pub struct Budgets {
    template: Template,
    users: HashMap<UserId, UserBudget>,
}

/// The budget of a user, and where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct UserBudget {
    pub income: Cents,
    pub overrides: BTreeMap<Category, Cents>,
    amounts: BTreeMap<Category, Cents>,
}

impl Budgets {
    /// Creates budgets without users.
    #[must_use]
    pub fn new(template: Template) -> Self {
        Self { template, users: HashMap::new() }
    }

    /// Sets the income of a user, and keeps the overrides.
    ///
    /// # Errors
    ///
    /// [`BudgetError`] if the income cannot be split (rule 4.8).
    pub fn set_income(&mut self, user: UserId, income: Cents) -> Result<(), BudgetError> {
        let overrides = self.users.get(&user).map(|budget| budget.overrides.clone()).unwrap_or_default();
        self.set(user, income, overrides)
    }

    /// Fixes the amount of a category, or no longer fixes it for `None`.
    ///
    /// # Errors
    ///
    /// [`BudgetError`] if the user has no income, or the income cannot be split (rule 4.8).
    pub fn set_override(&mut self, user: UserId, category: Category, amount: Option<Cents>) -> Result<(), BudgetError> {
        let budget = self.users.get(&user).ok_or(BudgetError::NoIncome)?;
        let mut overrides = budget.overrides.clone();
        match amount {
            Some(amount) => overrides.insert(category, amount),
            None => overrides.remove(&category),
        };
        self.set(user, budget.income, overrides)
    }

    /// Returns the amount of each category, or `None` for a user without an income.
    #[must_use]
    pub fn budget(&self, user: UserId) -> Option<&BTreeMap<Category, Cents>> {
        self.users.get(&user).map(|budget| &budget.amounts)
    }

    pub(crate) fn set(
        &mut self,
        user: UserId,
        income: Cents,
        overrides: BTreeMap<Category, Cents>,
    ) -> Result<(), BudgetError> {
        let amounts = self.template.split(income, &overrides)?;
        self.users.insert(user, UserBudget { income, overrides, amounts });
        Ok(())
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = (UserId, &UserBudget)> {
        self.users.iter().map(|(&user, budget)| (user, budget))
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
