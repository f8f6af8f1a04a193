//! # Hybrid
//!
//! An author with 30 million followers posts. With fan-out, that is 30 million writes, and some followers read an answer to
//! the post before they can read the post. So the posts of such authors are not fanned out, but merged when a home timeline
//! is read. Again, nobody may notice.
//!
//! Write `Service::hybrid`, and count what it writes. The number of followers changes, so an author can have posts of both
//! kinds.
//!
//! Look up: nothing new. If you need much code, look at how your pages are put together.
//!
//! Time box: 20 minutes.

use rstest::rstest;
use timeline::Service;

use super::support::{Model, NaiveLists, Op, World, any_ops, apply, check_home_timelines, check_lists};

/// Creates a hybrid service in which users 1, 2, … follow user 0.
fn with_followers(followers: usize, threshold: usize, own_posts: bool) -> World {
    let mut world = World::new(followers + 2, |store| Service::hybrid(store, own_posts, 10, threshold));
    for follower in 1..=followers {
        world.follow(follower, 0);
    }
    world
}

/// Rules: 5.1, 5.2
#[rstest]
#[case::nobody(0, 0, 0)]
#[case::below_the_threshold(2, 3, 2)]
#[case::at_the_threshold(3, 3, 3)]
#[case::above_the_threshold(4, 3, 0)]
#[case::above_zero(1, 0, 0)]
#[case::the_largest_threshold(5, usize::MAX, 5)]
fn a_post_is_delivered_to_at_most_threshold_followers(
    #[case] followers: usize,
    #[case] threshold: usize,
    #[case] deliveries: usize,
) {
    let mut world = with_followers(followers, threshold, false);
    let posts = world.posts(&[0, 0]);
    assert_eq!(world.service.deliveries(), 2 * deliveries, "deliveries of two posts to {followers} followers");
    for follower in 1..=followers {
        assert_eq!(world.whole_home(follower), posts, "home of follower {follower}");
    }
}

/// Rules: 5.1, 5.2
#[test]
fn the_authors_list_counts() {
    let mut world = with_followers(3, 3, true);
    let first = world.post(0);
    assert_eq!(world.service.deliveries(), 4, "deliveries to three followers and the author");
    world.follow(4, 0);
    let second = world.post(0);
    let deliveries = world.service.deliveries();
    assert!(deliveries <= 5, "{deliveries} deliveries after a second post, above the threshold");
    for user in 0..=4 {
        assert_eq!(world.whole_home(user), [second, first], "home of user {user}");
    }
}

/// Rules: 0.2, 5.2
#[test]
fn each_service_counts_its_deliveries() {
    let mut fan_out = World::fan_out(3, 1);
    let mut without_room = World::fan_out(3, 0);
    let mut merging = World::merging(3);
    let mut largest = World::hybrid(3, usize::MAX, 2);
    for world in [&mut fan_out, &mut without_room, &mut merging, &mut largest] {
        world.follow(1, 0);
        world.follow(2, 0);
        let _ = world.posts(&[0, 1, 0, 0]);
    }
    assert_eq!(fan_out.service.deliveries(), 6, "deliveries of three posts to two followers with room for one");
    assert_eq!(without_room.service.deliveries(), 0, "deliveries to lists without room");
    assert_eq!(merging.service.deliveries(), 0, "deliveries of a service that merges");
    assert_eq!(largest.service.deliveries(), 6, "deliveries of three posts to two followers with the largest capacity");
    let page = largest.home(1, None, usize::MAX);
    assert_eq!(page.items.len(), 3, "posts in the home of a follower with the largest capacity and limit");
}

