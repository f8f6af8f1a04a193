//! A design's types and their relations, as a class diagram and as a tree of owners.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;
use syn::visit::{self, Visit};
use syn::{Fields, FnArg, Generics, ImplItem, Item, TraitItem, Type, TypeParamBound, WherePredicate};
use xtask::render::plural;

use crate::crate_source::CrateSource;
use crate::syntax::{derived_traits, is_public, last_name, self_types, text, type_name};

/// The largest number of types in a diagram.
const MOST_TYPES: usize = 12;
/// The largest number of lines in a tree.
const MOST_LINES: usize = 24;

/// The types of a design that own, share, borrow, create or implement each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diagram {
    /// The types, owners first.
    pub types: Vec<DrawnType>,
    /// The relations between them.
    pub relations: Vec<Relation>,
    /// The number of types with relations that are left out because the diagram is full.
    pub left_out: usize,
    /// The tree of owners, as lines.
    #[serde(skip)]
    tree: Vec<String>,
}

/// A type or trait in a diagram.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawnType {
    /// The name.
    pub name: String,
    /// The parameters, such as `<K, V>`, or an empty string.
    pub generics: String,
    /// The kind.
    pub kind: TypeKind,
    /// The fields and variants.
    pub members: Vec<DrawnMember>,
    /// The names of its public methods, and of a trait's methods.
    pub methods: Vec<String>,
    /// The types without relations of their own that implement the trait.
    pub implementors: Vec<String>,
    /// True for plain data: a struct whose fields are all public or that wraps one value of another crate, and an enum
    /// without data. A tree does not show their members.
    pub is_plain: bool,
    #[serde(skip)]
    traits: Traits,
}

/// The traits and properties that decide where a type is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Traits {
    is_public: bool,
    /// True for a guard, an iterator and the like, which borrows from another value.
    is_view: bool,
    is_iterator: bool,
    is_error: bool,
    /// True for a trait that only copies implement, that is, values.
    is_copied: bool,
    /// The number of its methods.
    methods: usize,
    /// The number of its public methods that change or take the value.
    changing: usize,
}

/// The kind of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TypeKind {
    /// A struct.
    Struct,
    /// An enum.
    Enum,
    /// A trait.
    Trait,
}

/// A field of a struct, or a variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawnMember {
    /// The code, such as `slots: Vec<Slot>` or `Paying { slot: usize }`.
    pub text: String,
    /// The types of the crate that it owns or shares.
    pub owns: Vec<String>,
}

/// A relation between two types.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Relation {
    /// The owner, the borrower, the creator or the implementing type.
    pub from: String,
    /// The other type.
    pub to: String,
    /// The kind of relation.
    pub kind: RelationKind,
}

/// The kind of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// Owns at most one value.
    Owns,
    /// Owns any number of values.
    OwnsMany,
    /// Shares ownership through `Rc` or `Arc`, or refers to a shared value through `Weak`.
    Shares,
    /// Borrows.
    Borrows,
    /// Stores an id under which another type is stored.
    RefersById,
    /// Creates a value that it does not own.
    Creates,
    /// Implements a trait.
    Implements,
}

/// Traits by the name of the type parameter that they bound.
type Bounds = BTreeMap<String, BTreeSet<String>>;

/// The names that a crate defines.
#[derive(Default)]
struct Names {
    defined: BTreeSet<String>,
    /// The crate's own traits that bound the parameters of each type.
    bounds: BTreeMap<String, Bounds>,
    /// The type aliases, with their types.
    aliases: BTreeMap<String, syn::ItemType>,
    /// How each generic type holds values of its parameters.
    generic: BTreeMap<String, RelationKind>,
    /// The type that is stored under each type of ids.
    ids: BTreeMap<String, String>,
}

impl Diagram {
    /// Draws a design.
    ///
    /// Types are found by their names alone. If two modules define a type with the same name, neither is drawn, because it is
    /// unknown which of them the other types mean.
    pub fn of(source: &CrateSource) -> Self {
        let modules = source.root.all();
        let all_items = || modules.iter().flat_map(|module| &module.items);
        let names: Vec<String> = all_items().filter_map(type_name).collect();
        let is_unique = |item: &&Item| match type_name(item) {
            Some(name) => names.iter().filter(|other| **other == name).count() == 1,
            None => true,
        };
        let items: Vec<&Item> = all_items().filter(is_unique).collect();
        let names = Names::of(&items);
        let mut all = Self::default();
        items.iter().for_each(|item| all.definition(item, &names));
        for item in &items {
            if let Item::Impl(of) = item {
                all.implementation(of, &names);
            }
        }
        all.relations.sort();
        all.relations.dedup();
        all.relations.retain(|relation| relation.from != relation.to);
        all.remove_weaker_relations();
        all.tree = all.draw_tree();
        all.selected()
    }

