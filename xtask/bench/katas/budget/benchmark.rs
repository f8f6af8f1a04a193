//! Compares ledgers with the naive way: a list of transactions that is added up again for each question.
//!
//! A tenth of the transactions are at the seller whose rule changes.
//!
//! - `spending`: the spending of a user in a month and category is read.
//! - `set-rule`: a user changes the rule for a seller, and the spending is read.

#[cfg(feature = "learner")]
extern crate budget as budget_solution;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, criterion_group, criterion_main};

const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// The number of sellers, and of users.
const SELLERS: usize = 10;
const USERS: usize = 100;

/// A ledger to measure. Users and sellers are numbers.
trait Contender {
    const NAME: &str;

    fn create() -> Self;
    fn record(&mut self, user: usize, seller: usize, cents: i64);
    fn set_rule(&mut self, user: usize, seller: usize, food: bool);
    /// Returns what the user spent for food.
    fn spending(&self, user: usize) -> i64;
}

macro_rules! contender {
    ($module:ident, $crate_name:ident, $name:literal) => {
        mod $module {
            use $crate_name::{
                Category, CategoryChain, Cents, Ledger, SeedMap, Seller, Timestamp, Transaction, UserId,
            };

            pub struct Contender {
                ledger: Ledger,
                sellers: Vec<Seller>,
                at: Timestamp,
            }

            fn user_id(user: usize) -> UserId {
                UserId(user as u64)
            }

            impl super::Contender for Contender {
                const NAME: &str = $name;

                fn create() -> Self {
                    let name = |seller| format!("seller {seller}").parse().expect("a name");
                    let at = "2016-03-01T00:00:00Z".parse().expect("a time");
                    let ledger = Ledger::new(CategoryChain::new(SeedMap::default()));
                    Self { ledger, sellers: (0..super::SELLERS).map(name).collect(), at }
                }

                fn record(&mut self, user: usize, seller: usize, cents: i64) {
                    let (seller, amount) = (self.sellers[seller].clone(), Cents(cents));
                    let transaction = Transaction { user: user_id(user), at: self.at, seller, amount };
                    self.ledger.record(transaction).expect("the sum fits");
                }

                fn set_rule(&mut self, user: usize, seller: usize, food: bool) {
                    let category = if food { Category::Food } else { Category::Gas };
                    self.ledger.set_rule(user_id(user), &self.sellers[seller], category).expect("the sum fits");
                }

                fn spending(&self, user: usize) -> i64 {
                    self.ledger.spending(user_id(user), self.at.month(), Category::Food).0
                }
            }
        }
    };
}

contender!(reference, budget_solution, "reference");
contender!(linked_handlers, budget_linked_handlers, "linked-handlers");
contender!(undo_log, budget_undo_log, "undo-log");

/// A ledger that is a list, and adds up everything.
mod recount {
    use std::collections::HashMap;

    pub struct Contender {
        transactions: Vec<(usize, usize, i64)>,
        rules: HashMap<(usize, usize), bool>,
        /// The votes for food and for another category, by seller.
        votes: HashMap<usize, [usize; 2]>,
    }

    impl super::Contender for Contender {
        const NAME: &str = "recount";

        fn create() -> Self {
            Self { transactions: Vec::new(), rules: HashMap::new(), votes: HashMap::new() }
        }

        fn record(&mut self, user: usize, seller: usize, cents: i64) {
            self.transactions.push((user, seller, cents));
        }

        fn set_rule(&mut self, user: usize, seller: usize, food: bool) {
            let votes = self.votes.entry(seller).or_default();
            if let Some(old) = self.rules.insert((user, seller), food) {
                votes[usize::from(old)] -= 1;
            }
            votes[usize::from(food)] += 1;
        }

        fn spending(&self, user: usize) -> i64 {
            let is_food = |seller: usize| {
                let own = self.rules.get(&(user, seller)).copied();
                own.or_else(|| self.votes.get(&seller).map(|votes| votes[1] > 0 && votes[1] >= votes[0]))
            };
            let own =
                self.transactions.iter().filter(|(other, seller, _)| *other == user && is_food(*seller) == Some(true));
            own.map(|(.., cents)| cents).sum()
        }
    }
}

fn filled<C: Contender>(size: usize) -> C {
    bench::built(C::NAME, || {
        let mut ledger = C::create();
        for number in 0..size {
            ledger.record(number / SELLERS % USERS, number % SELLERS, 1);
        }
        ledger.set_rule(1, 1, true);
        ledger
    })
}

/// Measures reads of the spending of different users.
fn bench_spending<C: Contender>(group: &mut BenchmarkGroup<'_, WallTime>, size: usize) {
    let mut ledger = None;
    let mut user = 0;
    group.bench_function(BenchmarkId::from_parameter(C::NAME), |bencher| {
        let ledger = ledger.get_or_insert_with(|| filled::<C>(size));
        bencher.iter(|| {
            user = (user + 1) % USERS;
            ledger.spending(user)
        });
    });
}

/// Measures rules of a user whose vote decides about the majority.
fn bench_set_rule<C: Contender>(group: &mut BenchmarkGroup<'_, WallTime>, size: usize) {
    let mut ledger = None;
    let mut food = false;
    group.bench_function(BenchmarkId::from_parameter(C::NAME), |bencher| {
        let ledger = ledger.get_or_insert_with(|| filled::<C>(size));
        bencher.iter(|| {
            food = !food;
            ledger.set_rule(1, 1, food);
            ledger.spending(2)
        });
    });
}

/// Measures a workload for all contenders.
macro_rules! bench_all {
    ($criterion:ident, $name:literal, $bench:ident) => {
        for size in SIZES {
            let mut group = $criterion.benchmark_group(format!("budget/{}/{size}", $name));
            $bench::<reference::Contender>(&mut group, size);
            $bench::<linked_handlers::Contender>(&mut group, size);
            $bench::<undo_log::Contender>(&mut group, size);
            $bench::<recount::Contender>(&mut group, size);
        }
    };
}

fn benches(criterion: &mut Criterion) {
    bench_all!(criterion, "spending", bench_spending);
    bench_all!(criterion, "set-rule", bench_set_rule);
}

criterion_group! {
    name = budget;
    config = bench::settings();
    targets = benches
}
criterion_main!(budget);
