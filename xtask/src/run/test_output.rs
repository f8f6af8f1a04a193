//! What a test printed: kept within bounds, and read for its last panic.

use crate::sanitize::plain;

/// How much is kept of the beginning of an output, and as much of its end.
const KEPT: usize = 32 << 10;

/// The beginning and the end of an output of any length.
#[derive(Debug, Default)]
pub struct BoundedOutput {
    head: Vec<u8>,
    tail: Vec<u8>,
    total: usize,
}

impl BoundedOutput {
    /// Adds a piece.
    pub fn push(&mut self, bytes: &[u8]) {
        self.total += bytes.len();
        let (head, tail) = bytes.split_at(bytes.len().min(KEPT - self.head.len()));
        self.head.extend_from_slice(head);
        self.tail.extend_from_slice(tail);
        // Cut only now and then, so that a flood is not moved about byte by byte.
        if self.tail.len() > 2 * KEPT {
            self.tail.drain(..self.tail.len() - KEPT);
        }
    }

    /// How many bytes there were in all.
    pub fn total(&self) -> usize {
        self.total
    }

    /// As text: what is not UTF-8 is replaced, what is left out is said, and what would steer a terminal is taken out.
    pub fn into_text(mut self) -> String {
        self.tail.drain(..self.tail.len().saturating_sub(KEPT));
        let left_out = self.total - self.head.len() - self.tail.len();
        let mut text = String::from_utf8_lossy(&self.head).into_owned();
        if left_out > 0 {
            text.push_str(&format!("\n[… {left_out} bytes left out …]\n"));
        }
        text.push_str(&String::from_utf8_lossy(&self.tail));
        plain(&text)
    }
}

/// What the test itself printed, without what the harness prints around it.
pub fn of_test<'a>(printed: &'a str, name: &str) -> &'a str {
    let begin = "running 1 test\n";
    let inner = printed.find(begin).map_or(printed, |start| &printed[start + begin.len()..]);
    let end = format!("test {name} ... ");
    let inner = inner.rfind(&end).map_or(inner, |end| &inner[..end]);
    inner.trim_start_matches("warning: `--logfile` is deprecated\n")
}

/// Whether a program said that it ends for want of memory, as the standard library says it.
pub fn names_a_failed_allocation(output: &str) -> bool {
    output.lines().any(|line| {
        let size = line.strip_prefix("memory allocation of ").and_then(|line| line.strip_suffix(" bytes failed"));
        size.is_some_and(|size| size.parse::<usize>().is_ok())
    })
}

/// Whether a program said that its stack has overflowed, as the standard library says it.
pub fn names_a_stack_overflow(output: &str) -> bool {
    output.lines().any(|line| line.starts_with("thread '") && line.ends_with(" has overflowed its stack"))
}

/// A panic as the standard library prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panic<'a> {
    /// `path:line:column`.
    pub place: &'a str,
    /// What was said.
    pub message: &'a str,
}

/// The last panic in `output`: that of the thread named like the test if there is one, else of any.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_output_is_kept_whole() {
        let mut kept = BoundedOutput::default();
        kept.push(b"one ");
        kept.push(b"two");
        assert_eq!(kept.into_text(), "one two");
    }

    #[test]
    fn of_a_long_output_the_beginning_and_the_end_are_kept() {
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
        assert!(text.contains(&format!("[… {left_out} bytes left out …]")));
        assert!(text.len() < 2 * KEPT + 100);
    }

    #[test]
    fn what_would_steer_a_terminal_is_taken_out() {
        let mut kept = BoundedOutput::default();
        kept.push(b"a\x1b[2Jb\x07\rc\xff\n");
        assert_eq!(kept.into_text(), "abc\u{fffd}\n");
    }

    #[test]
    fn a_failed_allocation_is_a_line_of_its_own() {
        assert!(names_a_failed_allocation("running\nmemory allocation of 4096 bytes failed\n"));
        assert!(!names_a_failed_allocation("I say: memory allocation of 4096 bytes failed"));
        assert!(!names_a_failed_allocation("memory allocation of many bytes failed"));
    }

    #[test]
    fn a_stack_overflow_is_a_line_of_its_own() {
        assert!(names_a_stack_overflow("noise\n\nthread 'a::b' (7) has overflowed its stack\nfatal runtime error"));
        assert!(!names_a_stack_overflow("I say: thread 'a' has overflowed its stack"));
        assert!(!names_a_stack_overflow("thread 'a::b' (7) panicked: it has overflowed its stack, twice"));
    }

    #[test]
    fn the_harness_is_taken_off() {
        let printed =
            "warning: `--logfile` is deprecated\n\nrunning 1 test\nhello\ntest a::b ... ok\n\ntest result: ok.";
        assert_eq!(of_test(printed, "a::b"), "hello\n");
    }

    #[test]
    fn a_panic_has_a_place_and_a_message_of_several_lines() {
        let output = "noise\n\nthread 'a::b' (7) panicked at tests/x.rs:3:5:\nfirst\n  left: 1\n right: 2\n\
                      note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n";
        let panic = last_panic(output, "a::b").unwrap();
        assert_eq!(panic, Panic { place: "tests/x.rs:3:5", message: "first\n  left: 1\n right: 2" });
    }

    #[test]
    fn the_panic_of_the_test_counts_more_than_that_of_another_thread() {
        let output =
            "\nthread 'a::b' (7) panicked at t.rs:1:1:\nmine\n\nthread '<unnamed>' (8) panicked at u.rs:2:2:\nother\n";
        assert_eq!(last_panic(output, "a::b").unwrap().message, "mine");
        assert_eq!(last_panic(output, "c").unwrap().message, "other");
        assert_eq!(last_panic("thread and no panic", "a"), None);
    }
}
