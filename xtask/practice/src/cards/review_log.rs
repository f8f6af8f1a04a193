//! The reviews of all cards, in `.state/cards.json`.
//!
//! The file has nothing but the reviews. The state of a card is computed from its reviews, so the two cannot contradict
//! each other.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use xtask::error::{Error, Result};
use xtask::paths::shown;
use xtask::store::{Store, set_aside, write_atomically};
use xtask::terminal_output::warn;

use super::fsrs::{Memory, Rating};

/// The version of the file format.
const VERSION: u32 = 1;

/// The reviews of all cards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewLog {
    version: u32,
    /// The reviews of each card, oldest first, by the card's [full id](super::deck::DeckCard::full_id).
    ///
    /// Cards that no longer exist stay in the file, because a later version can have them again.
    cards: BTreeMap<String, Vec<Review>>,
}

/// A review of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The day of the review, where the learner is.
    pub day: NaiveDate,
    /// The learner's judgment.
    pub rating: Rating,
}

/// The schedule of a card that has been reviewed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    memory: Memory,
    reviewed: NaiveDate,
    /// The day on which the card is due.
    pub due: NaiveDate,
}

impl Schedule {
    fn new(memory: Memory, reviewed: NaiveDate) -> Self {
        let due = reviewed.checked_add_days(Days::new(memory.interval().into())).unwrap_or(NaiveDate::MAX);
        Self { memory, reviewed, due }
    }
}

/// Returns the schedule of a card after another review. `None` is a new card.
pub fn next(schedule: Option<Schedule>, review: Review) -> Schedule {
    let memory = match schedule {
        None => Memory::new(review.rating),
        Some(last) => {
            // If the clock was set back, the review counts as one on the same day.
            let days = u32::try_from((review.day - last.reviewed).num_days()).unwrap_or(0);
            last.memory.reviewed(days, review.rating)
        }
    };
    Schedule::new(memory, review.day)
}

impl Default for ReviewLog {
    fn default() -> Self {
        Self::from(BTreeMap::new())
    }
}

/// Creates a log of the reviews by the card's full id.
impl From<BTreeMap<String, Vec<Review>>> for ReviewLog {
    fn from(cards: BTreeMap<String, Vec<Review>>) -> Self {
        Self { version: VERSION, cards }
    }
}

impl ReviewLog {
    /// Loads the reviews. A damaged file is renamed, and the user sees a note.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, or if a newer runner wrote it.
    pub fn load(store: &Store) -> Result<Self> {
        match Self::read(store)? {
            Ok(log) => Ok(log),
            // Read the file again under the lock, since another session may have replaced it in the meantime.
            Err(_) => store.lock().and_then(|_lock| Self::read_or_repair(store)),
        }
    }

    /// Adds a review to the file. If the runner crashes meanwhile, either the old or the new file remains.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or written.
    pub fn record(store: &Store, card: &str, review: Review) -> Result<()> {
        let _lock = store.lock()?;
        let mut log = Self::read_or_repair(store)?;
        log.cards.entry(card.to_owned()).or_default().push(review);
        let path = path(store);
        let text = serde_json::to_string_pretty(&log).expect("plain data can always be written as JSON");
        write_atomically(&path, text.as_bytes()).map_err(Error::io("cannot write", &path))
    }

    /// Returns the schedule of a card, or `None` if it has not been reviewed.
    pub fn schedule(&self, card: &str) -> Option<Schedule> {
        self.reviews(card).iter().fold(None, |schedule, review| Some(next(schedule, *review)))
    }

    /// Returns the number of cards whose first review was on this day.
    pub fn begun_on(&self, day: NaiveDate) -> usize {
        self.cards.values().filter(|reviews| reviews.first().is_some_and(|review| review.day == day)).count()
    }

    fn reviews(&self, card: &str) -> &[Review] {
        self.cards.get(card).map_or(&[], Vec::as_slice)
    }

    /// Reads the file. If it is damaged, the inner error explains how.
    fn read(store: &Store) -> Result<Result<Self, String>> {
        let path = path(store);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(Ok(Self::default()));
            }
            Err(error) => return Err(Error::io("cannot read", &path)(error)),
        };
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        match serde_json::from_slice(&bytes) {
            Ok(Version { version }) if version > VERSION => Err(Error::Other(format!(
                "{} was written by a newer version of this runner (format {version}, this one supports up to \
                 {VERSION}). Run `cargo xtask update`, or move the file away to start over.",
                shown(&path)
            ))),
            _ => Ok(serde_json::from_slice(&bytes).map_err(|error| error.to_string())),
        }
    }

    /// Reads the file, and renames it if it is damaged. The caller must hold the lock.
    fn read_or_repair(store: &Store) -> Result<Self> {
        Ok(Self::read(store)?.unwrap_or_else(|why| {
            let renamed = set_aside(&path(store));
            warn(&format!("the file with your reviews was damaged ({why}). {renamed}, and all cards are new again."));
            Self::default()
        }))
    }
}

fn path(store: &Store) -> PathBuf {
    store.folder().join("cards.json")
}
