//! # New links and snapshots
//!
//! Two changes come from outside. The bank adds links of its own to the chain, and some look at the amount: a large
//! payment to a petrol station may be a car. And the ledger has to survive a restart, so it is turned into plain data and
//! back. What can be computed is not saved.
//!
//! Write `CategoryChain::insert`, and `snapshot` and `restore` in `src/snapshot.rs`. With the snapshot's types, many
//! mistakes cannot even be written down; three remain.
//!
//! Look up: `BTreeMap::range`. When all tests pass, remove the line in `src/lib.rs` that allows unused variables.
//!
//! Time box: 20 minutes.

use std::collections::BTreeMap;

use budget::{
    BudgetError, Budgets, Category, CategoryChain, CategorySource, Cents, FixError, Ledger, NoticeKind, SavedBudget,
    SavedTransaction, Snapshot, SnapshotError, SumTooLarge, Transaction, TransactionId,
};
use rstest::rstest;

use super::support::{
    ANN, BOB, DetailedSeeds, FEBRUARY, Food, Gas, Housing, IN_FEBRUARY, IN_MARCH, Inbox, Model, Other, Sent, Shopping,
    amounts, any_operations_with_budgets, apply, assert_same_sums, budgets, detailed_ledger, extract, in_march, ledger,
    purchase, record, seeds, seller, set_rule, simple_template,
};

/// A link that knows the category of large amounts.
#[derive(Debug)]
struct Large(Category);

impl CategorySource for Large {
    fn category(&self, transaction: &Transaction) -> Option<Category> {
        (transaction.amount >= Cents(1_000)).then_some(self.0)
    }
}

/// Rules: 7.1
#[rstest]
#[case::before_the_rule(0, [Housing, Housing, Housing, Housing])]
#[case::before_the_seeds(1, [Food, Housing, Housing, Housing])]
#[case::before_the_crowd(2, [Food, Gas, Housing, Housing])]
#[case::after_the_crowd(3, [Food, Gas, Shopping, Housing])]
#[case::after_the_end(usize::MAX, [Food, Gas, Shopping, Housing])]
fn a_new_link_has_a_position(#[case] position: usize, #[case] expected: [Category; 4]) {
    let mut chain = CategoryChain::new(seeds());
    chain.set_rule(ANN, &seller("Market"), Food);
    chain.set_rule(BOB, &seller("Kiosk"), Shopping);
    chain.insert(position, Large(Housing));
    let categories =
        ["Market", "Shell", "Kiosk", "Cinema"].map(|name| chain.category(&purchase(ANN, IN_MARCH, name, 1_000)));
    assert_eq!(categories, expected, "categories by a rule, a seed, a vote and nothing, with a new link at {position}");
    assert_eq!(chain.category(&purchase(ANN, IN_MARCH, "Shell", 999)), Gas, "category of an amount below the limit");
}

/// Rules: 7.1
#[test]
fn later_links_keep_their_order() {
    let mut chain = CategoryChain::new(seeds());
    chain.insert(1, Large(Housing));
    chain.insert(1, Large(Other));
    assert_eq!(chain.category(&purchase(ANN, IN_MARCH, "Shell", 1_000)), Other, "category by the link inserted last");
    chain.insert(0, Large(Food));
    assert_eq!(chain.category(&purchase(ANN, IN_MARCH, "Shell", 1_000)), Food, "category by the link at the start");
    for _ in 0..20 {
        chain.insert(0, Large(Food));
    }
    assert_eq!(chain.category(&purchase(ANN, IN_MARCH, "Shell", 999)), Gas, "category by a seed after 21 other links");
}

/// A link that knows the category of the amounts in which this bit is set.
#[derive(Debug)]
struct Bit(u32, Category);

impl CategorySource for Bit {
    fn category(&self, transaction: &Transaction) -> Option<Category> {
        (transaction.amount.0 >> self.0 & 1 == 1).then_some(self.1)
    }
}

/// Rules: 7.1
#[test]
fn positions_count_the_links_inserted_before() {
    let (mut chain, mut order) = (CategoryChain::new(seeds()), vec![None; 3]);
    for (bit, (position, category)) in (0..).zip([(3, Housing), (4, Food), (2, Gas), (5, Shopping), (9, Other)]) {
        chain.insert(position, Bit(bit, category));
        order.insert(position.min(order.len()), Some((bit, category)));
    }
    for amount in 0..32 {
        let first = order.iter().flatten().find(|(bit, _)| amount >> bit & 1 == 1);
        let expected = first.map_or(Category::Uncategorized, |(_, category)| *category);
        let category = chain.category(&purchase(ANN, IN_MARCH, "Cinema", amount));
        assert_eq!(category, expected, "category of {amount}, with the links {order:?}");
    }
}

