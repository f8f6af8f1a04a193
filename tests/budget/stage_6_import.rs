//! # Import
//!
//! The bank sends an extract every week, and each one overlaps the last. Two coffees at the same time are two purchases,
//! but the same line in two extracts is one. So it is not enough to know whether a transaction is stored. You need to
//! know how often.
//!
//! Write `import`. It reads all lines before it changes anything. If `record` is a special case of adding many
//! transactions at once, the sums, the notices and the errors are done already.
//!
//! Look up: multiset, `HashMap::entry`, `#[from]` of `thiserror`.
//!
//! Time box: 20 minutes.

use budget::{
    BadLine, Cents, Field, ImportError, Ledger, LineError, Notice, NoticeKind, Observer, SumTooLarge, TransactionId,
};
use proptest::prelude::*;

use super::support::{
    ANN, BOB, FEBRUARY, Food, Gas, IN_FEBRUARY, IN_MARCH, Inbox, LATER_IN_MARCH, Model, Other, Sent,
    any_operations_with_budgets, any_transaction, apply, assert_same_sums, budgets, detailed_ledger, extract, in_march,
    ledger, purchase, record, set_rule,
};

#[track_caller]
fn import(ledger: &mut Ledger, text: &str) -> Vec<TransactionId> {
    ledger.import(text).unwrap_or_else(|error| panic!("importing {text:?} returned {error:?}"))
}

/// Rules: 6.1, 6.2
#[test]
fn the_same_extract_again_adds_nothing() {
    let mut ledger = ledger();
    let text = extract(&[
        purchase(ANN, IN_MARCH, "Shell", 100),
        purchase(ANN, IN_MARCH, "Shell", 100),
        purchase(BOB, IN_MARCH, "Market", -5),
    ]);
    assert_eq!(import(&mut ledger, &text).len(), 3, "number of transactions that are new");
    assert_eq!((in_march(&ledger, ANN, Gas), in_march(&ledger, BOB, Food)), (200, -5), "spending after the import");
    assert_eq!(import(&mut ledger, &text), [], "transactions that are new in the same extract");
    assert_eq!(in_march(&ledger, ANN, Gas), 200, "spending after the same extract");
    assert_eq!(import(&mut ledger, ""), [], "transactions that are new in an empty extract");
}

/// Rules: 6.1
#[test]
fn a_transaction_that_differs_in_a_field_is_another_one() {
    let mut ledger = ledger();
    let first = purchase(ANN, IN_MARCH, "Shell", 100);
    assert_eq!(import(&mut ledger, &extract(std::slice::from_ref(&first))).len(), 1, "number of new transactions");
    for other in [
        purchase(BOB, IN_MARCH, "Shell", 100),
        purchase(ANN, LATER_IN_MARCH, "Shell", 100),
        purchase(ANN, IN_MARCH, "Market", 100),
        purchase(ANN, IN_MARCH, "Shell", -100),
    ] {
        let new = import(&mut ledger, &extract(&[first.clone(), other.clone()]));
        assert_eq!(new.len(), 1, "number of new transactions with {other:?}");
    }
    let same = "1\t2016-03-01T00:30:00+00:00\t sHELL \t1\n";
    assert_eq!(
        import(&mut ledger, same),
        [],
        "new transactions in an extract that writes the first one in another way"
    );
    let both = format!("{}{same}", extract(&[first]));
    assert_eq!(import(&mut ledger, &both).len(), 1, "number of new transactions if an extract writes it in two ways");
}

/// Rules: 6.2, 6.3
#[test]
fn of_equal_lines_the_last_ones_are_new() {
    let mut ledger = ledger();
    let (coffee, fuel) = (purchase(ANN, IN_MARCH, "Kiosk", 3), purchase(ANN, IN_MARCH, "Shell", 100));
    let stored = import(&mut ledger, &extract(&[coffee.clone(), coffee.clone()]));
    let text = extract(&[coffee.clone(), fuel.clone(), coffee.clone(), coffee.clone(), fuel, coffee.clone()]);
    let new = import(&mut ledger, &text);
    let categories: Vec<_> = new.iter().filter_map(|&id| ledger.category(id)).collect();
    let expected = [Gas, budget::Category::Uncategorized, Gas, budget::Category::Uncategorized];
    assert_eq!(categories, expected, "categories of the new transactions, in the order of the lines");
    assert!(new.is_sorted() && stored.iter().all(|id| *id < new[0]), "ids {new:?} rise after {stored:?}");
    assert_eq!(import(&mut ledger, &extract(&[coffee])), [], "new transactions in a shorter extract");
}

