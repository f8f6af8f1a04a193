//! Tests of `cargo xtask cards`, most of them without a terminal: each line of standard input is a key.

#[path = "../../tests/support/mod.rs"]
mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Output, Stdio};

use chrono::{Days, Local, NaiveDate};
use rstest::rstest;
use serde_json::{Value, json};
use support::{ABOUT, stderr};

/// A run of `tiny` in which the first of two stages, its core, was green.
const CORE_IS_GREEN: &str =
    r#"{"at":1,"kata":"tiny","verdict":"red","stage":2,"passed":1,"total":2,"kept":null,"green":["double"]}"#;
/// A run of `tiny` in which no stage was green.
const NOTHING_IS_GREEN: &str =
    r#"{"at":1,"kata":"tiny","verdict":"red","stage":1,"passed":0,"total":2,"kept":null,"green":[]}"#;

/// A workspace with the katas `tiny` and `small`, which have two cards each.
struct Fixture(support::Fixture);

impl Fixture {
    fn new(history: &str) -> Self {
        let fixture = support::Fixture::new();
        for kata in ["tiny", "small"] {
            fixture.write(&format!("katas/{kata}/kata.toml"), &format!("{ABOUT}core = 1\n"));
            fixture.write(&format!("katas/{kata}/README.md"), "# A kata\n\n## Rules\n\n- **1.1** Doubles a number.\n");
            let pitfall = "Pitfall: Zero is doubled to one.\nRule: 1.1\n";
            fixture.write(&format!("solutions/{kata}/pitfalls/zero.patch"), pitfall);
            let card = |id: &str, source: &str| {
                format!(
                    "[[card]]\nid = \"{id}\"\nask = \"Why {id} of {kata}?\"\nanswer = \"Because of {id}.\"\n\
                     source = {source}\n"
                )
            };
            let cards = card("rule", "{ rule = \"1.1\" }") + &card("zero", "{ pitfall = \"zero\" }");
            fixture.write(&format!("solutions/{kata}/cards.toml"), &cards);
        }
        fixture.write(".state/history.jsonl", &format!("{history}\n"));
        Self(fixture)
    }

    fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.0.command("");
        command.arg("cards").args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
    }

    /// Runs the program with these lines as standard input.
    fn run(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut child = self.start(arguments);
        // Fails if the program ends without reading its input.
        let _ = child.stdin.take().expect("standard input is piped").write_all(input);
        child.wait_with_output().expect("the program ends")
    }

    /// Returns standard output, and checks that the program succeeds.
    fn output(&self, arguments: &[&str], input: &str) -> String {
        let output = self.run(arguments, input.as_bytes());
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("the output is UTF-8")
    }

    fn reviews(&self) -> Value {
        serde_json::from_str(&self.0.read(".state/cards.json")).expect("cards.json is valid")
    }

    fn write_reviews(&self, cards: &Value) {
        self.0.write(".state/cards.json", &json!({ "version": 1, "cards": cards }).to_string());
    }
}

fn today() -> NaiveDate {
    Local::now().date_naive()
}

fn days_ago(days: u64) -> NaiveDate {
    today().checked_sub_days(Days::new(days)).expect("the date is valid")
}

#[rstest]
#[case::no_runs("", &[])]
#[case::red_core(NOTHING_IS_GREEN, &[])]
#[case::green_core(CORE_IS_GREEN, &["rule of tiny", "zero of tiny"])]
fn cards_unlock_when_the_core_is_green(#[case] history: &str, #[case] asked: &[&str]) {
    let fixture = Fixture::new(history);
    let output = fixture.output(&[], "\n3\n\n3\n\n3\n\n3\n");
    for question in ["rule of tiny", "zero of tiny", "rule of small", "zero of small"] {
        assert_eq!(output.contains(question), asked.contains(&question), "{question} in {output}");
    }
    let hint = output.contains("No cards are unlocked") && output.contains("cargo xtask cards --all");
    assert_eq!(hint, asked.is_empty(), "hint about locked cards in {output}");
}

