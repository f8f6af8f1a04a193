//! The class diagrams of both designs as drawings, with types that correspond at the same place and in the same color.
//!
//! Both diagrams are laid out as one graph, whose nodes are *slots*. A slot has a left type and the right type that
//! corresponds to it. A type without counterpart shares its slot with a type of the other side that is related to the
//! same types, if there is one, so that the drawings stay small.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use layout::core::base::Orientation;
use layout::core::format::{ClipHandle, RenderBackend};
use layout::core::geometry::{Point, Position};
use layout::core::style::StyleAttr;
use layout::std_shapes::shapes::{Arrow, Element, ShapeKind};
use layout::topo::layout::VisualGraph;
use minijinja::HtmlEscape;
use serde::Serialize;

use super::visible::visible;
use crate::comparison::Comparison;
use crate::diagram::{Diagram, DrawnType, Relation, RelationKind};

/// The width of a character of the monospaced font, in pixels.
const CHARACTER: f64 = 7.3;
/// The height of a line of text.
const LINE: f64 = 16.0;
/// The space between a box and its text.
const PADDING: f64 = 8.0;
/// The largest number of characters in a line.
const MOST_CHARACTERS: usize = 30;
/// The number of colors for types that correspond. A diagram has at most as many types.
const COLORS: usize = 12;
/// Half of the space between boxes side by side, and between boxes below each other.
const SPACE: (f64, f64) = (10.0, 26.0);
/// The space at the sides, for the labels of relations.
const MARGIN: f64 = 26.0;
/// The smallest scale of a drawing on a screen.
const LEAST_SCALE: f64 = 0.6;
/// The size of an arrow's head.
const HEAD: f64 = 9.0;

/// A place in the drawings, with the indices of the types there.
#[derive(Clone, Copy)]
struct Slot {
    types: [Option<usize>; 2],
    /// The number of its color, or `None` for types without counterpart on the other side.
    color: Option<Color>,
}

/// The color of types that both designs have.
#[derive(Clone, Copy)]
enum Color {
    /// Both diagrams show them.
    Numbered(usize),
    /// The other diagram leaves out the counterpart.
    Gray,
}

/// The text of a box, from top to bottom.
struct BoxText {
    label: Option<&'static str>,
    title: String,
    groups: Vec<Vec<String>>,
}

/// The drawings of both diagrams.
#[derive(Serialize)]
pub(super) struct Drawings {
    /// The `svg` elements of both sides.
    svgs: [String; 2],
    /// The least width, in pixels, at which a drawing can be read.
    least_width: f64,
}

/// Draws both diagrams, or returns `None` if neither has types.
pub(super) fn drawings(comparison: &Comparison) -> Option<Drawings> {
    let diagrams = [&comparison.diagrams.left, &comparison.diagrams.right];
    if diagrams.iter().all(|diagram| diagram.types.is_empty()) {
        return None;
    }
    let slots = slots(comparison, diagrams);
    let layout = layout(diagrams, &slots, &[0, 1]);
    let (start, end) = layout.corners();
    let least_width = ((end.x - start.x) * LEAST_SCALE).round();
    Some(Drawings { svgs: [0, 1].map(|side| svg(diagrams, &slots, &layout, side)), least_width })
}

/// Draws the left diagram without room for the right one, or returns `None` if it has no types.
///
/// The colors are those of the page that compares both, so the drawings of several designs can be compared.
pub fn left_drawing(comparison: &Comparison) -> Option<String> {
    let diagrams = [&comparison.diagrams.left, &comparison.diagrams.right];
    let mut slots = slots(comparison, diagrams);
    slots.retain(|slot| slot.types[0].is_some());
    (!slots.is_empty()).then(|| svg(diagrams, &slots, &layout(diagrams, &slots, &[0]), 0))
}

