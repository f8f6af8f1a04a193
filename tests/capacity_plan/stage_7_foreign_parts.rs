//! # Foreign parts
//!
//! The suite brings a part of its own, a content delivery network. It is not in your catalog, and it keeps some of
//! the load that flows through it. Also, a plan is saved and restored.
//!
//! In a good design, most of your code does not notice. Count the places that you have to change.
//!
//! Look up: trait objects, `TryFrom`.
//!
//! Time box: 15 minutes.

use std::num::NonZeroU16;
use std::sync::Arc;

use capacity_plan::{
    ArithmeticError, Bytes, Component, Figures, Goal, Goals, Kind, Latency, Load, Money, NotBuiltIn, NothingToUndo,
    Outline, Part, PartError, PartId, Plan, PlannerError, Rate, Snapshot, SnapshotError, StepError, StepKind, Volume,
    Workload,
};
use proptest::collection::vec;
use rstest::rstest;

use super::support::{
    Cdn, Script, any_foreign_tree, any_load, any_step, any_tree, apply, assert_unchanged, balancer, cache, catalog,
    database, figures, found, load, part, parts, ratio, sequence, server, size, small_plan, step, users,
};

/// Returns a content delivery network that keeps up to `absorbed` reads per second.
fn cdn(capacity: u64, absorbed: u64) -> Part {
    part(Part::foreign(Arc::new(Cdn { figures: figures(capacity, 3, 40, 990_000_000), absorbed })))
}

/// Rules: 5.10, 7.1
#[test]
fn a_foreign_part_nests_like_any_other() {
    let service = sequence(vec![cdn(5_000, 0), server(700)]);
    assert_eq!(service.figures(), Ok(figures(700, 13, 740, 990_000_000)), "figures of a sequence");
    let service = balancer(vec![cdn(5_000, 0), server(700)]);
    assert_eq!(service.figures(), Ok(figures(5_700, 10, 740, 1_000_000_000)), "figures of a balancer");
    let plan = Plan::new(balancer(vec![server(100), cdn(300, 0)]));
    assert_eq!(found(&plan, load(401, 0)), Some((1, 101, 100)), "bottleneck of a balancer with a larger load");
    let plan = Plan::new(balancer(vec![cdn(300, 0), server(100)]));
    assert_eq!(found(&plan, load(400, 0)), Some((1, 300, 300)), "bottleneck of a balancer");
    let plan = Plan::new(cache(100, cdn(5_000, 0)));
    let behind = Outline { id: PartId(1), kind: Kind::Foreign(figures(5_000, 3, 40, 990_000_000)) };
    let kind = Kind::Cache { figures: size(100), hit_ratio: ratio(900_000_000), behind: Box::new(behind) };
    assert_eq!(plan.outline(), Outline { id: PartId(0), kind }, "outline of a cache");
    assert_eq!(plan, Plan::new(cache(100, cdn(5_000, 0))), "plan of another foreign part with the same figures");
    let none = Part::foreign(Arc::new(Cdn { figures: size(0), absorbed: 0 }));
    assert_eq!(none.err(), Some(PartError::ZeroCapacity), "error of a capacity of zero");
}

