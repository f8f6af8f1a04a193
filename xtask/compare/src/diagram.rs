//! A design's types and their relations, as a class diagram and as a tree of owners.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;
use syn::visit::{self, Visit};
use syn::{Fields, GenericParam, Generics, Item, Type, TypeParamBound, WherePredicate};
use xtask::render::plural;

use crate::crate_source::CrateSource;
use crate::syntax::{is_public, last_name, self_types, text};

/// The largest number of types in a diagram.
const MOST_TYPES: usize = 12;
/// The largest number of lines in a tree.
const MOST_LINES: usize = 24;

/// The types of a design that own, share, borrow or implement each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diagram {
    /// The types, owners first.
    pub types: Vec<DrawnType>,
    /// The relations between them.
    pub relations: Vec<Relation>,
    /// The number of types with relations that are left out because the diagram is full.
    pub left_out: usize,
}

/// A type or trait in a diagram.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawnType {
    /// The name.
    pub name: String,
    /// The parameters, such as `<K, V>`, or an empty string.
    pub generics: String,
    /// The kind.
    pub kind: TypeKind,
    /// The fields and variants.
    pub members: Vec<DrawnMember>,
    /// True for plain data: a struct whose fields are all public or that wraps one value of another crate, and an enum
    /// without data. A tree does not show their members.
    pub is_plain: bool,
    /// True for a view, an iterator and the like, which borrows from another value.
    #[serde(skip)]
    is_view: bool,
    /// The number of its methods.
    #[serde(skip)]
    methods: usize,
}

/// The kind of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TypeKind {
    /// A struct.
    Struct,
    /// An enum.
    Enum,
    /// A trait.
    Trait,
}

/// A field of a struct, or a variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawnMember {
    /// The code, such as `slots: Vec<Slot>` or `Paying { slot: usize }`.
    pub text: String,
    /// The types of the crate that it owns or shares.
    pub owns: Vec<String>,
}

/// A relation between two types.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Relation {
    /// The owner, the borrower or the implementing type.
    pub from: String,
    /// The other type.
    pub to: String,
    /// The kind of relation.
    pub kind: RelationKind,
}

/// The kind of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// Owns at most one value.
    Owns,
    /// Owns any number of values.
    OwnsMany,
    /// Shares ownership through `Rc` or `Arc`, or refers to a shared value through `Weak`.
    Shares,
    /// Borrows.
    Borrows,
    /// Implements a trait.
    Implements,
}

impl Diagram {
    /// Draws a design.
    pub fn of(source: &CrateSource) -> Self {
        let modules = source.root.all();
        let items: Vec<&Item> = modules.iter().flat_map(|module| &module.items).collect();
        let defined: BTreeSet<String> = items.iter().filter_map(|item| name_of(item)).collect();
        let bounds = trait_bounds(&items, &defined);
        let mut all = Self::default();
        for item in &items {
            all.add(item, &defined, &bounds);
        }
        for item in &items {
            if let Item::Impl(of) = item
                && let Some(ty) = all.types.iter_mut().find(|ty| self_types(&of.self_ty).last() == Some(&ty.name))
            {
                ty.methods += of.items.len();
            }
        }
        all.relations.sort();
        all.relations.dedup();
        all.selected()
    }

