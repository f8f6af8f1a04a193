//! The first lines of a comparison: the known design that is most alike, the main difference, and the next thing to read.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;
use xtask::comparison_text::NEXT;

use crate::bench_results::{BenchResults, YOURS};
use crate::closest::{self, Features, Likeness, is_number};
use crate::compared_items::{ComparedItem, ItemStatus, ShownItem};
use crate::comparison::{Comparison, NamedDesign};
use crate::design::ItemKind;
use crate::discussion::DiscussionFile;
use crate::output::number_format::thousands;
use crate::syntax::text;

/// The ratio of times from which a difference is worth a line.
const NOTABLE_RATIO: f64 = 2.0;
/// The same for results with noise.
const NOTABLE_RATIO_WITH_NOISE: f64 = 10.0;

/// Collections of the standard library and of `hashbrown`.
const COLLECTIONS: [&str; 8] =
    ["Vec", "VecDeque", "BTreeMap", "BTreeSet", "BinaryHeap", "HashMap", "HashSet", "HashTable"];

/// The likeness below which a design is only called somewhat like another.
const ALIKE: f64 = 0.5;

/// The first lines of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Headline {
    /// The known design that is most like the learner's, or `None` if none is.
    pub closest: Option<Likeness>,
    /// The lines, as sentences with code in backticks.
    pub lines: Vec<String>,
}

impl Headline {
    /// Writes the lines for a comparison of `yours` with `right`. `known` are the reference and the alternatives, whose
    /// ideas are in `file`.
    pub fn of(
        comparison: &Comparison,
        yours: &NamedDesign,
        right: &NamedDesign,
        known: &[&NamedDesign],
        file: &DiscussionFile,
    ) -> Self {
        let unwritten = &yours.design.unwritten_types;
        let features: Vec<_> = known.iter().map(|of| (of.name(), of.features())).collect();
        let is_candidate = |name: &str| file.may_be_like(name, &yours.design);
        let closest = closest::closest(yours.features(), unwritten, &features, is_candidate);
        let ideas: Vec<(&str, &str)> = known.iter().map(|of| (of.name(), file.idea(of.name()))).collect();
        // The next line is about the other side.
        let other = closest.as_ref().filter(|closest| closest.name != right.name());
        let alike = other.and_then(|closest| known.iter().find(|of| of.name() == closest.name));
        let unlike = alike.map_or_else(Vec::new, |of| of.features().stored_unlike(yours.features(), unwritten));
        let differs = unlike.into_iter().find(|(ty, _)| !yours.features().stores(ty));
        let differs = differs.filter(|(_, rank)| *rank == 0).map(|(ty, _)| ty);
        let lines = [
            Some(closest_line(yours.name(), closest.as_ref(), &ideas, differs)),
            difference_line(comparison, yours.features(), right.features()),
            next_line(comparison, closest.as_ref()),
        ];
        Self { closest, lines: lines.into_iter().flatten().collect() }
    }
}

/// Names the closest design. `differs` is what only that design stores.
fn closest_line(left: &str, closest: Option<&Likeness>, known: &[(&str, &str)], differs: Option<&str>) -> String {
    let (yours, you) =
        if left == YOURS { ("yours".to_owned(), "You".to_owned()) } else { (phrase(left), phrase(left)) };
    let with_idea = |(name, idea): &(&str, &str)| match *idea {
        "" => phrase(name),
        idea => format!("{}: {idea}", phrase(name)),
    };
    let Some(closest) = closest else {
        let designs: Vec<String> = known.iter().map(with_idea).collect();
        return format!("None of the known designs is clearly like {yours} ({}).", designs.join("; "));
    };
    let design = known.iter().find(|(name, _)| *name == closest.name).map_or_else(|| phrase(&closest.name), with_idea);
    let line = if closest.likeness < ALIKE {
        format!("Of the known designs, {yours} has most in common with {design}.")
    } else {
        let subject = if left == YOURS { "Your design" } else { &yours };
        format!("{subject} is closest to {design}.")
    };
    let Some(first) = closest.shared.iter().find(|ty| is_evidence(ty)) else { return line };
    let name = phrase(&closest.name);
    let only = differs.filter(|ty| *ty != first).map(|ty| format!(", but only {name} stores {}", shown(ty)));
    format!("{line} {you} and {name} both store {}{}.", shown(first), only.unwrap_or_default())
}

