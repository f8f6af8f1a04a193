//! Which item of one crate does what which item of another does.
//!
//! Steps, from the surest to the least sure. What one step has matched, no later one looks at.
//!
//! 1. Types, traits, functions, constants and macros of the same name are matched. Names come from the contract, or from
//!    two people who had the same idea.
//! 2. Of what is left, an item is matched with one that is the same but for its names, if there is no other like it on
//!    either side.
//! 3. Within a matched pair, the same is done with methods: by name, by being the same, by likeness, and in the end by what
//!    they take and give, where that is telling. Implementations are matched by their trait, and the methods in them as
//!    those of the trait are.
//! 4. Where two bodies differ in nothing but names, what is named in the same places is matched.
//! 5. Types and traits that are left are matched by *likeness*: that of everything that belongs to them; structs also by
//!    their fields. Steps 3 and 4 follow for these.
//! 6. Functions and methods that are left anywhere are matched by likeness, or as far as they have the same name, by less of
//!    it: code that was moved to another type. Nothing that a trait asks for moves. Types of which two methods have moved
//!    from the one to the other are matched.
//!
//! **Likeness** is about bodies. A body is read as a row of words in which every name that its author was free to choose is
//! the same word; four words in a row are a *piece*. The likeness of two bodies is the weight of the pieces that both
//! have, divided by the weight of all that either has. A piece weighs the less, the more bodies have it: `self.·.` says
//! nothing, since every body does. Bodies of a few words are never matched by likeness.
//!
//! **Pairs** are made greedily, the most alike first, down to a limit. If two candidates are about as good for one item, it is
//! left alone: a missing match shows as two items, a wrong one tells a lie.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Crate, Item, Kind, Renamed, renamed};

/// Types are matched from this likeness on.
const ALIKE_TYPES: f64 = 0.30;
/// Methods of matched types are matched from this likeness on.
const ALIKE_METHODS: f64 = 0.45;
/// Those of different types are matched from this likeness on.
const ALIKE_MOVED: f64 = 0.60;
/// With the same name or the same signature up to names, less will do.
const ALIKE_WITH_MORE: f64 = 0.25;
/// A candidate has to be better by this than the next.
const MARGIN: f64 = 0.05;
/// A body with fewer pieces than this is like too many others.
const FEWEST_PIECES: usize = 8;
/// Structs are matched if so much of what either has for fields is the same, with names and types,
const ALIKE_FIELDS: f64 = 0.5;
/// and not less than this.
const FEWEST_FIELDS: usize = 3;
/// With so many telling words in what they take and give, two methods of one type do the same.
const TELLING_FRAME: usize = 4;

/// Which items do the same: for each of the one crate that of the other.
#[derive(Clone, Debug, Default)]
pub struct Matching {
    /// From the left to the right, and how alike the bodies are.
    pub pairs: BTreeMap<usize, (usize, f64)>,
    taken: BTreeSet<usize>,
}

impl Matching {
    /// Matches two crates.
    pub fn of(left: &Crate, right: &Crate) -> Self {
        let mut matcher = Matcher { left, right, weights: weights(left, right), found: Self::default() };
        matcher.definitions();
        matcher.members();
        matcher.in_the_same_places();
        matcher.types_that_are_alike();
        matcher.members();
        matcher.in_the_same_places();
        matcher.moved();
        matcher.types_whose_methods_moved();
        matcher.members();
        matcher.found
    }

    /// Whether an item of the right is matched.
    pub fn has_right(&self, right: usize) -> bool {
        self.taken.contains(&right)
    }

    fn add(&mut self, left: usize, right: usize, likeness: f64) {
        self.pairs.insert(left, (right, likeness));
        self.taken.insert(right);
    }
}

/// How much each piece says.
type Weights = BTreeMap<u64, f64>;

fn weights(left: &Crate, right: &Crate) -> Weights {
    let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
    for piece in left.items.iter().chain(&right.items).flat_map(|item| &item.pieces) {
        *counts.entry(*piece).or_default() += 1;
    }
    // What only two bodies have, one on each side, is as telling as what only one has.
    counts.into_iter().map(|(piece, count)| (piece, 1.0 / f64::from(count.max(2)))).collect()
}

struct Matcher<'a> {
    left: &'a Crate,
    right: &'a Crate,
    weights: Weights,
    found: Matching,
}

struct Candidate {
    likeness: f64,
    left: usize,
    right: usize,
}