    fn add(&mut self, item: &Item, defined: &BTreeSet<String>, bounds: &BTreeMap<String, BTreeSet<String>>) {
        let (name, generics_of_type, kind, fields): (&syn::Ident, &Generics, TypeKind, Vec<(String, &Fields)>) =
            match item {
                Item::Struct(of) => (&of.ident, &of.generics, TypeKind::Struct, vec![(String::new(), &of.fields)]),
                Item::Enum(of) => {
                    let variants =
                        of.variants.iter().map(|variant| (variant.ident.to_string(), &variant.fields)).collect();
                    (&of.ident, &of.generics, TypeKind::Enum, variants)
                }
                Item::Trait(of) => (&of.ident, &of.generics, TypeKind::Trait, Vec::new()),
                Item::Impl(of) => {
                    if let Some((_, path, _)) = &of.trait_ {
                        self.implementation(&last_name(path), &of.self_ty, defined);
                    }
                    return;
                }
                _ => return,
            };
        let name = name.to_string();
        let mut members = Vec::new();
        let (mut has_private, mut is_wrapper) = (false, false);
        for (variant, fields) in fields {
            let mut owned_by_variant = Vec::new();
            for field in fields {
                let mut found = Mentions { defined, bounds, kinds: vec![RelationKind::Owns], found: Vec::new() };
                found.visit_type(&field.ty);
                let owns: Vec<String> = found.owned().collect();
                match kind {
                    TypeKind::Enum => owned_by_variant.extend(owns),
                    _ => members.push(DrawnMember { text: field_text(field), owns }),
                }
                self.relations.extend(found.found.into_iter().map(|(to, kind)| Relation {
                    from: name.clone(),
                    to,
                    kind,
                }));
            }
            if kind == TypeKind::Enum {
                members.push(DrawnMember { text: variant + &variant_fields(fields), owns: owned_by_variant });
            }
            has_private |= fields.iter().any(|field| !is_public(&field.vis));
            is_wrapper = matches!(fields, Fields::Unnamed(of) if of.unnamed.len() == 1);
        }
        let is_plain = match kind {
            TypeKind::Struct => !has_private || is_wrapper && members.iter().all(|member| member.owns.is_empty()),
            TypeKind::Enum => members.iter().all(|member| !member.text.contains('(')),
            TypeKind::Trait => true,
        };
        let parameters: Vec<String> =
            generics_of_type.type_params().map(|parameter| parameter.ident.to_string()).collect();
        let generics = if parameters.is_empty() { String::new() } else { format!("<{}>", parameters.join(", ")) };
        let is_view = generics_of_type.lifetimes().next().is_some();
        self.types.push(DrawnType { name, generics, kind, members, is_plain, is_view, methods: 0 });
    }

    fn implementation(&mut self, of_trait: &str, ty: &Type, defined: &BTreeSet<String>) {
        let is_defined = |name: &String| defined.contains(name);
        if let Some(from) = self_types(ty).pop().filter(is_defined)
            && defined.contains(of_trait)
        {
            self.relations.push(Relation { from, to: of_trait.to_owned(), kind: RelationKind::Implements });
        }
    }

    /// Returns the types that are related to others, owners first and no more than fit.
    fn selected(mut self) -> Self {
        self.relations.retain(|relation| relation.from != relation.to);
        let is_held = |name: &str| {
            let holds = |relation: &&Relation| relation.to == name && relation.kind <= RelationKind::Shares;
            self.relations.iter().any(|relation| holds(&relation))
        };
        let owners = self.relations.iter().filter(|relation| relation.kind <= RelationKind::Shares);
        let owners: BTreeSet<&str> = owners.map(|relation| relation.from.as_str()).collect();
        let views = self.types.iter().filter(|ty| ty.is_view).map(|ty| ty.name.as_str());
        let views: BTreeSet<&str> = views.collect();
        let mut roots: Vec<&str> = self.types.iter().map(|ty| ty.name.as_str()).collect();
        roots.retain(|name| owners.contains(name) && !is_held(name) && !views.contains(name));
        let methods = |name: &str| self.types.iter().find(|ty| ty.name == name).map_or(0, |ty| ty.methods);
        roots.sort_by_key(|name| std::cmp::Reverse(methods(name)));
        let mut order: Vec<String> = Vec::new();
        for root in roots {
            for name in self.reachable(root) {
                if !order.contains(&name) {
                    order.push(name);
                }
            }
        }
        let implementing = self.relations.iter().filter(|relation| relation.kind == RelationKind::Implements);
        for relation in implementing {
            if order.contains(&relation.to) && !order.contains(&relation.from) {
                order.push(relation.from.clone());
            }
        }
        let left_out = order.len().saturating_sub(MOST_TYPES);
        order.truncate(MOST_TYPES);
        let types = order.iter().filter_map(|name| self.types.iter().find(|ty| ty.name == *name).cloned());
        let is_drawn = |relation: &Relation| order.contains(&relation.from) && order.contains(&relation.to);
        Self {
            types: types.collect(),
            relations: self.relations.iter().filter(|of| is_drawn(of)).cloned().collect(),
            left_out,
        }
    }

