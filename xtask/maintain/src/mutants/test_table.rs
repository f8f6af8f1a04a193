//! The table of the mutants that each test catches, in `target/mutation/<kata>/tests.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Returns the table, with the least needed tests first. `caught` lists the tests that catch each mutant.
pub fn render(
    tests: &[String],
    caught: &BTreeMap<String, BTreeSet<String>>,
    named_by_pitfalls: &BTreeSet<String>,
) -> String {
    // If a test has several cases, they count as a single test.
    let function = |name: &str| name.split("::").take(2).collect::<Vec<_>>().join("::");
    let mut caught_by: BTreeMap<String, BTreeSet<&str>> =
        tests.iter().map(|name| (function(name), BTreeSet::new())).collect();
    for (mutant, catching) in caught {
        for test in catching {
            caught_by.entry(function(test)).or_default().insert(mutant);
        }
    }
    let catchers = |mutant: &str| caught_by.values().filter(|caught| caught.contains(mutant)).count();
    let rows = caught_by.iter().map(|(test, caught)| {
        let alone = caught.iter().filter(|mutant| catchers(mutant) == 1).count();
        let within = caught_by
            .iter()
            .filter(|(other, more)| *other != test && caught.is_subset(more))
            .min_by_key(|(_, more)| more.len());
        (alone, caught.len(), test, within.map(|(other, _)| other))
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort();
    let redundant = rows.iter().filter(|(alone, ..)| *alone == 0).count();
    let mut text = format!(
        "{} of {} tests catch only mutants that others catch, too.\n\nalone  caught  test\n",
        redundant,
        rows.len()
    );
    for (alone, caught, test, within) in rows {
        let pitfall = if named_by_pitfalls.contains(test) { "  (named by a pitfall)" } else { "" };
        let within = within.map(|other| format!("  (subset of {other})")).unwrap_or_default();
        let _ = writeln!(text, "{alone:>5}  {caught:>6}  {test}{pitfall}{within}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
        names.map(str::to_owned).into()
    }

    #[test]
    fn render_lists_the_least_needed_tests_first() {
        let tests = ["stage_1::table::case_1", "stage_1::table::case_2", "stage_1::plain", "stage_1::quiet"];
        let caught = BTreeMap::from([
            ("replace f".to_owned(), names(["stage_1::table::case_1"])),
            ("replace g".to_owned(), names(["stage_1::table::case_2", "stage_1::plain", "stage_1::slow"])),
        ]);
        let table = render(&tests.map(str::to_owned), &caught, &names(["stage_1::plain"]));
        assert!(table.starts_with("3 of 4 tests catch only mutants that others catch, too."), "{table}");
        assert!(table.contains("    0       0  stage_1::quiet  (subset of "), "{table}");
        assert!(table.contains("    0       1  stage_1::plain  (named by a pitfall)  (subset of stage_1::slow)"));
        assert!(table.ends_with("    1       2  stage_1::table\n"), "{table}");
    }
}
