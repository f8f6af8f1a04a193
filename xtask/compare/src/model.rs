//! A crate as a design: its types and traits with what belongs to them, its functions and constants.
//!
//! Where an item stands, in which file or module, and in how many blocks a type is implemented, is no part of it. Two items
//! of one name in two modules are told apart by what they are alone.

use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;

use proc_macro2::{Delimiter, LineColumn, TokenStream, TokenTree};
use quote::ToTokens;
use serde::Serialize;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, Fields, FnArg, Generics, ImplItem, Item as Syntax, ItemImpl, Meta, Pat, PatWild, Signature,
    Token, TraitItem,
};

use crate::source::{Problem, Source, SourceFile};
use crate::surface::{self, Surface, is_public};
use crate::tally::Tally;

/// So many tokens in a row are a piece by which bodies are found to be alike.
const PIECE: usize = 4;
/// What stands for a name that its author was free to choose.
const ANY_NAME: &str = "·";

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A struct or a union.
    Struct,
    /// An enum.
    Enum,
    /// Another name for a type.
    Alias,
    /// A trait.
    Trait,
    /// A function that belongs to no type.
    Function,
    /// A constant or a static, also of a type.
    Constant,
    /// A macro.
    Macro,
    /// A function of a type or a trait.
    Method,
    /// What a type does for a trait, by a block or derived.
    Implementation,
}

impl Kind {
    /// The kind as a word of the language.
    pub fn keyword(self) -> &'static str {
        match self {
            Kind::Struct => "struct",
            Kind::Enum => "enum",
            Kind::Alias => "type",
            Kind::Trait => "trait",
            Kind::Function | Kind::Method => "fn",
            Kind::Constant => "const",
            Kind::Macro => "macro",
            Kind::Implementation => "impl",
        }
    }

    /// Whether an item of the one kind can do what one of the other does.
    pub(crate) fn is_like(self, other: Kind) -> bool {
        let class = |kind| match kind {
            Kind::Struct | Kind::Enum | Kind::Alias => 0,
            other => other as u8 + 1,
        };
        class(self) == class(other)
    }
}

/// An item.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its own name. An implementation's is that of the trait, and for whom if it is not for the type itself.
    pub name: String,
    /// The item that it belongs to.
    pub parent: Option<usize>,
    /// Whether users of the crate can see it, as far as it says so itself.
    pub public: bool,
    /// Whether the stub has it: it is part of what was asked for.
    pub given: bool,
    /// Whether it still is a `todo!()`.
    pub unwritten: bool,
    /// Its head: everything in front of its body.
    pub signature: String,
    /// All of it, without attributes and lines that are comments.
    pub code: String,
    /// The file that it stands in.
    pub file: PathBuf,
    /// The line that it begins in.
    pub line: usize,
    /// How many lines with code it has.
    pub lines: usize,
    /// The signature with every free name replaced.
    pub(crate) shape: String,
    /// What a method is called on: `&mut self`.
    pub(crate) receiver: Option<String>,
    /// Whether it is a function that makes a value of the type that it belongs to.
    pub(crate) makes_self: bool,
    /// The body with every free name replaced.
    pub(crate) plain: String,
    /// How many words of that tell it from others.
    pub(crate) telling: usize,
    /// The body's tokens, with its variables numbered.
    pub(crate) body: Vec<String>,
    /// The pieces of the body, with every free name replaced.
    pub(crate) pieces: BTreeSet<u64>,
}

