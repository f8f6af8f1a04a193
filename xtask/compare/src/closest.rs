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
use crate::syntax::is_public;

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

/// The features of a design, with their weights.
#[derive(Clone, Debug, Default)]
pub struct Features {
    weights: BTreeMap<Feature, f64>,
}

/// A feature of a design.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Feature {
    /// A type that a field stores, such as `BTreeMap<Plate, …>`.
    Stored(String),
    /// The numbers that a struct stores, such as `usize, usize`. Only the kind of bookkeeping shows, not its meaning.
    Numbers(String),
    /// A called method of another crate, such as `binary_search`.
    Called(String),
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
    /// Returns the types that this design stores and the other does not, the most telling first.
    pub fn stored_unlike(&self, other: &Self) -> Vec<&str> {
        let heads: BTreeSet<&str> = other.stored().map(|(ty, _)| head(ty)).collect();
        let mut types: Vec<(&str, f64)> =
            self.stored().filter(|(ty, _)| !other.weights.contains_key(&Feature::Stored((*ty).to_owned()))).collect();
        // A kind of container that the other design does not use at all says most.
        types.sort_by(|(a, weight_of_a), (b, weight_of_b)| {
            let key = |ty: &str| (rank(ty), heads.contains(head(ty)));
            key(a).cmp(&key(b)).then(weight_of_b.total_cmp(weight_of_a)).then(b.len().cmp(&a.len()))
        });
        types.into_iter().map(|(ty, _)| ty).collect()
    }

    fn stored(&self) -> impl Iterator<Item = (&str, f64)> {
        self.weights.iter().filter_map(|(feature, weight)| match feature {
            Feature::Stored(ty) => Some((ty.as_str(), *weight)),
            Feature::Numbers(_) | Feature::Called(_) => None,
        })
    }

    /// Collects the features of a design. Names of the contract are kept, and its own names are left out.
    pub fn of(source: &CrateSource, contract: &Contract) -> Self {
        let modules = source.root.all();
        let items = || modules.iter().flat_map(|module| &module.items);
        let is_own = |name: &str| !contract.api.contains(name);
        let own = items().filter_map(|item| match item {
            Item::Struct(of) => Some(of.ident.to_string()),
            Item::Enum(of) => Some(of.ident.to_string()),
            Item::Trait(of) => Some(of.ident.to_string()),
            Item::Type(of) => Some(of.ident.to_string()),
            _ => None,
        });
        let own: BTreeSet<String> = own.filter(|name| is_own(name)).collect();
        let mut collector =
            Collector { own: &own, features: Self::default(), defined: BTreeSet::new(), calls: BTreeSet::new() };
        items().for_each(|item| collector.visit_item(item));
        let Collector { mut features, defined, calls, .. } = collector;
        for call in calls.difference(&defined) {
            features.weights.insert(Feature::Called(call.clone()), CALL);
        }
        features
    }
}

/// Returns whether two designs that share this feature, unlike others, can be called alike.
fn is_telling(feature: &Feature) -> bool {
    match feature {
        Feature::Stored(ty) => rank(ty) < 2 || ty.starts_with('['),
        Feature::Numbers(_) => true,
        Feature::Called(_) => false,
    }
}

/// Returns how little a stored type says about a design: 0 for collections and shared values, more for others.
fn rank(ty: &str) -> usize {
    let is_list = matches!(head(ty), "" | "Vec" | "VecDeque");
    let holds = ["…", "Option", "Box", "Rc", "Arc"].iter().any(|part| ty.contains(part));
    match ty {
        ty if ty.starts_with("an ") => 3,
        ty if TELLING.contains(&head(ty)) && !is_list || ty.contains("dyn ") || ty.contains("Box<") => 0,
        _ if is_list && holds => 1,
        _ => 2,
    }
}

/// Returns whether a type is a number or a flag.
fn is_number(ty: &str) -> bool {
    matches!(
        ty,
        "bool" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize"
    ) || ty.starts_with("NonZero")
}

/// Returns the outermost part of a type, such as `BTreeMap`.
fn head(ty: &str) -> &str {
    ty.split(['<', '[', ' ']).next().unwrap_or(ty)
}

/// Returns the known designs, the one that `yours` resembles most first.
pub fn likenesses(yours: &Features, known: &[(String, Features)]) -> Vec<Likeness> {
    let owners = |feature: &Feature| known.iter().filter(|(_, of)| of.weights.contains_key(feature)).count();
    let weigh = |feature: &Feature, weight: f64| match owners(feature) {
        owners if owners == known.len() => COMMON * weight,
        owners => weight / owners.max(1) as f64,
    };
    let sum =
        |features: &Features| features.weights.iter().map(|(feature, weight)| weigh(feature, *weight)).sum::<f64>();
    let mut all: Vec<Likeness> = known
        .iter()
        .map(|(name, of)| {
            let both = yours.weights.iter().filter(|(feature, _)| of.weights.contains_key(*feature));
            let both: Vec<(&Feature, f64)> = both.map(|(feature, weight)| (feature, weigh(feature, *weight))).collect();
            let common: f64 = both.iter().map(|(_, weight)| weight).sum();
            let shared = both.iter().filter_map(|(feature, _)| match feature {
                Feature::Stored(ty) if owners(feature) < known.len() => Some(ty.clone()),
                _ => None,
            });
            let mut shared: Vec<String> = shared.collect();
            shared.sort_by_key(|ty| (rank(ty), std::cmp::Reverse(ty.len())));
            let is_telling = both.iter().any(|(feature, _)| is_telling(feature) && owners(feature) < known.len());
            let likeness = if is_telling { common / (sum(of) + SMOOTH) } else { 0.0 };
            Likeness { name: name.clone(), likeness, shared }
        })
        .collect();
    all.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
    all
}

