//! The known design of a kata that a learner's design resembles most.
//!
//! Two designs are alike if they store their state in the same way, whatever its types are called and however they are
//! split. So each field's type is a feature, with the names of the design's own types left out: `BTreeMap<Plate, …>`.
//! The methods of other crates that the code calls count a little, too, because they show its algorithms.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use syn::visit::{self, Visit};
use syn::{Fields, GenericArgument, Item, PathArguments, Type};

use crate::crate_source::CrateSource;
use crate::design::Contract;
use crate::syntax::{is_public, last_name, self_types, text, type_name};

/// The lowest likeness at which a known design is named.
const LEAST_LIKENESS: f64 = 0.25;
/// The factor of a feature that all known designs have, since it tells none of them apart.
const COMMON: f64 = 0.1;
/// Added to the weight of a known design, so that one with few features is not found everywhere.
const SMOOTH: f64 = 0.5;
/// The weights of a field's type and of a type inside it.
const FIELD: f64 = 1.0;
const INNER: f64 = 0.5;
/// The weight of a call.
const CALL: f64 = 0.05;
/// The factors of a stored type by its [rank].
const BY_RANK: [f64; 4] = [1.0, 0.5, 0.25, 0.5];

/// Types of the standard library, and of libraries that katas use, that say most about how a design stores its state.
const TELLING: [&str; 15] = [
    "Arc",
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "Cell",
    "Condvar",
    "HashMap",
    "HashSet",
    "HashTable",
    "LinkedList",
    "Mutex",
    "Rc",
    "RefCell",
    "RwLock",
    "Weak",
];

/// The features of a design.
#[derive(Clone, Debug, Default)]
pub struct Features {
    features: BTreeMap<Feature, Occurrence>,
    /// The names of the types that each type mentions in its fields and methods.
    mentions: BTreeMap<String, BTreeSet<String>>,
    /// The names of the types that the contract gives.
    given: BTreeSet<String>,
    /// The names of all other types.
    own: BTreeSet<String>,
    /// The types of its aliases, by name.
    aliases: BTreeMap<String, Type>,
    /// The fields that the contract gives, as `Owner.name: type`.
    given_fields: BTreeSet<String>,
}

/// A feature of a design.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Feature {
    /// A type that a field stores, such as `BTreeMap<Plate, …>`.
    Stored(String),
    /// The contents of the design's own enum as a phrase, such as "an enum of `u64` or `CallId`".
    Contents(String),
    /// The numbers that a struct stores, such as `usize, usize`. Only the kind of bookkeeping shows, not its meaning.
    Numbers(String),
    /// A private number to which the code only adds 1, for example to number events.
    Counter,
    /// A called method of another crate, such as `binary_search`.
    Called(String),
}

/// The weight of a feature, and the types that have it.
#[derive(Clone, Debug, Default)]
struct Occurrence {
    weight: f64,
    types: BTreeSet<String>,
}

/// A known design, and how much a learner's design is like it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Likeness {
    /// The name of the known design.
    pub name: String,
    /// The part of the known design's features that the learner's design has, from 0 to 1.
    pub likeness: f64,
    /// Types that both designs store and at least one other known design does not, the most telling first.
    pub shared: Vec<String>,
}

impl Features {
    /// Returns a type with `…` in place of the design's own types, as in the features.
    pub fn shape(&self, ty: &Type) -> String {
        shape(self.without_alias(ty), self)
    }

    /// Returns the type of an alias, or any other type as it is. Aliases inside it stay, because code that does not compile
    /// can have an alias of itself.
    fn without_alias<'a>(&'a self, ty: &'a Type) -> &'a Type {
        let alias = match ty {
            Type::Path(path) => path.path.segments.last().and_then(|last| self.aliases.get(&last.ident.to_string())),
            _ => None,
        };
        alias.unwrap_or(ty)
    }

    /// Returns whether the contract gives a field.
    pub fn is_given(&self, owner: &str, name: &str, ty: &str) -> bool {
        self.given_fields.contains(&format!("{owner}.{name}: {ty}"))
    }

