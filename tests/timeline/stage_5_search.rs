//! # Search
//!
//! Users search for posts by their words. An inverted index has the posts of each word, so a search does not look at any
//! other post. A query such as `(cat or dog) and not mouse` becomes a tree, and each node of the tree finds its posts from
//! those of its children. Do you need all of them for a page of 20?
//!
//! Write the parser in `src/query.rs` and the index in `src/index.rs`. The results are `Hit`s, whose score is 0 for now.
//!
//! Look up: recursive descent, `Peekable::next_if`, `char::is_alphanumeric`.
//!
//! Time box: 30 minutes.

use timeline::{Hit, Index, Page, PostId, Query, SyntaxError};

use super::support::{any_texts, any_tree, limit, page_of, post, query, search_all};

/// Creates an index of posts with these texts, numbered from 0.
fn index_of<T: AsRef<str>>(texts: &[T]) -> Index {
    let mut index = Index::default();
    for (number, text) in texts.iter().enumerate() {
        index.add(&post(number as u64, text.as_ref()));
    }
    index
}

/// Returns the numbers of the posts that a query finds, in the order of the hits.
#[track_caller]
fn found(index: &Index, text: &str) -> Vec<u64> {
    search_all(index, text).into_iter().map(|hit| hit.post.0).collect()
}

/// Rules: 5.2
#[test]
fn a_post_has_the_words_of_its_text() {
    for (text, query, matches) in [
        ("the cat sat", "cat", true),
        ("the cat sat", "ca", false),
        ("the cat sat", "sat", true),
        ("The CAT sat", "cat", true),
        ("the cat sat", "CaT", true),
        ("cat-and-dog!", "dog", true),
        ("it's", "s", true),
        ("route66", "route66", true),
        ("route66", "route", false),
        ("ÄRGER", "ärger", true),
        ("ärger", "ÄRGER", true),
        ("Straße", "STRASSE", false),
        ("東京 2020", "東京", true),
        ("snake_case", "case", true),
    ] {
        let expected = if matches { vec![0] } else { vec![] };
        assert_eq!(found(&index_of(&[text]), query), expected, "posts found by {query:?} in {text:?}");
    }
}

/// Rules: 5.1
#[test]
fn markup_separates_words() {
    for (text, query, matches) in [
        ("<b>cat</b>", "cat", true),
        ("<b>cat</b>", "b", false),
        ("cat<br>dog", "cat", true),
        ("cat<br>dog", "dog", true),
        ("cat<br>dog", "catdog", false),
        ("3 < 4 cats", "cats", true),
        ("cats > dogs", "dogs", true),
        ("<a <b> c", "a", false),
        ("<a <b> c", "c", true),
        ("<a> b> c", "b", true),
        ("<p>one</p> <two", "two", true),
        ("<p>one</p> <two", "one", true),
        ("<\u{e4}>cat", "cat", true),
    ] {
        let expected = if matches { vec![0] } else { vec![] };
        assert_eq!(found(&index_of(&[text]), query), expected, "posts found by {query:?} in {text:?}");
    }
}

/// Rules: 5.3, 5.4, 5.5, 5.6, 5.7, 5.9
#[test]
fn a_query_finds_the_newest_posts_first() {
    for (query, expected) in [
        ("cat", vec![4, 2, 0]),
        ("owl", vec![]),
        ("cat and dog", vec![2]),
        ("cat or dog", vec![4, 2, 1, 0]),
        ("not cat", vec![3, 1]),
        ("not owl", vec![4, 3, 2, 1, 0]),
        ("not not cat", vec![4, 2, 0]),
        ("cat dog", vec![2]),
        ("cat not dog", vec![4, 0]),
        ("cat and not dog", vec![4, 0]),
        ("not cat and dog", vec![1]),
        ("not (cat and dog)", vec![4, 3, 1, 0]),
        ("not cat or dog", vec![3, 2, 1]),
        ("not (cat or dog)", vec![3]),
        ("mouse or cat and dog", vec![4, 3, 2]),
        ("dog and cat or mouse", vec![4, 3, 2]),
        ("dog cat or mouse", vec![4, 3, 2]),
        ("(mouse or cat) and dog", vec![2]),
        ("(mouse or cat) dog", vec![2]),
        ("dog(mouse or cat)", vec![2]),
        ("cat not (dog or mouse)", vec![0]),
        ("((cat))", vec![4, 2, 0]),
        ("cAt AND Not doG", vec![4, 0]),
        ("mouse oR dog", vec![4, 3, 2, 1]),
        ("+cat, -dog!", vec![2]),
        ("<cat>", vec![4, 2, 0]),
        ("cat cat", vec![4, 2, 0]),
        ("cat or cat", vec![4, 2, 0]),
        ("android or ore or nothing", vec![]),
    ] {
        let index = index_of(&["the cat", "a dog", "cat & dog", "Mouse", "cat/mouse cat"]);
        assert_eq!(found(&index, query), expected, "posts found by {query:?}");
    }
}