#[test]
fn all_unlocks_every_kata() {
    let output = Fixture::new("").output(&["--all"], "\n3\n\n3\n\n3\n\n3\n");
    let questions: Vec<&str> = output.lines().filter(|line| line.starts_with("Why")).collect();
    let expected = ["Why rule of tiny?", "Why rule of small?", "Why zero of tiny?", "Why zero of small?"];
    assert_eq!(questions, expected, "questions of both katas in turns");
}

#[test]
fn a_locked_kata_is_an_error() {
    let fixture = Fixture::new(CORE_IS_GREEN);
    let output = fixture.run(&["sm"], b"");
    assert_eq!(output.status.code(), Some(2), "exit code of {output:?}");
    let error = stderr(&output);
    assert!(error.contains("core of small is not green") && error.contains("cards small --all"), "{error}");
    assert!(fixture.output(&["sm", "--all"], "").contains("Why rule of small?"), "with --all");
}

#[test]
fn a_kata_without_cards_is_an_error_only_if_it_is_named() {
    let fixture = Fixture::new(CORE_IS_GREEN);
    fs::remove_file(fixture.0.path("solutions/small/cards.toml")).expect("the cards can be removed");
    let output = fixture.run(&["small", "--all"], b"");
    assert_eq!(stderr(&output), "error: small has no cards.\n");
    assert!(fixture.output(&["--all"], "").contains("Why rule of tiny?"), "cards of the other kata");
}

#[test]
fn an_answer_shows_its_source_and_intervals() {
    let output = Fixture::new(CORE_IS_GREEN).output(&[], "\n3\n\n1\n");
    let expected = "\
2 cards are new today.

1 of 2: tiny, new
Why rule of tiny?
Enter: answer, q: quit

Because of rule.
Rule 1.1: Doubles a number. (katas/tiny/README.md)
1 again: 1 day, 2 hard: 1 day, 3 good: 2 days, 4 easy: 8 days, q: quit
good: due in 2 days

2 of 2: tiny, new
Why zero of tiny?
Enter: answer, q: quit

Because of zero.
Pitfall: Zero is doubled to one. (solutions/tiny/pitfalls/zero.patch)
1 again: 1 day, 2 hard: 1 day, 3 good: 2 days, 4 easy: 8 days, q: quit
again: due in 1 day

Reviewed: 2, again: 1, due tomorrow: 1.
";
    assert_eq!(output, expected);
}

#[test]
fn each_answer_is_saved_before_the_next_question() {
    let fixture = Fixture::new(CORE_IS_GREEN);
    let mut child = fixture.start(&[]);
    let mut input = child.stdin.take().expect("standard input is piped");
    input.write_all(b"\n3\n").expect("the program reads its input");
    let output = BufReader::new(child.stdout.take().expect("standard output is piped")).lines();
    let questions = output.map(|line| line.expect("text")).filter(|line| line.starts_with("Why"));
    assert_eq!(questions.take(2).collect::<Vec<_>>(), ["Why rule of tiny?", "Why zero of tiny?"]);
    child.kill().expect("the program can be killed");
    child.wait().expect("the program ends");
    assert_eq!(fixture.reviews()["cards"], json!({ "tiny/rule": [{ "day": today(), "rating": "good" }] }));
}

#[rstest]
#[case::before_the_answer("\n3\nq\n")]
#[case::after_the_answer("\n3\n\nq\n")]
#[case::end_of_input("\n3\n\n")]
fn quitting_keeps_the_answers(#[case] input: &str) {
    let fixture = Fixture::new(CORE_IS_GREEN);
    let output = fixture.output(&[], input);
    assert!(output.ends_with("Reviewed: 1, again: 0, due tomorrow: 0. Left for today: 1.\n"), "{output}");
    assert_eq!(fixture.reviews()["cards"], json!({ "tiny/rule": [{ "day": today(), "rating": "good" }] }));
    assert!(!fixture.output(&[], "").contains("Why rule of tiny?"), "an answered card is asked again");
}

