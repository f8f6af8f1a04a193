//! # Hit counts
//!
//! The operators want to know how often each link was read in each month. The access logs of all servers say so, and
//! each log is counted where it is. So a count is a value that can be merged with others and sent as plain data. It has
//! no connection with the service, and you can write it as a pure function of the text.
//!
//! Servers write local times, and some lines are damaged. `chrono` is in the dependencies and reads the times. Watch
//! the order of your steps: first convert to UTC, then take the month.
//!
//! Look up: `chrono::DateTime::parse_from_rfc3339`, `DateTime::to_utc`, `str::split_once`, `BTreeMap::entry`.
//!
//! Time box: 20 minutes.

use pastebin::{Field, HitCounts, HitEntry, HitSnapshot, Malformed, Month, ParseLinkError, SnapshotError};
use proptest::prelude::*;

use super::support::link;

const MARCH: Month = Month { year: 2016, month: 3 };

fn entry(year: u16, month: u8, link: &str, hits: u64) -> HitEntry {
    HitEntry { month: Month { year, month }, link: link.to_owned(), hits }
}

/// Counts a log that is well formed.
#[track_caller]
fn counts(log: &str) -> HitCounts {
    let (counts, malformed) = HitCounts::count(log);
    assert_eq!(malformed, [], "malformed lines of {log:?}");
    counts
}

/// Rules: 0.1, 5.1, 5.3
#[test]
fn hits_are_counted_by_month_and_link() {
    let log = "2016-03-01T00:00:00Z\t0000001\n2016-03-31T23:59:59Z\t0000001\n2016-04-01T00:00:00Z\t0000001\n\
               2015-03-01T00:00:00Z\t0000001\n2016-03-05T12:30:10Z\tzzzzzzz\n";
    let counts = counts(log);
    for (year, month, number, hits) in [
        (2016, 3, 1, 2),
        (2016, 4, 1, 1),
        (2015, 3, 1, 1),
        (2016, 2, 1, 0),
        (2016, 3, 2, 0),
        (2016, 3, 3_521_614_606_207, 1),
        (2016, 0, 1, 0),
        (2016, 13, 1, 0),
        (0, 3, 1, 0),
        (u16::MAX, u8::MAX, 1, 0),
    ] {
        let count = counts.hits(Month { year, month }, link(number));
        assert_eq!(count, hits, "hits on link {number} in month {month} of {year}");
    }
    assert_eq!(counts.malformed(), 0, "number of malformed lines");
}

/// Rules: 5.1
#[test]
fn the_last_line_can_lack_its_line_break() {
    for (log, hits) in [("", 0), ("2016-03-01T00:30:00Z\t0000001", 1), ("2016-03-01T00:30:00Z\t0000001\n", 1)] {
        let counts = counts(log);
        assert_eq!(counts.hits(MARCH, link(1)), hits, "hits in the log {log:?}");
    }
}

/// Rules: 5.2, 5.3, 5.5
#[test]
fn the_month_is_that_of_the_time_in_utc() {
    for (time, year, month) in [
        ("2016-02-29T23:30:00-01:00", 2016, 3),
        ("2016-03-01T00:30:00Z", 2016, 3),
        ("2016-03-01T00:30:00+00:30", 2016, 3),
        ("2016-03-01T00:30:00+00:31", 2016, 2),
        ("2016-02-29T23:45:00-00:30", 2016, 3),
        ("2016-02-29T23:59:59+14:00", 2016, 2),
        ("2016-01-01T00:00:00+05:45", 2015, 12),
        ("2016-12-31T23:59:59-09:30", 2017, 1),
        ("2000-02-29T12:00:00Z", 2000, 2),
        ("1970-01-01T00:00:00Z", 1970, 1),
        ("1969-12-31T23:30:00-01:00", 1970, 1),
        ("9999-12-31T23:59:59Z", 9999, 12),
        ("9999-12-31T23:59:59+23:59", 9999, 12),
    ] {
        let counts = counts(&format!("{time}\t0000001\n"));
        assert_eq!(counts.hits(Month { year, month }, link(1)), 1, "hits at {time} in month {month} of {year}");
        let no_month = Month { year: year - 1, month: month + 12 };
        assert_eq!(counts.hits(no_month, link(1)), 0, "hits at {time} in month {} of {}", month + 12, year - 1);
        assert_eq!(counts.snapshot().hits.len(), 1, "number of entries for {time}");
    }
}

