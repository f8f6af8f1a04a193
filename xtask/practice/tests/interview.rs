//! Tests of an interview in a pseudo-terminal.
#![cfg(unix)]

#[path = "../../tests/support/mod.rs"]
mod support;

use std::fs;

use support::view::View;
use support::{Fixture, SOLUTION, stderr, stdout};

const BRIEF: &str = "# Tiny\n\n## Rules\n\n### Stage 1: Double\n\n- **1.1** `double` returns twice the number.\n\
                     - **1.2** `double` of zero is zero.\n\n### Stage 2: Triple\n\n- **2.1** `triple` returns three times \
                     the number.\n\n## Talk about it\n\n1. What if the numbers are large?\n2. Who else multiplies?\n";
const INTERVIEW: &str = "question = \"Multiply numbers.\"\nscale = [{ talk = 1 }, { talk = 2 }]\n\
                         [[clarify]]\nask = \"What about nothing?\"\nrules = [\"1.2\"]\n\
                         [[clarify]]\nask = \"Which database is used?\"\nanswer = \"None.\"\n\
                         [change]\nstage = 2\nask = \"We also need three times as much.\"\nexpect = \"One more function.\"\n";
const NOTES: &str = "# Design\n\n## Talk about it: our answers\n\n1. *Large?* They overflow.\n2. *Who?* Callers.\n";
/// The first half of the code: zero is not doubled correctly.
const WRONG: &str =
    "pub fn double(n: i32) -> i32 { if n == 0 { 1 } else { 2 * n } }\npub fn triple(n: i32) -> i32 { n }\n";

/// Returns a workspace in which `tiny` has an interview.
fn fixture() -> Fixture {
    let fixture = Fixture::new();
    fixture.write("katas/tiny/README.md", BRIEF);
    fixture.write("solutions/tiny/interview.toml", INTERVIEW);
    fixture.write("solutions/tiny/DESIGN.md", NOTES);
    let stage = fixture.read("tests/tiny/stage_1_double.rs");
    let stage = stage.replace("#[test]\nfn double_of_zero", "/// Rules: 1.2\n#[test]\nfn double_of_zero");
    fixture.write("tests/tiny/stage_1_double.rs", &stage);
    // An editor that adds a line.
    fixture.write("editor", "#!/bin/sh\necho '| Doubler | doubles | |' >> \"$1\"\n");
    let editor = fixture.path("editor");
    assert!(std::process::Command::new("chmod").arg("+x").arg(&editor).status().expect("chmod starts").success());
    fixture
}

fn start(fixture: &Fixture) -> View {
    let editor = fixture.path("editor").display().to_string();
    View::start(fixture, &["interview", "tiny"], &[("EDITOR", &editor), ("VISUAL", "")])
}

