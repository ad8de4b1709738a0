//! `pgplumb dump`

use std::io::Write;
use std::path::PathBuf;

use pgplumb_catalog::pattern::Selection;
use pgplumb_outputs::dump::Options;

use super::reading::{read_around, summary};
use super::session::Session;
use super::{Failure, Outcome, args};
use crate::operations::dump::{self, Order};
use crate::operations::export::FileState;
use crate::operations::part::TablePattern;
use crate::operations::read::Request;
use crate::terminal::{Look, Text};

/// Arguments of `pgplumb dump`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The SQL loads with psql -f, on the server's version and later ones. Secrets are never dumped: a \
    placeholder stands for each, and a warning names it.\n\nExamples:\n  \
    pgplumb dump -o schema.sql\n  \
    pgplumb dump --schema app billing | less\n  \
    pgplumb dump --table app.orders --no-owner"
)]
pub struct Args {
    /// File to write; - is stdout. It is left as it is when only its time would change [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Only these tables and views, with what belongs to them: orders, app.orders, app.*
    #[arg(long, value_name = "TABLE", num_args = 1.., help_heading = "Which part of it")]
    table: Vec<TablePattern>,

    /// Leave out who owns what
    #[arg(long)]
    no_owner: bool,

    /// Leave out who may do what
    #[arg(long)]
    no_privileges: bool,

    /// Leave out comments
    #[arg(long)]
    no_comments: bool,

    /// Make the roles that are named, where they are missing, with their attributes and memberships and without passwords
    #[arg(long)]
    roles: bool,

    #[command(flatten)]
    reading: args::Reading,
}

/// Dumps.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let wanted = |request| Request { tables: args.table.clone(), roles: args.roles, ..request };
    let (mut read, selection) = read_around(session, &args.reading, wanted).await?;
    let terminal = &session.terminal;
    let text = dump::dump(&mut read, &order(&args, selection));
    for warning in &read.warnings {
        terminal.warn(warning.clone());
    }
    if !args.table.is_empty() && read.catalog.objects().next().is_none() {
        return Err(Failure::new("there is nothing to dump").hint("pgplumb list says what tables there are"));
    }
    terminal.say(summary(&read));
    match args.output.as_deref().filter(|path| path.as_os_str() != "-") {
        None => {
            let mut out = terminal.document();
            out.write_all(text.as_bytes())?;
            out.flush()?;
        }
        Some(path) => {
            for file in dump::write(&text, path)? {
                let (word, look) = match file.state {
                    FileState::Unchanged => ("unchanged", Look::Faint),
                    _ => ("written", Look::Good),
                };
                let line = Text::new().with(look, format!("{word:<10}")).plain(" ");
                terminal.say(line.plain(file.path.display().to_string()));
            }
        }
    }
    Ok(Outcome::Done)
}

fn order(args: &Args, selection: Selection) -> Order {
    let options = Options {
        no_owner: args.no_owner,
        no_privileges: args.no_privileges,
        no_comments: args.no_comments,
        roles: args.roles,
        ..Options::default()
    };
    Order { selection, tables: args.table.clone(), options }
}
