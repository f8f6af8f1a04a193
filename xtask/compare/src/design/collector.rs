//! Turns a crate's syntax into items.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Attribute, Block, Expr, Field, Fields, FnArg, Generics, Ident, ImplItem, Item as Syntax, ItemImpl, Pat, PatWild,
    Signature, Token, TraitItem, Type, Visibility,
};

use super::excerpt::excerpt;
use super::item::Item;
use super::item_kind::ItemKind;
use super::names::{FreeNames, variables};
use super::normalized::{Normalized, is_distinctive};
use crate::crate_source::{CrateSource, SourceFile};
use crate::syntax::{derived_traits, generics, is_public, last_name, plain_type, self_types, signature, text};
use crate::tokens::words;

/// Returns a crate's items, each owner before its members.
pub(super) fn items(source: &CrateSource, names: &FreeNames) -> Vec<Item> {
    let mut collector = Collector { files: &source.files, names, items: Vec::new() };
    let modules = source.root.all();
    let all = || modules.iter().flat_map(|module| module.items.iter().map(|item| (item, module.file)));
    all().for_each(|(item, file)| collector.definition(item, file));
    // Implementations come second, because they may precede their type in the file.
    all().for_each(|(item, file)| {
        if let Syntax::Impl(block) = item {
            collector.implementation(block, file);
        }
    });
    collector.items
}

struct Collector<'a> {
    files: &'a [SourceFile],
    names: &'a FreeNames,
    items: Vec<Item>,
}

/// An incomplete item and its syntax.
struct Draft {
    item: Item,
    /// The index of its file.
    file: usize,
    whole: TokenStream,
    /// The part of the signature that is compared.
    head: TokenStream,
    body: TokenStream,
    /// The variables of a function.
    variables: Option<Vec<String>>,
}

impl Draft {
    fn new(kind: ItemKind, name: &impl ToString, file: usize, whole: &impl ToTokens) -> Self {
        let (whole, empty) = (whole.to_token_stream(), TokenStream::new());
        let item = Item { kind, name: name.to_string(), ..Item::default() };
        Self { item, file, whole, head: empty.clone(), body: empty, variables: None }
    }

    fn public(mut self, visibility: &Visibility) -> Self {
        self.item.public = is_public(visibility);
        self
    }

    fn member_of(mut self, parent: Option<usize>) -> Self {
        self.item.parent = parent;
        self
    }

    /// Sets the displayed signature and the part of it that is compared.
    fn signature(mut self, signature: String, head: impl ToTokens) -> Self {
        self.item.signature = signature;
        Self { head: head.to_token_stream(), ..self }
    }

    /// Sets the signature of a type or a trait.
    fn generic_signature(self, of: &Generics) -> Self {
        let signature = format!("{} {}{}", self.item.kind.keyword(), self.item.name, generics(of));
        self.signature(signature, of)
    }

    fn body(self, body: impl ToTokens) -> Self {
        Self { body: body.to_token_stream(), ..self }
    }
}

