//! # Home by fan-out
//!
//! Most users read far more often than they post. So a second kind of service prepares home timelines: each user has a list,
//! and posting writes to the lists of all followers. Reading the first pages then reads no history at all. Nobody may notice
//! a difference, except in cost.
//!
//! Write `Service::fan_out`, and let `post`, `follow` and `unfollow` maintain the lists. A list has a limited
//! capacity. What does a page show that reaches further down?
//!
//! Look up: `iter::once_with`, `Iterator::chain`.
//!
//! Time box: 20 minutes.

use rstest::rstest;
use timeline::{PostId, Service};

use super::support::{ForgetfulStore, World, any_ops, check_home_timelines, check_lists, limit};

/// Rules: 0.2, 3.1, 3.2, 3.3
#[rstest]
#[case::no_room(0)]
#[case::room_for_one(1)]
#[case::room_for_some(3)]
#[case::room_for_all(100)]
#[case::the_largest_capacity(usize::MAX)]
fn lists_show_the_same_as_merging(#[case] capacity: usize) {
    let mut world = World::fan_out(4, capacity);
    let old = world.posts(&[1, 2, 3, 1]);
    assert_eq!(world.whole_home(0), [], "home of a user who follows nobody");
    world.follow(0, 1);
    world.follow(0, 2);
    let new = world.posts(&[2, 3, 0, 1]);
    let both = [new[0], new[3], old[0], old[2], old[3]];
    assert_eq!(world.whole_home(0), both, "home of user 0, who follows users 1 and 2");
    assert_eq!(world.home(0, None, usize::MAX).items, both, "the same in one page, with the largest limit");
    world.unfollow(0, 1);
    assert_eq!(world.whole_home(0), [new[3], old[2]], "home of user 0 after unfollowing user 1");
    let newest = world.posts(&[1, 2]);
    assert_eq!(world.whole_home(0), [newest[0], new[3], old[2]], "home of user 0 after two more posts");
}

/// Rules: 3.2
#[rstest]
#[case::included(true)]
#[case::left_out(false)]
fn lists_follow_the_setting_of_own_posts(#[case] own_posts: bool) {
    let mut world = World::new(2, |store| Service::fan_out(store, own_posts, 4));
    let posts = world.posts(&[0, 1]);
    world.follow(0, 1);
    let newer = world.posts(&[0, 1]);
    let [all, others] = [vec![newer[0], newer[1], posts[0], posts[1]], vec![newer[0], posts[0]]];
    assert_eq!(world.whole_home(0), if own_posts { all } else { others }, "home of user 0, who follows user 1");
    let expected = if own_posts { vec![newer[0], posts[0]] } else { vec![] };
    assert_eq!(world.whole_home(1), expected, "home of user 1, who follows nobody");
}

/// Rules: 3.3
#[rstest]
#[case::room_for_some(4)]
#[case::room_for_all(20)]
fn a_follow_backfills_in_the_right_order(#[case] capacity: usize) {
    let mut world = World::fan_out(3, capacity);
    world.follow(0, 1);
    let posts = world.posts(&[2, 1, 2, 1, 1, 2, 1]);
    world.follow(0, 2);
    assert_eq!(world.whole_home(0), posts, "home of user 0 after following the author of older posts");
    assert_eq!(world.home(0, None, 3).items, posts[..3], "first page");
    let newest = world.post(1);
    assert_eq!(world.whole_home(0), [vec![newest], posts].concat(), "home of user 0 after one more post");
}

/// Rules: 3.3
#[test]
fn an_unfollow_leaves_no_posts_behind() {
    let mut world = World::fan_out(3, 4);
    world.follow(0, 1);
    world.follow(0, 2);
    let posts = world.posts(&[2, 1, 2, 1, 1, 1, 2]);
    world.unfollow(0, 1);
    let rest = [posts[0], posts[4], posts[6]];
    assert_eq!(world.whole_home(0), rest, "home of user 0 after unfollowing user 1");
    assert_eq!(world.home(0, None, 9).items, rest, "the same in one page");
    world.follow(0, 1);
    assert_eq!(world.whole_home(0), posts, "home of user 0 after following user 1 again");
}

