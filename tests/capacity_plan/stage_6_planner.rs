//! # Planner
//!
//! The planner repeats what you did by hand: find the bottleneck, apply a step, look again. A policy decides which step.
//! It is a trait, because there are many opinions, and a test is one of them.
//!
//! A policy can fail after a hundred good steps. Then the plan must be as if nothing had happened, and its history, too.
//!
//! Look up: the Strategy pattern, `Iterator::min_by_key`, `enum_iterator::all`.
//!
//! Time box: 25 minutes.

use std::num::NonZeroU16;

use capacity_plan::{
    Applied, ArithmeticError, Bytes, Catalog, Cheapest, Goal, Goals, Latency, Load, Milestone, Money, NothingToUndo,
    Part, PartId, Plan, PlannerError, Policy, Situation, Step, StepError, StepKind, Volume, Workload,
};

use super::support::{
    Historian, Model, Script, Tree, any_load, any_tree, apply, assert_unchanged, cache, catalog, database, figures,
    load, part, ratio, sequence, server, size, small_plan, step, users,
};
use StepKind::{AddCache, AddReplica, AddServer, AddShard, BiggerBox};

/// Returns goals that hold for any plan that serves the load.
fn goals(load: Load) -> Goals {
    Goals { load, latency: Latency(u64::MAX), availability: ratio(0), budget: Money(u64::MAX) }
}

fn applied(kind: StepKind, part: u64, cost: u64) -> Applied {
    Applied { step: step(kind, part), cost: Money(cost) }
}

/// A policy that always picks the same step, and counts how often.
struct Always(Step, usize);

impl Policy for Always {
    fn next_step(&mut self, _: &Situation<'_>) -> Option<Step> {
        self.1 += 1;
        Some(self.0)
    }
}

/// Calls `grow` with a workload, or `reach` without one.
fn run_planner(
    plan: &mut Plan,
    workload: Option<Workload>,
    goals: Goals,
    catalog: &Catalog,
    policy: &mut dyn Policy,
) -> Result<(), PlannerError> {
    match workload {
        None => plan.reach(&goals, catalog, policy).map(drop),
        Some(workload) => plan.grow(&workload, &goals, catalog, policy).map(drop),
    }
}

/// Rules: 6.1
#[test]
fn reach_applies_steps_until_the_goals_hold() {
    let mut plan = small_plan();
    let mut policy = Script::new(&[step(BiggerBox, 1), step(AddShard, 2), step(AddShard, 2), step(AddShard, 2)]);
    let steps = plan.reach(&goals(load(300, 0)), &catalog(), &mut policy);
    let expected = vec![applied(BiggerBox, 1, 1_100), applied(AddShard, 2, 1_200), applied(AddShard, 2, 1_300)];
    assert_eq!(steps, Ok(expected), "steps to 300 reads per second");
    let mut by_hand = small_plan();
    apply(&mut by_hand, &[step(BiggerBox, 1), step(AddShard, 2), step(AddShard, 2)]);
    assert_eq!(plan, by_hand, "plan after the steps");
    for undone in [step(AddShard, 2), step(AddShard, 2), step(BiggerBox, 1)] {
        assert_eq!(plan.undo(), Ok(undone), "undone step of the planner");
    }
    assert_eq!(plan, small_plan(), "plan after undoing all steps");
}

/// Rules: 5.8, 6.1, 6.8
#[test]
fn steps_before_the_planner_can_be_undone() {
    let workload =
        Workload { users: users(10_000_000), reads: Volume(500_000_000), writes: Volume(0), bytes_per_write: Bytes(0) };
    for grows in [false, true] {
        let mut plan = small_plan();
        apply(&mut plan, &[step(AddShard, 2)]);
        let (goals, mut policy) = (goals(load(200, 0)), Script::new(&[step(BiggerBox, 1)]));
        let result = run_planner(&mut plan, grows.then_some(workload), goals, &catalog(), &mut policy);
        assert_eq!(result, Ok(()), "result of the planner, with `grow`: {grows}");
        assert_eq!(plan.undo(), Ok(step(BiggerBox, 1)), "undone step of the planner, with `grow`: {grows}");
        assert_eq!(plan.undo(), Ok(step(AddShard, 2)), "undone step from before the planner, with `grow`: {grows}");
        assert_eq!(plan.undo(), Err(NothingToUndo), "result of undoing again, with `grow`: {grows}");
    }
}

