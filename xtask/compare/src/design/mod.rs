//! A crate as a design: types and traits with their members, functions and constants.
//!
//! A design ignores files, modules and the number of `impl` blocks. So if several modules have an item with the same
//! name, only the items' contents tell them apart.

mod collector;
mod contract;
mod excerpt;
mod item;
mod item_kind;
mod names;
mod normalized;

use std::collections::BTreeSet;

use contract::ItemKey;
use names::{DefinedNames, FreeNames};
use proc_macro2::TokenStream;
use syn::Item as Syntax;

pub use self::contract::Contract;
pub use self::item::Item;
pub use self::item_kind::ItemKind;
pub(crate) use self::names::ANY_NAME;
use crate::crate_source::CrateSource;
use crate::public_api::PublicApi;
use crate::syntax::text;
use crate::tokens::words;

/// A crate as a design.
#[derive(Clone, Debug, Default)]
pub struct Design {
    /// The items, each owner before its members.
    pub items: Vec<Item>,
    /// The words passed to item-level macro calls. Macros aren't expanded, so they may define any of these words.
    pub macro_words: BTreeSet<String>,
    /// All words of the code, in order.
    code: Vec<String>,
    /// The given types of which the learner has not written any method yet.
    pub unwritten_types: BTreeSet<String>,
    /// The names of types, functions, methods, constants, variants and fields.
    pub(crate) defined: BTreeSet<String>,
    /// The names of its methods that the contract does not have.
    pub(crate) own_methods: BTreeSet<String>,
}

impl Design {
    /// Creates the design of a crate. `contract` lists the given items and names.
    pub fn of(source: &CrateSource, contract: &Contract) -> Self {
        let defined = DefinedNames::of(source);
        let items = collector::items(source, &FreeNames::of(&defined, contract));
        let modules = source.root.all();
        let all = || modules.iter().flat_map(|module| &module.items);
        let mut design = Self {
            items,
            defined: defined.items,
            own_methods: BTreeSet::new(),
            code: all().flat_map(words).collect(),
            unwritten_types: BTreeSet::new(),
            macro_words: all().flat_map(macro_words).collect(),
        };
        for index in 0..design.items.len() {
            design.items[index].given = contract.items.contains(&design.key(&design.items[index]));
        }
        let own = design.items.iter().filter(|item| item.kind == ItemKind::Method && !item.given);
        design.own_methods = own.map(|item| item.name.clone()).collect();
        design.unwritten_types = design.unwritten_types(contract);
        design
    }

    /// Returns the given types of which no method that the stub leaves open is written.
    fn unwritten_types(&self, contract: &Contract) -> BTreeSet<String> {
        let left_open = self.items.iter().filter(|item| contract.unwritten.contains(&self.key(item)));
        let type_of = |item: &Item| match self.parent(item) {
            Some(owner) => self.parent(owner).unwrap_or(owner).name.clone(),
            None => String::new(),
        };
        let (unwritten, written): (Vec<&Item>, Vec<&Item>) = left_open.partition(|item| item.unwritten);
        let written: BTreeSet<String> = written.into_iter().map(type_of).collect();
        unwritten.into_iter().map(type_of).filter(|name| !written.contains(name)).collect()
    }

    /// Returns whether the code contains these words in a row, such as `RefCell` or `Option<usize>`.
    pub fn contains(&self, code: &str) -> bool {
        let Ok(tokens) = code.parse::<TokenStream>() else { return false };
        let sought = words(tokens);
        !sought.is_empty() && self.code.windows(sought.len()).any(|found| found == sought)
    }

    /// Returns the name of an item with its owners, for display.
    pub fn path(&self, item: &Item) -> String {
        let name = &item.name;
        let Some(parent) = self.parent(item) else { return name.clone() };
        match (parent.kind, self.parent(parent)) {
            _ if item.kind == ItemKind::Implementation => format!("{name} for {}", parent.name),
            (ItemKind::Implementation, Some(owner)) => format!("<{} as {}>::{name}", owner.name, parent.name),
            _ => format!("{}::{name}", parent.name),
        }
    }

    /// Returns the owner of an item.
    pub(crate) fn parent(&self, item: &Item) -> Option<&Item> {
        item.parent.map(|parent| &self.items[parent])
    }

    /// Returns the members of an owner, or the top-level items.
    pub fn members(&self, parent: Option<usize>) -> impl Iterator<Item = usize> {
        self.items.iter().enumerate().filter(move |(_, item)| item.parent == parent).map(|(index, _)| index)
    }

    fn key(&self, item: &Item) -> ItemKey {
        (self.parent(item).map(|parent| self.path(parent)), item.name.clone())
    }
}

impl Contract {
    /// Creates the contract of a stub.
    pub fn of(stub: &CrateSource) -> Self {
        let api = PublicApi::of(&stub.root);
        let lines = api.lines();
        let not_in_a_name = |c: char| !c.is_alphanumeric() && c != '_';
        let names = lines.iter().flat_map(|line| line.split(not_in_a_name));
        let names = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let given_fields = given_fields(stub);
        let stub = Design::of(stub, &Self::default());
        let is_public = |item: &&Item| {
            item.public
                || item.kind == ItemKind::Implementation && item.parent.is_some()
                || stub.parent(item).is_some_and(|parent| !matches!(parent.kind, ItemKind::Struct | ItemKind::Enum))
        };
        let items = stub.items.iter().filter(is_public).map(|item| stub.key(item)).collect();
        let unwritten = stub.items.iter().filter(|item| item.unwritten).map(|item| stub.key(item)).collect();
        Self { api: api.names(), fields: api.fields(), names, items, given_fields, unwritten }
    }
}

/// Returns the named fields of all structs, as `Owner.name: type`.
fn given_fields(stub: &CrateSource) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    for item in stub.root.all().iter().flat_map(|module| &module.items) {
        let Syntax::Struct(of) = item else { continue };
        let named = of.fields.iter().filter_map(|field| Some((field.ident.as_ref()?, text(&field.ty))));
        fields.extend(named.map(|(name, ty)| format!("{}.{name}: {ty}", of.ident)));
    }
    fields
}

fn macro_words(item: &Syntax) -> Vec<String> {
    match item {
        Syntax::Macro(called) if called.ident.is_none() => words(&called.mac.tokens),
        _ => Vec::new(),
    }
}
