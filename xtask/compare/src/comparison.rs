//! What comparing two designs comes to: one value, of which everything that is shown is a view.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;

use crate::cost::Costs;
use crate::matching::Matching;
use crate::model::{Crate, Item, Kind, renamed};
use crate::numbers::Number;
use crate::source::Problem;
use crate::talk::Talk;

/// The version of the comparison's format. A field may be added without a new one; none changes its meaning.
pub const SCHEMA: u32 = 1;

/// Two designs side by side.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// The version of the format, [`SCHEMA`].
    pub schema: u32,
    /// The kata's name.
    pub kata: String,
    /// The learner's.
    pub left: Side,
    /// What it is compared with.
    pub right: Side,
    /// Types, traits and what belongs to no type: those of the left in their order, then those that only the right has.
    pub parts: Vec<Part>,
    /// Figures of the two, and of the alternatives where the right is the reference or one of them.
    pub numbers: Vec<Number>,
    /// Whose figures they are, in the order of each figure's values.
    pub columns: Vec<String>,
    /// What the benchmark measured last, if it measured the code of now.
    pub costs: Option<Costs>,
    /// Where there are no costs, why, and how to measure them.
    pub costs_note: Option<String>,
    /// What there is to talk about.
    pub talk: Talk,
}

/// One of the two.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// What it is called: `yours`, `reference`, an alternative's name, `attempt 1`.
    pub name: String,
    /// The folder of its sources.
    pub folder: PathBuf,
    /// How many files they are.
    pub files: usize,
    /// What could not be read of it. It is left out of the comparison.
    pub problems: Vec<Problem>,
}

/// What became of an item from one side to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is the same but for the names of variables.
    Same,
    /// The signature is the same, the body, the fields or the variants are others.
    Body,
    /// The signature is another.
    Signature,
    /// Only the left has it.
    OnlyLeft,
    /// Only the right has it.
    OnlyRight,
    /// The left has it as a `todo!()`. What the right has there is not shown.
    Unwritten,
    /// One side has it, and the other names it to a macro, which may make it: what comes of that is not known.
    Macro,
}

/// An item of one side or a pair of both, with what belongs to it.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// What became of it.
    pub status: Status,
    /// What it is, on the left if it is there.
    pub kind: Kind,
    /// Whether it is part of what was asked for.
    pub given: bool,
    /// Whether it belongs to another type on the other side.
    pub moved: bool,
    /// Of another body: whether nothing in it is another but names that were free to choose.
    pub names_only: bool,
    /// How alike the bodies are, from 0 to 1, where both have one.
    pub likeness: Option<f64>,
    /// That of the left.
    pub left: Option<Shown>,
    /// That of the right.
    pub right: Option<Shown>,
    /// What belongs to it.
    pub parts: Vec<Part>,
}

/// An item as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Its name alone.
    pub name: String,
    /// Its name with those of what it belongs to.
    pub path: String,
    /// Its head.
    pub signature: String,
    /// Where it stands.
    pub file: PathBuf,
    /// Where it begins, from 1.
    pub line: usize,
    /// How many lines with code it has.
    pub lines: usize,
    /// The whole of it without comments. Of an item that is not to be given away, nothing.
    pub code: Option<String>,
}

impl Part {
    /// The item: that of the left if it is there.
    pub fn shown(&self) -> &Shown {
        self.left.as_ref().or(self.right.as_ref()).expect("a part is an item of one side or of both")
    }

    /// Whether its name is another on the other side.
    pub fn renamed(&self) -> bool {
        matches!((&self.left, &self.right), (Some(left), Some(right)) if left.name != right.name)
    }

    /// Whether it is the same on both sides, with all that belongs to it.
    pub fn is_same(&self) -> bool {
        self.status == Status::Same && !self.moved && !self.renamed() && self.parts.iter().all(Part::is_same)
    }

    /// This part and all that belongs to it.
    pub fn all(&self) -> Vec<&Part> {
        let mut all = vec![self];
        for part in &self.parts {
            all.extend(part.all());
        }
        all
    }
}

/// The parts of two designs.
pub fn parts(left: &Crate, right: &Crate) -> Vec<Part> {
    let matching = Matching::of(left, right);
    let unfinished = left.items.iter().any(|item| item.unwritten);
    Builder { left, right, matching, unfinished }.parts(None, None)
}

struct Builder<'a> {
    left: &'a Crate,
    right: &'a Crate,
    matching: Matching,
    /// Whether something of the left is not written yet. What only the right has may be what it takes.
    unfinished: bool,
}

