//! # Bottleneck
//!
//! The lowest capacity is not always the bottleneck: behind a cache, a small database can be bored. So send the load
//! through the tree, and see what arrives at each part.
//!
//! From here on, parts belong to a plan and have ids. A database can have shards, which share the writes, and replicas,
//! which share only the reads.
//!
//! Compare utilizations as fractions, without dividing: a / b > c / d if a × d > c × b.
//!
//! Look up: cross multiplication, `Option::is_none_or`.
//!
//! Time box: 20 minutes.

use std::num::NonZeroU16;

use capacity_plan::{ArithmeticError, Part, PartError, Plan, Rate};

use super::support::{
    any_load, any_tree, balancer, cache, database, figures, found, load, part, ratio, sequence, server, size,
};

fn copies(capacity: u64, shards: u16, replicas: u16) -> Part {
    let shards = NonZeroU16::new(shards).expect("a shard");
    part(Part::sharded_database(figures(capacity, 10, 5, 900_000_000), shards, replicas))
}

/// Rules: 4.1
#[test]
fn each_part_of_a_sequence_gets_the_whole_load() {
    let plan = Plan::new(sequence(vec![server(300), server(100), server(200)]));
    assert_eq!(found(&plan, load(30, 20)), Some((2, 50, 100)), "bottleneck of three servers in sequence");
}

/// Rules: 4.2, 4.7, 4.8
#[test]
fn a_cache_passes_misses_and_all_writes() {
    let plan = Plan::new(cache(1_000, database(100)));
    assert_eq!(found(&plan, load(500, 10)), Some((1, 60, 100)), "bottleneck if there are few writes");
    assert_eq!(found(&plan, load(501, 10)), Some((1, 61, 100)), "bottleneck with a share of a read");
    assert_eq!(found(&plan, load(900, 0)), Some((0, 900, 1_000)), "first of two equal parts without writes");
    assert_eq!(found(&plan, load(999, 0)), Some((1, 100, 100)), "bottleneck if a miss is rounded up");
    let plan = Plan::new(cache(1_000, database(1_000)));
    assert_eq!(found(&plan, load(500, 10)), Some((0, 510, 1_000)), "bottleneck in front of a large database");
    let inner = part(Part::cache(size(1_000), ratio(700_000_000), server(2)));
    let plan = Plan::new(part(Part::cache(size(1_000), ratio(200_000_000), inner)));
    assert_eq!(found(&plan, load(4, 0)), Some((2, 2, 2)), "bottleneck behind two caches with 3.2 and 1.2 misses");
}

/// Rules: 4.3
#[test]
fn a_balancer_splits_in_proportion_to_capacity() {
    let plan = Plan::new(balancer(vec![server(100), sequence(vec![server(900), server(300)])]));
    assert_eq!(found(&plan, load(40, 0)), Some((1, 10, 100)), "bottleneck if shares are equal");
    assert_eq!(found(&plan, load(41, 0)), Some((1, 11, 100)), "bottleneck if a share of reads is rounded up");
    assert_eq!(found(&plan, load(41, 41)), Some((1, 22, 100)), "bottleneck if both shares are rounded up");
}

/// Rules: 0.1, 4.3
#[test]
fn a_balancer_splits_the_largest_load() {
    let half = u64::MAX / 2;
    let plan = Plan::new(balancer(vec![server(half), server(half)]));
    assert_eq!(found(&plan, load(2 * half, 0)), Some((1, half, half)), "bottleneck of two large servers");
    assert_eq!(found(&plan, load(41, 0)), Some((1, 21, half)), "bottleneck of two large servers under a small load");
    let thirds = Plan::new(balancer(vec![server(1), server(2)]));
    let third = 3_000_000_000_000;
    assert_eq!(found(&thirds, load(3 * third, 0)), Some((1, third, 1)), "bottleneck that gets a third of a large load");
}

/// Rules: 0.1, 3.11, 4.3
#[test]
fn a_balancer_that_is_too_large_does_not_split() {
    let plan = Plan::new(balancer(vec![server(u64::MAX), server(1)]));
    assert_eq!(plan.bottleneck(load(1, 0)), Err(ArithmeticError::TooLarge), "bottleneck of a too large balancer");
}

/// Rules: 4.4
#[test]
fn a_copy_gets_its_share() {
    for (case, shards, replicas, arriving) in [
        ("one copy", 1, 0, 130),
        ("replicas share reads", 1, 2, 64),
        ("shards share both", 3, 0, 44),
        ("shards with replicas", 2, 1, 40),
    ] {
        let plan = Plan::new(copies(1_000, shards, replicas));
        assert_eq!(found(&plan, load(100, 30)), Some((0, arriving, 1_000)), "bottleneck: {case}");
    }
}

