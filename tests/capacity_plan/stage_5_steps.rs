//! # Steps
//!
//! Find the bottleneck, change one thing, repeat. Each way to scale is a command: it can be checked, applied and undone.
//! So a plan has a history, and trying something costs nothing.
//!
//! Write `outline` first, because the tests look at plans through it. Then decide how to undo: with an inverse of each
//! step, or with the parts as they were before. In both cases, a failed step must leave no trace.
//!
//! Look up: the Command pattern, the Memento pattern, `std::mem::replace`, `Rc` and `Arc`.
//!
//! Time box: 25 minutes.

use std::num::NonZeroU16;

use capacity_plan::{
    ArithmeticError, Catalog, Figures, Kind, NothingToUndo, Outline, Part, PartId, Plan, Step, StepError, StepKind,
};
use proptest::collection::vec;
use proptest::prelude::*;

use super::support::{
    Model, Tree, any_load, any_tree, apply, balancer, bottleneck, cache, catalog, database, figures, found, load, part,
    parts, ratio, sequence, server, size, small_plan, step,
};
use StepKind::{AddCache, AddReplica, AddServer, AddShard, BiggerBox};

fn outlined(id: u64, kind: Kind) -> Outline {
    Outline { id: PartId(id), kind }
}

fn outlined_server(id: u64, capacity: u64) -> Outline {
    outlined(id, Kind::Server(size(capacity)))
}

fn outlined_database(id: u64, capacity: u64, shards: u16, replicas: u16) -> Outline {
    let shards = NonZeroU16::new(shards).expect("a shard");
    outlined(id, Kind::Database { copy: size(capacity), shards, replicas })
}

fn outlined_cache(id: u64, figures: Figures, behind: Outline) -> Outline {
    outlined(id, Kind::Cache { figures, hit_ratio: ratio(900_000_000), behind: Box::new(behind) })
}

/// Rules: 5.1
#[test]
fn an_outline_describes_all_parts() {
    let plan = Plan::new(sequence(vec![balancer(vec![server(70), server(80)]), cache(500, database(90))]));
    let servers = outlined(1, Kind::Balancer(vec![outlined_server(2, 70), outlined_server(3, 80)]));
    let store = outlined_cache(4, size(500), outlined_database(5, 90, 1, 0));
    assert_eq!(plan.outline(), outlined(0, Kind::Sequence(vec![servers, store])), "outline of the plan");
}

/// Rules: 5.2
#[test]
fn a_bigger_box_replaces_the_figures() {
    let mut plan = Plan::new(sequence(vec![server(100), database(99), cache(1_500, server(7))]));
    apply(&mut plan, &[step(BiggerBox, 1), step(BiggerBox, 2), step(BiggerBox, 3), step(BiggerBox, 1)]);
    let store = outlined_cache(3, size(10_000), outlined_server(4, 7));
    let expected = Kind::Sequence(vec![outlined_server(1, 10_000), outlined_database(2, 100, 1, 0), store]);
    assert_eq!(plan.outline(), outlined(0, expected), "outline after four bigger boxes");
    let result = plan.apply(step(BiggerBox, 1), &catalog());
    assert_eq!(result, Err(StepError::NoBiggerBox(PartId(1))), "result of replacing the biggest box");
    for largest in [database(10_000), cache(10_000, server(7))] {
        let result = Plan::new(largest).apply(step(BiggerBox, 0), &catalog());
        assert_eq!(result, Err(StepError::NoBiggerBox(PartId(0))), "result of replacing the biggest box");
    }
}

/// Rules: 5.2
#[test]
fn a_bigger_box_replaces_all_figures_and_nothing_else() {
    let (old, new) = (figures(99, 20, 30, 990_000_000), figures(100, 1, 2, 999_000_000));
    let shards = NonZeroU16::new(3).expect("a shard");
    let store = part(Part::sharded_database(old, shards, 2));
    let mut plan = Plan::new(part(Part::cache(old, ratio(0), sequence(vec![part(Part::server(old)), store]))));
    let boxes = Catalog { boxes: vec![new], ..catalog() };
    for id in [0, 2, 3] {
        assert_eq!(plan.apply(step(BiggerBox, id), &boxes), Ok(()), "result of a bigger box for part {id}");
    }
    let store = outlined(3, Kind::Database { copy: new, shards, replicas: 2 });
    let behind = Box::new(outlined(1, Kind::Sequence(vec![outlined(2, Kind::Server(new)), store])));
    let expected = outlined(0, Kind::Cache { figures: new, hit_ratio: ratio(0), behind });
    assert_eq!(plan.outline(), expected, "outline after three bigger boxes");
}