    fn definition(&mut self, item: &Item, names: &Names) {
        let (name, generics_of_type, kind, attributes, fields): (
            &syn::Ident,
            &Generics,
            TypeKind,
            _,
            Vec<(String, &Fields)>,
        ) = match item {
            Item::Struct(of) => {
                (&of.ident, &of.generics, TypeKind::Struct, &of.attrs, vec![(String::new(), &of.fields)])
            }
            Item::Enum(of) => {
                let variants = of.variants.iter().map(|variant| (variant.ident.to_string(), &variant.fields));
                (&of.ident, &of.generics, TypeKind::Enum, &of.attrs, variants.collect())
            }
            Item::Trait(of) => (&of.ident, &of.generics, TypeKind::Trait, &of.attrs, Vec::new()),
            _ => return,
        };
        let name = name.to_string();
        let mut members = Vec::new();
        let (mut has_private, mut is_wrapper) = (false, false);
        for (variant, fields) in fields {
            let mut owned_by_variant = Vec::new();
            for field in fields {
                let found = names.mentions(&name, &field.ty);
                let is_owned = |kind: RelationKind| kind <= RelationKind::Shares;
                let owns: Vec<String> =
                    found.iter().filter(|(_, kind)| is_owned(*kind)).map(|(name, _)| name.clone()).collect();
                match kind {
                    TypeKind::Enum => owned_by_variant.extend(owns),
                    _ => members.push(DrawnMember { text: names.field(field), owns }),
                }
                self.relations.extend(found.into_iter().map(|(to, kind)| Relation { from: name.clone(), to, kind }));
            }
            if kind == TypeKind::Enum {
                members.push(DrawnMember { text: variant + &names.variant(fields), owns: owned_by_variant });
            }
            has_private |= fields.iter().any(|field| !is_public(&field.vis));
            is_wrapper = matches!(fields, Fields::Unnamed(of) if of.unnamed.len() == 1);
        }
        let is_plain = match kind {
            TypeKind::Struct => !has_private || is_wrapper && members.iter().all(|member| member.owns.is_empty()),
            TypeKind::Enum => members.iter().all(|member| !member.text.contains('(')),
            TypeKind::Trait => true,
        };
        let parameters: Vec<String> = parameter_names(generics_of_type).collect();
        let mut methods = Vec::new();
        let mut traits = Traits {
            is_view: generics_of_type.lifetimes().next().is_some(),
            is_error: name.ends_with("Error") || derived_traits(attributes).iter().any(|of| last_name(of) == "Error"),
            ..Traits::default()
        };
        match item {
            Item::Struct(of) => traits.is_public = is_public(&of.vis),
            Item::Enum(of) => traits.is_public = is_public(&of.vis),
            Item::Trait(of) => {
                traits.is_public = is_public(&of.vis);
                let is_copy =
                    |of: &TypeParamBound| matches!(of, TypeParamBound::Trait(of) if last_name(&of.path) == "Copy");
                traits.is_copied = of.supertraits.iter().any(is_copy);
                for item in &of.items {
                    if let TraitItem::Fn(of) = item {
                        methods.push(of.sig.ident.to_string());
                    }
                }
            }
            _ => {}
        }
        let generics = if parameters.is_empty() { String::new() } else { format!("<{}>", parameters.join(", ")) };
        self.types.push(DrawnType {
            name,
            generics,
            kind,
            members,
            methods,
            implementors: Vec::new(),
            is_plain,
            traits,
        });
    }

    fn implementation(&mut self, of: &syn::ItemImpl, names: &Names) {
        let Some(from) = self_types(&of.self_ty).pop() else { return };
        let Some(ty) = self.types.iter_mut().find(|ty| ty.name == from) else { return };
        ty.traits.methods += of.items.len();
        if let Some((_, path, _)) = &of.trait_ {
            let to = last_name(path);
            ty.traits.is_iterator |= ["Iterator", "Visitor"].contains(&to.as_str());
            ty.traits.is_error |= to == "Error";
            // An implementation for `Rc<T>` or `&T` is not one of `T`.
            if names.defined.contains(&to) && matches!(&*of.self_ty, Type::Path(_)) {
                self.relations.push(Relation { from, to, kind: RelationKind::Implements });
            }
            return;
        }
        for item in &of.items {
            let ImplItem::Fn(method) = item else { continue };
            if let (Some(FnArg::Receiver(receiver)), true) = (method.sig.inputs.first(), is_public(&method.vis)) {
                let changes = receiver.mutability.is_some() || receiver.reference.is_none();
                // Methods that change the value come first.
                let place = if changes { ty.traits.changing } else { ty.methods.len() };
                ty.traits.changing += usize::from(changes);
                ty.methods.insert(place, method.sig.ident.to_string());
            }
            let mut created = Created { names, found: BTreeSet::new() };
            created.visit_block(&method.block);
            let relation = |to| Relation { from: from.clone(), to, kind: RelationKind::Creates };
            self.relations.extend(created.found.into_iter().map(relation));
        }
    }

    /// Removes relations that a stronger one implies.
    fn remove_weaker_relations(&mut self) {
        let all = self.relations.clone();
        let reached: BTreeMap<&str, Vec<String>> =
            self.types.iter().map(|ty| (ty.name.as_str(), self.reachable(&ty.name))).collect();
        let owns = |from: &str, to: &String| reached.get(from).is_some_and(|owned| owned.contains(to));
        self.relations.retain(|relation| match relation.kind {
            RelationKind::Owns => !all.contains(&Relation { kind: RelationKind::OwnsMany, ..relation.clone() }),
            RelationKind::RefersById => !owns(&relation.from, &relation.to),
            RelationKind::Creates => {
                // A view of a value is created by it.
                let is_view = all.contains(&Relation {
                    from: relation.to.clone(),
                    to: relation.from.clone(),
                    kind: RelationKind::Borrows,
                });
                !is_view && !owns(&relation.from, &relation.to) && !owns(&relation.to, &relation.from)
            }
            _ => true,
        });
    }