/// Rules: 7.1
#[test]
fn a_ledger_works_with_new_links() {
    let mut chain = CategoryChain::new(seeds());
    chain.insert(2, Large(Housing));
    let mut ledger = Ledger::new(chain);
    for cents in [999, 1_000] {
        record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", cents));
    }
    set_rule(&mut ledger, BOB, "Kiosk", Food);
    assert_eq!((in_march(&ledger, ANN, Food), in_march(&ledger, ANN, Housing)), (999, 1_000), "food and housing");
}

/// Rules: 3.4, 7.1
#[test]
fn a_new_link_can_come_before_the_rules() {
    let mut chain = CategoryChain::new(seeds());
    chain.insert(0, Large(Housing));
    let mut ledger = Ledger::new(chain);
    for cents in [999, 1_000] {
        record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", cents));
    }
    set_rule(&mut ledger, ANN, "Kiosk", Food);
    assert_eq!((in_march(&ledger, ANN, Food), in_march(&ledger, ANN, Housing)), (999, 1_000), "food and housing");
}

/// Creates a ledger with something of everything.
fn full_ledger() -> Ledger {
    let mut ledger = ledger().with_budgets(budgets());
    let first = record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 90));
    record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", 7));
    record(&mut ledger, purchase(BOB, IN_FEBRUARY, "Kiosk", 8));
    let fixed = record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 5));
    assert!(first < fixed, "ids rise");
    assert_eq!(ledger.fix_category(fixed, Other), Ok(()), "result of fixing a transaction");
    set_rule(&mut ledger, ANN, "Kiosk", Food);
    let budgets = ledger.budgets_mut().expect("budgets");
    assert_eq!(budgets.set_override(ANN, Food, Some(Cents(300))), Ok(()), "result of an override");
    assert_eq!(budgets.set_override(ANN, Gas, Some(Cents(100))), Ok(()), "result of an override");
    ledger
}

#[track_caller]
fn restore(snapshot: Snapshot) -> Ledger {
    Ledger::restore(snapshot, CategoryChain::new(seeds()), simple_template())
        .unwrap_or_else(|error| panic!("restoring a snapshot: {error}"))
}

/// Rules: 7.2
#[test]
fn a_snapshot_lists_the_state() {
    let snapshot = full_ledger().snapshot();
    let transactions: Vec<_> =
        snapshot.transactions.values().map(|saved| (saved.transaction.clone(), saved.fixed)).collect();
    let expected = [
        (purchase(ANN, IN_MARCH, "Shell", 90), None),
        (purchase(ANN, IN_MARCH, "Kiosk", 7), None),
        (purchase(BOB, IN_FEBRUARY, "Kiosk", 8), None),
        (purchase(ANN, IN_MARCH, "Shell", 5), Some(Other)),
    ];
    assert_eq!(transactions, expected, "transactions in the snapshot");
    let last = snapshot.transactions.keys().last().map(|id| id.0);
    assert!(last < Some(snapshot.next_id), "next id {} after {last:?}", snapshot.next_id);
    assert_eq!(
        snapshot.rules,
        BTreeMap::from([(ANN, BTreeMap::from([(seller("Kiosk"), Food)]))]),
        "rules in the snapshot"
    );
    let budget = |overrides| SavedBudget { income: Cents(1_000), overrides };
    let expected = BTreeMap::from([(ANN, budget(amounts([(Food, 300), (Gas, 100)]))), (BOB, budget(amounts([])))]);
    assert_eq!(snapshot.budgets, expected, "budgets in the snapshot");
    let sent: Vec<_> = snapshot.sent.iter().map(|notice| (notice.user, notice.category, notice.kind)).collect();
    assert!(sent.contains(&(ANN, Gas, NoticeKind::Nearing)), "sent notices in the snapshot are {sent:?}");
    assert!(!sent.contains(&(ANN, Gas, NoticeKind::Exceeded)), "sent notices in the snapshot are {sent:?}");
    assert_eq!(ledger().snapshot().transactions, BTreeMap::new(), "transactions in the snapshot of a new ledger");
}

