//! The names chosen by a crate's author, and code with these names replaced.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Block, ImplItem, ItemImpl, PatIdent, Signature};

use super::contract::Contract;
use crate::crate_source::CrateSource;
use crate::syntax::visit_each;

/// The placeholder for a freely chosen name.
pub(crate) const ANY_NAME: &str = "·";

/// The names that a crate defines.
#[derive(Default)]
pub(super) struct DefinedNames {
    /// The names of types, functions, methods, constants, variants and fields.
    pub(super) items: BTreeSet<String>,
    /// The names of fields.
    fields: BTreeSet<String>,
    /// The names of methods.
    methods: BTreeSet<String>,
    /// The names of variables and type parameters.
    local: BTreeSet<String>,
}

impl DefinedNames {
    pub(super) fn of(source: &CrateSource) -> Self {
        let mut names = Self::default();
        for module in source.root.all() {
            module.items.iter().for_each(|item| names.visit_item(item));
        }
        names.local.remove("self");
        names
    }
}

impl<'ast> Visit<'ast> for DefinedNames {
    visit_each! { |this, method| this.methods.insert(method.sig.ident.to_string());
    visit_impl_item_fn: ImplItemFn, visit_trait_item_fn: TraitItemFn }
    visit_each! { |this, item| this.items.insert(item.ident.to_string());
    visit_signature: Signature, visit_item_const: ItemConst, visit_item_enum: ItemEnum, visit_item_struct: ItemStruct,
    visit_item_trait: ItemTrait, visit_item_type: ItemType, visit_variant: Variant }
    visit_each! { |this, parameter| this.local.insert(parameter.ident.to_string());
    visit_type_param: TypeParam }

    fn visit_item_impl(&mut self, block: &'ast ItemImpl) {
        // The trait determines the names of the methods.
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

    fn visit_field(&mut self, field: &'ast syn::Field) {
        let name = field.ident.as_ref().map(ToString::to_string);
        self.items.extend(name.clone());
        self.fields.extend(name);
        visit::visit_field(self, field);
    }

    fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
        if is_variable(pattern) {
            self.local.insert(pattern.ident.to_string());
        }
        visit::visit_pat_ident(self, pattern);
    }
}

/// The names that the author of a crate chose freely.
pub(super) struct FreeNames {
    /// Names that are free everywhere.
    anywhere: BTreeSet<String>,
    /// Names that are free only for fields.
    fields: BTreeSet<String>,
    /// Names of all methods.
    methods: BTreeSet<String>,
}

impl FreeNames {
    pub(super) fn of(defined: &DefinedNames, contract: &Contract) -> Self {
        let anywhere = defined.items.union(&defined.local).filter(|name| !contract.names.contains(*name));
        Self {
            anywhere: anywhere.cloned().collect(),
            // A field's name is free even if the contract has a method of that name.
            fields: defined.fields.difference(&contract.fields).cloned().collect(),
            methods: defined.methods.clone(),
        }
    }

    /// Replaces every free name with [`ANY_NAME`].
    pub(super) fn anonymized(&self, words: &[String], variables: &[String]) -> Vec<String> {
        let at = |index: usize| words.get(index).map_or("", String::as_str);
        let is_free = |index: usize, word: &String| {
            let before = index.checked_sub(1).map_or("", at);
            let after_dot = before == ".";
            // A call on a receiver is a method, not a variable or a function of that name.
            if after_dot && at(index + 1) == "(" && !self.methods.contains(word) {
                return false;
            }
            let is_defined = at(index + 1) == ":" && at(index + 2) != ":" && before != ":";
            let is_field = after_dot && at(index + 1) != "(" || is_defined;
            self.anywhere.contains(word)
                || is_field && self.fields.contains(word)
                || !after_dot && variables.contains(word)
        };
        let anonymized = words.iter().enumerate();
        anonymized.map(|(index, word)| if is_free(index, word) { ANY_NAME.to_owned() } else { word.clone() }).collect()
    }
}

/// Returns whether a one-word pattern is a variable rather than a constant or a variant.
fn is_variable(pattern: &PatIdent) -> bool {
    pattern.ident.to_string().starts_with(|c: char| c.is_lowercase() || c == '_')
}

/// Returns the variables of a function in the order of their declarations, parameters first.
pub(super) fn variables(signature: &Signature, block: Option<&Block>) -> Vec<String> {
    #[derive(Default)]
    struct Variables(Vec<String>);
    impl<'ast> Visit<'ast> for Variables {
        fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
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
