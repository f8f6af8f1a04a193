//! Finds the corresponding items of two designs.
//!
//! Matching starts with the most certain pairs and works its way down to uncertain ones. A later step never undoes what
//! an earlier one has matched.
//!
//! 1. Match types, traits, functions, constants and macros with the same name.
//! 2. Match items that differ only in names, if no other item on either side is the same.
//! 3. Match the members of each pair: by name, then by equality except for names, then by similarity, and finally by
//!    signature if that is distinctive. Implementations are matched by their trait, and their methods like the trait's.
//! 4. If two matched bodies differ only in names, match the items that they name in the same positions.
//! 5. Match remaining types and traits by the *similarity* of all their members, and structs by their fields. Repeat
//!    steps 3 and 4 for them.
//! 6. To find moved code, match remaining functions and methods by similarity, even if their owners differ. (A trait's
//!    methods never move.) If two methods have moved from one type to another, match the types as well.
//!
//! **Similarity** compares bodies. First, every freely chosen name is replaced by the same placeholder. A body's
//! *shingles* are then all of its sequences of four consecutive words. The similarity of two bodies is the weight of
//! their common shingles divided by the weight of all their shingles, where a shingle that occurs in many bodies, such
//! as `self.·.`, weighs less. Short bodies are too easily similar, so they are never matched this way.
//!
//! **Pairs** are made greedily, starting with the most similar items and ending at a minimum similarity. An item with
//! two candidates of about the same similarity stays unmatched, because a wrong match is misleading, whereas a missing
//! one merely shows up as two items.

mod matcher;
mod renames;
mod rules;
mod similarity;
mod steps;

