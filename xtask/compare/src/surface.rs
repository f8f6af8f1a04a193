//! The public surface of a crate: what its users can name and call, found by parsing its sources.
//!
//! A surface is a set of lines, each an item, a method or an implementation, in a normal form in which two crates can be
//! compared: without documentation, attributes and bodies, and without the modules that items are only defined in.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Fields, FnArg, ImplItem, Item, ItemImpl, Meta, Pat, Path as SynPath, Signature, Token, TraitItem, Type,
    UseTree, Visibility,
};

use crate::source::Module;

fn item<'a>(module: &'a Module, name: &str) -> Option<&'a Item> {
    module.items.iter().find(|item| name_of(item).as_deref() == Some(name))
}

pub(crate) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn name_of(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

fn visibility_of(item: &Item) -> Option<&Visibility> {
    Some(match item {
        Item::Const(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Type(item) => &item.vis,
        _ => return None,
    })
}

/// What users of a crate can reach: its items by their public paths, and what is implemented for its types.
#[derive(Debug)]
pub struct Surface<'a> {
    root: &'a Module,
    /// By public path.
    pub items: BTreeMap<String, &'a Item>,
    reexports: BTreeSet<String>,
}

impl<'a> Surface<'a> {
    /// The surface of a parsed crate.
    pub fn of(root: &'a Module) -> Self {
        let mut surface = Self { root, items: BTreeMap::new(), reexports: BTreeSet::new() };
        surface.export(root, &[], "");
        surface
    }

    fn export(&mut self, module: &'a Module, at: &[String], prefix: &str) {
        for item in &module.items {
            if let (Some(name), Some(visibility)) = (name_of(item), visibility_of(item))
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
            self.reexports.insert(format!("use {}::{name} as {prefix}{exported}", path.join("::")));
        }
    }

    /// The module of this crate that a path names which stands in the module `at`.
    fn resolve(&self, path: &[String], at: &[String]) -> Option<(&'a Module, Vec<String>)> {
        let mut here = at.to_vec();
        let mut rest = path;
        match rest.first().map(String::as_str) {
            Some("crate") => {
                here.clear();
                rest = &rest[1..];
            }
            Some("self") => rest = &rest[1..],
            _ => {}
        }
        while rest.first().is_some_and(|part| part == "super") {
            here.pop();
            rest = &rest[1..];
        }
        here.extend_from_slice(rest);
        let module = self.root.find(&here)?;
        Some((module, here))
    }

    /// Whether a type of this name is part of the surface.
    fn exports_type(&self, name: &str) -> bool {
        self.items.keys().any(|path| path.rsplit("::").next() == Some(name))
    }

    /// The surface, a line an item, a method or an implementation.
    pub fn lines(&self) -> BTreeSet<String> {
        let mut lines = self.reexports.clone();
        for (path, item) in &self.items {
            lines.extend(item_lines(path, item));
        }
        for module in self.root.all() {
            for item in &module.items {
                if let Item::Impl(block) = item {
                    lines.extend(self.impl_lines(block));
                }
            }
        }
        lines
    }

    fn impl_lines(&self, block: &ItemImpl) -> Vec<String> {
        let of_public_type = self_types(&block.self_ty).iter().any(|name| self.exports_type(name));
        let foreign = self_types(&block.self_ty).iter().all(|name| !self.is_private(name));
        let clause = &block.generics.where_clause;
        let head = format!("impl<{}> ", text(&block.generics.params)).replace("impl<> ", "impl ");
        match &block.trait_ {
            None if of_public_type => {
                let head = format!("{head}{}{}", text(&block.self_ty), text(clause));
                let functions = block.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(function) if is_public(&function.vis) => {
                        Some(format!("{head} {{ {} }}", signature(&function.sig)))
                    }
                    ImplItem::Const(constant) if is_public(&constant.vis) => {
                        Some(format!("{head} {{ const {}: {} }}", constant.ident, text(&constant.ty)))
                    }
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
                vec![format!("{head}{} for {}{} {{{types}}}", text(&implemented.1), text(&block.self_ty), text(clause))]
            }
            _ => Vec::new(),
        }
    }

    /// Whether a type of this name is defined here but not part of the surface.
    fn is_private(&self, name: &str) -> bool {
        self.root.all().iter().any(|module| item(module, name).is_some()) && !self.exports_type(name)
    }

    fn is_public_trait(&self, path: &SynPath) -> bool {
        let name = path.segments.last().map(|segment| segment.ident.to_string());
        let traits = self.items.iter().filter(|(_, item)| matches!(item, Item::Trait(_)));
        traits.into_iter().any(|(path, _)| path.rsplit("::").next() == name.as_deref())
    }
}

/// The names that a type begins with: `&'a HashMap<K, V>` has `HashMap`.
pub(crate) fn self_types(ty: &Type) -> Vec<String> {
    #[derive(Default)]
    struct Names(Vec<String>);
    impl<'ast> syn::visit::Visit<'ast> for Names {
        // What a type is generic in does not say whose type it is, so this does not go down into the arguments.
        fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
            self.0.push(segment.ident.to_string());
        }
    }
    let mut names = Names::default();
    syn::visit::Visit::visit_type(&mut names, ty);
    names.0
}

