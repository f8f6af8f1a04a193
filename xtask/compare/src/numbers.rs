//! Figures beside each other, each with a sentence on why it matters. There is no score: a figure asks a question, and the
//! code answers it.

use serde::Serialize;

use crate::tally::Tally;

/// One figure of several designs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Number {
    /// What is counted.
    pub what: &'static str,
    /// Why one looks at it.
    pub why: &'static str,
    /// One for each column.
    pub values: Vec<Measure>,
}

/// A figure of one design.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Measure {
    /// How many; none where it was not counted.
    pub count: Option<usize>,
    /// Of what, or where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl From<usize> for Measure {
    fn from(count: usize) -> Self {
        Self { count: Some(count), detail: None }
    }
}

impl Measure {
    fn with(count: usize, detail: String) -> Self {
        Self { count: Some(count), detail: (!detail.is_empty()).then_some(detail) }
    }
}

/// A design's figures, and what is needed to count them.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// What was counted.
    pub tally: &'a Tally,
    /// How many remarks Clippy makes; none if it was not asked.
    pub remarks: Option<usize>,
    /// The crates that it could name.
    pub dependencies: &'a [String],
}

/// The figures of all columns.
pub fn numbers(columns: &[Column]) -> Vec<Number> {
    let row = |what, why, measure: &dyn Fn(&Column) -> Measure| Number {
        what,
        why,
        values: columns.iter().map(measure).collect(),
    };
    vec![
        row(
            "lines of code",
            "Comments and blank lines are not counted. More lines for the same rules: which of them say something twice?",
            &|of| of.tally.lines.into(),
        ),
        row(
            "types",
            "A type is a name for an idea. Too few, and rules have no home; too many, and one idea is in pieces.",
            &|of| of.tally.types.into(),
        ),
        row(
            "traits",
            "A trait is a promise that several types keep. One with a single implementation promises nothing yet.",
            &|of| of.tally.traits.into(),
        ),
        row("functions", "Beside the lines, this tells how long one is on average.", &|of| of.tally.functions.into()),
        row("public items beyond the contract", "What nobody asked for has to be kept working all the same.", &|of| {
            let names = of.tally.beyond_contract.iter().map(String::as_str).collect::<Vec<_>>();
            Measure::with(names.len(), names.iter().take(3).copied().collect::<Vec<_>>().join("; "))
        }),
        row("lines of the longest function", "The longest one is where a second idea hides most easily.", &|of| {
            of.tally.longest.clone().map_or_else(Measure::default, |(lines, name)| Measure::with(lines, name))
        }),
        row(
            "deepest nesting",
            "Each level is a condition to keep in mind. A name for the inner part takes one away.",
            &|of| {
                let nesting = of.tally.nesting.clone();
                nesting.map_or_else(Measure::default, |(depth, name)| {
                    Measure::with(depth, if depth == 0 { String::new() } else { name })
                })
            },
        ),
        row("unsafe", "Each use is a proof that the compiler leaves to you, and these katas need none.", &|of| {
            of.tally.unsafe_code.into()
        }),
        row("unwrap and expect", "Each says \"this cannot fail\". Could a type say so instead?", &|of| {
            of.tally.unwraps.into()
        }),
        row("panics written out", "Each ends the caller's program. Is every one a mistake of the caller's?", &|of| {
            of.tally.panics.into()
        }),
        row(
            "clone",
            "A copy is right where two owners are meant, and a question where it only pleases the borrow checker.",
            &|of| of.tally.clones.into(),
        ),
        row(
            "sharing and locks",
            "Rc, RefCell, Arc, Mutex and the like move a check from the compiler to the run. Who owns the value?",
            &|of| {
                let detail = of.tally.sharing.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>();
                Measure::with(of.tally.sharing.values().sum(), detail.join(", "))
            },
        ),
        row("Clippy's remarks", "What most Rust programmers would write in another way.", &|of| Measure {
            count: of.remarks,
            detail: None,
        }),
        row("dependencies", "What somebody else keeps working, as long as they do.", &|of| {
            let used: Vec<&str> = of
                .dependencies
                .iter()
                .map(String::as_str)
                .filter(|name| of.tally.crates.contains(&name.replace('-', "_")))
                .collect();
            Measure::with(used.len(), used.join(", "))
        }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn every_column_has_a_value_in_every_row() {
        let source = Source::of_text("use serde::Serialize;\nfn f() { let a = std::rc::Rc::new(1); a.clone(); }");
        let tally = Tally::of(&source, &std::collections::BTreeSet::new());
        let dependencies = ["serde".to_owned(), "thiserror".to_owned()];
        let column = Column { tally: &tally, remarks: None, dependencies: &dependencies };
        let numbers = numbers(&[column, column]);
        assert!(numbers.iter().all(|number| number.values.len() == 2 && number.why.ends_with(['.', '?'])));
        let value = |what: &str| &numbers.iter().find(|number| number.what == what).expect("it is counted").values[0];
        assert_eq!(*value("dependencies"), Measure::with(1, "serde".to_owned()));
        assert_eq!(*value("sharing and locks"), Measure::with(1, "Rc 1".to_owned()));
        assert_eq!(*value("Clippy's remarks"), Measure::default(), "not asked is not none");
    }
}
