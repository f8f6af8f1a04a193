//! A naive ledger, which adds up all transactions for each question.

use std::collections::{BTreeMap, BTreeSet};

use budget::{Budgets, Category, CategorySource, Month, Notice, NoticeKind, Seller, Transaction, UserId};
use enum_iterator::all;

use super::DetailedSeeds;

pub type SumKey = (UserId, Month, Category);

#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The transactions, with their fixed categories.
    pub transactions: Vec<(Transaction, Option<Category>)>,
    /// The rules, at most one per user and seller.
    rules: Vec<(UserId, Seller, Category)>,
}

impl Model {
    pub fn set_rule(&mut self, user: UserId, seller: &Seller, category: Category) {
        self.rules.retain(|(other, its_seller, _)| (*other, its_seller) != (user, seller));
        self.rules.push((user, seller.clone(), category));
    }

    /// Adds the transactions that the model has less often than the extract, and returns their positions.
    pub fn import(&mut self, extract: &[Transaction]) -> Vec<usize> {
        let before = self.transactions.len();
        for (index, transaction) in extract.iter().enumerate() {
            let seen = extract[..=index].iter().filter(|other| *other == transaction).count();
            let stored = self.transactions[..before].iter().filter(|(other, _)| other == transaction).count();
            if seen > stored {
                self.transactions.push((transaction.clone(), None));
            }
        }
        (before..self.transactions.len()).collect()
    }

    pub fn category_at(&self, index: usize) -> Category {
        let (transaction, fixed) = &self.transactions[index];
        fixed.unwrap_or_else(|| self.answer(transaction))
    }

    /// Returns the answer of the chain.
    fn answer(&self, transaction: &Transaction) -> Category {
        let at_seller = || self.rules.iter().filter(|(_, seller, _)| *seller == transaction.seller);
        let own = at_seller().find(|(user, ..)| *user == transaction.user).map(|(.., category)| *category);
        let votes = |category: &Category| at_seller().filter(|(.., vote)| vote == category).count();
        let crowd = || {
            let most = all::<Category>().map(|category| votes(&category)).max().filter(|&most| most > 0)?;
            all::<Category>().find(|category| votes(category) == most)
        };
        own.or_else(|| DetailedSeeds.category(transaction)).or_else(crowd).unwrap_or(Category::Uncategorized)
    }

    /// Returns the rules of each user.
    pub fn rules(&self) -> BTreeMap<UserId, BTreeMap<Seller, Category>> {
        let mut rules: BTreeMap<UserId, BTreeMap<Seller, Category>> = BTreeMap::new();
        for (user, seller, category) in &self.rules {
            rules.entry(*user).or_default().insert(seller.clone(), *category);
        }
        rules
    }

    /// Adds up all transactions.
    pub fn sums(&self) -> BTreeMap<SumKey, i128> {
        let mut sums = BTreeMap::new();
        for (index, (transaction, _)) in self.transactions.iter().enumerate() {
            let key = (transaction.user, transaction.at.month(), self.category_at(index));
            *sums.entry(key).or_default() += i128::from(transaction.amount.0);
        }
        sums
    }

    pub fn fits(&self) -> bool {
        self.sums().values().all(|&sum| i64::try_from(sum).is_ok())
    }
}

/// The notices that were sent and not re-armed.
#[derive(Clone, Debug, Default)]
pub struct Sent(pub BTreeSet<Notice>);

impl Sent {
    /// Returns the notices that an operation sends, according to a recount before and after it.
    pub fn update(&mut self, budgets: &Budgets, before: &Model, after: &Model) -> Vec<Notice> {
        let (old, new) = (before.sums(), after.sums());
        let sum_in = |sums: &BTreeMap<SumKey, i128>, key: &SumKey| sums.get(key).copied().unwrap_or_default();
        let keys: BTreeSet<SumKey> = old.keys().chain(new.keys()).copied().collect();
        let mut due = Vec::new();
        for key in keys {
            let (user, month, category) = key;
            let (sum, Some(budget)) = (sum_in(&new, &key), budgets.budget(user)) else { continue };
            if sum == sum_in(&old, &key) {
                continue;
            }
            let budget = i128::from(budget[&category].0);
            let is_near = sum > 0 && sum * 10 >= budget * 8;
            for (kind, is_due) in [(NoticeKind::Nearing, is_near), (NoticeKind::Exceeded, sum > budget)] {
                let notice = Notice { user, month, category, kind };
                if !is_due {
                    self.0.remove(&notice);
                } else if self.0.insert(notice) {
                    due.push(notice);
                }
            }
        }
        due
    }
}
