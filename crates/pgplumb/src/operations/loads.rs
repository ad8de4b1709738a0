//! What SQL made the last time: files that are unchanged need not be executed again.
//!
//! A catalog is kept under a hash of all that it follows from: the files, the servers that would execute them, and this program. Whatever cannot be kept, or read again, is
//! made as if there were no cache.

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
use super::scratch::Made;

/// How many catalogs are kept; those that were not asked for the longest go first.
const MOST: usize = 20;

/// The catalogs that are kept in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loads {
    folder: PathBuf,
}

impl Loads {
    /// Those in the folder for what can be made again.
    pub fn new(cache: &Path) -> Self {
        Self { folder: cache.join("loads") }
    }

    /// Where what these files make is kept; nowhere, where that follows from more than they say.
    pub fn place<'a>(
        &self,
        scripts: &[Script],
        servers: impl Iterator<Item = &'a Installation>,
    ) -> Option<Place> {
        // What they include is another file's to say.
        if scripts.iter().any(|script| script.text.contains("\\i")) {
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
        for script in scripts {
            add(script.name.as_bytes());
            add(script.text.as_bytes());
        }
        let name: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Place { path: self.folder.join(format!("{name}.json")) })
    }
}

/// Where a catalog is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    path: PathBuf,
}

impl Place {
    /// What is kept there.
    pub fn get(&self) -> Option<Made> {
        let file = File::open(&self.path).ok()?;
        // Asked for just now; that it cannot be noted does no harm.
        let _ = file.set_modified(SystemTime::now());
        let mut text = String::new();
        BufReader::new(file).read_to_string(&mut text).ok()?;
        let (warnings, map) = text.split_once('\n')?;
        let snapshot = snapshot::read(map.as_bytes()).ok()?;
        Some(Made {
            catalog: snapshot.catalog,
            server_version: snapshot.origin.server_version,
            warnings: serde_json::from_str(warnings).ok()?,
        })
    }

    /// Keeps what was made, if it can be read back as it is. Others may do the same at the same time.
    pub fn put(&self, made: &Made) {
        // Only somebody who waits again would notice.
        let _ = self.written(made);
    }

    fn written(&self, made: &Made) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        let mut out = BufWriter::new(&mut file);
        serde_json::to_writer(&mut out, &made.warnings)?;
        out.write_all(b"\n")?;
        let origin = Origin { server_version: made.server_version.clone(), ..Origin::default() };
        snapshot::write(&mut out, &made.catalog, &RowCounts::default(), &origin)?;
        out.flush()?;
        drop(out);
        let kept = Place { path: file.path().to_owned() }.get();
        if kept.is_none_or(|kept| kept.catalog != made.catalog) {
            return Err(io::Error::other("it does not read back"));
        }
        file.persist(&self.path)?;
        tidy(folder)
    }
}

/// Removes what nobody asked for in the longest time.
fn tidy(folder: &Path) -> io::Result<()> {
    let mut kept: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            kept.push((fs::metadata(&path)?.modified()?, path));
        }
    }
    kept.sort();
    for (_, path) in kept.iter().rev().skip(MOST) {
        fs::remove_file(path)?;
    }
    Ok(())
}
