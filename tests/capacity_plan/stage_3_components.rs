//! # Components
//!
//! A service is built of parts: servers, databases, caches and balancers. A part can contain parts, and whoever asks
//! for its figures does not have to know. Find one type for a single part and for a whole tree.
//!
//! Each kind of part has its own formula for capacity, latency, cost and availability. All of them are exact, so write
//! the rounding of the rules down in one place each.
//!
//! Look up: the Composite pattern, `Iterator::try_fold`, `slice::split_first`.
//!
//! Time box: 25 minutes.

use capacity_plan::{ArithmeticError, Figures, Part, PartError, Ratio, RatioTooLarge};

use super::support::{Tree, any_tree, balancer, cache, database, figures, part, ratio, sequence, server, size};

#[track_caller]
fn assert_figures(part: &Part, expected: Figures, of: &str) {
    assert_eq!(part.figures(), Ok(expected), "figures of {of}");
}

/// Returns a server with an availability of 99.9 %.
fn reliable(capacity: u64, latency: u64, cost: u64) -> Part {
    part(Part::server(figures(capacity, latency, cost, 999_000_000)))
}

/// Rules: 3.1
#[test]
fn a_server_and_a_database_have_their_own_figures() {
    let own = figures(100, 2_000, 50_00, 999_000_000);
    assert_figures(&part(Part::server(own)), own, "a server");
    assert_figures(&part(Part::database(own)), own, "a database");
}

/// Rules: 0.1, 3.2
#[test]
fn a_ratio_is_at_most_a_billion_parts() {
    assert_eq!(Ratio::try_from(0).map(Ratio::parts_per_billion), Ok(0), "parts of the ratio zero");
    assert_eq!(Ratio::try_from(1_000_000_000), Ok(Ratio::ONE), "ratio of a billion parts");
    for parts in [1_000_000_001, u32::MAX] {
        assert_eq!(Ratio::try_from(parts), Err(RatioTooLarge(parts)), "ratio of {parts} parts");
    }
}

/// Rules: 3.3
#[test]
fn a_capacity_of_zero_is_an_error() {
    let none = size(0);
    assert_eq!(Part::server(none).err(), Some(PartError::ZeroCapacity), "error of a server");
    assert_eq!(Part::database(none).err(), Some(PartError::ZeroCapacity), "error of a database");
    let cache = Part::cache(none, ratio(0), server(1));
    assert_eq!(cache.err(), Some(PartError::ZeroCapacity), "error of a cache");
}

/// Rules: 3.3
#[test]
fn a_composite_without_parts_is_an_error() {
    assert_eq!(Part::sequence(vec![]).err(), Some(PartError::Empty), "error of a sequence");
    assert_eq!(Part::balancer(vec![]).err(), Some(PartError::Empty), "error of a balancer");
}

/// Rules: 3.4
#[test]
fn a_composite_of_one_part_has_its_figures() {
    let own = figures(100, 2_000, 50_00, 999_000_000);
    let single = || part(Part::server(own));
    assert_figures(&sequence(vec![single()]), own, "a sequence of a server");
    assert_figures(&balancer(vec![single()]), own, "a balancer over a server");
    assert_figures(&balancer(vec![sequence(vec![balancer(vec![single()])])]), own, "three composites around a server");
}

/// Rules: 3.5
#[test]
fn a_sequence_is_as_fast_as_its_slowest_part() {
    let all = sequence(vec![reliable(300, 5, 10), reliable(100, 20, 30)]);
    assert_figures(&all, figures(100, 25, 40, 998_001_000), "two servers in sequence");
    let all = sequence(vec![reliable(100, 20, 30), reliable(300, 5, 10)]);
    assert_figures(&all, figures(100, 25, 40, 998_001_000), "the same servers in the other order");
}

/// Rules: 3.6
#[test]
fn a_balancer_adds_up_capacities() {
    let all = balancer(vec![reliable(300, 5, 10), reliable(100, 20, 30)]);
    assert_figures(&all, figures(400, 20, 40, 999_999_000), "two servers behind a balancer");
}

/// Rules: 3.7
#[test]
fn each_step_of_a_product_rounds_against_you() {
    for (case, composite, availabilities, expected) in [
        ("a sequence", sequence as fn(Vec<Part>) -> Part, [999_999_999, 999_999_999, 500_000_000], 499_999_999),
        ("sequence from the right", sequence, [500_000_000, 999_999_999, 999_999_999], 499_999_998),
        ("sequence with another part between equal ones", sequence, [300_000_000, 12, 300_000_000], 0),
        ("balancer", balancer, [999_999_999, 999_999_999, 500_000_000], 999_999_999),
        ("balancer without outage", balancer, [999_999_999, 1_000_000_000, 0], 1_000_000_000),
        (
            "balancer with another part between equal ones",
            balancer,
            [300_000_000, 999_999_988, 300_000_000],
            999_999_993,
        ),
    ] {
        let parts = availabilities.map(|availability| part(Part::server(figures(1, 0, 0, availability))));
        let availability = composite(parts.into()).figures().expect("small figures").availability;
        assert_eq!(availability.parts_per_billion(), expected, "availability of {availabilities:?}: {case}");
    }
}