/// Rules: 7.2
#[rstest]
#[case::behind_it(vec![cdn(1_000, 80), server(100)], load(100, 30), (2, 50, 100))]
#[case::nothing_left(vec![cdn(1_000, 500), server(10)], load(100, 0), (1, 100, 1_000))]
#[case::before_it(vec![server(100), cdn(1_000, 80)], load(100, 30), (1, 130, 100))]
#[case::itself(vec![cdn(120, 100), server(100)], load(100, 30), (1, 130, 120))]
#[case::two_of_them(vec![cdn(1_000, 50), cdn(1_000, 40), server(10)], load(100, 0), (3, 10, 10))]
#[case::end_of_a_sequence(vec![sequence(vec![cdn(1_000, 80)]), server(100)], load(100, 30), (3, 50, 100))]
#[case::early_in_a_sequence(vec![sequence(vec![cdn(1_000, 80), server(1_000)]), server(100)], load(100, 30), (4, 50, 100))]
#[case::deep_in_sequences(
    vec![sequence(vec![sequence(vec![cdn(1_000, 80)]), server(1_000)]), server(100)],
    load(100, 30),
    (5, 50, 100)
)]
#[case::in_a_balancer(vec![balancer(vec![cdn(1_000, 80)]), server(100)], load(100, 30), (3, 130, 100))]
#[case::in_a_cache(vec![cache(1_000, cdn(1_000, 80)), server(100)], load(100, 30), (3, 130, 100))]
fn a_foreign_part_of_a_sequence_keeps_its_share(
    #[case] parts: Vec<Part>,
    #[case] load: Load,
    #[case] expected: (u64, u64, u64),
) {
    assert_eq!(found(&Plan::new(sequence(parts)), load), Some(expected), "bottleneck");
}

/// A part that sends three reads for each one, and keeps all writes.
#[derive(Debug)]
struct Fan;

impl Component for Fan {
    fn figures(&self) -> Figures {
        size(1_000)
    }

    fn forward(&self, load: Load) -> Load {
        Load { reads: Rate(load.reads.0 * 3), writes: Rate(0) }
    }
}

/// Rules: 4.7, 7.2
#[test]
fn a_foreign_part_can_forward_more() {
    let plan = Plan::new(sequence(vec![part(Part::foreign(Arc::new(Fan))), server(100)]));
    assert_eq!(found(&plan, load(20, 50)), Some((2, 60, 100)), "bottleneck behind a part that multiplies reads");
    let too_large = Err(ArithmeticError::TooLarge);
    assert_eq!(plan.bottleneck(load(1, u64::MAX)), too_large, "bottleneck if the rate at a foreign part is too large");
}

/// A part that forwards a rate above the maximum, unless no reads arrive.
#[derive(Debug)]
struct Flood;

impl Component for Flood {
    fn figures(&self) -> Figures {
        size(1_000)
    }

    fn forward(&self, arriving: Load) -> Load {
        if arriving.reads == Rate(0) { load(0, 0) } else { load(u64::MAX, 1) }
    }
}

/// Rules: 6.6, 6.8, 7.2
#[test]
fn a_step_after_which_too_much_is_forwarded_leaves_no_trace() {
    let goals = Goals { load: load(1, 0), latency: Latency(u64::MAX), availability: ratio(0), budget: Money(0) };
    let workload = Workload { users: users(1), reads: Volume(1), writes: Volume(0), bytes_per_write: Bytes(0) };
    for grows in [false, true] {
        let flood = part(Part::foreign(Arc::new(Flood)));
        let mut plan = Plan::new(sequence(vec![cdn(1_000, u64::MAX), flood, server(100)]));
        apply(&mut plan, &[step(StepKind::BiggerBox, 3)]);
        let before = plan.clone();
        let mut policy = Script::new(&[step(StepKind::BiggerBox, 3), step(StepKind::AddCache, 1)]);
        let result = if grows {
            plan.grow(&workload, &goals, &catalog(), &mut policy).map(|_| ())
        } else {
            plan.reach(&goals, &catalog(), &mut policy).map(|_| ())
        };
        let case = format!("a cache in front of a foreign part that kept all reads, with `grow`: {grows}");
        assert_eq!(result, Err(PlannerError::Arithmetic(ArithmeticError::TooLarge)), "result: {case}");
        assert_unchanged(plan, before, &case);
    }
}

