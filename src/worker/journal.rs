//! The suspects and what is being extracted, on disk: what a crash leaves behind.
//!
//! Two files: `PATH` holds the suspects as JSON, written whole and renamed; `PATH.inflight` has one fixed-size line a
//! thread, overwritten when it begins and ends an article. A process that dies cannot lose what it has written (the
//! kernel has it), so nothing is synced. The in-flight file is locked, so that a twin on the same machine keeps a
//! journal of its own.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::pipeline::{Attempts, Poison, Position, Verdict};

/// Bytes of one thread's line: a topic name has at most 249.
const LINE: usize = 320;
/// Workers with the same attempts path on one machine.
const MAX_TWINS: u32 = 16;

/// The identity of an article across restarts: `topic/partition/offset`.
pub type Key = String;

/// The journal cannot be kept.
#[derive(Debug, thiserror::Error)]
#[error(
    "cannot keep the attempts at '{path}' ({source}): set poison.attempts_path to a file in a directory that the worker may write"
)]
pub struct JournalError {
    path: PathBuf,
    source: io::Error,
}

/// Keeps the suspects and the articles in progress.
pub struct Journal {
    path: PathBuf,
    in_flight: File,
    poison: Mutex<Poison<Key>>,
    any_suspects: AtomicBool,
}

impl Journal {
    /// Reads what the last run left at `path` and begins a new one.
    ///
    /// # Errors
    /// When a file cannot be made, read or written.
    pub fn open(path: &Path, max_attempts: u32) -> Result<Self, JournalError> {
        Self::try_open(path, max_attempts).map_err(|source| JournalError { path: path.to_owned(), source })
    }

    fn try_open(path: &Path, max_attempts: u32) -> io::Result<Self> {
        if let Some(directory) = path.parent() {
            std::fs::create_dir_all(directory)?;
        }
        let (path, mut in_flight) = lock(path)?;
        let mut lines = Vec::new();
        in_flight.read_to_end(&mut lines)?;
        let in_progress: Vec<Key> = lines.chunks(LINE).filter_map(parse_line).collect();
        let suspects: BTreeMap<Key, Attempts> = match std::fs::read(&path) {
            Ok(json) => serde_json::from_slice(&json).unwrap_or_else(|error| {
                tracing::warn!(path = %path.display(), %error, "the attempts cannot be read and begin anew");
                BTreeMap::new()
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error),
        };
        if !in_progress.is_empty() {
            tracing::warn!(articles = ?in_progress, "the last run went down while it extracted these articles: each is extracted alone now");
        }
        let poison = Poison::new(max_attempts, suspects, in_progress);
        let any_suspects = AtomicBool::new(!poison.suspects().is_empty());
        let journal = Self { path, in_flight, poison: Mutex::new(poison), any_suspects };
        journal.save()?;
        // Only now: a crash between the two counts an attempt twice rather than not at all.
        journal.in_flight.set_len(0)?;
        Ok(journal)
    }

    /// How to extract the article at `position`.
    #[must_use]
    pub fn verdict(&self, position: &Position) -> Verdict {
        if !self.any_suspects.load(Ordering::Acquire) {
            return Verdict::Innocent;
        }
        self.poison.lock().unwrap_or_else(PoisonError::into_inner).verdict(&key(position))
    }

    /// Thread `slot` begins the article at `position`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn begin(&self, slot: usize, position: &Position) -> io::Result<()> {
        let mut line = key(position).into_bytes();
        line.truncate(LINE - 1);
        line.resize(LINE - 1, b' ');
        line.push(b'\n');
        self.in_flight.write_all_at(&line, (slot * LINE) as u64)
    }

    /// Thread `slot` is done with the article at its position.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn end(&self, slot: usize) -> io::Result<()> {
        self.in_flight.write_all_at(b" ", (slot * LINE) as u64)
    }

    /// The outcome of the article at `position` is delivered: it is a suspect no longer. Not before: a crash in between
    /// would forget what is known of it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn clear(&self, position: &Position) -> io::Result<()> {
        if !self.any_suspects.load(Ordering::Acquire) {
            return Ok(());
        }
        let mut poison = self.poison.lock().unwrap_or_else(PoisonError::into_inner);
        let was_suspect = poison.clear(&key(position));
        self.any_suspects.store(!poison.suspects().is_empty(), Ordering::Release);
        drop(poison);
        if was_suspect { self.save() } else { Ok(()) }
    }

    fn save(&self) -> io::Result<()> {
        let poison = self.poison.lock().unwrap_or_else(PoisonError::into_inner);
        let json = serde_json::to_vec(poison.suspects()).map_err(io::Error::other)?;
        let partial = beside(&self.path, ".partial");
        std::fs::write(&partial, json)?;
        std::fs::rename(&partial, &self.path)
    }
}

/// What the name of the in-flight file ends with.
const IN_FLIGHT: &str = ".inflight";