/// Rules: 5.2
#[test]
fn the_first_bigger_box_of_the_catalog_is_taken() {
    let mut plan = Plan::new(server(100));
    let boxes = Catalog { boxes: vec![size(100), size(300), size(200)], ..catalog() };
    assert_eq!(plan.apply(step(BiggerBox, 0), &boxes), Ok(()), "result of a bigger box");
    assert_eq!(plan.outline(), outlined_server(0, 300), "outline after a bigger box");
    let mut plan = Plan::new(server(100));
    let boxes = Catalog { boxes: vec![size(300), size(100), size(200)], ..catalog() };
    assert_eq!(
        plan.apply(step(BiggerBox, 0), &boxes),
        Ok(()),
        "result of a bigger box, which is before the current one"
    );
    assert_eq!(plan.outline(), outlined_server(0, 300), "outline after a bigger box, which is before the current one");
    let empty = Catalog { boxes: vec![], ..catalog() };
    let result = plan.apply(step(BiggerBox, 0), &empty);
    assert_eq!(result, Err(StepError::NoBiggerBox(PartId(0))), "result with a catalog without boxes");
}

/// Rules: 5.2, 5.4
#[test]
fn a_bigger_box_applies_to_every_copy() {
    let shards = NonZeroU16::new(2).expect("a shard");
    let mut plan = Plan::new(part(Part::sharded_database(size(100), shards, 1)));
    apply(&mut plan, &[step(BiggerBox, 0), step(AddReplica, 0), step(AddShard, 0)]);
    assert_eq!(plan.outline(), outlined_database(0, 1_000, 3, 2), "outline after a bigger box, a replica and a shard");
}

/// Rules: 5.3
#[test]
fn a_second_server_gets_a_balancer() {
    let mut plan = small_plan();
    apply(&mut plan, &[step(AddServer, 1)]);
    let servers = outlined(3, Kind::Balancer(vec![outlined_server(1, 100), outlined_server(4, 100)]));
    let expected = outlined(0, Kind::Sequence(vec![servers, outlined_database(2, 100, 1, 0)]));
    assert_eq!(plan.outline(), expected, "outline after adding a server");
    apply(&mut plan, &[step(AddServer, 4)]);
    let servers = [1, 4, 5].map(|id| outlined_server(id, 100)).into();
    let expected = vec![outlined(3, Kind::Balancer(servers)), outlined_database(2, 100, 1, 0)];
    assert_eq!(plan.outline(), outlined(0, Kind::Sequence(expected)), "outline after adding another server");
}

/// Rules: 5.3
#[test]
fn a_new_balancer_takes_the_place_of_its_server() {
    let mut plan = Plan::new(sequence(vec![server(100), server(200), server(300)]));
    apply(&mut plan, &[step(AddServer, 2)]);
    let servers = outlined(4, Kind::Balancer(vec![outlined_server(2, 200), outlined_server(5, 200)]));
    let expected = Kind::Sequence(vec![outlined_server(1, 100), servers, outlined_server(3, 300)]);
    assert_eq!(plan.outline(), outlined(0, expected), "outline after adding a server");
}

/// Rules: 5.3
#[test]
fn a_server_behind_a_cache_gets_a_balancer() {
    let mut plan = Plan::new(cache(5_000, server(100)));
    apply(&mut plan, &[step(AddServer, 1)]);
    let servers = outlined(2, Kind::Balancer(vec![outlined_server(1, 100), outlined_server(3, 100)]));
    assert_eq!(plan.outline(), outlined_cache(0, size(5_000), servers), "outline after adding a server");
}

