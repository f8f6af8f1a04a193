//! The steps of matching, in order.

use std::collections::{BTreeMap, BTreeSet};

use super::matcher::{Candidate, Matcher, Matching};
use super::renames::{Rename, renames};
use super::rules::{MIN_METHODS, MIN_MOVED, is_implemented};
use super::similarity::Similarity;
use crate::design::{Design, Item, ItemKind};

impl Matching {
    /// Matches two designs.
    pub fn of(left: &Design, right: &Design) -> Self {
        let similarity = Similarity::between(left, right);
        let mut matcher = Matcher { left, right, similarity, found: Self::default() };
        matcher.match_definitions();
        matcher.match_members();
        matcher.match_names_in_same_positions();
        matcher.match_similar_types();
        matcher.match_members();
        matcher.match_names_in_same_positions();
        matcher.match_moved_functions();
        matcher.match_types_of_moved_methods();
        matcher.match_members();
        matcher.found
    }
}

const TOP_LEVEL: (Option<usize>, Option<usize>) = (None, None);

impl Matcher<'_> {
    fn match_definitions(&mut self) {
        self.match_same_names(TOP_LEVEL);
        let candidates = self.candidates(TOP_LEVEL, |this, left, right| {
            let is_short = matches!(this.left.items[left].kind, ItemKind::Constant | ItemKind::Alias);
            this.same_except_for_names(left, right, if is_short { 1 } else { 2 })
        });
        self.add_best(candidates);
    }

    fn match_similar_types(&mut self) {
        for rule in [Self::similar_types, Self::similar_fields] {
            let candidates = self.candidates(TOP_LEVEL, rule);
            self.add_best(candidates);
        }
    }

    fn match_members(&mut self) {
        // Matched members, such as implementations, have members in turn.
        let mut next: Vec<(usize, usize)> = self.pairs().collect();
        // Traits are popped first, because methods of implementations are matched like those of their trait.
        next.sort_by_key(|(left, _)| (self.left.items[*left].kind == ItemKind::Trait, *left));
        while let Some((left, right)) = next.pop() {
            let owners = (Some(left), Some(right));
            self.match_same_names(owners);
            let candidates = self.candidates(owners, |this, left, right| this.same_except_for_names(left, right, 0));
            self.add_best(candidates);
            let members = self.left.members(Some(left));
            next.extend(members.filter_map(|member| Some((member, self.found.right_of(member)?))));
            let candidates =
                self.candidates(owners, |this, left, right| this.similar_functions(left, right, MIN_METHODS));
            self.add_best(candidates);
            let candidates = self.candidates(owners, Self::same_signature);
            let has_rival = |one: &Candidate| {
                candidates.iter().filter(|other| other.left == one.left || other.right == one.right).count() > 1
            };
            for candidate in candidates.iter().filter(|candidate| !has_rival(candidate)) {
                self.found.add(candidate.left, candidate.right, candidate.similarity);
            }
        }
    }

    /// Matches the items named in the same positions of two bodies that differ only in names.
    fn match_names_in_same_positions(&mut self) {
        loop {
            let mut named: BTreeSet<(usize, usize)> = BTreeSet::new();
            for (left, right) in self.pairs() {
                let (a, b) = self.items(left, right);
                for name in renames((self.left, a), (self.right, b)).into_iter().flatten() {
                    let one = named_item(self.left, name.left, &name);
                    named.extend(one.zip(named_item(self.right, name.right, &name)));
                }
            }
            let mut found_more = false;
            for &(left, right) in &named {
                let (a, b) = self.items(left, right);
                let is_only = named.iter().filter(|(one, other)| *one == left || *other == right).count() == 1;
                let owners = a.parent.is_none() && b.parent.is_none() || self.have_same_owner(a, b);
                if self.found.are_free(left, right) && owners && a.kind.is_like(b.kind) && is_only {
                    self.add(left, right);
                    found_more = true;
                }
            }
            if !found_more {
                return;
            }
            self.match_members();
        }
    }

    fn match_moved_functions(&mut self) {
        let mut candidates = Vec::new();
        for left in 0..self.left.items.len() {
            for right in 0..self.right.items.len() {
                if self.found.are_free(left, right)
                    && let Some(similarity) = self.similar_functions(left, right, MIN_MOVED)
                {
                    candidates.push(Candidate { similarity, left, right });
                }
            }
        }
        self.add_best(candidates);
    }

    /// Matches types between which two methods have moved.
    fn match_types_of_moved_methods(&mut self) {
        let mut moved: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        for (left, right) in self.pairs() {
            let (a, b) = self.items(left, right);
            if let (Some(from), Some(to)) = (a.parent, b.parent)
                && self.found.are_free(from, to)
                && self.left.items[from].kind.is_like(self.right.items[to].kind)
            {
                *moved.entry((from, to)).or_default() += 1;
            }
        }
        for (&(left, right), count) in &moved {
            let others = moved.keys().filter(|(from, to)| (*from == left) != (*to == right)).count();
            let (a, b) = self.items(left, right);
            if *count >= 2 && others == 0 && !a.given && !b.given {
                self.add(left, right);
            }
        }
    }

    fn match_same_names(&mut self, (left_owner, right_owner): (Option<usize>, Option<usize>)) {
        for left in self.left.members(left_owner).collect::<Vec<_>>() {
            if self.found.right_of(left).is_some() {
                continue;
            }
            let a = &self.left.items[left];
            let name = self.name_on_the_right(a);
            let is_same = |right: &usize| {
                let b = &self.right.items[*right];
                // A struct and an enum with the same name match only if the name was given.
                let kinds = a.kind == b.kind || a.kind.is_like(b.kind) && (a.given || b.given);
                name == b.name && kinds && !self.found.has_right(*right)
            };
            // If several modules have an item with this name, take the most similar one, or in a tie, the first one.
            let mut best: Option<(usize, f64)> = None;
            for right in self.right.members(right_owner).filter(is_same) {
                let similarity = self.similarity.of_items(a, &self.right.items[right]);
                if best.is_none_or(|(_, best)| similarity > best) {
                    best = Some((right, similarity));
                }
            }
            if let Some((right, similarity)) = best {
                self.found.add(left, right, similarity);
            }
        }
    }

    /// Translates the name of a left item, using the right names of matched types, traits and trait methods.
    fn name_on_the_right(&self, item: &Item) -> String {
        let is_implementation = item.kind == ItemKind::Implementation;
        let mut name = item.name.clone();
        if !is_implementation && !is_implemented(self.left, item) {
            return name;
        }
        for (left, right) in self.pairs() {
            let (a, b) = self.items(left, right);
            let applies = match self.left.parent(a) {
                None => is_implementation,
                Some(parent) => !is_implementation && parent.kind == ItemKind::Trait,
            };
            if a.name != b.name && applies {
                name = replace_word(&name, &a.name, &b.name);
            }
        }
        name
    }
}

fn replace_word(text: &str, from: &str, to: &str) -> String {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut replaced = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (before, after) = (&rest[..at], &rest[at + from.len()..]);
        let whole = !before.ends_with(in_word) && !after.starts_with(in_word);
        replaced += before;
        replaced += if whole { to } else { from };
        rest = after;
    }
    replaced + rest
}

/// Returns the item that a name in a body refers to, if there is exactly one.
fn named_item(of: &Design, word: &str, name: &Rename) -> Option<usize> {
    let can_mean = |item: &Item| match item.kind {
        ItemKind::Method => name.called,
        ItemKind::Function => name.called && !name.after_dot,
        ItemKind::Implementation => false,
        _ => !name.after_dot,
    };
    let mut items = of.items.iter().enumerate().filter(|(_, item)| item.name == word && !item.given && can_mean(item));
    let (index, _) = items.next()?;
    items.next().is_none().then_some(index)
}