/// Rules: 6.1, 6.2, 6.3, 6.4
#[test]
fn a_goal_that_is_met_exactly_is_met() {
    for (case, reads, latency, availability, budget, unmet) in [
        ("all met exactly", 100, 20, 999_000_000, 200, &[][..]),
        ("no load", 0, 20, 999_000_000, 200, &[]),
        ("rate", 101, 20, 999_000_000, 200, &[Goal::Rate]),
        ("latency", 100, 19, 999_000_000, 200, &[Goal::Latency]),
        ("availability", 100, 20, 999_000_001, 200, &[Goal::Availability]),
        ("budget", 100, 20, 999_000_000, 199, &[Goal::Budget]),
        ("latency without load", 0, 19, 999_000_000, 200, &[Goal::Latency]),
        ("availability without load", 0, 20, 999_000_001, 200, &[Goal::Availability]),
        ("budget without load", 0, 20, 999_000_000, 199, &[Goal::Budget]),
        ("all unmet", 101, 19, 999_000_001, 199, &[Goal::Rate, Goal::Latency, Goal::Availability, Goal::Budget]),
    ] {
        let mut plan = Plan::new(part(Part::server(figures(100, 20, 200, 999_000_000))));
        let goals = Goals {
            load: load(reads, 0),
            latency: Latency(latency),
            availability: ratio(availability),
            budget: Money(budget),
        };
        let situation = (plan.outline(), goals, plan.bottleneck(goals.load).expect("small rates"));
        let (expected, seen, steps) = match unmet {
            [] => (Ok(vec![]), vec![], vec![]),
            _ => (Err(PlannerError::NotReached(unmet.to_vec())), vec![situation], vec![applied(BiggerBox, 0, 1)]),
        };
        let mut policy = Script::default();
        assert_eq!(plan.reach(&goals, &catalog(), &mut policy), expected, "result without steps: {case}");
        assert_eq!(policy.seen, seen, "what the policy saw: {case}");
        let better = Catalog { boxes: vec![figures(1_000, 1, 1, 1_000_000_000)], ..catalog() };
        let result = plan.reach(&goals, &better, &mut Script::new(&[step(BiggerBox, 0)]));
        assert_eq!(result, Ok(steps), "result with a box that meets all goals: {case}");
    }
}

/// Rules: 6.2
#[test]
fn the_rate_goal_counts_what_arrives_at_the_bottleneck() {
    let mut plan = Plan::new(cache(1_000, database(100)));
    let result = plan.reach(&goals(load(500, 51)), &catalog(), &mut Script::default());
    assert_eq!(result, Err(PlannerError::NotReached(vec![Goal::Rate])), "result of 51 writes behind a cache");
    let result = plan.reach(&goals(load(500, 50)), &catalog(), &mut Script::default());
    assert_eq!(result, Ok(vec![]), "result of 50 writes behind a cache");
}

/// Rules: 6.3
#[test]
fn the_policy_is_asked_once_per_step_about_the_current_plan() {
    let mut plan = small_plan();
    let goals = goals(load(150, 0));
    let mut policy = Script::new(&[step(AddServer, 1), step(AddReplica, 2)]);
    let mut expected = Vec::new();
    let mut by_hand = small_plan();
    for step in [step(AddServer, 1), step(AddReplica, 2)] {
        expected.push((by_hand.outline(), goals, by_hand.bottleneck(goals.load).expect("small rates")));
        apply(&mut by_hand, &[step]);
    }
    assert_eq!(plan.reach(&goals, &catalog(), &mut policy).map(drop), Ok(()), "result of the planner");
    assert_eq!(policy.seen, expected, "what the policy saw");
    assert_eq!(plan.reach(&goals, &catalog(), &mut policy), Ok(vec![]), "steps if the goals hold at the start");
    assert_eq!(policy.seen.len(), 2, "number of calls of the policy after that");
}