    /// Returns a type and those that it owns, directly or not, nearest first.
    fn reachable(&self, root: &str) -> Vec<String> {
        let mut found = vec![root.to_owned()];
        let mut queue = VecDeque::from([root.to_owned()]);
        while let Some(name) = queue.pop_front() {
            for relation in self.relations.iter().filter(|of| of.from == name && of.kind <= RelationKind::Shares) {
                if !found.contains(&relation.to) {
                    found.push(relation.to.clone());
                    queue.push_back(relation.to.clone());
                }
            }
        }
        found
    }

    /// Renders the diagram in the language of Mermaid.
    pub fn mermaid(&self) -> String {
        let code = |text: &str| text.replace(['<', '>'], "~").replace(['{', '}'], "");
        let mut lines = vec!["classDiagram".to_owned()];
        for DrawnType { name, generics, kind, members, .. } in &self.types {
            lines.push(format!("    class {name}{} {{", code(generics)));
            match kind {
                TypeKind::Struct => {}
                TypeKind::Enum => lines.push("        <<enum>>".to_owned()),
                TypeKind::Trait => lines.push("        <<trait>>".to_owned()),
            }
            lines.extend(members.iter().map(|member| format!("        {}", code(&member.text))));
            lines.push("    }".to_owned());
        }
        for Relation { from, to, kind } in &self.relations {
            lines.push(match kind {
                RelationKind::Owns => format!("    {from} *-- {to}"),
                RelationKind::OwnsMany => format!("    {from} *-- \"*\" {to}"),
                RelationKind::Shares => format!("    {from} o-- {to}"),
                RelationKind::Borrows => format!("    {from} --> {to} : borrows"),
                RelationKind::Implements => format!("    {to} <|.. {from}"),
            });
        }
        if self.left_out > 0 {
            lines.push(format!("    note \"{} more types\"", self.left_out));
        }
        lines.join("\n") + "\n"
    }

    /// Renders the owners with their fields and variants, and the types that these own below them.
    pub fn tree(&self) -> Vec<String> {
        let held = self.relations.iter().filter(|of| of.kind <= RelationKind::Shares).map(|of| of.to.as_str());
        let held: BTreeSet<&str> = held.collect();
        let is_root = |ty: &&DrawnType| !held.contains(ty.name.as_str()) && !ty.is_plain && !ty.is_view;
        let mut lines = Vec::new();
        let mut drawn = BTreeSet::new();
        for ty in self.types.iter().filter(is_root) {
            lines.push(format!("{}{}", ty.name, ty.generics));
            drawn.insert(ty.name.as_str());
            self.branch(ty, "", &mut drawn, &mut lines);
        }
        if lines.len() > MOST_LINES {
            let more = lines.len() - MOST_LINES;
            lines.truncate(MOST_LINES);
            lines.push(format!("… {more} more {}", plural(more, "line", "lines")));
        }
        lines
    }