/// Rules: 7.3
#[test]
fn a_foreign_part_only_gets_a_cache() {
    let mut plan = Plan::new(sequence(vec![cdn(500, 0)]));
    for kind in enum_iterator::all::<StepKind>().filter(|&kind| kind != StepKind::AddCache) {
        let result = plan.apply(step(kind, 1), &catalog());
        assert_eq!(result, Err(StepError::WrongPart(step(kind, 1))), "result of {kind:?}");
    }
    apply(&mut plan, &[step(StepKind::AddCache, 1)]);
    assert_eq!(found(&plan, load(101, 0)), Some((1, 11, 500)), "bottleneck behind a cache");
    assert_eq!(plan.undo(), Ok(step(StepKind::AddCache, 1)), "undone step");
    assert_eq!(found(&plan, load(100, 0)), Some((1, 100, 500)), "bottleneck after undoing");
}

/// Rules: 5.8, 6.1, 6.6, 7.2
#[test]
fn a_foreign_part_keeps_its_share_whatever_happens_to_the_plan() {
    let goals = Goals { load: load(100, 30), latency: Latency(u64::MAX), availability: ratio(0), budget: Money(9_999) };
    let busiest = |plan: &Plan| found(plan, goals.load);
    let mut plan = Plan::new(sequence(vec![cdn(1_000, 80), server(100)]));
    for (kind, id) in
        [(StepKind::BiggerBox, 2), (StepKind::AddServer, 2), (StepKind::AddCache, 1), (StepKind::AddCache, 0)]
    {
        apply(&mut plan, &[step(kind, id)]);
        assert_eq!(plan.undo(), Ok(step(kind, id)), "undone step");
        assert_eq!(busiest(&plan), Some((2, 50, 100)), "bottleneck after undoing {kind:?} on part {id}");
    }
    let mut copy = plan.clone();
    apply(&mut copy, &[step(StepKind::AddCache, 2)]);
    assert_eq!(busiest(&copy), Some((2, 32, 100)), "bottleneck of a copy with a cache behind the foreign part");
    assert_eq!(plan.reach(&goals, &catalog(), &mut Script::default()), Ok(vec![]), "steps to a rate that is reached");
    assert_eq!(busiest(&plan), Some((2, 50, 100)), "bottleneck after that");
    let result =
        plan.reach(&Goals { budget: Money(0), ..goals }, &catalog(), &mut Script::new(&[step(StepKind::AddServer, 2)]));
    assert_eq!(result, Err(PlannerError::NotReached(vec![Goal::Budget])), "result with a budget of 0");
    assert_eq!(busiest(&plan), Some((2, 50, 100)), "bottleneck after the error");
    let more = Goals { load: load(240, 0), ..goals };
    let mut policy = Script::new(&[step(StepKind::AddServer, 2)]);
    let steps = plan.reach(&more, &catalog(), &mut policy).map(|steps| steps.len());
    assert_eq!(steps, Ok(1), "number of steps to 240 reads, of which 160 arrive at the servers");
    assert_eq!(plan.undo(), Ok(step(StepKind::AddServer, 2)), "undone step of the planner");
    assert_eq!(busiest(&plan), Some((2, 50, 100)), "bottleneck after undoing the step of the planner");
}

/// Rules: 7.4
#[test]
fn a_plan_round_trips_through_json() {
    let mut plan = Plan::new(sequence(vec![server(100), cache(500, database(100))]));
    apply(&mut plan, &[step(StepKind::AddServer, 1), step(StepKind::AddShard, 3)]);
    let json = serde_json::to_string(&plan.save().expect("built-in parts")).expect("JSON");
    let snapshot: Snapshot = serde_json::from_str(&json).expect("a snapshot");
    let mut restored = Plan::try_from(snapshot).expect("a valid snapshot");
    assert_eq!(restored, plan, "restored plan");
    assert_eq!(restored.undo(), Err(NothingToUndo), "result of undoing in a restored plan");
    assert!(json.contains("900000000"), "the hit ratio is not in {json}");
    let wrong = json.replace("900000000", "1000000001");
    assert!(serde_json::from_str::<Snapshot>(&wrong).is_err(), "a hit ratio above one was accepted");
}