/// Returns the known design that `yours` resembles most, or `None` if it is like none of them.
pub fn closest(yours: &Features, known: &[(String, Features)]) -> Option<Likeness> {
    likenesses(yours, known).into_iter().next().filter(|first| first.likeness >= LEAST_LIKENESS)
}

struct Collector<'a> {
    /// The names of the design's own types and traits.
    own: &'a BTreeSet<String>,
    features: Features,
    /// The names of its functions and methods.
    defined: BTreeSet<String>,
    /// The names of called methods.
    calls: BTreeSet<String>,
}

impl Collector<'_> {
    fn fields(&mut self, fields: &Fields) {
        for field in fields {
            self.stored(&field.ty, FIELD);
        }
    }

    /// Adds a type and the types inside it.
    fn stored(&mut self, ty: &Type, weight: f64) {
        let shape = self.shape(ty);
        if shape.starts_with("PhantomData") {
            return;
        }
        if shape.contains(['<', '[']) || shape.starts_with("dyn") {
            let weight_of_type = weight * BY_RANK[rank(&shape)];
            let of = self.features.weights.entry(Feature::Stored(shape)).or_default();
            *of = of.max(weight_of_type);
        }
        for inner in inner_types(ty) {
            self.stored(inner, INNER);
        }
    }

    /// Returns a type with `…` in place of the design's own types.
    fn shape(&self, ty: &Type) -> String {
        match ty {
            Type::Path(path) => {
                let Some(last) = path.path.segments.last() else { return String::new() };
                let name = last.ident.to_string();
                if self.own.contains(&name) {
                    return "…".to_owned();
                }
                let inner: Vec<String> = inner_types(ty).into_iter().map(|inner| self.shape(inner)).collect();
                if inner.is_empty() { name } else { format!("{name}<{}>", inner.join(", ")) }
            }
            Type::Reference(of) => format!("&{}", self.shape(&of.elem)),
            Type::Array(of) => format!("[{}]", self.shape(&of.elem)),
            Type::Slice(of) => format!("[{}]", self.shape(&of.elem)),
            Type::Tuple(of) => format!("({})", of.elems.iter().map(|ty| self.shape(ty)).collect::<Vec<_>>().join(", ")),
            Type::Paren(of) => self.shape(&of.elem),
            Type::Group(of) => self.shape(&of.elem),
            Type::TraitObject(of) => {
                let names = of.bounds.iter().filter_map(|bound| match bound {
                    syn::TypeParamBound::Trait(bound) => bound.path.segments.last().map(|last| last.ident.to_string()),
                    _ => None,
                });
                let names: Vec<String> =
                    names.map(|name| if self.own.contains(&name) { "…".to_owned() } else { name }).collect();
                format!("dyn {}", names.join(" + "))
            }
            _ => "…".to_owned(),
        }
    }
}

impl<'ast> Visit<'ast> for Collector<'_> {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        // A view or an iterator borrows the state instead of storing it.
        if item.generics.lifetimes().next().is_some() {
            return;
        }
        self.fields(&item.fields);
        let private = item.fields.iter().filter(|field| !is_public(&field.vis));
        let mut numbers: Vec<String> = private.map(|field| self.shape(&field.ty)).filter(|ty| is_number(ty)).collect();
        numbers.sort();
        if !numbers.is_empty() {
            self.features.weights.insert(Feature::Numbers(numbers.join(", ")), BY_RANK[1]);
        }
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        for variant in &item.variants {
            self.fields(&variant.fields);
        }
        let own = self.own.contains(&item.ident.to_string());
        if own && item.variants.iter().any(|variant| !variant.fields.is_empty()) {
            self.features.weights.insert(Feature::Stored("an own enum with data".to_owned()), BY_RANK[3]);
        }
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        if self.own.contains(&item.ident.to_string()) {
            self.features.weights.insert(Feature::Stored("an own trait".to_owned()), BY_RANK[3]);
        }
        visit::visit_item_trait(self, item);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.defined.insert(signature.ident.to_string());
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.calls.insert(call.method.to_string());
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
        let known = [("two".to_owned(), two), ("other".to_owned(), other)];
        let closest = closest(&one, &known).expect("a closest design");
        assert_eq!(closest.name, "two");
        assert_eq!(closest.shared, ["HashMap<Plate, usize>", "Vec<Option<…>>", "Option<…>"]);
    }

    #[test]
    fn views_and_placeholders_are_not_stored() {
        let all = features("pub struct Lot { p: PhantomData<u8> } struct View<'a> { lot: &'a [Option<u8>] }");
        assert_eq!(all.stored().count(), 0, "{all:?}");
    }

    #[test]
    fn the_types_that_only_one_design_stores_are_listed() {
        let one = features("struct A { a: Vec<u8>, b: BTreeMap<u8, u8>, c: Rc<RefCell<A>> }");
        let two = features("struct A { a: Vec<u8>, b: BTreeMap<u8, u16> }");
        assert_eq!(one.stored_unlike(&two), ["Rc<RefCell<…>>", "RefCell<…>", "BTreeMap<u8, u8>"]);
    }
}