/// A crate as a design.
#[derive(Clone, Debug, Default)]
pub struct Crate {
    /// Its items, each behind the one that it belongs to.
    pub items: Vec<Item>,
    /// What can be counted.
    pub tally: Tally,
    /// The words that are handed to macros in the place of items. What those make of them is not known.
    pub macro_words: BTreeSet<String>,
    /// Every word of its code.
    pub words: BTreeSet<String>,
    /// How many files it consists of.
    pub files: usize,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// What was asked for: the surface of the stub.
#[derive(Clone, Debug, Default)]
pub struct Contract {
    /// Its lines.
    pub lines: BTreeSet<String>,
    /// Every name in it. Nobody is free to choose these.
    names: BTreeSet<String>,
    /// Its items by what they belong to.
    items: BTreeSet<(Option<String>, String)>,
}

impl Contract {
    /// That of a stub.
    pub fn of(stub: &Source) -> Self {
        let lines = Surface::of(&stub.root).lines();
        let not_of_a_name = |c: char| !c.is_alphanumeric() && c != '_';
        let words = lines.iter().flat_map(|line| line.split(not_of_a_name));
        let names = words.filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let stub = Crate::of(stub, &Self::default());
        let public = |item: &Item| match item.parent.map(|parent| &stub.items[parent]) {
            None => item.public,
            Some(parent) => {
                item.public
                    || parent.kind != Kind::Struct && parent.kind != Kind::Enum
                    || item.kind == Kind::Implementation
            }
        };
        let items = stub.items.iter().filter(|item| public(item)).map(|item| stub.key(item)).collect();
        Self { lines, names, items }
    }
}

impl Crate {
    /// The design of a crate that was read; `contract` tells which of its items and names were given.
    pub fn of(source: &Source, contract: &Contract) -> Self {
        let mut builder = Builder {
            files: &source.files,
            items: Vec::new(),
            free: free_names(source).difference(&contract.names).cloned().collect(),
        };
        let modules = source.root.all();
        let all = || modules.iter().flat_map(|module| module.items.iter().map(|item| (item, module.file)));
        all().for_each(|(item, file)| builder.definition(item, file));
        all().for_each(|(item, file)| {
            if let Syntax::Impl(block) = item {
                builder.implementation(block, file);
            }
        });
        let mut this = Self {
            items: builder.items,
            words: all().flat_map(|(item, _)| words(item.to_token_stream())).collect(),
            macro_words: all().filter_map(|(item, _)| macro_words(item)).flatten().collect(),
            tally: Tally::of(source, &contract.lines),
            files: source.files.len(),
            problems: source.problems.clone(),
        };
        let given: Vec<bool> = this.items.iter().map(|item| contract.items.contains(&this.key(item))).collect();
        for (item, given) in this.items.iter_mut().zip(given) {
            item.given = given;
        }
        this
    }

    /// An item's name with those of what it belongs to, as a person says it.
    pub fn path(&self, item: &Item) -> String {
        match item.parent.map(|parent| &self.items[parent]) {
            None => item.name.clone(),
            Some(parent) if item.kind == Kind::Implementation => format!("{} for {}", item.name, parent.name),
            Some(parent) if parent.kind == Kind::Implementation => match parent.parent {
                Some(owner) => format!("<{} as {}>::{}", self.items[owner].name, parent.name, item.name),
                None => format!("{}::{}", parent.name, item.name),
            },
            Some(parent) => format!("{}::{}", parent.name, item.name),
        }
    }

    /// What belongs to an item.
    pub fn members(&self, parent: Option<usize>) -> impl Iterator<Item = usize> {
        self.items.iter().enumerate().filter(move |(_, item)| item.parent == parent).map(|(index, _)| index)
    }

    fn key(&self, item: &Item) -> (Option<String>, String) {
        (item.parent.map(|parent| self.path(&self.items[parent])), item.name.clone())
    }
}

fn macro_words(item: &Syntax) -> Option<Vec<String>> {
    match item {
        Syntax::Macro(called) if called.ident.is_none() => Some(words(called.mac.tokens.clone())),
        _ => None,
    }
}

/// The names that are defined in a crate, variables and fields included.
fn free_names(source: &Source) -> BTreeSet<String> {
    #[derive(Default)]
    struct Names(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_signature(&mut self, signature: &'ast Signature) {
            self.0.insert(signature.ident.to_string());
            visit::visit_signature(self, signature);
        }
        fn visit_item_impl(&mut self, block: &'ast ItemImpl) {
            // The names of what a foreign trait asks for were not chosen.
            if block.trait_.is_none() {
                return visit::visit_item_impl(self, block);
            }
            visit::visit_generics(self, &block.generics);
            for item in &block.items {
                if let ImplItem::Fn(function) = item {
                    function.sig.inputs.iter().for_each(|input| self.visit_fn_arg(input));
                    self.visit_block(&function.block);
                }
            }
        }
        fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
            self.0.insert(item.ident.to_string());
            visit::visit_item_const(self, item);
        }
        fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
            self.0.insert(item.ident.to_string());
            visit::visit_item_enum(self, item);
        }
        fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
            self.0.insert(item.ident.to_string());
            visit::visit_item_struct(self, item);
        }
        fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
            self.0.insert(item.ident.to_string());
            visit::visit_item_trait(self, item);
        }
        fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
            self.0.insert(item.ident.to_string());
            visit::visit_item_type(self, item);
        }
        fn visit_variant(&mut self, variant: &'ast syn::Variant) {
            self.0.insert(variant.ident.to_string());
            visit::visit_variant(self, variant);
        }
        fn visit_field(&mut self, field: &'ast syn::Field) {
            self.0.extend(field.ident.as_ref().map(ToString::to_string));
            visit::visit_field(self, field);
        }
        fn visit_type_param(&mut self, parameter: &'ast syn::TypeParam) {
            self.0.insert(parameter.ident.to_string());
            visit::visit_type_param(self, parameter);
        }
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            if is_variable(pattern) {
                self.0.insert(pattern.ident.to_string());
            }
            visit::visit_pat_ident(self, pattern);
        }
    }
    let mut names = Names::default();
    for module in source.root.all() {
        module.items.iter().for_each(|item| names.visit_item(item));
    }
    names.0.remove("self");
    names.0
}

