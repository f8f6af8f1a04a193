//! The topics to discuss after green: decisions of `DESIGN.md` behind the differences, the brief's questions, and ideas
//! for what to try next.
//!
//! `solutions/<kata>/talk.toml` connects decisions with code. In this example, the decision is shown if the learner's
//! code has no counterpart of the reference's `Registry`, or contains `RefCell` or `Weak`. It is not shown as long as a
//! `todo!("stage 2")` is left:
//!
//! ```toml
//! [[design]]
//! name = "reference"
//! idea = "ids instead of references, and a registry per type"
//!
//! [[design]]
//! name = "event-sourced"
//! idea = "a pure function decides on events"
//! signs = ["fn apply"]               # no design without one of these is called close to it
//!
//! [[decision]]
//! title = "Ids and registries"       # the bold start of a paragraph in DESIGN.md
//! stage = 2
//! reference = ["Registry"]
//! yours = ["RefCell", "Weak"]
//!
//! [[next]]
//! try = "Give the center employees who take breaks."
//!
//! [[next]]
//! try = "Solve it again with events."
//! designs = ["event-sourced"]        # not shown if the learner's design is closest to one of these
//! done = ["fn apply"]                # not shown if the learner's code contains one of these
//!
//! [[next]]
//! try = "Solve it again with references."
//! follows = "Ids and registries"     # shown only if the learner's code follows this decision
//!
//! [[next]]
//! try = "Solve it again with a single registry."
//! departs_from = "Ids and registries" # shown only if this decision is shown
//! ```

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use xtask::questions::questions;
use xtask::workspace::Kata;

use crate::compared_items::{ComparedItem, ItemStatus, compare_items};
use crate::design::{Design, ItemKind};

/// The contents of `talk.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscussionFile {
    /// The ideas of the reference and its alternatives.
    #[serde(default)]
    design: Vec<DesignIdea>,
    /// The decisions, most important first.
    #[serde(default)]
    decision: Vec<DecisionRule>,
    /// Ideas for what to try next.
    #[serde(default)]
    next: Vec<Next>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DesignIdea {
    name: String,
    idea: String,
    /// Code that carries out the idea. A design without any of it is not called close to this one.
    #[serde(default)]
    signs: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionRule {
    title: String,
    /// The stage that needs the decision, if it is an extension.
    stage: Option<u32>,
    /// Signs of the reference's decision: its items, or code. The first one is from the reference.
    #[serde(default)]
    reference: Vec<String>,
    /// Signs of another decision: code that the reference does not contain.
    #[serde(default)]
    yours: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Next {
    r#try: String,
    /// The stage that it needs, if it is about an extension.
    stage: Option<u32>,
    /// The known designs that already do this.
    #[serde(default)]
    designs: Vec<String>,
    /// Code that already does this.
    #[serde(default)]
    done: Vec<String>,
    /// The decision that the learner's code has to follow.
    follows: Option<String>,
    /// The decision from which the learner's code has to depart.
    departs_from: Option<String>,
}

impl Next {
    /// Returns true if this is still to be tried. Without a comparison with the reference, the decisions are unknown.
    fn applies(&self, yours: &Design, closest: Option<&str>, decisions: Option<&[Decision]>) -> bool {
        let departs = |title: &String| decisions.map(|shown| shown.iter().any(|decision| decision.title == *title));
        !self.designs.iter().any(|design| Some(design.as_str()) == closest)
            && !self.done.iter().any(|sign| yours.contains(sign))
            && !self.stage.is_some_and(|stage| is_unwritten(yours, stage))
            && self.follows.as_ref().is_none_or(|title| departs(title) == Some(false))
            && self.departs_from.as_ref().is_none_or(|title| departs(title) == Some(true))
    }
}

/// The topics to discuss.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Discussion {
    /// The decisions that apply.
    pub decisions: Vec<Decision>,
    /// The brief's questions.
    pub questions: Vec<String>,
    /// Ideas for what to try next.
    pub next: Vec<String>,
}

/// A design decision of the reference that explains a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// The title in `DESIGN.md`.
    pub title: String,
    /// The difference.
    pub because: String,
    /// The paragraph of `DESIGN.md`.
    pub text: String,
    /// The first line of the paragraph, counted from 1.
    pub line: usize,
}

