//! # Home by merging
//!
//! A home timeline has the posts of everyone whom a user follows. The store can list the posts of one author, newest
//! first, and it returns an iterator, which has read nothing yet. If somebody follows 100 authors with 10,000 posts each, a
//! page of 20 should read about 120 posts, and not a million.
//!
//! Write `merge` in `src/merge.rs`: an iterator made of iterators, which takes from them only as needed. Then
//! `Service::home_timeline` is a few lines.
//!
//! Look up: `BinaryHeap`, `binary_heap::PeekMut`, `Iterator::filter_map`.
//!
//! Time box: 20 minutes.

use std::cell::Cell;
use std::cmp::Reverse;

use rstest::rstest;
use timeline::{MemoryStore, Page, Post, PostId, PostStore, Service, UnknownUser, UserId, merge};

use super::support::{World, any_ops, check_home_timelines, check_homes_of_followers, limit};

/// Rules: 2.4
#[test]
fn merge_yields_all_items_in_descending_order() {
    for (lists, expected) in [
        (Vec::<Vec<u32>>::new(), vec![]),
        (vec![vec![7, 4, 1]], vec![7, 4, 1]),
        (vec![vec![], vec![3], vec![]], vec![3]),
        (vec![vec![2, 1], vec![6, 5], vec![4, 3]], vec![6, 5, 4, 3, 2, 1]),
        (vec![vec![9, 6, 3], vec![8, 7, 2], vec![5]], vec![9, 8, 7, 6, 5, 3, 2]),
        (vec![vec![5, 5, 3], vec![5, 3, 1]], vec![5, 5, 5, 3, 3, 1]),
    ] {
        let mut merged = merge(lists.iter().map(|list| list.iter().copied()));
        assert_eq!(merged.by_ref().collect::<Vec<_>>(), expected, "merged items of {lists:?}");
        assert_eq!(merged.next(), None, "item after the last one");
    }
}

/// Rules: 2.4, 2.5
#[test]
fn merge_takes_items_of_any_type_from_endless_iterators() {
    let multiples = |of: u32| {
        (1..).map(move |number| {
            assert!(number < 100, "merge has read 100 items of an endless iterator");
            Reverse(of * number)
        })
    };
    let merged: Vec<u32> = merge([multiples(4), multiples(6)]).map(|Reverse(number)| number).take(6).collect();
    assert_eq!(merged, [4, 6, 8, 12, 12, 16], "first multiples of 4 and of 6");
}

/// Rules: 2.5
#[test]
fn taking_n_of_k_iterators_calls_next_n_plus_k_times() {
    for (iterators, taken) in [(1, 1), (1, 30), (10, 0), (10, 1), (10, 30)] {
        let calls = Cell::new(0);
        let numbers = |offset: u32| {
            let calls = &calls;
            (0..100u32)
                .rev()
                .map(move |number| number * iterators + offset)
                .inspect(move |_| calls.set(calls.get() + 1))
        };
        let merged: Vec<u32> = merge((0..iterators).map(numbers)).take(taken).collect();
        let expected: Vec<u32> = (0..iterators * 100).rev().take(taken).collect();
        assert_eq!(merged, expected, "first {taken} items of {iterators} iterators");
        let bound = taken + iterators as usize;
        assert!(calls.get() <= bound, "{} calls of next for {taken} items of {iterators} iterators", calls.get());
    }
}

/// Rules: 2.5
#[test]
fn an_iterator_that_has_ended_is_not_called_again_and_again() {
    let calls = Cell::new(0);
    let lists = [vec![9], vec![7, 6, 5, 4, 3, 2, 1, 0], vec![8]];
    let counted = lists.into_iter().map(|list| {
        let mut items = list.into_iter();
        let calls = &calls;
        std::iter::from_fn(move || {
            calls.set(calls.get() + 1);
            items.next()
        })
    });
    assert_eq!(merge(counted).take(10).count(), 10, "number of items");
    assert!(calls.get() <= 13, "{} calls of next for ten items of three iterators", calls.get());
}

/// Rules: 2.4, 2.5
#[test]
fn law_merge_equals_sorting() {
    let lists = proptest::collection::vec(proptest::collection::vec(0..20u8, 0..6), 0..5);
    testkit::law(lists, |mut lists| {
        for list in &mut lists {
            list.sort_unstable_by_key(|item| Reverse(*item));
        }
        let mut expected = lists.concat();
        expected.sort_unstable_by_key(|item| Reverse(*item));
        let calls = Cell::new(0);
        let mut merged = merge(lists.iter().map(|list| {
            let mut items = list.iter().copied().map(Some).chain([None]);
            let calls = &calls;
            std::iter::from_fn(move || {
                calls.set(calls.get() + 1);
                items.next().unwrap_or(Some(99))
            })
        }));
        for (number, item) in expected.iter().map(|item| Some(*item)).chain([None; 3]).enumerate() {
            assert_eq!(merged.next(), item, "item {number} of {lists:?}");
            let bound = expected.len().min(number + 1) + lists.len();
            assert!(calls.get() <= bound, "{} calls of next for {} items of {lists:?}", calls.get(), number + 1);
        }
    });
}

/// Rules: 0.1, 2.1, 2.2
#[test]
fn home_has_the_posts_of_everyone_followed_now() {
    check_homes_of_followers(World::merging(4));
}

/// Rules: 2.3
#[rstest]
#[case::included(true)]
#[case::left_out(false)]
fn own_posts_depend_on_the_setting(#[case] own_posts: bool) {
    let mut world = World::new(3, |store| Service::merging(store, own_posts));
    world.follow(0, 1);
    let posts = world.posts(&[0, 1, 2, 0]);
    let [d, _, b, a] = posts[..] else { panic!("four posts") };
    let expected = if own_posts { vec![d, b, a] } else { vec![b] };
    assert_eq!(world.whole_home(0), expected, "home of user 0, who follows user 1");
    let expected = if own_posts { vec![b] } else { vec![] };
    assert_eq!(world.whole_home(1), expected, "home of user 1, who follows nobody");
}