/// Returns the slots of both diagrams' types.
fn slots(comparison: &Comparison, diagrams: [&Diagram; 2]) -> Vec<Slot> {
    let find = |side: usize, name: &str| diagrams[side].types.iter().position(|ty| ty.name == name);
    let mut slots: Vec<Slot> = Vec::new();
    for item in &comparison.items {
        if let (Some(left), Some(right)) = (&item.left, &item.right) {
            // The counterpart of a drawn type may be left out of the other diagram.
            let types = [find(0, &left.name), find(1, &right.name)];
            match types {
                [None, None] => {}
                // The number is that of the right type, so that it is the same for all left designs.
                [Some(_), Some(right)] => {
                    slots.push(Slot { types, color: Some(Color::Numbered(right % COLORS)) });
                }
                _ => slots.push(Slot { types, color: Some(Color::Gray) }),
            }
        }
    }
    let mut alone: [Vec<usize>; 2] = [0, 1].map(|side| {
        let taken: BTreeSet<usize> = slots.iter().filter_map(|slot| slot.types[side]).collect();
        (0..diagrams[side].types.len()).filter(|ty| !taken.contains(ty)).collect()
    });
    while let Some((left, right)) = most_alike(diagrams, &slots, &alone) {
        slots.push(Slot { types: [Some(left), Some(right)], color: None });
        alone[0].retain(|ty| *ty != left);
        alone[1].retain(|ty| *ty != right);
    }
    slots.extend(alone[0].iter().map(|ty| Slot { types: [Some(*ty), None], color: None }));
    slots.extend(alone[1].iter().map(|ty| Slot { types: [None, Some(*ty)], color: None }));
    slots
}

/// Returns the types of both sides that are related to most slots in common, if there are any.
fn most_alike(diagrams: [&Diagram; 2], slots: &[Slot], alone: &[Vec<usize>; 2]) -> Option<(usize, usize)> {
    let slot_of = |side: usize, name: &str| {
        let ty = diagrams[side].types.iter().position(|ty| ty.name == name)?;
        slots.iter().position(|slot| slot.types[side] == Some(ty))
    };
    // A neighbor's slot, and the direction of the relation.
    let neighbors = |side: usize, ty: usize| -> BTreeSet<(usize, bool)> {
        let name = &diagrams[side].types[ty].name;
        let relations = diagrams[side].relations.iter();
        let ends = relations.filter_map(|Relation { from, to, .. }| match (from == name, to == name) {
            (true, _) => Some((slot_of(side, to)?, true)),
            (_, true) => Some((slot_of(side, from)?, false)),
            _ => None,
        });
        ends.collect()
    };
    let mut best: Option<(usize, (usize, usize))> = None;
    for left in &alone[0] {
        let of_left = neighbors(0, *left);
        for right in &alone[1] {
            let common = of_left.intersection(&neighbors(1, *right)).count();
            if common > best.map_or(0, |(most, _)| most) {
                best = Some((common, (*left, *right)));
            }
        }
    }
    best.map(|(_, pair)| pair)
}

/// The places of the slots, and the routes of the relations between them.
struct Layout {
    places: Vec<Position>,
    routes: BTreeMap<(usize, usize), Vec<Curve>>,
}

impl Layout {
    /// Returns the top left and the bottom right corner.
    fn corners(&self) -> (Point, Point) {
        let corners = self.places.iter().flat_map(|place| <[Point; 2]>::from(place.bbox(true)));
        let curves = self.routes.values().flatten().flat_map(|curve| [curve.start, curve.from, curve.to, curve.end]);
        let (mut least, mut most) = (Point::splat(f64::MAX), Point::splat(f64::MIN));
        for Point { x, y } in corners.chain(curves) {
            least = Point::new(least.x.min(x), least.y.min(y));
            most = Point::new(most.x.max(x), most.y.max(y));
        }
        (least.sub(Point::new(MARGIN, 0.0)), most.add(Point::new(MARGIN, 0.0)))
    }
}

/// A Bézier curve: its ends, and a control point of each.
#[derive(Clone, Copy)]
struct Curve {
    start: Point,
    from: Point,
    to: Point,
    end: Point,
}