/// The file whose name is that of `path` with `suffix` behind it.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// Whether a journal can be kept at `path`, with the directories that it needs. Nothing is left behind or changed: who
/// asks may be another than the worker, and ask while one runs.
///
/// # Errors
/// Why it cannot.
pub fn can_be_kept(path: &Path) -> io::Result<()> {
    let missing = || io::Error::from(io::ErrorKind::NotFound);
    let name = path.file_name().ok_or_else(missing)?;
    is_kept(File::open(path))?;
    is_kept(OpenOptions::new().read(true).write(true).open(beside(path, IN_FLIGHT)))?;
    let mut directories =
        path.ancestors().skip(1).map(|path| if path.as_os_str().is_empty() { Path::new(".") } else { path });
    let existing = directories.find(|directory| directory.exists()).ok_or_else(missing)?;
    // A name of its own, as long as that of the in-flight file.
    let probe = beside(&existing.join(name), &format!(".{:08}", std::process::id()));
    let written = std::fs::write(&probe, [b' '; 4096]);
    if probe.exists() {
        std::fs::remove_file(&probe)?;
    }
    written
}

/// Whether a file that was opened is one, or is not there yet.
fn is_kept(opened: io::Result<File>) -> io::Result<()> {
    match opened {
        Ok(file) if file.metadata()?.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The first of `path`, `path.2`, … whose in-flight file no other process holds.
fn lock(path: &Path) -> io::Result<(PathBuf, File)> {
    for twin in 1..=MAX_TWINS {
        let own = if twin > 1 { beside(path, &format!(".{twin}")) } else { path.to_owned() };
        let in_flight = beside(&own, IN_FLIGHT);
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(in_flight)?;
        match file.try_lock() {
            Ok(()) => return Ok((own, file)),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => {
                return Err(io::Error::new(error.kind(), format!("it cannot be locked: {error}")));
            }
        }
    }
    Err(io::Error::other("too many workers keep their attempts here"))
}

fn key(position: &Position) -> Key {
    let Position { partition, offset, .. } = position;
    format!("{}/{}/{}", partition.topic, partition.partition, offset.0)
}

fn parse_line(line: &[u8]) -> Option<Key> {
    let text = std::str::from_utf8(line).ok()?;
    // An ended line begins with a space; one that was never begun holds zeros.
    if text.starts_with([' ', '\0']) { None } else { Some(text.trim_end().to_owned()).filter(|key| !key.is_empty()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Epoch, Offset, TopicPartition};

    fn position(offset: i64) -> Position {
        Position { partition: TopicPartition::new("articles.raw", 7), epoch: Epoch(1), offset: Offset(offset) }
    }

    #[test]
    fn what_was_in_progress_at_a_crash_is_suspect_and_its_neighbours_are_cleared() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("state/attempts");
        let journal = Journal::open(&path, 2).unwrap();
        for (slot, offset) in [(0, 10), (1, 11), (2, 12)] {
            journal.begin(slot, &position(offset)).unwrap();
        }
        journal.end(1).unwrap();
        drop(journal); // the process dies

        let journal = Journal::open(&path, 2).unwrap();
        assert_eq!(journal.verdict(&position(10)), Verdict::Suspect);
        assert_eq!(journal.verdict(&position(11)), Verdict::Innocent);
        journal.begin(0, &position(12)).unwrap();
        journal.end(0).unwrap();
        journal.clear(&position(12)).unwrap();
        journal.begin(0, &position(10)).unwrap();
        drop(journal);

        let journal = Journal::open(&path, 2).unwrap();
        assert_eq!(journal.verdict(&position(10)), Verdict::Guilty(2));
        assert_eq!(journal.verdict(&position(12)), Verdict::Innocent);
        journal.begin(0, &position(10)).unwrap();
        journal.end(0).unwrap();
        assert_eq!(journal.verdict(&position(10)), Verdict::Guilty(2), "until its dead letter is delivered");
        journal.clear(&position(10)).unwrap();
        drop(journal);
        assert_eq!(Journal::open(&path, 2).unwrap().verdict(&position(10)), Verdict::Innocent);
    }

    #[test]
    fn a_thread_that_never_began_leaves_no_suspect() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("attempts");
        let journal = Journal::open(&path, 1).unwrap();
        journal.begin(5, &position(1)).unwrap();
        drop(journal);
        assert_eq!(Journal::open(&path, 1).unwrap().verdict(&position(1)), Verdict::Guilty(1), "it was alone");
    }

    #[test]
    fn a_twin_keeps_its_own() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("attempts");
        let first = Journal::open(&path, 3).unwrap();
        first.begin(0, &position(1)).unwrap();
        let twin = Journal::open(&path, 3).unwrap();
        assert_eq!(twin.verdict(&position(1)), Verdict::Innocent);
    }

    #[test]
    fn a_directory_that_cannot_be_written_is_a_clear_error() {
        let error = Journal::open(Path::new("/proc/nowhere/attempts"), 3).err().unwrap().to_string();
        assert!(error.contains("poison.attempts_path"), "{error}");
    }

    #[test]
    fn attempts_that_cannot_be_kept_are_named() {
        let directory = tempfile::TempDir::new().unwrap();
        let path = |name: &str| directory.path().join(name);
        std::fs::create_dir(path("a-directory")).unwrap();
        std::fs::create_dir(path("beside.inflight")).unwrap();
        for name in ["a-directory", "beside", &"x".repeat(250)] {
            assert!(can_be_kept(&path(name)).is_err(), "{name}");
        }
        std::fs::write(path("attempts"), "{}").unwrap();
        std::fs::write(path("attempts.inflight"), "held").unwrap();
        can_be_kept(&path("attempts")).unwrap();
        assert_eq!(std::fs::read(path("attempts.inflight")).unwrap(), b"held");
    }
}
