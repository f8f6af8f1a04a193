//! The public API of a crate: the items that its users can name and call.
//!
//! The API is a set of lines, each an item, a method or an implementation. The lines leave out documentation, attributes,
//! bodies and the modules that items are only defined in, so that two crates can be compared.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Fields, Ident, ImplItem, Item, ItemImpl, PathSegment, TraitItem, UseTree, Visibility};

use crate::crate_source::Module;
use crate::syntax::{derived_traits, is_public, last_name, plain_type, self_types, signature, text};

fn item<'a>(module: &'a Module, name: &str) -> Option<&'a Item> {
    module.items.iter().find(|item| head(item).is_some_and(|(_, ident)| ident == name))
}

/// The visibility and the name of an item that others can import.
fn head(item: &Item) -> Option<(&Visibility, &Ident)> {
    Some(match item {
        Item::Const(item) => (&item.vis, &item.ident),
        Item::Enum(item) => (&item.vis, &item.ident),
        Item::Fn(item) => (&item.vis, &item.sig.ident),
        Item::Static(item) => (&item.vis, &item.ident),
        Item::Struct(item) => (&item.vis, &item.ident),
        Item::Trait(item) => (&item.vis, &item.ident),
        Item::Type(item) => (&item.vis, &item.ident),
        _ => return None,
    })
}

/// The items that users of a crate can reach, by public path, and the implementations for its types.
#[derive(Debug)]
pub struct PublicApi<'a> {
    root: &'a Module,
    /// The items by public path.
    pub items: BTreeMap<String, &'a Item>,
    /// The names that are defined in another crate, or by a macro.
    reexports: BTreeMap<String, String>,
}

/// A line of the API.
struct Entry {
    /// The item that the line is about.
    name: String,
    line: String,
}

impl<'a> PublicApi<'a> {
    /// The public API of a parsed crate.
    pub fn of(root: &'a Module) -> Self {
        let mut api = Self { root, items: BTreeMap::new(), reexports: BTreeMap::new() };
        api.export(root, &[], "");
        api
    }

    fn export(&mut self, module: &'a Module, at: &[String], prefix: &str) {
        for item in &module.items {
            if let Some((visibility, name)) = head(item)
                && is_public(visibility)
            {
                self.items.insert(format!("{prefix}{name}"), item);
            }
            if let Item::Use(used) = item
                && is_public(&used.vis)
            {
                self.export_use(&used.tree, &mut Vec::new(), at, prefix);
            }
        }
        for (name, (public, nested)) in &module.modules {
            if *public {
                let mut path = at.to_vec();
                path.push(name.clone());
                self.export(nested, &path, &format!("{prefix}{name}::"));
            }
        }
    }