/// Rules: 5.8, 5.9, 6.3, 6.8
#[test]
fn the_policy_sees_the_history_and_the_ids_of_the_plan() {
    // 101 reads per second for a million users, and 1,010 for 10 million.
    let workload = Workload {
        users: users(10_000_000),
        reads: Volume(2_525_000_000),
        writes: Volume(0),
        bytes_per_write: Bytes(0),
    };
    let (server, shard, bigger) = (step(AddServer, 1), step(AddShard, 2), step(BiggerBox, 1));
    for grows in [false, true] {
        let mut plan = small_plan();
        apply(&mut plan, &[shard, server]);
        assert_eq!(plan.undo(), Ok(server), "undone step");
        let goals = goals(load(1_010, 0));
        let mut policy = Historian { script: Script::new(&[server, bigger, step(BiggerBox, 2)]), seen: Vec::new() };
        let result = run_planner(&mut plan, grows.then_some(workload), goals, &catalog(), &mut policy);
        assert_eq!(result, Ok(()), "result of the planner, with `grow`: {grows}");
        let expected =
            [(vec![shard], PartId(5)), (vec![server, shard], PartId(7)), (vec![bigger, server, shard], PartId(7))];
        let what = "steps that a copy of the plan undoes, and id of a new cache in it, whenever the policy is asked";
        assert_eq!(policy.seen, expected, "{what}, with `grow`: {grows}");
    }
}

/// Rules: 6.4, 6.6
#[test]
fn the_plan_is_unchanged_if_the_policy_has_no_step_left() {
    let mut plan = small_plan();
    apply(&mut plan, &[step(AddShard, 2)]);
    let before = plan.outline();
    let result = plan.reach(&goals(load(200, 0)), &catalog(), &mut Script::new(&[step(AddReplica, 2)]));
    assert_eq!(result, Err(PlannerError::NotReached(vec![Goal::Rate])), "result");
    assert_eq!(plan.outline(), before, "outline after the error");
    assert_eq!(plan.undo(), Ok(step(AddShard, 2)), "undone step, which is from before the planner");
    assert_eq!(plan.undo(), Err(NothingToUndo), "result of undoing again");
}

/// Rules: 6.4
#[test]
fn the_goals_after_the_last_step_are_listed() {
    let mut plan = Plan::new(server(100));
    let goals = Goals { budget: Money(150), ..goals(load(200, 0)) };
    let result = plan.reach(&goals, &catalog(), &mut Script::new(&[step(AddServer, 0)]));
    assert_eq!(result, Err(PlannerError::NotReached(vec![Goal::Budget])), "result of a second server");
}

/// Rules: 6.4
#[test]
fn the_planner_applies_at_most_1_000_steps() {
    let (mut enough, mut too_few) = (Always(step(AddReplica, 0), 0), Always(step(AddReplica, 0), 0));
    let mut plan = Plan::new(database(100));
    let too_much = Goals { budget: Money(0), ..goals(load(100_101, 0)) };
    let result = plan.reach(&too_much, &catalog(), &mut too_few);
    let expected = PlannerError::NotReached(vec![Goal::Rate, Goal::Budget]);
    assert_eq!(result, Err(expected), "result if 1,001 steps are needed, and the budget is 0");
    assert_eq!(too_few.1, 1_000, "number of calls of the policy");
    let result = plan.reach(&goals(load(100_100, 0)), &catalog(), &mut enough);
    assert_eq!(result.map(|steps| steps.len()), Ok(1_000), "number of steps if 1,000 are needed");
}