/// Rules: 5.3
#[test]
fn a_third_server_joins_the_balancer() {
    let mut plan = Plan::new(balancer(vec![server(100), server(200), server(300)]));
    apply(&mut plan, &[step(AddServer, 2), step(AddServer, 4)]);
    let ids = [(1, 100), (2, 200), (3, 300), (4, 200), (5, 200)];
    let servers = ids.map(|(id, capacity)| outlined_server(id, capacity)).into();
    assert_eq!(plan.outline(), outlined(0, Kind::Balancer(servers)), "outline after adding two servers");
}

/// Rules: 5.3
#[test]
fn the_innermost_balancer_gets_the_new_server() {
    let mut plan = Plan::new(balancer(vec![balancer(vec![server(100), server(200)]), server(300)]));
    apply(&mut plan, &[step(AddServer, 3)]);
    let inner = [(2, 100), (3, 200), (5, 200)].map(|(id, capacity)| outlined_server(id, capacity)).into();
    let expected = Kind::Balancer(vec![outlined(1, Kind::Balancer(inner)), outlined_server(4, 300)]);
    assert_eq!(plan.outline(), outlined(0, expected), "outline after adding a server");
}

/// Rules: 5.3
#[test]
fn a_server_within_a_sequence_gets_its_own_balancer() {
    let mut plan = Plan::new(balancer(vec![sequence(vec![server(100)])]));
    apply(&mut plan, &[step(AddServer, 2)]);
    let servers = outlined(3, Kind::Balancer(vec![outlined_server(2, 100), outlined_server(4, 100)]));
    let expected = outlined(0, Kind::Balancer(vec![outlined(1, Kind::Sequence(vec![servers]))]));
    assert_eq!(plan.outline(), expected, "outline after adding a server");
}

/// Rules: 5.5
#[test]
fn a_cache_takes_the_place_of_its_part() {
    let mut plan = small_plan();
    apply(&mut plan, &[step(AddCache, 2), step(AddCache, 0)]);
    let store = outlined_cache(3, catalog().cache, outlined_database(2, 100, 1, 0));
    let inner = outlined(0, Kind::Sequence(vec![outlined_server(1, 100), store]));
    assert_eq!(plan.outline(), outlined_cache(4, catalog().cache, inner.clone()), "outline after adding two caches");
    apply(&mut plan, &[step(AddCache, 4)]);
    let outer = outlined_cache(5, catalog().cache, outlined_cache(4, catalog().cache, inner));
    assert_eq!(plan.outline(), outer, "outline after adding a cache in front of a cache");
}

/// Rules: 5.5
#[test]
fn a_new_cache_has_the_figures_of_the_catalog() {
    let mut plan = Plan::new(server(100));
    let own = figures(5_000, 7, 9, 990_000_000);
    let slow = Catalog { cache: own, hit_ratio: ratio(1), ..catalog() };
    assert_eq!(plan.apply(step(AddCache, 0), &slow), Ok(()), "result of adding a cache");
    let behind = Box::new(outlined_server(0, 100));
    let expected = Kind::Cache { figures: own, hit_ratio: ratio(1), behind };
    assert_eq!(plan.outline(), outlined(1, expected), "outline after adding a cache");
}

/// Rules: 5.5, 5.7
#[test]
fn a_cache_that_lowers_the_capacity_is_rejected() {
    let mut plan = Plan::new(server(5_000));
    assert_eq!(plan.check(step(AddCache, 0), &catalog()), Ok(()), "result of checking a cache of the same capacity");
    apply(&mut plan, &[step(BiggerBox, 0)]);
    let result = plan.apply(step(AddCache, 0), &catalog());
    assert_eq!(result, Err(StepError::LowersCapacity(PartId(0))), "result of adding a small cache");
    assert_eq!(plan.outline(), outlined_server(0, 10_000), "outline after the error");
    apply(&mut plan, &[step(AddServer, 0)]);
    assert_eq!(plan.outline().id, PartId(1), "id of a balancer, which is the next one after the error");
    let none = Catalog { cache: figures(0, 0, 0, 0), ..catalog() };
    let result = Plan::new(server(1)).apply(step(AddCache, 0), &none);
    assert_eq!(result, Err(StepError::LowersCapacity(PartId(0))), "result of adding a cache without capacity");
    let mut plan = Plan::new(sequence(vec![server(200), server(10_000)]));
    apply(&mut plan, &[step(AddCache, 2)]);
    assert_eq!(
        plan.figures().map(|all| all.capacity.0),
        Ok(200),
        "capacity with a small cache behind a smaller server"
    );
}