impl Matcher<'_> {
    fn definitions(&mut self) {
        self.same_names(None, None);
        let candidates = self.candidates(None, None, |this, left, right| {
            let least = match this.left.items[left].kind {
                Kind::Constant | Kind::Alias => 1,
                _ => 2,
            };
            this.same_but_for_names(left, right, least)
        });
        self.pair(candidates);
    }

    fn types_that_are_alike(&mut self) {
        let candidates = self.candidates(None, None, |this, left, right| {
            let (a, b) = (&this.left.items[left], &this.right.items[right]);
            let types = [Kind::Struct, Kind::Enum, Kind::Trait];
            // What is given has its name, and is not another type's double.
            if !types.contains(&a.kind) || !a.kind.is_like(b.kind) || a.given || b.given {
                return None;
            }
            let (a, b) = (this.left.whole(left), this.right.whole(right));
            let likeness = this.likeness(&a, &b);
            (a.len().min(b.len()) >= FEWEST_PIECES && likeness >= ALIKE_TYPES).then_some(likeness)
        });
        self.pair(candidates);
        let candidates = self.candidates(None, None, |this, left, right| {
            let (a, b) = (&this.left.items[left], &this.right.items[right]);
            let (common, all) = (a.fields.intersection(&b.fields).count(), a.fields.union(&b.fields).count());
            let share = if all == 0 { 0.0 } else { common as f64 / all as f64 };
            (!a.given && !b.given && common >= FEWEST_FIELDS && share >= ALIKE_FIELDS).then_some(share)
        });
        self.pair(candidates);
    }

    /// Two of the methods of one type were found in another: so it is the other.
    fn types_whose_methods_moved(&mut self) {
        let mut moved: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        for (left, (right, _)) in &self.found.pairs {
            let (a, b) = (&self.left.items[*left], &self.right.items[*right]);
            if let (Some(from), Some(to)) = (a.parent, b.parent)
                && !self.found.pairs.contains_key(&from)
                && !self.found.has_right(to)
                && self.left.items[from].kind.is_like(self.right.items[to].kind)
            {
                *moved.entry((from, to)).or_default() += 1;
            }
        }
        for ((left, right), count) in &moved {
            let others = moved.keys().filter(|(from, to)| (from == left) != (to == right)).count();
            let (a, b) = (&self.left.items[*left], &self.right.items[*right]);
            if *count >= 2 && others == 0 && !a.given && !b.given {
                let likeness = self.likeness(&a.pieces, &b.pieces);
                self.found.add(*left, *right, likeness);
            }
        }
    }

    fn members(&mut self) {
        // The implementations of a pair become pairs, and have members in turn.
        let mut next: Vec<(usize, usize)> = self.found.pairs.iter().map(|(left, (right, _))| (*left, *right)).collect();
        // Traits come first, since the methods of implementations follow theirs.
        next.sort_by_key(|(left, _)| (self.left.items[*left].kind == Kind::Trait, *left));
        while let Some((left, right)) = next.pop() {
            self.same_names(Some(left), Some(right));
            let candidates =
                self.candidates(Some(left), Some(right), |this, left, right| this.same_but_for_names(left, right, 0));
            self.pair(candidates);
            let implementations = self.left.members(Some(left));
            let matched = implementations.filter_map(|member| Some((member, self.found.pairs.get(&member)?.0)));
            next.extend(matched);
            let candidates =
                self.candidates(Some(left), Some(right), |this, left, right| this.alike(left, right, ALIKE_METHODS));
            self.pair(candidates);
            let candidates = self.candidates(Some(left), Some(right), Self::of_one_frame);
            let alone = |one: &Candidate| {
                let rivals = candidates.iter().filter(|other| other.left == one.left || other.right == one.right);
                rivals.count() == 1
            };
            for candidate in candidates.iter().filter(|candidate| alone(candidate)) {
                self.found.add(candidate.left, candidate.right, candidate.likeness);
            }
        }
    }

    /// Matches what is named in the same places of two bodies that differ in nothing but names.
    fn in_the_same_places(&mut self) {
        loop {
            let mut named: BTreeSet<(usize, usize)> = BTreeSet::new();
            for (left, (right, _)) in &self.found.pairs {
                let (a, b) = (&self.left.items[*left], &self.right.items[*right]);
                for name in renamed((self.left, a), (self.right, b)).into_iter().flatten() {
                    let (one, other) = (named_by(self.left, name.left, &name), named_by(self.right, name.right, &name));
                    named.extend(one.zip(other));
                }
            }
            let lefts = named.iter().map(|(left, _)| *left).collect::<Vec<_>>();
            let rights = named.iter().map(|(_, right)| *right).collect::<Vec<_>>();
            let once = |all: &[usize], one: usize| all.iter().filter(|other| **other == one).count() == 1;
            let mut more = false;
            for (left, right) in named {
                let (a, b) = (&self.left.items[left], &self.right.items[right]);
                let free = !self.found.pairs.contains_key(&left) && !self.found.has_right(right);
                let owners = a.parent.is_none() && b.parent.is_none() || self.same_owner(a, b);
                if free && owners && a.kind.is_like(b.kind) && once(&lefts, left) && once(&rights, right) {
                    let likeness = self.likeness(&a.pieces, &b.pieces);
                    self.found.add(left, right, likeness);
                    more = true;
                }
            }
            if !more {
                return;
            }
            self.members();
        }
    }

    fn moved(&mut self) {
        let mut candidates = Vec::new();
        for left in 0..self.left.items.len() {
            for right in 0..self.right.items.len() {
                if !self.found.pairs.contains_key(&left)
                    && !self.found.has_right(right)
                    && let Some(likeness) = self.alike(left, right, ALIKE_MOVED)
                {
                    candidates.push(Candidate { likeness, left, right });
                }
            }
        }
        self.pair(candidates);
    }

    /// Whether two items differ in nothing but names, and have at least so many words that tell them from others.
    fn same_but_for_names(&self, left: usize, right: usize, least: usize) -> Option<f64> {
        let (a, b) = (&self.left.items[left], &self.right.items[right]);
        let same = a.kind == b.kind && a.shape == b.shape && a.plain == b.plain;
        let named = a.given || b.given || a.kind == Kind::Implementation || is_implemented(self.left, a);
        (same && !named && a.telling >= least && !a.pieces.is_empty()).then_some(1.0)
    }

    /// What a name of the left is called on the right: as the type, the trait or the trait's method that it is the name of.
    fn translated(&self, item: &Item) -> String {
        let is_implementation = item.kind == Kind::Implementation;
        if !is_implementation && !is_implemented(self.left, item) {
            return item.name.clone();
        }
        let mut name = item.name.clone();
        for (left, (right, _)) in &self.found.pairs {
            let (a, b) = (&self.left.items[*left], &self.right.items[*right]);
            let of_a_trait = a.parent.is_some_and(|parent| self.left.items[parent].kind == Kind::Trait);
            if a.name != b.name && if is_implementation { a.parent.is_none() } else { of_a_trait } {
                name = replace_word(&name, &a.name, &b.name);
            }
        }
        name
    }

    /// Whether two functions take and give the same, as far as that was not free to choose, and it is telling.
    fn of_one_frame(&self, left: usize, right: usize) -> Option<f64> {
        let (a, b) = (&self.left.items[left], &self.right.items[right]);
        let methods = a.kind == Kind::Method && b.kind == Kind::Method;
        let free = !is_of_a_trait(self.left, a) && !is_of_a_trait(self.right, b) && !a.given && !b.given;
        let same = methods && free && a.frame == b.frame && a.frame_telling >= TELLING_FRAME;
        same.then(|| self.likeness(&a.pieces, &b.pieces))
    }

    /// How alike two functions are, if it is enough.
    fn alike(&self, left: usize, right: usize, limit: f64) -> Option<f64> {
        let (a, b) = (&self.left.items[left], &self.right.items[right]);
        let functions = [a, b].iter().all(|item| matches!(item.kind, Kind::Function | Kind::Method));
        let of_a_trait = is_of_a_trait(self.left, a) || is_of_a_trait(self.right, b);
        if !functions || of_a_trait || a.given || b.given {
            return None;
        }
        if a.pieces.len().min(b.pieces.len()) < FEWEST_PIECES {
            return None;
        }
        // To borrow and to consume are opposites, however alike the words are. And who makes another type moved nowhere.
        let receivers = a.receiver != b.receiver && a.receiver.is_some() && b.receiver.is_some();
        if receivers
            || (a.makes_self || b.makes_self) && a.parent.is_some() && b.parent.is_some() && !self.same_owner(a, b)
        {
            return None;
        }
        let likeness = self.likeness(&a.pieces, &b.pieces);
        let limit = if a.name == b.name || a.frame == b.frame { ALIKE_WITH_MORE.min(limit) } else { limit };
        (likeness >= limit).then_some(likeness)
    }

    /// Whether what two items belong to is matched.
    fn same_owner(&self, a: &Item, b: &Item) -> bool {
        let owner = a.parent.and_then(|parent| self.found.pairs.get(&parent)).map(|(right, _)| *right);
        owner.is_some() && owner == b.parent
    }

    fn same_names(&mut self, left_parent: Option<usize>, right_parent: Option<usize>) {
        let lefts: Vec<usize> = self.left.members(left_parent).collect();
        for left in lefts {
            let a = &self.left.items[left];
            let name = self.translated(a);
            let same = |right: &usize| {
                let b = &self.right.items[*right];
                // A name that nobody gave, of a struct and of an enum, is a coincidence.
                let kinds = a.kind == b.kind || a.kind.is_like(b.kind) && (a.given || b.given);
                name == b.name && kinds && !self.found.has_right(*right)
            };
            let likeness = |right: &usize| self.likeness(&a.pieces, &self.right.items[*right].pieces);
            // Two modules may each have an item of this name.
            let best = self.right.members(right_parent).filter(same).map(|right| (right, likeness(&right)));
            // Of equals, the first.
            let best = best.fold(None, |best: Option<(usize, f64)>, next| match best {
                Some(best) if best.1 >= next.1 => Some(best),
                _ => Some(next),
            });
            if let Some((right, likeness)) = best.filter(|_| !self.found.pairs.contains_key(&left)) {
                self.found.add(left, right, likeness);
            }
        }
    }

    fn candidates(
        &self,
        left_parent: Option<usize>,
        right_parent: Option<usize>,
        likeness: impl Fn(&Self, usize, usize) -> Option<f64>,
    ) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for left in self.left.members(left_parent).filter(|left| !self.found.pairs.contains_key(left)) {
            for right in self.right.members(right_parent).filter(|right| !self.found.has_right(*right)) {
                if let Some(likeness) = likeness(self, left, right) {
                    candidates.push(Candidate { likeness, left, right });
                }
            }
        }
        candidates
    }

    /// Makes pairs of the best candidates, and none where it is not clear which is the best.
    fn pair(&mut self, mut candidates: Vec<Candidate>) {
        candidates.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then((a.left, a.right).cmp(&(b.left, b.right))));
        let (mut lefts, mut rights) = (BTreeSet::new(), BTreeSet::new());
        for candidate in &candidates {
            if lefts.contains(&candidate.left) || rights.contains(&candidate.right) {
                continue;
            }
            let rival = candidates.iter().find(|other| {
                let left = other.left == candidate.left && !rights.contains(&other.right);
                let right = other.right == candidate.right && !lefts.contains(&other.left);
                left != right && other.likeness > candidate.likeness - MARGIN
            });
            let clear = match rival {
                None => true,
                // The same name decides.
                Some(_) => self.left.items[candidate.left].name == self.right.items[candidate.right].name,
            };
            if clear {
                self.found.add(candidate.left, candidate.right, candidate.likeness);
            }
            lefts.insert(candidate.left);
            rights.insert(candidate.right);
        }
    }

    fn likeness(&self, a: &BTreeSet<u64>, b: &BTreeSet<u64>) -> f64 {
        let weight = |pieces: &mut dyn Iterator<Item = &u64>| pieces.map(|piece| self.weights[piece]).sum::<f64>();
        let all = weight(&mut a.union(b));
        // The sum of nothing is -0.
        if all == 0.0 { 0.0 } else { weight(&mut a.intersection(b)).abs() / all }
    }
}