/// The reason why a `talk.toml` is invalid.
#[derive(Debug, Error)]
#[error("{}", .0.message())]
pub struct DiscussionFileError(#[from] toml::de::Error);

impl Discussion {
    /// Collects a kata's topics. The decisions require `items`, the comparison with the reference, and are left out
    /// without it. The ideas for what to try next depend on the closest design, and are left empty.
    pub fn of(kata: &Kata, yours: &Design, items: Option<&[ComparedItem]>) -> Self {
        let file = DiscussionFile::of(kata);
        let notes = std::fs::read_to_string(kata.solution().join("DESIGN.md")).unwrap_or_default();
        let decisions = items.map(|items| file.decisions(&notes, yours, items));
        let questions = kata.brief().map(|brief| questions(&brief));
        Self {
            decisions: decisions.unwrap_or_default(),
            questions: questions.into_iter().flatten().map(|question| question.text).collect(),
            next: Vec::new(),
        }
    }
}

impl DiscussionFile {
    /// Reads a kata's file. An invalid file counts as empty, since `verify` reports it to its author.
    pub fn of(kata: &Kata) -> Self {
        let text = std::fs::read_to_string(kata.solution().join("talk.toml")).unwrap_or_default();
        Self::parse(&text).unwrap_or_default()
    }

    /// Parses a `talk.toml`.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is invalid.
    pub fn parse(text: &str) -> Result<Self, DiscussionFileError> {
        Ok(toml::from_str(text)?)
    }

    /// Returns the idea of a known design in a few words. Empty if the file has none.
    pub fn idea(&self, name: &str) -> &str {
        self.design.iter().find(|design| design.name == name).map_or("", |design| &design.idea)
    }

    /// Returns whether the code of a design may carry out the idea of the known design `name`.
    pub fn may_be_like(&self, name: &str, yours: &Design) -> bool {
        let signs = self.design.iter().find(|design| design.name == name).map_or(&[][..], |design| &design.signs);
        signs.is_empty() || signs.iter().any(|sign| yours.contains(sign))
    }

    /// Returns the ideas for what to try next, without those that the design `closest` to the learner's or the learner's
    /// code itself already carries out. `decisions` are those that are shown.
    pub fn next(&self, yours: &Design, closest: Option<&str>, decisions: Option<&[Decision]>) -> Vec<String> {
        let applies = |next: &&Next| next.applies(yours, closest, decisions);
        self.next.iter().filter(applies).map(|next| next.r#try.clone()).collect()
    }

    /// Returns the decisions that explain differences between the learner's code and the reference.
    pub fn decisions(&self, notes: &str, yours: &Design, items: &[ComparedItem]) -> Vec<Decision> {
        let all: Vec<&ComparedItem> = items.iter().flat_map(ComparedItem::all).collect();
        let decision = |rule: &DecisionRule| {
            let because = rule.because(yours, &all)?;
            let (line, text) = paragraph(notes, &rule.title)?;
            Some(Decision { title: rule.title.clone(), because, text, line })
        };
        self.decision.iter().filter_map(decision).collect()
    }

    /// Returns one line for each entry that refers to something missing, and for each decision that is never shown.
    pub fn stale_entries(
        &self,
        notes: &str,
        stub: &Design,
        reference: &Design,
        alternatives: &[(String, Design)],
    ) -> Vec<String> {
        let mut found = Vec::new();
        let paths: BTreeSet<String> = reference.items.iter().map(|item| reference.path(item)).collect();
        for rule in &self.decision {
            let title = &rule.title;
            if paragraph(notes, title).is_none() {
                found.push(format!("no paragraph of DESIGN.md begins with **{title}"));
            }
            if rule.reference.is_empty() && rule.yours.is_empty() {
                found.push(format!("`{title}` has neither `reference` nor `yours`"));
            }
            // The other signs can be other forms of the same decision.
            let missing = rule.reference.first().filter(|sign| !paths.contains(*sign) && !reference.contains(sign));
            found.extend(missing.map(|sign| format!("`{title}`: the reference has no {sign}")));
            let signs = rule.reference.iter().chain(&rule.yours);
            let invalid = signs.filter(|sign| sign.parse::<TokenStream>().is_err());
            found.extend(invalid.map(|sign| format!("`{title}`: {sign} has an unbalanced bracket or quote")));
            let given = rule.reference.iter().filter(|sign| !paths.contains(*sign) && stub.contains(sign));
            found.extend(given.map(|sign| format!("`{title}`: the stub contains {sign}, so everybody has it")));
            let named = rule.yours.iter().filter(|sign| reference.contains(sign));
            found.extend(named.map(|word| format!("`{title}`: the reference contains {word}, too")));
        }
        let known: Vec<&str> =
            std::iter::once("reference").chain(alternatives.iter().map(|(name, _)| name.as_str())).collect();
        let without = known.iter().filter(|name| self.idea(name).is_empty());
        found.extend(without.map(|name| format!("no `design` entry with the idea of {name}")));
        let unlike = alternatives.iter().filter(|(name, design)| !self.may_be_like(name, design));
        found.extend(unlike.map(|(name, _)| format!("the code of {name} contains none of its signs")));
        let others = self.design.iter().filter(|design| !known.contains(&design.name.as_str()));
        found.extend(others.map(|design| format!("no design is named {}", design.name)));
        let of_next = self.next.iter().flat_map(|next| &next.designs).filter(|name| !known.contains(&name.as_str()));
        found.extend(of_next.map(|name| format!("a `next` entry names {name}, which is no design")));
        let titles = self.next.iter().flat_map(|next| [&next.follows, &next.departs_from]).flatten();
        let unknown = titles.filter(|title| !self.decision.iter().any(|rule| rule.title == **title));
        found.extend(unknown.map(|title| format!("a `next` entry names `{title}`, which is no decision")));
        if self.next.is_empty() {
            found.push("no `next` entry".to_owned());
        }
        let done = self.next.iter().flat_map(|next| &next.done).filter(|sign| stub.contains(sign));
        found.extend(done.map(|sign| format!("a `next` entry is done by {sign}, which the stub contains")));
        for (name, alternative) in alternatives {
            if self.decisions(notes, alternative, &compare_items(alternative, reference)).is_empty() {
                found.push(format!("no decision applies to the alternative {name}"));
            }
        }
        found
    }
}

impl DecisionRule {
    /// Returns the reason why the decision applies, or `None` if it does not.
    fn because(&self, yours: &Design, items: &[&ComparedItem]) -> Option<String> {
        if self.stage.is_some_and(|stage| is_unwritten(yours, stage)) {
            return None;
        }
        if let Some(sign) = self.yours.iter().find(|sign| yours.contains(sign)) {
            return Some(uses("your code", sign));
        }
        let item = |sign: &String| {
            let is_it = |item: &&&ComparedItem| item.right.as_ref().is_some_and(|right| right.path == *sign);
            items.iter().find(is_it)
        };
        let has = |sign: &String| match item(sign) {
            Some(item) => item.status != ItemStatus::OnlyRight,
            None => yours.contains(sign),
        };
        let first = self.reference.first().filter(|_| !self.reference.iter().any(has))?;
        Some(match item(first) {
            Some(item) if item.kind == ItemKind::Method => format!("only the reference has {first}"),
            Some(item) => format!("only the reference has the {} {first}", item.kind.keyword()),
            None => uses("only the reference", first),
        })
    }
}

/// Returns whether a `todo!` of a stage is left.
fn is_unwritten(yours: &Design, stage: u32) -> bool {
    yours.contains(&format!("todo!(\"stage {stage}\")"))
}

/// Finds the paragraph that begins with `title` in bold, and returns the number of its first line, counted from 1, and
/// its text. If the last sentence ends with a colon, it belongs to the list below, and is left out.
fn paragraph(notes: &str, title: &str) -> Option<(usize, String)> {
    let start = format!("**{title}");
    let line = notes.lines().position(|line| line.starts_with(&start))?;
    let lines: Vec<&str> = notes.lines().skip(line).take_while(|line| !line.trim().is_empty()).collect();
    let mut text = lines.join(" ").replacen("**", "", 2);
    if text.ends_with(':')
        && let Some(end) = text.rfind(". ")
    {
        text.truncate(end + 1);
    }
    Some((line + 1, text))
}

/// Describes who uses a sign. Code that is no path or type, such as part of a statement, is not shown.
fn uses(who: &str, sign: &str) -> String {
    match syn::parse_str::<syn::Type>(sign) {
        Ok(_) => format!("{who} uses {sign}"),
        Err(_) => "your code decides this differently".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crate_source::CrateSource;
    use crate::design::Contract;

    const NOTES: &str =
        "# Notes\n\n**Ids and registries** instead of\nreferences. And why.\n\n**A queue.** It waits.\n";
    const FILE: &str = "
        [[design]]
        name = \"reference\"
        idea = \"a registry\"
        [[design]]
        name = \"other\"
        idea = \"no registry\"
        [[decision]]
        title = \"Ids and registries\"
        reference = [\"Registry\"]
        yours = [\"RefCell\"]
        [[decision]]
        title = \"A queue.\"
        stage = 4
        reference = [\"Line::next\", \"Line\"]
        [[next]]
        try = \"Another way.\"
    ";
    const REFERENCE: &str = "struct Registry { a: u8 } struct Line { b: u8 } impl Line { fn next(&self) {} }";

    fn design_of(text: &str) -> Design {
        Design::of(&CrateSource::of_text(text), &Contract::default())
    }

    fn decisions(yours: &str) -> Vec<(String, String)> {
        decisions_against(yours, REFERENCE)
    }

    fn decisions_against(yours: &str, reference: &str) -> Vec<(String, String)> {
        let (yours, reference) = (design_of(yours), design_of(reference));
        let file = DiscussionFile::parse(FILE).expect("the file is valid");
        let decisions = file.decisions(NOTES, &yours, &compare_items(&yours, &reference));
        decisions.into_iter().map(|decision| (decision.title, decision.because)).collect()
    }

    #[test]
    fn decisions_are_shown_for_differences() {
        assert_eq!(decisions(REFERENCE), []);
        let pair = |title: &str, because: &str| (title.to_owned(), because.to_owned());
        let without = REFERENCE.replace("struct Registry { a: u8 }", "");
        assert_eq!(decisions(&without), [pair("Ids and registries", "only the reference has the struct Registry")]);
        let word = REFERENCE.to_owned() + "fn f(x: RefCell<u8>) {}";
        assert_eq!(decisions(&word), [pair("Ids and registries", "your code uses RefCell")]);
        assert_eq!(decisions(&REFERENCE.replace("b: u8", "b: u16")), [], "other fields are not another decision");
        let renamed = "struct Registry { a: u8 } struct Queue { c: u16 } impl Queue { fn next(&self) { one(2).three(4).five(6) } }";
        let reference = REFERENCE.replace("fn next(&self) {}", "fn next(&self) { one(2).three(4).five(6) }");
        assert_eq!(decisions_against(renamed, &reference), [], "the counterpart has another name");
        let line = "struct Line { b: u8 } impl Line { fn next(&self) {} }";
        let without = REFERENCE.replace(line, "");
        assert_eq!(decisions(&without), [pair("A queue.", "only the reference has Line::next")]);
        assert_eq!(decisions(&REFERENCE.replace("fn next(&self) {}", "")), [], "one sign is enough");
        let stub = without + "struct S; impl S { fn f(&self) { todo!(\"stage 4\") } }";
        assert_eq!(decisions(&stub), [], "the stage is not written");
        assert_eq!(decisions(&stub.replace('4', "3")), [pair("A queue.", "only the reference has Line::next")]);
    }

    #[test]
    fn the_paragraph_of_a_decision_is_found() {
        assert_eq!(
            paragraph(NOTES, "Ids and registries"),
            Some((3, "Ids and registries instead of references. And why.".to_owned()))
        );
        assert_eq!(paragraph(NOTES, "Nothing"), None);
    }

    #[test]
    fn the_closest_design_is_not_suggested() {
        let text = FILE.to_owned() + "designs = [\"other\"]\n[[next]]\ntry = \"More.\"";
        let file = DiscussionFile::parse(&text).expect("the file is valid");
        let yours = Design::default();
        assert_eq!(file.next(&yours, None, None), ["Another way.", "More."]);
        assert_eq!(file.next(&yours, Some("reference"), None), ["Another way.", "More."]);
        assert_eq!(file.next(&yours, Some("other"), None), ["More."]);
    }

    #[test]
    fn what_the_code_already_does_is_not_suggested() {
        let text = FILE.to_owned()
            + "[[next]]\ntry = \"Without ids.\"\nfollows = \"Ids and registries\"\n[[next]]\ntry = \"With ids.\"\ndeparts_from = \"Ids and registries\"";
        let file = DiscussionFile::parse(&text).expect("the file is valid");
        let next = |yours: &str| {
            let (yours, reference) = (design_of(yours), design_of(REFERENCE));
            let shown = file.decisions(NOTES, &yours, &compare_items(&yours, &reference));
            file.next(&yours, None, Some(&shown))
        };
        assert_eq!(next(REFERENCE), ["Another way.", "Without ids."]);
        let without = REFERENCE.replace("struct Registry { a: u8 }", "");
        assert_eq!(next(&without), ["Another way.", "With ids."]);
        assert_eq!(file.next(&Design::default(), None, None), ["Another way."], "the decisions are unknown");
        let file = DiscussionFile::parse(&(FILE.to_owned() + "done = [\"BTreeMap<u8\"]")).expect("the file is valid");
        assert_eq!(file.next(&design_of(REFERENCE), None, None), ["Another way."]);
        assert_eq!(file.next(&design_of("struct Map(BTreeMap<u8, u8>);"), None, None), [""; 0]);
        let file = DiscussionFile::parse(&(FILE.to_owned() + "stage = 4")).expect("the file is valid");
        assert_eq!(file.next(&design_of(REFERENCE), None, None), ["Another way."]);
        assert_eq!(file.next(&design_of("fn f() { todo!(\"stage 4\") }"), None, None), [""; 0]);
    }

    #[test]
    fn a_paragraph_does_not_end_with_a_colon() {
        let text = |notes: &str| paragraph(notes, "An index.").map(|(_, text)| text);
        let list = "**An index.** It is fast. It has two\nparts:\n\n- a map,\n  by name\n- a set\n";
        assert_eq!(text(list).as_deref(), Some("An index. It is fast."));
    }

    #[test]
    fn only_a_path_or_a_type_is_shown_as_the_reason() {
        assert_eq!(uses("your code", "BTreeMap<u64, [u8; N]>"), "your code uses BTreeMap<u64, [u8; N]>");
        assert_eq!(uses("your code", "BTreeMap<(u64, Link)"), "your code decides this differently");
        assert_eq!(uses("only the reference", "self.len += 1"), "your code decides this differently");
    }

    #[test]
    fn stale_entries_are_found() {
        let reference = design_of(REFERENCE);
        let stub = design_of("struct Given { list: Vec<Given> }");
        let stale = |file: &str, notes: &str, alternative: &str| {
            let alternatives = [("other".to_owned(), design_of(alternative))];
            let file = DiscussionFile::parse(file).expect("the file is valid");
            file.stale_entries(notes, &stub, &reference, &alternatives)
        };
        let other = "struct Map { a: u16 }";
        assert_eq!(stale(FILE, NOTES, other), Vec::<String>::new());
        assert_eq!(
            stale(FILE, &NOTES.replace("A queue", "The queue"), other),
            ["no paragraph of DESIGN.md begins with **A queue."]
        );
        assert_eq!(
            stale(&FILE.replace("Line::next", "Line::last"), NOTES, other),
            ["`A queue.`: the reference has no Line::last"]
        );
        assert_eq!(
            stale(&FILE.replace("RefCell", "Line"), NOTES, other),
            ["`Ids and registries`: the reference contains Line, too"]
        );
        assert_eq!(
            stale(&FILE.replace("RefCell", "RefCell {"), NOTES, other),
            ["`Ids and registries`: RefCell { has an unbalanced bracket or quote"]
        );
        let unknown = FILE.replace("name = \"other\"", "name = \"gone\"");
        assert_eq!(
            stale(&unknown, NOTES, other),
            ["no `design` entry with the idea of other", "no design is named gone"]
        );
        assert_eq!(stale(FILE, NOTES, REFERENCE), ["no decision applies to the alternative other"]);
        let nothing = FILE.split("[[next]]").next().expect("the file has a `next` entry");
        assert_eq!(stale(nothing, NOTES, other), ["no `next` entry"]);
        let next = FILE.to_owned() + "designs = [\"gone\"]";
        assert_eq!(stale(&next, NOTES, other), ["a `next` entry names gone, which is no design"]);
        let next = FILE.to_owned() + "follows = \"Gone\"";
        assert_eq!(stale(&next, NOTES, other), ["a `next` entry names `Gone`, which is no decision"]);
        let given = FILE.replace("\"Registry\"", "\"Registry\", \"list: Vec<Given>\"");
        let problem = "`Ids and registries`: the stub contains list: Vec<Given>, so everybody has it";
        assert_eq!(stale(&given, NOTES, other), [problem]);
        let signs = |sign: &str| FILE.replace("\"no registry\"", &format!("\"no registry\"\nsigns = [\"{sign}\"]"));
        assert_eq!(stale(&signs("a: u16"), NOTES, other), [""; 0]);
        assert_eq!(stale(&signs("a: u32"), NOTES, other), ["the code of other contains none of its signs"]);
        let done = FILE.to_owned() + "done = [\"Vec<Given>\"]";
        let problem = "a `next` entry is done by Vec<Given>, which the stub contains";
        assert_eq!(stale(&done, NOTES, other), [problem]);
        assert!(DiscussionFile::parse("[[decision]]\ntitel = \"A\"").is_err());
    }
}