/// Rules: 5.6
#[test]
fn a_step_on_the_wrong_part_is_an_error() {
    for (case, kind, id) in [
        ("bigger sequence", BiggerBox, 0),
        ("bigger balancer", BiggerBox, 1),
        ("server beside a database", AddServer, 4),
        ("server beside a cache", AddServer, 3),
        ("server in a balancer", AddServer, 1),
        ("replica of a cache", AddReplica, 3),
        ("replica of a server", AddReplica, 2),
        ("shard of a server", AddShard, 2),
        ("shard of a sequence", AddShard, 0),
    ] {
        let mut plan = Plan::new(sequence(vec![balancer(vec![server(100)]), cache(500, database(90))]));
        let before = plan.outline();
        let result = plan.apply(step(kind, id), &catalog());
        assert_eq!(result, Err(StepError::WrongPart(step(kind, id))), "result of the step: {case}");
        assert_eq!(plan.outline(), before, "outline after the error: {case}");
    }
}

/// Rules: 5.6
#[test]
fn a_step_on_an_unknown_part_is_an_error() {
    let mut plan = small_plan();
    for id in [3, u64::MAX] {
        for kind in enum_iterator::all() {
            let result = plan.apply(step(kind, id), &catalog());
            assert_eq!(result, Err(StepError::UnknownPart(PartId(id))), "result of {kind:?} on part {id}");
        }
    }
}

/// Rules: 0.1, 5.7
#[test]
fn a_step_to_a_plan_that_is_too_large_is_an_error() {
    let error = Err(StepError::Arithmetic(ArithmeticError::TooLarge));
    let large = figures(u64::MAX, 0, 0, 0);
    let mut plan = Plan::new(sequence(vec![part(Part::server(large)), part(Part::database(large))]));
    for (kind, id) in [(AddServer, 1), (AddReplica, 2), (AddShard, 2)] {
        assert_eq!(plan.apply(step(kind, id), &catalog()), error, "result of {kind:?} on part {id}");
    }
    let most = NonZeroU16::new(u16::MAX).expect("a shard");
    let mut plan = Plan::new(part(Part::sharded_database(figures(1, 0, 0, 0), most, u16::MAX)));
    for kind in [AddReplica, AddShard] {
        assert_eq!(plan.apply(step(kind, 0), &catalog()), error, "result of {kind:?} with the most copies");
    }
    assert_eq!(plan.undo(), Err(NothingToUndo), "result of undoing after these errors");
    let dear = part(Part::server(figures(100, 0, u64::MAX - 100, 0)));
    let mut plan = Plan::new(sequence(vec![server(100), dear]));
    for kind in [BiggerBox, AddServer, AddCache] {
        assert_eq!(plan.apply(step(kind, 1), &catalog()), error, "result of {kind:?} if the plan costs the maximum");
    }
}

/// Rules: 5.7
#[test]
fn a_step_can_reach_a_maximum() {
    let database = |copy, shards, replicas| {
        part(Part::sharded_database(copy, NonZeroU16::new(shards).expect("a shard"), replicas))
    };
    let (tiny, third) = (figures(1, 0, 0, 0), figures(u64::MAX / 3, 0, u64::MAX / 3, 0));
    let servers = [third, third].map(|own| part(Part::server(own)));
    for (case, large, kind, id) in [
        ("number of replicas", database(tiny, 1, u16::MAX - 1), AddReplica, 0),
        ("number of shards", database(tiny, u16::MAX - 1, 0), AddShard, 0),
        ("figures of replicas", database(third, 1, 1), AddReplica, 0),
        ("figures of shards", database(third, 2, 0), AddShard, 0),
        ("figures of a balancer", balancer(servers.into()), AddServer, 1),
    ] {
        let mut plan = Plan::new(large);
        assert_eq!(plan.apply(step(kind, id), &catalog()), Ok(()), "result of {kind:?} to the maximum: {case}");
        let reached = plan.outline();
        let error = Err(StepError::Arithmetic(ArithmeticError::TooLarge));
        assert_eq!(plan.apply(step(kind, id), &catalog()), error, "result of {kind:?} above the maximum: {case}");
        assert_eq!(plan.outline(), reached, "outline after the error: {case}");
    }
}

