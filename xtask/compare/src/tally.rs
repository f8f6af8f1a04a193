//! What can be counted of a crate.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprIf, ImplItemFn, Item, ItemFn, TraitItemFn};

use crate::model::words;
use crate::source::Source;
use crate::surface::Surface;

/// Types by which several owners share a value, or change one that is shared.
const SHARING: [&str; 10] =
    ["Arc", "Cell", "LazyCell", "LazyLock", "Mutex", "OnceCell", "OnceLock", "Rc", "RefCell", "RwLock"];

/// The figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Lines with code: no comments, no blank lines, no tests.
    pub lines: usize,
    /// Structs, enums and unions.
    pub types: usize,
    /// Traits.
    pub traits: usize,
    /// Functions and methods with a body.
    pub functions: usize,
    /// What users of it can name and the stub has not.
    pub beyond_contract: BTreeSet<String>,
    /// The longest function: its lines with code, and its name.
    pub longest: Option<(usize, String)>,
    /// The deepest nesting of conditions, matches and loops, and the function that has it.
    pub nesting: Option<(usize, String)>,
    /// Uses of the word `unsafe`.
    pub unsafe_code: usize,
    /// Calls of `unwrap` and `expect`.
    pub unwraps: usize,
    /// `panic!`, `unreachable!`, `todo!` and `unimplemented!`.
    pub panics: usize,
    /// Calls of `clone`.
    pub clones: usize,
    /// Types for sharing by their names, and how often each is named outside of `use`.
    pub sharing: BTreeMap<&'static str, usize>,
    /// Every crate that is named, in paths and in `use`.
    pub crates: BTreeSet<String>,
}

impl Tally {
    /// That of a crate; `contract` is what users of the stub can name.
    pub fn of(source: &Source, contract: &BTreeSet<String>) -> Self {
        let mut tally = Self {
            beyond_contract: Surface::of(&source.root).names().difference(contract).cloned().collect(),
            ..Self::default()
        };
        let mut lines: BTreeSet<(usize, usize)> = source.module_lines.clone();
        for module in source.root.all() {
            for item in &module.items {
                lines.extend(lines_of(item.to_token_stream()).into_iter().map(|line| (module.file, line)));
                tally.visit_item(item);
                tally.count_words(item);
            }
        }
        tally.lines = lines.len();
        tally
    }

    fn count_words(&mut self, item: &Item) {
        let words = words(item.to_token_stream());
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

    fn function(&mut self, name: String, whole: TokenStream, block: &Block) {
        self.functions += 1;
        let lines = lines_of(whole).len();
        if self.longest.as_ref().is_none_or(|(longest, _)| lines > *longest) {
            self.longest = Some((lines, name.clone()));
        }
        let mut nesting = Nesting::default();
        nesting.visit_block(block);
        if self.nesting.as_ref().is_none_or(|(deepest, _)| nesting.deepest > *deepest) {
            self.nesting = Some((nesting.deepest, name));
        }
    }
}

impl<'ast> Visit<'ast> for Tally {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.types += 1;
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.types += 1;
        visit::visit_item_enum(self, item);
    }

