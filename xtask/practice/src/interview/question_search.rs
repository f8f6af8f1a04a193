//! Finds the questions that are similar to what the candidate types.

use crate::interview_file::ClarifyingQuestion;

/// The similarity of two words from which they count as the same, for other forms of a word and typing errors.
const SAME_WORD: f64 = 0.88;
/// The smallest number of letters of a word that may be another form of a word or contain a typing error.
const MIN_LETTERS: usize = 4;
/// Words that say nothing about the subject of a question.
const STOP_WORDS: [&str; 30] = [
    "and", "are", "at", "be", "by", "can", "do", "does", "for", "has", "have", "how", "if", "in", "is", "it", "of",
    "on", "or", "that", "the", "there", "they", "to", "what", "when", "where", "which", "who", "with",
];
/// The largest number of questions found.
const MOST_FOUND: usize = 6;

/// Returns the indexes of the questions that share words with `typed`, most similar first.
///
/// A word counts more if fewer questions contain it, so that "what happens if" finds nothing in particular.
pub fn find(questions: &[ClarifyingQuestion], typed: &str) -> Vec<usize> {
    let texts: Vec<Vec<String>> = questions.iter().map(searched).collect();
    let mut scores: Vec<(f64, usize)> = (0..questions.len()).map(|index| (0.0, index)).collect();
    for word in words(typed).into_iter().filter(|word| !STOP_WORDS.contains(&word.as_str())) {
        let similar: Vec<f64> = texts.iter().map(|text| similarity(text, &word)).collect();
        let count = similar.iter().filter(|&&similarity| similarity > 0.0).count();
        for (score, similarity) in scores.iter_mut().zip(similar).filter(|(_, similarity)| *similarity > 0.0) {
            #[allow(clippy::cast_precision_loss, reason = "there are few questions")]
            let weight = 1.0 / (count * count) as f64;
            score.0 += similarity * weight;
        }
    }
    scores.retain(|(score, _)| *score > 0.0);
    scores.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scores.into_iter().take(MOST_FOUND).map(|(_, index)| index).collect()
}

fn searched(question: &ClarifyingQuestion) -> Vec<String> {
    std::iter::once(&question.ask).chain(&question.words).flat_map(|text| words(text)).collect()
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1);
    words.map(str::to_lowercase).collect()
}

/// Returns the similarity of `word` with the most similar word of a text, or 0 if none counts as the same.
fn similarity(text: &[String], word: &str) -> f64 {
    let similar = text.iter().map(|other| {
        if other.starts_with(word) && word.len() >= 3 || other == word {
            1.0
        } else if word.chars().count().min(other.chars().count()) < MIN_LETTERS {
            0.0
        } else {
            strsim::jaro_winkler(other, word)
        }
    });
    similar.filter(|similarity| *similarity >= SAME_WORD).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str) -> Vec<&'static str> {
        let asks = [
            "What happens if the cache is full?",
            "What happens if a key is not in the cache?",
            "Do entries expire?",
            "Which database stores the entries?",
        ];
        let question = |ask: &str| ClarifyingQuestion {
            ask: ask.to_owned(),
            rules: Vec::new(),
            answer: None,
            words: if ask.contains("database") { vec!["disk".to_owned()] } else { Vec::new() },
        };
        let questions = asks.map(question);
        find(&questions, typed).into_iter().map(|index| asks[index]).collect()
    }

    #[test]
    fn questions_are_found_by_their_words() {
        assert_eq!(found("is it ful"), ["What happens if the cache is full?"]);
        assert_eq!(found("expiration"), Vec::<&str>::new());
        assert_eq!(found("do they expier"), ["Do entries expire?"]);
        assert_eq!(found("what happens if the key is missing")[0], "What happens if a key is not in the cache?");
        assert_eq!(found("on which disk"), ["Which database stores the entries?"]);
        assert_eq!(found(""), Vec::<&str>::new());
        assert_eq!(found("xyzzy"), Vec::<&str>::new());
    }
}
