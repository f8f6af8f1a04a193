//! Validates and cleans the input of clients before anything else uses it.

use dojo_protocol::messages::{JoinRequest, Reason, Refusal, RetroAnswers, Run, VERSION, limits};
use dojo_protocol::safe_text::is_invisible;
use dojo_protocol::source_path::is_portable;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;

use crate::database::runs::Sources;

/// The largest integer that JavaScript represents exactly.
const MAX_INTEGER: u64 = (1 << 53) - 1;
/// The maximum number of stages of a kata.
const MAX_STAGES: u32 = 100;

fn malformed(message: impl Into<String>) -> Refusal {
    Refusal::new(Reason::Malformed, message)
}

fn is_longer(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().count() > most
}

/// Cleans a line of text, such as a name. `what` names it in the error.
///
/// Invisible and direction-changing characters are removed, and words are separated by a single space.
///
/// # Errors
///
/// If the result is longer than `most` characters.
pub fn clean_line(text: &str, what: &str, most: usize) -> Result<String, Refusal> {
    let too_long = || malformed(format!("{what} is longer than {most} characters: choose a shorter one"));
    // Rejects very long texts before processing them.
    if text.len() > most * 16 {
        return Err(too_long());
    }
    let visible = |c: &char| !c.is_control() && !is_invisible(*c);
    let spaced: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(visible).collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_longer(&line, most) { Err(too_long()) } else { Ok(line) }
}

/// Validates a request to join, and returns it with cleaned names.
///
/// # Errors
///
/// If the request violates a rule.
pub fn validate_join(request: &JoinRequest) -> Result<JoinRequest, Refusal> {
    if request.version != VERSION {
        let older = if request.version < VERSION { "this machine" } else { "the board" };
        let message = format!(
            "the board uses protocol version {VERSION}, but this machine uses version {}: update the repository on {older}",
            request.version
        );
        return Err(Refusal::new(Reason::Version, message));
    }
    let team = clean_line(&request.team, "the team's name", limits::TEAM)?;
    // Normalized, so that wide or styled letters become plain ones.
    let team = clean_line(&team.nfkc().collect::<String>(), "the team's name", limits::TEAM)?;
    if team.is_empty() {
        return Err(malformed("the team's name has no visible characters: choose another with `--team NAME`"));
    }
    if request.people.len() > limits::PEOPLE {
        return Err(malformed(format!("a team has at most {} people: make two teams", limits::PEOPLE)));
    }
    let people = request.people.iter().map(|name| clean_line(name, "a person's name", limits::PERSON));
    let mut people = people.collect::<Result<Vec<String>, Refusal>>()?;
    people.retain(|name| !name.is_empty());
    for (index, name) in people.iter().enumerate() {
        if people[..index].contains(name) {
            return Err(malformed(format!("two people on the team are called {name}: give them different names")));
        }
    }
    let length = request.machine.len();
    if !(limits::MACHINE_LEAST..=limits::MACHINE).contains(&length) {
        let (least, most) = (limits::MACHINE_LEAST, limits::MACHINE);
        return Err(malformed(format!("a machine's secret must have {least} to {most} characters, not {length}")));
    }
    Ok(JoinRequest { team, people, ..request.clone() })
}

/// Validates the answers of a retrospective.
///
/// # Errors
///
/// If an answer is too long.
pub fn validate_answers(answers: &RetroAnswers) -> Result<(), Refusal> {
    if answers.answers.iter().any(|answer| is_longer(answer, limits::ANSWER)) {
        let message = format!("an answer is longer than {} characters: shorten it", limits::ANSWER);
        return Err(Refusal::new(Reason::TooLarge, message));
    }
    Ok(())
}

/// The reason why the board permanently rejects a run. Its text is one line for the user.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidRun {
    /// The sequence number is 0 or too large.
    #[error("its sequence number must be between 1 and {MAX_INTEGER}")]
    Number,
    /// The kata's name is invalid.
    #[error("its kata name is invalid; valid names have lower-case letters, digits and `-`")]
    Kata,
    /// The counts are inconsistent: for example, more tests pass than exist.
    #[error("its numbers of tests or stages contradict each other")]
    Counts,
    /// The run lists too many failed tests or compiler errors.
    #[error("it lists more failed tests or compiler errors than the board accepts")]
    TooManyFailures,
    /// A message is too long.
    #[error("one of its messages is longer than {most} characters", most = limits::MESSAGE)]
    LongMessage,
}

/// Validates a run.
///
/// # Errors
///
/// If the run violates a rule.
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
    Ok(())
}

/// Returns the files of a run that the board accepts: those with a safe path, up to the size limits.
///
/// The run itself is accepted whatever its files are, so that its light always appears.
pub fn accepted_sources(sources: &Sources) -> Sources {
    let mut room = limits::SOURCES;
    let mut accepted = Sources::new();
    for (path, text) in sources.iter().filter(|(path, _)| is_portable(path)) {
        let size = path.len() + text.len();
        if size <= room && accepted.len() < limits::FILES {
            room -= size;
            accepted.insert(path.clone(), text.clone());
        }
    }
    accepted
}

fn is_kata_letter(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

#[cfg(test)]
pub(crate) mod tests {
    use dojo_protocol::messages::Light;

    use super::*;

    #[test]
    fn clean_line_keeps_only_visible_characters() {
        let clean = |text| clean_line(text, "it", 20).expect("short enough");
        assert_eq!(clean("  Night \t\n Owls "), "Night Owls");
        assert_eq!(clean("\u{202e}slwO\u{202c}\u{200b}"), "slwO", "direction marks");
        assert_eq!(clean("<script>"), "<script>", "markup");
        assert_eq!(clean("Zoë 🦉 水"), "Zoë 🦉 水");
        assert_eq!(clean("\u{3164}\u{2800}"), "", "blank characters other than spaces");
        assert!(clean_line(&"x".repeat(21), "it", 20).is_err());
        assert!(clean_line(&" ".repeat(10 << 20), "it", 20).is_err(), "ten megabytes of spaces");
    }

    pub(crate) fn valid_run() -> Run {
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
        assert_eq!(validate_run(&valid_run()), Ok(()));
        let bad = [
            (Run { seq: 0, ..valid_run() }, InvalidRun::Number),
            (Run { seq: 1 << 60, ..valid_run() }, InvalidRun::Number),
            (Run { kata: "../x".to_owned(), ..valid_run() }, InvalidRun::Kata),
            (Run { kata: String::new(), ..valid_run() }, InvalidRun::Kata),
            (Run { passed: 3, ..valid_run() }, InvalidRun::Counts),
            (Run { stage: Some(8), ..valid_run() }, InvalidRun::Counts),
            (Run { errors: vec!["x".repeat(limits::MESSAGE + 1)], ..valid_run() }, InvalidRun::LongMessage),
            (Run { errors: vec![String::new(); limits::ERRORS + 1], ..valid_run() }, InvalidRun::TooManyFailures),
        ];
        for (bad, expected) in bad {
            assert_eq!(validate_run(&bad), Err(expected), "{bad:?}");
        }
    }
}
