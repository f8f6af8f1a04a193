//! A crate as a design: its types and traits with what belongs to them, its functions and constants.
//!
//! Where an item stands, in which file or module, and in how many blocks a type is implemented, is no part of it. Two items
//! of one name in two modules are told apart by what they are alone.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
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
    /// The same with every type of a whole number replaced as well: where one writes `usize`, another has a type for it.
    pub(crate) frame: String,
    /// How many words of that tell it from others.
    pub(crate) frame_telling: usize,
    /// What a method is called on: `&mut self`.
    pub(crate) receiver: Option<String>,
    /// Whether it is a function that makes a value of the type that it belongs to.
    pub(crate) makes_self: bool,
    /// Of a struct, its fields: each as its name with its type, and as its type alone.
    pub(crate) fields: BTreeSet<String>,
    /// The body with every free name replaced.
    pub(crate) plain: Vec<String>,
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
    /// The names of its types, functions, methods, constants, variants and fields.
    pub(crate) defined: BTreeSet<String>,
    /// Those of its methods that nobody asked for.
    own_methods: BTreeSet<String>,
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
    /// What its users can name.
    pub surface: BTreeSet<String>,
    /// Every name in it. Nobody is free to choose these.
    names: BTreeSet<String>,
    /// The fields that its users can see.
    fields: BTreeSet<String>,
    /// Its items by what they belong to.
    items: BTreeSet<(Option<String>, String)>,
}

impl Contract {
    /// That of a stub.
    pub fn of(stub: &Source) -> Self {
        let surface = Surface::of(&stub.root);
        let lines = surface.lines();
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
        Self { surface: surface.names(), fields: surface.fields(), names, items }
    }
}

impl Crate {
    /// The design of a crate that was read; `contract` tells which of its items and names were given.
    pub fn of(source: &Source, contract: &Contract) -> Self {
        let Names { defined, fields, methods, local } = names_of(source);
        let mut builder = Builder {
            files: &source.files,
            items: Vec::new(),
            free: defined.union(&local).filter(|name| !contract.names.contains(*name)).cloned().collect(),
            methods,
            // A method's name that was given does not keep anybody from giving it to a field.
            fields: fields.difference(&contract.fields).cloned().collect(),
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
            defined,
            own_methods: BTreeSet::new(),
            words: all().flat_map(|(item, _)| words(item.to_token_stream())).collect(),
            macro_words: all().filter_map(|(item, _)| macro_words(item)).flatten().collect(),
            tally: Tally::of(source, &contract.surface),
            files: source.files.len(),
            problems: source.problems.clone(),
        };
        let given: Vec<bool> = this.items.iter().map(|item| contract.items.contains(&this.key(item))).collect();
        for (item, given) in this.items.iter_mut().zip(given) {
            item.given = given;
        }
        let own = this.items.iter().filter(|item| item.kind == Kind::Method && !item.given);
        this.own_methods = own.map(|item| item.name.clone()).collect();
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

/// What a name in the body of the one item is in that of the other.
pub(crate) struct Renamed<'a> {
    /// The name on the left.
    pub(crate) left: &'a str,
    /// That on the right.
    pub(crate) right: &'a str,
    /// Whether it stands behind a dot.
    pub(crate) of_something: bool,
    /// Whether it is called.
    pub(crate) called: bool,
}

/// The names by which two bodies differ, if they differ in nothing else: none where something else differs, or a name
/// stands for two, or both names mean something on both sides.
pub(crate) fn renamed<'a>(left: (&Crate, &'a Item), right: (&Crate, &'a Item)) -> Option<Vec<Renamed<'a>>> {
    let ((of_left, a), (of_right, b)) = (left, right);
    if a.kind != b.kind || a.shape != b.shape || a.body.len() != b.body.len() {
        return None;
    }
    let (mut there, mut back) = (BTreeMap::new(), BTreeMap::new());
    let mut found = Vec::new();
    for (index, (one, other)) in a.body.iter().zip(&b.body).enumerate() {
        if *there.entry(one).or_insert(other) != other || *back.entry(other).or_insert(one) != one {
            return None;
        }
        let before = if index > 0 { a.body[index - 1].as_str() } else { "" };
        let called = a.body.get(index + 1).is_some_and(|next| next == "(");
        // A name that is the contract's elsewhere may be that of a method which somebody chose to have.
        let methods = called && [".", ":"].contains(&before) && of_left.own_methods.contains(one);
        if a.plain[index] != b.plain[index] && !(methods && of_right.own_methods.contains(other)) {
            return None;
        }
        if one != other {
            let is_variable = one.starts_with(ANY_NAME) || other.starts_with(ANY_NAME);
            let means_something = of_left.defined.contains(other) && of_right.defined.contains(one);
            if is_variable || means_something {
                return None;
            }
            found.push(Renamed { left: one, right: other, of_something: before == ".", called });
        }
    }
    Some(found)
}

fn macro_words(item: &Syntax) -> Option<Vec<String>> {
    match item {
        Syntax::Macro(called) if called.ident.is_none() => Some(words(called.mac.tokens.clone())),
        _ => None,
    }
}

/// The names that somebody chose.
#[derive(Default)]
struct Names {
    /// Those of types, functions, methods, constants, variants and fields.
    defined: BTreeSet<String>,
    /// Those of fields alone.
    fields: BTreeSet<String>,
    /// Those of methods alone.
    methods: BTreeSet<String>,
    /// Those of variables and type parameters.
    local: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Names {
    fn visit_impl_item_fn(&mut self, method: &'ast syn::ImplItemFn) {
        self.methods.insert(method.sig.ident.to_string());
        visit::visit_impl_item_fn(self, method);
    }
    fn visit_trait_item_fn(&mut self, method: &'ast syn::TraitItemFn) {
        self.methods.insert(method.sig.ident.to_string());
        visit::visit_trait_item_fn(self, method);
    }
    fn visit_signature(&mut self, signature: &'ast Signature) {
        self.defined.insert(signature.ident.to_string());
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
        self.defined.insert(item.ident.to_string());
        visit::visit_item_const(self, item);
    }
    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.defined.insert(item.ident.to_string());
        visit::visit_item_enum(self, item);
    }
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.defined.insert(item.ident.to_string());
        visit::visit_item_struct(self, item);
    }
    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.defined.insert(item.ident.to_string());
        visit::visit_item_trait(self, item);
    }
    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.defined.insert(item.ident.to_string());
        visit::visit_item_type(self, item);
    }
    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.defined.insert(variant.ident.to_string());
        visit::visit_variant(self, variant);
    }
    fn visit_field(&mut self, field: &'ast syn::Field) {
        self.defined.extend(field.ident.as_ref().map(ToString::to_string));
        self.fields.extend(field.ident.as_ref().map(ToString::to_string));
        visit::visit_field(self, field);
    }
    fn visit_type_param(&mut self, parameter: &'ast syn::TypeParam) {
        self.local.insert(parameter.ident.to_string());
        visit::visit_type_param(self, parameter);
    }
    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        if is_variable(pattern) {
            self.local.insert(pattern.ident.to_string());
        }
        visit::visit_pat_ident(self, pattern);
    }
}