impl Curve {
    fn middle(&self) -> Point {
        let Self { start, from, to, end } = *self;
        start.add(from.scale(3.0)).add(to.scale(3.0)).add(end).scale(1.0 / 8.0)
    }

    fn reversed(&self) -> Self {
        Self { start: self.end, from: self.to, to: self.from, end: self.start }
    }
}

/// Places the slots, and routes the relations of these sides.
fn layout(diagrams: [&Diagram; 2], slots: &[Slot], sides: &[usize]) -> Layout {
    let mut graph = VisualGraph::new(Orientation::TopToBottom);
    let mut handles = Vec::new();
    for slot in slots {
        let mut size = Point::zero();
        for side in sides.iter().copied() {
            if let Some(ty) = slot.types[side] {
                let (width, height) = BoxText::of(&diagrams[side].types[ty]).size();
                size = Point::new(size.x.max(width), size.y.max(height));
            }
        }
        let orientation = Orientation::TopToBottom;
        let mut element = Element::create(ShapeKind::new_box(""), StyleAttr::simple(), orientation, size);
        element.pos = Position::new(Point::zero(), size, Point::zero(), Point::new(2.0 * SPACE.0, 2.0 * SPACE.1));
        handles.push(graph.add_node(element));
    }
    let ends: BTreeSet<(usize, usize)> =
        sides.iter().flat_map(|side| relations(diagrams[*side], slots, *side).into_keys()).collect();
    for (number, (from, to)) in ends.iter().enumerate() {
        graph.add_edge(Arrow::simple_with_properties("", number.to_string()), handles[*from], handles[*to]);
    }
    let mut routes = Routes::default();
    graph.do_it(false, false, false, &mut routes);
    let ends: Vec<(usize, usize)> = ends.into_iter().collect();
    let routes = routes.0.into_iter().filter_map(|(number, route)| Some((*ends.get(number)?, route)));
    Layout { places: handles.into_iter().map(|handle| graph.pos(handle)).collect(), routes: routes.collect() }
}

/// The routes of the edges, by number. This implements the library's drawing interface, but draws nothing.
#[derive(Default)]
struct Routes(BTreeMap<usize, Vec<Curve>>);

impl RenderBackend for Routes {
    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        _: bool,
        (is_reversed, _): (bool, bool),
        _: &StyleAttr,
        number: Option<String>,
        _: &str,
    ) {
        let (Some(number), [(start, from), rest @ ..]) = (number.and_then(|number| number.parse().ok()), path) else {
            return;
        };
        let (mut start, mut from) = (*start, *from);
        let mut curves = Vec::new();
        for &(to, end) in rest {
            curves.push(Curve { start, from, to, end });
            // A curve begins in the direction in which the previous one ends.
            (start, from) = (end, end.add(end.sub(to)));
        }
        if is_reversed {
            curves = curves.iter().rev().map(Curve::reversed).collect();
        }
        self.0.insert(number, curves);
    }

    fn draw_rect(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>, _: Option<ClipHandle>) {}
    fn draw_line(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}
    fn draw_circle(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}
    fn draw_text(&mut self, _: Point, _: &str, _: &StyleAttr) {}
    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
}

/// Returns the slots of a relation, the upper one first. Traits are above the types that implement them.
fn ends(diagram: &Diagram, slots: &[Slot], side: usize, relation: &Relation) -> Option<(usize, usize)> {
    let slot = |name: &str| {
        let ty = diagram.types.iter().position(|ty| ty.name == name)?;
        slots.iter().position(|slot| slot.types[side] == Some(ty))
    };
    let (from, to) = (slot(&relation.from)?, slot(&relation.to)?);
    Some(if relation.kind == RelationKind::Implements { (to, from) } else { (from, to) })
}