    /// Returns the types that this design stores and the other does not, the most telling first, with their ranks.
    /// Types that only the types `unwritten` need are left out.
    pub fn stored_unlike(&self, other: &Self, unwritten: &BTreeSet<String>) -> Vec<(&str, usize)> {
        let heads: BTreeSet<&str> = other.stored().map(|(ty, _)| head(ty)).collect();
        let skipped = self.needed_only_by(unwritten);
        let differs = |(ty, of): &(&str, &Occurrence)| {
            !of.types.is_subset(&skipped) && !other.features.contains_key(&Feature::Stored((*ty).to_owned()))
        };
        let mut types: Vec<(&str, &Occurrence)> = self.stored().filter(differs).collect();
        // A kind of container that the other design does not use at all says most.
        types.sort_by(|(a, of_a), (b, of_b)| {
            let key = |ty: &str| (rank(ty), heads.contains(head(ty)));
            key(a).cmp(&key(b)).then(of_b.weight.total_cmp(&of_a.weight)).then(b.len().cmp(&a.len()))
        });
        types.into_iter().map(|(ty, _)| (ty, rank(ty))).collect()
    }

    /// Returns whether the design stores a type, if pointers inside types make no difference.
    pub fn stores(&self, ty: &str) -> bool {
        self.stored().any(|(stored, _)| without_pointers(stored) == without_pointers(ty))
    }

    /// Returns whether the design stores a type, if pointers and the kinds of maps and lists make no difference.
    pub fn stores_similar(&self, ty: &str) -> bool {
        let kind = |ty: &str| {
            let ty = without_pointers(ty).replace("HashMap", "BTreeMap").replace("HashSet", "BTreeSet");
            match ty.strip_prefix("Box<[").and_then(|ty| ty.strip_suffix("]>")) {
                Some(element) => format!("Vec<{element}>"),
                None => ty.replace("VecDeque", "Vec"),
            }
        };
        self.stored().any(|(stored, _)| kind(stored) == kind(ty))
    }

    fn stored(&self) -> impl Iterator<Item = (&str, &Occurrence)> {
        self.features.iter().filter_map(|(feature, of)| match feature {
            Feature::Stored(ty) => Some((ty.as_str(), of)),
            _ => None,
        })
    }

    /// Returns the types that are needed by the given types `unwritten`, and by no other given type.
    fn needed_only_by(&self, unwritten: &BTreeSet<String>) -> BTreeSet<String> {
        let written = self.given.difference(unwritten).cloned().collect();
        let needed = self.reachable(written, unwritten);
        self.reachable(unwritten.clone(), &BTreeSet::new()).difference(&needed).cloned().collect()
    }

    /// Returns the types that these mention, directly or not, except through the types `without`.
    fn reachable(&self, from: BTreeSet<String>, without: &BTreeSet<String>) -> BTreeSet<String> {
        let mut found = from.clone();
        let mut queue: Vec<String> = from.into_iter().collect();
        while let Some(ty) = queue.pop() {
            for mentioned in self.mentions.get(&ty).into_iter().flatten() {
                if !without.contains(mentioned) && found.insert(mentioned.clone()) {
                    queue.push(mentioned.clone());
                }
            }
        }
        found
    }