/// Rules: 7.2
#[test]
fn a_snapshot_does_not_list_rearmed_notices() {
    let mut ledger = ledger().with_budgets(budgets());
    for cents in [90, -50] {
        record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", cents));
    }
    assert_eq!(ledger.snapshot().sent, [].into(), "sent notices after a refund");
}

/// Rules: 7.2
#[test]
fn a_snapshot_lists_users_without_transactions() {
    let users: Vec<_> = ledger().with_budgets(budgets()).snapshot().budgets.into_keys().collect();
    assert_eq!(users, [ANN, BOB], "users with a budget in the snapshot");
}

/// Rules: 7.2
#[test]
fn a_snapshot_lists_overrides_of_zero() {
    let mut budgets = budgets();
    assert_eq!(budgets.set_override(ANN, Gas, Some(Cents(0))), Ok(()), "result of an override");
    let saved = ledger().with_budgets(budgets).snapshot().budgets;
    assert_eq!(saved[&ANN].overrides, amounts([(Gas, 0)]), "overrides in the snapshot");
}

/// Rules: 7.2
#[test]
fn a_snapshot_lists_all_transactions() {
    let mut ledger = ledger();
    for _ in 0..2_000 {
        record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 1));
    }
    assert_eq!(ledger.snapshot().transactions.len(), 2_000, "number of transactions in the snapshot");
}

/// Rules: 7.2
#[test]
fn a_snapshot_lists_rules_from_before_the_ledger() {
    let mut chain = CategoryChain::new(seeds());
    chain.set_rule(ANN, &seller("Kiosk"), Food);
    let rules = Ledger::new(chain).snapshot().rules;
    assert_eq!(rules, BTreeMap::from([(ANN, BTreeMap::from([(seller("Kiosk"), Food)]))]), "rules in the snapshot");
}

/// Rules: 0.1, 7.2
#[test]
fn a_snapshot_does_not_list_operations_that_failed() {
    let mut ledger = ledger().with_budgets(budgets());
    record(&mut ledger, purchase(ANN, IN_MARCH, "Market", i64::MAX));
    let fuel = record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 1));
    set_rule(&mut ledger, BOB, "Shell", Other);
    let before = ledger.snapshot();
    assert_eq!(ledger.set_rule(ANN, &seller("Shell"), Food), Err(SumTooLarge), "result of a rule");
    assert_eq!(ledger.snapshot().rules, before.rules, "rules in the snapshot after a rule that failed");
    let result = ledger.fix_category(fuel, Food);
    assert_eq!(result, Err(FixError::SumTooLarge(SumTooLarge)), "result of fixing a transaction");
    let text = extract(&[purchase(ANN, IN_MARCH, "Market", 2)]);
    assert!(ledger.import(&text).is_err(), "an import succeeded although a sum does not fit");
    let result = ledger.record(purchase(ANN, IN_MARCH, "Market", 2));
    assert_eq!(result, Err(SumTooLarge), "result of recording");
    assert_eq!(ledger.snapshot(), before, "snapshot after four operations that failed");
}

/// Rules: 7.2, 7.3
#[test]
fn a_snapshot_survives_json() {
    let snapshot = full_ledger().snapshot();
    let json = serde_json::to_string(&snapshot).expect("a snapshot is JSON");
    for part in [r#""2016-03-01T00:30:00Z""#, r#""kiosk":"Food""#, r#""fixed":"Other""#] {
        assert!(json.contains(part), "{part} is in {json}");
    }
    let read: Snapshot =
        serde_json::from_str(&json).unwrap_or_else(|error| panic!("{json} is not a snapshot: {error}"));
    assert_eq!(restore(read).snapshot(), snapshot, "snapshot of the restored ledger");
}

/// Rules: 7.3
#[test]
fn a_restored_ledger_continues() {
    let original = full_ledger();
    let snapshot = original.snapshot();
    let (&fixed, _) = snapshot.transactions.last_key_value().expect("a transaction");
    let mut ledger = restore(snapshot.clone());
    let inbox = Inbox::subscribe(&mut ledger);
    for category in [Gas, Food, Other, Housing] {
        assert_eq!(in_march(&ledger, ANN, category), in_march(&original, ANN, category), "spending for {category:?}");
    }
    assert_eq!(ledger.spending(BOB, FEBRUARY, Food), Cents(8), "spending of Bob by the vote of Ann");
    let kinds = |inbox: &Inbox| inbox.take().iter().map(|notice| (notice.category, notice.kind)).collect::<Vec<_>>();
    assert_eq!(ledger.import(&extract(&[purchase(ANN, IN_MARCH, "Shell", 90)])), Ok(vec![]), "new transactions");
    let id = record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 20));
    assert_eq!(id, TransactionId(snapshot.next_id), "id of the next transaction");
    assert_eq!(
        kinds(&inbox),
        [(Gas, NoticeKind::Exceeded)],
        "notices after spending 110 of 100, if 90 were sent before"
    );
    set_rule(&mut ledger, ANN, "Shell", Shopping);
    assert_eq!(ledger.category(fixed), Some(Other), "category of the fixed transaction after a rule");
    let parts = ledger.budgets_mut().and_then(|budgets| budgets.budget(ANN)).cloned();
    assert_eq!(
        parts,
        Some(amounts([
            (Housing, 600),
            (Food, 300),
            (Gas, 100),
            (Shopping, 0),
            (Other, 0),
            (Category::Uncategorized, 0)
        ])),
        "budget"
    );
}