/// Rules: 3.2, 3.3
#[rstest]
#[case::an_empty_list(&[2, 1, 3, 3], &[0, 1])]
#[case::a_list_with_a_post(&[2, 1, 3, 1], &[0, 1, 3])]
#[case::a_list_that_evicted_two(&[2, 1, 1, 3, 3], &[0, 1, 2])]
#[case::a_list_that_evicted_an_own_post(&[2, 0, 3, 3], &[0, 1])]
fn a_follow_after_an_unfollow_leaves_no_gap(#[case] authors: &[usize], #[case] shown: &[usize]) {
    let mut world = World::new(4, |store| Service::fan_out(store, true, 2));
    world.follow(0, 1);
    world.follow(0, 3);
    let posts: Vec<PostId> = authors.iter().map(|author| world.post(*author)).collect();
    world.unfollow(0, 3);
    world.follow(0, 2);
    let expected: Vec<PostId> = shown.iter().rev().map(|number| posts[*number]).collect();
    let what = format!("home of user 0, after posts by {authors:?}, an unfollow of user 3 and a follow of user 2");
    assert_eq!(world.home(0, None, 9).items, expected, "{what}, in one page");
    assert_eq!(world.home(0, None, 1).items, expected[..1], "{what}, first page with one post");
    assert_eq!(world.whole_home(0), expected, "{what}, in pages of three");
}

/// Rules: 3.1, 3.4
#[test]
fn a_page_above_the_end_of_the_list_reads_no_post() {
    let mut world = World::fan_out(4, 10);
    world.follow(0, 1);
    world.follow(0, 2);
    world.follow(3, 1);
    let posts = world.posts(&[1, 2, 2].repeat(5));
    let _ = world.reads.take();
    let first = world.home(0, None, 5);
    let second = world.home(0, first.next, 4);
    assert_eq!([first.items, second.items].concat(), posts[..9], "two pages with nine posts of the list");
    assert_eq!(world.reads.take(), 0, "posts read for nine posts of a list with ten");
    assert_eq!(world.home(3, None, 4).items, [posts[2], posts[5], posts[8], posts[11]], "page of another user");
    assert_eq!(world.reads.take(), 0, "posts read for four posts of a list with five");
    assert_eq!(world.home(0, None, 12).items, posts[..12], "page that reaches below the list");
    assert_ne!(world.reads.take(), 0, "posts read for a page of twelve, with ten posts in the list");
}

/// Rules: 3.4
#[test]
fn own_posts_are_in_the_list() {
    let mut world = World::new(2, |store| Service::fan_out(store, true, 10));
    world.follow(0, 1);
    let posts = world.posts(&[0, 1].repeat(8));
    let _ = world.reads.take();
    assert_eq!(world.home(0, None, 9).items, posts[..9], "page with nine posts of the list");
    assert_eq!(world.reads.take(), 0, "posts read for nine posts of a list with ten");
}

/// Rules: 3.3, 3.4
#[test]
fn backfilled_posts_are_in_the_list() {
    let mut world = World::fan_out(4, 10);
    let posts = world.posts(&[1, 2, 3].repeat(6));
    for author in [3, 1, 2] {
        world.follow(0, author);
    }
    let _ = world.reads.take();
    assert_eq!(world.home(0, None, 9).items, posts[..9], "page with nine posts of the list");
    assert_eq!(world.reads.take(), 0, "posts read for nine backfilled posts of a list with ten");
    assert_eq!(world.whole_home(0), posts, "home of user 0 after following three authors");
    let more = world.posts(&[0; 12]);
    world.follow(1, 0);
    assert_eq!(world.whole_home(1), more, "home of user 1 after following the author of 12 posts");
}

/// Rules: 3.3, 3.4
#[test]
fn an_unfollow_leaves_the_other_posts_in_the_list() {
    let mut world = World::fan_out(3, 10);
    world.follow(0, 1);
    world.follow(0, 2);
    let posts = world.posts(&[1, 2].repeat(8));
    world.unfollow(0, 1);
    let _ = world.reads.take();
    let expected: Vec<PostId> = posts.iter().step_by(2).copied().take(4).collect();
    assert_eq!(world.home(0, None, 4).items, expected, "page of user 0 after unfollowing user 1");
    assert_eq!(world.reads.take(), 0, "posts read for four posts of a list with the five posts that remained");
}

/// Rules: 1.9, 3.2
#[test]
fn pages_stay_the_same_while_the_list_moves_on() {
    let mut world = World::fan_out(3, 4);
    world.follow(0, 1);
    world.follow(0, 2);
    let old = world.posts(&[1, 2, 2, 1, 1, 2, 1]);
    let first = world.home(0, None, 2);
    assert_eq!(first.items, old[..2], "first page, from a list with four posts");
    let _ = world.posts(&[1, 2, 1]);
    let second = world.home(0, first.next, 2);
    assert_eq!(second.items, old[2..4], "second page, after three new posts have evicted others");
    let _ = world.posts(&[2, 2]);
    let third = world.home(0, second.next, 9);
    assert_eq!((third.items, third.next), (old[4..].to_vec(), None), "third page, after two more new posts");
}

