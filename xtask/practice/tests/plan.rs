//! Tests of `plan` in a workspace.

#[path = "../../tests/support/mod.rs"]
mod support;

use chrono::Local;
use practice::cards::fsrs::Rating;
use practice::cards::review_log::{Review, ReviewLog};
use support::{Fixture, stderr, stdout};
use xtask::store::Store;
use xtask::workspace::Workspace;

/// Returns the output of `plan`.
fn plan(fixture: &Fixture, arguments: &[&str]) -> String {
    let output = fixture.xtask(&[&["plan"], arguments].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output)
}

#[test]
fn the_plan_follows_what_is_done() {
    let fixture = Fixture::new();
    for kata in ["tiny", "small"] {
        fixture.write(&format!("solutions/{kata}/interview.toml"), "");
        fixture.write(&format!("solutions/{kata}/cards.toml"), "");
    }
    let new = plan(&fixture, &["--hours-a-week", "7"]);
    assert!(new.contains(": 14 days, 14 h 00 min (7 h a week).\n"), "{new}");
    assert!(new.contains(" min  cargo xtask watch tiny       core (stages 1 and 2)\n"), "{new}");
    assert!(new.contains(" min  cargo xtask interview tiny   with its review\n"), "{new}");
    assert_eq!(plan(&fixture, &[]), new, "the options are remembered");

    let now = xtask::store::now();
    let run = |stages: &str| {
        format!(
            "{{\"at\":{now},\"kata\":\"tiny\",\"verdict\":\"red\",\"stage\":2,\"passed\":2,\"total\":3,\"kept\":null,\
             \"green\":[{stages}]}}\n"
        )
    };
    fixture.write(".state/history.jsonl", &run("\"double\""));
    let text = plan(&fixture, &[]);
    assert!(text.contains(" You did 5 min today.\n"), "{text}");
    assert!(text.contains("   10 min  cargo xtask watch tiny       core (stage 2)\n"), "{text}");
    assert!(!text.contains("Done so far"), "{text}");

    fixture.write(".state/history.jsonl", &run("\"double\",\"triple\""));
    fixture.write("interviews/1-small/session.json", &format!("{{\"kata\":\"small\",\"began\":{now}}}"));
    let text = plan(&fixture, &[]);
    assert!(text.contains("You did 15 min today.") && text.ends_with("\nDone so far: all stages of tiny.\n"), "{text}");
    // The two days with an interview have no time for cards.
    assert_eq!(text.matches("cargo xtask cards").count(), 12, "{text}");
    let small = text.find("interview small").expect("the open interview is planned");
    assert!(small < text.find("interview tiny").expect("another interview is planned"), "{text}");

    let today = Local::now().date_naive();
    let store = Store::of(&Workspace::at(fixture.path("")).expect("the fixture is a workspace"));
    ReviewLog::record(&store, "tiny/a", Review { day: today, rating: Rating::Good }).expect("the review is saved");
    let finished = format!("{{\"kata\":\"small\",\"began\":{now},\"finished\":{now}}}");
    fixture.write("interviews/1-small/session.json", &finished);
    let text = plan(&fixture, &[]);
    assert!(text.contains("You did 1 h 20 min today."), "{text}");
    assert!(text.contains("today: done.\n"), "{text}");
    assert!(text.ends_with("\nDone so far: all stages of tiny; interviews on small.\n"), "{text}");
    assert_eq!(text.matches("cargo xtask cards").count(), 11, "{text}");
    let text = plan(&fixture, &["--until", &today.to_string(), "--hours-a-week", "28"]);
    assert!(!text.contains("cargo xtask interview"), "today's interview is over: {text}");
}

#[test]
fn a_damaged_kata_is_left_out() {
    let fixture = Fixture::new();
    fixture.write("tests/tiny/stage_1_double.rs", "// no title\n");
    let output = fixture.xtask(&["plan"]);
    assert!(stderr(&output).starts_with("note: tiny is not part of the plan: "), "{}", stderr(&output));
    assert!(!stdout(&output).contains("tiny") && stdout(&output).contains("small"), "{}", stdout(&output));
    fixture.write("tests/small/stage_1_double.rs", "// no title\n");
    let output = fixture.xtask(&["plan"]);
    assert!(stderr(&output).contains("error: none of the katas can be read."), "{}", stderr(&output));
}

#[test]
fn the_calendar_is_written_to_the_file() {
    let fixture = Fixture::new();
    let text = plan(&fixture, &["--ics", "plan.ics"]);
    assert!(text.contains("\nThe calendar is in plan.ics."), "{text}");
    let calendar = fixture.read("plan.ics");
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 14, "{calendar}");
}