/// Rules: 5.5, 7.3
#[test]
fn a_restored_ledger_has_sent_what_the_old_one_sent() {
    let mut ledger = ledger().with_budgets(budgets());
    for (name, cents) in [("Shell", 90), ("Market", 100)] {
        record(&mut ledger, purchase(ANN, IN_MARCH, name, cents));
    }
    let budgets = ledger.budgets_mut().expect("budgets");
    for (category, cents) in [(Gas, 300), (Food, 100)] {
        assert_eq!(budgets.set_override(ANN, category, Some(Cents(cents))), Ok(()), "result of an override");
    }
    let snapshot = ledger.snapshot();
    let mut ledger = restore(snapshot.clone());
    assert_eq!(
        ledger.snapshot().sent,
        snapshot.sent,
        "sent notices, after a higher budget for gas and a lower for food"
    );
    let inbox = Inbox::subscribe(&mut ledger);
    record(&mut ledger, purchase(ANN, IN_MARCH, "Market", 1));
    let kinds: Vec<_> = inbox.take().iter().map(|notice| (notice.category, notice.kind)).collect();
    let expected = [NoticeKind::Nearing, NoticeKind::Exceeded].map(|kind| (Food, kind));
    assert_eq!(kinds, expected, "notices after spending 101 of a budget for food that was lowered to 100");
}

/// Rules: 3.8, 7.3
#[test]
fn ids_are_not_issued_again() {
    let snapshot = Snapshot { next_id: 700, ..Snapshot::default() };
    let mut ledger = restore(snapshot);
    assert_eq!(record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 1)), TransactionId(700), "the first id");
    assert_eq!(ledger.snapshot().next_id, 701, "the next id");
    let saved = SavedTransaction { transaction: purchase(ANN, IN_MARCH, "Shell", 1), fixed: None };
    let snapshot = Snapshot { next_id: 9, transactions: [(TransactionId(3), saved)].into(), ..Snapshot::default() };
    let mut with_gaps = restore(snapshot);
    let first = record(&mut with_gaps, purchase(ANN, IN_MARCH, "Shell", 1));
    assert_eq!(first, TransactionId(9), "the first id after a snapshot in which the last one is 3");
    let of = |id| with_gaps.category(TransactionId(id));
    assert_eq!([0, 3, 4, 9].map(of), [None, Some(Gas), None, Some(Gas)], "categories of the ids 0, 3, 4 and 9");
    let gap = TransactionId(699);
    assert_eq!(ledger.category(gap), None, "category of an id that the snapshot does not have");
    let result = ledger.fix_category(gap, Food);
    assert_eq!(result, Err(FixError::UnknownTransaction(gap)), "result of fixing this id");
}

/// Rules: 7.3
#[test]
fn a_ledger_restored_without_users_has_budgets() {
    let snapshot = ledger().with_budgets(Budgets::new(simple_template())).snapshot();
    let mut ledger = restore(snapshot);
    let inbox = Inbox::subscribe(&mut ledger);
    let budgets = ledger.budgets_mut().expect("budgets of a restored ledger");
    assert_eq!(budgets.set_income(ANN, Cents(1_000)), Ok(()), "result of setting an income");
    record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 90));
    assert_eq!(inbox.take().len(), 1, "number of notices after spending 90 of 100");
}

