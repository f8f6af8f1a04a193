//! Views of a comparison. None of them reads or runs anything. What all of them say, they say in the same words.

pub mod costs;
pub mod html;
pub mod terminal;

use crate::comparison::{Comparison, Part, Shown, Status};
use crate::model::Kind;
use crate::numbers::Measure;

/// Some parts under one title.
pub(crate) struct Section<'a> {
    pub title: &'static str,
    /// Those of which there is something to tell.
    pub told: Vec<Told<'a>>,
    /// The names of others by what became of them.
    pub others: Vec<(String, Vec<&'a str>)>,
}

/// What is to be told of a part.
pub(crate) struct Told<'a> {
    pub part: &'a Part,
    /// What became of it, in words; nothing if it is the same.
    pub what: String,
    /// What became of what belongs to it, and the names of that.
    pub groups: Vec<(String, Vec<String>)>,
    /// How many of its methods are the same.
    pub same: usize,
    /// Of a part that only one side has, its methods.
    pub with: Vec<&'a str>,
}

/// The parts: types and traits, then the rest.
pub(crate) fn sections(comparison: &Comparison) -> Vec<Section<'_>> {
    let rest = |part: &&Part| matches!(part.kind, Kind::Function | Kind::Constant | Kind::Macro);
    let (rest, types): (Vec<&Part>, Vec<&Part>) = comparison.parts.iter().partition(rest);
    let both = [("Types and traits", types), ("Functions and constants", rest)];
    let sections = both.map(|(title, parts)| section(comparison, title, parts));
    sections.into_iter().filter(|section| !section.told.is_empty() || !section.others.is_empty()).collect()
}

fn section<'a>(comparison: &Comparison, title: &'static str, parts: Vec<&'a Part>) -> Section<'a> {
    let (same, parts): (Vec<&Part>, Vec<&Part>) = parts.into_iter().partition(|part| part.is_same());
    let (made, parts): (Vec<&Part>, Vec<&Part>) = parts.into_iter().partition(|part| part.status == Status::Macro);
    let made_by = made.first().map(|part| what_became(comparison, part)).unwrap_or_default();
    let others = [(made_by, made), ("the same on both sides".to_owned(), same)];
    let names = |parts: Vec<&'a Part>| parts.into_iter().map(|part| part.shown().name.as_str()).collect();
    Section {
        title,
        told: parts.into_iter().map(|part| told(comparison, part)).collect(),
        others: others
            .into_iter()
            .filter(|(_, parts)| !parts.is_empty())
            .map(|(what, parts)| (what, names(parts)))
            .collect(),
    }
}

fn told<'a>(comparison: &Comparison, part: &'a Part) -> Told<'a> {
    let members: Vec<&Part> = part.parts.iter().flat_map(Part::all).collect();
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for member in members.iter().filter(|member| !member.is_same() && tells_more(part, member)) {
        let (what, name) = (what_became(comparison, member), member_name(member));
        match groups.iter_mut().find(|(other, _)| *other == what) {
            Some((_, names)) => names.push(name),
            None => groups.push((what, vec![name])),
        }
    }
    let methods = || members.iter().filter(|member| member.kind == Kind::Method);
    let alone = is_alone(part);
    Told {
        part,
        what: what_became(comparison, part),
        groups,
        same: methods().filter(|member| member.is_same()).count(),
        with: methods()
            .filter(|member| alone && !tells_more(part, member))
            .map(|member| member.shown().name.as_str())
            .collect(),
    }
}

fn is_alone(part: &Part) -> bool {
    matches!(part.status, Status::OnlyLeft | Status::OnlyRight)
}

/// Whether there is more to tell of a member than of what it belongs to.
fn tells_more(owner: &Part, member: &Part) -> bool {
    // What belongs to a type that only one side has is on that side as well.
    let as_its_owner = is_alone(owner) && member.status == owner.status;
    // An implementation that both sides have is told by its methods.
    let by_methods = member.kind == Kind::Implementation && !is_alone(member) && member.status != Status::Body;
    !as_its_owner && !by_methods
}

fn member_name(member: &Part) -> String {
    let shown = member.shown();
    if member.kind == Kind::Implementation { format!("impl {}", shown.name) } else { shown.name.clone() }
}

