//! # Monthly spending
//!
//! Users look at their spending far more often than they pay, so the ledger keeps the sums up to date, and never adds up
//! old transactions again. That is easy until categories change. When a user sets a rule, amounts move. If the rule
//! changes the majority of the crowd, amounts of strangers move as well. And a user can fix the category of a single
//! transaction, which then no rule moves.
//!
//! Write `Ledger` in `src/ledger.rs`, up to `fix_category`. Before you change anything, compute all sums that will be
//! different: then an error in the middle cannot leave half a change.
//!
//! Look up: `i128`, `Option::or_default` of map entries, and `Iterator::filter_map`.
//!
//! Time box: 30 minutes.

use budget::{CategoryChain, Cents, FixError, Ledger, Month, SumTooLarge, TransactionId, UserId};
use rstest::rstest;

use super::support::{
    ANN, BOB, CID, CountedSeeds, DetailedSeeds, FEBRUARY, Food, Gas, Housing, IN_FEBRUARY, IN_MARCH, LATER_IN_MARCH,
    MARCH, Model, Other, Shopping, Uncategorized, any_operations, apply, assert_same_sums, detailed_ledger, in_march,
    ledger, purchase, record, seller, set_rule,
};

/// Rules: 3.1, 3.2
#[test]
fn spending_is_a_sum_by_user_and_category() {
    let mut ledger = ledger();
    record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 4_000));
    record(&mut ledger, purchase(ANN, LATER_IN_MARCH, "SHELL ", 250));
    record(&mut ledger, purchase(ANN, IN_MARCH, "Market", 99));
    record(&mut ledger, purchase(BOB, IN_MARCH, "Shell", 7));
    record(&mut ledger, purchase(ANN, LATER_IN_MARCH, "Market", -100));
    record(&mut ledger, purchase(ANN, LATER_IN_MARCH, "Kiosk", 0));
    for (user, category, expected) in
        [(ANN, Gas, 4_250), (ANN, Food, -1), (BOB, Gas, 7), (BOB, Food, 0), (ANN, Uncategorized, 0), (CID, Gas, 0)]
    {
        assert_eq!(in_march(&ledger, user, category), expected, "spending of {user:?} for {category:?}");
    }
}

/// Rules: 3.2
#[test]
fn a_month_is_a_month_in_utc() {
    let mut ledger = ledger();
    for (time, cents) in [
        (IN_FEBRUARY, 1),
        (IN_MARCH, 10),
        ("2016-03-31T20:00:00-05:00", 100),
        ("2015-03-10T12:00:00Z", 1_000),
        ("2017-03-10T12:00:00Z", 10_000),
    ] {
        record(&mut ledger, purchase(ANN, time, "Shell", cents));
    }
    let april = Month { year: 2016, month: 4 };
    let [last_year, next_year] = [2015, 2017].map(|year| Month { year, month: 3 });
    for (month, expected) in [(FEBRUARY, 1), (MARCH, 10), (april, 100), (last_year, 1_000), (next_year, 10_000)] {
        assert_eq!(ledger.spending(ANN, month, Gas), Cents(expected), "spending in {month:?}");
    }
}

/// Rules: 3.1
#[test]
fn ids_rise() {
    let mut ledger = ledger();
    let ids = [(); 20].map(|()| record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 1)));
    let expected: Vec<_> = (ids[0].0..).take(20).map(TransactionId).collect();
    assert_eq!(ids[..], expected, "ids of 20 equal transactions");
    assert_eq!(in_march(&ledger, ANN, Gas), 20, "spending after 20 equal transactions");
}

/// Rules: 3.4
#[test]
fn a_rule_moves_the_transactions_of_its_user() {
    let mut ledger = ledger();
    let at_shell = record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 300));
    record(&mut ledger, purchase(ANN, IN_FEBRUARY, "Shell", 20));
    record(&mut ledger, purchase(ANN, IN_MARCH, "Market", 5));
    record(&mut ledger, purchase(BOB, IN_MARCH, "Shell", 4));
    assert_eq!(ledger.category(at_shell), Some(Gas), "category before the rule");
    set_rule(&mut ledger, ANN, " SHELL", Shopping);
    assert_eq!(ledger.category(at_shell), Some(Shopping), "category after the rule");
    assert_eq!(ledger.spending(ANN, FEBRUARY, Shopping), Cents(20), "shopping in February");
    for (user, category, expected) in [(ANN, Gas, 0), (ANN, Shopping, 300), (ANN, Food, 5), (BOB, Gas, 4)] {
        assert_eq!(in_march(&ledger, user, category), expected, "spending of {user:?} for {category:?} after the rule");
    }
    record(&mut ledger, purchase(ANN, IN_MARCH, "shell", 30));
    assert_eq!(in_march(&ledger, ANN, Shopping), 330, "shopping after a purchase that follows the rule");
}

