//! The file format of Anki's packages: an archive with a SQLite database in Anki's schema 11, which every version reads.
//!
//! Written with SQLite and zip alone, because the libraries for this format depend on crates under the GPL.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Cursor, Write};

use practice::cards::deck::DeckCard;
use rusqlite::{Connection, params};
use serde::Serialize;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The deck that contains the decks of all katas.
const DECK: &str = "Design katas";
/// The id of the note type. It must stay the same, because Anki matches note types by their ids.
const NOTE_TYPE: i64 = 1_796_000_000_000;
/// The id of the first deck. Anki matches decks by their names, so the ids only have to differ within the file.
const FIRST_DECK: i64 = 1_796_000_000_001;

const SCHEMA: &str = "
CREATE TABLE col (id INTEGER PRIMARY KEY, crt INTEGER NOT NULL, mod INTEGER NOT NULL, scm INTEGER NOT NULL,
    ver INTEGER NOT NULL, dty INTEGER NOT NULL, usn INTEGER NOT NULL, ls INTEGER NOT NULL, conf TEXT NOT NULL,
    models TEXT NOT NULL, decks TEXT NOT NULL, dconf TEXT NOT NULL, tags TEXT NOT NULL);
CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT NOT NULL, mid INTEGER NOT NULL, mod INTEGER NOT NULL,
    usn INTEGER NOT NULL, tags TEXT NOT NULL, flds TEXT NOT NULL, sfld INTEGER NOT NULL, csum INTEGER NOT NULL,
    flags INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER NOT NULL, did INTEGER NOT NULL, ord INTEGER NOT NULL,
    mod INTEGER NOT NULL, usn INTEGER NOT NULL, type INTEGER NOT NULL, queue INTEGER NOT NULL, due INTEGER NOT NULL,
    ivl INTEGER NOT NULL, factor INTEGER NOT NULL, reps INTEGER NOT NULL, lapses INTEGER NOT NULL,
    left INTEGER NOT NULL, odue INTEGER NOT NULL, odid INTEGER NOT NULL, flags INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE revlog (id INTEGER PRIMARY KEY, cid INTEGER NOT NULL, usn INTEGER NOT NULL, ease INTEGER NOT NULL,
    ivl INTEGER NOT NULL, lastIvl INTEGER NOT NULL, factor INTEGER NOT NULL, time INTEGER NOT NULL,
    type INTEGER NOT NULL);
CREATE TABLE graves (usn INTEGER NOT NULL, oid INTEGER NOT NULL, type INTEGER NOT NULL);
";

/// Returns the content of a package with these cards, created at a Unix time. Each kata has its own deck.
///
/// A card is a note with its full id as the guid. Therefore, importing a newer package updates the notes instead of adding
/// them again, and keeps the reviews in Anki.
pub fn package(cards: &[DeckCard], now: u64) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("collection.anki2", options)?;
    archive.write_all(&database(cards, now)?)?;
    // The list of sounds and pictures.
    archive.start_file("media", options)?;
    archive.write_all(b"{}")?;
    Ok(archive.finish()?.into_inner())
}

fn database(cards: &[DeckCard], now: u64) -> Result<Vec<u8>, Box<dyn Error>> {
    let now = i64::try_from(now)?;
    let mut names: Vec<&str> = cards.iter().map(|card| card.kata.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let decks: BTreeMap<&str, i64> = names.into_iter().zip(FIRST_DECK + 1..).collect();
    let mut connection = Connection::open_in_memory()?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(SCHEMA)?;
    transaction.execute(
        "INSERT INTO col VALUES (1, ?1, ?2, ?2, 11, 0, 0, 0, '{}', ?3, ?4, '{}', '{}')",
        params![now, now * 1000, note_types(now).to_string(), deck_list(&decks, now).to_string()],
    )?;
    // Ids are times in milliseconds, and Anki shows them as the time of creation.
    for (id, card) in (now * 1000..).zip(cards) {
        let fields = [&card.card.ask, &card.card.answer, &card.source].map(|text| html(text)).join("\u{1f}");
        // Anki computes the sort field and the checksum itself.
        transaction.execute(
            "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, 0, 0, 0, '')",
            params![id, card.full_id(), NOTE_TYPE, now, format!(" {} ", card.kata), fields],
        )?;
        // A new card. Its `due` is its position among the new cards.
        transaction.execute(
            "INSERT INTO cards VALUES (?1, ?1, ?2, 0, ?3, -1, 0, 0, ?4, 0, 0, 0, 0, 0, 0, 0, 0, '')",
            params![id, decks[card.kata.as_str()], now, id - now * 1000 + 1],
        )?;
    }
    transaction.commit()?;
    Ok(connection.serialize("main")?.to_vec())
}

/// Returns the only note type, which has one card per note.
fn note_types(now: i64) -> Value {
    #[derive(Serialize)]
    struct Field {
        name: &'static str,
        ord: usize,
        sticky: bool,
        rtl: bool,
        font: &'static str,
        size: u32,
    }
    let field = |(ord, name)| Field { name, ord, sticky: false, rtl: false, font: "Arial", size: 20 };
    let fields: Vec<Field> = ["Question", "Answer", "Source"].into_iter().enumerate().map(field).collect();
    json!({ NOTE_TYPE.to_string(): {
        "id": NOTE_TYPE,
        "name": "Design question",
        "type": 0,
        "mod": now,
        "usn": -1,
        "sortf": 0,
        "did": null,
        "flds": fields,
        "tmpls": [{
            "name": "Card",
            "ord": 0,
            "qfmt": "{{Question}}",
            "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}<p class=source>{{Source}}</p>",
        }],
        "css": ".card { font-family: sans-serif; font-size: 20px; max-width: 40em; margin: 1em auto; }\n\
                .source { font-size: 14px; opacity: 0.7; }\n",
    }})
}

/// Returns Anki's default deck, the deck of all katas, and a deck inside it for each kata.
fn deck_list(decks: &BTreeMap<&str, i64>, now: i64) -> Value {
    let deck = |id: i64, name: String| {
        let deck = json!({
            "id": id, "name": name, "mod": now, "usn": -1, "desc": "", "dyn": 0, "conf": 1, "collapsed": false,
            "newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0],
        });
        (id.to_string(), deck)
    };
    let katas = decks.iter().map(|(kata, id)| deck(*id, format!("{DECK}::{kata}")));
    [deck(1, "Default".to_owned()), deck(FIRST_DECK, DECK.to_owned())].into_iter().chain(katas).collect()
}

/// Returns text as HTML, with text between backticks as code.
fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let parts: Vec<&str> = escaped.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped;
    }
    let mark = |(index, part): (usize, &&str)| {
        if index % 2 == 1 { format!("<code>{part}</code>") } else { (*part).to_owned() }
    };
    parts.iter().enumerate().map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_keeps_special_characters_and_marks_code() {
        assert_eq!(html("Why `Vec<T> & T`, not `a`?"), "Why <code>Vec&lt;T&gt; &amp; T</code>, not <code>a</code>?");
        assert_eq!(html("a ` alone"), "a ` alone");
    }
}
