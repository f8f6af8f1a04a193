//! The public API of a crate: the items that users can name and call.
//!
//! The API is represented as a set of lines, each of which describes an item, a method or an implementation. Since
//! documentation, attributes, bodies and private modules are left out, the lines of two crates can be compared.

mod api_lines;
mod exports;

use std::collections::{BTreeMap, BTreeSet};

use api_lines::{ApiLine, field_names, impl_lines, item_lines};
use exports::{Exports, item_named};
use syn::Item;

use crate::crate_source::Module;
use crate::syntax::{last_name, self_types};

/// The public items of a crate and the implementations for its types.
#[derive(Debug)]
pub struct PublicApi<'a> {
    root: &'a Module,
    /// The items by public path.
    pub items: BTreeMap<String, &'a Item>,
    /// The names that come from another crate or a macro.
    reexports: BTreeMap<String, String>,
}

impl<'a> PublicApi<'a> {
    /// Determines the public API of a parsed crate.
    pub fn of(root: &'a Module) -> Self {
        let Exports { items, reexports, .. } = Exports::of(root);
        Self { root, items, reexports }
    }

    /// Returns one line for each item, method and implementation.
    pub fn lines(&self) -> BTreeSet<String> {
        self.named_lines().map(|(_, line)| line).collect()
    }

    /// Returns the name of each line's item, which does not depend on lifetimes, bounds, and deriving.
    pub fn names(&self) -> BTreeSet<String> {
        self.named_lines().map(|(name, _)| name).collect()
    }

    /// Returns the names of the public fields.
    pub fn fields(&self) -> BTreeSet<String> {
        self.items.values().flat_map(|item| field_names(item)).collect()
    }

    fn named_lines(&self) -> impl Iterator<Item = ApiLine> {
        let reexports = self.reexports.iter().map(|(name, line)| (name.clone(), line.clone()));
        let items = self.items.iter().flat_map(|(path, item)| item_lines(path, item));
        let modules = self.root.all().into_iter();
        let implementations = modules.flat_map(|module| &module.items).flat_map(|item| match item {
            Item::Impl(block) if self.is_public_impl(block) => impl_lines(block),
            _ => Vec::new(),
        });
        reexports.chain(items).chain(implementations)
    }

    /// Returns whether a block is for a public type, or implements a public trait for a type of another crate.
    fn is_public_impl(&self, block: &syn::ItemImpl) -> bool {
        let names = self_types(&block.self_ty);
        let is_defined = |name: &String| self.root.all().iter().any(|module| item_named(module, name).is_some());
        let is_public_trait = |(_, path, _): &(_, syn::Path, _)| {
            let name = last_name(path);
            self.items.iter().any(|(path, item)| matches!(item, Item::Trait(_)) && last_segment(path) == name)
        };
        names.iter().any(|name| self.exports_type(name))
            || block.trait_.as_ref().is_some_and(is_public_trait) && !names.iter().any(is_defined)
    }

    fn exports_type(&self, name: &str) -> bool {
        self.items.keys().any(|path| last_segment(path) == name)
    }
}

fn last_segment(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// Returns the lines that only one of two APIs has.
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
    fn private_items_are_ignored() {
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

    /// Changes to the base, as old and new text, and a word that the difference contains.
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
    fn every_kind_of_difference_is_found() {
        for (from, to, named) in SEEDED {
            let changed = BASE.replace(from, to);
            assert_ne!(changed, BASE, "{from} is not in the base");
            for found in [compare(BASE, &changed), compare(&changed, BASE)] {
                assert!(found.iter().any(|line| line.contains(named)), "`{from}` to `{to}` gave {found:?}");
            }
        }
    }

    #[test]
    fn names_do_not_depend_on_lifetimes_and_deriving() {
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
        assert!(
            names("mod b { make! { Walk } } pub use b::Walk;").is_subset(&names(derived)),
            "a macro can define the type"
        );
        assert!(!names(&derived.replace("fn go", "fn gone")).is_subset(&names(by_hand)));
    }

    #[test]
    fn additions_are_found_on_either_side() {
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
