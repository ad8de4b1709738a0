//! `pgplumb plan`

use std::io::Write;
use std::path::PathBuf;

use super::planning::{self, Planner, PlanningArgs, Sides};
use super::reading::Reader;
use super::session::Session;
use super::{Failure, Outcome, args, showing};
use crate::operations::let_go;
use crate::operations::plan::Planned;
use crate::sources::Source;
use crate::terminal::Format;

/// Arguments of `pgplumb plan`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Shows the steps that would make the database what the desired source says, after trying them on a copy of it in a scratch \
                  database. Nothing of the database is changed.\n\nExamples:\n  \
                  pgplumb plan --desired schema.sql -v          # with the statements\n  \
                  pgplumb plan --desired schema.sql -o plan.json && pgplumb apply plan.json\n  \
                  pgplumb plan --desired git:main:db/schema --format sql > steps.sql\n  \
                  pgplumb plan --desired schema.sql --exit-code # 1 when there is anything to do"
)]
pub struct Args {
    /// What the database is to be: any source
    #[arg(long, value_name = "SOURCE")]
    desired: String,

    /// File to keep the plan in, to be applied
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Exit 1 when there is anything to do
    #[arg(long)]
    exit_code: bool,

    #[command(flatten)]
    planning: PlanningArgs,

    #[command(flatten)]
    reading: args::Reading,
}

/// Plans.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    if args.output.as_deref() == Some("-".as_ref()) {
        return Err(Failure::new("-o names a file to keep the plan in").hint("--format json prints it"));
    }
    let reader = Reader::new(session, &args.reading)?;
    let mut source = reader.source(args.reading.source.as_deref())?;
    let mut connection = None;
    if let Source::Database(conninfo) = &source {
        let (connected, conninfo) = reader.connect(conninfo).await?;
        connection = Some(connected);
        source = Source::Database(Box::new(conninfo));
    }
    let major = connection.as_ref().map(|connection| connection.server_version().major());
    let Sides { current, desired } = planning::read_sides(&reader, &source, &args.desired, major).await?;
    for read in [&current, &desired.1] {
        read.warnings.iter().for_each(|warning| session.terminal.warn(warning.clone()));
    }
    let planner = Planner::new(&args.planning, session, &args.reading, &reader);
    let mut planned = planner.plan(&current, &desired).await?;
    let_go((current, desired));
    if let Some(connection) = &connection {
        planned.saved.look(connection).await;
    }
    if let Some(path) = &args.output {
        planning::save(&planned.saved, path)?;
    }
    print(session, &planned, connection.as_ref()).await?;
    if let Some(connection) = connection {
        connection.close().await;
    }
    if let Some(failure) = planning::unproved(&planned.saved, args.output.as_deref()) {
        return Err(failure);
    }
    planning::record(&args.planning, session, &planned)?;
    Ok(if args.exit_code && !planned.saved.is_in_step() { Outcome::Drift } else { Outcome::Done })
}

/// Prints a plan in the format that was asked for.
pub async fn print(
    session: &Session,
    planned: &Planned,
    connection: Option<&pgplumb_postgres::Connection>,
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    planned.notes.iter().for_each(|note| terminal.warn(note.clone()));
    match terminal.format() {
        Format::Json => terminal.print_json(&planned.saved)?,
        Format::Sql => {
            let mut out = terminal.document();
            out.write_all(planned.saved.plan.script().as_bytes())?;
            out.flush()?;
        }
        _ => showing::show(session, planned, connection).await?,
    }
    Ok(())
}