    fn export_use(&mut self, tree: &UseTree, path: &mut Vec<String>, at: &[String], prefix: &str) {
        match tree {
            UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.export_use(&inner.tree, path, at, prefix);
                path.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.export_use(tree, path, at, prefix)),
            UseTree::Name(name) => self.export_name(&name.ident.to_string(), &name.ident.to_string(), path, at, prefix),
            UseTree::Rename(name) => {
                self.export_name(&name.ident.to_string(), &name.rename.to_string(), path, at, prefix);
            }
            UseTree::Glob(_) => {
                if let Some((module, module_path)) = self.resolve(path, at) {
                    self.export(module, &module_path, prefix);
                }
            }
        }
    }

    fn export_name(&mut self, name: &str, exported: &str, path: &[String], at: &[String], prefix: &str) {
        let local = self.resolve(path, at);
        if let Some(item) = local.as_ref().and_then(|(module, _)| item(module, name)) {
            self.items.insert(format!("{prefix}{exported}"), item);
        } else if let Some((_, nested)) = local.as_ref().and_then(|(module, _)| module.modules.get(name)) {
            let mut path = local.map(|(_, path)| path).unwrap_or_default();
            path.push(name.to_owned());
            self.export(nested, &path, &format!("{prefix}{exported}::"));
        } else {
            let public = format!("{prefix}{exported}");
            let line = format!("use {}::{name} as {public}", path.join("::"));
            self.reexports.insert(public, line);
        }
    }

    /// The module that `path` names in the module `at`.
    fn resolve(&self, path: &[String], at: &[String]) -> Option<(&'a Module, Vec<String>)> {
        let mut here = at.to_vec();
        let mut rest = path;
        if let Some("crate" | "self") = rest.first().map(String::as_str) {
            if rest[0] == "crate" {
                here.clear();
            }
            rest = &rest[1..];
        }
        while rest.first().is_some_and(|part| part == "super") {
            here.pop();
            rest = &rest[1..];
        }
        here.extend_from_slice(rest);
        let module = self.root.find(&here)?;
        Some((module, here))
    }

    /// Whether a type of this name is public.
    fn exports_type(&self, name: &str) -> bool {
        self.items.keys().any(|path| last_segment(path) == name)
    }

    /// One line for each item, method and implementation.
    pub fn lines(&self) -> BTreeSet<String> {
        self.entries().into_iter().map(|entry| entry.line).collect()
    }

    /// The item that each line is about: the same for other lifetimes and bounds, and whether derived or written out.
    pub fn names(&self) -> BTreeSet<String> {
        self.entries().into_iter().map(|entry| entry.name).collect()
    }

    /// The names of the fields that users can see.
    pub fn fields(&self) -> BTreeSet<String> {
        let fields = self.items.values().flat_map(|item| match item {
            Item::Struct(item) => fields(&item.fields, true),
            Item::Enum(item) => item.variants.iter().flat_map(|variant| fields(&variant.fields, false)).collect(),
            _ => Vec::new(),
        });
        fields.map(|(name, _)| name).collect()
    }

    fn entries(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> =
            self.reexports.iter().map(|(name, line)| Entry { name: name.clone(), line: line.clone() }).collect();
        for (path, item) in &self.items {
            entries.extend(item_entries(path, item));
        }
        for module in self.root.all() {
            for item in &module.items {
                if let Item::Impl(block) = item {
                    entries.extend(self.impl_entries(block));
                }
            }
        }
        entries
    }

    fn impl_entries(&self, block: &ItemImpl) -> Vec<Entry> {
        let of_public_type = self_types(&block.self_ty).iter().any(|name| self.exports_type(name));
        let foreign = self_types(&block.self_ty).iter().all(|name| !self.is_private(name));
        let clause = &block.generics.where_clause;
        let whose = plain_type(&text(&block.self_ty));
        let head = format!("impl<{}> ", text(&block.generics.params)).replace("impl<> ", "impl ");
        match &block.trait_ {
            None if of_public_type => {
                let head = format!("{head}{}{}", text(&block.self_ty), text(clause));
                let functions = block.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(function) if is_public(&function.vis) => Some(Entry {
                        name: format!("{whose}::{}", function.sig.ident),
                        line: format!("{head} {{ {} }}", signature(&function.sig)),
                    }),
                    ImplItem::Const(constant) if is_public(&constant.vis) => Some(Entry {
                        name: format!("{whose}::{}", constant.ident),
                        line: format!("{head} {{ const {}: {} }}", constant.ident, text(&constant.ty)),
                    }),
                    _ => None,
                });
                functions.collect()
            }
            Some(implemented) if of_public_type || (foreign && self.is_public_trait(&implemented.1)) => {
                let types = block.items.iter().filter_map(|item| match item {
                    ImplItem::Type(associated) => {
                        Some(format!(" type {} = {};", associated.ident, text(&associated.ty)))
                    }
                    _ => None,
                });
                let types: String = types.collect();
                let implements = implemented.1.segments.last().map(without_lifetimes).unwrap_or_default();
                let (path, whom) = (text(&implemented.1), text(&block.self_ty));
                vec![Entry {
                    name: format!("{implements} for {whose}"),
                    line: format!("{head}{path} for {whom}{} {{{types}}}", text(clause)),
                }]
            }
            _ => Vec::new(),
        }
    }

    /// Whether a type of this name is defined here but not public.
    fn is_private(&self, name: &str) -> bool {
        self.root.all().iter().any(|module| item(module, name).is_some()) && !self.exports_type(name)
    }

    fn is_public_trait(&self, path: &syn::Path) -> bool {
        let name = last_name(path);
        self.items.iter().any(|(path, item)| matches!(item, Item::Trait(_)) && last_segment(path) == name)
    }
}

