//! Signs of English that is hard to read: openings of doc comments, phrases and spellings.

/// Words that open a clause where a noun or a verb should open a doc comment.
const OPENINGS: [&str; 13] = [
    "What", "How", "Whether", "Who", "Whom", "Whose", "Where", "Which", "Those", "That", "Nothing", "Whatever",
    "Whoever",
];

/// Phrases that mostly have a plainer form, as alternatives for each word. An empty list matches any word.
const PHRASES: [&[&[&str]]; 13] = [
    &[&["is", "are", "was", "were", "be", "been"], &["told"]],
    &[&["is", "are", "was", "were"], &["said"]],
    &[&["All", "all"], &["that"]],
    &[&["can", "cannot", "to"], &["be"], &["had"]],
    &[&["so"], &["many", "much"], &["of", "as"]],
    &[&["has"], &["its"], &["turn", "say"]],
    &[&["Nobody", "Somebody", "Whoever"]],
    &[&["from"], &[], &["on"]],
    &[&["of"], &["its", "their", "one's", "his", "a"], &["own"]],
    &[&["Beside", "beside"]],
    &[&["is", "are"], &["gone"]],
    &[&["stand", "stands"], &["in", "at", "for", "once", "there", "here"]],
    &[&["is", "are"], &["no"], &[]],
];
/// Words after "is no" that make a common phrase, such as "is no longer".
const AFTER_NO: [&str; 4] = ["longer", "more", "such", "other"];
/// Verbs after a "What" that is the subject of its sentence.
const VERBS_AFTER_WHAT: [&str; 9] = ["is", "was", "are", "were", "has", "comes", "goes", "came", "stands"];

/// Beginnings of words in British spelling.
const BRITISH: [&str; 27] = [
    "artefact",
    "behaviour",
    "cancelled",
    "cancelling",
    "catalogue",
    "centre",
    "colour",
    "defence",
    "favour",
    "grey",
    "honour",
    "humour",
    "initialis",
    "labelled",
    "labelling",
    "licence",
    "modelled",
    "neighbour",
    "normalis",
    "optimis",
    "organis",
    "practis",
    "recognis",
    "serialis",
    "signalled",
    "travelled",
    "whilst",
];
/// Words from elsewhere that begin like a British spelling.
const FOREIGN: [&str; 3] = ["labelledby", "optimism", "optimistic"];

/// Returns whether a paragraph opens with a relative or question word.
pub fn opens_with_a_clause(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().map(first_word).unwrap_or_default();
    OPENINGS.contains(&first) || first == "All" && words.next().is_some_and(|word| first_word(word) == "that")
}

/// Returns how many of the listed phrases a line has.
pub fn phrases(text: &str) -> usize {
    let words: Vec<&str> = text.split_whitespace().collect();
    let from = |at: usize| PHRASES.iter().filter(|phrase| is_at(&words[at..], phrase)).count();
    let whats = (0..words.len()).filter(|&at| has_what_as_subject(&words, at)).count();
    whats + (0..words.len()).map(from).sum::<usize>()
}

fn is_at(words: &[&str], phrase: &[&[&str]]) -> bool {
    if let [alternatives] = phrase {
        return words[0].split(|c| !is_in_word(c)).any(|word| alternatives.contains(&word));
    }
    let last = phrase.len() - 1;
    if words.len() < phrase.len() || words.get(1) == Some(&"no") && is_common_after_no(&words[2..]) {
        return false;
    }
    phrase.iter().enumerate().all(|(at, alternatives)| {
        let word = words[at];
        let word = if at == 0 { last_word(word) } else { word };
        let word = if at == last { first_word(word) } else { word };
        alternatives.contains(&word) || alternatives.is_empty() && (at < last || word.starts_with(char::is_lowercase))
    })
}

fn is_common_after_no(words: &[&str]) -> bool {
    let starts = |start: &&str| words.first().is_some_and(|word| word.starts_with(*start));
    match AFTER_NO.iter().find(|start| starts(start)) {
        Some(&"more") => words.get(1) == Some(&"than"),
        found => found.is_some(),
    }
}

fn has_what_as_subject(words: &[&str], at: usize) -> bool {
    let begins = at == 0 || words[at - 1].ends_with(['.', ':', ';']);
    begins && words[at] == "What" && words.get(at + 1).is_some_and(|next| VERBS_AFTER_WHAT.contains(&first_word(next)))
}

/// Returns the words in British spelling in a text, without those between backticks.
pub fn british_words(text: &str) -> Vec<String> {
    let unquoted: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let words = unquoted.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
    let is_british = |word: &String| BRITISH.iter().any(|start| word.starts_with(start));
    words.filter(|word| is_british(word) && !FOREIGN.contains(&word.as_str())).collect()
}

/// Returns the start of a token up to the first character that is not part of a word.
fn first_word(token: &str) -> &str {
    token.split(|c: char| !is_in_word(c)).next().unwrap_or_default()
}

/// Returns the end of a token after the last character that is not part of a word.
fn last_word(token: &str) -> &str {
    token.rsplit(|c: char| !is_in_word(c)).next().unwrap_or_default()
}

fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_is_a_whole_word() {
        for text in ["What one has", "Whether", "That's it", "All that is", "Nothing."] {
            assert!(opens_with_a_clause(text), "{text}");
        }
        for text in ["Whatsoever", "All thatch", "All", "A what", "", "`What`", "Returns what"] {
            assert!(!opens_with_a_clause(text), "{text}");
        }
    }

    #[test]
    fn every_listed_phrase_is_counted() {
        for text in [
            "is told.",
            "(was said)",
            "All that",
            "can be had",
            "to be had",
            "so many of",
            "has its say",
            "Nobody's",
            "from one on",
            "of its own,",
            "Beside it",
            "are gone",
            "stands for",
            "is no key",
            "What is it",
            "a. What has",
            "it is no x",
        ] {
            assert_eq!(phrases(text), 1, "{text}");
        }
        assert_eq!(phrases(&["is told", "of its own"].join(" ")), 2);
    }

    #[test]
    fn other_phrases_are_not_counted() {
        for text in [
            "is. Told",
            "told",
            "all those",
            "had",
            "so many",
            "nobody",
            "from on",
            "its own",
            "besides",
            "is going",
            "standing",
            "is no longer",
            "is no more than",
            "is no such",
            "is no",
            "is no `x`",
            "and What is",
            "Whatis",
        ] {
            assert_eq!(phrases(text), 0, "{text}");
        }
    }

    #[test]
    fn british_spellings_are_found_outside_quoted_names() {
        assert_eq!(british_words("grey_Colour"), ["grey", "colour"]);
        assert_eq!(british_words("a `grey` color"), Vec::<String>::new());
        assert_eq!(british_words("aria-labelledby=\"x\""), Vec::<String>::new());
    }
}