impl BoxText {
    fn of(ty: &DrawnType) -> Self {
        let lines = |lines: &mut dyn Iterator<Item = String>| lines.collect::<Vec<_>>();
        let groups = [
            lines(&mut ty.member_lines().into_iter().map(str::to_owned)),
            lines(&mut ty.method_lines().into_iter()),
            lines(&mut ty.implementors_line().into_iter()),
        ];
        Self {
            label: ty.kind.label(),
            title: format!("{}{}", ty.name, ty.generics),
            groups: groups.into_iter().filter(|group| !group.is_empty()).collect(),
        }
    }

    fn size(&self) -> (f64, f64) {
        let lines = || self.groups.iter().flatten();
        let characters = lines().chain([&self.title]).map(|line| shortened(line).chars().count()).max().unwrap_or(0);
        let height = LINE * (lines().count() + 1 + usize::from(self.label.is_some())) as f64;
        (characters as f64 * CHARACTER + 2.0 * PADDING, height + PADDING * (1 + self.groups.len()) as f64)
    }
}

/// Returns a line that is cut if it is too long.
fn shortened(line: &str) -> String {
    if line.chars().count() <= MOST_CHARACTERS {
        return line.to_owned();
    }
    line.chars().take(MOST_CHARACTERS - 1).chain(['…']).collect()
}

/// Draws one side.
fn svg(diagrams: [&Diagram; 2], slots: &[Slot], layout: &Layout, side: usize) -> String {
    let class = ["left", "right"][side];
    let (start, end) = layout.corners();
    let (left, top, width, height) = (start.x, start.y, end.x - start.x, end.y - start.y);
    let mut svg = format!(
        "<svg class=\"class-diagram\" viewBox=\"{left:.0} {top:.0} {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" aria-label=\"Class diagram\">"
    );
    for (ends, relations) in relations(diagrams[side], slots, side) {
        let correspond = slots[ends.0].color.is_some() && slots[ends.1].color.is_some();
        let is_shared = correspond && self::relations(diagrams[1 - side], slots, 1 - side).contains_key(&ends);
        let only = if is_shared { "" } else { " only" };
        if let Some(route) = layout.routes.get(&ends) {
            let _ = write!(svg, "<g class=\"arrow {class}{only}\">{}</g>", arrow(route, &relations));
        }
    }
    for (number, slot) in slots.iter().enumerate() {
        if let Some(ty) = slot.types[side] {
            let color = match slot.color {
                Some(Color::Numbered(number)) => format!("role{number}"),
                Some(Color::Gray) => "gray".to_owned(),
                None => format!("{class} only"),
            };
            let text = BoxText::of(&diagrams[side].types[ty]);
            let _ = write!(svg, "<g class=\"type {color}\">{}</g>", drawn_box(&text, layout.places[number]));
        }
    }
    svg + "</svg>"
}

/// Returns the relations of a side by their slots.
fn relations<'a>(diagram: &'a Diagram, slots: &[Slot], side: usize) -> BTreeMap<(usize, usize), Vec<&'a RelationKind>> {
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for relation in &diagram.relations {
        if let Some(ends) = ends(diagram, slots, side, relation) {
            found.entry(ends).or_default().push(&relation.kind);
        }
    }
    found
}

fn drawn_box(text: &BoxText, place: Position) -> String {
    let (Point { x: left, y: top }, size) = (place.bbox(false).0, place.size(false));
    let center = left + size.x / 2.0;
    let mut svg =
        format!("<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"4\"/>", size.x, size.y);
    let mut y = top + PADDING / 2.0;
    let line = |svg: &mut String, class: &str, x: f64, line: &str, y: f64| {
        let full = if line.chars().count() > MOST_CHARACTERS {
            format!("<title>{}</title>", escaped(line))
        } else {
            String::new()
        };
        let _ = write!(
            svg,
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{:.1}\">{full}{}</text>",
            y + LINE * 0.75,
            escaped(&shortened(line))
        );
    };
    if let Some(label) = text.label {
        line(&mut svg, "type-kind", center, &format!("«{label}»"), y);
        y += LINE;
    }
    line(&mut svg, "type-name", center, &text.title, y);
    y += LINE;
    for group in &text.groups {
        let _ = write!(svg, "<path d=\"M{left:.1} {0:.1}H{1:.1}\"/>", y + PADDING / 2.0, left + size.x);
        y += PADDING;
        for text in group {
            line(&mut svg, "member", left + PADDING, text, y);
            y += LINE;
        }
    }
    svg
}

