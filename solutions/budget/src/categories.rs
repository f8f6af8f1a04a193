//! Categories, and the chain that finds the category of a transaction.

use std::collections::HashMap;
use std::fmt;

use enum_iterator::{Sequence, cardinality, reverse_all};
use serde::{Deserialize, Serialize};

use crate::extract::Transaction;
use crate::values::{Seller, UserId};

/// A category of spending. Categories are ordered as they are listed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence, Serialize, Deserialize)]
pub enum Category {
    /// Rent and the like.
    Housing,
    /// Groceries and restaurants.
    Food,
    /// Fuel.
    Gas,
    /// Other goods.
    Shopping,
    /// Anything else.
    Other,
    /// The category of a transaction that no link knows.
    Uncategorized,
}

/// A link of the chain, which knows the categories of some transactions.
pub trait CategorySource: fmt::Debug {
    /// Returns the category of a transaction, or `None` if the link does not know it. Equal transactions have the same
    /// answer.
    fn category(&self, transaction: &Transaction) -> Option<Category>;
}

/// A fixed map from sellers to categories.
#[derive(Clone, Debug, Default)]
pub struct SeedMap(HashMap<Seller, Category>);

impl FromIterator<(Seller, Category)> for SeedMap {
    fn from_iter<I: IntoIterator<Item = (Seller, Category)>>(seeds: I) -> Self {
        Self(seeds.into_iter().collect())
    }
}

impl CategorySource for SeedMap {
    fn category(&self, transaction: &Transaction) -> Option<Category> {
        self.0.get(&transaction.seller).copied()
    }
}

/// A chain of links. The first link with an answer decides about the category of a transaction.
#[derive(Debug)]
pub struct CategoryChain {
    links: Vec<Link>,
    rules: UserRules,
}

/// A link of a chain. Two links read the same rules, which belong to the chain.
#[derive(Debug)]
enum Link {
    UserRule,
    Source(Box<dyn CategorySource>),
    Crowd,
}

impl CategoryChain {
    /// Creates a chain of three links: the user's rule, `seeds`, and the crowd (rule 2.1).
    #[must_use]
    pub fn new(seeds: impl CategorySource + 'static) -> Self {
        Self { links: vec![Link::UserRule, Link::Source(Box::new(seeds)), Link::Crowd], rules: UserRules::default() }
    }

    /// Inserts a link before the link at `position`, from 0 (rule 7.1).
    pub fn insert(&mut self, position: usize, source: impl CategorySource + 'static) {
        let position = position.min(self.links.len());
        self.links.insert(position, Link::Source(Box::new(source)));
    }

    /// Sets a user's rule for a seller (rules 2.4 and 2.5).
    pub fn set_rule(&mut self, user: UserId, seller: &Seller, category: Category) {
        self.replace_rule(user, seller, Some(category));
    }

    /// Returns the category of a transaction (rules 2.1 and 2.3).
    #[must_use]
    pub fn category(&self, transaction: &Transaction) -> Category {
        let answer = |link: &Link| match link {
            Link::UserRule => self.rules.rule_of(transaction.user, &transaction.seller),
            Link::Source(source) => source.category(transaction),
            Link::Crowd => self.rules.majority(&transaction.seller),
        };
        self.links.iter().find_map(answer).unwrap_or(Category::Uncategorized)
    }

    /// Sets or removes a rule, and returns the previous one.
    pub(crate) fn replace_rule(&mut self, user: UserId, seller: &Seller, rule: Option<Category>) -> Option<Category> {
        self.rules.replace(user, seller, rule)
    }

    /// Lists all rules, in any order.
    pub(crate) fn rules(&self) -> impl Iterator<Item = (UserId, &Seller, Category)> {
        self.rules.iter()
    }
}

/// The rules of all users. Each rule is a vote, too.
#[derive(Debug, Default)]
struct UserRules(HashMap<Seller, SellerRules>);

#[derive(Debug, Default)]
struct SellerRules {
    by_user: HashMap<UserId, Category>,
    votes: [usize; cardinality::<Category>()],
}

impl UserRules {
    fn rule_of(&self, user: UserId, seller: &Seller) -> Option<Category> {
        self.0.get(seller)?.by_user.get(&user).copied()
    }

    fn majority(&self, seller: &Seller) -> Option<Category> {
        let votes = &self.0.get(seller)?.votes;
        // Of several maxima, `max_by_key` returns the last, which is the earliest category here.
        reverse_all().filter(|&category| votes[category as usize] > 0).max_by_key(|&category| votes[category as usize])
    }

    fn replace(&mut self, user: UserId, seller: &Seller, rule: Option<Category>) -> Option<Category> {
        let SellerRules { by_user, votes } = self.0.entry(seller.clone()).or_default();
        let previous = match rule {
            Some(category) => by_user.insert(user, category),
            None => by_user.remove(&user),
        };
        if let Some(category) = previous {
            votes[category as usize] -= 1;
        }
        if let Some(category) = rule {
            votes[category as usize] += 1;
        }
        previous
    }

    fn iter(&self) -> impl Iterator<Item = (UserId, &Seller, Category)> {
        self.0
            .iter()
            .flat_map(|(seller, rules)| rules.by_user.iter().map(move |(&user, &category)| (user, seller, category)))
    }
}