#[test]
fn an_interview_goes_through_all_phases() {
    let fixture = fixture();
    let code = "interviews/1-tiny/katas/tiny/src/lib.rs";
    let view = start(&fixture);
    view.until(&["tiny  Question", "Multiply numbers.", "25:00  Code"]);
    view.press("\r");
    view.until(&["1 of 6 Clarify"]);
    view.press("datab");
    view.until(&["▶ Which database is used?", "None of these"]);
    view.press("\r");
    view.until(&["- None."]);
    view.press("how fast\r");
    view.until(&["how fast", "It is kept for the review."]);
    view.press("\tw");
    view.until(&["2 of 6 Sketch", "| Doubler | doubles | |"]);
    view.press("\t");
    view.until(&["3 of 6 Code", "✗ 1  Double", "- 1.1 `double` returns twice the number.", "not yet implemented"]);
    assert!(!view.contents().contains("Triple"), "the stage of the change is hidden:\n{}", view.contents());
    assert!(!view.contents().contains("is zero"), "a rule that was not asked for is hidden:\n{}", view.contents());
    fixture.write(code, WRONG);
    view.until(&["You did not ask: What about nothing?", "Rule 1.2: `double` of zero is zero."]);

    // A crash loses nothing, and the interview goes on.
    view.signal("KILL");
    drop(view);
    let mut view = start(&fixture);
    view.until(&["3 of 6 Code", "You did not ask: What about nothing?"]);
    fixture.write(code, &WRONG.replace("1 }", "0 }"));
    view.until(&["✓ 1  Double", "Everything is green."]);
    view.press("\t");
    view.until(&["4 of 6 Change", "We also need three times as much."]);
    view.press("r");
    view.until(&["First write down what would have to change: press w."]);
    view.press("wr");
    view.until(&["✗ 2  Triple", "three times two"]);
    fixture.write(code, SOLUTION);
    view.until(&["Everything is green."]);
    view.press("\tw");
    view.until(&["5 of 6 Scale", "What if the numbers are large?", "Your answers"]);
    view.press("\t");
    view.until(&["6 of 6 Review", "Communication  – of 4"]);
    view.press("\r");
    view.until(&["Rate Communication first"]);
    view.press("4321\r");
    assert!(view.ends().success());
    view.until(&["review.html"]);

    let review: serde_json::Value =
        serde_json::from_str(&fixture.read("interviews/1-tiny/review.json")).expect("the review is JSON");
    let asked: Vec<(&str, bool)> = review["asked"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (one["question"].as_str().expect("a text"), one["matters"].as_bool().expect("a flag")))
        .collect();
    assert_eq!(asked, [("Which database is used?", false), ("how fast", false)]);
    assert_eq!(review["missed"][0]["question"], "What about nothing?");
    assert_eq!(review["missed"][0]["found_by_test"], true);
    assert_eq!(review["stages"][0]["after_code"], "green, 2 of 2 tests");
    assert_eq!(review["stages"][1]["after_change"], "green, 1 of 1 tests");
    assert_eq!((&review["change"]["added"], &review["change"]["removed"]), (&2.into(), &2.into()));
    assert_eq!(review["sketched"]["only_sketch"][0], "Doubler");
    assert_eq!(review["scale"][0]["notes"], "They overflow.");
    assert_eq!(review["ratings"][3]["rating"], 1);
    let page = fixture.read("interviews/1-tiny/review.html");
    assert!(page.contains("A test that failed checks this.") && page.contains("They overflow."), "{page}");
    assert!(page.contains("<code>double</code> of zero is zero."), "code is marked: {page}");

    let history = stdout(&fixture.xtask(&["interview", "--history"]));
    assert!(history.contains("1  tiny") && history.contains("0 of 1") && history.contains("4 3 2 1"), "{history}");
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), support::STUB, "other code is unchanged");
}

#[test]
fn only_one_interview_is_open() {
    let fixture = fixture();
    let mut view = start(&fixture);
    view.until(&["tiny  Question"]);
    let mut second = start(&fixture);
    assert!(!second.ends().success());
    second.until(&["open in another terminal"]);
    view.press("\x1b");
    assert!(view.ends().success());
    view.until(&["paused"]);
    let other = View::start(&fixture, &["interview", "small"], &[]);
    other.until(&["the interview on tiny is not finished", "interviews/1-tiny"]);
    // A folder from a crash before the interview began does not count.
    fs::create_dir_all(fixture.path("interviews/7-tiny")).expect("the folder is writable");
    fixture.write("interviews/1-tiny/session.json", "{");
    let history = fixture.xtask(&["interview", "--history"]);
    assert!(stderr(&history).contains("interviews/1-tiny"), "{}", stderr(&history));
    assert!(stdout(&history).contains("No interview yet."), "{}", stdout(&history));
}

#[test]
fn the_interviewer_sees_answers_and_mistakes() {
    let fixture = fixture();
    let output = fixture.xtask(&["interview", "--interviewer"]);
    assert!(stderr(&output).contains("no interview is open"), "{}", stderr(&output));
    fixture.write("solutions/tiny/pitfalls/a.patch", "Pitfall: It adds one.\nRule: 1.1\nCaught by: x\n");
    let mut candidate = start(&fixture);
    candidate.until(&["tiny  Question"]);
    let mut interviewer = View::start(&fixture, &["interview", "--interviewer"], &[]);
    interviewer.until(&["Ask: Multiply numbers."]);
    candidate.press("\r");
    interviewer.until(&["What about nothing?", "`double` of zero is zero.", "(does not matter)"]);
    candidate.press("nothing\r");
    interviewer.until(&["Asked: What about nothing?", "  - `double` of zero is zero."]);
    candidate.press("\t\t");
    interviewer.until(&["Common mistake: It adds one.", "If the candidate is stuck: first of 1"]);
    candidate.press("\t\t\t4444\r");
    candidate.ends();
    interviewer.until(&["The interview is finished."]);
    assert!(interviewer.ends().success());
}

#[test]
fn an_interview_needs_a_terminal_and_a_file() {
    let fixture = fixture();
    let output = fixture.xtask(&["interview", "tiny"]);
    assert!(stderr(&output).contains("an interview needs a terminal"), "{}", stderr(&output));
    let view = View::start(&fixture, &["interview", "small"], &[]);
    view.until(&["small has no interview.toml"]);
    assert!(!fixture.path("interviews").exists(), "nothing was written");
}