fn item_lines(path: &str, item: &Item) -> Vec<String> {
    let mut lines = Vec::new();
    match item {
        Item::Const(item) => lines.push(format!("const {path}: {}", text(&item.ty))),
        Item::Static(item) => lines.push(format!("static {path}: {}", text(&item.ty))),
        Item::Fn(item) => lines.push(format!("{path}: {}", signature(&item.sig))),
        Item::Type(item) => lines.push(format!("type {path}{} = {}", text(&item.generics), text(&item.ty))),
        Item::Struct(item) => {
            let head = format!("struct {path}{}{}", text(&item.generics), text(&item.generics.where_clause));
            lines.extend(fields(&item.fields, true).into_iter().map(|field| format!("{head} {{ {field} }}")));
            lines.extend(derived(path, &item.attrs));
            lines.push(head);
        }
        Item::Enum(item) => {
            let head = format!("enum {path}{}{}", text(&item.generics), text(&item.generics.where_clause));
            for variant in &item.variants {
                let fields = fields(&variant.fields, false).join(", ");
                lines.push(format!("{head} {{ {}({fields}) }}", variant.ident));
            }
            lines.extend(derived(path, &item.attrs));
            lines.push(head);
        }
        Item::Trait(item) => {
            let bounds = text(&item.supertraits);
            let head = format!("trait {path}{}: {bounds}{}", text(&item.generics), text(&item.generics.where_clause));
            for item in &item.items {
                match item {
                    TraitItem::Fn(function) => {
                        let provided = if function.default.is_some() { " provided" } else { "" };
                        lines.push(format!("{head} {{ {}{provided} }}", signature(&function.sig)));
                    }
                    TraitItem::Type(item) => {
                        lines.push(format!(
                            "{head} {{ type {}{}: {} }}",
                            item.ident,
                            text(&item.generics),
                            text(&item.bounds)
                        ));
                    }
                    TraitItem::Const(item) => {
                        lines.push(format!("{head} {{ const {}: {} }}", item.ident, text(&item.ty)));
                    }
                    _ => {}
                }
            }
            lines.push(head);
        }
        _ => {}
    }
    lines
}

/// The fields that users can see: of a struct the public ones, of a variant all.
fn fields(fields: &Fields, public_only: bool) -> Vec<String> {
    let seen = fields.iter().enumerate().filter(|(_, field)| !public_only || is_public(&field.vis));
    let line = seen.map(|(index, field)| {
        let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
        format!("{name}: {}", text(&field.ty))
    });
    line.collect()
}

fn derived(path: &str, attributes: &[Attribute]) -> Vec<String> {
    let mut lines = Vec::new();
    for attribute in attributes {
        let Meta::List(list) = &attribute.meta else { continue };
        if list.path.is_ident("derive")
            && let Ok(traits) = list.parse_args_with(Punctuated::<SynPath, Token![,]>::parse_terminated)
        {
            let name =
                |path: &SynPath| path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
            lines.extend(traits.iter().map(|derived| format!("derive {} for {path}", name(derived))));
        }
    }
    lines
}

/// A signature without what its callers do not see: `mut` in front of a parameter.
pub(crate) fn signature(signature: &Signature) -> String {
    struct Plain;
    impl VisitMut for Plain {
        fn visit_fn_arg_mut(&mut self, argument: &mut FnArg) {
            match argument {
                FnArg::Receiver(receiver) if receiver.colon_token.is_none() && receiver.reference.is_none() => {
                    receiver.mutability = None;
                }
                FnArg::Typed(typed) => {
                    typed.attrs.clear();
                    if let Pat::Ident(ident) = &mut *typed.pat {
                        ident.mutability = None;
                    }
                }
                FnArg::Receiver(_) => {}
            }
            visit_mut::visit_fn_arg_mut(self, argument);
        }
    }
    let mut plain = signature.clone();
    Plain.visit_signature_mut(&mut plain);
    text(plain)
}

/// Tokens as text, without the spaces and the trailing commas that mean nothing.
pub(crate) fn text(tokens: impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let mut plain = text;
    for (long, short) in [
        (" ,", ","),
        (" ;", ";"),
        (" :: ", "::"),
        (" : ", ": "),
        ("< ", "<"),
        (" <", "<"),
        (" >", ">"),
        ("& ", "&"),
        ("? ", "?"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (",)", ")"),
        (",>", ">"),
        ("[ ", "["),
        (" ]", "]"),
    ] {
        plain = plain.replace(long, short);
    }
    if plain.starts_with("where") {
        format!(" {}", plain.trim_end_matches(','))
    } else {
        plain.trim_end_matches(',').to_owned()
    }
}

/// What one surface has and the other has not, each as a line.
pub fn differences(stub: &Module, solution: &Module) -> Vec<String> {
    let (stub, solution) = (Surface::of(stub).lines(), Surface::of(solution).lines());
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