/// Rules: 5.7
#[test]
fn only_the_plan_after_the_step_counts() {
    let dear = || part(Part::server(figures(100, 0, u64::MAX, 0)));
    let mut plan = Plan::new(sequence(vec![dear(), server(1)]));
    assert_eq!(plan.figures(), Err(ArithmeticError::TooLarge), "figures of a plan that costs too much");
    apply(&mut plan, &[step(BiggerBox, 1)]);
    assert_eq!(plan.figures().map(|all| all.cost.0), Ok(1_001), "cost after a cheaper box");
}

/// Rules: 5.8
#[test]
fn undo_goes_back_one_step_at_a_time() {
    let mut plan = small_plan();
    let steps = [
        step(AddServer, 1),
        step(AddCache, 2),
        step(BiggerBox, 4),
        step(AddReplica, 2),
        step(AddShard, 2),
        step(AddServer, 1),
        step(AddServer, 4),
        step(BiggerBox, 2),
        step(AddCache, 0),
    ];
    let mut states = Vec::new();
    for step in steps {
        states.push((plan.outline(), plan.figures()));
        apply(&mut plan, &[step]);
    }
    for (step, (outline, figures)) in steps.into_iter().zip(states).rev() {
        assert_eq!(plan.undo(), Ok(step), "undone step");
        assert_eq!(plan.outline(), outline, "outline after undoing {step:?}");
        assert_eq!(plan.figures(), figures, "figures after undoing {step:?}");
    }
    assert_eq!(plan.undo(), Err(NothingToUndo), "result of undoing with an empty history");
    assert_eq!(plan, small_plan(), "plan after undoing all steps");
}

/// Rules: 5.8
#[test]
fn undo_does_not_depend_on_the_catalogs_of_other_steps() {
    let mut plan = Plan::new(server(100));
    for capacity in [200, 400, 800] {
        let boxes = Catalog { boxes: vec![size(capacity)], ..catalog() };
        assert_eq!(plan.apply(step(BiggerBox, 0), &boxes), Ok(()), "result of a box of {capacity}");
    }
    for (capacity, before) in [(800, 400), (400, 200), (200, 100)] {
        assert_eq!(plan.undo(), Ok(step(BiggerBox, 0)), "undone step");
        assert_eq!(plan.outline(), outlined_server(0, before), "outline after undoing a box of {capacity}");
    }
}

/// Rules: 5.8
#[test]
fn each_of_1_200_steps_can_be_undone() {
    let mut plan = small_plan();
    for _ in 0..1_200 {
        apply(&mut plan, &[step(AddReplica, 2)]);
    }
    for undone in 0..1_200 {
        assert_eq!(plan.undo(), Ok(step(AddReplica, 2)), "result of undoing after {undone} of 1,200 steps are undone");
    }
    assert_eq!(plan, small_plan(), "plan after undoing all steps");
    assert_eq!(plan.undo(), Err(NothingToUndo), "result of undoing with an empty history");
}

/// Rules: 5.8
#[test]
fn a_step_after_an_undo_replaces_the_undone_one() {
    let mut plan = small_plan();
    apply(&mut plan, &[step(BiggerBox, 1), step(BiggerBox, 2)]);
    assert_eq!(plan.undo(), Ok(step(BiggerBox, 2)), "undone step");
    apply(&mut plan, &[step(AddShard, 2)]);
    assert_eq!(plan.undo(), Ok(step(AddShard, 2)), "first undone step");
    assert_eq!(plan.undo(), Ok(step(BiggerBox, 1)), "second undone step");
    assert_eq!(plan.undo(), Err(NothingToUndo), "result of undoing with an empty history");
}