/// Rules: 6.5, 6.6
#[test]
fn a_wrong_step_of_the_policy_is_an_error() {
    let mut plan = small_plan();
    apply(&mut plan, &[step(BiggerBox, 1)]);
    let before = plan.outline();
    let wrong = step(AddReplica, 1);
    let result = plan.reach(&goals(load(300, 0)), &catalog(), &mut Script::new(&[step(AddReplica, 2), wrong]));
    let expected = PlannerError::WrongStep { step: wrong, error: StepError::WrongPart(wrong) };
    assert_eq!(result, Err(expected), "result of a wrong second step");
    assert_eq!(plan.outline(), before, "outline after the error");
    assert_eq!(plan.undo(), Ok(step(BiggerBox, 1)), "undone step, which is from before the planner");
}

/// Rules: 6.5
#[test]
fn a_step_that_costs_too_much_is_a_wrong_step() {
    let mut plan = Plan::new(part(Part::server(figures(100, 0, u64::MAX, 0))));
    let result = plan.reach(&goals(load(200, 0)), &catalog(), &mut Script::new(&[step(AddServer, 0)]));
    let error = StepError::Arithmetic(ArithmeticError::TooLarge);
    let expected = PlannerError::WrongStep { step: step(AddServer, 0), error };
    assert_eq!(result, Err(expected), "result of a second server if the first one costs the maximum");
}

/// Rules: 0.1, 4.4, 4.7, 6.6
#[test]
fn a_rate_that_is_too_large_is_an_error() {
    let mut plan = small_plan();
    let result = plan.reach(&goals(load(u64::MAX, 1)), &catalog(), &mut Cheapest);
    assert_eq!(result, Err(PlannerError::Arithmetic(ArithmeticError::TooLarge)), "result");
    assert_eq!(plan, small_plan(), "plan after the error");
    let shards = NonZeroU16::new(3).expect("a shard");
    let mut plan = Plan::new(part(Part::sharded_database(size(10), shards, 0)));
    let (shard, replica, cache) = (step(AddShard, 0), step(AddReplica, 0), step(AddCache, 0));
    apply(&mut plan, &[shard]);
    for (case, steps) in [("cache in front of shards", &[cache][..]), ("replica, then cache", &[replica, cache])] {
        let (before, mut policy) = (plan.clone(), Script::new(steps));
        let result = plan.reach(&goals(load(u64::MAX, u64::MAX)), &catalog(), &mut policy);
        let too_large = Err(PlannerError::Arithmetic(ArithmeticError::TooLarge));
        assert_eq!(result, too_large, "result of steps after which one part gets more than the maximum: {case}");
        assert_unchanged(plan.clone(), before, case);
    }
}

/// Rules: 6.7
#[test]
fn the_cheapest_step_on_the_bottleneck_is_taken() {
    for (case, plan, catalog, load, expected) in [
        ("server", small_plan(), catalog(), load(250, 0), Some(step(AddServer, 1))),
        ("tie of replica and shard", Plan::new(database(100)), catalog(), load(250, 0), Some(step(AddReplica, 0))),
        ("cache", Plan::new(database(1_000)), catalog(), load(2_500, 0), Some(step(AddCache, 0))),
        (
            "cache that lowers the capacity",
            Plan::new(server(100)),
            Catalog { cache: figures(99, 0, 0, 0), ..catalog() },
            load(250, 0),
            Some(step(AddServer, 0)),
        ),
        (
            "tie of bigger box and server",
            Plan::new(server(100)),
            Catalog { boxes: vec![figures(101, 0, 200, 0)], ..catalog() },
            load(250, 0),
            Some(step(BiggerBox, 0)),
        ),
        (
            "bigger box that costs less than the current one",
            Plan::new(server(100)),
            Catalog { boxes: vec![figures(101, 0, 1, 0)], cache: figures(5_000, 0, 1, 0), ..catalog() },
            load(250, 0),
            Some(step(BiggerBox, 0)),
        ),
        (
            "bigger box in a plan that costs more than the maximum",
            Plan::new(sequence(vec![part(Part::server(figures(100, 0, u64::MAX, 0))), server(1_000)])),
            catalog(),
            load(250, 0),
            Some(step(BiggerBox, 1)),
        ),
        ("no load", small_plan(), catalog(), load(0, 0), None),
    ] {
        let bottleneck = plan.bottleneck(load).expect("small rates");
        let situation = Situation { plan: &plan, goals: &goals(load), bottleneck, catalog: &catalog };
        assert_eq!(Cheapest.next_step(&situation), expected, "step of the policy: {case}");
    }
}

