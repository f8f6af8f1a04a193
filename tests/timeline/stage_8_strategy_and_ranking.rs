//! # Strategy and ranking
//!
//! Two decisions leave your code. A strategy decides for each post whether to fan it out, and it need not care about
//! followers. A ranking decides which hits come first. If the rest of your code knows neither how a post was delivered nor
//! what a score means, both take a few lines.
//!
//! Write `Service::with_strategy` and `Index::ranked`.
//!
//! Look up: trait objects.
//!
//! Time box: 10 minutes.

use std::cell::Cell;

use proptest::prelude::any;
use rstest::rstest;
use testkit::CallLog;
use timeline::{DeliveryStrategy, Hit, Index, Page, Post, PostId, Ranking, Search, Service, UserId};

use super::support::{
    World, any_ops, any_texts, any_tree, check_home_timelines, limit, page_of, post, query, search_all,
};

/// A strategy with a fixed plan, which repeats, for the posts in their order.
#[derive(Debug)]
struct Planned {
    plan: Vec<bool>,
    asked: Cell<usize>,
    calls: CallLog<(UserId, usize)>,
}

impl Planned {
    fn new(plan: &[bool]) -> Self {
        Self { plan: plan.to_vec(), asked: Cell::new(0), calls: CallLog::new() }
    }
}

impl DeliveryStrategy for Planned {
    fn fans_out(&self, author: UserId, followers: usize) -> bool {
        self.calls.record((author, followers));
        self.plan[self.asked.replace(self.asked.get() + 1) % self.plan.len()]
    }
}

/// A ranking that prefers long texts, and counts its calls.
#[derive(Debug, Default)]
struct LongestFirst(CallLog<PostId>);

impl Ranking for LongestFirst {
    fn score(&self, post: &Post) -> u64 {
        self.0.record(post.id);
        post.text.len() as u64
    }
}

/// Rules: 8.1
#[rstest]
#[case::room_for_some(4)]
#[case::no_room(0)]
fn the_strategy_is_asked_once_for_each_post(#[case] capacity: usize) {
    let strategy = Planned::new(&[true, true, false]);
    let calls = strategy.calls.clone();
    let mut world = World::with_strategy(3, capacity, strategy);
    let (ann, bob) = (world.users[0], world.users[1]);
    let first = world.post(0);
    world.follow(1, 0);
    world.follow(2, 0);
    let second = world.post(0);
    let third = world.post(1);
    assert_eq!(calls.take(), [(ann, 0), (ann, 2), (bob, 0)], "authors and numbers of followers of three posts");
    assert_eq!(world.whole_home(2), [second, first], "home of user 2");
    world.unfollow(1, 0);
    world.delete(second);
    assert!(world.service.post(ann, "").is_err(), "posting nothing");
    assert!(world.service.post(UserId(u64::MAX), "Hello").is_err(), "posting as a stranger");
    assert_eq!(world.own(1, None, 3).items, [third], "user timeline of user 1");
    assert_eq!(calls.take(), [], "calls of the strategy without a new post");
    let _ = world.post(0);
    assert_eq!(calls.take(), [(ann, 1)], "author and number of followers of one more post");
}

/// Rules: 8.1, 8.2
#[test]
fn the_strategy_decides_about_deliveries() {
    let mut world = World::with_strategy(4, 9, Planned::new(&[true, false, false]));
    for follower in 1..4 {
        world.follow(follower, 0);
    }
    let mut posts = Vec::new();
    for deliveries in [3, 3, 3, 6, 6, 6, 9] {
        posts.insert(0, world.post(0));
        assert_eq!(world.service.deliveries(), deliveries, "deliveries of {} posts", posts.len());
    }
    for follower in 1..4 {
        assert_eq!(world.whole_home(follower), posts, "home of follower {follower}");
    }
}

/// Rules: 8.2
#[test]
fn law_homes_do_not_depend_on_the_strategy() {
    let plan = proptest::collection::vec(any::<bool>(), 1..8);
    let settings = (any::<bool>(), 0..5usize, 1..4usize);
    testkit::law((any_ops(true), plan, settings), |(ops, plan, (own_posts, capacity, size))| {
        let strategy = Planned::new(&plan);
        let mut world = World::new(4, |store| Service::with_strategy(store, own_posts, capacity, strategy));
        check_home_timelines(&mut world, own_posts, &ops, size);
    });
}