/// Rules: 6.3
#[test]
fn new_transactions_have_the_order_of_the_lines() {
    let mut ledger = ledger();
    let text = extract(&[
        purchase(BOB, LATER_IN_MARCH, "Shell", 3),
        purchase(ANN, IN_MARCH, "Market", 2),
        purchase(ANN, IN_FEBRUARY, "Kiosk", 1),
    ]);
    let new = import(&mut ledger, &text);
    assert!(new.is_sorted(), "ids {new:?} of new transactions rise");
    let categories: Vec<_> = new.iter().filter_map(|&id| ledger.category(id)).collect();
    let expected = [Gas, Food, budget::Category::Uncategorized];
    assert_eq!(categories, expected, "categories of three lines, of which the last has the earliest time");
}

/// Rules: 6.2, 6.4
#[test]
fn recorded_transactions_are_stored_already() {
    let mut ledger = ledger();
    let fuel = purchase(ANN, IN_MARCH, "Shell", 100);
    let id = record(&mut ledger, fuel.clone());
    assert_eq!(ledger.fix_category(id, Other), Ok(()), "result of fixing the transaction");
    assert_eq!(import(&mut ledger, &extract(std::slice::from_ref(&fuel))), [], "new transactions");
    assert_eq!((in_march(&ledger, ANN, Other), in_march(&ledger, ANN, Gas)), (100, 0), "spending for other and gas");
    assert_eq!(import(&mut ledger, &extract(&[fuel.clone(), fuel.clone()])).len(), 1, "number of new transactions");
    assert_eq!((in_march(&ledger, ANN, Other), in_march(&ledger, ANN, Gas)), (100, 100), "spending for other and gas");
    set_rule(&mut ledger, ANN, "Shell", Food);
    assert_eq!(ledger.category(id), Some(Other), "category of the fixed transaction");
    record(&mut ledger, fuel.clone());
    assert_eq!(import(&mut ledger, &extract(&[fuel.clone(), fuel.clone(), fuel])), [], "new transactions of three");
}

/// Rules: 0.1, 6.5
#[test]
fn a_bad_line_rejects_the_extract() {
    let mut ledger = ledger().with_budgets(budgets());
    let inbox = Inbox::subscribe(&mut ledger);
    let good = extract(&[purchase(ANN, IN_MARCH, "Shell", 500)]);
    let error = LineError { line: 2, error: BadLine::Field(Field::Amount) };
    let result = ledger.import(&format!("{good}{}", good.replace("5.00", "5.0")));
    assert_eq!(result, Err(ImportError::Line(error)), "result of an extract with a bad line");
    assert_eq!(in_march(&ledger, ANN, Gas), 0, "spending after the error");
    assert_eq!(inbox.take(), [], "notices after the error");
    assert_eq!(import(&mut ledger, &good).len(), 1, "number of new transactions without the bad line");
    let large = extract(&[purchase(ANN, IN_MARCH, "Shell", i64::MAX)]);
    let error = LineError { line: 3, error: BadLine::Fields(1) };
    let result = ledger.import(&format!("{large}{large}x\n"));
    assert_eq!(result, Err(ImportError::Line(error)), "result of a bad line after two amounts whose sum does not fit");
}

/// Rules: 0.1, 6.5
#[test]
fn a_sum_that_does_not_fit_rejects_the_extract() {
    let mut ledger = ledger().with_budgets(budgets());
    let TransactionId(before) = record(&mut ledger, purchase(ANN, IN_FEBRUARY, "Market", 1));
    let inbox = Inbox::subscribe(&mut ledger);
    let large = purchase(ANN, IN_MARCH, "Shell", i64::MAX);
    let text = extract(&[purchase(BOB, IN_FEBRUARY, "Shell", 500), large.clone(), large.clone()]);
    assert_eq!(ledger.import(&text), Err(ImportError::SumTooLarge(SumTooLarge)), "result of two large amounts");
    assert_eq!(ledger.spending(BOB, FEBRUARY, Gas), Cents(0), "spending after the error");
    assert_eq!(inbox.take(), [], "notices after the error");
    let text = extract(&[large.clone(), large, purchase(ANN, IN_MARCH, "Shell", -i64::MAX)]);
    let expected = [1, 2, 3].map(|next| TransactionId(before + next));
    assert_eq!(import(&mut ledger, &text), expected, "new transactions if the sum fits, after {before}");
    assert_eq!(in_march(&ledger, ANN, Gas), i64::MAX, "spending after that");
}

/// Rules: 6.6
#[test]
fn notices_compare_before_and_after_the_import() {
    let mut ledger = ledger().with_budgets(budgets());
    let inbox = Inbox::subscribe(&mut ledger);
    let text = extract(&[
        purchase(ANN, IN_MARCH, "Shell", 500),
        purchase(ANN, LATER_IN_MARCH, "Shell", -410),
        purchase(ANN, IN_MARCH, "Market", 500),
        purchase(ANN, LATER_IN_MARCH, "Market", -500),
        purchase(ANN, IN_FEBRUARY, "Shell", 101),
    ]);
    assert_eq!(import(&mut ledger, &text).len(), 5, "number of new transactions");
    let notices: Vec<_> =
        inbox.take().iter().map(|notice| (notice.month.month, notice.category, notice.kind)).collect();
    let expected = [(2, Gas, NoticeKind::Nearing), (2, Gas, NoticeKind::Exceeded), (3, Gas, NoticeKind::Nearing)];
    assert_eq!(notices, expected, "notices after an import with refunds and a late month");
}