/// Rules: 6.7
#[test]
fn the_cheapest_step_does_not_depend_on_the_goals() {
    let plan = Plan::new(server(100));
    let goals = Goals { budget: Money(0), ..goals(load(50, 0)) };
    let bottleneck = plan.bottleneck(goals.load).expect("small rates");
    let situation = Situation { plan: &plan, goals: &goals, bottleneck, catalog: &catalog() };
    let expected = Some(step(AddServer, 0));
    assert_eq!(Cheapest.next_step(&situation), expected, "step if the rate goal holds, and the budget is 0");
}

/// Rules: 6.7
#[test]
fn the_built_in_policy_agrees_with_a_naive_one() {
    testkit::law((any_tree(3), any_load(), 0..60u64, 0..60u64), |(tree, load, box_cost, cache_cost)| {
        let boxes = vec![figures(200, 10, box_cost, 0), size(1_000)];
        let catalog = Catalog { boxes, cache: figures(400, 1, cache_cost, 0), hit_ratio: ratio(900_000_000) };
        let plan = Plan::new(tree.part());
        let model = Model::new(plan.outline());
        let mut cheapest: Option<(Money, Step)> = None;
        for kind in enum_iterator::all() {
            let (Some((part, ..)), mut model) = (tree.bottleneck(load), model.clone()) else { break };
            let applied = model.apply(step(kind, part), &catalog);
            let cost = Tree::of(&model.outline).figures().cost;
            if applied.is_ok() && cheapest.is_none_or(|(lowest, _)| cost < lowest) {
                cheapest = Some((cost, step(kind, part)));
            }
        }
        let bottleneck = plan.bottleneck(load).expect("small rates");
        let situation = Situation { plan: &plan, goals: &goals(load), bottleneck, catalog: &catalog };
        assert_eq!(Cheapest.next_step(&situation), cheapest.map(|(_, step)| step), "step of the policy");
    });
}

/// Rules: 6.7
#[test]
fn the_built_in_policy_reaches_the_goals() {
    let mut plan = small_plan();
    let steps = plan.reach(&goals(load(250, 0)), &catalog(), &mut Cheapest);
    let expected = vec![
        applied(AddServer, 1, 300),
        applied(AddReplica, 2, 400),
        applied(AddServer, 1, 500),
        applied(AddReplica, 2, 600),
    ];
    assert_eq!(steps, Ok(expected), "steps to 250 reads per second");
}

/// Rules: 6.8
#[test]
fn a_plan_grows_with_its_users() {
    let workload = Workload {
        users: users(10_000_000),
        reads: Volume(24_992_500_001),
        writes: Volume(0),
        bytes_per_write: Bytes(0),
    };
    let mut plan = Plan::new(server(100));
    let mut policy = Script::new(&[step(BiggerBox, 0), step(BiggerBox, 0)]);
    let milestones = plan.grow(&workload, &goals(load(7, 7)), &catalog(), &mut policy);
    let milestone = |users, steps: &[Applied]| Milestone { users, steps: steps.to_vec() };
    let expected = vec![
        milestone(1, &[]),
        milestone(10, &[]),
        milestone(100, &[]),
        milestone(1_000, &[]),
        milestone(10_000, &[]),
        milestone(100_000, &[]),
        milestone(1_000_000, &[applied(BiggerBox, 0, 1_000)]),
        milestone(10_000_000, &[applied(BiggerBox, 0, 10_000)]),
    ];
    assert_eq!(milestones, Ok(expected), "milestones");
    assert_eq!(plan, Plan::new(server(10_000)), "plan for 10 million users");
    assert_eq!(policy.seen.last().map(|seen| seen.1.load), Some(load(9_998, 0)), "last load that the policy saw");
}