    /// Returns the types that are related to others, owners first and no more than fit.
    fn selected(mut self) -> Self {
        let values = self.values();
        let implements =
            |name: &str| self.relations.iter().any(|of| of.from == name && of.kind == RelationKind::Implements);
        let owns = |name: &str| self.relations.iter().any(|of| of.from == name && of.kind <= RelationKind::Shares);
        let folded: BTreeSet<String> = self
            .types
            .iter()
            .filter(|ty| {
                ty.kind != TypeKind::Trait && implements(&ty.name) && (values.contains(&ty.name) || !owns(&ty.name))
            })
            .map(|ty| ty.name.clone())
            .collect();
        for Relation { from, to, .. } in self.relations.iter().filter(|of| of.kind == RelationKind::Implements) {
            if let Some(ty) = self.types.iter_mut().find(|ty| ty.name == *to).filter(|_| folded.contains(from)) {
                ty.implementors.push(from.clone());
            }
        }
        self.relations.retain(|Relation { from, to, .. }| {
            [from, to].iter().all(|name| !values.contains(*name) && !folded.contains(*name))
        });
        let order = self.order();
        let ty = |name: &String| self.types.iter().find(|ty| ty.name == *name);
        let is_owner = |name: &str| self.relations.iter().any(|of| of.from == name && of.kind <= RelationKind::Shares);
        let mut kept: Vec<&String> = order.iter().collect();
        // A large design is folded: private types that own no other are left out first.
        kept.sort_by_key(|name| match ty(name) {
            Some(ty) if ty.kind == TypeKind::Trait => 0,
            Some(ty) if is_owner(name) && !ty.traits.is_view => 0,
            Some(ty) if ty.traits.is_public => 1,
            _ => 2,
        });
        kept.truncate(MOST_TYPES);
        let kept: BTreeSet<String> = kept.into_iter().cloned().collect();
        let types = order.iter().filter(|name| kept.contains(*name)).filter_map(ty).cloned().collect();
        let is_drawn = |relation: &&Relation| kept.contains(&relation.from) && kept.contains(&relation.to);
        Self {
            types,
            relations: self.relations.iter().filter(is_drawn).cloned().collect(),
            left_out: order.len().saturating_sub(MOST_TYPES),
            tree: self.tree,
        }
    }

    /// Returns the types that are not drawn: errors, iterators, and plain data unless it is part of an owner and has a
    /// role in it.
    fn values(&self) -> BTreeSet<String> {
        let roles = self.types.iter().filter(|ty| ty.kind == TypeKind::Trait && !ty.traits.is_copied);
        let roles: BTreeSet<&str> = roles.map(|ty| ty.name.as_str()).collect();
        let owned = || self.relations.iter().filter(|of| of.kind <= RelationKind::Shares);
        let is_value = |ty: &DrawnType, values: &BTreeSet<String>| {
            let Traits { is_error, is_iterator, is_copied, .. } = ty.traits;
            let has_role = owned().any(|of| of.from == ty.name && roles.contains(of.to.as_str()));
            let has_owner = owned().any(|of| of.to == ty.name && !values.contains(&of.from));
            let is_data = ty.kind != TypeKind::Trait && ty.is_plain && !(has_role && has_owner);
            is_error || is_iterator || is_copied || is_data
        };
        let mut values = BTreeSet::new();
        loop {
            let found: BTreeSet<String> =
                self.types.iter().filter(|ty| is_value(ty, &values)).map(|ty| ty.name.clone()).collect();
            if found.len() == values.len() {
                return values;
            }
            values = found;
        }
    }

    /// Returns the types that are related to others: the owners with the types that they own, and then the others.
    fn order(&self) -> Vec<String> {
        let is_held = |name: &str| self.relations.iter().any(|of| of.to == name && of.kind <= RelationKind::Shares);
        let related = |name: &str| self.relations.iter().any(|of| of.from == name || of.to == name);
        let mut roots: Vec<&DrawnType> =
            self.types.iter().filter(|ty| related(&ty.name) && !is_held(&ty.name)).collect();
        let is_other = |ty: &DrawnType| ty.traits.is_view || ty.kind == TypeKind::Trait;
        roots.sort_by_key(|ty| (is_other(ty), std::cmp::Reverse(ty.traits.methods)));
        let mut order: Vec<String> = Vec::new();
        for name in roots.iter().flat_map(|root| self.reachable(&root.name)) {
            if !order.contains(&name) {
                order.push(name);
            }
        }
        order
    }

    /// Returns a type and those that it owns, directly or not, nearest first.
    fn reachable(&self, root: &str) -> Vec<String> {
        let mut found = vec![root.to_owned()];
        let mut queue = VecDeque::from([root.to_owned()]);
        while let Some(name) = queue.pop_front() {
            for relation in self.relations.iter().filter(|of| of.from == name && of.kind <= RelationKind::Shares) {
                if !found.contains(&relation.to) {
                    found.push(relation.to.clone());
                    queue.push_back(relation.to.clone());
                }
            }
        }
        found
    }