/// The parts whose code is shown: what differs in more than names, and the types that only one side has.
pub(crate) fn with_code(comparison: &Comparison) -> impl Iterator<Item = &Part> {
    comparison.parts.iter().flat_map(Part::all).filter(|part| match part.status {
        Status::Body if part.names_only => false,
        Status::Body | Status::Signature => true,
        Status::OnlyLeft | Status::OnlyRight => {
            part.shown().code.is_some() && matches!(part.kind, Kind::Struct | Kind::Enum | Kind::Trait)
        }
        Status::Same | Status::Unwritten | Status::Macro => false,
    })
}

/// A side's name in a sentence.
pub(crate) fn the(name: &str) -> String {
    if name == "reference" { "the reference".to_owned() } else { name.to_owned() }
}

/// Something that is in a side, or of it.
fn in_side(name: &str, what: &str) -> String {
    match (name, what) {
        ("yours", "only in") => "only yours".to_owned(),
        ("yours", "made by a macro in") => "made by a macro of yours".to_owned(),
        ("yours", _) => format!("{what} your code"),
        _ => format!("{what} {}", the(name)),
    }
}

/// What became of an item, in words; nothing if it is the same.
pub(crate) fn what_became(comparison: &Comparison, part: &Part) -> String {
    let (left, right) = (comparison.left.name.as_str(), comparison.right.name.as_str());
    let by_hand = |shown: &Option<Shown>| shown.as_ref().is_some_and(|shown| !shown.signature.starts_with('#'));
    let what = match (part.status, part.kind) {
        (Status::OnlyLeft, _) => in_side(left, "only in"),
        (Status::OnlyRight, _) => in_side(right, "only in"),
        (Status::Unwritten, _) => "not written yet".to_owned(),
        (Status::Macro, _) => {
            let other = if part.left.is_some() { right } else { left };
            format!("{}, and not compared", in_side(other, "made by a macro in"))
        }
        (Status::Same, _) if part.renamed() || part.moved => "the same".to_owned(),
        (Status::Same, _) => String::new(),
        (Status::Signature, Kind::Method | Kind::Function) => "another signature".to_owned(),
        (Status::Signature, _) => match (&part.left, &part.right) {
            (Some(a), Some(b)) => format!("`{}` in the place of `{}`", a.signature, b.signature),
            _ => "another head".to_owned(),
        },
        (Status::Body, Kind::Struct) if part.names_only => "the same fields, by other names".to_owned(),
        (Status::Body, Kind::Enum) if part.names_only => "the same variants, by other names".to_owned(),
        (Status::Body, _) if part.names_only => "the same but for names".to_owned(),
        (Status::Body, Kind::Struct) => "other fields".to_owned(),
        (Status::Body, Kind::Enum) => "other variants".to_owned(),
        (Status::Body, Kind::Constant) => "another value".to_owned(),
        (Status::Body, Kind::Implementation) if by_hand(&part.left) != by_hand(&part.right) => {
            let (derived, written) = if by_hand(&part.left) { (right, left) } else { (left, right) };
            format!("{}, {}", in_side(derived, "derived in"), in_side(written, "written out in"))
        }
        (Status::Body, Kind::Trait | Kind::Implementation | Kind::Alias) => "other types in it".to_owned(),
        (Status::Body, _) => "another body".to_owned(),
    };
    match &part.right {
        Some(theirs) if part.moved => format!("{what}, {} in {}", theirs.path, the(right)),
        Some(theirs) if part.renamed() => format!("{what}, called {} in {}", theirs.name, the(right)),
        _ => what,
    }
}

/// What figures are of, where they say so: those of the two that are compared.
pub(crate) fn details(comparison: &Comparison, values: &[Measure]) -> String {
    let of_side = |name: &str| -> Option<String> {
        let column = comparison.columns.iter().position(|column| column == name)?;
        Some(format!("{name}: {}", values.get(column)?.detail.as_deref()?))
    };
    let sides = [&comparison.left, &comparison.right];
    sides.iter().filter_map(|side| of_side(&side.name)).collect::<Vec<_>>().join("; ")
}
