//! Categories, and the chain that finds the category of a transaction.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

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
    first: Option<Box<Handler>>,
    rules: SharedRules,
}

/// A link, which owns the rest of the chain.
#[derive(Debug)]
struct Handler {
    source: Box<dyn CategorySource>,
    next: Option<Box<Handler>>,
}

impl Handler {
    fn category(&self, transaction: &Transaction) -> Option<Category> {
        self.source.category(transaction).or_else(|| self.next.as_ref()?.category(transaction))
    }
}

/// The rules, which two links and the chain share.
type SharedRules = Rc<RefCell<UserRules>>;

/// The link that answers by the user's own rule.
#[derive(Debug)]
struct UserRule(SharedRules);

impl CategorySource for UserRule {
    fn category(&self, transaction: &Transaction) -> Option<Category> {
        self.0.borrow().rule_of(transaction.user, &transaction.seller)
    }
}

/// The link that answers by the majority of all rules.
#[derive(Debug)]
struct Crowd(SharedRules);

impl CategorySource for Crowd {
    fn category(&self, transaction: &Transaction) -> Option<Category> {
        self.0.borrow().majority(&transaction.seller)
    }
}

impl CategoryChain {
    /// Creates a chain of three links: the user's rule, `seeds`, and the crowd (rule 2.1).
    #[must_use]
    pub fn new(seeds: impl CategorySource + 'static) -> Self {
        let rules = SharedRules::default();
        let links: [Box<dyn CategorySource>; 3] =
            [Box::new(UserRule(Rc::clone(&rules))), Box::new(seeds), Box::new(Crowd(Rc::clone(&rules)))];
        let first = links.into_iter().rfold(None, |next, source| Some(Box::new(Handler { source, next })));
        Self { first, rules }
    }

    /// Inserts a link before the link at `position`, from 0 (rule 7.1).
    pub fn insert(&mut self, position: usize, source: impl CategorySource + 'static) {
        insert(&mut self.first, position, Box::new(source));
    }

    /// Sets a user's rule for a seller (rules 2.4 and 2.5).
    pub fn set_rule(&mut self, user: UserId, seller: &Seller, category: Category) {
        self.replace_rule(user, seller, Some(category));
    }

    /// Returns the category of a transaction (rules 2.1 and 2.3).
    #[must_use]
    pub fn category(&self, transaction: &Transaction) -> Category {
        let answer = self.first.as_ref().and_then(|first| first.category(transaction));
        answer.unwrap_or(Category::Uncategorized)
    }

    /// Sets or removes a rule, and returns the previous one.
    pub(crate) fn replace_rule(&mut self, user: UserId, seller: &Seller, rule: Option<Category>) -> Option<Category> {
        self.rules.borrow_mut().replace(user, seller, rule)
    }

    /// Lists all rules, in any order.
    pub(crate) fn rules(&self) -> Vec<(UserId, Seller, Category)> {
        self.rules.borrow().iter().map(|(user, seller, category)| (user, seller.clone(), category)).collect()
    }
}

/// Inserts a link into the rest of a chain.
fn insert(rest: &mut Option<Box<Handler>>, position: usize, source: Box<dyn CategorySource>) {
    match rest {
        Some(handler) if position > 0 => insert(&mut handler.next, position - 1, source),
        _ => *rest = Some(Box::new(Handler { source, next: rest.take() })),
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