/// Rules: 5.1, 5.3
#[test]
fn crossing_the_threshold_is_invisible() {
    let mut world = with_followers(2, 2, false);
    let below = world.posts(&[0, 3, 0]);
    world.follow(3, 0);
    assert_eq!(world.whole_home(1), [below[0], below[2]], "home of user 1 after the author got a third follower");
    assert_eq!(world.whole_home(3), [below[0], below[2]], "home of the third follower");
    let above = world.posts(&[0, 0]);
    assert_eq!(world.service.deliveries(), 4, "deliveries of two posts below the threshold and two above");
    let all = [above[0], above[1], below[0], below[2]];
    assert_eq!(world.whole_home(1), all, "home of user 1 after two posts above the threshold");
    world.unfollow(2, 0);
    assert_eq!(world.whole_home(1), all, "home of user 1 after the author lost a follower");
    let again = world.posts(&[0]);
    assert_eq!(world.service.deliveries(), 6, "deliveries after one more post below the threshold");
    let all = [&again, &all[..]].concat();
    assert_eq!(world.whole_home(1), all, "home of user 1 after one more post");
    assert_eq!(world.whole_home(3), all, "home of user 3 after one more post");
    assert_eq!(world.whole_home(2), [], "home of user 2, who follows nobody any more");
    world.follow(2, 0);
    let all = [world.posts(&[0]), all].concat();
    for user in 1..=3 {
        assert_eq!(world.whole_home(user), all, "home of user {user} after one more post, above the threshold again");
    }
}

/// Rules: 2.3, 5.3
#[test]
fn a_crossing_is_invisible_to_the_author() {
    let mut world = with_followers(2, 1, true);
    let above = world.posts(&[0, 0]);
    world.unfollow(2, 0);
    assert_eq!(world.whole_home(0), above, "home of the author after two posts above the threshold");
    let below = world.posts(&[0]);
    assert_eq!(world.whole_home(0), [&below, &above[..]].concat(), "home of the author after a post below it");
}

/// Rules: 5.3
#[test]
fn no_page_repeats_or_loses_a_post_at_a_crossing() {
    let mut world = with_followers(1, 1, false);
    let old = world.posts(&[0; 6]);
    let first = world.home(1, None, 2);
    assert_eq!(first.items, old[..2], "first page, below the threshold");
    world.follow(2, 0);
    let _ = world.posts(&[0; 3]);
    let second = world.home(1, first.next, 2);
    assert_eq!(second.items, old[2..4], "second page, above the threshold");
    world.unfollow(2, 0);
    let _ = world.posts(&[0; 3]);
    let third = world.home(1, second.next, 2);
    assert_eq!((third.items, third.next), (old[4..].to_vec(), None), "third page, below the threshold again");
}

/// Rules: 4.3, 5.3
#[rstest]
#[case::room_for_two(2)]
#[case::room_for_all(10)]
fn a_deletion_around_a_crossing_is_invisible(#[case] capacity: usize) {
    // Each bit stands for one of five posts.
    for deleted in 0..1_u32 << 5 {
        let mut world = World::new(4, |store| Service::hybrid(store, true, capacity, 1));
        let mut rest = vec![world.post(0)];
        for follower in 1..=3 {
            world.follow(follower, 0);
            rest.insert(0, world.post(0));
        }
        world.unfollow(1, 0);
        world.unfollow(2, 0);
        rest.insert(0, world.post(0));
        let (gone, numbers): (Vec<_>, Vec<_>) =
            (0..5).map(|number| (rest[4 - number], number)).filter(|(_, number)| deleted >> number & 1 == 1).unzip();
        gone.iter().for_each(|post| world.delete(*post));
        rest.retain(|post| !gone.contains(post));
        let what = format!("after five posts at 0, 1, 2, 3 and 1 followers, and the deletion of posts {numbers:?}");
        assert_eq!(world.home(3, None, 9).items, rest, "home of the follower who remained, {what}");
        assert_eq!(world.home(0, None, 9).items, rest, "home of the author, {what}");
        assert_eq!(world.home(1, None, 9).items, [], "home of somebody who unfollowed the author, {what}");
        world.follow(1, 0);
        assert_eq!(world.home(1, None, 9).items, rest, "home of somebody who follows the author again, {what}");
    }
}

/// Rules: 5.4
#[test]
fn a_follow_backfills_what_fits() {
    let mut world = World::hybrid(4, 10, 5);
    let _ = world.posts(&[0, 1, 0, 0, 0, 0]);
    assert_eq!(world.service.backfilled(), 0, "entries backfilled by posts");
    world.follow(2, 0);
    assert_eq!(world.service.backfilled(), 5, "entries backfilled by following the author of five posts");
    let _ = world.posts(&[0; 15]);
    world.follow(3, 0);
    assert_eq!(world.service.backfilled(), 15, "entries backfilled by following the author of 20 posts as well");
    assert_eq!(world.service.deliveries(), 15, "deliveries of 15 posts to one follower");
    let (late, author) = (world.service.add_user(), world.users[0]);
    assert_eq!(world.service.follow(late, author), Ok(()), "result of following by a user who came after the posts");
    assert_eq!(world.service.backfilled(), 25, "entries backfilled, ten of them by a user who came after the posts");
    let _ = world.posts(&[1, 1, 1]);
    world.follow(3, 1);
    let written = world.service.backfilled() - 25;
    assert!(
        (3..=60).contains(&written),
        "{written} entries backfilled by adding three newer posts to a full list, not 3 to 60"
    );
}