    fn visit_item_union(&mut self, item: &'ast syn::ItemUnion) {
        self.types += 1;
        visit::visit_item_union(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.traits += 1;
        visit::visit_item_trait(self, item);
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.function(item.sig.ident.to_string(), item.to_token_stream(), &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.function(item.sig.ident.to_string(), item.to_token_stream(), &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(item.sig.ident.to_string(), item.to_token_stream(), block);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

/// How deep conditions, matches and loops are nested.
#[derive(Default)]
struct Nesting {
    depth: usize,
    deepest: usize,
}

impl Nesting {
    fn within(&mut self, visit: impl FnOnce(&mut Self)) {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        visit(self);
        self.depth -= 1;
    }
}

impl<'ast> Visit<'ast> for Nesting {
    fn visit_expr_if(&mut self, expression: &'ast ExprIf) {
        self.visit_expr(&expression.cond);
        self.within(|this| this.visit_block(&expression.then_branch));
        match &expression.else_branch {
            // `else if` is no deeper than the `if` before it.
            Some((_, other)) if matches!(**other, Expr::If(_)) => self.visit_expr(other),
            Some((_, other)) => self.within(|this| this.visit_expr(other)),
            None => {}
        }
    }

    fn visit_expr_match(&mut self, expression: &'ast syn::ExprMatch) {
        self.within(|this| visit::visit_expr_match(this, expression));
    }

    fn visit_expr_for_loop(&mut self, expression: &'ast syn::ExprForLoop) {
        self.within(|this| visit::visit_expr_for_loop(this, expression));
    }

    fn visit_expr_while(&mut self, expression: &'ast syn::ExprWhile) {
        self.within(|this| visit::visit_expr_while(this, expression));
    }

    fn visit_expr_loop(&mut self, expression: &'ast syn::ExprLoop) {
        self.within(|this| visit::visit_expr_loop(this, expression));
    }

    // A function within a function is counted by itself.
    fn visit_item_fn(&mut self, _: &'ast ItemFn) {}
}

/// The lines that have code on them. Documentation is an attribute to the parser, and a comment to people.
fn lines_of(tokens: TokenStream) -> BTreeSet<usize> {
    fn add(tokens: TokenStream, lines: &mut BTreeSet<usize>) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let is_documentation = |next: &TokenTree| match next {
                TokenTree::Group(group) => {
                    group.stream().into_iter().next().is_some_and(|first| first.to_string() == "doc")
                }
                _ => false,
            };
            if token.to_string() == "#" && tokens.next_if(is_documentation).is_some() {
                continue;
            }
            if let TokenTree::Group(group) = &token {
                lines.extend([group.span_open().start().line, group.span_close().end().line]);
                add(group.stream(), lines);
            } else {
                lines.extend(token.span().start().line..=token.span().end().line);
            }
        }
    }
    let mut lines = BTreeSet::new();
    add(tokens, &mut lines);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(text: &str) -> Tally {
        let source = Source::of_text(text);
        assert_eq!(source.problems, []);
        Tally::of(&source, &BTreeSet::new())
    }

    #[test]
    fn lines_are_those_with_code() {
        let text = "//! A crate.\n\n/// Documented.\n#[derive(Clone)]\nstruct A {\n    // a comment\n    a: u8, // behind code\n}\n\n\
                    mod inner {\n    /* long\n    comment */\n    fn f() {\n\n        let s = \"two\n lines\";\n    }\n}\n\
                    #[cfg(test)]\nmod tests {\n    fn no() {}\n}\n";
        // derive, struct, a, }; mod, fn, let, lines, }, }
        assert_eq!(tally(text).lines, 10);
    }

    #[test]
    fn types_traits_functions_and_the_longest_one() {
        let tally = tally(
            "pub struct A; enum B {} trait C { fn required(); fn provided() {} }\nimpl A { fn long() {\n  1;\n  2;\n} }\nfn f() { fn inner() {} }",
        );
        assert_eq!((tally.types, tally.traits, tally.functions), (2, 1, 4));
        assert_eq!(tally.longest, Some((4, "long".to_owned())));
        assert_eq!(tally.beyond_contract, BTreeSet::from(["A".to_owned()]));
    }

    #[test]
    fn nesting_counts_what_branches_and_what_loops() {
        let nesting = |body: &str| tally(&format!("fn f() {{ {body} }}")).nesting.expect("there is a function").0;
        assert_eq!(nesting("a();"), 0);
        assert_eq!(nesting("if a { b() } else if c { d() } else { e() }"), 1);
        assert_eq!(nesting("for x in y { if x { match x { _ => loop {} } } }"), 4);
        assert_eq!(nesting("let f = || { { a() } };"), 0);
    }

    #[test]
    fn words_count_where_they_mean_something() {
        let tally = tally(
            "use std::rc::Rc; struct S { a: Rc<std::cell::RefCell<u8>>, expect: u8 }\n\
             /// .unwrap() panic!() clone\nfn f(x: Option<S>) { x.clone().unwrap(); x.expect(\"why\"); let unwrap = \".unwrap()\"; \
             if a { panic!(\"{}\", y.clone()) } vec.iter().map(Clone::clone); x.expect; unreachable!() }\n\
             unsafe fn g() { unsafe { h() } }",
        );
        assert_eq!((tally.unwraps, tally.panics, tally.clones, tally.unsafe_code), (2, 2, 3, 2));
        assert_eq!(tally.sharing, BTreeMap::from([("Rc", 1), ("RefCell", 1)]));
    }
}
