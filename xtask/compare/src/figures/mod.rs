//! Figures of several designs beside each other, each with a sentence on why it matters. There is no score: a figure asks a
//! question, and the code answers it.

mod counts;
mod nesting;

use serde::Serialize;

pub use self::counts::Counts;

/// One figure of several designs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Its name.
    pub what: &'static str,
    /// The reason to look at it.
    pub why: &'static str,
    /// One value for each column.
    pub values: Vec<FigureValue>,
}

/// The value of a figure for one design.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FigureValue {
    /// The count; `None` if it was not counted.
    pub count: Option<usize>,
    /// What was counted, or where.
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

/// The figures of several designs, the learner's first. Only that one has Clippy's remarks; all may use the `dependencies`.
pub fn figures(designs: &[&Counts], clippy_remarks: Option<usize>, dependencies: &[String]) -> Vec<Figure> {
    let row = |what, why, value: &dyn Fn(&Counts) -> FigureValue| Figure {
        what,
        why,
        values: designs.iter().map(|counts| value(counts)).collect(),
    };
    let mut clippy =
        row("Clippy's remarks", "What most Rust programmers would write in another way.", &|_| FigureValue::default());
    clippy.values[0].count = clippy_remarks;
    vec![
        row(
            "lines of code",
            "Comments and blank lines are not counted. More lines for the same rules: which of them say something twice?",
            &|of| of.lines.into(),
        ),
        row(
            "types",
            "A type is a name for an idea. Too few, and rules have no home; too many, and one idea is in pieces.",
            &|of| of.types.into(),
        ),
        row(
            "traits",
            "A trait is a promise that several types keep. One with a single implementation promises nothing yet.",
            &|of| of.traits.into(),
        ),
        row("functions", "Beside the lines, this tells how long one is on average.", &|of| of.functions.into()),
        row("public items beyond the contract", "What nobody asked for has to be kept working all the same.", &|of| {
            let names = of.beyond_contract.iter().take(3).map(String::as_str).collect::<Vec<_>>();
            FigureValue::with(of.beyond_contract.len(), names.join("; "))
        }),
        row("lines of the longest function", "The longest one is where a second idea hides most easily.", &|of| {
            of.longest.clone().map_or_else(FigureValue::default, |(lines, name)| FigureValue::with(lines, name))
        }),
        row(
            "deepest nesting",
            "Each level is a condition to keep in mind. A name for the inner part takes one away.",
            &|of| {
                let named = |(depth, name)| FigureValue::with(depth, if depth == 0 { String::new() } else { name });
                of.nesting.clone().map_or_else(FigureValue::default, named)
            },
        ),
        row("unsafe", "Each use is a proof that the compiler leaves to you, and these katas need none.", &|of| {
            of.unsafe_code.into()
        }),
        row("unwrap and expect", "Each says \"this cannot fail\". Could a type say so instead?", &|of| {
            of.unwraps.into()
        }),
        row("panics written out", "Each ends the caller's program. Is every one a mistake of the caller's?", &|of| {
            of.panics.into()
        }),
        row(
            "clone",
            "A copy is right where two owners are meant, and a question where it only pleases the borrow checker.",
            &|of| of.clones.into(),
        ),
        row(
            "sharing and locks",
            "Rc, RefCell, Arc, Mutex and the like move a check from the compiler to the run. Who owns the value?",
            &|of| {
                let detail = of.sharing.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>();
                FigureValue::with(of.sharing.values().sum(), detail.join(", "))
            },
        ),
        clippy,
        row("dependencies", "What somebody else keeps working, as long as they do.", &|of| {
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
        let value = |what: &str| &figures.iter().find(|figure| figure.what == what).expect("it is counted").values[0];
        assert_eq!(*value("dependencies"), FigureValue::with(1, "serde".to_owned()));
        assert_eq!(*value("sharing and locks"), FigureValue::with(1, "Rc 1".to_owned()));
        assert_eq!(*value("Clippy's remarks"), FigureValue::default(), "not asked is not none");
    }
}