/// Rules: 3.7
#[test]
fn a_product_of_four_parts_goes_from_left_to_right() {
    let ratios = [12, 300_000_000, 700_000_000, 999_999_988];
    for index in 0..256 {
        let availabilities = [index, index / 4, index / 16, index / 64].map(|index| ratios[index % 4]);
        let servers = || availabilities.map(|availability| Tree::Server(figures(1, 0, 0, availability))).into();
        for (case, tree) in [("sequence", Tree::Sequence(servers())), ("balancer", Tree::Balancer(servers()))] {
            let availability = tree.part().figures().expect("small figures").availability;
            assert_eq!(availability, tree.figures().availability, "availability of {availabilities:?}: {case}");
        }
    }
}

/// Rules: 3.4, 3.7
#[test]
fn a_nested_composite_is_rounded_on_its_own() {
    for (case, composite, availabilities, expected) in [
        ("sequence", sequence as fn(Vec<Part>) -> Part, [500_000_000, 999_999_999, 999_999_999], 499_999_999),
        ("balancer", balancer, [700_000_000, 700_000_000, 999_999_989], 999_999_998),
    ] {
        let [first, second, third] = availabilities.map(|each| part(Part::server(figures(1, 0, 0, each))));
        let all = composite(vec![first, composite(vec![second, third])]);
        let availability = all.figures().expect("small figures").availability;
        assert_eq!(availability.parts_per_billion(), expected, "availability of a {case} in a {case}");
    }
}

/// Rules: 3.8, 3.9
#[test]
fn a_cache_saves_the_latency_of_hits() {
    let own = figures(1_000, 100, 30, 999_000_000);
    for (hits, latency) in [(0, 1_151), (900_000_000, 206), (999_999_999, 101), (1_000_000_000, 100)] {
        let all = part(Part::cache(own, ratio(hits), reliable(5_000, 1_051, 10)));
        assert_figures(&all, figures(1_000, latency, 40, 998_001_000), &format!("a cache with {hits} hits"));
    }
}

/// Rules: 3.10
#[test]
fn a_cache_multiplies_the_capacity_behind_it() {
    for (case, hits, own, behind, expected) in [
        ("no hits", 0, 1_000, 70, 70),
        ("a third of misses", 666_666_667, 1_000, 70, 210),
        ("cache is lower", 900_000_000, 500, 70, 500),
        ("part is lower", 900_000_000, 1_000, 70, 700),
        ("no misses", 1_000_000_000, 1_000, 70, 1_000),
        ("no misses, far larger", 1_000_000_000, u64::MAX, 1, u64::MAX),
        ("large capacity", 999_999_999, u64::MAX, u64::MAX, u64::MAX),
    ] {
        let all = part(Part::cache(figures(own, 0, 0, 0), ratio(hits), part(Part::server(figures(behind, 0, 0, 0)))));
        assert_figures(&all, figures(expected, 0, 0, 0), case);
    }
}

/// Rules: 3.9
#[test]
fn the_latency_of_hits_does_not_count() {
    let slow = || part(Part::server(figures(70, u64::MAX, 0, 0)));
    for (hits, latency) in [(500_000_000, (1 << 63) + 7), (1_000_000_000, 7)] {
        let all = part(Part::cache(figures(70, 7, 0, 0), ratio(hits), slow()));
        assert_figures(
            &all,
            figures(70, latency, 0, 0),
            &format!("a cache with {hits} hits in front of a slow server"),
        );
    }
}

/// Rules: 0.1, 3.11
#[test]
fn a_figure_that_is_too_large_is_an_error() {
    let small = || part(Part::server(figures(1, 1, 1, 0)));
    let cache = |mut parts: Vec<Part>| part(Part::cache(figures(1, 1, 1, 0), ratio(0), parts.swap_remove(0)));
    for (case, composite, large) in [
        ("latency of a sequence", sequence as fn(Vec<Part>) -> Part, figures(1, u64::MAX, 1, 0)),
        ("cost of a sequence", sequence, figures(1, 1, u64::MAX, 0)),
        ("capacity of a balancer", balancer, figures(u64::MAX, 1, 1, 0)),
        ("cost of a balancer", balancer, figures(1, 1, u64::MAX, 0)),
        ("latency of a cache", cache, figures(1, u64::MAX, 1, 0)),
        ("cost of a cache", cache, figures(1, 1, u64::MAX, 0)),
    ] {
        let all = composite(vec![part(Part::server(large)), small()]);
        assert_eq!(all.figures(), Err(ArithmeticError::TooLarge), "figures with a too large {case}");
    }
}

/// Rules: 3.4, 3.5, 3.6, 3.8
#[test]
fn parts_nest() {
    let web = balancer(vec![server(100), server(100)]);
    let store = cache(1_000, database(50));
    let service = sequence(vec![web, store]);
    assert_figures(&service, figures(200, 21, 1_250, 1_000_000_000), "servers before a database with a cache");
    let regions = balancer(vec![service, sequence(vec![server(70), database(80)])]);
    assert_figures(&regions, figures(270, 21, 1_400, 1_000_000_000), "two regions");
}

/// Rules: 3.4, 3.5, 3.6, 3.7, 3.8, 3.9, 3.10
#[test]
fn every_tree_has_the_figures_of_the_formulas() {
    testkit::law(any_tree(1), |tree| assert_figures(&tree.part(), tree.figures(), "the tree"));
}