/// A pattern that is one word may be a constant or a variant, too.
fn is_variable(pattern: &syn::PatIdent) -> bool {
    pattern.ident.to_string().starts_with(|c: char| c.is_lowercase() || c == '_')
}

/// The variables of a function in the order in which they are declared, its parameters first.
fn variables(signature: &Signature, block: Option<&Block>) -> Vec<String> {
    #[derive(Default)]
    struct Variables(Vec<String>);
    impl<'ast> Visit<'ast> for Variables {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            let name = pattern.ident.to_string();
            if is_variable(pattern) && !self.0.contains(&name) {
                self.0.push(name);
            }
            visit::visit_pat_ident(self, pattern);
        }
    }
    let mut variables = Variables::default();
    variables.visit_signature(signature);
    if let Some(block) = block {
        variables.visit_block(block);
    }
    variables.0
}

/// A signature without the names that its callers do not see, and without its own.
fn nameless(signature: &Signature) -> Signature {
    let mut nameless = signature.clone();
    nameless.ident = syn::Ident::new("_", signature.ident.span());
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

/// The words and signs of code, without attributes and so without documentation.
pub(crate) fn words(tokens: TokenStream) -> Vec<String> {
    fn add(tokens: TokenStream, words: &mut Vec<String>) {
        for token in without_attributes(tokens) {
            match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::None => ("", ""),
                    };
                    words.push(open.to_owned());
                    add(group.stream(), words);
                    // What a formatter puts behind the last of several in lines of their own.
                    if words.last().is_some_and(|last| last == ",") {
                        words.pop();
                    }
                    words.push(close.to_owned());
                }
                other => words.push(other.to_string()),
            }
        }
    }
    let mut words = Vec::new();
    add(tokens, &mut words);
    words
}

fn without_attributes(tokens: TokenStream) -> Vec<TokenTree> {
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#') {
            tokens.next_if(|next| matches!(next, TokenTree::Punct(punct) if punct.as_char() == '!'));
            if tokens
                .next_if(|next| matches!(next, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket))
                .is_some()
            {
                continue;
            }
        }
        kept.push(token);
    }
    kept
}

/// Where code begins and ends, without its attributes.
fn extent(tokens: TokenStream) -> Option<(LineColumn, LineColumn)> {
    let tokens = without_attributes(tokens);
    Some((tokens.first()?.span().start(), tokens.last()?.span().end()))
}

struct Builder<'a> {
    files: &'a [SourceFile],
    items: Vec<Item>,
    free: BTreeSet<String>,
}

/// What all items are made of.
struct Draft<'a> {
    kind: Kind,
    name: String,
    public: bool,
    file: usize,
    whole: TokenStream,
    signature: String,
    /// What the signature says to whoever does not know its names.
    head: TokenStream,
    body: TokenStream,
    variables: Option<&'a [String]>,
}

