//! Checks and cleans what clients send, before anything else uses it.

use dojo_protocol::messages::{JoinRequest, Reason, Refusal, RetroAnswers, Run, VERSION, limits};
use thiserror::Error;

/// The largest integer that a script in a page can hold.
const MAX_INTEGER: u64 = (1 << 53) - 1;
/// The most stages of a kata.
const MAX_STAGES: u32 = 100;

fn malformed(message: impl Into<String>) -> Refusal {
    Refusal::new(Reason::Malformed, message)
}

fn is_longer(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().count() > most
}

/// Returns a line of text, such as a name, without characters that are invisible or change the direction of text, and with one
/// space between words. `what` names it in the error.
///
/// # Errors
///
/// If it is longer than `most` characters.
pub fn clean_line(text: &str, what: &str, most: usize) -> Result<String, Refusal> {
    let too_long = || malformed(format!("{what} is longer than {most} characters: choose a shorter one"));
    // Before any work on it.
    if text.len() > most * 16 {
        return Err(too_long());
    }
    let visible = |c: &char| !c.is_control() && !is_invisible(*c);
    let spaced: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(visible).collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_longer(&line, most) { Err(too_long()) } else { Ok(line) }
}

/// Returns whether a character is invisible or changes the direction of the text around it.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns a request to join with cleaned names.
///
/// # Errors
///
/// If it violates a rule.
pub fn validate_join(request: &JoinRequest) -> Result<JoinRequest, Refusal> {
    if request.version != VERSION {
        let older = if request.version < VERSION { "this machine" } else { "the board" };
        let message = format!(
            "the board speaks version {VERSION} and this machine version {}: update the repository on {older}",
            request.version
        );
        return Err(Refusal::new(Reason::Version, message));
    }
    let team = clean_line(&request.team, "the team's name", limits::TEAM)?;
    if team.is_empty() {
        return Err(malformed("a team needs a name that can be read: `--team NAME`"));
    }
    if request.people.len() > limits::PEOPLE {
        return Err(malformed(format!("a team has at most {} people: make two teams", limits::PEOPLE)));
    }
    let people = request.people.iter().map(|name| clean_line(name, "a person's name", limits::PERSON));
    let mut people = people.collect::<Result<Vec<String>, Refusal>>()?;
    people.retain(|name| !name.is_empty());
    for (index, name) in people.iter().enumerate() {
        if people[..index].contains(name) {
            return Err(malformed(format!("two people of a team are called {name}: tell them apart")));
        }
    }
    let length = request.machine.len();
    if !(limits::MACHINE_LEAST..=limits::MACHINE).contains(&length) {
        let (least, most) = (limits::MACHINE_LEAST, limits::MACHINE);
        return Err(malformed(format!("a machine's secret has {least} to {most} characters, not {length}")));
    }
    Ok(JoinRequest { team, people, ..request.clone() })
}

/// Checks the answers of a retrospective.
///
/// # Errors
///
/// If one is too long.
pub fn validate_answers(answers: &RetroAnswers) -> Result<(), Refusal> {
    if answers.answers.iter().any(|answer| is_longer(answer, limits::ANSWER)) {
        let message = format!("an answer is longer than {} characters: shorten it", limits::ANSWER);
        return Err(Refusal::new(Reason::TooLarge, message));
    }
    Ok(())
}

/// The reason why the board rejects a run for good. Its text is one line for the user.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidRun {
    /// The sequence number is 0 or too large.
    #[error("a run's number is from 1 to {MAX_INTEGER}")]
    Number,
    /// The kata's name has characters that no kata's name has.
    #[error("what it calls its kata is no name of one: small letters, digits and `-`")]
    Kata,
    /// More tests pass than there are, for example.
    #[error("its counts contradict each other")]
    Counts,
    /// More failed tests or compiler errors than a run may have.
    #[error("it names more tests or errors than the board takes")]
    TooManyFailures,
    /// A message is too long.
    #[error("a message in it is longer than {most} characters", most = limits::MESSAGE)]
    LongMessage,
    /// The code has too many files or bytes.
    #[error(
        "its code is more than {files} files or {kilobytes} kB; `--no-code` sends runs without it",
        files = limits::FILES, kilobytes = limits::SOURCES >> 10
    )]
    LargeCode,
    /// A path leads out of the kata's folder.
    #[error("{0:?} is no path within a kata")]
    Path(String),
    /// The team has used up its space on the board's disk.
    #[error("your team has sent {0} MB of code, and the board keeps no more: join again with `--no-code`")]
    NoSpace(u64),
}

