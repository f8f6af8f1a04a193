//! `cargo xtask rules`: lists each rule of a brief with the tests that check it and the pitfalls that break it.

use std::collections::BTreeSet;

use xtask::rules::{self, Rule};
use xtask::terminal_output::print;
use xtask::workspace::{Kata, Stage};

use crate::error::Result;
use crate::files;
use crate::pitfall_patch::PitfallPatch;
use crate::pitfalls;

/// Words in a stub's documentation that promise a cost, an order or a use of memory.
const PROMISES: [&str; 9] =
    ["o(", "constant", "linear", "logarithmic", "amortized", "in proportion", "allocat", "in order", "the order"];

/// Prints the rules of each kata, and the gaps. Returns whether there are none.
pub fn run(katas: &[Kata]) -> Result<bool> {
    let mut is_complete = true;
    for kata in katas {
        let links = Links::of(kata)?;
        let gaps = links.all_gaps(kata)?;
        print(&format!("{}\n\n{}\n", kata.name(), links.to_text(&gaps)))?;
        is_complete &= gaps.is_empty();
    }
    Ok(is_complete)
}

/// Returns the gaps between a kata's rules, tests and pitfalls, and between its rules and the stub's documentation.
pub fn gaps(kata: &Kata) -> Result<Vec<String>> {
    Links::of(kata)?.all_gaps(kata)
}

/// The rules of a kata, and everything that names them.
struct Links {
    rules: Vec<Rule>,
    tests: Vec<Test>,
    pitfalls: Vec<PitfallPatch>,
}

/// A test function of a suite.
struct Test {
    /// The name with the stage, such as `stage_3_growth::a_name`.
    name: String,
    stage: u32,
    rules: Vec<String>,
}

impl Links {
    fn of(kata: &Kata) -> Result<Self> {
        let rules = rules::of_brief(&kata.brief()?);
        let tests = kata.stages()?.iter().flat_map(tests_of).collect();
        Ok(Self { rules, tests, pitfalls: pitfalls::of_kata(kata)? })
    }

    /// Returns the gaps between the links, and the promises of the kata's stub that name no rule.
    fn all_gaps(&self, kata: &Kata) -> Result<Vec<String>> {
        let mut gaps = self.gaps();
        gaps.extend(undocumented_promises(kata)?);
        Ok(gaps)
    }

    fn to_text(&self, gaps: &[String]) -> String {
        let mut lines = Vec::new();
        for rule in &self.rules {
            lines.push(format!("{} {}", rule.number, rule.text));
            let tests = self.tests.iter().filter(|test| test.rules.contains(&rule.number));
            lines.extend(tests.map(|test| format!("    test     {}", test.name)));
            let pitfalls = self.pitfalls.iter().filter(|pitfall| pitfall.rule.as_ref() == Some(&rule.number));
            lines.extend(pitfalls.map(|pitfall| format!("    pitfall  {}", pitfall.name)));
        }
        let (rules, tests, pitfalls) = (self.rules.len(), self.tests.len(), self.pitfalls.len());
        lines.push(format!("\nrules: {rules}, test functions: {tests}, pitfalls: {pitfalls}"));
        lines.extend(gaps.iter().map(|gap| format!("✗ {gap}")));
        lines.join("\n") + "\n"
    }

    fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        let numbers: BTreeSet<&str> = self.rules.iter().map(|rule| rule.number.as_str()).collect();
        for rule in &self.rules {
            let stage = rules::stage_of(&rule.number).unwrap_or_default();
            let checks = |test: &&Test| test.rules.contains(&rule.number) && (stage == 0 || test.stage == stage);
            if !self.tests.iter().any(|test| checks(&test)) {
                let place = if stage == 0 { "no test".to_owned() } else { format!("no test of stage {stage}") };
                gaps.push(format!("{place} names rule {}", rule.number));
            }
        }
        for test in &self.tests {
            if test.rules.is_empty() {
                gaps.push(format!("{} names no rule", test.name));
            }
            for number in &test.rules {
                if !numbers.contains(number.as_str()) {
                    gaps.push(format!("{} names rule {number}, which the brief does not have", test.name));
                } else if rules::stage_of(number) > Some(test.stage) {
                    gaps.push(format!("{} names rule {number} of a later stage", test.name));
                }
            }
        }
        for pitfall in &self.pitfalls {
            gaps.extend(self.gap_of(pitfall));
        }
        gaps
    }

    fn gap_of(&self, pitfall: &PitfallPatch) -> Option<String> {
        let name = &pitfall.name;
        let Some(number) = &pitfall.rule else {
            return Some(format!("{name} needs a line `Rule: …` with the number of the rule that it breaks"));
        };
        let test = self.tests.iter().find(|test| Some(&test.name) == pitfall.caught_by.as_ref());
        match test {
            None => Some(format!("{name} needs a line `Caught by: …` with the name of a test")),
            Some(test) if !test.rules.contains(number) => {
                Some(format!("{name} breaks rule {number}, which {} does not name", test.name))
            }
            Some(_) => None,
        }
    }
}

fn tests_of(stage: &Stage) -> Vec<Test> {
    let tests = stage.functions().into_iter().filter(|function| function.is_test);
    tests
        .map(|function| Test {
            name: format!("{}::{}", stage.module, function.name),
            stage: stage.number,
            rules: function.rules.into_iter().map(str::to_owned).collect(),
        })
        .collect()
}