fn last_segment(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

fn item_entries(path: &str, item: &Item) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut add = |name: String, line: String| entries.push(Entry { name, line });
    let own = || path.to_owned();
    let derives = |attributes: &[Attribute], add: &mut dyn FnMut(String, String)| {
        for name in derived_traits(attributes).iter().map(last_name) {
            add(format!("{name} for {}", last_segment(path)), format!("derive {name} for {path}"));
        }
    };
    match item {
        Item::Const(item) => add(own(), format!("const {path}: {}", text(&item.ty))),
        Item::Static(item) => add(own(), format!("static {path}: {}", text(&item.ty))),
        Item::Fn(item) => add(own(), format!("{path}: {}", signature(&item.sig))),
        Item::Type(item) => add(own(), format!("type {path}{} = {}", text(&item.generics), text(&item.ty))),
        Item::Struct(item) => {
            let head = format!("struct {path}{}{}", text(&item.generics), text(&item.generics.where_clause));
            for (name, field) in fields(&item.fields, true) {
                add(format!("{path}.{name}"), format!("{head} {{ {field} }}"));
            }
            derives(&item.attrs, &mut add);
            add(own(), head);
        }
        Item::Enum(item) => {
            let head = format!("enum {path}{}{}", text(&item.generics), text(&item.generics.where_clause));
            for variant in &item.variants {
                let fields: Vec<String> = fields(&variant.fields, false).into_iter().map(|(_, field)| field).collect();
                let line = format!("{head} {{ {}({}) }}", variant.ident, fields.join(", "));
                add(format!("{path}::{}", variant.ident), line);
            }
            derives(&item.attrs, &mut add);
            add(own(), head);
        }
        Item::Trait(item) => {
            let bounds = text(&item.supertraits);
            let head = format!("trait {path}{}: {bounds}{}", text(&item.generics), text(&item.generics.where_clause));
            for item in &item.items {
                let (name, within) = match item {
                    TraitItem::Fn(function) => {
                        let provided = if function.default.is_some() { " provided" } else { "" };
                        (&function.sig.ident, format!("{}{provided}", signature(&function.sig)))
                    }
                    TraitItem::Type(item) => {
                        let (generics, bounds) = (text(&item.generics), text(&item.bounds));
                        (&item.ident, format!("type {}{generics}: {bounds}", item.ident))
                    }
                    TraitItem::Const(item) => (&item.ident, format!("const {}: {}", item.ident, text(&item.ty))),
                    _ => continue,
                };
                add(format!("{path}::{name}"), format!("{head} {{ {within} }}"));
            }
            add(own(), head);
        }
        _ => {}
    }
    entries
}

/// The fields that users can see, by their names: of a struct the public ones, of a variant all.
fn fields(fields: &Fields, public_only: bool) -> Vec<(String, String)> {
    let seen = fields.iter().enumerate().filter(|(_, field)| !public_only || is_public(&field.vis));
    let line = seen.map(|(index, field)| {
        let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
        let line = format!("{name}: {}", text(&field.ty));
        (name, line)
    });
    line.collect()
}

/// The segment of a trait's path as text, without the lifetimes that an implementation may name or not.
fn without_lifetimes(segment: &PathSegment) -> String {
    struct Nameless;
    impl VisitMut for Nameless {
        fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
            reference.lifetime = None;
            visit_mut::visit_type_reference_mut(self, reference);
        }
        fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
            lifetime.ident = syn::Ident::new("_", lifetime.ident.span());
        }
    }
    let mut segment = segment.clone();
    Nameless.visit_path_segment_mut(&mut segment);
    text(segment)
}