/// Rules: 4.2, 4.4
#[test]
fn copies_behind_a_cache_share_its_misses_and_writes() {
    let plan = Plan::new(part(Part::cache(size(1_000), ratio(900_000_000), copies(20, 2, 1))));
    assert_eq!(found(&plan, load(400, 30)), Some((1, 25, 20)), "bottleneck of four copies behind a cache");
}

/// Rules: 4.4
#[test]
fn shares_of_a_copy_are_rounded_up() {
    assert_eq!(found(&Plan::new(copies(50, 2, 2)), load(101, 31)), Some((0, 33, 50)), "bottleneck of six copies");
}

/// Rules: 4.5, 4.6
#[test]
fn a_database_has_the_figures_of_its_copies() {
    for (case, shards, replicas, expected) in [
        ("replicas", 1, 2, figures(300, 10, 15, 999_000_000)),
        ("shards", 3, 0, figures(300, 10, 15, 729_000_000)),
        ("both", 2, 1, figures(400, 10, 20, 980_100_000)),
    ] {
        assert_eq!(copies(100, shards, replicas).figures(), Ok(expected), "figures of the database: {case}");
        assert_eq!(Plan::new(copies(100, shards, replicas)).figures(), Ok(expected), "figures of the plan: {case}");
    }
}

/// Rules: 3.7, 4.6
#[test]
fn each_copy_and_each_shard_is_one_more_multiplication() {
    for (case, of_copy, shards, replicas, expected) in [
        ("shards", 990_123_456, 4, 0, 961_075_255),
        ("replicas", 234_567_899, 1, 3, 656_737_240),
        ("more replicas", 500_876_543, 1, 6, 992_282_868),
    ] {
        let shards = NonZeroU16::new(shards).expect("a shard");
        let database = part(Part::sharded_database(figures(1, 0, 0, of_copy), shards, replicas));
        let availability = database.figures().expect("small figures").availability;
        assert_eq!(availability, ratio(expected), "availability of a database with several {case}");
    }
}

/// Rules: 3.3
#[test]
fn a_copy_needs_a_capacity() {
    for replicas in [0, 2] {
        let database = Part::sharded_database(size(0), NonZeroU16::MIN, replicas);
        assert_eq!(database.err(), Some(PartError::ZeroCapacity), "error of a database with {replicas} replicas");
    }
}

/// Rules: 0.1, 4.5
#[test]
fn a_database_that_is_too_large_is_an_error() {
    let large = copies(u64::MAX / 2, 3, 0);
    assert_eq!(large.figures(), Err(ArithmeticError::TooLarge), "figures of three large shards");
    let dear = part(Part::sharded_database(figures(1, 1, u64::MAX, 0), NonZeroU16::MIN, 1));
    assert_eq!(dear.figures(), Err(ArithmeticError::TooLarge), "figures of two dear copies");
    let most = copies(1, u16::MAX, u16::MAX).figures().expect("small figures");
    assert_eq!(most.capacity, Rate(65_535 * 65_536), "capacity of the largest number of copies");
}

/// Rules: 0.1, 4.7
#[test]
fn utilizations_are_compared_exactly() {
    let (small, large) = (u64::MAX - 1, u64::MAX);
    let plan = Plan::new(sequence(vec![server(large), server(small)]));
    assert_eq!(found(&plan, load(large, 0)), Some((2, large, small)), "bottleneck of two large servers");
    let plan = Plan::new(sequence(vec![server(small), server(large)]));
    assert_eq!(found(&plan, load(large, 0)), Some((1, large, small)), "bottleneck in the other order");
    assert_eq!(plan.bottleneck(load(large, 1)), Err(ArithmeticError::TooLarge), "bottleneck if the sum is too large");
}

/// Rules: 0.1, 4.7
#[test]
fn a_rate_that_is_too_large_is_an_error() {
    for (case, part) in [
        ("server", server(1)),
        ("database", database(1)),
        ("cache", cache(1, server(1))),
        ("server in a balancer", balancer(vec![server(1)])),
        ("server behind another", sequence(vec![server(1), server(1)])),
    ] {
        let plan = Plan::new(part);
        let bottleneck = plan.bottleneck(load(u64::MAX - 1, 1)).map(|found| found.map(|found| found.arriving.0));
        assert_eq!(bottleneck, Ok(Some(u64::MAX)), "largest rate at the bottleneck: {case}");
        let too_large = Err(ArithmeticError::TooLarge);
        assert_eq!(plan.bottleneck(load(u64::MAX, 1)), too_large, "bottleneck if the rate is too large: {case}");
    }
}