/// Rules: 6.3, 6.8
#[test]
fn the_policy_sees_the_load_of_the_workload() {
    let workload = Workload {
        users: users(10_000_000),
        reads: Volume(0),
        writes: Volume(25_000_000_000),
        bytes_per_write: Bytes(0),
    };
    let mut policy = Script::new(&[step(BiggerBox, 0)]);
    let goals = Goals { latency: Latency(99), ..goals(load(7, 7)) };
    let result = Plan::new(server(1_000)).grow(&workload, &goals, &catalog(), &mut policy).map(drop);
    assert_eq!(result, Ok(()), "result of the planner");
    let seen: Vec<Goals> = policy.seen.iter().map(|seen| seen.1).collect();
    assert_eq!(seen, [Goals { load: load(0, 10_000), ..goals }], "goals that the policy saw");
}

/// Rules: 6.4, 6.8
#[test]
fn each_milestone_has_1_000_steps() {
    let workload = Workload {
        users: users(10_000_000),
        reads: Volume(275_000_000_000),
        writes: Volume(0),
        bytes_per_write: Bytes(0),
    };
    let mut policy = Always(step(AddReplica, 0), 0);
    let milestones = Plan::new(database(100)).grow(&workload, &goals(load(0, 0)), &catalog(), &mut policy);
    let steps = milestones.map(|all| all.into_iter().map(|milestone| milestone.steps.len()).collect());
    assert_eq!(steps, Ok(vec![0, 0, 0, 0, 1, 9, 99, 990]), "numbers of steps of the milestones");
}

/// Rules: 6.6, 6.8
#[test]
fn a_plan_that_cannot_grow_is_unchanged() {
    let workload = Workload {
        users: users(10_000_000),
        reads: Volume(25_000_000_000),
        writes: Volume(0),
        bytes_per_write: Bytes(0),
    };
    let mut plan = Plan::new(server(99));
    apply(&mut plan, &[step(BiggerBox, 0)]);
    let result = plan.grow(&workload, &goals(load(0, 0)), &catalog(), &mut Script::new(&[step(BiggerBox, 0)]));
    assert_eq!(result, Err(PlannerError::NotReached(vec![Goal::Rate])), "result with one step too few");
    assert_eq!(plan, Plan::new(server(100)), "plan after the error");
    assert_eq!(plan.undo(), Ok(step(BiggerBox, 0)), "undone step, which is from before the planner");
    assert_eq!(plan.undo(), Err(NothingToUndo), "result of undoing again");
}

/// Rules: 6.2, 6.8
#[test]
fn a_growing_plan_has_all_goals() {
    let workload = |volume| Workload { users: users(10), reads: volume, writes: volume, bytes_per_write: Bytes(0) };
    let all = goals(load(0, 0));
    for (goals, unmet) in [
        (Goals { latency: Latency(19), ..all }, Goal::Latency),
        (Goals { availability: ratio(999_000_001), ..all }, Goal::Availability),
        (Goals { budget: Money(199), ..all }, Goal::Budget),
    ] {
        for volume in [10, 0] {
            let mut plan = Plan::new(part(Part::server(figures(100, 20, 200, 999_000_000))));
            let mut policy = Script::default();
            let result = plan.grow(&workload(Volume(volume)), &goals, &catalog(), &mut policy);
            let expected = Err(PlannerError::NotReached(vec![unmet]));
            assert_eq!(result, expected, "result if a goal does not hold, with {volume} reads and writes");
            assert_eq!(policy.seen.len(), 1, "number of calls of the policy, which has no step for the first user");
        }
    }
}

/// Rules: 0.1, 6.8
#[test]
fn a_workload_that_is_too_large_is_an_error() {
    let workload =
        Workload { users: users(1), reads: Volume(u64::MAX / 1_000), writes: Volume(0), bytes_per_write: Bytes(0) };
    let result = Plan::new(server(u64::MAX)).grow(&workload, &goals(load(0, 0)), &catalog(), &mut Script::default());
    assert_eq!(result, Err(PlannerError::Arithmetic(ArithmeticError::TooLarge)), "result for 10,000 users");
}

