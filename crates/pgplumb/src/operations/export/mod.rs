//! Exporting: a catalog to files, every one written whole or not at all, and none that is up to date.
//!
//! An [`Output`] knows what its files hold; [`Staging`] compares them with those there are, writes what is new beside
//! them, and puts everything into place at the end.

mod compare;
mod json;
mod markdown;
mod mermaid;
mod output;
mod python;
mod sql;
mod staging;
mod tables;
mod version;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use output::{Output, Task};
use pgplumb_compare::Policy;
use pgplumb_outputs::report::Finding;
pub(super) use staging::new_file;
pub use staging::{ExportError, FileState, Staging, WrittenFile};
pub use tables::TableFiles;

use super::read::Read;
use super::{Observer, Stage};
use crate::settings::Export;

/// Every output, in the order in which they are listed. Adding one means adding its file here and a line.
pub const OUTPUTS: &[&dyn Output] = &[
    &json::Json,
    &markdown::Markdown,
    &mermaid::Mermaid,
    &tables::Tables,
    &sql::Sql,
    &python::Python,
    &version::Version,
];

/// The output of a name.
pub fn output(name: &str) -> Option<&'static dyn Output> {
    OUTPUTS.iter().copied().find(|output| output.name() == name)
}

/// The outputs that are written when none is named.
pub fn enabled(settings: &Export) -> Vec<&'static dyn Output> {
    OUTPUTS.iter().copied().filter(|output| output.configured(settings).enabled.unwrap_or(true)).collect()
}

/// What is to be exported, and where to.
pub struct Order<'a> {
    /// The outputs.
    pub outputs: &'a [&'static dyn Output],
    /// The settings of outputs.
    pub settings: &'a Export,
    /// The folder that paths in the settings are relative to.
    pub folder: &'a Path,
    /// A path for the one output, in place of its own.
    pub path: Option<&'a Path>,
    /// Whether to write nothing, and only to tell what would be.
    pub check: bool,
    /// What differences of files that people edit are passed over.
    pub policy: &'a Policy,
    /// What is wanted of the folder of table files besides.
    pub table_files: TableFiles,
}

impl Order<'_> {
    /// Whether what is made goes to stdout.
    pub fn prints(&self) -> bool {
        self.path.is_some_and(|path| path.as_os_str() == "-")
    }
}

/// What became of the files of an export.
#[derive(Clone, PartialEq, Debug)]
pub struct Exported {
    /// The files.
    pub files: Vec<WrittenFile>,
    /// What there is to say about them.
    pub notes: Vec<String>,
    /// What is out of date in files that people edit, and is for them to change.
    pub left: Vec<Finding>,
}

/// Writes outputs, or tells what would be written.
///
/// # Errors
/// When a file cannot be read or written. Nothing has changed then, unless the disk failed while finished files were put
/// into their places.
pub fn export(read: &Read, order: &Order<'_>, observer: &dyn Observer) -> Result<Exported, ExportError> {
    let mut staging = Staging::new(order.check);
    for output in order.outputs {
        observer.at(Stage::Writing(output.name()));
        output.stage(&task(read, order, *output), &mut staging)?;
    }
    let (notes, left) = (staging.take_notes(), staging.take_left());
    Ok(Exported { files: staging.finish()?, notes, left })
}

/// Writes the files of some tables, of which alone something was read. `None` when that does not tell enough, and all must be read: a table
/// is new to the folder or gone, or the file of another one has to change too.
///
/// # Errors
/// When a file cannot be read or written; nothing has changed then.
pub fn refresh_tables(read: &Read, order: &Order<'_>) -> Result<Option<Exported>, ExportError> {
    let mut staging = Staging::new(order.check);
    if !tables::refresh(&task(read, order, &tables::Tables), &mut staging)? {
        return Ok(None);
    }
    let (notes, left) = (staging.take_notes(), staging.take_left());
    Ok(Some(Exported { files: staging.finish()?, notes, left }))
}

fn task<'a>(read: &'a Read, order: &'a Order<'a>, output: &dyn Output) -> Task<'a> {
    let path = match order.path {
        Some(path) => path.to_owned(),
        None => order.folder.join(place(output, order.settings)),
    };
    let Order { settings, folder, policy, table_files, .. } = order;
    Task { read, settings, folder, path, policy, table_files }
}

/// Writes one output as one document.
///
/// # Errors
/// When the writer fails, or a file that the output needs cannot be read.
pub fn print(
    read: &Read,
    output: &dyn Output,
    settings: &Export,
    folder: &Path,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let path = folder.join(place(output, settings));
    let (policy, table_files) = (&Policy::default(), &TableFiles::default());
    output.print(&Task { read, settings, folder, path, policy, table_files }, out)
}

/// Where an output goes, relative to the folder of the settings.
pub fn place(output: &dyn Output, settings: &Export) -> PathBuf {
    match output.configured(settings).path {
        Some(path) => path.to_owned(),
        None => settings.dir.join(output.default_name()),
    }
}

/// An error of a stream that is no file of ours.
fn stream_error(reason: io::Error) -> ExportError {
    ExportError::Stream(reason)
}
