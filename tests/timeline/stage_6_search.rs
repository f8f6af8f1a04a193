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
//! Time box: 25 minutes.

use std::collections::BTreeSet;

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

/// Rules: 6.2
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
        ("ΟΔΟΣ", "οδος", true),
        ("ΟΔΟΣ", "οδοσ", false),
        ("ΟΔΟΣ.ΑΝΩ", "οδος", true),
        ("İstanbul", "İSTANBUL", true),
        ("İstanbul", "stanbul", false),
        ("cafe\u{301}s", "cafe", true),
        ("x½", "x", false),
        ("東京 2020", "東京", true),
        ("snake_case", "case", true),
    ] {
        let expected = if matches { vec![0] } else { vec![] };
        assert_eq!(found(&index_of(&[text]), query), expected, "posts found by {query:?} in {text:?}");
    }
}

/// Rules: 6.1
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
        ("< a> cat", "a", false),
        ("<a <b> c", "c", true),
        ("<a <b> c> d", "c", true),
        ("2 > 1 < cat", "cat", true),
        ("a <b> c> d < cat", "cat", true),
        ("I <3 cats> dogs", "cats", false),
        ("<a\nb> c", "b", false),
        ("<a title=\"> cat\"> dog", "cat", true),
        ("<a> b> c", "b", true),
        ("<p>one</p> <two", "two", true),
        ("<p>one</p> <two", "one", true),
        ("<\u{e4}>cat", "cat", true),
        ("<!-- a > b -->", "a", false),
        ("<!-- a > b -->", "b", true),
        ("a &amp; b", "amp", true),
    ] {
        let expected = if matches { vec![0] } else { vec![] };
        assert_eq!(found(&index_of(&[text]), query), expected, "posts found by {query:?} in {text:?}");
    }
}

/// Rules: 6.1
#[test]
fn markup_goes_from_each_bracket_to_the_next() {
    const WORDS: [&str; 5] = ["a", "b", "c", "d", "e"];
    // All texts of five parts, each of which is a word or a bracket.
    let part = |text: usize, place: usize| ["<", ">", WORDS[place]][text / 3_usize.pow(place as u32) % 3];
    let texts: Vec<[&str; 5]> =
        (0..3_usize.pow(5)).map(|text| [0, 1, 2, 3, 4].map(|place| part(text, place))).collect();
    let index = index_of(&texts.iter().map(|parts| parts.join(" ")).collect::<Vec<_>>());
    for (place, word) in WORDS.into_iter().enumerate() {
        let page = index.search(&query(word), None, limit(usize::MAX));
        let found: BTreeSet<u64> = page.items.iter().map(|hit| hit.post.0).collect();
        for (number, parts) in texts.iter().enumerate() {
            // The first place after the markup, and the text, that begin before the word.
            let mut first = 0;
            while let Some(open) = (first..place).find(|open| parts[*open] == "<") {
                first = (open..5).find(|close| parts[*close] == ">").unwrap_or(open) + 1;
            }
            let expected = parts[place] == word && first <= place;
            let is_found = found.contains(&(number as u64));
            assert_eq!(is_found, expected, "whether {word:?} is found in {:?}", parts.join(" "));
        }
    }
}

/// Rules: 6.3, 6.4, 6.5, 6.6, 6.7, 6.9
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
        ("cat-dog", vec![2]),
        ("cat+or+dog", vec![4, 2, 1, 0]),
        ("<cat>", vec![4, 2, 0]),
        ("cat cat", vec![4, 2, 0]),
        ("cat or cat", vec![4, 2, 0]),
        ("android or ore or nothing", vec![]),
    ] {
        let index = index_of(&["the cat", "a dog", "cat & dog", "Mouse", "cat/mouse cat"]);
        assert_eq!(found(&index, query), expected, "posts found by {query:?}");
    }
}

