//! # Merging
//!
//! One machine can no longer take all sales, so each shard keeps a window of its own. To rank all of them, somebody merges the
//! windows, in whatever order they come in. Counting a shard twice would be worse than not counting it.
//!
//! Write `for_shard`, `merge` and `snapshot`, and `TryFrom` in `src/snapshot.rs`. What do the windows have to contain, so that the
//! result does not depend on the order?
//!
//! Look up: `BTreeSet::intersection`.
//!
//! Time box: 20 minutes.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sales_rank::{Recorded, Sale, SalesWindow, SameShard, ShardId, Snapshot, SnapshotError, WEEK};

use super::support::{
    BOOKS, EDGES, Model, NOW, Op, TOYS, any_op, apply, at, book, is_in_week, record_all, short, window,
};

fn shard(number: u32, now: u64, sales: &[Sale]) -> SalesWindow {
    let mut window = SalesWindow::for_shard(ShardId(number), at(now));
    record_all(&mut window, sales);
    window
}

/// Merges windows from the left.
#[track_caller]
fn merged(windows: impl IntoIterator<Item = SalesWindow>) -> SalesWindow {
    let merge = |mut a: SalesWindow, b| {
        assert_eq!(a.merge(b), Ok(()), "result of merging two windows without a common shard");
        a
    };
    windows.into_iter().reduce(merge).expect("at least one window")
}

/// Time, shards, and sales with time, category, product and quantity.
type State = (u64, Vec<u32>, Vec<(u64, u64, u64, u32)>);

/// Returns what a window contains, with its sales in order.
fn state(window: &SalesWindow) -> State {
    let Snapshot { now, shards, sales } = window.snapshot();
    let short = |sale: Sale| (sale.at.0, sale.category.0, sale.product.0, sale.quantity.get());
    let mut sales: Vec<_> = sales.into_iter().map(short).collect();
    sales.sort_unstable();
    (now.0, shards.into_iter().map(|shard| shard.0).collect(), sales)
}

/// Rules: 5.1
#[test]
fn sales_of_both_windows_count() {
    let first = shard(1, NOW, &[book(NOW, 1, 2), book(NOW, 2, 1)]);
    let second = shard(2, NOW, &[book(NOW - 9, 2, 4), book(NOW, 3, 2)]);
    let both = merged([first, second]);
    assert_eq!(short(both.ranking(BOOKS)), [(1, 2, 5), (2, 1, 2), (2, 3, 2)], "ranking of two shards");
}

/// Rules: 5.1, 5.2
#[test]
fn a_merged_window_goes_on() {
    let mut both = merged([shard(1, NOW, &[book(NOW - 5, 1, 2)]), shard(2, NOW, &[book(NOW, 2, 1)])]);
    record_all(&mut both, &[book(NOW - 1, 2, 3)]);
    both.advance(at(NOW - 5 + WEEK));
    assert_eq!(short(both.ranking(BOOKS)), [(1, 2, 4)], "ranking of a merged window when the oldest sale has left");
}

/// Rules: 5.1
#[test]
fn sales_of_the_same_second_all_count() {
    let one = |number| shard(number, NOW, &[book(NOW, 1, 2)]);
    let mut both = merged([one(1), one(2)]);
    assert_eq!(short(both.ranking(BOOKS)), [(1, 1, 4)], "ranking of two shards with equal sales");
    assert_eq!(both.snapshot().sales.len(), 2, "number of sales of two shards with one sale each");
    both.advance(at(NOW + WEEK));
    assert_eq!(short(both.ranking(BOOKS)), [], "ranking after the sales of both shards have left");
}

/// Rules: 5.2
#[test]
fn the_later_time_counts() {
    let early = || shard(1, NOW, &[book(NOW - 20, 1, 5), book(NOW, 2, 1)]);
    let late = || shard(2, NOW - 20 + WEEK, &[book(NOW + 50, 2, 1)]);
    for both in [merged([early(), late()]), merged([late(), early()])] {
        assert_eq!(both.now(), at(NOW - 20 + WEEK), "time of a merged window");
        assert_eq!(short(both.ranking(BOOKS)), [(1, 2, 2)], "ranking without the sale that has left meanwhile");
        assert_eq!(both.snapshot().sales.len(), 2, "number of sales of the merged window");
    }
}