/// Rules: 0.1, 5.2, 5.4, 5.5
#[test]
fn a_wrong_time_is_malformed() {
    for time in [
        "2015-02-29T12:00:00Z",
        "2100-02-29T12:00:00Z",
        "2016-04-31T12:00:00Z",
        "2016-00-10T12:00:00Z",
        "2016-13-10T12:00:00Z",
        "2016-03-00T12:00:00Z",
        "2016-03-01T24:00:00Z",
        "2016-03-01T12:60:00Z",
        "2016-03-01T12:00:00",
        "2016-03-01",
        " 2016-03-01T12:00:00Z",
        "2016-03-01T12:00:00Z ",
        "2016-3-01T12:00:00Z",
        "2016-03-01T12:00:00+1:00",
        "2016-03-01T12:00:00+25:00",
        "2016-03-01T12:00:00+24:00",
        "2016-03-01T12:00:00+01:60",
        "2016-03-01T12:00:61Z",
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:30:00+01:00",
        "9999-12-31T23:30:00-01:00",
        "0000-01-01T00:00:00Z",
        "yesterday",
        "۲۰۱۶-03-01T12:00:00Z",
        "2016-03-0é",
    ] {
        let (counts, malformed) = HitCounts::count(&format!("{time}\t0000001\n"));
        assert_eq!(
            malformed,
            [Malformed { line: 1, field: Field::Time }],
            "malformed lines of a log with the time {time:?}"
        );
        assert_eq!(counts.malformed(), 1, "number of malformed lines of a log with the time {time:?}");
        assert_eq!(counts.snapshot().hits, [], "hits at {time:?}");
    }
}

/// Rules: 0.1, 5.2, 5.4
#[test]
fn a_time_with_one_wrong_character_is_malformed() {
    const TIME: &str = "2016-03-01T12:00:00+01:00";
    let times = (0..TIME.len()).flat_map(|at| {
        let (before, after) = (&TIME[..at], &TIME[at + 1..]);
        let wrong = ["+", "x", "é"].map(|wrong| format!("{before}{wrong}{after}"));
        wrong.into_iter().filter(|time| time != TIME).chain([before.to_owned()])
    });
    for time in times.chain([format!("{TIME}0"), format!("{TIME}Z"), format!("+{TIME}")]) {
        let (_, malformed) = HitCounts::count(&format!("{time}\t0000001\n"));
        let expected = [Malformed { line: 1, field: Field::Time }];
        assert_eq!(malformed, expected, "malformed lines of a log with the time {time:?}");
    }
}

/// Rules: 5.4, 5.6
#[test]
fn the_first_wrong_field_is_reported() {
    const TIME: &str = "2016-03-01T00:30:00Z";
    for (line, field) in [
        (String::new(), Field::Time),
        ("\t".to_owned(), Field::Time),
        ("\t0000001".to_owned(), Field::Time),
        ("0000001".to_owned(), Field::Time),
        (format!("{TIME} 0000001"), Field::Time),
        ("yesterday\t000-001".to_owned(), Field::Time),
        ("yesterday\t0000001\t".to_owned(), Field::Time),
        ("\t\t0000001".to_owned(), Field::Time),
        ("2016-03-01\t".to_owned(), Field::Time),
        (TIME.to_owned(), Field::Link),
        (format!("{TIME}\t"), Field::Link),
        (format!("{TIME}\t000-001"), Field::Link),
        (format!("{TIME}\t00000001"), Field::Link),
        (format!("{TIME}\t 0000001"), Field::Link),
        (format!("{TIME}\t0000001 "), Field::Link),
        (format!("{TIME}\t0000001\t"), Field::Link),
        (format!("{TIME}\t\t0000001"), Field::Link),
        (format!("{TIME}\t0000001\t0000001"), Field::Link),
    ] {
        let (counts, malformed) = HitCounts::count(&format!("{line}\n"));
        assert_eq!(malformed, [Malformed { line: 1, field }], "malformed lines of a log with the line {line:?}");
        assert_eq!(counts.snapshot().hits, [], "hits of the line {line:?}");
    }
}

