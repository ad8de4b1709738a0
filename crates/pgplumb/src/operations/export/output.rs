//! The interface of outputs.

use std::io::Write;
use std::path::{Path, PathBuf};

use pgplumb_compare::ChangePolicy;

use super::error::ExportError;
use super::staging::Staging;
use super::tables::TableFileOptions;
use crate::operations::load::LoadedCatalog;
use crate::settings::Export;

/// The settings that every output has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Configured<'a> {
    /// Its file or folder.
    pub path: Option<&'a Path>,
    /// Whether it is written when no output is named.
    pub enabled: Option<bool>,
}

/// A file, or folder of files, that can be generated from a catalog.
pub trait Output: Sync {
    /// The name on the command line and in the settings: `json`.
    fn name(&self) -> &'static str;

    /// A short description.
    fn title(&self) -> &'static str;

    /// The default file or folder name in the export folder.
    fn default_name(&self) -> &'static str;

    /// The settings that every output has.
    fn configured<'a>(&self, settings: &'a Export) -> Configured<'a>;

    /// Creates the writer of this output, with its own settings.
    fn writer<'a>(&self, context: &Context<'a>) -> Box<dyn OutputWriter + 'a>;
}

/// Everything that outputs can be configured with. Each takes what concerns it.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The settings of all outputs.
    pub settings: &'a Export,
    /// The folder that paths in the settings are relative to.
    pub folder: &'a Path,
    /// The policy for ignoring differences in files that people edit.
    pub policy: &'a ChangePolicy,
    /// Options for the folder of table files.
    pub table_files: &'a TableFileOptions,
}

/// An output with its settings.
pub trait OutputWriter {
    /// Stages the files.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError>;

    /// Writes everything as one document.
    ///
    /// # Errors
    /// When writing fails, or a file that the output needs cannot be read.
    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError>;
}

/// One output to write.
#[derive(Clone, Debug)]
pub struct Task<'a> {
    /// The catalog to write.
    pub loaded: &'a LoadedCatalog,
    /// The file or folder to write.
    pub path: PathBuf,
}
