//! # Posts
//!
//! Write `MemoryStore` and the parts of `Service` that belong to this stage. A timeline grows while somebody reads it, so a
//! page begins below a post, and not at a number such as 20.
//!
//! Look up: `BTreeSet::range`, `Iterator::by_ref`.
//!
//! Time box: 15 minutes.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rstest::rstest;
use timeline::{FollowError, MemoryStore, Page, Post, PostError, PostId, PostStore, UnknownUser, UserId};

use super::support::{Change, World, check_memory_store, limit, page_of};

/// A user id that no service has issued.
const STRANGER: UserId = UserId(u64::MAX);

/// Rules: 1.1
#[test]
fn users_have_different_ids() {
    let world = World::merging(20);
    let different: BTreeSet<UserId> = world.users.iter().copied().collect();
    assert_eq!(different.len(), 20, "number of different ids of 20 users");
}

/// Rules: 1.1
#[test]
fn post_ids_rise_across_authors() {
    let mut world = World::merging(3);
    let posts = world.posts(&[2, 0, 0, 1, 2, 0]);
    assert!(posts.is_sorted_by(|newer, older| newer > older), "{posts:?}, the posts of three users, newest first");
}

/// Rules: 0.1, 0.2, 1.2
#[test]
fn unknown_users_are_errors() {
    let mut world = World::merging(2);
    let (ann, next) = (world.users[0], world.unknown_user());
    let far = [8, 16, 32, 63].map(|bits| UserId(ann.0 ^ 1 << bits)).into_iter().filter(|id| !world.users.contains(id));
    for stranger in far.chain([STRANGER, next]).collect::<Vec<_>>() {
        let unknown = UnknownUser(stranger);
        let posted = world.service.post(stranger, "Hello");
        assert_eq!(posted, Err(PostError::Unknown(unknown)), "result of posting as {stranger:?}");
        let timeline = world.service.user_timeline(stranger, None, limit(1));
        assert_eq!(timeline, Err(unknown), "user timeline of {stranger:?}");
        for (follower, author) in [(ann, stranger), (stranger, ann), (stranger, stranger)] {
            let follow = world.service.follow(follower, author);
            assert_eq!(follow, Err(FollowError::Unknown(unknown)), "result of follow({follower:?}, {author:?})");
            let unfollow = world.service.unfollow(follower, author);
            assert_eq!(unfollow, Err(FollowError::Unknown(unknown)), "result of unfollow({follower:?}, {author:?})");
        }
    }
    assert_eq!(world.changes.take(), [], "changes of the store by unknown users");
    for (first, second) in [(STRANGER, next), (next, STRANGER)] {
        let unknown = Err(FollowError::Unknown(UnknownUser(first)));
        let follow = world.service.follow(first, second);
        assert_eq!(follow, unknown, "result of follow({first:?}, {second:?}), both of whom are unknown");
        let unfollow = world.service.unfollow(first, second);
        assert_eq!(unfollow, unknown, "result of unfollow({first:?}, {second:?}), both of whom are unknown");
    }
}

/// Rules: 0.1, 1.2, 1.3
#[test]
fn a_new_user_follows_nobody_and_has_no_followers() {
    let mut world = World::merging(2);
    world.add_user_after_failed_calls();
    let newcomer = world.users[2];
    for number in 0..2 {
        for (first, second) in [(world.users[number], newcomer), (newcomer, world.users[number])] {
            let unfollow = world.service.unfollow(first, second);
            let expected = Err(FollowError::NotFollowing(first, second));
            assert_eq!(unfollow, expected, "unfollow with the new {newcomer:?}, which was unknown in calls before");
        }
        world.follow(number, 2);
        world.follow(2, number);
    }
    assert_eq!(world.own(2, None, 9).items, [], "user timeline of {newcomer:?}, who never posted");
}

/// Rules: 1.2, 1.5
#[test]
fn the_author_is_checked_before_the_text() {
    let mut world = World::merging(1);
    let posted = world.service.post(STRANGER, "");
    assert_eq!(posted, Err(PostError::Unknown(UnknownUser(STRANGER))), "result of an empty post by a stranger");
    let posted = world.service.post(world.users[0], "");
    assert_eq!(posted, Err(PostError::Empty), "result of an empty post by a user");
}

/// Rules: 0.1, 1.3
#[test]
fn nobody_follows_oneself() {
    let mut world = World::merging(2);
    let ann = world.users[0];
    assert_eq!(world.service.follow(ann, ann), Err(FollowError::Oneself(ann)), "result of following oneself");
    let unfollow = world.service.unfollow(ann, ann);
    assert_eq!(unfollow, Err(FollowError::NotFollowing(ann, ann)), "result of unfollowing oneself");
}