/// Rules: 7.3
#[test]
fn overrides_are_restored_together() {
    let mut ledger = ledger().with_budgets(budgets());
    let of_ann = ledger.budgets_mut().expect("budgets");
    // Without the override of a category that has no share, the others leave a rest that belongs to no category.
    for (category, amount) in [(Other, 400), (Gas, 100), (Food, 200), (Housing, 300)] {
        assert_eq!(
            of_ann.set_override(ANN, category, Some(Cents(amount))),
            Ok(()),
            "result of overriding {category:?}"
        );
    }
    let snapshot = ledger.snapshot();
    assert_eq!(restore(snapshot.clone()).snapshot(), snapshot, "snapshot of the restored ledger");
}

/// Rules: 3.5, 7.3
#[test]
fn a_fixed_category_stays_fixed_after_a_restart() {
    let mut ledger = ledger();
    let fixed = record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 300));
    assert_eq!(ledger.fix_category(fixed, Gas), Ok(()), "result of fixing a transaction in its category");
    let mut ledger = restore(ledger.snapshot());
    set_rule(&mut ledger, ANN, "Shell", Food);
    assert_eq!(ledger.category(fixed), Some(Gas), "category of the fixed transaction after a rule");
}

/// Rules: 7.4
#[test]
fn a_wrong_snapshot_is_an_error() {
    let saved = |cents| SavedTransaction { transaction: purchase(ANN, IN_MARCH, "Shell", cents), fixed: None };
    let all_errors = Snapshot {
        next_id: 3,
        transactions: [0, 4, 3].map(|id| (TransactionId(id), saved(i64::MAX))).into(),
        rules: BTreeMap::new(),
        budgets: [ANN, BOB]
            .map(|user| (user, SavedBudget { income: Cents(5), overrides: amounts([(Food, 6)]) }))
            .into(),
        sent: [].into(),
    };
    let error = |snapshot| Ledger::restore(snapshot, CategoryChain::new(seeds()), simple_template()).err();
    let expected = SnapshotError::UnissuedId(TransactionId(3));
    assert_eq!(error(all_errors.clone()), Some(expected), "error of ids that are not below 3");
    let issued = Snapshot { next_id: 5, ..all_errors };
    let expected = SnapshotError::Budget { user: ANN, error: BudgetError::OverridesTooLarge };
    assert_eq!(error(issued.clone()), Some(expected), "error of overrides that sum to more than the income");
    let without_budgets = Snapshot { budgets: BTreeMap::new(), ..issued };
    let expected = SnapshotError::SumTooLarge(SumTooLarge);
    assert_eq!(error(without_budgets.clone()), Some(expected), "error of amounts whose sum does not fit");
    let mut balanced = Snapshot { next_id: 7, ..without_budgets };
    balanced.transactions.insert(TransactionId(5), saved(-i64::MAX));
    balanced.transactions.insert(TransactionId(6), saved(-i64::MAX));
    assert_eq!(in_march(&restore(balanced), ANN, Gas), i64::MAX, "spending for amounts whose sum fits");
}

/// Rules: 7.2, 7.3
#[test]
fn law_a_restored_ledger_behaves_the_same() {
    testkit::law((any_operations_with_budgets(true), 0..30usize), |(operations, restart)| {
        let mut current = detailed_ledger().with_budgets(budgets());
        let mut inbox = Inbox::subscribe(&mut current);
        let (mut model, mut ids, mut sent) = (Model::default(), Vec::new(), Sent::default());
        for (index, operation) in operations.iter().enumerate() {
            if index == restart {
                let snapshot = current.snapshot();
                assert_eq!(snapshot.rules, model.rules(), "rules in the snapshot");
                let saved =
                    snapshot.transactions.iter().map(|(id, saved)| (*id, saved.transaction.clone(), saved.fixed));
                let expected = ids.iter().zip(&model.transactions).map(|(id, (it, fixed))| (*id, it.clone(), *fixed));
                assert!(saved.eq(expected), "transactions in {snapshot:?} are {:?}", model.transactions);
                let chain = CategoryChain::new(DetailedSeeds);
                current = Ledger::restore(snapshot.clone(), chain, simple_template())
                    .unwrap_or_else(|error| panic!("restoring a snapshot: {error}"));
                inbox = Inbox::subscribe(&mut current);
                assert_eq!(current.snapshot(), snapshot, "snapshot of the restored ledger");
            }
            let before = model.clone();
            apply(operation, &mut current, &mut model, &mut ids);
            assert_same_sums(&current, &model, &ids, operation);
            let expected = sent.update(current.budgets_mut().expect("budgets"), &before, &model);
            assert_eq!(inbox.take(), expected, "notices after {operation:?}");
            assert_eq!(current.snapshot().sent, sent.0, "notices in a snapshot after {operation:?}");
        }
    });
}
