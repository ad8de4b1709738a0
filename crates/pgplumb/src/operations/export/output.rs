//! What every output is.

use std::io::Write;
use std::path::{Path, PathBuf};

use pgplumb_compare::Policy;

use super::staging::{ExportError, Staging};
use super::tables::TableFiles;
use crate::operations::read::Read;
use crate::settings::Export;

/// What the settings say of an output.
#[derive(Clone, Copy, Debug, Default)]
pub struct Configured<'a> {
    /// Its file or folder.
    pub path: Option<&'a Path>,
    /// Whether it is written without being asked for by name.
    pub enabled: Option<bool>,
}

/// A kind of file, or folder of files, that is written from a catalog.
pub trait Output: Sync {
    /// Its name on the command line and in the settings: `json`.
    fn name(&self) -> &'static str;

    /// What it is, in a word or two.
    fn title(&self) -> &'static str;

    /// Its file or folder within the export folder, where the settings name no other.
    fn default_name(&self) -> &'static str;

    /// What the settings say of it.
    fn configured<'a>(&self, settings: &'a Export) -> Configured<'a>;

    /// Stages its files.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError>;

    /// Writes it as one document.
    ///
    /// # Errors
    /// When the writer fails, or a file that it needs cannot be read.
    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError>;
}

/// One output to be written.
#[derive(Clone, Debug)]
pub struct Task<'a> {
    /// What it is written from.
    pub read: &'a Read,
    /// The settings of outputs.
    pub settings: &'a Export,
    /// The folder that paths in the settings are relative to.
    pub folder: &'a Path,
    /// The output's file or folder.
    pub path: PathBuf,
    /// What differences of files that people edit are passed over.
    pub policy: &'a Policy,
    /// What is wanted of the folder of table files besides.
    pub table_files: &'a TableFiles,
}
