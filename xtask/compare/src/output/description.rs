//! A comparison in words, for all outputs.

use std::ptr;

use serde::Serialize;
use xtask::render::plural;

use super::bench_rows::{LEGEND, WorkloadTable, warnings};
use super::wording::{difference, side_phrase};
use crate::compared_items::{ComparedItem, ItemStatus, ShownItem};
use crate::comparison::{ComparedSide, Comparison};
use crate::design::ItemKind;
use crate::discussion::Discussion;
use crate::figures::FigureValue;
use crate::line_diff::{Block, blocks};

/// A comparison in words.
#[derive(Serialize)]
pub(super) struct Description<'a> {
    pub(super) kata: &'a str,
    pub(super) left: SideText<'a>,
    pub(super) right: SideText<'a>,
    pub(super) headline: &'a [String],
    /// The trees of owners of both sides, as lines.
    pub(super) trees: [Vec<String>; 2],
    pub(super) sections: Vec<Section<'a>>,
    pub(super) columns: &'a [String],
    pub(super) figures: Vec<FigureRow<'a>>,
    bench_legend: &'static str,
    bench: Vec<WorkloadTable<'a>>,
    bench_warnings: Vec<String>,
    bench_note: Option<&'a str>,
    pub(super) discussion: &'a Discussion,
    pub(super) code: Vec<CodeDiff<'a>>,
}

#[derive(Serialize)]
pub(super) struct SideText<'a> {
    pub(super) name: &'a str,
    /// The name in a sentence.
    pub(super) phrase: String,
    pub(super) folder: String,
    /// The number of files, in words.
    pub(super) files: String,
    pub(super) problems: Vec<String>,
}

/// A titled section of items.
#[derive(Serialize)]
pub(super) struct Section<'a> {
    pub(super) title: &'static str,
    /// The items that differ, the most different first.
    pub(super) items: Vec<ItemText<'a>>,
    /// The names of the other items, by reason.
    pub(super) others: Vec<Line>,
}

/// The differences of an item.
#[derive(Serialize)]
pub(super) struct ItemText<'a> {
    pub(super) status: ItemStatus,
    pub(super) keyword: &'static str,
    pub(super) name: &'a str,
    /// The difference, or an empty string if only members differ.
    pub(super) what: String,
    /// The anchor of its code on the page.
    anchor: Option<String>,
    /// The members, grouped by difference.
    pub(super) lines: Vec<Line>,
}

/// A group of names and the difference they share.
#[derive(Serialize)]
pub(super) struct Line {
    pub(super) what: String,
    pub(super) names: String,
}

#[derive(Serialize)]
pub(super) struct FigureRow<'a> {
    pub(super) what: &'a str,
    pub(super) why: &'a str,
    pub(super) values: Vec<String>,
    pub(super) details: String,
}

/// The code of both sides of an item.
#[derive(Serialize)]
pub(super) struct CodeDiff<'a> {
    anchor: String,
    pub(super) path: &'a str,
    pub(super) what: String,
    /// The location of the left code.
    pub(super) left: Option<String>,
    /// The location of the right code.
    pub(super) right: Option<String>,
    pub(super) blocks: Vec<Block<'a>>,
}

impl<'a> Description<'a> {
    pub(super) fn of(comparison: &'a Comparison) -> Self {
        let bench = comparison.bench.as_ref();
        let with_code: Vec<&ComparedItem> =
            comparison.items.iter().flat_map(ComparedItem::all).filter(|item| has_code(item)).collect();
        Self {
            kata: &comparison.kata,
            left: side(&comparison.left),
            right: side(&comparison.right),
            headline: &comparison.headline.lines,
            trees: [&comparison.diagrams.left, &comparison.diagrams.right].map(|of| of.tree().to_vec()),
            sections: sections(comparison, &with_code),
            columns: &comparison.columns,
            figures: figures(comparison),
            bench_legend: LEGEND,
            bench: bench.map(WorkloadTable::all).unwrap_or_default(),
            bench_warnings: bench.map(warnings).unwrap_or_default(),
            bench_note: comparison.bench_note.as_deref(),
            discussion: &comparison.discussion,
            code: with_code.iter().enumerate().map(|(at, item)| code_diff(comparison, at, item)).collect(),
        }
    }
}

fn side(side: &ComparedSide) -> SideText<'_> {
    SideText {
        name: &side.name,
        phrase: side_phrase(&side.name),
        folder: side.folder.display().to_string(),
        files: format!("{} {}", side.files, plural(side.files, "file", "files")),
        problems: side.problems.iter().map(ToString::to_string).collect(),
    }
}

/// Returns a section for types and traits and one for the rest.
fn sections<'a>(comparison: &'a Comparison, with_code: &[&ComparedItem]) -> Vec<Section<'a>> {
    let is_rest = |item: &&ComparedItem| matches!(item.kind, ItemKind::Function | ItemKind::Constant | ItemKind::Macro);
    let (rest, types): (Vec<_>, Vec<_>) = comparison.items.iter().partition(is_rest);
    let sections = [("Types and traits", types), ("Functions and constants", rest)]
        .map(|(title, items)| section(comparison, title, items, with_code));
    sections.into_iter().filter(|section| !section.items.is_empty() || !section.others.is_empty()).collect()
}

fn section<'a>(
    comparison: &Comparison,
    title: &'static str,
    items: Vec<&'a ComparedItem>,
    with_code: &[&ComparedItem],
) -> Section<'a> {
    let (same, items): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.is_same());
    let (by_macro, mut items): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.status == ItemStatus::Macro);
    items.sort_by(|a, b| group(a).cmp(&group(b)).then(difference_of_all(b).total_cmp(&difference_of_all(a))));
    let macro_reason = by_macro.first().map(|item| difference(comparison, item)).unwrap_or_default();
    let others = [(macro_reason, by_macro), ("same on both sides".to_owned(), same)];
    let others = others.into_iter().filter(|(_, items)| !items.is_empty());
    Section {
        title,
        items: items.into_iter().map(|item| item_text(comparison, item, with_code)).collect(),
        others: others.map(|(what, items)| Line { what, names: names(&items) }).collect(),
    }
}