    /// Collects the features of a design. Names of the contract are kept, and its own names are left out.
    pub fn of(source: &CrateSource, contract: &Contract) -> Self {
        let modules = source.root.all();
        let items = || modules.iter().flat_map(|module| &module.items);
        let types: BTreeSet<String> = items().filter_map(type_or_alias_name).collect();
        let (own, given): (BTreeSet<String>, _) = types.iter().cloned().partition(|name| !contract.api.contains(name));
        let aliases = items().filter_map(|item| match item {
            Item::Type(of) if own.contains(&of.ident.to_string()) => Some((of.ident.to_string(), (*of.ty).clone())),
            _ => None,
        });
        let aliases = aliases.collect();
        let iterators = items().filter_map(|item| match item {
            Item::Impl(of) if of.trait_.as_ref().is_some_and(|(_, path, _)| last_name(path) == "Iterator") => {
                self_types(&of.self_ty).pop()
            }
            _ => None,
        });
        let mut changes = Changes::default();
        items().for_each(|item| changes.visit_item(item));
        let mut collector = Collector {
            iterators: iterators.collect(),
            counters: changes.grown.difference(&changes.changed).cloned().collect(),
            types: &types,
            current: String::new(),
            features: Self { given, own, aliases, given_fields: contract.given_fields.clone(), ..Self::default() },
            defined: BTreeSet::new(),
            calls: BTreeMap::new(),
        };
        for item in items() {
            collector.current = type_or_alias_name(item).unwrap_or_else(|| match item {
                Item::Impl(of) => self_types(&of.self_ty).pop().unwrap_or_default(),
                _ => String::new(),
            });
            collector.visit_item(item);
        }
        let Collector { mut features, defined, calls, .. } = collector;
        for (call, types) in calls.into_iter().filter(|(call, _)| !defined.contains(call)) {
            features.features.insert(Feature::Called(call), Occurrence { weight: CALL, types });
        }
        features
    }
}

impl Feature {
    /// Returns whether two designs that share this feature, unlike others, can be called alike.
    fn is_telling(&self) -> bool {
        match self {
            Self::Stored(ty) => rank(ty) < 2 || ty.starts_with('['),
            // A single number is found everywhere.
            Self::Numbers(numbers) => numbers.contains(','),
            Self::Contents(_) | Self::Counter => true,
            Self::Called(_) => false,
        }
    }

    /// Returns a phrase or a type for what two designs with this feature store.
    fn shown(&self) -> Option<&str> {
        match self {
            Self::Stored(shown) | Self::Contents(shown) => Some(shown),
            Self::Counter => Some("a counter that only grows"),
            Self::Numbers(_) | Self::Called(_) => None,
        }
    }
}

/// Returns the name of a type, a trait or a type alias.
fn type_or_alias_name(item: &Item) -> Option<String> {
    match item {
        Item::Type(of) => Some(of.ident.to_string()),
        _ => type_name(item),
    }
}

/// Returns how little a stored type says about a design: 0 for collections and shared values, more for others.
fn rank(ty: &str) -> usize {
    let is_list = matches!(head(ty), "" | "Vec" | "VecDeque");
    let holds = ["…", "Option", "Box", "Rc", "Arc"].iter().any(|part| ty.contains(part));
    match ty {
        "an own enum with data" | "an own trait" => 3,
        ty if ty.starts_with("a ") || ty.starts_with("an ") => 0,
        ty if TELLING.contains(&head(ty)) && !is_list || ty.contains("dyn ") || ty.contains("Box<") => 0,
        _ if is_list && holds => 1,
        _ => 2,
    }
}

/// Returns whether a type is a number or a flag.
pub fn is_number(ty: &str) -> bool {
    matches!(
        ty,
        "bool" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize"
    ) || ty.starts_with("NonZero")
}

/// Returns a type without the pointers in it, such as `Vec<u8>` for `Vec<Arc<u8>>`. A pointer that is the whole type, or
/// points to a type of the design's own, stays: it says how the design is put together.
fn without_pointers(ty: &str) -> String {
    let mut text = ty.to_owned();
    let mut from = 1;
    while let Some((start, pointer)) = first_pointer(&text, from) {
        let inner = start + pointer.len();
        let mut depth = 1;
        let end = text[inner..].find(|c| {
            depth += i32::from(c == '<') - i32::from(c == '>');
            depth == 0
        });
        let Some(end) = end.map(|end| inner + end) else { return text };
        if &text[inner..end] == "…" {
            from = end;
        } else {
            text = format!("{}{}{}", &text[..start], &text[inner..end], &text[end + 1..]);
            from = start;
        }
    }
    text
}

/// Finds a pointer inside a type, at the index `from` or later.
fn first_pointer(ty: &str, from: usize) -> Option<(usize, &'static str)> {
    let found = ["Arc<", "Rc<", "Box<"].into_iter().filter_map(|pointer| {
        let mut places = ty.match_indices(pointer).map(|(at, _)| at);
        let at = places.find(|&at| at >= from && ty[..at].ends_with(['<', ' ', '(', '[']))?;
        Some((at, pointer))
    });
    found.min_by_key(|(at, _)| *at)
}