impl Collector<'_> {
    /// Completes and adds an item. If its code is already set, keeps that instead of the code of the whole syntax.
    fn add(&mut self, draft: Draft) -> usize {
        let Draft { mut item, file, whole, head, body, variables } = draft;
        let file = &self.files[file];
        let (code, line) = excerpt(&file.text, whole);
        let body = words(body);
        item.unwritten = matches!(item.kind, ItemKind::Method | ItemKind::Function)
            && body.windows(2).any(|pair| matches!(pair[0].as_str(), "todo" | "unimplemented") && pair[1] == "!");
        item.file.clone_from(&file.path);
        item.line = line;
        item.lines = code.lines().filter(|line| !line.trim().is_empty()).count();
        if item.code.is_empty() {
            item.code = code;
        }
        item.normalized = Normalized::of(item.kind, &words(head), body, variables.as_deref(), self.names);
        self.items.push(item);
        self.items.len() - 1
    }

    fn constant(&mut self, draft: Draft, ty: &Type, value: &Expr) {
        let signature = format!("const {}: {}", draft.item.name, text(ty));
        self.add(draft.signature(signature, ty).body(value));
    }

    fn definition(&mut self, item: &Syntax, file: usize) {
        match item {
            Syntax::Struct(of) => {
                let draft = Draft::new(ItemKind::Struct, &of.ident, file, of).public(&of.vis);
                let mut draft = draft.generic_signature(&of.generics).body(fields(&of.fields));
                draft.item.fields = of.fields.iter().flat_map(|field| self.field(field)).collect();
                let index = self.add(draft);
                self.derived(index, &of.attrs, file);
            }
            Syntax::Enum(of) => {
                let mut body = TokenStream::new();
                for variant in &of.variants {
                    variant.ident.to_tokens(&mut body);
                    body.extend(fields(&variant.fields));
                }
                let draft = Draft::new(ItemKind::Enum, &of.ident, file, of).public(&of.vis);
                let index = self.add(draft.generic_signature(&of.generics).body(body));
                self.derived(index, &of.attrs, file);
            }
            Syntax::Type(of) => {
                let draft = Draft::new(ItemKind::Alias, &of.ident, file, of).public(&of.vis);
                self.add(draft.generic_signature(&of.generics).body(&of.ty));
            }
            Syntax::Const(of) => {
                self.constant(Draft::new(ItemKind::Constant, &of.ident, file, of).public(&of.vis), &of.ty, &of.expr);
            }
            Syntax::Static(of) => {
                self.constant(Draft::new(ItemKind::Constant, &of.ident, file, of).public(&of.vis), &of.ty, &of.expr);
            }
            Syntax::Fn(of) => {
                let draft = Draft::new(ItemKind::Function, &of.sig.ident, file, of).public(&of.vis);
                self.function(draft, &of.sig, Some(&of.block));
            }
            Syntax::Macro(of) => {
                if let Some(name) = &of.ident {
                    let draft = Draft::new(ItemKind::Macro, name, file, of);
                    let signature = format!("macro_rules! {name}");
                    self.add(draft.signature(signature, TokenStream::new()).body(&of.mac.tokens));
                }
            }
            Syntax::Trait(of) => {
                let bounds = text(&of.supertraits);
                let body = without_functions(&of.items, |member| matches!(member, TraitItem::Fn(_)));
                let draft = Draft::new(ItemKind::Trait, &of.ident, file, of).public(&of.vis);
                let mut draft = draft.generic_signature(&of.generics).body(body);
                if !bounds.is_empty() {
                    draft.item.signature += &format!(": {bounds}");
                }
                let parent = self.add(Draft { head: of.supertraits.to_token_stream(), ..draft });
                for member in &of.items {
                    if let TraitItem::Fn(of) = member {
                        let draft = Draft::new(ItemKind::Method, &of.sig.ident, file, of).member_of(Some(parent));
                        self.function(draft, &of.sig, of.default.as_ref());
                    }
                }
            }
            _ => {}
        }
    }

    fn function(&mut self, draft: Draft, of: &Signature, block: Option<&Block>) {
        let mut draft = draft.signature(signature(of), nameless(of)).body(block);
        draft.variables = Some(variables(of, block));
        draft.item.receiver = of.receiver().map(|receiver| match (&receiver.reference, &receiver.mutability) {
            (Some(_), Some(_)) => "&mut self".to_owned(),
            (Some(_), None) => "&self".to_owned(),
            (None, _) => text(&receiver.ty),
        });
        let returns_self = words(&of.output).iter().any(|word| word == "Self");
        draft.item.is_constructor = draft.item.receiver.is_none() && returns_self;
        self.add(draft);
    }

    /// Adds an implementation for each derived trait.
    fn derived(&mut self, parent: usize, attributes: &[Attribute], file: usize) {
        for path in derived_traits(attributes) {
            let name = last_name(&path);
            let signature = format!("#[derive({name})]");
            let mut draft = Draft::new(ItemKind::Implementation, &name, file, &path).member_of(Some(parent));
            draft.item.code.clone_from(&signature);
            self.add(draft.signature(signature, TokenStream::new()));
        }
    }

    fn implementation(&mut self, block: &ItemImpl, file: usize) {
        let of_type = self_types(&block.self_ty).iter().find_map(|name| self.type_or_trait(name));
        let Some((_, path, _)) = &block.trait_ else {
            if let Some(owner) = of_type {
                self.members(owner, block, file);
            }
            return;
        };
        let owner = of_type.or_else(|| self.type_or_trait(&last_name(path)));
        let implemented = path.segments.last().map(text).unwrap_or_default();
        let target = plain_type(&text(&block.self_ty));
        let name = match owner.map(|owner| &self.items[owner].name) {
            Some(owner) if *owner == target => implemented,
            Some(owner) => format!("{implemented} for {}", target.replace(owner, "Self")),
            None => format!("{implemented} for {target}"),
        };
        let parameters = text(&block.generics.params);
        let parameters = if parameters.is_empty() { String::new() } else { format!("<{parameters}>") };
        let (path, ty, clause) = (text(path), text(&block.self_ty), text(&block.generics.where_clause));
        let signature = format!("impl{parameters} {path} for {ty}{clause}");
        let body = without_functions(&block.items, |item| matches!(item, ImplItem::Fn(_)));
        let within = text(&body);
        let code = if within.is_empty() {
            format!("{signature} {{ … }}")
        } else {
            format!("{signature} {{\n    {within}\n    …\n}}")
        };
        let mut draft = Draft::new(ItemKind::Implementation, &name, file, block).member_of(owner);
        draft.item.code = code;
        let index = self.add(draft.signature(signature, TokenStream::new()).body(body));
        self.members(index, block, file);
    }

    fn members(&mut self, owner: usize, block: &ItemImpl, file: usize) {
        for item in &block.items {
            match item {
                ImplItem::Fn(of) => {
                    let draft = Draft::new(ItemKind::Method, &of.sig.ident, file, of).public(&of.vis);
                    self.function(draft.member_of(Some(owner)), &of.sig, Some(&of.block));
                }
                ImplItem::Const(of) if block.trait_.is_none() => {
                    let draft = Draft::new(ItemKind::Constant, &of.ident, file, of).public(&of.vis);
                    self.constant(draft.member_of(Some(owner)), &of.ty, &of.expr);
                }
                _ => {}
            }
        }
    }

    fn type_or_trait(&self, name: &str) -> Option<usize> {
        let is = |item: &Item| item.parent.is_none() && item.name == name && item.kind != ItemKind::Function;
        self.items.iter().position(is)
    }

    /// Returns a field as `name: type`, and as the type alone if that is distinctive.
    fn field(&self, field: &syn::Field) -> Vec<String> {
        let ty = self.names.anonymized(&words(&field.ty), &[]);
        let text = ty.join(" ");
        let mut forms = Vec::from_iter(field.ident.as_ref().map(|name| format!("{name}: {text}")));
        if ty.iter().any(|word| is_distinctive(word)) {
            forms.push(text);
        }
        forms
    }
}