/// Rules: 0.1, 5.3
#[test]
fn a_shard_is_not_counted_twice() {
    let mut window = merged([4, 2, 9].map(|number| shard(number, NOW, &[book(NOW, 1, 1)])));
    let before = state(&window);
    let mut other = merged([7, 9, 4, 1].map(|number| shard(number, NOW + 60, &[book(NOW, 2, 1)])));
    assert_eq!(window.merge(other.clone()), Err(SameShard(ShardId(4))), "result of merging 2, 4, 9 with 1, 4, 7, 9");
    assert_eq!(state(&window), before, "time, shards and sales after a merge that was refused");
    assert_eq!(window.merge(window.clone()), Err(SameShard(ShardId(2))), "result of merging a window with itself");
    assert_eq!(other.merge(shard(9, NOW, &[])), Err(SameShard(ShardId(9))), "result of merging a shard without sales");
}

/// Rules: 5.1, 5.3
#[test]
fn an_empty_window_without_shards_is_neutral() {
    let one = || shard(3, NOW, &[book(NOW, 1, 2)]);
    let expected = state(&one());
    assert_eq!(state(&merged([one(), SalesWindow::new(at(0))])), expected, "a window merged with an empty one");
    assert_eq!(state(&merged([SalesWindow::new(at(0)), one()])), expected, "an empty window merged with another");
    let mut window = window(&[book(NOW, 1, 1)]);
    assert_eq!(window.merge(window.clone()), Ok(()), "result of merging two windows without shards");
    assert_eq!(short(window.ranking(BOOKS)), [(1, 1, 2)], "ranking of two windows without shards");
}

/// Rules: 5.1, 5.2, 5.3
#[test]
fn a_window_without_sales_brings_its_time_and_its_shard() {
    let both = merged([shard(1, NOW, &[book(NOW, 1, 2)]), shard(2, NOW + 60, &[])]);
    assert_eq!(both.now(), at(NOW + 60), "time of a window after merging one that is later and has no sales");
    assert_eq!(both.snapshot().shards, [ShardId(1), ShardId(2)], "shards of two windows, the second without sales");
}

/// Rules: 5.4
#[test]
fn a_snapshot_has_time_shards_and_sales() {
    let mut window = merged([shard(5, NOW, &[book(NOW - 30, 1, 2)]), shard(2, NOW, &[book(NOW, 2, 1)])]);
    window.advance(at(NOW - 30 + WEEK));
    let mut expected =
        Snapshot { now: at(NOW - 30 + WEEK), shards: vec![ShardId(2), ShardId(5)], sales: vec![book(NOW, 2, 1)] };
    assert_eq!(window.snapshot(), expected, "snapshot of two shards after a sale has left");
    record_all(&mut window, &[book(NOW, 3, 4)]);
    expected.sales.push(book(NOW, 3, 4));
    let mut snapshot = window.snapshot();
    snapshot.sales.sort_by_key(|sale| sale.product);
    assert_eq!(snapshot, expected, "snapshot after another sale of the same second");
}

/// Rules: 5.4
#[test]
fn a_snapshot_can_be_stored_as_text() {
    let snapshot = shard(5, NOW, &[book(NOW, 1, 2)]).snapshot();
    let text = serde_json::to_string(&snapshot).expect("a snapshot as JSON");
    let read: Snapshot<_> = serde_json::from_str(&text).expect("a snapshot from JSON");
    let mut window = SalesWindow::try_from(read).expect("a window from its own snapshot");
    assert_eq!(window.snapshot(), snapshot, "snapshot of a window restored from JSON");
    let again = window.record(book(NOW, 1, 1));
    assert_eq!(again, Ok(Recorded::Counted), "result of a sale in a restored window");
    assert_eq!(short(window.ranking(BOOKS)), [(1, 1, 3)], "ranking of a restored window after another sale");
    assert_eq!(window.merge(shard(5, NOW, &[])), Err(SameShard(ShardId(5))), "result of merging a shard it has");
}

/// Rules: 5.4
#[test]
fn a_restored_window_goes_on() {
    let snapshot = shard(5, NOW, &[book(NOW - 5, 1, 2), book(NOW, 2, 1)]).snapshot();
    let mut window = SalesWindow::try_from(snapshot).expect("a window from its own snapshot");
    window.advance(at(NOW - 5 + WEEK));
    assert_eq!(short(window.ranking(BOOKS)), [(1, 2, 1)], "ranking of a restored window when its oldest sale has left");
}