/// Rules: 2.1
#[test]
fn home_comes_in_stable_pages() {
    let mut world = World::merging(3);
    world.follow(0, 1);
    world.follow(0, 2);
    let old = world.posts(&[1, 2, 2, 1, 1, 2]);
    let first = world.home(0, None, 3);
    assert_eq!(first, Page { items: old[..3].to_vec(), next: Some(old[2]) }, "first page of six posts");
    let new = world.posts(&[1, 2]);
    let second = world.home(0, first.next, 3);
    assert_eq!(second, Page { items: old[3..].to_vec(), next: None }, "second page, after two new posts");
    assert_eq!(world.home(0, None, 2).items, new, "first page, after two new posts");
    let page = world.home(0, Some(PostId(u64::MAX)), 9);
    assert_eq!(page, Page { items: [new, old].concat(), next: None }, "page before the largest id");
    let page = world.home(0, Some(PostId(0)), 9);
    assert_eq!(page, Page { items: vec![], next: None }, "page before the smallest id");
}

/// Rules: 1.2
#[test]
fn strangers_have_no_home() {
    let world = World::merging(1);
    for stranger in [world.unknown_user(), UserId(u64::MAX)] {
        let home = world.service.home_timeline(stranger, None, limit(1));
        assert_eq!(home, Err(UnknownUser(stranger)), "home of {stranger:?}, who is unknown");
    }
    assert_eq!(world.home(0, None, usize::MAX).items, [], "home of the only user, with the largest limit");
}

/// Rules: 0.2, 1.10
#[rstest]
#[case::the_lowest_ids(UserId(0), PostId(0))]
#[case::the_highest_ids(UserId(u64::MAX), PostId(u64::MAX))]
fn a_store_in_memory_accepts_any_id(#[case] author: UserId, #[case] id: PostId) {
    let mut store = MemoryStore::default();
    for id in [id, PostId(7)] {
        store.insert(Post { id, author, text: "Hello".to_owned() });
    }
    let listed = |before| store.posts_of(author, before).collect::<Vec<_>>();
    let posts = [id.max(PostId(7)), id.min(PostId(7))];
    assert_eq!(listed(None), posts, "posts of {author:?}");
    assert_eq!(listed(Some(posts[0])), posts[1..], "posts of {author:?} before the newest");
    assert_eq!(listed(Some(PostId(0))), [], "posts of {author:?} before the lowest id");
}

/// Rules: 2.6
#[rstest]
#[case::small_page(10, 1)]
#[case::large_page(3, 20)]
#[case::many_authors(40, 5)]
fn a_page_reads_few_posts(#[case] followed: usize, #[case] size: usize, #[values(false, true)] own_posts: bool) {
    let mut world = World::new(followed + 1, |store| Service::merging(store, own_posts));
    for author in 1..=followed {
        world.follow(0, author);
    }
    let first_author = usize::from(!own_posts);
    let authors = followed + 1 - first_author;
    let posts = world.posts(&(0..400).map(|number| number % authors + first_author).collect::<Vec<_>>());
    let _ = world.reads.take();
    let page = world.home(0, None, size);
    assert_eq!(page.items, posts[..size], "first page");
    let (reads, bound) = (world.reads.take(), 2 * (size + authors + 1));
    assert!(reads <= bound, "{reads} posts read for a page of {size} with {authors} authors");
    let page = world.home(0, page.next, size);
    assert_eq!(page.items, posts[size..2 * size], "second page");
    let reads = world.reads.take();
    assert!(reads <= bound, "{reads} posts read for the second page of {size} with {authors} authors");
    let page = world.home(0, Some(posts[299]), size);
    assert_eq!(page.items, posts[300..300 + size], "page below 300 posts");
    let reads = world.reads.take();
    assert!(reads <= bound, "{reads} posts read for a page of {size} below 300 posts of {authors} authors");
    let by_user_1: Vec<PostId> =
        (0..400).filter(|index| (399 - index) % authors + first_author == 1).map(|index| posts[index]).collect();
    assert_eq!(world.own(1, None, 2).items, by_user_1[..2], "page of a user timeline");
    let reads = world.reads.take();
    assert!(reads <= 8, "{reads} posts read for a page of 2 of a user timeline");
    let _ = world.own(1, by_user_1.iter().rev().nth(2).copied(), 2);
    let reads = world.reads.take();
    assert!(reads <= 8, "{reads} posts read for the last page of a user timeline of {} posts", by_user_1.len());
}

/// Rules: 2.7
#[test]
fn a_merging_service_does_not_walk_over_followers() {
    let mut service = Service::merging(MemoryStore::default(), true);
    let author = service.add_user();
    for _ in 0..20_000 {
        let follower = service.add_user();
        assert_eq!(service.follow(follower, author), Ok(()), "result of following a stranger");
    }
    testkit::costs_less_than_a_walk(20_000, "posting as an author with 20,000 followers", |_| {
        let result = service.post(author, "Hello");
        assert!(result.is_ok(), "{result:?} of posting");
    });
}

/// Rules: 2.1, 2.2, 2.3
#[test]
fn law_merged_homes_equal_a_filtered_list() {
    use proptest::prelude::any;
    testkit::law((any_ops(false), any::<bool>(), 1..4usize), |(ops, own_posts, size)| {
        let mut world = World::new(4, |store| Service::merging(store, own_posts));
        check_home_timelines(&mut world, own_posts, &ops, size);
    });
}