/// Checks a run.
///
/// # Errors
///
/// If it violates a rule.
pub fn validate_run(run: &Run) -> Result<(), InvalidRun> {
    if run.seq == 0 || run.seq > MAX_INTEGER {
        return Err(InvalidRun::Number);
    }
    if run.kata.is_empty() || is_longer(&run.kata, limits::KATA) || !run.kata.chars().all(is_kata_letter) {
        return Err(InvalidRun::Kata);
    }
    let is_stage = |stage| (1..=run.stages).contains(&stage);
    if run.passed > run.total || run.stages > MAX_STAGES || !run.stage.is_none_or(is_stage) {
        return Err(InvalidRun::Counts);
    }
    if run.failures.len() > limits::FAILURES || run.errors.len() > limits::ERRORS {
        return Err(InvalidRun::TooManyFailures);
    }
    let mut messages = run.failures.iter().flat_map(|test| [&test.name, &test.message]).chain(&run.errors);
    if messages.any(|text| is_longer(text, limits::MESSAGE)) {
        return Err(InvalidRun::LongMessage);
    }
    let Some(sources) = &run.sources else { return Ok(()) };
    let bytes: usize = sources.iter().map(|(path, text)| path.len() + text.len()).sum();
    if sources.len() > limits::FILES || bytes > limits::SOURCES {
        return Err(InvalidRun::LargeCode);
    }
    match sources.keys().find(|path| !is_safe_path(path)) {
        Some(path) => Err(InvalidRun::Path(path.clone())),
        None => Ok(()),
    }
}

fn is_kata_letter(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

/// Returns whether a path stays within the folder that it is used in, on every system.
fn is_safe_path(path: &str) -> bool {
    let reserved = |part: &str| {
        let stem = part.split('.').next().unwrap_or(part).to_ascii_uppercase();
        let device = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
        matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
            || device.is_some_and(|number| number.len() == 1 && number.as_bytes()[0].is_ascii_digit())
    };
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with(['.', ' '])
            && !reserved(part)
            && part.chars().all(|c| !c.is_control() && !is_invisible(c) && !"\\:*?\"<>|~".contains(c))
    };
    path.len() <= limits::PATH && path.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use dojo_protocol::messages::Light;

    use super::*;

    #[test]
    fn clean_line_keeps_only_what_is_visible() {
        let clean = |text| clean_line(text, "it", 20).expect("short enough");
        assert_eq!(clean("  Night \t\n Owls "), "Night Owls");
        assert_eq!(clean("\u{202e}slwO\u{202c}\u{200b}"), "slwO", "marks that turn the text around");
        assert_eq!(clean("<script>"), "<script>", "markup is text like any other");
        assert_eq!(clean("Zoë 🦉 水"), "Zoë 🦉 水");
        assert_eq!(clean("\u{3164}\u{2800}"), "", "blanks that are no spaces");
        assert!(clean_line(&"x".repeat(21), "it", 20).is_err());
        assert!(clean_line(&" ".repeat(10 << 20), "it", 20).is_err(), "ten megabytes of nothing");
    }

    #[test]
    fn unsafe_paths_are_rejected() {
        for good in ["src/lib.rs", "Cargo.toml", "tests/own/ä.rs"] {
            assert!(is_safe_path(good), "{good}");
        }
        let bad = [
            "",
            "/etc/passwd",
            "../up",
            "a/../../b",
            "a//b",
            "a/./b",
            ".git/hooks/pre-commit",
            "C:/x",
            "a\\..\\b",
            "nul",
            "src/con.rs",
            "com1",
            "a\0b",
            "a\nb",
            "x.",
            "x ",
            "~/x",
            "a/b:stream",
            "GIT~1/config",
            "\u{200d}.git/config",
        ];
        for bad in bad {
            assert!(!is_safe_path(bad), "{bad:?}");
        }
    }

    fn a_run() -> Run {
        Run {
            seq: 1,
            at: 0,
            kata: "hash-map".to_owned(),
            light: Light::Red,
            stage: Some(1),
            stages: 7,
            passed: 1,
            total: 2,
            took_ms: 1,
            failures: Vec::new(),
            errors: Vec::new(),
            sources: None,
        }
    }

    #[test]
    fn invalid_runs_are_rejected() {
        assert_eq!(validate_run(&a_run()), Ok(()));
        let sources = |path: &str, bytes| Some(BTreeMap::from([(path.to_owned(), "x".repeat(bytes))]));
        let bad = [
            (Run { seq: 0, ..a_run() }, InvalidRun::Number),
            (Run { seq: 1 << 60, ..a_run() }, InvalidRun::Number),
            (Run { kata: "../x".to_owned(), ..a_run() }, InvalidRun::Kata),
            (Run { kata: String::new(), ..a_run() }, InvalidRun::Kata),
            (Run { passed: 3, ..a_run() }, InvalidRun::Counts),
            (Run { stage: Some(8), ..a_run() }, InvalidRun::Counts),
            (Run { errors: vec!["x".repeat(limits::MESSAGE + 1)], ..a_run() }, InvalidRun::LongMessage),
            (Run { errors: vec![String::new(); limits::ERRORS + 1], ..a_run() }, InvalidRun::TooManyFailures),
            (Run { sources: sources("src/lib.rs", limits::SOURCES), ..a_run() }, InvalidRun::LargeCode),
            (Run { sources: sources("../lib.rs", 1), ..a_run() }, InvalidRun::Path("../lib.rs".to_owned())),
        ];
        for (bad, expected) in bad {
            assert_eq!(validate_run(&bad), Err(expected), "{bad:?}");
        }
    }
}
