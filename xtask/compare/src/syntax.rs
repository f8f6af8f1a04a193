//! Names, types and signatures of parsed Rust as text, and attributes.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{Attribute, FnArg, Generics, Meta, Pat, Path, Signature, Token, Type, Visibility};

/// Methods of a [`Visit`] that do something and then visit what is within.
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

/// Whether an item is compiled only for tests.
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

/// The traits that an item derives.
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

/// The last segment of a path: `Debug` of `std::fmt::Debug`.
pub(crate) fn last_name(path: &Path) -> String {
    path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

/// The names that a type begins with: `&'a HashMap<K, V>` has `HashMap`.
pub(crate) fn self_types(ty: &Type) -> Vec<String> {
    #[derive(Default)]
    struct TypeNames(Vec<String>);
    impl<'ast> Visit<'ast> for TypeNames {
        // Generic arguments do not say whose type it is, so this does not visit them.
        fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
            self.0.push(segment.ident.to_string());
        }
    }
    let mut names = TypeNames::default();
    names.visit_type(ty);
    names.0
}

/// A type without its lifetimes and arguments: `&'a mut Ring<T>` is `&mut Ring`.
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

/// A signature without what its callers do not see: `mut` in front of a parameter.
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

/// Generic parameters with their `where` clause.
pub(crate) fn generics(generics: &Generics) -> String {
    text(generics) + &text(&generics.where_clause)
}

/// Tokens as text, without the spaces and the trailing commas that mean nothing.
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