/// Rules: 5.4
#[test]
fn a_refill_is_counted_as_backfilled() {
    let mut world = World::hybrid(3, 4, 5);
    world.follow(0, 1);
    world.follow(0, 2);
    let posts = world.posts(&[1, 1, 1, 1, 2, 2, 2, 2]);
    let _ = world.reads.take();
    world.unfollow(0, 2);
    let reads_by_unfollow = world.reads.take();
    assert_eq!(
        world.home(0, None, 3).items,
        posts[4..7],
        "home of user 0 after unfollowing the author of the whole list"
    );
    // A list need not be refilled. If the unfollow read posts and the page did not, it was.
    let reads_by_page = world.reads.take();
    let least = if reads_by_unfollow > 0 && reads_by_page == 0 { 3 } else { 0 };
    let written = world.service.backfilled();
    assert!(
        (least..=24).contains(&written),
        "{written} entries backfilled by an unfollow that read {reads_by_unfollow} posts, if a page of three then reads {reads_by_page}"
    );
}

/// Rules: 5.4
#[test]
fn a_removal_is_not_counted_as_backfilled() {
    let mut world = World::hybrid(2, 10, 5);
    world.follow(1, 0);
    let _ = world.posts(&[0, 0]);
    world.unfollow(1, 0);
    assert_eq!(world.service.backfilled(), 0, "entries backfilled by unfollowing the only author");
}

/// Rules: 0.1, 5.2, 5.4
#[test]
fn a_failed_call_is_not_counted() {
    let mut world = with_followers(1, 3, false);
    let post = world.post(0);
    world.follow(2, 0);
    let before = (world.service.deliveries(), world.service.backfilled());
    let (author, follower) = (world.users[0], world.users[1]);
    assert!(world.service.post(author, "").is_err(), "posting nothing");
    assert!(world.service.follow(follower, author).is_err(), "following twice");
    assert!(world.service.unfollow(author, follower).is_err(), "unfollowing a stranger");
    let after = (world.service.deliveries(), world.service.backfilled());
    assert_eq!((before, after), ((1, 1), (1, 1)), "deliveries and backfilled entries before and after three errors");
    assert_eq!(world.whole_home(1), [post], "home of the first follower");
    world.add_user_after_failed_calls();
    let _ = world.post(3);
    assert_eq!(world.service.deliveries(), 1, "deliveries after a post by a new user, whose id was unknown before");
    let _ = world.post(0);
    assert_eq!(world.service.deliveries(), 3, "deliveries after a post to two followers, beside the new user");
}

/// Rules: 5.2
#[test]
fn a_delivery_stays_counted() {
    let mut world = with_followers(2, 2, true);
    let posts = world.posts(&[0, 0]);
    world.delete(posts[0]);
    world.unfollow(1, 0);
    assert_eq!(
        world.service.deliveries(),
        6,
        "deliveries of two posts to three lists, after a deletion and an unfollow"
    );
}

