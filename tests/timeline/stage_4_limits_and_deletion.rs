//! # Limits and deletion
//!
//! A user who follows many authors would need a list without end, and old posts are rarely read. So a list has room for a
//! limited number of posts, and loses the oldest ones. Posts can also be deleted: they disappear from stored lists, but not
//! from the cursors of those who read.
//!
//! Limit the lists, and write `delete` and the `remove` of `MemoryStore`. What does a page show that reaches below the list?
//!
//! Look up: `iter::once_with`, `Iterator::chain`.
//!
//! Time box: 20 minutes.

use rstest::rstest;
use timeline::{DeleteError, MemoryStore, Post, PostError, PostId, PostStore, Service, UnknownUser, UserId};

use super::support::{
    Change, ForgetfulStore, World, any_ops, check_home_timelines, check_homes_of_followers, check_lists,
    check_memory_store,
};

/// Rules: 0.1, 0.2, 3.2, 4.1, 4.2
#[rstest]
#[case::no_room(0)]
#[case::room_for_one(1)]
#[case::room_for_some(3)]
fn lists_with_little_room_show_the_same(#[case] capacity: usize) {
    check_homes_of_followers(World::fan_out(4, capacity));
}

/// Rules: 3.2, 4.1, 4.2
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

/// Rules: 3.4, 4.1, 4.2
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
    assert!(world.reads.take() > 0, "a page of twelve reads no posts, although the list has only ten");
}

/// Rules: 3.3, 3.4, 4.1
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

/// Rules: 3.3, 3.4, 4.2
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

/// Rules: 1.9, 3.2, 4.2
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

/// Rules: 4.2
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

/// Rules: 4.1
#[test]
fn a_list_needs_no_memory_for_old_posts() {
    let mut service = Service::fan_out(ForgetfulStore::default(), true, 10);
    let (reader, author) = (service.add_user(), service.add_user());
    assert_eq!(service.follow(reader, author), Ok(()), "result of following a stranger");
    let mut post = |count: usize, deletes: bool| {
        testkit::count_allocations(|| {
            for _ in 0..count {
                let post = service.post(author, "Hello").unwrap_or_else(|error| panic!("posting returned {error:?}"));
                if deletes {
                    assert_eq!(service.delete(post), Ok(()), "result of deleting the newest post");
                }
            }
        })
        .bytes_current
    };
    let _ = post(50, false);
    let bytes = post(2_000, false);
    assert!(bytes < 5_000, "{bytes} more bytes in use after 2,000 more posts, for two lists with ten posts each");
    let bytes = post(2_000, true);
    assert!(bytes < 5_000, "{bytes} more bytes in use after 2,000 more posts, all of which were deleted");
}

/// Rules: 3.4, 4.3
#[test]
fn a_deleted_post_does_not_break_the_list() {
    let mut world = World::fan_out(2, 10);
    world.follow(0, 1);
    let posts = world.posts(&[1; 15]);
    world.delete(posts[3]);
    let _ = world.reads.take();
    let rest = [&posts[..3], &posts[4..]].concat();
    assert_eq!(world.home(0, None, 8).items, rest[..8], "page with eight posts of the list");
    assert_eq!(world.reads.take(), 0, "posts read for eight posts of a list with nine");
    assert_eq!(world.whole_home(0), rest, "home of user 0 after the deletion of a post");
}

/// Rules: 4.3
#[rstest]
#[case::merging(None)]
#[case::room_for_one(Some(1))]
#[case::room_for_all(Some(9))]
fn a_deleted_post_is_nowhere(#[case] capacity: Option<usize>) {
    let mut world = World::new(3, |store| match capacity {
        Some(capacity) => Service::fan_out(store, true, capacity),
        None => Service::merging(store, true),
    });
    world.follow(0, 1);
    let posts = world.posts(&[1, 1, 0, 1]);
    for (number, post) in [0, 3, 1].map(|number| (number, posts[number])) {
        let _ = world.changes.take();
        world.delete(post);
        assert_eq!(world.changes.take(), [Change::Remove(post)], "changes of the store by deleting post {number}");
        assert_eq!(world.service.read(post), None, "post {number}, read after its deletion");
        assert!(!world.own(1, None, 9).items.contains(&post), "the author's timeline has the deleted post {number}");
        assert!(!world.whole_home(0).contains(&post), "the home of a follower has the deleted post {number}");
        assert!(!world.whole_home(1).contains(&post), "the home of the author has the deleted post {number}");
    }
    assert_eq!(world.whole_home(0), [posts[2]], "home of the follower after three deletions");
    assert_eq!(world.own(1, None, 9).items, [posts[2]], "timeline of the author after three deletions");
}

