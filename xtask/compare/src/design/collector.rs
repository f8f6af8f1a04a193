//! Turns a crate's syntax into items.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Attribute, Block, Expr, Fields, FnArg, Generics, Ident, ImplItem, Item as Syntax, ItemImpl, ItemTrait, Pat,
    PatWild, Signature, Token, TraitItem, Type, Visibility,
};

use super::excerpt::excerpt;
use super::item::{Item, Kind};
use super::names::{FreeNames, variables};
use super::normalized::{Normalized, is_distinctive};
use crate::crate_source::{CrateSource, SourceFile};
use crate::syntax::{derived_traits, is_public, last_name, plain_type, self_types, signature, text, words};

/// The items of a crate, each behind the one that it belongs to.
pub(super) fn items(source: &CrateSource, names: &FreeNames) -> Vec<Item> {
    let mut collector = Collector { files: &source.files, names, items: Vec::new() };
    let modules = source.root.all();
    let all = || modules.iter().flat_map(|module| module.items.iter().map(|item| (item, module.file)));
    all().for_each(|(item, file)| collector.definition(item, file));
    // A type may be defined behind its implementations.
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

/// An item before it is normalized.
struct Draft {
    kind: Kind,
    name: String,
    parent: Option<usize>,
    public: bool,
    /// The index of its file.
    file: usize,
    whole: TokenStream,
    signature: String,
    /// The part of the signature that is compared.
    head: TokenStream,
    body: TokenStream,
    /// A function's variables.
    variables: Option<Vec<String>>,
    /// The code to show instead of the whole.
    code: Option<String>,
}

impl Draft {
    fn new(kind: Kind, name: &impl ToString, file: usize, whole: &impl ToTokens) -> Self {
        Self {
            kind,
            name: name.to_string(),
            parent: None,
            public: false,
            file,
            whole: whole.to_token_stream(),
            signature: String::new(),
            head: TokenStream::new(),
            body: TokenStream::new(),
            variables: None,
            code: None,
        }
    }

    /// A type or a trait.
    fn definition(
        kind: Kind,
        visibility: &Visibility,
        name: &Ident,
        generics: &Generics,
        file: usize,
        whole: &impl ToTokens,
    ) -> Self {
        Self {
            public: is_public(visibility),
            signature: format!("{} {name}{}{}", kind.keyword(), text(generics), text(&generics.where_clause)),
            head: generics.to_token_stream(),
            ..Self::new(kind, name, file, whole)
        }
    }

    /// A constant or a static.
    fn constant(
        visibility: &Visibility,
        name: &Ident,
        ty: &Type,
        value: &Expr,
        file: usize,
        whole: &impl ToTokens,
    ) -> Self {
        Self {
            public: is_public(visibility),
            signature: format!("const {name}: {}", text(ty)),
            head: ty.to_token_stream(),
            body: value.to_token_stream(),
            ..Self::new(Kind::Constant, name, file, whole)
        }
    }
}

impl Collector<'_> {
    fn add(&mut self, draft: Draft) -> usize {
        let Draft { kind, name, parent, public, file, whole, signature, head, body, variables, code } = draft;
        let file = &self.files[file];
        let (whole, line) = excerpt(&file.text, whole);
        let body = words(body);
        let unwritten = matches!(kind, Kind::Method | Kind::Function)
            && body.windows(2).any(|pair| matches!(pair[0].as_str(), "todo" | "unimplemented") && pair[1] == "!");
        self.items.push(Item {
            kind,
            name,
            parent,
            public,
            given: false,
            unwritten,
            signature,
            lines: whole.lines().filter(|line| !line.trim().is_empty()).count(),
            code: code.unwrap_or(whole),
            file: file.path.clone(),
            line,
            normalized: Normalized::of(kind, &words(head), body, variables.as_deref(), self.names),
            receiver: None,
            is_constructor: false,
            fields: Default::default(),
        });
        self.items.len() - 1
    }

    fn definition(&mut self, item: &Syntax, file: usize) {
        match item {
            Syntax::Struct(item) => {
                let draft = Draft::definition(Kind::Struct, &item.vis, &item.ident, &item.generics, file, item);
                let index = self.add(Draft { body: fields(&item.fields), ..draft });
                let fields = item.fields.iter().flat_map(|field| self.field(field)).collect();
                self.items[index].fields = fields;
                self.derived(index, &item.attrs, file);
            }
            Syntax::Enum(item) => {
                let mut body = TokenStream::new();
                for variant in &item.variants {
                    variant.ident.to_tokens(&mut body);
                    body.extend(fields(&variant.fields));
                }
                let draft = Draft::definition(Kind::Enum, &item.vis, &item.ident, &item.generics, file, item);
                let index = self.add(Draft { body, ..draft });
                self.derived(index, &item.attrs, file);
            }
            Syntax::Type(item) => {
                let draft = Draft::definition(Kind::Alias, &item.vis, &item.ident, &item.generics, file, item);
                self.add(Draft { body: item.ty.to_token_stream(), ..draft });
            }
            Syntax::Const(of) => {
                self.add(Draft::constant(&of.vis, &of.ident, &of.ty, &of.expr, file, of));
            }
            Syntax::Static(of) => {
                self.add(Draft::constant(&of.vis, &of.ident, &of.ty, &of.expr, file, of));
            }
            Syntax::Fn(item) => {
                let draft = Draft::new(Kind::Function, &item.sig.ident, file, item);
                self.function(Draft { public: is_public(&item.vis), ..draft }, &item.sig, Some(&item.block));
            }
            Syntax::Macro(item) => {
                if let Some(ident) = &item.ident {
                    let signature = format!("macro_rules! {ident}");
                    let body = item.mac.tokens.clone();
                    self.add(Draft { signature, body, ..Draft::new(Kind::Macro, ident, file, item) });
                }
            }
            Syntax::Trait(item) => self.trait_definition(item, file),
            _ => {}
        }
    }

    fn trait_definition(&mut self, item: &ItemTrait, file: usize) {
        let bounds = text(&item.supertraits);
        let draft = Draft::definition(Kind::Trait, &item.vis, &item.ident, &item.generics, file, item);
        let parent = self.add(Draft {
            signature: if bounds.is_empty() { draft.signature } else { format!("{}: {bounds}", draft.signature) },
            head: item.supertraits.to_token_stream(),
            body: without_functions(&item.items, |member| matches!(member, TraitItem::Fn(_))),
            ..draft
        });
        for member in &item.items {
            if let TraitItem::Fn(function) = member {
                let draft = Draft::new(Kind::Method, &function.sig.ident, file, function);
                self.function(Draft { parent: Some(parent), ..draft }, &function.sig, function.default.as_ref());
            }
        }
    }

    fn function(&mut self, draft: Draft, of: &Signature, block: Option<&Block>) {
        let receiver = of.receiver().map(|receiver| match (&receiver.reference, &receiver.mutability) {
            (Some(_), Some(_)) => "&mut self".to_owned(),
            (Some(_), None) => "&self".to_owned(),
            (None, _) => text(&receiver.ty),
        });
        let returns_self = words(&of.output).iter().any(|word| word == "Self");
        let index = self.add(Draft {
            signature: signature(of),
            head: nameless(of).to_token_stream(),
            body: block.map(ToTokens::to_token_stream).unwrap_or_default(),
            variables: Some(variables(of, block)),
            ..draft
        });
        self.items[index].is_constructor = receiver.is_none() && returns_self;
        self.items[index].receiver = receiver;
    }

    /// Adds an implementation for each derived trait.
    fn derived(&mut self, parent: usize, attributes: &[Attribute], file: usize) {
        for path in derived_traits(attributes) {
            let name = last_name(&path);
            let signature = format!("#[derive({name})]");
            let code = Some(signature.clone());
            let draft = Draft::new(Kind::Implementation, &name, file, &path);
            self.add(Draft { parent: Some(parent), signature, code, ..draft });
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
        let whom = plain_type(&text(&block.self_ty));
        let name = match owner.map(|owner| &self.items[owner].name) {
            Some(owner) if *owner == whom => implemented,
            Some(owner) => format!("{implemented} for {}", whom.replace(owner, "Self")),
            None => format!("{implemented} for {whom}"),
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
        let draft = Draft::new(Kind::Implementation, &name, file, block);
        let index = self.add(Draft { parent: owner, signature, body, code: Some(code), ..draft });
        self.members(index, block, file);
    }

    fn members(&mut self, owner: usize, block: &ItemImpl, file: usize) {
        let parent = Some(owner);
        for item in &block.items {
            match item {
                ImplItem::Fn(item) => {
                    let draft = Draft::new(Kind::Method, &item.sig.ident, file, item);
                    let draft = Draft { parent, public: is_public(&item.vis), ..draft };
                    self.function(draft, &item.sig, Some(&item.block));
                }
                ImplItem::Const(of) if block.trait_.is_none() => {
                    let draft = Draft::constant(&of.vis, &of.ident, &of.ty, &of.expr, file, of);
                    self.add(Draft { parent, ..draft });
                }
                _ => {}
            }
        }
    }

    fn type_or_trait(&self, name: &str) -> Option<usize> {
        let is = |item: &Item| item.parent.is_none() && item.name == name && item.kind != Kind::Function;
        self.items.iter().position(is)
    }

    /// A field as its name with its type, and as its type alone where that is distinctive.
    fn field(&self, field: &syn::Field) -> Vec<String> {
        let ty = self.names.blurred(&words(&field.ty), &[]);
        let text = ty.join(" ");
        let mut forms = Vec::from_iter(field.ident.as_ref().map(|name| format!("{name}: {text}")));
        if ty.iter().any(|word| is_distinctive(word)) {
            forms.push(text);
        }
        forms
    }
}

/// The names and types of fields.
fn fields(fields: &Fields) -> TokenStream {
    let mut tokens = TokenStream::new();
    for field in fields {
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

/// A signature without the names that its callers do not see, and without its own.
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