/// Rules: 5.8
#[test]
fn a_copy_has_a_history_of_its_own() {
    let mut plan = small_plan();
    apply(&mut plan, &[step(BiggerBox, 1), step(AddShard, 2)]);
    let mut copy = plan.clone();
    assert_eq!(copy.undo(), Ok(step(AddShard, 2)), "step undone in the copy");
    apply(&mut copy, &[step(AddReplica, 2)]);
    assert_eq!(plan.undo(), Ok(step(AddShard, 2)), "step undone in the plan");
    assert_eq!(plan.undo(), Ok(step(BiggerBox, 1)), "second step undone in the plan");
    assert_eq!(plan, small_plan(), "plan after undoing all steps");
    assert_eq!(copy.undo(), Ok(step(AddReplica, 2)), "second step undone in the copy");
    assert_eq!(copy.undo(), Ok(step(BiggerBox, 1)), "third step undone in the copy");
    assert_eq!(copy.undo(), Err(NothingToUndo), "result of undoing in the copy with an empty history");
}

/// Rules: 5.8
#[test]
fn a_step_on_a_copy_does_not_change_the_plan() {
    let plan = small_plan();
    let mut copy = plan.clone();
    let load = load(20, 0);
    let before = found(&plan, load).expect("there is a load");
    apply(&mut copy, &[step(BiggerBox, before.0)]);
    assert!(found(&copy, load) != Some(before), "the copy has the same bottleneck after a bigger box for {}", before.0);
    assert_eq!(found(&plan, load), Some(before), "bottleneck of the plan after that");
    assert_eq!(plan.figures(), small_plan().figures(), "figures of the plan after that");
}

/// Rules: 5.8, 5.9
#[test]
fn a_copy_has_ids_of_its_own() {
    let mut plan = small_plan();
    let mut copy = plan.clone();
    apply(&mut copy, &[step(AddCache, 0)]);
    assert_eq!(copy.outline().id, PartId(3), "id of a cache in the copy");
    apply(&mut plan, &[step(AddCache, 0)]);
    assert_eq!(plan.outline().id, PartId(3), "id of a cache in the plan, after the copy has one");
}

/// Rules: 5.6, 5.8
#[test]
fn a_part_of_an_undone_step_is_unknown() {
    let mut plan = small_plan();
    apply(&mut plan, &[step(AddServer, 1)]);
    assert_eq!(plan.undo(), Ok(step(AddServer, 1)), "undone step");
    for id in [3, 4] {
        let result = plan.apply(step(AddCache, id), &catalog());
        assert_eq!(result, Err(StepError::UnknownPart(PartId(id))), "result of a cache in front of part {id}");
    }
}

/// Rules: 4.8, 5.5, 5.9
#[test]
fn the_first_of_equal_parts_can_be_the_newest() {
    let mut plan = Plan::new(server(500));
    apply(&mut plan, &[step(AddCache, 0)]);
    assert_eq!(found(&plan, load(4_000, 0)), Some((1, 4_000, 5_000)), "bottleneck of a new cache and its server");
}

/// Rules: 5.9
#[test]
fn an_undone_id_is_not_issued_again() {
    let mut plan = Plan::new(server(100));
    apply(&mut plan, &[step(AddServer, 0)]);
    assert_eq!(plan.undo(), Ok(step(AddServer, 0)), "undone step");
    for id in [3, 4] {
        apply(&mut plan, &[step(AddCache, 0)]);
        let expected = outlined_cache(id, catalog().cache, outlined_server(0, 100));
        assert_eq!(plan.outline(), expected, "outline of the new cache");
        assert_eq!(plan.undo(), Ok(step(AddCache, 0)), "undone step");
    }
}

/// Rules: 5.7, 5.9
#[test]
fn a_failed_step_issues_no_id() {
    let mut plan = Plan::new(sequence(vec![server(5_000), part(Part::server(figures(5_001, 0, u64::MAX - 5_000, 0)))]));
    assert!(plan.apply(step(AddServer, 2), &catalog()).is_err(), "a plan that costs too much was accepted");
    assert!(plan.check(step(AddServer, 1), &catalog()).is_err(), "a plan that costs too much passed the check");
    let free = Catalog { cache: figures(5_000, 0, 0, 0), ..catalog() };
    assert_eq!(plan.check(step(AddCache, 1), &free), Ok(()), "result of checking a step");
    assert_eq!(plan.apply(step(AddCache, 1), &free), Ok(()), "result of applying it");
    let Kind::Sequence(parts) = plan.outline().kind else { panic!("the plan is no sequence any more") };
    assert_eq!(parts[0].id, PartId(3), "id of the cache");
}

