//! The trees, loads and steps that laws generate.

use capacity_plan::{Figures, Load, Step, StepKind};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{Tree, figures, load, step};

/// Generates trees of up to about ten parts. Databases have up to `copies` shards, and as many copies per shard.
pub fn any_tree(copies: u16) -> impl Strategy<Value = Tree> + 'static {
    let leaf = prop_oneof![
        any_figures().prop_map(Tree::Server),
        (any_figures(), 1..=copies, 0..copies)
            .prop_map(|(copy, shards, replicas)| Tree::Database(copy, shards, replicas)),
    ];
    nested(leaf.boxed())
}

/// Generates trees with foreign parts, most of them nested sequences.
pub fn any_foreign_tree() -> impl Strategy<Value = Tree> + 'static {
    let foreign = (any_figures(), 0..100u64).prop_map(|(figures, absorbed)| Tree::Foreign(figures, absorbed));
    let leaf = prop_oneof![any_figures().prop_map(Tree::Server), foreign].boxed();
    let sequence = vec(nested(leaf.clone()), 1..3).prop_map(Tree::Sequence);
    vec(prop_oneof![leaf, sequence], 1..4).prop_map(Tree::Sequence)
}

fn nested(leaf: BoxedStrategy<Tree>) -> impl Strategy<Value = Tree> + 'static {
    leaf.prop_recursive(3, 10, 3, |inner| {
        let hits = prop_oneof![Just(0), Just(900_000_000), Just(1_000_000_000), 0..1_000_000_000_u32];
        prop_oneof![
            (any_figures(), hits, inner.clone()).prop_map(|(own, hits, behind)| Tree::Cache(
                own,
                hits,
                Box::new(behind)
            )),
            vec(inner.clone(), 1..4).prop_map(Tree::Sequence),
            vec(inner, 1..4).prop_map(Tree::Balancer),
        ]
    })
}

fn any_figures() -> impl Strategy<Value = Figures> + Clone + 'static {
    let availability = prop_oneof![Just(0), Just(999_000_000), Just(1_000_000_000), 0..1_000_000_000_u32];
    (1..300u64, 0..50u64, 0..50u64, availability)
        .prop_map(|(capacity, latency, cost, availability)| figures(capacity, latency, cost, availability))
}

pub fn any_load() -> impl Strategy<Value = Load> + 'static {
    (0..400u64, 0..400u64).prop_map(|(reads, writes)| load(reads, writes))
}

/// Generates steps on the parts 0 to 9, many of which are wrong.
pub fn any_step() -> impl Strategy<Value = Step> + 'static {
    let kind = prop::sample::select(enum_iterator::all::<StepKind>().collect::<Vec<_>>());
    (kind, 0..10u64).prop_map(|(kind, part)| step(kind, part))
}