impl Builder<'_> {
    fn add(&mut self, parent: Option<usize>, draft: Draft) -> usize {
        let Draft { kind, name, public, file, whole, signature, head, body, variables } = draft;
        let file = &self.files[file];
        let (code, line) = match extent(whole) {
            Some((start, end)) => (cut(&file.text, start, end), start.line),
            None => (String::new(), 1),
        };
        let blurred = |tokens: TokenStream| -> Vec<String> {
            let words = words(tokens).into_iter();
            words.map(|word| if self.free.contains(&word) { ANY_NAME.to_owned() } else { word }).collect()
        };
        let body_words = words(body.clone());
        let plain = blurred(body.clone());
        let shape = blurred(head);
        // What has no body, as a function that a trait asks for, is known by its head.
        let known_by = if plain.is_empty() { &shape } else { &plain };
        let unwritten = matches!(kind, Kind::Method | Kind::Function)
            && body_words.windows(2).any(|pair| matches!(pair[0].as_str(), "todo" | "unimplemented") && pair[1] == "!");
        let item = Item {
            kind,
            name,
            parent,
            public,
            given: false,
            unwritten,
            signature,
            lines: code.lines().filter(|line| !line.trim().is_empty()).count(),
            code,
            file: file.path.clone(),
            line,
            pieces: pieces(known_by),
            telling: known_by.iter().filter(|word| is_telling(word)).count(),
            shape: shape.join(" "),
            plain: plain.join(" "),
            receiver: None,
            makes_self: false,
            body: variables.map_or(body_words.clone(), |variables| numbered(body_words, variables)),
        };
        self.items.push(item);
        self.items.len() - 1
    }

    fn definition(&mut self, item: &Syntax, file: usize) {
        let none = TokenStream::new;
        match item {
            Syntax::Struct(item) => {
                let index = self.add(
                    None,
                    Draft {
                        kind: Kind::Struct,
                        name: item.ident.to_string(),
                        public: is_public(&item.vis),
                        file,
                        whole: item.to_token_stream(),
                        signature: format!("struct {}{}", item.ident, generics(&item.generics)),
                        head: item.generics.to_token_stream(),
                        body: fields(&item.fields),
                        variables: None,
                    },
                );
                self.derived(index, &item.attrs, file);
            }
            Syntax::Enum(item) => {
                let mut body = none();
                for variant in &item.variants {
                    variant.ident.to_tokens(&mut body);
                    body.extend(fields(&variant.fields));
                }
                let index = self.add(
                    None,
                    Draft {
                        kind: Kind::Enum,
                        name: item.ident.to_string(),
                        public: is_public(&item.vis),
                        file,
                        whole: item.to_token_stream(),
                        signature: format!("enum {}{}", item.ident, generics(&item.generics)),
                        head: item.generics.to_token_stream(),
                        body,
                        variables: None,
                    },
                );
                self.derived(index, &item.attrs, file);
            }
            Syntax::Type(item) => {
                self.add(
                    None,
                    Draft {
                        kind: Kind::Alias,
                        name: item.ident.to_string(),
                        public: is_public(&item.vis),
                        file,
                        whole: item.to_token_stream(),
                        signature: format!("type {}{}", item.ident, generics(&item.generics)),
                        head: item.generics.to_token_stream(),
                        body: item.ty.to_token_stream(),
                        variables: None,
                    },
                );
            }
            Syntax::Const(item) => {
                let draft = self.constant(&item.ident, &item.ty, is_public(&item.vis), file, item.to_token_stream());
                self.add(None, Draft { body: item.expr.to_token_stream(), ..draft });
            }
            Syntax::Static(item) => {
                let draft = self.constant(&item.ident, &item.ty, is_public(&item.vis), file, item.to_token_stream());
                self.add(None, Draft { body: item.expr.to_token_stream(), ..draft });
            }
            Syntax::Fn(item) => {
                let (public, whole) = (is_public(&item.vis), item.to_token_stream());
                self.function(None, Kind::Function, &item.sig, Some(&item.block), public, file, whole);
            }
            Syntax::Macro(item) => {
                if let Some(ident) = &item.ident {
                    self.add(
                        None,
                        Draft {
                            kind: Kind::Macro,
                            name: ident.to_string(),
                            public: false,
                            file,
                            whole: item.to_token_stream(),
                            signature: format!("macro_rules! {ident}"),
                            head: none(),
                            body: item.mac.tokens.clone(),
                            variables: None,
                        },
                    );
                }
            }
            Syntax::Trait(item) => {
                let mut body = none();
                for member in &item.items {
                    if !matches!(member, TraitItem::Fn(_)) {
                        member.to_tokens(&mut body);
                    }
                }
                let bounds = surface::text(&item.supertraits);
                let bounds = if bounds.is_empty() { bounds } else { format!(": {bounds}") };
                let index = self.add(
                    None,
                    Draft {
                        kind: Kind::Trait,
                        name: item.ident.to_string(),
                        public: is_public(&item.vis),
                        file,
                        whole: item.to_token_stream(),
                        signature: format!("trait {}{}{bounds}", item.ident, generics(&item.generics)),
                        head: item.supertraits.to_token_stream(),
                        body,
                        variables: None,
                    },
                );
                for member in &item.items {
                    if let TraitItem::Fn(function) = member {
                        let whole = function.to_token_stream();
                        let block = function.default.as_ref();
                        self.function(Some(index), Kind::Method, &function.sig, block, false, file, whole);
                    }
                }
            }
            _ => {}
        }
    }

    fn constant<'b>(
        &self,
        ident: &syn::Ident,
        ty: &syn::Type,
        public: bool,
        file: usize,
        whole: TokenStream,
    ) -> Draft<'b> {
        Draft {
            kind: Kind::Constant,
            name: ident.to_string(),
            public,
            file,
            whole,
            signature: format!("const {ident}: {}", surface::text(ty)),
            head: ty.to_token_stream(),
            body: TokenStream::new(),
            variables: None,
        }
    }

    #[allow(clippy::too_many_arguments, reason = "functions, methods and those of traits have no type in common")]
    fn function(
        &mut self,
        parent: Option<usize>,
        kind: Kind,
        signature: &Signature,
        block: Option<&Block>,
        public: bool,
        file: usize,
        whole: TokenStream,
    ) {
        let variables = variables(signature, block);
        let receiver = signature.receiver().map(|receiver| match (&receiver.reference, &receiver.mutability) {
            (Some(_), Some(_)) => "&mut self".to_owned(),
            (Some(_), None) => "&self".to_owned(),
            (None, _) => surface::text(&receiver.ty),
        });
        let output = words(signature.output.to_token_stream());
        let index = self.add(
            parent,
            Draft {
                kind,
                name: signature.ident.to_string(),
                public,
                file,
                whole,
                signature: surface::signature(signature),
                head: nameless(signature).to_token_stream(),
                body: block.map(ToTokens::to_token_stream).unwrap_or_default(),
                variables: Some(&variables),
            },
        );
        self.items[index].makes_self = receiver.is_none() && output.iter().any(|word| word == "Self");
        self.items[index].receiver = receiver;
    }

    /// What a type has by derivation: an implementation without anything in it.
    fn derived(&mut self, parent: usize, attributes: &[Attribute], file: usize) {
        for attribute in attributes {
            let Meta::List(list) = &attribute.meta else { continue };
            if !list.path.is_ident("derive") {
                continue;
            }
            let Ok(traits) = list.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated) else {
                continue;
            };
            for derived in &traits {
                let name = derived.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
                let draft = Draft {
                    kind: Kind::Implementation,
                    signature: format!("#[derive({name})]"),
                    name,
                    public: false,
                    file,
                    whole: derived.to_token_stream(),
                    head: TokenStream::new(),
                    body: TokenStream::new(),
                    variables: None,
                };
                let index = self.add(Some(parent), draft);
                self.items[index].code = self.items[index].signature.clone();
            }
        }
    }

    fn implementation(&mut self, block: &ItemImpl, file: usize) {
        let local = |name: &str| {
            let is = |item: &Item| item.parent.is_none() && item.name == name && item.kind != Kind::Function;
            self.items.iter().position(is)
        };
        let names = surface::self_types(&block.self_ty);
        let of_type = names.iter().find_map(|name| local(name));
        let Some((_, path, _)) = &block.trait_ else {
            if let Some(owner) = of_type {
                self.members(owner, block, file);
            }
            return;
        };
        let trait_name = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        let owner = of_type.or_else(|| local(&trait_name));
        let implemented = path.segments.last().map(surface::text).unwrap_or_default();
        let whom = plain_type(&surface::text(&block.self_ty));
        let name = match owner.map(|owner| self.items[owner].name.clone()) {
            Some(owner) if owner == whom => implemented,
            Some(owner) => format!("{implemented} for {}", whom.replace(&owner, "Self")),
            None => format!("{implemented} for {whom}"),
        };
        let mut body = TokenStream::new();
        for item in &block.items {
            if !matches!(item, ImplItem::Fn(_)) {
                item.to_tokens(&mut body);
            }
        }
        let parameters = surface::text(&block.generics.params);
        let parameters = if parameters.is_empty() { String::new() } else { format!("<{parameters}>") };
        let signature = format!(
            "impl{parameters} {} for {}{}",
            surface::text(path),
            surface::text(&block.self_ty),
            surface::text(&block.generics.where_clause)
        );
        let index = self.add(
            owner,
            Draft {
                kind: Kind::Implementation,
                name,
                public: false,
                file,
                whole: block.to_token_stream(),
                signature: signature.clone(),
                head: TokenStream::new(),
                body: body.clone(),
                variables: None,
            },
        );
        let within = surface::text(body);
        let code = if within.is_empty() {
            format!("{signature} {{ … }}")
        } else {
            format!("{signature} {{\n    {within}\n    …\n}}")
        };
        self.items[index].code = code;
        self.members(index, block, file);
    }

    fn members(&mut self, owner: usize, block: &ItemImpl, file: usize) {
        for item in &block.items {
            match item {
                ImplItem::Fn(function) => {
                    let (public, whole) = (is_public(&function.vis), function.to_token_stream());
                    self.function(Some(owner), Kind::Method, &function.sig, Some(&function.block), public, file, whole);
                }
                ImplItem::Const(item) if block.trait_.is_none() => {
                    let draft =
                        self.constant(&item.ident, &item.ty, is_public(&item.vis), file, item.to_token_stream());
                    self.add(Some(owner), Draft { body: item.expr.to_token_stream(), ..draft });
                }
                _ => {}
            }
        }
    }
}