/// Rules: 3.5
#[rstest]
#[case::of_others(false)]
#[case::of_others_and_oneself(true)]
fn below_the_list_a_page_is_merged(#[case] own_posts: bool) {
    let mut world = World::new(31, |store| Service::fan_out(store, own_posts, 5));
    let authors = if own_posts { 31 } else { 30 };
    for author in 1..=30 {
        world.follow(0, author);
    }
    let old = if own_posts { world.posts(&[0; 200]) } else { vec![] };
    let posts = world.posts(&(0..300).map(|number| (number + 1) % authors + 31 - authors).collect::<Vec<_>>());
    let posts = [posts, old].concat();
    let _ = world.reads.take();
    let first = world.home(0, None, 8);
    assert_eq!(first.items, posts[..8], "page that reaches below a list with five posts");
    let reads = world.reads.take();
    assert!(reads <= 2 * (8 + authors + 1), "{reads} posts read for a page that reaches below the list");
    let mut before = first.next;
    for expected in posts[8..].chunks(8).take(30) {
        let page = world.home(0, before, 8);
        assert_eq!(page.items, expected, "page below the list, before {before:?}");
        let reads = world.reads.take();
        assert!(reads <= 2 * (8 + authors + 1), "{reads} posts read for a page below the list, before {before:?}");
        before = page.next;
    }
}

/// Rules: 3.1
#[test]
fn a_list_needs_no_memory_for_old_posts() {
    let mut service = Service::fan_out(ForgetfulStore, true, 10);
    let (reader, author) = (service.add_user(), service.add_user());
    assert_eq!(service.follow(reader, author), Ok(()), "result of following a stranger");
    let mut post = |count: usize| {
        testkit::count_allocations(|| {
            for _ in 0..count {
                let result = service.post(author, "Hello");
                assert!(result.is_ok(), "{result:?} of posting");
            }
        })
        .bytes_current
    };
    let _ = post(50);
    let bytes = post(5_000);
    assert!(bytes < 5_000, "{bytes} more bytes in use after 5,000 more posts, for two lists with ten posts each");
}

/// Rules: 0.1
#[test]
fn a_failed_call_leaves_the_lists_alone() {
    let mut world = World::fan_out(2, 4);
    world.follow(0, 1);
    let posts = world.posts(&[1, 0, 1]);
    let (ann, bob) = (world.users[0], world.users[1]);
    assert!(world.service.follow(ann, bob).is_err(), "following twice");
    assert!(world.service.unfollow(bob, ann).is_err(), "unfollowing a stranger");
    assert!(world.service.post(bob, "").is_err(), "posting nothing");
    assert_eq!(world.whole_home(0), [posts[0], posts[2]], "home of the follower after three errors");
    assert_eq!(world.whole_home(1), [], "home of the author after three errors");
}

/// Rules: 3.2
#[test]
fn fan_out_works_with_another_store() {
    let mut service = Service::fan_out(timeline::MemoryStore::default(), true, 2);
    let (reader, author) = (service.add_user(), service.add_user());
    assert_eq!(service.follow(reader, author), Ok(()), "result of following a stranger");
    let mut posts: Vec<PostId> = ["a", "b", "c"].iter().filter_map(|text| service.post(author, text).ok()).collect();
    posts.reverse();
    let page = service.home_timeline(reader, None, limit(9)).expect("the reader exists");
    assert_eq!((page.items, posts.len()), (posts, 3), "home over a store in memory");
}

/// Rules: 3.1, 3.2, 3.3
#[test]
fn law_lists_equal_a_filtered_list() {
    use proptest::prelude::any;
    testkit::law((any_ops(false), any::<bool>(), 0..5usize, 1..4usize), |(ops, own_posts, capacity, size)| {
        let mut world = World::new(4, |store| Service::fan_out(store, own_posts, capacity));
        check_home_timelines(&mut world, own_posts, &ops, size);
    });
}

/// Rules: 3.1, 3.3, 3.4
#[test]
fn law_pages_above_the_end_of_a_list_read_no_post() {
    use proptest::prelude::any;
    testkit::law((any_ops(false), any::<bool>(), 2..6usize), |(ops, own_posts, capacity)| {
        let mut world = World::new(4, |store| Service::fan_out(store, own_posts, capacity));
        check_lists(&mut world, own_posts, &ops, capacity, usize::MAX);
    });
}