/// The names that are defined in a crate.
fn names_of(source: &Source) -> Names {
    let mut names = Names::default();
    for module in source.root.all() {
        module.items.iter().for_each(|item| names.visit_item(item));
    }
    names.local.remove("self");
    names
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
    /// Names that were free to choose, wherever they stand.
    free: BTreeSet<String>,
    /// Names of methods, given or not.
    methods: BTreeSet<String>,
    /// Those that were free to choose for a field.
    fields: BTreeSet<String>,
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
        let body_words = words(body);
        let plain = self.blurred(&body_words, variables.unwrap_or_default());
        let shape = self.blurred(&words(head), &[]);
        let frame: Vec<String> =
            shape.iter().map(|word| if is_number(word) { ANY_NAME.to_owned() } else { word.clone() }).collect();
        // What has no body, as a function that a trait asks for, is known by its head.
        let known_by = if plain.is_empty() { &shape } else { &plain };
        // Two numbers may be anything: a place, a span, a price.
        let only_numbers = kind == Kind::Struct && !known_by.iter().any(|word| is_telling(word) && !is_number(word));
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
            telling: if only_numbers { 0 } else { known_by.iter().filter(|word| is_telling(word)).count() },
            frame_telling: frame.iter().filter(|word| is_telling(word)).count(),
            frame: frame.join(" "),
            shape: shape.join(" "),
            plain,
            receiver: None,
            makes_self: false,
            fields: BTreeSet::new(),
            body: variables.map_or(body_words.clone(), |variables| numbered(body_words, variables)),
        };
        self.items.push(item);
        self.items.len() - 1
    }

    /// The fields of a struct, each as its name with its type, and as its type alone where that is telling.
    fn kinds_of_fields(&self, fields: &Fields) -> BTreeSet<String> {
        let mut kinds = BTreeSet::new();
        for field in fields {
            let ty = self.blurred(&words(field.ty.to_token_stream()), &[]);
            let text = ty.join(" ");
            kinds.extend(field.ident.as_ref().map(|name| format!("{name}: {text}")));
            if ty.iter().any(|word| is_telling(word)) {
                kinds.insert(text);
            }
        }
        kinds
    }

    /// Words with every name replaced that was free to choose.
    fn blurred(&self, words: &[String], variables: &[String]) -> Vec<String> {
        let at = |index: usize| words.get(index).map_or("", String::as_str);
        let is_free = |index: usize, word: &String| {
            let before = index.checked_sub(1).map_or("", at);
            let of_something = before == ".";
            // A variable or a function of this name is something else.
            if of_something && at(index + 1) == "(" && !self.methods.contains(word) {
                return false;
            }
            let is_defined = at(index + 1) == ":" && at(index + 2) != ":" && before != ":";
            let is_field = of_something && at(index + 1) != "(" || is_defined;
            self.free.contains(word)
                || is_field && self.fields.contains(word)
                || !of_something && variables.contains(word)
        };
        let blurred = words.iter().enumerate();
        blurred.map(|(index, word)| if is_free(index, word) { ANY_NAME.to_owned() } else { word.clone() }).collect()
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
                self.items[index].fields = self.kinds_of_fields(&item.fields);
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
        let whom = surface::plain_type(&surface::text(&block.self_ty));
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
        if let Some(name) = &field.ident {
            name.to_tokens(&mut tokens);
            <Token![:]>::default().to_tokens(&mut tokens);
        }
        field.ty.to_tokens(&mut tokens);
        <Token![,]>::default().to_tokens(&mut tokens);
    }
    tokens
}

/// Whether a word of code says more than that there is code.
fn is_telling(word: &str) -> bool {
    let says_nothing = ["self", "Self", "0", "1", "mut", "fn", "where"].contains(&word);
    word != ANY_NAME && word.contains(char::is_alphanumeric) && !says_nothing
}

/// Whether a word is a type of whole numbers.
fn is_number(word: &str) -> bool {
    word.strip_prefix(['u', 'i']).is_some_and(|bits| ["8", "16", "32", "64", "128", "size"].contains(&bits))
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