pub use matcher::Matching;
pub(crate) use renames::renames;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crate_source::CrateSource;
    use crate::design::{Contract, Design};

    fn design_of(text: &str, contract: &Contract) -> Design {
        let source = CrateSource::of_text(text);
        assert_eq!(source.problems, [], "{text}");
        Design::of(&source, contract)
    }

    /// Returns the matches with different paths, as `left = right`.
    fn renamed(left: &str, right: &str, stub: &str) -> Vec<String> {
        let contract = Contract::of(&CrateSource::of_text(stub));
        let (left, right) = (design_of(left, &contract), design_of(right, &contract));
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
    fn a_crate_matches_itself_item_by_item() {
        let contract = Contract::of(&CrateSource::of_text(STUB));
        let this = design_of(REFERENCE, &contract);
        let pairs = Matching::of(&this, &this).pairs;
        assert_eq!(pairs.len(), this.items.len());
        assert!(pairs.iter().all(|(left, (right, _))| left == right), "{pairs:?}");
    }

    #[test]
    fn renamed_types_methods_and_fields_match() {
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
    fn methods_moved_to_another_type_match() {
        let start = REFERENCE.find("            fn note").expect("the text exists");
        let end = REFERENCE.find("        }\n        struct Heap").expect("the text exists");
        let method = &REFERENCE[start..end];
        let mine = REFERENCE.replace(method, "") + "struct Cars; impl Cars { " + method + "}";
        assert_eq!(renamed(&mine, REFERENCE, STUB), ["Cars::note = Lot::note"]);
        // With a different name and signature, the body still matches.
        let elsewhere = mine
            .replace("fn note(&mut self, car: u64, place: usize)", "fn remember(&mut self, place: usize, car: u64)");
        assert_eq!(renamed(&elsewhere, REFERENCE, STUB), ["Cars::remember = Lot::note"]);
    }

    #[test]
    fn a_different_design_matches_only_by_name() {
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
    fn ambiguous_items_stay_unmatched() {
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
    fn items_named_in_the_same_places_match() {
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
        // A learner's own method can share its name with one of the contract's methods.
        assert_eq!(
            renamed(&of("Ticks", "order", "park", "self.clock += 1; self.map.insert(self.clock, car);"), &right, stub),
            ["Ticks = Chain", "Ticks::park = Chain::append"]
        );
        // Two names correspond to one name, so the match is ambiguous.
        let two = |a: &str, b: &str| format!("pub struct Lot {{ a: {a}, b: {b} }} struct {a}; struct {b}x;");
        assert_eq!(renamed(&two("One", "One"), &two("Two", "Other"), stub), Vec::<String>::new());
    }

    #[test]
    fn methods_match_by_a_distinctive_signature() {
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
        // Integer fields alone are not distinctive, and neither is a single field.
        let (span, seat) = ("struct Span { start: usize, end: usize }", "struct Seat { row: usize, spot: usize }");
        assert_eq!(renamed(span, seat, ""), Vec::<String>::new());
        assert_eq!(
            renamed("struct A { name: String }", "struct B { name: String, by: Box<dyn Fn()> }", ""),
            Vec::<String>::new()
        );
        // With two equally good candidates, none matches.
        let two = person.to_owned() + &person.replace("Person", "Guest");
        assert_eq!(renamed(&two, member, ""), Vec::<String>::new());
    }

    #[test]
    fn types_match_if_two_methods_moved_between_them() {
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
        let one = methods.split("fn hear").next().expect("the text exists");
        assert_eq!(renamed(&room(one), &chat, ""), ["Room::say = Chat::say"]);
    }

    /// Returns the similarity of the only functions of two crates.
    fn similarity(left: &str, right: &str, stub: &str) -> f64 {
        let contract = Contract::of(&CrateSource::of_text(stub));
        let pairs = Matching::of(&design_of(left, &contract), &design_of(right, &contract)).pairs;
        assert_eq!(pairs.len(), 1, "{left} {right}");
        pairs[&0].1
    }

    #[test]
    fn a_variable_does_not_hide_a_method_with_its_name() {
        let of = |variable: &str| {
            format!("fn f(a: &[u8]) -> u8 {{ let {variable} = 7; a.iter().map(|b| b + 1).len().min({variable}) }}")
        };
        assert_eq!(similarity(&of("map"), &of("most"), ""), 1.0);
    }

    #[test]
    fn similarity_ignores_variable_names() {
        // `key` is a name of the contract and a common variable name.
        let stub = "pub struct T; impl T { pub fn t(&self, key: u8) { todo!() } }";
        let of = |key: &str| format!("fn f({key}: u8) {{ a.b({key}); c({key}, {key} + 7); d.e({key}) }}");
        assert_eq!(similarity(&of("key"), &of("query"), stub), 1.0);
    }

    #[test]
    fn borrowing_and_consuming_methods_do_not_match() {
        let method = |name: &str, receiver: &str| {
            format!(
                "struct S; impl S {{ fn {name}({receiver}) -> T {{ T {{ a: self.a, b: self.b, c: self.c.into(), d: 1 }} }} }}"
            )
        };
        assert_eq!(renamed(&method("view", "&self"), &method("owned", "self"), ""), Vec::<String>::new());
        assert_eq!(renamed(&method("view", "&self"), &method("shown", "&self"), ""), ["S::view = S::shown"]);
    }

    #[test]
    fn constructors_of_another_type_do_not_move() {
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
    fn a_struct_and_an_enum_match_only_by_a_given_name() {
        let given = Contract::of(&CrateSource::of_text("pub struct State;"));
        let (left, right) =
            (design_of("pub struct State { a: u8 }", &given), design_of("pub enum State { A, B }", &given));
        assert_eq!(Matching::of(&left, &right).pairs.len(), 1);
        let (left, right) = (
            design_of("struct State { a: u8 }", &Contract::default()),
            design_of("enum State { A, B }", &Contract::default()),
        );
        assert_eq!(Matching::of(&left, &right).pairs.len(), 0);
    }

    #[test]
    fn short_items_match_if_only_names_differ() {
        let slot = |name: &str, field: &str| {
            format!("struct Slot {{ {field}: u8 }} impl Slot {{ fn {name}(&self) -> bool {{ self.{field} > 2 }} }}")
        };
        assert_eq!(renamed(&slot("full", "used"), &slot("is_full", "count"), ""), ["Slot::full = Slot::is_full"]);
        let two = slot("full", "used") + "impl Slot { fn more(&self) -> bool { self.used > 2 } }";
        assert_eq!(renamed(&two, &slot("is_full", "count"), ""), Vec::<String>::new());
        let status =
            |name: &str| format!("enum {name} {{ Free {{ since: u64 }}, Busy(CallId) }} const {name}S: usize = 64;");
        assert_eq!(renamed(&status("Status"), &status("State"), ""), ["Status = State", "StatusS = StateS"]);
        // Enums with two empty variants are not distinctive.
        assert_eq!(renamed("enum End { Front, Back }", "enum Color { Red, Black }", ""), Vec::<String>::new());
    }

    #[test]
    fn implementations_of_a_renamed_trait_match() {
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
    fn short_bodies_do_not_match_by_similarity() {
        assert_eq!(
            renamed("fn a(x: &[u8]) -> usize { x.len() }", "fn b(x: &[u8]) -> usize { x.len() }", ""),
            Vec::<String>::new()
        );
    }

    #[test]
    fn implementations_match_by_their_trait() {
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
    fn the_more_similar_of_two_items_with_one_name_matches() {
        let one = "mod a { pub struct Node { left: usize, right: usize, height: u8 } }";
        let two = "mod b { pub struct Node { next: Option<Box<String>>, hash: u64 } }";
        let contract = Contract::default();
        let (left, right) = (design_of(two, &contract), design_of(&format!("{one}{two}"), &contract));
        let pairs = Matching::of(&left, &right).pairs;
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[&0].0, 1);
    }
}