    /// Renders the diagram in the language of Mermaid.
    pub fn mermaid(&self) -> String {
        let code = |text: &str| text.replace(['<', '>'], "~").replace(['{', '}'], "");
        let mut lines = vec!["classDiagram".to_owned()];
        for ty in &self.types {
            lines.push(format!("    class {}{} {{", ty.name, code(&ty.generics)));
            lines.extend(ty.kind.label().map(|label| format!("        <<{label}>>")));
            lines.extend(ty.member_lines().iter().map(|line| format!("        {}", code(line))));
            lines.extend(ty.method_lines().iter().map(|line| format!("        {line}")));
            lines.extend(ty.implementors_line().map(|line| format!("        {line}")));
            lines.push("    }".to_owned());
        }
        for Relation { from, to, kind } in &self.relations {
            lines.push(match kind {
                RelationKind::Owns => format!("    {from} *-- {to}"),
                RelationKind::OwnsMany => format!("    {from} *-- \"*\" {to}"),
                RelationKind::Shares => format!("    {from} o-- {to} : shares"),
                RelationKind::Borrows => format!("    {from} --> {to} : borrows"),
                RelationKind::RefersById => format!("    {from} ..> {to} : by id"),
                RelationKind::Creates => format!("    {from} ..> {to} : creates"),
                RelationKind::Implements => format!("    {to} <|.. {from}"),
            });
        }
        if self.left_out > 0 {
            lines.push(format!("    note \"{} more {}\"", self.left_out, plural(self.left_out, "type", "types")));
        }
        lines.join("\n") + "\n"
    }

    /// Returns the owners with their fields and variants, and the types that these own below them.
    pub fn tree(&self) -> &[String] {
        &self.tree
    }

    fn draw_tree(&self) -> Vec<String> {
        let held = self.relations.iter().filter(|of| of.kind <= RelationKind::Shares).map(|of| of.to.as_str());
        let held: BTreeSet<&str> = held.collect();
        // A design of independent types has no other roots.
        let is_alone = held.is_empty();
        let is_root = |ty: &&DrawnType| {
            let Traits { is_view, is_iterator, is_error, methods, .. } = ty.traits;
            let owns = self.relations.iter().any(|of| of.from == ty.name && of.kind <= RelationKind::Shares);
            let is_root = is_alone || owns && !held.contains(ty.name.as_str());
            is_root && !ty.is_plain && !is_view && !is_iterator && !is_error && methods > 0
        };
        let mut roots: Vec<&DrawnType> = self.types.iter().filter(is_root).collect();
        roots.sort_by_key(|ty| std::cmp::Reverse(ty.traits.methods));
        let mut lines = Vec::new();
        let mut drawn = BTreeSet::new();
        for ty in roots {
            lines.push(format!("{}{}", ty.name, ty.generics));
            drawn.insert(ty.name.as_str());
            self.branch(ty, "", &mut drawn, &mut lines);
        }
        if lines.len() > MOST_LINES {
            let more = lines.len() - MOST_LINES;
            lines.truncate(MOST_LINES);
            lines.push(format!("… {more} more {}", plural(more, "line", "lines")));
        }
        lines
    }

    fn branch<'a>(&'a self, ty: &'a DrawnType, indent: &str, drawn: &mut BTreeSet<&'a str>, lines: &mut Vec<String>) {
        for (number, member) in ty.members.iter().enumerate() {
            let is_last = number + 1 == ty.members.len();
            lines.push(format!("{indent}{} {}", if is_last { "└" } else { "├" }, member.text));
            let below = format!("{indent}{}  ", if is_last { " " } else { "│" });
            let find = |name: &String| self.types.iter().find(|ty| ty.name == *name && !ty.is_plain);
            let mut inner: Vec<&DrawnType> = member.owns.iter().filter_map(find).collect();
            inner.retain(|ty| drawn.insert(&ty.name));
            match inner[..] {
                [only] => self.branch(only, &below, drawn, lines),
                _ => {
                    for (number, ty) in inner.iter().enumerate() {
                        let is_last = number + 1 == inner.len();
                        let (mark, rest) = if is_last { ("└", " ") } else { ("├", "│") };
                        lines.push(format!("{below}{mark} {}{}", ty.name, ty.generics));
                        self.branch(ty, &format!("{below}{rest}  "), drawn, lines);
                    }
                }
            }
        }
    }
}

impl TypeKind {
    /// Returns the label above the name of a type, or `None` for a struct.
    pub fn label(self) -> Option<&'static str> {
        match self {
            TypeKind::Struct => None,
            TypeKind::Enum => Some("enum"),
            TypeKind::Trait => Some("trait"),
        }
    }
}

impl DrawnType {
    /// The largest number of fields or variants of a type in a diagram.
    const MOST_MEMBERS: usize = 8;
    /// The largest number of methods of a type in a diagram.
    const MOST_METHODS: usize = 8;
    /// The width of a line of methods, in characters.
    const WIDTH: usize = 30;

    /// Returns the fields or variants.
    pub fn member_lines(&self) -> Vec<&str> {
        let more = if self.members.len() > Self::MOST_MEMBERS { Some("…") } else { None };
        self.members.iter().take(Self::MOST_MEMBERS).map(|member| member.text.as_str()).chain(more).collect()
    }