/// Rules: 3.3, 5.1, 5.2, 5.4
#[test]
fn law_calls_write_as_many_entries_as_the_rules_say() {
    use proptest::prelude::any;
    testkit::law((any_ops(true), any::<bool>(), 0..4usize, 0..3usize), |(ops, own_posts, capacity, threshold)| {
        let mut world = World::new(4, |store| Service::hybrid(store, own_posts, capacity, threshold));
        let (mut model, mut posts) = (Model { own_posts, ..Model::default() }, Vec::new());
        let mut lists = NaiveLists::new(capacity, threshold);
        for op in ops {
            let (delivered, backfilled) = (world.service.deliveries(), world.service.backfilled());
            let follows = model.follows.len();
            apply(&mut world, &mut model, &mut posts, op);
            lists.apply(&model, op);
            let own = usize::from(own_posts);
            let (least, most) = match op {
                Op::Post(_) if capacity == 0 => (0, 0),
                Op::Post(author) if model.followers(author) > threshold => (0, own),
                Op::Post(author) => (model.followers(author) + own, model.followers(author) + own),
                _ => (0, 0),
            };
            let now = world.service.deliveries();
            assert!(
                (delivered + least..=delivered + most).contains(&now),
                "{now} deliveries after {op:?}, {delivered} before"
            );
            // As in rule 3.4, the last post of the list does not count.
            let least = match op {
                Op::Follow(follower, author) if model.follows.len() > follows => {
                    let posts = lists.of(follower).into_iter().flat_map(|list| list.posts.values().skip(1));
                    posts.filter(|of| **of == author).count()
                }
                _ => 0,
            };
            let most = if op.changes_followers() { (threshold + 1) * capacity } else { 0 };
            let now = world.service.backfilled();
            assert!(
                (backfilled + least..=backfilled + most).contains(&now),
                "{now} entries backfilled after {op:?}, {backfilled} before, with {least} to {most} to write"
            );
        }
    });
}

/// Rules: 5.5
#[rstest]
#[case::of_others(false)]
#[case::of_others_and_oneself(true)]
fn a_page_of_a_hybrid_reads_few_posts(#[case] own_posts: bool) {
    let mut world = World::new(23, |store| Service::hybrid(store, own_posts, 5, 1));
    for author in 2..22 {
        world.follow(0, author);
    }
    // Every other author has a second follower.
    for author in (2..22).step_by(2) {
        world.follow(1, author);
    }
    if own_posts {
        // The user is an author as well, with two followers.
        world.follow(1, 0);
        world.follow(22, 0);
    }
    let own = if own_posts { vec![0] } else { vec![] };
    let authors: Vec<usize> = own.into_iter().chain(2..22).collect();
    let old = if own_posts { world.posts(&[0; 100]) } else { vec![] };
    let posts = [world.posts(&authors.repeat(10)), old].concat();
    let _ = world.reads.take();
    let mut before = None;
    for (number, expected) in posts.chunks(6).take(4).enumerate() {
        let page = world.home(0, before, 6);
        assert_eq!(page.items, expected, "page {number}");
        let reads = world.reads.take();
        let bound = 2 * (6 + authors.len() + 1);
        assert!(reads <= bound, "{reads} posts read for page {number} of six posts with {} authors", authors.len());
        before = page.next;
    }
}

/// Rules: 5.5
#[test]
fn popular_authors_cost_only_their_followers() {
    let mut world = World::hybrid(4, 10, 1);
    world.follow(0, 1);
    world.follow(0, 2);
    world.follow(3, 1);
    let posts = world.posts(&[1, 2].repeat(8));
    world.follow(2, 3);
    let other = world.posts(&[3; 12]);
    let _ = world.reads.take();
    assert_eq!(world.home(2, None, 9).items, other[..9], "home of user 2, whose author has one follower");
    assert_eq!(world.reads.take(), 0, "posts read for nine posts of a list with ten");
    assert_eq!(world.whole_home(0), posts, "home of user 0, one of whose authors has two followers");
}

/// Rules: 5.5
#[test]
fn law_popular_authors_cost_only_their_followers() {
    use proptest::prelude::any;
    testkit::law((any_ops(true), any::<bool>(), 2..6usize, 0..3usize), |(ops, own_posts, capacity, threshold)| {
        let mut world = World::new(4, |store| Service::hybrid(store, own_posts, capacity, threshold));
        check_lists(&mut world, own_posts, &ops, capacity, threshold);
    });
}

/// Rules: 5.1, 5.3
#[test]
fn law_hybrid_homes_equal_a_filtered_list() {
    use proptest::prelude::any;
    let settings = (any::<bool>(), 0..5usize, 0..3usize, 1..4usize);
    testkit::law((any_ops(true), settings), |(ops, (own_posts, capacity, threshold, size))| {
        let mut world = World::new(4, |store| Service::hybrid(store, own_posts, capacity, threshold));
        check_home_timelines(&mut world, own_posts, &ops, size);
    });
}