fn generics(generics: &Generics) -> String {
    format!("{}{}", surface::text(generics), surface::text(&generics.where_clause))
}

/// The names and types of fields.
fn fields(fields: &Fields) -> TokenStream {
    let mut tokens = TokenStream::new();
    for field in fields {
        field.ident.to_tokens(&mut tokens);
        field.ty.to_tokens(&mut tokens);
        <Token![,]>::default().to_tokens(&mut tokens);
    }
    tokens
}

/// A type without its lifetimes and arguments: `&'a mut Ring<T>` is `&mut Ring`.
fn plain_type(ty: &str) -> String {
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
    let reference = plain.starts_with("&'");
    let joined = words.join(" ");
    if reference { format!("&{joined}") } else { joined }
}

/// Whether a word of code says more than that there is code.
fn is_telling(word: &str) -> bool {
    word != ANY_NAME && word.contains(char::is_alphanumeric) && !["self", "Self", "0", "1", "mut"].contains(&word)
}

/// The body with its variables numbered in the order in which they are declared, so that their names make no difference.
fn numbered(words: Vec<String>, variables: &[String]) -> Vec<String> {
    let mut after_dot = false;
    let mut numbered = Vec::with_capacity(words.len());
    for word in words {
        let number = variables.iter().position(|variable| *variable == word && !after_dot);
        after_dot = word == ".";
        numbered.push(number.map_or(word, |number| format!("{ANY_NAME}{number}")));
    }
    numbered
}

