//! # Budgets
//!
//! The bank suggests a budget: a template says which share of an income goes to which category. If each part is rounded,
//! the parts do not add up. Here, no cent gets lost: the cents that are left go to the categories that lost most by
//! rounding. Then users override some of the amounts, and the others must make up for it.
//!
//! Write `Template` and `Budgets` in `src/budgets.rs`. They don't know the ledger, and it doesn't know them yet. An
//! override is easiest if splitting takes an amount and the shares that take part.
//!
//! Look up: the largest remainder method, `std::cmp::Reverse`, and `u128`.
//!
//! Time box: 20 minutes.

use std::collections::BTreeMap;

use budget::{BudgetError, Budgets, Category, Cents, Template, TemplateError, Tier};
use enum_iterator::all;
use proptest::prelude::*;

use super::support::{
    ANN, BOB, Food, Gas, Housing, Other, Shopping, Uncategorized, amounts, budgets, simple_template, template, tier,
};

/// A template with equal shares for three categories, and one with odd shares.
fn thirds() -> Template {
    template(vec![tier(0, [(Gas, 3_333), (Other, 3_333), (Food, 3_334)])])
}

/// Rules: 4.1, 4.2
#[test]
fn bad_tiers_are_an_error() {
    for (tiers, error) in [
        (vec![], TemplateError::Lowest(0)),
        (vec![tier(1, [(Food, 10_000)])], TemplateError::Lowest(0)),
        (vec![tier(-1, [(Food, 10_000)])], TemplateError::Lowest(0)),
        (vec![tier(0, [(Food, 10_000)]), tier(0, [(Food, 10_000)])], TemplateError::Lowest(1)),
        (vec![tier(0, [(Food, 10_000)]), tier(9, [(Food, 10_000)]), tier(8, [(Food, 1)])], TemplateError::Lowest(2)),
        (vec![tier(0, [(Food, 9_999)]), tier(0, [(Food, 1)])], TemplateError::Shares { tier: 0, sum: 9_999 }),
        (
            vec![tier(0, [(Food, 10_000)]), tier(5, [(Food, 1), (Gas, 10_000)])],
            TemplateError::Shares { tier: 1, sum: 10_001 },
        ),
        (vec![tier(0, [])], TemplateError::Shares { tier: 0, sum: 0 }),
        (vec![tier(0, [(Food, u32::MAX), (Gas, 10_001)])], TemplateError::Shares { tier: 0, sum: 4_294_977_296 }),
    ] {
        assert_eq!(Template::new(tiers.clone()).err(), Some(error), "error of the tiers {tiers:?}");
    }
}

/// Rules: 4.3, 4.5
#[test]
fn the_income_selects_the_tier() {
    let template =
        template(vec![tier(0, [(Housing, 10_000)]), tier(1_000, [(Food, 10_000)]), tier(5_000, [(Gas, 10_000)])]);
    for (income, category) in
        [(1, Housing), (999, Housing), (1_000, Food), (4_999, Food), (5_000, Gas), (i64::MAX, Gas)]
    {
        let parts = template.split(Cents(income), &BTreeMap::new());
        let part = parts.as_ref().ok().and_then(|parts| parts.get(&category));
        assert_eq!(part, Some(&Cents(income)), "{category:?} in the budget of the income {income}");
    }
    // The override does not change the tier.
    let parts = template.split(Cents(1_000), &amounts([(Other, 600)])).map(|parts| parts[&Food]);
    assert_eq!(parts, Ok(Cents(400)), "food in the budget of the income 1000 with an override of 600");
}

/// Rules: 4.1, 4.3
#[test]
fn each_of_many_tiers_has_its_incomes() {
    let tiers = (0..).zip(all::<Category>()).map(|(number, category)| tier(number * 100, [(category, 10_000)]));
    let template = template(tiers.collect());
    for (number, category) in (0..).zip(all::<Category>()) {
        let income = Cents(number * 100 + 99);
        let parts = template.split(income, &BTreeMap::new());
        assert_eq!(parts.map(|parts| parts[&category]), Ok(income), "amount for {category:?} of an income in its tier");
    }
}