fn escaped(text: &str) -> String {
    HtmlEscape(&visible(text)).to_string()
}

/// Draws a relation: its line, the symbol at its end, and its label.
fn arrow(route: &[Curve], kinds: &[&RelationKind]) -> String {
    let (Some(kind), [first, ..], [.., last]) = (kinds.iter().min(), route, route) else { return String::new() };
    let mut path = format!("M{:.1} {:.1}", first.start.x, first.start.y);
    for Curve { from, to, end, .. } in route {
        let _ = write!(path, "C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}", from.x, from.y, to.x, to.y, end.x, end.y);
    }
    let dashed = matches!(kind, RelationKind::RefersById | RelationKind::Creates | RelationKind::Implements);
    let mut svg = format!("<path{} d=\"{path}\"/>", if dashed { " stroke-dasharray=\"5 4\"" } else { "" });
    // The directions of the line at both ends, away from the box.
    let direction = |tip: Point, inside: Point| {
        let (to, length) = (inside.sub(tip), inside.distance_to(tip).max(0.001));
        (to.x / length, to.y / length)
    };
    let (start, end) = (direction(first.start, first.from), direction(last.end, last.to));
    let middle = route[route.len() / 2].middle();
    let (first, last) = (first.start, last.end);
    let polygon = |tip: Point, (x, y): (f64, f64), shape: &[(f64, f64)]| {
        let corner = |(along, across): &(f64, f64)| {
            format!("{:.1},{:.1}", tip.x + x * along - y * across, tip.y + y * along + x * across)
        };
        shape.iter().map(corner).collect::<Vec<_>>().join(" ")
    };
    let diamond = [(0.0, 0.0), (HEAD * 0.8, HEAD * 0.45), (HEAD * 1.6, 0.0), (HEAD * 0.8, -HEAD * 0.45)];
    let triangle = [(0.0, 0.0), (HEAD * 1.2, HEAD * 0.7), (HEAD * 1.2, -HEAD * 0.7)];
    let (class, corners) = match kind {
        RelationKind::Owns | RelationKind::OwnsMany => ("full", polygon(first, start, &diamond)),
        RelationKind::Shares => ("hollow", polygon(first, start, &diamond)),
        RelationKind::Implements => ("hollow", polygon(first, start, &triangle)),
        RelationKind::Borrows | RelationKind::RefersById | RelationKind::Creates => {
            ("full", polygon(last, end, &[(0.0, 0.0), (HEAD, HEAD * 0.4), (HEAD, -HEAD * 0.4)]))
        }
    };
    let _ = write!(svg, "<polygon class=\"{class}\" points=\"{corners}\"/>");
    let words: Vec<&str> = kinds.iter().filter_map(|kind| word(**kind)).collect();
    let _ = match (kind, words.join(", ")) {
        (RelationKind::OwnsMany, _) => {
            let (x, y) = (last.x + end.0 * 10.0 + 8.0, last.y + end.1 * 10.0);
            write!(svg, "<text class=\"many\" x=\"{x:.1}\" y=\"{y:.1}\">*</text>")
        }
        (_, words) if words.is_empty() => Ok(()),
        (_, words) => write!(svg, "<text x=\"{:.1}\" y=\"{:.1}\">{words}</text>", middle.x, middle.y + 4.0),
    };
    svg
}