/// Rules: 5.10
#[test]
fn plans_are_equal_if_their_outlines_are() {
    let (mut plan, mut other) = (small_plan(), small_plan());
    apply(&mut other, &[step(AddShard, 2)]);
    assert!(plan != other, "plans are equal although one has another shard");
    apply(&mut plan, &[step(BiggerBox, 1)]);
    assert_eq!(plan.undo(), Ok(step(BiggerBox, 1)), "undone step");
    apply(&mut plan, &[step(AddShard, 2)]);
    assert_eq!(plan, other, "plans with the same parts");
    let mut undone = small_plan();
    apply(&mut undone, &[step(AddServer, 1)]);
    assert_eq!(undone.undo(), Ok(step(AddServer, 1)), "undone step");
    assert_eq!(undone, small_plan(), "plans of which one has issued more ids");
    let (alone, in_sequence) = (Plan::new(server(100)), Plan::new(sequence(vec![server(100)])));
    assert!(alone != in_sequence, "plans of other parts with the same figures are equal");
    apply(&mut plan, &[step(AddCache, 2)]);
    apply(&mut other, &[step(AddCache, 2)]);
    assert_eq!(other.undo(), Ok(step(AddCache, 2)), "undone step");
    apply(&mut other, &[step(AddCache, 2)]);
    assert!(plan != other, "plans are equal although their caches have the ids 3 and 4");
}

/// A change of a plan.
#[derive(Clone, Debug)]
enum Change {
    /// A step on the part at a place in depth-first order, or on an unknown one after the last.
    Apply(StepKind, usize),
    Undo,
    Copy,
}

fn any_changes() -> impl Strategy<Value = Vec<Change>> + 'static {
    let kind = prop::sample::select(enum_iterator::all::<StepKind>().collect::<Vec<_>>());
    let apply = (kind, any::<usize>()).prop_map(|(kind, place)| Change::Apply(kind, place));
    vec(prop_oneof![8 => apply, 2 => Just(Change::Undo), 1 => Just(Change::Copy)], 0..16)
}

/// Rules: 5.2, 5.3, 5.4, 5.5, 5.6, 5.7, 5.8, 5.9
#[test]
fn plans_and_their_copies_agree_with_a_naive_model() {
    testkit::law((any_tree(3), any_changes(), any_load()), |(tree, changes, load)| {
        let catalogs = [([150, 400, 50, 300], 200, 500_000_000), ([350, 100, 200, 250], 300, 900_000_000)];
        let catalogs = catalogs.map(|(boxes, cache, hits)| Catalog {
            boxes: boxes.map(size).to_vec(),
            cache: figures(cache, 1, 9, 990_000_000),
            hit_ratio: ratio(hits),
        });
        let mut plan = Plan::new(tree.part());
        let mut model = Model::new(plan.outline());
        let mut copies = Vec::new();
        for (change, catalog) in changes.into_iter().zip(catalogs.iter().cycle()) {
            match change {
                Change::Apply(kind, place) => {
                    let all = parts(&model.outline);
                    let part = all.get(place % (all.len() + 1)).map_or(PartId(model.next_id), |part| part.id);
                    let step = Step { kind, part };
                    let expected = model.apply(step, catalog);
                    assert_eq!(plan.check(step, catalog), expected, "result of checking {step:?}");
                    assert_eq!(plan.apply(step, catalog), expected, "result of applying {step:?}");
                }
                Change::Undo => assert_eq!(plan.undo(), model.undo(), "undone step"),
                Change::Copy => copies.push((plan.clone(), model.clone())),
            }
            assert_eq!(plan.outline(), model.outline, "outline after {change:?}");
            assert_eq!(plan.figures(), Ok(Tree::of(&model.outline).figures()), "figures after {change:?}");
            assert_eq!(found(&plan, load), bottleneck(&model.outline, load), "bottleneck after {change:?}");
        }
        copies.push((plan, model));
        for (mut plan, mut model) in copies {
            loop {
                assert_eq!(plan.outline(), model.outline, "outline of a plan or of its copy at the end");
                let undone = model.undo();
                assert_eq!(plan.undo(), undone, "step undone at the end");
                if undone.is_err() {
                    break;
                }
            }
        }
    });
}
