//! Checks of the repository's English: the figures that `CONTRIBUTING.md` lists under "Writing".
//!
//! `cargo test -p maintain --test prose -- --nocapture` also prints the figures of each area.

mod brief;
mod document;
mod english;
mod rust_source;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use xtask::workspace::{Kata, Workspace};

use crate::document::{Document, Kind};

/// The largest share of doc comments that open with a relative or question word, in percent.
const MOST_OPENINGS: f64 = 2.0;
/// The largest number of listed phrases per 1,000 words.
const MOST_PHRASES: f64 = 1.0;
const LONGEST_README: usize = 500;
const LONGEST_STORY: usize = 100;
/// The most words of a brief and of the text of stage 1 that a learner reads before writing code.
const LONGEST_START: usize = 500;
const LONGEST_FUNCTION_NAME: usize = 60;

fn root() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the package is in a workspace")
}

fn documents() -> Vec<Document> {
    document::read_all(&root())
}

fn katas() -> Vec<Kata> {
    Workspace::at(root()).expect("a workspace with katas").katas().to_vec()
}

/// The figures of an area.
#[derive(Default)]
struct Figures {
    doc_comments: usize,
    openings: Vec<String>,
    words: usize,
    phrases: usize,
    lines_with_phrases: Vec<String>,
}

impl Figures {
    fn add(&mut self, document: &Document) {
        for piece in document.prose() {
            self.words += piece.text.split_whitespace().count();
            let phrases = english::phrases(&piece.text);
            self.phrases += phrases;
            if phrases > 0 {
                self.lines_with_phrases.push(document.candidate(piece));
            }
            if piece.kind == Kind::DocOpening {
                self.doc_comments += 1;
                if english::opens_with_a_clause(&piece.text) {
                    self.openings.push(document.candidate(piece));
                }
            }
        }
    }

    /// Returns the share of doc comments that open with a relative or question word, in percent.
    fn share_of_openings(&self) -> f64 {
        self.openings.len() as f64 * 100.0 / self.doc_comments.max(1) as f64
    }

    fn phrases_per_thousand_words(&self) -> f64 {
        self.phrases as f64 * 1000.0 / self.words.max(1) as f64
    }
}

fn figures_by_area() -> BTreeMap<String, Figures> {
    let mut areas: BTreeMap<String, Figures> = BTreeMap::new();
    for document in documents() {
        areas.entry(document.area().to_owned()).or_default().add(&document);
    }
    areas
}

#[test]
fn every_area_keeps_the_bars() {
    let areas = figures_by_area();
    println!(
        "{:<20} {:>12} {:>8} {:>7} {:>8} {:>8} {:>10}",
        "area", "doc comments", "openings", "share", "words", "phrases", "per 1,000"
    );
    let mut over = Vec::new();
    for (area, figures) in &areas {
        let (share, rate) = (figures.share_of_openings(), figures.phrases_per_thousand_words());
        println!(
            "{area:<20} {:>12} {:>8} {share:>5.1} % {:>8} {:>8} {rate:>10.1}",
            figures.doc_comments,
            figures.openings.len(),
            figures.words,
            figures.phrases
        );
        if share > MOST_OPENINGS {
            over.extend_from_slice(&figures.openings);
            over.push(format!(
                "{area}: {share:.1} % of the doc comments open with a relative or question word; the bar is \
                 {MOST_OPENINGS} %\n"
            ));
        }
        if rate > MOST_PHRASES {
            over.extend_from_slice(&figures.lines_with_phrases);
            over.push(format!("{area}: {rate:.1} listed phrases per 1,000 words; the bar is {MOST_PHRASES}\n"));
        }
    }
    assert!(over.is_empty(), "\n{}", over.join("\n"));
}

#[test]
fn function_names_are_short() {
    let mut long = Vec::new();
    for document in documents() {
        let functions = document.pieces.iter().filter(|piece| piece.kind == Kind::Function);
        let functions = functions.filter(|piece| piece.text.len() > LONGEST_FUNCTION_NAME);
        long.extend(functions.map(|piece| document.candidate(piece)));
    }
    let (list, count) = (long.join("\n"), long.len());
    assert!(
        long.is_empty(),
        "\n{list}\n{count} names of functions are longer than {LONGEST_FUNCTION_NAME} characters\n"
    );
}

#[test]
fn the_spelling_is_american() {
    let mut british = Vec::new();
    for document in documents() {
        let pieces = document.pieces.iter().filter(|piece| !english::british_words(&piece.text).is_empty());
        british.extend(pieces.map(|piece| document.candidate(piece)));
    }
    assert!(british.is_empty(), "\n{}\n{} lines have a British spelling\n", british.join("\n"), british.len());
}

#[test]
fn the_readme_is_short() {
    let readme = fs::read_to_string(root().join("README.md")).expect("a README");
    // The table of katas grows with their number.
    let words = brief::words(&readme.lines().filter(|line| !line.starts_with('|')).collect::<Vec<_>>().join("\n"));
    println!("README.md: {words} words");
    assert!(
        words <= LONGEST_README,
        "README.md has {words} words outside code blocks and tables; the bar is {LONGEST_README}"
    );
}

#[test]
fn briefs_are_short_at_the_start() {
    let mut over = Vec::new();
    for kata in katas() {
        let text = kata.brief().expect("a brief");
        let stages = kata.stages().expect("stages");
        let stage = stages.first().expect("a first stage");
        let story = brief::words(brief::story(&text));
        let start = brief::words(brief::part_before_stage_2(&text)) + brief::words(&stage.text);
        println!("{:<20} story: {story:>3} words, before the first keystroke: {start:>3} words", kata.name());
        let path = format!("katas/{}/README.md", kata.name());
        if story > LONGEST_STORY {
            over.push(format!("{path}:3: the story has {story} words; the bar is {LONGEST_STORY}"));
        }
        if start > LONGEST_START {
            over.push(format!(
                "{path}:1: {start} words up to the rules of stage 1 and in the text of {}; the bar is {LONGEST_START}",
                stage.module
            ));
        }
    }
    assert!(over.is_empty(), "\n{}\n", over.join("\n"));
}

#[test]
fn rules_are_numbered_within_their_stages() {
    let mut problems = Vec::new();
    for kata in katas() {
        let titles: Vec<String> = kata.stages().expect("stages").into_iter().map(|stage| stage.title).collect();
        let found = brief::rule_problems(&kata.brief().expect("a brief"), &titles);
        problems
            .extend(found.iter().map(|(line, problem)| format!("katas/{}/README.md:{line}: {problem}", kata.name())));
    }
    assert!(problems.is_empty(), "\n{}\n{} problems in the rules of briefs\n", problems.join("\n"), problems.len());
}