/// Rules: 0.2, 5.5
#[test]
fn a_snapshot_with_sales_outside_of_its_week_is_an_error() {
    for (now, time) in EDGES.iter().flat_map(|&now| EDGES.map(|time| (now, time))) {
        let sales = vec![book(now, 1, 1), book(time, 2, 1)];
        let inside = is_in_week(&sales[1], now);
        let result = SalesWindow::try_from(Snapshot { now: at(now), shards: vec![], sales }).map(|window| window.now());
        let expected = if inside { Ok(at(now)) } else { Err(SnapshotError::OutsideWeek(at(time))) };
        assert_eq!(result, expected, "result of converting a snapshot at {now} with a sale at {time}");
    }
}

/// Rules: 5.5
#[test]
fn a_snapshot_with_a_shard_twice_is_an_error() {
    let shards = [4, 6, 4].map(ShardId).to_vec();
    let snapshot = Snapshot { now: at(NOW), shards, sales: vec![book(NOW, 1, 1)] };
    let result = SalesWindow::try_from(snapshot).map(|_| ());
    let expected = Err(SnapshotError::ShardTwice(ShardId(4)));
    assert_eq!(result, expected, "result of converting a snapshot with the shards 4, 6 and 4");
}

/// An operation on one of four windows.
#[derive(Clone, Debug)]
enum Change {
    Apply(usize, Op),
    Merge(usize, usize),
    Restore(usize),
}

fn any_changes() -> impl Strategy<Value = Vec<Change>> + 'static {
    let change = prop_oneof![
        6 => (0..4usize, any_op()).prop_map(|(to, op)| Change::Apply(to, op)),
        2 => (0..4usize, 0..4usize).prop_map(|(to, from)| Change::Merge(to, from)),
        1 => (0..4usize).prop_map(Change::Restore),
    ];
    proptest::collection::vec(change, 0..40)
}

/// Checks what a window contains, and that it ranks accordingly.
#[track_caller]
fn assert_window(window: &SalesWindow, model: &Model, shards: &BTreeSet<u32>, change: &Change) {
    let short = |sale: &Sale| (sale.at.0, sale.category.0, sale.product.0, sale.quantity.get());
    let mut sales: Vec<_> = model.sales.iter().map(short).collect();
    sales.sort_unstable();
    let expected: State = (model.now, shards.iter().copied().collect(), sales);
    assert_eq!(state(window), expected, "time, shards and sales of the window after {change:?}");
    for category in [BOOKS, TOYS] {
        assert_eq!(window.ranking(category), model.ranking(category), "ranking of {category:?} after {change:?}");
    }
}

/// Rules: 0.1, 5.1, 5.2, 5.3, 5.4
#[test]
fn law_stream_batch_and_shards_agree() {
    testkit::law(any_changes(), |changes| {
        let mut windows = [0, 1].map(|number| SalesWindow::for_shard(ShardId(number), at(NOW))).to_vec();
        windows.resize_with(4, || SalesWindow::new(at(NOW)));
        let mut models = vec![Model { sales: Vec::new(), now: NOW }; 4];
        let mut shards = [0, 1, 2, 3].map(|number| BTreeSet::from_iter((number < 2).then_some(number)));
        for change in changes {
            let (Change::Apply(to, _) | Change::Merge(to, _) | Change::Restore(to)) = change;
            match &change {
                Change::Apply(_, op) => apply(op, &mut windows[to], &mut models[to]),
                Change::Merge(_, from) => {
                    let (other, model) = (windows[*from].clone(), models[*from].clone());
                    let same = shards[to].intersection(&shards[*from]).next();
                    let expected = same.map_or(Ok(()), |&same| Err(SameShard(ShardId(same))));
                    assert_eq!(windows[to].merge(other), expected, "result of {change:?}");
                    if expected.is_ok() {
                        models[to].sales.extend(model.sales);
                        models[to].now = models[to].now.max(model.now);
                        shards[to] = &shards[to] | &shards[*from];
                    }
                }
                Change::Restore(_) => {
                    windows[to] = windows[to].snapshot().try_into().expect("a window from its own snapshot");
                }
            }
            models[to].drop_old_sales();
            assert_window(&windows[to], &models[to], &shards[to], &change);
        }
    });
}