fn pieces(words: &[String]) -> BTreeSet<u64> {
    let hash = |words: &[String]| {
        let mut hasher = DefaultHasher::new();
        words.hash(&mut hasher);
        hasher.finish()
    };
    match words.len() {
        0 => BTreeSet::new(),
        length if length < PIECE => BTreeSet::from([hash(words)]),
        _ => words.windows(PIECE).map(hash).collect(),
    }
}

/// The text between two places, without lines that are comments, and as far to the left as it goes.
fn cut(text: &str, start: LineColumn, end: LineColumn) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (number, line) in text.lines().enumerate().skip(start.line - 1).take(end.line + 1 - start.line) {
        let characters = line.chars();
        let line: String =
            if number + 1 == end.line { characters.take(end.column).collect() } else { characters.collect() };
        // The first line keeps its place, so that the others are moved as far as it is.
        let line = if number + 1 == start.line {
            line.chars().enumerate().map(|(column, c)| if column < start.column { ' ' } else { c }).collect()
        } else {
            line
        };
        if !line.trim_start().starts_with("//") {
            lines.push(line);
        }
    }
    let indent = |line: &String| line.len() - line.trim_start().len();
    let shift = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let lines: Vec<&str> = lines.iter().map(|line| line.get(shift..).unwrap_or_default().trim_end()).collect();
    lines.join("\n")
}
