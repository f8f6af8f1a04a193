//! Figures of several designs, each with a reason to look at it. They don't add up to a score, because a figure can
//! only raise a question about the code.

mod counts;
mod nesting;

use serde::Serialize;

pub use self::counts::Counts;

/// A figure with one value per design.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The name.
    pub what: &'static str,
    /// The reason to look at it.
    pub why: &'static str,
    /// The values, one per column.
    pub values: Vec<FigureValue>,
}

/// The value of a figure for one design.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FigureValue {
    /// The count, or `None` if it was not determined.
    pub count: Option<usize>,
    /// The names of the counted things.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl From<usize> for FigureValue {
    fn from(count: usize) -> Self {
        Self { count: Some(count), detail: None }
    }
}

impl FigureValue {
    fn with(count: usize, detail: String) -> Self {
        Self { count: Some(count), detail: (!detail.is_empty()).then_some(detail) }
    }
}

/// Returns the figures of several designs, the learner's first. Clippy's remarks are counted only for the learner's.
///
/// `dependencies` are the crates that the kata's manifest lists.
pub fn figures(designs: &[&Counts], clippy_remarks: Option<usize>, dependencies: &[String]) -> Vec<Figure> {
    let row = |what, why, value: &dyn Fn(&Counts) -> FigureValue| Figure {
        what,
        why,
        values: designs.iter().map(|counts| value(counts)).collect(),
    };
    let mut clippy = row("Clippy's remarks", "Code that most Rust programmers would write differently.", &|_| {
        FigureValue::default()
    });
    clippy.values[0].count = clippy_remarks;
    vec![
        row(
            "lines of code",
            "Without comments and blank lines. If one design needs more lines for the same rules, does it repeat itself?",
            &|of| of.lines.into(),
        ),
        row(
            "types",
            "A type names a concept. With too few types, some rules have no clear place; with too many, a concept is split.",
            &|of| of.types.into(),
        ),
        row(
            "traits",
            "A trait abstracts over several types. If it has a single implementation, do you need it?",
            &|of| of.traits.into(),
        ),
        row("functions", "Together with the lines, this gives the average length of a function.", &|of| {
            of.functions.into()
        }),
        row(
            "public items beyond the contract",
            "Every public item has to be maintained, even those that the kata does not ask for.",
            &|of| {
                let names = of.beyond_contract.iter().take(3).map(String::as_str).collect::<Vec<_>>();
                FigureValue::with(of.beyond_contract.len(), names.join("; "))
            },
        ),
        row("lines of the longest function", "A long function often does more than one thing.", &|of| {
            of.longest.clone().map_or_else(FigureValue::default, |(lines, name)| FigureValue::with(lines, name))
        }),
        row(
            "deepest nesting",
            "Each level is one more condition to keep in mind. Extracting the inner part into a function removes a level.",
            &|of| {
                let named = |(depth, name)| FigureValue::with(depth, if depth == 0 { String::new() } else { name });
                of.nesting.clone().map_or_else(FigureValue::default, named)
            },
        ),
        row(
            "unsafe",
            "In unsafe code, it is up to you instead of the compiler to prove safety. These katas do not need any.",
            &|of| of.unsafe_code.into(),
        ),
        row(
            "unwrap and expect",
            "Each one claims that a case cannot happen. Could a type guarantee that instead?",
            &|of| of.unwraps.into(),
        ),
        row(
            "panics written out",
            "Each one can end the program. Does it always indicate a bug in the caller?",
            &|of| of.panics.into(),
        ),
        row(
            "clone",
            "A copy makes sense if there are two owners. Or is it only there to satisfy the borrow checker?",
            &|of| of.clones.into(),
        ),
        row(
            "sharing and locks",
            "Rc, RefCell, Arc, Mutex and similar types move checks from compile time to run time. Who owns the value?",
            &|of| {
                let detail = of.sharing.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>();
                FigureValue::with(of.sharing.values().sum(), detail.join(", "))
            },
        ),
        clippy,
        row("dependencies", "Each dependency is code that others maintain.", &|of| {
            let is_used = |name: &&str| of.crates.contains(&name.replace('-', "_"));
            let used: Vec<&str> = dependencies.iter().map(String::as_str).filter(is_used).collect();
            FigureValue::with(used.len(), used.join(", "))
        }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crate_source::CrateSource;

    #[test]
    fn every_column_has_a_value_in_every_row() {
        let source = CrateSource::of_text("use serde::Serialize;\nfn f() { let a = std::rc::Rc::new(1); a.clone(); }");
        let counts = Counts::of(&source, &std::collections::BTreeSet::new());
        let dependencies = ["serde".to_owned(), "thiserror".to_owned()];
        let figures = figures(&[&counts, &counts], None, &dependencies);
        assert!(figures.iter().all(|figure| figure.values.len() == 2 && figure.why.ends_with(['.', '?'])));
        let value =
            |what: &str| &figures.iter().find(|figure| figure.what == what).expect("the figure exists").values[0];
        assert_eq!(*value("dependencies"), FigureValue::with(1, "serde".to_owned()));
        assert_eq!(*value("sharing and locks"), FigureValue::with(1, "Rc 1".to_owned()));
        assert_eq!(
            *value("Clippy's remarks"),
            FigureValue::default(),
            "Clippy did not run, which differs from zero remarks"
        );
    }
}
