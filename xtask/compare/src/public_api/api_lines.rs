//! The API lines of an exported item.

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, PathSegment, TraitItem};

use crate::syntax::{derived_traits, generics, is_public, last_name, plain_type, signature, text};

/// The name of an item and its line.
pub(super) type ApiLine = (String, String);

/// Returns the lines of an item, its fields, variants, methods and derived traits.
pub(super) fn item_lines(path: &str, item: &Item) -> Vec<ApiLine> {
    let mut lines = Vec::new();
    let mut add = |name: String, line: String| lines.push((name, line));
    let mut attributes: &[Attribute] = &[];
    let head = match item {
        Item::Const(item) => format!("const {path}: {}", text(&item.ty)),
        Item::Static(item) => format!("static {path}: {}", text(&item.ty)),
        Item::Fn(item) => format!("{path}: {}", signature(&item.sig)),
        Item::Type(item) => format!("type {path}{} = {}", text(&item.generics), text(&item.ty)),
        Item::Struct(item) => {
            attributes = &item.attrs;
            let head = format!("struct {path}{}", generics(&item.generics));
            for (name, field) in fields(&item.fields, true) {
                add(format!("{path}.{name}"), format!("{head} {{ {field} }}"));
            }
            head
        }
        Item::Enum(item) => {
            attributes = &item.attrs;
            let head = format!("enum {path}{}", generics(&item.generics));
            for variant in &item.variants {
                let fields: Vec<String> = fields(&variant.fields, false).map(|(_, field)| field).collect();
                let line = format!("{head} {{ {}({}) }}", variant.ident, fields.join(", "));
                add(format!("{path}::{}", variant.ident), line);
            }
            head
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
            head
        }
        _ => return lines,
    };
    let target = path.rsplit("::").next().unwrap_or(path);
    for name in derived_traits(attributes).iter().map(last_name) {
        add(format!("{name} for {target}"), format!("derive {name} for {path}"));
    }
    add(path.to_owned(), head);
    lines
}

/// Returns the lines of an implementation: one line for a trait's, otherwise one per public member.
pub(super) fn impl_lines(block: &ItemImpl) -> Vec<ApiLine> {
    let (ty, clause) = (text(&block.self_ty), text(&block.generics.where_clause));
    let target = plain_type(&ty);
    let head = format!("impl<{}> ", text(&block.generics.params)).replace("impl<> ", "impl ");
    if let Some((_, path, _)) = &block.trait_ {
        let types = block.items.iter().filter_map(|item| match item {
            ImplItem::Type(associated) => Some(format!(" type {} = {};", associated.ident, text(&associated.ty))),
            _ => None,
        });
        let types: String = types.collect();
        let implements = path.segments.last().map(without_lifetimes).unwrap_or_default();
        let line = format!("{head}{} for {ty}{clause} {{{types}}}", text(path));
        return vec![(format!("{implements} for {target}"), line)];
    }
    let members = block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(of) if is_public(&of.vis) => Some((&of.sig.ident, signature(&of.sig))),
        ImplItem::Const(of) if is_public(&of.vis) => Some((&of.ident, format!("const {}: {}", of.ident, text(&of.ty)))),
        _ => None,
    });
    let line = |(name, member)| (format!("{target}::{name}"), format!("{head}{ty}{clause} {{ {member} }}"));
    members.map(line).collect()
}

/// Returns the names of an item's public fields.
pub(super) fn field_names(item: &Item) -> Vec<String> {
    match item {
        Item::Struct(item) => fields(&item.fields, true).map(|(name, _)| name).collect(),
        Item::Enum(item) => {
            item.variants.iter().flat_map(|variant| fields(&variant.fields, false)).map(|(name, _)| name).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns fields by name: the public fields of a struct, or all fields of a variant.
fn fields(fields: &Fields, public_only: bool) -> impl Iterator<Item = (String, String)> {
    let seen = fields.iter().enumerate().filter(move |(_, field)| !public_only || is_public(&field.vis));
    seen.map(|(index, field)| {
        let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
        let line = format!("{name}: {}", text(&field.ty));
        (name, line)
    })
}

/// Returns a segment of a trait's path as text, without lifetimes, since naming them is optional.
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
