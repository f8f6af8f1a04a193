//! # Shards
//!
//! There are too many posts for one index. They are spread over many shards, and each post is in one of them. A search sends
//! the query to all shards and gathers their answers. Some shards may not answer; the result is then partial, and says so.
//!
//! Write `Search` in `src/shards.rs`. The shards belong to the caller, so you need no code that spreads posts.
//!
//! Look up: scatter/gather.
//!
//! Time box: 10 minutes.

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::rc::Rc;

use rstest::rstest;
use testkit::CallLog;
use timeline::{Answer, Hit, Index, Page, PostId, Query, Search, Shard, ShardDown};

use super::support::{any_texts, any_tree, limit, post, query};

/// A shard that records the limits of its calls, and can be down.
#[derive(Debug, Default)]
struct TestShard {
    number: usize,
    index: Index,
    down: Rc<Cell<bool>>,
    calls: CallLog<(usize, usize)>,
}

impl Shard for TestShard {
    fn ask(&self, query: &Query, after: Option<Hit>, limit: NonZeroUsize) -> Result<Page<Hit>, ShardDown> {
        self.calls.record((self.number, limit.get()));
        if self.down.get() { Err(ShardDown) } else { Ok(self.index.search(query, after, limit)) }
    }
}

/// A search over shards, with the switches that turn them off.
struct Setup {
    search: Search<TestShard>,
    down: Vec<Rc<Cell<bool>>>,
    calls: CallLog<(usize, usize)>,
}

impl Setup {
    /// Creates shards with these posts, numbered from 0. A post is in the shard with its number modulo `count`.
    fn new<T: AsRef<str>>(count: usize, texts: &[T]) -> Self {
        let calls = CallLog::new();
        let shard = |number| TestShard { number, calls: calls.clone(), ..TestShard::default() };
        let mut shards: Vec<TestShard> = (0..count).map(shard).collect();
        for (number, text) in texts.iter().enumerate() {
            shards[number % count].index.add(&post(number as u64, text.as_ref()));
        }
        let down = shards.iter().map(|shard| Rc::clone(&shard.down)).collect();
        Self { search: Search::new(shards), down, calls }
    }

    fn cats(&self, after: Option<Hit>, size: usize) -> Answer {
        self.search.search(&query("cat"), after, limit(size))
    }
}

fn hits(numbers: &[u64]) -> Vec<Hit> {
    numbers.iter().map(|number| Hit { score: 0, post: PostId(*number) }).collect()
}

/// Rules: 7.1
#[rstest]
#[case::one_shard(1)]
#[case::two_shards(2)]
#[case::three_shards(3)]
#[case::more_shards_than_posts(9)]
fn shards_answer_like_one_index(#[case] count: usize) {
    let setup = Setup::new(count, &["cat", "dog", "cat", "cat", "cat dog", "cat", "mouse"]);
    let first = setup.cats(None, 2);
    let expected = Page { items: hits(&[5, 4]), next: Some(hits(&[4])[0]) };
    assert_eq!(first, Answer { page: expected, failed: vec![] }, "first page of five cats");
    let second = setup.cats(first.page.next, 3);
    let expected = Page { items: hits(&[3, 2, 0]), next: None };
    assert_eq!(second, Answer { page: expected, failed: vec![] }, "second page");
}

/// Rules: 7.1
#[test]
fn one_shard_can_have_the_whole_page() {
    let setup = Setup::new(3, &["cat", "dog", "owl"].repeat(5));
    let expected = Page { items: hits(&[12, 9, 6, 3]), next: Some(hits(&[3])[0]) };
    assert_eq!(setup.cats(None, 4).page, expected, "page of four, when one of three shards has all five cats");
}

/// Rules: 7.1
#[test]
fn a_search_without_shards_finds_nothing() {
    let setup = Setup::new::<&str>(0, &[]);
    let expected = Answer { page: Page { items: vec![], next: None }, failed: vec![] };
    assert_eq!(setup.cats(None, 3), expected, "answer of no shards");
}

