//! The message that sends a run to the board, within the board's size limits.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use dojo_protocol::messages::{FailedTest, Light, Run, limits};
use dojo_protocol::source_path::is_source;
use dojo_protocol::time::now;

use crate::render::report;
use crate::report::{Report, Status, Verdict};

/// Creates the message for a report. `code` is the folder with the tested code, if the code is sent.
pub fn of(report: &Report, code: Option<&Path>) -> Run {
    let failed = |status| !matches!(status, Status::Passed | Status::NotRun);
    let tests = report.stages.iter().flat_map(|stage| stage.tests.iter().map(move |test| (stage.number, test)));
    let failures = tests.filter(|(_, test)| failed(test.status)).map(|(stage, test)| FailedTest {
        stage,
        name: cut(&test.name),
        message: cut(&report::readable_message(test.message.as_deref().unwrap_or_default())),
    });
    let errors = report.error.iter().map(|error| cut(&error.message));
    let errors = errors.chain(report.diagnostics.iter().map(|found| cut(&plain(&found.rendered))));
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let run = Run {
        seq: 0,
        at: now(),
        kata: report.kata.clone(),
        light: match report.verdict {
            Verdict::Green => Light::Green,
            Verdict::Red => Light::Red,
            Verdict::Amber => Light::Amber,
            Verdict::Timeout => Light::Timeout,
        },
        stage: report.current_stage().map(|stage| stage.number),
        stages: number(report.stages.len()),
        passed: number(report.passed),
        total: number(report.total),
        took_ms: report.build_ms + report.run_ms,
        failures: failures.take(limits::FAILURES).collect(),
        errors: errors.take(limits::ERRORS).collect(),
        sources: code.map(sources),
    };
    // Escaping can make unusual text several times larger. If the message gets too large, drop the code, because the
    // result matters more.
    let fits = serde_json::to_vec(&run).is_ok_and(|json| json.len() < limits::REQUEST - (64 << 10));
    if fits { run } else { Run { sources: None, ..run } }
}

fn cut(text: &str) -> String {
    text.chars().take(limits::MESSAGE).collect()
}

fn plain(colored: &str) -> String {
    anstream::adapter::strip_str(colored).to_string()
}

/// Reads the Rust sources in a folder, up to the board's limits. The kata's sources come before the team's own tests.
fn sources(folder: &Path) -> BTreeMap<String, String> {
    let mut found = Vec::new();
    for part in ["src", "Cargo.toml", "tests"] {
        read_into(&folder.join(part), part, &mut found);
    }
    let mut remaining = limits::SOURCES;
    let mut sources = BTreeMap::new();
    for (path, text) in found {
        let size = path.len() + text.len();
        if size <= remaining && sources.len() < limits::FILES {
            remaining -= size;
            sources.insert(path, text);
        }
    }
    sources
}

fn read_into(path: &Path, name: &str, found: &mut Vec<(String, String)>) {
    // Unreadable files and files that are not UTF-8 are skipped.
    let Ok(metadata) = fs::symlink_metadata(path) else { return };
    if metadata.is_file() && is_source(name) && metadata.len() <= limits::SOURCES as u64 {
        found.extend(fs::read_to_string(path).ok().map(|text| (name.to_owned(), text)));
    } else if metadata.is_dir() {
        let Ok(entries) = fs::read_dir(path) else { return };
        let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.sort();
        for entry in names {
            read_into(&path.join(&entry), &format!("{name}/{entry}"), found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report_fixtures;

    #[test]
    fn the_message_contains_the_result_of_the_report() {
        let red = of(&report_fixtures::red(), None);
        assert_eq!((red.light, red.stage, red.stages, red.passed, red.total), (Light::Red, Some(2), 2, 2, 3));
        assert_eq!((red.took_ms, red.failures.len(), red.errors.len()), (1240, 1, 0));
        assert_eq!((red.failures[0].stage, red.failures[0].name.as_str()), (2, "pop_one"));
        assert!(red.failures[0].message.contains("expected: Some(1)"), "{}", red.failures[0].message);
        assert_eq!(red.sources, None);
        let amber = of(&report_fixtures::amber(), None);
        assert_eq!((amber.light, amber.stage), (Light::Amber, Some(1)));
        assert!(
            amber.errors[0].starts_with("error[E0308]: mismatched types\n"),
            "the error is not first, or has colors: {:?}",
            amber.errors
        );
        let green = of(&report_fixtures::green(), None);
        assert_eq!((green.light, green.stage, green.passed), (Light::Green, None, 3));
        assert_eq!(of(&report_fixtures::timeout(), None).light, Light::Timeout);
    }

    #[test]
    fn failures_and_messages_are_limited() {
        let failing = |number| report_fixtures::test(&format!("test_{number}"), Some(&"é".repeat(5000)));
        let run = of(&report_fixtures::report([(0..50).map(failing).collect(), Vec::new()]), None);
        assert_eq!(run.failures.len(), limits::FAILURES);
        assert!(run.failures.iter().all(|failure| failure.message.chars().count() == limits::MESSAGE));
    }

    #[test]
    fn the_code_is_limited_to_rust_sources_and_a_maximum_size() {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        let write = |path: &str, bytes: &[u8]| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("the path has a parent")).expect("the folder is writable");
            fs::write(path, bytes).expect("the file is writable");
        };
        write("Cargo.toml", b"[package]");
        write("src/lib.rs", b"mod a;");
        write("src/deep/a.rs", b"fn a() {}");
        write("src/large.rs", &vec![b'x'; limits::SOURCES]);
        write("src/no-text.rs", b"\xff\xfe");
        // Backup files of editors and systems, and names that are invalid on other systems.
        for name in
            ["src/lib.rs~", "src/.#lib.rs", "src/#lib.rs#", "src/lib.rs.bak", "src/.DS_Store", "tests/Thumbs.db"]
        {
            write(name, b"no code");
        }
        #[cfg(unix)]
        for name in ["src/con.rs", "src/a:b.rs", "src/a\\b.rs"] {
            write(name, b"//");
        }
        write("hints/stage_1.md", b"not theirs");
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("src/linked.rs")).expect("the folder is writable");
        let run = of(&report_fixtures::red(), Some(folder.path()));
        let sources = run.sources.expect("the code is included");
        let paths: Vec<&str> = sources.keys().map(String::as_str).collect();
        assert_eq!(paths, ["Cargo.toml", "src/deep/a.rs", "src/lib.rs"]);
        assert_eq!(sources["src/lib.rs"], "mod a;");
        for number in 0..2 * limits::FILES {
            write(&format!("tests/t{number}.rs"), b"//");
        }
        let sources = of(&report_fixtures::red(), Some(folder.path())).sources.expect("the code is included");
        assert_eq!(sources.len(), limits::FILES);
        assert!(sources.contains_key("src/lib.rs"), "the kata's sources were dropped before the tests");
        // JSON escapes each of these characters as six.
        write("src/large.rs", &vec![1; limits::SOURCES - 100]);
        assert_eq!(
            of(&report_fixtures::red(), Some(folder.path())).sources,
            None,
            "the code is too large for a request"
        );
    }
}
