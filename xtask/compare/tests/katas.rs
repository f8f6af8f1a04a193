//! Tests of the references and alternatives in the repository, without the learner's code.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use compare::closest::{Features, likenesses};
use compare::compared_items::{ComparedItem, ItemStatus, compare_items};
use compare::crate_source::CrateSource;
use compare::design::{Contract, Design, ItemKind};
use compare::design_locations::reference_and_alternatives;
use compare::discussion::DiscussionFile;
use compare::kata_designs::contract;
use xtask::workspace::{Kata, Workspace};

fn katas() -> Vec<Kata> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let workspace =
        Workspace::at(root.canonicalize().expect("the folder exists")).expect("the root manifest can be read");
    workspace.katas().to_vec()
}

fn design(lib: &Path, contract: &Contract) -> Design {
    let source = CrateSource::read(lib);
    assert_eq!(source.problems, [], "{}", lib.display());
    Design::of(&source, contract)
}

fn all(items: &[ComparedItem]) -> Vec<&ComparedItem> {
    items.iter().flat_map(ComparedItem::all).collect()
}

#[test]
fn every_design_equals_itself() {
    for kata in katas() {
        let contract = contract(&kata);
        for of in reference_and_alternatives(&kata) {
            let this = design(&of.lib, &contract);
            let items = compare_items(&this, &this);
            for part in all(&items) {
                assert!(part.is_same(), "{}, {}: {:?} {:?}", kata.name(), of.name, part.shown().path, part.status);
            }
        }
    }
}

#[test]
fn given_types_are_found_on_both_sides() {
    for kata in katas() {
        let contract = contract(&kata);
        let designs = reference_and_alternatives(&kata);
        let reference = design(&designs[0].lib, &contract);
        for other in &designs[1..] {
            let items = compare_items(&design(&other.lib, &contract), &reference);
            let types = items.iter().filter(|part| part.given);
            for part in types {
                let met = !matches!(part.status, ItemStatus::OnlyLeft | ItemStatus::OnlyRight | ItemStatus::Unwritten);
                assert!(met, "{}, {}: {} {:?}", kata.name(), other.name, part.shown().path, part.status);
            }
        }
    }
}

#[test]
fn comparing_a_stub_reveals_no_solution() {
    for kata in katas() {
        let contract = contract(&kata);
        let stub = design(&kata.stub().join("src/lib.rs"), &contract);
        let reference = design(&reference_and_alternatives(&kata)[0].lib, &contract);
        let items = compare_items(&stub, &reference);
        let shown = all(&items).into_iter().filter(|part| {
            part.left.as_ref().is_some_and(|left| left.code.as_deref().is_some_and(|code| code.contains("todo!(")))
        });
        let mut count = 0;
        for part in shown.filter(|part| part.kind == ItemKind::Method) {
            count += 1;
            assert_eq!(part.status, ItemStatus::Unwritten, "{}: {}", kata.name(), part.shown().path);
            assert!(
                part.right.as_ref().is_none_or(|right| right.code.is_none()),
                "{}: {}",
                kata.name(),
                part.shown().path
            );
        }
        assert!(count > 5, "{}: only {count} unwritten methods", kata.name());
    }
}

#[test]
fn talk_files_have_no_stale_entries() {
    let mut all_stale = Vec::new();
    for kata in katas() {
        let contract = contract(&kata);
        let read = |name: &str| fs::read_to_string(kata.solution().join(name)).expect("the file can be read");
        let file = DiscussionFile::parse(&read("talk.toml")).expect("the file is valid");
        let mut designs = reference_and_alternatives(&kata).into_iter().map(|of| (of.name, design(&of.lib, &contract)));
        let (_, reference) = designs.next().expect("the kata has a reference");
        let stub = design(&kata.stub().join("src/lib.rs"), &contract);
        let stale = file.stale_entries(&read("DESIGN.md"), &stub, &reference, &designs.collect::<Vec<_>>());
        all_stale.extend(stale.into_iter().map(|line| format!("{}: {line}", kata.name())));
    }
    assert_eq!(all_stale, [""; 0]);
}

#[test]
fn every_known_design_is_closest_to_itself() {
    for kata in katas() {
        let contract = contract(&kata);
        let known: Vec<(String, Features)> = reference_and_alternatives(&kata)
            .into_iter()
            .map(|of| (of.name, Features::of(&CrateSource::read(&of.lib), &contract)))
            .collect();
        let known: Vec<(&str, &Features)> = known.iter().map(|(name, features)| (name.as_str(), features)).collect();
        for (name, features) in &known {
            let all = likenesses(features, &BTreeSet::new(), &known);
            assert_eq!(&all[0].name, name, "{}", kata.name());
            assert!(all[0].likeness > 0.5, "{}: {all:?}", kata.name());
            let second = all.get(1).map_or(0.0, |second| second.likeness);
            assert!(second < 0.85 * all[0].likeness, "{}: {name} is too much like another: {all:?}", kata.name());
        }
    }
}