/// Rules: 6.8
#[test]
fn a_syntax_error_has_a_place() {
    for (query, place) in [
        ("", 0),
        ("  ", 2),
        ("cat and or dog", 8),
        ("cat and or dog )", 8),
        ("(cat and or", 9),
        ("cat ) and and", 4),
        ("İ and", 5),
        ("İ and or", 6),
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

/// Returns the place of the error in a query that is cut into tokens and white space.
fn place_of_error(tokens: &[&str]) -> Option<usize> {
    let (mut place, mut open, mut is_operand_missing) = (0, 0, true);
    for token in tokens {
        let is_allowed = match token.trim() {
            "" | "!" => true,
            "(" => {
                open += 1;
                is_operand_missing = true;
                true
            }
            "not" => {
                is_operand_missing = true;
                true
            }
            ")" if open == 0 => false,
            ")" => {
                open -= 1;
                !is_operand_missing
            }
            "and" | "or" => !std::mem::replace(&mut is_operand_missing, true),
            _ => {
                is_operand_missing = false;
                true
            }
        };
        if !is_allowed {
            return Some(place);
        }
        place += token.chars().count();
    }
    (is_operand_missing || open > 0).then_some(place)
}

/// Rules: 6.8
#[test]
fn law_the_first_token_that_cannot_be_there_is_the_error() {
    let token =
        proptest::sample::select(vec!["cat ", "é ", "cat ", "and ", "or ", "not ", "(", "(", ")", ")", " ", "! "]);
    testkit::law(proptest::collection::vec(token, 0..12), |tokens| {
        let error = tokens.concat().parse::<Query>().err();
        assert_eq!(error, place_of_error(&tokens).map(SyntaxError), "error of the query {:?}", tokens.concat());
    });
}

/// Rules: 6.12
#[test]
fn a_query_has_at_most_500_characters() {
    for (query, expected) in [
        (format!("{}ca{}", "(".repeat(249), ")".repeat(249)), None),
        (format!("{}ca", "not ".repeat(124)), None),
        (format!("{}ca", "🦀".repeat(498)), None),
        (format!("{}cat{}", "(".repeat(249), ")".repeat(249)), Some(500)),
        (format!("{}cat ", " ".repeat(497)), Some(500)),
        (format!("or{}", " cat".repeat(200)), Some(500)),
        ("(".repeat(500), Some(500)),
        ("(".repeat(100_000), Some(500)),
        ("not ".repeat(100_000), Some(500)),
        ("a ".repeat(100_000), Some(500)),
    ] {
        let error = query.parse::<Query>().err();
        let length = query.chars().count();
        assert_eq!(error, expected.map(SyntaxError), "error of a query of {length} characters, {query:.9} …");
    }
    let nested = format!("{}cat{}", "not(".repeat(99), ")".repeat(99));
    assert_eq!(found(&index_of(&["cat", "dog"]), &nested), [1], "posts found by a query with 99 parentheses");
}

/// Rules: 6.7
#[test]
fn a_post_without_words_can_be_found() {
    let index = index_of(&["cat", "?!", "<b>", "dog"]);
    assert_eq!(found(&index, "not cat"), [3, 2, 1], "posts without a cat, two of which have no word");
    assert_eq!(found(&index, "dog or not (cat or dog)"), [3, 2, 1], "posts with a dog, or without cat and dog");
}

/// Rules: 6.9
#[test]
fn the_highest_id_is_the_newest_post() {
    let mut index = Index::default();
    const FAR: u64 = 1 << 32;
    for number in [4, FAR | 4, 0, u64::MAX, 7, FAR] {
        index.add(&post(number, "cat"));
    }
    let mut rest = vec![u64::MAX, FAR | 4, FAR, 7, 4, 0];
    assert_eq!(found(&index, "cat"), rest, "cats that were added in another order");
    assert_eq!(found(&index, "not dog"), rest, "posts without a dog, which were added in another order");
    for (number, place) in [(FAR | 7, None), (FAR, Some(2)), (4, Some(3))] {
        index.remove(PostId(number));
        let _ = place.map(|place| rest.remove(place));
        assert_eq!(found(&index, "cat"), rest, "cats after the removal of post {number}");
    }
}

/// Rules: 6.9
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

/// Rules: 6.7, 6.10
#[test]
fn removed_posts_are_not_found() {
    let mut index = index_of(&["cat", "cat, Cat<br>dog", "cat"]);
    assert_eq!(found(&index, "cat"), [2, 1, 0], "cats before the removal of post 1");
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
    index.remove(PostId(2));
    index.add(&post(7, "a dog"));
    assert_eq!(found(&index, "not owl"), [7, 0], "posts without an owl after the removal of post 2 and a new post 7");
    assert_eq!(found(&index, "dog"), [7], "dogs after the addition of post 7, which a removal did not find before");
}

/// Rules: 6.11
#[test]
fn a_search_for_a_rare_word_does_not_walk_over_posts() {
    let mut index = Index::default();
    for number in 0..20_000 {
        let text = if number == 19_999 { "rare cat".to_owned() } else { format!("number{number}") };
        index.add(&post(number, &text));
    }
    let (rare, absent) = (query("rare"), query("absent"));
    testkit::costs_less_than_a_walk(20_000, "searching a rare word", |_| {
        let page = index.search(&rare, None, limit(2));
        assert_eq!(page.items, [Hit { score: 0, post: PostId(19_999) }], "posts with a rare word");
        let after = Some(Hit { score: 0, post: PostId(20_000) });
        assert_eq!(index.search(&rare, after, limit(2)).items, page.items, "posts with a rare word after a cursor");
        assert_eq!(index.search(&absent, None, limit(2)).items, [], "posts with a word that no post has");
    });
}

/// Rules: 6.11
#[test]
fn a_search_does_not_walk_over_removed_posts() {
    let mut index = index_of(&["dog", "cat"].repeat(1_000));
    for number in (2..2_000).step_by(2) {
        index.remove(PostId(number));
    }
    let dog = query("dog");
    testkit::costs_less_than_a_walk(20_000, "searching a word that 999 removed posts had", |_| {
        let page = index.search(&dog, None, limit(1));
        assert_eq!(page.items, [Hit { score: 0, post: PostId(0) }], "only post with a word of removed posts");
    });
}

/// Rules: 6.3, 6.4, 6.5, 6.7, 6.9, 6.10
#[test]
fn law_a_search_finds_the_posts_that_match() {
    let removed = proptest::collection::vec(0..8usize, 0..4);
    testkit::law((any_texts(), any_tree(), removed, 0..4usize, 1..4usize), |(texts, tree, removed, late, size)| {
        // The last texts come after a search and the removals.
        let (old, new) = texts.split_at(texts.len().saturating_sub(late));
        let (mut index, query) = (index_of(old), query(&tree.to_string()));
        let _ = index.search(&query, None, limit(size));
        removed.iter().for_each(|number| index.remove(PostId(*number as u64)));
        (old.len() as u64..).zip(new).for_each(|(number, text)| index.add(&post(number, text)));
        let rest = texts.iter().enumerate().rev();
        let rest = rest.filter(|(number, _)| *number >= old.len() || !removed.contains(number));
        let matching = rest.filter(|(_, text)| tree.matches(text));
        let whole: Vec<Hit> = matching.map(|(number, _)| Hit { score: 0, post: PostId(number as u64) }).collect();
        let starts = (0..texts.len() as u64).chain([1 << 32, u64::MAX]);
        let starts = starts.map(|number| Some(Hit { score: 0, post: PostId(number) }));
        for after in starts.chain([None]) {
            let page = index.search(&query, after, limit(size));
            assert_eq!(page, page_of(&whole, after, size), "page of `{tree}` after {after:?}");
        }
    });
}