/// Rules: 5.4, 6.6
#[test]
fn an_import_rearms_and_sends() {
    let mut ledger = ledger().with_budgets(budgets());
    let inbox = Inbox::subscribe(&mut ledger);
    for (cents, kinds) in [(90, &[NoticeKind::Nearing][..]), (-50, &[]), (41, &[NoticeKind::Nearing]), (5, &[])] {
        import(&mut ledger, &extract(&[purchase(ANN, IN_MARCH, "Shell", cents)]));
        let spent = in_march(&ledger, ANN, Gas);
        assert_eq!(inbox.kinds(), kinds, "notices after importing {cents}, which makes {spent} of 100");
    }
}

/// An observer that panics.
#[derive(Debug)]
struct Panicking;

impl Observer for Panicking {
    fn notify(&mut self, _: &Notice) {
        std::panic::resume_unwind(Box::new("a panic of an observer"));
    }
}

/// Rules: 5.8, 6.6
#[test]
fn an_import_succeeds_although_an_observer_panics() {
    let mut ledger = ledger().with_budgets(budgets());
    ledger.subscribe(Panicking);
    let inbox = Inbox::subscribe(&mut ledger);
    let text = extract(&[purchase(ANN, IN_MARCH, "Shell", 101), purchase(ANN, IN_MARCH, "Market", 1)]);
    assert_eq!(import(&mut ledger, &text).len(), 2, "number of new transactions");
    assert_eq!(inbox.kinds(), [NoticeKind::Nearing, NoticeKind::Exceeded], "notices that the next observer hears");
}

/// Rules: 6.7
#[test]
fn an_import_costs_as_much_as_its_lines() {
    const SIZE: i64 = 20_000;
    let mut ledger = ledger();
    let (fuel, coffee) = (purchase(ANN, IN_MARCH, "Shell", 1), purchase(ANN, IN_MARCH, "Shell", 2));
    for _ in 0..SIZE / 2 {
        record(&mut ledger, fuel.clone());
    }
    for cents in 0..SIZE / 2 {
        record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 10 + cents));
    }
    record(&mut ledger, coffee.clone());
    let text = extract(&[coffee]);
    testkit::costs_less_than_a_walk(SIZE as usize, "importing a stored line into 20,000 transactions", |_| {
        assert_eq!(ledger.import(&text), Ok(vec![]), "new transactions");
    });
    testkit::costs_less_than_a_walk(SIZE as usize, "importing a new line into 20,000 transactions", |number| {
        let text = extract(&[purchase(ANN, IN_MARCH, "Shell", -1 - number as i64)]);
        assert_eq!(import(&mut ledger, &text).len(), 1, "number of new transactions");
    });
}

/// Rules: 6.2, 6.3, 6.4, 6.5, 6.6
#[test]
fn law_imports_equal_a_recount() {
    testkit::law(any_operations_with_budgets(true), |operations| {
        let mut ledger = detailed_ledger().with_budgets(budgets());
        let inbox = Inbox::subscribe(&mut ledger);
        let (mut model, mut ids, mut sent) = (Model::default(), Vec::new(), Sent::default());
        for operation in operations {
            let before = model.clone();
            apply(&operation, &mut ledger, &mut model, &mut ids);
            assert_same_sums(&ledger, &model, &ids, &operation);
            let expected = sent.update(ledger.budgets_mut().expect("budgets"), &before, &model);
            assert_eq!(inbox.take(), expected, "notices after {operation:?}");
        }
    });
}

/// Rules: 6.2
#[test]
fn law_overlapping_extracts_import_to_the_whole() {
    let cases =
        (prop::collection::vec(any_transaction(), 0..12), prop::collection::vec((0..12usize, 0..12usize), 0..6));
    testkit::law(cases, |(all, parts)| {
        let all: Vec<_> = all.into_iter().filter(|transaction| transaction.amount.0.abs_diff(0) < 1_000).collect();
        let mut ledger = ledger();
        let mut stored = 0;
        for (start, end) in parts.into_iter().chain([(0, 12)]) {
            let part = all.get(start.min(all.len())..end.min(all.len())).unwrap_or_default();
            stored += import(&mut ledger, &extract(part)).len();
        }
        assert_eq!(stored, all.len(), "number of transactions after importing parts, and then the whole of {all:?}");
    });
}