/// Rules: 0.1, 4.4, 4.7
#[test]
fn shards_share_a_load_above_the_maximum() {
    let plan = Plan::new(copies(10, 3, 0));
    let arriving = u64::MAX / 3 * 2;
    assert_eq!(found(&plan, load(u64::MAX, u64::MAX)), Some((0, arriving, 10)), "bottleneck under the largest load");
    let plan = Plan::new(sequence(vec![copies(10, 3, 0), server(10)]));
    let too_large = Err(ArithmeticError::TooLarge);
    assert_eq!(plan.bottleneck(load(u64::MAX, u64::MAX)), too_large, "bottleneck if a server behind them gets it all");
    let plan = Plan::new(copies(10, u16::MAX, u16::MAX));
    let arriving = u64::MAX.div_ceil(65_535 * 65_536) + u64::MAX / 65_535;
    let bottleneck = found(&plan, load(u64::MAX, u64::MAX));
    assert_eq!(bottleneck, Some((0, arriving, 10)), "bottleneck of the most copies under the largest load");
}

/// Rules: 4.8
#[test]
fn the_first_of_equal_parts_is_the_bottleneck() {
    let plan = Plan::new(sequence(vec![balancer(vec![server(60), server(40)]), server(100)]));
    assert_eq!(found(&plan, load(50, 0)), Some((2, 30, 60)), "bottleneck of equal utilizations");
}

/// Rules: 4.8
#[test]
fn without_load_there_is_no_bottleneck() {
    let plan = Plan::new(cache(10, database(10)));
    assert_eq!(found(&plan, load(0, 0)), None, "bottleneck without load");
    assert_eq!(found(&plan, load(0, 1)), Some((0, 1, 10)), "bottleneck of a single write");
}

/// Rules: 4.9
#[test]
fn the_growth_factor_is_rounded_down() {
    for (case, reads, factor) in [
        ("twice", 50, 200),
        ("exactly one", 100, 100),
        ("rounded down", 101, 99),
        ("a third", 30, 333),
        ("far too much", 20_000, 0),
    ] {
        let bottleneck = Plan::new(server(100)).bottleneck(load(reads, 0)).expect("small rates").expect("a load");
        assert_eq!(bottleneck.growth_factor(), factor, "growth factor in hundredths: {case}");
    }
}

/// Rules: 0.1, 4.9
#[test]
fn the_growth_factor_of_large_numbers_is_exact() {
    const MAX: u64 = u64::MAX;
    for (capacity, reads, factor) in [
        (MAX, 1, u128::from(MAX) * 100),
        (MAX, MAX / 2, 200),
        (MAX, MAX / 2 + 1, 199),
        (MAX, MAX - 1, 100),
        (MAX, MAX, 100),
        (MAX - 1, MAX, 99),
        (MAX / 2, MAX, 49),
        (MAX / 100 + 1, MAX, 1),
        (MAX / 100, MAX, 0),
    ] {
        let bottleneck = Plan::new(server(capacity)).bottleneck(load(reads, 0)).expect("possible rates");
        let actual = bottleneck.expect("a load").growth_factor();
        assert_eq!(actual, factor, "growth factor in hundredths of a capacity of {capacity} under {reads} reads");
    }
}

/// Rules: 4.10
#[test]
fn parts_get_ids_in_depth_first_order() {
    let tree = |weakest: usize| {
        let capacity = |index| if index == weakest { 1 } else { 1_000_000 };
        let inner = part(Part::cache(size(capacity(1)), ratio(0), server(capacity(2))));
        Plan::new(sequence(vec![sequence(vec![inner]), server(capacity(0)), database(capacity(3))]))
    };
    for (weakest, id) in [(1, 2), (2, 3), (0, 4), (3, 5)] {
        let bottleneck = found(&tree(weakest), load(100, 0)).map(|(id, ..)| id);
        assert_eq!(bottleneck, Some(id), "id of the bottleneck");
    }
}

/// Rules: 4.1, 4.2, 4.3, 4.4, 4.5, 4.6, 4.7, 4.8, 4.10
#[test]
fn every_tree_has_the_bottleneck_of_the_formulas() {
    testkit::law((any_tree(6), any_load()), |(tree, load)| {
        let plan = Plan::new(tree.part());
        assert_eq!(plan.figures(), Ok(tree.figures()), "figures of the tree");
        assert_eq!(found(&plan, load), tree.bottleneck(load), "bottleneck of the tree");
    });
}