    /// Returns the methods, several in each line.
    pub fn method_lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let more = if self.methods.len() > Self::MOST_METHODS { Some("…".to_owned()) } else { None };
        let methods = self.methods.iter().take(Self::MOST_METHODS).map(|name| format!("{name}()"));
        for method in methods.chain(more) {
            match lines.last_mut() {
                Some(line) if line.chars().count() + method.chars().count() < Self::WIDTH => {
                    *line += &format!(" {method}");
                }
                _ => lines.push(method),
            }
        }
        lines
    }

    /// Returns the line about types that implement a trait and are not drawn.
    pub fn implementors_line(&self) -> Option<String> {
        (!self.implementors.is_empty()).then(|| format!("for {}", self.implementors.join(", ")))
    }
}

/// Returns the names of the type parameters.
fn parameter_names(generics: &Generics) -> impl Iterator<Item = String> {
    generics.type_params().map(|parameter| parameter.ident.to_string())
}

impl Names {
    fn of(items: &[&Item]) -> Self {
        let defined: BTreeSet<String> = items.iter().filter_map(|item| type_name(item)).collect();
        let bounds = trait_bounds(items, &defined);
        let aliases = items.iter().filter_map(|item| match item {
            Item::Type(of) => Some((of.ident.to_string(), of.clone())),
            _ => None,
        });
        let mut names = Self { defined, bounds, aliases: aliases.collect(), ..Self::default() };
        names.generic = items.iter().filter_map(|item| names.holds_parameters(item)).collect();
        names.ids = names.ids(items);
        names
    }

    /// Returns a field as `name: type`, or its type alone in a tuple. An alias is replaced by its type, unless its arguments
    /// are other types than its parameters.
    fn field(&self, field: &syn::Field) -> String {
        let name = field.ident.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
        let alias = self_types(&field.ty).pop().and_then(|name| self.aliases.get(&name)).filter(|alias| {
            let arguments = arguments_of(&alias.ident.to_string(), &field.ty).unwrap_or_default();
            parameter_names(&alias.generics).eq(arguments.into_iter().map(text))
        });
        name + &without_lifetimes(alias.map_or(&field.ty, |alias| &alias.ty))
    }

    /// Returns the fields of a variant in parentheses, or an empty string.
    fn variant(&self, fields: &Fields) -> String {
        let all = fields.iter().map(|field| self.field(field)).collect::<Vec<_>>().join(", ");
        if all.is_empty() { all } else { format!("({all})") }
    }

    /// Returns the types and traits of the crate that the type of a field of `owner` mentions, and how it holds them.
    fn mentions(&self, owner: &str, ty: &Type) -> Vec<(String, RelationKind)> {
        let mut mentions = Mentions {
            names: self,
            bounds: self.bounds.get(owner),
            kinds: vec![RelationKind::Owns],
            found: Vec::new(),
        };
        mentions.visit_type(ty);
        mentions.found
    }

    /// Returns how a generic type holds values of its parameters.
    fn holds_parameters(&self, item: &Item) -> Option<(String, RelationKind)> {
        let Item::Struct(of) = item else { return None };
        let parameters: BTreeSet<String> = parameter_names(&of.generics).collect();
        let names = Self { defined: parameters, ..Self::default() };
        let name = of.ident.to_string();
        let found = of.fields.iter().flat_map(|field| names.mentions(&name, &field.ty)).collect::<Vec<_>>();
        Some((name, found.into_iter().map(|(_, kind)| kind).max()?))
    }

    /// Returns the type that is stored under each type of ids: the values of a map with such keys, or the type that
    /// implements a trait with an associated type `Id`.
    fn ids(&self, items: &[&Item]) -> BTreeMap<String, String> {
        let mut ids = BTreeMap::new();
        for item in items {
            let fields: Vec<&Type> = match item {
                Item::Struct(of) => of.fields.iter().map(|field| &field.ty).collect(),
                Item::Impl(of) => {
                    let id = of.items.iter().find_map(|item| match item {
                        ImplItem::Type(of) if of.ident == "Id" => self_types(&of.ty).pop(),
                        _ => None,
                    });
                    ids.extend(id.zip(self_types(&of.self_ty).pop()));
                    continue;
                }
                _ => continue,
            };
            for (key, value) in fields.into_iter().filter_map(map_types) {
                let value = self_types(argument_of("Option", value).unwrap_or(value)).pop();
                ids.extend(self_types(key).pop().filter(|key| key.ends_with("Id")).zip(value));
            }
        }
        ids.retain(|id, value| self.defined.contains(id) && self.defined.contains(value) && !value.ends_with("Id"));
        ids
    }
}

/// Returns the types of the keys and values of a map.
fn map_types(ty: &Type) -> Option<(&Type, &Type)> {
    let arguments = ["BTreeMap", "HashMap"].iter().find_map(|map| arguments_of(map, ty))?;
    Some((arguments.first()?, arguments.get(1)?))
}

/// Returns the type inside a container, such as `T` in `Option<T>`.
fn argument_of<'a>(container: &str, ty: &'a Type) -> Option<&'a Type> {
    arguments_of(container, ty)?.first().copied()
}

fn arguments_of<'a>(generic: &str, ty: &'a Type) -> Option<Vec<&'a Type>> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == generic)?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    Some(types.collect())
}