/// Rules: 0.1, 1.3
#[test]
fn follows_begin_and_end_once() {
    let mut world = World::merging(2);
    let (ann, bob) = (world.users[0], world.users[1]);
    for round in 1..=2 {
        let unfollow = world.service.unfollow(ann, bob);
        assert_eq!(unfollow, Err(FollowError::NotFollowing(ann, bob)), "unfollowing a stranger, round {round}");
        world.follow(0, 1);
        let follow = world.service.follow(ann, bob);
        assert_eq!(follow, Err(FollowError::AlreadyFollowing(ann, bob)), "following twice, round {round}");
        let back = world.service.unfollow(bob, ann);
        assert_eq!(back, Err(FollowError::NotFollowing(bob, ann)), "unfollowing a follower, round {round}");
        world.unfollow(0, 1);
    }
    world.follow(1, 0);
    world.follow(0, 1);
}

/// Rules: 1.4, 1.5
#[test]
fn a_text_is_stored_as_given() {
    for text in [
        "a".to_owned(),
        "  \n ".into(),
        " Hello <b>World</b> ".into(),
        "a\r\nb\u{0}\u{feff}".into(),
        "x".repeat(140),
        "🦀".repeat(140),
    ] {
        let mut world = World::merging(1);
        let author = world.users[0];
        let id = world.service.post(author, &text).expect("the text is valid");
        let post = Post { id, author, text };
        assert_eq!(world.service.read(id), Some(&post), "post read by its id");
        assert_eq!(world.changes.take(), [Change::Insert(post)], "changes of the store by a post");
    }
}

/// Rules: 0.1, 1.5
#[rstest]
#[case::empty("".into(), PostError::Empty)]
#[case::a_letter_too_long("x".repeat(141), PostError::TooLong(141))]
#[case::too_many_white_spaces(" ".repeat(150), PostError::TooLong(150))]
#[case::combining_characters("e\u{301}".repeat(71), PostError::TooLong(142))]
#[case::a_long_text_of_short_characters("x".repeat(70_000), PostError::TooLong(70_000))]
#[case::a_long_text_of_long_characters("🦀".repeat(70_000), PostError::TooLong(70_000))]
fn a_text_is_rejected(#[case] text: String, #[case] error: PostError) {
    let mut world = World::merging(1);
    let before = world.posts(&[0]);
    let _ = world.changes.take();
    assert_eq!(world.service.post(world.users[0], &text), Err(error), "result of posting `{text:.9}…`");
    assert_eq!(world.changes.take(), [], "changes of the store by a rejected text");
    assert_eq!(world.own(0, None, 9).items, before, "user timeline after a rejected text");
}

/// Rules: 0.2, 1.4
#[test]
fn unknown_posts_cannot_be_read() {
    let mut world = World::merging(1);
    let post = world.post(0);
    let far = [8, 16, 32, 63].map(|bits| PostId(post.0 ^ 1 << bits));
    for unknown in far.into_iter().chain([PostId(post.0 + 1), PostId(u64::MAX)]) {
        assert_eq!(world.service.read(unknown), None, "post read by an unknown id");
    }
}

/// Rules: 1.6
#[test]
fn a_user_timeline_lists_the_posts_of_one_user() {
    let mut world = World::merging(3);
    let posts = world.posts(&[0, 1, 0, 1, 1]);
    let [e, d, c, b, a] = posts[..] else { panic!("five posts") };
    assert_eq!(world.own(0, None, 9), Page { items: vec![c, a], next: None }, "user timeline of user 0");
    assert_eq!(world.own(1, None, 9), Page { items: vec![e, d, b], next: None }, "user timeline of user 1");
    assert_eq!(world.own(2, None, 9), Page { items: vec![], next: None }, "user timeline of user 2, who never posted");
}

/// Rules: 0.2, 1.7, 1.8
#[test]
fn a_page_has_a_cursor_exactly_if_posts_follow() {
    for (count, size, sizes) in [
        (0, 3, vec![0]),
        (2, 3, vec![2]),
        (3, 3, vec![3]),
        (4, 3, vec![3, 1]),
        (6, 3, vec![3, 3]),
        (3, 1, vec![1, 1, 1]),
        (5, usize::MAX, vec![5]),
    ] {
        let mut world = World::merging(2);
        let all = world.posts(&vec![0; count]);
        let mut rest = &all[..];
        let mut before = None;
        for (number, expected) in sizes.iter().enumerate() {
            let page = world.own(0, before, size);
            let (items, others) = rest.split_at(*expected);
            assert_eq!(page.items, items, "items of page {number} of {count} posts");
            let next = if others.is_empty() { None } else { items.last().copied() };
            assert_eq!(page.next, next, "cursor of page {number} of {count} posts");
            (rest, before) = (others, page.next);
        }
    }
}

