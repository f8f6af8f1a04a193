//! # Categories
//!
//! A line does not say what the user bought. Several sources may know: the user's own rules, a seed map that the bank
//! maintains, and the crowd, that is, the rules of all users. You ask them one after the other, and the first answer
//! counts. This pattern is called Chain of Responsibility.
//!
//! Write `SeedMap` and `CategoryChain` in `src/categories.rs`. The chain owns the rules, and two of its links read them:
//! think about who may change them.
//!
//! Look up: `Box<dyn Trait>`, `Option::or_else`, and in `enum_iterator`, `all` and `cardinality`.
//!
//! Time box: 15 minutes.

use budget::{Category, CategoryChain, SeedMap, UserId};

use super::support::{
    ANN, BOB, CID, CountedSeeds, Food, Gas, Housing, IN_MARCH, Other, Shopping, Uncategorized, purchase, seeds, seller,
};

/// Returns the category of a purchase.
fn category(chain: &CategoryChain, user: UserId, name: &str) -> Category {
    chain.category(&purchase(user, IN_MARCH, name, 100))
}

/// Rules: 2.1, 2.2
#[test]
fn the_seeds_know_their_sellers() {
    let chain = CategoryChain::new(seeds());
    assert_eq!(category(&chain, ANN, " SHELL"), Gas, "category at a seller in the seed map");
    assert_eq!(category(&chain, BOB, "market"), Food, "category at another seller in the seed map");
    assert_eq!(category(&chain, ANN, "Kiosk"), Uncategorized, "category at a seller that no link knows");
}

/// Rules: 2.1, 2.4
#[test]
fn the_rule_of_a_user_comes_first() {
    let mut chain = CategoryChain::new(seeds());
    chain.set_rule(ANN, &seller("Shell"), Food);
    assert_eq!(category(&chain, ANN, "shell"), Food, "category for Ann, who has a rule");
    assert_eq!(category(&chain, BOB, "shell"), Gas, "category for Bob, who has none");
    assert_eq!(category(&chain, ANN, "market"), Food, "category for Ann at another seller");
    chain.set_rule(ANN, &seller("SHELL"), Shopping);
    assert_eq!(category(&chain, ANN, "shell"), Shopping, "category for Ann after a new rule");
}

/// Rules: 2.1
#[test]
fn uncategorized_is_an_answer_too() {
    let mut chain = CategoryChain::new(SeedMap::from_iter([(seller("Kiosk"), Uncategorized), (seller("Shell"), Gas)]));
    chain.set_rule(BOB, &seller("Kiosk"), Food);
    chain.set_rule(BOB, &seller("Shell"), Uncategorized);
    assert_eq!(category(&chain, ANN, "Kiosk"), Uncategorized, "category by a seed for it, against a vote for food");
    assert_eq!(category(&chain, BOB, "Shell"), Uncategorized, "category by a rule for it, against a seed for gas");
}

/// Rules: 2.1, 2.5
#[test]
fn the_seeds_come_before_the_crowd() {
    let mut chain = CategoryChain::new(seeds());
    for user in 10..20 {
        chain.set_rule(UserId(user), &seller("Shell"), Shopping);
        chain.set_rule(UserId(user), &seller("Kiosk"), Shopping);
    }
    assert_eq!(category(&chain, ANN, "Shell"), Gas, "category at a seller with a seed and ten votes");
    assert_eq!(category(&chain, ANN, "Kiosk"), Shopping, "category at a seller with ten votes only");
    assert_eq!(category(&chain, ANN, "Cinema"), Uncategorized, "category at a seller without votes");
}

/// Rules: 2.5
#[test]
fn the_crowd_decides_by_most_votes() {
    for (votes, majority) in [
        (&[Food][..], Food),
        (&[Housing, Other, Other], Other),
        (&[Shopping, Shopping, Food], Shopping),
        (&[Gas, Food], Food),
        (&[Food, Gas], Food),
        (&[Uncategorized, Uncategorized, Food], Uncategorized),
        (&[Uncategorized, Other, Shopping, Gas, Food, Housing], Housing),
        (&[Housing, Other, Gas, Other, Gas], Gas),
    ] {
        let mut chain = CategoryChain::new(seeds());
        for (user, &vote) in (10..).zip(votes) {
            chain.set_rule(UserId(user), &seller("Kiosk"), vote);
        }
        assert_eq!(category(&chain, ANN, "Kiosk"), majority, "category by the votes {votes:?}");
    }
}

/// Rules: 2.5
#[test]
fn each_of_hundreds_of_votes_counts() {
    let mut chain = CategoryChain::new(seeds());
    for user in 10..20 {
        chain.set_rule(UserId(user), &seller("Kiosk"), Food);
    }
    for user in 20..280 {
        chain.set_rule(UserId(user), &seller("Kiosk"), Shopping);
    }
    assert_eq!(category(&chain, ANN, "Kiosk"), Shopping, "category by 260 votes against 10");
}

/// Rules: 2.4, 2.5
#[test]
fn a_new_rule_replaces_the_vote() {
    let mut chain = CategoryChain::new(seeds());
    chain.set_rule(BOB, &seller("Kiosk"), Food);
    chain.set_rule(CID, &seller("Kiosk"), Food);
    chain.set_rule(CID, &seller("Kiosk"), Food);
    chain.set_rule(UserId(4), &seller("Kiosk"), Shopping);
    assert_eq!(category(&chain, ANN, "Kiosk"), Food, "category by two votes against one");
    chain.set_rule(BOB, &seller("Kiosk"), Shopping);
    assert_eq!(category(&chain, ANN, "Kiosk"), Shopping, "category after a user changed the vote");
    chain.set_rule(CID, &seller("Kiosk"), Shopping);
    chain.set_rule(BOB, &seller("Kiosk"), Housing);
    chain.set_rule(CID, &seller("Kiosk"), Housing);
    chain.set_rule(UserId(4), &seller("Kiosk"), Gas);
    assert_eq!(category(&chain, ANN, "Kiosk"), Housing, "category after all votes changed");
    chain.set_rule(BOB, &seller("Kiosk"), Shopping);
    chain.set_rule(UserId(5), &seller("Kiosk"), Housing);
    chain.set_rule(UserId(6), &seller("Kiosk"), Shopping);
    assert_eq!(category(&chain, ANN, "Kiosk"), Housing, "category by two votes each");
    chain.set_rule(CID, &seller("Kiosk"), Gas);
    chain.set_rule(UserId(4), &seller("Kiosk"), Other);
    assert_eq!(category(&chain, ANN, "Kiosk"), Shopping, "category after the majority lost a vote to a third category");
}

/// Rules: 2.3
#[test]
fn the_chain_stops_at_the_first_answer() {
    let seeds = CountedSeeds::default();
    let mut chain = CategoryChain::new(seeds.clone());
    let transaction = purchase(ANN, IN_MARCH, "Shell", -250);
    assert_eq!(chain.category(&transaction), Gas, "category by seeds of the suite");
    assert_eq!(seeds.0.take(), std::slice::from_ref(&transaction), "transactions that the seeds were asked about");
    chain.set_rule(ANN, &seller("Shell"), Food);
    assert_eq!(chain.category(&transaction), Food, "category by a rule");
    assert_eq!(seeds.0.take(), [], "transactions that the seeds were asked about after the rule had an answer");
    let unknown = purchase(ANN, IN_MARCH, "Kiosk", 1);
    assert_eq!(chain.category(&unknown), Uncategorized, "category without an answer");
    assert_eq!(seeds.0.take(), [unknown], "transactions that the seeds were asked about without an answer");
}