/// Rules: 0.2, 7.2
#[rstest]
#[case::one(1)]
#[case::a_few(4)]
#[case::the_largest_limit(usize::MAX)]
fn each_shard_is_asked_once_per_page(#[case] size: usize) {
    let setup = Setup::new(3, &["cat"; 30]);
    let mut after = None;
    for page in 0..2 {
        let answer = setup.cats(after, size);
        let mut calls = setup.calls.take();
        calls.sort_unstable();
        let shards: Vec<usize> = calls.iter().map(|(shard, _)| *shard).collect();
        assert_eq!(shards, [0, 1, 2], "shards asked for page {page}");
        for (shard, asked) in calls {
            assert!(
                asked <= size.saturating_add(1),
                "shard {shard} was asked for {asked} hits, with a limit of {size}"
            );
        }
        assert_eq!(answer.page.items.len(), size.min(30), "number of hits on page {page}");
        let Some(next) = answer.page.next else { return };
        after = Some(next);
    }
}

/// Rules: 7.2
#[test]
fn a_failed_shard_is_not_asked_again_for_the_page() {
    let setup = Setup::new(3, &["cat"; 9]);
    setup.down[1].set(true);
    let answer = setup.cats(None, 2);
    assert_eq!(answer.failed, [1], "failed shards");
    let mut shards: Vec<usize> = setup.calls.take().into_iter().map(|(shard, _)| shard).collect();
    shards.sort_unstable();
    assert_eq!(shards, [0, 1, 2], "shards asked for a page while shard 1 is down");
}

/// Rules: 7.3, 7.4
#[test]
fn a_partial_answer_lists_the_failed_shards() {
    let setup = Setup::new(4, &["cat"; 12]);
    for shard in [3, 0] {
        setup.down[shard].set(true);
    }
    let answer = setup.cats(None, 4);
    let page = Page { items: hits(&[10, 9, 6, 5]), next: Some(hits(&[5])[0]) };
    assert_eq!(answer, Answer { page, failed: vec![0, 3] }, "first page while shards 0 and 3 are down");
    setup.down[3].set(false);
    let answer = setup.cats(answer.page.next, 9);
    let page = Page { items: hits(&[3, 2, 1]), next: None };
    assert_eq!(answer, Answer { page, failed: vec![0] }, "second page, after shard 3 has recovered");
}

/// Rules: 7.3, 7.4
#[test]
fn a_page_has_no_cursor_if_only_failed_shards_have_more() {
    let setup = Setup::new(2, &["cat", "dog", "cat", "cat"]);
    setup.down[0].set(true);
    let expected = Answer { page: Page { items: hits(&[3]), next: None }, failed: vec![0] };
    assert_eq!(setup.cats(None, 1), expected, "page of the only cat on a shard that works");
}

/// Rules: 7.3, 7.4
#[test]
fn an_answer_of_no_shard_is_empty() {
    let setup = Setup::new(3, &["cat"; 9]);
    for down in &setup.down {
        down.set(true);
    }
    let expected = Answer { page: Page { items: vec![], next: None }, failed: vec![0, 1, 2] };
    assert_eq!(setup.cats(None, 4), expected, "answer while all shards are down");
    assert_eq!(setup.cats(Some(hits(&[5])[0]), 4), expected, "second page while all shards are down");
}

/// Rules: 7.1
#[test]
fn law_shards_answer_like_one_index() {
    testkit::law((any_texts(), any_tree(), 1..4usize, 1..4usize), |(texts, tree, count, size)| {
        let mut index = Index::default();
        for (number, text) in texts.iter().enumerate() {
            index.add(&post(number as u64, text));
        }
        let (setup, query) = (Setup::new(count, &texts), query(&tree.to_string()));
        let mut after = None;
        loop {
            let answer = setup.search.search(&query, after, limit(size));
            let page = index.search(&query, after, limit(size));
            after = page.next;
            assert_eq!(answer, Answer { page, failed: vec![] }, "page of `{tree}` on {count} shards");
            if after.is_none() {
                break;
            }
        }
    });
}
