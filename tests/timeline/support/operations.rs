//! The operations on a service that laws generate.

use proptest::prelude::*;
use timeline::PostId;

use super::{Model, NaiveList, NaiveLists, World, page_of};

/// An operation. Users are numbered from 0 to 3, and user 4 does not exist. Posts are numbered in their order, and again
/// from the first one if the number is too large.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    Follow(usize, usize),
    Unfollow(usize, usize),
    Post(usize),
    Delete(usize),
}

impl Op {
    pub fn changes_followers(self) -> bool {
        matches!(self, Self::Follow(..) | Self::Unfollow(..))
    }
}

/// The number of users.
pub const USERS: usize = 4;

/// Generates operations, with deletions if `deletes` is set.
pub fn any_ops(deletes: bool) -> impl Strategy<Value = Vec<Op>> + 'static {
    let user = || 0..=USERS;
    let op = prop_oneof![
        4 => (user(), user()).prop_map(|(follower, author)| Op::Follow(follower, author)),
        2 => (user(), user()).prop_map(|(follower, author)| Op::Unfollow(follower, author)),
        8 => (0..USERS).prop_map(Op::Post),
        if deletes { 2 } else { 0 } => (0..20usize).prop_map(Op::Delete),
    ];
    proptest::collection::vec(op, 0..32)
}

/// Applies operations to a service and to the model, and checks that all home timelines agree. After each operation, it
/// checks the pages of one user, and in the end those of everyone.
#[track_caller]
pub fn check_home_timelines(world: &mut World, own_posts: bool, ops: &[Op], size: usize) {
    let mut model = Model { own_posts, ..Model::default() };
    let mut posts: Vec<PostId> = Vec::new();
    for (number, op) in ops.iter().enumerate() {
        apply(world, &mut model, &mut posts, *op);
        check_pages(world, &model, number % USERS, size, &format!("{op:?}"));
    }
    for user in 0..USERS {
        check_pages(world, &model, user, size, "all operations");
    }
}

/// Applies an operation to a service and to the model, and checks that both accept or reject it. `posts` are all posts so far.
#[track_caller]
pub fn apply(world: &mut World, model: &mut Model, posts: &mut Vec<PostId>, op: Op) {
    let unknown = world.unknown_user();
    let id = |user: usize| world.users.get(user).copied().unwrap_or(unknown);
    match op {
        Op::Follow(follower, author) => {
            let result = world.service.follow(id(follower), id(author));
            assert_eq!(result.is_ok(), model.follow(follower, author), "success of {op:?}, which returned {result:?}");
        }
        Op::Unfollow(follower, author) => {
            let result = world.service.unfollow(id(follower), id(author));
            assert_eq!(
                result.is_ok(),
                model.unfollow(follower, author),
                "success of {op:?}, which returned {result:?}"
            );
        }
        Op::Post(author) => {
            let post = world.post(author);
            assert!(posts.last().is_none_or(|last| *last < post), "{post:?} after {:?}", posts.last());
            posts.push(post);
            model.posts.insert(post, author);
        }
        Op::Delete(number) => {
            if let Some(post) = posts.get(number % posts.len().max(1)) {
                let result = world.service.delete(*post);
                let was_there = model.posts.remove(post).is_some();
                assert_eq!(result.is_ok(), was_there, "success of {op:?}, which returned {result:?}");
            }
        }
    }
}

/// Applies operations to a service with lists, and checks after each of them that pages above the end of a list read no post.
#[track_caller]
pub fn check_lists(world: &mut World, own_posts: bool, ops: &[Op], capacity: usize, threshold: usize) {
    let (mut model, mut posts) = (Model { own_posts, ..Model::default() }, Vec::new());
    let mut lists = NaiveLists::new(capacity, threshold);
    for op in ops {
        apply(world, &mut model, &mut posts, *op);
        lists.apply(&model, *op);
        for user in 0..USERS {
            if let Some(list) = lists.of(user) {
                check_reads(world, user, list, op);
            }
        }
    }
}

/// Checks that two pages above the end of a list read no post.
#[track_caller]
fn check_reads(world: &World, user: usize, list: &NaiveList, op: &Op) {
    let posts: Vec<PostId> = list.posts.keys().rev().copied().collect();
    let Some((_, above)) = posts.split_last() else { return };
    let pages = [(None, above), (above.first().copied(), above.get(1..).unwrap_or_default())];
    for (before, expected) in pages.into_iter().filter(|(_, expected)| !expected.is_empty()) {
        let _ = world.reads.take();
        let page = world.home(user, before, expected.len());
        assert_eq!(page.items, expected, "home page of user {user} before {before:?}, after {op:?}");
        let reads = world.reads.take();
        assert_eq!(
            reads, 0,
            "posts read for a page of {expected:?} of the list {posts:?} of user {user}, after {op:?}"
        );
    }
}

/// Checks all pages of a user's home timeline, and some that begin elsewhere.
#[track_caller]
fn check_pages(world: &World, model: &Model, user: usize, size: usize, after: &str) {
    let whole = model.home(user);
    for before in [0, 3, 1 << 32, u64::MAX].map(|id| Some(PostId(id))) {
        let expected = page_of(&whole, before, size);
        assert_eq!(
            world.home(user, before, size),
            expected,
            "home page of user {user} before {before:?}, after {after}"
        );
    }
    let mut before = None;
    loop {
        let page = world.home(user, before, size);
        let expected = page_of(&whole, before, size);
        assert_eq!(page, expected, "home page of user {user} before {before:?} with limit {size}, after {after}");
        before = page.next;
        if before.is_none() {
            return;
        }
    }
}

/// Checks the homes of four users without own posts, while user 0 follows and unfollows others, who post.
#[track_caller]
pub fn check_homes_of_followers(mut world: World) {
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
    world.follow(0, 1);
    assert_eq!(world.whole_home(0), both, "home of user 0 after following user 1 again");
    assert_eq!(world.whole_home(1), [], "home of user 1, who follows nobody");
    world.unfollow(0, 1);
    let newest = world.posts(&[1, 2]);
    let expected = [newest[0], new[3], old[2]];
    assert_eq!(world.whole_home(0), expected, "home of user 0 after unfollowing user 1 once more, and two more posts");
    world.add_user_after_failed_calls();
    let newcomer = world.users.len() - 1;
    let _ = world.posts(&[0, newcomer]);
    assert_eq!(world.whole_home(0), expected, "home of user 0 after a post by a new user, whose id was unknown before");
    assert_eq!(world.whole_home(newcomer), [], "home of a new user, whose id was unknown in follows before");
}