/// Rules: 2.3, 3.4
#[test]
fn the_chain_sees_each_transaction_that_is_recorded() {
    let mut ledger = Ledger::new(CategoryChain::new(DetailedSeeds));
    for (time, cents, category) in
        [(IN_MARCH, 30, Food), (IN_MARCH, 50, Housing), (IN_MARCH, 30, Food), (IN_FEBRUARY, 30, Gas)]
    {
        let id = record(&mut ledger, purchase(ANN, time, "Shell", cents));
        assert_eq!(
            ledger.category(id),
            Some(category),
            "category of {cents} at {time}, on which the seeds' answer depends"
        );
    }
    assert_eq!((in_march(&ledger, ANN, Food), in_march(&ledger, ANN, Housing)), (60, 50), "food and housing");
}

/// Rules: 3.4
#[test]
fn a_new_majority_moves_the_transactions_of_others() {
    let mut ledger = ledger();
    record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", 300));
    set_rule(&mut ledger, BOB, "Kiosk", Shopping);
    assert_eq!(in_march(&ledger, ANN, Shopping), 300, "spending of Ann, after Bob's vote");
    set_rule(&mut ledger, CID, "Kiosk", Food);
    assert_eq!(in_march(&ledger, ANN, Food), 300, "spending of Ann, after a tie for the earlier category");
    set_rule(&mut ledger, UserId(4), "Kiosk", Shopping);
    assert_eq!(in_march(&ledger, ANN, Shopping), 300, "spending of Ann, after a third vote");
    assert_eq!(in_march(&ledger, ANN, Food), 0, "spending of Ann for food, after a third vote");
    set_rule(&mut ledger, ANN, "Kiosk", Other);
    set_rule(&mut ledger, BOB, "Kiosk", Gas);
    assert_eq!(in_march(&ledger, ANN, Other), 300, "spending of Ann, who has a rule");
}

/// Rules: 3.5
#[test]
fn a_fixed_transaction_stays_in_its_category() {
    let mut ledger = ledger();
    let fixed = record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 300));
    record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 5));
    assert_eq!(ledger.fix_category(fixed, Food), Ok(()), "result of fixing a transaction");
    assert_eq!((in_march(&ledger, ANN, Food), in_march(&ledger, ANN, Gas)), (300, 5), "food and gas");
    assert_eq!(ledger.category(fixed), Some(Food), "category of the fixed transaction");
    set_rule(&mut ledger, ANN, "Shell", Shopping);
    assert_eq!((in_march(&ledger, ANN, Food), in_march(&ledger, ANN, Shopping)), (300, 5), "food and shopping");
    assert_eq!(ledger.fix_category(fixed, Housing), Ok(()), "result of fixing a transaction again");
    assert_eq!((in_march(&ledger, ANN, Food), in_march(&ledger, ANN, Housing)), (0, 300), "food and housing");
}

/// Rules: 3.5
#[test]
fn a_transaction_can_be_fixed_in_its_present_category() {
    let mut ledger = ledger();
    let fixed = record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 300));
    assert_eq!(ledger.fix_category(fixed, Gas), Ok(()), "result of fixing a transaction in its category");
    set_rule(&mut ledger, ANN, "Shell", Shopping);
    assert_eq!(ledger.category(fixed), Some(Gas), "category of the fixed transaction after a rule");
    assert_eq!(in_march(&ledger, ANN, Gas), 300, "spending for gas after a rule");
}

