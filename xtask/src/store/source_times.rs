//! Modification times of a suite's files. Cargo uses them to decide whether to rebuild.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Store, write_atomically};
use crate::workspace::Kata;

/// Updates the modification times of changed files of the suite, so that Cargo rebuilds them.
///
/// Otherwise, Cargo would miss files unpacked from an archive, for example, since they are older than the last build.
/// [`KeptCode::keep`](super::kept_code::KeptCode::keep) does the same for the learner's files.
pub fn refresh(store: &Store, kata: &Kata) {
    let record = store.folder().join("suites").join(format!("{}.json", kata.name()));
    let before: BTreeMap<PathBuf, u64> =
        fs::read(&record).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let mut now = BTreeMap::new();
    let testkit = kata.suite().with_file_name("testkit");
    for folder in [kata.suite(), testkit] {
        hash_files(&folder, &mut now);
    }
    if before == now {
        return;
    }
    for (path, _) in now.iter().filter(|(path, hash)| before.get(*path).is_some_and(|before| before != *hash)) {
        // This fails for a read-only file, in which case Cargo goes by the file's own time.
        let _ = File::options().append(true).open(path).and_then(|file| file.set_modified(SystemTime::now()));
    }
    // If this fails, recording the run fails too, and the user gets a message.
    let _ = write_atomically(&record, &serde_json::to_vec(&now).unwrap_or_default());
}

fn hash_files(path: &Path, hashes: &mut BTreeMap<PathBuf, u64>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            hash_files(&entry.path(), hashes);
        }
    } else if let Ok(bytes) = fs::read(path) {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        hashes.insert(path.to_owned(), hasher.finish());
    }
}
