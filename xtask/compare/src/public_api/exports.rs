//! Finds the items that a crate exports through public modules and `pub use`.

use std::collections::BTreeMap;

use syn::{Ident, Item, UseTree, Visibility};

use crate::crate_source::Module;
use crate::syntax::is_public;

/// Returns the importable item of a module with this name.
pub(super) fn item_named<'a>(module: &'a Module, name: &str) -> Option<&'a Item> {
    module.items.iter().find(|item| visibility_and_name(item).is_some_and(|(_, ident)| ident == name))
}

/// Returns the visibility and the name of an importable item.
fn visibility_and_name(item: &Item) -> Option<(&Visibility, &Ident)> {
    Some(match item {
        Item::Const(item) => (&item.vis, &item.ident),
        Item::Enum(item) => (&item.vis, &item.ident),
        Item::Fn(item) => (&item.vis, &item.sig.ident),
        Item::Static(item) => (&item.vis, &item.ident),
        Item::Struct(item) => (&item.vis, &item.ident),
        Item::Trait(item) => (&item.vis, &item.ident),
        Item::Type(item) => (&item.vis, &item.ident),
        _ => return None,
    })
}

/// The exports of a crate.
pub(super) struct Exports<'a> {
    root: &'a Module,
    /// The items by public path.
    pub(super) items: BTreeMap<String, &'a Item>,
    /// The `use` declarations of names from another crate or a macro, by public path.
    pub(super) reexports: BTreeMap<String, String>,
}

impl<'a> Exports<'a> {
    pub(super) fn of(root: &'a Module) -> Self {
        let mut exports = Self { root, items: BTreeMap::new(), reexports: BTreeMap::new() };
        exports.module(&[], "");
        exports
    }

    /// Adds the exports of the module at a path, with a prefix.
    fn module(&mut self, at: &[String], prefix: &str) {
        let Some(module) = self.root.find(at) else { return };
        for item in &module.items {
            match (item, visibility_and_name(item)) {
                (Item::Use(used), _) if is_public(&used.vis) => self.use_tree(&used.tree, &mut Vec::new(), at, prefix),
                (_, Some((visibility, name))) if is_public(visibility) => {
                    self.items.insert(format!("{prefix}{name}"), item);
                }
                _ => {}
            }
        }
        for name in module.modules.iter().filter(|(_, (public, _))| *public).map(|(name, _)| name) {
            self.module(&[at, std::slice::from_ref(name)].concat(), &format!("{prefix}{name}::"));
        }
    }

    fn use_tree(&mut self, tree: &UseTree, path: &mut Vec<String>, at: &[String], prefix: &str) {
        match tree {
            UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.use_tree(&inner.tree, path, at, prefix);
                path.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.use_tree(tree, path, at, prefix)),
            UseTree::Name(name) => self.name(&name.ident, &name.ident, path, at, prefix),
            UseTree::Rename(name) => self.name(&name.ident, &name.rename, path, at, prefix),
            UseTree::Glob(_) => self.module(&resolve(path, at), prefix),
        }
    }

    fn name(&mut self, name: &Ident, exported: &Ident, path: &[String], at: &[String], prefix: &str) {
        let (name, public) = (name.to_string(), format!("{prefix}{exported}"));
        let mut local = resolve(path, at);
        let module = self.root.find(&local);
        if let Some(item) = module.and_then(|module| item_named(module, &name)) {
            self.items.insert(public, item);
        } else if module.is_some_and(|module| module.modules.contains_key(&name)) {
            local.push(name);
            self.module(&local, &format!("{public}::"));
        } else {
            let line = format!("use {}::{name} as {public}", path.join("::"));
            self.reexports.insert(public, line);
        }
    }
}

/// Resolves `path` in the module `at`.
fn resolve(path: &[String], at: &[String]) -> Vec<String> {
    let mut here = at.to_vec();
    for segment in path {
        match segment.as_str() {
            "crate" => here.clear(),
            "self" => {}
            "super" => drop(here.pop()),
            name => here.push(name.to_owned()),
        }
    }
    here
}