/// Rules: 4.4
#[test]
fn the_parts_add_up_to_the_income() {
    for (income, parts) in [
        (0, [0, 0, 0]),
        (1, [0, 1, 0]),
        (2, [0, 1, 1]),
        (3, [1, 1, 1]),
        (100, [33, 34, 33]),
        (10_000, [3_333, 3_334, 3_333]),
        (10_001, [3_333, 3_335, 3_333]),
    ] {
        let [other, food, gas] = parts;
        let expected =
            amounts([(Other, other), (Food, food), (Gas, gas), (Housing, 0), (Shopping, 0), (Uncategorized, 0)]);
        assert_eq!(thirds().split(Cents(income), &BTreeMap::new()), Ok(expected), "budget of the income {income}");
    }
}

/// Rules: 4.4
#[test]
fn the_largest_income_is_split_exactly() {
    let template = template(vec![tier(0, [(Housing, 1), (Other, 9_999)])]);
    let parts = template.split(Cents(i64::MAX), &BTreeMap::new()).map(|parts| (parts[&Housing], parts[&Other]));
    let housing = i64::MAX / 10_000;
    // The remainder of housing is 5,807 of 10,000, that of other 4,193.
    assert_eq!(parts, Ok((Cents(housing + 1), Cents(i64::MAX - housing - 1))), "budget of the largest income");
}

/// Rules: 4.4, 4.5
#[test]
fn remainders_are_compared_exactly() {
    for (income, shares, overrides, parts) in [
        // The remainders are 0.6, 0.6 and 0.8, and two cents are left.
        (10, [600, 1_600, 7_800], amounts([]), [1, 1, 8]),
        (10, [4_600, 600, 4_800], amounts([]), [5, 0, 5]),
        // The remainders are 0.1 and 0.9.
        (i64::MAX, [3_000, 7_000, 0], amounts([]), [2_767_011_611_056_432_742, 6_456_360_425_798_343_065, 0]),
        // The remainders are 2,784 and 7,215 of 9,999.
        (i64::MAX, [3_000, 6_999, 1], amounts([(Other, 0)]), [2_767_288_339_890_421_784, 6_456_083_696_964_354_023, 0]),
    ] {
        let [housing, food, other] = shares;
        let template = template(vec![tier(0, [(Housing, housing), (Food, food), (Other, other)])]);
        let result = template.split(Cents(income), &overrides);
        let actual = result.map(|parts| [Housing, Food, Other].map(|category| parts[&category].0));
        assert_eq!(
            actual,
            Ok(parts),
            "housing, food and other in the budget of {income} with the shares {shares:?} and overrides {overrides:?}"
        );
    }
}

/// Rules: 4.5
#[test]
fn an_override_leaves_the_rest_to_the_others() {
    let parts = simple_template().split(Cents(1_000), &amounts([(Food, 640)]));
    let expected = [(Housing, 315), (Food, 640), (Gas, 45), (Shopping, 0), (Other, 0), (Uncategorized, 0)];
    assert_eq!(parts, Ok(amounts(expected)), "budget of 1000 with 640 for food and shares of 1 to 7 for the others");
    let parts = simple_template().split(Cents(1_000), &amounts([(Other, 100), (Gas, 0)]));
    let expected = [(Housing, 700), (Food, 200), (Gas, 0), (Shopping, 0), (Other, 100), (Uncategorized, 0)];
    assert_eq!(parts, Ok(amounts(expected)), "budget of 1000 with 100 for other and 0 for gas");
}

