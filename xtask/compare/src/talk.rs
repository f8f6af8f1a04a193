//! What to talk about after green: the decisions of the design notes that matter for what differs, the brief's questions, and
//! what to try next.
//!
//! `solutions/<kata>/talk.toml` ties decisions to designs. A decision is told if the learner's code has no such item as the
//! reference, or has it with other fields, or names a word that tells of another way:
//!
//! ```toml
//! [[decision]]
//! title = "Ids and registries"       # how a paragraph of DESIGN.md begins
//! reference = ["Registry"]
//! yours = ["RefCell", "Weak"]
//!
//! [[next]]
//! try = "Give the center employees who take breaks."
//! ```

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::comparison::{Part, Status, parts};
use crate::model::{Crate, Kind};

/// What `talk.toml` says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ties {
    /// The decisions that are tied to designs, the most important first.
    #[serde(default)]
    decision: Vec<Tie>,
    /// What to try next.
    #[serde(default)]
    next: Vec<Next>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tie {
    title: String,
    #[serde(default)]
    reference: Vec<String>,
    #[serde(default)]
    yours: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Next {
    r#try: String,
}

/// What there is to talk about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Talk {
    /// Decisions of the reference.
    pub decisions: Vec<Decision>,
    /// The brief's questions.
    pub questions: Vec<String>,
    /// What to try next.
    pub next: Vec<String>,
}

/// A decision of the reference that matters for what differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What it is about, as the design notes have it.
    pub title: String,
    /// What differs.
    pub because: String,
    /// The paragraph of the design notes.
    pub text: String,
    /// The line that it begins in, from 1.
    pub line: usize,
}