/// Rules: 5.4, 5.6
#[test]
fn malformed_lines_do_not_stop_the_count() {
    let log = "2016-03-01T00:30:00Z\t0000001\n\n2016-03-01T00:30:00Z\t1\nx\t0000001\n2016-03-01T00:30:00Z\t0000001\n\n";
    let (counts, malformed) = HitCounts::count(log);
    let expected = [(2, Field::Time), (3, Field::Link), (4, Field::Time), (6, Field::Time)];
    assert_eq!(malformed, expected.map(|(line, field)| Malformed { line, field }), "malformed lines of the log");
    assert_eq!(counts.malformed(), 4, "number of malformed lines");
    assert_eq!(counts.hits(MARCH, link(1)), 2, "hits in the well-formed lines");
}

/// Rules: 5.4
#[test]
fn all_malformed_lines_are_listed() {
    const LINES: usize = 66_000;
    let (counts, malformed) = HitCounts::count(&"\n".repeat(LINES));
    assert_eq!(malformed.len(), LINES, "number of lines listed for a log of {LINES} empty lines");
    assert_eq!(malformed.last().map(|last| last.line), Some(LINES), "number of the last line listed");
    assert_eq!(counts.malformed(), LINES as u64, "number of malformed lines");
}

/// Rules: 5.7
#[test]
fn counts_merge() {
    let (mut first, _) = HitCounts::count("2016-03-01T00:30:00Z\t0000001\nx\n2016-03-02T00:30:00Z\t0000002");
    let (second, _) = HitCounts::count("2016-03-03T00:30:00Z\t0000001\n\n\n2016-04-01T00:30:00Z\t0000001");
    first.merge(second);
    let merged = HitSnapshot {
        hits: vec![entry(2016, 3, "0000001", 2), entry(2016, 3, "0000002", 1), entry(2016, 4, "0000001", 1)],
        malformed: 3,
    };
    assert_eq!(first.snapshot(), merged, "snapshot of the merged counts");
}

/// Rules: 0.1, 5.7
#[test]
fn a_sum_that_is_too_large_is_the_largest_number() {
    let snapshot = HitSnapshot { hits: vec![entry(2016, 3, "0000001", u64::MAX - 1)], malformed: u64::MAX };
    let mut sum = HitCounts::try_from(snapshot).expect("a valid snapshot");
    let (two, _) = HitCounts::count("2016-03-01T00:30:00Z\t0000001\n2016-03-01T00:30:00Z\t0000001\n\n");
    sum.merge(two);
    assert_eq!(sum.hits(MARCH, link(1)), u64::MAX, "hits after merging 2 into 2^64 - 2");
    assert_eq!(sum.malformed(), u64::MAX, "malformed lines after merging 1 into 2^64 - 1");
}

/// Generates lines of a log, some of them malformed, each with the number of a part.
fn any_lines() -> impl Strategy<Value = Vec<(String, usize)>> + 'static {
    let time =
        prop::sample::select(vec!["2016-02-29T23:30:00-01:00", "2016-03-01T00:30:00Z", "2016-02-01T00:30:00Z", "x"]);
    let link = prop::sample::select(vec!["0000001", "0000002", "-"]);
    prop::collection::vec(((time, link).prop_map(|(time, link)| format!("{time}\t{link}\n")), 0..3usize), 0..12)
}

/// Rules: 5.7
#[test]
fn counts_of_parts_merge_to_the_counts_of_the_whole() {
    testkit::law(any_lines(), |lines| {
        let whole: String = lines.iter().map(|(line, _)| line.as_str()).collect();
        let part = |number| lines.iter().filter(move |(_, part)| *part == number).map(|(line, _)| line.as_str());
        let mut merged = HitCounts::default();
        for number in [2, 0, 1] {
            merged.merge(HitCounts::count(&part(number).collect::<String>()).0);
        }
        assert_eq!(merged.snapshot(), HitCounts::count(&whole).0.snapshot(), "merged counts, compared with the whole");
    });
}

/// Rules: 5.8
#[test]
fn a_snapshot_lists_counts_in_order() {
    let (counts, _) = HitCounts::count(
        "2016-03-01T00:30:00Z\ta000000\n2016-03-01T00:30:00Z\tZ000000\n2015-12-01T00:30:00Z\tzzzzzzz\nx\n\
         2016-03-02T00:30:00Z\ta000000\n2016-11-01T00:30:00Z\t0000000\n2016-03-01T00:30:00Z\t9000000\n",
    );
    let hits = vec![
        entry(2015, 12, "zzzzzzz", 1),
        entry(2016, 3, "9000000", 1),
        entry(2016, 3, "Z000000", 1),
        entry(2016, 3, "a000000", 2),
        entry(2016, 11, "0000000", 1),
    ];
    assert_eq!(counts.snapshot(), HitSnapshot { hits, malformed: 1 }, "snapshot of the counts");
}

