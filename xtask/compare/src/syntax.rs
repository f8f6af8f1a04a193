//! Text of parsed names, types and signatures, and attributes.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{Attribute, FnArg, Generics, Item, Meta, Pat, Path, Signature, Token, Type, Visibility};

/// Defines methods of a [`Visit`] that run an expression and then visit the children.
macro_rules! visit_each {
    (|$this:ident, $item:ident| $before:expr; $($visit:ident: $ty:ident),+ $(,)?) => {$(
        fn $visit(&mut self, $item: &'ast syn::$ty) {
            let $this = &mut *self;
            $before;
            syn::visit::$visit(self, $item);
        }
    )+};
}
pub(crate) use visit_each;

pub(crate) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Returns whether an item is compiled only for tests.
pub(crate) fn is_for_tests(item: &impl ToTokens) -> bool {
    let mut tokens = item.to_token_stream().into_iter();
    while let (Some(TokenTree::Punct(sign)), Some(attribute)) = (tokens.next(), tokens.next()) {
        if sign.as_char() != '#' {
            return false;
        }
        if ["[cfg(test)]", "[test]"].contains(&attribute.to_string().replace(' ', "").as_str()) {
            return true;
        }
    }
    false
}

/// Returns the traits that an item derives.
pub(crate) fn derived_traits(attributes: &[Attribute]) -> Vec<Path> {
    let mut traits = Vec::new();
    for attribute in attributes {
        if let Meta::List(list) = &attribute.meta
            && list.path.is_ident("derive")
            && let Ok(paths) = list.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
        {
            traits.extend(paths);
        }
    }
    traits
}

/// Returns the last segment of a path: `Debug` for `std::fmt::Debug`.
pub(crate) fn last_name(path: &Path) -> String {
    path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

/// Returns the name of a struct, an enum or a trait.
pub(crate) fn type_name(item: &Item) -> Option<String> {
    match item {
        Item::Struct(of) => Some(of.ident.to_string()),
        Item::Enum(of) => Some(of.ident.to_string()),
        Item::Trait(of) => Some(of.ident.to_string()),
        _ => None,
    }
}

/// Returns the names in a type, without its arguments: `HashMap` for `&'a HashMap<K, V>`.
pub(crate) fn self_types(ty: &Type) -> Vec<String> {
    #[derive(Default)]
    struct TypeNames(Vec<String>);
    impl<'ast> Visit<'ast> for TypeNames {
        // Does not visit generic arguments, because they do not identify the type.
        fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
            self.0.push(segment.ident.to_string());
        }
    }
    let mut names = TypeNames::default();
    names.visit_type(ty);
    names.0
}

/// Returns a type without lifetimes and arguments: `&mut Ring` for `&'a mut Ring<T>`.
pub(crate) fn plain_type(ty: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for c in ty.chars() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.trim_start_matches('&').starts_with('\'')).collect();
    let joined = words.join(" ");
    if plain.starts_with("&'") { format!("&{joined}") } else { joined }
}

/// Returns a signature without details hidden from callers, such as `mut` before a parameter.
pub(crate) fn signature(signature: &Signature) -> String {
    let mut plain = signature.clone();
    for input in &mut plain.inputs {
        match input {
            FnArg::Receiver(receiver) if receiver.colon_token.is_none() && receiver.reference.is_none() => {
                receiver.mutability = None;
            }
            FnArg::Receiver(_) => {}
            FnArg::Typed(typed) => {
                typed.attrs.clear();
                if let Pat::Ident(ident) = &mut *typed.pat {
                    ident.mutability = None;
                }
            }
        }
    }
    text(plain)
}

/// Returns generic parameters with their `where` clause.
pub(crate) fn generics(generics: &Generics) -> String {
    text(generics) + &text(&generics.where_clause)
}

/// Returns tokens as text, without redundant spaces and trailing commas.
pub(crate) fn text(tokens: impl ToTokens) -> String {
    let mut plain = tokens.to_token_stream().to_string().replace(" :: ", "::").replace(" : ", ": ");
    for sign in [",", ";", "<", ">", "(", ")", "]"] {
        plain = plain.replace(&format!(" {sign}"), sign);
    }
    for sign in ["<", "&", "?", "(", "["] {
        plain = plain.replace(&format!("{sign} "), sign);
    }
    plain = plain.replace(",)", ")").replace(",>", ">");
    let space = if plain.starts_with("where") { " " } else { "" };
    format!("{space}{}", plain.trim_end_matches(','))
}