/// Rules: 7.4
#[test]
fn a_restored_plan_issues_new_ids() {
    let mut plan = small_plan();
    apply(&mut plan, &[step(StepKind::AddServer, 1)]);
    assert_eq!(plan.undo(), Ok(step(StepKind::AddServer, 1)), "undone step");
    let snapshot = plan.save().expect("built-in parts");
    assert_eq!(snapshot.next_id, PartId(5), "next id in the snapshot");
    let mut restored = Plan::try_from(snapshot).expect("a valid snapshot");
    apply(&mut restored, &[step(StepKind::AddCache, 0)]);
    assert_eq!(restored.outline().id, PartId(5), "id of a new cache in the restored plan");
}

/// Rules: 0.1, 7.4
#[test]
fn no_id_is_left_after_the_largest() {
    let snapshot = Snapshot { next_id: PartId(u64::MAX), root: Outline { id: PartId(0), kind: Kind::Server(size(1)) } };
    let mut plan = Plan::try_from(snapshot).expect("a valid snapshot");
    let before = plan.outline();
    assert!(plan.apply(step(StepKind::AddServer, 0), &catalog()).is_err(), "two more ids were issued");
    assert_eq!(plan.outline(), before, "outline after the error");
    let snapshot = Snapshot { next_id: PartId(u64::MAX - 1), root: before };
    let mut plan = Plan::try_from(snapshot).expect("a valid snapshot");
    apply(&mut plan, &[step(StepKind::AddCache, 0)]);
    assert_eq!(plan.outline().id, PartId(u64::MAX - 1), "id of a new cache, which is the last but one");
}

/// Rules: 7.4
#[test]
fn restored_parts_keep_their_places() {
    let mut plan = Plan::new(balancer(vec![server(100), server(200)]));
    apply(&mut plan, &[step(StepKind::AddCache, 1)]);
    let restored = Plan::try_from(plan.save().expect("built-in parts"));
    assert_eq!(restored, Ok(plan), "restored plan with the parts 3 and 2, in this order");
}

/// Rules: 7.4
#[test]
fn every_plan_round_trips() {
    testkit::law((any_tree(6), vec(any_step(), 0..6), vec(any_step(), 0..6)), |(tree, before, after)| {
        let (mut plan, catalog) = (Plan::new(tree.part()), catalog());
        for step in before {
            let _ = plan.apply(step, &catalog);
        }
        let mut restored = Plan::try_from(plan.save().expect("built-in parts")).expect("a valid snapshot");
        assert_eq!(restored, plan, "restored plan");
        assert_eq!(restored.figures(), plan.figures(), "figures of the restored plan");
        let mut applied = Vec::new();
        for step in after {
            let expected = plan.apply(step, &catalog);
            assert_eq!(restored.apply(step, &catalog), expected, "result of {step:?} on the restored plan");
            assert_eq!(restored, plan, "restored plan after {step:?}");
            applied.extend(expected.is_ok().then_some(step));
        }
        assert_eq!(restored.save(), plan.save(), "snapshot of the restored plan");
        while let Some(step) = applied.pop() {
            assert_eq!(restored.undo(), Ok(step), "undone step of the restored plan");
        }
        assert_eq!(restored.undo(), Err(NothingToUndo), "result of undoing all steps of the restored plan");
    });
}

/// Rules: 7.1, 7.2, 7.5
#[test]
fn trees_with_foreign_parts_agree_with_the_formulas() {
    testkit::law((any_foreign_tree(), vec(any_load(), 4)), |(tree, loads)| {
        let plan = Plan::new(tree.part());
        assert_eq!(plan.figures(), Ok(tree.figures()), "figures of the tree");
        for load in loads {
            assert_eq!(found(&plan, load), tree.bottleneck(load), "bottleneck of the tree under {load:?}");
        }
        let outline = plan.outline();
        let foreign = parts(&outline).into_iter().find(|part| matches!(part.kind, Kind::Foreign(_)));
        let expected = foreign.map(|part| NotBuiltIn(part.id));
        assert_eq!(plan.save().err(), expected, "error of saving the tree");
    });
}