/// Returns the crate's own traits that bound the parameters of each type, at its definition or at an implementation.
fn trait_bounds(items: &[&Item], defined: &BTreeSet<String>) -> BTreeMap<String, Bounds> {
    let mut parameters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for item in items {
        let (name, generics) = match item {
            Item::Struct(of) => (&of.ident, &of.generics),
            Item::Enum(of) => (&of.ident, &of.generics),
            _ => continue,
        };
        parameters.insert(name.to_string(), parameter_names(generics).collect());
    }
    let mut bounds: BTreeMap<String, Bounds> = BTreeMap::new();
    for item in items {
        // An implementation can have other names for the parameters of the type.
        let (name, generics, arguments) = match item {
            Item::Struct(of) => (of.ident.to_string(), &of.generics, None),
            Item::Enum(of) => (of.ident.to_string(), &of.generics, None),
            Item::Impl(of) => {
                let Some(name) = self_types(&of.self_ty).pop() else { continue };
                let arguments = arguments_of(&name, &of.self_ty).unwrap_or_default();
                (name, &of.generics, Some(arguments.into_iter().map(text).collect::<Vec<_>>()))
            }
            _ => continue,
        };
        let parameter_of_type = |bounded: String| match &arguments {
            Some(arguments) => {
                let index = arguments.iter().position(|argument| *argument == bounded)?;
                parameters.get(&name)?.get(index).cloned()
            }
            None => Some(bounded),
        };
        for (bounded, of) in bounds_in(generics) {
            let of_trait = last_name(&of.path);
            if let Some(parameter) = parameter_of_type(bounded).filter(|_| defined.contains(&of_trait)) {
                bounds.entry(name.clone()).or_default().entry(parameter).or_default().insert(of_trait);
            }
        }
    }
    pass_on_bounds(items, &parameters, &mut bounds);
    bounds
}

/// Passes the bounds of a type's parameters on to the generic types of its fields: with `P: Policy` in an implementation
/// of `Lot<P>`, which has a field of the type `Rules<P>`, the parameter of `Rules` is a policy as well.
fn pass_on_bounds(items: &[&Item], parameters: &BTreeMap<String, Vec<String>>, bounds: &mut BTreeMap<String, Bounds>) {
    let mut arguments = Arguments { parameters, found: Vec::new() };
    let mut passed = Vec::new();
    for item in items {
        if let Item::Struct(of) = item {
            arguments.visit_fields(&of.fields);
            passed.extend(arguments.found.drain(..).map(|argument| (of.ident.to_string(), argument)));
        }
    }
    let count = |bounds: &BTreeMap<String, Bounds>| -> usize {
        bounds.values().flat_map(BTreeMap::values).map(BTreeSet::len).sum()
    };
    loop {
        let before = count(bounds);
        for (owner, Argument { ty, parameter, argument }) in &passed {
            let known = bounds.get(owner).and_then(|bounds| bounds.get(argument)).cloned();
            if let Some(traits) = known {
                bounds.entry(ty.clone()).or_default().entry(parameter.clone()).or_default().extend(traits);
            }
        }
        if count(bounds) == before {
            return;
        }
    }
}

/// An argument of a generic type, and the parameter that it stands for.
struct Argument {
    ty: String,
    parameter: String,
    argument: String,
}

/// Finds the arguments of the crate's own generic types.
struct Arguments<'a> {
    /// The parameters of each type.
    parameters: &'a BTreeMap<String, Vec<String>>,
    found: Vec<Argument>,
}

impl<'ast> Visit<'ast> for Arguments<'_> {
    fn visit_type(&mut self, ty: &'ast Type) {
        if let Some((name, parameters)) = self_types(ty).pop().and_then(|name| self.parameters.get_key_value(&name)) {
            let arguments = arguments_of(name, ty).unwrap_or_default().into_iter().map(text);
            let pairs = parameters.iter().cloned().zip(arguments);
            self.found.extend(pairs.map(|(parameter, argument)| Argument { ty: name.clone(), parameter, argument }));
        }
        visit::visit_type(self, ty);
    }
}

/// Returns the traits in parameters and where clauses, each with the type that it bounds.
fn bounds_in<'a>(generics: &'a Generics) -> Vec<(String, &'a syn::TraitBound)> {
    let mut found = Vec::new();
    let mut add = |bounded: String, bound: &'a TypeParamBound| {
        if let TypeParamBound::Trait(of) = bound {
            found.push((bounded, of));
        }
    };
    for parameter in generics.type_params() {
        parameter.bounds.iter().for_each(|bound| add(parameter.ident.to_string(), bound));
    }
    for predicate in generics.where_clause.iter().flat_map(|of| &of.predicates) {
        if let WherePredicate::Type(predicate) = predicate {
            predicate.bounds.iter().for_each(|bound| add(text(&predicate.bounded_ty), bound));
        }
    }
    found
}

/// Finds the crate's own types that code creates.
struct Created<'a> {
    names: &'a Names,
    found: BTreeSet<String>,
}

impl Created<'_> {
    fn add(&mut self, path: &syn::Path) {
        let names = path.segments.iter().map(|segment| segment.ident.to_string());
        self.found.extend(names.filter(|name| self.names.defined.contains(name)));
    }
}

impl<'ast> Visit<'ast> for Created<'_> {
    fn visit_expr_struct(&mut self, of: &'ast syn::ExprStruct) {
        self.add(&of.path);
        visit::visit_expr_struct(self, of);
    }

    fn visit_expr_call(&mut self, of: &'ast syn::ExprCall) {
        if let syn::Expr::Path(path) = &*of.func {
            self.add(&path.path);
        }
        visit::visit_expr_call(self, of);
    }
}

