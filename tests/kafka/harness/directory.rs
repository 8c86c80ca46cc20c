//! A directory of a test, which outlives a test that fails: its logs tell why.

use std::path::Path;

use tempfile::TempDir;

/// A new directory below the target directory. It goes when it is dropped, unless the test fails.
pub struct Directory(TempDir);

impl Directory {
    /// Makes one.
    pub fn new() -> Self {
        Self(TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("the target directory is ours to write"))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        self.0.disable_cleanup(std::thread::panicking());
    }
}
