//! Captured output of a test: truncation, and a search for its last panic.

use crate::sanitize::plain;

/// The number of bytes kept from the beginning and from the end of an output.
const KEPT: usize = 32 << 10;

/// The beginning and the end of an output, which can be of any length because its middle is dropped.
#[derive(Debug, Default)]
pub struct BoundedOutput {
    head: Vec<u8>,
    tail: Vec<u8>,
    total: usize,
}

impl BoundedOutput {
    /// Adds a chunk.
    pub fn push(&mut self, bytes: &[u8]) {
        self.total += bytes.len();
        let (head, tail) = bytes.split_at(bytes.len().min(KEPT - self.head.len()));
        self.head.extend_from_slice(head);
        self.tail.extend_from_slice(tail);
        // Truncating on every call would move the whole tail each time.
        if self.tail.len() > 2 * KEPT {
            self.tail.drain(..self.tail.len() - KEPT);
        }
    }

    /// Returns the number of all bytes added, including dropped ones.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Converts the output to text.
    ///
    /// Replaces invalid UTF-8, removes terminal control codes, and notes how much was dropped.
    pub fn into_text(mut self) -> String {
        self.tail.drain(..self.tail.len().saturating_sub(KEPT));
        let left_out = self.total - self.head.len() - self.tail.len();
        let mut text = String::from_utf8_lossy(&self.head).into_owned();
        if left_out > 0 {
            text.push_str(&format!("\n[… {left_out} bytes omitted …]\n"));
        }
        text.push_str(&String::from_utf8_lossy(&self.tail));
        plain(&text)
    }
}

/// Returns the output of the test itself, without the lines of the test harness around it.
pub fn of_test<'a>(printed: &'a str, name: &str) -> &'a str {
    let begin = "running 1 test\n";
    let inner = printed.find(begin).map_or(printed, |start| &printed[start + begin.len()..]);
    let end = format!("test {name} ... ");
    let inner = inner.rfind(&end).map_or(inner, |end| &inner[..end]);
    inner.trim_start_matches("warning: `--logfile` is deprecated\n")
}

/// Returns true if the output has the standard library's line about a failed allocation.
pub fn mentions_failed_allocation(output: &str) -> bool {
    output.lines().any(|line| {
        let size = line.strip_prefix("memory allocation of ").and_then(|line| line.strip_suffix(" bytes failed"));
        size.is_some_and(|size| size.parse::<usize>().is_ok())
    })
}

/// Returns true if the output has the standard library's line about a stack overflow.
pub fn mentions_stack_overflow(output: &str) -> bool {
    output.lines().any(|line| line.starts_with("thread '") && line.ends_with(" has overflowed its stack"))
}

/// A panic, parsed from the standard library's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panic<'a> {
    /// The location, as `path:line:column`.
    pub place: &'a str,
    /// The panic message.
    pub message: &'a str,
}

/// Returns the last panic of the test's thread in `output`.
///
/// If that thread has not panicked, returns the last panic of any thread.
pub fn last_panic<'a>(output: &'a str, name: &str) -> Option<Panic<'a>> {
    let starts = output.match_indices("thread '").filter(|(at, _)| *at == 0 || output[..*at].ends_with('\n'));
    let panics = starts.filter_map(|(at, mark)| {
        let (thread, rest) = output[at + mark.len()..].split_once('\'')?;
        let (header, rest) = rest.split_once('\n')?;
        let place = header.split_once("panicked at ")?.1.trim_end_matches(':');
        let ends = ["\nnote: run with `RUST_BACKTRACE", "\nnote: `RUST_BACKTRACE", "\nthread '"];
        let end = ends.iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
        Some((thread, Panic { place, message: rest[..end].trim_end() }))
    });
    let panics: Vec<(&str, Panic<'a>)> = panics.collect();
    let of_test = panics.iter().rev().find(|(thread, _)| *thread == name);
    of_test.or(panics.last()).map(|(_, panic)| *panic)
}

/// A line of a source file, as the standard library prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The path of the file.
    pub file: &'a str,
    /// The line number, from 1.
    pub line: usize,
}

impl<'a> Place<'a> {
    /// Parses `path:line:column`, or `path:line` from a system that does not know the column.
    pub fn parse(text: &'a str) -> Option<Self> {
        let number = |text: &'a str| {
            let (before, number) = text.rsplit_once(':')?;
            Some((before, number.parse::<usize>().ok()?))
        };
        let (before, last) = number(text)?;
        let (file, line) = number(before).unwrap_or((before, last));
        Some(Self { file, line })
    }
}