/// Returns whether a type that two designs store is worth naming.
fn is_evidence(ty: &str) -> bool {
    // A lock around the whole state says how it is shared, but not how it is stored.
    let is_lock = ["Arc<", "Mutex<", "RwLock<"].iter().any(|lock| ty.starts_with(lock));
    // Nearly every design has a list or a map of its own types.
    let is_common = ["Vec<…>", "Option<…>", "Box<…>", "HashMap<…, …>", "BTreeMap<…, …>"].contains(&ty);
    let is_vague = ty.starts_with("an own ");
    !is_lock && !is_common && !is_vague
}

fn difference_line(comparison: &Comparison, yours: &Features, right: &Features) -> Option<String> {
    let measured = comparison.bench.as_ref().and_then(|bench| measured(bench, &comparison.right.name));
    let parts: Vec<String> = [stored(comparison, yours, right), measured].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Describes how the state of a struct differs: collections, or numbers where the collections are alike.
fn stored(comparison: &Comparison, yours: &Features, right: &Features) -> Option<String> {
    collections(comparison, yours, right).or_else(|| numbers(comparison, yours, right))
}

/// Describes the most telling field on each side whose type the other design stores nowhere, of the struct with the most
/// methods among those that both sides have. It does most of the work, so its state matters most.
fn collections(comparison: &Comparison, yours: &Features, right: &Features) -> Option<String> {
    let items = &comparison.items;
    let names: BTreeSet<&str> =
        items.iter().flat_map(|item| [&item.left, &item.right]).flatten().map(|of| of.name.as_str()).collect();
    // A small type does little of the work.
    let least = items.iter().map(method_count).max()? / 2;
    let differences = items.iter().filter_map(|item| {
        let [all_ours, theirs] = fields_of_both(item, [yours, right])?;
        let [ours, theirs] = [most_telling(&all_ours, right, &names), most_telling(&theirs, yours, &names)];
        // A field of the same name has the same purpose, so its type says more.
        let same_name = |of: &&Field| theirs.is_some_and(|theirs| of.name == theirs.name && of.ty != theirs.ty);
        let ours = all_ours.iter().find(same_name).filter(|_| ours.is_some()).or(ours);
        let methods = method_count(item);
        // Half a difference of a helper says little.
        let found = [ours, theirs].iter().flatten().count();
        let is_shown = found > usize::from(!item.given) && methods > 0 && methods >= least;
        is_shown.then(|| (methods, item, ours.map(Field::shown), theirs.map(Field::shown)))
    });
    // Of equal ones, take the first.
    let (_, item, ours, theirs) = differences.min_by_key(|(methods, ..)| Reverse(*methods))?;
    let owner = &item.shown().name;
    let (left, other) = (store(&comparison.left.name), store(&comparison.right.name));
    // Another struct can store something else, so this claims nothing about the rest of the design.
    Some(match (ours, theirs) {
        (Some(ours), Some(theirs)) => format!("In `{owner}`, {left} {ours}, and {other} {theirs}."),
        (Some(ours), None) => format!("In `{owner}`, {left} {ours}, and {other} no such type."),
        (None, theirs) => format!("In `{owner}`, {other} {}, and {left} no such type.", theirs.unwrap_or_default()),
    })
}

/// Returns the subject and the verb of a sentence about what a side stores.
fn store(side: &str) -> String {
    match side {
        YOURS => "you store".to_owned(),
        name => format!("{} stores", phrase(name)),
    }
}

/// Names the numbers that only one side stores, of the struct with the most methods.
fn numbers(comparison: &Comparison, yours: &Features, right: &Features) -> Option<String> {
    let pairs = comparison.items.iter().filter_map(|item| {
        let [ours, theirs] = fields_of_both(item, [yours, right])?;
        let only = |of: &[Field], other: &[Field]| -> Vec<Field> {
            let is_other = |field: &Field| other.iter().any(|of| of.name == field.name);
            of.iter().filter(|field| is_number(&field.shape) && !is_other(field)).cloned().collect()
        };
        let numbers = [only(&ours, &theirs), only(&theirs, &ours)];
        let is_shown = match &numbers {
            [ours, theirs] if ours.is_empty() || theirs.is_empty() => false,
            // A single number of the same type may just have another name.
            [ours, theirs] => ours.len() > 1 || theirs.len() > 1 || ours[0].ty != theirs[0].ty,
        };
        is_shown.then(|| (method_count(item), &item.shown().name, numbers))
    });
    let (_, owner, numbers) = pairs.min_by_key(|(methods, ..)| Reverse(*methods))?;
    let (left, other) = (store(&comparison.left.name), store(&comparison.right.name));
    let [ours, theirs] = numbers.map(|of| of.iter().map(Field::shown).collect::<Vec<_>>().join(" and "));
    Some(format!("In `{owner}`, {left} {ours} where {other} {theirs}."))
}

fn method_count(of: &ComparedItem) -> usize {
    of.members.iter().filter(|member| member.kind == ItemKind::Method).count()
}

/// A field of a struct.
#[derive(Clone)]
struct Field {
    name: String,
    ty: String,
    /// The type as a feature of the design.
    shape: String,
}

impl Field {
    /// Returns the field as code in backticks.
    fn shown(&self) -> String {
        format!("`{}: {}`", self.name, self.ty)
    }
}

/// Returns the fields of a struct that both sides have. An iterator takes the state apart instead of storing it, so its
/// fields do not count.
fn fields_of_both(of: &ComparedItem, [left, right]: [&Features; 2]) -> Option<[Vec<Field>; 2]> {
    let is_iterator = of.members.iter().any(|of| of.kind == ItemKind::Implementation && of.shown().name == "Iterator");
    if is_iterator { None } else { Some([fields(of.left.as_ref()?, left), fields(of.right.as_ref()?, right)]) }
}

/// Returns the fields of a struct that the stub does not have. A struct with a lifetime borrows its state instead of
/// storing it.
fn fields(of: &ShownItem, features: &Features) -> Vec<Field> {
    let Some(Ok(item)) = of.code.as_deref().map(syn::parse_str::<syn::ItemStruct>) else { return Vec::new() };
    if item.generics.lifetimes().next().is_some() {
        return Vec::new();
    }
    let named = item.fields.iter().filter_map(|field| {
        let name = field.ident.as_ref()?.to_string();
        Some(Field { name, ty: text(&field.ty), shape: features.shape(&field.ty) })
    });
    named.filter(|field| !features.is_given(&of.name, &field.name, &field.ty)).collect()
}

/// Returns the field that says most about a design: a collection of a kind that the other design does not store anywhere.
fn most_telling<'a>(fields: &'a [Field], other: &Features, names: &BTreeSet<&str>) -> Option<&'a Field> {
    let is_telling = |of: &&Field| {
        let is_collection = words(&of.shape).iter().any(|word| COLLECTIONS.contains(word));
        // The caller supplies what is behind a trait object.
        is_collection && !other.stores_similar(&of.shape) && !of.shape.contains("dyn ")
    };
    let parts =
        |of: &&Field| words(&of.ty).iter().filter(|word| COLLECTIONS.contains(word) || names.contains(*word)).count();
    // Of equal fields, take the first.
    fields.iter().filter(is_telling).min_by_key(|of| Reverse(parts(of)))
}