/// Rules: 7.5
#[test]
fn a_plan_with_a_foreign_part_cannot_be_saved() {
    let inner = balancer(vec![server(1), cache(9, cdn(5, 0)), cdn(5, 0)]);
    let plan = Plan::new(sequence(vec![server(1), inner]));
    assert_eq!(plan.save(), Err(NotBuiltIn(PartId(5))), "error of saving");
}

/// Rules: 7.6
#[test]
fn a_snapshot_that_is_no_plan_is_an_error() {
    for (case, next_id, parts, expected) in [
        (
            "twice",
            10,
            vec![(1, Kind::Server(size(1))), (1, Kind::Server(size(1)))],
            SnapshotError::DuplicateId(PartId(1)),
        ),
        ("like the root", 10, vec![(0, Kind::Server(size(1)))], SnapshotError::DuplicateId(PartId(0))),
        ("future", 1, vec![(1, Kind::Server(size(1)))], SnapshotError::FutureId(PartId(1))),
        (
            "twice, in two balancers",
            10,
            vec![(1, balancer_of_server(2)), (3, balancer_of_server(2))],
            SnapshotError::DuplicateId(PartId(2)),
        ),
        (
            "twice, once behind a cache",
            10,
            vec![(9, Kind::Server(size(1))), (3, cache_of_server(1, 1))],
            SnapshotError::DuplicateId(PartId(9)),
        ),
        ("future, behind a cache", 9, vec![(3, cache_of_server(1, 1))], SnapshotError::FutureId(PartId(9))),
        ("foreign", 10, vec![(1, Kind::Foreign(size(1)))], SnapshotError::NotBuiltIn(NotBuiltIn(PartId(1)))),
        ("server", 10, vec![(1, Kind::Server(size(0)))], wrong(1, PartError::ZeroCapacity)),
        (
            "database",
            10,
            vec![(2, Kind::Database { copy: size(0), shards: NonZeroU16::MIN, replicas: 0 })],
            wrong(2, PartError::ZeroCapacity),
        ),
        ("cache", 10, vec![(3, cache_of_server(0, 1))], wrong(3, PartError::ZeroCapacity)),
        ("behind a cache", 10, vec![(3, cache_of_server(1, 0))], wrong(9, PartError::ZeroCapacity)),
        (
            "server in a balancer",
            10,
            vec![(1, Kind::Balancer(vec![Outline { id: PartId(2), kind: Kind::Server(size(0)) }]))],
            wrong(2, PartError::ZeroCapacity),
        ),
        ("no parts", 10, vec![], wrong(0, PartError::Empty)),
        ("no servers", 10, vec![(1, Kind::Balancer(vec![]))], wrong(1, PartError::Empty)),
    ] {
        let parts = parts.into_iter().map(|(id, kind)| Outline { id: PartId(id), kind }).collect();
        let root = Outline { id: PartId(0), kind: Kind::Sequence(parts) };
        let result = Plan::try_from(Snapshot { next_id: PartId(next_id), root });
        assert_eq!(result.err(), Some(expected), "error of the snapshot: {case}");
    }
    let root = Outline { id: PartId(5), kind: Kind::Server(size(1)) };
    let result = Plan::try_from(Snapshot { next_id: PartId(5), root });
    assert_eq!(result.err(), Some(SnapshotError::FutureId(PartId(5))), "error of an outermost part with the next id");
}

fn balancer_of_server(id: u64) -> Kind {
    Kind::Balancer(vec![Outline { id: PartId(id), kind: Kind::Server(size(1)) }])
}

fn wrong(part: u64, error: PartError) -> SnapshotError {
    SnapshotError::Part { part: PartId(part), error }
}

/// Returns a cache in front of a server with the id 9.
fn cache_of_server(own: u64, server: u64) -> Kind {
    let behind = Box::new(Outline { id: PartId(9), kind: Kind::Server(size(server)) });
    Kind::Cache { figures: size(own), hit_ratio: ratio(0), behind }
}
