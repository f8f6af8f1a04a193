//! The comparison of two designs, as one value for all outputs.

use std::path::PathBuf;

use serde::Serialize;

use crate::bench_results::BenchResults;
use crate::closest::Features;
use crate::compared_items::{ComparedItem, compare_items};
use crate::crate_source::{CrateSource, SourceProblem};
use crate::design::{Contract, Design};
use crate::diagram::Diagram;
use crate::discussion::Discussion;
use crate::figures::{Counts, Figure, figures};
use crate::headline::Headline;

/// The version of the JSON format. It changes when an existing field gets a new meaning, but not when a field is added.
pub const SCHEMA: u32 = 1;

/// A comparison of two designs. The serialized field names are a public format.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// The version of the format, [`SCHEMA`].
    pub schema: u32,
    /// The kata's name.
    pub kata: String,
    /// The learner's design.
    pub left: ComparedSide,
    /// The design it is compared with.
    pub right: ComparedSide,
    /// The first lines.
    pub headline: Headline,
    /// The types of both designs and their relations.
    pub diagrams: Diagrams,
    /// The top-level items: the left ones in their order, followed by those that only the right has.
    #[serde(rename = "parts")]
    pub items: Vec<ComparedItem>,
    /// The figures of both designs, and of all alternatives if the right side is the reference or an alternative.
    #[serde(rename = "numbers")]
    pub figures: Vec<Figure>,
    /// The names of the designs, in the order of the figures' values.
    pub columns: Vec<String>,
    /// The benchmark results of the current code.
    #[serde(rename = "costs")]
    pub bench: Option<BenchResults>,
    /// If there are no results, the reason and the command that produces them.
    #[serde(rename = "costs_note")]
    pub bench_note: Option<String>,
    /// The topics to discuss.
    #[serde(rename = "talk")]
    pub discussion: Discussion,
}

/// The diagrams of both designs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Diagrams {
    /// The learner's design.
    pub left: Diagram,
    /// The other design.
    pub right: Diagram,
}

/// One side of a comparison.
#[derive(Clone, Debug, Serialize)]
pub struct ComparedSide {
    /// The name: `yours`, `reference`, an alternative's name, or `attempt 1`.
    pub name: String,
    /// The folder of the sources.
    pub folder: PathBuf,
    /// The number of files.
    pub files: usize,
    /// Files that could not be read and are not compared.
    pub problems: Vec<SourceProblem>,
}

/// A design with its name and its counts.
pub struct NamedDesign {
    side: ComparedSide,
    /// The design.
    pub design: Design,
    counts: Counts,
    features: Features,
    diagram: Diagram,
}

impl NamedDesign {
    /// Creates the design of a crate. `folder` is displayed as the location of its sources.
    pub fn of(name: String, folder: PathBuf, source: CrateSource, contract: &Contract) -> Self {
        Self {
            design: Design::of(&source, contract),
            counts: Counts::of(&source, &contract.api),
            features: Features::of(&source, contract),
            diagram: Diagram::of(&source),
            side: ComparedSide { name, folder, files: source.files.len(), problems: source.problems },
        }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.side.name
    }

    /// Returns the features of the design.
    pub fn features(&self) -> &Features {
        &self.features
    }
}

