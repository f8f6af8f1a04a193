//! The operations of property tests.

use budget::{Category, Cents, FixError, ImportError, Ledger, Seller, Transaction, TransactionId, UserId};
use enum_iterator::all;
use proptest::prelude::*;

use super::{ANN, BOB, CID, DECEMBER, IN_DECEMBER, IN_MARCH, LATER_IN_MARCH, MARCH, Model, extract, purchase, seller};

/// An operation of a ledger.
#[derive(Clone, Debug)]
pub enum Operation {
    Record(Transaction),
    /// Fixes the category of the transaction at this index, if there is one.
    Fix(usize, Category),
    SetRule(UserId, Seller, Category),
    Import(Vec<Transaction>),
    /// Gives a user an income, which can be too low for the overrides.
    SetIncome(UserId, Cents),
    SetOverride(UserId, Category, Option<Cents>),
}

pub fn any_transaction() -> impl Strategy<Value = Transaction> + 'static {
    let cents = prop_oneof![18 => -120..150i64, 2 => Just(0), 1 => Just(i64::MAX), 1 => Just(i64::MIN)];
    let time = prop::sample::select(vec![IN_DECEMBER, IN_MARCH, LATER_IN_MARCH]);
    (any_user(), time, any_name(), cents).prop_map(|(user, time, name, cents)| purchase(user, time, name, cents))
}

/// Generates operations. Only if `imports` is set, some of them are imports. Changes of the budget are among those of
/// [`any_operations_with_budgets`].
pub fn any_operations(imports: bool) -> impl Strategy<Value = Vec<Operation>> + 'static {
    prop::collection::vec(any_operation(imports), 0..24)
}

/// Generates operations, some of which change a budget.
pub fn any_operations_with_budgets(imports: bool) -> impl Strategy<Value = Vec<Operation>> + 'static {
    let cents = || (0..150i64).prop_map(Cents);
    let change = prop_oneof![
        (any_user(), 0..1_000i64).prop_map(|(user, income)| Operation::SetIncome(user, Cents(income))),
        (any_user(), any_category(), prop::option::of(cents()))
            .prop_map(|(user, category, amount)| Operation::SetOverride(user, category, amount)),
    ];
    prop::collection::vec(prop_oneof![3 => any_operation(imports), 1 => change], 0..30)
}

fn any_category() -> impl Strategy<Value = Category> + 'static {
    prop::sample::select(all::<Category>().collect::<Vec<_>>())
}

fn any_operation(imports: bool) -> impl Strategy<Value = Operation> + 'static {
    let rule = (any_user(), any_name(), any_category());
    prop_oneof![
        6 => any_transaction().prop_map(Operation::Record),
        2 => (0..12usize, any_category()).prop_map(|(index, category)| Operation::Fix(index, category)),
        4 => rule.prop_map(|(user, name, category)| Operation::SetRule(user, seller(name), category)),
        if imports { 3 } else { 0 } => prop::collection::vec(any_transaction(), 0..5).prop_map(Operation::Import),
    ]
}

fn any_user() -> impl Strategy<Value = UserId> + 'static {
    prop::sample::select(vec![ANN, BOB, CID])
}

fn any_name() -> impl Strategy<Value = &'static str> + 'static {
    prop::sample::select(vec!["Shell", "Kiosk", "Cinema"])
}

/// Applies an operation to a ledger and a model, and checks its result. `ids` are those of the model's transactions.
#[track_caller]
pub fn apply(operation: &Operation, ledger: &mut Ledger, model: &mut Model, ids: &mut Vec<TransactionId>) {
    let mut after = model.clone();
    match operation {
        Operation::Record(transaction) => {
            after.transactions.push((transaction.clone(), None));
            let result = ledger.record(transaction.clone());
            assert_eq!(result.is_ok(), after.fits(), "success of {operation:?}");
            ids.extend(result);
        }
        Operation::Fix(index, category) => {
            let Some(&id) = ids.get(*index) else { return };
            after.transactions[*index].1 = Some(*category);
            let expected = if after.fits() { Ok(()) } else { Err(FixError::SumTooLarge(budget::SumTooLarge)) };
            assert_eq!(ledger.fix_category(id, *category), expected, "result of {operation:?}");
        }
        Operation::SetRule(user, seller, category) => {
            after.set_rule(*user, seller, *category);
            let expected = if after.fits() { Ok(()) } else { Err(budget::SumTooLarge) };
            assert_eq!(ledger.set_rule(*user, seller, *category), expected, "result of {operation:?}");
        }
        Operation::Import(transactions) => {
            let new = after.import(transactions);
            match ledger.import(&extract(transactions)) {
                Err(error) => {
                    assert_eq!(error, ImportError::SumTooLarge(budget::SumTooLarge), "result of {operation:?}");
                    assert!(!after.fits(), "{operation:?} is an error although all sums fit");
                }
                Ok(new_ids) => {
                    assert_eq!(new_ids.len(), new.len(), "number of new transactions of {operation:?}");
                    assert!(after.fits(), "{operation:?} succeeded although a sum does not fit");
                    ids.extend(new_ids);
                }
            }
        }
        Operation::SetIncome(user, income) => {
            let _ = ledger.budgets_mut().expect("budgets").set_income(*user, *income);
        }
        Operation::SetOverride(user, category, amount) => {
            let _ = ledger.budgets_mut().expect("budgets").set_override(*user, *category, *amount);
        }
    }
    if after.fits() {
        *model = after;
    }
}

/// Asserts that a ledger has the same sums and categories as the model.
#[track_caller]
pub fn assert_same_sums(ledger: &Ledger, model: &Model, ids: &[TransactionId], after: &Operation) {
    let sums = model.sums();
    for user in [ANN, BOB, CID] {
        for month in [DECEMBER, MARCH] {
            for category in all::<Category>() {
                let expected = sums.get(&(user, month, category)).copied().unwrap_or_default();
                let Cents(spent) = ledger.spending(user, month, category);
                let what = format_args!("spending of {user:?} in month {} for {category:?}", month.month);
                assert_eq!(i128::from(spent), expected, "{what} after {after:?}");
            }
        }
    }
    for (index, &id) in ids.iter().enumerate() {
        let expected = Some(model.category_at(index));
        assert_eq!(ledger.category(id), expected, "category of transaction {index} after {after:?}");
    }
}