/// Rules: 3.5
#[test]
fn an_equal_transaction_is_not_fixed() {
    let mut ledger = ledger();
    let [fixed, equal] = [300, 300].map(|amount| record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", amount)));
    assert_eq!(ledger.fix_category(fixed, Food), Ok(()), "result of fixing a transaction");
    set_rule(&mut ledger, ANN, "Shell", Shopping);
    let categories = [fixed, equal].map(|id| ledger.category(id));
    assert_eq!(categories, [Some(Food), Some(Shopping)], "categories of two equal transactions, of which one is fixed");
}

/// Rules: 3.4, 3.5
#[test]
fn an_amount_of_0_has_a_category() {
    let mut ledger = ledger();
    let free = record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", 0));
    set_rule(&mut ledger, ANN, "Kiosk", Food);
    assert_eq!(ledger.category(free), Some(Food), "category of an amount of 0 after a rule");
    assert_eq!(ledger.fix_category(free, Other), Ok(()), "result of fixing an amount of 0");
    set_rule(&mut ledger, ANN, "Kiosk", Gas);
    assert_eq!(ledger.category(free), Some(Other), "category of a fixed amount of 0 after another rule");
}

/// Rules: 3.3, 3.6
#[test]
fn only_transactions_of_the_seller_are_asked_about() {
    let seeds = CountedSeeds::default();
    let mut ledger = Ledger::new(CategoryChain::new(seeds.clone()));
    let at_kiosk = [purchase(BOB, IN_MARCH, "Kiosk", 1), purchase(CID, IN_MARCH, "Kiosk", 2)];
    for transaction in &at_kiosk {
        record(&mut ledger, transaction.clone());
    }
    let at_shell = record(&mut ledger, purchase(BOB, IN_MARCH, "Shell", 3));
    let fixed = record(&mut ledger, purchase(BOB, IN_MARCH, "Kiosk", 4));
    let _ = seeds.0.take();
    assert_eq!(ledger.fix_category(fixed, Other), Ok(()), "result of fixing a transaction");
    assert_eq!(in_march(&ledger, BOB, Other), 4, "spending for the fixed transaction");
    assert_eq!(ledger.category(fixed), Some(Other), "category of the fixed transaction");
    assert_eq!(ledger.category(at_shell), Some(Gas), "category of a transaction that is not fixed");
    assert_eq!(in_march(&ledger, BOB, Gas), 3, "spending for this transaction");
    assert_eq!(seeds.0.take(), [], "transactions that the seeds were asked about for these five calls");
    set_rule(&mut ledger, ANN, "Kiosk", Food);
    assert_eq!(in_march(&ledger, CID, Food), 2, "spending after the rule");
    let asked = seeds.0.take();
    assert!(!asked.is_empty(), "a rule for a seller with transactions asks the seeds");
    let others: Vec<_> = asked.iter().filter(|transaction| !at_kiosk.contains(transaction)).collect();
    assert!(others.is_empty(), "a rule for the kiosk asks the seeds about {others:?}");
}

/// Rules: 3.3, 3.6
#[test]
fn costs_do_not_grow_with_the_transactions() {
    const SIZE: i64 = 20_000;
    let mut ledger = ledger();
    let half = |ledger: &mut Ledger| {
        for number in 0..SIZE / 2 {
            let id = record(ledger, purchase(ANN, IN_MARCH, "Shell", 1));
            if number % 2 == 0 {
                assert_eq!(ledger.fix_category(id, Gas), Ok(()), "result of fixing a transaction in its category");
            }
        }
    };
    half(&mut ledger);
    let middle = record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", 1));
    half(&mut ledger);
    testkit::costs_less_than_a_walk(SIZE as usize, "reading the spending", |_| {
        assert_eq!(in_march(&ledger, ANN, Gas), SIZE, "spending for gas");
    });
    let kiosk = seller("Kiosk");
    testkit::costs_less_than_a_walk(SIZE as usize, "setting a rule for another seller", |number| {
        let category = if number % 2 == 0 { Food } else { Other };
        assert_eq!(ledger.set_rule(ANN, &kiosk, category), Ok(()), "result of a rule");
    });
    testkit::costs_less_than_a_walk(SIZE as usize, "fixing the category of a transaction", |number| {
        let category = if number % 2 == 0 { Food } else { Other };
        assert_eq!(ledger.fix_category(middle, category), Ok(()), "result of fixing a transaction");
    });
    let last = record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 1));
    testkit::costs_less_than_a_walk(SIZE as usize, "fixing one of 20,001 transactions of a seller", |number| {
        let category = if number % 2 == 0 { Food } else { Other };
        assert_eq!(ledger.fix_category(last, category), Ok(()), "result of fixing a transaction");
    });
}

/// Rules: 0.1, 3.1, 3.7
#[rstest]
#[case::too_large(i64::MAX, 1)]
#[case::too_small(i64::MIN, -1)]
fn a_sum_that_does_not_fit_is_an_error(#[case] large: i64, #[case] small: i64) {
    let mut ledger = ledger();
    let first = record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", large));
    let result = ledger.record(purchase(ANN, IN_MARCH, "Shell", small));
    assert_eq!(result, Err(SumTooLarge), "result of recording {small} after {large}");
    let next = record(&mut ledger, purchase(ANN, IN_FEBRUARY, "Shell", 1));
    assert_eq!(next.0, first.0 + 1, "id after the error, when the id before is {}", first.0);
    let second = record(&mut ledger, purchase(ANN, IN_MARCH, "Market", small));
    let result = ledger.fix_category(second, Gas);
    assert_eq!(result, Err(FixError::SumTooLarge(SumTooLarge)), "result of fixing a transaction");
    assert_eq!(ledger.category(second), Some(Food), "category of this transaction");
    set_rule(&mut ledger, ANN, "Market", Shopping);
    assert_eq!(ledger.category(second), Some(Shopping), "category after a rule: the transaction is not fixed");
    assert_eq!((in_march(&ledger, ANN, Gas), ledger.category(first)), (large, Some(Gas)), "the large amount");
}