/// Rules: 5.8
#[test]
fn a_syntax_error_has_a_place() {
    for (query, place) in [
        ("", 0),
        ("  ", 2),
        ("cat and or dog", 8),
        ("cat and", 7),
        ("cat or ", 7),
        ("or cat", 0),
        (" and cat", 1),
        ("not", 3),
        ("not and cat", 4),
        ("cat or or dog", 7),
        ("()", 1),
        ("cat ()", 5),
        ("(cat", 4),
        ("(cat or dog", 11),
        ("cat)", 3),
        ("cat ) dog (", 4),
        ("(cat and) dog", 8),
        ("((cat) dog))", 11),
        ("äöü and AND x", 8),
        ("🦀 (", 3),
        ("cat and not !", 13),
    ] {
        let error = query.parse::<Query>().map(|_| "a query");
        assert_eq!(error, Err(SyntaxError(place)), "result of parsing {query:?}");
    }
}

/// Rules: 5.9
#[test]
fn results_come_in_stable_pages() {
    let mut index = index_of(&["cat"; 5]);
    index.add(&post(5, "dog"));
    let hit = |number| Hit { score: 0, post: PostId(number) };
    let cats = query("cat");
    let first = index.search(&cats, None, limit(3));
    assert_eq!(first, Page { items: vec![hit(4), hit(3), hit(2)], next: Some(hit(2)) }, "first page of five cats");
    index.add(&post(6, "cat"));
    let second = index.search(&cats, first.next, limit(2));
    assert_eq!(second, Page { items: vec![hit(1), hit(0)], next: None }, "second page, after a new post");
    let all = index.search(&cats, Some(hit(6)), limit(usize::MAX));
    assert_eq!((all.items.len(), all.next), (5, None), "number of cats before the newest, and cursor");
    let dogs = index.search(&query("not cat"), Some(hit(6)), limit(1));
    assert_eq!(dogs, Page { items: vec![hit(5)], next: None }, "page of the only dog");
}

/// Rules: 5.10
#[test]
fn removed_posts_are_not_found() {
    let mut index = index_of(&["cat", "cat dog", "cat"]);
    index.remove(PostId(1));
    index.remove(PostId(7));
    assert_eq!(found(&index, "cat"), [2, 0], "cats after the removal of post 1");
    assert_eq!(found(&index, "dog"), [0; 0], "dogs after the removal of post 1");
    assert_eq!(found(&index, "not dog"), [2, 0], "posts without a dog after the removal of post 1");
    assert_eq!(found(&index, "not (dog and cat)"), [2, 0], "posts without cat and dog after the removal");
    let page = index.search(&query("cat"), Some(Hit { score: 0, post: PostId(1) }), limit(9));
    assert_eq!(page.items, [Hit { score: 0, post: PostId(0) }], "page that begins at the removed post");
    index.remove(PostId(1));
    assert_eq!(found(&index, "cat"), [2, 0], "cats after a second removal of post 1");
}

/// Rules: 5.11
#[test]
fn a_search_for_a_rare_word_does_not_walk_over_posts() {
    let mut index = Index::default();
    for number in 0..20_000 {
        index.add(&post(number, if number == 7_000 { "rare cat" } else { "dog" }));
    }
    let rare = query("rare");
    testkit::costs_less_than_a_walk(20_000, "searching a rare word", |_| {
        let page = index.search(&rare, None, limit(2));
        assert_eq!(page.items, [Hit { score: 0, post: PostId(7_000) }], "posts with a rare word");
    });
}

/// Rules: 5.3, 5.4, 5.7, 5.9
#[test]
fn law_a_search_finds_the_posts_that_match() {
    testkit::law((any_texts(), any_tree(), 1..4usize), |(texts, tree, size)| {
        let index = index_of(&texts);
        let matching = texts.iter().enumerate().rev().filter(|(_, text)| tree.matches(text));
        let whole: Vec<Hit> = matching.map(|(number, _)| Hit { score: 0, post: PostId(number as u64) }).collect();
        let query = query(&tree.to_string());
        let starts = (0..texts.len() as u64).map(|number| Some(Hit { score: 0, post: PostId(number) }));
        for after in starts.chain([None]) {
            let page = index.search(&query, after, limit(size));
            assert_eq!(page, page_of(&whole, after, size), "page of `{tree}` after {after:?}");
        }
    });
}