/// Returns the promises in the stub's documentation that name no rule.
fn undocumented_promises(kata: &Kata) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for file in files::list_below(&kata.stub().join("src"), "rs")? {
        let name = files::name(&file);
        let found = promises_without_a_rule(&files::read(&file)?);
        problems.extend(found.into_iter().map(|(line, text)| {
            format!("src/{name}:{line} promises something without the number of a rule, as in `(rule 1.2)`: {text}")
        }));
    }
    Ok(problems)
}

/// Returns the paragraphs of doc comments that promise an error, a panic, a cost or an order and name no rule. Each has
/// its line. The documentation of a function that the stub already has is left out.
fn promises_without_a_rule(source: &str) -> Vec<(usize, String)> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let mut found = Vec::new();
    let mut next = 0;
    while next < lines.len() {
        let comment = lines[next..].iter().take_while(|line| line.starts_with("///")).count();
        let item = &lines[next + comment..];
        if comment > 0 && !is_given_function(item) {
            found.extend(promises_of_comment(&lines[next..next + comment], next + 1));
        }
        next += comment.max(1);
    }
    found
}

/// Returns true if the item at the start of `lines` is a function with a body other than `todo!()`.
fn is_given_function(lines: &[&str]) -> bool {
    let item: Vec<&&str> = lines.iter().take_while(|line| !line.is_empty() && !line.starts_with("///")).collect();
    let is_function = item.iter().any(|line| line.starts_with("fn ") || line.contains(" fn "));
    let has = |text: &str| item.iter().any(|line| line.contains(text));
    is_function && has("{") && !has("todo!(")
}

fn promises_of_comment(comment: &[&str], first_line: usize) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut heading = "";
    let mut paragraph = (0, String::new());
    for (line, number) in comment.iter().chain([&"///"]).zip(first_line..) {
        let text = line.trim_start_matches('/').trim();
        if !text.is_empty() && !text.starts_with('#') {
            if paragraph.1.is_empty() {
                paragraph.0 = number;
            }
            paragraph.1.push_str(text);
            paragraph.1.push(' ');
            continue;
        }
        let (start, words) = std::mem::take(&mut paragraph);
        let lower = words.to_lowercase();
        let is_promise = matches!(heading, "# Errors" | "# Panics") || PROMISES.iter().any(|word| lower.contains(word));
        if !words.is_empty() && is_promise && !lower.contains("rule ") && !lower.contains("rules ") {
            found.push((start, words.trim().to_owned()));
        }
        if !text.is_empty() {
            heading = text;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(name: &str, stage: u32, rules: &[&str]) -> Test {
        Test { name: name.to_owned(), stage, rules: rules.iter().map(ToString::to_string).collect() }
    }

    fn links(tests: Vec<Test>) -> Links {
        let rules = ["0.1", "1.1", "2.1"].map(|number| Rule { number: number.to_owned(), text: String::new() });
        Links { rules: rules.to_vec(), tests, pitfalls: Vec::new() }
    }

    #[test]
    fn a_rule_needs_a_test_of_its_stage() {
        let late = links(vec![test("a", 1, &["0.1"]), test("b", 2, &["1.1", "2.1"])]);
        assert_eq!(late.gaps(), ["no test of stage 1 names rule 1.1"]);
        let complete = links(vec![test("a", 1, &["1.1"]), test("b", 2, &["0.1", "2.1"])]);
        assert_eq!(complete.gaps(), [""; 0]);
    }

    #[test]
    fn a_test_needs_rules_that_exist_in_its_stage() {
        let tests = vec![test("a", 1, &["1.1", "2.1", "1.9"]), test("b", 2, &[]), test("c", 2, &["0.1", "2.1"])];
        let expected =
            ["a names rule 2.1 of a later stage", "a names rule 1.9, which the brief does not have", "b names no rule"];
        assert_eq!(links(tests).gaps(), expected);
    }

    #[test]
    fn a_pitfall_needs_a_rule_and_a_test_of_it() {
        let links = links(vec![test("a", 1, &["1.1"]), test("b", 2, &["0.1", "2.1"])]);
        let gap = |rule: Option<&str>, caught_by: Option<&str>| {
            let line =
                |start: &str, value: Option<&str>| value.map(|value| format!("{start}: {value}\n")).unwrap_or_default();
            let text = format!("Pitfall: p\n{}{}\n--- a\n", line("Rule", rule), line("Caught by", caught_by));
            links.gap_of(&PitfallPatch::parse("p", &text).unwrap())
        };
        assert_eq!(gap(Some("1.1"), Some("a")), None);
        assert_eq!(gap(Some("2.1"), Some("a")).unwrap(), "p breaks rule 2.1, which a does not name");
        assert!(gap(None, Some("a")).unwrap().contains("`Rule: …`"));
        assert!(gap(Some("1.1"), Some("gone")).unwrap().contains("`Caught by: …`"));
    }

    #[test]
    fn a_promise_of_the_stub_names_a_rule() {
        let source = "/// Adds a value in constant time.\n///\n/// # Errors\n///\n/// `Full` if it is full (rule 1.2).\nfn a();\n\n\
                      /// Removes it.\n///\n/// # Panics\n///\n/// Panics if it is\n/// empty.\nfn b() {\n    todo!(\"stage 1\")\n}\n\n\
                      /// Finds it in linear time.\nfn given() {\n    1\n}\n";
        let found = promises_without_a_rule(source);
        let expected = [(1, "Adds a value in constant time."), (12, "Panics if it is empty.")];
        assert_eq!(found, expected.map(|(line, text)| (line, text.to_owned())));
    }
}
