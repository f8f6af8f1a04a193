//! What is checked of documents: links that resolve, commands that exist, examples where they are promised.

use std::path::Path;

use clap::CommandFactory;
use syn::{Attribute, Expr, ImplItem, Item, Lit, Meta, TraitItem, Visibility};

use compare::source::Module;
use compare::surface::Surface;

/// The links of a Markdown file to files of the repository that are not there.
pub fn broken_links(path: &Path, text: &str) -> Vec<String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let local = targets.filter(|target| !target.contains("://") && !target.starts_with(['#', '<']));
    let broken = local.filter(|target| {
        let file = target.split('#').next().unwrap_or(target);
        !folder.join(file).exists()
    });
    broken.map(|target| format!("{}: nothing is at {target}", path.display())).collect()
}

/// The commands that a Markdown file names after `cargo xtask` and that do not exist.
pub fn unknown_commands(path: &Path, text: &str) -> Vec<String> {
    let cli = xtask::cli::Cli::command();
    let named = text.split("cargo xtask ").skip(1).filter_map(|rest| {
        let word: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
        (!word.is_empty()).then_some(word)
    });
    let unknown = named.filter(|name| !name.starts_with('-') && cli.find_subcommand(name).is_none());
    unknown.map(|name| format!("{}: there is no command `cargo xtask {name}`", path.display())).collect()
}

/// The public items of a crate without an example in their documentation. What a trait demands is documented there.
pub fn without_example(root: &Module) -> Vec<String> {
    let surface = Surface::of(root);
    let mut missing = Vec::new();
    for (path, item) in &surface.items {
        let attributes = match item {
            Item::Const(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Trait(item) => &item.attrs,
            Item::Type(item) => &item.attrs,
            _ => continue,
        };
        if !has_example(attributes) {
            missing.push(path.clone());
        }
        if let Item::Trait(item) = item {
            // A required method is shown at work by the trait's own example.
            missing.extend(item.items.iter().filter_map(|item| match item {
                TraitItem::Fn(function) if function.default.is_some() && !has_example(&function.attrs) => {
                    Some(format!("{path}::{}", function.sig.ident))
                }
                _ => None,
            }));
        }
    }
    for module in root.all() {
        for item in &module.items {
            let Item::Impl(block) = item else { continue };
            let syn::Type::Path(ty) = &*block.self_ty else { continue };
            let Some(name) = ty.path.segments.last().map(|segment| segment.ident.to_string()) else { continue };
            let exported = surface.items.keys().any(|path| path.rsplit("::").next() == Some(&name));
            if block.trait_.is_some() || !exported {
                continue;
            }
            missing.extend(block.items.iter().filter_map(|item| match item {
                ImplItem::Fn(function)
                    if matches!(function.vis, Visibility::Public(_)) && !has_example(&function.attrs) =>
                {
                    Some(format!("{name}::{}", function.sig.ident))
                }
                _ => None,
            }));
        }
    }
    missing
}

fn has_example(attributes: &[Attribute]) -> bool {
    let fences = attributes.iter().filter(|attribute| {
        let Meta::NameValue(doc) = &attribute.meta else { return false };
        let Expr::Lit(literal) = &doc.value else { return false };
        doc.path.is_ident("doc") && matches!(&literal.lit, Lit::Str(text) if text.value().trim().starts_with("```"))
    });
    fences.count() >= 2
}

/// The paths of `forbidden` that a source text names.
pub fn named<'a>(text: &str, forbidden: &'a [String]) -> Vec<&'a String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    forbidden.iter().filter(|path| code.contains(path.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_nothing_is_found() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
        let text = "[a](src/main.rs) [b](src/none.rs#x) [c](https://example.com) [d](#here)";
        let broken = broken_links(&path, text);
        assert_eq!(broken.len(), 1, "{broken:?}");
        assert!(broken[0].ends_with("nothing is at src/none.rs#x"));
    }

    #[test]
    fn a_command_that_does_not_exist_is_found() {
        let text = "`cargo xtask` and `cargo xtask test x` and `cargo xtask tset`";
        assert_eq!(unknown_commands(Path::new("a.md"), text), ["a.md: there is no command `cargo xtask tset`"]);
    }

    #[test]
    fn public_items_without_an_example_are_found() {
        let text = "
            /// ```
            /// ```
            pub struct A;
            impl A {
                /// No example.
                pub fn a(&self) {}
                fn private(&self) {}
            }
            impl Clone for A { fn clone(&self) -> A { A } }
            /// None here.
            pub trait T { fn required(&self); fn provided(&self) {} }
            struct B;
        ";
        assert_eq!(without_example(&Module::of_text(text).unwrap()), ["T", "T::provided", "A::a"]);
    }

    #[test]
    fn a_forbidden_path_is_found_in_code_and_not_in_comments() {
        let forbidden = ["std::collections".to_owned(), "lru::".to_owned()];
        assert_eq!(named("// std::collections\nuse lru::LruCache;", &forbidden), ["lru::"]);
    }
}