/// Rules: 8.3
#[test]
fn the_highest_score_comes_first() {
    let mut index = Index::ranked(LongestFirst::default());
    for (number, text) in ["cat", "cat and dog", "cats", "dog cat", "cat dog", "cat"].iter().enumerate() {
        index.add(&post(number as u64, text));
    }
    let hit = |score, number| Hit { score, post: PostId(number) };
    let cats = search_all(&index, "cat");
    assert_eq!(cats, [hit(11, 1), hit(7, 4), hit(7, 3), hit(3, 5), hit(3, 0)], "cats, the longest text first");
    let others = search_all(&index, "not dog");
    assert_eq!(others, [hit(4, 2), hit(3, 5), hit(3, 0)], "posts without a dog, the longest text first");
    index.remove(PostId(4));
    assert_eq!(search_all(&index, "cat dog"), [hit(11, 1), hit(7, 3)], "cats and dogs after a removal");
}

/// A ranking by the number after the first word.
#[derive(Debug)]
struct ByNumber;

impl Ranking for ByNumber {
    fn score(&self, post: &Post) -> u64 {
        post.text.split(' ').nth(1).and_then(|number| number.parse().ok()).unwrap_or_default()
    }
}

/// Rules: 8.3, 8.4
#[test]
fn scores_can_be_large() {
    let scores = [0, u64::MAX, 1 << 32, 1 << 63, 1, u64::MAX - 1, u32::MAX.into(), 1 << 31];
    let mut index = Index::ranked(ByNumber);
    for (number, score) in scores.iter().enumerate() {
        index.add(&post(number as u64, &format!("cat {score}")));
    }
    let mut sorted = scores;
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let found: Vec<u64> = search_all(&index, "cat").iter().map(|hit| hit.score).collect();
    assert_eq!(found, sorted, "scores of cats, read in pages of two");
}

/// Rules: 8.3
#[test]
fn the_ranking_is_asked_once_for_each_post() {
    let ranking = LongestFirst::default();
    let calls = ranking.0.clone();
    let mut index = Index::ranked(ranking);
    for number in 0..3 {
        index.add(&post(number, if number == 2 { "?!" } else { "cat" }));
    }
    let scored = [PostId(0), PostId(1), PostId(2)];
    assert_eq!(calls.take(), scored, "posts that the ranking has scored, the last one without a word");
    assert_eq!(search_all(&index, "cat").len(), 2, "number of cats");
    index.remove(PostId(1));
    assert_eq!(calls.take(), [], "posts scored by a search and a removal");
}

/// Rules: 8.4
#[rstest]
#[case::one_shard(1)]
#[case::three_shards(3)]
fn pages_and_shards_follow_the_ranking(#[case] count: usize) {
    let mut shards: Vec<Index> = (0..count).map(|_| Index::ranked(LongestFirst::default())).collect();
    for (number, text) in ["cat", "a cat", "cat", "the cat", "a cat"].iter().enumerate() {
        shards[number % count].add(&post(number as u64, text));
    }
    let search = Search::new(shards);
    let hit = |score, number| Hit { score, post: PostId(number) };
    let first = search.search(&query("cat"), None, limit(2)).page;
    assert_eq!(first, Page { items: vec![hit(7, 3), hit(5, 4)], next: Some(hit(5, 4)) }, "first page of five cats");
    let second = search.search(&query("cat"), first.next, limit(2)).page;
    assert_eq!(second, Page { items: vec![hit(5, 1), hit(3, 2)], next: Some(hit(3, 2)) }, "second page");
    let third = search.search(&query("cat"), second.next, limit(2)).page;
    assert_eq!(third, Page { items: vec![hit(3, 0)], next: None }, "third page");
}

/// Rules: 8.3, 8.4
#[test]
fn law_ranked_pages_equal_a_sorted_list() {
    testkit::law((any_texts(), any_tree(), 1..4usize, 1..4usize), |(texts, tree, count, size)| {
        let mut shards: Vec<Index> = (0..count).map(|_| Index::ranked(LongestFirst::default())).collect();
        let mut whole = Vec::new();
        for (number, text) in texts.iter().enumerate() {
            shards[number % count].add(&post(number as u64, text));
            if tree.matches(text) {
                whole.push(Hit { score: text.len() as u64, post: PostId(number as u64) });
            }
        }
        whole.sort_unstable_by(|a, b| b.cmp(a));
        let (search, query) = (Search::new(shards), query(&tree.to_string()));
        let mut after = None;
        loop {
            let page = search.search(&query, after, limit(size)).page;
            assert_eq!(page, page_of(&whole, after, size), "page of `{tree}` after {after:?}");
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    });
}