#[test]
fn a_due_card_gets_longer_intervals() {
    let fixture = Fixture::new(CORE_IS_GREEN);
    fixture.write_reviews(&json!({ "tiny/zero": [{ "day": days_ago(2), "rating": "good" }] }));
    let output = fixture.output(&[], "\n3\n");
    assert!(output.starts_with("1 card is due, and 1 is new today.\n\n1 of 2: tiny\nWhy zero of tiny?\n"), "{output}");
    // The history `good+0=2 good+2=11` of `fsrs/histories.txt`.
    assert!(output.contains("3 good: 11 days,"), "{output}");
    let reviews = json!([{ "day": days_ago(2), "rating": "good" }, { "day": today(), "rating": "good" }]);
    assert_eq!(fixture.reviews()["cards"]["tiny/zero"], reviews);
}

#[test]
fn without_due_cards_the_next_day_is_shown() {
    let fixture = Fixture::new(CORE_IS_GREEN);
    let easy = json!([{ "day": days_ago(3), "rating": "easy" }]);
    fixture.write_reviews(&json!({ "tiny/zero": easy, "tiny/rule": easy }));
    let due = today().checked_add_days(Days::new(5)).expect("the date is valid");
    assert_eq!(fixture.output(&[], ""), format!("No card is due today. The next 2 come in 5 days, on {due}.\n"));
}

#[rstest]
#[case::not_json("{\"version\": 1, \"car")]
#[case::unknown_rating(r#"{"version":1,"cards":{"tiny/rule":[{"day":"2026-01-01","rating":"perfect"}]}}"#)]
#[case::invalid_day(r#"{"version":1,"cards":{"tiny/rule":[{"day":"2026-02-30","rating":"good"}]}}"#)]
#[case::empty("")]
fn a_damaged_file_is_set_aside(#[case] damage: &str) {
    let fixture = Fixture::new(CORE_IS_GREEN);
    fixture.0.write(".state/cards.json", damage);
    let output = fixture.run(&[], b"\n3\n");
    assert!(output.status.success(), "{output:?}");
    let note = stderr(&output);
    assert!(note.contains("reviews was damaged") && note.contains("cards.damaged-1.json"), "{note}");
    assert_eq!(fixture.0.read(".state/cards.damaged-1.json"), damage, "content of the renamed file");
    assert_eq!(fixture.reviews()["cards"], json!({ "tiny/rule": [{ "day": today(), "rating": "good" }] }));
}

#[test]
fn a_file_of_a_newer_version_is_left_alone() {
    let fixture = Fixture::new(CORE_IS_GREEN);
    let newer = r#"{"version":2,"decks":[]}"#;
    fixture.0.write(".state/cards.json", newer);
    let output = fixture.run(&[], b"\n3\n");
    assert_eq!(output.status.code(), Some(2), "exit code of {output:?}");
    assert!(stderr(&output).contains("newer version"), "{output:?}");
    assert_eq!(fixture.0.read(".state/cards.json"), newer);
}

#[test]
fn reviews_of_unknown_cards_are_kept() {
    let fixture = Fixture::new(CORE_IS_GREEN);
    let removed = json!([{ "day": "2020-02-29", "rating": "hard" }]);
    fixture.write_reviews(&json!({ "tiny/removed": removed, "gone/card": removed }));
    let output = fixture.output(&[], "\n3\n");
    assert!(output.starts_with("2 cards are new today."), "{output}");
    assert_eq!(fixture.reviews()["cards"]["tiny/removed"], removed);
    assert_eq!(fixture.reviews()["cards"]["gone/card"], removed);
}

