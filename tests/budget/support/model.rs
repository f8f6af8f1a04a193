//! A naive ledger, which adds up all transactions for each question.

use std::collections::BTreeMap;

use budget::{Category, Month, Seller, Transaction, UserId};
use enum_iterator::all;

use super::seed_of;

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
        own.or_else(|| seed_of(&transaction.seller)).or_else(crowd).unwrap_or(Category::Uncategorized)
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