/// Rules: 4.6, 4.7
#[test]
fn an_impossible_split_is_an_error() {
    for (income, overrides, error) in [
        (-1, amounts([(Food, -2)]), BudgetError::Negative(Cents(-1))),
        (i64::MIN, amounts([]), BudgetError::Negative(Cents(i64::MIN))),
        (10, amounts([(Food, 99), (Gas, -2), (Other, -3)]), BudgetError::Negative(Cents(-2))),
        (10, amounts([(Food, 6), (Other, 5)]), BudgetError::OverridesTooLarge),
        (10, amounts([(Food, i64::MAX), (Other, i64::MAX), (Gas, 12)]), BudgetError::OverridesTooLarge),
        (i64::MAX, amounts([(Housing, i64::MAX), (Food, 1)]), BudgetError::OverridesTooLarge),
        (10, amounts([(Food, 3), (Gas, 1), (Housing, 1)]), BudgetError::NoShare(Cents(5))),
    ] {
        assert_eq!(
            simple_template().split(Cents(income), &overrides),
            Err(error),
            "budget of {income} with {overrides:?}"
        );
    }
}

/// Rules: 4.5, 4.7
#[test]
fn overrides_can_take_the_whole_income() {
    let overrides = amounts([(Food, 3), (Gas, 1), (Housing, 6)]);
    let parts = simple_template().split(Cents(10), &overrides);
    let expected = [(Housing, 6), (Food, 3), (Gas, 1), (Shopping, 0), (Other, 0), (Uncategorized, 0)];
    assert_eq!(parts, Ok(amounts(expected)), "budget of 10 with overrides that sum to 10");
}

/// Rules: 4.8, 4.9
#[test]
fn a_user_has_an_income_and_overrides() {
    let mut budgets = budgets();
    let part = |budgets: &Budgets, user, category| budgets.budget(user).map(|parts| parts[&category].0);
    assert_eq!(part(&budgets, ANN, Food), Some(200), "food in the budget of the income 1000");
    assert_eq!(budgets.set_override(ANN, Gas, Some(Cents(190))), Ok(()), "result of an override");
    assert_eq!(part(&budgets, ANN, Food), Some(180), "food after an override of 190 for gas");
    assert_eq!(part(&budgets, BOB, Food), Some(200), "food in the budget of another user");
    assert_eq!(budgets.set_income(ANN, Cents(2_000)), Ok(()), "result of a new income");
    assert_eq!(part(&budgets, ANN, Food), Some(402), "food after a new income");
    assert_eq!(part(&budgets, ANN, Gas), Some(190), "gas after a new income");
    assert_eq!(budgets.set_override(ANN, Gas, None), Ok(()), "result of removing the override");
    assert_eq!(part(&budgets, ANN, Gas), Some(200), "gas without an override");
    assert_eq!(budgets.set_income(ANN, Cents(100)), Ok(()), "result of a lower income");
    assert_eq!(part(&budgets, ANN, Gas), Some(10), "gas without an override and with a lower income");
}

/// Rules: 4.8
#[test]
fn removing_a_missing_override_is_fine() {
    let mut budgets = budgets();
    let before = budgets.budget(ANN).cloned();
    assert_eq!(budgets.set_override(ANN, Food, None), Ok(()), "result of removing an override that does not exist");
    assert_eq!(budgets.budget(ANN).cloned(), before, "budget after that");
}

/// Rules: 4.8, 4.9
#[test]
fn a_user_without_an_income_has_no_budget() {
    let mut budgets = Budgets::new(simple_template());
    let result = budgets.set_override(ANN, Food, Some(Cents(-1)));
    assert_eq!(result, Err(BudgetError::NoIncome), "result of an override without an income");
    let result = budgets.set_override(ANN, Food, None);
    assert_eq!(result, Err(BudgetError::NoIncome), "result of removing an override without an income");
    assert_eq!(
        budgets.set_income(ANN, Cents(-1)),
        Err(BudgetError::Negative(Cents(-1))),
        "result of a negative income"
    );
    assert_eq!(budgets.budget(ANN), None, "budget without an income");
    assert_eq!(budgets.set_income(ANN, Cents(0)), Ok(()), "result of an income of 0");
    assert_eq!(budgets.budget(ANN).map(BTreeMap::len), Some(6), "number of amounts in the budget of the income 0");
}