#[test]
fn two_sessions_at_once_keep_each_others_answers() {
    let fixture = Fixture::new(CORE_IS_GREEN);
    let mut first = fixture.start(&[]);
    let mut lines = BufReader::new(first.stdout.take().expect("standard output is piped"));
    let mut line = String::new();
    while !line.starts_with("Why") {
        line.clear();
        assert!(lines.read_line(&mut line).expect("a line") > 0, "the first session asks nothing");
    }
    fixture.output(&["--all"], "\n4\n\n4\n");
    first.stdin.take().expect("standard input is piped").write_all(b"\n1\n").expect("the program reads its input");
    lines.read_to_string(&mut line).expect("the first session ends");
    assert!(first.wait().expect("the program ends").success());
    let reviews = fixture.reviews();
    let ratings = |card: &str| -> Vec<Value> {
        reviews["cards"][card].as_array().into_iter().flatten().map(|review| review["rating"].clone()).collect()
    };
    assert_eq!(ratings("tiny/rule"), ["easy", "again"]);
    assert_eq!(ratings("small/rule"), ["easy"]);
}

#[test]
fn other_input_is_explained() {
    let output = Fixture::new(CORE_IS_GREEN).run(&[], b"\xff\xfe\n3\nyes\n\n5\n33\n\n3\n");
    assert!(output.status.success(), "{output:?}");
    let output = String::from_utf8(output.stdout).expect("the output is UTF-8");
    assert_eq!(output.matches("Press Enter to see the answer, or q to quit.").count(), 3, "{output}");
    assert_eq!(output.matches("Press 1, 2, 3 or 4, or q to quit.").count(), 3, "{output}");
    assert!(output.contains("Reviewed: 1, again: 0"), "{output}");
}

#[test]
fn a_closed_pipe_ends_the_session() {
    let fixture = Fixture::new(CORE_IS_GREEN);
    let mut child = fixture.start(&[]);
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(stderr(&output), "");
}

/// Tests with a pseudo-terminal.
#[cfg(unix)]
mod terminal {
    use super::support::view::View;
    use super::*;

    #[test]
    fn single_keys_answer_and_quit() {
        let fixture = Fixture::new(CORE_IS_GREEN);
        let mut view = View::start(&fixture.0, &["cards"], &[]);
        view.until(&["1 of 2: tiny, new", "Enter: answer"]);
        view.press("x\r");
        view.until(&["Press Enter to see the answer", "\nBecause of rule.\n", "3 good: 2 days"]);
        view.press("3");
        view.until(&["\ngood: due in 2 days\n", "\n2 of 2: tiny, new\n"]);
        view.press(" 1");
        view.until(&["\nReviewed: 2, again: 1, due tomorrow: 1."]);
        assert!(view.ends().success());
        assert_eq!(fixture.reviews()["cards"]["tiny/zero"], json!([{ "day": today(), "rating": "again" }]));
    }

    #[rstest]
    #[case::q("q", 0)]
    #[case::ctrl_c("\x03", 130)]
    fn the_terminal_is_restored(#[case] key: &str, #[case] code: i32) {
        let fixture = Fixture::new(CORE_IS_GREEN);
        let mut view = View::start(&fixture.0, &["cards"], &[]);
        view.until(&["Enter: answer"]);
        view.press("\r2");
        view.until(&["2 of 2"]);
        view.press(key);
        assert_eq!(view.ends().code(), Some(code));
        assert_eq!(fixture.reviews()["cards"], json!({ "tiny/rule": [{ "day": today(), "rating": "hard" }] }));
    }

    #[test]
    fn a_termination_signal_restores_the_terminal() {
        let fixture = Fixture::new(CORE_IS_GREEN);
        let mut view = View::start(&fixture.0, &["cards"], &[]);
        view.until(&["Enter: answer"]);
        view.signal("TERM");
        assert_eq!(view.ends().code(), Some(130));
    }
}