/// Finds the crate's own types in a type, and how the type holds them.
struct Mentions<'a> {
    names: &'a Names,
    /// The traits that bound the parameters of the type whose field is visited.
    bounds: Option<&'a Bounds>,
    /// The relation of the current position, innermost last.
    kinds: Vec<RelationKind>,
    found: Vec<(String, RelationKind)>,
}

/// Returns a type as text, without lifetimes.
fn without_lifetimes(ty: &Type) -> String {
    let text = text(ty);
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('\'') {
        kept.push_str(&rest[..at]);
        rest = rest[at + 1..].trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        rest = rest.strip_prefix(", ").or_else(|| rest.strip_prefix(' ')).unwrap_or(rest);
    }
    kept.push_str(rest);
    kept.replace("<>", "")
}

impl<'ast> Visit<'ast> for Mentions<'_> {
    fn visit_type_reference(&mut self, of: &'ast syn::TypeReference) {
        self.kinds.push(RelationKind::Borrows);
        visit::visit_type_reference(self, of);
        self.kinds.pop();
    }

    fn visit_type_array(&mut self, of: &'ast syn::TypeArray) {
        self.kinds.push(RelationKind::OwnsMany);
        self.visit_type(&of.elem);
        self.kinds.pop();
    }

    // A function is called, and stores neither its parameters nor its result.
    fn visit_parenthesized_generic_arguments(&mut self, _: &'ast syn::ParenthesizedGenericArguments) {}

    fn visit_type_bare_fn(&mut self, _: &'ast syn::TypeBareFn) {}

    fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
        let names = self.names;
        let name = segment.ident.to_string();
        if name == "PhantomData" {
            return;
        }
        let kind = self.kinds.iter().copied().max().unwrap_or(RelationKind::Owns);
        if let Some(stored) = self.names.ids.get(&name) {
            self.found.push((stored.clone(), RelationKind::RefersById));
        }
        if self.names.defined.contains(&name) {
            self.found.push((name.clone(), kind));
        } else if let Some(alias) = names.aliases.get(&name) {
            self.visit_type(&alias.ty);
        } else if let Some(traits) = self.bounds.and_then(|bounds| bounds.get(&name)) {
            self.found.extend(traits.iter().map(|of_trait| (of_trait.clone(), kind)));
        }
        let inner = match name.as_str() {
            "Rc" | "Arc" | "Weak" => Some(RelationKind::Shares),
            "Vec" | "VecDeque" | "BTreeMap" | "BTreeSet" | "HashMap" | "HashSet" | "HashTable" | "BinaryHeap"
            | "LinkedList" => Some(RelationKind::OwnsMany),
            name => self.names.generic.get(name).copied(),
        };
        self.kinds.extend(inner);
        let start = self.found.len();
        visit::visit_path_segment(self, segment);
        if self.names.defined.contains(&name) {
            // A generic type of the crate is related to the traits of its parameters itself.
            let of_parameters: BTreeSet<&String> = self.bounds.iter().flat_map(|of| of.values()).flatten().collect();
            let inside = self.found.split_off(start);
            self.found.extend(inside.into_iter().filter(|(name, _)| !of_parameters.contains(name)));
        }
        if inner.is_some() {
            self.kinds.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOT: &str = "pub struct Lot<P> { spots: Vec<Option<Car>>, policy: P, log: Rc<Log>, state: State }
        struct Car { plate: Plate, at: usize } pub struct Plate(String); struct Log { lines: Vec<String> }
        enum State { Open, Closed { since: u64, last: Option<Car> } } trait Policy {} struct First;
        impl Policy for First {} impl<P: Policy> Lot<P> { fn park(&mut self) {} }
        struct View<'a> { lot: &'a Lot<First> } pub struct Unrelated { a: u8 }";

    fn diagram() -> Diagram {
        Diagram::of(&CrateSource::of_text(LOT))
    }

    #[test]
    fn a_tree_shows_owners_and_what_they_own() {
        let expected = "\
Lot<P>
├ spots: Vec<Option<Car>>
│  ├ plate: Plate
│  └ at: usize
├ policy: P
├ log: Rc<Log>
│  └ lines: Vec<String>
└ state: State
   ├ Open
   └ Closed(since: u64, last: Option<Car>)";
        assert_eq!(diagram().tree().join("\n"), expected);
    }

    #[test]
    fn the_type_of_an_alias_is_shown() {
        let text = "pub struct Lot<P> { cars: Cars<P>, others: Cars<u8> } impl<P> Lot<P> { fn park(&mut self) {} }
            type Cars<P> = BTreeMap<P, Car>; struct Car { at: Option<u8> }";
        let expected = ["Lot<P>", "├ cars: BTreeMap<P, Car>", "│  └ at: Option<u8>", "└ others: Cars<u8>"];
        assert_eq!(Diagram::of(&CrateSource::of_text(text)).tree(), expected);
    }

    #[test]
    fn types_with_the_same_name_are_not_confused() {
        let text = "pub struct Lot { state: State, car: Car } impl Lot { fn park(&mut self) {} } enum State { Open }
            struct Car { at: Option<u8> } mod round { enum State { Playing(u8) } }";
        let expected = ["Lot", "├ state: State", "└ car: Car", "   └ at: Option<u8>"];
        assert_eq!(Diagram::of(&CrateSource::of_text(text)).tree(), expected);
    }

    #[test]
    fn a_type_that_owns_no_other_type_has_a_tree() {
        let text = "pub struct Map { pairs: Vec<(u8, u8)> } impl Map { fn get(&self) {} }";
        assert_eq!(Diagram::of(&CrateSource::of_text(text)).tree(), ["Map", "└ pairs: Vec<(u8, u8)>"]);
    }

    #[test]
    fn relations_say_how_a_value_is_held() {
        let relations: Vec<String> =
            diagram().relations.iter().map(|Relation { from, to, kind }| format!("{from} {kind:?} {to}")).collect();
        let expected = [
            "Lot OwnsMany Car",
            "Lot Shares Log",
            "Lot Owns Policy",
            "Lot Owns State",
            "State Owns Car",
            "View Borrows Lot",
        ];
        assert_eq!(relations, expected);
    }

    #[test]
    fn mermaid_has_classes_and_arrows() {
        let text = diagram().mermaid();
        for line in [
            "    class Lot~P~ {",
            "        spots: Vec~Option~Car~~",
            "        <<trait>>",
            "    Lot *-- \"*\" Car",
            "    Lot o-- Log : shares",
            "        for First",
            "    View --> Lot : borrows",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}: {text}");
        }
        assert!(!text.contains("Unrelated"), "{text}");
    }

    fn relations_of(text: &str) -> Vec<String> {
        let relations = Diagram::of(&CrateSource::of_text(text)).relations;
        relations.iter().map(|Relation { from, to, kind }| format!("{from} {kind:?} {to}")).collect()
    }

    #[test]
    fn ids_refer_to_the_values_stored_under_them() {
        let text = "pub struct CallId(u64); struct Call { state: u8 } struct Team { queue: VecDeque<CallId> }
            pub struct Center { calls: BTreeMap<CallId, Call>, teams: Vec<Team>, last: CallId }";
        let expected = ["Center OwnsMany Call", "Center OwnsMany Team", "Team RefersById Call"];
        assert_eq!(relations_of(text), expected);
    }

    #[test]
    fn a_generic_type_owns_what_its_parameters_stand_for() {
        let text =
            "trait Entity {} struct Registry<E: Entity> { all: Vec<E> } struct Call { state: State } enum State { On(u8) } impl Entity for Call {}
            trait Rank: Copy + Ord {} pub struct Center<R: Rank> { calls: Registry<Call>, rank: R }";
        let expected = [
            "Call Owns State",
            "Center OwnsMany Call",
            "Center Owns Registry",
            "Registry OwnsMany Entity",
            "Call Implements Entity",
        ];
        let mut found = relations_of(text);
        found.sort_by_key(|relation| relation.contains("Implements"));
        assert_eq!(found, expected, "ranks are values");
    }

    #[test]
    fn a_parameter_has_the_traits_of_its_own_type() {
        let text = "trait Measure {} trait Map {} pub struct Window<M> { measure: M, all: Totals } pub struct Job<M> { map: M }
            struct Sum { a: u8 } type Totals = BTreeMap<u8, Sum>;
            impl<X: Measure> Window<X> { fn a(&self) {} } impl<M> Job<M> where M: Map { fn b(&self) {} }";
        let expected = ["Job Owns Map", "Window Owns Measure", "Window OwnsMany Sum"];
        assert_eq!(relations_of(text), expected, "relations, one of them through an alias");
    }

    #[test]
    fn a_type_passes_the_traits_of_its_parameters_on_to_its_fields() {
        let text = "trait Policy {} pub struct Lot<V, X> { all: Vec<V>, rules: Option<Rules<X>> } struct Rules<P> { policy: P }
            impl<V, X: Policy> Lot<V, X> { fn park(&self) {} }";
        assert_eq!(relations_of(text), ["Lot Owns Rules", "Rules Owns Policy"]);
    }

    #[test]
    fn a_type_creates_what_it_does_not_own() {
        let text = "pub struct Map { table: Table } struct Table { a: u8 } pub enum Entry<'a> { One(&'a mut Table) }
            impl Map { pub fn entry(&mut self) -> Entry<'_> { Entry::One(&mut self.table) } fn clear(&mut self) { self.table = Table { a: 0 } } }
            impl Table { fn other(&self) -> Map { todo!() } } struct Error; impl Map { fn fail() -> Error { Error::new() } }";
        assert_eq!(relations_of(text), ["Entry Borrows Table", "Map Creates Entry", "Map Owns Table"]);
    }

    #[test]
    fn a_large_design_is_cut() {
        let types: String = (0..20).map(|nth| format!("struct T{nth} {{ next: T{} }} ", nth + 1)).collect();
        let diagram = Diagram::of(&CrateSource::of_text(&(types + "struct T20 { end: u8 }")));
        assert_eq!((diagram.types.len(), diagram.left_out), (MOST_TYPES, 9));
        assert!(diagram.mermaid().contains("note \"9 more types\""), "{}", diagram.mermaid());
    }

    #[test]
    fn lifetimes_are_left_out() {
        let ty: Type = syn::parse_str("&'a mut Table<'a, K>").expect("a type");
        assert_eq!(without_lifetimes(&ty), "&mut Table<K>");
        let ty: Type = syn::parse_str("Iter<'a>").expect("a type");
        assert_eq!(without_lifetimes(&ty), "Iter");
    }
}