    fn branch<'a>(&'a self, ty: &'a DrawnType, indent: &str, drawn: &mut BTreeSet<&'a str>, lines: &mut Vec<String>) {
        for (number, member) in ty.members.iter().enumerate() {
            let is_last = number + 1 == ty.members.len();
            lines.push(format!("{indent}{} {}", if is_last { "└" } else { "├" }, member.text));
            let below = format!("{indent}{}  ", if is_last { " " } else { "│" });
            let find = |name: &String| self.types.iter().find(|ty| ty.name == *name && !ty.is_plain);
            let mut inner: Vec<&DrawnType> = member.owns.iter().filter_map(find).collect();
            inner.retain(|ty| drawn.insert(&ty.name));
            match inner[..] {
                [only] => self.branch(only, &below, drawn, lines),
                _ => {
                    for (number, ty) in inner.iter().enumerate() {
                        let is_last = number + 1 == inner.len();
                        let (mark, rest) = if is_last { ("└", " ") } else { ("├", "│") };
                        lines.push(format!("{below}{mark} {}{}", ty.name, ty.generics));
                        self.branch(ty, &format!("{below}{rest}  "), drawn, lines);
                    }
                }
            }
        }
    }
}

fn name_of(item: &Item) -> Option<String> {
    match item {
        Item::Struct(of) => Some(of.ident.to_string()),
        Item::Enum(of) => Some(of.ident.to_string()),
        Item::Trait(of) => Some(of.ident.to_string()),
        _ => None,
    }
}

/// Returns the crate's own traits that bound each type parameter, by the parameter's name.
fn trait_bounds(items: &[&Item], defined: &BTreeSet<String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut bounds: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |name: String, of: &TypeParamBound| {
        if let TypeParamBound::Trait(of) = of {
            let of_trait = last_name(&of.path);
            if defined.contains(&of_trait) {
                bounds.entry(name).or_default().insert(of_trait);
            }
        }
    };
    for item in items {
        let generics = match item {
            Item::Struct(of) => &of.generics,
            Item::Enum(of) => &of.generics,
            Item::Impl(of) => &of.generics,
            _ => continue,
        };
        for parameter in &generics.params {
            if let GenericParam::Type(parameter) = parameter {
                parameter.bounds.iter().for_each(|bound| add(parameter.ident.to_string(), bound));
            }
        }
        for predicate in generics.where_clause.iter().flat_map(|of| &of.predicates) {
            if let WherePredicate::Type(predicate) = predicate {
                predicate.bounds.iter().for_each(|bound| add(text(&predicate.bounded_ty), bound));
            }
        }
    }
    bounds
}

/// Returns a field as `name: type`, or its type alone in a tuple.
fn field_text(field: &syn::Field) -> String {
    match &field.ident {
        Some(name) => format!("{name}: {}", without_lifetimes(&field.ty)),
        None => without_lifetimes(&field.ty),
    }
}

fn variant_fields(fields: &Fields) -> String {
    let all = fields.iter().map(field_text).collect::<Vec<_>>().join(", ");
    if all.is_empty() { all } else { format!("({all})") }
}

/// Finds the crate's own types in a type, and how the type holds them.
struct Mentions<'a> {
    defined: &'a BTreeSet<String>,
    bounds: &'a BTreeMap<String, BTreeSet<String>>,
    /// The relation of the current position, innermost last.
    kinds: Vec<RelationKind>,
    found: Vec<(String, RelationKind)>,
}

impl Mentions<'_> {
    /// Returns the types that are owned or shared.
    fn owned(&self) -> impl Iterator<Item = String> {
        self.found.iter().filter(|(_, kind)| *kind <= RelationKind::Shares).map(|(name, _)| name.clone())
    }
}

/// Returns a type as text, without lifetimes.
fn without_lifetimes(ty: &Type) -> String {
    let text = text(ty);
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('\'') {
        kept.push_str(&rest[..at]);
        rest = rest[at + 1..].trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        rest = rest.strip_prefix(", ").or_else(|| rest.strip_prefix(' ')).unwrap_or(rest);
    }
    kept.push_str(rest);
    kept.replace("<>", "")
}