/// Rules: 6.3, 6.4, 6.5, 6.6, 6.8
#[test]
fn any_error_leaves_the_plan_and_its_history() {
    let reads =
        |volume| Workload { users: users(1), reads: Volume(volume), writes: Volume(0), bytes_per_write: Bytes(0) };
    let (small, large) = (reads(250_000_000), reads(u64::MAX / 1_000));
    let (server, shard, wrong) = (step(AddServer, 1), step(AddShard, 2), step(AddReplica, 1));
    let unmet = || PlannerError::NotReached(vec![Goal::Rate]);
    let rejected = || PlannerError::WrongStep { step: wrong, error: StepError::WrongPart(wrong) };
    let too_large = || PlannerError::Arithmetic(ArithmeticError::TooLarge);
    let huge = Catalog { boxes: vec![figures(u64::MAX / 4, 10, 1, 1_000_000_000)], ..catalog() };
    let bigger = [step(BiggerBox, 1), step(BiggerBox, 2)];
    for (case, workload, catalog, steps, error, calls) in [
        ("no step", None, catalog(), &[server][..], unmet(), 2),
        ("1,000 steps", None, catalog(), &[shard; 1_001], unmet(), 1_000),
        ("a wrong step, and then a good one", None, catalog(), &[server, wrong, shard], rejected(), 2),
        ("no step for 100 users", Some(small), catalog(), &bigger, unmet(), 3),
        ("a wrong step for 10 users", Some(small), catalog(), &[step(BiggerBox, 1), wrong, shard], rejected(), 2),
        ("a wrong step for 10 users after a server", Some(small), catalog(), &[server, wrong], rejected(), 2),
        ("a workload that is too large", Some(large), huge, &bigger, too_large(), 2),
    ] {
        let mut plan = small_plan();
        let other = Catalog { boxes: vec![size(250)], ..self::catalog() };
        assert_eq!(plan.apply(step(BiggerBox, 2), &other), Ok(()), "result of a box from another catalog");
        apply(&mut plan, &[shard, server, shard]);
        assert_eq!(plan.undo(), Ok(shard), "undone step");
        let before = plan.clone();
        let mut policy = Script::new(steps);
        let goals = goals(load(if workload.is_some() { 0 } else { 1_000 }, 0));
        let result = run_planner(&mut plan, workload, goals, &catalog, &mut policy);
        assert_eq!(result, Err(error), "result: {case}");
        assert_eq!(policy.seen.len(), calls, "number of calls of the policy: {case}");
        assert_unchanged(plan, before, case);
    }
}

/// Rules: 6.7, 6.8
#[test]
fn a_service_grows_to_ten_million_users() {
    let workload = Workload {
        users: users(10_000_000),
        reads: Volume(100_000_000_000),
        writes: Volume(1_000_000_000),
        bytes_per_write: Bytes(1_000),
    };
    let mut plan = Plan::new(sequence(vec![server(10_000), part(Part::database(size(10_000)))]));
    let milestones = plan.grow(&workload, &goals(load(0, 0)), &catalog(), &mut Cheapest).expect("a path");
    let kinds = [AddServer, AddReplica, AddReplica, AddServer, AddReplica, AddServer, AddReplica, AddServer];
    let costs = (30_000..).step_by(10_000);
    let expected: Vec<_> = kinds
        .into_iter()
        .zip(costs)
        .map(|(kind, cost)| applied(kind, if kind == AddServer { 1 } else { 2 }, cost))
        .collect();
    let (last, before) = milestones.split_last().expect("a milestone");
    assert_eq!(*last, Milestone { users: 10_000_000, steps: expected }, "milestone of 10 million users");
    assert!(before.iter().all(|milestone| milestone.steps.is_empty()), "a step up to a million users: {before:?}");
    let bottleneck = plan.bottleneck(workload.load()).expect("small rates").expect("a load");
    assert_eq!((bottleneck.part, bottleneck.growth_factor()), (PartId(2), 119), "bottleneck after the steps");
}