/// Splits a type into names and other characters.
fn words(ty: &str) -> Vec<&str> {
    ty.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_')
        .flat_map(|part| {
            let end = part.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_').len();
            [&part[..end], part[end..].trim()]
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// Describes the workload with the largest ratio between both designs, at the largest size that both were measured at.
fn measured(bench: &BenchResults, right: &str) -> Option<String> {
    let notable = if bench.is_noisy() { NOTABLE_RATIO_WITH_NOISE } else { NOTABLE_RATIO };
    let ratios = bench.workloads.iter().filter_map(|workload| {
        let of = |name: &str| workload.contenders.iter().find(|contender| contender.name == name);
        let (yours, theirs) = (of(YOURS)?, of(right)?);
        let (mine, their) = yours.points.iter().rev().find_map(|mine| Some((mine, theirs.at(mine.size)?)))?;
        // If the samples overlap, the difference may be noise.
        let differs = mine.low > their.high || mine.high < their.low;
        differs.then_some((workload, [yours, theirs], mine.size, mine.median / their.median))
    });
    let distance = |ratio: f64| if ratio < 1.0 { 1.0 / ratio } else { ratio };
    let (workload, both, size, ratio) = ratios
        .max_by(|(.., a), (.., b)| distance(*a).total_cmp(&distance(*b)))
        .filter(|(.., r)| distance(*r) >= notable)?;
    let times = if distance(ratio) < 10.0 {
        format!("{:.1}", distance(ratio))
    } else {
        thousands(distance(ratio).round() as u64)
    };
    let (slow, fast) =
        if ratio > 1.0 { ("yours".to_owned(), phrase(right)) } else { (phrase(right), "yours".to_owned()) };
    let [slower, faster] = if ratio > 1.0 { both } else { [both[1], both[0]] };
    let growth = match (slower.growth, faster.growth) {
        (Some(slower), Some(faster)) if slower > faster => {
            format!(": its growth is {}, not {}", slower.words(), faster.words())
        }
        _ => String::new(),
    };
    let name = &workload.name;
    Some(format!(
        "In the benchmark `{name}` at size {}, {slow} takes {times} times as long as {fast}{growth}.",
        thousands(size)
    ))
}

fn next_line(comparison: &Comparison, closest: Option<&Likeness>) -> Option<String> {
    let kata = &comparison.kata;
    if let Some(closest) = closest.filter(|of| of.name != comparison.right.name && of.name != "reference") {
        let name = &closest.name;
        return Some(format!("{NEXT}compare with the closest design: `cargo xtask compare {kata} --with {name}`."));
    }
    let item = main_difference(comparison)?;
    let (left, right) = (item.left.as_ref()?, item.right.as_ref()?);
    let place = |file: &std::path::Path, line: usize| format!("{}:{line}", file.display());
    Some(format!(
        "{NEXT}read `{}` on both sides: {} and {}.",
        left.path,
        place(&left.file, left.line),
        place(&right.file, right.line)
    ))
}

/// Returns the given method whose bodies differ most.
fn main_difference(comparison: &Comparison) -> Option<&ComparedItem> {
    let differs = |item: &&ComparedItem| {
        item.given && item.kind == ItemKind::Method && item.status == ItemStatus::Body && !item.names_only
    };
    let items = comparison.items.iter().flat_map(ComparedItem::all).filter(differs);
    items.max_by(|a, b| a.difference().total_cmp(&b.difference()))
}

fn phrase(name: &str) -> String {
    if name == "reference" { "the reference".to_owned() } else { format!("*{name}*") }
}

/// Returns a stored type as code. Phrases stay as they are.
fn shown(ty: &str) -> String {
    if ty.starts_with("a ") || ty.starts_with("an ") { ty.to_owned() } else { format!("`{ty}`") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench_results::tests::results;
    use crate::comparison::tests::compared;
    use crate::crate_source::CrateSource;
    use crate::design::Contract;
    use crate::growth::Growth;

    const MINE: &str =
        "pub struct Lot { taken: Vec<Option<Car>> } struct Car(u8); impl Lot { pub fn park(&self) { a(1) } }";
    const SET: &str = "pub struct Lot { free: BTreeSet<usize> } impl Lot { pub fn park(&self) { b(2) } }";

    const FILE: &str = "
        [[design]]
        name = \"reference\"
        idea = \"the idea of reference\"
        [[design]]
        name = \"slots\"
        idea = \"the idea of slots\"
        signs = [\"Vec<Option\"]
    ";

    fn headline(left: &str, known: &[(&str, &str)]) -> Headline {
        let stub = "pub struct Lot; impl Lot { pub fn park(&self) { todo!() } }";
        let contract = Contract::of(&CrateSource::of_text(stub));
        let design = |name: &str, text: &str| {
            NamedDesign::of(name.to_owned(), name.into(), CrateSource::of_text(text), &contract)
        };
        let designs: Vec<NamedDesign> = known.iter().map(|(name, text)| design(name, text)).collect();
        let comparison = Comparison { bench: None, ..compared(left, known[0].1, stub) };
        let file = DiscussionFile::parse(FILE).expect("the file is valid");
        Headline::of(&comparison, &design("yours", left), &designs[0], &designs.iter().collect::<Vec<_>>(), &file)
    }

    #[test]
    fn the_closest_design_and_the_difference_are_named() {
        let alternative = MINE.replace("Car", "Vehicle").replace("taken", "spots");
        let Headline { closest, lines } = headline(MINE, &[("reference", SET), ("slots", &alternative)]);
        assert_eq!(closest.map(|closest| closest.name).as_deref(), Some("slots"));
        let expected = [
            "Your design is closest to *slots*: the idea of slots. You and *slots* both store `Vec<Option<…>>`.",
            "In `Lot`, you store `taken: Vec<Option<Car>>`, and the reference stores `free: BTreeSet<usize>`.",
            "Next, compare with the closest design: `cargo xtask compare tiny --with slots`.",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn fields_of_the_same_name_are_compared_with_each_other() {
        let mine =
            "pub struct Lot { log: BTreeMap<u8, Vec<u8>>, taken: Vec<u32> } impl Lot { pub fn park(&self) { a(1) } }";
        let theirs = "pub struct Lot { taken: BTreeSet<u32> } impl Lot { pub fn park(&self) { b(2) } }";
        let Headline { lines, .. } = headline(mine, &[("reference", theirs)]);
        let expected = "In `Lot`, you store `taken: Vec<u32>`, and the reference stores `taken: BTreeSet<u32>`.";
        assert!(lines.contains(&expected.to_owned()), "{lines:?}");
    }

    #[test]
    fn the_type_with_the_most_methods_is_compared() {
        let stub = "pub struct Lot; impl Lot { pub fn park(&self) { todo!() } pub fn leave(&self) { todo!() } } pub \
                    struct Policy; impl Policy { pub fn next(&self) { todo!() } }";
        let written = |lot: &str, policy: &str| {
            stub.replace("Lot;", &format!("Lot {{ {lot} }}"))
                .replace("Policy;", &format!("Policy {{ {policy} }}"))
                .replace("todo!()", "a(1)")
        };
        let left = written("cars: Vec<u32>, log: Vec<u16>", "free: BTreeMap<u8, Vec<u8>>");
        let right = written("free: BTreeSet<u8>", "busy: HashMap<u8, Vec<u8>>");
        let expected = "In `Lot`, you store `cars: Vec<u32>`, and the reference stores `free: BTreeSet<u8>`.";
        assert_eq!(line(&left, &right, stub).as_deref(), Some(expected));
    }

    #[test]
    fn numbers_are_named_where_the_collections_are_alike() {
        let stub = "pub struct Ring; impl Ring { pub fn push(&self) { todo!() } }";
        let ring =
            |fields: &str| format!("pub struct Ring {{ {fields} }} impl Ring {{ pub fn push(&self) {{ a(1) }} }}");
        let left = ring("slots: Vec<u8>, start: usize, end: usize");
        let right = ring("slots: Box<[u8]>, head: usize, len: usize");
        let expected = "In `Ring`, you store `start: usize` and `end: usize` where the reference stores `head: usize` and \
                        `len: usize`.";
        assert_eq!(line(&left, &right, stub).as_deref(), Some(expected));
        assert_eq!(line(&left, &left, stub), None);
        assert_eq!(line(&ring("posted: u64"), &ring("issued: u64"), stub), None);
        let expected = "In `Ring`, you store `posted: u64` where the reference stores `issued: u8`.";
        assert_eq!(line(&ring("posted: u64"), &ring("issued: u8"), stub).as_deref(), Some(expected));
    }

    #[test]
    fn similar_collections_and_names_of_types_are_no_difference() {
        let stub = "pub struct Lot; impl Lot { pub fn park(&self) { todo!() } }";
        let lot = |fields: &str| format!("pub struct Lot {{ {fields} }} impl Lot {{ pub fn park(&self) {{ a(1) }} }}");
        for (left, right) in [
            ("a: HashMap<u8, Vec<u8>>", "a: BTreeMap<u8, Vec<u8>>"),
            ("a: Vec<Arc<u8>>", "a: Box<[u8]>"),
            ("a: First", "b: Second"),
            ("a: Vec<Box<dyn Policy>>", ""),
        ] {
            assert_eq!(line(&lot(left), &lot(right), stub), None, "{left} and {right}");
        }
        let right = lot("cars: Vec<u32>");
        let expected = "In `Lot`, the reference stores `cars: Vec<u32>`, and you store no such type.";
        assert_eq!(line(&lot("a: u8"), &right, stub).as_deref(), Some(expected));
    }

    #[test]
    fn fields_of_the_stub_are_not_compared() {
        let stub = "pub struct Lot { rules: Vec<u8> } impl Lot { pub fn park(&self) { todo!() } }";
        let lot = |fields: &str| format!("pub struct Lot {{ {fields} }} impl Lot {{ pub fn park(&self) {{ a(1) }} }}");
        let expected = "In `Lot`, you store `cars: Vec<u32>`, and the reference stores `free: BTreeSet<u8>`.";
        let line = line(&lot("rules: Vec<u8>, cars: Vec<u32>"), &lot("free: BTreeSet<u8>"), stub);
        assert_eq!(line.as_deref(), Some(expected));
    }

    #[test]
    fn iterators_are_not_compared() {
        let stub = "pub struct All; impl Iterator for All { fn next(&mut self) { todo!() } }";
        let all = |field: &str| stub.replace("All;", &format!("All {{ {field} }}")).replace("todo!()", "a(1)");
        assert_eq!(line(&all("rest: Vec<u8>, at: usize"), &all("set: BTreeSet<u8>, end: usize"), stub), None);
    }

    fn line(left: &str, right: &str, stub: &str) -> Option<String> {
        let contract = Contract::of(&CrateSource::of_text(stub));
        let [yours, theirs] = [left, right].map(|text| Features::of(&CrateSource::of_text(text), &contract));
        stored(&compared(left, right, stub), &yours, &theirs)
    }

    #[test]
    fn a_lock_or_any_list_is_no_evidence_of_likeness() {
        let likeness = |shared: &[&str]| Likeness {
            name: "slots".to_owned(),
            likeness: 0.6,
            shared: shared.iter().map(|&ty| ty.to_owned()).collect(),
        };
        let line = |shared: &[&str]| closest_line(YOURS, Some(&likeness(shared)), &[], None);
        assert_eq!(line(&["Arc<Mutex<…>>"]), "Your design is closest to *slots*.");
        assert_eq!(line(&["Vec<…>", "HashMap<…, …>"]), "Your design is closest to *slots*.");
        let both = "Your design is closest to *slots*. You and *slots* both store `Vec<u8>`.";
        assert_eq!(line(&["Arc<Mutex<…>>", "Vec<…>", "Vec<u8>"]), both);
    }

    #[test]
    fn a_design_that_is_only_partly_alike_is_said_to_be() {
        let alternative = MINE.replace("taken", "log: BTreeMap<u8, u64>, a");
        let Headline { lines, .. } = headline(MINE, &[("reference", SET), ("slots", &alternative)]);
        let expected = "Of the known designs, yours has most in common with *slots*: the idea of slots. You and *slots* both store \
                        `Vec<Option<…>>`, but only *slots* stores `BTreeMap<u8, u64>`.";
        assert_eq!(lines[0], expected);
        let Headline { lines, .. } = headline(MINE, &[("slots", &alternative), ("reference", SET)]);
        assert!(!lines[0].contains("but only"), "{lines:?}");
        let expected = "In `Lot`, the reference stores `log: BTreeMap<u8, u64>`, and you store no such type.";
        assert_eq!(lines[1], expected);
    }

    #[test]
    fn a_design_like_no_known_one_is_said_to_be() {
        let Headline { closest, lines } = headline(MINE, &[("reference", SET)]);
        assert_eq!(closest, None);
        assert_eq!(lines[0], "None of the known designs is clearly like yours (the reference: the idea of reference).");
        assert_eq!(lines[2], "Next, read `Lot::park` on both sides: lib.rs:1 and lib.rs:1.");
    }

    #[test]
    fn the_largest_measured_difference_is_named() {
        let mut results = results();
        let line = measured(&results, "reference");
        for contender in &mut results.workloads[0].contenders {
            let factor = if contender.name == YOURS { 300.0 } else { 2.0 };
            for point in &mut contender.points {
                (point.low, point.median, point.high) = (factor, factor, factor);
            }
        }
        let expected = "In the benchmark `queue` at size 10 000, yours takes 150 times as long as the reference.";
        assert_eq!(measured(&results, "reference").as_deref(), Some(expected), "before: {line:?}");
        results.workloads[0].contenders[0].growth = Some(Growth::Linear);
        results.workloads[0].contenders[1].growth = Some(Growth::NearlyConstant);
        let expected = "In the benchmark `queue` at size 10 000, yours takes 150 times as long as the reference: its \
                        growth is linear, not nearly constant.";
        assert_eq!(measured(&results, "reference").as_deref(), Some(expected));
    }

    #[test]
    fn a_difference_that_may_be_noise_is_not_named() {
        let mut results = results();
        assert!(measured(&results, "reference").is_some());
        results.workloads[0].contenders[0].points[1].low = 4.0;
        assert_eq!(measured(&results, "reference"), None, "overlapping samples");
        let mut results = super::super::bench_results::tests::results();
        let points = results.workloads[0].contenders.iter_mut().flat_map(|of| &mut of.points);
        points.for_each(|point| point.high *= 2.0);
        assert!(measured(&results, "reference").is_some(), "18 times as long in spite of noise");
        results.workloads[0].contenders[0].points[1].median = 40.0;
        assert_eq!(measured(&results, "reference"), None, "8 times as long with noise");
    }
}
