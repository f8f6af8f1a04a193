//! The queue of runs to send to the board: one file per run, named by its sequence number.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::json_file::{self, Durability};
use crate::messages::Run;
use crate::private_folder;
use crate::time::now;

/// A folder of queued runs.
#[derive(Clone, Debug)]
pub struct Outbox {
    folder: PathBuf,
    /// The path of the file that stores the last sequence number.
    last: PathBuf,
}

impl Outbox {
    /// Returns the outbox of a team's folder.
    pub(crate) fn within(team_folder: &Path) -> Self {
        Self { folder: team_folder.join("outbox"), last: team_folder.join("last-run") }
    }

    /// Queues a run and returns its sequence number, which is above every earlier one.
    ///
    /// When this returns, the run is on the disk.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn put(&self, mut run: Run) -> io::Result<u64> {
        private_folder::create(&self.folder)?;
        let lock = File::create(self.folder.join("lock"))?;
        lock.lock()?;
        // Starting from the time of day keeps numbers unique even if the file with the last one is lost.
        run.seq = now().max(self.last_number() + 1);
        // The number is stored before it is used, so that a crash between the two writes skips it instead of repeating
        // it.
        json_file::write(&self.last, &run.seq, Durability::Synced)?;
        json_file::write(&self.path(run.seq), &run, Durability::Synced)?;
        Ok(run.seq)
    }

    /// Ensures that later sequence numbers are above `number`.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn count_from(&self, number: u64) -> io::Result<()> {
        if number > self.last_number() { json_file::write(&self.last, &number, Durability::Synced) } else { Ok(()) }
    }

    fn last_number(&self) -> u64 {
        json_file::read(&self.last).ok().flatten().unwrap_or(0)
    }

    /// Returns the sequence numbers of the queued runs, oldest first.
    pub fn numbers(&self) -> Vec<u64> {
        let Ok(files) = fs::read_dir(&self.folder) else { return Vec::new() };
        let number = |name: &str| name.strip_suffix(".json")?.parse().ok();
        let mut numbers: Vec<u64> = files.filter_map(|file| number(file.ok()?.file_name().to_str()?)).collect();
        numbers.sort_unstable();
        numbers
    }

    /// Returns the run with this sequence number, or sets its file [aside](Self::set_aside) if it is unreadable.
    pub fn run(&self, number: u64) -> Option<Run> {
        let read = json_file::read::<Run>(&self.path(number)).inspect_err(|_| self.set_aside(number));
        read.ok()?.map(|run| Run { seq: number, ..run })
    }

    /// Removes a run from the queue after the board has stored it.
    ///
    /// # Errors
    ///
    /// If its file cannot be removed.
    pub fn remove(&self, number: u64) -> io::Result<()> {
        json_file::remove(&self.path(number))
    }

    /// Removes a rejected run from the queue, but keeps its file with the extension `refused`.
    pub fn set_aside(&self, number: u64) {
        let path = self.path(number);
        // If this fails, the file stays queued and is tried again.
        let _ = fs::rename(&path, path.with_extension("refused"));
    }

    /// Moves the queued runs of another board to a new folder and returns that folder.
    ///
    /// Returns `None` if the queue is empty.
    ///
    /// # Errors
    ///
    /// If the folder cannot be renamed.
    pub fn move_away(&self) -> io::Result<Option<PathBuf>> {
        if self.numbers().is_empty() {
            return Ok(None);
        }
        let aside = self.folder.with_file_name(format!("outbox-of-{}", now()));
        fs::rename(&self.folder, &aside)?;
        Ok(Some(aside))
    }

    fn path(&self, number: u64) -> PathBuf {
        self.folder.join(format!("{number:020}.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Light;

    fn run(kata: &str) -> Run {
        Run {
            seq: 0,
            at: 1,
            kata: kata.to_owned(),
            light: Light::Red,
            stage: Some(1),
            stages: 2,
            passed: 0,
            total: 3,
            took_ms: 10,
            failures: Vec::new(),
            errors: Vec::new(),
            sources: None,
        }
    }

    fn outbox() -> (tempfile::TempDir, Outbox) {
        let folder = tempfile::tempdir().expect("a folder");
        let outbox = Outbox::within(&folder.path().join("dojo"));
        (folder, outbox)
    }

    fn katas(outbox: &Outbox) -> Vec<String> {
        outbox.numbers().into_iter().filter_map(|number| Some(outbox.run(number)?.kata)).collect()
    }

    #[test]
    fn runs_are_listed_in_queue_order() {
        let (_folder, outbox) = outbox();
        assert!(outbox.numbers().is_empty());
        let numbers: Vec<u64> =
            ["one", "two", "three"].map(|kata| outbox.put(run(kata)).expect("a queued run")).to_vec();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
        assert_eq!(katas(&outbox), ["one", "two", "three"]);
        assert_eq!(outbox.run(numbers[1]).map(|run| run.seq), Some(numbers[1]));
        outbox.remove(numbers[0]).expect("a removed run");
        outbox.remove(numbers[0]).expect("a removed run is ignored");
        assert_eq!(katas(&outbox), ["two", "three"]);
    }

    #[test]
    fn sequence_numbers_stay_unique_after_file_damage() {
        let (_folder, outbox) = outbox();
        let first = outbox.put(run("one")).expect("a queued run");
        outbox.remove(first).expect("a removed run");
        for damage in ["", "{", "\0\0\0"] {
            fs::write(&outbox.last, damage).expect("written");
            std::thread::sleep(std::time::Duration::from_millis(2));
            assert!(
                outbox.put(run("two")).expect("a queued run") > first,
                "sequence number after the file was damaged: {damage:?}"
            );
        }
        // With a clock that was set back, the stored number is higher than the time.
        fs::write(&outbox.last, (now() + 1_000_000).to_string()).expect("written");
        let ahead = outbox.put(run("three")).expect("a queued run");
        assert!(ahead > now() + 900_000, "{ahead}");
    }

    #[test]
    fn concurrent_puts_get_distinct_numbers() {
        let (_folder, outbox) = outbox();
        let mut numbers = std::thread::scope(|scope| {
            let put = || (0..5).map(|_| outbox.put(run("one")).expect("a queued run")).collect::<Vec<_>>();
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(put)).collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect::<Vec<_>>()
        });
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 20);
        assert_eq!(outbox.numbers(), numbers);
    }

    #[test]
    fn a_damaged_file_does_not_block_other_runs() {
        let (_folder, outbox) = outbox();
        let first = outbox.put(run("one")).expect("a queued run");
        outbox.put(run("two")).expect("a queued run");
        fs::write(outbox.folder.join(".tmpAbC"), "{\"seq\": 7, \"ka").expect("written");
        fs::write(outbox.path(first), "{\"seq\": 7, \"ka").expect("written");
        assert_eq!(katas(&outbox), ["two"]);
        assert_eq!(outbox.numbers().len(), 1, "number of queued runs");
        assert!(outbox.path(first).with_extension("refused").exists(), "the damaged file is kept");
    }

    #[test]
    fn runs_for_another_board_are_moved_away() {
        let (_folder, outbox) = outbox();
        assert_eq!(outbox.move_away().expect("an empty queue"), None);
        outbox.put(run("one")).expect("a queued run");
        let aside = outbox.move_away().expect("a folder").expect("a queued run");
        assert!(aside.is_dir() && outbox.numbers().is_empty());
        outbox.put(run("two")).expect("a queued run");
        assert_eq!(katas(&outbox), ["two"]);
    }
}