/// Whether it is what an implementation has of its trait.
fn is_implemented(of: &Crate, item: &Item) -> bool {
    item.parent.is_some_and(|parent| of.items[parent].kind == Kind::Implementation)
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

/// The item that a name in a body means, if there is one of it.
fn named_by(of: &Crate, word: &str, name: &Renamed) -> Option<usize> {
    let means = |item: &Item| match item.kind {
        Kind::Method => name.called,
        Kind::Function => name.called && !name.of_something,
        Kind::Implementation => false,
        _ => !name.of_something,
    };
    let mut items = of.items.iter().enumerate().filter(|(_, item)| item.name == word && !item.given && means(item));
    let (index, _) = items.next()?;
    items.next().is_none().then_some(index)
}

fn is_of_a_trait(of: &Crate, item: &Item) -> bool {
    item.parent.is_some_and(|parent| matches!(of.items[parent].kind, Kind::Implementation | Kind::Trait))
}

impl Crate {
    /// The pieces of an item and of everything that belongs to it.
    fn whole(&self, item: usize) -> BTreeSet<u64> {
        let mut pieces = self.items[item].pieces.clone();
        for member in self.members(Some(item)) {
            pieces.extend(self.whole(member));
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Contract;
    use crate::source::Source;

    fn crate_of(text: &str, contract: &Contract) -> Crate {
        let source = Source::of_text(text);
        assert_eq!(source.problems, [], "{text}");
        Crate::of(&source, contract)
    }

    /// The matches, as `left = right`, those of the same path left out.
    fn renamed(left: &str, right: &str, stub: &str) -> Vec<String> {
        let contract = Contract::of(&Source::of_text(stub));
        let (left, right) = (crate_of(left, &contract), crate_of(right, &contract));
        let pairs = Matching::of(&left, &right).pairs;
        let names = pairs.iter().map(|(a, (b, _))| (left.path(&left.items[*a]), right.path(&right.items[*b])));
        let mut renamed: Vec<String> = names.filter(|(a, b)| a != b).map(|(a, b)| format!("{a} = {b}")).collect();
        renamed.sort();
        renamed
    }

    const STUB: &str = "pub struct Lot; impl Lot { pub fn park(&mut self, car: u64) -> Option<usize> { todo!() } }";

    const REFERENCE: &str = "
        pub struct Lot { free: Heap, cars: Vec<u64> }
        impl Lot {
            pub fn park(&mut self, car: u64) -> Option<usize> {
                let place = self.free.take()?;
                self.note(car, place);
                Some(place)
            }
            fn note(&mut self, car: u64, place: usize) {
                if self.cars.len() <= place { self.cars.resize(place + 1, 0); }
                self.cars[place] = car;
            }
        }
        struct Heap { heap: Vec<usize> }
        impl Heap {
            fn take(&mut self) -> Option<usize> {
                let last = self.heap.len().checked_sub(1)?;
                self.heap.swap(0, last);
                self.sift(0);
                self.heap.pop()
            }
            fn sift(&mut self, mut at: usize) {
                while 2 * at + 1 < self.heap.len() {
                    let child = 2 * at + 1;
                    if self.heap[child] < self.heap[at] { self.heap.swap(child, at); }
                    at = child;
                }
            }
        }";

    #[test]
    fn the_same_crate_matches_item_by_item() {
        let contract = Contract::of(&Source::of_text(STUB));
        let this = crate_of(REFERENCE, &contract);
        let pairs = Matching::of(&this, &this).pairs;
        assert_eq!(pairs.len(), this.items.len());
        assert!(pairs.iter().all(|(left, (right, _))| left == right), "{pairs:?}");
    }

    #[test]
    fn renamed_types_methods_fields_and_variables_are_recognized() {
        let mine = REFERENCE
            .replace("Heap", "Pile")
            .replace("heap", "entries")
            .replace("sift", "push_down")
            .replace("note", "remember")
            .replace("place", "spot")
            .replace("child", "below");
        assert_eq!(
            renamed(&mine, REFERENCE, STUB),
            ["Lot::remember = Lot::note", "Pile = Heap", "Pile::push_down = Heap::sift", "Pile::take = Heap::take"]
        );
    }

    #[test]
    fn code_that_was_moved_to_another_type_is_recognized() {
        let start = REFERENCE.find("            fn note").expect("it is there");
        let end = REFERENCE.find("        }\n        struct Heap").expect("it is there");
        let method = &REFERENCE[start..end];
        let mine = REFERENCE.replace(method, "") + "struct Cars; impl Cars { " + method + "}";
        assert_eq!(renamed(&mine, REFERENCE, STUB), ["Cars::note = Lot::note"]);
        // Under another name, and with another signature, only its body tells.
        let elsewhere = mine
            .replace("fn note(&mut self, car: u64, place: usize)", "fn remember(&mut self, place: usize, car: u64)");
        assert_eq!(renamed(&elsewhere, REFERENCE, STUB), ["Cars::remember = Lot::note"]);
    }

    #[test]
    fn another_design_matches_nothing_but_names() {
        let mine = "
            pub struct Lot { taken: std::collections::BTreeMap<usize, u64> }
            impl Lot {
                pub fn park(&mut self, car: u64) -> Option<usize> {
                    let place = (0..).find(|place| !self.taken.contains_key(place))?;
                    self.taken.insert(place, car);
                    self.check();
                    Some(place)
                }
                fn check(&self) { assert!(self.taken.values().all(|car| *car > 0), \"{:?}\", self.taken); }
            }
            struct Ticket { number: u64, issued: std::time::Instant, paid: bool }
            impl Ticket {
                fn price(&self) -> u64 { self.issued.elapsed().as_secs().div_ceil(3600) * 150 }
            }";
        assert_eq!(renamed(mine, REFERENCE, STUB), Vec::<String>::new());
    }

    #[test]
    fn twins_are_left_alone() {
        let twin = |name: &str| {
            format!(
                "fn {name}(list: &mut Vec<u8>, by: u8) {{ for value in list.iter_mut() {{ *value += by * 2 + 1; }} }}"
            )
        };
        let mine = twin("grow") + &twin("rise");
        assert_eq!(renamed(&mine, &twin("increase"), ""), Vec::<String>::new());
        assert_eq!(renamed(&twin("grow"), &twin("increase"), ""), ["grow = increase"]);
    }

    #[test]
    fn what_is_named_in_the_same_places_is_recognized() {
        let of = |shelf: &str, list: &str, put: &str, body: &str| {
            format!(
                "pub struct Lot {{ {list}: {shelf} }} impl Lot {{ pub fn park(&mut self, car: u64) {{ self.{list}.{put}(car); }} }}
                 struct {shelf}; impl {shelf} {{ fn {put}(&mut self, car: u64) {{ {body} }} }}"
            )
        };
        let stub = "pub struct Lot; impl Lot { pub fn park(&mut self, car: u64) { todo!() } }";
        let right = of("Chain", "links", "append", "let at = self.0.len(); self.0.push(car);");
        assert_eq!(
            renamed(&of("Ticks", "order", "note", "self.clock += 1; self.map.insert(self.clock, car);"), &right, stub),
            ["Ticks = Chain", "Ticks::note = Chain::append"]
        );
        // A name of the contract's is free for a method of one's own.
        assert_eq!(
            renamed(&of("Ticks", "order", "park", "self.clock += 1; self.map.insert(self.clock, car);"), &right, stub),
            ["Ticks = Chain", "Ticks::park = Chain::append"]
        );
        // Two names for one: which of them it is nobody knows.
        let two = |a: &str, b: &str| format!("pub struct Lot {{ a: {a}, b: {b} }} struct {a}; struct {b}x;");
        assert_eq!(renamed(&two("One", "One"), &two("Two", "Other"), stub), Vec::<String>::new());
    }

    #[test]
    fn methods_of_one_type_that_take_and_give_the_same_are_matched_if_that_is_telling_and_there_is_no_other() {
        let of = |name: &str, id: &str, body: &str| {
            format!(
                "struct Map; impl Map {{ fn {name}<Q>(&self, hash: {id}, key: &Q) -> Option<&V> where K: Borrow<Q>, Q: Eq + ?Sized {{ {body} }} }}"
            )
        };
        let loops = of("seek", "u64", "for entry in self.row(hash) { if entry.is(key) { return Some(entry) } } None");
        let calls = of("find", "usize", "self.table.find(hash, |at| self.keys[at].borrow() == key)");
        assert_eq!(renamed(&loops, &calls, ""), ["Map::seek = Map::find"]);
        let own = "struct Hash(u64);".to_owned();
        assert_eq!(renamed(&(own + &of("seek", "Hash", "None")), &calls, ""), ["Map::seek = Map::find"]);
        let twins = loops.clone() + &loops.replace("seek", "look");
        assert_eq!(renamed(&twins, &calls, ""), Vec::<String>::new());
        let counts =
            |name: &str, body: &str| format!("struct Map; impl Map {{ fn {name}(&self) -> usize {{ {body} }} }}");
        assert_eq!(renamed(&counts("width", "self.a"), &counts("rows", "self.b.len() * 2"), ""), Vec::<String>::new());
    }

    #[test]
    fn structs_with_most_fields_in_common_are_matched() {
        let person = "struct Person { name: String, rank: R, call: Option<CallId> }";
        let member = "struct Member { name: String, rank: R, status: Status } enum Status { Free, Busy(u8, u16, u32) }";
        assert_eq!(renamed(person, member, ""), ["Person = Member"]);
        // Numbers alone say nothing, and neither does one field.
        let (span, seat) = ("struct Span { start: usize, end: usize }", "struct Seat { row: usize, spot: usize }");
        assert_eq!(renamed(span, seat, ""), Vec::<String>::new());
        assert_eq!(
            renamed("struct A { name: String }", "struct B { name: String, by: Box<dyn Fn()> }", ""),
            Vec::<String>::new()
        );
        // Of two that are as good, none.
        let two = person.to_owned() + &person.replace("Person", "Guest");
        assert_eq!(renamed(&two, member, ""), Vec::<String>::new());
    }

    #[test]
    fn types_of_which_two_methods_moved_are_matched() {
        let methods = "fn say(&mut self, x: u8) { self.log.push(x); self.count += 2; go(x, x); self.log.sort() }
            fn hear(&self, y: u16) -> u16 { if y > 7 { return self.log.len().min(5) } y.pow(3) / 9 }";
        let chat = format!("struct Chat {{ kind: Kind, log: Vec<u8>, count: u8 }} impl Chat {{ {methods} fn a(&self) {{ one(1, 2, 3, 4, 5, 6, 7, 8).two().three() }}
            fn b(&self) {{ for a in b.c(2).d() {{ e.f(g).h(a, a)?; while x {{ y(3) }} }} }} }}");
        let room = |methods: &str| {
            format!("struct Room; impl Room {{ {methods} fn c(&self) {{ match a {{ B => c(4), D(e) => f.g(e, e, 8), _ => loop {{ h()? }} }} }}
            fn d(&self) {{ let i = j.k(l).m(9, 10, 11)?; n.o(i, i).p(q, |r| r.s(12).t()) }} }}")
        };
        assert!(
            renamed(&room(methods), &chat, "").contains(&"Room = Chat".to_owned()),
            "{:?}",
            renamed(&room(methods), &chat, "")
        );
        let one = methods.split("fn hear").next().expect("it is there");
        assert_eq!(renamed(&room(one), &chat, ""), ["Room::say = Chat::say"]);
    }

    /// How alike the only functions of two crates are.
    fn likeness(left: &str, right: &str, stub: &str) -> f64 {
        let contract = Contract::of(&Source::of_text(stub));
        let pairs = Matching::of(&crate_of(left, &contract), &crate_of(right, &contract)).pairs;
        assert_eq!(pairs.len(), 1, "{left} {right}");
        pairs[&0].1
    }

    #[test]
    fn a_variable_called_as_a_method_of_the_library_hides_nothing() {
        let of = |variable: &str| {
            format!("fn f(a: &[u8]) -> u8 {{ let {variable} = 7; a.iter().map(|b| b + 1).len().min({variable}) }}")
        };
        assert_eq!(likeness(&of("map"), &of("most"), ""), 1.0);
    }

    #[test]
    fn what_variables_are_called_makes_no_difference_to_likeness() {
        // `key` is a name of the contract's, and anybody's.
        let stub = "pub struct T; impl T { pub fn t(&self, key: u8) { todo!() } }";
        let of = |key: &str| format!("fn f({key}: u8) {{ a.b({key}); c({key}, {key} + 7); d.e({key}) }}");
        assert_eq!(likeness(&of("key"), &of("query"), stub), 1.0);
    }

    #[test]
    fn what_borrows_is_not_what_consumes() {
        let method = |name: &str, receiver: &str| {
            format!(
                "struct S; impl S {{ fn {name}({receiver}) -> T {{ T {{ a: self.a, b: self.b, c: self.c.into(), d: 1 }} }} }}"
            )
        };
        assert_eq!(renamed(&method("view", "&self"), &method("owned", "self"), ""), Vec::<String>::new());
        assert_eq!(renamed(&method("view", "&self"), &method("shown", "&self"), ""), ["S::view = S::shown"]);
    }

    #[test]
    fn who_makes_another_type_has_not_moved() {
        let of = |name: &str| {
            format!(
                "struct {name}; impl {name} {{ fn new() -> Self {{ Self {{ a: Vec::new(), b: Vec::new(), c: 0, d: 1, e: 2 }} }} }}"
            )
        };
        let other = |name: &str, more: &str| of(name) + &format!("impl {name} {{ {more} }}");
        let arena = "fn add(&mut self, x: u8) { let at = self.c; self.a[at] = x; self.c = self.b[at] + 1; }";
        let list = "fn unlink(&mut self, x: usize) -> Option<u64> { while x > 2 { self.d -= 1; } self.find(x)?.take().map(|y| y * 7) }";
        assert_eq!(renamed(&other("Arena", arena), &other("List", list), ""), Vec::<String>::new());
    }

    #[test]
    fn a_struct_and_an_enum_of_one_name_are_two_things_unless_the_name_was_given() {
        let given = Contract::of(&Source::of_text("pub struct State;"));
        let (left, right) =
            (crate_of("pub struct State { a: u8 }", &given), crate_of("pub enum State { A, B }", &given));
        assert_eq!(Matching::of(&left, &right).pairs.len(), 1);
        let (left, right) = (
            crate_of("struct State { a: u8 }", &Contract::default()),
            crate_of("enum State { A, B }", &Contract::default()),
        );
        assert_eq!(Matching::of(&left, &right).pairs.len(), 0);
    }

    #[test]
    fn a_short_item_is_matched_if_it_is_the_same_but_for_names_and_there_is_no_other() {
        let slot = |name: &str, field: &str| {
            format!("struct Slot {{ {field}: u8 }} impl Slot {{ fn {name}(&self) -> bool {{ self.{field} > 2 }} }}")
        };
        assert_eq!(renamed(&slot("full", "used"), &slot("is_full", "count"), ""), ["Slot::full = Slot::is_full"]);
        let two = slot("full", "used") + "impl Slot { fn more(&self) -> bool { self.used > 2 } }";
        assert_eq!(renamed(&two, &slot("is_full", "count"), ""), Vec::<String>::new());
        let status =
            |name: &str| format!("enum {name} {{ Free {{ since: u64 }}, Busy(CallId) }} const {name}S: usize = 64;");
        assert_eq!(renamed(&status("Status"), &status("State"), ""), ["Status = State", "StatusS = StateS"]);
        // Two variants without anything in them are not the same thing.
        assert_eq!(renamed("enum End { Front, Back }", "enum Color { Red, Black }", ""), Vec::<String>::new());
    }

    #[test]
    fn a_renamed_trait_takes_its_implementations_along() {
        let of = |name: &str, method: &str| {
            format!(
                "trait {name} {{ type Id; fn {method}(nth: u64) -> Self::Id; fn is_gone(&self, id: Self::Id) -> Option<Error>; }}
                 struct Call; impl {name} for Call {{ type Id = u8; fn {method}(nth: u64) -> u8 {{ nth as u8 }} fn is_gone(&self, id: u8) -> Option<Error> {{ None }} }}"
            )
        };
        assert_eq!(
            renamed(&of("Entity", "nth"), &of("Thing", "at"), ""),
            [
                "<Call as Entity>::is_gone = <Call as Thing>::is_gone",
                "<Call as Entity>::nth = <Call as Thing>::at",
                "Entity = Thing",
                "Entity for Call = Thing for Call",
                "Entity::is_gone = Thing::is_gone",
                "Entity::nth = Thing::at",
            ]
        );
    }

    #[test]
    fn short_bodies_are_not_matched_by_likeness() {
        assert_eq!(
            renamed("fn a(x: &[u8]) -> usize { x.len() }", "fn b(x: &[u8]) -> usize { x.len() }", ""),
            Vec::<String>::new()
        );
    }

    #[test]
    fn implementations_follow_their_types_and_their_methods_the_trait() {
        let mine = REFERENCE.replace("Heap", "Pile")
            + "impl Iterator for Pile { type Item = usize; fn next(&mut self) -> Option<usize> { self.take() } }";
        let theirs = REFERENCE.to_owned()
            + "impl Iterator for Heap { type Item = usize; fn next(&mut self) -> Option<usize> { self.heap.pop() } }";
        assert!(
            renamed(&mine, &theirs, STUB).contains(&"<Pile as Iterator>::next = <Heap as Iterator>::next".to_owned()),
            "{:?}",
            renamed(&mine, &theirs, STUB)
        );
    }

    #[test]
    fn of_two_items_of_one_name_the_one_is_chosen_that_is_alike() {
        let one = "mod a { pub struct Node { left: usize, right: usize, height: u8 } }";
        let two = "mod b { pub struct Node { next: Option<Box<String>>, hash: u64 } }";
        let contract = Contract::default();
        let (left, right) = (crate_of(two, &contract), crate_of(&format!("{one}{two}"), &contract));
        let pairs = Matching::of(&left, &right).pairs;
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[&0].0, 1);
    }
}