/// Returns the outermost part of a type, such as `BTreeMap`.
fn head(ty: &str) -> &str {
    ty.split(['<', '[', ' ']).next().unwrap_or(ty)
}

/// Returns the known designs, the one that `yours` resembles most first. Features that only the types `unwritten` need
/// are not expected.
pub fn likenesses(yours: &Features, unwritten: &BTreeSet<String>, known: &[(&str, &Features)]) -> Vec<Likeness> {
    let owners = |feature: &Feature| known.iter().filter(|(_, of)| of.features.contains_key(feature)).count();
    let weigh = |(feature, of): (&Feature, &Occurrence)| match owners(feature) {
        owners if owners == known.len() => COMMON * of.weight,
        owners => of.weight / owners.max(1) as f64,
    };
    let mut all: Vec<Likeness> = known
        .iter()
        .map(|(name, of)| {
            let skipped = of.needed_only_by(unwritten);
            let expected: f64 =
                of.features.iter().filter(|(_, of)| !of.types.is_subset(&skipped)).map(weigh).sum::<f64>();
            let both = || yours.features.iter().filter(|(feature, _)| of.features.contains_key(*feature));
            let distinct = || both().map(|(feature, _)| feature).filter(|feature| owners(feature) < known.len());
            // Everybody has the types of the contract.
            let is_own = |ty: &&str| !yours.given.contains(head(ty));
            let mut shared: Vec<String> =
                distinct().filter_map(Feature::shown).filter(is_own).map(str::to_owned).collect();
            shared.sort_by_key(|ty| (rank(ty), std::cmp::Reverse(ty.len())));
            let likeness = if distinct().any(Feature::is_telling) {
                (both().map(weigh).sum::<f64>() / (expected + SMOOTH)).min(1.0)
            } else {
                0.0
            };
            Likeness { name: (*name).to_owned(), likeness, shared }
        })
        .collect();
    all.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
    all
}

/// Returns the known design that `yours` resembles most, or `None` if it is like none of them.
///
/// Only the designs for whose name `is_candidate` returns true can be the closest.
pub fn closest(
    yours: &Features,
    unwritten: &BTreeSet<String>,
    known: &[(&str, &Features)],
    is_candidate: impl Fn(&str) -> bool,
) -> Option<Likeness> {
    let mut all = likenesses(yours, unwritten, known).into_iter().filter(|of| is_candidate(&of.name));
    all.next().filter(|first| first.likeness >= LEAST_LIKENESS)
}

/// The fields that the code changes, by name.
#[derive(Default)]
struct Changes {
    /// Fields to which 1 is added.
    grown: BTreeSet<String>,
    /// Fields that are assigned or changed in another way.
    changed: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Changes {
    fn visit_expr_binary(&mut self, of: &'ast syn::ExprBinary) {
        if let Some(name) = field_name(&of.left) {
            match &*of.right {
                syn::Expr::Lit(one) if matches!(of.op, syn::BinOp::AddAssign(_)) && text(one) == "1" => {
                    self.grown.insert(name);
                }
                _ if matches!(of.op, syn::BinOp::AddAssign(_) | syn::BinOp::SubAssign(_)) => {
                    self.changed.insert(name);
                }
                _ => {}
            }
        }
        visit::visit_expr_binary(self, of);
    }

    fn visit_expr_assign(&mut self, of: &'ast syn::ExprAssign) {
        self.changed.extend(field_name(&of.left));
        visit::visit_expr_assign(self, of);
    }
}

fn field_name(expression: &syn::Expr) -> Option<String> {
    match expression {
        syn::Expr::Field(of) => Some(text(&of.member)),
        _ => None,
    }
}

struct Collector<'a> {
    /// The names of all the design's types and traits.
    types: &'a BTreeSet<String>,
    iterators: BTreeSet<String>,
    /// The names of fields that are counters.
    counters: BTreeSet<String>,
    /// The type whose fields or methods are visited.
    current: String,
    features: Features,
    /// The names of its functions and methods.
    defined: BTreeSet<String>,
    /// The names of called methods, and the types that call them.
    calls: BTreeMap<String, BTreeSet<String>>,
}