/// Rules: 4.3
#[rstest]
#[case::in_the_list(4)]
#[case::below_the_list(1)]
fn a_cursor_outlives_the_deletion_of_its_post(#[case] capacity: usize) {
    let mut world = World::fan_out(2, capacity);
    world.follow(0, 1);
    let posts = world.posts(&[1; 6]);
    let home = world.home(0, None, 2);
    let own = world.own(1, None, 2);
    assert_eq!((home.next, own.next), (Some(posts[1]), Some(posts[1])), "cursors of both timelines");
    world.delete(posts[1]);
    assert_eq!(world.home(0, home.next, 9).items, posts[2..], "second page of the home");
    assert_eq!(world.own(1, own.next, 9).items, posts[2..], "second page of the user timeline");
}

/// Rules: 0.1, 0.2, 1.1, 4.4
#[test]
fn only_posts_that_exist_can_be_deleted() {
    let mut world = World::fan_out(2, 4);
    world.follow(0, 1);
    let posts = world.posts(&[1, 1]);
    for unknown in [PostId(posts[0].0 + 1), PostId(posts[0].0 | 1 << 32), PostId(u64::MAX)] {
        for time in ["first", "second"] {
            let deleted = world.service.delete(unknown);
            assert_eq!(
                deleted,
                Err(DeleteError::Unknown(unknown)),
                "result of deleting {unknown:?} for the {time} time"
            );
        }
    }
    world.delete(posts[0]);
    let again = world.service.delete(posts[0]);
    assert_eq!(again, Err(DeleteError::AlreadyDeleted(posts[0])), "result of deleting the newest post again");
    let newest = world.post(1);
    assert!(newest > posts[0], "{newest:?}, posted after the deletion of {:?}", posts[0]);
    let again = world.service.delete(posts[0]);
    assert_eq!(again, Err(DeleteError::AlreadyDeleted(posts[0])), "result of deleting it once more");
    assert_eq!(world.whole_home(0), [newest, posts[1]], "home of the follower");
    world.delete(newest);
    assert_eq!(
        world.whole_home(0),
        posts[1..],
        "home of the follower after the deletion of {newest:?}, which was unknown"
    );
}

/// Rules: 0.1, 4.4
#[test]
fn a_rejected_text_never_becomes_a_post() {
    let mut world = World::fan_out(1, 4);
    let post = world.post(0);
    let (ann, stranger) = (world.users[0], world.unknown_user());
    for (author, text, error) in [
        (ann, String::new(), PostError::Empty),
        (ann, "x".repeat(141), PostError::TooLong(141)),
        (stranger, "Hello".into(), PostError::Unknown(UnknownUser(stranger))),
    ] {
        assert_eq!(world.service.post(author, &text), Err(error), "result of posting `{text:.9}` as {author:?}");
        let next = PostId(post.0 + 1);
        let deleted = world.service.delete(next);
        assert_eq!(deleted, Err(DeleteError::Unknown(next)), "result of deleting the next id after {error:?}");
    }
}

/// Rules: 4.5
#[test]
fn the_memory_store_does_not_walk_over_removed_posts() {
    let mut store = MemoryStore::default();
    for number in 0..1_000 {
        store.insert(Post { id: PostId(number), author: UserId(number % 2), text: String::new() });
    }
    for number in (2..1_000).step_by(2) {
        let removed = store.remove(PostId(number)).map(|post| post.id);
        assert_eq!(removed, Some(PostId(number)), "result of removing a post");
    }
    testkit::costs_less_than_a_walk(20_000, "reading the post of an author with 499 removed ones", |_| {
        assert_eq!(store.posts_of(UserId(0), None).next(), Some(PostId(0)), "the only post of user 0");
    });
}

/// Rules: 4.3
#[test]
fn law_the_memory_store_forgets_removed_posts() {
    use proptest::prelude::any;
    let ops = proptest::collection::vec((0..3u64, 0..12u64, any::<bool>()), 0..24);
    testkit::law(ops, |ops| check_memory_store(&ops));
}

/// Rules: 3.2, 4.1, 4.2, 4.3
#[test]
fn law_limited_lists_equal_a_filtered_list() {
    use proptest::prelude::any;
    testkit::law((any_ops(true), any::<bool>(), 0..5usize, 1..4usize), |(ops, own_posts, capacity, size)| {
        let mut world = World::new(4, |store| Service::fan_out(store, own_posts, capacity));
        check_home_timelines(&mut world, own_posts, &ops, size);
    });
}

/// Rules: 3.4, 4.1, 4.2, 4.3
#[test]
fn law_pages_above_the_end_of_a_limited_list_read_no_post() {
    use proptest::prelude::any;
    testkit::law((any_ops(true), any::<bool>(), 2..6usize), |(ops, own_posts, capacity)| {
        let mut world = World::new(4, |store| Service::fan_out(store, own_posts, capacity));
        check_lists(&mut world, own_posts, &ops, capacity, usize::MAX);
    });
}

/// Rules: 4.3
#[test]
fn law_merged_homes_have_no_deleted_posts() {
    use proptest::prelude::any;
    testkit::law((any_ops(true), any::<bool>(), 1..4usize), |(ops, own_posts, size)| {
        let mut world = World::new(4, |store| Service::merging(store, own_posts));
        check_home_timelines(&mut world, own_posts, &ops, size);
    });
}
