//! A cache of catalogs that were loaded from SQL files: unchanged files are not executed again.
//!
//! The key is a hash of everything that determines the catalog: the files, the PostgreSQL
//! installations that would execute them, and this program. An entry that cannot be written or read
//! is ignored.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::snapshot::{self, Origin};
use pgplumb_postgres::load::Script;
use pgplumb_postgres::scratch::Installation;
use sha2::{Digest, Sha256};

use super::GENERATOR;
use super::scratch::ScratchCatalog;
use crate::folder::Folder;
use crate::links;

/// The maximum number of cached catalogs. The least recently used are removed.
const MAX_ENTRIES: usize = 20;

/// A folder of cached catalogs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoadCache {
    folder: PathBuf,
}

impl LoadCache {
    /// Opens the cache in the program's cache folder.
    pub fn new(cache: &Path) -> Self {
        Self { folder: cache.join("loads") }
    }

    /// The cache entry for these files, executed after a prelude, or `None` when the catalog depends on more than the files.
    pub fn entry<'a>(
        &self,
        prelude: &[Script],
        scripts: &[Script],
        servers: impl Iterator<Item = &'a Installation>,
    ) -> Option<CacheEntry> {
        // `\i` includes other files.
        if prelude.iter().chain(scripts).any(|script| script.text.contains("\\i")) {
            return None;
        }
        let mut hash = Sha256::new();
        let mut add = |part: &[u8]| {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        };
        add(GENERATOR.as_bytes());
        for server in servers {
            let program =
                fs::metadata(server.program("postgres")).and_then(|program| program.modified()).ok()?;
            let installed = program.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_nanos();
            add(format!("{} {} {installed}", server.version, server.bin.display()).as_bytes());
        }
        add(&(prelude.len() as u64).to_le_bytes());
        for script in prelude.iter().chain(scripts) {
            add(script.name.as_bytes());
            add(script.text.as_bytes());
        }
        let name: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Some(CacheEntry { path: self.folder.join(format!("{name}.json")) })
    }
}

/// One cached catalog.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CacheEntry {
    path: PathBuf,
}

impl CacheEntry {
    /// Reads the cached catalog.
    pub fn get(&self) -> Option<ScratchCatalog> {
        links::check(&self.path).ok()?;
        let file = File::open(&self.path).ok()?;
        // Marks the entry as used. Failing to do so is harmless.
        let _ = file.set_modified(SystemTime::now());
        read(file)
    }

    /// Writes the catalog, if it reads back unchanged. Other processes may write the same entry at
    /// the same time.
    pub fn put(&self, loaded: &ScratchCatalog) {
        // A failed write only costs time on the next run.
        let _ = self.try_put(loaded);
    }

    fn try_put(&self, loaded: &ScratchCatalog) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let opened = Folder::create(folder, &mut Vec::new())?;
        opened.remove_abandoned_files();
        let mut file = opened.create_temporary_file()?;
        let mut out = BufWriter::new(&mut file);
        serde_json::to_writer(&mut out, &(&loaded.warnings, &loaded.provided))?;
        out.write_all(b"\n")?;
        let origin = Origin { server_version: loaded.server_version.clone(), ..Origin::default() };
        snapshot::write(&mut out, &loaded.catalog, &RowCounts::default(), &origin)?;
        out.flush()?;
        drop(out);
        let kept = read(File::open(file.path())?);
        if kept.is_none_or(|kept| kept.catalog != loaded.catalog) {
            return Err(io::Error::other("the cached catalog does not read back unchanged"));
        }
        file.persist(opened.path().join(self.path.file_name().unwrap_or_default()))?;
        evict_oldest(opened.path())
    }
}

/// Reads a cached catalog.
fn read(file: File) -> Option<ScratchCatalog> {
    let mut text = String::new();
    BufReader::new(file).read_to_string(&mut text).ok()?;
    let (head, map) = text.split_once('\n')?;
    let (warnings, provided) = serde_json::from_str(head).ok()?;
    let snapshot = snapshot::read(map.as_bytes()).ok()?;
    Some(ScratchCatalog {
        catalog: snapshot.catalog,
        server_version: snapshot.origin.server_version,
        warnings,
        provided,
    })
}

/// Removes the least recently used entries.
fn evict_oldest(folder: &Path) -> io::Result<()> {
    let mut kept: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            kept.push((fs::metadata(&path)?.modified()?, path));
        }
    }
    kept.sort();
    for (_, path) in kept.iter().rev().skip(MAX_ENTRIES) {
        fs::remove_file(path)?;
    }
    Ok(())
}