impl Collector<'_> {
    fn add(&mut self, feature: Feature, weight: f64) {
        let of = self.features.features.entry(feature).or_default();
        of.weight = of.weight.max(weight);
        of.types.insert(self.current.clone());
    }

    fn fields(&mut self, fields: &Fields) {
        for field in fields {
            let ty = self.features.without_alias(&field.ty).clone();
            self.stored(&ty, FIELD);
        }
    }

    /// Adds a type and the types inside it.
    fn stored(&mut self, ty: &Type, weight: f64) {
        let shape = self.features.shape(ty);
        if shape.starts_with("PhantomData") {
            return;
        }
        if shape.contains(['<', '[']) || shape.starts_with("dyn") {
            let weight_of_type = weight * BY_RANK[rank(&shape)];
            self.add(Feature::Stored(shape), weight_of_type);
        }
        for inner in inner_types(ty) {
            self.stored(inner, INNER);
        }
    }
}

/// Returns a type with `…` in place of the design's own types.
fn shape(ty: &Type, of: &Features) -> String {
    let inner = |ty: &Type| shape(ty, of);
    match ty {
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return String::new() };
            let name = last.ident.to_string();
            if of.own.contains(&name) {
                return "…".to_owned();
            }
            let arguments: Vec<String> = inner_types(ty).into_iter().map(inner).collect();
            if arguments.is_empty() { name } else { format!("{name}<{}>", arguments.join(", ")) }
        }
        Type::Reference(ty) => format!("&{}", inner(&ty.elem)),
        Type::Array(ty) => format!("[{}]", inner(&ty.elem)),
        Type::Slice(ty) => format!("[{}]", inner(&ty.elem)),
        Type::Tuple(ty) => format!("({})", ty.elems.iter().map(inner).collect::<Vec<_>>().join(", ")),
        Type::Paren(ty) => inner(&ty.elem),
        Type::Group(ty) => inner(&ty.elem),
        Type::TraitObject(ty) => {
            let names = ty.bounds.iter().filter_map(|bound| match bound {
                syn::TypeParamBound::Trait(bound) => bound.path.segments.last().map(|last| last.ident.to_string()),
                _ => None,
            });
            let names: Vec<String> =
                names.map(|name| if of.own.contains(&name) { "…".to_owned() } else { name }).collect();
            format!("dyn {}", names.join(" + "))
        }
        _ => "…".to_owned(),
    }
}

