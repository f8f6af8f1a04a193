//! Helpers that the stages share.

// Some helpers are unused when a stage is left out.
#![allow(dead_code, unused_imports)]

mod model;
mod operations;

use std::collections::BTreeMap;

use budget::{
    Budgets, Category, CategoryChain, CategorySource, Cents, Ledger, Month, Notice, NoticeKind, Observer, SeedMap,
    Seller, Template, Tier, Timestamp, Transaction, TransactionId, UserId,
};
use testkit::CallLog;

pub use Category::{Food, Gas, Housing, Other, Shopping, Uncategorized};
pub use model::{Model, Sent, SumKey};
pub use operations::{
    Operation, any_operations, any_operations_with_budgets, any_transaction, apply, assert_same_sums,
};

pub const ANN: UserId = UserId(1);
pub const BOB: UserId = UserId(20);
pub const CID: UserId = UserId(3);

pub const DECEMBER: Month = Month { year: 2015, month: 12 };
pub const FEBRUARY: Month = Month { year: 2016, month: 2 };
pub const MARCH: Month = Month { year: 2016, month: 3 };

pub const IN_DECEMBER: &str = "2015-12-31T23:59:59Z";

/// Times in February, and in March although the first one has a local time in February.
pub const IN_FEBRUARY: &str = "2016-02-29T23:59:59Z";
pub const IN_MARCH: &str = "2016-02-29T23:30:00-01:00";
pub const LATER_IN_MARCH: &str = "2016-03-31T12:00:00Z";

#[track_caller]
pub fn seller(name: &str) -> Seller {
    name.parse().unwrap_or_else(|error| panic!("the name {name:?} of a seller: {error}"))
}

#[track_caller]
pub fn purchase(user: UserId, at: &str, name: &str, cents: i64) -> Transaction {
    let at = at.parse().unwrap_or_else(|error| panic!("the time {at}: {error}"));
    Transaction { user, at, seller: seller(name), amount: Cents(cents) }
}

/// Writes the lines of an extract.
pub fn extract(transactions: &[Transaction]) -> String {
    let line = |Transaction { user, at, seller, amount }: &Transaction| {
        let sign = if amount.0 < 0 { "-" } else { "" };
        let cents = amount.0.unsigned_abs();
        format!("{}\t{at}\t{}\t{sign}{}.{:02}\n", user.0, seller.as_str(), cents / 100, cents % 100)
    };
    transactions.iter().map(line).collect()
}

/// Returns the category of the sellers that all tests know, or `None` for other sellers.
pub fn seed_of(seller: &Seller) -> Option<Category> {
    match seller.as_str() {
        "shell" => Some(Gas),
        "market" => Some(Food),
        _ => None,
    }
}

/// Creates a seed map of [`seed_of`].
pub fn seeds() -> SeedMap {
    [(seller("Shell"), Gas), (seller("Market"), Food)].into_iter().collect()
}

pub fn ledger() -> Ledger {
    Ledger::new(CategoryChain::new(seeds()))
}

/// Seeds of the laws. At Shell, their answers depend on all fields of a transaction.
#[derive(Debug)]
pub struct DetailedSeeds;

impl CategorySource for DetailedSeeds {
    fn category(&self, Transaction { user, at, seller, amount }: &Transaction) -> Option<Category> {
        let details = user.0 + u64::from(at.month().month) + u64::from(*amount >= Cents(40));
        (seller.as_str() == "shell").then(|| [Gas, Food, Housing][(details % 3) as usize])
    }
}

/// Creates the ledger of the laws.
pub fn detailed_ledger() -> Ledger {
    Ledger::new(CategoryChain::new(DetailedSeeds))
}

/// Seeds that answer like [`seed_of`] and record the transactions that they are asked about.
#[derive(Clone, Debug, Default)]
pub struct CountedSeeds(pub CallLog<Transaction>);

impl CategorySource for CountedSeeds {
    fn category(&self, transaction: &Transaction) -> Option<Category> {
        self.0.record(transaction.clone());
        seed_of(&transaction.seller)
    }
}

#[track_caller]
pub fn record(ledger: &mut Ledger, transaction: Transaction) -> TransactionId {
    let what = format!("{transaction:?}");
    ledger.record(transaction).unwrap_or_else(|error| panic!("recording {what} returned {error:?}"))
}

#[track_caller]
pub fn set_rule(ledger: &mut Ledger, user: UserId, name: &str, category: Category) {
    let result = ledger.set_rule(user, &seller(name), category);
    assert_eq!(result, Ok(()), "result of setting a rule of {user:?} for {name}");
}

/// Returns the spending of a user in March, in cents.
pub fn in_march(ledger: &Ledger, user: UserId, category: Category) -> i64 {
    ledger.spending(user, MARCH, category).0
}

pub fn amounts<const N: usize>(list: [(Category, i64); N]) -> BTreeMap<Category, Cents> {
    list.into_iter().map(|(category, cents)| (category, Cents(cents))).collect()
}

/// A tier, with shares in basis points.
pub fn tier<const N: usize>(lowest: i64, shares: [(Category, u32); N]) -> Tier {
    Tier { lowest: Cents(lowest), shares: shares.into() }
}

#[track_caller]
pub fn template(tiers: Vec<Tier>) -> Template {
    Template::new(tiers).unwrap_or_else(|error| panic!("a valid template is an error: {error}"))
}

/// A template with 10 % for gas, 20 % for food and 70 % for housing.
pub fn simple_template() -> Template {
    template(vec![tier(0, [(Gas, 1_000), (Food, 2_000), (Housing, 7_000)])])
}

/// Creates budgets in which Ann and Bob each have 100 cents for gas, and 200 for food.
#[track_caller]
pub fn budgets() -> Budgets {
    let mut budgets = Budgets::new(simple_template());
    for user in [ANN, BOB] {
        assert_eq!(budgets.set_income(user, Cents(1_000)), Ok(()), "result of setting an income of {user:?}");
    }
    budgets
}

/// An observer that records its name and the notices.
#[derive(Clone, Debug)]
pub struct Recorder {
    pub name: &'static str,
    pub heard: CallLog<(&'static str, Notice)>,
}

impl Observer for Recorder {
    fn notify(&mut self, notice: &Notice) {
        self.heard.record((self.name, *notice));
    }
}

/// Notices that one observer hears.
#[derive(Clone, Debug, Default)]
pub struct Inbox(CallLog<(&'static str, Notice)>);

impl Inbox {
    pub fn subscribe(ledger: &mut Ledger) -> Self {
        let inbox = Self::default();
        ledger.subscribe(Recorder { name: "inbox", heard: inbox.0.clone() });
        inbox
    }

    pub fn take(&self) -> Vec<Notice> {
        self.0.take().into_iter().map(|(_, notice)| notice).collect()
    }

    /// Returns the kinds of the new notices.
    pub fn kinds(&self) -> Vec<NoticeKind> {
        self.take().into_iter().map(|notice| notice.kind).collect()
    }
}