impl Comparison {
    /// Compares the first design with the one at index `right`, and adds the figures of all designs.
    ///
    /// The headline, the benchmark results and the discussion are left empty.
    pub fn of(
        kata: &str,
        designs: &[&NamedDesign],
        right: usize,
        clippy_remarks: Option<usize>,
        dependencies: &[String],
    ) -> Self {
        let counts: Vec<&Counts> = designs.iter().map(|of| &of.counts).collect();
        Self {
            schema: SCHEMA,
            kata: kata.to_owned(),
            left: designs[0].side.clone(),
            right: designs[right].side.clone(),
            headline: Headline::default(),
            diagrams: Diagrams { left: designs[0].diagram.clone(), right: designs[right].diagram.clone() },
            items: compare_items(&designs[0].design, &designs[right].design),
            figures: figures(&counts, clippy_remarks, dependencies),
            columns: designs.iter().map(|of| of.side.name.clone()).collect(),
            bench: None,
            bench_note: None,
            discussion: Discussion::default(),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::compared_items::{ItemStatus, ShownItem};

    /// Compares two crates, given as the text of their `lib.rs`.
    pub(crate) fn compared(left: &str, right: &str, stub: &str) -> Comparison {
        let contract = Contract::of(&CrateSource::of_text(stub));
        let designs = [("yours", left), ("reference", right)]
            .map(|(name, text)| NamedDesign::of(name.to_owned(), name.into(), CrateSource::of_text(text), &contract));
        Comparison {
            bench: Some(crate::bench_results::tests::results()),
            discussion: Discussion {
                decisions: vec![crate::discussion::Decision {
                    title: "A set of free spots.".to_owned(),
                    because: "Lot has different fields".to_owned(),
                    text: "A set of free spots. The lowest one comes first.".to_owned(),
                    line: 7,
                }],
                questions: vec!["Who owns a spot?".to_owned()],
                next: vec!["Park a bus.".to_owned()],
            },
            ..Comparison::of("tiny", &designs.each_ref(), 1, None, &[])
        }
    }

    /// Returns the path and status of each item.
    fn statuses(left: &str, right: &str, stub: &str) -> Vec<(String, ItemStatus)> {
        let comparison = compared(left, right, stub);
        comparison
            .items
            .iter()
            .flat_map(ComparedItem::all)
            .map(|part| (part.shown().path.clone(), part.status))
            .collect()
    }

    fn status_of(left: &str, right: &str, path: &str) -> ItemStatus {
        let statuses = statuses(left, right, "");
        statuses.iter().find(|(found, _)| found == path).unwrap_or_else(|| panic!("{path} is not in {statuses:?}")).1
    }

    #[test]
    fn the_order_of_named_fields_makes_no_difference() {
        let (left, right) = ("struct A { a: u8, b: Vec<u8> }", "struct A { pub(crate) b: Vec<u8>, a: u8 }");
        assert_eq!(status_of(left, right, "A"), ItemStatus::Same);
        assert_eq!(status_of(left, "struct A { a: u16, b: Vec<u8> }", "A"), ItemStatus::Body);
        assert_eq!(status_of("struct A(u8, u16);", "struct A(u16, u8);", "A"), ItemStatus::Body);
    }

    #[test]
    fn variable_names_and_modules_are_ignored() {
        let left = "struct S { n: u8 } impl S { fn add(&mut self, by: u8) { let sum = self.n + by; self.n = sum } }";
        let right = "mod a { impl S { fn add(&mut self, more: u8) { let all = self.n + more; self.n = all } } } struct S { n: u8 }";
        assert_eq!(status_of(left, right, "S::add"), ItemStatus::Same);
        let exchanged = right.replace("self.n + more", "more + self.n");
        assert_eq!(status_of(left, &exchanged, "S::add"), ItemStatus::Body);
        let of = |body: &str| format!("struct S; impl S {{ fn sub(&self, a: u8, f: u8) -> u8 {{ {body} }} }}");
        assert_eq!(
            status_of(&of("a - f"), &of("f - a"), "S::sub"),
            ItemStatus::Body,
            "swapped parameters are a different body"
        );
        assert_eq!(
            status_of(&of("a - f"), &of("x - y").replace("a:", "x:").replace("f:", "y:"), "S::sub"),
            ItemStatus::Same
        );
        let another = right.replace("more: u8", "more: u16");
        assert_eq!(status_of(left, &another, "S::add"), ItemStatus::Signature);
    }

    #[test]
    fn fields_variants_and_derivations_are_compared() {
        assert_eq!(status_of("struct S { a: u8 }", "struct S { a: u16 }", "S"), ItemStatus::Body);
        assert_eq!(status_of("enum E { A, B }", "enum E { A, B(u8) }", "E"), ItemStatus::Body);
        assert_eq!(status_of("struct S<T>(T);", "struct S<T: Copy>(T);", "S"), ItemStatus::Signature);
        let (derived, by_hand) =
            ("#[derive(Clone)] struct S;", "struct S; impl Clone for S { fn clone(&self) -> S { S } }");
        assert_eq!(status_of(derived, by_hand, "Clone for S"), ItemStatus::Body);
        assert_eq!(status_of(derived, "struct S;", "Clone for S"), ItemStatus::OnlyLeft);
        assert_eq!(status_of("struct S;", "struct S; struct T;", "T"), ItemStatus::OnlyRight);
    }

    #[test]
    fn names_only_is_set_if_only_free_names_differ() {
        let names_only = |left: &str, right: &str, path: &str| {
            let comparison =
                compared(left, right, "pub struct Given { pub since: u8 } impl Given { pub fn stored(&self) {} }");
            let part =
                comparison.items.iter().flat_map(ComparedItem::all).find(|part| part.shown().path == path).cloned();
            let part = part.unwrap_or_else(|| panic!("no item {path}"));
            (part.status, part.names_only)
        };
        let of = |a: &str, b: &str, body: &str| {
            format!("struct S {{ {a}: u8, {b}: Vec<u8> }} impl S {{ fn f(&self) {{ {body} }} }}")
        };
        let left = of("front", "list", "go(self.front - self.list.len())");
        let right = of("head", "items", "go(self.head - self.items.len())");
        assert_eq!(names_only(&left, &right, "S"), (ItemStatus::Body, true));
        assert_eq!(names_only(&left, &right, "S::f"), (ItemStatus::Body, true));
        // A field may have the name of a given method.
        assert_eq!(names_only(&left.replace("front", "stored"), &right, "S"), (ItemStatus::Body, true));
        assert_eq!(names_only(&left, &right.replace("Vec<u8>", "Vec<u16>"), "S"), (ItemStatus::Body, false));
        // A derived and a handwritten implementation differ in more than names.
        let (derived, by_hand) =
            ("#[derive(Clone)] struct S;", "struct S; impl Clone for S { fn clone(&self) -> S { S } }");
        assert_eq!(names_only(derived, by_hand, "Clone for S"), (ItemStatus::Body, false));
        // Swapped names, or one name in place of two, are a different body.
        let both = |body: &str| format!("struct S {{ front: u8, back: u8 }} impl S {{ fn f(&self) {{ {body} }} }}");
        assert_eq!(names_only(&both("go(self.front)"), &both("go(self.back)"), "S::f"), (ItemStatus::Body, false));
        let (two, one) = (both("go(self.front, self.back)"), both("go(self.a, self.a)").replace("front", "a"));
        assert_eq!(names_only(&two, &one, "S::f"), (ItemStatus::Body, false));
    }

    #[test]
    fn attributes_comments_and_formatting_are_ignored() {
        let left = "struct S; impl S { fn f(&self) -> Vec<u8> { vec![ 1, 2, ] } }";
        let right = "/// Documented.\nstruct S;\nimpl S {\n    /// More.\n    #[must_use]\n    fn f(&self) -> Vec<u8> {\n        // a reason\n        vec![1, 2]\n    }\n}";
        assert_eq!(status_of(left, right, "S::f"), ItemStatus::Same);
    }

    #[test]
    fn solutions_of_unwritten_items_are_hidden() {
        let stub = "pub struct S; impl S { pub fn f(&self) -> u8 { todo!() } pub fn g(&self) -> u8 { todo!() } }";
        let mine = "pub struct S; impl S { pub fn f(&self) -> u8 { 1 } pub fn g(&self) -> u8 { todo!() } }";
        let reference = "pub struct S; impl S { pub fn f(&self) -> u8 { 2 } pub fn g(&self) -> u8 { 42 } } struct T { n: [u8; 42] }";
        let comparison = compared(mine, reference, stub);
        let parts: Vec<&ComparedItem> = comparison.items.iter().flat_map(ComparedItem::all).collect();
        let part = |path: &str| *parts.iter().find(|part| part.shown().path == path).expect("the item exists");
        assert_eq!((part("S::f").status, part("S::g").status), (ItemStatus::Body, ItemStatus::Unwritten));
        assert!(part("S::g").right.as_ref().is_some_and(|right| right.code.is_none()));
        assert!(!xtask::render::json(&comparison).contains("42"));
        assert!(!crate::output::terminal::render(&comparison, 120).contains("42"));
    }

    #[test]
    fn items_that_a_macro_may_define_have_the_status_macro() {
        let stub =
            "pub struct Iter; impl Iterator for Iter { type Item = u8; fn next(&mut self) -> Option<u8> { todo!() } }";
        let mine = "macro_rules! iterator { ($name:ident) => { pub struct $name; } } iterator!(Iter);";
        let found = statuses(mine, stub, stub);
        let theirs: Vec<&ItemStatus> =
            found.iter().filter(|(path, _)| path.contains("Iter")).map(|(_, status)| status).collect();
        assert_eq!(theirs, [&ItemStatus::Macro; 3], "{found:?}");
    }

    #[test]
    fn every_item_of_both_sides_appears_once() {
        let left = "struct A; impl A { fn f(&self) {} } trait T { fn g(&self); } impl T for A { fn g(&self) {} } fn h() {} const C: u8 = 1;";
        let right = "struct B; impl B { fn f(&self) {} } fn h() {} enum E { A } impl Clone for Vec<E> { fn clone(&self) -> Self { self } }";
        let comparison = compared(left, right, "");
        let all: Vec<&ComparedItem> = comparison.items.iter().flat_map(ComparedItem::all).collect();
        let count =
            |side: fn(&ComparedItem) -> &Option<ShownItem>| all.iter().filter(|part| side(part).is_some()).count();
        let items = |text: &str| Design::of(&CrateSource::of_text(text), &Contract::default()).items.len();
        assert_eq!((count(|part| &part.left), count(|part| &part.right)), (items(left), items(right)));
        assert_eq!((items(left), items(right)), (8, 6));
    }
}