impl Builder<'_> {
    fn parts(&self, left: Option<usize>, right: Option<usize>) -> Vec<Part> {
        // Beside an item that only one side has, what belongs to it can only have been moved.
        let of_left = |at: Option<usize>| self.left.members(at).collect::<Vec<_>>();
        let of_right = |at: Option<usize>| self.right.members(at).collect::<Vec<_>>();
        let lefts = if left.is_none() && right.is_some() { Vec::new() } else { of_left(left) };
        let rights = if right.is_none() && left.is_some() { Vec::new() } else { of_right(right) };
        let mut parts: Vec<Part> = lefts.into_iter().map(|left| self.of_left(left)).collect();
        let unmatched = rights.into_iter().filter(|right| !self.matching.has_right(*right));
        parts.extend(unmatched.map(|right| self.only_right(right)));
        parts
    }

    fn of_left(&self, left: usize) -> Part {
        let a = &self.left.items[left];
        let Some(&(right, likeness)) = self.matching.pairs.get(&left) else {
            let made = self.is_made(self.left, &self.right.macro_words, a);
            return Part {
                status: match () {
                    () if a.unwritten => Status::Unwritten,
                    () if made => Status::Macro,
                    () => Status::OnlyLeft,
                },
                kind: a.kind,
                given: a.given,
                moved: false,
                names_only: false,
                likeness: None,
                left: Some(shown(self.left, a)),
                right: None,
                parts: self.parts(Some(left), None),
            };
        };
        let b = &self.right.items[right];
        let mut theirs = shown(self.right, b);
        let status = status(a, b);
        if status == Status::Unwritten {
            theirs.code = None;
        }
        Part {
            status,
            kind: a.kind,
            given: a.given,
            names_only: status == Status::Body
                && renamed((self.left, a), (self.right, b)).is_some_and(|names| !names.is_empty()),
            moved: a.parent.map(|parent| self.matching.pairs.get(&parent).map(|(right, _)| *right))
                != b.parent.map(Some),
            likeness: (!a.pieces.is_empty() && !b.pieces.is_empty()).then_some(likeness),
            left: Some(shown(self.left, a)),
            right: Some(theirs),
            parts: self.parts(Some(left), Some(right)),
        }
    }

    /// Whether macros of the other side, which these words are handed to, may make an item: they are told its name, or that
    /// of what it belongs to, and it was asked for.
    fn is_made(&self, of: &Crate, words: &BTreeSet<String>, item: &Item) -> bool {
        let owner = |item: &Item| item.parent.map(|parent| &of.items[parent]);
        let mut next = Some(item);
        while let Some(item) = next {
            if words.contains(&item.name) && item.given {
                return true;
            }
            next = owner(item);
        }
        false
    }

    fn only_right(&self, right: usize) -> Part {
        let item = &self.right.items[right];
        let made = self.is_made(self.right, &self.left.macro_words, item);
        let mut theirs = shown(self.right, item);
        theirs.code = theirs.code.filter(|_| !self.unfinished);
        Part {
            status: if made { Status::Macro } else { Status::OnlyRight },
            kind: item.kind,
            given: item.given,
            moved: false,
            names_only: false,
            likeness: None,
            left: None,
            right: Some(theirs),
            parts: self.parts(None, Some(right)),
        }
    }
}

fn status(left: &Item, right: &Item) -> Status {
    let kind = (left.kind, right.kind);
    let by_hand = kind == (Kind::Implementation, Kind::Implementation)
        && left.signature.starts_with('#') != right.signature.starts_with('#');
    if left.unwritten && !right.unwritten {
        Status::Unwritten
    } else if left.kind != right.kind || left.shape != right.shape {
        Status::Signature
    } else if left.body != right.body || by_hand {
        Status::Body
    } else {
        Status::Same
    }
}

