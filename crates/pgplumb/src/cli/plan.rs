//! `pgplumb plan`

use std::io::Write;
use std::path::PathBuf;

use super::plan_output::{self, Detail};
use super::planner::{self, Planner, PlanningArgs, Sides};
use super::reader::Reader;
use super::session::Session;
use super::{Failure, Outcome, args};
use crate::background::drop_in_background;
use crate::operations::apply::missing_rights;
use crate::operations::plan::Planned;
use crate::sources::Source;
use crate::terminal::Format;

/// Arguments of `pgplumb plan`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Shows the steps that would bring the database to the desired state. pgplumb first tests them on a copy of the \
                  schema in a scratch database. The database is not changed.\n\nExamples:\n  \
                  pgplumb plan --desired schema.sql -v          # with the statements\n  \
                  pgplumb plan --desired schema.sql -o plan.json && pgplumb apply plan.json\n  \
                  pgplumb plan --desired git:main:db/schema --format sql > steps.sql\n  \
                  pgplumb plan --desired schema.sql --exit-code # exits with 1 if there are steps"
)]
pub struct Args {
    /// Desired state: schema.sql, a folder or another source
    ///
    /// May be repeated for several files and folders. Default: desired in [apply] of pgplumb.toml
    #[arg(long, value_name = "SOURCE")]
    desired: Vec<String>,

    /// File to save the plan to, for pgplumb apply
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Exit with 1 if there are pending changes
    #[arg(long)]
    exit_code: bool,

    #[command(flatten)]
    planning: PlanningArgs,

    #[command(flatten)]
    reading: args::ReadArgs,
}

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    if args.output.as_deref() == Some("-".as_ref()) {
        return Err(Failure::new("-o requires a file name").hint("--format json prints the plan"));
    }
    let reader = Reader::new(session, &args.reading)?;
    let mut source = reader.source(args.reading.source.as_deref())?;
    let desired = reader.desired(&args.desired)?;
    let mut connection = None;
    if let Source::Database(conninfo) = &source {
        let (connected, conninfo) = reader.connect(conninfo).await?;
        connection = Some(connected);
        source = Source::Database(Box::new(conninfo));
    }
    let major = connection.as_ref().map(|connection| connection.server_version().major());
    let Sides { current, desired } = planner::read_sides(&reader, &source, desired, major).await?;
    for read in [&current, &desired.1] {
        read.warnings.iter().for_each(|warning| session.terminal.warn(warning.clone()));
    }
    let planner = Planner::new(&args.planning, session, &args.reading, &reader);
    let mut planned = match &args.output {
        Some(_) => planner.plan_to_save(&current, &desired).await?,
        None => planner.plan(&current, &desired).await?,
    };
    drop_in_background((current, desired));
    if let Some(connection) = &connection {
        reader.inspect(&mut planned, connection).await;
    }
    if let Some(path) = &args.output {
        planner::save(&planned.saved, path)?;
    }
    print(session, &planned, connection.as_ref(), args.planning.shows_sql()).await?;
    if let Some(path) = &args.output {
        session.terminal.status(format!("written    {}", path.display()));
    }
    if let Some(connection) = connection {
        // Another role may apply the plan, so this does not make the command fail.
        for what in missing_rights(&planned.saved.plan, &connection).await.map_err(Failure::new)? {
            let role = connection.user();
            session.terminal.warn(format!("apply would refuse this plan: role {role} {what}"));
        }
        connection.close().await;
    }
    if let Some(failure) = planner::unproved(&planned.saved, args.output.as_deref()) {
        return Err(failure);
    }
    planner::record(&args.planning, session, &planned)?;
    Ok(if args.exit_code && !planned.saved.is_in_sync() { Outcome::Drift } else { Outcome::Done })
}

/// Prints a plan in the requested format.
pub async fn print(
    session: &Session,
    planned: &Planned,
    connection: Option<&pgplumb_postgres::Connection>,
    shows_sql: bool,
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    planned.notes.iter().for_each(|note| terminal.warn(note.clone()));
    match terminal.format() {
        Format::Json => terminal.print_json(&planned.saved)?,
        Format::Sql => {
            let mut out = terminal.document();
            out.write_all(planned.saved.plan.session_script().as_bytes())?;
            out.flush()?;
        }
        Format::Markdown => {
            let mut out = terminal.document();
            out.write_all(plan_output::markdown::render(planned, connection).await.as_bytes())?;
            out.flush()?;
        }
        _ => {
            let (statements, steps) = (shows_sql || terminal.is_verbose(), terminal.is_verbose());
            plan_output::show(session, planned, connection, Detail { statements, steps }).await?;
        }
    }
    Ok(())
}