/// The lines that only one of two APIs has.
pub fn differences(stub: &Module, solution: &Module) -> Vec<String> {
    let [stub, solution] = [stub, solution].map(|root| PublicApi::of(root).lines());
    let only_stub = stub.difference(&solution).map(|line| format!("only the stub has: {line}"));
    let only_solution = solution.difference(&stub).map(|line| format!("only the solution has: {line}"));
    only_stub.chain(only_solution).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = r#"
        //! A crate.
        mod inner {
            /// Documented.
            #[derive(Clone, Debug)]
            pub struct Thing<T, U = u8> { pub a: T, b: U }
            impl<T: Ord, U> Thing<T, U> where U: Copy {
                pub fn get<Q>(&self, mut key: &Q) -> Option<&T> where Q: ?Sized { todo!() }
                pub fn take(mut self) -> T { todo!() }
                fn hidden(&self) {}
            }
            impl<T> Iterator for Thing<T> { type Item = T; fn next(&mut self) -> Option<T> { todo!() } }
            struct Private;
            impl Clone for Private { fn clone(&self) -> Self { Private } }
        }
        pub use inner::Thing;
        pub enum Kind { A, B(u8), C { why: String } }
        pub trait Act: Sized { type Out; fn act(&self, n: usize) -> Self::Out; fn twice(&self) {} }
        impl<T> Act for Box<T> { type Out = T; fn act(&self, n: usize) -> T { todo!() } }
        pub fn free(n: &mut [u8]) -> u8 { 0 }
        pub const MOST: usize = 3;
        pub mod open { pub struct Nested(pub u8, u8); }
    "#;

    fn compare(stub: &str, solution: &str) -> Vec<String> {
        differences(&Module::of_text(stub).unwrap(), &Module::of_text(solution).unwrap())
    }

    #[test]
    fn what_callers_do_not_see_makes_no_difference() {
        let solution = BASE
            .replace("mut key", "key")
            .replace("take(mut self)", "take(self)")
            .replace("fn hidden(&self) {}", "fn other(&self) {}")
            .replace("b: U", "c: Vec<U>")
            .replace("/// Documented.", "/// Otherwise.")
            .replace("mod inner", "mod elsewhere")
            .replace("use inner", "use elsewhere")
            .replace("struct Private;", "struct Private; impl Default for Private { fn default() -> Self { Private } }")
            .replace("{ 0 }", "{ 1 }");
        assert_ne!(solution, BASE);
        assert_eq!(compare(BASE, &solution), Vec::<String>::new());
    }

    /// A change to the base, and a word that the difference has to name.
    const SEEDED: [(&str, &str, &str); 17] = [
        ("pub enum Kind", "enum Kind", "Kind"),
        ("B(u8)", "B(u16)", "B"),
        ("A, B", "B", "A"),
        ("why: String", "reason: String", "why"),
        ("pub a: T", "a: T", "a: T"),
        ("<T: Ord, U>", "<T, U>", "Ord"),
        ("where U: Copy", "", "Copy"),
        ("Q: ?Sized", "Q: Sized", "?Sized"),
        ("Option<&T>", "Option<T>", "Option"),
        ("take(mut self)", "take(&self)", "take"),
        ("type Item = T", "type Item = u8", "Item"),
        ("#[derive(Clone, Debug)]", "#[derive(Debug)]", "Clone"),
        ("U = u8", "U", "U = u8"),
        ("fn twice(&self) {}", "fn twice(&self);", "twice"),
        ("Act: Sized", "Act", "Sized"),
        ("for Box<T>", "for Vec<T>", "Box"),
        ("pub struct Nested(pub u8, u8)", "pub struct Nested(u8, u8)", "Nested"),
    ];

    #[test]
    fn a_difference_of_each_kind_is_found() {
        for (from, to, named) in SEEDED {
            let changed = BASE.replace(from, to);
            assert_ne!(changed, BASE, "{from} is not in the base");
            for found in [compare(BASE, &changed), compare(&changed, BASE)] {
                assert!(found.iter().any(|line| line.contains(named)), "`{from}` to `{to}` was found as {found:?}");
            }
        }
    }

    #[test]
    fn a_name_is_the_same_however_it_is_written() {
        let names = |text: &str| PublicApi::of(&Module::of_text(text).unwrap()).names();
        let derived = "mod a {
            #[derive(Debug)] pub struct Walk<'a>(&'a u8);
            impl Walk<'_> { pub fn go(&self) {} }
            impl ExactSizeIterator for Walk<'_> {}
            impl<'a> From<&'a u8> for Walk<'a> { fn from(a: &'a u8) -> Self { todo!() } }
        } pub use a::Walk;";
        let by_hand = "mod b {
            pub struct Walk<'b> { b: &'b u8 }
            impl<'b> Walk<'b> { pub fn go(&self) {} }
            impl<'b> ExactSizeIterator for Walk<'b> {}
            impl<'b> From<&'b u8> for Walk<'b> { fn from(b: &'b u8) -> Self { todo!() } }
            impl std::fmt::Debug for Walk<'_> {}
        } pub use b::Walk;";
        assert_eq!(names(derived), names(by_hand));
        assert!(names("mod b { make! { Walk } } pub use b::Walk;").is_subset(&names(derived)), "a macro may make it");
        assert!(!names(&derived.replace("fn go", "fn gone")).is_subset(&names(by_hand)));
    }

    #[test]
    fn something_added_is_found_on_either_side() {
        for added in [
            "pub fn more() {}",
            "pub const LEAST: u8 = 0;",
            "impl Copy for Kind {}",
            "pub use std::rc::Rc;",
            "pub type Short = Kind;",
        ] {
            let more = format!("{BASE}{added}");
            assert_eq!(compare(BASE, &more).len(), 1, "{added}");
            assert_eq!(compare(&more, BASE).len(), 1, "{added}");
        }
    }
}