/// Asserts that the snapshot of counts converts back to equal counts.
#[track_caller]
fn assert_converts_back(counts: &HitCounts, what: &str) {
    assert_eq!(HitCounts::try_from(counts.snapshot()).as_ref(), Ok(counts), "counts from the snapshot of {what}");
}

/// Rules: 5.8
#[test]
fn a_snapshot_converts_back() {
    let mut merged = HitCounts::default();
    for log in [
        "",
        "\n",
        "2016-03-01T00:30:00Z",
        "2016-03-01T00:30:00Z\twrong",
        "wrong\t0000001",
        "2016-03-01T00:30:00Z\tzzzzzzz\n2016-03-01T00:30:00Z\t0000001\n2015-12-01T00:30:00Z\tzzzzzzz",
    ] {
        let (counts, _) = HitCounts::count(log);
        assert_converts_back(&counts, &format!("the counts of {log:?}"));
        merged.merge(counts);
        assert_converts_back(&merged, &format!("the merged counts of the logs up to {log:?}"));
    }
    let hits = vec![entry(9999, 12, "0000002", 7), entry(1970, 1, "zzzzzzz", 1), entry(1970, 1, "0000002", u64::MAX)];
    let counts = HitCounts::try_from(HitSnapshot { hits, malformed: 5 }).expect("a valid snapshot in any order");
    assert_eq!(counts.hits(Month { year: 9999, month: 12 }, link(2)), 7, "hits of the first entry");
    assert_eq!(counts.malformed(), 5, "number of malformed lines");
    assert_converts_back(&counts, "these counts");
    let hits = vec![entry(1970, 1, "0000002", u64::MAX), entry(1970, 1, "zzzzzzz", 1), entry(9999, 12, "0000002", 7)];
    assert_eq!(counts.snapshot().hits, hits, "entries of the snapshot, in order");
}

/// Rules: 0.1, 5.9
#[test]
fn an_invalid_snapshot_is_rejected() {
    let month = |year, month| Month { year, month };
    let same = MARCH;
    let text = |text: &str, source| SnapshotError::Link { text: text.to_owned(), source };
    for (entries, expected) in [
        (vec![entry(2016, 0, "0000001", 1)], SnapshotError::Month(month(2016, 0))),
        (vec![entry(2016, 13, "0000001", 1)], SnapshotError::Month(month(2016, 13))),
        (vec![entry(2016, 255, "0000001", 1)], SnapshotError::Month(month(2016, 255))),
        (vec![entry(1969, 12, "0000001", 1)], SnapshotError::Month(month(1969, 12))),
        (vec![entry(10_000, 1, "0000001", 1)], SnapshotError::Month(month(10_000, 1))),
        (vec![entry(2016, 3, "1", 1)], text("1", ParseLinkError::Length(1))),
        (vec![entry(2016, 3, " 0000001", 1)], text(" 0000001", ParseLinkError::Length(8))),
        (vec![entry(2016, 3, "0000001\n", 1)], text("0000001\n", ParseLinkError::Length(8))),
        (
            vec![entry(2016, 3, "000000!", 1)],
            text("000000!", ParseLinkError::Character { character: '!', position: 6 }),
        ),
        (vec![entry(2016, 3, "0000001", 0)], SnapshotError::NoHits { month: same, link: link(1) }),
        (
            vec![entry(2016, 3, "0000001", 1), entry(2016, 3, "0000002", 1), entry(2016, 3, "0000001", 2)],
            SnapshotError::Duplicate { month: same, link: link(1) },
        ),
        (
            vec![entry(2016, 3, "0000001", 1), entry(2016, 3, "0000001", 1)],
            SnapshotError::Duplicate { month: same, link: link(1) },
        ),
    ] {
        let snapshot = HitSnapshot { hits: entries.clone(), malformed: 0 };
        let result = HitCounts::try_from(snapshot).map(|counts| counts.snapshot());
        assert_eq!(result, Err(expected), "counts from a snapshot with {entries:?}");
    }
}
