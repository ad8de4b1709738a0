//! `pgplumb dump`

use std::io::Write;
use std::path::PathBuf;

use pgplumb_catalog::pattern::Selection;
use pgplumb_outputs::dump::Options;

use super::reader::{read_tables, summary};
use super::session::Session;
use super::{Failure, Outcome, args};
use crate::operations::dump::{self, DumpRequest};
use crate::operations::export::FileState;
use crate::operations::load::LoadRequest;
use crate::operations::table_selection::TablePattern;
use crate::terminal::{Text, TextStyle};

/// Arguments of `pgplumb dump`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The SQL loads with psql -f, on the same or a later major version. Secrets are never dumped: they are replaced \
        by placeholders, with a warning for each.\n\nExamples:\n  \
    pgplumb dump -o schema.sql\n  \
    pgplumb dump --schema app billing | less\n  \
    pgplumb dump --table app.orders --no-owner"
)]
pub struct Args {
    /// File to write; it stays unchanged if only the timestamp differs [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Only these tables and views, with their dependencies: orders, app.orders, app.*
    #[arg(long, value_name = "TABLE", num_args = 1.., help_heading = "Selection")]
    table: Vec<TablePattern>,

    /// Omit the comment at the top, so that equal schemas give equal files
    ///
    /// The comment contains the time.
    #[arg(long)]
    no_header: bool,

    /// Omit owners
    #[arg(long)]
    no_owner: bool,

    /// Omit privileges
    #[arg(long)]
    no_privileges: bool,

    /// Omit comments
    #[arg(long)]
    no_comments: bool,

    /// Include statements that create missing roles, with attributes and memberships, but without
    /// passwords
    #[arg(long)]
    roles: bool,

    #[command(flatten)]
    reading: args::ReadArgs,
}

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let adjust = |request| LoadRequest { roles: args.roles, ..request };
    let (mut read, selection) = read_tables(session, &args.reading, &args.table, adjust).await?;
    let terminal = &session.terminal;
    let text = dump::dump(&mut read, &request(&args, selection));
    for warning in &read.warnings {
        terminal.warn(warning.clone());
    }
    terminal.status(summary(&read));
    match args.output.as_deref().filter(|path| path.as_os_str() != "-") {
        None => {
            let mut out = terminal.document();
            out.write_all(text.as_bytes())?;
            out.flush()?;
        }
        Some(path) => {
            for file in dump::write(&text, path)? {
                let (word, style) = match file.state {
                    FileState::Unchanged => ("unchanged", TextStyle::Faint),
                    _ => ("written", TextStyle::Success),
                };
                let line = Text::new().with(style, format!("{word:<10}")).plain(" ");
                terminal.status(line.plain(file.path.display().to_string()));
            }
        }
    }
    Ok(Outcome::Done)
}

fn request(args: &Args, selection: Selection) -> DumpRequest {
    let options = Options {
        no_owner: args.no_owner,
        no_privileges: args.no_privileges,
        no_comments: args.no_comments,
        no_header: args.no_header,
        roles: args.roles,
        ..Options::default()
    };
    DumpRequest { selection, tables: args.table.clone(), options }
}
