//! `pgplumb mcp`

use std::time::Duration;

use pgplumb_postgres::read_only_sql::{AllowedFunctions, Limits, writing_privileges};
use pgplumb_postgres::{Conninfo, PasswordSource, connect};

use super::args::{ConnectionArgs, ReadArgs, ScratchArgs, parse_duration};
use super::diff::{ComparingArgs, schema_map_path};
use super::reader::{Reader, summary};
use super::session::Session;
use super::{Failure, Outcome};
use crate::mcp::{Config, Server, SqlAccess, serve};
use crate::operations::NoObserver;
use crate::operations::load::LoadRequest;
use crate::sources::Source;

/// The number of bytes of a result. More does not fit an answer.
const MAX_BYTES: usize = 16_000;

/// Arguments of `pgplumb mcp`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "An MCP client starts this command and speaks to it on stdin and stdout. With --source schema_map.json, it needs neither a \
                  database nor a network. With --source and -d (or --env), the structure comes from the source, and SQL and drift checks use the database.\n\n\
                  Examples:\n  \
                  pgplumb mcp --source docs/schema_map.json\n  \
                  pgplumb mcp --env staging --allow-sql\n  \
                  pgplumb mcp --source docs/schema_map.json -d service=readonly --allow-sql"
)]
pub struct Args {
    #[command(flatten)]
    connection: ConnectionArgs,

    /// Source to read the structure from, instead of the database
    ///
    /// Examples: schema_map.json, schema.sql, git:REV:PATH, migrations:DIR
    #[arg(long, value_name = "SOURCE", help_heading = "Database")]
    source: Option<String>,

    /// Let agents run queries that only read
    #[arg(long, help_heading = "SQL")]
    allow_sql: bool,

    /// Functions that queries may call although they are user-defined or may have side effects
    ///
    /// Examples: app.total, extension:postgis. extension:NAME allows the immutable and stable
    /// functions of an extension.
    #[arg(long, value_name = "NAME", num_args = 1.., requires = "allow_sql", help_heading = "SQL")]
    allow_functions: Vec<String>,

    /// Time limit for each query of an agent: 500ms, 10s, 1min
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = parse_duration, help_heading = "SQL")]
    sql_time_limit: Duration,

    /// Maximum number of rows of a result
    #[arg(long, value_name = "ROWS", default_value_t = 200, help_heading = "SQL")]
    max_rows: usize,

    #[command(flatten)]
    scratch: ScratchArgs,

    /// Schemas or objects to include: app, app_*, table:app.*
    #[arg(long, value_name = "PATTERN", num_args = 1.., help_heading = "Selection")]
    schema: Vec<pgplumb_catalog::pattern::Pattern>,

    /// Schemas or objects to exclude
    #[arg(long, value_name = "PATTERN", num_args = 1.., help_heading = "Selection")]
    exclude: Vec<pgplumb_catalog::pattern::Pattern>,
}

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let reading = ReadArgs {
        connection: ConnectionArgs { no_password: true, ..args.connection.clone() },
        source: args.source.clone(),
        scratch: args.scratch.clone(),
        schema: args.schema.clone(),
        exclude: args.exclude.clone(),
        allow_empty: false,
    };
    let config = config(&args, &reading, session)?;
    if let (Some(_), Some(conninfo)) = (&config.sql, &config.live) {
        warn_about_role(conninfo, session).await?;
    }
    let server = Server::new(config);
    let schema = server.schema(&NoObserver).await?;
    for warning in &schema.loaded.warnings {
        session.terminal.warn(warning.clone());
    }
    session.terminal.status(summary(&schema.loaded));
    session.note_unmatched(&schema.loaded.unmatched);
    drop(schema);
    serve(&server).await.map_err(Failure::new)?;
    Ok(Outcome::Done)
}

fn config(args: &Args, reading: &ReadArgs, session: &Session) -> Result<Config, Failure> {
    let reader = Reader::new(session, reading)?;
    let structure = reader.source(args.source.as_deref())?;
    let names_database = args.connection.database.is_some() || args.connection.env.is_some();
    let live: Option<Conninfo> = match &structure {
        Source::Database(conninfo) if args.source.is_none() => Some((**conninfo).clone()),
        _ if names_database || args.allow_sql => Some(session.database(&reading.connection)?.conninfo),
        _ => None,
    };
    let map = schema_map_path(session)?;
    let expected = match &args.source {
        Some(source) => Some((crate::redact::redact(source), structure.clone())),
        None => map.exists().then(|| (map.display().to_string(), Source::Path(map.clone()))),
    };
    let allowed =
        AllowedFunctions::parse(args.allow_functions.iter().map(String::as_str)).map_err(|name| {
            Failure::new(format!("--allow-functions: {name} is not the name of a function or extension"))
                .hint("write schema.function without arguments, or extension:name")
        })?;
    let limits = Limits {
        statement_timeout: args.sql_time_limit,
        lock_timeout: args.sql_time_limit.min(Duration::from_secs(2)),
        rows: args.max_rows.max(1),
        cell: 2000,
        bytes: MAX_BYTES,
    };
    let loaded = session.settings()?;
    let selection = session.selection(reading)?;
    let request = LoadRequest {
        selection: selection.clone(),
        patterns: Some(session.pattern_check(reading)?),
        ..reader.request(None)
    };
    let options = ComparingArgs::default().options(session)?;
    Ok(Config {
        structure,
        live,
        expected,
        sql: args.allow_sql.then_some(SqlAccess { limits, allowed }),
        request,
        selection,
        options,
        scratch: session.scratch(reading)?,
        untrusted: session.scratch(reading)?.untrusted(),
        export: loaded.settings.export.clone(),
        folder: loaded.folder().to_owned(),
    })
}

/// Warns if the role can do more than read.
async fn warn_about_role(conninfo: &Conninfo, session: &Session) -> Result<(), Failure> {
    let connection = connect(conninfo, PasswordSource::None).await.map_err(Failure::new)?;
    let privileges = writing_privileges(&connection).await.map_err(Failure::new)?;
    if let Some(privileges) = privileges {
        session.terminal.warn(format!(
            "--allow-sql: role {} {privileges}. Queries that could change anything are refused, but a role that can only read is safer; \
             docs/agents.md has the SQL for one",
            connection.user()
        ));
    }
    connection.close().await;
    Ok(())
}
