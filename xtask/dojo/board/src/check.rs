//! What comes from outside is hostile until it has been here.

use dojo_protocol::messages::{JoinRequest, Reason, Refusal, Run, VERSION, limits};

/// The largest number that a script in a page can hold.
const LARGEST: u64 = (1 << 53) - 1;

/// A refusal that will be the same again.
pub fn refusal(reason: Reason, message: impl Into<String>) -> Refusal {
    Refusal { reason, message: message.into(), retry_after_s: None }
}

fn malformed(message: impl Into<String>) -> Refusal {
    refusal(Reason::Malformed, message)
}

/// A line of text that people wrote, such as a name: without what cannot be seen or changes the direction of what follows,
/// and with one space between words.
///
/// # Errors
///
/// If it is longer than `most` characters. `what` names it.
pub fn line(text: &str, what: &str, most: usize) -> Result<String, Refusal> {
    // Before any work on it.
    if text.len() > most * 16 {
        return Err(malformed(format!("{what} is longer than {most} characters: choose a shorter one")));
    }
    let visible = |c: &char| !c.is_control() && !is_invisible(*c);
    let spaced: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(visible).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() > most {
        return Err(malformed(format!("{what} is longer than {most} characters: choose a shorter one")));
    }
    Ok(line)
}

/// Whether a character shows nothing by itself, or turns the text around it.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// What two names of teams have in common that nobody could tell apart in a room.
pub fn key(name: &str) -> String {
    name.to_lowercase()
}

/// A request to join, with its names cleaned.
///
/// # Errors
///
/// What is wrong with it.
pub fn join(request: &JoinRequest) -> Result<JoinRequest, Refusal> {
    if request.version != VERSION {
        let older = if request.version < VERSION { "this machine" } else { "the board" };
        let message = format!(
            "the board speaks version {VERSION} and this machine version {}: update the repository on {older}",
            request.version
        );
        return Err(refusal(Reason::Version, message));
    }
    let team = line(&request.team, "the team's name", limits::TEAM)?;
    if team.is_empty() {
        return Err(malformed("a team needs a name that can be read: `--team NAME`"));
    }
    if request.people.len() > limits::PEOPLE {
        return Err(malformed(format!("a team has at most {} people: make two teams", limits::PEOPLE)));
    }
    let people = request.people.iter().map(|name| line(name, "a person's name", limits::PERSON));
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

/// Whether a run can be taken.
///
/// # Errors
///
/// Why it cannot, in a line for the user.
pub fn run(run: &Run) -> Result<(), String> {
    let long = |text: &str, most: usize| text.len() > most && text.chars().count() > most;
    if run.seq == 0 || run.seq > LARGEST {
        return Err(format!("a run's number is from 1 to {LARGEST}"));
    }
    if run.kata.is_empty() || long(&run.kata, limits::KATA) || !run.kata.chars().all(is_plain) {
        return Err("what it calls its kata is no name of one: small letters, digits and `-`".to_owned());
    }
    if run.passed > run.total || run.stages > 100 || run.stage.is_some_and(|stage| stage == 0 || stage > run.stages) {
        return Err("its counts contradict each other".to_owned());
    }
    if run.failures.len() > limits::FAILURES || run.errors.len() > limits::ERRORS {
        return Err("it names more tests or errors than the board takes".to_owned());
    }
    let mut messages = run.failures.iter().flat_map(|test| [&test.name, &test.message]).chain(&run.errors);
    if messages.any(|text| long(text, limits::MESSAGE)) {
        return Err(format!("a message in it is longer than {} characters", limits::MESSAGE));
    }
    let Some(sources) = &run.sources else { return Ok(()) };
    let bytes: usize = sources.iter().map(|(path, text)| path.len() + text.len()).sum();
    if sources.len() > limits::FILES || bytes > limits::SOURCES {
        let (files, kilobytes) = (limits::FILES, limits::SOURCES >> 10);
        return Err(format!(
            "its code is more than {files} files or {kilobytes} kB; `--no-code` sends runs without it"
        ));
    }
    match sources.keys().find(|path| !is_path(path)) {
        Some(path) => Err(format!("{path:?} is no path within a kata")),
        None => Ok(()),
    }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

/// Whether this is a path that stays within the folder it is used in, on every system.
pub fn is_path(path: &str) -> bool {
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
    fn names_keep_what_can_be_seen_and_nothing_else() {
        let clean = |text| line(text, "it", 20).expect("short enough");
        assert_eq!(clean("  Night \t\n Owls "), "Night Owls");
        assert_eq!(clean("\u{202e}slwO\u{202c}\u{200b}"), "slwO", "marks that turn the text around");
        assert_eq!(clean("<script>"), "<script>", "markup is text like any other");
        assert_eq!(clean("Zoë 🦉 水"), "Zoë 🦉 水");
        assert_eq!(clean("\u{3164}\u{2800}"), "", "blanks that are no spaces");
        assert!(line(&"x".repeat(21), "it", 20).is_err());
        assert!(line(&" ".repeat(10 << 20), "it", 20).is_err(), "ten megabytes of nothing");
    }

    #[test]
    fn paths_stay_where_they_are_used() {
        for good in ["src/lib.rs", "Cargo.toml", "tests/own/ä.rs"] {
            assert!(is_path(good), "{good}");
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
            assert!(!is_path(bad), "{bad:?}");
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
    fn a_run_that_contradicts_itself_or_is_too_large_is_refused() {
        assert_eq!(run(&a_run()), Ok(()));
        let sources = |path: &str, bytes| Some(BTreeMap::from([(path.to_owned(), "x".repeat(bytes))]));
        let bad = [
            Run { seq: 0, ..a_run() },
            Run { seq: 1 << 60, ..a_run() },
            Run { kata: "../x".to_owned(), ..a_run() },
            Run { kata: String::new(), ..a_run() },
            Run { passed: 3, ..a_run() },
            Run { stage: Some(8), ..a_run() },
            Run { errors: vec!["x".repeat(limits::MESSAGE + 1)], ..a_run() },
            Run { errors: vec![String::new(); limits::ERRORS + 1], ..a_run() },
            Run { sources: sources("src/lib.rs", limits::SOURCES), ..a_run() },
            Run { sources: sources("../lib.rs", 1), ..a_run() },
        ];
        for bad in bad {
            assert!(run(&bad).is_err(), "{bad:?}");
        }
    }
}