/// Returns the names and types of fields, the named ones in the order of their types. Their order in the code makes no
/// difference.
fn fields(fields: &Fields) -> TokenStream {
    let mut tokens = TokenStream::new();
    let mut all: Vec<&Field> = fields.iter().collect();
    if matches!(fields, Fields::Named(_)) {
        all.sort_by_cached_key(|field| text(&field.ty));
    }
    for field in all {
        if let Some(name) = &field.ident {
            name.to_tokens(&mut tokens);
            <Token![:]>::default().to_tokens(&mut tokens);
        }
        field.ty.to_tokens(&mut tokens);
        <Token![,]>::default().to_tokens(&mut tokens);
    }
    tokens
}

fn without_functions<T: ToTokens>(members: &[T], is_function: impl Fn(&T) -> bool) -> TokenStream {
    members.iter().filter(|member| !is_function(member)).map(ToTokens::to_token_stream).collect()
}

/// Returns a signature without its own name and without names that callers do not see.
fn nameless(signature: &Signature) -> Signature {
    let mut nameless = signature.clone();
    nameless.ident = Ident::new("_", signature.ident.span());
    for input in &mut nameless.inputs {
        match input {
            FnArg::Receiver(receiver) if receiver.reference.is_none() => receiver.mutability = None,
            FnArg::Receiver(_) => {}
            FnArg::Typed(typed) => {
                let underscore_token = <Token![_]>::default();
                *typed.pat = Pat::Wild(PatWild { attrs: Vec::new(), underscore_token });
            }
        }
    }
    nameless
}
