//! Tests of `cargo xtask cards --export`. `import.py` imports a package into Anki itself.

#[path = "../../compare/tests/support/mod.rs"]
mod support;

use std::io::Read;
use std::process::Output;

use rusqlite::Connection;
use serde_json::Value;
use support::Folder;

/// Creates a workspace with two katas, of which `tiny` has a green core.
fn workspace() -> Folder {
    let folder = Folder::new();
    folder.write("Cargo.toml", "[workspace]\nmembers = [\"katas/tiny\", \"katas/small\"]\n");
    for (kata, ids) in [("tiny", ["one", "two"]), ("small", ["one", "three"])] {
        let about = "title = \"A kata\"\nteaches = \"arithmetic\"\ntrack = \"objects\"\n";
        folder.write(&format!("katas/{kata}/kata.toml"), about);
        folder.write(&format!("katas/{kata}/README.md"), "# A kata\n\n- **1.1** A rule.\n");
        folder.write(&format!("tests/{kata}/stage_1_double.rs"), "//! # Double\n//!\n//! Time box: 5 minutes.\n");
        let card = |id: &str| {
            format!(
                "[[card]]\nid = \"{id}\"\nask = \"Why `Vec<{id}>` & more?\"\nanswer = \"Because of {id}.\"\n\
                 source = {{ rule = \"1.1\" }}\n"
            )
        };
        folder.write(&format!("solutions/{kata}/cards.toml"), &ids.map(card).concat());
    }
    let run =
        r#"{"at":1,"kata":"tiny","verdict":"green","stage":null,"passed":1,"total":1,"kept":null,"green":["double"]}"#;
    folder.write(".state/history.jsonl", run);
    folder
}

fn export(folder: &Folder, arguments: &[&str]) -> Output {
    let mut command = folder.command(env!("CARGO_BIN_EXE_anki-export"));
    command.arg("cards").args(arguments).output().expect("the program starts")
}

/// Returns the database in a package.
fn database(folder: &Folder, file: &str) -> Connection {
    let package = std::fs::File::open(folder.path(file)).expect("the package exists");
    let mut archive = zip::ZipArchive::new(package).expect("the package is an archive");
    let mut media = String::new();
    archive.by_name("media").expect("a list of media").read_to_string(&mut media).expect("text");
    assert_eq!(media, "{}", "list of media");
    let mut bytes = Vec::new();
    archive.by_name("collection.anki2").expect("a database").read_to_end(&mut bytes).expect("the database");
    folder.write("database", "");
    std::fs::write(folder.path("database"), bytes).expect("the file can be written");
    Connection::open(folder.path("database")).expect("the database opens")
}

fn rows(database: &Connection, query: &str) -> Vec<String> {
    let mut statement = database.prepare(query).expect("a valid query");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.map(|row| row.expect("text")).collect()
}

/// Returns the names of the decks, each with its cards' guids.
fn decks(database: &Connection) -> Vec<(String, Vec<String>)> {
    let decks: Value = serde_json::from_str(&rows(database, "SELECT decks FROM col")[0]).expect("a list of decks");
    let with_cards = |(id, deck): (&String, &Value)| {
        let query = format!("SELECT guid FROM notes JOIN cards ON nid = notes.id WHERE did = {id} ORDER BY due");
        (deck["name"].as_str().expect("a name").to_owned(), rows(database, &query))
    };
    let mut decks: Vec<_> = decks.as_object().expect("decks").iter().map(with_cards).collect();
    decks.sort();
    decks
}

#[test]
fn every_unlocked_card_becomes_a_note() {
    let folder = workspace();
    let output = export(&folder, &["--export", "cards.apkg"]);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text, "Wrote 2 cards to cards.apkg. To study them, import the file in Anki.\n");
    let fields = rows(&database(&folder, "cards.apkg"), "SELECT replace(flds, char(31), '|') FROM notes ORDER BY id");
    let expected = |id: &str| {
        format!(
            "Why <code>Vec&lt;{id}&gt;</code> &amp; more?|Because of {id}.|Rule 1.1: A rule. (katas/tiny/README.md)"
        )
    };
    assert_eq!(fields, [expected("one"), expected("two")]);
}

#[test]
fn each_kata_has_a_deck_and_each_card_a_stable_guid() {
    let folder = workspace();
    for file in ["first.apkg", "second.apkg"] {
        assert!(export(&folder, &["--all", "--export", file]).status.success(), "export to {file}");
        let deck = |name: &str, guids: &[&str]| (name.to_owned(), guids.iter().map(|&guid| guid.to_owned()).collect());
        let expected = [
            deck("Default", &[]),
            deck("Design katas", &[]),
            deck("Design katas::small", &["small/one", "small/three"]),
            deck("Design katas::tiny", &["tiny/one", "tiny/two"]),
        ];
        assert_eq!(decks(&database(&folder, file)), expected, "decks of {file}");
    }
}

#[test]
fn without_unlocked_cards_nothing_is_written() {
    let folder = workspace();
    folder.write(".state/history.jsonl", "");
    let output = export(&folder, &["--export", "cards.apkg"]);
    assert_eq!(output.status.code(), Some(2), "exit code of {output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("no cards are unlocked"), "{output:?}");
    assert!(!folder.path("cards.apkg").exists(), "a file was written");
}

#[test]
fn a_folder_that_does_not_exist_is_an_error() {
    let output = export(&workspace(), &["--export", "no/cards.apkg"]);
    assert_eq!(output.status.code(), Some(2), "exit code of {output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write no/cards.apkg"), "{output:?}");
}