impl<'ast> Visit<'ast> for Collector<'_> {
    fn visit_ident(&mut self, ident: &'ast syn::Ident) {
        let name = ident.to_string();
        if self.types.contains(&name) {
            self.features.mentions.entry(self.current.clone()).or_default().insert(name);
        }
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        visit::visit_item_struct(self, item);
        // A view or an iterator borrows the state or takes it apart instead of storing it.
        if item.generics.lifetimes().next().is_some() || self.iterators.contains(&self.current) {
            return;
        }
        self.fields(&item.fields);
        let private = item.fields.iter().filter(|field| !is_public(&field.vis));
        let is_counter = |field: &&syn::Field| {
            let name = field.ident.as_ref().map(ToString::to_string);
            name.is_some_and(|name| self.counters.contains(&name)) && is_number(&self.features.shape(&field.ty))
        };
        let (counters, others): (Vec<_>, Vec<_>) = private.partition(is_counter);
        let mut numbers: Vec<String> =
            others.iter().map(|field| self.features.shape(&field.ty)).filter(|ty| is_number(ty)).collect();
        numbers.sort();
        if !numbers.is_empty() {
            self.add(Feature::Numbers(numbers.join(", ")), BY_RANK[1]);
        }
        if !counters.is_empty() {
            self.add(Feature::Counter, FIELD);
        }
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        visit::visit_item_enum(self, item);
        for variant in &item.variants {
            self.fields(&variant.fields);
        }
        let with_data = || item.variants.iter().filter(|variant| !variant.fields.is_empty());
        if self.features.own.contains(&self.current) && with_data().next().is_some() {
            self.add(Feature::Stored("an own enum with data".to_owned()), BY_RANK[3]);
            let shapes =
                |fields: &Fields| fields.iter().map(|field| self.features.shape(&field.ty)).collect::<Vec<_>>();
            let mut parts: Vec<String> = with_data().map(|variant| shapes(&variant.fields).join(", ")).collect();
            let is_own = |part: &String| part == "…";
            let is_vague = |part: &String| part.len() <= 1 || part.split(", ").all(is_number);
            parts.sort();
            if parts.len() > 1 && parts.iter().all(is_own) {
                self.add(Feature::Contents("an enum of its own types".to_owned()), FIELD);
            } else if parts.len() > 1 && !parts.iter().all(is_vague) && !parts.iter().any(|part| part.contains('…')) {
                let last = parts.pop().unwrap_or_default();
                let phrase = format!("an enum of `{}` or `{last}`", parts.join("`, `"));
                self.add(Feature::Contents(phrase), FIELD);
            }
        }
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        if self.features.own.contains(&self.current) {
            self.add(Feature::Stored("an own trait".to_owned()), BY_RANK[3]);
        }
        visit::visit_item_trait(self, item);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.defined.insert(signature.ident.to_string());
        visit::visit_signature(self, signature);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.calls.entry(call.method.to_string()).or_default().insert(self.current.clone());
        visit::visit_expr_method_call(self, call);
    }
}

