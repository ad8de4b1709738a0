//! Temporary files, which are renamed when they are complete.
//!
//! A process that ends normally removes its temporary files. One that is killed leaves them behind,
//! and a later run removes them. A file is locked while a process uses it, so that a later run does
//! not mistake it for an abandoned file.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use tempfile::NamedTempFile;

use super::Folder;

const PREFIX: &str = ".pgplumb-";
const SUFFIX: &str = ".tmp";
/// The number of random letters and digits between the prefix and the suffix.
const RANDOM: usize = 6;

/// The age from which an unlocked file is abandoned. A new file is not locked yet.
const MIN_AGE: Duration = Duration::from_secs(60);

impl Folder {
    /// Creates a temporary file with the usual permissions of new files. It is removed unless
    /// renamed.
    ///
    /// # Errors
    /// When the file cannot be created.
    pub fn create_temporary_file(&self) -> io::Result<NamedTempFile> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(RANDOM);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(self.path()).map_err(|error| self.error(error))?;
        // Not every file system has locks. Without locks, abandoned files are not removed.
        let _ = file.as_file().try_lock();
        Ok(file)
    }

    /// Removes temporary files that a killed process left behind. Files that cannot be removed stay.
    pub fn remove_abandoned_files(&self) {
        let Ok(entries) = fs::read_dir(self.path()) else { return };
        for entry in entries.flatten() {
            let is_temporary = entry.file_name().to_str().is_some_and(is_temporary_name);
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            if is_temporary && is_file && is_abandoned(&entry.path()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

fn is_temporary_name(name: &str) -> bool {
    let random = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(SUFFIX));
    random.is_some_and(|random| random.len() == RANDOM && random.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether a file belongs to the current user, is not new, and no process has locked it.
fn is_abandoned(path: &Path) -> bool {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // Another account could replace the file by a link or a pipe.
        options.custom_flags((nix::fcntl::OFlag::O_NOFOLLOW | nix::fcntl::OFlag::O_NONBLOCK).bits());
    }
    let Ok(file) = options.open(path) else { return false };
    let Ok(found) = file.metadata() else { return false };
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::uid(&found) != nix::unistd::geteuid().as_raw() {
        return false;
    }
    let modified = found.modified().ok();
    let age = modified.and_then(|modified| SystemTime::now().duration_since(modified).ok());
    found.is_file() && age.is_some_and(|age| age >= MIN_AGE) && file.try_lock().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_abandoned_files_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let opened = Folder::open(folder.path()).unwrap();
        let long_ago = SystemTime::now() - Duration::from_secs(3600);
        let create = |name: &str, modified: SystemTime| {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(modified).unwrap();
            file
        };
        create(".pgplumb-abandn.tmp", long_ago);
        create(".pgplumb-newnew.tmp", SystemTime::now());
        create(".pgplumb-longname.tmp", long_ago);
        create(".pgplumb-a_b_c_.tmp", long_ago);
        create("pgplumb-abcdef.tmp", long_ago);
        let locked = create(".pgplumb-locked.tmp", long_ago);
        locked.try_lock().unwrap();
        let in_use = opened.create_temporary_file().unwrap();
        in_use.as_file().set_modified(long_ago).unwrap();
        fs::create_dir(folder.path().join(".pgplumb-folder.tmp")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("nowhere", folder.path().join(".pgplumb-linked.tmp")).unwrap();

        let names = || {
            let entries = fs::read_dir(folder.path()).unwrap();
            let mut names: Vec<String> =
                entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        let mut expected = names();
        expected.retain(|name| name != ".pgplumb-abandn.tmp");
        opened.remove_abandoned_files();
        assert_eq!(names(), expected);
    }
}