/// Returns the place of an item in the list by its status. Items that are the same except for their members come last.
fn group(item: &ComparedItem) -> u8 {
    match item.status {
        ItemStatus::Same => 2,
        ItemStatus::Unwritten => 1,
        _ => 0,
    }
}

fn difference_of_all(item: &ComparedItem) -> f64 {
    item.all().into_iter().map(ComparedItem::difference).sum()
}

fn names(items: &[&ComparedItem]) -> String {
    items.iter().map(|item| item.shown().name.as_str()).collect::<Vec<_>>().join(", ")
}

fn item_text<'a>(comparison: &Comparison, item: &'a ComparedItem, with_code: &[&ComparedItem]) -> ItemText<'a> {
    // The methods of an implementation that the other side derives are no further difference.
    let with_members =
        |of: &'a ComparedItem| if of.is_derived_on_one_side() { vec![of] } else { ComparedItem::all(of) };
    let members: Vec<&ComparedItem> = item.members.iter().flat_map(with_members).collect();
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for member in members.iter().filter(|member| !member.is_same() && adds_information(item, member)) {
        let (what, name) = (difference(comparison, member), member_name(member));
        match groups.iter_mut().find(|(other, _)| *other == what) {
            Some((_, names)) => names.push(name),
            None => groups.push((what, vec![name])),
        }
    }
    let mut lines: Vec<Line> = groups.into_iter().map(|(what, names)| Line { what, names: names.join(", ") }).collect();
    let methods = || members.iter().copied().filter(|member| member.kind == ItemKind::Method);
    let same = methods().filter(|member| member.is_same()).count();
    if same > 0 {
        let names = format!("{same} {}", plural(same, "method", "methods"));
        lines.push(Line { what: "same".to_owned(), names });
    }
    let own: Vec<_> = methods().filter(|member| is_on_one_side(item) && !adds_information(item, member)).collect();
    if !own.is_empty() {
        lines.push(Line { what: "with".to_owned(), names: names(&own) });
    }
    ItemText {
        status: item.status,
        keyword: item.kind.keyword(),
        name: &item.shown().name,
        what: difference(comparison, item),
        anchor: with_code.iter().position(|other| ptr::eq(*other, item)).map(anchor),
        lines,
    }
}

fn anchor(at: usize) -> String {
    format!("item-{at}")
}

fn is_on_one_side(item: &ComparedItem) -> bool {
    matches!(item.status, ItemStatus::OnlyLeft | ItemStatus::OnlyRight)
}

/// Returns whether a member differs in another way than its owner.
fn adds_information(owner: &ComparedItem, member: &ComparedItem) -> bool {
    // If only one side has a type, the same holds for its members.
    let same_as_owner = is_on_one_side(owner) && member.status == owner.status;
    // For an implementation on both sides, its methods are listed instead.
    let shown_by_methods =
        member.kind == ItemKind::Implementation && !is_on_one_side(member) && member.status != ItemStatus::Body;
    !same_as_owner && !shown_by_methods
}

fn member_name(member: &ComparedItem) -> String {
    let name = &member.shown().name;
    if member.kind == ItemKind::Implementation { format!("impl {name}") } else { name.clone() }
}

/// Returns whether to show the code, that is, if it differs in more than names, or is a type that only one side has.
fn has_code(item: &ComparedItem) -> bool {
    match item.status {
        ItemStatus::Body => !item.names_only,
        ItemStatus::Signature => true,
        ItemStatus::OnlyLeft | ItemStatus::OnlyRight => {
            item.shown().code.is_some() && matches!(item.kind, ItemKind::Struct | ItemKind::Enum | ItemKind::Trait)
        }
        ItemStatus::Same | ItemStatus::Unwritten | ItemStatus::Macro => false,
    }
}

fn code_diff<'a>(comparison: &Comparison, at: usize, item: &'a ComparedItem) -> CodeDiff<'a> {
    let place = |shown: &ShownItem| format!("{}:{}", shown.file.display(), shown.line);
    let code = |shown: &'a Option<ShownItem>| shown.as_ref().and_then(|shown| shown.code.as_deref());
    CodeDiff {
        anchor: anchor(at),
        path: &item.shown().path,
        what: difference(comparison, item),
        left: item.left.as_ref().map(place),
        right: item.right.as_ref().map(place),
        blocks: blocks(code(&item.left).unwrap_or_default(), code(&item.right).unwrap_or_default()),
    }
}

fn figures(comparison: &Comparison) -> Vec<FigureRow<'_>> {
    let value = |value: &FigureValue| value.count.map_or_else(|| "–".to_owned(), |count| count.to_string());
    let figures = comparison.figures.iter().map(|figure| FigureRow {
        what: figure.what,
        why: figure.why,
        values: figure.values.iter().map(value).collect(),
        details: details(comparison, &figure.values),
    });
    figures.collect()
}

/// Returns the details of a figure for the two compared sides.
fn details(comparison: &Comparison, values: &[FigureValue]) -> String {
    let of_side = |side: &ComparedSide| -> Option<String> {
        let column = comparison.columns.iter().position(|column| *column == side.name)?;
        Some(format!("{}: {}", side.name, values.get(column)?.detail.as_deref()?))
    };
    [&comparison.left, &comparison.right].into_iter().filter_map(of_side).collect::<Vec<_>>().join("; ")
}
