//! Posts to search, queries, and the naive search that the laws compare with.

use std::fmt::{self, Display};

use proptest::prelude::*;
use timeline::{Hit, Index, Post, PostId, Query, UserId};

use super::limit;

/// The words of generated texts.
const WORDS: [&str; 4] = ["cat", "dog", "mouse", "owl"];

pub fn post(number: u64, text: &str) -> Post {
    Post { id: PostId(number), author: UserId(0), text: text.to_owned() }
}

#[track_caller]
pub fn query(text: &str) -> Query {
    text.parse().unwrap_or_else(|error| panic!("the query {text:?} returned {error:?}"))
}

/// Returns all hits of a query, read in pages of two.
#[track_caller]
pub fn search_all(index: &Index, text: &str) -> Vec<Hit> {
    let query = query(text);
    let mut page = index.search(&query, None, limit(2));
    let mut hits = page.items;
    while let Some(next) = page.next {
        page = index.search(&query, Some(next), limit(2));
        assert!(hits.len() < 1_000, "the pages of {text:?} don't end: {hits:?}");
        hits.extend(page.items);
    }
    hits
}

/// A query as a tree, which is displayed with as few parentheses as possible.
#[derive(Clone, Debug)]
pub enum Tree {
    Word(&'static str),
    Not(Box<Tree>),
    And(Box<Tree>, Box<Tree>),
    Or(Box<Tree>, Box<Tree>),
}

impl Tree {
    /// Returns whether a text of words separated by spaces matches.
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Word(word) => text.split(' ').any(|other| other == *word),
            Self::Not(tree) => !tree.matches(text),
            Self::And(a, b) => a.matches(text) && b.matches(text),
            Self::Or(a, b) => a.matches(text) || b.matches(text),
        }
    }

    /// Displays the tree as an operand of `and` (1) or `not` (2).
    fn within(&self, binding: u8) -> String {
        let own = match self {
            Self::Or(..) => 0,
            Self::And(..) => 1,
            Self::Not(_) | Self::Word(_) => 2,
        };
        if own < binding { format!("({self})") } else { self.to_string() }
    }
}

impl Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => write!(f, "{word}"),
            Self::Not(tree) => write!(f, "not {}", tree.within(2)),
            Self::And(a, b) if matches!(**b, Self::Word(_)) => write!(f, "{} {b}", a.within(1)),
            Self::And(a, b) => write!(f, "{} AND {}", a.within(1), b.within(1)),
            Self::Or(a, b) => write!(f, "{a} or {b}"),
        }
    }
}

/// Generates a query.
pub fn any_tree() -> impl Strategy<Value = Tree> + 'static {
    let word = proptest::sample::select(WORDS.to_vec()).prop_map(Tree::Word);
    word.prop_recursive(3, 8, 2, |tree| {
        prop_oneof![
            tree.clone().prop_map(|tree| Tree::Not(Box::new(tree))),
            (tree.clone(), tree.clone()).prop_map(|(a, b)| Tree::And(Box::new(a), Box::new(b))),
            (tree.clone(), tree).prop_map(|(a, b)| Tree::Or(Box::new(a), Box::new(b))),
        ]
    })
}

/// Generates the texts of posts, each with some of the words or none. A text can have a word more than once.
pub fn any_texts() -> impl Strategy<Value = Vec<String>> + 'static {
    let words = proptest::collection::vec(proptest::sample::select(WORDS.to_vec()), 0..5);
    proptest::collection::vec(words.prop_map(|words| format!("{} ?!", words.join(" "))), 0..10)
}