/// Returns the places of a panic's backtrace, the innermost first.
pub fn frames<'a>(panic: &Panic<'a>) -> impl Iterator<Item = Place<'a>> + use<'a> {
    let backtrace = panic.message.rsplit_once("stack backtrace:\n").map_or("", |(_, backtrace)| backtrace);
    backtrace.lines().filter_map(|line| Place::parse(line.trim_start().strip_prefix("at ")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_output_is_kept_completely() {
        let mut kept = BoundedOutput::default();
        kept.push(b"one ");
        kept.push(b"two");
        assert_eq!(kept.into_text(), "one two");
    }

    #[test]
    fn long_output_keeps_its_beginning_and_end() {
        let mut kept = BoundedOutput::default();
        kept.push(b"begin");
        for _ in 0..100 {
            kept.push(&[b'x'; 4096]);
        }
        kept.push(b"end");
        let left_out = 5 + 100 * 4096 + 3 - 2 * KEPT;
        assert_eq!(kept.total(), 5 + 100 * 4096 + 3);
        let text = kept.into_text();
        assert!(text.starts_with("begin") && text.ends_with("end"));
        assert!(text.contains(&format!("[… {left_out} bytes omitted …]")));
        assert!(text.len() < 2 * KEPT + 100);
    }

    #[test]
    fn into_text_removes_terminal_control_codes() {
        let mut kept = BoundedOutput::default();
        kept.push(b"a\x1b[2Jb\x07\rc\xff\n");
        assert_eq!(kept.into_text(), "abc\u{fffd}\n");
    }

    #[test]
    fn a_failed_allocation_is_a_separate_line() {
        assert!(mentions_failed_allocation("running\nmemory allocation of 4096 bytes failed\n"));
        assert!(!mentions_failed_allocation("I say: memory allocation of 4096 bytes failed"));
        assert!(!mentions_failed_allocation("memory allocation of many bytes failed"));
    }

    #[test]
    fn a_stack_overflow_is_a_separate_line() {
        assert!(mentions_stack_overflow("noise\n\nthread 'a::b' (7) has overflowed its stack\nfatal runtime error"));
        assert!(!mentions_stack_overflow("I say: thread 'a' has overflowed its stack"));
        assert!(!mentions_stack_overflow("thread 'a::b' (7) panicked: it has overflowed its stack, twice"));
    }

    #[test]
    fn of_test_removes_the_harness_output() {
        let printed =
            "warning: `--logfile` is deprecated\n\nrunning 1 test\nhello\ntest a::b ... ok\n\ntest result: ok.";
        assert_eq!(of_test(printed, "a::b"), "hello\n");
    }

    #[test]
    fn last_panic_returns_location_and_multiline_message() {
        let output = "noise\n\nthread 'a::b' (7) panicked at tests/x.rs:3:5:\nfirst\n  left: 1\n right: 2\n\
                      note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n";
        let panic = last_panic(output, "a::b").unwrap();
        assert_eq!(panic, Panic { place: "tests/x.rs:3:5", message: "first\n  left: 1\n right: 2" });
    }

    #[test]
    fn frames_are_found_in_backtraces_of_all_systems() {
        let output = "\nthread 'a::b' (7) panicked at /rustc/1/library/core/src/num/mod.rs:3:5:\nit is at x.rs:9:9\n\
                      stack backtrace:\n   0: core::panicking::panic\n             at /rustc/1/library/core/src/panicking.rs:80:14\n   \
                      1: ring::Ring<T>::pop\n             at ./src/my code.rs:12:9\n   2: no_place\n   3: ring::push\n             \
                      at C:\\my code\\src\\lib.rs:7\n   4: ring::end\n             at .\\src\\end.rs:1:36\nnote: Some details are omitted\n\nthread 'c' panicked at u.rs:2:2:\nother\n";
        let panic = last_panic(output, "a::b").unwrap();
        let places: Vec<(&str, usize)> = frames(&panic).map(|place| (place.file, place.line)).collect();
        let expected = [
            ("/rustc/1/library/core/src/panicking.rs", 80),
            ("./src/my code.rs", 12),
            ("C:\\my code\\src\\lib.rs", 7),
            (".\\src\\end.rs", 1),
        ];
        assert_eq!(places, expected);
        assert_eq!(frames(&last_panic(output, "c").unwrap()).next(), None);
    }

    #[test]
    fn last_panic_prefers_the_thread_of_the_test() {
        let output =
            "\nthread 'a::b' (7) panicked at t.rs:1:1:\nmine\n\nthread '<unnamed>' (8) panicked at u.rs:2:2:\nother\n";
        assert_eq!(last_panic(output, "a::b").unwrap().message, "mine");
        assert_eq!(last_panic(output, "c").unwrap().message, "other");
        assert_eq!(last_panic("thread and no panic", "a"), None);
    }
}