fn shown(of: &Crate, item: &Item) -> Shown {
    Shown {
        name: item.name.clone(),
        path: of.path(item),
        signature: item.signature.clone(),
        file: item.file.clone(),
        line: item.line,
        lines: item.lines,
        code: Some(item.code.clone()),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::model::Contract;
    use crate::source::Source;

    /// The comparison of two crates that are one text each.
    pub(crate) fn compared(left: &str, right: &str, stub: &str) -> Comparison {
        let contract = Contract::of(&Source::of_text(stub));
        let [left, right] = [left, right].map(|text| Crate::of(&Source::of_text(text), &contract));
        let column = |of| crate::numbers::Column { tally: of, remarks: None, dependencies: &[] };
        let side = |name: &str, of: &Crate| Side {
            name: name.to_owned(),
            folder: name.into(),
            files: of.files,
            problems: of.problems.clone(),
        };
        Comparison {
            schema: SCHEMA,
            kata: "tiny".to_owned(),
            left: side("yours", &left),
            right: side("reference", &right),
            parts: parts(&left, &right),
            numbers: crate::numbers::numbers(&[column(&left.tally), column(&right.tally)]),
            columns: vec!["yours".to_owned(), "reference".to_owned()],
            costs: Some(crate::cost::tests::costs()),
            costs_note: None,
            talk: Talk {
                decisions: vec![crate::talk::Decision {
                    title: "A set of free places.".to_owned(),
                    because: "Lot has other fields".to_owned(),
                    text: "A set of free places. The lowest one is at hand.".to_owned(),
                    line: 7,
                }],
                questions: vec!["Who owns a place?".to_owned()],
                next: vec!["Park a bus.".to_owned()],
            },
        }
    }

    /// What became of each item, by its path.
    fn statuses(left: &str, right: &str, stub: &str) -> Vec<(String, Status)> {
        let comparison = compared(left, right, stub);
        comparison.parts.iter().flat_map(Part::all).map(|part| (part.shown().path.clone(), part.status)).collect()
    }

    fn status_of(left: &str, right: &str, path: &str) -> Status {
        let statuses = statuses(left, right, "");
        statuses.iter().find(|(found, _)| found == path).unwrap_or_else(|| panic!("{path} is not in {statuses:?}")).1
    }

    #[test]
    fn a_method_is_the_same_whatever_its_variables_are_called_and_wherever_it_stands() {
        let left = "struct S { n: u8 } impl S { fn add(&mut self, by: u8) { let sum = self.n + by; self.n = sum } }";
        let right = "mod a { impl S { fn add(&mut self, more: u8) { let all = self.n + more; self.n = all } } } struct S { n: u8 }";
        assert_eq!(status_of(left, right, "S::add"), Status::Same);
        let exchanged = right.replace("self.n + more", "more + self.n");
        assert_eq!(status_of(left, &exchanged, "S::add"), Status::Body);
        let of = |body: &str| format!("struct S; impl S {{ fn sub(&self, a: u8, f: u8) -> u8 {{ {body} }} }}");
        assert_eq!(
            status_of(&of("a - f"), &of("f - a"), "S::sub"),
            Status::Body,
            "parameters are not the same in any order"
        );
        assert_eq!(
            status_of(&of("a - f"), &of("x - y").replace("a:", "x:").replace("f:", "y:"), "S::sub"),
            Status::Same
        );
        let another = right.replace("more: u8", "more: u16");
        assert_eq!(status_of(left, &another, "S::add"), Status::Signature);
    }

    #[test]
    fn fields_variants_and_derivations_are_compared() {
        assert_eq!(status_of("struct S { a: u8 }", "struct S { a: u16 }", "S"), Status::Body);
        assert_eq!(status_of("enum E { A, B }", "enum E { A, B(u8) }", "E"), Status::Body);
        assert_eq!(status_of("struct S<T>(T);", "struct S<T: Copy>(T);", "S"), Status::Signature);
        let (derived, by_hand) =
            ("#[derive(Clone)] struct S;", "struct S; impl Clone for S { fn clone(&self) -> S { S } }");
        assert_eq!(status_of(derived, by_hand, "Clone for S"), Status::Body);
        assert_eq!(status_of(derived, "struct S;", "Clone for S"), Status::OnlyLeft);
        assert_eq!(status_of("struct S;", "struct S; struct T;", "T"), Status::OnlyRight);
    }

    #[test]
    fn names_that_were_free_to_choose_are_told_from_another_body() {
        let names_only = |left: &str, right: &str, path: &str| {
            let comparison =
                compared(left, right, "pub struct Given { pub since: u8 } impl Given { pub fn stored(&self) {} }");
            let part = comparison.parts.iter().flat_map(Part::all).find(|part| part.shown().path == path).cloned();
            let part = part.unwrap_or_else(|| panic!("{path} is not there"));
            (part.status, part.names_only)
        };
        let of = |a: &str, b: &str, body: &str| {
            format!("struct S {{ {a}: u8, {b}: Vec<u8> }} impl S {{ fn f(&self) {{ {body} }} }}")
        };
        let left = of("front", "list", "go(self.front - self.list.len())");
        let right = of("head", "items", "go(self.head - self.items.len())");
        assert_eq!(names_only(&left, &right, "S"), (Status::Body, true));
        assert_eq!(names_only(&left, &right, "S::f"), (Status::Body, true));
        // A field may have the name of a method that was given.
        assert_eq!(names_only(&left.replace("front", "stored"), &right, "S"), (Status::Body, true));
        assert_eq!(names_only(&left, &right.replace("Vec<u8>", "Vec<u16>"), "S"), (Status::Body, false));
        // What is derived and what is written out have no names in them that could be others.
        let (derived, by_hand) =
            ("#[derive(Clone)] struct S;", "struct S; impl Clone for S { fn clone(&self) -> S { S } }");
        assert_eq!(names_only(derived, by_hand, "Clone for S"), (Status::Body, false));
        // What is exchanged is another body, and so is one name for two.
        let both = |body: &str| format!("struct S {{ front: u8, back: u8 }} impl S {{ fn f(&self) {{ {body} }} }}");
        assert_eq!(names_only(&both("go(self.front)"), &both("go(self.back)"), "S::f"), (Status::Body, false));
        let (two, one) = (both("go(self.front, self.back)"), both("go(self.a, self.a)").replace("front", "a"));
        assert_eq!(names_only(&two, &one, "S::f"), (Status::Body, false));
    }

    #[test]
    fn attributes_comments_and_the_way_it_is_formatted_make_no_difference() {
        let left = "struct S; impl S { fn f(&self) -> Vec<u8> { vec![ 1, 2, ] } }";
        let right = "/// Documented.\nstruct S;\nimpl S {\n    /// More.\n    #[must_use]\n    fn f(&self) -> Vec<u8> {\n        // a reason\n        vec![1, 2]\n    }\n}";
        assert_eq!(status_of(left, right, "S::f"), Status::Same);
    }

    #[test]
    fn what_is_not_written_yet_is_not_given_away() {
        let stub = "pub struct S; impl S { pub fn f(&self) -> u8 { todo!() } pub fn g(&self) -> u8 { todo!() } }";
        let mine = "pub struct S; impl S { pub fn f(&self) -> u8 { 1 } pub fn g(&self) -> u8 { todo!() } }";
        let reference = "pub struct S; impl S { pub fn f(&self) -> u8 { 2 } pub fn g(&self) -> u8 { 42 } } struct T { n: [u8; 42] }";
        let comparison = compared(mine, reference, stub);
        let parts: Vec<&Part> = comparison.parts.iter().flat_map(Part::all).collect();
        let part = |path: &str| *parts.iter().find(|part| part.shown().path == path).expect("it is there");
        assert_eq!((part("S::f").status, part("S::g").status), (Status::Body, Status::Unwritten));
        assert!(part("S::g").right.as_ref().is_some_and(|right| right.code.is_none()));
        assert!(!xtask::render::json(&comparison).contains("42"));
        assert!(!crate::view::terminal::render(&comparison, 120).contains("42"));
    }

    #[test]
    fn what_a_macro_may_make_is_not_called_missing() {
        let stub =
            "pub struct Iter; impl Iterator for Iter { type Item = u8; fn next(&mut self) -> Option<u8> { todo!() } }";
        let mine = "macro_rules! iterator { ($name:ident) => { pub struct $name; } } iterator!(Iter);";
        let found = statuses(mine, stub, stub);
        let theirs: Vec<&Status> =
            found.iter().filter(|(path, _)| path.contains("Iter")).map(|(_, status)| status).collect();
        assert_eq!(theirs, [&Status::Macro; 3], "{found:?}");
    }

    #[test]
    fn every_item_of_both_sides_is_there_once() {
        let left = "struct A; impl A { fn f(&self) {} } trait T { fn g(&self); } impl T for A { fn g(&self) {} } fn h() {} const C: u8 = 1;";
        let right = "struct B; impl B { fn f(&self) {} } fn h() {} enum E { A } impl Clone for Vec<E> { fn clone(&self) -> Self { self } }";
        let comparison = compared(left, right, "");
        let all: Vec<&Part> = comparison.parts.iter().flat_map(Part::all).collect();
        let count = |side: fn(&Part) -> &Option<Shown>| all.iter().filter(|part| side(part).is_some()).count();
        let items = |text: &str| Crate::of(&Source::of_text(text), &Contract::default()).items.len();
        assert_eq!((count(|part| &part.left), count(|part| &part.right)), (items(left), items(right)));
        assert_eq!((items(left), items(right)), (8, 6));
    }
}
