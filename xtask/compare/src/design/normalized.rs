//! The normalized code of an item, for comparisons.

use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use super::item_kind::ItemKind;
use super::names::{ANY_NAME, FreeNames};

/// The number of words in a shingle.
const SHINGLE: usize = 4;

/// The normalized code of an item.
#[derive(Clone, Debug, Default)]
pub(crate) struct Normalized {
    /// The signature with every free name replaced.
    pub(crate) signature: String,
    /// The same with integer types replaced, too, since one author uses `usize` and another an id type.
    pub(crate) signature_without_integers: String,
    /// The number of distinctive words in `signature_without_integers`.
    pub(crate) distinctive_in_signature: usize,
    /// The body with every free name replaced.
    pub(crate) anonymized_body: Vec<String>,
    /// The number of distinctive words in the body.
    pub(crate) distinctive: usize,
    /// The body with its variables numbered.
    pub(crate) body: Vec<String>,
    /// Hashes of each sequence of four words in `anonymized_body`.
    pub(crate) shingles: BTreeSet<u64>,
}

impl Normalized {
    /// Normalizes an item. `variables` are the variables of a function.
    pub(super) fn of(
        kind: ItemKind,
        signature: &[String],
        body: Vec<String>,
        variables: Option<&[String]>,
        names: &FreeNames,
    ) -> Self {
        let anonymized_body = names.anonymized(&body, variables.unwrap_or_default());
        let signature = names.anonymized(signature, &[]);
        let without_integers: Vec<&str> =
            signature.iter().map(|word| if is_integer(word) { ANY_NAME } else { word }).collect();
        // A function without a body, such as a trait's, is recognized by its signature.
        let recognized_by = if anonymized_body.is_empty() { &signature } else { &anonymized_body };
        // Integers alone aren't distinctive: two of them can be a position, a range, a price, or anything else.
        let only_integers =
            kind == ItemKind::Struct && !recognized_by.iter().any(|word| is_distinctive(word) && !is_integer(word));
        let distinctive = recognized_by.iter().filter(|word| is_distinctive(word)).count();
        Self {
            signature_without_integers: without_integers.join(" "),
            distinctive_in_signature: without_integers.iter().filter(|word| is_distinctive(word)).count(),
            distinctive: if only_integers { 0 } else { distinctive },
            shingles: shingles(recognized_by),
            signature: signature.join(" "),
            anonymized_body,
            body: match variables {
                Some(variables) => numbered(body, variables),
                None => body,
            },
        }
    }
}

/// Returns whether a word helps to recognize code.
pub(super) fn is_distinctive(word: &str) -> bool {
    let is_common = ["self", "Self", "0", "1", "mut", "fn", "where"].contains(&word);
    word != ANY_NAME && word.contains(char::is_alphanumeric) && !is_common
}

fn is_integer(word: &str) -> bool {
    word.strip_prefix(['u', 'i']).is_some_and(|bits| ["8", "16", "32", "64", "128", "size"].contains(&bits))
}

/// Replaces each variable with a number, in the order of their declarations, so that names do not matter.
fn numbered(words: Vec<String>, variables: &[String]) -> Vec<String> {
    let mut after_dot = false;
    let number = |word: String| {
        let number = variables.iter().position(|variable| *variable == word && !after_dot);
        after_dot = word == ".";
        number.map_or(word, |number| format!("{ANY_NAME}{number}"))
    };
    words.into_iter().map(number).collect()
}

fn shingles(words: &[String]) -> BTreeSet<u64> {
    let hash = |words: &[String]| {
        let mut hasher = DefaultHasher::new();
        words.hash(&mut hasher);
        hasher.finish()
    };
    match words.len() {
        0 => BTreeSet::new(),
        length if length < SHINGLE => BTreeSet::from([hash(words)]),
        _ => words.windows(SHINGLE).map(hash).collect(),
    }
}