impl Ties {
    /// Reads what a `talk.toml` says.
    ///
    /// # Errors
    ///
    /// A line that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    /// What to try next.
    pub fn next(&self) -> Vec<String> {
        self.next.iter().map(|next| next.r#try.clone()).collect()
    }

    /// The decisions that matter for what differs between the learner's code and the reference.
    pub fn decisions(&self, notes: &str, yours: &Crate, parts: &[Part]) -> Vec<Decision> {
        let all: Vec<&Part> = parts.iter().flat_map(Part::all).collect();
        let matters = |tie: &Tie| {
            let because = tie.because(yours, &all)?;
            let (line, text) = paragraph(notes, &tie.title)?;
            Some(Decision { title: tie.title.clone(), because, text, line })
        };
        self.decision.iter().filter_map(matters).collect()
    }

    /// What of the ties leads nowhere, or never to be told: each a line.
    pub fn rot(&self, notes: &str, reference: &Crate, alternatives: &[(String, Crate)]) -> Vec<String> {
        let mut found = Vec::new();
        let paths: BTreeSet<String> = reference.items.iter().map(|item| reference.path(item)).collect();
        for tie in &self.decision {
            let title = &tie.title;
            if paragraph(notes, title).is_none() {
                found.push(format!("no paragraph of DESIGN.md begins with **{title}"));
            }
            if tie.reference.is_empty() && tie.yours.is_empty() {
                found.push(format!("`{title}` is tied to nothing"));
            }
            let missing = tie.reference.iter().filter(|path| !paths.contains(*path));
            found.extend(missing.map(|path| format!("`{title}`: the reference has no {path}")));
            let named = tie.yours.iter().filter(|word| reference.words.contains(*word));
            found.extend(named.map(|word| format!("`{title}`: the reference names {word} as well")));
        }
        if self.next.is_empty() {
            found.push("nothing to try next".to_owned());
        }
        for (name, alternative) in alternatives {
            if self.decisions(notes, alternative, &parts(alternative, reference)).is_empty() {
                found.push(format!("no decision matters for the alternative {name}"));
            }
        }
        found
    }
}

impl Tie {
    /// Why it matters, if it does.
    fn because(&self, yours: &Crate, parts: &[&Part]) -> Option<String> {
        let differs = |path: &String| {
            let of_right = |part: &&&Part| part.right.as_ref().is_some_and(|right| right.path == *path);
            let part = parts.iter().find(of_right)?;
            let other = |what: &str| match &part.left {
                Some(left) if part.renamed() => format!("your {} has other {what} than {path}", left.path),
                _ => format!("{path} has other {what}"),
            };
            match (part.status, part.kind) {
                (Status::OnlyRight, _) => Some(format!("only the reference has {path}")),
                (Status::Body, _) if part.names_only => None,
                (Status::Body | Status::Signature, Kind::Enum) => Some(other("variants")),
                (Status::Body | Status::Signature, Kind::Struct) => Some(other("fields")),
                _ => None,
            }
        };
        let named = self.yours.iter().find(|word| yours.words.contains(*word));
        self.reference.iter().find_map(differs).or_else(|| Some(format!("your code names {}", named?)))
    }
}

/// The paragraph that begins with a title in bold: its line, from 1, and its text.
fn paragraph(notes: &str, title: &str) -> Option<(usize, String)> {
    let start = format!("**{title}");
    let line = notes.lines().position(|line| line.starts_with(&start))?;
    let lines: Vec<&str> = notes.lines().skip(line).take_while(|line| !line.trim().is_empty()).collect();
    Some((line + 1, lines.join(" ").replacen("**", "", 2)))
}

/// The questions of a brief: the numbered list under `## Talk about it`.
pub fn questions(brief: &str) -> Vec<String> {
    let section =
        brief.lines().skip_while(|line| *line != "## Talk about it").skip(1).take_while(|line| !line.starts_with('#'));
    let mut questions: Vec<String> = Vec::new();
    for line in section.filter(|line| !line.trim().is_empty()) {
        match line.split_once(". ") {
            Some((number, question)) if number.parse::<u32>().is_ok() => questions.push(question.to_owned()),
            _ => {
                if let Some(question) = questions.last_mut() {
                    *question += " ";
                    *question += line.trim();
                }
            }
        }
    }
    questions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Contract;
    use crate::source::Source;

    const NOTES: &str =
        "# Notes\n\n**Ids and registries** instead of\nreferences. And why.\n\n**A queue.** It waits.\n";
    const TIES: &str = "
        [[decision]]
        title = \"Ids and registries\"
        reference = [\"Registry\"]
        yours = [\"RefCell\"]
        [[decision]]
        title = \"A queue.\"
        reference = [\"Line::next\", \"Line\"]
        [[next]]
        try = \"Another way.\"
    ";
    const REFERENCE: &str = "struct Registry { a: u8 } struct Line { b: u8 } impl Line { fn next(&self) {} }";

    fn crate_of(text: &str) -> Crate {
        Crate::of(&Source::of_text(text), &Contract::default())
    }

    fn told(yours: &str) -> Vec<(String, String)> {
        told_beside(yours, REFERENCE)
    }

    fn told_beside(yours: &str, reference: &str) -> Vec<(String, String)> {
        let (yours, reference) = (crate_of(yours), crate_of(reference));
        let ties = Ties::parse(TIES).expect("it is right");
        let decisions = ties.decisions(NOTES, &yours, &parts(&yours, &reference));
        decisions.into_iter().map(|decision| (decision.title, decision.because)).collect()
    }

    #[test]
    fn a_decision_is_told_for_what_differs() {
        assert_eq!(told(REFERENCE), []);
        let pair = |title: &str, because: &str| (title.to_owned(), because.to_owned());
        let without = REFERENCE.replace("struct Registry { a: u8 }", "");
        assert_eq!(told(&without), [pair("Ids and registries", "only the reference has Registry")]);
        let word = REFERENCE.to_owned() + "fn f(x: RefCell<u8>) {}";
        assert_eq!(told(&word), [pair("Ids and registries", "your code names RefCell")]);
        let fields = REFERENCE.replace("b: u8", "b: u16");
        assert_eq!(told(&fields), [pair("A queue.", "Line has other fields")]);
        assert_eq!(told(&REFERENCE.replace("b: u8", "c: u8")), [], "by another name it is the same field");
        let renamed = "struct Registry { a: u8 } struct Queue { c: u16 } impl Queue { fn next(&self) { one(2).three(4).five(6) } }";
        let reference = REFERENCE.replace("fn next(&self) {}", "fn next(&self) { one(2).three(4).five(6) }");
        assert_eq!(told_beside(renamed, &reference), [pair("A queue.", "your Queue has other fields than Line")]);
        let method = REFERENCE.replace("fn next(&self) {}", "");
        assert_eq!(told(&method), [pair("A queue.", "only the reference has Line::next")]);
    }

    #[test]
    fn a_decision_is_told_in_the_words_of_the_notes() {
        assert_eq!(
            paragraph(NOTES, "Ids and registries"),
            Some((3, "Ids and registries instead of references. And why.".to_owned()))
        );
        assert_eq!(paragraph(NOTES, "Nothing"), None);
    }

    #[test]
    fn ties_that_have_rotted_are_found() {
        let reference = crate_of(REFERENCE);
        let rot = |ties: &str, notes: &str, alternative: &str| {
            let alternatives = [("other".to_owned(), crate_of(alternative))];
            Ties::parse(ties).expect("it is right").rot(notes, &reference, &alternatives)
        };
        let other = "struct Registry { a: u16 }";
        assert_eq!(rot(TIES, NOTES, other), Vec::<String>::new());
        assert_eq!(
            rot(TIES, &NOTES.replace("A queue", "The queue"), other),
            ["no paragraph of DESIGN.md begins with **A queue."]
        );
        assert_eq!(
            rot(&TIES.replace("Line::next", "Line::last"), NOTES, other),
            ["`A queue.`: the reference has no Line::last"]
        );
        assert_eq!(
            rot(&TIES.replace("RefCell", "Line"), NOTES, other),
            ["`Ids and registries`: the reference names Line as well"]
        );
        assert_eq!(rot(TIES, NOTES, REFERENCE), ["no decision matters for the alternative other"]);
        let nothing = TIES.split("[[next]]").next().expect("it is there");
        assert_eq!(rot(nothing, NOTES, other), ["nothing to try next"]);
        assert!(Ties::parse("[[decision]]\ntitel = \"A\"").is_err());
    }

    #[test]
    fn the_questions_of_a_brief_are_read() {
        let brief = "# A\n1. no\n## Talk about it\n\n1. Who owns\n   a call?\n2. Why?\n\n## More\n3. no\n";
        assert_eq!(questions(brief), ["Who owns a call?", "Why?"]);
    }
}
