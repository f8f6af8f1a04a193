//! Counts of a crate's code.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Block, Item, TraitItemFn};

use super::nesting;
use crate::crate_source::CrateSource;
use crate::public_api::PublicApi;
use crate::syntax::visit_each;
use crate::tokens::{lines_of_code, words};

/// Types that share values between owners or allow changes to shared values.
const SHARING: [&str; 10] =
    ["Arc", "Cell", "LazyCell", "LazyLock", "Mutex", "OnceCell", "OnceLock", "Rc", "RefCell", "RwLock"];

/// Counts of a crate's code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines of code, without comments, blank lines and tests.
    pub lines: usize,
    /// Structs, enums and unions.
    pub types: usize,
    /// Traits.
    pub traits: usize,
    /// Functions and methods with a body.
    pub functions: usize,
    /// The public items that the stub does not have.
    pub beyond_contract: BTreeSet<String>,
    /// The lines of code and the name of the longest function.
    pub longest: Option<(usize, String)>,
    /// The deepest nesting of conditions, matches and loops, and the name of its function.
    pub nesting: Option<(usize, String)>,
    /// Uses of the word `unsafe`.
    pub unsafe_code: usize,
    /// Calls of `unwrap` and `expect`.
    pub unwraps: usize,
    /// `panic!`, `unreachable!`, `todo!` and `unimplemented!`.
    pub panics: usize,
    /// Calls of `clone`.
    pub clones: usize,
    /// The number of uses of each type for sharing, outside of `use` declarations.
    pub sharing: BTreeMap<&'static str, usize>,
    /// The crates named in paths and `use` declarations.
    pub crates: BTreeSet<String>,
}

impl Counts {
    /// Counts a crate. `contract` is the public API of the stub.
    pub fn of(source: &CrateSource, contract: &BTreeSet<String>) -> Self {
        let mut counts = Self {
            beyond_contract: PublicApi::of(&source.root).names().difference(contract).cloned().collect(),
            ..Self::default()
        };
        let mut lines: BTreeSet<(usize, usize)> = source.module_lines.clone();
        for module in source.root.all() {
            for item in &module.items {
                lines.extend(lines_of_code(item).into_iter().map(|line| (module.file, line)));
                counts.visit_item(item);
                counts.count_words(item);
            }
        }
        counts.lines = lines.len();
        counts
    }

    fn count_words(&mut self, item: &Item) {
        let words = words(item);
        for (index, word) in words.iter().enumerate() {
            let before = index.checked_sub(1).map_or("", |index| words[index].as_str());
            let after = words.get(index + 1).map_or("", String::as_str);
            match word.as_str() {
                "unsafe" => self.unsafe_code += 1,
                "unwrap" | "expect" if before == "." && after == "(" => self.unwraps += 1,
                "panic" | "unreachable" | "todo" | "unimplemented" if after == "!" => self.panics += 1,
                "clone" if (before == "." || before == ":") => self.clones += 1,
                ":" if after == ":" && before != ":" => {
                    self.crates.insert(before.to_owned());
                }
                _ => {}
            }
            if !matches!(item, Item::Use(_))
                && let Some(shared) = SHARING.iter().find(|shared| *shared == word)
            {
                *self.sharing.entry(shared).or_default() += 1;
            }
        }
    }

    fn function(&mut self, name: &syn::Ident, whole: &impl ToTokens, block: &Block) {
        self.functions += 1;
        let (lines, depth) = (lines_of_code(whole).len(), nesting::depth(block));
        for (most, count) in [(&mut self.longest, lines), (&mut self.nesting, depth)] {
            if most.as_ref().is_none_or(|(most, _)| count > *most) {
                *most = Some((count, name.to_string()));
            }
        }
    }
}

impl<'ast> Visit<'ast> for Counts {
    visit_each! { |this, _item| this.types += 1;
    visit_item_struct: ItemStruct, visit_item_enum: ItemEnum, visit_item_union: ItemUnion }
    visit_each! { |this, _item| this.traits += 1;
    visit_item_trait: ItemTrait }
    visit_each! { |this, item| this.function(&item.sig.ident, item, &item.block);
    visit_item_fn: ItemFn, visit_impl_item_fn: ImplItemFn }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig.ident, item, block);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(text: &str) -> Counts {
        let source = CrateSource::of_text(text);
        assert_eq!(source.problems, []);
        Counts::of(&source, &BTreeSet::new())
    }

    #[test]
    fn lines_counts_only_code() {
        let text = "//! A crate.\n\n/// Documented.\n#[derive(Clone)]\nstruct A {\n    // a comment\n    a: u8, // behind code\n}\n\n\
                    mod inner {\n    /* long\n    comment */\n    fn f() {\n\n        let s = \"two\n lines\";\n    }\n}\n\
                    #[cfg(test)]\nmod tests {\n    fn no() {}\n}\n";
        // derive, struct, a, }; mod, fn, let, lines, }, }
        assert_eq!(counts(text).lines, 10);
    }

    #[test]
    fn types_traits_and_functions_are_counted() {
        let counts = counts(
            "pub struct A; enum B {} trait C { fn required(); fn provided() {} }\nimpl A { fn long() {\n  1;\n  2;\n} }\nfn f() { fn inner() {} }",
        );
        assert_eq!((counts.types, counts.traits, counts.functions), (2, 1, 4));
        assert_eq!(counts.longest, Some((4, "long".to_owned())));
        assert_eq!(counts.beyond_contract, BTreeSet::from(["A".to_owned()]));
    }

    #[test]
    fn nesting_counts_branches_and_loops() {
        let nesting = |body: &str| counts(&format!("fn f() {{ {body} }}")).nesting.expect("the code has a function").0;
        assert_eq!(nesting("a();"), 0);
        assert_eq!(nesting("if a { b() } else if c { d() } else { e() }"), 1);
        assert_eq!(nesting("for x in y { if x { match x { _ => loop {} } } }"), 4);
        assert_eq!(nesting("let f = || { { a() } };"), 0);
    }

    #[test]
    fn words_in_strings_and_field_names_are_not_counted() {
        let counts = counts(
            "use std::rc::Rc; struct S { a: Rc<std::cell::RefCell<u8>>, expect: u8 }\n\
             /// .unwrap() panic!() clone\nfn f(x: Option<S>) { x.clone().unwrap(); x.expect(\"why\"); let unwrap = \".unwrap()\"; \
             if a { panic!(\"{}\", y.clone()) } vec.iter().map(Clone::clone); x.expect; unreachable!() }\n\
             unsafe fn g() { unsafe { h() } }",
        );
        assert_eq!((counts.unwraps, counts.panics, counts.clones, counts.unsafe_code), (2, 2, 3, 2));
        assert_eq!(counts.sharing, BTreeMap::from([("Rc", 1), ("RefCell", 1)]));
    }
}