/// Rules: 0.1, 3.7
#[test]
fn a_rule_that_fails_changes_nothing() {
    let mut ledger = ledger();
    record(&mut ledger, purchase(ANN, IN_MARCH, "Market", i64::MAX));
    let early = record(&mut ledger, purchase(ANN, IN_FEBRUARY, "Kiosk", 7));
    record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", 1));
    set_rule(&mut ledger, ANN, "Kiosk", Other);
    set_rule(&mut ledger, BOB, "Kiosk", Gas);
    assert_eq!(ledger.set_rule(ANN, &seller("Kiosk"), Food), Err(SumTooLarge), "result of a rule");
    assert_eq!(ledger.category(early), Some(Other), "category of an older transaction");
    assert_eq!(ledger.spending(ANN, FEBRUARY, Other), Cents(7), "spending in February");
    let next = record(&mut ledger, purchase(ANN, IN_FEBRUARY, "Kiosk", 8));
    assert_eq!(ledger.category(next), Some(Other), "category of the next transaction, by the old rule");
    let of_bob = record(&mut ledger, purchase(BOB, IN_MARCH, "Kiosk", 9));
    assert_eq!(ledger.category(of_bob), Some(Gas), "category for another user, by this user's rule");
    let of_cid = record(&mut ledger, purchase(CID, IN_MARCH, "Kiosk", 10));
    assert_eq!(ledger.category(of_cid), Some(Gas), "category for a third user, by the old votes");
}

/// Rules: 0.1, 2.5, 3.7
#[test]
fn a_first_rule_that_fails_is_no_vote() {
    let mut ledger = ledger();
    record(&mut ledger, purchase(ANN, IN_MARCH, "Market", i64::MAX));
    record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", 1));
    assert_eq!(ledger.set_rule(ANN, &seller("Kiosk"), Food), Err(SumTooLarge), "result of the first rule at a seller");
    for user in [ANN, BOB] {
        let id = record(&mut ledger, purchase(user, IN_FEBRUARY, "Kiosk", 1));
        assert_eq!(ledger.category(id), Some(Uncategorized), "category for {user:?} after the first rule failed");
    }
}

/// Rules: 0.1, 3.7
#[test]
fn a_sum_that_loses_a_refund_can_be_too_large() {
    let mut ledger = ledger();
    let refund = record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", -5));
    for cents in [i64::MAX, 5] {
        record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", cents));
    }
    let result = ledger.fix_category(refund, Food);
    assert_eq!(result, Err(FixError::SumTooLarge(SumTooLarge)), "result of moving a refund out of the largest sum");
    assert_eq!((in_march(&ledger, ANN, Gas), in_march(&ledger, ANN, Food)), (i64::MAX, 0), "gas and food");
}

/// Rules: 3.7
#[test]
fn only_the_sums_after_the_operation_count() {
    let mut ledger = ledger();
    record(&mut ledger, purchase(ANN, IN_MARCH, "Market", i64::MAX));
    record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", 5));
    record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", -5));
    record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", 2));
    record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", -3));
    set_rule(&mut ledger, ANN, "Kiosk", Food);
    assert_eq!(in_march(&ledger, ANN, Food), i64::MAX - 1, "spending after amounts that sum to -1 moved");
}

/// Rules: 3.8
#[test]
fn an_unknown_transaction_is_an_error() {
    let mut ledger = ledger();
    let TransactionId(known) = record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 300));
    for unknown in [u64::MAX, known + 1, known ^ 1 << 8, known ^ 1 << 16, known ^ 1 << 32].map(TransactionId) {
        assert_eq!(ledger.category(unknown), None, "category of {unknown:?}, when only {known} is known");
        let result = ledger.fix_category(unknown, Food);
        assert_eq!(result, Err(FixError::UnknownTransaction(unknown)), "result of fixing {unknown:?}");
    }
    assert_eq!(in_march(&ledger, ANN, Gas), 300, "spending after these errors");
}

/// Rules: 0.1, 3.1, 3.2, 3.4, 3.5, 3.7
#[test]
fn law_sums_equal_a_recount() {
    testkit::law(any_operations(false), |operations| {
        let (mut ledger, mut model, mut ids) = (detailed_ledger(), Model::default(), Vec::new());
        for operation in operations {
            apply(&operation, &mut ledger, &mut model, &mut ids);
            assert_same_sums(&ledger, &model, &ids, &operation);
        }
    });
}
