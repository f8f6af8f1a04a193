//! # Home by fan-out
//!
//! Most users read far more often than they post. So a second kind of service prepares home timelines: each user has a list,
//! and posting writes to the lists of all followers. Reading the first pages then reads no history at all. Nobody may notice
//! a difference, except in cost.
//!
//! Write `Service::fan_out`, and let `post`, `follow` and `unfollow` maintain the lists. The capacity of a list matters only
//! in the next stage.
//!
//! Look up: `BTreeMap::range`, `BTreeMap::retain`.
//!
//! Time box: 15 minutes.

use rstest::rstest;
use timeline::{PostId, Service};

use super::support::{World, any_ops, check_home_timelines, check_homes_of_followers, check_lists, limit};

/// Rules: 0.1, 0.2, 3.1, 3.2, 3.3
#[rstest]
#[case::room_for_all(100)]
#[case::the_largest_capacity(usize::MAX)]
fn lists_show_the_same_as_merging(#[case] capacity: usize) {
    check_homes_of_followers(World::fan_out(4, capacity));
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
#[test]
fn a_follow_backfills_in_the_right_order() {
    let mut world = World::fan_out(3, 20);
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
    let mut world = World::fan_out(3, 20);
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

/// Rules: 3.4
#[test]
fn own_posts_are_in_the_list() {
    let mut world = World::new(2, |store| Service::fan_out(store, true, 20));
    world.follow(0, 1);
    let posts = world.posts(&[0, 1].repeat(8));
    let _ = world.reads.take();
    assert_eq!(world.home(0, None, 9).items, posts[..9], "page with nine posts of the list");
    assert_eq!(world.reads.take(), 0, "posts read for nine posts of a list with 16");
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
    let mut service = Service::fan_out(timeline::MemoryStore::default(), true, 9);
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
    testkit::law((any_ops(false), any::<bool>(), 1..4usize), |(ops, own_posts, size)| {
        let mut world = World::new(4, |store| Service::fan_out(store, own_posts, 100));
        check_home_timelines(&mut world, own_posts, &ops, size);
    });
}

/// Rules: 3.1, 3.3, 3.4
#[test]
fn law_pages_above_the_end_of_a_list_read_no_post() {
    use proptest::prelude::any;
    testkit::law((any_ops(false), any::<bool>()), |(ops, own_posts)| {
        let mut world = World::new(4, |store| Service::fan_out(store, own_posts, 100));
        check_lists(&mut world, own_posts, &ops, 100, usize::MAX);
    });
}