impl<'ast> Visit<'ast> for Mentions<'_> {
    fn visit_type_reference(&mut self, of: &'ast syn::TypeReference) {
        self.kinds.push(RelationKind::Borrows);
        visit::visit_type_reference(self, of);
        self.kinds.pop();
    }

    fn visit_type_array(&mut self, of: &'ast syn::TypeArray) {
        self.kinds.push(RelationKind::OwnsMany);
        self.visit_type(&of.elem);
        self.kinds.pop();
    }

    fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
        let name = segment.ident.to_string();
        let kind = self.kinds.iter().copied().max().unwrap_or(RelationKind::Owns);
        if self.defined.contains(&name) {
            self.found.push((name.clone(), kind));
        } else if let Some(traits) = self.bounds.get(&name) {
            self.found.extend(traits.iter().map(|of_trait| (of_trait.clone(), kind)));
        }
        let inner = match name.as_str() {
            "Rc" | "Arc" | "Weak" => Some(RelationKind::Shares),
            "Vec" | "VecDeque" | "BTreeMap" | "BTreeSet" | "HashMap" | "HashSet" | "HashTable" | "BinaryHeap"
            | "LinkedList" => Some(RelationKind::OwnsMany),
            _ => None,
        };
        self.kinds.extend(inner);
        visit::visit_path_segment(self, segment);
        if inner.is_some() {
            self.kinds.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOT: &str = "pub struct Lot<P> { spots: Vec<Option<Car>>, policy: P, log: Rc<Log>, state: State }
        struct Car { plate: Plate, at: usize } pub struct Plate(String); struct Log { lines: Vec<String> }
        enum State { Open, Closed { since: u64, last: Option<Car> } } trait Policy {} struct First;
        impl Policy for First {} impl<P: Policy> Lot<P> { fn park(&mut self) {} }
        struct View<'a> { lot: &'a Lot<First> } pub struct Unrelated { a: u8 }";

    fn diagram() -> Diagram {
        Diagram::of(&CrateSource::of_text(LOT))
    }

    #[test]
    fn a_tree_shows_owners_and_what_they_own() {
        let expected = "\
Lot<P>
├ spots: Vec<Option<Car>>
│  ├ plate: Plate
│  └ at: usize
├ policy: P
├ log: Rc<Log>
│  └ lines: Vec<String>
└ state: State
   ├ Open
   └ Closed(since: u64, last: Option<Car>)";
        assert_eq!(diagram().tree().join("\n"), expected);
    }

    #[test]
    fn relations_say_how_a_value_is_held() {
        let relations: Vec<String> =
            diagram().relations.iter().map(|Relation { from, to, kind }| format!("{from} {kind:?} {to}")).collect();
        let expected = [
            "Car Owns Plate",
            "First Implements Policy",
            "Lot OwnsMany Car",
            "Lot Shares Log",
            "Lot Owns Policy",
            "Lot Owns State",
            "State Owns Car",
        ];
        assert_eq!(relations, expected);
    }

    #[test]
    fn mermaid_has_classes_and_arrows() {
        let text = diagram().mermaid();
        for line in [
            "    class Lot~P~ {",
            "        spots: Vec~Option~Car~~",
            "        <<trait>>",
            "    Lot *-- \"*\" Car",
            "    Lot o-- Log",
            "    Policy <|.. First",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}: {text}");
        }
        assert!(!text.contains("Unrelated"), "{text}");
    }

    #[test]
    fn a_large_design_is_cut() {
        let types: String = (0..20).map(|nth| format!("struct T{nth} {{ next: T{} }} ", nth + 1)).collect();
        let diagram = Diagram::of(&CrateSource::of_text(&(types + "struct T20 { end: u8 }")));
        assert_eq!((diagram.types.len(), diagram.left_out), (MOST_TYPES, 9));
        assert!(diagram.mermaid().contains("note \"9 more types\""), "{}", diagram.mermaid());
    }

    #[test]
    fn lifetimes_are_left_out() {
        let ty: Type = syn::parse_str("&'a mut Table<'a, K>").expect("a type");
        assert_eq!(without_lifetimes(&ty), "&mut Table<K>");
        let ty: Type = syn::parse_str("Iter<'a>").expect("a type");
        assert_eq!(without_lifetimes(&ty), "Iter");
    }
}