/// Returns the types directly inside a type: the arguments of a path, and the elements of arrays, tuples and references.
fn inner_types(ty: &Type) -> Vec<&Type> {
    match ty {
        Type::Path(path) => match path.path.segments.last().map(|last| &last.arguments) {
            Some(PathArguments::AngleBracketed(arguments)) => arguments
                .args
                .iter()
                .filter_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        },
        Type::Reference(of) => vec![&of.elem],
        Type::Array(of) => vec![&of.elem],
        Type::Slice(of) => vec![&of.elem],
        Type::Tuple(of) => of.elems.iter().collect(),
        Type::Paren(of) => vec![&of.elem],
        Type::Group(of) => vec![&of.elem],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(text: &str) -> Features {
        let contract = Contract::of(&CrateSource::of_text("pub struct Lot; pub struct Plate;"));
        Features::of(&CrateSource::of_text(text), &contract)
    }

    #[test]
    fn names_and_the_split_into_types_make_no_difference() {
        let one = features("pub struct Lot { spots: Vec<Option<Car>>, cars: HashMap<Plate, usize> } struct Car(u8);");
        let two =
            features("pub struct Lot(Inner); struct Inner { a: Vec<Option<X>>, b: HashMap<Plate, usize> } struct X;");
        let other = features("pub struct Lot { free: BTreeSet<usize> }");
        let known = [("two", &two), ("other", &other)];
        let closest = closest(&one, &BTreeSet::new(), &known, |_| true).expect("a closest design");
        assert_eq!(closest.name, "two");
        assert_eq!(closest.shared, ["HashMap<Plate, usize>", "Vec<Option<…>>", "Option<…>"]);
    }

    #[test]
    fn types_of_the_contract_are_not_named_as_shared() {
        let one = features("pub struct Plate<T>(T); struct A { a: Plate<u8>, b: BTreeSet<u8> }");
        let other = features("struct A { a: Vec<u8> }");
        let known = [("one", &one), ("other", &other)];
        let closest = closest(&one, &BTreeSet::new(), &known, |_| true).expect("a closest design");
        assert_eq!((closest.name.as_str(), closest.shared), ("one", vec!["BTreeSet<u8>".to_owned()]));
    }

    #[test]
    fn an_alias_is_like_its_type() {
        let direct = features("struct A { a: BTreeMap<u8, Vec<u8>> }");
        let alias =
            features("struct A { a: Map<u8> } type Map<K> = BTreeMap<u8, Vec<u8>>; type Endless = Vec<Endless>;");
        assert_eq!(direct.stored_unlike(&alias, &BTreeSet::new()), []);
        let endless = features("struct A { a: Endless } type Endless = Vec<Endless>;");
        assert!(endless.stores("Vec<…>"));
    }

    #[test]
    fn pointers_inside_a_type_make_no_difference() {
        for (ty, without) in [
            ("BTreeMap<u8, BTreeSet<Arc<K>>>", "BTreeMap<u8, BTreeSet<K>>"),
            ("HashMap<Arc<str>, Rc<Vec<Box<u8>>>>", "HashMap<str, Vec<u8>>"),
            ("Arc<Mutex<u8>>", "Arc<Mutex<u8>>"),
            ("Vec<(Step, Arc<…>)>", "Vec<(Step, Arc<…>)>"),
            ("HashMap<Arc<…>, [Box<u8>]>", "HashMap<Arc<…>, [u8]>"),
        ] {
            assert_eq!(without_pointers(ty), without);
        }
        let shared = features("struct A { a: BTreeSet<Arc<Plate>> }");
        let owned = features("struct A { a: BTreeSet<Plate> }");
        assert!(shared.stores("BTreeSet<Plate>"));
        assert!(owned.stores("BTreeSet<Rc<Plate>>"));
        assert!(!owned.stores("Vec<Plate>"));
    }

    #[test]
    fn views_and_placeholders_are_not_stored() {
        let all = features("pub struct Lot { p: PhantomData<u8> } struct View<'a> { lot: &'a [Option<u8>] }");
        assert_eq!(all.stored().count(), 0, "{all:?}");
    }

    #[test]
    fn features_of_unwritten_types_are_not_expected() {
        let mine = features("pub struct Lot { free: BTreeSet<usize> }");
        let known = features(
            "pub struct Lot { free: BTreeSet<usize> } pub struct Plate { log: Log } struct Log { a: Vec<Option<Log>>,
             b: HashMap<u8, Log>, c: HashMap<u16, Log>, d: HashMap<u32, Log>, e: HashMap<u64, Log> }",
        );
        let other = features("pub struct Lot { taken: Vec<bool> }");
        let known = [("known", &known), ("other", &other)];
        assert_eq!(closest(&mine, &BTreeSet::new(), &known, |_| true), None);
        let unwritten = BTreeSet::from(["Plate".to_owned()]);
        assert_eq!(closest(&mine, &unwritten, &known, |_| true).map(|closest| closest.name).as_deref(), Some("known"));
        let unlike = known[0].1.stored_unlike(&mine, &unwritten);
        assert_eq!(unlike, [], "the log is only needed for plates");
    }

    #[test]
    fn counters_and_own_enums_are_features() {
        let shown = |text: &str| {
            let all = features(text);
            all.features.keys().filter_map(Feature::shown).map(str::to_owned).collect::<Vec<_>>()
        };
        let counter = "struct A { n: u64 } impl A { fn f(&mut self) { self.n += 1; } }";
        assert_eq!(shown(counter), ["a counter that only grows"]);
        assert_eq!(shown(&counter.replace("+= 1;", "+= 1; self.n -= 1;")), [""; 0]);
        assert_eq!(shown(&counter.replace("+= 1;", "+= 1; self.n = 0;")), [""; 0]);
        let expected = ["an own enum with data", "an enum of `Plate` or `u64`"];
        assert_eq!(shown("enum State { Free { since: u64 }, Taken(Plate), Closed }"), expected);
    }

    #[test]
    fn the_types_that_only_one_design_stores_are_listed() {
        let one = features("struct A { a: Vec<u8>, b: BTreeMap<u8, u8>, c: Rc<RefCell<A>> }");
        let two = features("struct A { a: Vec<u8>, b: BTreeMap<u8, u16> }");
        let unlike = one.stored_unlike(&two, &BTreeSet::new());
        assert_eq!(unlike, [("Rc<RefCell<…>>", 0), ("RefCell<…>", 0), ("BTreeMap<u8, u8>", 0)]);
    }
}