/// Rules: 1.9
#[test]
fn pages_stay_the_same_while_posts_arrive() {
    let mut world = World::merging(2);
    let old = world.posts(&[0, 1, 0, 0, 0, 0]);
    let first = world.own(0, None, 2);
    assert_eq!(first.items, old[..2], "first page");
    let new = world.posts(&[0, 1, 0]);
    let second = world.own(0, first.next, 2);
    assert_eq!(second.items, [old[2], old[3]], "second page, after three new posts");
    let third = world.own(0, second.next, 2);
    assert_eq!((third.items, third.next), (vec![old[5]], None), "third page, after three new posts");
    assert_eq!(world.own(0, None, 2).items, [new[0], new[2]], "first page, read again");
}

/// Rules: 0.2, 1.8
#[test]
fn every_post_id_is_a_cursor() {
    let mut world = World::merging(2);
    let posts = world.posts(&[0, 1, 0, 1, 0]);
    let [e, d, c, b, a] = posts[..] else { panic!("five posts") };
    for (before, expected) in [
        (PostId(u64::MAX), vec![e, c, a]),
        (PostId(e.0 + 1), vec![e, c, a]),
        (PostId(b.0 | 1 << 32), vec![e, c, a]),
        (e, vec![c, a]),
        (d, vec![c, a]),
        (b, vec![a]),
        (a, vec![]),
        (PostId(0), vec![]),
    ] {
        assert_eq!(world.own(0, Some(before), 9).items, expected, "user timeline of user 0 before {before:?}");
    }
}

/// Rules: 1.10
#[test]
fn law_the_memory_store_equals_a_naive_one() {
    let ops = proptest::collection::vec((0..3u64, 0..12u64, Just(false)), 0..24);
    testkit::law(ops, |ops| check_memory_store(&ops));
}

/// Rules: 1.10
#[test]
fn the_memory_store_does_not_walk_over_posts() {
    let mut store = MemoryStore::default();
    for number in 0..20_000 {
        store.insert(Post { id: PostId(number), author: UserId(number % 2), text: String::new() });
    }
    testkit::costs_less_than_a_walk(20_000, "reading two posts of an author with 10,000", |number| {
        let before = PostId(100 * number as u64);
        let posts: Vec<PostId> = store.posts_of(UserId(0), Some(before)).take(2).collect();
        let expected: Vec<PostId> = [2, 4].iter().filter_map(|age| before.0.checked_sub(*age)).map(PostId).collect();
        assert_eq!(posts, expected, "the two posts of user 0 before {before:?}");
        assert_eq!(store.posts_of(UserId(9), None).next(), None, "the newest post of somebody who never posted");
    });
}

/// Rules: 1.10
#[test]
fn the_memory_store_does_not_walk_over_authors() {
    let mut store = MemoryStore::default();
    for number in 0..20_000 {
        store.insert(Post { id: PostId(number), author: UserId(number), text: String::new() });
    }
    testkit::costs_less_than_a_walk(20_000, "reading the only post of one of 20,000 authors", |number| {
        let number = 19_999 - number as u64;
        assert_eq!(store.posts_of(UserId(number), None).next(), Some(PostId(number)), "the only post of a user");
    });
}

/// Rules: 1.4, 1.6, 1.7, 1.8
#[test]
fn law_user_timelines_equal_a_filtered_list() {
    let authors = proptest::collection::vec(0..3usize, 0..16);
    testkit::law((authors, 1..4usize), |(authors, size)| {
        let mut world = World::merging(3);
        let posts = world.posts(&authors);
        for user in 0..3 {
            let by_user = posts.iter().zip(authors.iter().rev()).filter(|(_, author)| **author == user);
            let whole: Vec<PostId> = by_user.map(|(post, _)| *post).collect();
            for before in posts.iter().copied().map(Some).chain([None]) {
                let expected = page_of(&whole, before, size);
                assert_eq!(world.own(user, before, size), expected, "user timeline of user {user} before {before:?}");
            }
        }
    });
}