/// Rules: 0.1, 4.8
#[test]
fn a_change_of_the_budget_that_fails_changes_nothing() {
    let mut budgets = budgets();
    for (category, cents) in [(Housing, 0), (Food, 0), (Other, 700)] {
        assert_eq!(
            budgets.set_override(ANN, category, Some(Cents(cents))),
            Ok(()),
            "result of overriding {category:?}"
        );
    }
    let before = budgets.budget(ANN).cloned();
    let result = budgets.set_override(ANN, Gas, Some(Cents(299)));
    assert_eq!(result, Err(BudgetError::NoShare(Cents(1))), "result of an override that leaves a cent");
    assert_eq!(budgets.set_income(ANN, Cents(1_000)), Ok(()), "result of the same income after this error");
    assert_eq!(budgets.set_income(ANN, Cents(699)), Err(BudgetError::OverridesTooLarge), "result of a low income");
    assert_eq!(budgets.budget(ANN).cloned(), before, "budget after these errors");
    assert_eq!(budgets.set_override(ANN, Gas, Some(Cents(300))), Ok(()), "result of an override that leaves nothing");
    let result = budgets.set_override(ANN, Other, None);
    assert_eq!(
        result,
        Err(BudgetError::NoShare(Cents(700))),
        "result of removing the override of a category without a share"
    );
    assert_eq!(budgets.budget(ANN).map(|parts| parts[&Other]), Some(Cents(700)), "other after this error");
    assert_eq!(budgets.set_income(ANN, Cents(1_000)), Ok(()), "result of the same income after the failed removal");
}

/// Splits an amount by giving away one cent after the other.
fn split_naively(amount: i64, shares: &BTreeMap<Category, u32>) -> BTreeMap<Category, Cents> {
    let whole: i64 = shares.values().map(|&share| i64::from(share)).sum();
    let exact = |category| amount * i64::from(shares[&category]);
    let mut parts: BTreeMap<_, _> = shares.keys().map(|&category| (category, exact(category) / whole)).collect();
    while parts.values().sum::<i64>() < amount {
        let lost = |category: &Category| exact(*category) - parts[category] * whole;
        let most = parts.keys().map(lost).max().expect("a category");
        let next = parts.keys().copied().find(|category| lost(category) == most).expect("a category that lost most");
        *parts.get_mut(&next).expect("a part") += 1;
    }
    parts.into_iter().map(|(category, cents)| (category, Cents(cents))).collect()
}

/// Rules: 4.4, 4.5, 4.7
#[test]
fn law_budgets_add_up_to_the_income() {
    let shares = prop::collection::vec(0..2_000u32, 5);
    let overrides =
        prop::collection::btree_map(prop::sample::select(all::<Category>().collect::<Vec<_>>()), 0..90i64, 0..4);
    testkit::law((shares, 0..200i64, overrides), |(shares, income, overrides)| {
        let last = 10_000 - shares.iter().sum::<u32>();
        let shares: BTreeMap<_, _> = all::<Category>().zip(shares.into_iter().chain([last])).collect();
        let template = template(vec![Tier { lowest: Cents(0), shares: shares.clone() }]);
        let overrides: BTreeMap<_, _> =
            overrides.into_iter().map(|(category, cents)| (category, Cents(cents))).collect();
        let rest = income - overrides.values().map(|cents| cents.0).sum::<i64>();
        let open: BTreeMap<_, _> =
            shares.into_iter().filter(|(category, _)| !overrides.contains_key(category)).collect();
        let result = template.split(Cents(income), &overrides);
        if rest < 0 {
            assert_eq!(result, Err(BudgetError::OverridesTooLarge), "budget of {income} with {overrides:?}");
            return;
        }
        if rest > 0 && open.values().all(|&share| share == 0) {
            assert_eq!(result, Err(BudgetError::NoShare(Cents(rest))), "budget of {income} with {overrides:?}");
            return;
        }
        let mut expected = overrides.clone();
        if rest > 0 {
            expected.extend(split_naively(rest, &open));
        }
        for category in all::<Category>() {
            expected.entry(category).or_default();
        }
        assert_eq!(result, Ok(expected), "budget of {income} with {overrides:?}");
    });
}