/// Returns the label of a relation, unless its symbol says enough.
fn word(kind: RelationKind) -> Option<&'static str> {
    match kind {
        RelationKind::Owns | RelationKind::OwnsMany | RelationKind::Implements => None,
        RelationKind::Shares => Some("shares"),
        RelationKind::Borrows => Some("borrows"),
        RelationKind::RefersById => Some("by id"),
        RelationKind::Creates => Some("creates"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::tests::compared;

    const MINE: &str = "pub struct Lot { cars: Vec<Car>, log: Log } struct Car { at: Place<u8> } enum Place<T> { A(T) } struct Log { a: u8 }
        impl Lot { pub fn park(&mut self) {} }";

    fn drawn(left: &str, right: &str) -> [String; 2] {
        drawings(&compared(left, right, "pub struct Lot;")).expect("the designs have types").svgs
    }

    /// Returns the element that contains a text.
    fn group<'a>(svg: &'a str, text: &str) -> &'a str {
        svg.split("<g ").find(|group| group.contains(text)).unwrap_or_else(|| panic!("{text} is not in {svg}"))
    }

    #[test]
    fn corresponding_types_have_the_same_place_and_color() {
        let [left, right] = drawn(MINE, &MINE.replace("log: Log", "log: Vec<Log>"));
        for text in [">Lot<", ">Car<", ">Log<"] {
            let place = |svg: &str| group(svg, text).split("<text").next().map(str::to_owned);
            assert_eq!(place(&left), place(&right), "{text}");
            assert!(group(&left, text).contains("role"), "{left}");
        }
        assert!(left.contains("class=\"arrow left\"") && !left.contains("only"), "{left}");
    }

    #[test]
    fn types_and_relations_of_one_side_stand_out() {
        let [left, right] = drawn(MINE, &MINE.replace("log: Log }", "}").replace("struct Log { a: u8 }", ""));
        assert!(group(&left, ">Log<").starts_with("class=\"type left only\""), "{left}");
        assert_eq!(left.matches("arrow left only").count(), 1, "{left}");
        assert!(!right.contains("only"), "{right}");
    }

    #[test]
    fn a_single_drawing_has_the_same_colors_and_is_narrower() {
        let right = MINE
            .replace("log: Log", "log: Log, gate: Gate")
            .replace("struct Log", "struct Gate { bars: HashMap<u8, u8> } struct Log");
        let comparison = compared(MINE, &right, "pub struct Lot;");
        let [both, _] = drawings(&comparison).expect("the designs have types").svgs;
        let alone = left_drawing(&comparison).expect("the design has types");
        for text in [">Lot<", ">Car<", ">Log<"] {
            let class = |svg: &str| group(svg, text).split('>').next().map(str::to_owned);
            assert_eq!(class(&alone), class(&both), "{text}");
        }
        assert_eq!(alone.matches("arrow").count(), both.matches("arrow").count(), "{alone}");
        let width =
            |svg: &str| svg.split("width=\"").nth(1).and_then(|rest| rest.split('"').next()?.parse::<u32>().ok());
        assert!(width(&alone) < width(&both), "{alone} {both}");
        assert_eq!(left_drawing(&compared("fn f() {}", MINE, "")), None);
    }

    #[test]
    fn colors_do_not_depend_on_the_left_design() {
        let color = |left: &str| group(&drawn(left, MINE)[0], ">Log<").split('>').next().map(str::to_owned);
        assert_eq!(color(MINE), color(&format!("{MINE} enum First {{ A(Log) }}")));
        assert_eq!(color(MINE), color("pub struct Lot { log: Log } struct Log { a: u8 }"));
    }

    #[test]
    fn text_is_escaped_and_long_lines_are_cut() {
        let long = MINE.replace("a: u8", "a: HashMap<Vec<u8>, BTreeMap<String, u8>>");
        let [left, _] = drawn(&long, &long);
        assert!(left.contains("at: Place&lt;u8&gt;"), "{left}");
        assert!(left.contains("<title>a: HashMap&lt;Vec&lt;u8&gt;, BTreeMap&lt;String, u8&gt;&gt;</title>"), "{left}");
        assert!(left.contains("BTreeMap&lt;…</text>"), "{left}");
    }

    #[test]
    fn designs_without_relations_have_no_drawing() {
        assert!(drawings(&compared("fn f() {}", "fn g() {}", "")).is_none());
    }
}
